/* SPDX-License-Identifier: GPL-2.0-only */
/* Register blocks of this folder that need no header of their own. */
#ifndef FACET_REG_BLOCKS_H
#define FACET_REG_BLOCKS_H

#include "port.h"

struct facet_reg_block;

extern const struct facet_reg_block facet_pcode_regs;	/* pcode.c */
extern const struct facet_reg_block facet_gt_regs;	/* gt_regs.c */
extern const struct facet_reg_block facet_identity_regs;	/* identity_regs.c */

#endif
