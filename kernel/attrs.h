/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs of a vGPU in sysfs: UUID/facet/. */
#ifndef FACET_ATTRS_H
#define FACET_ATTRS_H

#include "kernel/vdev.h"

struct attribute_group;

extern const struct attribute_group *facet_attr_groups[];

/**
 * facet_default_show() - What `display` of a new vGPU is: the module's parameter `display`.
 * Context: any.
 */
enum facet_show facet_default_show(void);

#endif
