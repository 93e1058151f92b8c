// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast way: instructions on operands of 32 bits that are contiguous registers, scalars or
 * immediates. One function for each operation and places of operands. Takes no lock.
 *
 * Source: PRM SKL Vol. 2a, one page for each instruction.
 */
#include "eu/vectors.h"

#define CONDITION(relation)	gather((eu_d8)(relation))

/* Choose a comparison of a result with 0. */
#define CONDITIONS(x) ({						\
	u32 truth = 0;							\
									\
	switch (cond) {							\
	case GEN9_EU_COND_Z:						\
		truth = CONDITION((x) == 0);				\
		break;							\
	case GEN9_EU_COND_NZ:						\
		truth = CONDITION((x) != 0);				\
		break;							\
	case GEN9_EU_COND_G:						\
		truth = CONDITION((x) > 0);				\
		break;							\
	case GEN9_EU_COND_GE:						\
		truth = CONDITION((x) >= 0);				\
		break;							\
	case GEN9_EU_COND_L:						\
		truth = CONDITION((x) < 0);				\
		break;							\
	case GEN9_EU_COND_LE:						\
		truth = CONDITION((x) <= 0);				\
		break;							\
	}								\
	truth;								\
})

INLINE u32 condition(eu_ud8 v, u32 type, u32 cond)
{
	if (type == TYPE_F)
		return CONDITIONS((eu_f8)v);
	if (type == TYPE_D)
		return CONDITIONS((eu_d8)v);
	return CONDITIONS(v);
}

/*
 * Saturate, then set flags. The channels of vector @k begin at bit 8 * @k of @mask. Not inlined:
 * few instructions need it, and copies in all functions take the compiler a minute.
 */
static NOINLINE eu_ud8 decorate(struct eu_thread *t, const struct eu_op *op, u32 type, u32 mask,
				u32 k, eu_ud8 v)
{
	u32 at = k * EU_VECTOR;

	if (type == TYPE_F && op->saturate)
		v = saturated(v);
	if (op->cond)
		eu_flags_set(t, op, mask & LANES << at, condition(v, type, op->cond) << at);
	return v;
}

typedef eu_ud8 function1(eu_ud8 x);
typedef eu_ud8 function2(eu_ud8 x, eu_ud8 y);
typedef eu_ud8 function3(eu_ud8 x, eu_ud8 y, eu_ud8 z);

