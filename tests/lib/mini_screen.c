// SPDX-License-Identifier: GPL-2.0-only
/* See mini_screen.h. */
#include "mini_screen.h"

#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"
#include "tests/lib/mini.h"

void mini_screen_on(struct mini_guest *guest)
{
	/* The PLL of port B, the timings of pipe A, its transcoder on port B, and its plane. */
	static const u32 writes[][2] = {
		{ GEN9_DPLL_CTRL1, 0x845 }, { GEN9_DPLL_CFGCR1, 0x80400173 },
		{ GEN9_DPLL_CFGCR2, 0x3a5 }, { GEN9_LCPLL2_CTL, 0x80000000 },
		{ GEN9_DPLL_CTRL2, 0x18 }, { GEN9_PIPESRC, 0x077f0437 },
		{ GEN9_TRANS_HTOTAL, 0x0897077f }, { GEN9_TRANS_VTOTAL, 0x04640437 },
		{ GEN9_TRANS_DDI_FUNC_CTL, 0x91030000 }, { GEN9_TRANSCONF, 0x80000000 },
		{ GEN9_PLANE_STRIDE, 120 }, { GEN9_PLANE_SIZE, 1079 << 16 | 1919 },
		{ GEN9_PLANE_CTL, 0x84000000 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(writes); i++)
		mini_write(guest, writes[i][0], writes[i][1]);
}
