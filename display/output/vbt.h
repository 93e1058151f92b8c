/* SPDX-License-Identifier: GPL-2.0-only */
/* The video BIOS table that tells a guest of its outputs. */
#ifndef DISPLAY_VBT_H
#define DISPLAY_VBT_H

#include "port.h"

struct display_head;

/** display_vbt_make() - An expansion ROM for @n heads. @rom: GEN9_ROM_SIZE bytes. */
void display_vbt_make(u8 *rom, const struct display_head *heads, u32 n);

#endif
