// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests. EXECBUFFER2 queues them; the engines' events and the keeper start and end them; all
 * with &shim.lock. A batch that faults or hangs ends with -EIO, and counts against its context as
 * in i915: drivers read it by DRM_IOCTL_I915_GET_RESET_STATS.
 */
#include "shim/shim_request.h"

#include "shim/facet_run.h"
#include "shim/shim_bo.h"
#include "shim/shim_ctx.h"
#include "shim/shim_engine.h"
#include "shim/shim_fence.h"
#include "shim/shim_keeper.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_use.h"
#include "shim/shim_vm.h"

#define HANG_POLL_NS	(100 * SHIM_NS_PER_MS)

#define REQUESTS_MAX	1024u	/* that are queued or run; as many fit the rings of i915 */
#define BANNING_HANGS	3u	/* of a context that recovers from one */

struct shim_request *shim_request_new(struct shim_ctx *ctx, u32 slot, u32 n_bos, u32 n_deps)
{
	struct shim_request *rq = calloc(1, sizeof(*rq));

	if (!rq)
		return NULL;
	INIT_LIST_HEAD(&rq->list);
	rq->ctx = shim_ctx_get(ctx);
	rq->vm = shim_vm_get(ctx->vm);
	rq->slot = slot;
	rq->uses = calloc(max(n_bos, 1u), sizeof(*rq->uses));
	rq->deps = calloc(max(n_deps, 1u), sizeof(*rq->deps));
	rq->fence = shim_fence_new();
	if (rq->uses && rq->deps && rq->fence)
		return rq;
	shim_request_drop(rq);
	return NULL;
}

void shim_request_drop(struct shim_request *rq)
{
	u32 i;

	for (i = 0; i < rq->n_deps; i++)
		shim_fence_put(rq->deps[i]);
	for (i = 0; i < rq->n_uses; i++)
		shim_bo_put(rq->uses[i].bo);
	list_del_init(&rq->list);
	shim_fence_put(rq->fence);
	shim_vm_put(rq->vm);
	shim_ctx_put(rq->ctx);
	free(rq->foreign);
	free(rq->deps);
	free(rq->uses);
	free(rq);
}

void shim_request_add_dep(struct shim_request *rq, struct shim_fence *fence)
{
	if (!shim_fence_done(fence))
		rq->deps[rq->n_deps++] = shim_fence_get(fence);
}

