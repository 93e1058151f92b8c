/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of guest memory that the VMM unmaps (kernel/unmap.c). */
#ifndef FACET_UNMAP_TYPES_H
#define FACET_UNMAP_TYPES_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "mediator/unmap_history.h"
#include "mediator/unmap_quarantine.h"

/**
 * struct facet_unmap - State of memory that the VMM unmaps. It outlives open and close.
 * @lock: Protects the ranges in quarantine: @quarantine, @fileless, @history. Lock order: inside
 *	&facet_vdev.open_lock, &facet_vdev.export_lock, &facet_device.mmio_lock; last leaf
 * @quarantine: guest pages that were unmapped, by the tasks that did
 * @fileless: tasks that unmapped memory and have no file (struct unmapper). Each is listed until it
 *	has ended, or unmaps again and a file can be made; a kernel thread until facet_unmap_end()
 * @warning: limits the warning about such a task
 * @history: guest pages that were unmapped a moment ago, and may come back
 * @pins_lock: Protects users of own pins: @front_end_pins. Lock order: inside
 *	&facet_vdev.open_lock, &facet_screen.lock, &facet_bar2.lock; last leaf
 * @front_end_pins: pins in progress that the front end makes for itself
 * @pins_gone: woken when such a pin has ended
 */
struct facet_unmap {
	struct mutex lock;
	struct facet_unmap_quarantine quarantine;
	struct list_head fileless;
	struct ratelimit_state warning;
	struct facet_unmap_history history;
	spinlock_t pins_lock;
	struct list_head front_end_pins;
	wait_queue_head_t pins_gone;
};

#endif
