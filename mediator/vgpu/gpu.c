// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pGPU in the mediator: opened once, with the map of all registers and the scheduler of its
 * engines. Reports of the pGPU go to the scheduler, which accepts no cookie that it has not given
 * out.
 *
 * Called by the front end, and by the engines' threads for events and store barriers. Takes
 * &facet_gpu.lock for the list of vGPUs.
 */
#include "mediator/gpu.h"

#include "device/config.h"
#include "device/irq.h"
#include "device/reg_blocks.h"
#include "device/regs.h"
#include "gen9/gtt_defs.h"
#include "gen9/identity.h"
#include "gen9/oa_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/gpu_types.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/execlist_reset.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/execlist/oa.h"
#include "mediator/ggtt.h"
#include "mediator/sched.h"
#include "mediator/vgpu/pvinfo.h"
#include "mediator/vgpu_state.h"
#include "pgpu/pgpu.h"

enum {
	GPU_BLOCKS_MAX = 32,
	GPU_DEPTH_MAX = 64,
	PAGES_PER_MIB = (1u << 20) / GEN9_PAGE_SIZE,
};

/* Register blocks of the mediator and of device/. Blocks from outside follow. */
static const struct facet_reg_block *const gpu_blocks[] = {
	&facet_irq_regs,
	&facet_aperture_fence_regs,
	&facet_pvinfo_regs,
	&facet_pcode_regs,
	&facet_gt_regs,
	&facet_identity_regs,
	&facet_ggtt_regs,
	&facet_oa_regs,
	&facet_engine_regs,
	&facet_execlist_reset_regs,
};

/* Test if a slice that exists has an execution unit in a subslice that exists. */
static bool has_units(const struct gen9_identity *identity)
{
	u32 subslices = gen9_identity_subslices(identity), slice, i;

	for (slice = 0; slice < GEN9_SLICES; slice++) {
		for (i = 0; i < GEN9_SUBSLICES; i++) {
			u8 off = identity->eu_disable[slice] >> (i * GEN9_EUS);

			if (gen9_identity_slices(identity) & BIT(slice) && subslices & BIT(i) &&
			    off != BIT(GEN9_EUS) - 1)
				return true;
		}
	}
	return false;
}

/*
 * Test if a guest's driver can use a GPU with an identity. A driver steers its reads to a slice and
 * subslice that exist (i915 gt/intel_workarounds.c, gen9_wa_init_mcr). Reports of the OA unit have
 * seven bits for the ratio of clocks.
 */
static bool identity_valid(const struct gen9_identity *identity)
{
	u32 mhz = gen9_identity_clock_mhz(identity);

	return identity->device && identity->device <= 0xffff && identity->revision <= 0xff &&
	       has_units(identity) && mhz && mhz <= GEN9_OA_CLOCK_MAX_MHZ;
}

/* Check the pGPU's capabilities: it may be another process. */
static bool caps_valid(const struct pgpu_caps *caps)
{
	u32 all = BIT(PGPU_ENGINES) - 1;
	u32 i;

	if (caps->ggtt_first >= GEN9_GGTT_ENTRIES ||
	    caps->ggtt_pages > GEN9_GGTT_ENTRIES - caps->ggtt_first ||
	    caps->ggtt_pages < FACET_GGTT_WINDOW_PAGES)
		return false;
	if (!caps->engines || (caps->engines & ~all) || (caps->user_batch_safe & ~all) ||
	    !caps->depth || caps->depth > GPU_DEPTH_MAX || !caps->bus_pages ||
	    caps->preemption > PGPU_PREEMPT_COMMAND || !identity_valid(&caps->identity))
		return false;
	for (i = 0; i < PGPU_ENGINES; i++) {
		if ((caps->engines & BIT(i)) &&
		    (!caps->context_pages[i] || caps->context_pages[i] > FACET_CONTEXT_PAGES_MAX))
			return false;
	}
	return true;
}

/* Make the map of all registers. Return: 0; -EINVAL: too many blocks; else an errno of the map. */
static int reg_map_create(const struct facet_reg_block *const *extra_blocks,
			  struct facet_reg_map **out)
{
	const struct facet_reg_block *blocks[GPU_BLOCKS_MAX];
	u32 n;

	for (n = 0; n < ARRAY_SIZE(gpu_blocks); n++)
		blocks[n] = gpu_blocks[n];
	for (; extra_blocks && *extra_blocks; extra_blocks++) {
		if (n == GPU_BLOCKS_MAX)
			return -EINVAL;
		blocks[n++] = *extra_blocks;
	}
	return facet_reg_map_create(blocks, n, out);
}

