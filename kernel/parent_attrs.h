/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of a parent in sysfs that an administrator sets. */
#ifndef FACET_PARENT_ATTRS_H
#define FACET_PARENT_ATTRS_H

struct attribute_group;

extern const struct attribute_group *facet_parent_groups[];

/* Priorities by enum facet_sched_priority, then NULL. */
extern const char *const facet_sched_priority_names[];

#endif
