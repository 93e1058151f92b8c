/* SPDX-License-Identifier: GPL-2.0-only */
/* A vGPU as a VFIO device: its life. */
#ifndef FACET_VDEV_H
#define FACET_VDEV_H

struct facet_mtype;
struct facet_vdev;
struct mdev_device;

/** facet_vdev_create() - The VFIO device of a new mdev. Return: an ERR_PTR() on failure. */
struct facet_vdev *facet_vdev_create(struct mdev_device *mdev, struct facet_mtype *mtype);

/** facet_vdev_destroy() - Waits until it is closed, having asked for that. May sleep. */
void facet_vdev_destroy(struct facet_vdev *v);

#endif
