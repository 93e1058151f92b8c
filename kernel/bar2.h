/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR2, the guest's aperture, mapped page by page as it is touched. */
#ifndef FACET_BAR2_H
#define FACET_BAR2_H

#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "mediator/shown.h"

struct facet_vdev;
struct page;
struct vm_area_struct;

/**
 * struct facet_bar2 - The mapped aperture of one vGPU.
 * @lock: taken inside a page fault; never held over pinning. Over @shown
 * @shown: what is, or may be, mapped, and what faults wait for
 * @blank: what shows where the guest has no page
 * @wait: faults wait here for @work
 * @work: pins and unpins
 * @again: some time after a failed pin, lets the guest's next access try once more
 */
struct facet_bar2 {
	struct mutex lock;
	struct facet_shown shown;
	struct page *blank;
	wait_queue_head_t wait;
	struct work_struct work;
	struct delayed_work again;
};

void facet_bar2_init(struct facet_vdev *v);
void facet_bar2_fini(struct facet_bar2 *bar2);

/** facet_bar2_open() - Before the core's vGPU is made. Return: 0 or -ENOMEM. */
int facet_bar2_open(struct facet_vdev *v);
/** facet_bar2_close() - Nothing is mapped and pinned any more. Twice does no harm. May sleep. */
void facet_bar2_close(struct facet_vdev *v);

int facet_bar2_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/** facet_bar2_zap() - &facet_host_ops.zap_aperture. */
void facet_bar2_zap(struct facet_vdev *v, u64 offset, u64 len);

/**
 * facet_bar2_dma_unmap() - Unmap and unpin the guest pages on record. Those that have a ticket are
 * not waited for. May sleep.
 */
void facet_bar2_dma_unmap(struct facet_vdev *v, u64 gfn, u64 n);

#endif
