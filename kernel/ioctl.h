/* SPDX-License-Identifier: GPL-2.0-only */
/* VFIO's ioctls on a vGPU. */
#ifndef FACET_IOCTL_H
#define FACET_IOCTL_H

struct vfio_device;
struct vfio_info_cap;
struct vfio_region_info;

/**
 * facet_ioctl() - Answer an ioctl of VFIO's on a vGPU (&vfio_device_ops.ioctl).
 * @vdev: an open device
 * @cmd: request (VFIO_DEVICE_...)
 * @arg: address of the request's struct in the VMM
 *
 * Context: an ioctl of the VMM; no lock of ours is held. VFIO_DEVICE_RESET takes &facet_vdev.access
 * for writing, and in it mmio_lock, &facet_sched.lock and the locks of facet_access_reset().
 * VFIO_DEVICE_SET_IRQS takes &facet_irqs.setup, and in it &facet_irqs.lock.
 * VFIO_DEVICE_QUERY_GFX_PLANE takes &facet_screen.query_lock. In it takes &gen9_display.lock and
 * &facet_picture.lock, and in the latter &gen9_display.lock, shadow_lock, &facet_device.lock,
 * &ops_bucket.lock, &facet_unmap.lock, and &vfio_iommu.lock with mmap_lock in it.
 * VFIO_DEVICE_GET_GFX_DMABUF takes &facet_screen.query_lock, then &facet_vdev.export_lock. In the
 * latter takes &gen9_display.lock, &facet_vdev.limit_lock, &facet_unmap.pins_lock,
 * &facet_unmap.lock, &ops_bucket.lock, &vfio_iommu.lock and &facet_screen.lock, as
 * facet_dmabuf_get_fd(). Other requests take no lock. A reset also takes &facet_migrate.lock, and
 * in it &facet_migrate_file.lock and &facet_migration.lock. A reset of a virtio-gpu takes
 * &facet_virtio_pci.pass, and in it &facet_virtio_pci.lock, and &facet_virtio_gpu.lock with
 * &vio_resources.lock in it. May sleep for memory, these locks, guest memory and @arg; a reset also
 * for the worker and &pgpu_ops.idle.
 * Return: 0; a file descriptor for VFIO_DEVICE_GET_GFX_DMABUF; -ENOTTY: the request is not known;
 * -EFAULT: @arg cannot be read or written; -EINVAL: the struct is too short, or names an index,
 * flags or an action that there is not; -ENOMEM: there is no memory; or another errno of
 * facet_irqs_set(), facet_screen_query() or facet_screen_get_fd().
 */
long facet_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);

/**
 * facet_ioctl_region_info() - Describe a region (&vfio_device_ops.get_region_info_caps).
 * @vdev: an open device
 * @info: in: @index; out: @offset, @size and @flags. A region that is not there has size 0
 * @caps: gets the parts of BAR0 that a VMM may map, or the type of the EDID region
 *
 * Context: an ioctl of the VMM; may sleep. Takes no lock.
 * Return: 0; -EINVAL: the index is beyond the last region; -ENOMEM: there is no memory for a
 * capability.
 */
int facet_ioctl_region_info(struct vfio_device *vdev, struct vfio_region_info *info,
			    struct vfio_info_cap *caps);

#endif
