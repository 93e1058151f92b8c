// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fences. A sync file is the read end of a pipe: it becomes readable when the fence happens, and
 * hangs up when the process that would signal it ends. The ioctls, the engines' events and the
 * keeper call these functions with &shim.lock.
 */
#include "shim/shim_fence.h"

#include <fcntl.h>
#include <linux/sync_file.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim/shim_keeper.h"
#include "shim/shim_libc.h"
#include "shim/shim_report.h"
#include "shim/shim_state.h"

struct shim_fence *shim_fence_new(void)
{
	struct shim_fence *fence = calloc(1, sizeof(*fence));

	if (!fence)
		return NULL;
	fence->refs = 1;
	fence->poll_fd = -1;
	fence->out_fd = -1;
	INIT_LIST_HEAD(&fence->list);
	return fence;
}

struct shim_fence *shim_fence_signalled(void)
{
	struct shim_fence *fence = shim_fence_new();

	if (fence)
		fence->done = true;
	return fence;
}

struct shim_fence *shim_fence_get(struct shim_fence *fence)
{
	if (fence)
		port_ref_get(&fence->refs);
	return fence;
}

static void fence_close(int *fd)
{
	if (*fd >= 0)
		libc.close(*fd);
	*fd = -1;
}

void shim_fence_put(struct shim_fence *fence)
{
	if (!fence || !port_ref_put(&fence->refs))
		return;
	fence_close(&fence->poll_fd);
	fence_close(&fence->out_fd);
	list_del_init(&fence->list);
	shim_fence_put(fence->parts[0]);
	shim_fence_put(fence->parts[1]);
	if (fence->release)
		fence->release(fence->owner);
	free(fence);
}

/* Let the keeper query a fence. */
static void fence_keep(struct shim_fence *fence)
{
	list_move_tail(&fence->list, &shim.fences);
	shim_keeper_wake();
}

struct shim_fence *shim_fence_both(struct shim_fence *a, struct shim_fence *b)
{
	struct shim_fence *fence = shim_fence_new();

	if (!fence)
		return NULL;
	fence->parts[0] = shim_fence_get(a);
	fence->parts[1] = shim_fence_get(b);
	if (!shim_fence_done(fence))
		fence_keep(fence);
	return fence;
}

struct shim_fence *shim_fence_watch(bool (*poll_owner)(const struct shim_fence *fence),
				    void (*release)(void *owner), void *owner, u64 first, u64 last)
{
	struct shim_fence *fence = shim_fence_new();

	if (!fence)
		return NULL;
	fence->poll = poll_owner;
	fence->release = release;
	fence->owner = owner;
	fence->first = first;
	fence->last = last;
	fence->deadline_ns = shim_foreign_deadline();
	if (!shim_fence_done(fence))
		fence_keep(fence);
	return fence;
}

/* Return the inode of a pipe; 0: @fd is none. */
static u64 pipe_inode(int fd)
{
	struct stat st;

	return !libc.fstat(fd, &st) && S_ISFIFO(st.st_mode) ? (u64)st.st_ino : 0;
}

static struct shim_fence *fence_of_pipe(u64 ino)
{
	struct shim_fence *fence;

	list_for_each_entry(fence, &shim.fences, list)
		if (fence->out_ino == ino)
			return fence;
	return NULL;
}

struct shim_fence *shim_fence_from_fd(int fd)
{
	u64 ino = pipe_inode(fd);
	struct shim_fence *fence = ino ? fence_of_pipe(ino) : NULL;

