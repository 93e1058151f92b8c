// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sync objects. Source: Linux include/uapi/drm/drm.h; drivers/gpu/drm/drm_syncobj.c for what is
 * refused and how. Called by the ioctls with &shim.lock.
 *
 * A binary sync object has one entry, of point 0. A timeline has an entry for each point that was
 * attached, in their order. A point is reached when its entry and all entries before it have
 * happened.
 *
 * A shared sync object is a memfd of one page with two numbers. "Reached" is the highest point that
 * the process that attached it has seen happen. A binary sync object counts its own.
 */
#include "shim/shim_syncobj.h"

#include <drm.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim/shim_fence.h"
#include "shim/shim_libc.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"
#include "shim/shim_user.h"

#define HANDLES_MAX	65536u
#define SHARED_POLL_NS	1000000ull

#define SHARED_MAGIC	0x59534346u

/**
 * struct shared - The page of a sync object that several processes have.
 * @magic: SHARED_MAGIC
 * @attached: 1: a binary fence was attached
 * @reached: the highest point that has happened; of a binary one 1
 */
struct shared {
	u32 magic;
	u32 attached;
	u64 reached;
};

/**
 * struct entry - A fence of a sync object.
 * @list: on &syncobj.entries, by point
 * @point: its point; 0: binary
 * @fence: the fence
 */
struct entry {
	struct list_head list;
	u64 point;
	struct shim_fence *fence;
};

/**
 * struct syncobj - A sync object.
 * @refs: references: handles
 * @entries: its fences
 * @reached: highest point of entries that have happened and are freed
 * @fd: memfd of @shared; -1: not shared
 * @ino: inode of @fd
 * @shared: page that other processes have; NULL: none
 */
struct syncobj {
	u32 refs;
	struct list_head entries;
	u64 reached;
	int fd;
	u64 ino;
	struct shared *shared;
};

static void entries_clear(struct syncobj *so)
{
	struct entry *entry;

	while (!list_empty(&so->entries)) {
		entry = list_first_entry(&so->entries, struct entry, list);
		list_del(&entry->list);
		shim_fence_put(entry->fence);
		free(entry);
	}
}

void shim_syncobj_put(void *object)
{
	struct syncobj *so = object;

	if (!port_ref_put(&so->refs))
		return;
	entries_clear(so);
	if (so->shared)
		munmap(so->shared, PAGE_SIZE);
	if (so->fd >= 0)
		libc.close(so->fd);
	free(so);
}

static struct syncobj *syncobj_new(void)
{
	struct syncobj *so = calloc(1, sizeof(*so));

	if (!so)
		return NULL;
	so->refs = 1;
	so->fd = -1;
	INIT_LIST_HEAD(&so->entries);
	return so;
}

static struct syncobj *syncobj_of(struct shim_file *file, u32 handle)
{
	return shim_handles_get(&file->syncobjs, handle);
}

/* Take in what has happened here and in other processes. */
static void syncobj_update(struct syncobj *so)
{
	struct entry *entry;

	while (!list_empty(&so->entries)) {
		entry = list_first_entry(&so->entries, struct entry, list);
		if (!entry->point || !shim_fence_done(entry->fence))
			break;
		so->reached = max(so->reached, entry->point);
		list_del(&entry->list);
		shim_fence_put(entry->fence);
		free(entry);
	}
	if (!so->shared)
		return;
	entry = list_first_entry_or_null(&so->entries, struct entry, list);
	if (entry && !entry->point && shim_fence_done(entry->fence))
		smp_store_release(&so->shared->reached, 1);
	if (so->reached > READ_ONCE(so->shared->reached))
		smp_store_release(&so->shared->reached, so->reached);
	so->reached = max(so->reached, (u64)smp_load_acquire(&so->shared->reached));
}

/* Return the entry of the last fence up to @point, or of the first one that is not before it. */
static struct entry *entry_of(struct syncobj *so, u64 point)
{
	struct entry *entry;

	if (!point)
		return list_empty(&so->entries) ? NULL :
						  list_last_entry(&so->entries, struct entry, list);
	list_for_each_entry(entry, &so->entries, list)
		if (entry->point >= point)
			return entry;
	return NULL;
}

/* Test if a point was reached. @submitted: gets true if a fence of it exists. */
static bool point_done(struct syncobj *so, u64 point, bool *submitted)
{
	struct entry *entry, *last;

	syncobj_update(so);
	last = entry_of(so, point);
	*submitted = last || (point ? so->reached >= point : so->reached);
	if (!last)
		return *submitted;
	list_for_each_entry(entry, &so->entries, list) {
		if (!shim_fence_done(entry->fence))
			return false;
		if (entry == last)
			break;
	}
	return true;
}

