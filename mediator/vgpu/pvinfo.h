/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The para-virtual information page (PVINFO): rows of the register map.
 */
#ifndef FACET_PVINFO_H
#define FACET_PVINFO_H

struct facet_reg_block;

extern const struct facet_reg_block facet_pvinfo_regs;

#endif
