// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command streamer of an engine. The streamer fetches each command from memory when it reaches
 * the command: a batch may rewrite itself, and the CPU may end a spinning batch. Then the streamer
 * decodes the command by the table and executes it.
 *
 * softgpu_engine_run() calls sgpu_exec() in the engine's thread. Takes no lock. The streamer checks
 * for cancels and preemptions before each command and inside long blits.
 */
#include "softgpu/exec.h"

#include "gen9/mi_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/lrc.h"
#include "softgpu/store_barrier.h"
#include "softgpu/units.h"
#include "softgpu/walk.h"

#define NOOP_COST_SHIFT	4
#define SPIN_BATCH_STARTS	16u	/* batch starts without effect that make a spinner */


static int exec_nothing(struct sgpu_engine *e, u32 n)
{
	return 0;
}

/* Wait for an event of a pipe. No pipe of a GPU like hardware is on, so the wait never ends. */
static int wait_for_display(struct sgpu_engine *e, u32 n)
{
	return e->sg->model == SOFTGPU_LIKE_HARDWARE ? -EBUSY : 0;
}

/*
 * The functions that execute commands. A command without an entry is parsed by length, has no
 * effect, and is counted in &softgpu_stats.no_effect. An engine with units gives them their
 * commands first (sgpu_units_take()).
 */
static const sgpu_cmd_fn exec_table[GEN9_CMD_IDS] = {
	[GEN9_CMD_MI_NOOP] = exec_nothing,
	[GEN9_CMD_MI_SET_PREDICATE] = sgpu_mi_set_predicate,
	[GEN9_CMD_MI_USER_INTERRUPT] = sgpu_mi_user_interrupt,
	[GEN9_CMD_MI_WAIT_FOR_EVENT] = wait_for_display,
	[GEN9_CMD_MI_FLUSH] = exec_nothing,
	[GEN9_CMD_MI_ARB_CHECK] = exec_nothing,
	[GEN9_CMD_MI_RS_CONTROL] = exec_nothing,
	[GEN9_CMD_MI_REPORT_HEAD] = sgpu_mi_report_head,
	[GEN9_CMD_MI_ARB_ON_OFF] = sgpu_mi_arb_on_off,
	[GEN9_CMD_MI_BATCH_BUFFER_END] = sgpu_mi_batch_buffer_end,
	[GEN9_CMD_MI_SUSPEND_FLUSH] = exec_nothing,
	[GEN9_CMD_MI_PREDICATE] = sgpu_mi_predicate,
	[GEN9_CMD_MI_TOPOLOGY_FILTER] = exec_nothing,
	[GEN9_CMD_MI_SET_APPID] = exec_nothing,
	[GEN9_CMD_MI_RS_CONTEXT] = exec_nothing,
	[GEN9_CMD_MI_LOAD_SCAN_LINES_INCL] = exec_nothing,
	[GEN9_CMD_MI_LOAD_SCAN_LINES_EXCL] = exec_nothing,
	[GEN9_CMD_MI_MATH] = sgpu_mi_math,
	[GEN9_CMD_MI_SEMAPHORE_SIGNAL] = exec_nothing,
	[GEN9_CMD_MI_SEMAPHORE_WAIT] = sgpu_mi_semaphore_wait,
	[GEN9_CMD_MI_STORE_DATA_IMM] = sgpu_mi_store_data_imm,
	[GEN9_CMD_MI_STORE_DATA_INDEX] = sgpu_mi_store_data_index,
	[GEN9_CMD_MI_LOAD_REGISTER_IMM] = sgpu_mi_load_register_imm,
	[GEN9_CMD_MI_STORE_REGISTER_MEM] = sgpu_mi_store_register_mem,
	[GEN9_CMD_MI_FLUSH_DW] = sgpu_mi_flush_dw,
	[GEN9_CMD_MI_CLFLUSH] = exec_nothing,
	[GEN9_CMD_MI_REPORT_PERF_COUNT] = sgpu_mi_report_perf_count,
	[GEN9_CMD_MI_LOAD_REGISTER_MEM] = sgpu_mi_load_register_mem,
	[GEN9_CMD_MI_LOAD_REGISTER_REG] = sgpu_mi_load_register_reg,
	[GEN9_CMD_MI_COPY_MEM_MEM] = sgpu_mi_copy_mem_mem,
	[GEN9_CMD_MI_ATOMIC] = sgpu_mi_atomic,
	[GEN9_CMD_MI_BATCH_BUFFER_START] = sgpu_mi_batch_buffer_start,
	[GEN9_CMD_MI_CONDITIONAL_BATCH_BUFFER_END] = sgpu_mi_conditional_batch_buffer_end,
	[GEN9_CMD_XY_COLOR_BLT] = sgpu_xy_color_blt,
	[GEN9_CMD_XY_PAT_BLT_IMMEDIATE] = sgpu_xy_pat_blt_immediate,
	[GEN9_CMD_XY_SRC_COPY_BLT] = sgpu_xy_src_copy_blt,
	[GEN9_CMD_XY_FAST_COPY_BLT] = sgpu_xy_fast_copy_blt,
	[GEN9_CMD_PIPE_CONTROL] = sgpu_pipe_control,
	[GEN9_CMD_GPGPU_WALKER] = sgpu_gpgpu_walker,
};

