// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power wells, PLLs and ports. Each request is granted at once. The read handlers compute the state
 * bits, and no write stores them, since guests write them back. Register handlers under the
 * device's mmio_lock; they take no other lock.
 * Source: PRM SKL Vol. 2c (PWR_WELL_CTL, LCPLL_CTL, DPLL_STATUS, DDI_BUF_CTL).
 */
#include "display/power.h"

#include "device/regs.h"
#include "gen9/display_defs.h"

/* Read a PWR_WELL_CTL. A well is on if any of the four registers requests it. */
static u32 pwr_well_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u32 requests = 0;
	u32 i;

	for (i = 0; i < GEN9_PWR_WELL_CTLS; i++)
		requests |= facet_reg_get(dev, GEN9_PWR_WELL_CTL + i * sizeof(u32));
	requests &= GEN9_PWR_WELL_REQUESTS;
	return (facet_reg_get(dev, offset) & GEN9_PWR_WELL_REQUESTS) | requests >> 1;
}

/* Read a register in which bit 30 is the state that bit 31 requests. */
static u32 enabled_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u32 value = facet_reg_get(dev, offset) & ~GEN9_STATE;

	return value & GEN9_ENABLE ? value | GEN9_STATE : value;
}

/* Read DPLL_STATUS: each enabled PLL has locked. */
static u32 dpll_status_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	static const u32 controls[GEN9_DPLLS] = {
		GEN9_LCPLL1_CTL, GEN9_LCPLL2_CTL, GEN9_WRPLL_CTL1, GEN9_WRPLL_CTL2,
	};
	u32 status = 0;
	u32 i;

	for (i = 0; i < GEN9_DPLLS; i++)
		if (facet_reg_get(dev, controls[i]) & GEN9_ENABLE)
			status |= GEN9_DPLL_LOCK(i);
	return status;
}

/* Read a DDI_BUF_CTL: a buffer is idle if it is not enabled. */
static u32 ddi_buf_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u32 value = facet_reg_get(dev, offset) & ~GEN9_DDI_BUF_IDLE;

	return value & GEN9_ENABLE ? value : value | GEN9_DDI_BUF_IDLE;
}

static const struct facet_reg rows[] = {
	{ .name = "FUSE_STATUS", .offset = GEN9_FUSE_STATUS, .flags = FACET_REG_RO,
	  .reset = GEN9_FUSE_STATUS_ALL },
	{ .name = "PWR_WELL_CTL", .offset = GEN9_PWR_WELL_CTL, .count = GEN9_PWR_WELL_CTLS,
	  .read = pwr_well_read },
	{ .name = "DBUF_CTL", .offset = GEN9_DBUF_CTL, .read = enabled_read },
	{ .name = "LCPLL1_CTL", .offset = GEN9_LCPLL1_CTL, .read = enabled_read },
	{ .name = "LCPLL2_CTL", .offset = GEN9_LCPLL2_CTL },
	{ .name = "WRPLL_CTL1", .offset = GEN9_WRPLL_CTL1 },
	{ .name = "WRPLL_CTL2", .offset = GEN9_WRPLL_CTL2 },
	{ .name = "DPLL_STATUS", .offset = GEN9_DPLL_STATUS, .flags = FACET_REG_RO,
	  .read = dpll_status_read },
	{ .name = "DDI_BUF_CTL", .offset = GEN9_DDI_BUF_CTL, .count = GEN9_PORTS,
	  .stride = GEN9_DDI_STRIDE, .read = ddi_buf_read },
	{ .name = "TRANSCONF_EDP", .offset = GEN9_TRANSCONF + GEN9_TRANS_EDP,
	  .read = enabled_read },
};

const struct facet_reg_block display_power_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
};
