// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pixel clock that a guest programmed: from the registers of its PLL, and for DisplayPort from the
 * ratio of pixels to link symbols. pipe.c calls it when a pipe is turned on. No lock is taken.
 * Source: PRM SKL Vol. 2c (DPLL_CFGCR1, DPLL_CFGCR2, DPLL_CTRL1, DPLL_CTRL2) and Vol. 12; i915
 * display/intel_dpll_mgr.c.
 */
#include "display/pipe/dpll.h"

#include "device/regs.h"
#include "gen9/display_defs.h"

/* Dividers by the fields of DPLL_CFGCR2; 0: no such divider */
static const u8 kdivs[] = { 5, 2, 3, 1 };
static const u8 pdivs[] = { 1, 2, 3, 0, 7, 0, 0, 0 };
/* Symbol clock of a lane in kHz, by the field of DPLL_CTRL1 */
static const u32 link_khz[GEN9_DPLL_LINK_RATES] = {
	540000, 270000, 162000, 324000, 216000, 432000, 0, 0,
};

u32 display_dpll_decode(u32 cfgcr1, u32 cfgcr2)
{
	u64 dco = GEN9_DCO_INTEGER(cfgcr1) * GEN9_DPLL_REF_KHZ +
		  ((GEN9_DCO_FRACTION(cfgcr1) * GEN9_DPLL_REF_KHZ) >> GEN9_DCO_FRACTION_BITS);
	u32 q = cfgcr2 & GEN9_PLL_QDIV_MODE ? GEN9_PLL_QDIV_RATIO(cfgcr2) : 1;
	u32 divider = pdivs[GEN9_PLL_PDIV(cfgcr2)] * q * kdivs[GEN9_PLL_KDIV(cfgcr2)] *
		      GEN9_DCO_DIVIDER;

	return divider ? dco / divider : 0;
}

/* Return the PLL that DPLL_CTRL2 gives to a port. */
static u32 port_pll(const struct facet_device *dev, u32 port)
{
	return GEN9_DPLL_PORT(facet_reg_get(dev, GEN9_DPLL_CTRL2), port);
}

/*
 * Return the pixel clock of HDMI and DVI: one pixel in each clock. DPLL 0 feeds the core clock and
 * has no dividers of its own.
 */
static u32 tmds_khz(const struct facet_device *dev, u32 port)
{
	u32 pll = port_pll(dev, port);
	u32 offset;

	if (!pll || !(facet_reg_get(dev, GEN9_DPLL_CTRL1) & GEN9_DPLL_HDMI_MODE(pll)))
		return 0;
	offset = (pll - 1) * GEN9_DPLL_CFGCR_STRIDE;
	return display_dpll_decode(facet_reg_get(dev, GEN9_DPLL_CFGCR1 + offset),
				   facet_reg_get(dev, GEN9_DPLL_CFGCR2 + offset));
}

/* Return the pixel clock of DisplayPort: symbol clock * M / N. */
static u32 dp_khz(const struct facet_device *dev, u32 pipe, u32 port)
{
	u32 base = pipe * GEN9_PIPE_STRIDE;
	u32 ctrl1 = facet_reg_get(dev, GEN9_DPLL_CTRL1);
	u32 pll = port_pll(dev, port);
	u64 m = GEN9_PIPE_LINK_MN(facet_reg_get(dev, GEN9_PIPE_LINK_M1 + base));
	u32 n = GEN9_PIPE_LINK_MN(facet_reg_get(dev, GEN9_PIPE_LINK_N1 + base));

	if (!n || (ctrl1 & GEN9_DPLL_HDMI_MODE(pll)))
		return 0;
	return min_t(u64, m * link_khz[GEN9_DPLL_LINK_RATE(ctrl1, pll)] / n, ~0u);
}

u32 display_dpll_khz(const struct facet_device *dev, u32 pipe)
{
	u32 ddi = facet_reg_get(dev, GEN9_TRANS_DDI_FUNC_CTL + pipe * GEN9_PIPE_STRIDE);
	u32 port = GEN9_DDI_FUNC_PORT(ddi);

	if (port >= GEN9_PORTS)
		return 0;
	switch (GEN9_DDI_FUNC_MODE(ddi)) {
	case GEN9_DDI_MODE_HDMI:
	case GEN9_DDI_MODE_DVI:
		return tmds_khz(dev, port);
	case GEN9_DDI_MODE_DP:
		return dp_khz(dev, pipe, port);
	default:
		return 0;
	}
}
