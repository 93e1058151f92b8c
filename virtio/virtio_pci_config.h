/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration space of a virtio function: virtio_pci.c calls it. */
#ifndef VIRTIO_PCI_CONFIG_H
#define VIRTIO_PCI_CONFIG_H

#include "port.h"

struct facet_virtio_pci;

/**
 * vio_pci_config_init() - Fill in the bits of configuration space that a write changes.
 * @pci: the function, zeroed
 *
 * Context: any; takes no lock.
 */
void vio_pci_config_init(struct facet_virtio_pci *pci);

/**
 * vio_pci_config_reset() - Put configuration space into its reset state.
 * @pci: the function
 *
 * Context: &facet_virtio_pci.lock held.
 */
void vio_pci_config_reset(struct facet_virtio_pci *pci);

#endif
