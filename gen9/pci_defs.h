/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI configuration of a Kaby Lake (GEN9_PCI_*), and of any PCI function (PCI_CFG_*).
 * Source: PCI Local Bus 3.0; PRM SKL Vol. 2 (GMCH graphics control, ASLS), whose numbers i915 uses;
 * datasheet of the 6th and 7th generation processors, Vol. 2, device 2 (offsets of capabilities,
 * FLR); PCI Express 3.0, 7.8.
 */
#ifndef GEN9_PCI_DEFS_H
#define GEN9_PCI_DEFS_H

#define GEN9_PCI_VENDOR		0x8086u
#define GEN9_PCI_DEVICE_KBL_GT2	0x5912u		/* desktop */
#define GEN9_PCI_REVISION_KBL	0x04u		/* production stepping */
#define GEN9_PCI_CLASS		0x038000u	/* other display: no VGA arbitration */

#define GEN9_PCI_GMCH_CTRL	0x50
#define GEN9_PCI_GMCH_GGMS_8M	(3u << 6)	/* 8 MiB of entries: 4 GiB of GGTT */
#define GEN9_PCI_ASLS		0xfc		/* address of the OpRegion; 0: none */

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

/* PCI Express capability: a root complex integrated endpoint, without a link */
#define GEN9_PCI_EXP		0x70
#define PCI_CFG_CAP_ID_EXP	0x10u
#define PCI_CFG_EXP_FLAGS	2
#define PCI_CFG_EXP_ROOT_END	(9u << 4 | 2u)	/* type 9, version 2 */
#define PCI_CFG_EXP_DEVCAP	4
#define PCI_CFG_EXP_ROLE_ERRORS	(1u << 15)
#define PCI_CFG_EXP_FLR		(1u << 28)
#define PCI_CFG_EXP_DEVCTL	8
#define PCI_CFG_EXP_START_FLR	(1u << 15)	/* reads as 0 */
#define PCI_CFG_CAP_NEXT(at)	((at) << 8)

/* MSI capability: one vector, 64-bit address */
#define GEN9_PCI_MSI		0xac
#define PCI_CFG_CAP_ID_MSI	0x05u
#define PCI_CFG_MSI_CTRL	2
#define PCI_CFG_MSI_ENABLE	(1u << 0)
#define PCI_CFG_MSI_64BIT	(1u << 7)
#define PCI_CFG_MSI_ADDR	4
#define PCI_CFG_MSI_ADDR_HI	8
#define PCI_CFG_MSI_DATA	12

/* BARs */
#define GEN9_BAR_MMIO		0u
#define GEN9_BAR_APERTURE	2u
#define GEN9_BAR_ROM		6u		/* number of the ROM in facet_config_bar() */
#define GEN9_ROM_SIZE		2048u

#endif