int shim_syncobj_fence(struct shim_file *file, u32 handle, u64 point, struct shim_fence **fence)
{
	struct syncobj *so = syncobj_of(file, handle);
	struct entry *entry;
	bool submitted;

	if (!so)
		return -ENOENT;
	if (point_done(so, point, &submitted)) {
		*fence = shim_fence_signalled();
		return *fence ? 0 : -EINVAL;
	}
	entry = entry_of(so, point);
	if (!entry)
		return -EINVAL;
	*fence = shim_fence_get(entry->fence);
	return 0;
}

/* Give a sync object a fence; without memory it happens never. */
static void attach(struct syncobj *so, u64 point, struct shim_fence *fence)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return;
	if (!point) {
		entries_clear(so);
		so->reached = 0;
		if (so->shared) {
			smp_store_release(&so->shared->reached, 0);
			smp_store_release(&so->shared->attached, 1);
		}
	}
	entry->point = point;
	entry->fence = shim_fence_get(fence);
	list_add_tail(&entry->list, &so->entries);
	pthread_cond_broadcast(&shim.changed);
}

void shim_syncobj_attach(struct shim_file *file, u32 handle, u64 point, struct shim_fence *fence)
{
	struct syncobj *so = syncobj_of(file, handle);

	if (so)
		attach(so, point, fence);
}

static int attach_signalled(struct syncobj *so, u64 point)
{
	struct shim_fence *fence = shim_fence_signalled();

	if (!fence)
		return -ENOMEM;
	attach(so, point, fence);
	syncobj_update(so);
	shim_fence_put(fence);
	return 0;
}

int shim_syncobj_create(struct shim_file *file, void *arg)
{
	struct drm_syncobj_create *create = arg;
	struct syncobj *so;
	int ret = 0;

	if (create->flags & ~(u32)DRM_SYNCOBJ_CREATE_SIGNALED)
		return -EINVAL;
	so = syncobj_new();
	if (!so)
		return -ENOMEM;
	if (create->flags & DRM_SYNCOBJ_CREATE_SIGNALED)
		ret = attach_signalled(so, 0);
	if (!ret)
		ret = shim_handles_add(&file->syncobjs, so, &create->handle);
	if (ret)
		shim_syncobj_put(so);
	return ret;
}

int shim_syncobj_destroy(struct shim_file *file, void *arg)
{
	struct drm_syncobj_destroy *destroy = arg;
	struct syncobj *so;

	if (destroy->pad)
		return -EINVAL;
	so = shim_handles_remove(&file->syncobjs, destroy->handle);
	if (!so)
		return -EINVAL;
	shim_syncobj_put(so);
	return 0;
}

static int map_shared(struct syncobj *so)
{
	struct stat st;
	void *page = libc.mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, so->fd, 0);

	if (page == MAP_FAILED || libc.fstat(so->fd, &st))
		return -ENOMEM;
	so->shared = page;
	so->ino = (u64)st.st_ino;
	return 0;
}

/* Give a sync object a page for other processes. */
static int share(struct syncobj *so)
{
	int ret;

	if (so->shared)
		return 0;
	so->fd = libc_high_fd(memfd_create("facet-syncobj", MFD_CLOEXEC));
	if (so->fd < 0 || ftruncate(so->fd, PAGE_SIZE))
		return -EMFILE;
	ret = map_shared(so);
	if (ret)
		return ret;
	so->shared->magic = SHARED_MAGIC;
	so->shared->attached = !list_empty(&so->entries);
	syncobj_update(so);
	return 0;
}

int shim_syncobj_to_fd(struct shim_file *file, void *arg)
{
	struct drm_syncobj_handle *args = arg;
	struct syncobj *so = syncobj_of(file, args->handle);
	struct shim_fence *fence;
	int ret;

	if (args->pad || args->flags & ~(u32)DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE)
		return -EINVAL;
	if (!so)
		return args->flags ? -ENOENT : -EINVAL;
	if (args->flags) {
		ret = shim_syncobj_fence(file, args->handle, 0, &fence);
		if (ret)
			return ret;
		ret = shim_fence_to_fd(fence);
		shim_fence_put(fence);
	} else {
		ret = share(so);
		if (!ret)
			ret = libc.fcntl(so->fd, F_DUPFD_CLOEXEC, 0);
		if (ret == -1)
			ret = -errno;
	}
	if (ret < 0)
		return ret;
	args->fd = ret;
	return 0;
}

