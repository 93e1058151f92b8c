// SPDX-License-Identifier: GPL-2.0-only
/*
 * MI commands that compute: MI_MATH on the general-purpose registers, MI_ATOMIC on memory,
 * MI_PREDICATE. The dispatcher in exec.c calls them in the engine's thread. Takes no lock. Atomics
 * are atomic against CPUs and other engines. Source of the semantics: PRM SKL Vol. 2a; fields in
 * gen9/mi_defs.h.
 */
#include "gen9/mi_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/walk.h"

/**
 * struct alu - The ALU's state during one MI_MATH. The next command starts from zero.
 * @srca: operand A
 * @srcb: operand B
 * @accu: result
 * @zero: the last result was zero
 * @carry: the last result had a carry
 */
struct alu {
	u64 srca;
	u64 srcb;
	u64 accu;
	bool zero;
	bool carry;
};

static void alu_load(struct alu *alu, u32 operand, u64 value)
{
	if (operand == GEN9_ALU_SRCA)
		alu->srca = value;
	else if (operand == GEN9_ALU_SRCB)
		alu->srcb = value;
}

static u64 alu_source(struct sgpu_engine *e, const struct alu *alu, u32 operand)
{
	switch (operand) {
	case GEN9_ALU_SRCA:
		return alu->srca;
	case GEN9_ALU_SRCB:
		return alu->srcb;
	case GEN9_ALU_ACCU:
		return alu->accu;
	case GEN9_ALU_ZF:
		return alu->zero ? ~0ull : 0;
	case GEN9_ALU_CF:
		return alu->carry ? ~0ull : 0;
	default:
		return operand < GEN9_GPRS ? sgpu_regs_read64(e, sgpu_regs_gpr(e, operand)) : 0;
	}
}

static void alu_store(struct sgpu_engine *e, u32 operand, u64 value)
{
	if (operand < GEN9_GPRS)
		sgpu_regs_write64(e, sgpu_regs_gpr(e, operand), value);
}

static void alu_result(struct alu *alu, u64 value, bool carry)
{
	alu->accu = value;
	alu->zero = !value;
	alu->carry = carry;
}

static int alu_step(struct sgpu_engine *e, struct alu *alu, u32 instruction)
{
	u32 op1 = GEN9_ALU_OPERAND1(instruction);
	u32 op2 = GEN9_ALU_OPERAND2(instruction);

	switch (GEN9_ALU_OPCODE(instruction)) {
	case GEN9_ALU_NOOP:
		break;
	case GEN9_ALU_LOAD:
		alu_load(alu, op1, alu_source(e, alu, op2));
		break;
	case GEN9_ALU_LOADINV:
		alu_load(alu, op1, ~alu_source(e, alu, op2));
		break;
	case GEN9_ALU_LOAD0:
		alu_load(alu, op1, 0);
		break;
	case GEN9_ALU_LOAD1:
		alu_load(alu, op1, ~0ull);
		break;
	case GEN9_ALU_ADD:
		alu_result(alu, alu->srca + alu->srcb, alu->srca + alu->srcb < alu->srca);
		break;
	case GEN9_ALU_SUB:
		alu_result(alu, alu->srca - alu->srcb, alu->srca < alu->srcb);
		break;
	case GEN9_ALU_AND:
		alu_result(alu, alu->srca & alu->srcb, false);
		break;
	case GEN9_ALU_OR:
		alu_result(alu, alu->srca | alu->srcb, false);
		break;
	case GEN9_ALU_XOR:
		alu_result(alu, alu->srca ^ alu->srcb, false);
		break;
	case GEN9_ALU_STORE:
		alu_store(e, op1, alu_source(e, alu, op2));
		break;
	case GEN9_ALU_STOREINV:
		alu_store(e, op1, ~alu_source(e, alu, op2));
		break;
	default:
		return -EINVAL;
	}
	return 0;
}

int sgpu_mi_math(struct sgpu_engine *e, u32 n)
{
	struct alu alu = { 0 };
	int ret = 0;
	u32 i;

	for (i = 1; !ret && i < n; i++)
		ret = alu_step(e, &alu, e->cmd[i]);
	return ret;
}