/*
 * Commands that store a word or raise the interrupt: by these a guest may learn of earlier stores.
 * A command does so if one of @bits is set in its dword @dword.
 */
#define ALWAYS		{ 0, ~0u }
#define POST_SYNC(dw)	{ dw, GEN9_POST_SYNC_MASK << GEN9_POST_SYNC_SHIFT }

static const struct signal_rule {
	u32 dword;
	u32 bits;
} signal_rules[GEN9_CMD_IDS] = {
	[GEN9_CMD_MI_USER_INTERRUPT] = ALWAYS,
	[GEN9_CMD_MI_REPORT_HEAD] = ALWAYS,
	[GEN9_CMD_MI_STORE_DATA_IMM] = ALWAYS,
	[GEN9_CMD_MI_STORE_DATA_INDEX] = ALWAYS,
	[GEN9_CMD_MI_STORE_REGISTER_MEM] = ALWAYS,
	[GEN9_CMD_MI_FLUSH_DW] = POST_SYNC(0),
	[GEN9_CMD_MI_REPORT_PERF_COUNT] = ALWAYS,
	[GEN9_CMD_MI_COPY_MEM_MEM] = ALWAYS,
	[GEN9_CMD_MI_ATOMIC] = ALWAYS,
	[GEN9_CMD_PIPE_CONTROL] = POST_SYNC(1),
};

/* Kernels store wherever they want to: a draw or dispatch may write a word that the guest polls. */
static bool may_signal(const struct sgpu_engine *e, const struct gen9_cmd *cmd)
{
	const struct signal_rule *signal_rule = &signal_rules[cmd->id];

	return cmd->flags & GEN9_CMD_LASTS || e->cmd[signal_rule->dword] & signal_rule->bits;
}

/* Test if a command has an effect. A spinning batch consists of commands without one. */
static bool has_effect(const struct gen9_cmd *cmd)
{
	switch (cmd->id) {
	case GEN9_CMD_MI_NOOP:
	case GEN9_CMD_MI_ARB_CHECK:
	case GEN9_CMD_MI_ARB_ON_OFF:
	case GEN9_CMD_MI_BATCH_BUFFER_START:
	case GEN9_CMD_MI_CONDITIONAL_BATCH_BUFFER_END:
		return false;
	default:
		return true;
	}
}

/* Test if a command executes even while MI_SET_PREDICATE makes the others NOOPs. */
static bool runs_predicated(const struct gen9_cmd *cmd)
{
	return cmd->id == GEN9_CMD_MI_SET_PREDICATE || cmd->id == GEN9_CMD_MI_BATCH_BUFFER_END;
}

/* Note if the engine may be preempted now. @point: it is at an arbitration point. */
static void set_preemptible(struct sgpu_engine *e, bool point)
{
	if (likely(!e->points))
		return;
	e->obeys = SGPU_ATTENTION_CANCEL;
	if (point && !e->arbitration_off)
		e->obeys |= SGPU_ATTENTION_PREEMPT;
}

/* Return the dwords that lie in this page and this stream. */
static u32 dwords_here(const struct sgpu_stream *stream)
{
	u64 page_left = PAGE_SIZE - (stream->addr & (PAGE_SIZE - 1));

	return (u32)min(page_left, stream->end - stream->addr) / 4;
}

static const u32 *fetch_page(struct sgpu_engine *e, const struct sgpu_stream *stream)
{
	const u8 *page = sgpu_page(e, &e->space[stream->space], stream->addr, false);

	return page ? (const u32 *)(page + (stream->addr & (PAGE_SIZE - 1))) : NULL;
}

