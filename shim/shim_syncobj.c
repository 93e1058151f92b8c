// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sync objects and their fences. The ioctls, EXECBUFFER2 and the keeper call these functions with
 * &shim.lock.
 */
#include "shim/shim_syncobj.h"

#include "shim/shim_fence.h"
#include "shim/shim_keeper.h"
#include "shim/shim_libc.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj_page.h"

struct shim_syncobj *shim_syncobj_new(void)
{
	struct shim_syncobj *so = calloc(1, sizeof(*so));

	if (!so)
		return NULL;
	so->refs = 1;
	so->fd = -1;
	so->own = -1;
	INIT_LIST_HEAD(&so->list);
	INIT_LIST_HEAD(&so->entries);
	return so;
}

struct shim_syncobj *shim_syncobj_get(struct shim_syncobj *so)
{
	port_ref_get(&so->refs);
	return so;
}

static void drop(struct shim_syncobj *so, struct shim_syncobj_entry *entry)
{
	list_del(&entry->list);
	if (so->page)
		shim_syncobj_page_happened(so, entry);
	shim_fence_put(entry->fence);
	free(entry);
	if (so->page)
		shim_syncobj_put(so);
}

static void drop_all(struct shim_syncobj *so)
{
	while (!list_empty(&so->entries))
		drop(so, list_first_entry(&so->entries, struct shim_syncobj_entry, list));
}

void shim_syncobj_put(void *object)
{
	struct shim_syncobj *so = object;

	if (!port_ref_put(&so->refs))
		return;
	/* The entries of a shared one have references, so there are none. */
	if (!so->page)
		drop_all(so);
	list_del_init(&so->list);
	shim_syncobj_page_exit(so);
	free(so);
}

struct shim_syncobj *shim_syncobj_of(struct shim_file *file, u32 handle)
{
	return shim_handles_get(&file->syncobjs, handle);
}

/* Free the entries that have happened. That of a binary sync object is its state, and stays. */
static void update(struct shim_syncobj *so)
{
	struct shim_syncobj_entry *entry, *next;

	shim_syncobj_get(so);
	list_for_each_entry_safe(entry, next, &so->entries, list) {
		if (!so->page && !entry->point)
			break;
		if (shim_fence_done(entry->fence)) {
			so->reached = max(so->reached, entry->point);
			drop(so, entry);
		} else if (!so->page) {
			break;
		}
	}
	shim_syncobj_put(so);
}

/* Return the last entry, or the first one that is not before @point. */
static struct shim_syncobj_entry *entry_of(struct shim_syncobj *so, u64 point)
{
	struct shim_syncobj_entry *entry;

	if (!point)
		return list_empty(&so->entries) ? NULL :
		       list_last_entry(&so->entries, struct shim_syncobj_entry, list);
	list_for_each_entry(entry, &so->entries, list)
		if (entry->point >= point)
			return entry;
	return NULL;
}

/* Return a fence that happens when all entries up to one have. */
static struct shim_fence *chain_to(struct shim_syncobj *so, struct shim_syncobj_entry *last)
{
	struct shim_fence *all = shim_fence_get(last->fence), *more;
	struct shim_syncobj_entry *entry;

	list_for_each_entry(entry, &so->entries, list) {
		if (entry == last || !all)
			break;
		if (shim_fence_done(entry->fence))
			continue;
		more = shim_fence_both(all, entry->fence);
		shim_fence_put(all);
		all = more;
	}
	return all;
}

static bool range_happened(const struct shim_fence *fence)
{
	return !shim_syncobj_page_pends(fence->owner, fence->first, fence->last);
}

/* Return the fence of this process that has a number; NULL: none. */
static struct shim_fence *own_fence(struct shim_syncobj *so, u64 serial)
{
	struct shim_syncobj_entry *entry;

	list_for_each_entry(entry, &so->entries, list)
		if (entry->serial == serial)
			return entry->fence;
	return NULL;
}

/* Return the fence of a point of a shared sync object. */
static struct shim_fence *find_shared(struct shim_syncobj *so, u64 point)
{
	struct shim_fence *fence;
	u64 first, last;

