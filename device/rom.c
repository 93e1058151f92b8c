// SPDX-License-Identifier: GPL-2.0-only
/*
 * The expansion ROM, as trapped accesses read it. What is in it comes from a unit
 * (the display's VBT) before the first access, and stays; so no lock.
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
