/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Register blocks that are rows alone: the para-virtual page, pcode, and the GT's rest; and what these rows tell a guest
 * that others have to keep to.
 */
#ifndef FACET_UNITS_H
#define FACET_UNITS_H

#include "port.h"

struct facet_reg_block;

#define FACET_GT_CLOCK_MHZ	1100u	/* of the render engine, as guests are told */

extern const struct facet_reg_block facet_pvinfo_regs;	/* pvinfo.c */
extern const struct facet_reg_block facet_pcode_regs;	/* pcode.c */
extern const struct facet_reg_block facet_gt_regs;	/* regs_gt.c */

#endif
