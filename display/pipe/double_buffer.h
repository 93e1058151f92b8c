/* SPDX-License-Identifier: GPL-2.0-only */
/* Double-buffered registers: a write arms what the pipe shows from the next vertical blank on. */
#ifndef DISPLAY_DOUBLE_BUFFER_H
#define DISPLAY_DOUBLE_BUFFER_H

struct facet_reg_block;

/* Rows of the registers that arm. For facet_display_regs. */
extern const struct facet_reg_block display_double_buffer_regs;

#endif
