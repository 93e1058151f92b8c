// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that store: MI_STORE_DATA_*, MI_COPY_MEM_MEM, MI_REPORT_PERF_COUNT, and the post-sync
 * operations of PIPE_CONTROL and MI_FLUSH_DW. The dispatcher in exec.c calls them in the engine's
 * thread. Takes no lock. Stores are visible in program order. An event behind them orders them for
 * its receiver. Source of the semantics: PRM SKL Vol. 2a; fields in gen9/mi_defs.h.
 */
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/slm.h"
#include "softgpu/units.h"
#include "softgpu/walk.h"

#define STORES_OF_UNIT		4u	/* stores for a unit of a slice, behind the first */
#define SDI_DATA		3u	/* dwords in front of the data of MI_STORE_DATA_IMM */
#define SDX_QWORD_LENGTH	4u

/*
 * Store all data of the command, one behind the other. Mesa's Vulkan driver stores the clear colour
 * of an image this way: eight dwords by one command (Mesa 25.0.7, genX_cmd_buffer.c).
 */
int sgpu_mi_store_data_imm(struct sgpu_engine *e, u32 n)
{
	u32 space = e->cmd[0] & GEN9_MI_USE_GGTT ? SGPU_GGTT : SGPU_PPGTT;
	bool qwords = e->cmd[0] & GEN9_SDI_QWORD;
	u64 va = sgpu_cmd_address(e, 1) & GEN9_MI_ADDRESS_MASK;
	u32 i = SDI_DATA;
	int ret;

	sgpu_charge(e, (n - min(n, SDI_DATA + 1)) / STORES_OF_UNIT);
	do {
		ret = qwords ? sgpu_walk_write64(e, space, va, sgpu_cmd_address(e, i)) :
			       sgpu_walk_write32(e, space, va, e->cmd[i]);
		i += 1 + qwords;
		va += qwords ? sizeof(u64) : sizeof(u32);
	} while (!ret && i + qwords < n);
	return ret;
}

int sgpu_mi_store_data_index(struct sgpu_engine *e, u32 n)
{
	u64 va = e->run->sub.context + e->cmd[1];

	if (!(e->cmd[0] & GEN9_SDX_PER_PROCESS)) {
		e->status[(e->cmd[1] & GEN9_SDX_OFFSET_MASK) / sizeof(u32)] = e->cmd[2];
		return 0;
	}
	if (n >= SDX_QWORD_LENGTH)
		return sgpu_walk_write64(e, SGPU_GGTT, va, sgpu_cmd_address(e, 2));
	return sgpu_walk_write32(e, SGPU_GGTT, va, e->cmd[2]);
}

int sgpu_mi_copy_mem_mem(struct sgpu_engine *e, u32 n)
{
	bool src_ggtt = e->cmd[0] & GEN9_COPY_SRC_GGTT;
	bool dst_ggtt = e->cmd[0] & GEN9_COPY_DST_GGTT;
	u32 value;
	int ret;

	if (port_check(USER_COPY, sgpu_policed(e) && (src_ggtt || dst_ggtt)))
		return sgpu_cmd_refuse(e);
	ret = sgpu_walk_read32(e, src_ggtt ? SGPU_GGTT : SGPU_PPGTT,
			       sgpu_cmd_address(e, 3) & GEN9_MI_ADDRESS_MASK, &value);
	if (ret)
		return ret;
	return sgpu_walk_write32(e, dst_ggtt ? SGPU_GGTT : SGPU_PPGTT,
				 sgpu_cmd_address(e, 1) & GEN9_MI_ADDRESS_MASK, value);
}

/* Store a report without counters: its identity and the time. */
int sgpu_mi_report_perf_count(struct sgpu_engine *e, u32 n)
{
	u32 space = e->cmd[1] & GEN9_PERF_USE_GGTT ? SGPU_GGTT : SGPU_PPGTT;
	u64 va = sgpu_cmd_address(e, 1) & GEN9_PERF_ADDRESS_MASK;
	u32 i;
	int ret;

	if (port_check(USER_REPORT, space == SGPU_GGTT && sgpu_policed(e)))
		return sgpu_cmd_refuse(e);
	ret = sgpu_walk_write32(e, space, va, e->cmd[3]);
	if (!ret)
		ret = sgpu_walk_write32(e, space, va + 4, lower_32_bits(sgpu_regs_timestamp(e)));
	for (i = 8; !ret && i < GEN9_PERF_REPORT_BYTES; i += 8)
		ret = sgpu_walk_write64(e, space, va + i, 0);
	return ret;
}

