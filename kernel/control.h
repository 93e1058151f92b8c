/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/facet: see kernel/uapi/facet.h. */
#ifndef FACET_CONTROL_H
#define FACET_CONTROL_H

struct device;
struct facet_vdev;

/**
 * facet_control_init() - Make the node /dev/facet.
 *
 * Context: the module is being loaded; may sleep.
 * Return: 0; or an errno of misc_register(): the node could not be made.
 */
int facet_control_init(void);

/**
 * facet_control_exit() - Remove the node /dev/facet.
 *
 * Context: the module is being unloaded, or could not be loaded; may sleep.
 */
void facet_control_exit(void);

/**
 * facet_control_add() - Let requests of /dev/facet find a vGPU by its UUID.
 * @v: a new vGPU
 *
 * Context: process context. Takes vdevs_lock.
 */
void facet_control_add(struct facet_vdev *v);

/**
 * facet_control_remove() - Let no further request of /dev/facet find a vGPU.
 * @v: a vGPU of facet_control_add()
 *
 * A request that has found the vGPU before holds a reference of it, and goes on.
 *
 * Context: process context. Takes vdevs_lock.
 */
void facet_control_remove(struct facet_vdev *v);

/**
 * facet_control_find() - Find a vGPU by its name.
 * @parent: the parent that has the vGPU
 * @name: the vGPU's name, or its UUID as text
 *
 * Context: process context. Takes vdevs_lock, and in it &facet_vdev.name_lock.
 * Return: the vGPU, whose &facet_vdev.vdev.device the caller puts; an ERR_PTR(): -ENOENT: there is
 * none; -ENOTUNIQ: several have the name.
 */
struct facet_vdev *facet_control_find(const struct device *parent, const char *name);

#endif
