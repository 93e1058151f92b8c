/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Record of guest pages that a vGPU has written, for a VMM that sends changed pages to another
 * host. The VMM names ranges of pages. The front end adds pages that are written, and takes them
 * again for the VMM's reports. The record has a bit for each page of the ranges.
 *
 * A page is added after it was written. So a page that is taken has in memory what was written, or
 * is added again.
 */
#ifndef FACET_DIRTY_LOG_H
#define FACET_DIRTY_LOG_H

#include "port.h"

#define FACET_DIRTY_LOG_RANGES	256u		/* most ranges */
#define FACET_DIRTY_LOG_PAGES	(1ull << 28)	/* most pages of all ranges: 32 MiB of bits */

/**
 * struct facet_dirty_log_range - A range of guest pages.
 * @first: number of the first page
 * @n: number of pages
 */
struct facet_dirty_log_range {
	u64 first;
	u64 n;
};

struct facet_dirty_log_bits;

/**
 * struct facet_dirty_log - The record of one vGPU.
 * @lock: Protects the record of written pages. Lock order: inside &facet_vgpu.shadow_lock,
 *	&facet_bar2.lock, &facet_virtio_pci.pass, &facet_migrate.lock; last leaf
 * @bits: the ranges and their bits; NULL: nothing is recorded
 */
struct facet_dirty_log {
	spinlock_t lock;
	struct facet_dirty_log_bits *bits;
};

/**
 * facet_dirty_log_init() - Initialise a record that is off.
 * @log: the record
 *
 * Context: any; takes no lock.
 */
void facet_dirty_log_init(struct facet_dirty_log *log);

/**
 * facet_dirty_log_start() - Record written pages from now on.
 * @log: the record
 * @ranges: array of @n ranges, any values, in any order
 * @n: number of ranges, any value
 *
 * The memory is charged to the calling thread. The caller serializes starts and stops.
 *
 * Context: process context; may sleep for memory. Takes &facet_dirty_log.lock.
 * Return: 0; -EBUSY: the record is on already; -EINVAL: there is no range, or one is empty, wraps
 * or overlaps another; -E2BIG: more than FACET_DIRTY_LOG_RANGES ranges, or than
 * FACET_DIRTY_LOG_PAGES pages; -ENOMEM: no memory.
 */
int facet_dirty_log_start(struct facet_dirty_log *log, const struct facet_dirty_log_range *ranges,
			  u32 n);

/**
 * facet_dirty_log_stop() - Record nothing any more, and forget what was recorded.
 * @log: the record; the caller serializes starts and stops
 *
 * Context: process context; may sleep to free memory. Takes &facet_dirty_log.lock.
 * Return: true: the record was on.
 */
bool facet_dirty_log_stop(struct facet_dirty_log *log);

/**
 * facet_dirty_log_is_on() - Tell whether written pages are recorded.
 * @log: the record
 *
 * Context: any; takes no lock. The answer may be old, unless starts and stops are kept away.
 * Return: true: they are.
 */
static inline bool facet_dirty_log_is_on(const struct facet_dirty_log *log)
{
	return READ_ONCE(log->bits);
}

/**
 * facet_dirty_log_add() - Record pages that were written.
 * @log: the record, on or off
 * @gfn: number of the first page, any value
 * @n: number of pages; those outside of the ranges are left out
 *
 * The caller has written the pages before.
 *
 * Context: any; takes &facet_dirty_log.lock; does not sleep.
 */
void facet_dirty_log_add(struct facet_dirty_log *log, u64 gfn, u64 n);

/**
 * facet_dirty_log_take() - Take the first written pages of a range off the record.
 * @log: the record, on or off
 * @gfn: number of the first page of the range; becomes the page behind those that were looked at
 * @end: number of the page behind the range
 * @first: gets the number of the first page that is taken
 *
 * A call takes pages in a row, at most 64, and looks at a bounded number of pages.
 *
 * Context: any; takes &facet_dirty_log.lock; does not sleep. A caller that calls this in a loop
 * until *@gfn is @end may sleep in between.
 * Return: the number of pages that are taken; 0: none so far.
 */
u32 facet_dirty_log_take(struct facet_dirty_log *log, u64 *gfn, u64 end, u64 *first);

#endif
