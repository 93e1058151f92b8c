/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a mapped BAR2 (kernel/bar2.c). */
#ifndef FACET_BAR2_TYPES_H
#define FACET_BAR2_TYPES_H

#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "mediator/bar2_table.h"

struct page;

/**
 * struct facet_bar2 - The mapped aperture of one vGPU.
 * @lock: taken inside a page fault; never held over pinning. Over @table
 * @table: what is, or may be, mapped, and what faults wait for
 * @blank: what shows where the guest has no page
 * @wait: faults wait here for @work
 * @work: pins and unpins
 * @again: some time after a failed pin, lets the guest's next access try once more
 */
struct facet_bar2 {
	struct mutex lock;
	struct facet_bar2_table table;
	struct page *blank;
	wait_queue_head_t wait;
	struct work_struct work;
	struct delayed_work again;
};

#endif
