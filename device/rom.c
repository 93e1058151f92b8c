// SPDX-License-Identifier: GPL-2.0-only
/*
 * The expansion ROM. Trapped accesses read it. The display sets its image (the VBT) before the
 * first access, and the image does not change. So this file takes no lock.
 */
#include "device/rom.h"

#include "device/device.h"
#include "gen9/pci_defs.h"

void facet_rom_set(struct facet_device *dev, const u8 *image)
{
	dev->rom = image;
}

void facet_rom_read(struct facet_device *dev, u32 offset, void *buf, u32 len)
{
	u8 *bytes = buf;
	u64 at;
	u32 i;

	for (i = 0; i < len; i++) {
		at = offset + i;
		bytes[i] = dev->rom && port_index(&at, GEN9_ROM_SIZE) ? dev->rom[at] : 0;
	}
}
