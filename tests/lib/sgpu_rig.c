// SPDX-License-Identifier: GPL-2.0-only
/* Drives the software GPU alone; see sgpu_rig.h. */
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include "gen9/context_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"

#define TABLE_FLAGS	(GEN9_PTE_PRESENT | GEN9_PTE_RW)

/* End the process if a step has failed. */
static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "rig: %s\n", what);
	abort();
}

static void rig_event(void *client, const struct pgpu_event *event)
{
	struct sgpu_rig *rig = client;

	pthread_mutex_lock(&rig->lock);
	must(rig->event_count < RIG_EVENTS, "too many events");
	rig->events[rig->event_count++] = *event;
	pthread_mutex_unlock(&rig->lock);
	if (rig->hook)
		rig->hook(rig, event);
}

static bool rig_store_barrier(void *client, u64 owner, u64 *ticket)
{
	struct sgpu_rig *rig = client;

	return !rig->store_barrier || rig->store_barrier(rig, owner, ticket);
}

static const struct pgpu_client_ops rig_client_ops = {
	.event = rig_event,
	.store_barrier = rig_store_barrier,
};

static u64 new_page(struct sgpu_rig *rig)
{
	void *cpu;
	u64 bus;

	must(!rig->pgpu->ops->page_alloc(rig->pgpu, &cpu, &bus), "page_alloc");
	must(bus >> PAGE_SHIFT < RIG_MAX_PAGES, "bus addresses are dense");
	rig->cpu[bus >> PAGE_SHIFT] = cpu;
	rig->owned[bus >> PAGE_SHIFT] = true;
	rig->bus_end = max(rig->bus_end, (bus >> PAGE_SHIFT) + 1);
	return bus;
}

static u64 *table_at(struct sgpu_rig *rig, u64 entry)
{
	return rig->cpu[(entry & GEN9_PTE_ADDR_MASK) >> PAGE_SHIFT];
}

u64 *sgpu_rig_entry(struct sgpu_rig *rig, u64 va, u32 level)
{
	u32 top = 3;
	u64 *table = table_at(rig, rig->root);
	u64 *entry;

	for (;;) {
		entry = &table[va >> (12 + 9 * top) & 511];
		if (top == level)
			return entry;
		if (!(*entry & GEN9_PTE_PRESENT))
			*entry = new_page(rig) | TABLE_FLAGS;
		table = table_at(rig, *entry);
		top--;
	}
}

u64 *sgpu_rig_pte(struct sgpu_rig *rig, u64 va)
{
	return sgpu_rig_entry(rig, va, 0);
}

void sgpu_rig_set(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, u64 bus)
{
	u32 index = va >> PAGE_SHIFT;

	if (space == RIG_PPGTT) {
		*sgpu_rig_pte(rig, va) = bus | TABLE_FLAGS;
		return;
	}
	rig->pgpu->ops->ggtt_write(rig->pgpu, rig->owner, index, &bus, 1);
	rig->ggtt[index - rig->pgpu->caps->ggtt_first] = bus;
}

void sgpu_rig_other_owner(struct sgpu_rig *rig)
{
	u32 first = rig->pgpu->caps->ggtt_first;

	rig->owner = RIG_OWNER + rig->owners++;
	must(!rig->pgpu->ops->owner_add(rig->pgpu, rig->owner, first, RIG_GGTT_PAGES), "owner_add");
	rig->pgpu->ops->ggtt_write(rig->pgpu, rig->owner, first, rig->ggtt, RIG_GGTT_PAGES);
}

void *sgpu_rig_page(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va)
{
	u64 bus = new_page(rig);

	sgpu_rig_set(rig, space, va, bus);
	return rig->cpu[bus >> PAGE_SHIFT];
}

void sgpu_rig_map(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, void *mem, u64 len)
{
	u64 at, frame, bus;

	for (at = 0; at < len; at += PAGE_SIZE) {
		frame = port_ptr_to_frame((u8 *)mem + at);
		must(!rig->pgpu->ops->map(rig->pgpu, &frame, 1, &bus), "map");
		sgpu_rig_set(rig, space, va + at, bus);
	}
}

static void *new_range(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, u64 len)
{
	void *mem = aligned_alloc(PAGE_SIZE, len);

	must(mem, "memory");
	memset(mem, 0, len);
	sgpu_rig_map(rig, space, va, mem, len);
	return mem;
}

void sgpu_rig_init(struct sgpu_rig *rig, u32 engine, enum softgpu_user_mode mode)
{
	sgpu_rig_init_units(rig, engine, mode, NULL, NULL);
}

