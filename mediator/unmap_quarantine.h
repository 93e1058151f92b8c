/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that were taken away and that must not be pinned again before VFIO has
 * looked whether they are unpinned.
 *
 * VFIO asks all devices of a container to unpin a range, one after the other, and looks for pins
 * when all have answered. If it finds a pin it asks again; the eleventh time is a BUG. No device
 * learns when VFIO looks. But VFIO's loop runs in one task, inside one ioctl. Thus a range that a
 * task took away stays out until that task has left the kernel: back to user space or by its exit.
 * A front end may also lift the range of a kernel thread when its call ends: no such thread runs
 * VFIO's loop. These events alone lift a range, and no time does: an unprivileged VMM can delay
 * VFIO's loop for as long as it likes.
 *
 * From its second call within one stay on, a task keeps out all guest memory until the stay ends.
 * VFIO knows a range by the address of its record. Another thread can free that record and have it
 * allocated again for another range: VFIO then counts on.
 */
#ifndef FACET_UNMAP_QUARANTINE_H
#define FACET_UNMAP_QUARANTINE_H

#include "port.h"

/* Beyond so many tasks at once, all guest memory is kept out: a look at the list is bounded. */
#define FACET_UNMAP_QUARANTINE_TASKS	16u

/**
 * struct facet_unmap_quarantine_range - What one task has taken away in one stay in the kernel.
 * @list: on &facet_unmap_quarantine.ranges, or empty
 * @task: identity of the task; never dereferenced
 * @first: guest page number
 * @last: of the last page
 */
struct facet_unmap_quarantine_range {
	struct list_head list;
	const void *task;
	u64 first;
	u64 last;
};

/**
 * struct facet_unmap_quarantine - What is kept out of one vGPU. The caller has a lock over it.
 * @ranges: one for each task
 * @tasks: length of @ranges
 * @calls: calls of dma_unmap that have begun and not ended
 */
struct facet_unmap_quarantine {
	struct list_head ranges;
	u32 tasks;
	u32 calls;
};

/** facet_unmap_quarantine_init() - Keep nothing out. */
void facet_unmap_quarantine_init(struct facet_unmap_quarantine *quarantine);

/**
 * facet_unmap_quarantine_find() - Find the range of a task.
 * @quarantine: of one vGPU
 * @task: identity of the task
 *
 * Context: the caller's lock over @quarantine.
 * Return: the range; NULL: this is the task's first call in this stay.
 */
struct facet_unmap_quarantine_range *facet_unmap_quarantine_find(
	struct facet_unmap_quarantine *quarantine, const void *task);

/**
 * facet_unmap_quarantine_begin() - Keep a range out: a dma_unmap begins.
 * @quarantine: of one vGPU
 * @range: of facet_unmap_quarantine_find(), or memory for a new one, with an initialised list
 * @task: identity of the calling task
 * @first: guest page number
 * @last: of the last page
 *
 * Context: the caller's lock over @quarantine.
 */
void facet_unmap_quarantine_begin(struct facet_unmap_quarantine *quarantine,
				  struct facet_unmap_quarantine_range *range, const void *task,
				  u64 first, u64 last);

/**
 * facet_unmap_quarantine_end() - End a call of dma_unmap. Its range stays out.
 * @quarantine: of one vGPU
 *
 * Context: the caller's lock over @quarantine.
 */
void facet_unmap_quarantine_end(struct facet_unmap_quarantine *quarantine);

/**
 * facet_unmap_quarantine_lift() - Let a range in again: its task has left the kernel.
 * @quarantine: of one vGPU
 * @range: its memory is the caller's again
 *
 * Context: the caller's lock over @quarantine.
 */
void facet_unmap_quarantine_lift(struct facet_unmap_quarantine *quarantine,
				 struct facet_unmap_quarantine_range *range);

/**
 * facet_unmap_quarantine_covers() - Tell whether pages are kept out.
 * @quarantine: of one vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages, at least 1
 *
 * Context: the caller's lock over @quarantine.
 * Return: whether a page of [@gfn, @gfn + @n) is kept out.
 */
bool facet_unmap_quarantine_covers(const struct facet_unmap_quarantine *quarantine, u64 gfn, u64 n);

#endif
