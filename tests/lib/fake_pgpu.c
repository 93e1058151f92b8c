// SPDX-License-Identifier: GPL-2.0-only
/* The pGPU for tests; see fake_pgpu.h. */
#include "fake_pgpu.h"

#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "vfu/op_context.h"

static struct fake_pgpu *to_fake(struct pgpu *pgpu)
{
	return container_of(pgpu, struct fake_pgpu, pgpu);
}

static int fake_open(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client)
{
	struct fake_pgpu *fake = to_fake(pgpu);

	if (fake->client_ops)
		return -EBUSY;
	fake->client_ops = ops;
	fake->client = client;
	return 0;
}

static void fake_close(struct pgpu *pgpu)
{
	to_fake(pgpu)->client_ops = NULL;
}

static int fake_submit(struct pgpu *pgpu, const struct pgpu_submission *submission)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 queued = 0;
	u32 i;

	if (fake->lost)
		return -ENODEV;
	for (i = 0; i < fake->n_submissions; i++)
		queued += fake->submissions[i].engine == submission->engine;
	if (queued >= fake->caps.depth || fake->n_submissions == FAKE_PGPU_SUBMISSIONS)
		return -EAGAIN;
	fake->submissions[fake->n_submissions] = *submission;
	fake->state[fake->n_submissions++] = FAKE_QUEUED;
	return 0;
}

/* Report an event, in the context of an engine's thread. */
static void fake_event(struct fake_pgpu *fake, const struct pgpu_event *event)
{
	non_block_start();
	fake->client_ops->event(fake->client, event);
	non_block_end();
}

static void fake_started(struct fake_pgpu *fake, u32 i)
{
	struct pgpu_event event = {
		.type = PGPU_EV_STARTED,
		.engine = fake->submissions[i].engine,
		.cookie = fake->submissions[i].cookie,
		.head = fake->submissions[i].head,
	};

	fake->state[i] = FAKE_RUNS;
	fake_event(fake, &event);
}

/* Return whether a submission is the first of its engine. */
static bool fake_first(const struct fake_pgpu *fake, u32 i)
{
	u32 k;

	for (k = 0; k < i; k++) {
		if (fake->submissions[k].engine == fake->submissions[i].engine)
			return false;
	}
	return true;
}

static void fake_drop(struct fake_pgpu *fake, u32 i)
{
	fake->n_submissions--;
	memmove(&fake->submissions[i], &fake->submissions[i + 1],
		(fake->n_submissions - i) * sizeof(fake->submissions[0]));
	memmove(&fake->state[i], &fake->state[i + 1],
		(fake->n_submissions - i) * sizeof(fake->state[0]));
}

void fake_pgpu_send(struct fake_pgpu *fake, const struct pgpu_event *event)
{
	u32 i;

	for (i = 0; i < fake->n_submissions; i++) {
		if (fake->submissions[i].engine != event->engine ||
		    fake->submissions[i].cookie != event->cookie)
			continue;
		if (event->type == PGPU_EV_STARTED && fake->state[i] == FAKE_QUEUED)
			fake->state[i] = FAKE_RUNS;
		if (event->type == PGPU_EV_COMPLETE || event->type == PGPU_EV_PREEMPTED ||
		    event->type == PGPU_EV_CANCELLED || event->type == PGPU_EV_LOST)
			fake_drop(fake, i);
		break;
	}
	fake_event(fake, event);
}

/* Report an event of a submission. Each event but a fault removes the submission. */
static void fake_report(struct fake_pgpu *fake, u32 i, enum pgpu_event_type type)
{
	struct pgpu_event event = {
		.type = type,
		.engine = fake->submissions[i].engine,
		.cookie = fake->submissions[i].cookie,
		.head = type == PGPU_EV_COMPLETE ? fake->submissions[i].tail :
						   fake->submissions[i].head,
		.fault = type == PGPU_EV_FAULT ? PGPU_FAULT_COMMAND : PGPU_FAULT_NONE,
	};

	if (type == PGPU_EV_FAULT)
		fake->state[i] = FAKE_FAULTED;
	else
		fake_drop(fake, i);
	fake_event(fake, &event);
}

