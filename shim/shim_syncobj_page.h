/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page of a sync object that several processes have, in a memfd. All functions are called with
 * &shim.lock.
 *
 * Each fence that a process attaches gets a serial number and a slot. The process locks the slot
 * until the fence has happened (shim_memfd.h). So a fence whose process has ended counts as one
 * that has happened, as it does in the kernel. A fence of another process is a range of serial
 * numbers: it has happened when no slot of the range is locked.
 */
#ifndef FACET_SHIM_SYNCOBJ_PAGE_H
#define FACET_SHIM_SYNCOBJ_PAGE_H

#include "port.h"

struct shim_syncobj;
struct shim_syncobj_entry;

/**
 * shim_syncobj_page_make() - Give a sync object a page, for other processes.
 * @so: the sync object, which has none; its fences go into the page
 *
 * Context: with &shim.lock.
 * Return: 0; -EMFILE, -ENOMEM; -ENOSPC: it has too many fences.
 */
int shim_syncobj_page_make(struct shim_syncobj *so);

/**
 * shim_syncobj_page_open() - Give a new sync object the page of a descriptor.
 * @so: the sync object
 * @fd: any number
 *
 * Context: with &shim.lock.
 * Return: 0; -EINVAL: @fd names no such page; -EMFILE, -ENOMEM.
 */
int shim_syncobj_page_open(struct shim_syncobj *so, int fd);

/**
 * shim_syncobj_page_exit() - Unmap the page of a sync object, if it has one.
 * @so: the sync object, whose fences have all happened
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_page_exit(struct shim_syncobj *so);

/**
 * shim_syncobj_page_add() - Tell other processes of a fence.
 * @so: the sync object
 * @entry: the fence: its point is set. Gets serial number and slot
 *
 * Context: with &shim.lock.
 * Return: 0; -ENOSPC: no slot is free; a negative errno of shim_memfd_reopen().
 */
int shim_syncobj_page_add(struct shim_syncobj *so, struct shim_syncobj_entry *entry);

/**
 * shim_syncobj_page_happened() - Tell other processes that a fence has happened.
 * @so: the sync object
 * @entry: the fence, after shim_syncobj_page_add()
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_page_happened(struct shim_syncobj *so, const struct shim_syncobj_entry *entry);

/**
 * shim_syncobj_page_find() - Find the fences that a point consists of, of whatever process.
 * @so: the sync object
 * @point: point of the timeline; 0: the last fence
 * @first: gets the serial number of the first one
 * @last: gets the serial number of the last one; 0: all have happened
 *
 * Context: with &shim.lock.
 * Return: true: found; false: none has been attached.
 */
bool shim_syncobj_page_find(const struct shim_syncobj *so, u64 point, u64 *first, u64 *last);

/**
 * shim_syncobj_page_pends() - Test if some fence of a range has not happened.
 * @so: the sync object
 * @first: serial number of the first one
 * @last: serial number of the last one
 *
 * Context: with &shim.lock.
 * Return: true: some process that lives has not signalled one.
 */
bool shim_syncobj_page_pends(const struct shim_syncobj *so, u64 first, u64 last);

/**
 * shim_syncobj_page_clear() - Take all fences from a sync object.
 * @so: the sync object
 *
 * Context: with &shim.lock.
 */
void shim_syncobj_page_clear(struct shim_syncobj *so);

/**
 * shim_syncobj_page_value() - Return the point that a timeline has come to.
 * @so: the sync object
 * @last: return the last point that was attached instead
 *
 * Context: with &shim.lock.
 * Return: the point; 0: none, or the sync object is binary.
 */
u64 shim_syncobj_page_value(const struct shim_syncobj *so, bool last);

#endif
