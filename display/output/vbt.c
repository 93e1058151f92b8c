// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expansion ROM of 2 KiB with a video BIOS table. The table names the outputs, so that a guest does
 * not probe for others. output.c makes the ROM once, when the display is created.
 * Source: PCI Firmware 3.0 (image and PCIR); i915 display/intel_vbt_defs.h.
 */
#include "display/output/vbt.h"

#include "display/display_types.h"
#include "gen9/pci_defs.h"
#include "gen9/vbt_defs.h"

#define ROM_VBT		0x40u			/* offset in the ROM, a multiple of 4 */
#define ROM_BDB		(ROM_VBT + GEN9_VBT_HEADER)
#define ROM_BLOCK	(ROM_BDB + GEN9_BDB_HEADER)
#define ROM_DEFS	(ROM_BLOCK + GEN9_BDB_BLOCK_HEADER)
#define ROM_CHILDREN	(ROM_DEFS + GEN9_DEFS_HEADER)

/* BDB version 221 is the first whose child devices have 39 bytes with this layout. */
#define ROM_BDB_VERSION	221u

/* Two bytes of a table, little endian */
#define LE16(v)		(v) & 0xff, (v) >> 8

/* Start of the ROM, which is the same for all outputs and GPUs */
static const u8 rom_start[ROM_CHILDREN] = {
	[0] = LE16(GEN9_ROM_SIGNATURE),
	[GEN9_ROM_BLOCKS] = GEN9_ROM_SIZE / 512,
	[GEN9_ROM_ENTRY] = GEN9_ROM_RETF,
	[GEN9_ROM_PCIR_PTR] = LE16(GEN9_ROM_PCIR),

	[GEN9_ROM_PCIR] = 'P', 'C', 'I', 'R',
	[GEN9_ROM_PCIR + GEN9_PCIR_VENDOR] = LE16(GEN9_PCI_VENDOR),
	[GEN9_ROM_PCIR + GEN9_PCIR_LENGTH] = LE16(GEN9_PCIR_SIZE),
	[GEN9_ROM_PCIR + GEN9_PCIR_CLASS] = GEN9_PCI_CLASS & 0xff,
	[GEN9_ROM_PCIR + GEN9_PCIR_CLASS + 1] = LE16(GEN9_PCI_CLASS >> 8),
	[GEN9_ROM_PCIR + GEN9_PCIR_BLOCKS] = LE16(GEN9_ROM_SIZE / 512),
	[GEN9_ROM_PCIR + GEN9_PCIR_INDICATOR] = GEN9_PCIR_LAST,

	[ROM_VBT] = '$', 'V', 'B', 'T', ' ', 'F', 'A', 'C', 'E', 'T', ' ', ' ', ' ', ' ', ' ', ' ',
		    ' ', ' ', ' ', ' ',
	[ROM_VBT + GEN9_VBT_VERSION] = LE16(100),
	[ROM_VBT + GEN9_VBT_HEADER_SIZE] = LE16(GEN9_VBT_HEADER),
	[ROM_VBT + GEN9_VBT_BDB_OFFSET] = LE16(ROM_BDB - ROM_VBT),

	[ROM_BDB] = 'B', 'I', 'O', 'S', '_', 'D', 'A', 'T', 'A', '_', 'B', 'L', 'O', 'C', 'K', ' ',
	[ROM_BDB + GEN9_BDB_VERSION] = LE16(ROM_BDB_VERSION),
	[ROM_BDB + GEN9_BDB_HEADER_SIZE] = LE16(GEN9_BDB_HEADER),

	[ROM_BLOCK] = GEN9_BDB_GENERAL_DEFS,
	[ROM_DEFS + GEN9_DEFS_CHILD_SIZE] = GEN9_CHILD_SIZE,
};

/* AUX channels by port, from port B on */
static const u8 aux_channels[] = { GEN9_CHILD_AUX_B, GEN9_CHILD_AUX_C, GEN9_CHILD_AUX_D };
/* Handles by head */
static const u8 handles[FACET_DISPLAY_HEADS] = {
	GEN9_CHILD_HANDLE_EFP1, GEN9_CHILD_HANDLE_EFP2, GEN9_CHILD_HANDLE_EFP3,
};

/* Write a child device: the output of a head. */
static void put_child(u8 *child, const struct display_head *head, u8 handle)
{
	u32 port = head->port - GEN9_PORT_B;

	child[GEN9_CHILD_HANDLE] = handle;
	if (head->kind == FACET_OUTPUT_DP) {
		put_unaligned_le16(GEN9_CHILD_TYPE_DP, child + GEN9_CHILD_TYPE);
		child[GEN9_CHILD_DVO_PORT] = GEN9_CHILD_PORT_DP_B + port;
		child[GEN9_CHILD_AUX] = aux_channels[port];
	} else {
		put_unaligned_le16(GEN9_CHILD_TYPE_HDMI, child + GEN9_CHILD_TYPE);
		child[GEN9_CHILD_DVO_PORT] = GEN9_CHILD_PORT_HDMI_B + port;
		child[GEN9_CHILD_DDC_PIN] = head->pin;
	}
}

/* Return the byte that makes the sum of these bytes 0. */
static u8 checksum(const u8 *bytes, u32 n)
{
	u8 sum = 0;

	while (n--)
		sum -= *bytes++;
	return sum;
}

void display_vbt_make(u8 *rom, u32 device, const struct display_head *heads, u32 n)
{
	u32 end = ROM_CHILDREN + n * GEN9_CHILD_SIZE;
	u32 i;

	memset(rom, 0, GEN9_ROM_SIZE);
	memcpy(rom, rom_start, sizeof(rom_start));
	put_unaligned_le16(device, rom + GEN9_ROM_PCIR + GEN9_PCIR_DEVICE);
	put_unaligned_le16(end - ROM_VBT, rom + ROM_VBT + GEN9_VBT_SIZE);
	put_unaligned_le16(end - ROM_BDB, rom + ROM_BDB + GEN9_BDB_SIZE);
	put_unaligned_le16(end - ROM_DEFS, rom + ROM_BLOCK + 1);
	for (i = 0; i < n; i++)
		put_child(rom + ROM_CHILDREN + i * GEN9_CHILD_SIZE, &heads[i], handles[i]);
	rom[ROM_VBT + GEN9_VBT_CHECKSUM] = checksum(rom + ROM_VBT, end - ROM_VBT);
	rom[GEN9_ROM_SIZE - 1] = checksum(rom, GEN9_ROM_SIZE);
}
