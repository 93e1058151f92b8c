// SPDX-License-Identifier: GPL-2.0-only
/*
 * The software GPU as a pGPU: its capabilities, its creation, and the ops that concern more than
 * one engine. The mediator calls it through pgpu/pgpu.h, and the front end through
 * softgpu/softgpu.h. &softgpu.lock guards the client. Other parts have locks of their own
 * (softgpu/bus.h, softgpu/softgpu_types.h).
 */
#include "softgpu/softgpu.h"

#include "gen9/engine_defs.h"
#include "softgpu/image.h"
#include "softgpu/queue.h"
#include "softgpu/sgpu_ggtt.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/slm.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/store_barrier.h"
#include "softgpu/stores.h"
#include "softgpu/units.h"

#define NS_PER_MS	1000000ull
#define ALL_ENGINES	(BIT(PGPU_RCS) | BIT(PGPU_BCS) | BIT(PGPU_VCS) | BIT(PGPU_VECS))

#define SAME_CAPS						\
	.name = "softgpu",					\
	.identity = GEN9_IDENTITY_KBL_GT2,			\
	.engines = ALL_ENGINES,					\
	.depth = SGPU_DEPTH,					\
	.bus_pages = SGPU_BUS_CERTAIN,				\
	.ggtt_first = SGPU_GGTT_FIRST,				\
	.ggtt_pages = SGPU_GGTT_PAGES

static const struct pgpu_caps softgpu_caps[] = {
	[SOFTGPU_PRIVATE] = {
		SAME_CAPS, .preemption = PGPU_PREEMPT_COMMAND, .ggtt_private = true,
		.user_batch_safe = ALL_ENGINES, .context_pages = { 1, 1, 1, 1 },
		.images_checked = true, .clock_offset = true, .inhibit_clears = true,
	},
	[SOFTGPU_LIKE_HARDWARE] = {
		SAME_CAPS, .preemption = PGPU_PREEMPT_POINT, .user_irq_merged = true,
		.user_batch_safe = ALL_ENGINES & ~BIT(PGPU_BCS),
		.context_pages = { SGPU_IMAGE_PAGES, 1, 1, 1 }, .slm_stays = true,
	},
};

static struct softgpu *to_softgpu(struct pgpu *pgpu)
{
	return container_of(pgpu, struct softgpu, pgpu);
}

static bool gpu_has(struct softgpu *sg, u64 owner)
{
	bool has = false;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		has |= sgpu_queue_has(&sg->engine[i], owner);
	return has;
}

/*
 * Run the engines until an owner has no work, for at most PGPU_IDLE_MAX_MS. For engines without
 * threads.
 * Return: true: no work is left.
 */
static bool help_idle(struct softgpu *sg, u64 owner)
{
	u64 end = sg->ops->now_ns(sg->host) + PGPU_IDLE_MAX_MS * NS_PER_MS;

	while (gpu_has(sg, owner) && sg->ops->now_ns(sg->host) < end)
		sg->ops->help(sg->host);
	return !gpu_has(sg, owner);
}

/* Wait until an owner has no work, for at most PGPU_IDLE_MAX_MS. Return: true: no work is left. */
static bool wait_in_time(struct softgpu *sg, u64 owner)
{
	if (sg->ops->help)
		return help_idle(sg, owner);
	return wait_event_timeout(sg->idle, !gpu_has(sg, owner),
				  msecs_to_jiffies(PGPU_IDLE_MAX_MS));
}

/*
 * Wait until no work of an owner (0: any) is queued or running, and its last event is delivered.
 *
 * An engine stops soon when its client asks. The engine checks for requests before each command,
 * and in a blit once in SOFTGPU_STEP_BYTES (some milliseconds). A command that waits, for a
 * semaphore or for its client, does not keep the thread. The thread leaves the command, and begins
 * it again after SOFTGPU_POLL_US or at a kick. All pages that an engine accesses are pinned: it
 * waits for none.
 *
 * A client asks only work that has started. Work that is queued behind another vGPU's waits for the
 * end of that vGPU's slice, some 100 ms at most. While the host goes to sleep, no slice ends. So
 * after PGPU_IDLE_MAX_MS the software GPU takes the rest of this owner's work off its engines. It
 * reports that work as LOST. The work ends within one more step. The wait for that step has no
 * limit: only the engine's own thread knows when it has written its last byte.
 */
static void wait_idle(struct softgpu *sg, u64 owner)
{
	u32 i;

	while (!wait_in_time(sg, owner)) {
		for (i = 0; i < PGPU_ENGINES; i++)
			sgpu_queue_lose(&sg->engine[i], owner);
	}
}

static int softgpu_open(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client)
{
	struct softgpu *sg = to_softgpu(pgpu);
	int ret = 0;

	mutex_lock(&sg->lock);
	if (sg->client_ops) {
		ret = -EBUSY;
	} else {
		sg->client = client;
		smp_store_release(&sg->client_ops, ops);	/* for sgpu_event_deliver() */
	}
	mutex_unlock(&sg->lock);
	return ret;
}

