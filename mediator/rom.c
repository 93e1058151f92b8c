// SPDX-License-Identifier: GPL-2.0-only
/*
 * The expansion ROM: 2 KiB that hold a video BIOS table with one HDMI output on
 * port B, so that a guest looks for no other. The same for every vGPU; const,
 * so no lock.
 */
#include "mediator/rom.h"

#include "gen9/pci.h"
#include "gen9/vbt.h"
#include "mediator/vgpu.h"

#define ROM_VBT		0x40u			/* multiple of 4 */
#define ROM_BDB		(ROM_VBT + GEN9_VBT_HEADER)
#define ROM_BLOCK	(ROM_BDB + GEN9_BDB_HEADER)
#define ROM_DEFS	(ROM_BLOCK + GEN9_BDB_BLOCK_HEADER)
#define ROM_CHILD	(ROM_DEFS + GEN9_DEFS_HEADER)
#define ROM_END		(ROM_CHILD + GEN9_CHILD_SIZE)

/* BDB version 221: the first whose child devices have 39 bytes and this layout throughout. */
#define ROM_BDB_VERSION	221u

/* Both sums of bytes are checked by the unit test. */
#define ROM_VBT_CHECKSUM	0x9bu
#define ROM_CHECKSUM		0x58u

/* Two entries of the table. */
#define LE16(v)		(v) & 0xff, (v) >> 8

static const u8 rom_image[GEN9_ROM_SIZE] = {
	[0] = LE16(GEN9_ROM_SIGNATURE),
	[GEN9_ROM_BLOCKS] = GEN9_ROM_SIZE / 512,
	[GEN9_ROM_ENTRY] = GEN9_ROM_RETF,
	[GEN9_ROM_PCIR_PTR] = LE16(GEN9_ROM_PCIR),

	[GEN9_ROM_PCIR] = 'P', 'C', 'I', 'R',
	[GEN9_ROM_PCIR + GEN9_PCIR_VENDOR] = LE16(GEN9_PCI_VENDOR),
	[GEN9_ROM_PCIR + GEN9_PCIR_DEVICE] = LE16(GEN9_PCI_DEVICE),
	[GEN9_ROM_PCIR + GEN9_PCIR_LENGTH] = LE16(GEN9_PCIR_SIZE),
	[GEN9_ROM_PCIR + GEN9_PCIR_CLASS] = GEN9_PCI_CLASS & 0xff,
	[GEN9_ROM_PCIR + GEN9_PCIR_CLASS + 1] = LE16(GEN9_PCI_CLASS >> 8),
	[GEN9_ROM_PCIR + GEN9_PCIR_BLOCKS] = LE16(GEN9_ROM_SIZE / 512),
	[GEN9_ROM_PCIR + GEN9_PCIR_INDICATOR] = GEN9_PCIR_LAST,

	[ROM_VBT] = '$', 'V', 'B', 'T', ' ', 'F', 'A', 'C', 'E', 'T', ' ', ' ', ' ', ' ', ' ', ' ',
		    ' ', ' ', ' ', ' ',
	[ROM_VBT + GEN9_VBT_VERSION] = LE16(100),
	[ROM_VBT + GEN9_VBT_HEADER_SIZE] = LE16(GEN9_VBT_HEADER),
	[ROM_VBT + GEN9_VBT_SIZE] = LE16(ROM_END - ROM_VBT),
	[ROM_VBT + GEN9_VBT_CHECKSUM] = ROM_VBT_CHECKSUM,
	[ROM_VBT + GEN9_VBT_BDB_OFFSET] = LE16(ROM_BDB - ROM_VBT),

	[ROM_BDB] = 'B', 'I', 'O', 'S', '_', 'D', 'A', 'T', 'A', '_', 'B', 'L', 'O', 'C', 'K', ' ',
	[ROM_BDB + GEN9_BDB_VERSION] = LE16(ROM_BDB_VERSION),
	[ROM_BDB + GEN9_BDB_HEADER_SIZE] = LE16(GEN9_BDB_HEADER),
	[ROM_BDB + GEN9_BDB_SIZE] = LE16(ROM_END - ROM_BDB),

	[ROM_BLOCK] = GEN9_BDB_GENERAL_DEFS,
	[ROM_BLOCK + 1] = LE16(ROM_END - ROM_DEFS),
	[ROM_DEFS + GEN9_DEFS_CHILD_SIZE] = GEN9_CHILD_SIZE,
	[ROM_CHILD + GEN9_CHILD_HANDLE] = LE16(GEN9_CHILD_HANDLE_EFP1),
	[ROM_CHILD + GEN9_CHILD_TYPE] = LE16(GEN9_CHILD_TYPE_HDMI),
	[ROM_CHILD + GEN9_CHILD_DVO_PORT] = GEN9_CHILD_PORT_HDMI_B,
	[ROM_CHILD + GEN9_CHILD_DDC_PIN] = GEN9_CHILD_DDC_PORT_B,

	[GEN9_ROM_SIZE - 1] = ROM_CHECKSUM,
};

u8 facet_rom_byte(u32 offset)
{
	return offset < GEN9_ROM_SIZE ? rom_image[offset] : 0;
}

void facet_vgpu_rom_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	u8 *bytes = buf;
	u32 i;

	for (i = 0; i < len; i++)
		bytes[i] = facet_rom_byte(offset + i);
}
