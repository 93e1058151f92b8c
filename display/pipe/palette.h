/* SPDX-License-Identifier: GPL-2.0-only */
/* Palettes of the pipes: LGC_PALETTE and PREC_PAL. */
#ifndef DISPLAY_PALETTE_H
#define DISPLAY_PALETTE_H

struct gen9_display;
struct facet_reg_block;

/* Rows of the palettes, and their saved state. For facet_display_regs. */
extern const struct facet_reg_block display_palette_regs;

#endif
