// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduling parameters of vGPUs and parents. An administrator sets them in sysfs (attrs.c,
 * parent_attrs.c). This file gives them to the scheduler (mediator/sched_policy.h has their
 * meaning), and writes them into the records that user space maps. vdev.c, worker passes and
 * parent.c call it as well.
 *
 * Lock: facet_parent.lock for scheduling parameters, policy, the list of vGPUs, and the fields of
 * their records that the scheduler does not write. Under it this file calls two functions of the
 * core, &facet_model.set_sched_params and &facet_model.set_stats. They take the scheduler's lock.
 */
#include "kernel/sched_knobs.h"

#include <linux/mdev.h>
#include <linux/timekeeping.h>

#include "display/display.h"
#include "kernel/parent_types.h"
#include "kernel/stats.h"
#include "kernel/vdev_types.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"
#include "model/model.h"
#include "pgpu/pgpu.h"

static_assert(FACET_WEIGHT_MAX == FACET_KNOB_WEIGHT_MAX);
static_assert(FACET_CAP_MAX == FACET_KNOB_CAP_MAX);
static_assert(FACET_SLICE_US_MIN == FACET_KNOB_SLICE_US_MIN);
static_assert(FACET_SLICE_US_MAX == FACET_KNOB_SLICE_US_MAX);
static_assert(FACET_STATS_HIGH == (int)FACET_SCHED_PRIORITY_HIGH);
static_assert(FACET_STATS_NORMAL == (int)FACET_SCHED_PRIORITY_NORMAL);
static_assert(FACET_STATS_LOW == (int)FACET_SCHED_PRIORITY_LOW);
static_assert(FACET_STATS_BEST_EFFORT == (int)FACET_BEST_EFFORT);
static_assert(FACET_STATS_EQUAL_SHARE == (int)FACET_EQUAL_SHARE);
static_assert(FACET_STATS_FIXED_SHARE == (int)FACET_FIXED_SHARE);
static_assert(FACET_STATS_DMABUF == (int)FACET_SCREEN_DMABUF);
static_assert(FACET_STATS_NATIVE == (int)FACET_SCREEN_NATIVE);
static_assert(FACET_STATS_REGION == (int)FACET_SCREEN_REGION);

static struct facet_parent *parent_of(struct facet_vdev *v)
{
	return facet_mtype_parent(v->mtype);
}

/* Write a vGPU's state and scheduling parameters into its record. Lock held. */
static void record_knobs(struct facet_vdev *v)
{
	const struct facet_sched_knobs *knobs = &v->member.knobs;
	struct facet_stats_vgpu *record = v->stats;

	facet_stats_begin(&record->generation);
	record->state = v->sched_instance ? FACET_STATS_OPEN : FACET_STATS_CLOSED;
	record->weight = knobs->weight;
	record->cap = knobs->cap;
	record->slice_us = knobs->slice_us;
	record->priority = knobs->priority;
	record->display = READ_ONCE(v->screen_kind);
	facet_stats_end(&record->generation);
}

/* Record a vGPU's scheduling parameters, and give them to the scheduler. Lock held. */
static void apply(struct facet_vdev *v)
{
	struct facet_sched_params params;

	record_knobs(v);
	if (!v->sched_instance)
		return;
	facet_sched_policy_resolve(&parent_of(v)->policy, &v->member, &params);
	v->sched_instance->model->set_sched_params(v->sched_instance, &params);
}

/* Fill in the record of a new vGPU. Lock held. */
static void record_init(struct facet_vdev *v)
{
	struct facet_stats_vgpu *record = v->stats;

	facet_stats_begin(&record->generation);
	record->gpu = facet_stats_gpu_index(parent_of(v)->stats);
	strscpy(record->uuid, dev_name(v->vdev.dev), sizeof(record->uuid));
	strscpy(record->type, v->mtype->type->name, sizeof(record->type));
	record->created_ns = ktime_get_ns();
	record->created_real_ns = ktime_get_real_ns();
	facet_stats_end(&record->generation);
	record_knobs(v);
}

