// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control flow, as Gen9 does it: each channel that is not enabled waits at an instruction
 * (&eu_exec.pc), and joins the others when they come there. There is no stack, and no depth that a
 * kernel could exceed. Takes no lock.
 *
 * Source: PRM SKL Vol. 2a, "If", "Else", "EndIf", "While", "Break", "Continue", "Halt", "Jump
 * Indexed", "Goto", "Join", "Branch Converging", "Branch Diverging", "Call", "Return"; Mesa
 * src/intel/compiler/brw_eu_emit.c for the targets that compilers choose.
 */
#include "eu/program.h"

/* Channels of the thread, not of the instruction, that branch: those whose predicate is true. */
static u32 branching(const struct eu_thread *t, const struct eu_op *op)
{
	u32 mask = t->exec.enabled >> op->group & op->lanes;

	if (op->pred)
		mask &= eu_pred_bits(t, op);
	return mask << op->group;
}

/* Disable channels until the thread comes to the instruction at @index. */
static void park(struct eu_thread *t, u32 mask, u32 index)
{
	t->exec.enabled &= ~mask;
	t->exec.parked |= mask;
	for (; mask; mask &= mask - 1)
		t->exec.pc[__builtin_ctz(mask)] = index;
}

/* Return the channels that wait at the instruction at @index. */
static u32 waiting_at(const struct eu_thread *t, u32 index)
{
	u32 mask = 0, i;

	if (!t->exec.parked)
		return 0;
	for (i = 0; i < GEN9_EU_LANES; i++)
		mask |= (u32)(t->exec.pc[i] == index) << i;
	return mask & t->exec.parked;
}

/* Enable the channels that wait at the instruction at @index. */
static void unpark(struct eu_thread *t, u32 index)
{
	u32 mask = waiting_at(t, index);

	t->exec.enabled |= mask;
	t->exec.parked &= ~mask;
}

/* Go @distance instructions on. The jump counts the code before it. */
static const struct eu_op *jump(struct eu_thread *t, const struct eu_op *op, s32 distance)
{
	eu_count(t, op[1].work, op[distance].work);
	if (eu_poll_due(t) && eu_thread_poll(t))
		return eu_stop(t, EU_CANCELLED);
	return op + distance;
}

/* Go on behind a branch: at the next instruction if a channel executes there, else at JIP. */
static const struct eu_op *settle(struct eu_thread *t, const struct eu_op *op, s32 jip)
{
	if (t->exec.enabled || waiting_at(t, op->index + 1))
		return op + 1;
	return jump(t, op, jip);
}

static const struct eu_op *exec_if(struct eu_thread *t, const struct eu_op *op)
{
	u32 mine = t->exec.enabled & op->lanes << op->group;

	park(t, mine & ~branching(t, op), op->index + op->jip);
	return settle(t, op, op->jip);
}

static const struct eu_op *exec_else(struct eu_thread *t, const struct eu_op *op)
{
	s32 target = op->slow->inst->branch_ctrl ? op->jip : op->uip;

	park(t, t->exec.enabled & op->lanes << op->group, op->index + target);
	return settle(t, op, target);
}

static const struct eu_op *exec_endif(struct eu_thread *t, const struct eu_op *op)
{
	return settle(t, op, op->jip);
}

/* WHILE and BRD: channels that branch go to JIP, and the others wait behind the instruction. */
static const struct eu_op *exec_while(struct eu_thread *t, const struct eu_op *op)
{
	u32 again = branching(t, op);

	if (!again)
		return op + 1;
	park(t, t->exec.enabled & ~again, op->index + 1);
	return jump(t, op, op->jip);
}

/* Channels that leave a loop wait behind its WHILE, which UIP names. */
static const struct eu_op *exec_break(struct eu_thread *t, const struct eu_op *op)
{
	bool at_while = op[op->uip].slow && op[op->uip].slow->inst->op == GEN9_EU_WHILE;

	park(t, branching(t, op), op->index + op->uip + at_while);
	return settle(t, op, op->jip);
}

/* CONT, HALT and BRC: channels wait at UIP. */
static const struct eu_op *exec_park(struct eu_thread *t, const struct eu_op *op)
{
	park(t, branching(t, op), op->index + op->uip);
	return settle(t, op, op->jip);
}

/*
 * GOTO: channels whose predicate is false wait at UIP, and the others go on. With branch control,
 * channels whose predicate is true go to UIP, and the others wait behind the GOTO. So a compiler
 * clears the flag to send all channels forward.
 */
static const struct eu_op *exec_goto(struct eu_thread *t, const struct eu_op *op)
{
	u32 mine = t->exec.enabled & op->lanes << op->group, yes = branching(t, op);

	if (!op->slow->inst->branch_ctrl) {
		park(t, mine & ~yes, op->index + op->uip);
		return settle(t, op, op->jip);
	}
	if (!yes)
		return op + 1;
	park(t, t->exec.enabled & ~yes, op->index + 1);
	return jump(t, op, op->uip);
}

