/* SPDX-License-Identifier: GPL-2.0-only */
/* Video BIOS table (VBT) that names a guest's outputs. */
#ifndef DISPLAY_VBT_H
#define DISPLAY_VBT_H

#include "port.h"

struct display_head;

/**
 * display_vbt_make() - Make an expansion ROM with a VBT.
 * @rom: buffer of GEN9_ROM_SIZE bytes
 * @device: PCI device id of the GPU that the guest sees, 16 bits
 * @heads: the heads
 * @n: number of @heads, 1 to FACET_DISPLAY_HEADS
 *
 * Source: PCI Firmware 3.0 (image and PCIR); i915 display/intel_vbt_defs.h (the table).
 *
 * Context: any; takes no lock. The display is not attached yet.
 */
void display_vbt_make(u8 *rom, u32 device, const struct display_head *heads, u32 n);

#endif
