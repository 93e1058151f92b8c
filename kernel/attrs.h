/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs of a vGPU in sysfs: UUID/facet/. */
#ifndef FACET_ATTRS_H
#define FACET_ATTRS_H

#include "kernel/vdev_types.h"

struct attribute_group;

extern const struct attribute_group *facet_attr_groups[];

/**
 * facet_attrs_default_show() - What `display` of a new vGPU is: the module's parameter `display`.
 * Context: any.
 */
enum facet_show facet_attrs_default_show(void);

/**
 * facet_attrs_notify() - Wake those who poll an attribute of a vGPU.
 * @v: the vGPU
 * @attribute: name of a file in its folder `facet`, which has another content now
 *
 * Context: May sleep. No lock of ours held.
 */
void facet_attrs_notify(struct facet_vdev *v, const char *attribute);

#endif