int facet_sched_knobs_join(struct facet_vdev *v)
{
	struct facet_parent *parent = parent_of(v);
	int ret;

	v->stats = facet_stats_alloc_vgpu();
	if (!v->stats)
		return -ENOSPC;
	spin_lock(&parent->lock);
	ret = facet_sched_policy_join(&parent->policy, &v->member, v->mtype->type,
				      &v->mtype->defaults);
	if (!ret) {
		list_add_tail(&v->parent_entry, &parent->vdevs);
		record_init(v);
	}
	spin_unlock(&parent->lock);
	if (ret)
		facet_stats_free_vgpu(v->stats);
	else
		facet_stats_changed();
	return ret;
}

void facet_sched_knobs_leave(struct facet_vdev *v)
{
	struct facet_parent *parent = parent_of(v);

	spin_lock(&parent->lock);
	list_del(&v->parent_entry);
	facet_sched_policy_leave(&parent->policy, &v->member);
	spin_unlock(&parent->lock);
	facet_stats_free_vgpu(v->stats);
}

void facet_sched_knobs_open(struct facet_vdev *v)
{
	struct facet_parent *parent = parent_of(v);
	u32 i;

	lockdep_assert_held(&v->open_lock);
	spin_lock(&parent->lock);
	v->sched_instance = v->instance;
	facet_stats_begin(&v->stats->generation);
	v->stats->opened_ns = ktime_get_ns();
	facet_stats_end(&v->stats->generation);
	for (i = 0; i < PGPU_ENGINES; i++)
		v->instance->model->set_stats(v->instance, i,
					      facet_stats_engine(&v->stats->engines[i]));
	apply(v);
	spin_unlock(&parent->lock);
	facet_stats_changed();
}

void facet_sched_knobs_close(struct facet_vdev *v)
{
	struct facet_parent *parent = parent_of(v);

	lockdep_assert_held(&v->open_lock);
	spin_lock(&parent->lock);
	v->sched_instance = NULL;
	record_knobs(v);
	spin_unlock(&parent->lock);
	facet_stats_changed();
}

static void record_size(struct facet_vdev *v, u64 serial, u32 width, u32 height)
{
	WRITE_ONCE(v->stats->width, width);
	WRITE_ONCE(v->stats->height, height);
	v->recorded_serial = serial;
}

static void record_pages(struct facet_vdev *v, u64 pins, u64 shadow_pages)
{
	WRITE_ONCE(v->stats->pins, pins);
	WRITE_ONCE(v->stats->shadow_pages, shadow_pages);
}

void facet_sched_knobs_core_ended(struct facet_vdev *v)
{
	lockdep_assert_held(&v->open_lock);
	record_size(v, 0, 0, 0);
	/* Nobody unpins these pages any more: the count of a closed vGPU shows such a defect. */
	record_pages(v, atomic_read(&v->pinned), 0);
}

void facet_sched_knobs_update_record(struct facet_vdev *v)
{
	u64 serial = facet_scanout_serial(v->display, 0);
	u32 width = 0, height = 0;

	if (serial != v->recorded_serial) {
		if (serial)
			facet_scanout_size(v->display, 0, &width, &height);
		record_size(v, serial, width, height);
	}
	if (v->vgpu)
		record_pages(v, facet_pins_count(v->vgpu), facet_ppgtt_count(v->vgpu));
	else
		record_pages(v, atomic_read(&v->pinned), 0);
}

void facet_sched_knobs_record_display(struct facet_vdev *v)
{
	spin_lock(&parent_of(v)->lock);
	record_knobs(v);
	spin_unlock(&parent_of(v)->lock);
	facet_stats_changed();
}

