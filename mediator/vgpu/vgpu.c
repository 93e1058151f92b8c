// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU: its life, trapped BAR0 accesses, and the revocation of guest memory. Called by the front
 * end. A register access holds mmio_lock. A write may ask for engine resets: they run after
 * mmio_lock is dropped, since they wait for engines.
 */
#include "mediator/vgpu.h"

#include "device/regs.h"
#include "device/timer.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/oa.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt/view.h"
#include "mediator/ggtt_map.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"
#include "mediator/progress.h"
#include "mediator/sched.h"
#include "mediator/type.h"
#include "mediator/vgpu_state.h"
#include "pgpu/pgpu.h"

/* Guest and host pages have the same size. */
static_assert(PAGE_SIZE == GEN9_PAGE_SIZE && PAGE_SHIFT == GEN9_PAGE_SHIFT, "pages of one size");

static u64 device_now_ns(const struct facet_device *dev)
{
	const struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	return vgpu->ops->now_ns(vgpu->host);
}

static void device_set_irq(struct facet_device *dev, bool level)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	vgpu->ops->set_irq(vgpu->host, level);
}

static void device_arm_timer(struct facet_device *dev, u64 deadline_ns)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	vgpu->ops->arm_timer(vgpu->host, deadline_ns);
}

static void device_kick(struct facet_device *dev)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);

	vgpu->ops->kick(vgpu->host);
}

static void device_place_aperture(struct facet_device *dev, u64 gpa)
{
	facet_detiled_set_bar2(facet_vgpu_of(dev), gpa);
}

static const struct facet_device_ops device_ops = {
	.now_ns = device_now_ns,
	.set_irq = device_set_irq,
	.arm_timer = device_arm_timer,
	.kick = device_kick,
	.place_aperture = device_place_aperture,
	.write_switched = facet_engine_write_switched,
};

static int device_create(struct facet_vgpu *vgpu)
{
	return facet_device_init(&vgpu->dev, &device_ops,
				 &facet_gpu_pgpu(vgpu->gpu)->caps->identity,
				 facet_gpu_reg_map(vgpu->gpu), facet_type_bar2(vgpu->type));
}

static void device_destroy(struct facet_vgpu *vgpu)
{
	facet_device_fini(&vgpu->dev);
}

/**
 * struct vgpu_part - A part of a vGPU.
 * @create: create the part; returns 0 or a negative errno. May sleep
 * @destroy: free it. May sleep
 */
struct vgpu_part {
	int (*create)(struct facet_vgpu *vgpu);
	void (*destroy)(struct facet_vgpu *vgpu);
};

/* In the order of creation. They are destroyed in the reverse order. */
static const struct vgpu_part vgpu_parts[] = {
	{ device_create, device_destroy },
	{ facet_detiled_create, facet_detiled_destroy },
	{ facet_oa_create, facet_oa_destroy },
	{ facet_pins_create, facet_pins_destroy },
	{ facet_aperture_create, facet_aperture_destroy },
	{ facet_aliases_create, facet_aliases_destroy },
	{ facet_ggtt_create, facet_ggtt_destroy },
	{ facet_ggtt_map_create, facet_ggtt_map_destroy },
	{ facet_ppgtt_create, facet_ppgtt_destroy },
	{ facet_execlists_create, facet_execlists_destroy },
};

u64 facet_vgpu_bus_pages(const struct facet_type *type)
{
	return (u64)type->max_pinned_pages + type->max_shadow_pages + facet_ggtt_bus_pages();
}

#define HASH_KEY_TRIES	64u	/* one draw in eight does not spread */

/*
 * Tell whether numbers at a distance of less than FACET_SPREAD_RUN, in either direction, get
 * different slots.
 */
static bool hash_key_spreads(u64 key)
{
	u64 place = 1ull << (64 - FACET_SPREAD_BITS);
	u32 distance;

	for (distance = 1; distance < FACET_SPREAD_RUN; distance++) {
		if (distance * key < place || -(distance * key) < place)
			return false;
	}
	return true;
}

u64 facet_vgpu_hash_key(void)
{
	u64 key = get_random_u64() | 1;
	u32 i;

	for (i = 0; i < HASH_KEY_TRIES && !hash_key_spreads(key); i++)
		key = get_random_u64() | 1;
	return key;
}

