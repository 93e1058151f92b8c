/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupts of one vGPU as a VFIO client gets them, by eventfds: a line as INTx or MSI, and
 * vectors of MSI-X.
 */
#ifndef VFU_IRQS_H
#define VFU_IRQS_H

#include "mediator/irq_line.h"
#include "vfu/protocol.h"

#define VFU_MSIX_MAX	8u	/* most vectors of a device */

/**
 * struct vfu_irqs - The eventfds of a client and the state of INTx.
 * @lock: Protects eventfds, line level, INTx mask. Lock order: inside &facet_device.lock; last leaf
 * @count: for each VFIO_PCI_*_IRQ_INDEX: number of interrupts that the device has
 * @eventfd: for each VFIO_PCI_*_IRQ_INDEX and interrupt: the eventfd; -1: none
 * @line: the device's interrupt line
 * @on: interrupts that the guest has enabled
 */
struct vfu_irqs {
	pthread_mutex_t lock;
	u32 count[VFIO_PCI_NUM_IRQS];
	int eventfd[VFIO_PCI_NUM_IRQS][VFU_MSIX_MAX];
	struct facet_irq_line line;
	struct facet_irq_line_routes on;
};

/**
 * vfu_irqs_init() - Initialise the interrupts of a device without a client.
 * @irqs: the interrupts, uninitialised
 * @vectors: number of MSI-X vectors, at most VFU_MSIX_MAX; 0: the device has no MSI-X
 *
 * Context: any thread; takes no lock.
 */
void vfu_irqs_init(struct vfu_irqs *irqs, u32 vectors);

/**
 * vfu_irqs_clear() - Close a client's eventfds and unmask INTx.
 * @irqs: the interrupts
 *
 * Context: the session's or the main thread; no lock held; may sleep. Takes &vfu_irqs.lock.
 */
void vfu_irqs_clear(struct vfu_irqs *irqs);

/**
 * vfu_irqs_index() - Return a kind of interrupt: one INTx, and one MSI or the vectors of MSI-X.
 * @irqs: the interrupts
 * @index: VFIO_PCI_*_IRQ_INDEX, any value
 *
 * Context: any; takes no lock.
 * Return: the kind; its count is 0 for all other indexes.
 */
struct vfu_irq_index vfu_irqs_index(const struct vfu_irqs *irqs, u32 index);

/**
 * vfu_irqs_set() - Carry out a VFIO_DEVICE_SET_IRQS, for &vfu_device_ops.set_irqs.
 * @irqs: the interrupts
 * @set: the request, checked; a kept eventfd in it is replaced by -1
 *
 * Context: the session's thread; no lock held; may sleep. Takes &vfu_irqs.lock.
 * Return: 0; -EINVAL: a descriptor is not an eventfd, a descriptor is for a mask or an unmask, or
 * the request masks MSI or MSI-X; an errno of readlink() or fcntl().
 */
int vfu_irqs_set(struct vfu_irqs *irqs, const struct vfu_irq_set *set);

/**
 * vfu_irqs_signal() - Send an MSI-X.
 * @irqs: the interrupts
 * @vector: below the number of vectors
 *
 * Context: any; takes &vfu_irqs.lock.
 */
void vfu_irqs_signal(struct vfu_irqs *irqs, u32 vector);

/**
 * vfu_irqs_level() - Set the level of the device's interrupt line.
 * @irqs: the interrupts
 * @level: the level
 * @msi: MSI is enabled: a rise is one MSI
 * @intx_off: the COMMAND register disables INTx
 *
 * Context: any; takes &vfu_irqs.lock.
 */
void vfu_irqs_level(struct vfu_irqs *irqs, bool level, bool msi, bool intx_off);

/**
 * vfu_irqs_update() - Set the enabled interrupts after a write or reset of configuration space.
 * @irqs: the interrupts
 * @msi: MSI is enabled: a rise is one MSI
 * @intx_off: the COMMAND register disables INTx
 *
 * Context: any; takes &vfu_irqs.lock.
 */
void vfu_irqs_update(struct vfu_irqs *irqs, bool msi, bool intx_off);

#endif