static u64 sign_extend(u64 value, bool qword)
{
	return qword ? value : (u64)(s64)(s32)value;
}

/* Compute the new value of an atomic. Operands and result are zero-extended. */
static u64 atomic_result(u32 op, bool qword, u64 old, u64 a, u64 b)
{
	s64 signed_old = (s64)sign_extend(old, qword);
	s64 signed_a = (s64)sign_extend(a, qword);

	switch (op) {
	case GEN9_ATOMIC_AND:
		return old & a;
	case GEN9_ATOMIC_OR:
		return old | a;
	case GEN9_ATOMIC_XOR:
		return old ^ a;
	case GEN9_ATOMIC_MOVE:
		return a;
	case GEN9_ATOMIC_INC:
		return old + 1;
	case GEN9_ATOMIC_DEC:
	case GEN9_ATOMIC_PREDEC:
		return old - 1;
	case GEN9_ATOMIC_ADD:
		return old + a;
	case GEN9_ATOMIC_SUB:
		return old - a;
	case GEN9_ATOMIC_RSUB:
		return a - old;
	case GEN9_ATOMIC_IMAX:
		return signed_old > signed_a ? old : a;
	case GEN9_ATOMIC_IMIN:
		return signed_old < signed_a ? old : a;
	case GEN9_ATOMIC_UMAX:
		return max(old, a);
	case GEN9_ATOMIC_UMIN:
		return min(old, a);
	case GEN9_ATOMIC_CMPWR:
		return old == a ? b : old;
	default:
		return old;
	}
}

/**
 * struct atomic_operands - The operation of one MI_ATOMIC.
 * @op: GEN9_ATOMIC_*
 * @qword: 64 bits; else 32 bits
 * @a: first operand
 * @b: second operand
 */
struct atomic_operands {
	u32 op;
	bool qword;
	u64 a;
	u64 b;
};

/* Read the operands. Inline operands are interleaved: a.lo, b.lo, a.hi, b.hi from dword 3 on. */
static void atomic_operands(struct sgpu_engine *e, struct atomic_operands *o)
{
	if (e->cmd[0] & GEN9_ATOMIC_INLINE) {
		o->a = e->cmd[3] | (u64)e->cmd[5] << 32;
		o->b = e->cmd[4] | (u64)e->cmd[6] << 32;
	} else {
		o->a = sgpu_regs_read64(e, sgpu_regs_gpr(e, GEN9_ATOMIC_GPR_OPERAND1));
		o->b = sgpu_regs_read64(e, sgpu_regs_gpr(e, GEN9_ATOMIC_GPR_OPERAND2));
	}
	if (!o->qword) {
		o->a = (u32)o->a;
		o->b = (u32)o->b;
	}
}

static u64 atomic_dword(u32 *read, u32 *write, const struct atomic_operands *o)
{
	u32 old, value;

	do {
		old = READ_ONCE(*read);
		value = (u32)atomic_result(o->op, false, old, o->a, o->b);
	} while (read == write && cmpxchg(write, old, value) != old);
	return o->op == GEN9_ATOMIC_PREDEC ? value : old;
}

static u64 atomic_qword(u64 *read, u64 *write, const struct atomic_operands *o)
{
	u64 old, value;

	do {
		old = READ_ONCE(*read);
		value = atomic_result(o->op, true, old, o->a, o->b);
	} while (read == write && cmpxchg(write, old, value) != old);
	return o->op == GEN9_ATOMIC_PREDEC ? value : old;
}

