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
	sg->caps.context_layout = ops->state_layout;
	sg->caps.context_pages[PGPU_RCS] =
		max(sg->caps.context_pages[PGPU_RCS], (u8)sgpu_image_pages(ops->state_bytes));
	return 0;
}

/* --- the command streamer as the host of units ---------------------------------------------- */

static void host_context(void *host, u64 *owner, u32 *context)
{
	const struct sgpu_engine *e = host;

	*owner = e->run->sub.owner;
	*context = e->run->sub.context;
}

static u8 *host_page(void *host, u64 va, bool write)
{
	struct sgpu_engine *e = host;
	u8 *page = sgpu_page(e, &e->space[SGPU_PPGTT], va, write);

	return page == e->sink ? NULL : page;
}

static u64 host_translations(void *host)
{
	const struct sgpu_engine *e = host;

	return (u64)atomic64_read(&e->sg->tlb_seq);
}

static u32 host_reg_read(void *host, u32 offset)
{
	return sgpu_regs_read(host, offset);
}

static void host_reg_write(void *host, u32 offset, u32 value)
{
	sgpu_regs_write(host, offset, value, false);
}

static u64 host_now(void *host)
{
	return sgpu_now(host);
}

static void host_charge(void *host, u32 cost)
{
	sgpu_charge(host, cost);
}

static bool host_stopped(void *host)
{
	return sgpu_stopped(host);
}

static void host_give_way(void *host, bool obey)
{
	struct sgpu_engine *e = host;

	e->refuses = obey ? 0 : SGPU_ATTENTION_PREEMPT;
}

static bool host_settles(void *host)
{
	const struct sgpu_engine *e = host;

	return e->run->sub.flags & PGPU_SUBMIT_SETTLE;
}

static bool host_owner_exists(void *host, u64 owner)
{
	struct sgpu_engine *e = host;

	return sgpu_ggtt_find(&e->sg->ggtts, owner);
}

static const struct softgpu_unit_host_ops host_ops = {
	.context = host_context,
	.page = host_page,
	.translations = host_translations,
	.reg_read = host_reg_read,
	.reg_write = host_reg_write,
	.now = host_now,
	.charge = host_charge,
	.stopped = host_stopped,
	.give_way = host_give_way,
	.settles = host_settles,
	.owner_exists = host_owner_exists,
};

void sgpu_units_init(struct softgpu *sg)
{
	sg->unit_host.ops = &host_ops;
	sg->unit_host.host = &sg->engine[PGPU_RCS];
}

const struct softgpu_unit_host *softgpu_unit_host(const struct softgpu *sg)
{
	return &sg->unit_host;
}

/* --- calls of the command streamer ---------------------------------------------------------- */

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
	int ret;

	if (port_check(UNITS_LONG, n > SGPU_CMD_DWORDS))
		return -EINVAL;
	ret = e->unit_ops->command(e->units, e->cmd, n, &e->pos.progress);
	e->units_busy = ret == -EINPROGRESS || ret == -EALREADY;
	return ret;
}

bool sgpu_units_keep(const struct sgpu_engine *e)
{
	u64 progress = e->resumes ? e->after.progress : e->pos.progress;

	/* An engine that restarts goes on behind the batches of its restore. */
	if (e->restarts && !e->resumes && e->pos.stage != PGPU_STAGE_RING)
		return false;
	return e->unit_ops && softgpu_progress_is_kept(progress);
}

void sgpu_units_flush(struct sgpu_engine *e, u32 flags)
{
	if (e->unit_ops)
		e->unit_ops->flush(e->units, flags);
}

void sgpu_units_new(struct sgpu_engine *e)
{
	if (e->unit_ops)
		e->unit_ops->load(e->units, NULL);
}

bool sgpu_units_drop(struct sgpu_engine *e, u64 owner, u32 context)
{
	return !e->unit_ops || e->unit_ops->drop(e->units, owner, context) != -EINPROGRESS;
}

void sgpu_units_renew(struct softgpu *sg, u64 owner)
{
	struct sgpu_engine *e = &sg->engine[PGPU_RCS];

	if (e->unit_ops && e->unit_ops->renew)
		e->unit_ops->renew(e->units, owner);
}

void sgpu_units_to_sweep(struct softgpu *sg)
{
	struct sgpu_engine *e = &sg->engine[PGPU_RCS];

	if (!e->unit_ops)
		return;
	xchg(&e->to_sweep, 1);
	sg->ops->kick(sg->host, PGPU_RCS);
}

void sgpu_units_sweep(struct sgpu_engine *e)
{
	if (e->unit_ops && READ_ONCE(e->to_sweep) && xchg(&e->to_sweep, 0))
		e->unit_ops->sweep(e->units);
}
