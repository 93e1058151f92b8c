/* SPDX-License-Identifier: GPL-2.0-only */
/* Power wells, clocks and ports: registers whose state bits follow the request bits. */
#ifndef DISPLAY_POWER_H
#define DISPLAY_POWER_H

struct facet_reg_block;

/* Rows of power wells, PLLs and ports. For facet_display_regs. */
extern const struct facet_reg_block display_power_regs;

#endif