/**
 * struct post_sync - A post-sync operation of a flush.
 * @op: GEN9_POST_SYNC_*
 * @index: @va is an offset in a status page
 * @ggtt: @va is in the GGTT, or the status page is the engine's own
 * @qword: store 64 bits of @value; else 32
 * @va: graphics address, or offset
 * @value: immediate value
 */
struct post_sync {
	u32 op;
	bool index;
	bool ggtt;
	bool qword;
	u64 va;
	u64 value;
};

static u64 depth_count(struct sgpu_engine *e)
{
	return e->id == PGPU_RCS ? sgpu_regs_read64(e, GEN9_PS_DEPTH_COUNT) : 0;
}

static u64 post_sync_value(struct sgpu_engine *e, const struct post_sync *ps)
{
	switch (ps->op) {
	case GEN9_POST_SYNC_IMMEDIATE:
		return ps->value;
	case GEN9_POST_SYNC_DEPTH_COUNT:
		return depth_count(e);
	default:
		return sgpu_regs_timestamp(e);
	}
}

/* Store to the engine's own status page, which no client sees. */
static void store_own_status(struct sgpu_engine *e, u64 offset, u64 value)
{
	u32 *to = &e->status[(offset & GEN9_POST_SYNC_INDEX_MASK) / sizeof(u32)];

	to[0] = lower_32_bits(value);
	to[1] = upper_32_bits(value);
}

/*
 * An index is added to the address of the context as the command has it: the PRM does not say that
 * an engine leaves bits out. The client sees to it that it stays in the page.
 */
static int do_post_sync(struct sgpu_engine *e, const struct post_sync *ps)
{
	u32 space = ps->ggtt || ps->index ? SGPU_GGTT : SGPU_PPGTT;
	u64 va = ps->va + (ps->index ? e->run->sub.context : 0);
	u64 value;

	if (ps->op == GEN9_POST_SYNC_NONE)
		return 0;
	if (port_check(USER_POST_SYNC, space == SGPU_GGTT && sgpu_policed(e)))
		return sgpu_cmd_refuse(e);
	value = post_sync_value(e, ps);
	if (ps->index && ps->ggtt) {
		store_own_status(e, ps->va, value);
		return 0;
	}
	if (ps->op == GEN9_POST_SYNC_IMMEDIATE && !ps->qword)
		return sgpu_walk_write32(e, space, va, lower_32_bits(value));
	return sgpu_walk_write64(e, space, va, value);
}

int sgpu_mi_flush_dw(struct sgpu_engine *e, u32 n)
{
	struct post_sync ps = {
		.op = (e->cmd[0] >> GEN9_POST_SYNC_SHIFT) & GEN9_POST_SYNC_MASK,
		.index = e->cmd[0] & GEN9_FLUSH_DW_STORE_INDEX,
		.ggtt = e->cmd[1] & GEN9_FLUSH_DW_USE_GGTT,
		.qword = n >= GEN9_FLUSH_DW_QWORD_LENGTH,
		.va = sgpu_cmd_address(e, 1) & GEN9_FLUSH_DW_ADDRESS_MASK,
		.value = sgpu_cmd_address(e, 3),
	};

	if (e->cmd[0] & GEN9_FLUSH_DW_TLB_INVALIDATE)
		sgpu_walk_flush_tlb(e);
	return do_post_sync(e, &ps);
}

int sgpu_pipe_control(struct sgpu_engine *e, u32 n)
{
	struct post_sync ps = {
		.op = (e->cmd[1] >> GEN9_POST_SYNC_SHIFT) & GEN9_POST_SYNC_MASK,
		.index = e->cmd[1] & GEN9_PIPE_CONTROL_STORE_INDEX,
		.ggtt = e->cmd[1] & GEN9_PIPE_CONTROL_USE_GGTT,
		.qword = true,
		.va = sgpu_cmd_address(e, 2) & GEN9_PIPE_CONTROL_ADDRESS_MASK,
		.value = sgpu_cmd_address(e, 4),
	};

	sgpu_slm_flush(e, e->cmd[1]);
	sgpu_units_flush(e, e->cmd[1]);
	if (e->cmd[1] & GEN9_PIPE_CONTROL_TLB_INVALIDATE)
		sgpu_walk_flush_tlb(e);
	if (!(e->cmd[1] & GEN9_PIPE_CONTROL_MMIO_WRITE))
		return do_post_sync(e, &ps);
	if (port_check(USER_MMIO_WRITE, sgpu_policed(e)))
		return sgpu_cmd_refuse(e);
	sgpu_regs_write(e, e->cmd[2] & GEN9_MI_REGISTER_MASK, e->cmd[4], false);
	return 0;
}
