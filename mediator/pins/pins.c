// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins of guest pages: the table of pins by guest page number (pin_map.h), and how pages are
 * pinned. The worker gets pins for its shadows. dma_unmap detaches them (pins_release.c).
 *
 * The table is under shadow_lock. No lock is held across the front end's pin and unpin. A thread
 * that is inside one of these is on the list of pin users, for which dma_unmap waits. A pin without
 * references stays on the deferred list until the workloads that may use it have ended.
 */
#include "mediator/pins/pins_types.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/progress.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

#define PINS_BATCH		64u		/* pages of one call of the front end */

/**
 * struct pin_batch - Pages to pin by one call of the front end; too large for the stack.
 * @n: number of pages
 * @gfns: guest page numbers
 * @frames: host frames that the front end returns
 * @bus: addresses in the pGPU's bus map
 * @error: for each page, 0 or the negative errno why it is not pinned
 * @tried: number of pages for which @error is the result of the front end or the pGPU. The later
 *	pages were not tried
 * @generation: facet_pins_generation() when the batch was collected
 * @may_fail: copy of &facet_pins.may_fail, less the failures of this batch
 * @no_retry: &facet_pins.no_retry when the batch was collected
 * @pins: memory for the new pins
 */
struct pin_batch {
	u32 n;
	u64 gfns[PINS_BATCH];
	u64 frames[PINS_BATCH];
	u64 bus[PINS_BATCH];
	int error[PINS_BATCH];
	u32 tried;
	u64 generation;
	u32 may_fail;
	bool no_retry;
	struct facet_pin *pins[PINS_BATCH];
};

bool facet_pins_recent_unmap(const struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	return vgpu->ops->now_ns(vgpu->host) < vgpu->pins->recent_unmap_until_ns;
}

static_assert(FACET_PINS_FAILURES >= 1u << FACET_SPREAD_BITS, "failures in a row do not meet");

static struct pin_failure *failure_of(const struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->pins->failures[facet_vgpu_spread(vgpu, gfn, ilog2(FACET_PINS_FAILURES))];
}

/* Return the errno of a recent failure of a page; 0: try the page. shadow_lock held. */
static int failure_recall(struct facet_vgpu *vgpu, u64 gfn)
{
	const struct facet_pins *pins = vgpu->pins;
	const struct pin_failure *failure = failure_of(vgpu, gfn);
	u64 now_ns = vgpu->ops->now_ns(vgpu->host);

	if (port_check(PINS_MEMORY, now_ns < pins->memory_until_ns))
		return -ENOMEM;
	if (port_check(PINS_RETRY, failure->gfn == gfn && now_ns < failure->until_ns &&
		       !facet_pins_recent_unmap(vgpu)))
		return failure->error;
	return 0;
}

/* Record the failure of a page. shadow_lock held. */
static void failure_remember(struct facet_vgpu *vgpu, u64 gfn, int error)
{
	struct facet_pins *pins = vgpu->pins;
	u64 until_ns = vgpu->ops->now_ns(vgpu->host) + PINS_RETRY_NS;

	if (error == -ENOMEM)
		pins->memory_until_ns = until_ns;
	if (error == FACET_HOST_RETRY)
		pins->recent_unmap_until_ns = until_ns;
	*failure_of(vgpu, gfn) = (struct pin_failure){
		.gfn = gfn, .until_ns = until_ns, .error = error,
	};
}

/* Pin @n pages of a batch, and enter them into the pGPU's bus map: all or nothing. No lock held. */
static int batch_pin_range(struct facet_vgpu *vgpu, struct pin_batch *batch, u32 first, u32 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	int ret;

	ret = vgpu->ops->pin(vgpu->host, &batch->gfns[first], n, &batch->frames[first]);
	if (ret)
		return ret;
	ret = pgpu->ops->map(pgpu, &batch->frames[first], n, &batch->bus[first]);
	if (ret)
		vgpu->ops->unpin(vgpu->host, &batch->gfns[first], n);
	return ret;
}

