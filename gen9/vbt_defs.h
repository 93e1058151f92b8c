/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PCI expansion ROM and its video BIOS table (VBT). Source: PCI Firmware 3.0 (image and PCIR);
 * i915 display/intel_vbt_defs.h (VBT). Offsets and sizes are bytes.
 */
#ifndef GEN9_VBT_DEFS_H
#define GEN9_VBT_DEFS_H

/* Image */
#define GEN9_ROM_SIGNATURE	0xaa55u		/* at 0 */
#define GEN9_ROM_BLOCKS		0x02		/* size / 512, one byte */
#define GEN9_ROM_ENTRY		0x03		/* entry point that a BIOS calls */
#define GEN9_ROM_RETF		0xcbu
#define GEN9_ROM_PCIR_PTR	0x18
#define GEN9_ROM_PCIR		0x1c

/* PCIR structure */
#define GEN9_PCIR_VENDOR	0x04
#define GEN9_PCIR_DEVICE	0x06
#define GEN9_PCIR_LENGTH	0x0a
#define GEN9_PCIR_SIZE		0x18u
#define GEN9_PCIR_CLASS		0x0d		/* 3 bytes */
#define GEN9_PCIR_BLOCKS	0x10
#define GEN9_PCIR_INDICATOR	0x15
#define GEN9_PCIR_LAST		0x80u

/* VBT: header, then a BIOS data block */
#define GEN9_VBT_VERSION	0x14
#define GEN9_VBT_HEADER_SIZE	0x16
#define GEN9_VBT_SIZE		0x18
#define GEN9_VBT_CHECKSUM	0x1a		/* the sum of all bytes is 0 */
#define GEN9_VBT_BDB_OFFSET	0x1c
#define GEN9_VBT_HEADER		48u

/* BDB: header, then blocks of an id, a 16-bit size and data */
#define GEN9_BDB_VERSION	0x10
#define GEN9_BDB_HEADER_SIZE	0x12
#define GEN9_BDB_SIZE		0x14
#define GEN9_BDB_HEADER		22u
#define GEN9_BDB_BLOCK_HEADER	3u

/* Block 2: general definitions, then child devices */
#define GEN9_BDB_GENERAL_DEFS	2u
#define GEN9_DEFS_CHILD_SIZE	0x04
#define GEN9_DEFS_HEADER	5u
#define GEN9_CHILD_SIZE		39u		/* from BDB version 216 on */
#define GEN9_CHILD_HANDLE	0x00
#define GEN9_CHILD_TYPE		0x02
#define GEN9_CHILD_DVO_PORT	0x10
#define GEN9_CHILD_DDC_PIN	0x13		/* as in GMBUS0 */
#define GEN9_CHILD_AUX		0x19
#define GEN9_CHILD_TYPE_HDMI	0x60d2u
#define GEN9_CHILD_TYPE_DP	0x68c6u
#define GEN9_CHILD_PORT_HDMI_B	1u		/* then C, D */
#define GEN9_CHILD_PORT_DP_B	7u		/* then C, D */
#define GEN9_CHILD_AUX_B	0x10u
#define GEN9_CHILD_AUX_C	0x20u
#define GEN9_CHILD_AUX_D	0x30u
#define GEN9_CHILD_HANDLE_EFP1	0x0004u
#define GEN9_CHILD_HANDLE_EFP2	0x0040u
#define GEN9_CHILD_HANDLE_EFP3	0x0020u

#endif
