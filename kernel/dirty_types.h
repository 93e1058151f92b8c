/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of written pages for a VMM (kernel/dirty.h): what the device embeds. */
#ifndef FACET_DIRTY_TYPES_H
#define FACET_DIRTY_TYPES_H

#include <linux/mutex.h>

#include "mediator/dirty_log.h"

/**
 * struct facet_dirty - The record of one vGPU.
 * @lock: Protects starts, stops and reports of the record. Lock order: outermost; outside
 *	&facet_vdev.open_lock, &facet_dirty_log.lock
 * @next_start: when the next start may be, in jiffies
 * @log: the record; off, unless a VMM has started it
 */
struct facet_dirty {
	struct mutex lock;
	unsigned long next_start;
	struct facet_dirty_log log;
};

#endif
