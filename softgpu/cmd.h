/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands that the command streamer (exec.c) executes, one function each. */
#ifndef SOFTGPU_CMD_H
#define SOFTGPU_CMD_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/*
 * sgpu_cmd_fn - Executes the command in @e->cmd, @n dwords long (longer ones are
 * cut at SGPU_CMD_DWORDS; the first SGPU_CMD_PARAMS read zero past its end).
 *
 * Return: 0; -EFAULT with @e->fault set; -EINVAL for an invalid command; -EBUSY to
 * be called again later (memory did not change yet); -EINTR to be called again
 * because sgpu_stopped(), with @e->pos.progress kept.
 */
typedef int (*sgpu_cmd_fn)(struct sgpu_engine *e, u32 n);

/* mi.c: control flow and registers */
int sgpu_mi_user_interrupt(struct sgpu_engine *e, u32 n);
int sgpu_mi_batch_buffer_end(struct sgpu_engine *e, u32 n);
int sgpu_mi_batch_buffer_start(struct sgpu_engine *e, u32 n);
int sgpu_mi_conditional_batch_buffer_end(struct sgpu_engine *e, u32 n);
int sgpu_mi_semaphore_wait(struct sgpu_engine *e, u32 n);
int sgpu_mi_load_register_imm(struct sgpu_engine *e, u32 n);
int sgpu_mi_load_register_mem(struct sgpu_engine *e, u32 n);
int sgpu_mi_load_register_reg(struct sgpu_engine *e, u32 n);
int sgpu_mi_store_register_mem(struct sgpu_engine *e, u32 n);
int sgpu_mi_report_head(struct sgpu_engine *e, u32 n);

/* mi_mem.c: stores, and what PIPE_CONTROL and MI_FLUSH_DW do at their end */
int sgpu_mi_store_data_imm(struct sgpu_engine *e, u32 n);
int sgpu_mi_store_data_index(struct sgpu_engine *e, u32 n);
int sgpu_mi_copy_mem_mem(struct sgpu_engine *e, u32 n);
int sgpu_mi_report_perf_count(struct sgpu_engine *e, u32 n);
int sgpu_mi_flush_dw(struct sgpu_engine *e, u32 n);
int sgpu_pipe_control(struct sgpu_engine *e, u32 n);

/* mi_alu.c: what computes */
int sgpu_mi_math(struct sgpu_engine *e, u32 n);
int sgpu_mi_atomic(struct sgpu_engine *e, u32 n);
int sgpu_mi_predicate(struct sgpu_engine *e, u32 n);
int sgpu_mi_set_predicate(struct sgpu_engine *e, u32 n);

/* blt.c */
int sgpu_xy_color_blt(struct sgpu_engine *e, u32 n);
int sgpu_xy_pat_blt_immediate(struct sgpu_engine *e, u32 n);
int sgpu_xy_src_copy_blt(struct sgpu_engine *e, u32 n);
int sgpu_xy_fast_copy_blt(struct sgpu_engine *e, u32 n);

static inline u64 sgpu_cmd_address(const struct sgpu_engine *e, u32 dword)
{
	return e->cmd[dword] | (u64)e->cmd[dword + 1] << 32;
}

/* An operation that only privileged batches may do: it becomes a NOOP, and is counted. */
static inline int sgpu_cmd_refuse(struct sgpu_engine *e)
{
	sgpu_count(&e->stats.refused, 1);
	return 0;
}

static inline int sgpu_cmd_no_effect(struct sgpu_engine *e, u32 id)
{
	sgpu_count(&e->stats.no_effect[id], 1);
	return 0;
}

#endif
