/* SPDX-License-Identifier: GPL-2.0-only */
/* The expansion ROM. */
#ifndef FACET_ROM_H
#define FACET_ROM_H

#include "port.h"

struct facet_device;

/** facet_rom_set() - @image: GEN9_ROM_SIZE bytes that stay, or NULL. No access meanwhile. */
void facet_rom_set(struct facet_device *dev, const u8 *image);

/** facet_rom_read() - The expansion ROM (VBT); zeroes past its end, or without an image. */
void facet_rom_read(struct facet_device *dev, u32 offset, void *buf, u32 len);

#endif
