/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a vGPU's screen, as VFIO shows it (kernel/screen.c, kernel/dmabuf.c). */
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
 * struct facet_screen - State of a screen, from open to close. Dma-bufs may hold it longer.
 * @ref: references: of the device, and of each dma-buf
 * @free: frees the screen when @ref falls to 0 (kernel/screen.c); constant
 * @query_lock: Protects composed pictures, new EDIDs. In detail: @composed, @splash, @splash_ready,
 *	@splash_shown, @next_id and @edid, and drawing into their pictures and into @region. Lock
 *	order: inside &facet_vdev.access; outside &gen9_display.lock
 * @lock: Protects the list of live dma-bufs: @dmabufs, @dmabuf_count, @copied. It is held while
 *	pages of dma-bufs are unpinned. Lock order: inside &facet_vdev.open_lock,
 *	&facet_vdev.export_lock; outside &vfio_iommu.lock, &gen9_display.lock
 * @v: the device; NULL after close. Written under @lock; read under it, or while the device is open
 * @dmabufs: dma-bufs that live
 * @dmabuf_count: how many of them
 * @copied: pages of the host's that dma-bufs show in place of guest pages
 * @region: the picture that the screen region shows; NULL before the first use. Set once, by
 *	cmpxchg()
 * @composed: pictures of a screen that VFIO cannot show directly; @region gets a copy
 * @splash: picture with a text, shown while the guest shows nothing; NULL: not made, or dropped
 * @splash_ready: &facet_splash.ready of @splash
 * @splash_shown: @region shows @splash
 * @next_id: the last number given to a composed picture or a splash
 * @unpinnable: id of a scan-out whose pages could not be pinned. Queries compose a picture of it
 *	from then on. Under no lock
 * @edid: a new EDID that the VMM is writing
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