/*
 * Tell whether to stop trying single pages. Return: 0: go on; -ECANCELED: the workload is being
 * cancelled; -EAGAIN: a dma_unmap waits for this pin user; -EBUSY: too many pages have failed in
 * this sync.
 */
static int batch_stop_reason(const struct facet_vgpu *vgpu, const struct pin_batch *batch)
{
	if (facet_progress_cancelled(vgpu))
		return -ECANCELED;
	if (facet_pins_generation(vgpu) != batch->generation)
		return -EAGAIN;
	return port_check(PINS_FAILURES, !batch->may_fail) ? -EBUSY : 0;
}

/* Tell whether to try no other page: no memory, or the whole sync is to be repeated. */
static bool error_ends_batch(const struct pin_batch *batch, int error)
{
	return error == -ENOMEM || (error == FACET_HOST_RETRY && !batch->no_retry);
}

/*
 * Pin a batch. If the front end refuses the whole batch, pin it page by page: a bad page then costs
 * only itself. No lock held.
 */
static void batch_pin(struct facet_vgpu *vgpu, struct pin_batch *batch)
{
	int ret = batch_pin_range(vgpu, batch, 0, batch->n);
	bool single = ret && !error_ends_batch(batch, ret) && batch->n > 1;
	u32 i;

	batch->tried = batch->n;
	for (i = 0; i < batch->n; i++) {
		int end = single ? batch_stop_reason(vgpu, batch) : 0;

		if (end) {
			ret = end;
			batch->tried = i;
			single = false;
		} else if (single) {
			ret = batch_pin_range(vgpu, batch, i, 1);
			if (ret && batch->may_fail)
				batch->may_fail--;
			single = !error_ends_batch(batch, ret);
		}
		batch->error[i] = ret;
	}
}

/*
 * Enter a pinned page into the table. shadow_lock held. Return: 0; an error: the caller unpins the
 * page. -EAGAIN: a dma_unmap came in between; else as facet_pin_map_enter().
 */
static int pin_enter(struct facet_pins *pins, const struct pin_batch *batch, u32 i, u64 generation)
{
	struct facet_pin *pin = batch->pins[i];
	int ret;

	pin->gfn = batch->gfns[i];
	pin->frame = batch->frames[i];
	pin->bus = batch->bus[i];
	INIT_LIST_HEAD(&pin->deferred);
	if (port_check(PINS_REVOKED, pins->generation != generation))
		return -EAGAIN;
	ret = facet_pin_map_enter(&pins->map, pin);
	pins->count += !ret;
	return ret;
}

/*
 * Enter the pinned pages of a batch into the table. Pages that another thread has entered, or that
 * a dma_unmap has revoked, stay in the batch: the caller unpins them. shadow_lock held. Return: the
 * error that counts (facet_pins_merge_error()).
 */
static int batch_enter(struct facet_vgpu *vgpu, struct pin_batch *batch, u64 generation)
{
	struct facet_pins *pins = vgpu->pins;
	u32 i, left = 0;
	int first = 0;
	int ret;

	pins->reserved -= batch->n;
	pins->may_fail = batch->may_fail;
	for (i = 0; i < batch->n; i++) {
		ret = batch->error[i];
		if (ret && i < batch->tried)
			failure_remember(vgpu, batch->gfns[i], ret);
		pins->needs_retry |= ret == FACET_HOST_RETRY && i < batch->tried;
		if (!ret) {
			ret = pin_enter(pins, batch, i, generation);
			if (!ret)
				continue;
			batch->gfns[left] = batch->gfns[i];
			batch->bus[left++] = batch->bus[i];
		}
		port_free(batch->pins[i]);
		if (ret != -EEXIST)
			first = facet_pins_merge_error(first, ret);
	}
	batch->n = left;
	return first;
}