int sgpu_mi_atomic(struct sgpu_engine *e, u32 n)
{
	struct sgpu_space *space =
		&e->space[e->cmd[0] & GEN9_MI_USE_GGTT ? SGPU_GGTT : SGPU_PPGTT];
	u64 va = sgpu_cmd_address(e, 1) & GEN9_MI_ADDRESS_MASK;
	u32 opcode = GEN9_ATOMIC_OPCODE(e->cmd[0]);
	struct atomic_operands o = {
		.op = opcode & GEN9_ATOMIC_OP_MASK,
		.qword = opcode & GEN9_ATOMIC_OP_QWORD,
	};
	u8 *read, *write;
	u64 old;

	if (o.op >= GEN9_ATOMIC_OPS || port_check(ATOMIC_ALIGNED, o.qword && va & 7))
		return -EINVAL;
	if (opcode & GEN9_ATOMIC_OP_OCTWORD)
		return sgpu_cmd_no_effect(e, GEN9_CMD_MI_ATOMIC);
	read = sgpu_page(e, space, va, false);
	write = read ? sgpu_page(e, space, va, true) : NULL;
	if (!write)
		return -EFAULT;
	atomic_operands(e, &o);
	va &= PAGE_SIZE - 1;
	old = o.qword ? atomic_qword((u64 *)(read + va), (u64 *)(write + va), &o) :
			atomic_dword((u32 *)(read + va), (u32 *)(write + va), &o);
	if (e->cmd[0] & GEN9_ATOMIC_RETURN)
		sgpu_regs_write64(e, sgpu_regs_gpr(e, GEN9_ATOMIC_GPR_RETURN), old);
	return 0;
}

static bool predicate_compare(struct sgpu_engine *e, u32 op)
{
	u64 src0 = sgpu_regs_read64(e, GEN9_PREDICATE_SRC0);
	u64 src1 = sgpu_regs_read64(e, GEN9_PREDICATE_SRC1);

	switch (op) {
	case GEN9_PREDICATE_COMPARE_TRUE:
		return true;
	case GEN9_PREDICATE_COMPARE_FALSE:
		return false;
	case GEN9_PREDICATE_COMPARE_SRCS:
		return src0 == src1;
	default:
		return src0 - src1 == sgpu_regs_read64(e, GEN9_PREDICATE_DATA);
	}
}

static bool predicate_combine(u32 op, bool old, bool new)
{
	switch (op) {
	case GEN9_PREDICATE_COMBINE_SET:
		return new;
	case GEN9_PREDICATE_COMBINE_AND:
		return old && new;
	case GEN9_PREDICATE_COMBINE_OR:
		return old || new;
	default:
		return old != new;
	}
}

int sgpu_mi_predicate(struct sgpu_engine *e, u32 n)
{
	bool old = sgpu_regs_read(e, GEN9_PREDICATE_RESULT) & 1;
	bool new = predicate_compare(e, GEN9_PREDICATE_COMPARE(e->cmd[0]));

	switch (GEN9_PREDICATE_LOAD(e->cmd[0])) {
	case GEN9_PREDICATE_LOAD_LOAD:
		break;
	case GEN9_PREDICATE_LOAD_INVERT:
		new = !new;
		break;
	default:
		return 0;
	}
	new = predicate_combine(GEN9_PREDICATE_COMBINE(e->cmd[0]), old, new);
	sgpu_regs_write(e, GEN9_PREDICATE_RESULT, new, false);
	return 0;
}

/* The results are registers of RCS. On other engines they read zero. */
int sgpu_mi_set_predicate(struct sgpu_engine *e, u32 n)
{
	bool result = sgpu_regs_read(e, GEN9_PREDICATE_RESULT) & 1;
	bool result2 = sgpu_regs_read(e, GEN9_PREDICATE_RESULT_2) & 1;

	switch (e->cmd[0] & GEN9_SET_PREDICATE_MASK) {
	case GEN9_SET_PREDICATE_CLEAR2:
		e->pos.predicated = !result2;
		break;
	case GEN9_SET_PREDICATE_SET2:
		e->pos.predicated = result2;
		break;
	case GEN9_SET_PREDICATE_CLEAR:
		e->pos.predicated = !result;
		break;
	case GEN9_SET_PREDICATE_SET:
		e->pos.predicated = result;
		break;
	case GEN9_SET_PREDICATE_ALWAYS:
		e->pos.predicated = true;
		break;
	default:
		e->pos.predicated = false;
		break;
	}
	return 0;
}
