/* SPDX-License-Identifier: GPL-2.0-only */
/* AUX channels: how a guest talks to DisplayPort monitors. */
#ifndef DISPLAY_AUX_H
#define DISPLAY_AUX_H

struct facet_reg_block;

extern const struct facet_reg_block display_aux_regs;

#endif