int facet_sched_knobs_set(struct facet_vdev *v, size_t field, u32 value)
{
	struct facet_parent *parent = parent_of(v);
	struct facet_sched_knobs knobs;
	int ret;

	spin_lock(&parent->lock);
	knobs = v->member.knobs;
	*(u32 *)((u8 *)&knobs + field) = value;
	ret = facet_sched_policy_set_knobs(&parent->policy, &v->member, &knobs);
	if (!ret)
		apply(v);
	spin_unlock(&parent->lock);
	if (!ret)
		facet_stats_changed();
	return ret;
}

u32 facet_sched_knobs_get(struct facet_vdev *v, size_t field)
{
	u32 value;

	spin_lock(&parent_of(v)->lock);
	value = *(u32 *)((u8 *)&v->member.knobs + field);
	spin_unlock(&parent_of(v)->lock);
	return value;
}

/* --- parents ------------------------------------------------------------------------------ */

static void record_parent(struct facet_parent *parent)
{
	struct facet_stats_gpu *record = parent->stats;

	facet_stats_begin(&record->generation);
	record->policy = parent->policy.policy;
	record->default_slice_us = parent->policy.default_slice_us;
	facet_stats_end(&record->generation);
}

/* Record and apply a parent's change to all its vGPUs, if @ret is 0. Lock held. Return: @ret. */
static int apply_all(struct facet_parent *parent, int ret)
{
	struct facet_vdev *v;

	if (ret)
		return ret;
	record_parent(parent);
	list_for_each_entry(v, &parent->vdevs, parent_entry)
		apply(v);
	return 0;
}

int facet_sched_knobs_set_policy(struct facet_parent *parent, enum facet_policy policy)
{
	int ret;

	spin_lock(&parent->lock);
	ret = apply_all(parent, facet_sched_policy_set(&parent->policy, policy));
	spin_unlock(&parent->lock);
	if (!ret)
		facet_stats_changed();
	return ret;
}

int facet_sched_knobs_set_slice(struct facet_parent *parent, u32 slice_us)
{
	int ret;

	spin_lock(&parent->lock);
	ret = apply_all(parent, facet_sched_policy_set_slice(&parent->policy, slice_us));
	spin_unlock(&parent->lock);
	if (!ret)
		facet_stats_changed();
	return ret;
}

/* Read, change and write under one hold of the lock, so that another writer's change stays. */
int facet_sched_knobs_change_defaults(struct facet_mtype *mtype,
				      const struct facet_sched_knobs_change *change)
{
	struct facet_parent *parent = facet_mtype_parent(mtype);
	struct facet_sched_knobs knobs;
	int ret;

	spin_lock(&parent->lock);
	knobs = mtype->defaults;
	facet_sched_knobs_apply(&knobs, change);
	ret = facet_sched_knobs_check(&knobs);
	if (!ret)
		mtype->defaults = knobs;
	spin_unlock(&parent->lock);
	return ret;
}

int facet_sched_knobs_parent_init(struct facet_parent *parent)
{
	u32 i;

	INIT_LIST_HEAD(&parent->vdevs);
	for (i = 0; i < facet_type_count; i++)
		facet_sched_knobs_init(&parent->types[i].defaults, parent->types[i].type);
	parent->stats = facet_stats_alloc_gpu();
	return parent->stats ? 0 : -ENOSPC;
}

void facet_sched_knobs_parent_start(struct facet_parent *parent)
{
	struct facet_stats_gpu *record = parent->stats;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		facet_gpu_set_stats(parent->gpu, i, facet_stats_engine(&record->engines[i]));
	facet_stats_begin(&record->generation);
	strscpy(record->name, dev_name(&parent->dev), sizeof(record->name));
	strscpy(record->pgpu, parent->pgpu->caps->name, sizeof(record->pgpu));
	facet_stats_end(&record->generation);
	facet_stats_changed();
}

void facet_sched_knobs_parent_exit(struct facet_parent *parent)
{
	if (parent->stats)
		facet_stats_free_gpu(parent->stats);
}