INLINE const struct eu_op *run1(struct eu_thread *t, const struct eu_op *op, u32 from, u32 to,
				bool logic, u32 place, function1 *fn)
{
	u32 mask = eu_exec_mask(t, op), k;

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 v = fn(modify(op, 0, from, logic, fetch(t, op, 0, place, k)));

		if (op->decorated)
			v = decorate(t, op, to, mask, k, v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

INLINE const struct eu_op *run2(struct eu_thread *t, const struct eu_op *op, u32 type, bool logic,
				u32 place0, u32 place1, function2 *fn)
{
	u32 mask = eu_exec_mask(t, op), k;

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 x = modify(op, 0, type, logic, fetch(t, op, 0, place0, k));
		eu_ud8 y = modify(op, 1, type, logic, fetch(t, op, 1, place1, k));
		eu_ud8 v = fn(x, y);

		if (op->decorated)
			v = decorate(t, op, type, mask, k, v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

INLINE const struct eu_op *run3(struct eu_thread *t, const struct eu_op *op, u32 place0,
				u32 place1, u32 place2, function3 *fn)
{
	u32 mask = eu_exec_mask(t, op), k;

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 x = modify(op, 0, TYPE_F, false, fetch(t, op, 0, place0, k));
		eu_ud8 y = modify(op, 1, TYPE_F, false, fetch(t, op, 1, place1, k));
		eu_ud8 z = modify(op, 2, TYPE_F, false, fetch(t, op, 2, place2, k));
		eu_ud8 v = fn(x, y, z);

		if (op->decorated)
			v = decorate(t, op, TYPE_F, mask, k, v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

/* SEL without a condition: the predicate selects. Minimum and maximum have no predicate. */
INLINE const struct eu_op *run_sel(struct eu_thread *t, const struct eu_op *op, u32 type,
				   u32 place0, u32 place1)
{
	u32 mask = eu_flow_mask(t, op), take = eu_pred_bits(t, op), k;

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 x = modify(op, 0, type, false, fetch(t, op, 0, place0, k));
		eu_ud8 y = modify(op, 1, type, false, fetch(t, op, 1, place1, k));
		eu_ud8 lanes = spread(take >> k * EU_VECTOR & LANES);
		eu_ud8 v = (x & lanes) | (y & ~lanes);

		if (type == TYPE_F && op->saturate)
			v = saturated(v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

/* Choose a comparison of two sources. */
#define RELATIONS(x, y) ({					\
	eu_d8 truth;						\
								\
	switch (cond) {						\
	case GEN9_EU_COND_Z:					\
		truth = (eu_d8)((x) == (y));			\
		break;						\
	case GEN9_EU_COND_NZ:					\
		truth = (eu_d8)((x) != (y));			\
		break;						\
	case GEN9_EU_COND_G:					\
		truth = (eu_d8)((x) > (y));			\
		break;						\
	case GEN9_EU_COND_GE:					\
		truth = (eu_d8)((x) >= (y));			\
		break;						\
	case GEN9_EU_COND_L:					\
		truth = (eu_d8)((x) < (y));			\
		break;						\
	default:						\
		truth = (eu_d8)((x) <= (y));			\
		break;						\
	}							\
	truth;							\
})

INLINE eu_d8 related(eu_ud8 x, eu_ud8 y, u32 type, u32 cond)
{
	if (type == TYPE_F)
		return RELATIONS((eu_f8)x, (eu_f8)y);
	if (type == TYPE_D)
		return RELATIONS((eu_d8)x, (eu_d8)y);
	return RELATIONS(x, y);
}

INLINE const struct eu_op *run_cmp(struct eu_thread *t, const struct eu_op *op, u32 type,
				   u32 place0, u32 place1)
{
	u32 mask = eu_exec_mask(t, op), truth = 0, k;
	bool stores = op->slow->dst.place == EU_AT_GRF;

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 x = modify(op, 0, type, false, fetch(t, op, 0, place0, k));
		eu_ud8 y = modify(op, 1, type, false, fetch(t, op, 1, place1, k));
		eu_d8 v = related(x, y, type, op->cond);

		truth |= gather(v) << k * EU_VECTOR;
		if (stores)
			put(t, op, k, mask >> k * EU_VECTOR, (eu_ud8)v);
	}
	eu_flags_set(t, op, mask, truth);
	return op + 1;
}

/* PLN: a pair of registers for each 8 channels. */
static const struct eu_op *run_pln(struct eu_thread *t, const struct eu_op *op)
{
	const float *plane = (const float *)(grf(t) + op->at[0]);
	u32 mask = eu_exec_mask(t, op), k;
	float p = plane[0], q = plane[1], r = plane[3];

	for (k = 0; k < op->blocks; k++) {
		eu_f8 x = (eu_f8)fetch(t, op, 1, V, 2 * k);
		eu_f8 y = (eu_f8)fetch(t, op, 1, V, 2 * k + 1);
		eu_ud8 v = (eu_ud8)(x * p + r + y * q);

		if (op->decorated)
			v = decorate(t, op, TYPE_F, mask, k, v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

INLINE const struct eu_op *run_math(struct eu_thread *t, const struct eu_op *op, u32 place0,
				    u32 place1)
{
	const struct eu_inst *inst = op->slow->inst;
	u32 mask = eu_exec_mask(t, op), k;
	eu_ud8 y = { 0 };

	for (k = 0; k < op->blocks; k++) {
		eu_ud8 x = modify(op, 0, TYPE_F, false, fetch(t, op, 0, place0, k)), v;

		if (inst->src_count == 2)
			y = modify(op, 1, TYPE_F, false, fetch(t, op, 1, place1, k));
		v = (eu_ud8)EU_ISA_NAME(eu_math8)(inst->math, (eu_f8)x, (eu_f8)y);
		if (op->decorated)
			v = decorate(t, op, TYPE_F, mask, k, v);
		put(t, op, k, mask >> k * EU_VECTOR, v);
	}
	return op + 1;
}

#define FUNCTION1(name, value)						\
INLINE eu_ud8 fn_##name(eu_ud8 x)					\
{									\
	return (eu_ud8)(value);						\
}
#define FUNCTION2(name, value)						\
INLINE eu_ud8 fn_##name(eu_ud8 x, eu_ud8 y)				\
{									\
	return (eu_ud8)(value);						\
}

/* x * y + z, rounded once */
INLINE eu_f8 fused(eu_f8 x, eu_f8 y, eu_f8 z)
{
	u32 i;

	for (i = 0; i < EU_VECTOR; i++)
		z[i] = __builtin_fmaf(x[i], y[i], z[i]);
	return z;
}

#define FUNCTION3(name, value)						\
INLINE eu_ud8 fn_##name(eu_ud8 x, eu_ud8 y, eu_ud8 z)			\
{									\
	return (eu_ud8)(value);						\
}
/* Floats below this value may have a fraction. */
#define WHOLE		0x1p23f

/* Round to zero. A zero keeps the sign of the value. */
INLINE eu_ud8 truncated(eu_ud8 x)
{
	const eu_ud8 sign = (eu_ud8){ } + (1u << 31);
	eu_f8 size = (eu_f8)(x & ~sign);
	eu_ud8 small = (eu_ud8)(size < WHOLE);
	eu_d8 whole = __builtin_convertvector((eu_f8)((eu_ud8)size & small), eu_d8);

	return (((eu_ud8)__builtin_convertvector(whole, eu_f8) | (x & sign)) & small) |
	       (x & ~small);
}

/* Add 1, or -1, to the lanes of @lanes. */
INLINE eu_ud8 stepped(eu_ud8 whole, eu_d8 lanes, float step)
{
	eu_ud8 moved = (eu_ud8)((eu_f8)whole + step);

	return (moved & (eu_ud8)lanes) | (whole & ~(eu_ud8)lanes);
}

INLINE eu_ud8 rounded_down(eu_ud8 x)
{
	eu_ud8 whole = truncated(x);

	return stepped(whole, (eu_f8)whole > (eu_f8)x, -1);
}

INLINE eu_ud8 rounded_up(eu_ud8 x)
{
	eu_ud8 whole = truncated(x);

	return stepped(whole, (eu_f8)whole < (eu_f8)x, 1);
}

/* The fraction is below 1, also where the difference rounds to it; that of an infinity is a NaN. */
INLINE eu_ud8 fraction(eu_ud8 x)
{
	const eu_ud8 most = (eu_ud8)((eu_f8){ } + 0x1.fffffep-1f);
	eu_f8 rest = (eu_f8)x - (eu_f8)rounded_down(x);
	eu_ud8 keep = (eu_ud8)((rest < 1) | (rest != rest));

	return ((eu_ud8)rest & keep) | (most & ~keep);
}

#define FX	((eu_f8)x)
#define FY	((eu_f8)y)
#define FZ	((eu_f8)z)
#define DX	((eu_d8)x)
#define DY	((eu_d8)y)
#define CHOOSE(lanes)	((x & (eu_ud8)(lanes)) | (y & ~(eu_ud8)(lanes)))

FUNCTION1(mov, x)
FUNCTION1(not, ~x)
FUNCTION1(from_d, __builtin_convertvector(DX, eu_f8))
FUNCTION1(rndz, truncated(x))
FUNCTION1(rndd, rounded_down(x))
FUNCTION1(rndu, rounded_up(x))
FUNCTION1(frc, fraction(x))
FUNCTION2(add_f, FX + FY)
FUNCTION2(mul_f, FX * FY)
FUNCTION2(add, x + y)
FUNCTION2(mul, x * y)
FUNCTION2(and, x & y)
FUNCTION2(or, x | y)
FUNCTION2(xor, x ^ y)
FUNCTION2(shl, x << (y & 31))
FUNCTION2(shr, x >> (y & 31))
FUNCTION2(asr, DX >> (DY & 31))
FUNCTION2(max_f, CHOOSE((FX >= FY) | (FY != FY)))
FUNCTION2(min_f, CHOOSE((FX < FY) | (FY != FY)))
FUNCTION2(max_d, CHOOSE(DX >= DY))
FUNCTION2(min_d, CHOOSE(DX < DY))
FUNCTION2(max_ud, CHOOSE(x >= y))
FUNCTION2(min_ud, CHOOSE(x < y))
FUNCTION3(mad, fused(FY, FZ, FX))
FUNCTION3(lrp, FX * FY + (1.0f - FX) * FZ)

#define EXEC(name, call)								\
static const struct eu_op *exec_##name(struct eu_thread *t, const struct eu_op *op)	\
{											\
	return call;									\
}

#define EXECS1(name, from, to, logic, fn)			\
	EXEC(name##_V, run1(t, op, from, to, logic, V, fn))	\
	EXEC(name##_S, run1(t, op, from, to, logic, S, fn))	\
	EXEC(name##_I, run1(t, op, from, to, logic, I, fn))
#define EXECS2(name, call, ...)				\
	EXEC(name##_VV, call(__VA_ARGS__, V, V))	\
	EXEC(name##_VS, call(__VA_ARGS__, V, S))	\
	EXEC(name##_VI, call(__VA_ARGS__, V, I))	\
	EXEC(name##_SV, call(__VA_ARGS__, S, V))	\
	EXEC(name##_SS, call(__VA_ARGS__, S, S))	\
	EXEC(name##_SI, call(__VA_ARGS__, S, I))
#define EXECS3(name, fn)				\
	EXEC(name##_VVV, run3(t, op, V, V, V, fn))	\
	EXEC(name##_VVS, run3(t, op, V, V, S, fn))	\
	EXEC(name##_VSV, run3(t, op, V, S, V, fn))	\
	EXEC(name##_VSS, run3(t, op, V, S, S, fn))	\
	EXEC(name##_SVV, run3(t, op, S, V, V, fn))	\
	EXEC(name##_SVS, run3(t, op, S, V, S, fn))	\
	EXEC(name##_SSV, run3(t, op, S, S, V, fn))	\
	EXEC(name##_SSS, run3(t, op, S, S, S, fn))

INLINE const struct eu_op *run_fn(struct eu_thread *t, const struct eu_op *op, function2 *fn,
				  u32 type, bool logic, u32 place0, u32 place1)
{
	return run2(t, op, type, logic, place0, place1, fn);
}

EXECS1(mov_f, TYPE_F, TYPE_F, false, fn_mov)
EXECS1(mov_d, TYPE_D, TYPE_D, false, fn_mov)
EXECS1(mov_ud, TYPE_D, TYPE_UD, false, fn_mov)
EXECS1(mov_from_d, TYPE_D, TYPE_F, false, fn_from_d)
EXECS1(rndz, TYPE_F, TYPE_F, false, fn_rndz)
EXECS1(rndd, TYPE_F, TYPE_F, false, fn_rndd)
EXECS1(rndu, TYPE_F, TYPE_F, false, fn_rndu)
EXECS1(frc, TYPE_F, TYPE_F, false, fn_frc)
EXECS1(not, TYPE_UD, TYPE_UD, true, fn_not)
EXECS2(add_f, run_fn, t, op, fn_add_f, TYPE_F, false)
EXECS2(mul_f, run_fn, t, op, fn_mul_f, TYPE_F, false)
EXECS2(max_f, run_fn, t, op, fn_max_f, TYPE_F, false)
EXECS2(min_f, run_fn, t, op, fn_min_f, TYPE_F, false)
EXECS2(add_d, run_fn, t, op, fn_add, TYPE_D, false)
EXECS2(add_ud, run_fn, t, op, fn_add, TYPE_UD, false)
EXECS2(mul_d, run_fn, t, op, fn_mul, TYPE_D, false)
EXECS2(max_d, run_fn, t, op, fn_max_d, TYPE_D, false)
EXECS2(min_d, run_fn, t, op, fn_min_d, TYPE_D, false)
EXECS2(max_ud, run_fn, t, op, fn_max_ud, TYPE_UD, false)
EXECS2(min_ud, run_fn, t, op, fn_min_ud, TYPE_UD, false)
EXECS2(and_d, run_fn, t, op, fn_and, TYPE_D, true)
EXECS2(or_d, run_fn, t, op, fn_or, TYPE_D, true)
EXECS2(xor_d, run_fn, t, op, fn_xor, TYPE_D, true)
EXECS2(and_ud, run_fn, t, op, fn_and, TYPE_UD, true)
EXECS2(or_ud, run_fn, t, op, fn_or, TYPE_UD, true)
EXECS2(xor_ud, run_fn, t, op, fn_xor, TYPE_UD, true)
EXECS2(shl_d, run_fn, t, op, fn_shl, TYPE_D, false)
EXECS2(shl_ud, run_fn, t, op, fn_shl, TYPE_UD, false)
EXECS2(shr_ud, run_fn, t, op, fn_shr, TYPE_UD, false)
EXECS2(asr_d, run_fn, t, op, fn_asr, TYPE_D, false)
EXECS2(cmp_f, run_cmp, t, op, TYPE_F)
EXECS2(cmp_d, run_cmp, t, op, TYPE_D)
EXECS2(cmp_ud, run_cmp, t, op, TYPE_UD)
EXECS2(sel_f, run_sel, t, op, TYPE_F)
EXECS2(sel_d, run_sel, t, op, TYPE_D)
EXECS2(math, run_math, t, op)
EXECS3(mad_f, fn_mad)
EXECS3(lrp_f, fn_lrp)

#define ANY		0xff	/* any conditional modifier */

#define NAMES1(name)							\
	{ [V] = { exec_##name##_V }, [S] = { exec_##name##_S }, [I] = { exec_##name##_I } }
#define NAMES2(name)	{						\
	[V] = { [V] = exec_##name##_VV, [S] = exec_##name##_VS, [I] = exec_##name##_VI },	\
	[S] = { [V] = exec_##name##_SV, [S] = exec_##name##_SS, [I] = exec_##name##_SI } }
/*
 * An instruction that has a fast way.
 * @cond: the conditional modifier that chooses the row, or ANY
 * @dst: type of the destination; @src: type of the sources
 * @saturates: the row can saturate
 */
struct fast_row {
	u8 op;
	u8 cond;
	u8 dst;
	u8 src;
	bool saturates;
	eu_exec_fn fn[PLACES][PLACES];
};

static const struct fast_row rows[] = {
	{ GEN9_EU_MOV, ANY, EU_F, EU_F, true, NAMES1(mov_f) },
	{ GEN9_EU_MOV, ANY, EU_D, EU_D, false, NAMES1(mov_d) },
	{ GEN9_EU_MOV, ANY, EU_UD, EU_UD, false, NAMES1(mov_ud) },
	{ GEN9_EU_MOV, ANY, EU_UD, EU_D, false, NAMES1(mov_ud) },
	{ GEN9_EU_MOV, ANY, EU_D, EU_UD, false, NAMES1(mov_d) },
	{ GEN9_EU_MOV, ANY, EU_F, EU_D, true, NAMES1(mov_from_d) },
	{ GEN9_EU_RNDZ, ANY, EU_F, EU_F, true, NAMES1(rndz) },
	{ GEN9_EU_RNDD, ANY, EU_F, EU_F, true, NAMES1(rndd) },
	{ GEN9_EU_RNDU, ANY, EU_F, EU_F, true, NAMES1(rndu) },
	{ GEN9_EU_FRC, ANY, EU_F, EU_F, true, NAMES1(frc) },
	{ GEN9_EU_NOT, ANY, EU_UD, EU_UD, false, NAMES1(not) },
	{ GEN9_EU_NOT, 0, EU_D, EU_D, false, NAMES1(not) },
	{ GEN9_EU_ADD, ANY, EU_F, EU_F, true, NAMES2(add_f) },
	{ GEN9_EU_ADD, ANY, EU_D, EU_D, false, NAMES2(add_d) },
	{ GEN9_EU_ADD, ANY, EU_UD, EU_UD, false, NAMES2(add_ud) },
	{ GEN9_EU_MUL, ANY, EU_F, EU_F, true, NAMES2(mul_f) },
	{ GEN9_EU_MUL, ANY, EU_D, EU_D, false, NAMES2(mul_d) },
	{ GEN9_EU_MUL, 0, EU_UD, EU_UD, false, NAMES2(mul_d) },
	{ GEN9_EU_AND, ANY, EU_D, EU_D, false, NAMES2(and_d) },
	{ GEN9_EU_AND, ANY, EU_UD, EU_UD, false, NAMES2(and_ud) },
	{ GEN9_EU_OR, ANY, EU_D, EU_D, false, NAMES2(or_d) },
	{ GEN9_EU_OR, ANY, EU_UD, EU_UD, false, NAMES2(or_ud) },
	{ GEN9_EU_XOR, ANY, EU_D, EU_D, false, NAMES2(xor_d) },
	{ GEN9_EU_XOR, ANY, EU_UD, EU_UD, false, NAMES2(xor_ud) },
	{ GEN9_EU_SHL, ANY, EU_D, EU_D, false, NAMES2(shl_d) },
	{ GEN9_EU_SHL, ANY, EU_UD, EU_UD, false, NAMES2(shl_ud) },
	{ GEN9_EU_SHR, ANY, EU_UD, EU_UD, false, NAMES2(shr_ud) },
	{ GEN9_EU_ASR, ANY, EU_D, EU_D, false, NAMES2(asr_d) },
	{ GEN9_EU_SEL, GEN9_EU_COND_GE, EU_F, EU_F, true, NAMES2(max_f) },
	{ GEN9_EU_SEL, GEN9_EU_COND_L, EU_F, EU_F, true, NAMES2(min_f) },
	{ GEN9_EU_SEL, GEN9_EU_COND_GE, EU_D, EU_D, false, NAMES2(max_d) },
	{ GEN9_EU_SEL, GEN9_EU_COND_L, EU_D, EU_D, false, NAMES2(min_d) },
	{ GEN9_EU_SEL, GEN9_EU_COND_GE, EU_UD, EU_UD, false, NAMES2(max_ud) },
	{ GEN9_EU_SEL, GEN9_EU_COND_L, EU_UD, EU_UD, false, NAMES2(min_ud) },
	{ GEN9_EU_SEL, 0, EU_F, EU_F, true, NAMES2(sel_f) },
	{ GEN9_EU_SEL, 0, EU_D, EU_D, false, NAMES2(sel_d) },
	{ GEN9_EU_SEL, 0, EU_UD, EU_UD, false, NAMES2(sel_d) },
	{ GEN9_EU_CMP, ANY, EU_F, EU_F, false, NAMES2(cmp_f) },
	{ GEN9_EU_CMP, ANY, EU_D, EU_D, false, NAMES2(cmp_d) },
	{ GEN9_EU_CMP, ANY, EU_UD, EU_UD, false, NAMES2(cmp_ud) },
};

static const eu_exec_fn mads[2][2][2] = {
	{ { exec_mad_f_VVV, exec_mad_f_VVS }, { exec_mad_f_VSV, exec_mad_f_VSS } },
	{ { exec_mad_f_SVV, exec_mad_f_SVS }, { exec_mad_f_SSV, exec_mad_f_SSS } },
};

static const eu_exec_fn lrps[2][2][2] = {
	{ { exec_lrp_f_VVV, exec_lrp_f_VVS }, { exec_lrp_f_VSV, exec_lrp_f_VSS } },
	{ { exec_lrp_f_SVV, exec_lrp_f_SVS }, { exec_lrp_f_SSV, exec_lrp_f_SSS } },
};

/* Tell if @n elements are contiguous, and whole vectors of them are inside the registers. */
static bool is_contiguous(const struct eu_access *a, u32 n)
{
	u32 i, bytes = DIV_ROUND_UP(n, EU_VECTOR) * sizeof(eu_ud8);

	for (i = 1; i < n; i++)
		if (a->at[i] != a->at[0] + i * sizeof(u32))
			return false;
	return a->at[0] + bytes <= GEN9_EU_GRF_FILE_BYTES;
}

/* Return the place of a source, or PLACES. */
static u32 place_of(const struct eu_access *a, u32 n)
{
	if (a->place == EU_AT_IMM)
		return I;
	if (a->place != EU_AT_GRF)
		return PLACES;
	return is_scalar(a, n) ? S : is_contiguous(a, n) ? V : PLACES;
}

/* A register of the destination that another vector reads as a source must not be written first. */
static bool is_ordered(const struct eu_slow *s, u32 n)
{
	u32 to = s->dst.at[0], end = to + n * sizeof(u32), i, from;

	if (n <= EU_VECTOR || s->dst.place != EU_AT_GRF)
		return true;
	for (i = 0; i < s->src_count; i++) {
		from = s->src[i].at[0];
		if (s->src[i].place != EU_AT_GRF || s->inst->op == GEN9_EU_PLN)
			continue;
		if (from != to && from < end && s->src[i].at[n - 1] >= to)
			return false;
		if (from == to && s->src[i].at[n - 1] == from)
			return false;
	}
	return true;
}

static bool same_types(const struct eu_slow *s, u32 type)
{
	u32 i;

	for (i = 0; i < s->src_count; i++)
		if (s->src[i].type != type)
			return false;
	return true;
}

/* Integers: absolute values and mixed signs go the general way. */
static bool has_abs(const struct eu_slow *s)
{
	u32 i;

	for (i = 0; i < s->src_count; i++)
		if (s->src[i].abs && s->src[i].type != EU_F)
			return true;
	return false;
}

/* The value of an immediate is the same for UD and D, unless its sign counts. */
static bool types_match(const struct eu_slow *s, u32 type)
{
	u32 op = s->inst->op, i;
	bool by_bits = type != EU_F && op != GEN9_EU_CMP && op != GEN9_EU_SEL && op != GEN9_EU_MOV;

	for (i = 0; i < s->src_count; i++) {
		u32 other = s->src[i].type;

		if (other != type && !(by_bits && (i || op == GEN9_EU_ADD || s->logic) &&
				       (other == EU_D || other == EU_UD)))
			return false;
	}
	return true;
}

static bool row_matches(const struct fast_row *row, const struct eu_slow *s)
{
	const struct eu_inst *inst = s->inst;
	bool negated = s->src[0].negate || s->src[1].negate;

	if (row->op != inst->op || row->dst != s->dst.type || !types_match(s, row->src))
		return false;
	if (row->cond != ANY && row->cond != inst->cond)
		return false;
	if (inst->saturate && !row->saturates)
		return false;
	if (inst->op == GEN9_EU_SEL && !inst->cond && !inst->pred)
		return false;
	/* a negated unsigned value has 33 bits where its sign counts */
	if (negated && row->src == EU_UD && !s->logic && inst->op != GEN9_EU_ADD)
		return false;
	return !(negated && row->src == EU_D && inst->op != GEN9_EU_ADD && !s->logic);
}

static eu_exec_fn fast_three(const struct eu_slow *s, u32 n)
{
	const eu_exec_fn (*fns)[2][2] = s->inst->op == GEN9_EU_MAD ? mads : lrps;
	u32 place[3], i;

	if (!same_types(s, EU_F) || s->dst.type != EU_F)
		return NULL;
	for (i = 0; i < 3; i++) {
		place[i] = place_of(&s->src[i], n);
		if (place[i] > S)
			return NULL;
	}
	return fns[place[0]][place[1]][place[2]];
}

static eu_exec_fn fast_math(const struct eu_slow *s, u32 n)
{
	static const eu_exec_fn maths[PLACES][PLACES] = NAMES2(math);
	u32 place0 = place_of(&s->src[0], n), place1 = V;

	if (!same_types(s, EU_F) || s->dst.type != EU_F ||
	    s->inst->math > GEN9_EU_MATH_POW)
		return NULL;
	if (s->src_count > 1)
		place1 = place_of(&s->src[1], n);
	return place0 < PLACES && place1 < PLACES ? maths[place0][place1] : NULL;
}

static eu_exec_fn fast_pln(const struct eu_slow *s, u32 n)
{
	return !s->src[0].negate && !s->src[0].abs && !s->src[1].negate && !s->src[1].abs &&
		n >= EU_VECTOR && s->dst.type == EU_F ? run_pln : NULL;
}

static eu_exec_fn fast_row(const struct eu_slow *s, u32 n)
{
	u32 place0 = place_of(&s->src[0], n), place1, i;

	place1 = s->src_count > 1 ? place_of(&s->src[1], n) : 0;
	if (place0 == PLACES || place1 == PLACES || has_abs(s))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (row_matches(&rows[i], s))
			return rows[i].fn[place0][place1];
	return NULL;
}

eu_exec_fn EU_ISA_NAME(eu_fast)(const struct eu_inst *inst, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	u32 n = inst->exec_size;
	bool null_cmp = inst->op == GEN9_EU_CMP && s->dst.place == EU_AT_NONE;
	eu_exec_fn fast;

	if (!is_ordered(s, n) ||
	    (s->dst.place == EU_AT_GRF && eu_type_bytes(s->dst.type) != sizeof(u32)))
		return EU_ISA_NAME(eu_fast_word)(inst, op);
	if (!null_cmp && (s->dst.place != EU_AT_GRF || !is_contiguous(&s->dst, n)))
		return NULL;
	if (inst->cond == GEN9_EU_COND_O || inst->cond == GEN9_EU_COND_U)
		return NULL;
	switch (inst->op) {
	case GEN9_EU_MAD:
	case GEN9_EU_LRP:
		return fast_three(s, n);
	case GEN9_EU_MATH:
		return fast_math(s, n);
	case GEN9_EU_PLN:
		return fast_pln(s, n);
	default:
		fast = fast_row(s, n);
		return fast ? fast : EU_ISA_NAME(eu_fast_word)(inst, op);
	}
}
