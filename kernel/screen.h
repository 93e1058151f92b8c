/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen of a vGPU as VFIO offers it: as dma-bufs, or as a region. */
#ifndef FACET_SCREEN_H
#define FACET_SCREEN_H

#include <linux/types.h>

struct facet_screen;
struct facet_vdev;
struct vfio_device_gfx_plane_info;
struct vm_area_struct;

/**
 * facet_screen_create() - Make the screen of a device that is being opened.
 * @v: the device
 *
 * Context: &facet_vdev.open_lock held; may sleep.
 * Return: the screen; NULL: there is no memory.
 */
struct facet_screen *facet_screen_create(struct facet_vdev *v);

/**
 * facet_screen_close() - End the screen of a device that is being closed.
 * @screen: the screen of facet_screen_create()
 *
 * Dma-bufs lose their pages, and may hold the struct longer.
 *
 * Context: &facet_vdev.open_lock held; no ioctl or access runs. Takes &facet_screen.lock. In it
 * takes &facet_dmabuf.lock with the page tables' locks in it, then unpins pages: &ops_bucket.lock,
 * and &vfio_iommu.lock with mmap_lock in it. May sleep for these locks.
 */
void facet_screen_close(struct facet_screen *screen);

/**
 * facet_screen_dma_unmap() - Unpin the pages of dma-bufs that have a page of a range.
 * @screen: the screen of an open device
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: dma_unmap; &facet_vdev.open_lock held. Takes &facet_screen.lock. In it takes
 * &facet_display.counters_lock, then &facet_dmabuf.lock with the page tables' locks in it, then
 * unpins pages: &ops_bucket.lock, and &vfio_iommu.lock with mmap_lock in it; then
 * &gen9_display.lock. May sleep for memory and these locks.
 */
void facet_screen_dma_unmap(struct facet_screen *screen, u64 gfn, u64 n);

/**
 * struct facet_screen_stats - Counts of a screen, for debugfs.
 * @bad_planes: planes with settings that no hardware has, once for each plane and picture
 * @dmabufs: dma-bufs that live now
 * @copied: pages of the host's that dma-bufs show now in place of guest pages
 */
struct facet_screen_stats {
	u64 bad_planes;
	u32 dmabufs;
	u32 copied;
};

/**
 * facet_screen_stats() - Read the counts of a screen.
 * @v: an open device
 * @stats: gets the counts
 *
 * Context: &facet_vdev.open_lock held; may sleep. Takes &facet_screen.lock.
 */
void facet_screen_stats(struct facet_vdev *v, struct facet_screen_stats *stats);

/**
 * facet_screen_query() - Answer VFIO_DEVICE_QUERY_GFX_PLANE, and bring a picture up to date.
 * @v: an open device
 * @info: in: @flags, and @drm_plane_type unless they probe; out: the rest. All zero, but for a hot
 *	spot of ~0: nothing is shown
 *
 * Context: an ioctl of the VMM; no lock of ours is held. Takes &facet_screen.query_lock, unless
 * @info probes. In it takes &gen9_display.lock, and &facet_picture.lock of a picture that is
 * drawn. In the latter takes &gen9_display.lock, shadow_lock, &facet_device.lock, and reads guest
 * memory: &ops_bucket.lock, &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it. May sleep
 * for memory, these locks and guest memory.
 * Return: 0; -EINVAL: the vGPU does not show its screen in the way that @flags name; -EINTR: the
 * thread was killed while it waited; -ENOMEM: there is no memory for a picture.
 */
int facet_screen_query(struct facet_vdev *v, struct vfio_device_gfx_plane_info *info);

/**
 * facet_screen_get_fd() - Answer VFIO_DEVICE_GET_GFX_DMABUF with a new dma-buf.
 * @v: an open device
 * @id: of a scan-out or a picture, from facet_screen_query()
 *
 * Context: an ioctl of the VMM; no lock of ours is held. Takes &facet_screen.query_lock for a
 * moment to find a picture. Behind that takes &facet_vdev.export_lock. In it takes
 * &gen9_display.lock, &facet_unmap.pins_lock, &facet_vdev.limit_lock, &facet_unmap.lock,
 * &ops_bucket.lock, &vfio_iommu.lock and &facet_screen.lock, as facet_dmabuf_get_fd(). May sleep
 * for memory, these locks and guest memory.
 * Return: a file descriptor; -ENOENT: the plane or picture is not known any more, query again;
 * -EINVAL: there never was such an id, or the vGPU shows its screen in a region; -EINTR: the thread
 * was killed while it waited; or another errno of facet_dmabuf_get_fd().
 */
int facet_screen_get_fd(struct facet_vdev *v, u32 id);

/**
 * facet_screen_region_size() - Return the size of the screen region.
 * @v: an open device
 *
 * Context: any, while the device is open. Takes no lock.
 * Return: bytes, enough for the type's largest screen; 0: the vGPU shows dma-bufs.
 */
u64 facet_screen_region_size(struct facet_vdev *v);

/**
 * facet_screen_region_rw() - Access the screen region.
 * @v: an open device
 * @offset: bytes into the region; offset and length are within it
 * @buf: gets the bytes of a read
 * @len: bytes
 * @write: true: a write, which does nothing
 *
 * Context: a trapped access, &facet_vdev.access held for reading; may sleep. Takes no lock.
 * Return: 0; -ENOMEM: there is no memory for the region's picture.
 */
int facet_screen_region_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write);

/**
 * facet_screen_region_mmap() - Map a part of the screen region, read only.
 * @v: an open device
 * @vma: the VMM's mapping of a part of the region
 *
 * Context: mmap_lock of the VMM is held for writing; may sleep. Takes no lock: a query holds
 * &facet_screen.query_lock while it wants mmap_lock.
 * Return: 0; -EACCES: the mapping is to be written; -EINVAL: it goes beyond the picture; -ENOMEM:
 * there is no memory for the picture, or for page tables.
 */
int facet_screen_region_mmap(struct facet_vdev *v, struct vm_area_struct *vma);

/**
 * facet_screen_edid_rw() - Access the EDID region, by which a VMM changes the monitor.
 * @v: an open device
 * @offset: bytes into the region
 * @buf: bytes to write, or gets the bytes of a read
 * @len: bytes
 * @write: true: a write
 *
 * Context: a trapped access, &facet_vdev.access held for reading. Takes &facet_screen.query_lock,
 * and in it &gen9_display.lock. A write of the link takes in the latter &facet_device.lock, and in
 * that &facet_irqs.lock. May sleep for query_lock, whose holder may wait for guest memory.
 * Return: 0; -EINVAL: the access goes beyond the region, or the region refuses what is written
 * (facet_edid_region_access()); -EINTR: the thread was killed while it waited.
 */
int facet_screen_edid_rw(struct facet_vdev *v, u64 offset, void *buf, u32 len, bool write);

#endif
