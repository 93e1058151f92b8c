/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a parent can be set in sysfs. */
#ifndef FACET_PARENT_ATTRS_H
#define FACET_PARENT_ATTRS_H

struct attribute_group;

extern const struct attribute_group *facet_parent_groups[];

/* Priorities by enum facet_band, then NULL. */
extern const char *const facet_band_names[];

#endif
