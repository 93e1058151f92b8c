/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen of a vGPU as VFIO offers it: as dma-bufs, or as a region. */
#ifndef FACET_SCREEN_H
#define FACET_SCREEN_H

#include <linux/types.h>

struct facet_screen;
struct facet_vdev;
struct vfio_device_gfx_plane_info;
struct vm_area_struct;

struct facet_screen *facet_screen_create(struct facet_vdev *v);
/** facet_screen_close() - The device is closed: dma-bufs lose their pages. May sleep. */
void facet_screen_close(struct facet_screen *screen);

/** facet_screen_dma_unmap() - Guest pages go away: dma-bufs let go of them. */
void facet_screen_dma_unmap(struct facet_screen *screen, u64 gfn, u64 n);

/**
 * struct facet_screen_stats - What a screen has come to.
 * @bad_planes: how often pictures were looked at with planes that cannot be, of each
 * @dmabufs: that live
 * @copied: pages of ours that they show in place of the guest's
 */
struct facet_screen_stats {
	u64 bad_planes;
	u32 dmabufs;
	u32 copied;
};

/** facet_screen_stats() - For debugfs. While open; may sleep. */
void facet_screen_stats(struct facet_vdev *v, struct facet_screen_stats *stats);

/** facet_screen_query() - VFIO_DEVICE_QUERY_GFX_PLANE. May sleep. */
int facet_screen_query(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info);

/** facet_screen_get_fd() - VFIO_DEVICE_GET_GFX_DMABUF. Return: a file descriptor; -ENOENT: gone; -EINVAL: there never was one. */
int facet_screen_get_fd(struct facet_vdev *v, u32 id);

/** facet_screen_region_size() - Bytes of the screen region, 0 if this vGPU shows dma-bufs. */
u64 facet_screen_region_size(struct facet_vdev *v);
int facet_screen_region_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write);
int facet_screen_region_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/** facet_screen_edid_rw() - One access of the EDID region. May sleep. */
int facet_screen_edid_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write);

#endif
