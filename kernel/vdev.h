/* SPDX-License-Identifier: GPL-2.0-only */
/* The life of a vGPU as a VFIO device. */
#ifndef FACET_VDEV_H
#define FACET_VDEV_H

struct facet_mtype;
struct facet_vdev;
struct mdev_device;

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

#endif
