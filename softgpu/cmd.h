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
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault says which; -EINVAL: the command
 * is invalid; -EBUSY: memory has not changed yet, call again later; -EINTR: sgpu_stopped() was
 * true, call again, with @e->pos.progress kept.
 */
typedef int (*sgpu_cmd_fn)(struct sgpu_engine *e, u32 n);

/* mi.c: control flow and registers. The functions below are of type sgpu_cmd_fn. */

/**
 * sgpu_mi_user_interrupt() - Execute MI_USER_INTERRUPT: report PGPU_EV_USER_IRQ.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_user_interrupt(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_batch_buffer_end() - Execute MI_BATCH_BUFFER_END: return to the stream below, or end a
 * batch of a restore.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_batch_buffer_end(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_batch_buffer_start() - Execute MI_BATCH_BUFFER_START: jump, or enter a batch.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_batch_buffer_start(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_conditional_batch_buffer_end() - Execute MI_CONDITIONAL_BATCH_BUFFER_END.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_conditional_batch_buffer_end(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_semaphore_wait() - Execute MI_SEMAPHORE_WAIT in polling mode, on memory or a register.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EBUSY: the comparison
 * fails, call again later.
 */
int sgpu_mi_semaphore_wait(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_load_register_imm() - Execute MI_LOAD_REGISTER_IMM.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_load_register_imm(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_load_register_mem() - Execute MI_LOAD_REGISTER_MEM.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_load_register_mem(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_load_register_reg() - Execute MI_LOAD_REGISTER_REG.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_load_register_reg(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_store_register_mem() - Execute MI_STORE_REGISTER_MEM.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_store_register_mem(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_arb_on_off() - Execute MI_ARB_ON_OFF: switch arbitration points off or on.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_arb_on_off(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_report_head() - Execute MI_REPORT_HEAD: store the ring offset in the hardware status
 * page, if there is one.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_report_head(struct sgpu_engine *e, u32 n);

/* mi_mem.c: stores, PIPE_CONTROL and MI_FLUSH_DW with their post-sync operations */

/**
 * sgpu_mi_store_data_imm() - Execute MI_STORE_DATA_IMM: store the data behind the address.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Data behind the first SGPU_CMD_DWORDS dwords of a command are not stored.
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_store_data_imm(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_store_data_index() - Execute MI_STORE_DATA_INDEX: store in a status page, if there is
 * one.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_store_data_index(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_copy_mem_mem() - Execute MI_COPY_MEM_MEM. In a user batch, a global address makes it a
 * NOOP.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_copy_mem_mem(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_report_perf_count() - Execute MI_REPORT_PERF_COUNT: store a report with the time and
 * counters of 0.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_report_perf_count(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_flush_dw() - Execute MI_FLUSH_DW and its post-sync operation.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_mi_flush_dw(struct sgpu_engine *e, u32 n);

/**
 * sgpu_pipe_control() - Execute PIPE_CONTROL and its post-sync operation.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_pipe_control(struct sgpu_engine *e, u32 n);

/* slm.c */

/**
 * sgpu_gpgpu_walker() - Execute GPGPU_WALKER as a kernel that exchanges its indirect data with SLM.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * The software GPU has no execution units. In its place stands one fixed kernel, by which tests see
 * what SLM holds: the indirect data of the command goes to SLM, from its first byte on, and what
 * was there goes to the data. The Indirect Object Base Address counts as 0. Data longer than SLM
 * goes around its end. The command has no effect without indirect data, and on a GPU without SLM.
 *
 * Source of the fields: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address of the data did not translate, and @e->fault is set. The data
 * before it may be exchanged.
 */
int sgpu_gpgpu_walker(struct sgpu_engine *e, u32 n);

/* mi_alu.c: arithmetic */

/**
 * sgpu_mi_math() - Execute MI_MATH on the general-purpose registers.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EINVAL: an ALU instruction is invalid.
 */
int sgpu_mi_math(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_atomic() - Execute MI_ATOMIC. An operation on octwords has no effect.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: the address did not translate, and @e->fault is set; -EINVAL: the operation
 * is unknown, or a quadword is not aligned.
 */
int sgpu_mi_atomic(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_predicate() - Execute MI_PREDICATE: set the predicate from a comparison.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_predicate(struct sgpu_engine *e, u32 n);

/**
 * sgpu_mi_set_predicate() - Execute MI_SET_PREDICATE: make later commands NOOPs, or not.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0.
 */
int sgpu_mi_set_predicate(struct sgpu_engine *e, u32 n);

/* blt.c: 2D commands */

/**
 * sgpu_xy_color_blt() - Execute XY_COLOR_BLT.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a and Vol. 10.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_xy_color_blt(struct sgpu_engine *e, u32 n);

/**
 * sgpu_xy_pat_blt_immediate() - Execute XY_PAT_BLT_IMMEDIATE. A command without its whole pattern
 * has no effect.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a and Vol. 10.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_xy_pat_blt_immediate(struct sgpu_engine *e, u32 n);

/**
 * sgpu_xy_src_copy_blt() - Execute XY_SRC_COPY_BLT.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a and Vol. 10.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_xy_src_copy_blt(struct sgpu_engine *e, u32 n);

/**
 * sgpu_xy_fast_copy_blt() - Execute XY_FAST_COPY_BLT. A reserved depth has no effect.
 * @e: the engine; @e->cmd is the command
 * @n: dwords in @e->cmd
 *
 * Source: PRM SKL Vol. 2a and Vol. 10.
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
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
