// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses of objects by requests. The ioctls and the requests' ends call these functions with
 * &shim.lock. The control page behind an object is written by several processes: each writes its
 * own entry.
 */
#include "shim/shim_use.h"

#include "shim/shim_libc.h"
#include "shim/shim_memfd.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"

/* Return the offset of an entry's lock in the memfd. */
static u64 sharer_at(const struct shim_bo *bo, u32 i)
{
	return bo->size + offsetof(struct shim_control, sharer) + i * sizeof(struct shim_sharer);
}

/* Take an entry that no process has: a free one, or that of a process that has ended. */
static bool take_sharer(struct shim_bo *bo)
{
	struct shim_sharer *s;
	u32 i, wait;

	if (bo->own < 0)
		bo->own = shim_memfd_reopen(bo->fd);
	for (i = 0; bo->own >= 0 && i < SHIM_SHARERS; i++) {
		if (shim_memfd_lock(bo->own, sharer_at(bo, i)))
			continue;
		s = &bo->control->sharer[i];
		for (wait = 0; wait < SHIM_WAITS; wait++)
			WRITE_ONCE(s->done[wait], READ_ONCE(s->queued[wait]));
		smp_store_release(&s->claims, READ_ONCE(s->claims) + 1);
		bo->sharer = i;
		return true;
	}
	shim_report_unsupported("use of a shared object: no /proc, or too many processes");
	return false;
}

/* Test if those who wait for @wait wait for a use. */
static bool waited_for(const struct shim_use *use, enum shim_wait wait)
{
	return use->writes || wait == SHIM_WAIT_ALL;
}

static void publish(struct shim_use *use)
{
	struct shim_bo *bo = use->bo;
	struct shim_sharer *s;
	u32 wait;

	if (!bo->shared || !bo->control || use->published ||
	    (bo->sharer == SHIM_SHARERS && !take_sharer(bo)))
		return;
	s = &bo->control->sharer[bo->sharer];
	for (wait = 0; wait < SHIM_WAITS; wait++)
		if (waited_for(use, wait))
			use->number[wait] = __atomic_add_fetch(&s->queued[wait], 1,
							       __ATOMIC_SEQ_CST);
	use->published = true;
}

void shim_bo_share(struct shim_bo *bo)
{
	struct shim_use *use;

	bo->shared = true;
	list_for_each_entry(use, &bo->uses, in_bo)
		publish(use);
}

void shim_use_queue(struct shim_use *use)
{
	list_add_tail(&use->in_bo, &use->bo->uses);
	publish(use);
}

/* Return the oldest use of an object that others know of, and wait for; NULL: none. */
static const struct shim_use *oldest(const struct shim_bo *bo, enum shim_wait wait)
{
	const struct shim_use *use;

	list_for_each_entry(use, &bo->uses, in_bo)
		if (use->published && waited_for(use, wait))
			return use;
	return NULL;
}

void shim_use_end(struct shim_use *use)
{
	struct shim_bo *bo = use->bo;
	const struct shim_use *first;
	struct shim_sharer *s;
	u32 wait, done;

	list_del_init(&use->in_bo);
	/* A child of fork() has no entry: the use is its parent's. */
	if (!use->published || bo->sharer == SHIM_SHARERS)
		return;
	s = &bo->control->sharer[bo->sharer];
	for (wait = 0; wait < SHIM_WAITS; wait++) {
		first = oldest(bo, wait);
		done = first ? first->number[wait] - 1 : READ_ONCE(s->queued[wait]);
		smp_store_release(&s->done[wait], done);
	}
}

bool shim_use_ready(const struct shim_use *use)
{
	const struct shim_use *other;

	if (use->async)
		return true;
	list_for_each_entry(other, &use->bo->uses, in_bo) {
		if (other == use)
			return true;
		if (use->writes || other->writes)
			return false;
	}
	return true;
}

bool shim_bo_busy(const struct shim_bo *bo, bool writes_only)
{
	const struct shim_use *use;

	list_for_each_entry(use, &bo->uses, in_bo)
		if (use->writes || !writes_only)
			return true;
	return false;
}

void shim_uses_forget(void)
{
	struct shim_bo *bo;

	list_for_each_entry(bo, &shim.bos, list) {
		bo->sharer = SHIM_SHARERS;
		if (bo->own >= 0)
			libc.close(bo->own);
		bo->own = -1;
	}
}

u32 shim_bo_foreign(struct shim_bo *bo, bool writes_only, struct shim_foreign *list)
{
	const enum shim_wait wait = writes_only ? SHIM_WAIT_WRITES : SHIM_WAIT_ALL;
	u32 i, n = 0;

	for (i = 0; bo->shared && bo->control && i < SHIM_SHARERS; i++) {
		struct shim_sharer *s = &bo->control->sharer[i];
		struct shim_foreign *f = &list[n];

		f->bo = bo;
		f->sharer = i;
		f->wait = wait;
		f->claims = smp_load_acquire(&s->claims);
		f->queued = READ_ONCE(s->queued[wait]);
		if (i != bo->sharer && f->claims && !shim_foreign_done(f))
			n++;
	}
	return n;
}

bool shim_foreign_done(const struct shim_foreign *foreign)
{
	const struct shim_bo *bo = foreign->bo;
	const struct shim_sharer *s = &bo->control->sharer[foreign->sharer];

	return (s32)(smp_load_acquire(&s->done[foreign->wait]) - foreign->queued) >= 0 ||
	       READ_ONCE(s->claims) != foreign->claims ||
	       !shim_memfd_locked(bo->fd, sharer_at(bo, foreign->sharer));
}

static bool foreign_all_done(const struct shim_foreign *list, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (!shim_foreign_done(&list[i]))
			return false;
	return true;
}

int shim_bo_settle(struct shim_bo *bo, bool writes_only, u64 deadline_ns)
{
	struct shim_foreign list[SHIM_SHARERS];
	u32 n = shim_bo_foreign(bo, writes_only, list);
	u64 limit_ns;

	while (shim_bo_busy(bo, writes_only))
		if (!shim_wait(deadline_ns) && shim_bo_busy(bo, writes_only))
			return -ETIME;
	limit_ns = shim_foreign_deadline();
	while (!foreign_all_done(list, n)) {
		if (shim_now_ns() >= deadline_ns)
			return -ETIME;
		if (shim_now_ns() >= limit_ns) {
			shim_report_unsupported(SHIM_ENDLESS_WORK);
			return 0;
		}
		shim_wait(min(deadline_ns, shim_now_ns() + SHIM_FOREIGN_POLL_NS));
	}
	return 0;
}
