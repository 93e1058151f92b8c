/* SPDX-License-Identifier: GPL-2.0-only */
/* The palettes of the pipes. */
#ifndef DISPLAY_PALETTE_H
#define DISPLAY_PALETTE_H

struct facet_display;
struct facet_reg_block;

extern const struct facet_reg_block display_palette_regs;

#endif
