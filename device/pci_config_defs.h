/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration space of any PCI function, with its capabilities. Offsets in bytes.
 * Source: PCI Local Bus 3.0; PCI Express 3.0, 7.8.
 */
#ifndef PCI_CONFIG_DEFS_H
#define PCI_CONFIG_DEFS_H

#define PCI_CFG_SIZE		256u
#define PCI_CFG_VENDOR		0x00
#define PCI_CFG_DEVICE		0x02
#define PCI_CFG_COMMAND		0x04
#define PCI_CFG_COMMAND_IO	(1u << 0)
#define PCI_CFG_COMMAND_MEMORY	(1u << 1)
#define PCI_CFG_COMMAND_MASTER	(1u << 2)
#define PCI_CFG_COMMAND_PARITY	(1u << 6)
#define PCI_CFG_COMMAND_SERR	(1u << 8)
#define PCI_CFG_COMMAND_INTX_OFF (1u << 10)
#define PCI_CFG_STATUS		0x06
#define PCI_CFG_STATUS_INTX	(1u << 3)	/* INTx is pending, also while it is disabled */
#define PCI_CFG_STATUS_CAPS	(1u << 4)
#define PCI_CFG_REVISION	0x08
#define PCI_CFG_CLASS		0x09
#define PCI_CFG_CACHE_LINE	0x0c
#define PCI_CFG_LATENCY		0x0d
#define PCI_CFG_BAR(n)		(0x10 + 4 * (n))
#define PCI_CFG_BARS		6u
#define PCI_CFG_BAR_MEM64	(2u << 1)
#define PCI_CFG_BAR_PREFETCH	(1u << 3)
#define PCI_CFG_BAR_FLAGS	0xfu
#define PCI_CFG_SUBSYS_VENDOR	0x2c
#define PCI_CFG_SUBSYS_DEVICE	0x2e
#define PCI_CFG_ROM		0x30
#define PCI_CFG_ROM_ENABLE	(1u << 0)
#define PCI_CFG_CAPABILITIES	0x34
#define PCI_CFG_INT_LINE	0x3c
#define PCI_CFG_INT_PIN		0x3d

/* Bits of the command register that a guest can write. */
#define PCI_CFG_COMMAND_WRITABLE (PCI_CFG_COMMAND_IO | PCI_CFG_COMMAND_MEMORY | \
				  PCI_CFG_COMMAND_MASTER | PCI_CFG_COMMAND_PARITY | \
				  PCI_CFG_COMMAND_SERR | PCI_CFG_COMMAND_INTX_OFF)

/* The head of a capability: its id, and the place of the next one. */
#define PCI_CFG_CAP_NEXT(at)	((at) << 8)
#define PCI_CFG_CAP_ID_VENDOR	0x09u

/* PCI Express capability */
#define PCI_CFG_CAP_ID_EXP	0x10u
#define PCI_CFG_EXP_FLAGS	2
#define PCI_CFG_EXP_ROOT_END	(9u << 4 | 2u)	/* type 9, version 2 */
#define PCI_CFG_EXP_DEVCAP	4
#define PCI_CFG_EXP_ROLE_ERRORS	(1u << 15)
#define PCI_CFG_EXP_FLR		(1u << 28)
#define PCI_CFG_EXP_DEVCTL	8
#define PCI_CFG_EXP_START_FLR	(1u << 15)	/* reads as 0 */

/* MSI capability with a 64-bit address */
#define PCI_CFG_CAP_ID_MSI	0x05u
#define PCI_CFG_MSI_CTRL	2
#define PCI_CFG_MSI_ENABLE	(1u << 0)
#define PCI_CFG_MSI_64BIT	(1u << 7)
#define PCI_CFG_MSI_ADDR	4
#define PCI_CFG_MSI_ADDR_HI	8
#define PCI_CFG_MSI_DATA	12

/* MSI-X capability */
#define PCI_CFG_CAP_ID_MSIX	0x11u
#define PCI_CFG_MSIX_CTRL	2u
#define PCI_CFG_MSIX_ENABLE	(1u << 15)
#define PCI_CFG_MSIX_MASK_ALL	(1u << 14)
#define PCI_CFG_MSIX_TABLE	4u
#define PCI_CFG_MSIX_PENDING	8u

#endif