/* Return the bytes that follow at the ring's beginning: 0 unless this is the ring and wraps. */
static u32 wrapped_bytes(const struct sgpu_engine *e, const struct sgpu_stream *stream)
{
	const struct pgpu_submission *sub = &e->run->sub;

	if (e->pos.level || e->pos.stage != PGPU_STAGE_RING ||
	    stream->end != (u64)sub->ring_start + sub->ring_size)
		return 0;
	return sub->tail;
}

/* Fetch a command that continues in the next page, or at the ring's beginning. */
static int fetch_across(struct sgpu_engine *e, const struct sgpu_stream *stream, u32 n)
{
	struct sgpu_stream at = *stream;
	const u32 *p;
	u32 i;

	for (i = 1; i < n; i++) {
		at.addr += 4;
		if (at.addr == at.end)
			at.addr = e->run->sub.ring_start;
		p = fetch_page(e, &at);
		if (!p)
			return -EFAULT;
		e->cmd[i] = READ_ONCE(*p);
	}
	return 0;
}

/* Fetch the rest of the command at @p into @e->cmd, whose first dword is there. */
static int fetch(struct sgpu_engine *e, const struct sgpu_stream *stream, const u32 *p, u32 len)
{
	u32 n = port_check(STREAM_LONG, len > SGPU_CMD_DWORDS) ? SGPU_CMD_DWORDS : len;
	int ret = 0;
	u32 i;

	if (stream->end - stream->addr + wrapped_bytes(e, stream) < (u64)len * 4)
		return -EINVAL;
	if (likely(n <= dwords_here(stream)))
		for (i = 1; i < n; i++)
			e->cmd[i] = READ_ONCE(p[i]);
	else
		ret = fetch_across(e, stream, n);
	for (i = n; i < SGPU_CMD_PARAMS; i++)
		e->cmd[i] = 0;
	return ret;
}

static void run_noops(struct sgpu_engine *e, struct sgpu_stream *stream, const u32 *p)
{
	u32 here = dwords_here(stream);
	u32 n = 1;

	while (n < here && !READ_ONCE(p[n]))
		n++;
	WRITE_ONCE(stream->addr, stream->addr + n * 4);
	sgpu_count(&e->stats.commands[GEN9_CMD_MI_NOOP], 1);
	sgpu_charge(e, 1 + (n >> NOOP_COST_SHIFT));
}

/* Test if a command is a NOOP since it is privileged and in a user batch, as on the hardware. */
static bool refused(struct sgpu_engine *e, const struct gen9_cmd *cmd)
{
	return sgpu_policed(e) &&
	       (port_check(USER_PRIVILEGED, cmd->flags & GEN9_CMD_PRIVILEGED) ||
		port_check(USER_GGTT_BIT, cmd->flags & GEN9_CMD_GGTT_BIT &&
			   e->cmd[0] & GEN9_MI_USE_GGTT));
}

/* Execute a command of the units. */
static int dispatch_units(struct sgpu_engine *e, const struct gen9_cmd *cmd, u32 len)
{
	int ret = sgpu_units_command(e, len);

	return ret == -ENODEV ? sgpu_cmd_no_effect(e, cmd->id) : ret;
}

static int dispatch(struct sgpu_engine *e, const struct gen9_cmd *cmd, u32 len)
{
	sgpu_cmd_fn fn = exec_table[cmd->id];

	sgpu_count(&e->stats.commands[cmd->id], 1);
	if (e->pos.predicated && !runs_predicated(cmd))
		return 0;
	if (refused(e, cmd))
		return sgpu_cmd_refuse(e);
	if (may_signal(e, cmd) && !sgpu_store_barrier_pass(e))
		return -EBUSY;
	if (has_effect(cmd))
		e->effects++;
	if (sgpu_units_take(e, cmd->id))
		return dispatch_units(e, cmd, len);
	if (!fn)
		return sgpu_cmd_no_effect(e, cmd->id);
	return fn(e, min(len, SGPU_CMD_DWORDS));
}

/*
 * Test if the engine may be preempted inside a command: its units leave a draw or a dispatch, where
 * commands of their kind are arbitration points.
 */
static bool point_inside(const struct sgpu_engine *e, const struct gen9_cmd *cmd)
{
	return cmd->flags & GEN9_CMD_ARBITRATION && sgpu_units_take(e, cmd->id);
}

/* Test if the engine may be preempted behind a command that returned @ret. */
static bool point_behind(const struct sgpu_engine *e, const struct gen9_cmd *cmd, int ret)
{
	switch (ret) {
	case 0:
		return cmd->flags & GEN9_CMD_ARBITRATION;
	case -EINTR:
		return point_inside(e, cmd);
	default:
		return ret == -EBUSY;
	}
}

