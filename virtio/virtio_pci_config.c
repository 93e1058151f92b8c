// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space of a virtio function (virtio_pci_config.h), as a table of fields.
 * virtio_pci.c calls this file with facet_virtio_pci.lock held.
 */
#include "virtio/virtio_pci_config.h"

#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_types.h"

#define CLASS_DISPLAY	0x038000u	/* other display: no VGA arbitration */
#define SUBSYSTEM	0x1100u

/* A capability of virtio: head, BAR, and the part of the BAR that it names. */
#define CAP(at, next, bytes, type, bar, start, length)						\
	{ at, 4, PCI_CFG_CAP_ID_VENDOR | PCI_CFG_CAP_NEXT(next) | (bytes) << 16 |		\
	  (u32)(type) << 24, 0 },								\
	{ (at) + VIRTIO_PCI_CAP_BAR, 1, bar, 0 },						\
	{ (at) + VIRTIO_PCI_CAP_OFFSET, 4, start, 0 },						\
	{ (at) + VIRTIO_PCI_CAP_LENGTH, 4, length, 0 }

static const struct facet_config_field fields[] = {
	{ PCI_CFG_VENDOR, 2, VIRTIO_PCI_VENDOR, 0 },
	{ PCI_CFG_DEVICE, 2, VIRTIO_PCI_DEVICE(VIRTIO_ID_GPU), 0 },
	{ PCI_CFG_COMMAND, 2, 0, PCI_CFG_COMMAND_WRITABLE },
	{ PCI_CFG_STATUS, 2, PCI_CFG_STATUS_CAPS, 0 },
	{ PCI_CFG_REVISION, 1, VIRTIO_PCI_REVISION, 0 },
	{ PCI_CFG_CLASS, 3, CLASS_DISPLAY, 0 },
	{ PCI_CFG_CACHE_LINE, 1, 0, 0xff },
	{ PCI_CFG_LATENCY, 1, 0, 0xff },
	{ PCI_CFG_BAR(VIO_BAR_REGS), 4, PCI_CFG_BAR_MEM64 | PCI_CFG_BAR_PREFETCH, 0 },
	{ PCI_CFG_SUBSYS_VENDOR, 2, VIRTIO_PCI_VENDOR, 0 },
	{ PCI_CFG_SUBSYS_DEVICE, 2, SUBSYSTEM, 0 },
	{ PCI_CFG_CAPABILITIES, 1, VIO_CAP_MSIX, 0 },
	{ PCI_CFG_INT_LINE, 1, 0, 0xff },
	{ PCI_CFG_INT_PIN, 1, 1, 0 },
	{ VIO_CAP_MSIX, 2, PCI_CFG_CAP_ID_MSIX | PCI_CFG_CAP_NEXT(VIO_CAP_COMMON), 0 },
	{ VIO_CAP_MSIX + PCI_CFG_MSIX_CTRL, 2, FACET_VIRTIO_PCI_VECTORS - 1,
	  PCI_CFG_MSIX_ENABLE | PCI_CFG_MSIX_MASK_ALL },
	{ VIO_CAP_MSIX + PCI_CFG_MSIX_TABLE, 4, VIO_BAR_MSIX, 0 },
	{ VIO_CAP_MSIX + PCI_CFG_MSIX_PENDING, 4, VIO_BAR_MSIX | VIO_BAR_MSIX_BYTES / 2, 0 },
	CAP(VIO_CAP_COMMON, VIO_CAP_ISR, VIRTIO_PCI_CAP_BYTES, VIRTIO_PCI_CAP_COMMON_CFG,
	    VIO_BAR_REGS, VIO_REGS_COMMON, VIRTIO_PCI_COMMON_BYTES),
	CAP(VIO_CAP_ISR, VIO_CAP_DEVICE, VIRTIO_PCI_CAP_BYTES, VIRTIO_PCI_CAP_ISR_CFG, VIO_BAR_REGS,
	    VIO_REGS_ISR, 1),
	CAP(VIO_CAP_DEVICE, VIO_CAP_NOTIFY, VIRTIO_PCI_CAP_BYTES, VIRTIO_PCI_CAP_DEVICE_CFG,
	    VIO_BAR_REGS, VIO_REGS_DEVICE, sizeof(struct virtio_gpu_config)),
	CAP(VIO_CAP_NOTIFY, VIO_CAP_PCI, VIRTIO_PCI_CAP_BYTES + 4, VIRTIO_PCI_CAP_NOTIFY_CFG,
	    VIO_BAR_REGS, VIO_REGS_NOTIFY, VIO_NOTIFY_BYTES * VIRTIO_GPU_QUEUES),
	{ VIO_CAP_NOTIFY + VIRTIO_PCI_CAP_MULTIPLIER, 4, VIO_NOTIFY_BYTES, 0 },
	CAP(VIO_CAP_PCI, 0, VIRTIO_PCI_CAP_BYTES + 4, VIRTIO_PCI_CAP_PCI_CFG, 0, 0, 0),
	{ VIO_CAP_PCI + VIRTIO_PCI_CAP_BAR, 1, 0, 0xff },
	{ VIO_CAP_PCI + VIRTIO_PCI_CAP_OFFSET, 4, 0, ~0u },
	{ VIO_CAP_PCI + VIRTIO_PCI_CAP_LENGTH, 4, 0, ~0u },
};

void vio_pci_config_init(struct facet_virtio_pci *pci)
{
	facet_config_space_init(&pci->config, fields, ARRAY_SIZE(fields));
	facet_config_space_set_bar(&pci->config, PCI_CFG_BAR(VIO_BAR_MSIX), VIO_BAR_MSIX_BYTES,
				   false);
	facet_config_space_set_bar(&pci->config, PCI_CFG_BAR(VIO_BAR_REGS), VIO_BAR_REGS_BYTES,
				   true);
}

void vio_pci_config_reset(struct facet_virtio_pci *pci)
{
	lockdep_assert_held(&pci->lock);
	facet_config_space_reset(&pci->config, fields, ARRAY_SIZE(fields));
}