static void softgpu_close(struct pgpu *pgpu)
{
	struct softgpu *sg = to_softgpu(pgpu);

	wait_idle(sg, 0);
	mutex_lock(&sg->lock);
	smp_store_release(&sg->client_ops, NULL);	/* pairs with sgpu_event_deliver() */
	sg->client = NULL;
	mutex_unlock(&sg->lock);
}

static struct sgpu_engine *engine_of(struct pgpu *pgpu, u32 engine)
{
	return engine < PGPU_ENGINES ? &to_softgpu(pgpu)->engine[engine] : NULL;
}

static int softgpu_submit(struct pgpu *pgpu, const struct pgpu_submission *submission)
{
	struct sgpu_engine *e = engine_of(pgpu, submission->engine);

	return e ? sgpu_queue_submit(e, submission) : -EINVAL;
}

static int softgpu_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	struct sgpu_engine *e = engine_of(pgpu, engine);

	return e ? sgpu_queue_preempt(e, cookie) : -EINVAL;
}

static int softgpu_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	struct sgpu_engine *e = engine_of(pgpu, engine);

	return e ? sgpu_queue_cancel(e, cookie) : -EINVAL;
}

static void softgpu_idle(struct pgpu *pgpu, u64 owner)
{
	struct softgpu *sg = to_softgpu(pgpu);

	wait_idle(sg, owner);
	if (sg->ops->idle)
		sg->ops->idle(sg->host, owner);
}

/* Engines read a single word, and a refill of the TLB costs little. */
static void softgpu_invalidate(struct pgpu *pgpu, u64 owner)
{
	struct softgpu *sg = to_softgpu(pgpu);

	atomic64_inc_return(&sg->tlb_seq);
	sgpu_units_renew(sg, owner);
}

static void softgpu_unmap(struct pgpu *pgpu, const u64 *bus, u32 n)
{
	struct softgpu *sg = to_softgpu(pgpu);
	u32 i;

	if (sg->ops->unmapping)
		sg->ops->unmapping(sg->host, bus, n);
	for (i = 0; i < n; i++)
		sgpu_bus_remove(&sg->bus, bus[i]);
	/* Engines keep translations of no use, to pages that leave. Units have lost these pages. */
	atomic64_inc_return(&sg->tlb_seq);
}

static int softgpu_map(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus)
{
	struct softgpu *sg = to_softgpu(pgpu);
	int ret;
	u32 i;

	for (i = 0; i < n; i++) {
		ret = sgpu_bus_add_frame(&sg->bus, frames[i], &bus[i]);
		if (ret) {
			softgpu_unmap(pgpu, bus, i);
			return ret;
		}
	}
	return 0;
}

static int softgpu_page_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	void *page = port_page_alloc();
	int ret;

	if (!page)
		return -ENOMEM;
	ret = sgpu_bus_add(&to_softgpu(pgpu)->bus, page, bus);
	if (ret)
		port_page_free(page);
	else
		*cpu = page;
	return ret;
}

static void softgpu_page_free(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n)
{
	u32 i;

	softgpu_unmap(pgpu, bus, n);
	for (i = 0; i < n; i++)
		port_page_free(cpu[i]);
}

static int softgpu_owner_add(struct pgpu *pgpu, u64 owner, u32 first, u32 pages)
{
	struct softgpu *sg = to_softgpu(pgpu);
	int ret = sgpu_ggtt_add(&sg->ggtts, owner, first, pages);

	if (!ret && sg->ops->owner_added)
		sg->ops->owner_added(sg->host, owner);
	return ret;
}

static void softgpu_owner_del(struct pgpu *pgpu, u64 owner)
{
	struct softgpu *sg = to_softgpu(pgpu);

	if (sg->ops->owner_gone)
		sg->ops->owner_gone(sg->host, owner);
	sgpu_ggtt_del(&sg->ggtts, owner);
	sgpu_units_to_sweep(sg);
}

static void softgpu_ggtt_write(struct pgpu *pgpu, u64 owner, u32 index, const u64 *bus, u32 n)
{
	sgpu_ggtt_write(&to_softgpu(pgpu)->ggtts, owner, index, bus, n);
}

static int softgpu_query_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
				  struct pgpu_progress *progress)
{
	struct sgpu_engine *e = engine_of(pgpu, engine);

	return e ? sgpu_queue_query_progress(e, cookie, progress) : -EINVAL;
}

static int softgpu_reg_read(struct pgpu *pgpu, u32 offset, u32 *value)
{
	struct softgpu *sg = to_softgpu(pgpu);
	int ret = -EINVAL;
	u32 i;

	for (i = 0; ret && i < PGPU_ENGINES; i++)
		ret = sgpu_regs_peek(&sg->engine[i], offset, value);
	return ret;
}

static int softgpu_switch_regs(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	struct sgpu_engine *e = engine_of(pgpu, engine);

	return e ? sgpu_queue_stage(e, pairs, n) : -EINVAL;
}

static void softgpu_golden(struct pgpu *pgpu, u32 engine, u32 page, void *cpu)
{
	sgpu_image_golden(page, to_softgpu(pgpu)->caps.context_pages[engine], cpu);
}

