/* SPDX-License-Identifier: GPL-2.0-only */
/* Shares of vGPUs in the engines of a parent: knobs, policy, records. See docs/abi.md. */
#ifndef FACET_SHARE_H
#define FACET_SHARE_H

#include <linux/types.h>

#include "mediator/sched_policy.h"

struct facet_mtype;
struct facet_parent;
struct facet_vdev;

/** facet_share_join() - A new vGPU. May sleep. Return: 0; -ENOSPC: no record, or parts are fixed and gone. */
int facet_share_join(struct facet_vdev *v);
void facet_share_leave(struct facet_vdev *v);

/** facet_share_open() - The core's vGPU is there: from now on it gets what knobs say. May sleep. */
void facet_share_open(struct facet_vdev *v);
/** facet_share_close() - It is about to go. May sleep. */
void facet_share_close(struct facet_vdev *v);
/**
 * facet_share_closed() - Record that the core's vGPU and its worker have ended.
 * @v: the vGPU. Its record shows no picture and no shadow page, and as pins the pages that were
 *	never unpinned
 *
 * Context: &facet_vdev.open_lock held.
 */
void facet_share_closed(struct facet_vdev *v);

/** facet_share_note() - What the record tells of pins, shadows and the screen is of now. Worker. */
void facet_share_note(struct facet_vdev *v);

/** facet_share_display() - How a VMM gets the picture has changed. May sleep. */
void facet_share_display(struct facet_vdev *v);

/**
 * facet_share_set() - A knob of a vGPU. @field: offset in &struct facet_sched_knobs. May sleep. Return:
 * 0; -EINVAL: nothing has changed.
 */
int facet_share_set(struct facet_vdev *v, size_t field, u32 value);
u32 facet_share_get(struct facet_vdev *v, size_t field);

/* The same of a parent. */
int facet_share_set_policy(struct facet_parent *parent, enum facet_policy policy);
int facet_share_set_slice(struct facet_parent *parent, u32 slice_us);

/**
 * facet_share_change_defaults() - Change some knobs of what new vGPUs of a type begin with.
 * @mtype: the type
 * @change: what changes; all else stays, also what others change at the same time
 *
 * Context: Process context. Takes &facet_parent.lock (a spinlock).
 * Return: 0; -EINVAL when a knob would be out of its range: nothing has changed.
 */
int facet_share_change_defaults(struct facet_mtype *mtype,
				const struct facet_sched_knobs_change *change);

/** facet_share_parent_init() - Return: 0, -ENOSPC: no record is free. */
int facet_share_parent_init(struct facet_parent *parent);
/** facet_share_parent_start() - &facet_parent.gpu is there, and its name. */
void facet_share_parent_start(struct facet_parent *parent);
void facet_share_parent_exit(struct facet_parent *parent);

#endif