	if (!shim_syncobj_page_find(so, point, &first, &last))
		return NULL;
	if (!shim_syncobj_page_pends(so, first, last))
		return shim_fence_signalled();
	fence = own_fence(so, last);
	if (fence && !shim_syncobj_page_pends(so, first, last - 1))
		return shim_fence_get(fence);
	fence = shim_fence_watch(range_happened, shim_syncobj_put, shim_syncobj_get(so), first,
				 last);
	if (!fence)
		shim_syncobj_put(so);
	return fence;
}

int shim_syncobj_share(struct shim_syncobj *so)
{
	struct shim_syncobj_entry *entry;
	int ret;

	if (so->page)
		return 0;
	ret = shim_syncobj_page_make(so);
	if (ret)
		return ret;
	list_for_each_entry(entry, &so->entries, list)
		shim_syncobj_get(so);
	update(so);
	return 0;
}

struct shim_fence *shim_syncobj_find(struct shim_syncobj *so, u64 point)
{
	struct shim_syncobj_entry *entry;

	update(so);
	if (so->page)
		return find_shared(so, point);
	entry = entry_of(so, point);
	if (so->reached >= max(point, 1ull) && (point || !entry))
		return shim_fence_signalled();
	return entry ? chain_to(so, entry) : NULL;
}

int shim_syncobj_add(struct shim_syncobj *so, u64 point, struct shim_fence *fence)
{
	struct shim_syncobj_entry *entry = calloc(1, sizeof(*entry));
	int ret = 0;

	if (!entry)
		return -ENOMEM;
	entry->point = point;
	if (so->page)
		ret = shim_syncobj_page_add(so, entry);
	else if (!point)
		shim_syncobj_clear(so);
	if (ret) {
		free(entry);
		return ret;
	}
	entry->fence = shim_fence_get(fence);
	list_add_tail(&entry->list, &so->entries);
	if (so->page) {
		shim_syncobj_get(so);
		shim_keeper_wake();
	}
	update(so);
	pthread_cond_broadcast(&shim.changed);
	return 0;
}

int shim_syncobj_add_signalled(struct shim_syncobj *so, u64 point)
{
	struct shim_fence *fence = shim_fence_signalled();
	int ret;

	if (!fence)
		return -ENOMEM;
	ret = shim_syncobj_add(so, point, fence);
	shim_fence_put(fence);
	return ret;
}

void shim_syncobj_clear(struct shim_syncobj *so)
{
	/* Those who wait for fences of a shared one go on waiting for them. */
	if (so->page) {
		shim_syncobj_page_clear(so);
		return;
	}
	drop_all(so);
	so->reached = 0;
}

u64 shim_syncobj_value(struct shim_syncobj *so, bool last)
{
	struct shim_syncobj_entry *entry;

	update(so);
	if (so->page)
		return shim_syncobj_page_value(so, last);
	entry = last ? entry_of(so, 0) : NULL;
	return entry ? max(entry->point, so->reached) : so->reached;
}

int shim_syncobj_fence(struct shim_file *file, u32 handle, u64 point, struct shim_fence **fence)
{
	struct shim_syncobj *so = shim_syncobj_of(file, handle);

	if (!so)
		return -ENOENT;
	*fence = shim_syncobj_find(so, point);
	return *fence ? 0 : -EINVAL;
}

void shim_syncobj_attach(struct shim_file *file, u32 handle, u64 point, struct shim_fence *fence)
{
	struct shim_syncobj *so = shim_syncobj_of(file, handle);

	if (so && shim_syncobj_add(so, point, fence))
		shim_report_unsupported("a fence of a sync object: no memory, or too many");
}

static struct shim_syncobj *next_shared(struct list_head *at)
{
	if (at->next == &shim.syncobjs)
		return NULL;
	return shim_syncobj_get(list_entry(at->next, struct shim_syncobj, list));
}

bool shim_syncobjs_poll(void)
{
	struct shim_syncobj *so = next_shared(&shim.syncobjs), *next;
	bool any = false;

	/* An update may free fences, and with these other sync objects: the next one is held. */
	for (; so; so = next) {
		next = next_shared(&so->list);
		update(so);
		any |= !list_empty(&so->entries);
		shim_syncobj_put(so);
	}
	return any;
}

void shim_syncobjs_forget(void)
{
	struct shim_syncobj *so = next_shared(&shim.syncobjs), *next;

	for (; so; so = next) {
		next = next_shared(&so->list);
		if (so->own >= 0)
			libc.close(so->own);
		so->own = -1;
		drop_all(so);
		shim_syncobj_put(so);
	}
}
