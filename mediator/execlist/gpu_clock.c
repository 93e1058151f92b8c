// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock of the command streamers (gpu_clock.h). Trapped reads call facet_clock() with mmio_lock
 * held; a reset, save or restore calls the section with that lock held, and the worker out. Takes
 * no lock.
 */
#include "mediator/execlist/gpu_clock.h"

#include "device/state_section.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "pgpu/pgpu.h"

#define NS_PER_MS		1000000ull
#define TICKS_PER_MS		(GEN9_CS_CLOCK_HZ / 1000u)

/* Return the front end's time in ticks. */
static u64 host_clock(struct facet_vgpu *vgpu)
{
	u64 ns = vgpu->ops->now_ns(vgpu->host);

	return ns / NS_PER_MS * TICKS_PER_MS + ns % NS_PER_MS * TICKS_PER_MS / NS_PER_MS;
}

/*
 * Return the pGPU's clock. The upper half is read before and behind the lower half, which wraps
 * every six minutes.
 */
static u64 pgpu_clock(struct facet_vgpu *vgpu, u32 base)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u32 low, high, high_after;

	if (pgpu->ops->reg_read(pgpu, base + GEN9_RING_TIMESTAMP_U, &high) ||
	    pgpu->ops->reg_read(pgpu, base + GEN9_RING_TIMESTAMP, &low) ||
	    pgpu->ops->reg_read(pgpu, base + GEN9_RING_TIMESTAMP_U, &high_after))
		return host_clock(vgpu);
	if (high != high_after && pgpu->ops->reg_read(pgpu, base + GEN9_RING_TIMESTAMP, &low))
		return host_clock(vgpu);
	return (u64)high_after << 32 | low;
}

u64 facet_clock(struct facet_vgpu *vgpu, u32 base)
{
	return (pgpu_clock(vgpu, base) + vgpu->execlists->clock_offset) & GEN9_TIMESTAMP_MASK;
}

/* struct saved_clock - @ticks: what the guest would read at the save. */
struct saved_clock {
	u64 ticks;
};

static const struct facet_state_field clock_fields[] = {
	FACET_STATE_FIELD(struct saved_clock, ticks, 0),
};

static void clock_reset(void *owner)
{
	facet_vgpu_of(owner)->execlists->clock_offset = 0;
}

static bool has_offset(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu)->caps->clock_offset;
}

static int clock_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct saved_clock s;

	if (!has_offset(vgpu) || index)
		return -ENOENT;
	s.ticks = facet_clock(vgpu, GEN9_RCS_BASE);
	facet_state_put_fields(out, clock_fields, ARRAY_SIZE(clock_fields), &s);
	return 0;
}

/* Any time will do: only the guest reads it. */
static int clock_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct saved_clock s;
	int ret = facet_state_take_fields(in, clock_fields, ARRAY_SIZE(clock_fields), &s);

	if (ret || index || in->left)
		return -EINVAL;
	if (has_offset(vgpu))
		vgpu->execlists->clock_offset = s.ticks - pgpu_clock(vgpu, GEN9_RCS_BASE);
	return 0;
}

const struct facet_state_section facet_clock_state = {
	.tag = FACET_STATE_TAG('T', 'I', 'M', 'E'),
	.name = "clock",
	.what = "the clock that commands read; at most one record, and none of a pGPU whose clock "
		"has no offset",
	.records = FACET_STATE_ANY,
	.fields = clock_fields,
	.n_fields = ARRAY_SIZE(clock_fields),
	.reset = clock_reset,
	.save = clock_save,
	.restore = clock_restore,
};
