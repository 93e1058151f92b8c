/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of a vGPU in sysfs: the folder UUID/facet/. */
#ifndef FACET_ATTRS_H
#define FACET_ATTRS_H

#include "kernel/vdev_types.h"

struct attribute_group;

/* The attribute groups of each vGPU; the last entry is NULL. */
extern const struct attribute_group *facet_attr_groups[];

/**
 * facet_attrs_default_screen_kind() - Return the value that `display` of a new vGPU has.
 *
 * The module's parameter `display` sets it.
 *
 * Context: any; takes no lock.
 * Return: how a VMM gets the picture.
 */
enum facet_screen_kind facet_attrs_default_screen_kind(void);

/**
 * facet_attrs_notify() - Wake programs that poll an attribute of a vGPU.
 * @v: the vGPU
 * @attribute: name of a file in its folder `facet`, whose content has changed
 *
 * Context: process context; may sleep; no lock of ours is held.
 */
void facet_attrs_notify(struct facet_vdev *v, const char *attribute);

#endif
