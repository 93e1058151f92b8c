/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupts of a vGPU, as eventfds that VFIO's user gave. */
#ifndef FACET_IRQS_H
#define FACET_IRQS_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/vfio.h>

#include "mediator/line.h"

struct eventfd_ctx;
struct facet_vdev;
struct vfio_device;
struct virqfd;

/**
 * struct facet_irqs - State of the interrupts.
 * @setup: one SET_IRQS at a time; taken outside @lock
 * @lock: innermost of all; the fields below
 * @trigger: eventfds by VFIO index (VFIO_PCI_INTX_IRQ_INDEX ...), NULL where none
 * @line: of the vGPU
 * @unmask: INTx: eventfd by which KVM unmasks
 * @unmask_asked: it was signalled, and the worker has not unmasked yet
 */
struct facet_irqs {
	struct mutex setup;
	spinlock_t lock;
	struct eventfd_ctx *trigger[VFIO_PCI_NUM_IRQS];
	struct facet_line line;
	struct virqfd *unmask;
	u32 unmask_asked;
};

void facet_irqs_init(struct facet_irqs *irqs);
/** facet_irqs_open() - Before the core's vGPU is made. */
void facet_irqs_open(struct facet_irqs *irqs);
/** facet_irqs_close() - The last user has gone: let the eventfds go. May sleep. */
void facet_irqs_close(struct facet_vdev *v);

/** facet_irqs_set_level() - The vGPU's line. Any context. */
void facet_irqs_set_level(struct facet_vdev *v, bool level);

/**
 * facet_irqs_work() - Unmask INTx where its eventfd has asked for that.
 * @v: the vGPU
 *
 * Context: the worker, in the core. An eventfd may be the trigger of another device, whose unmask
 * is this one's trigger: such a circle has the VMM's thread to turn it, and none of the host's.
 */
void facet_irqs_work(struct facet_vdev *v);

/** facet_irqs_update() - The guest has written config space. May sleep. */
void facet_irqs_update(struct facet_vdev *v);

/** facet_irqs_info() - VFIO_DEVICE_GET_IRQ_INFO: fills @info by its index. Return: 0 or -EINVAL. */
int facet_irqs_info(struct vfio_irq_info *info);

/**
 * facet_irqs_set() - VFIO_DEVICE_SET_IRQS.
 * @hdr: checked by vfio_set_irqs_validate_and_prepare()
 * @data: what follows it, NULL if nothing does
 */
int facet_irqs_set(struct facet_vdev *v, const struct vfio_irq_set *hdr, const void *data);

/** facet_irqs_request() - &vfio_device_ops.request: tell the VMM to let the device go. */
void facet_irqs_request(struct vfio_device *vdev, unsigned int count);

#endif
