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
 * @defaults: scheduling parameters of a new vGPU; under &facet_parent.lock
 */
struct facet_mtype {
	struct mdev_type mdev;
	const struct facet_type *type;
	struct facet_sched_knobs defaults;
};

/**
 * struct facet_parent - A registered pGPU.
 * @dev: the parent device; its release frees the struct
 * @mdev: the mdev core's part
 * @pgpu: the pGPU
 * @owner: module of @pgpu; a reference is held while a vGPU is open
 * @gpu: the mediator's part
 * @timer: fires at the deadline of the mediator's scheduler
 * @lock: Protects budget, knobs, policy: &facet_mtype.defaults, @capacity, @policy, @vdevs. Also
 *	protects the fields of @stats that kernel/sched_knobs.c writes. Lock order: inside
 *	&facet_vdev.open_lock; outside &facet_sched.lock; shared by vGPUs; leaf
 * @capacity: budget that vGPUs of all types take from
 * @policy: scheduling policy, and the parts that vGPUs have
 * @vdevs: all vGPUs, open or not
 * @stats: the parent's record in /dev/facet-stats
 * @types: array of facet_type_count types
 * @mdev_types: array of facet_type_count pointers into @types, for the mdev core
 * @id: number in the name, from 0
 * @list: entry in the list of parents, under parents_lock
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

/**
 * facet_mtype_parent() - Return the parent that has a type.
 * @mtype: the type, which is registered
 *
 * Context: any; takes no lock.
 * Return: the parent.
 */
static inline struct facet_parent *facet_mtype_parent(const struct facet_mtype *mtype)
{
	return container_of(mtype->mdev.parent, struct facet_parent, mdev);
}

/**
 * to_facet_mtype() - Return the type that an mdev type is a part of.
 * @type: the mdev core's part of a type of ours
 *
 * Context: any; takes no lock.
 * Return: the type.
 */
static inline struct facet_mtype *to_facet_mtype(struct mdev_type *type)
{
	return container_of(type, struct facet_mtype, mdev);
}

#endif