int facet_vgpu_create(struct facet_gpu *gpu, const struct facet_type *type,
		      const struct facet_host_ops *ops, void *host, struct facet_vgpu **out)
{
	struct facet_vgpu *vgpu = port_zalloc(sizeof(*vgpu));
	int ret;
	u32 i;

	if (!vgpu)
		return -ENOMEM;
	vgpu->bus_pages = facet_vgpu_bus_pages(type);
	ret = facet_gpu_reserve(gpu, vgpu->bus_pages);
	if (ret)
		goto err_vgpu;
	vgpu->gpu = gpu;
	vgpu->type = type;
	vgpu->ops = ops;
	vgpu->host = host;
	vgpu->hash_key = facet_vgpu_hash_key();
	facet_progress_init(&vgpu->progress);
	INIT_LIST_HEAD(&vgpu->buffers.unused);
	mutex_init(&vgpu->shadow_lock);
	INIT_LIST_HEAD(&vgpu->list);
	for (i = 0; i < ARRAY_SIZE(vgpu_parts); i++) {
		ret = vgpu_parts[i].create(vgpu);
		if (ret)
			goto err_parts;
	}
	facet_vgpu_state_reset_sections(vgpu);
	facet_gpu_add(vgpu);
	*out = vgpu;
	return 0;

err_parts:
	while (i--)
		vgpu_parts[i].destroy(vgpu);
	mutex_destroy(&vgpu->shadow_lock);
	facet_gpu_unreserve(gpu, vgpu->bus_pages);
err_vgpu:
	port_free(vgpu);
	return ret;
}

void facet_vgpu_cancel(struct facet_vgpu *vgpu)
{
	facet_execlists_cancel(vgpu);
}

void facet_vgpu_set_sched_params(struct facet_vgpu *vgpu, const struct facet_sched_params *params)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_set_params(&vgpu->execlists->engines[i].entity, params);
}

void facet_vgpu_set_stats(struct facet_vgpu *vgpu, u32 engine, struct facet_sched_stats *stats)
{
	facet_sched_set_entity_stats(&vgpu->execlists->engines[engine].entity, stats);
}

void facet_vgpu_destroy(struct facet_vgpu *vgpu)
{
	u32 i = ARRAY_SIZE(vgpu_parts);

	facet_execlists_kill(vgpu);
	facet_pins_record(vgpu, false);
	facet_gpu_del(vgpu);
	facet_detiled_drop(vgpu);
	facet_ggtt_views_end(vgpu);
	while (i--)
		vgpu_parts[i].destroy(vgpu);
	mutex_destroy(&vgpu->shadow_lock);
	facet_gpu_unreserve(vgpu->gpu, vgpu->bus_pages);
	port_free(vgpu);
}

void facet_vgpu_work(struct facet_vgpu *vgpu)
{
	facet_execlists_work(vgpu);
	facet_pins_reap(vgpu, facet_progress_oldest(vgpu));
}

void facet_vgpu_timer(struct facet_vgpu *vgpu)
{
	facet_timers_run(&vgpu->dev);
}

/* Tell whether a page of a range is pinned, or may be. Takes shadow_lock. */
static bool vgpu_uses(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	bool any;

	facet_shadow_lock(vgpu);
	any = facet_pins_in_range(vgpu, gfn, n);
	facet_shadow_unlock(vgpu);
	return any;
}

void facet_vgpu_dma_unmap(struct facet_vgpu *vgpu, u64 gpa, u64 len)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u64 gfn = gpa >> GEN9_PAGE_SHIFT;
	u64 n = len >> GEN9_PAGE_SHIFT;
	struct list_head detached;

	facet_aperture_revoke(vgpu, gfn, n);
	if (!vgpu_uses(vgpu, gfn, n))
		return;
	INIT_LIST_HEAD(&detached);
	facet_execlists_suspend(vgpu);
	/*
	 * The following takes many holds of shadow_lock. That is safe: the engines are idle for
	 * this vGPU. Before they go on, the worker makes the shadows of waiting work anew
	 * (execlists_resync()). The pins leave the table first, so that nobody finds them.
	 */
	facet_pins_detach(vgpu, gfn, n, &detached);
	facet_ppgtt_drop(vgpu);
	facet_alias_zap(vgpu, gfn, n);
	facet_ggtt_views_zap(vgpu, gfn, n);
	pgpu->ops->invalidate(pgpu, vgpu->owner);
	facet_pins_release(vgpu, &detached);
	facet_execlists_resume(vgpu);
}

