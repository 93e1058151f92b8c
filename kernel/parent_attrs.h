/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of a parent in sysfs that an administrator sets. */
#ifndef FACET_PARENT_ATTRS_H
#define FACET_PARENT_ATTRS_H

struct attribute_group;

/* The attribute groups of each parent; the last entry is NULL. */
extern const struct attribute_group *facet_parent_groups[];

/* Names of priorities, by enum facet_sched_priority; the last entry is NULL. */
extern const char *const facet_sched_priority_names[];

#endif
