/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fences: the ends of requests, sync files of other processes, and pairs of fences. All functions
 * are called with &shim.lock.
 */
#ifndef FACET_SHIM_FENCE_H
#define FACET_SHIM_FENCE_H

#include "port.h"

struct shim_fence;

/**
 * shim_fence_new() - Make a fence that has not happened.
 *
 * Context: with &shim.lock.
 * Return: the fence, with one reference; NULL: no memory.
 */
struct shim_fence *shim_fence_new(void);

/**
 * shim_fence_signalled() - Make a fence that has happened.
 *
 * Context: with &shim.lock.
 * Return: the fence, with one reference; NULL: no memory.
 */
struct shim_fence *shim_fence_signalled(void);

/**
 * shim_fence_both() - Make a fence that happens when two others have.
 * @a: a fence
 * @b: a fence
 *
 * Context: with &shim.lock.
 * Return: the fence, with one reference; NULL: no memory.
 */
struct shim_fence *shim_fence_both(struct shim_fence *a, struct shim_fence *b);

/**
 * shim_fence_from_fd() - Make a fence of a sync file.
 * @fd: a descriptor
 *
 * A fence of another process, also one of shim_fence_watch(), happens at the latest when a batch
 * counts as hung (shim_hang_ns()): that process may stand still.
 *
 * Context: with &shim.lock.
 * Return: the fence, with one reference; NULL: @fd is no sync file, or there is no memory.
 */
struct shim_fence *shim_fence_from_fd(int fd);

/**
 * shim_fence_watch() - Make a fence of events that this process does not signal.
 * @poll: tests if they have happened, by &shim_fence.owner, &shim_fence.first and &shim_fence.last
 * @release: drops @owner with the last reference
 * @owner: for @poll; the fence has a reference
 * @first: for @poll
 * @last: for @poll
 *
 * Context: with &shim.lock.
 * Return: the fence, with one reference; NULL: no memory, and @owner stays the caller's.
 */
struct shim_fence *shim_fence_watch(bool (*poll)(const struct shim_fence *fence),
				    void (*release)(void *owner), void *owner, u64 first, u64 last);

/**
 * shim_fence_to_fd() - Make a sync file of a fence.
 * @fence: the fence
 *
 * The descriptor becomes readable when the fence happens, or when this process ends.
 *
 * Context: with &shim.lock.
 * Return: a descriptor with the close-on-exec flag; a negative errno.
 */
int shim_fence_to_fd(struct shim_fence *fence);

/**
 * shim_fence_get() - Take a reference.
 * @fence: the fence; NULL: nothing happens
 *
 * Context: with &shim.lock.
 * Return: @fence.
 */
struct shim_fence *shim_fence_get(struct shim_fence *fence);

/**
 * shim_fence_put() - Drop a reference.
 * @fence: the fence; NULL: nothing happens
 *
 * Context: with &shim.lock.
 */
void shim_fence_put(struct shim_fence *fence);

/**
 * shim_fence_signal() - Let a fence happen, and wake all who wait.
 * @fence: the fence
 * @error: 0, or the negative errno of the work
 *
 * Context: with &shim.lock.
 */
void shim_fence_signal(struct shim_fence *fence, int error);

/**
 * shim_fence_done() - Test if a fence has happened. Looks at the descriptor of a sync file.
 * @fence: the fence; NULL counts as one that has happened
 *
 * Context: with &shim.lock.
 * Return: true: it has.
 */
bool shim_fence_done(struct shim_fence *fence);

/**
 * shim_fences_poll() - Look at the fences that no thread of this process signals.
 *
 * Context: the keeper, with &shim.lock.
 * Return: true: there are some.
 */
bool shim_fences_poll(void);

/**
 * shim_fences_forget() - Leave the sync files to the parent, in a child of fork().
 *
 * Context: with &shim.lock.
 */
void shim_fences_forget(void);

/**
 * shim_sync_ioctl() - Answer an ioctl of a sync file.
 * @fd: a descriptor
 * @request: the request, of type '>'
 * @arg: its argument
 *
 * Source: Linux include/uapi/linux/sync_file.h.
 *
 * Context: with &shim.lock.
 * Return: 0; -ENOTTY: @fd is no sync file, or the request is unknown; -ENOENT, -ENOMEM, -EMFILE.
 */
int shim_sync_ioctl(int fd, unsigned long request, void *arg);

#endif