bool fake_pgpu_end(struct fake_pgpu *fake, u32 engine, enum pgpu_event_type type)
{
	u32 i;

	fake_pgpu_deliver(fake);
	for (i = 0; i < fake->n_submissions; i++) {
		if (fake->submissions[i].engine != engine)
			continue;
		if (fake->state[i] != FAKE_RUNS)
			return false;
		fake_report(fake, i, type);
		return true;
	}
	return false;
}

void fake_pgpu_deliver(struct fake_pgpu *fake)
{
	u32 i = 0;

	/* The client may submit or ask again while it handles a report. */
	while (i < fake->n_submissions) {
		if (fake->state[i] == FAKE_QUEUED && fake_first(fake, i))
			fake_started(fake, i);
		else if (fake->state[i] == FAKE_PREEMPTING)
			fake_report(fake, i, PGPU_EV_PREEMPTED);
		else if (fake->state[i] == FAKE_CANCELLING)
			fake_report(fake, i, PGPU_EV_CANCELLED);
		else
			i++;
	}
}

void fake_pgpu_lose(struct fake_pgpu *fake)
{
	fake->lost = true;
	while (fake->n_submissions)
		fake_report(fake, 0, PGPU_EV_LOST);
}

/* Record the requested end of a submission. fake_pgpu_deliver() reports the end later. */
static int fake_ask(struct pgpu *pgpu, u32 engine, u64 cookie, enum fake_state state)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 i;

	for (i = 0; i < fake->n_submissions; i++) {
		if (fake->submissions[i].engine != engine ||
		    fake->submissions[i].cookie != cookie)
			continue;
		if (state == FAKE_PREEMPTING && !fake->stubborn && fake->state[i] == FAKE_RUNS)
			fake->state[i] = state;
		if (state == FAKE_CANCELLING && !fake->deaf)
			fake->state[i] = state;
		return 0;
	}
	return -ENOENT;
}

static int fake_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	return fake_ask(pgpu, engine, cookie, FAKE_PREEMPTING);
}

static int fake_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	return fake_ask(pgpu, engine, cookie, FAKE_CANCELLING);
}

/* Find the first submission of this owner. Return: its index; @n_submissions: none. */
static u32 fake_find_owner(const struct fake_pgpu *fake, u64 owner)
{
	u32 i = 0;

	while (i < fake->n_submissions && fake->submissions[i].owner != owner)
		i++;
	return i;
}

static void fake_idle(struct pgpu *pgpu, u64 owner)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 i, ms;

	op_context_idle();
	fake->idles++;
	fake_pgpu_deliver(fake);
	for (ms = 0; (i = fake_find_owner(fake, owner)) < fake->n_submissions; ms++) {
		if (!fake->wait_ms) {
			fprintf(stderr, "fake_pgpu: idle() would wait for ever\n");
			abort();
		}
		if (ms >= PGPU_IDLE_MAX_MS) {
			fake->cut_off++;
			fake_report(fake, i, PGPU_EV_LOST);
			continue;
		}
		fake->waited_ms++;
		fake->wait_ms(fake);
		fake_pgpu_deliver(fake);
	}
}

static void fake_invalidate(struct pgpu *pgpu, u64 owner)
{
	to_fake(pgpu)->invalidates++;
}

/* Enter a page into the map. Return: its bus address; 0: the map is full. */
static u64 fake_enter(struct fake_pgpu *fake, void *page)
{
	u32 i;

	for (i = 1; i < FAKE_PGPU_PAGES; i++) {
		if (!fake->pages[i]) {
			fake->pages[i] = page;
			return (u64)i << PAGE_SHIFT;
		}
	}
	return 0;
}

/* Enter a frame at its place in the frame's block, or at any free place. */
static u64 fake_enter_frame(struct fake_pgpu *fake, u64 frame)
{
	u32 b, i;

	for (b = 0; b < fake->n_blocks && fake->blocks[b] != frame / FAKE_PGPU_BLOCK; b++)
		;
	if (fake->scatter || b == FAKE_PGPU_BLOCKS)
		return fake_enter(fake, port_frame_to_ptr(frame));
	fake->blocks[b] = frame / FAKE_PGPU_BLOCK;
	fake->n_blocks = max(fake->n_blocks, b + 1);
	i = FAKE_PGPU_PAGES - (b + 1) * FAKE_PGPU_BLOCK + frame % FAKE_PGPU_BLOCK;
	if (fake->pages[i])
		return fake_enter(fake, port_frame_to_ptr(frame));
	fake->pages[i] = port_frame_to_ptr(frame);
	return (u64)i << PAGE_SHIFT;
}

