/* SPDX-License-Identifier: GPL-2.0-only */
/* A parent and its types of vGPUs (kernel/parent.c). */
#ifndef FACET_PARENT_TYPES_H
#define FACET_PARENT_TYPES_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mdev.h>
#include <linux/spinlock.h>

#include "mediator/capacity.h"
#include "mediator/sched_policy.h"

struct facet_gpu;
struct facet_stats_gpu;
struct facet_type;
struct module;
struct pgpu;

/**
 * struct facet_mtype - A type of vGPU on one parent.
 * @mdev: the mdev core's part
 * @type: the core's description
 * @defaults: knobs of a new one; under &facet_parent.lock
 */
struct facet_mtype {
	struct mdev_type mdev;
	const struct facet_type *type;
	struct facet_sched_knobs defaults;
};

/**
 * struct facet_parent - A registered pGPU.
 * @dev: the parent device; its release frees this
 * @mdev: the mdev core's part
 * @pgpu: whose it is
 * @owner: module of @pgpu, held while a vGPU is open
 * @gpu: the mediator's side
 * @timer: deadline of the mediator's scheduler
 * @lock: leaf; &facet_mtype.defaults, and what follows up to @stats (kernel/mdev.c,
 *	kernel/share.c)
 * @capacity: what vGPUs of all types have of the pGPU
 * @policy: policy
 * @vdevs: all vGPUs, open or not
 * @stats: its record
 * @types: array of facet_type_count
 * @mdev_types: pointers to them, as the mdev core wants
 * @id: number in the name
 * @list: on the list of parents, under its lock
 */
struct facet_parent {
	struct device dev;
	struct mdev_parent mdev;
	struct pgpu *pgpu;
	struct module *owner;
	struct facet_gpu *gpu;
	struct hrtimer timer;
	spinlock_t lock;
	struct facet_capacity capacity;
	struct facet_sched_policy policy;
	struct list_head vdevs;
	struct facet_stats_gpu *stats;
	struct facet_mtype *types;
	struct mdev_type **mdev_types;
	int id;
	struct list_head list;
};

static inline struct facet_parent *facet_mtype_parent(const struct facet_mtype *mtype)
{
	return container_of(mtype->mdev.parent, struct facet_parent, mdev);
}

static inline struct facet_mtype *to_facet_mtype(struct mdev_type *type)
{
	return container_of(type, struct facet_mtype, mdev);
}

#endif
