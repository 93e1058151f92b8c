/* SPDX-License-Identifier: GPL-2.0-only */
/* The expansion ROM. Read by facet_vgpu_rom_read(), declared in mediator/vgpu.h. */
#ifndef FACET_ROM_H
#define FACET_ROM_H

#include "port.h"

/** facet_rom_byte() - A byte of the image, 0 past its end. Any context. */
u8 facet_rom_byte(u32 offset);

#endif
