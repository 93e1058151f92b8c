/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sync objects: holders of a fence, or of a timeline of fences. All functions are called with
 * &shim.lock.
 *
 * A binary sync object has one entry, of point 0. A timeline has an entry for each point that was
 * attached, in their order. A point is reached when its entry and all entries before it have
 * happened. A sync object that leaves the process as a descriptor has a page that the processes
 * share (shim_syncobj_page.h).
 */
#ifndef FACET_SHIM_SYNCOBJ_H
#define FACET_SHIM_SYNCOBJ_H

#include "port.h"

struct shim_fence;
struct shim_file;
struct shim_syncobj_page;

/**
 * struct shim_syncobj_entry - A fence of a sync object.
 * @list: on &shim_syncobj.entries, in the order in which they were attached
 * @point: its point; 0: binary
 * @fence: the fence
 * @serial: its number in the page that processes share
 * @slot: its slot in that page, which this process has locked
 */
struct shim_syncobj_entry {
	struct list_head list;
	u64 point;
	struct shim_fence *fence;
	u64 serial;
	u32 slot;
};

/**
 * struct shim_syncobj - A sync object.
 * @list: on &shim.syncobjs if it is shared
 * @refs: references: handles, fences, entries of a shared one
 * @entries: its fences; of a shared one, those of this process that have not happened
 * @reached: highest point of entries that have happened and are freed; of a shared one not used
 * @fd: memfd of @page; -1: not shared
 * @own: descriptor with the locks of this process in the memfd; -1: none yet
 * @ino: inode of @fd
 * @page: page that other processes have; NULL: none
 */
struct shim_syncobj {
	struct list_head list;
	u32 refs;
	struct list_head entries;
	u64 reached;
	int fd;
	int own;
	u64 ino;
	struct shim_syncobj_page *page;
};

/**
 * shim_syncobj_new() - Make a sync object without a fence.
 *
 * Context: with &shim.lock.
 * Return: the sync object, with one reference; NULL: no memory.
 */
struct shim_syncobj *shim_syncobj_new(void);

/**
 * shim_syncobj_get() - Take a reference.
 * @so: the sync object
 *
 * Context: with &shim.lock.
 * Return: @so.
 */
struct shim_syncobj *shim_syncobj_get(struct shim_syncobj *so);

/**
 * shim_syncobj_put() - Drop a reference.
 * @syncobj: the sync object
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_put(void *syncobj);

/**
 * shim_syncobj_of() - Return a sync object of an open file.
 * @file: the file
 * @handle: its handle
 *
 * Context: with &shim.lock.
 * Return: the sync object, without a reference of its own; NULL: there is none.
 */
struct shim_syncobj *shim_syncobj_of(struct shim_file *file, u32 handle);

/**
 * shim_syncobj_find() - Return the fence of a point.
 * @so: the sync object
 * @point: point of the timeline; 0: the last fence
 *
 * The fence stays that one: a later reset or attach does not change it.
 *
 * Context: with &shim.lock.
 * Return: the fence, with a reference of its own; NULL: none has been attached, or no memory.
 */
struct shim_fence *shim_syncobj_find(struct shim_syncobj *so, u64 point);

/**
 * shim_syncobj_add() - Give a sync object a fence.
 * @so: the sync object
 * @point: point of the timeline; 0: replace all
 * @fence: the fence
 *
 * Context: with &shim.lock.
 * Return: 0; -ENOMEM; -ENOSPC: too many fences of a shared one have not happened.
 */
int shim_syncobj_add(struct shim_syncobj *so, u64 point, struct shim_fence *fence);

/**
 * shim_syncobj_add_signalled() - Give a sync object a fence that has happened.
 * @so: the sync object
 * @point: point of the timeline; 0: replace all
 *
 * Context: with &shim.lock.
 * Return: as shim_syncobj_add().
 */
int shim_syncobj_add_signalled(struct shim_syncobj *so, u64 point);

/**
 * shim_syncobj_share() - Give a sync object a page, for other processes.
 * @so: the sync object
 *
 * Context: with &shim.lock.
 * Return: as shim_syncobj_page_make().
 */
int shim_syncobj_share(struct shim_syncobj *so);

/**
 * shim_syncobj_clear() - Take all fences from a sync object.
 * @so: the sync object
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_clear(struct shim_syncobj *so);

/**
 * shim_syncobj_value() - Return the point that a timeline has come to.
 * @so: the sync object
 * @last: return the last point that was attached instead
 *
 * Context: with &shim.lock.
 * Return: the point; 0: none, or the sync object is binary.
 */
u64 shim_syncobj_value(struct shim_syncobj *so, bool last);

/**
 * shim_syncobj_fence() - Return a fence of a sync object, for EXECBUFFER2.
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
 * shim_syncobj_attach() - Give a sync object the fence of an EXECBUFFER2.
 * @file: the open file
 * @handle: the sync object
 * @point: point of the timeline; 0: replace all
 * @fence: the fence
 *
 * Without memory the sync object keeps what it has.
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_attach(struct shim_file *file, u32 handle, u64 point, struct shim_fence *fence);

/**
 * shim_syncobjs_poll() - Tell other processes what has happened to shared sync objects.
 *
 * Context: the keeper, with &shim.lock.
 * Return: true: some wait for fences of this process.
 */
bool shim_syncobjs_poll(void);

/**
 * shim_syncobjs_forget() - Leave the fences of shared sync objects to the parent, in a child of
 * fork().
 *
 * Context: with &shim.lock.
 */
void shim_syncobjs_forget(void);

/* The ioctls of sync objects: rows of the table in shim_ioctl.c. */
int shim_syncobj_create(struct shim_file *file, void *arg);
int shim_syncobj_destroy(struct shim_file *file, void *arg);
int shim_syncobj_to_fd(struct shim_file *file, void *arg);
int shim_syncobj_from_fd(struct shim_file *file, void *arg);
int shim_syncobj_transfer(struct shim_file *file, void *arg);
/* These are in shim_syncobj_array.c. */
int shim_syncobj_wait(struct shim_file *file, void *arg);
int shim_syncobj_reset(struct shim_file *file, void *arg);
int shim_syncobj_signal(struct shim_file *file, void *arg);
int shim_syncobj_timeline_wait(struct shim_file *file, void *arg);
int shim_syncobj_timeline_signal(struct shim_file *file, void *arg);
int shim_syncobj_query(struct shim_file *file, void *arg);

#endif
