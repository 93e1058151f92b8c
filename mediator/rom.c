// SPDX-License-Identifier: GPL-2.0-only
/*
 * The expansion ROM, as trapped accesses read it. What is in it comes from a unit
 * (the display's VBT) before the first access, and stays; so no lock.
 */
#include "gen9/pci.h"
#include "mediator/vgpu_types.h"
#include "mediator/vgpu.h"

void facet_vgpu_set_rom(struct facet_vgpu *vgpu, const u8 *image)
{
	vgpu->rom = image;
}

void facet_vgpu_rom_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	u8 *bytes = buf;
	u64 at;
	u32 i;

	for (i = 0; i < len; i++) {
		at = offset + i;
		bytes[i] = vgpu->rom && port_index(&at, GEN9_ROM_SIZE) ? vgpu->rom[at] : 0;
	}
}
