// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plain DisplayPort 1.2 sink: one stream, four lanes up to HBR2, and an EDID of its own. The sink
 * has no MST, no panel self refresh and no compression. Its lanes find the clock and equalise at
 * once, at any voltage. The functions change struct display_dpcd alone. Callers: aux.c and
 * output.c, with the display's lock held.
 * Source: VESA DisplayPort 1.2, 2.9.3 (DPCD).
 */
#include "display/output/dpcd.h"

#include "display/display_types.h"

/* A register that never changes. Registers that are not listed here are 0. */
struct dpcd_const {
	u32 addr;
	u8 value;
};

static const struct dpcd_const consts[] = {
	{ GEN9_DPCD_REV, GEN9_DPCD_REV_1_2 },
	{ GEN9_DPCD_MAX_RATE, GEN9_DPCD_HBR2 },
	{ GEN9_DPCD_MAX_LANES, GEN9_DPCD_LANES | GEN9_DPCD_TPS3 | GEN9_DPCD_ENHANCED },
	{ GEN9_DPCD_MAX_SPREAD, GEN9_DPCD_SPREAD_HALF },
	{ GEN9_DPCD_CODING_CAP, GEN9_DPCD_8B10B },
	{ GEN9_DPCD_PORT0_CAP, GEN9_DPCD_PORT0_EDID },
	{ GEN9_DPCD_SINK_COUNT, 1 },
};

/* Registers that the source may write, and the bits that they have */
static const u8 link_masks[GEN9_DPCD_LINK_SIZE] = {
	[GEN9_DPCD_RATE_SET - GEN9_DPCD_LINK] = 0xff,
	[GEN9_DPCD_LANES_SET - GEN9_DPCD_LINK] = 0x1f | GEN9_DPCD_ENHANCED,
	[GEN9_DPCD_PATTERN_SET - GEN9_DPCD_LINK] = 0xff,
	[GEN9_DPCD_LANE_SET - GEN9_DPCD_LINK] = 0x3f, 0x3f, 0x3f, 0x3f,
	[GEN9_DPCD_SPREAD_SET - GEN9_DPCD_LINK] = 0x90,
	[GEN9_DPCD_CODING_SET - GEN9_DPCD_LINK] = 0x03,
	[GEN9_DPCD_QUALITY_SET - GEN9_DPCD_LINK] = 0x07, 0x07, 0x07, 0x07,
};

static u8 link_get(const struct display_dpcd *dpcd, u32 addr)
{
	return dpcd->link[addr - GEN9_DPCD_LINK];
}

void display_dpcd_reset(struct display_dpcd *dpcd)
{
	memset(dpcd, 0, sizeof(*dpcd));
	dpcd->power = GEN9_DPCD_POWER_ON;
}

/*
 * Return the mask of lanes of the link that the source has set up; 0: there can be no such link.
 */
static u8 dpcd_lanes(const struct display_dpcd *dpcd)
{
	u32 rate = link_get(dpcd, GEN9_DPCD_RATE_SET);
	u32 count = GEN9_DPCD_LANES_COUNT(link_get(dpcd, GEN9_DPCD_LANES_SET));

	if (rate != GEN9_DPCD_RBR && rate != GEN9_DPCD_HBR && rate != GEN9_DPCD_HBR2)
		return 0;
	if (count != 1 && count != 2 && count != GEN9_DPCD_LANES)
		return 0;
	return (1u << count) - 1;
}

/* Tell whether all lanes of the link are equalised. */
static bool dpcd_trained(const struct display_dpcd *dpcd)
{
	return dpcd->equal && dpcd->equal == dpcd_lanes(dpcd);
}

/* Return the status of @lane and the next one: there are two lanes in a byte. */
static u8 lane_status(const struct display_dpcd *dpcd, u32 lane)
{
	u8 status = 0;
	u32 i;

	for (i = 0; i < 2; i++) {
		if (dpcd->clocked & BIT(lane + i))
			status |= GEN9_DPCD_LANE_CLOCK << (4 * i);
		if (dpcd->equal & BIT(lane + i))
			status |= GEN9_DPCD_LANE_EQUAL << (4 * i);
	}
	return status;
}

u8 display_dpcd_read(const struct display_dpcd *dpcd, u32 addr)
{
	u64 at = addr - GEN9_DPCD_LINK;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(consts); i++)
		if (consts[i].addr == addr)
			return consts[i].value;
	if (port_index(&at, GEN9_DPCD_LINK_SIZE))
		return dpcd->link[at];
	switch (addr) {
	case GEN9_DPCD_STATUS_LANES:
		return lane_status(dpcd, 0);
	case GEN9_DPCD_STATUS_LANES + 1:
		return lane_status(dpcd, 2);
	case GEN9_DPCD_ALIGN:
		return dpcd_trained(dpcd) ? GEN9_DPCD_ALIGN_DONE : 0;
	case GEN9_DPCD_SINK_STATUS:
		return dpcd_trained(dpcd) ? GEN9_DPCD_SINK_IN_SYNC : 0;
	case GEN9_DPCD_POWER:
		return dpcd->power;
	default:
		return 0;
	}
}

/* Handle a training pattern that the source begins to send. */
static void dpcd_train(struct display_dpcd *dpcd, u32 pattern)
{
	u8 lanes = dpcd_lanes(dpcd);

	if (pattern == GEN9_DPCD_PATTERN_OFF)
		return;
	if (pattern == GEN9_DPCD_PATTERN_CLOCK) {
		dpcd->clocked = lanes;
		dpcd->equal = 0;
	} else {
		dpcd->equal = dpcd->clocked;
	}
}

/* Lose clock and equalisation of all lanes. */
static void dpcd_lose_lanes(struct display_dpcd *dpcd)
{
	dpcd->clocked = 0;
	dpcd->equal = 0;
}

void display_dpcd_write(struct display_dpcd *dpcd, u32 addr, u8 value)
{
	u64 at = addr - GEN9_DPCD_LINK;

	if (addr == GEN9_DPCD_POWER) {
		dpcd->power = value & GEN9_DPCD_POWER_MASK;
		if (dpcd->power != GEN9_DPCD_POWER_ON)
			dpcd_lose_lanes(dpcd);
	}
	if (!port_index(&at, GEN9_DPCD_LINK_SIZE))
		return;
	dpcd->link[at] = value & link_masks[at];
	if (addr == GEN9_DPCD_RATE_SET || addr == GEN9_DPCD_LANES_SET)
		dpcd_lose_lanes(dpcd);
	else if (addr == GEN9_DPCD_PATTERN_SET && dpcd->power == GEN9_DPCD_POWER_ON)
		dpcd_train(dpcd, GEN9_DPCD_PATTERN(value));
}

bool display_dpcd_valid(const struct display_dpcd *dpcd)
{
	u8 lanes = dpcd_lanes(dpcd);
	u32 i;

	for (i = 0; i < GEN9_DPCD_LINK_SIZE; i++)
		if (dpcd->link[i] & ~link_masks[i])
			return false;
	if (dpcd->clocked && (dpcd->clocked != lanes || dpcd->power != GEN9_DPCD_POWER_ON))
		return false;
	return !dpcd->equal || dpcd->equal == dpcd->clocked;
}
