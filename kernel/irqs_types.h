/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a vGPU's interrupts (kernel/irqs.c). */
#ifndef FACET_IRQS_TYPES_H
#define FACET_IRQS_TYPES_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/vfio.h>

#include "mediator/irq_line.h"
#include "model/model.h"

struct eventfd_ctx;
struct virqfd;

#define FACET_IRQS_MAX	FACET_MODEL_VECTORS	/* most interrupts of one VFIO index */

/**
 * struct facet_irqs - State of the interrupts.
 * @setup: Protects one SET_IRQS at a time. Lock order: outermost; outside @lock
 * @lock: Protects line level, INTx mask, eventfds: @trigger, @line. Lock order: inside
 *	&facet_device.lock, &facet_vdev.access, &facet_vdev.open_lock; leaf
 * @trigger: eventfds by VFIO index (VFIO_PCI_INTX_IRQ_INDEX ...) and number; NULL: none is set
 * @line: level and mask of the vGPU's line
 * @unmask: INTx: eventfd by which KVM unmasks. Under @setup, except in the last close. VFIO clears
 *	it, under a lock of its own, when the eventfd is closed
 * @unmask_asked: 1: @unmask was signalled, and the worker has not unmasked yet. Under no lock:
 *	WRITE_ONCE() sets it, xchg() clears it
 */
struct facet_irqs {
	struct mutex setup;
	spinlock_t lock;
	struct eventfd_ctx *trigger[VFIO_PCI_NUM_IRQS][FACET_IRQS_MAX];
	struct facet_irq_line line;
	struct virqfd *unmask;
	u32 unmask_asked;
};

#endif