static int fake_map(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	int ret = fake->lost ? -ENODEV : fake->map_error;
	u32 i;

	might_sleep();
	fake->map_error = 0;
	for (i = 0; i < n && !ret; i++) {
		bus[i] = fake_enter_frame(fake, frames[i]);
		if (!bus[i])
			abort();
		fake->n_mapped++;
	}
	return ret;
}

static void fake_leave(struct fake_pgpu *fake, u64 bus, bool allocated)
{
	u64 i = bus >> PAGE_SHIFT;

	if (i >= FAKE_PGPU_PAGES || !fake->pages[i] || fake->allocated[i] != allocated) {
		fprintf(stderr, "fake_pgpu: bus address %llx is not in the map\n", bus);
		abort();
	}
	fake->pages[i] = NULL;
	fake->allocated[i] = false;
}

static void fake_unmap(struct pgpu *pgpu, const u64 *bus, u32 n)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 i;

	might_sleep();
	for (i = 0; i < n; i++) {
		fake_leave(fake, bus[i], false);
		fake->n_mapped--;
	}
}

static int fake_page_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	struct fake_pgpu *fake = to_fake(pgpu);

	might_sleep();
	if (fake->lost)
		return -ENODEV;
	if (fake->alloc_error)
		return fake->alloc_error;
	*cpu = port_page_alloc();
	if (!*cpu)
		return -ENOMEM;
	*bus = fake_enter(fake, *cpu);
	fake->allocated[*bus >> PAGE_SHIFT] = true;
	fake->n_allocated++;
	return 0;
}

static void fake_page_free(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 i;

	might_sleep();
	fake->frees++;
	for (i = 0; i < n; i++) {
		fake_leave(fake, bus[i], true);
		fake->n_allocated--;
		port_page_free(cpu[i]);
	}
}

/* Find an owner. Return: the owner; one without a number: there is none, and it may be added. */
static struct fake_owner *fake_owner(struct fake_pgpu *fake, u64 owner)
{
	u32 i = 0;

	while (i < fake->n_owners && fake->owners[i].owner != owner)
		i++;
	if (i == FAKE_PGPU_OWNERS)
		abort();
	return &fake->owners[i];
}

static int fake_owner_add(struct pgpu *pgpu, u64 owner, u32 first, u32 pages)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	struct fake_owner *o = fake_owner(fake, owner);

	might_sleep();
	if (fake->lost)
		return -ENODEV;
	if (fake->alloc_error)
		return fake->alloc_error;
	if (!owner || o->owner || first < fake->caps.ggtt_first ||
	    first + pages > fake->caps.ggtt_first + fake->caps.ggtt_pages)
		return -EINVAL;
	*o = (struct fake_owner){
		.owner = owner, .first = first, .pages = pages,
		.entries = port_calloc(pages, sizeof(u64)),
	};
	if (!o->entries)
		return -ENOMEM;
	fake->n_owners++;
	return 0;
}

static void fake_owner_del(struct pgpu *pgpu, u64 owner)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	struct fake_owner *o = fake_owner(fake, owner);

	might_sleep();
	if (!o->owner)
		abort();
	port_free(o->entries);
	*o = fake->owners[--fake->n_owners];
	fake->owners[fake->n_owners] = (struct fake_owner){ 0 };
}

static void fake_ggtt_write(struct pgpu *pgpu, u64 owner, u32 index, const u64 *bus, u32 n)
{
	struct fake_owner *o = fake_owner(to_fake(pgpu), owner);
	u32 i;

	if (!o->owner || index < o->first || index + n > o->first + o->pages) {
		fprintf(stderr, "fake_pgpu: GGTT entry %u is not owner %llu's\n", index, owner);
		abort();
	}
	for (i = 0; i < n; i++)
		o->entries[index - o->first + i] = bus[i];
}

static int fake_query_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
			       struct pgpu_progress *progress)
{
	struct fake_pgpu *fake = to_fake(pgpu);
	u32 i;