static u32 place_of(const struct sgpu_engine *e, const struct sgpu_stream *stream)
{
	if (stream->space == SGPU_PPGTT)
		return PGPU_IN_PPGTT_BATCH;
	return e->pos.level || e->pos.stage != PGPU_STAGE_RING ? PGPU_IN_GGTT_BATCH :
								 PGPU_IN_RING;
}

/* Execute one command, or one run of NOOPs. */
static int exec_one(struct sgpu_engine *e)
{
	struct sgpu_stream *stream = sgpu_stream(e);
	const u64 at = stream->addr;
	const u32 *p = fetch_page(e, stream);
	const struct gen9_cmd *cmd;
	u32 len;
	int ret;

	WRITE_ONCE(e->at, at | place_of(e, stream));
	set_preemptible(e, false);
	if (!p)
		return -EFAULT;
	e->cmd[0] = READ_ONCE(*p);
	if (!e->cmd[0]) {
		run_noops(e, stream, p);
		return 0;
	}
	WRITE_ONCE(e->ipehr, e->cmd[0]);
	cmd = gen9_cmd_find(e->id, e->cmd[0]);
	if (port_check(STREAM_KNOWN, !cmd))
		return -EINVAL;
	len = gen9_cmd_length(cmd, e->cmd[0]);
	ret = fetch(e, stream, p, len);
	if (ret)
		return ret;
	WRITE_ONCE(stream->addr, at + (u64)len * 4);
	set_preemptible(e, point_inside(e, cmd));
	ret = dispatch(e, cmd, len);
	set_preemptible(e, point_behind(e, cmd, ret));
	if (ret) {
		WRITE_ONCE(stream->addr, at);
		return ret;
	}
	sgpu_charge(e, 1);
	return 0;
}

/* Test if batches loop without any effect: they wait for memory to change. */
static bool spinning(struct sgpu_engine *e)
{
	return port_check(STREAM_SPINS, !e->effects && e->batch_starts >= SPIN_BATCH_STARTS);
}

static enum sgpu_outcome outcome_of(struct sgpu_engine *e, int ret)
{
	switch (ret) {
	case -EBUSY:
	case -EALREADY:
		return SGPU_POLL;
	case -EINPROGRESS:
		return SGPU_WAIT;
	case -EIO:
		return SGPU_LOST;
	case -EINTR:
		return sgpu_interrupted(e) ? SGPU_STOPPED : SGPU_MORE;
	case -EFAULT:
		return SGPU_FAULTED;
	default:
		e->fault.kind = PGPU_FAULT_COMMAND;
		e->fault.address = sgpu_acthd(e);
		return SGPU_FAULTED;
	}
}

/* Test if a command that returned @ret is to be called again, since it waits. */
static bool waits(int ret)
{
	return ret == -EBUSY || ret == -EALREADY || ret == -EINPROGRESS;
}

bool sgpu_exec_settled(const struct sgpu_engine *e)
{
	return e->run->sub.flags & PGPU_SUBMIT_SETTLE && !sgpu_units_keep(e);
}

/*
 * Test if the engine is to stop before the next command. A command that the units work on stops by
 * itself.
 */
static bool stops(const struct sgpu_engine *e)
{
	return !e->units_busy && (sgpu_interrupted(e) || sgpu_exec_settled(e));
}

enum sgpu_outcome sgpu_exec(struct sgpu_engine *e)
{
	int ret;

	e->budget = READ_ONCE(e->sg->slice);
	e->batch_starts = 0;
	e->effects = 0;
	while (e->budget && !spinning(e)) {
		if (port_check(STREAM_ATTENTION, stops(e)))
			return SGPU_STOPPED;
		if (sgpu_stream(e)->addr >= sgpu_stream(e)->end) {
			if (e->pos.level)
				return outcome_of(e, -EINVAL);
			if (!sgpu_lrc_next_stage(e))
				return SGPU_DONE;
			continue;
		}
		ret = exec_one(e);
		/*
		 * A command that does not wait forgets the number of its store barrier: later
		 * stores ask again.
		 */
		if (!waits(ret))
			e->pos.barrier_seqno = 0;
		if (ret)
			return outcome_of(e, ret);
		e->pos.progress = 0;
	}
	return spinning(e) ? SGPU_POLL : SGPU_MORE;
}
