/* SPDX-License-Identifier: GPL-2.0-only */
/* The common configuration of a virtio function: virtio_pci.c calls it. */
#ifndef VIRTIO_PCI_COMMON_H
#define VIRTIO_PCI_COMMON_H

#include "port.h"

struct facet_virtio_pci;
struct vio_pci_common;

/**
 * vio_pci_common_access() - Read or write the common configuration.
 * @pci: the function
 * @offset: byte offset in it
 * @value: read: gets the value, 0 where there is no register; write: the value, of @len bytes
 * @len: 1, 2, 4 or 8; the access is aligned
 * @write: write; else read
 *
 * Context: process context; &facet_virtio_pci.lock held.
 * Return: true: the driver asks for a reset.
 */
bool vio_pci_common_access(struct facet_virtio_pci *pci, u32 offset, u64 *value, u32 len,
			   bool write);

/**
 * vio_pci_common_features() - Return the features that each function offers.
 *
 * Context: any; takes no lock.
 * Return: a bit for each feature.
 */
u64 vio_pci_common_features(void);

/**
 * vio_pci_common_restore() - Set the common configuration from a saved state.
 * @pci: the function
 * @common: any values
 *
 * Context: &facet_virtio_pci.lock held.
 * Return: 0; -EINVAL: the driver has features that the device does not offer, or a vector is not
 * there; nothing has changed.
 */
int vio_pci_common_restore(struct facet_virtio_pci *pci, const struct vio_pci_common *common);

/**
 * vio_pci_common_reset() - Put the common configuration into its reset state.
 * @pci: the function
 *
 * Context: &facet_virtio_pci.lock held.
 */
void vio_pci_common_reset(struct facet_virtio_pci *pci);

#endif
