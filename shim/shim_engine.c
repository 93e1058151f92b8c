// SPDX-License-Identifier: GPL-2.0-only
/*
 * The software GPU of this process, behind pgpu/pgpu.h. Requests and address spaces call these
 * functions with &shim.lock. The engines' threads report events, which take &shim.lock.
 */
#include "shim/shim_engine.h"

#include <signal.h>

#include "engine/render_units.h"
#include "engine/softgpu_user.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "shim/shim_report.h"
#include "shim/shim_ring_defs.h"
#include "shim/shim_state.h"

#define OWNER		1u
#define SLOT_PAGES	64u	/* GGTT pages of a ring: image, then ring */
#define SLOT_RING	48u	/* first page of the ring */
#define MAP_CHUNK	512u	/* pages that one call of the pGPU maps */

/**
 * struct shim_engine - The software GPU of a process.
 * @user: its threads
 * @units: its render engine
 * @pgpu: its interface
 * @scratch: for each level, the page that the entries of a table of that level name
 * @slots: bit for each part of the GGTT that is in use
 * @n_slots: number of parts
 * @free_slot: no part below is free
 */
struct shim_engine {
	struct softgpu_user *user;
	struct render_units *units;
	struct pgpu *pgpu;
	u64 scratch[GEN9_PPGTT_LEVELS];
	bool *slots;
	u32 n_slots;
	u32 free_slot;
};

static void (*handle_event)(const struct pgpu_event *event);

void shim_engine_init(void (*event)(const struct pgpu_event *event))
{
	handle_event = event;
}

static void engine_event(void *client, const struct pgpu_event *event)
{
	struct shim_engine *engine = client;

	shim_enter();
	if (shim.engine == engine)
		handle_event(event);
	shim_leave();
}

static const struct pgpu_client_ops client_ops = {
	.event = engine_event,
};

int shim_engine_page_alloc(void **cpu, u64 *bus)
{
	struct pgpu *pgpu = shim.engine->pgpu;

	return pgpu->ops->page_alloc(pgpu, cpu, bus);
}

void shim_engine_page_free(void *cpu, u64 bus)
{
	pgpu_page_free(shim.engine->pgpu, cpu, bus);
}

/* Make a page of zeroes, and above it tables whose entries all name the page or table below. */
static int scratch_init(struct shim_engine *engine)
{
	void *cpu;
	u32 level;
	int ret;

	for (level = 0; level < GEN9_PPGTT_LEVELS; level++) {
		ret = shim_engine_page_alloc(&cpu, &engine->scratch[level]);
		if (ret)
			return ret;
		if (level)
			memset64(cpu, shim_engine_scratch(level - 1), GEN9_PTES_PER_PAGE);
	}
	return 0;
}

/* No entry allows writes, so nothing can change what reads find. */
u64 shim_engine_scratch(u32 level)
{
	return shim.engine->scratch[level] | GEN9_PTE_PRESENT;
}

/* Make the GPU. Its threads take no signals: these are for the program's own threads. */
static struct softgpu_user *user_create(void)
{
	struct softgpu_user *user;
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	user = softgpu_user_create(SOFTGPU_USER_THREADS, SOFTGPU_PRIVATE);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return user;
}

static int engine_open(struct shim_engine *engine)
{
	const struct pgpu_caps *caps = engine->pgpu->caps;
	int ret = engine->pgpu->ops->open(engine->pgpu, &client_ops, engine);

	if (ret)
		return ret;
	ret = engine->pgpu->ops->owner_add(engine->pgpu, OWNER, caps->ggtt_first,
					   caps->ggtt_pages);
	if (ret)
		return ret;
	engine->n_slots = caps->ggtt_pages / SLOT_PAGES;
	engine->slots = calloc(engine->n_slots, sizeof(*engine->slots));
	return engine->slots ? scratch_init(engine) : -ENOMEM;
}