	if (!ino || fence)
		return shim_fence_get(fence);
	fence = shim_fence_new();
	if (!fence)
		return NULL;
	fence->deadline_ns = shim_foreign_deadline();
	fence->poll_fd = libc_high_fd(libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
	if (fence->poll_fd < 0) {
		shim_fence_put(fence);
		return NULL;
	}
	if (!shim_fence_done(fence))
		fence_keep(fence);
	return fence;
}

static void pipe_signal(int *fd)
{
	if (*fd >= 0 && write(*fd, "", 1) != 1)
		pr_debug("a sync file has no reader\n");
	fence_close(fd);
}

int shim_fence_to_fd(struct shim_fence *fence)
{
	struct shim_fence *out = fence;
	int fds[2];

	/* One pipe for each fence: a second sync file gets a fence of its own. */
	if (fence->out_fd >= 0) {
		out = shim_fence_both(fence, fence);
		if (!out)
			return -ENOMEM;
	} else {
		shim_fence_get(out);
	}
	if (pipe2(fds, O_CLOEXEC)) {
		shim_fence_put(out);
		return -errno;
	}
	if (shim_fence_done(out)) {
		pipe_signal(&fds[1]);
		shim_fence_put(out);
		return fds[0];
	}
	out->out_fd = libc_high_fd(fds[1]);
	out->out_ino = pipe_inode(fds[0]);
	/* The list keeps the reference until the fence has happened. */
	fence_keep(out);
	return fds[0];
}

void shim_fence_signal(struct shim_fence *fence, int error)
{
	bool listed = fence->out_fd >= 0;

	if (fence->done)
		return;
	fence->done = true;
	fence->error = error;
	pipe_signal(&fence->out_fd);
	fence_close(&fence->poll_fd);
	fence->out_ino = 0;
	list_del_init(&fence->list);
	pthread_cond_broadcast(&shim.changed);
	if (listed)
		shim_fence_put(fence);
}

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

/* Test if the event of another process has happened, or the wait for it has come to its bound. */
static bool foreign_done(const struct shim_fence *fence)
{
	if (fence->poll ? fence->poll(fence) : readable(fence->poll_fd))
		return true;
	if (shim_now_ns() < fence->deadline_ns)
		return false;
	shim_report_unsupported(SHIM_ENDLESS_WORK);
	return true;
}

bool shim_fence_done(struct shim_fence *fence)
{
	bool now = false;

	if (!fence || fence->done)
		return true;
	if (fence->parts[0])
		now = shim_fence_done(fence->parts[0]) && shim_fence_done(fence->parts[1]);
	else if (fence->poll || fence->poll_fd >= 0)
		now = foreign_done(fence);
	if (now) {
		port_ref_get(&fence->refs);
		shim_fence_signal(fence, 0);
		/* The caller has a reference, so this one is not the last. */
		fence->refs--;
	}
	return now;
}

static struct shim_fence *next_listed(struct list_head *at)
{
	if (at->next == &shim.fences)
		return NULL;
	return shim_fence_get(list_entry(at->next, struct shim_fence, list));
}

bool shim_fences_poll(void)
{
	struct shim_fence *fence = next_listed(&shim.fences), *next;
	bool any = false;

	/* A fence that happens may free others: the next one is held. */
	for (; fence; fence = next) {
		next = next_listed(&fence->list);
		if (fence->parts[0] || fence->poll || fence->poll_fd >= 0)
			any |= !shim_fence_done(fence);
		shim_fence_put(fence);
	}
	return any;
}

void shim_fences_forget(void)
{
	struct shim_fence *fence = next_listed(&shim.fences), *next;

	for (; fence; fence = next) {
		next = next_listed(&fence->list);
		if (fence->out_fd >= 0) {
			fence_close(&fence->out_fd);
			fence->out_ino = 0;
			list_del_init(&fence->list);
			shim_fence_put(fence);
		}
		shim_fence_put(fence);
	}
}

static int sync_merge(int fd, struct sync_merge_data *data)
{
	struct shim_fence *a, *b, *both;
	int ret = -ENOENT;

	if (data->flags || data->pad)
		return -EINVAL;
	a = shim_fence_from_fd(fd);
	b = shim_fence_from_fd(data->fd2);
	if (a && b) {
		both = shim_fence_both(a, b);
		ret = both ? shim_fence_to_fd(both) : -ENOMEM;
		shim_fence_put(both);
	}
	shim_fence_put(a);
	shim_fence_put(b);
	if (ret < 0)
		return ret;
	data->fence = ret;
	return 0;
}

static int sync_info(int fd, struct sync_file_info *info)
{
	struct shim_fence *fence;

	if (info->flags || info->pad)
		return -EINVAL;
	fence = shim_fence_from_fd(fd);
	if (!fence)
		return -ENOMEM;
	memset(info->name, 0, sizeof(info->name));
	info->status = shim_fence_done(fence);
	/* One fence; its description is not given. */
	info->num_fences = 1;
	shim_fence_put(fence);
	return 0;
}

int shim_sync_ioctl(int fd, unsigned long request, void *arg)
{
	if (!pipe_inode(fd))
		return -ENOTTY;
	switch (request) {
	case SYNC_IOC_MERGE:
		return sync_merge(fd, arg);
	case SYNC_IOC_FILE_INFO:
		return sync_info(fd, arg);
	default:
		return -ENOTTY;
	}
}
