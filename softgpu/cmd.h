/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands that the command streamer (exec.c) executes: one function each, of type sgpu_cmd_fn.
 */
#ifndef SOFTGPU_CMD_H
#define SOFTGPU_CMD_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/*
 * sgpu_cmd_fn - Execute the command in @e->cmd, of @n dwords. Longer commands are cut at
 * SGPU_CMD_DWORDS. The first SGPU_CMD_PARAMS dwords read 0 behind the end of the command.
 *
 * Context: the engine's thread; no lock held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault says which; -EINVAL: the command
 * is invalid; -EBUSY: memory has not changed yet, call again later; -EINTR: sgpu_stopped() was
 * true, call again, with @e->pos.progress kept.
 */
typedef int (*sgpu_cmd_fn)(struct sgpu_engine *e, u32 n);

/* mi.c: control flow and registers. The functions below are of type sgpu_cmd_fn. */
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

/* mi_mem.c: stores, PIPE_CONTROL and MI_FLUSH_DW with their post-sync operations */
int sgpu_mi_store_data_imm(struct sgpu_engine *e, u32 n);
int sgpu_mi_store_data_index(struct sgpu_engine *e, u32 n);
int sgpu_mi_copy_mem_mem(struct sgpu_engine *e, u32 n);
int sgpu_mi_report_perf_count(struct sgpu_engine *e, u32 n);
int sgpu_mi_flush_dw(struct sgpu_engine *e, u32 n);
int sgpu_pipe_control(struct sgpu_engine *e, u32 n);

/* mi_alu.c: arithmetic */
int sgpu_mi_math(struct sgpu_engine *e, u32 n);
int sgpu_mi_atomic(struct sgpu_engine *e, u32 n);
int sgpu_mi_predicate(struct sgpu_engine *e, u32 n);
int sgpu_mi_set_predicate(struct sgpu_engine *e, u32 n);

/* blt.c: 2D commands */
int sgpu_xy_color_blt(struct sgpu_engine *e, u32 n);
int sgpu_xy_pat_blt_immediate(struct sgpu_engine *e, u32 n);
int sgpu_xy_src_copy_blt(struct sgpu_engine *e, u32 n);
int sgpu_xy_fast_copy_blt(struct sgpu_engine *e, u32 n);

/**
 * sgpu_cmd_address() - Return a 64-bit operand of the current command.
 * @e: the engine
 * @dword: index in @e->cmd of the low dword, less than SGPU_CMD_DWORDS - 1
 *
 * Context: the engine's thread; takes no lock.
 * Return: the operand.
 */
static inline u64 sgpu_cmd_address(const struct sgpu_engine *e, u32 dword)
{
	return e->cmd[dword] | (u64)e->cmd[dword + 1] << 32;
}

/**
 * sgpu_cmd_refuse() - Count a privileged operation of a non-privileged batch and make it a NOOP.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0.
 */
static inline int sgpu_cmd_refuse(struct sgpu_engine *e)
{
	sgpu_count(&e->stats.refused, 1);
	return 0;
}

/**
 * sgpu_cmd_no_effect() - Count a command that has no effect on this GPU.
 * @e: the engine
 * @id: enum gen9_cmd_id
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0.
 */
static inline int sgpu_cmd_no_effect(struct sgpu_engine *e, u32 id)
{
	sgpu_count(&e->stats.no_effect[id], 1);
	return 0;
}

#endif
