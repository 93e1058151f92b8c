/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Quarantine of unmapped ranges of guest memory. They must not be pinned again before VFIO has
 * checked that they are unpinned.
 *
 * VFIO asks all devices of a container to unpin a range, one after the other. Then it checks for
 * pins. If it finds one it asks again; the eleventh time is a BUG. No device learns when VFIO
 * checks. But VFIO's loop runs in one task, inside one ioctl. So a range that a task has unmapped
 * stays in quarantine until that task has left the kernel: back to user space or by its exit. A
 * front end may also lift the range of a kernel thread when its call ends: no such thread runs
 * VFIO's loop. Only these events lift a range. No time does: an unprivileged VMM can delay VFIO's
 * loop for as long as it likes.
 *
 * From its second call within one stay on, a task keeps all guest memory in quarantine until the
 * stay ends. VFIO knows a range by the address of its record. Another thread can free that record
 * and have it allocated again for another range. VFIO then counts on.
 */
#ifndef FACET_UNMAP_QUARANTINE_H
#define FACET_UNMAP_QUARANTINE_H

#include "port.h"

/* With more tasks at once, all guest memory is in quarantine. That bounds a search of the list. */
#define FACET_UNMAP_QUARANTINE_TASKS	16u

/**
 * struct facet_unmap_quarantine_range - Memory that one task has unmapped in one stay in the
 * kernel.
 * @list: on &facet_unmap_quarantine.ranges, or empty
 * @task: identity of the task; never dereferenced
 * @first: guest page number of the first page
 * @last: guest page number of the last page
 */
struct facet_unmap_quarantine_range {
	struct list_head list;
	const void *task;
	u64 first;
	u64 last;
};

/**
 * struct facet_unmap_quarantine - Quarantine of one vGPU. The caller has a lock over it.
 * @ranges: one for each task
 * @tasks: length of @ranges
 * @calls: calls of dma_unmap that have begun and not ended
 */
struct facet_unmap_quarantine {
	struct list_head ranges;
	u32 tasks;
	u32 calls;
};

/**
 * facet_unmap_quarantine_init() - Begin with an empty quarantine.
 * @quarantine: of one vGPU; its contents are overwritten
 *
 * Context: any; nobody else knows @quarantine. Takes no lock; does not sleep.
 */
void facet_unmap_quarantine_init(struct facet_unmap_quarantine *quarantine);

/**
 * facet_unmap_quarantine_find() - Find the range of a task.
 * @quarantine: of one vGPU
 * @task: identity of the task; never dereferenced
 *
 * Context: any; the caller's lock over @quarantine held (&facet_unmap.lock in kernel/). Takes no
 * lock; does not sleep.
 * Return: the range, valid until facet_unmap_quarantine_lift(); NULL: the task has none yet in this
 * stay.
 */
struct facet_unmap_quarantine_range *facet_unmap_quarantine_find(
	struct facet_unmap_quarantine *quarantine, const void *task);

/**
 * facet_unmap_quarantine_begin() - Put a range into quarantine, since a dma_unmap begins.
 * @quarantine: of one vGPU
 * @range: of facet_unmap_quarantine_find(), or memory for a new one, with an initialized list. It
 *	stays the caller's, who keeps it until facet_unmap_quarantine_lift()
 * @task: identity of the calling task; read for a new range only
 * @first: guest page number of the first page; read for a new range only
 * @last: guest page number of the last page, inclusive; read for a new range only
 *
 * For a range that is in quarantine already, all guest memory is from now on. Each call is paired
 * with one of facet_unmap_quarantine_end().
 *
 * Context: any; the caller's lock over @quarantine held (&facet_unmap.lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_unmap_quarantine_begin(struct facet_unmap_quarantine *quarantine,
				  struct facet_unmap_quarantine_range *range, const void *task,
				  u64 first, u64 last);

/**
 * facet_unmap_quarantine_end() - End a call of dma_unmap. Its range stays in quarantine.
 * @quarantine: of one vGPU
 *
 * The function counts down &facet_unmap_quarantine.calls. It is called once for each
 * facet_unmap_quarantine_begin().
 *
 * Context: any; the caller's lock over @quarantine held (&facet_unmap.lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_unmap_quarantine_end(struct facet_unmap_quarantine *quarantine);

/**
 * facet_unmap_quarantine_lift() - Lift a range, since its task has left the kernel.
 * @quarantine: of one vGPU
 * @range: a range in quarantine; its memory may be freed afterwards, and its list is initialized
 *
 * Pages that other ranges have stay in quarantine. The function does not change
 * &facet_unmap_quarantine.calls.
 *
 * Context: any; the caller's lock over @quarantine held (&facet_unmap.lock in kernel/). Takes no
 * lock; does not sleep.
 */
void facet_unmap_quarantine_lift(struct facet_unmap_quarantine *quarantine,
				 struct facet_unmap_quarantine_range *range);

/**
 * facet_unmap_quarantine_covers() - Tell whether a page is in quarantine.
 * @quarantine: of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1; @gfn + @n - 1 does not wrap
 *
 * Context: any; the caller's lock over @quarantine held (&facet_unmap.lock in kernel/). Takes no
 * lock; does not sleep.
 * Return: true: a page of [@gfn, @gfn + @n) is, or more than FACET_UNMAP_QUARANTINE_TASKS tasks
 * have a range; false: none is.
 */
bool facet_unmap_quarantine_covers(const struct facet_unmap_quarantine *quarantine, u64 gfn, u64 n);

#endif
