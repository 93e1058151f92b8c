/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupt of one vGPU as a VFIO client sees it: INTx or MSI, by eventfds. */
#ifndef VFU_IRQS_H
#define VFU_IRQS_H

#include "mediator/irq_line.h"
#include "vfu/protocol.h"

/**
 * struct vfu_irqs - Eventfds and what INTx remembers.
 * @lock: leaf; taken under the core's locks
 * @eventfd: per VFIO_PCI_*_IRQ_INDEX: -1 when there is none
 * @line: of the device
 * @on: which interrupts the guest has on
 */
struct vfu_irqs {
	pthread_mutex_t lock;
	int eventfd[VFIO_PCI_NUM_IRQS];
	struct facet_irq_line line;
	struct facet_irq_line_routes on;
};

void vfu_irqs_init(struct vfu_irqs *irqs);

/** vfu_irqs_clear() - Forget the client: close its eventfds, mask nothing. */
void vfu_irqs_clear(struct vfu_irqs *irqs);

/** vfu_irqs_index() - What exists: one INTx and one MSI. */
struct vfu_irq_index vfu_irqs_index(u32 index);

/** vfu_irqs_set() - See &vfu_device_ops.set_irqs. */
int vfu_irqs_set(struct vfu_irqs *irqs, const struct vfu_irq_set *set);

/**
 * vfu_irqs_level() - The device's line changes.
 * @msi: MSI is enabled: a rise is one
 * @intx_off: INTx is turned off in the COMMAND register
 * Any context.
 */
void vfu_irqs_level(struct vfu_irqs *irqs, bool level, bool msi, bool intx_off);

/** vfu_irqs_update() - Configuration space was written, or reset: @msi and @intx_off as above. */
void vfu_irqs_update(struct vfu_irqs *irqs, bool msi, bool intx_off);

#endif
