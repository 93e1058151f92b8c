/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of virtio_pci.c that a restore calls (virtio_pci_state.c). */
#ifndef VIRTIO_PCI_INSIDE_H
#define VIRTIO_PCI_INSIDE_H

#include "port.h"

struct facet_virtio_pci;

/**
 * vio_pci_reset_all() - Put a function into its reset state, with configuration space.
 * @pci: the function
 *
 * Context: process context; the caller holds &facet_virtio_pci.pass. Takes
 * &facet_virtio_pci.lock, and &facet_virtio_gpu.lock with &vio_resources.lock in it. Calls the op
 * set_irq.
 */
void vio_pci_reset_all(struct facet_virtio_pci *pci);

/**
 * vio_pci_start_queue() - Let the device use a queue, as its registers say.
 * @pci: the function
 * @queue: below VIRTIO_GPU_QUEUES
 *
 * Context: process context; the caller holds &facet_virtio_pci.pass. Takes
 * &facet_virtio_pci.lock. Calls the ops set_irq or signal, if the driver has to reset the device.
 * Return: 0; -EINVAL: the driver is not ready, or has not enabled the queue.
 */
int vio_pci_start_queue(struct facet_virtio_pci *pci, u32 queue);

/**
 * vio_pci_go_on() - Let a function go on after a restore.
 * @pci: the function
 *
 * Context: process context; the caller holds &facet_virtio_pci.pass. Takes
 * &facet_virtio_pci.lock. Calls the ops set_irq and kick.
 */
void vio_pci_go_on(struct facet_virtio_pci *pci);

#endif