static int softgpu_notify_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	return sgpu_store_barrier_notify(to_softgpu(pgpu), owner, on);
}

static void softgpu_record_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	sgpu_stores_record(to_softgpu(pgpu), owner, on);
}

static u64 softgpu_take_stores(struct pgpu *pgpu, u64 owner, const u64 *bus, u32 n)
{
	return sgpu_stores_take(to_softgpu(pgpu), owner, bus, n);
}

static void softgpu_finish_stores(struct pgpu *pgpu, u64 owner)
{
	sgpu_stores_finish(to_softgpu(pgpu));
}

static void softgpu_process(struct pgpu *pgpu, u64 owner, struct pgpu_process *process)
{
	struct softgpu *sg = to_softgpu(pgpu);

	if (sg->ops->process)
		sg->ops->process(sg->host, owner, process);
}

static bool softgpu_draws(struct pgpu *pgpu)
{
	struct softgpu *sg = to_softgpu(pgpu);

	return sg->ops->draws ? sg->ops->draws(sg->host) : sg->engine[PGPU_RCS].unit_ops != NULL;
}

static const struct pgpu_ops softgpu_ops = {
	.open = softgpu_open,
	.close = softgpu_close,
	.submit = softgpu_submit,
	.preempt = softgpu_preempt,
	.cancel = softgpu_cancel,
	.idle = softgpu_idle,
	.invalidate = softgpu_invalidate,
	.map = softgpu_map,
	.unmap = softgpu_unmap,
	.page_alloc = softgpu_page_alloc,
	.page_free = softgpu_page_free,
	.owner_add = softgpu_owner_add,
	.owner_del = softgpu_owner_del,
	.ggtt_write = softgpu_ggtt_write,
	.query_progress = softgpu_query_progress,
	.reg_read = softgpu_reg_read,
	.switch_regs = softgpu_switch_regs,
	.golden = softgpu_golden,
	.notify_stores = softgpu_notify_stores,
	.record_stores = softgpu_record_stores,
	.take_stores = softgpu_take_stores,
	.finish_stores = softgpu_finish_stores,
	.process = softgpu_process,
	.draws = softgpu_draws,
};

static int engine_init(struct softgpu *sg, u32 id)
{
	struct sgpu_engine *e = &sg->engine[id];

	e->sg = sg;
	e->id = id;
	e->space[SGPU_PPGTT].id = SGPU_PPGTT;
	e->points = sg->pgpu.caps->preemption == PGPU_PREEMPT_POINT;
	e->polices = sg->pgpu.caps->user_batch_safe & BIT(id);
	e->restarts = id == PGPU_RCS && sg->pgpu.caps->slm_stays;
	sgpu_queue_init(e);
	e->sink = port_page_alloc();
	e->status = port_page_alloc();
	if (!e->sink || !e->status || sgpu_slm_init(e))
		return -ENOMEM;
	return sgpu_regs_init(e);
}

static void engine_exit(struct sgpu_engine *e)
{
	sgpu_regs_exit(e);
	sgpu_slm_exit(e);
	port_free(e->unit_state);
	if (e->status)
		port_page_free(e->status);
	if (e->sink)
		port_page_free(e->sink);
}

struct softgpu *softgpu_create(const struct softgpu_host_ops *ops, void *host,
			       enum softgpu_model model)
{
	struct softgpu *sg = port_zalloc(sizeof(*sg));
	int ret;
	u32 i;

	if (!sg)
		return NULL;
	sg->pgpu.ops = &softgpu_ops;
	sg->caps = softgpu_caps[model];
	sg->pgpu.caps = &sg->caps;
	sg->model = model;
	sg->ops = ops;
	sg->host = host;
	sg->slice = SGPU_SLICE;
	mutex_init(&sg->lock);
	init_waitqueue_head(&sg->idle);
	sgpu_store_barrier_init(sg);
	sgpu_units_init(sg);
	ret = sgpu_ggtts_init(&sg->ggtts, model == SOFTGPU_LIKE_HARDWARE);
	if (!ret)
		ret = sgpu_bus_init(&sg->bus);
	for (i = 0; !ret && i < PGPU_ENGINES; i++)
		ret = engine_init(sg, i);
	if (!ret)
		return sg;
	softgpu_destroy(sg);
	return NULL;
}

void softgpu_destroy(struct softgpu *sg)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		engine_exit(&sg->engine[i]);
	sgpu_bus_exit(&sg->bus);
	sgpu_ggtts_exit(&sg->ggtts);
	mutex_destroy(&sg->lock);
	port_free(sg);
}

void softgpu_set_slice(struct softgpu *sg, u32 budget)
{
	WRITE_ONCE(sg->slice, max(budget, 1u));
}

struct pgpu *softgpu_pgpu(struct softgpu *sg)
{
	return &sg->pgpu;
}

void softgpu_stats(const struct softgpu *sg, u32 engine, struct softgpu_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	if (engine < PGPU_ENGINES)
		memcpy(stats, &sg->engine[engine].stats, sizeof(*stats));
}