void sgpu_rig_init_units(struct sgpu_rig *rig, u32 engine, enum softgpu_user_mode mode,
			 int (*give)(struct softgpu_user *user, void *arg), void *arg)
{
	u32 i;

	memset(rig, 0, sizeof(*rig));
	pthread_mutex_init(&rig->lock, NULL);
	rig->engine = engine;
	rig->owner = RIG_OWNER;
	rig->owners = 1;
	rig->cpu = calloc(RIG_MAX_PAGES, sizeof(*rig->cpu));
	rig->owned = calloc(RIG_MAX_PAGES, sizeof(*rig->owned));
	rig->ggtt = calloc(RIG_GGTT_PAGES, sizeof(*rig->ggtt));
	rig->user = softgpu_user_create(mode, test_model());
	must(rig->user && rig->ggtt && rig->cpu && rig->owned, "softgpu_user_create");
	must(!give || !give(rig->user, arg), "units");
	rig->pgpu = softgpu_user_pgpu(rig->user);
	must(!rig->pgpu->ops->open(rig->pgpu, &rig_client_ops, rig), "open");
	rig->root = new_page(rig);
	must(!rig->pgpu->ops->owner_add(rig->pgpu, RIG_OWNER, rig->pgpu->caps->ggtt_first,
					RIG_GGTT_PAGES), "owner_add");
	rig->ring = new_range(rig, RIG_GGTT, RIG_RING, RIG_RING_SIZE);
	rig->gbatch = new_range(rig, RIG_GGTT, RIG_GBATCH, RIG_BATCH_SIZE);
	rig->batch = new_range(rig, RIG_PPGTT, RIG_BATCH, RIG_BATCH_SIZE);
	rig->batch2 = new_range(rig, RIG_PPGTT, RIG_BATCH2, RIG_BATCH_SIZE);
	rig->pphwsp = sgpu_rig_page(rig, RIG_GGTT, RIG_CONTEXT);
	rig->state = sgpu_rig_page(rig, RIG_GGTT, RIG_CONTEXT + PAGE_SIZE);
	for (i = 2; i <= rig->pgpu->caps->context_pages[engine]; i++)
		rig->pgpu->ops->golden(rig->pgpu, engine, i,
				       sgpu_rig_page(rig, RIG_GGTT, RIG_CONTEXT + i * PAGE_SIZE));
	rig->hwsp = sgpu_rig_page(rig, RIG_GGTT, RIG_HWSP);
	rig->indirect = sgpu_rig_page(rig, RIG_GGTT, RIG_INDIRECT);
	rig->data = sgpu_rig_page(rig, RIG_PPGTT, RIG_DATA);
	rig->gdata = sgpu_rig_page(rig, RIG_GGTT, RIG_DATA);
}

void sgpu_rig_exit(struct sgpu_rig *rig)
{
	u64 i;

	while (rig->owners--) {
		rig->pgpu->ops->idle(rig->pgpu, RIG_OWNER + rig->owners);
		rig->pgpu->ops->owner_del(rig->pgpu, RIG_OWNER + rig->owners);
	}
	rig->pgpu->ops->close(rig->pgpu);
	for (i = 0; i < rig->bus_end; i++)
		if (rig->owned[i])
			pgpu_page_free(rig->pgpu, rig->cpu[i], i << PAGE_SHIFT);
	softgpu_user_destroy(rig->user);
	free(rig->ring);
	free(rig->batch);
	free(rig->batch2);
	free(rig->gbatch);
	free(rig->ggtt);
	free(rig->cpu);
	free(rig->owned);
	pthread_mutex_destroy(&rig->lock);
}

int sgpu_rig_setup(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, PGPU_RCS, SOFTGPU_USER_STEP);
	*state = rig;
	return 0;
}

int sgpu_rig_teardown(void **state)
{
	sgpu_rig_exit(*state);
	free(*state);
	return 0;
}

void sgpu_rig_emit(struct sgpu_rig *rig, const u32 *dw, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		rig->ring[rig->tail / 4] = dw[i];
		rig->tail = (rig->tail + 4) % RIG_RING_SIZE;
	}
}

void sgpu_rig_emit_batch(struct sgpu_rig *rig, u64 va, bool ppgtt)
{
	rig_emit(rig, 0x18800001u | (ppgtt ? GEN9_BB_START_PPGTT : 0), lower_32_bits(va),
		 upper_32_bits(va));
}

void sgpu_rig_prepare(struct sgpu_rig *rig, struct pgpu_submission *sub, u32 flags)
{
	if (rig->tail % 8)
		rig_emit(rig, 0);
	memset(sub, 0, sizeof(*sub));
	sub->cookie = ++rig->cookie;
	sub->owner = rig->owner;
	sub->engine = rig->engine;
	sub->flags = flags;
	sub->context = RIG_CONTEXT;
	sub->ring_start = RIG_RING;
	sub->ring_size = RIG_RING_SIZE;
	sub->head = rig->head;
	sub->tail = rig->tail;
	sub->ppgtt_root = rig->root;
	sub->clock_offset = rig->clock_offset;
}

u64 sgpu_rig_submit(struct sgpu_rig *rig, u32 flags)
{
	struct pgpu_submission sub;

	sgpu_rig_prepare(rig, &sub, flags);
	must(!rig->pgpu->ops->submit(rig->pgpu, &sub), "submit");
	rig->head = rig->tail;
	return sub.cookie;
}

void sgpu_rig_complete(struct sgpu_rig *rig)
{
	u64 cookie = sgpu_rig_submit(rig, 0);

	softgpu_user_run(rig->user);
	must(sgpu_rig_last(rig)->type == PGPU_EV_COMPLETE, "the submission did not complete");
	must(sgpu_rig_last(rig)->cookie == cookie, "another submission completed");
}

void sgpu_rig_run_batch(struct sgpu_rig *rig)
{
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	sgpu_rig_complete(rig);
}

const struct pgpu_event *sgpu_rig_last(struct sgpu_rig *rig)
{
	must(rig->event_count, "no event");
	return &rig->events[rig->event_count - 1];
}

u32 sgpu_rig_events(struct sgpu_rig *rig, u32 type)
{
	u32 i, n = 0;

	pthread_mutex_lock(&rig->lock);
	for (i = 0; i < rig->event_count; i++)
		n += rig->events[i].type == type;
	pthread_mutex_unlock(&rig->lock);
	return n;
}

void sgpu_rig_stats(struct sgpu_rig *rig, struct softgpu_stats *stats)
{
	softgpu_stats(softgpu_user_softgpu(rig->user), rig->engine, stats);
}
