/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sync objects: holders of a fence, or of a timeline of fences. One that leaves the process as a
 * descriptor has a page that the processes share. All functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_SYNCOBJ_H
#define FACET_SHIM_SYNCOBJ_H

#include "port.h"

struct shim_fence;
struct shim_file;

/**
 * shim_syncobj_fence() - Return a fence of a sync object.
 * @file: the open file
 * @handle: the sync object
 * @point: point of the timeline; 0: the last fence
 * @fence: gets the fence, with a reference of its own
 *
 * Context: with &shim.lock.
 * Return: 0; -ENOENT: there is no such handle; -EINVAL: there is no such fence yet.
 */
int shim_syncobj_fence(struct shim_file *file, u32 handle, u64 point, struct shim_fence **fence);

/**
 * shim_syncobj_attach() - Give a sync object a fence.
 * @file: the open file
 * @handle: the sync object, which exists
 * @point: point of the timeline; 0: replace all
 * @fence: the fence
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_attach(struct shim_file *file, u32 handle, u64 point, struct shim_fence *fence);

/**
 * shim_syncobj_put() - Drop a reference of a handle.
 * @syncobj: the sync object
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_put(void *syncobj);

/* The ioctls of sync objects: rows of the table in shim_ioctl.c. */
int shim_syncobj_create(struct shim_file *file, void *arg);
int shim_syncobj_destroy(struct shim_file *file, void *arg);
int shim_syncobj_to_fd(struct shim_file *file, void *arg);
int shim_syncobj_from_fd(struct shim_file *file, void *arg);
int shim_syncobj_wait(struct shim_file *file, void *arg);
int shim_syncobj_reset(struct shim_file *file, void *arg);
int shim_syncobj_signal(struct shim_file *file, void *arg);
int shim_syncobj_timeline_wait(struct shim_file *file, void *arg);
int shim_syncobj_timeline_signal(struct shim_file *file, void *arg);
int shim_syncobj_query(struct shim_file *file, void *arg);
int shim_syncobj_transfer(struct shim_file *file, void *arg);

#endif