int shim_engine_get(void)
{
	struct shim_engine *engine;
	int ret = -ENOMEM;

	if (shim.engine)
		return 0;
	engine = calloc(1, sizeof(*engine));
	if (!engine)
		return -ENODEV;
	engine->user = user_create();
	if (engine->user)
		engine->units = render_units_give(softgpu_user_softgpu(engine->user),
						  &render_engine_ops);
	if (engine->units) {
		engine->pgpu = softgpu_user_pgpu(engine->user);
		shim.engine = engine;
		ret = engine_open(engine);
	}
	if (!ret)
		return 0;
	/* An engine that lacks a part is never used: its pages are lost with it. */
	shim.engine = NULL;
	softgpu_user_destroy(engine->user);
	render_units_destroy(engine->units);
	free(engine->slots);
	free(engine);
	pr_err("no memory or no threads for the software GPU: give the process more\n");
	return -ENODEV;
}

int shim_engine_map(u8 *cpu, u64 pages, u64 *bus)
{
	struct pgpu *pgpu = shim.engine->pgpu;
	u64 frames[MAP_CHUNK];
	u64 done, i, n;
	int ret;

	for (done = 0; done < pages; done += n) {
		n = min(pages - done, (u64)MAP_CHUNK);
		for (i = 0; i < n; i++)
			frames[i] = port_ptr_to_frame(cpu + (done + i) * PAGE_SIZE);
		ret = pgpu->ops->map(pgpu, frames, (u32)n, bus + done);
		if (ret) {
			shim_engine_unmap(bus, done);
			return ret;
		}
	}
	return 0;
}

void shim_engine_unmap(const u64 *bus, u64 pages)
{
	struct pgpu *pgpu = shim.engine->pgpu;

	pgpu->ops->unmap(pgpu, bus, (u32)pages);
}

void shim_engine_invalidate(void)
{
	shim.engine->pgpu->ops->invalidate(shim.engine->pgpu, OWNER);
}

u64 shim_engine_timestamp(void)
{
	struct pgpu *pgpu;
	u32 low = 0, high = 0;

	if (!shim.engine)
		return 0;
	pgpu = shim.engine->pgpu;
	pgpu->ops->reg_read(pgpu, GEN9_RCS_BASE + GEN9_RING_TIMESTAMP_U, &high);
	pgpu->ops->reg_read(pgpu, GEN9_RCS_BASE + GEN9_RING_TIMESTAMP, &low);
	return (u64)high << 32 | low;
}

static u32 slot_page(const struct shim_ring *ring, u32 page)
{
	return shim.engine->pgpu->caps->ggtt_first + ring->slot * SLOT_PAGES + page;
}

/* Allocate a page of a ring's part of the GGTT. @engine, @golden: page of a new image, or 0. */
static int slot_fill(struct shim_ring *ring, u32 page, u32 engine, u32 golden, void **cpu)
{
	struct pgpu *pgpu = shim.engine->pgpu;
	u64 bus;
	int ret = pgpu->ops->page_alloc(pgpu, cpu, &bus);

	if (ret)
		return ret;
	if (golden > 1)
		pgpu->ops->golden(pgpu, engine, golden, *cpu);
	pgpu->ops->ggtt_write(pgpu, OWNER, slot_page(ring, page), &bus, 1);
	ring->pages[ring->n_pages].cpu = *cpu;
	ring->pages[ring->n_pages++].bus = bus;
	return 0;
}

static int slot_take(struct shim_ring *ring)
{
	struct shim_engine *engine = shim.engine;

	while (engine->free_slot < engine->n_slots && engine->slots[engine->free_slot])
		engine->free_slot++;
	if (engine->free_slot == engine->n_slots)
		return -ENOSPC;
	ring->slot = engine->free_slot;
	engine->slots[ring->slot] = true;
	return 0;
}

int shim_ring_prepare(struct shim_ring *ring, u32 engine)
{
	u32 images = shim.engine->pgpu->caps->context_pages[engine];
	void *cpu;
	int ret;
	u32 i;

	if (ring->epoch == shim.epoch)
		return 0;
	memset(ring, 0, sizeof(*ring));
	ret = slot_take(ring);
	if (ret)
		return ret;
	ring->epoch = shim.epoch;
	for (i = 0; !ret && i <= images; i++) {
		ret = slot_fill(ring, i, engine, i, &cpu);
		if (!i)
			ring->status = cpu;
	}
	for (i = 0; !ret && i < SHIM_RING_PAGES; i++) {
		ret = slot_fill(ring, SLOT_RING + i, engine, 0, &cpu);
		ring->ring[i] = cpu;
	}
	if (ret)
		shim_ring_exit(ring);
	return ret;
}

