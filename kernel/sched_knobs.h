/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scheduling parameters of vGPUs and parents, and their records in /dev/facet-stats.
 * docs/reference/abi.md has the files in sysfs.
 */
#ifndef FACET_SCHED_KNOBS_H
#define FACET_SCHED_KNOBS_H

#include <linux/types.h>

#include "mediator/sched_policy.h"

struct facet_mtype;
struct facet_parent;
struct facet_vdev;

/**
 * facet_sched_knobs_join() - Give a new vGPU a record and the default scheduling parameters of its
 * type.
 * @v: the vGPU, which nobody has opened yet
 *
 * Context: process context. Takes stats_lock, and &facet_parent.lock behind it.
 * Return: 0; -ENOSPC: all 1024 records are in use, or the policy fixes parts and less is left than
 * the type's.
 */
int facet_sched_knobs_join(struct facet_vdev *v);

/**
 * facet_sched_knobs_leave() - Take the record and the part of a vGPU back.
 * @v: a vGPU of facet_sched_knobs_join(), which is closed for good
 *
 * Context: process context. Takes &facet_parent.lock, and stats_lock behind it.
 */
void facet_sched_knobs_leave(struct facet_vdev *v);

/**
 * facet_sched_knobs_open() - Apply a vGPU's scheduling parameters from now on.
 * @v: the vGPU, whose core is complete
 *
 * The scheduler keeps its statistics in the vGPU's record from now on.
 *
 * Context: process context; &facet_vdev.open_lock held. Takes &facet_parent.lock, in it
 * &facet_sched.lock, and in that the locks of the pGPU's ops on engines. Takes stats_lock behind
 * them. Does not sleep.
 */
void facet_sched_knobs_open(struct facet_vdev *v);

/**
 * facet_sched_knobs_close() - Apply scheduling parameters no more, and record that the vGPU is
 * closed.
 * @v: the vGPU, whose core is about to end
 *
 * Context: process context; &facet_vdev.open_lock held. Takes &facet_parent.lock, and stats_lock
 * behind it. Does not sleep.
 */
void facet_sched_knobs_close(struct facet_vdev *v);

/**
 * facet_sched_knobs_core_ended() - Record that the core's vGPU and its worker have ended.
 * @v: the vGPU
 *
 * The record shows a size of 0 and no shadow page. Its count of pins are the pages that nobody has
 * unpinned.
 *
 * Context: &facet_vdev.open_lock held. Takes no lock.
 */
void facet_sched_knobs_core_ended(struct facet_vdev *v);

/**
 * facet_sched_knobs_update_record() - Bring pins, shadow pages and the screen's size in the record
 * up to date.
 * @v: an open vGPU
 *
 * Context: the vGPU's worker; no lock of ours is held. Takes &gen9_display.lock, and in it
 * &facet_display.counters_lock. May sleep for memory.
 */
void facet_sched_knobs_update_record(struct facet_vdev *v);

/**
 * facet_sched_knobs_record_display() - Record how a VMM gets the picture (&facet_vdev.screen_kind).
 * @v: the vGPU
 *
 * Context: process context; &facet_parent.lock not held. Takes &facet_parent.lock, and stats_lock
 * behind it. Does not sleep.
 */
void facet_sched_knobs_record_display(struct facet_vdev *v);

/**
 * facet_sched_knobs_set() - Set a scheduling parameter of a vGPU.
 * @v: the vGPU, open or not
 * @field: offset of the parameter in &struct facet_sched_knobs, in bytes
 * @value: the new value, in the parameter's unit
 *
 * Context: process context; &facet_parent.lock not held. Takes &facet_parent.lock, in it
 * &facet_sched.lock if @v is open, and in that the locks of the pGPU's ops on engines. Takes
 * stats_lock behind them. Does not sleep.
 * Return: 0; -EINVAL: the value is out of its range, or the policy fixes parts and less is left.
 * Nothing has changed then.
 */
int facet_sched_knobs_set(struct facet_vdev *v, size_t field, u32 value);

/**
 * facet_sched_knobs_get() - Return a scheduling parameter of a vGPU.
 * @v: the vGPU, open or not
 * @field: offset of the parameter in &struct facet_sched_knobs, in bytes
 *
 * Context: process context. Takes &facet_parent.lock.
 * Return: the value, in the parameter's unit.
 */
u32 facet_sched_knobs_get(struct facet_vdev *v, size_t field);

/**
 * facet_sched_knobs_set_policy() - Set the scheduling policy of a parent, and apply it to all its
 * vGPUs.
 * @parent: the parent
 * @policy: the new policy
 *
 * Context: process context; &facet_parent.lock not held. Takes &facet_parent.lock, in it
 * &facet_sched.lock for each open vGPU, and in that the locks of the pGPU's ops on engines. Takes
 * stats_lock behind them. Does not sleep.
 * Return: 0; -EINVAL: the policy fixes parts, and those of the vGPUs are more than the whole.
 * Nothing has changed then.
 */
int facet_sched_knobs_set_policy(struct facet_parent *parent, enum facet_policy policy);

/**
 * facet_sched_knobs_set_slice() - Set the default slice of a parent, and apply it to all its vGPUs.
 * @parent: the parent
 * @slice_us: microseconds, 50 to 100000; 0: the scheduler chooses
 *
 * Context: process context; &facet_parent.lock not held. Takes &facet_parent.lock, in it
 * &facet_sched.lock for each open vGPU, and in that the locks of the pGPU's ops on engines. Takes
 * stats_lock behind them. Does not sleep.
 * Return: 0; -EINVAL: the value is out of its range. Nothing has changed then.
 */
int facet_sched_knobs_set_slice(struct facet_parent *parent, u32 slice_us);

/**
 * facet_sched_knobs_change_defaults() - Change scheduling parameters that new vGPUs of a type get.
 * @mtype: the type
 * @change: the parameters that change; another caller's change of the rest stays
 *
 * Context: process context. Takes &facet_parent.lock.
 * Return: 0; -EINVAL: a parameter would be out of its range. Nothing has changed then.
 */
int facet_sched_knobs_change_defaults(struct facet_mtype *mtype,
				      const struct facet_sched_knobs_change *change);

/**
 * facet_sched_knobs_parent_init() - Give a new parent a record, and its types their defaults.
 * @parent: a parent that nobody else knows yet, with its types
 *
 * Context: process context. Takes stats_lock.
 * Return: 0; -ENOSPC: all 16 records are in use.
 */
int facet_sched_knobs_parent_init(struct facet_parent *parent);

/**
 * facet_sched_knobs_parent_start() - Fill in a parent's record, and count its engines there from
 * now on.
 * @parent: the parent, which has a name and &facet_parent.gpu
 *
 * Context: process context; parents_lock serializes. Takes &facet_sched.lock, and stats_lock
 * after it.
 */
void facet_sched_knobs_parent_start(struct facet_parent *parent);

/**
 * facet_sched_knobs_parent_exit() - Give a parent's record back, if it has one.
 * @parent: the parent, which nobody knows any more; its &facet_parent.gpu has ended
 *
 * Context: process context. Takes stats_lock.
 */
void facet_sched_knobs_parent_exit(struct facet_parent *parent);

#endif
