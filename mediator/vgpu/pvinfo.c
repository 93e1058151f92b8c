// SPDX-License-Identifier: GPL-2.0-only
/*
 * The para-virtual information page, as GVT-g defines it for i915 (i915_pvinfo.h): the guest's part
 * of the GGTT and of the fences, and the guest's notices about page tables, which are hints.
 *
 * Called by trapped register accesses; mmio_lock held.
 */
#include "mediator/vgpu/pvinfo.h"

#include "device/regs.h"
#include "gen9/pvinfo_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"

#define PVINFO_PDPS	4u

static u32 mappable_size_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	return facet_type_aperture(vgpu->type);
}

static u32 hidden_base_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	return facet_ggtt_hidden_base(vgpu->type);
}

static u32 hidden_size_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	return vgpu->type->hidden_mib << 20;
}

static u32 fences_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	return vgpu->type->fences;
}

/*
 * A write of G2V_NOTIFY, whose argument lies in the PDP registers. Only the creation and the
 * destruction of a PML4 are used.
 */
static void pvinfo_notify_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
				u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	u64 pml4 = facet_reg_get(&vgpu->dev, GEN9_PVINFO + GEN9_PVINFO_PDP);

	pml4 |= (u64)facet_reg_get(&vgpu->dev, GEN9_PVINFO + GEN9_PVINFO_PDP + sizeof(u32)) << 32;
	facet_reg_set(&vgpu->dev, offset, value);
	if (value == GEN9_PVINFO_G2V_L4_CREATE || value == GEN9_PVINFO_G2V_L4_DESTROY)
		facet_ppgtt_g2v_notify(vgpu, pml4, value == GEN9_PVINFO_G2V_L4_CREATE);
}

static const struct facet_reg pvinfo_rows[] = {
	{ .name = "PVINFO_MAGIC_LO", .offset = GEN9_PVINFO + GEN9_PVINFO_MAGIC_LO,
	  .flags = FACET_REG_RO, .reset = lower_32_bits(GEN9_PVINFO_MAGIC) },
	{ .name = "PVINFO_MAGIC_HI", .offset = GEN9_PVINFO + GEN9_PVINFO_MAGIC_HI,
	  .flags = FACET_REG_RO, .reset = upper_32_bits(GEN9_PVINFO_MAGIC) },
	{ .name = "PVINFO_VERSION", .offset = GEN9_PVINFO + GEN9_PVINFO_VERSIONS,
	  .flags = FACET_REG_RO, .reset = GEN9_PVINFO_VERSION },
	{ .name = "PVINFO_ID", .offset = GEN9_PVINFO + GEN9_PVINFO_ID, .flags = FACET_REG_RO },
	{ .name = "PVINFO_CAPS", .offset = GEN9_PVINFO + GEN9_PVINFO_CAPS, .flags = FACET_REG_RO,
	  .reset = GEN9_PVINFO_CAP_FULL_PPGTT | GEN9_PVINFO_CAP_HWSP |
		   GEN9_PVINFO_CAP_HUGE_GTT },
	{ .name = "PVINFO_MAPPABLE_BASE", .offset = GEN9_PVINFO + GEN9_PVINFO_MAPPABLE_BASE,
	  .flags = FACET_REG_RO },
	{ .name = "PVINFO_MAPPABLE_SIZE", .offset = GEN9_PVINFO + GEN9_PVINFO_MAPPABLE_SIZE,
	  .flags = FACET_REG_RO, .read = mappable_size_read },
	{ .name = "PVINFO_HIDDEN_BASE", .offset = GEN9_PVINFO + GEN9_PVINFO_HIDDEN_BASE,
	  .flags = FACET_REG_RO, .read = hidden_base_read },
	{ .name = "PVINFO_HIDDEN_SIZE", .offset = GEN9_PVINFO + GEN9_PVINFO_HIDDEN_SIZE,
	  .flags = FACET_REG_RO, .read = hidden_size_read },
	{ .name = "PVINFO_FENCES", .offset = GEN9_PVINFO + GEN9_PVINFO_FENCES,
	  .flags = FACET_REG_RO, .read = fences_read },
	{ .name = "PVINFO_DISPLAY_READY", .offset = GEN9_PVINFO + GEN9_PVINFO_DISPLAY_READY },
	{ .name = "PVINFO_G2V_NOTIFY", .offset = GEN9_PVINFO + GEN9_PVINFO_G2V_NOTIFY,
	  .write = pvinfo_notify_write },
	{ .name = "PVINFO_CURSOR_HOT", .offset = GEN9_PVINFO + GEN9_PVINFO_CURSOR_HOT, .count = 2 },
	{ .name = "PVINFO_PDP", .offset = GEN9_PVINFO + GEN9_PVINFO_PDP, .count = 2 * PVINFO_PDPS },
	{ .name = "PVINFO_CONTEXT_DESC", .offset = GEN9_PVINFO + GEN9_PVINFO_CONTEXT_DESC,
	  .count = 2 },
};

bool facet_pvinfo_driver_ready(const struct facet_vgpu *vgpu)
{
	return facet_reg_get(&vgpu->dev, GEN9_PVINFO + GEN9_PVINFO_DISPLAY_READY);
}

const struct facet_reg_block facet_pvinfo_regs = {
	.rows = pvinfo_rows,
	.count = ARRAY_SIZE(pvinfo_rows),
};
