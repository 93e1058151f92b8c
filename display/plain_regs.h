/* SPDX-License-Identifier: GPL-2.0-only */
/* Display registers that are memory: a read returns what the guest wrote. */
#ifndef DISPLAY_PLAIN_REGS_H
#define DISPLAY_PLAIN_REGS_H

struct facet_reg_block;

/* Rows of registers without handlers. For facet_display_regs. */
extern const struct facet_reg_block display_plain_regs;

#endif
