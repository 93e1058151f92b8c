/* SPDX-License-Identifier: GPL-2.0-only */
/* read(2), write(2) and mmap(2) on a vGPU's file descriptor. */
#ifndef FACET_ACCESS_H
#define FACET_ACCESS_H

#include <linux/types.h>

struct facet_vdev;
struct vfio_device;
struct vm_area_struct;

/**
 * facet_access_reset() - Reset a vGPU, as VFIO_DEVICE_RESET asks.
 * @v: an open device
 *
 * No trapped access runs during the reset.
 *
 * Context: an ioctl of the VMM; no lock of ours is held. Takes &facet_vdev.access for writing, and
 * in it mmio_lock, then &facet_irqs.lock. In mmio_lock takes &facet_detiled.lock, &facet_bar2.lock,
 * &gen9_display.lock, shadow_lock, &ggtt_map.lock, &facet_device.lock, &facet_track.lock with
 * KVM's locks in it, &facet_sched.lock, &facet_irqs.lock, &facet_ppgtt.notify_lock and the locks of
 * the pGPU's ops. Of a virtio-gpu takes &facet_virtio_pci.pass, and in it &facet_virtio_pci.lock,
 * and &facet_virtio_gpu.lock with &vio_resources.lock in it. May sleep for these
 * locks, accesses that run, the worker's pass, which ends early, and &pgpu_ops.idle.
 */
void facet_access_reset(struct facet_vdev *v);

/**
 * facet_access_read() - Read from a region of a vGPU (&vfio_device_ops.read).
 * @vdev: an open device
 * @buf: the VMM's buffer
 * @count: bytes to read; the region's end cuts them short, except in the EDID region
 * @ppos: in: region and offset in bytes (FACET_REGION_SHIFT); out: moved on by the bytes read
 *
 * The function reads naturally aligned pieces. While guest memory is unavailable, the call tries
 * its piece again once a jiffy. FACET_RETRY_MAX_NS (1 s) bounds all waits of the call.
 *
 * Context: read(2) of the VMM; no lock of ours is held. Takes &facet_vdev.access for reading around
 * each piece, and lets it go while it waits. In it BAR0 takes mmio_lock, and in that
 * &facet_detiled.lock, &facet_bar2.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock,
 * &facet_device.lock, &facet_track.lock with KVM's locks in it, &facet_sched.lock,
 * &facet_irqs.lock, &facet_ppgtt.notify_lock and the locks of the pGPU's ops. Guest memory takes
 * &ops_bucket.lock, &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it: in mmio_lock for
 * BAR0, without it for BAR2. BAR2 and configuration space take &facet_device.lock. The EDID region
 * takes &facet_screen.query_lock, and in it &gen9_display.lock. May sleep for memory, these locks,
 * guest memory and @buf. Regions of a virtio-gpu take &facet_virtio_pci.lock; a reset of the device
 * takes &facet_virtio_pci.pass outside it, and &facet_virtio_gpu.lock with &vio_resources.lock.
 * Return: bytes read, 0 if @count is 0; if no piece was read: -EINVAL: there is no such region, or
 * the request lies outside of it; -EFAULT: @buf cannot be written; -EINTR: the thread was killed;
 * -EAGAIN: guest memory was unavailable for too long; or another errno of the region.
 */
ssize_t facet_access_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos);

/**
 * facet_access_write() - Write to a region of a vGPU (&vfio_device_ops.write).
 * @vdev: an open device
 * @buf: the VMM's buffer
 * @count: bytes to write; the region's end cuts them short, except in the EDID region
 * @ppos: in: region and offset in bytes (FACET_REGION_SHIFT); out: moved on by the bytes written
 *
 * Pieces and waits are those of facet_access_read(). If the guest asks for a function level reset
 * in configuration space, the function resets the vGPU behind that piece.
 *
 * Context: write(2) of the VMM; no lock of ours is held. Takes &facet_vdev.access for reading
 * around each piece, and lets it go while it waits. In it BAR0 takes mmio_lock, and in that
 * &facet_detiled.lock, &facet_bar2.lock, &gen9_display.lock, shadow_lock, &ggtt_map.lock,
 * &facet_device.lock, &facet_track.lock with KVM's locks in it, &facet_sched.lock,
 * &facet_irqs.lock, &facet_ppgtt.notify_lock and the locks of the pGPU's ops. BAR2 and
 * configuration space take a part of these, without mmio_lock. Guest memory takes &ops_bucket.lock,
 * &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it: in mmio_lock for BAR0, without it
 * for BAR2. The EDID region takes &facet_screen.query_lock, in it &gen9_display.lock, in that
 * &facet_device.lock, and in that &facet_irqs.lock. A reset takes &facet_vdev.access for writing,
 * and the locks of facet_access_reset() in it. May sleep for memory, these locks, guest memory,
 * @buf, the worker and &pgpu_ops.idle. Regions of a virtio-gpu take &facet_virtio_pci.lock; a reset
 * of the device takes &facet_virtio_pci.pass outside it, and &facet_virtio_gpu.lock with
 * &vio_resources.lock.
 * Return: bytes written, 0 if @count is 0; if no piece was written: -EINVAL: there is no such
 * region, the request lies outside of it, or the region refuses the value; -EFAULT: @buf cannot be
 * read; -EINTR: the thread was killed; -EAGAIN: guest memory was unavailable for too long; or
 * another errno of the region.
 */
ssize_t facet_access_write(struct vfio_device *vdev, const char __user *buf, size_t count,
			   loff_t *ppos);
/**
 * facet_access_mmap() - Map a part of a region (&vfio_device_ops.mmap).
 * @vdev: an open device
 * @vma: the mapping; its offset names region and page
 *
 * Context: mmap_lock of the VMM is held for writing; may sleep. Takes no lock.
 * Return: 0; -EINVAL: there is no such region, it cannot be mapped there, the mapping is not
 * shared, or it goes beyond the region; -EACCES: a mapping of the screen region is to be written;
 * -ENOMEM: there is no memory for the screen region's picture, or for page tables.
 */
int facet_access_mmap(struct vfio_device *vdev, struct vm_area_struct *vma);

#endif
