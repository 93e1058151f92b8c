/* SPDX-License-Identifier: GPL-2.0-only */
/* The dma-bufs that a vGPU exports of its screen. */
#ifndef FACET_DMABUF_H
#define FACET_DMABUF_H

#include <linux/types.h>

struct facet_picture;
struct facet_plane;
struct facet_screen;
struct facet_vdev;

#define FACET_DMABUF_MAX_PAGES	16384u	/* 64 MiB: the largest picture of the host's */

/**
 * facet_dmabuf_exports() - Tell whether a dma-buf of guest pages can show a plane.
 * @v: the device
 * @plane: a plane of its display
 *
 * Context: any, while the device is open. Takes no lock.
 * Return: true: it can; false: the front end has to compose a picture.
 */
bool facet_dmabuf_exports(const struct facet_vdev *v, const struct facet_plane *plane);

/**
 * facet_dmabuf_get_fd() - Make a dma-buf and a file descriptor of it.
 * @v: an open device
 * @id: of a scan-out (&facet_plane.id), or of @picture
 * @picture: the picture to export; NULL: export the guest pages of the scan-out
 *
 * While guest memory is unavailable, the function tries again once a jiffy.
 *
 * Context: an ioctl of the VMM; no lock of ours is held. Takes &facet_vdev.export_lock. In it
 * takes, one after the other: &gen9_display.lock; &facet_unmap.pins_lock; for pins
 * &ops_bucket.lock, &facet_vdev.limit_lock, &facet_unmap.pins_lock, &facet_unmap.lock, and
 * &vfio_iommu.lock with mmap_lock in it; &facet_screen.lock. In the last takes
 * &facet_unmap.pins_lock, and for unpins after an error &ops_bucket.lock, and &vfio_iommu.lock with
 * mmap_lock in it. May sleep for memory, these locks and guest memory.
 * Return: a file descriptor, readable and writable; -ENOENT: the scan-out is not known any more, or
 * a dma-buf cannot show it; -EINVAL: there never was such a scan-out; -ENOSPC: the screen has 16
 * dma-bufs; -ENOMEM: there is no memory, or the VMM's memory limit is met; -EFAULT: a page has no
 * GGTT entry, or is no memory; -EINTR: the thread was killed while it waited for another thread's
 * dma-buf; -EAGAIN: it was killed while it waited for guest memory; -EMFILE: the process has no
 * free descriptor; or another errno of &facet_host_ops.pin.
 */
int facet_dmabuf_get_fd(struct facet_vdev *v, u32 id, struct facet_picture *picture);

/**
 * facet_dmabufs_revoke() - Unpin all pages of each dma-buf that has a page of a range.
 * @screen: the screen of an open device
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * From then on users of such a dma-buf get a copy, or blank pages where there is no room for one.
 *
 * Context: dma_unmap; &facet_vdev.open_lock held. Takes &facet_screen.lock. In it takes
 * &facet_display.counters_lock, then &facet_dmabuf.lock with the page tables' locks in it, then
 * unpins pages: &ops_bucket.lock, and &vfio_iommu.lock with mmap_lock in it; then
 * &gen9_display.lock. May sleep for memory and these locks.
 */
void facet_dmabufs_revoke(struct facet_screen *screen, u64 gfn, u64 n);

/**
 * facet_dmabufs_close() - Unpin all pages of all dma-bufs, and detach them from the device.
 * @screen: the screen of a device that is being closed
 *
 * Users of the dma-bufs get blank pages from then on.
 *
 * Context: &facet_vdev.open_lock held. Takes &facet_screen.lock. In it takes &facet_dmabuf.lock
 * with the page tables' locks in it, then unpins pages: &ops_bucket.lock, and &vfio_iommu.lock with
 * mmap_lock in it. May sleep for these locks.
 */
void facet_dmabufs_close(struct facet_screen *screen);

#endif