/* Wait for requests of other processes. */
static int add_foreign(struct shim_request *rq, struct shim_bo *bo, bool writes_only)
{
	struct shim_foreign list[SHIM_SHARERS];
	u32 n = shim_bo_foreign(bo, writes_only, list);
	struct shim_foreign *all;

	if (!n)
		return 0;
	all = realloc(rq->foreign, (rq->n_foreign + n) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	memcpy(all + rq->n_foreign, list, n * sizeof(*all));
	rq->foreign = all;
	rq->n_foreign += n;
	return 0;
}

int shim_request_add_bo(struct shim_request *rq, struct shim_bo *bo, bool writes, bool async)
{
	rq->uses[rq->n_uses++] = (struct shim_use){
		.bo = shim_bo_get(bo), .writes = writes, .async = async,
	};
	return async ? 0 : add_foreign(rq, bo, !writes);
}

static void mark_queued(struct shim_request *rq)
{
	u32 i;

	rq->vm->active++;
	for (i = 0; i < rq->n_uses; i++)
		shim_use_queue(&rq->uses[i]);
}

static void mark_ended(struct shim_request *rq)
{
	u32 i;

	rq->vm->active--;
	for (i = 0; i < rq->n_uses; i++)
		shim_use_end(&rq->uses[i]);
}

/*
 * End a request. @error: 0, or a negative errno. shim_requests_reap() frees it, since an event must
 * not.
 */
static void request_end(struct shim_request *rq, int error)
{
	mark_ended(rq);
	shim.n_requests--;
	list_move_tail(&rq->list, &shim.ended);
	shim_fence_signal(rq->fence, error);
}

void shim_requests_reap(void)
{
	while (!list_empty(&shim.ended))
		shim_request_drop(list_first_entry(&shim.ended, struct shim_request, list));
}

static struct shim_slot *slot_of(struct shim_request *rq)
{
	return &rq->ctx->slots[rq->slot];
}

/* Test if an earlier request of the same ring has not ended. */
static bool behind_another(const struct shim_request *rq)
{
	const struct shim_request *other;

	list_for_each_entry(other, &shim.requests, list) {
		if (other == rq)
			return false;
		if (other->ctx == rq->ctx && other->slot == rq->slot)
			return true;
	}
	return false;
}

static bool deps_done(struct shim_request *rq)
{
	while (rq->n_deps && shim_fence_done(rq->deps[rq->n_deps - 1]))
		shim_fence_put(rq->deps[--rq->n_deps]);
	return !rq->n_deps;
}

static bool uses_ready(struct shim_request *rq)
{
	/* Later requests never delay this one: a use that is ready stays ready. */
	while (rq->n_ready < rq->n_uses && shim_use_ready(&rq->uses[rq->n_ready]))
		rq->n_ready++;
	return rq->n_ready == rq->n_uses;
}

static bool foreign_done(struct shim_request *rq)
{
	while (rq->n_foreign && shim_foreign_done(&rq->foreign[rq->n_foreign - 1]))
		rq->n_foreign--;
	if (rq->n_foreign && shim_now_ns() >= rq->deadline_ns) {
		shim_report_unsupported(SHIM_ENDLESS_WORK);
		rq->n_foreign = 0;
	}
	return !rq->n_foreign;
}

/* Start a request. Return: false: it cannot start, and has ended. */
static bool request_start(struct shim_request *rq)
{
	struct shim_slot *slot = slot_of(rq);
	int ret;

	ret = shim_ring_submit(&slot->ring, slot->engine, rq->cookie, shim_vm_root(rq->vm),
			       rq->batch);
	if (ret == -EAGAIN)
		return true;
	if (ret) {
		request_end(rq, ret);
		return false;
	}
	rq->running = true;
	rq->since_ns = shim_now_ns();
	return true;
}

static bool engine_runs(u32 engine)
{
	struct shim_request *rq;

	list_for_each_entry(rq, &shim.requests, list)
		if (rq->running && slot_of(rq)->engine == engine)
			return true;
	return false;
}

/*
 * Return the request of an engine that starts next: of those that may start, the one of the highest
 * priority, and the oldest one of these. NULL: none may start, or one runs.
 */
static struct shim_request *next_ready(u32 engine)
{
	struct shim_request *rq, *best = NULL;

	if (engine_runs(engine))
		return NULL;
	list_for_each_entry(rq, &shim.requests, list) {
		if (slot_of(rq)->engine != engine ||
		    (best && rq->ctx->priority <= best->ctx->priority))
			continue;
		if (deps_done(rq) && uses_ready(rq) && foreign_done(rq) && !behind_another(rq))
			best = rq;
	}
	return best;
}

void shim_requests_run(void)
{
	struct shim_request *rq;
	u32 engine;

	for (engine = 0; engine < PGPU_ENGINES; engine++) {
		do
			rq = next_ready(engine);
		while (rq && !request_start(rq));
	}
}

void shim_requests_throttle(void)
{
	while (shim.n_requests >= REQUESTS_MAX)
		shim_wait(S64_MAX);
}

void shim_request_queue(struct shim_request *rq)
{
	shim.n_requests++;
	rq->cookie = ++shim.next_cookie;
	rq->deadline_ns = shim_foreign_deadline();
	list_add_tail(&rq->list, &shim.requests);
	mark_queued(rq);
	shim_requests_run();
	shim_keeper_wake();
}

static struct shim_request *request_of(u64 cookie)
{
	struct shim_request *rq;

	list_for_each_entry(rq, &shim.requests, list)
		if (rq->cookie == cookie)
			return rq;
	return NULL;
}

/* End the requests of a banned context that have not started. */
static void end_banned(struct shim_ctx *ctx)
{
	struct shim_request *rq, *next;

	list_for_each_entry_safe(rq, next, &shim.requests, list) {
		if (rq->ctx != ctx || rq->running)
			continue;
		ctx->pending++;
		request_end(rq, -EIO);
	}
}

/*
 * Count a hang against its context. The image stays as the last request left it. The next request
 * finds that state.
 */
static void blame(struct shim_request *rq)
{
	struct shim_ctx *ctx = rq->ctx;

	shim_report_hang(rq->fault);
	ctx->hangs++;
	ctx->banned |= ctx->bannable && (!ctx->recoverable || ctx->hangs >= BANNING_HANGS);
	request_end(rq, -EIO);
	if (ctx->banned)
		end_banned(ctx);
}

static void note_fault(struct shim_request *rq, const struct pgpu_event *event)
{
	if (event->fault == PGPU_FAULT_PAGE)
		snprintf(rq->fault, sizeof(rq->fault),
			 "no page at 0x%llx, command 0x%08x at 0x%llx", event->address,
			 event->ipehr, event->acthd);
	else
		snprintf(rq->fault, sizeof(rq->fault), "command 0x%08x at 0x%llx", event->ipehr,
			 event->acthd);
}

void shim_request_event(const struct pgpu_event *event)
{
	struct shim_request *rq = request_of(event->cookie);

	if (!rq)
		return;
	/* Now, since the program may end by _exit(2). */
	shim_engine_report();
	switch (event->type) {
	case PGPU_EV_COMPLETE:
		request_end(rq, 0);
		break;
	case PGPU_EV_CANCELLED:
	case PGPU_EV_LOST:
		blame(rq);
		break;
	case PGPU_EV_FAULT:
		note_fault(rq, event);
		shim_engine_cancel(slot_of(rq)->engine, rq->cookie);
		return;
	default:
		return;
	}
	shim_requests_run();
}

static void stop_if_hung(struct shim_request *rq)
{
	if (rq->stopping || shim_now_ns() - rq->since_ns < shim_hang_ns())
		return;
	rq->stopping = true;
	snprintf(rq->fault, sizeof(rq->fault), "no end within " FACET_RUN_HANG_MS "=%llu",
		 shim_hang_ns() / SHIM_NS_PER_MS);
	shim_engine_cancel(slot_of(rq)->engine, rq->cookie);
}

u64 shim_requests_poll(void)
{
	struct shim_request *rq;
	u64 next = S64_MAX;

	shim_requests_reap();
	shim_requests_run();
	list_for_each_entry(rq, &shim.requests, list) {
		if (rq->running)
			stop_if_hung(rq);
		next = min(next, rq->n_foreign ? SHIM_FOREIGN_POLL_NS : HANG_POLL_NS);
	}
	return next;
}

void shim_requests_forget(void)
{
	while (!list_empty(&shim.requests))
		request_end(list_first_entry(&shim.requests, struct shim_request, list), -EIO);
	shim_requests_reap();
}
