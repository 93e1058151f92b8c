/* SPDX-License-Identifier: GPL-2.0-only */
/* Display registers that are memory: written, and read back as written. */
#ifndef DISPLAY_PLAIN_REGS_H
#define DISPLAY_PLAIN_REGS_H

struct facet_reg_block;

extern const struct facet_reg_block display_plain_regs;

#endif