/* &pgpu_client_ops.event: atomic context. */
static void gpu_event(void *client, const struct pgpu_event *event)
{
	struct facet_gpu *gpu = client;

	facet_sched_event(gpu->sched, event);
}

/*
 * &pgpu_client_ops.store_barrier: atomic context; takes &facet_gpu.lock. An unknown owner passes:
 * it is a vGPU that ends and has no detiled pages, or the pGPU has made it up.
 */
static bool gpu_store_barrier(void *client, u64 owner, u64 *seqno)
{
	struct facet_gpu *gpu = client;
	struct facet_vgpu *vgpu;
	unsigned long flags;
	bool go = true;

	spin_lock_irqsave(&gpu->lock, flags);
	list_for_each_entry(vgpu, &gpu->vgpus, list)
		if (vgpu->owner == owner)
			go = facet_detiled_store_barrier(vgpu, seqno);
	spin_unlock_irqrestore(&gpu->lock, flags);
	return go;
}

void facet_gpu_add(struct facet_vgpu *vgpu)
{
	struct facet_gpu *gpu = vgpu->gpu;
	unsigned long flags;

	spin_lock_irqsave(&gpu->lock, flags);
	list_add_tail(&vgpu->list, &gpu->vgpus);
	spin_unlock_irqrestore(&gpu->lock, flags);
}

void facet_gpu_del(struct facet_vgpu *vgpu)
{
	struct facet_gpu *gpu = vgpu->gpu;
	unsigned long flags;

	spin_lock_irqsave(&gpu->lock, flags);
	list_del(&vgpu->list);
	spin_unlock_irqrestore(&gpu->lock, flags);
}

static const struct pgpu_client_ops gpu_client_ops = {
	.event = gpu_event,
	.store_barrier = gpu_store_barrier,
};

int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *extra_blocks,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out)
{
	struct facet_gpu *gpu;
	int ret;

	if (!caps_valid(pgpu->caps))
		return -EINVAL;
	gpu = port_zalloc(sizeof(*gpu));
	if (!gpu)
		return -ENOMEM;
	gpu->pgpu = pgpu;
	spin_lock_init(&gpu->lock);
	INIT_LIST_HEAD(&gpu->vgpus);
	ret = facet_seal_key_create(pgpu->caps, ops, host, &gpu->seal_key);
	if (ret)
		goto err_gpu;
	ret = reg_map_create(extra_blocks, &gpu->reg_map);
	if (ret)
		goto err_key;
	ret = facet_vgpu_state_table_create(extra_blocks, &gpu->state);
	if (ret)
		goto err_reg_map;
	ret = facet_sched_create(pgpu, ops, host, &gpu->sched);
	if (ret)
		goto err_state;
	ret = pgpu->ops->open(pgpu, &gpu_client_ops, gpu);
	if (ret)
		goto err_sched;
	*out = gpu;
	return 0;

err_sched:
	facet_sched_destroy(gpu->sched);
err_state:
	facet_vgpu_state_table_destroy(gpu->state);
err_reg_map:
	facet_reg_map_destroy(gpu->reg_map);
err_key:
	facet_seal_key_destroy(gpu->seal_key);
err_gpu:
	port_free(gpu);
	return ret;
}

void facet_gpu_destroy(struct facet_gpu *gpu)
{
	gpu->pgpu->ops->close(gpu->pgpu);
	facet_sched_destroy(gpu->sched);
	facet_vgpu_state_table_destroy(gpu->state);
	facet_reg_map_destroy(gpu->reg_map);
	facet_seal_key_destroy(gpu->seal_key);
	port_free(gpu);
}

u32 facet_gpu_window_used(const struct pgpu *pgpu)
{
	return DIV_ROUND_UP(facet_execlists_window_pages(pgpu->caps), PAGES_PER_MIB);
}

void facet_gpu_timer(struct facet_gpu *gpu)
{
	facet_sched_timer(gpu->sched);
}

void facet_gpu_suspend(struct facet_gpu *gpu)
{
	facet_sched_suspend(gpu->sched);
}

void facet_gpu_resume(struct facet_gpu *gpu)
{
	facet_sched_resume(gpu->sched);
}

void facet_gpu_set_stats(struct facet_gpu *gpu, u32 engine, struct facet_sched_stats *stats)
{
	facet_sched_set_engine_stats(gpu->sched, engine, stats);
}

u64 facet_gpu_images_number(const struct facet_gpu *gpu)
{
	return facet_seal_key_number(gpu->seal_key);
}