/*
 * A settle lets preempted commands run on, and needs their page tables. The worker alone makes page
 * tables anew. So the function waits for it: a pause may follow at once. In a pause the worker does
 * not make them, and commands have run on before (facet_vgpu_settle()).
 */
void facet_vgpu_unpin(struct facet_vgpu *vgpu)
{
	bool paused;

	facet_vgpu_dma_unmap(vgpu, 0, ~0ull);
	mutex_lock(&vgpu->dev.mmio_lock);
	paused = vgpu->progress.frozen;
	mutex_unlock(&vgpu->dev.mmio_lock);
	if (!paused)
		facet_execlists_wait_resync(vgpu);
}

void facet_vgpu_page_written(struct facet_vgpu *vgpu, u64 gpa, u64 len)
{
	facet_ppgtt_written(vgpu, gpa, len);
}

/* Check a trapped access: natural alignment, and inside BAR0. */
static bool mmio_valid(u64 offset, u32 len)
{
	return (len == 1 || len == 2 || len == 4 || len == 8) && IS_ALIGNED(offset, (u64)len) &&
	       offset < GEN9_BAR0_SIZE;
}

int facet_vgpu_mmio_read(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len)
{
	u32 at = offset & ~3ull;
	u64 value;

	if (port_check(MMIO_RANGE, !mmio_valid(offset, len)))
		return -EINVAL;
	mutex_lock(&vgpu->dev.mmio_lock);
	if (offset >= GEN9_GGTT_PTES) {
		facet_ggtt_trap_read(vgpu, offset - GEN9_GGTT_PTES, buf, len);
	} else {
		value = facet_reg_read(&vgpu->dev, at);
		if (len == sizeof(u64))
			value |= (u64)facet_reg_read(&vgpu->dev, at + sizeof(u32)) << 32;
		value >>= 8 * (offset - at);
		memcpy(buf, &value, len);
	}
	mutex_unlock(&vgpu->dev.mmio_lock);
	return 0;
}

/* Write one or two registers, or a part of one. mmio_lock held. */
static void reg_access_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len)
{
	u32 at = offset & ~3u;
	u32 shift = 8 * (offset - at);
	u64 value = 0;

	memcpy(&value, buf, len);
	if (len < sizeof(u32)) {
		facet_reg_write_part(&vgpu->dev, at, ((1u << 8 * len) - 1) << shift,
				     value << shift);
		return;
	}
	facet_reg_write(&vgpu->dev, at, lower_32_bits(value));
	if (len == sizeof(u64))
		facet_reg_write(&vgpu->dev, at + sizeof(u32), upper_32_bits(value));
}

int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len)
{
	if (port_check(MMIO_RANGE, !mmio_valid(offset, len)))
		return -EINVAL;
	mutex_lock(&vgpu->dev.mmio_lock);
	if (offset >= GEN9_GGTT_PTES)
		facet_ggtt_trap_write(vgpu, offset - GEN9_GGTT_PTES, buf, len);
	else
		reg_access_write(vgpu, offset, buf, len);
	mutex_unlock(&vgpu->dev.mmio_lock);
	if (offset < GEN9_GGTT_PTES)
		facet_execlists_run_resets(vgpu);
	return 0;
}

const struct facet_type *facet_vgpu_type(const struct facet_vgpu *vgpu)
{
	return vgpu->type;
}

void facet_vgpu_engine_process(const struct facet_vgpu *vgpu, struct pgpu_process *process)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	if (pgpu->ops->process)
		pgpu->ops->process(pgpu, vgpu->owner, process);
}

struct facet_device *facet_vgpu_device(struct facet_vgpu *vgpu)
{
	return &vgpu->dev;
}