/* Take references to the existing pins of @n pages. shadow_lock held. Return: true: all exist. */
static bool pins_lookup(struct facet_pins *pins, const u64 *gfns, u32 n, struct facet_pin **out)
{
	struct facet_pin *found[PINS_BATCH];
	bool all = true;
	u32 i;

	for (i = 0; i < n; i++) {
		found[i] = out[i] ? NULL : facet_pin_map_find(&pins->map, gfns[i]);
		prefetchw(found[i]);
	}
	for (i = 0; i < n; i++) {
		all &= out[i] || found[i];
		if (!found[i])
			continue;
		out[i] = found[i];
		port_ref_get(&out[i]->refs);
		list_del_init(&out[i]->deferred);
		if (out[i]->table)
			list_move_tail(out[i]->table, &pins->shared);
	}
	return all;
}

static bool batch_has(const struct pin_batch *batch, u64 gfn)
{
	u32 i;

	for (i = 0; i < batch->n; i++) {
		if (batch->gfns[i] == gfn)
			return true;
	}
	return false;
}

/*
 * Collect the pages of @gfns that have no pin into a batch. @n is at most PINS_BATCH. shadow_lock
 * held. Return: 0, or the error that counts of pages that are not to be tried now.
 */
static int batch_collect(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out,
			 struct pin_batch *batch)
{
	struct facet_pins *pins = vgpu->pins;
	int first = 0;
	u32 i;

	batch->n = 0;
	batch->generation = pins->generation;
	batch->may_fail = pins->may_fail;
	batch->no_retry = pins->no_retry;
	for (i = 0; i < n; i++) {
		int ret;

		if (out[i] || batch_has(batch, gfns[i]))
			continue;
		ret = failure_recall(vgpu, gfns[i]);
		/* The sync will be repeated: do not call the front end any more. */
		if (pins->needs_retry && !pins->no_retry)
			ret = FACET_HOST_RETRY;
		if (!ret && port_check(PINS_CAP, pins->count + pins->reserved >=
				       vgpu->type->max_pinned_pages))
			ret = -ENOSPC;
		if (ret) {
			first = facet_pins_merge_error(first, ret);
			continue;
		}
		batch->gfns[batch->n++] = gfns[i];
		pins->reserved++;
	}
	return first;
}

/* Allocate the pins of a batch before the call of the front end: all or none. No lock held. */
static int batch_alloc(struct facet_vgpu *vgpu, struct pin_batch *batch)
{
	u32 i;

	for (i = 0; i < batch->n; i++) {
		batch->pins[i] = port_zalloc(sizeof(struct facet_pin));
		if (!batch->pins[i])
			goto err;
	}
	return 0;
err:
	while (i--)
		port_free(batch->pins[i]);
	facet_shadow_lock(vgpu);
	vgpu->pins->reserved -= batch->n;
	facet_shadow_unlock(vgpu);
	return -ENOMEM;
}

/* Get the pins of at most PINS_BATCH pages for facet_pins_get(). No lock held. */
static int pins_get_batch(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out,
			  struct pin_batch *batch, u64 generation)
{
	struct facet_pins *pins = vgpu->pins;
	struct facet_pin_user user;
	int first, ret;

	facet_shadow_lock(vgpu);
	if (pins->generation != generation) {
		facet_shadow_unlock(vgpu);
		return -EAGAIN;
	}
	pins_lookup(pins, gfns, n, out);
	first = batch_collect(vgpu, gfns, n, out, batch);
	facet_pin_user_begin(vgpu, &pins->users, &user, generation);
	facet_shadow_unlock(vgpu);
	ret = batch_alloc(vgpu, batch);
	if (ret || !batch->n)
		goto out;
	batch_pin(vgpu, batch);
	facet_shadow_lock(vgpu);
	ret = batch_enter(vgpu, batch, generation);
	pins_lookup(pins, gfns, n, out);
	facet_shadow_unlock(vgpu);
	facet_pins_unpin(vgpu, batch->gfns, batch->bus, batch->n);
out:
	facet_pin_user_end(vgpu, &user);
	return facet_pins_merge_error(first, ret);
}

