/* SPDX-License-Identifier: GPL-2.0-only */
/* AUX channels, by which a guest talks to DisplayPort monitors. */
#ifndef DISPLAY_AUX_H
#define DISPLAY_AUX_H

struct facet_reg_block;

/* Rows of the AUX channels and of link training. For facet_display_regs. */
extern const struct facet_reg_block display_aux_regs;

#endif
