/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers that arm what is shown from the next vertical blank on. */
#ifndef DISPLAY_DOUBLE_BUFFER_H
#define DISPLAY_DOUBLE_BUFFER_H

struct facet_reg_block;

extern const struct facet_reg_block display_double_buffer_regs;

#endif
