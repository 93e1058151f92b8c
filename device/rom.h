/* SPDX-License-Identifier: GPL-2.0-only */
/* The expansion ROM of a device. */
#ifndef FACET_ROM_H
#define FACET_ROM_H

#include "port.h"

struct facet_device;

/**
 * facet_rom_set() - Set the image of the expansion ROM.
 * @dev: the device
 * @image: GEN9_ROM_SIZE bytes, which the caller owns and keeps until the next call; NULL: no image,
 *	the ROM reads 0
 *
 * Context: any; takes no lock; does not sleep. Nobody accesses the ROM meanwhile.
 */
void facet_rom_set(struct facet_device *dev, const u8 *image);

/**
 * facet_rom_read() - Read bytes of the expansion ROM.
 * @dev: the device
 * @offset: byte offset in the ROM, any value; @offset + @len is at most 2^32
 * @buf: gets @len bytes; 0 beyond the end of the ROM (GEN9_ROM_SIZE) or without an image
 * @len: bytes, any number
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 */
void facet_rom_read(struct facet_device *dev, u32 offset, void *buf, u32 len);

#endif
