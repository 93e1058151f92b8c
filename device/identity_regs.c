// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers by which a driver finds out which GPU it has: fuses, frequencies, and the power of the
 * parts that exist. Their values follow from the identity of the device, which is constant. A guest
 * reads them by trapped accesses, with mmio_lock held. Takes no lock.
 *
 * Source: PRM SKL Vol. 2c (FUSE2, EU_DISABLE, RP_STATE_CAP); i915 gt/intel_sseu.c
 * (gen9_sseu_info_init), gt/intel_sseu_debugfs.c (gen9_sseu_device_status), gt/intel_rps.c
 * (gen6_rps_init).
 */
#include "gen9/identity.h"

#include "device/device.h"
#include "device/reg_blocks.h"
#include "device/regs.h"

#define EU_ACKS_PER_SLICE	2u	/* a register for two subslices */

static u32 fuse2_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return dev->identity->fuse2;
}

/* Return the number of an array's register, below its count. */
static u64 index_of(const struct facet_reg *reg, u32 offset)
{
	u64 index = (offset - reg->offset) / sizeof(u32);

	return port_index(&index, reg->count) ? index : 0;
}

static u32 eu_disable_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return dev->identity->eu_disable[index_of(reg, offset)];
}

static u32 rp_state_cap_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return dev->identity->rp_state_cap;
}

static bool has_slice(const struct facet_device *dev, u64 slice)
{
	return gen9_identity_slices(dev->identity) & BIT(slice);
}

static bool has_subslice(const struct facet_device *dev, u64 subslice)
{
	return gen9_identity_subslices(dev->identity) & BIT(subslice);
}

/* A guest's debugfs reads which parts have power: all that exist. */
static u32 slice_ack_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u32 ack = GEN9_PGCTL_SLICE_ACK;
	u32 i;

	if (!has_slice(dev, index_of(reg, offset)))
		return 0;
	for (i = 0; i < GEN9_SUBSLICES; i++)
		ack |= has_subslice(dev, i) ? GEN9_PGCTL_SS_ACK(i) : 0;
	return ack;
}

static u32 eu_ack_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	u64 index = index_of(reg, offset);
	u64 low = index % EU_ACKS_PER_SLICE * 2;

	if (!has_slice(dev, index / EU_ACKS_PER_SLICE))
		return 0;
	return (has_subslice(dev, low) ? GEN9_PGCTL_EU_ACK_LOW : 0) |
	       (has_subslice(dev, low + 1) ? GEN9_PGCTL_EU_ACK_HIGH : 0);
}

static const struct facet_reg identity_rows[] = {
	{ .name = "SLICE_PGCTL_ACK", .offset = GEN9_SLICE_PGCTL_ACK, .count = GEN9_SLICES,
	  .flags = FACET_REG_RO, .read = slice_ack_read },
	{ .name = "EU_PGCTL_ACK", .offset = GEN9_EU_PGCTL_ACK,
	  .count = GEN9_SLICES * EU_ACKS_PER_SLICE, .flags = FACET_REG_RO, .read = eu_ack_read },
	{ .name = "FUSE2", .offset = GEN9_FUSE2, .flags = FACET_REG_RO, .read = fuse2_read },
	{ .name = "EU_DISABLE", .offset = GEN9_EU_DISABLE0, .count = GEN9_SLICES,
	  .flags = FACET_REG_RO, .read = eu_disable_read },
	{ .name = "RP_STATE_CAP", .offset = GEN9_RP_STATE_CAP, .flags = FACET_REG_RO,
	  .read = rp_state_cap_read },
};

const struct facet_reg_block facet_identity_regs = {
	.rows = identity_rows,
	.count = ARRAY_SIZE(identity_rows),
};
