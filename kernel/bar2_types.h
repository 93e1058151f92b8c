/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a mapped BAR2 (kernel/bar2.c). */
#ifndef FACET_BAR2_TYPES_H
#define FACET_BAR2_TYPES_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "mediator/bar2_table.h"

struct page;

/**
 * struct facet_bar2 - The mapped aperture of one vGPU.
 * @lock: Protects the pages that BAR2 maps: @table. Lock order: inside &mm_struct.mmap_lock,
 *	&facet_detiled.lock, &facet_vdev.open_lock; outside &facet_device.lock; leaf. No thread
 *	pins or unpins while it holds this lock
 * @table: pages that are or may be mapped, and pages that faults wait for
 * @blank: page that BAR2 shows where the guest has no page; NULL unless open
 * @wait: faults wait here for @work
 * @work: pins pages that faults wait for, and unpins pages that were unmapped
 * @retry_work: unmaps pages PIN_RETRY (1 s) after their pin failed, so that the next access tries
 *	again
 * @failures: number of failures to pin a page, or to make its detiled page, since the open
 */
struct facet_bar2 {
	struct mutex lock;
	struct facet_bar2_table table;
	struct page *blank;
	wait_queue_head_t wait;
	struct work_struct work;
	struct delayed_work retry_work;
	atomic64_t failures;
};

#endif