	for (i = 0; i < fake->n_submissions; i++) {
		if (fake->submissions[i].engine != engine ||
		    fake->submissions[i].cookie != cookie || fake->state[i] == FAKE_QUEUED)
			continue;
		*progress = fake->progress;
		return 0;
	}
	return -ENOENT;
}

static int fake_reg_read(struct pgpu *pgpu, u32 offset, u32 *value)
{
	struct fake_pgpu *fake = to_fake(pgpu);

	*value = 0;
	if (offset == GEN9_RCS_BASE + GEN9_RING_TIMESTAMP)
		*value = lower_32_bits(fake->timestamp);
	if (offset == GEN9_RCS_BASE + GEN9_RING_TIMESTAMP_U)
		*value = upper_32_bits(fake->timestamp & GEN9_TIMESTAMP_MASK);
	fake->timestamp += fake->timestamp_step;
	return 0;
}

static int fake_switch_regs(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	return 0;
}

/* Tests find out by the words of a page which page it is. */
static void fake_golden(struct pgpu *pgpu, u32 engine, u32 page, void *cpu)
{
	u32 *dw = cpu;
	u32 i;

	for (i = 0; i < PAGE_SIZE / sizeof(*dw); i++)
		dw[i] = FAKE_PGPU_GOLDEN | engine << 8 | page;
}

static int fake_notify_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	to_fake(pgpu)->watched = on ? owner : 0;
	return 0;
}

bool fake_pgpu_store_barrier(struct fake_pgpu *fake, u64 *ticket)
{
	bool known = true;

	if (!fake->watched)
		return known;
	non_block_start();
	known = fake->client_ops->store_barrier(fake->client, fake->watched, ticket);
	non_block_end();
	return known;
}

static const struct pgpu_ops fake_pgpu_ops = {
	.open = fake_open,
	.close = fake_close,
	.submit = fake_submit,
	.preempt = fake_preempt,
	.cancel = fake_cancel,
	.idle = fake_idle,
	.invalidate = fake_invalidate,
	.map = fake_map,
	.unmap = fake_unmap,
	.page_alloc = fake_page_alloc,
	.page_free = fake_page_free,
	.owner_add = fake_owner_add,
	.owner_del = fake_owner_del,
	.ggtt_write = fake_ggtt_write,
	.query_progress = fake_query_progress,
	.reg_read = fake_reg_read,
	.switch_regs = fake_switch_regs,
	.golden = fake_golden,
	.notify_stores = fake_notify_stores,
};

void fake_pgpu_init(struct fake_pgpu *fake)
{
	u32 i;

	memset(fake, 0, sizeof(*fake));
	memcpy(fake->caps.name, "fake", sizeof("fake"));
	fake->caps.identity = (struct gen9_identity)GEN9_IDENTITY_KBL_GT2;
	fake->caps.engines = BIT(PGPU_ENGINES) - 1;
	fake->caps.preemption = PGPU_PREEMPT_COMMAND;
	fake->caps.inhibit_clears = true;
	fake->caps.user_batch_safe = BIT(PGPU_ENGINES) - 1;
	fake->caps.depth = 2;
	fake->caps.bus_pages = FAKE_PGPU_BUS_PAGES;
	fake->caps.ggtt_first = FAKE_PGPU_GGTT_FIRST;
	fake->caps.ggtt_pages = FAKE_PGPU_GGTT_PAGES;
	for (i = 0; i < PGPU_ENGINES; i++)
		fake->caps.context_pages[i] = 1;
	fake->pgpu.ops = &fake_pgpu_ops;
	fake->pgpu.caps = &fake->caps;
}

void *fake_pgpu_ptr(struct fake_pgpu *fake, u64 bus)
{
	u64 i = bus >> PAGE_SHIFT;

	if (i >= FAKE_PGPU_PAGES || !fake->pages[i])
		return NULL;
	return (u8 *)fake->pages[i] + bus % PAGE_SIZE;
}

void *fake_pgpu_ggtt(struct fake_pgpu *fake, u64 owner, u32 gva)
{
	const struct fake_owner *o = fake_owner(fake, owner);
	u32 at = (gva >> PAGE_SHIFT) - o->first;

	if (!o->entries || at >= o->pages || !o->entries[at])
		return NULL;
	return fake_pgpu_ptr(fake, o->entries[at] + gva % PAGE_SIZE);
}