void shim_ring_exit(struct shim_ring *ring)
{
	static const u64 absent[SLOT_PAGES];
	struct pgpu *pgpu;
	u32 i;

	if (ring->epoch && ring->epoch == shim.epoch && shim.engine) {
		pgpu = shim.engine->pgpu;
		pgpu->ops->ggtt_write(pgpu, OWNER, slot_page(ring, 0), absent, SLOT_PAGES);
		pgpu->ops->invalidate(pgpu, OWNER);
		for (i = 0; i < ring->n_pages; i++)
			pgpu_page_free(pgpu, ring->pages[i].cpu, ring->pages[i].bus);
		shim.engine->slots[ring->slot] = false;
		shim.engine->free_slot = min(shim.engine->free_slot, ring->slot);
	}
	memset(ring, 0, sizeof(*ring));
}

static void ring_emit(struct shim_ring *ring, const u32 *dw, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		ring->ring[ring->tail / PAGE_SIZE][ring->tail % PAGE_SIZE / 4] = dw[i];
		ring->tail = (ring->tail + 4) % SHIM_RING_BYTES;
	}
}

#define RING_EMIT(ring, ...) do {					\
	const u32 dw_[] = { __VA_ARGS__ };				\
	ring_emit(ring, dw_, ARRAY_SIZE(dw_));				\
} while (0)

/* Emit a flush, with a store of @value to the status page unless @address is 0. */
static void emit_flush(struct shim_ring *ring, u32 engine, u32 flags, u32 address, u32 value)
{
	u32 store = address ? SHIM_PC_STORE : 0;

	if (engine == PGPU_RCS)
		RING_EMIT(ring, SHIM_PIPE_CONTROL, flags | store, address, 0, value, 0);
	else
		RING_EMIT(ring, SHIM_MI_FLUSH_DW | (address ? SHIM_FLUSH_STORE : 0),
			  address | (address ? GEN9_FLUSH_DW_USE_GGTT : 0), 0, value);
}

/* Emit a request as i915 does: invalidate, batch, flush with a breadcrumb, interrupt. */
static void emit_request(struct shim_ring *ring, u32 engine, u64 batch)
{
	u32 status = slot_page(ring, 0) * (u32)PAGE_SIZE + SHIM_BREADCRUMB;

	emit_flush(ring, engine, SHIM_PC_INVALIDATE, 0, 0);
	RING_EMIT(ring, SHIM_MI_BATCH_START, lower_32_bits(batch), upper_32_bits(batch), 0);
	emit_flush(ring, engine, SHIM_PC_FLUSH, status, ++ring->seqno);
	RING_EMIT(ring, GEN9_MI_USER_INTERRUPT, 0);
	if (ring->tail % 8)
		RING_EMIT(ring, 0);
}

int shim_ring_submit(struct shim_ring *ring, u32 engine, u64 cookie, u64 root, u64 batch)
{
	struct pgpu *pgpu = shim.engine->pgpu;
	struct pgpu_submission sub = { .cookie = cookie, .owner = OWNER, .engine = engine };
	int ret;

	sub.context = slot_page(ring, 0) * (u32)PAGE_SIZE;
	sub.ring_start = slot_page(ring, SLOT_RING) * (u32)PAGE_SIZE;
	sub.ring_size = SHIM_RING_BYTES;
	sub.head = ring->tail;
	sub.ppgtt_root = root;
	emit_request(ring, engine, batch);
	sub.tail = ring->tail;
	ret = pgpu->ops->submit(pgpu, &sub);
	if (ret)
		ring->tail = sub.head;
	return ret;
}

void shim_engine_cancel(u32 engine, u64 cookie)
{
	struct pgpu *pgpu = shim.engine->pgpu;

	pgpu->ops->cancel(pgpu, engine, cookie);
}

static void report_missing(void *arg, const char *name, u64 count)
{
	shim_report_missing(name);
}

void shim_engine_report(void)
{
	render_units_report(shim.engine->units, report_missing, NULL);
}

void shim_engine_forget(void)
{
	shim.engine = NULL;
}
