// SPDX-License-Identifier: GPL-2.0-only
/*
 * The units of the render engine (units.h): what the command streamer calls, and what the units
 * call. exec.c, lrc.c, queue.c and the units call this file in the engine's thread. Takes no lock
 * but sgpu_ggtts.lock.
 */
#include "softgpu/units.h"

#include "softgpu/cmd.h"
#include "softgpu/image.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/walk.h"

int softgpu_set_units(struct softgpu *sg, const struct softgpu_unit_ops *ops, void *units)
{
	struct sgpu_engine *e = &sg->engine[PGPU_RCS];

	if (ops->state_bytes > SGPU_UNITS_STATE_MAX)
		return -EINVAL;
	if (e->unit_ops)
		return -EBUSY;
	e->unit_state = port_zalloc(ops->state_bytes);
	if (!e->unit_state)
		return -ENOMEM;
	e->units = units;
	e->unit_ops = ops;
	sg->caps.context_pages[PGPU_RCS] =
		max(sg->caps.context_pages[PGPU_RCS], (u8)sgpu_image_pages(ops->state_bytes));
	return 0;
}

bool sgpu_units_owner_exists(struct sgpu_engine *e, u64 owner)
{
	return sgpu_ggtt_find(&e->sg->ggtts, owner);
}

void sgpu_units_context(const struct sgpu_engine *e, u64 *owner, u32 *context)
{
	*owner = e->run->sub.owner;
	*context = e->run->sub.context;
}

u8 *sgpu_units_page(struct sgpu_engine *e, u64 va, bool write)
{
	u8 *page = sgpu_page(e, &e->space[SGPU_PPGTT], va, write);

	return page == e->sink ? NULL : page;
}

u64 sgpu_units_translations(const struct sgpu_engine *e)
{
	return (u64)atomic64_read(&e->sg->tlb_seq);
}

u32 sgpu_units_reg_read(struct sgpu_engine *e, u32 offset)
{
	return sgpu_regs_read(e, offset);
}

void sgpu_units_reg_write(struct sgpu_engine *e, u32 offset, u32 value)
{
	sgpu_regs_write(e, offset, value, false);
}

u64 sgpu_units_now(const struct sgpu_engine *e)
{
	return sgpu_now(e);
}

void sgpu_units_charge(struct sgpu_engine *e, u32 cost)
{
	sgpu_charge(e, cost);
}

bool sgpu_units_stopped(struct sgpu_engine *e)
{
	return sgpu_stopped(e);
}

void sgpu_units_give_way(struct sgpu_engine *e, bool obey)
{
	e->refuses = obey ? 0 : SGPU_ATTENTION_PREEMPT;
}

bool sgpu_units_take(const struct sgpu_engine *e, u32 id)
{
	switch (id) {
	case GEN9_CMD_STATE_BASE_ADDRESS:
	case GEN9_CMD_PIPELINE_SELECT:
	case GEN9_CMD_3DPRIMITIVE:
	case GEN9_CMD_GPGPU_WALKER:
	case GEN9_CMD_3D_OTHER:
		return e->unit_ops;
	default:
		return false;
	}
}

int sgpu_units_command(struct sgpu_engine *e, u32 n)
{
	if (n > SGPU_CMD_DWORDS)
		return -EINVAL;
	return e->unit_ops->command(e->units, e, e->cmd, n, &e->pos.progress);
}

void sgpu_units_flush(struct sgpu_engine *e, u32 flags)
{
	if (e->unit_ops)
		e->unit_ops->flush(e->units, flags);
}

void sgpu_units_new(struct sgpu_engine *e)
{
	if (e->unit_ops)
		e->unit_ops->load(e->units, e, NULL);
}

void sgpu_units_drop(struct sgpu_engine *e, u64 owner, u32 context)
{
	if (e->unit_ops)
		e->unit_ops->drop(e->units, owner, context);
}

void sgpu_units_owner_gone(struct softgpu *sg)
{
	struct sgpu_engine *e = &sg->engine[PGPU_RCS];

	if (!e->unit_ops)
		return;
	xchg(&e->owner_gone, 1);
	sg->ops->kick(sg->host, PGPU_RCS);
}

void sgpu_units_sweep(struct sgpu_engine *e)
{
	if (e->unit_ops && READ_ONCE(e->owner_gone) && xchg(&e->owner_gone, 0))
		e->unit_ops->sweep(e->units, e);
}
