// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pixel clock that a guest programmed, out of its DPLL registers. Called
 * by pipe.c when a pipe goes on; no lock.
 */
#include "dpll.h"

#include "gen9/display.h"
#include "mediator/regs.h"

static const u8 kdivs[] = { 5, 2, 3, 1 };
static const u8 pdivs[] = { 1, 2, 3, 0, 7, 0, 0, 0 };

u32 display_dpll_decode(u32 cfgcr1, u32 cfgcr2)
{
	u64 dco = GEN9_DCO_INTEGER(cfgcr1) * GEN9_DPLL_REF_KHZ +
		  ((GEN9_DCO_FRACTION(cfgcr1) * GEN9_DPLL_REF_KHZ) >> GEN9_DCO_FRACTION_BITS);
	u32 q = cfgcr2 & GEN9_PLL_QDIV_MODE ? GEN9_PLL_QDIV_RATIO(cfgcr2) : 1;
	u32 divider = pdivs[GEN9_PLL_PDIV(cfgcr2)] * q * kdivs[GEN9_PLL_KDIV(cfgcr2)] *
		      GEN9_DCO_DIVIDER;

	return divider ? dco / divider : 0;
}

u32 display_dpll_khz(const struct facet_vgpu *vgpu, u32 port)
{
	u32 pll, offset;

	if (port >= GEN9_PORTS)
		return 0;
	pll = GEN9_DPLL_PORT(facet_reg_get(vgpu, GEN9_DPLL_CTRL2), port);
	/* DPLL 0 feeds the core clock and has no dividers of its own. */
	if (!pll || !(facet_reg_get(vgpu, GEN9_DPLL_CTRL1) & GEN9_DPLL_HDMI_MODE(pll)))
		return 0;
	offset = (pll - 1) * GEN9_DPLL_CFGCR_STRIDE;
	return display_dpll_decode(facet_reg_get(vgpu, GEN9_DPLL_CFGCR1 + offset),
				   facet_reg_get(vgpu, GEN9_DPLL_CFGCR2 + offset));
}
