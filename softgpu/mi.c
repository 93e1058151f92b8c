// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that control the command streamer or move registers. The dispatcher in exec.c calls
 * them in the engine's thread. Takes no lock. Source of the semantics: PRM SKL Vol. 2a; fields in
 * gen9/mi_defs.h.
 */
#include "gen9/mi_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/event.h"
#include "softgpu/lrc.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/walk.h"

static u32 space_of(const struct sgpu_engine *e)
{
	return e->cmd[0] & GEN9_MI_USE_GGTT ? SGPU_GGTT : SGPU_PPGTT;
}

int sgpu_mi_user_interrupt(struct sgpu_engine *e, u32 n)
{
	sgpu_event_emit_user_irq(e);
	return 0;
}

int sgpu_mi_arb_on_off(struct sgpu_engine *e, u32 n)
{
	e->arbitration_off = !(e->cmd[0] & GEN9_ARB_ENABLE);
	return 0;
}

int sgpu_mi_report_head(struct sgpu_engine *e, u32 n)
{
	e->status[GEN9_REPORT_HEAD_DWORD] = sgpu_lrc_ring_offset(e);
	return 0;
}

int sgpu_mi_batch_buffer_end(struct sgpu_engine *e, u32 n)
{
	if (e->pos.level) {
		e->pos.level--;
		if (!e->pos.level)
			e->pos.predicated = 0;	/* the ring is not predicated by a batch */
	} else if (e->pos.stage != PGPU_STAGE_RING) {
		e->pos.stream[0].end = e->pos.stream[0].addr;
	}
	return 0;
}

int sgpu_mi_batch_buffer_start(struct sgpu_engine *e, u32 n)
{
	bool second = e->cmd[0] & GEN9_BB_START_SECOND_LEVEL;
	bool user = port_check(USER_BATCH_STAYS, sgpu_policed(e)) ||
		    e->cmd[0] & GEN9_BB_START_PPGTT;
	struct sgpu_stream *stream;

	if (e->cmd[0] & GEN9_BB_START_PREDICATE && e->id == PGPU_RCS &&
	    !(sgpu_regs_read(e, GEN9_PREDICATE_RESULT) & 1))
		return 0;
	if (!e->pos.level ||
	    (second && !port_check(STREAM_LEVELS, e->pos.level + 1 >= PGPU_LEVELS)))
		e->pos.level++;
	stream = sgpu_stream(e);
	stream->addr = sgpu_cmd_address(e, 1) & GEN9_MI_ADDRESS_MASK;
	stream->end = SGPU_BATCH_END;
	stream->space = user ? SGPU_PPGTT : SGPU_GGTT;
	e->batch_starts++;
	return 0;
}

static bool compare(u32 op, u32 memory, u32 data)
{
	switch (op) {
	case GEN9_COMPARE_GT:
		return memory > data;
	case GEN9_COMPARE_GTE:
		return memory >= data;
	case GEN9_COMPARE_LT:
		return memory < data;
	case GEN9_COMPARE_LTE:
		return memory <= data;
	case GEN9_COMPARE_EQ:
		return memory == data;
	case GEN9_COMPARE_NEQ:
		return memory != data;
	default:
		return true;
	}
}

static u32 compare_op(const struct sgpu_engine *e)
{
	return (e->cmd[0] >> GEN9_COMPARE_SHIFT) & GEN9_COMPARE_MASK;
}

/* The batch continues while the comparison holds. */
int sgpu_mi_conditional_batch_buffer_end(struct sgpu_engine *e, u32 n)
{
	u64 va = sgpu_cmd_address(e, 2) & GEN9_MI_ADDRESS_MASK;
	u32 memory, mask = ~0u;
	int ret;

	if (!(e->cmd[0] & GEN9_COND_BBE_COMPARE))
		return 0;
	ret = sgpu_walk_read32(e, space_of(e), va, &memory);
	if (!ret && e->cmd[0] & GEN9_COND_BBE_MASKED)
		ret = sgpu_walk_read32(e, space_of(e), va + 4, &mask);
	if (ret)
		return ret;
	if (compare(compare_op(e), memory & mask, e->cmd[1]))
		return 0;
	return e->pos.level ? sgpu_mi_batch_buffer_end(e, n) : 0;
}

int sgpu_mi_semaphore_wait(struct sgpu_engine *e, u32 n)
{
	u32 memory;
	int ret = 0;

	if (e->cmd[0] & GEN9_SEMAPHORE_REGISTER_POLL)
		memory = sgpu_regs_read(e, e->cmd[2] & GEN9_MI_REGISTER_MASK);
	else
		ret = sgpu_walk_read32(e, space_of(e),
				       sgpu_cmd_address(e, 2) & GEN9_MI_ADDRESS_MASK, &memory);
	if (ret)
		return ret;
	WRITE_ONCE(e->waiting, !compare(compare_op(e), memory, e->cmd[1]));
	return e->waiting ? -EBUSY : 0;
}

int sgpu_mi_load_register_imm(struct sgpu_engine *e, u32 n)
{
	bool user = sgpu_policed(e);
	u32 i;

	for (i = 1; i + 1 < n; i += 2)
		sgpu_regs_write(e, e->cmd[i] & GEN9_MI_REGISTER_MASK, e->cmd[i + 1], user);
	return 0;
}

int sgpu_mi_load_register_mem(struct sgpu_engine *e, u32 n)
{
	u32 value;
	int ret = sgpu_walk_read32(e, space_of(e), sgpu_cmd_address(e, 2) & GEN9_MI_ADDRESS_MASK,
				   &value);

	if (!ret)
		sgpu_regs_write(e, e->cmd[1] & GEN9_MI_REGISTER_MASK, value, sgpu_policed(e));
	return ret;
}

int sgpu_mi_load_register_reg(struct sgpu_engine *e, u32 n)
{
	u32 value = sgpu_regs_read(e, e->cmd[1] & GEN9_MI_REGISTER_MASK);

	sgpu_regs_write(e, e->cmd[2] & GEN9_MI_REGISTER_MASK, value, sgpu_policed(e));
	return 0;
}

int sgpu_mi_store_register_mem(struct sgpu_engine *e, u32 n)
{
	if (e->cmd[0] & GEN9_SRM_PREDICATE && e->id == PGPU_RCS &&
	    !(sgpu_regs_read(e, GEN9_PREDICATE_RESULT) & 1))
		return 0;
	return sgpu_walk_write32(e, space_of(e), sgpu_cmd_address(e, 2) & GEN9_MI_ADDRESS_MASK,
				 sgpu_regs_read(e, e->cmd[1] & GEN9_MI_REGISTER_MASK));
}