static struct syncobj *syncobj_of_inode(struct shim_file *file, u64 ino)
{
	struct syncobj *so;
	u32 i;

	for (i = 1; i < file->syncobjs.size; i++) {
		so = file->syncobjs.objects[i];
		if (so && so->shared && so->ino == ino)
			return so;
	}
	return NULL;
}

/* Make a sync object of a descriptor of another process or file. */
static struct syncobj *syncobj_import(int fd)
{
	struct syncobj *so = syncobj_new();
	struct shared head;

	if (!so)
		return NULL;
	if (pread(fd, &head, sizeof(head), 0) != sizeof(head) || head.magic != SHARED_MAGIC)
		goto err;
	so->fd = libc_high_fd(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
	if (so->fd >= 0 && !map_shared(so))
		return so;
err:
	shim_syncobj_put(so);
	return NULL;
}

static int import_sync_file(struct syncobj *so, int fd)
{
	struct shim_fence *fence = shim_fence_from_fd(fd);

	if (!fence)
		return -EINVAL;
	attach(so, 0, fence);
	shim_fence_put(fence);
	return 0;
}

int shim_syncobj_from_fd(struct shim_file *file, void *arg)
{
	struct drm_syncobj_handle *args = arg;
	struct syncobj *so;
	struct stat st;
	int ret;

	if (args->pad || args->flags & ~(u32)DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE)
		return -EINVAL;
	if (args->flags) {
		so = syncobj_of(file, args->handle);
		return so ? import_sync_file(so, args->fd) : -ENOENT;
	}
	if (libc.fstat(args->fd, &st))
		return -EINVAL;
	so = syncobj_of_inode(file, (u64)st.st_ino);
	if (so)
		port_ref_get(&so->refs);
	else
		so = syncobj_import(args->fd);
	if (!so)
		return -EINVAL;
	ret = shim_handles_add(&file->syncobjs, so, &args->handle);
	if (ret)
		shim_syncobj_put(so);
	return ret;
}

/**
 * struct wait - A wait for sync objects.
 * @so: the sync objects; the wait has a reference of each
 * @points: a point of each; NULL: binary
 * @n: number of @so
 * @flags: DRM_SYNCOBJ_WAIT_FLAGS_*
 * @deadline_ns: shim_now_ns() at which it ends
 * @first: index of the first that was reached
 */
struct wait {
	struct syncobj **so;
	u64 *points;
	u32 n;
	u32 flags;
	u64 deadline_ns;
	u32 first;
};

static void wait_exit(struct wait *wait)
{
	u32 i;

	for (i = 0; wait->so && i < wait->n; i++)
		if (wait->so[i])
			shim_syncobj_put(wait->so[i]);
	free(wait->so);
	free(wait->points);
}

static int wait_init(struct wait *wait, struct shim_file *file, u64 handles, u64 points)
{
	u32 handle;
	u32 i;
	int ret = 0;

	if (!wait->n || wait->n > HANDLES_MAX)
		return wait->n ? -ENOMEM : -EINVAL;
	wait->so = calloc(wait->n, sizeof(struct syncobj *));
	wait->points = calloc(wait->n, sizeof(*wait->points));
	if (!wait->so || !wait->points)
		return -ENOMEM;
	if (points)
		ret = shim_user_read(wait->points, points, wait->n * sizeof(*wait->points));
	for (i = 0; !ret && i < wait->n; i++) {
		ret = shim_user_read(&handle, handles + i * sizeof(handle), sizeof(handle));
		wait->so[i] = ret ? NULL : syncobj_of(file, handle);
		if (!ret && !wait->so[i])
			ret = -ENOENT;
		if (!ret)
			port_ref_get(&wait->so[i]->refs);
	}
	return ret;
}

/* Test a wait. Return: 1: over; 0: go on; -EINVAL: a fence is missing. */
static int wait_test(struct wait *wait, bool *shared)
{
	bool all = wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL;
	bool available = wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_AVAILABLE;
	bool may_miss = available || wait->flags & DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT;
	u32 i, n = 0;
	bool submitted, done;

	for (i = 0; i < wait->n; i++) {
		done = point_done(wait->so[i], wait->points[i], &submitted);
		*shared |= !!wait->so[i]->shared;
		if (!submitted && !may_miss)
			return -EINVAL;
		if (!(available ? submitted : done))
			continue;
		if (!n++)
			wait->first = i;
		if (!all)
			return 1;
	}
	return n == wait->n;
}

static int wait_run(struct wait *wait)
{
	bool shared = false;
	int ret;

	for (;;) {
		ret = wait_test(wait, &shared);
		if (ret)
			return min(ret, 0);
		if (shim_now_ns() >= wait->deadline_ns)
			return -ETIME;
		if (shared)
			shim_wait(min(wait->deadline_ns, shim_now_ns() + SHARED_POLL_NS));
		else
			shim_wait(wait->deadline_ns);
	}
}

static u64 deadline(s64 timeout_ns)
{
	return timeout_ns < 0 ? 0 : (u64)timeout_ns;
}

static int wait_for(struct shim_file *file, struct wait *wait, u64 handles, u64 points)
{
	int ret = wait_init(wait, file, handles, points);

	if (!ret)
		ret = wait_run(wait);
	wait_exit(wait);
	return ret;
}

int shim_syncobj_wait(struct shim_file *file, void *arg)
{
	struct drm_syncobj_wait *args = arg;
	struct wait wait = { .n = args->count_handles, .flags = args->flags,
			     .deadline_ns = deadline(args->timeout_nsec) };
	int ret;

	if (args->flags & ~(u32)(DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT))
		return -EINVAL;
	ret = wait_for(file, &wait, args->handles, 0);
	args->first_signaled = wait.first;
	return ret;
}

int shim_syncobj_timeline_wait(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_wait *args = arg;
	struct wait wait = { .n = args->count_handles, .flags = args->flags,
			     .deadline_ns = deadline(args->timeout_nsec) };
	int ret;

	if (args->flags & ~(u32)(DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT |
				 DRM_SYNCOBJ_WAIT_FLAGS_WAIT_AVAILABLE))
		return -EINVAL;
	ret = wait_for(file, &wait, args->handles, args->points);
	args->first_signaled = wait.first;
	return ret;
}

/* Call a function for each sync object of an array. @point: of the timeline, or 0. */
static int for_each(struct shim_file *file, u64 handles, u64 points, u32 n,
		    int (*call)(struct syncobj *so, u64 point))
{
	struct wait list = { .n = n };
	int ret = wait_init(&list, file, handles, points);
	u32 i;

	for (i = 0; !ret && i < n; i++)
		ret = call(list.so[i], list.points[i]);
	wait_exit(&list);
	return ret;
}

static int reset_one(struct syncobj *so, u64 point)
{
	entries_clear(so);
	so->reached = 0;
	if (so->shared) {
		smp_store_release(&so->shared->attached, 0);
		smp_store_release(&so->shared->reached, 0);
	}
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
	return for_each(file, args->handles, 0, args->count_handles, attach_signalled);
}

int shim_syncobj_timeline_signal(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_array *args = arg;

	if (args->flags)
		return -EINVAL;
	return for_each(file, args->handles, args->points, args->count_handles, attach_signalled);
}

int shim_syncobj_query(struct shim_file *file, void *arg)
{
	struct drm_syncobj_timeline_array *args = arg;
	struct wait list = { .n = args->count_handles };
	bool last = args->flags & DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED;
	int ret;
	u32 i;

	if (args->flags & ~(u32)DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED)
		return -EINVAL;
	ret = wait_init(&list, file, args->handles, 0);
	for (i = 0; !ret && i < list.n; i++) {
		struct syncobj *so = list.so[i];
		struct entry *entry;

		syncobj_update(so);
		entry = last ? entry_of(so, 0) : NULL;
		list.points[i] = entry ? max(entry->point, so->reached) : so->reached;
	}
	if (!ret)
		ret = shim_user_write(args->points, list.points, list.n * sizeof(*list.points));
	wait_exit(&list);
	return ret;
}

int shim_syncobj_transfer(struct shim_file *file, void *arg)
{
	struct drm_syncobj_transfer *args = arg;
	struct syncobj *to = syncobj_of(file, args->dst_handle);
	struct shim_fence *fence;
	int ret;

	if (args->pad)
		return -EINVAL;
	if (!to)
		return -ENOENT;
	ret = shim_syncobj_fence(file, args->src_handle, args->src_point, &fence);
	if (ret)
		return ret;
	attach(to, args->dst_point, fence);
	shim_fence_put(fence);
	return 0;
}
