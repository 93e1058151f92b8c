// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls that take an array of sync objects: waits, signals, resets and queries. Source: Linux
 * include/uapi/drm/drm.h; drivers/gpu/drm/drm_syncobj.c for what is refused and how. Called with
 * &shim.lock.
 */
#include <drm.h>

#include "shim/shim_fence.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"
#include "shim/shim_user.h"

#define HANDLES_MAX	65536u

/**
 * struct item - A sync object of an array.
 * @so: the sync object; the array has a reference
 * @point: point of its timeline; 0: binary
 * @fence: of a wait: the fence that it waits for; NULL: there is none yet
 */
struct item {
	struct shim_syncobj *so;
	u64 point;
	struct shim_fence *fence;
};

/**
 * struct array - An array of sync objects.
 * @items: the sync objects
 * @n: number of them
 */
struct array {
	struct item *items;
	u32 n;
};

static void array_exit(struct array *array)
{
	u32 i;

	for (i = 0; array->items && i < array->n; i++) {
		shim_fence_put(array->items[i].fence);
		if (array->items[i].so)
			shim_syncobj_put(array->items[i].so);
	}
	free(array->items);
}

static int item_init(struct item *item, struct shim_file *file, u64 handle_at, u64 point_at)
{
	u32 handle;
	int ret = shim_user_read(&handle, handle_at, sizeof(handle));

	if (!ret && point_at)
		ret = shim_user_read(&item->point, point_at, sizeof(item->point));
	if (ret)
		return ret;
	item->so = shim_syncobj_of(file, handle);
	if (!item->so)
		return -ENOENT;
	shim_syncobj_get(item->so);
	return 0;
}

/* Read an array. @points: address of the points; 0: binary. */
static int array_init(struct array *array, struct shim_file *file, u64 handles, u64 points, u32 n)
{
	int ret = 0;
	u32 i;

	if (!n || n > HANDLES_MAX)
		return n ? -ENOMEM : -EINVAL;
	array->items = calloc(n, sizeof(*array->items));
	array->n = n;
	if (!array->items)
		return -ENOMEM;
	for (i = 0; !ret && i < n; i++)
		ret = item_init(&array->items[i], file, handles + i * sizeof(u32),
				points ? points + i * sizeof(u64) : 0);
	return ret;
}

/**
 * struct wait - A wait.
 * @array: the sync objects
 * @flags: DRM_SYNCOBJ_WAIT_FLAGS_*
 * @deadline_ns: shim_now_ns() at which it ends
 * @first: index of the first that was reached
 */
struct wait {
	struct array array;
	u32 flags;
	u64 deadline_ns;
	u32 first;
};

/* Test a wait. @poll: gets true if a fence is missing that another process may attach. */
static int wait_test(struct wait *wait, bool *poll)
{
	bool all = wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL;
	bool available = wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_AVAILABLE;
	bool may_miss = available || wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT;
	u32 i, n = 0;

	for (i = 0; i < wait->array.n; i++) {
		struct item *item = &wait->array.items[i];

		if (!item->fence)
			item->fence = shim_syncobj_find(item->so, item->point);
		if (!item->fence && !may_miss)
			return -EINVAL;
		*poll |= !item->fence && item->so->page;
		if (!item->fence || (!available && !shim_fence_done(item->fence)))
			continue;
		if (!n++)
			wait->first = i;
		if (!all)
			return 1;
	}
	return n == wait->array.n;
}

/* Wait. Return: 0; -ETIME; -EINVAL: a fence is missing. */
static int wait_run(struct wait *wait)
{
	bool poll;
	int ret;

	for (;;) {
		poll = false;
		ret = wait_test(wait, &poll);
		if (ret)
			return min(ret, 0);
		if (shim_now_ns() >= wait->deadline_ns)
			return -ETIME;
		if (poll)
			shim_wait(min(wait->deadline_ns, shim_now_ns() + SHIM_FOREIGN_POLL_NS));
		else
			shim_wait(wait->deadline_ns);
	}
}

static u64 deadline(s64 timeout_ns)
{
	return timeout_ns < 0 ? 0 : (u64)timeout_ns;
}

static int wait_for(struct shim_file *file, struct wait *wait, u64 handles, u64 points, u32 n)
{
	int ret = array_init(&wait->array, file, handles, points, n);

	if (!ret)
		ret = wait_run(wait);
	array_exit(&wait->array);
	return ret;
}

int shim_syncobj_wait(struct shim_file *file, void *arg)
{
	struct drm_syncobj_wait *args = arg;
	struct wait wait = { .flags = args->flags, .deadline_ns = deadline(args->timeout_nsec) };
	int ret;

	if (args->flags & ~(u32)(DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT))
		return -EINVAL;
	ret = wait_for(file, &wait, args->handles, 0, args->count_handles);
	args->first_signaled = wait.first;
	return ret;
}

int shim_syncobj_timeline_wait(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_wait *args = arg;
	struct wait wait = { .flags = args->flags, .deadline_ns = deadline(args->timeout_nsec) };
	int ret;

	if (args->flags & ~(u32)(DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_AVAILABLE))
		return -EINVAL;
	ret = wait_for(file, &wait, args->handles, args->points, args->count_handles);
	args->first_signaled = wait.first;
	return ret;
}

/* Call a function for each sync object of an array. */
static int for_each(struct shim_file *file, u64 handles, u64 points, u32 n,
		    int (*call)(struct shim_syncobj *so, u64 point))
{
	struct array array = { 0 };
	int ret = array_init(&array, file, handles, points, n);
	u32 i;

	for (i = 0; !ret && i < n; i++)
		ret = call(array.items[i].so, array.items[i].point);
	array_exit(&array);
	return ret;
}

static int reset_one(struct shim_syncobj *so, u64 point)
{
	shim_syncobj_clear(so);
	return 0;
}

int shim_syncobj_reset(struct shim_file *file, void *arg)
{
	struct drm_syncobj_array *args = arg;

	if (args->pad)
		return -EINVAL;
	return for_each(file, args->handles, 0, args->count_handles, reset_one);
}

int shim_syncobj_signal(struct shim_file *file, void *arg)
{
	struct drm_syncobj_array *args = arg;

	if (args->pad)
		return -EINVAL;
	return for_each(file, args->handles, 0, args->count_handles, shim_syncobj_add_signalled);
}

int shim_syncobj_timeline_signal(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_array *args = arg;

	if (args->flags)
		return -EINVAL;
	return for_each(file, args->handles, args->points, args->count_handles,
			shim_syncobj_add_signalled);
}

int shim_syncobj_query(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_array *args = arg;
	bool last = args->flags & DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED;
	struct array array = { 0 };
	u64 value;
	int ret;
	u32 i;

	if (args->flags & ~(u32)DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED)
		return -EINVAL;
	ret = array_init(&array, file, args->handles, 0, args->count_handles);
	for (i = 0; !ret && i < array.n; i++) {
		value = shim_syncobj_value(array.items[i].so, last);
		ret = shim_user_write(args->points + i * sizeof(value), &value, sizeof(value));
	}
	array_exit(&array);
	return ret;
}
