// SPDX-License-Identifier: GPL-2.0-only
/* Makes a vGPU on a fake pGPU; see rig.h. */
#include "rig.h"

#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"

static const struct facet_reg_block *const no_regs[] = { NULL };

struct rig *rig_create(const struct facet_type *type,
		       const struct facet_reg_block *const *unit_regs)
{
	static const struct rig_gpu gpu = { .image_pages = 1 };

	return rig_create_on(type, unit_regs, &gpu);
}

struct rig *rig_create_on(const struct facet_type *type,
			  const struct facet_reg_block *const *unit_regs,
			  const struct rig_gpu *gpu)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig)
		return NULL;
	fake_clock_init(&rig->clock, false);
	rig->clock.other_host = gpu->other_host;
	fake_pgpu_init(&rig->fake);
	rig->fake.caps.context_pages[PGPU_RCS] = gpu->image_pages;
	if (gpu->name)
		snprintf(rig->fake.caps.name, sizeof(rig->fake.caps.name), "%s", gpu->name);
	if (gpu->identity)
		rig->fake.caps.identity = *gpu->identity;
	if (fake_host_init(&rig->host, &rig->clock, RIG_PAGES))
		goto err_rig;
	if (facet_gpu_create(&rig->fake.pgpu, unit_regs ? unit_regs : no_regs, &fake_gpu_host_ops,
			     &rig->clock, &rig->gpu))
		goto err_host;
	rig->clock.gpu = rig->gpu;
	if (facet_vgpu_create(rig->gpu, type, &fake_host_ops, &rig->host, &rig->vgpu))
		goto err_gpu;
	rig->host.vgpu = rig->vgpu;
	return rig;

err_gpu:
	facet_gpu_destroy(rig->gpu);
err_host:
	fake_host_fini(&rig->host);
err_rig:
	free(rig);
	return NULL;
}

u64 rig_destroy(struct rig *rig)
{
	u64 leaked;

	facet_vgpu_destroy(rig->vgpu);
	facet_gpu_destroy(rig->gpu);
	leaked = rig->host.pinned + rig->host.armed + rig->fake.n_mapped + rig->fake.n_allocated;
	fake_host_fini(&rig->host);
	free(rig);
	return leaked;
}

u32 rig_read(struct rig *rig, u32 offset)
{
	u32 value;

	if (facet_vgpu_mmio_read(rig->vgpu, offset, &value, sizeof(value)))
		abort();
	return value;
}

void rig_write(struct rig *rig, u32 offset, u32 value)
{
	if (facet_vgpu_mmio_write(rig->vgpu, offset, &value, sizeof(value)))
		abort();
}

void rig_pte(struct rig *rig, u32 gva, u64 pte)
{
	u64 offset = GEN9_GGTT_PTES + (u64)(gva >> GEN9_PAGE_SHIFT) * sizeof(pte);

	if (facet_vgpu_mmio_write(rig->vgpu, offset, &pte, sizeof(pte)))
		abort();
}

void *rig_shadow(struct rig *rig, u32 gva)
{
	return fake_pgpu_ggtt(&rig->fake, rig->vgpu->owner, gva);
}

void *rig_alias(struct rig *rig, u32 gva)
{
	struct facet_alias *alias;

	list_for_each_entry(alias, &rig->vgpu->aliases->slots, list) {
		if (alias->index == gva >> GEN9_PAGE_SHIFT && alias->pages == 1)
			return rig_shadow(rig, alias->gva);
	}
	return NULL;
}

void *rig_page(struct rig *rig, u64 gfn)
{
	return rig->host.mem + gfn * PAGE_SIZE;
}
