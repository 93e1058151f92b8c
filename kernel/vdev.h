/* SPDX-License-Identifier: GPL-2.0-only */
/* The life of a vGPU as a VFIO device, and for endpoints. */
#ifndef FACET_VDEV_H
#define FACET_VDEV_H

#include <linux/types.h>

struct facet_endpoint;
struct facet_host_ops;
struct facet_mtype;
struct facet_vdev;
struct mdev_device;

/**
 * struct facet_vdev_user - Who opens a vGPU.
 * @ops: the core's front end; their first argument is the vGPU
 * @signal: as &facet_instance_setup.signal, with the vGPU as @host
 * @endpoint: the endpoint that has taken the vGPU; NULL: a VMM by VFIO
 * @kernel: the worker is a thread of the kernel; else one of the calling process
 */
struct facet_vdev_user {
	const struct facet_host_ops *ops;
	void (*signal)(void *host, u32 vector);
	const struct facet_endpoint *endpoint;
	bool kernel;
};

/**
 * facet_vdev_create() - Make and register the VFIO device of a new mdev.
 * @mdev: the mdev
 * @mtype: its type
 *
 * Context: probe of the mdev; may sleep. Takes stats_lock and &facet_parent.lock, one after the
 * other.
 * Return: the device; an ERR_PTR(): -ENOSPC: no record or no part is left
 * (facet_sched_knobs_join());
 * -ENOMEM: there is no memory; or another errno of vfio_register_emulated_iommu_dev().
 */
struct facet_vdev *facet_vdev_create(struct mdev_device *mdev, struct facet_mtype *mtype);

/**
 * facet_vdev_destroy() - Unregister the VFIO device of an mdev that is being removed.
 * @v: the device of facet_vdev_create(); it may still have references when the function returns
 *
 * VFIO asks the VMM to close the device (facet_irqs_request()), and waits for that.
 *
 * Context: remove of the mdev; no lock of ours is held. Takes, one after the other,
 * &facet_irqs.lock to ask the VMM, &facet_parent.lock and stats_lock. May sleep, without a bound,
 * until the VMM has closed the device.
 */
void facet_vdev_destroy(struct facet_vdev *v);

/**
 * facet_vdev_open() - Make the core's vGPU of a device, and let it work.
 * @v: the device, which is closed
 * @user: who opens it
 *
 * Context: process context; for a user by VFIO an ioctl of the VMM. Takes
 * &facet_vdev.screenshot_lock, and in it &facet_vdev.open_lock. In that it takes, one after the
 * other, &facet_vdev.limit_lock, &facet_bar2.lock, &facet_display.counters_lock,
 * &facet_parent.lock and stats_lock. After an error it also takes &facet_track.lock,
 * &facet_screen.lock with &facet_dmabuf.lock in it, &facet_unmap.lock, &facet_unmap.pins_lock,
 * &facet_dirty_log.lock and &ops_bucket.lock. &facet_model.create takes its own.
 * May sleep, for a second at most until an earlier worker has ended, and as long until the
 * quarantine is empty.
 * Return: 0; -EBUSY: an endpoint has taken the device, the last worker has not ended, or the
 * quarantine is not empty; -ENODEV: the pGPU's module is being unloaded; or another errno of
 * facet_worker_open(), &facet_model.create or for want of memory.
 */
int facet_vdev_open(struct facet_vdev *v, const struct facet_vdev_user *user);

/**
 * facet_vdev_close() - End the core's vGPU of a device.
 * @v: the device, which is open
 *
 * Context: process context, not the worker. Takes &facet_vdev.screenshot_lock, and in it
 * &facet_vdev.open_lock. In that it takes, one after the other, &facet_screen.lock with
 * &facet_dmabuf.lock in it, &facet_irqs.lock, &facet_parent.lock, stats_lock, &facet_track.lock,
 * &facet_bar2.lock, &facet_dirty_log.lock, &facet_unmap.pins_lock, &facet_unmap.lock and
 * &ops_bucket.lock.
 * &facet_model.destroy takes its own.
 * May sleep, for a second at most for the end of the worker.
 */
void facet_vdev_close(struct facet_vdev *v);

#endif
