/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs of a vGPU in sysfs: UUID/facet/. */
#ifndef FACET_ATTRS_H
#define FACET_ATTRS_H

struct attribute_group;

extern const struct attribute_group *facet_attr_groups[];

#endif
