/* SPDX-License-Identifier: GPL-2.0-only */
/* What is shown to the VMM (kernel/screen.c, kernel/dmabuf.c). */
#ifndef FACET_SCREEN_TYPES_H
#define FACET_SCREEN_TYPES_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "display/output/edid_region.h"
#include "display/pair.h"

struct facet_picture;
struct facet_vdev;

/**
 * struct facet_screen - What is shown to the VMM, from open to close; dma-bufs may hold it longer.
 * @ref: the device, and each dma-buf
 * @free: frees the screen when @ref falls to 0 (kernel/screen.c); constant
 * @query_lock: one query at a time: @composed and @splash, and what is drawn into them and into
 *	@region; @edid
 * @lock: dma-bufs
 * @v: the device; NULL when it was closed. Under @lock, or while open.
 * @dmabufs: those that live, under @lock
 * @dmabuf_count: how many
 * @copied: pages of ours that they show in place of the guest's
 * @region: the picture that the screen region shows, NULL before the first use; set once, by
 *	cmpxchg()
 * @composed: pictures of a scan-out that cannot be shown as it lies; @region gets a copy
 * @splash: what is shown while the guest shows nothing; NULL or the last one
 * @splash_ready: what @splash says of the guest's driver
 * @splash_shown: @region shows @splash
 * @next_id: of composed pictures
 * @unpinnable: id of a scan-out whose pages could not be pinned: it is composed from then on
 * @edid: what the VMM has written of a new monitor
 */
struct facet_screen {
	struct kref ref;
	void (*free)(struct kref *ref);
	struct mutex query_lock;
	struct mutex lock;
	struct facet_vdev *v;
	struct list_head dmabufs;
	u32 dmabuf_count;
	u32 copied;
	struct facet_picture *region;
	struct facet_pair composed;
	struct facet_picture *splash;
	bool splash_ready;
	bool splash_shown;
	u32 next_id;
	u32 unpinnable;
	struct facet_edid_region edid;
};

#endif
