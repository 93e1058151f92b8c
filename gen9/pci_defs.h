/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI configuration of a Kaby Lake. device/pci_config_defs.h has that of any PCI function.
 * Source: PRM SKL Vol. 2 (GMCH graphics control, ASLS), whose numbers i915 uses; datasheet of the
 * 6th and 7th generation processors, Vol. 2, device 2 (offsets of capabilities).
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

/* Places of capabilities */
#define GEN9_PCI_EXP		0x70	/* PCI Express: integrated endpoint without a link */
#define GEN9_PCI_MSI		0xac	/* MSI: one vector, 64-bit address */

/* BARs */
#define GEN9_BAR_MMIO		0u
#define GEN9_BAR_APERTURE	2u
#define GEN9_BAR_ROM		6u		/* number of the ROM in facet_config_bar() */
#define GEN9_ROM_SIZE		2048u

#endif