void facet_pins_sync_begin(struct facet_vgpu *vgpu, bool no_retry)
{
	facet_shadow_lock(vgpu);
	vgpu->pins->no_retry = no_retry;
	vgpu->pins->may_fail = FACET_PINS_FAILURES;
	vgpu->pins->needs_retry = false;
	facet_shadow_unlock(vgpu);
}

bool facet_pins_needs_retry(struct facet_vgpu *vgpu)
{
	bool needs_retry;

	facet_shadow_lock(vgpu);
	needs_retry = vgpu->pins->needs_retry;
	facet_shadow_unlock(vgpu);
	return needs_retry;
}

void facet_pins_prefetch(const struct facet_vgpu *vgpu, u64 gfn)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	prefetch(facet_pin_map_slot(&vgpu->pins->map, gfn));
}

/* Get the pins of pages without the front end, the common case. No lock held. Return: true: all. */
static bool pins_have(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out)
{
	bool all = true;
	u32 i;

	if (facet_progress_cancelled(vgpu))
		return false;
	facet_shadow_lock(vgpu);
	facet_shadow_step(vgpu, n);
	for (i = 0; i < n; i += PINS_BATCH)
		all &= pins_lookup(vgpu->pins, &gfns[i], min(n - i, PINS_BATCH), &out[i]);
	facet_shadow_unlock(vgpu);
	return all;
}

int facet_pins_get(struct facet_vgpu *vgpu, const u64 *gfns, u32 n, struct facet_pin **out)
{
	u64 generation = facet_pins_generation(vgpu);
	struct pin_batch *batch;
	int first = 0;
	int ret;
	u32 i;

	memset(out, 0, n * sizeof(*out));
	if (pins_have(vgpu, gfns, n, out))
		return 0;
	batch = port_zalloc(sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	if (facet_pins_count(vgpu) + n > vgpu->type->max_pinned_pages)
		facet_pins_reap(vgpu, facet_progress_oldest(vgpu));
	for (i = 0; i < n; i += PINS_BATCH) {
		ret = -ECANCELED;
		if (!facet_progress_cancelled(vgpu))
			ret = pins_get_batch(vgpu, &gfns[i], min(n - i, PINS_BATCH), &out[i], batch,
					     generation);
		first = facet_pins_merge_error(first, ret);
	}
	port_free(batch);
	return first;
}

void facet_pin_set_table(struct facet_pin *pin, struct list_head *shared)
{
	if (pin->table)
		list_del_init(pin->table);
	pin->table = shared;
}

struct list_head *facet_pins_table_shared(struct facet_vgpu *vgpu)
{
	struct list_head *shared = &vgpu->pins->shared;
	struct list_head *first = shared->next;

	lockdep_assert_held(&vgpu->shadow_lock);
	if (list_empty(shared))
		return NULL;
	list_del_init(first);
	return first;
}

u64 facet_pins_generation(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->pins->generation);
}

u32 facet_pins_count(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->pins->count);
}

int facet_pins_create(struct facet_vgpu *vgpu)
{
	struct facet_pins *pins = port_zalloc(sizeof(*pins));

	if (!pins)
		return -ENOMEM;
	pins->may_fail = FACET_PINS_FAILURES;
	if (facet_pin_map_init(&pins->map)) {
		port_free(pins);
		return -ENOMEM;
	}
	INIT_LIST_HEAD(&pins->deferred);
	INIT_LIST_HEAD(&pins->shared);
	INIT_LIST_HEAD(&pins->users);
	INIT_LIST_HEAD(&pins->accesses);
	init_waitqueue_head(&pins->idle);
	vgpu->pins = pins;
	return 0;
}

void facet_pins_destroy(struct facet_vgpu *vgpu)
{
	struct facet_pins *pins = vgpu->pins;
	struct list_head detached;

	INIT_LIST_HEAD(&detached);
	facet_pins_detach(vgpu, 0, ~0ull, &detached);
	facet_pins_release(vgpu, &detached);
	facet_pin_map_exit(&pins->map);
	port_free(pins);
	vgpu->pins = NULL;
}