/* Read the number that a branch has in a register. */
static s64 branch_source(const struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	union eu_lanes v;
	union eu_arf arf;

	if (s->src[0].place == EU_AT_ARF)
		eu_arf_read(t, &s->src[0], &arf);
	s->load[0](s->src[0].place == EU_AT_ARF ? arf.ub : (const u8 *)t->grf, s->src[0].at, 1, &v);
	return v.q[0];
}

/* Go to the instruction at @offset. The thread must not leave its program. */
static const struct eu_op *jump_to(struct eu_thread *t, const struct eu_op *op, s64 offset)
{
	u32 target = eu_program_find(t->exec.program, offset);

	if (target == t->exec.program->count)
		return eu_stop(t, EU_INVALID);
	unpark(t, target);
	return jump(t, op, (s32)(target - op->index));
}

static const struct eu_op *exec_jmpi(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_inst *inst = op->slow->inst;

	if (op->pred && !(eu_pred_bits(t, op) & op->lanes))
		return op + 1;
	if (!inst->src_count)
		return jump(t, op, op->jip);
	/* The register may have any 64 bits. */
	return jump_to(t, op, (s64)((u64)branch_source(t, op) + (u64)(s64)inst->jip +
				    t->exec.program->at[op->index]));
}

/* CALL: the destination gets the address behind it, and the channels that execute there. */
static const struct eu_op *exec_call(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_inst *inst = op->slow->inst;
	u32 away = branching(t, op), *to = &t->grf[inst->dst.nr].ud[inst->dst.subnr / sizeof(u32)];

	if (!away)
		return op + 1;
	to[0] = t->exec.program->at[op->index] + inst->bytes;
	to[1] = t->exec.enabled;
	park(t, t->exec.enabled & ~away, op->index + 1);
	return jump(t, op, op->jip);
}

/* RET: channels that return wait at the address that CALL has stored, until none is left. */
static const struct eu_op *exec_ret(struct eu_thread *t, const struct eu_op *op)
{
	u32 away = branching(t, op), target;
	s64 offset;

	if (!away)
		return op + 1;
	offset = branch_source(t, op);
	target = eu_program_find(t->exec.program, offset);
	park(t, away, target);
	return t->exec.enabled ? op + 1 : jump_to(t, op, offset);
}

const struct eu_op *eu_exec_join(struct eu_thread *t, const struct eu_op *op)
{
	unpark(t, op->index);
	return op->body(t, op);
}

const struct eu_op *eu_exec_join_mid(struct eu_thread *t, const struct eu_op *op)
{
	unpark(t, op->index);
	return op->slow->mid(t, op);
}

/* Long straight code counts itself at some instructions. */
static bool check(struct eu_thread *t, const struct eu_op *op)
{
	unpark(t, op->index);
	eu_count(t, op->work, op->work);
	return !eu_poll_due(t) || !eu_thread_poll(t);
}

const struct eu_op *eu_exec_check(struct eu_thread *t, const struct eu_op *op)
{
	return check(t, op) ? op->body(t, op) : eu_stop(t, EU_CANCELLED);
}

const struct eu_op *eu_exec_check_mid(struct eu_thread *t, const struct eu_op *op)
{
	return check(t, op) ? op->slow->mid(t, op) : eu_stop(t, EU_CANCELLED);
}

static const struct eu_op *exec_nop(struct eu_thread *t, const struct eu_op *op)
{
	return op + 1;
}

const struct eu_op *eu_exec_invalid(struct eu_thread *t, const struct eu_op *op)
{
	return eu_stop(t, EU_INVALID);
}

static const eu_exec_fn controls[GEN9_EU_OPS] = {
	[GEN9_EU_ILLEGAL] = eu_exec_invalid,
	[GEN9_EU_JMPI] = exec_jmpi,
	[GEN9_EU_BRD] = exec_while,
	[GEN9_EU_IF] = exec_if,
	[GEN9_EU_BRC] = exec_park,
	[GEN9_EU_ELSE] = exec_else,
	[GEN9_EU_ENDIF] = exec_endif,
	[GEN9_EU_WHILE] = exec_while,
	[GEN9_EU_BREAK] = exec_break,
	[GEN9_EU_CONT] = exec_park,
	[GEN9_EU_HALT] = exec_park,
	[GEN9_EU_CALL] = exec_call,
	[GEN9_EU_RET] = exec_ret,
	[GEN9_EU_GOTO] = exec_goto,
	[GEN9_EU_JOIN] = exec_endif,
	[GEN9_EU_WAIT] = eu_exec_wait,
	[GEN9_EU_SEND] = eu_exec_send,
	[GEN9_EU_SENDC] = eu_exec_send,
	[GEN9_EU_SENDS] = eu_exec_send,
	[GEN9_EU_SENDSC] = eu_exec_send,
	[GEN9_EU_NENOP] = exec_nop,
	[GEN9_EU_NOP] = exec_nop,
};

eu_exec_fn eu_control_fn(u32 op)
{
	return op < GEN9_EU_OPS ? controls[op] : NULL;
}
