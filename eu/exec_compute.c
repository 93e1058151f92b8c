// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of the general way: moves, arithmetic, logic, comparisons, accumulators. Takes no
 * lock.
 *
 * Source: PRM SKL Vol. 2a, one page for each instruction.
 */
#include "eu/channels.h"

#define Q_SHIFT		63u
#define D_SHIFT		31u

/* The greater or the less of two values; a NaN counts for nothing. */
#define CHOOSE(take, a, b)	((take) || (b) != (b) ? (a) : (b))

COMPUTE(mov_q, uq, A(uq))
COMPUTE(mov_f, ud, A(ud))
COMPUTE(sel_q, uq, w->select >> i & 1 ? A(uq) : B(uq))
COMPUTE(sel_f, ud, w->select >> i & 1 ? A(ud) : B(ud))
COMPUTE(max_f, f, CHOOSE(A(f) >= B(f), A(f), B(f)))
COMPUTE(max_df, df, CHOOSE(A(df) >= B(df), A(df), B(df)))
COMPUTE(max_q, q, CHOOSE(A(q) >= B(q), A(q), B(q)))
COMPUTE(max_uq, uq, CHOOSE(A(uq) >= B(uq), A(uq), B(uq)))
COMPUTE(min_f, f, CHOOSE(A(f) < B(f), A(f), B(f)))
COMPUTE(min_df, df, CHOOSE(A(df) < B(df), A(df), B(df)))
COMPUTE(min_q, q, CHOOSE(A(q) < B(q), A(q), B(q)))
COMPUTE(min_uq, uq, CHOOSE(A(uq) < B(uq), A(uq), B(uq)))

COMPUTE(not_q, uq, ~A(uq))
COMPUTE(and_q, uq, A(uq) & B(uq))
COMPUTE(or_q, uq, A(uq) | B(uq))
COMPUTE(xor_q, uq, A(uq) ^ B(uq))

COMPUTE(add_f, f, A(f) + B(f))
COMPUTE(add_df, df, A(df) + B(df))
COMPUTE(add_q, uq, A(uq) + B(uq))
COMPUTE(mul_f, f, A(f) * B(f))
COMPUTE(mul_df, df, A(df) * B(df))
COMPUTE(mul_q, uq, A(uq) * B(uq))
COMPUTE(avg_q, q, (s64)(A(uq) + B(uq) + 1) >> 1)
COMPUTE(mad_f, f, __builtin_fmaf(B(f), C(f), A(f)))
COMPUTE(mad_df, df, __builtin_fma(B(df), C(df), A(df)))
COMPUTE(mad_q, uq, B(uq) * C(uq) + A(uq))
COMPUTE(lrp_f, f, A(f) * B(f) + (1.0f - A(f)) * C(f))

/* A plane has p, q, an unused value, r. */
COMPUTE(line_f, f, w->in[0].f[0] * B(f) + w->in[0].f[3])
COMPUTE(pln_f, f, w->in[0].f[0] * B(f) + w->in[0].f[3] + w->in[0].f[1] * C(f))

static float acc_f(const struct eu_work *w, u32 i)
{
	union { u32 ud; float f; } v = { (u32)w->t->exec.acc[i] };

	return v.f;
}

static double acc_df(const struct eu_work *w, u32 i)
{
	union { u64 uq; double df; } v = { w->t->exec.acc[i] };

	return v.df;
}

COMPUTE(mac_f, f, A(f) * B(f) + acc_f(w, i))
COMPUTE(mac_df, df, A(df) * B(df) + acc_df(w, i))
COMPUTE(mac_q, uq, A(uq) * B(uq) + w->t->exec.acc[i])

/* Channels that write a result of an operation with an accumulator of its own. */
static u32 acc_mask(const struct eu_work *w)
{
	return eu_exec_mask(w->t, w->op);
}

/*
 * The accumulator has source 0 times the low 16 bits of source 1. Add the product with the high
 * bits, and return bits 63:32.
 */
static void mach_q(struct eu_work *w)
{
	bool is_signed = w->op->slow->src[0].type == EU_D;
	u32 mask = acc_mask(w), i;

	for (i = 0; i < w->n; i++) {
		u64 acc = w->t->exec.acc[i] + ((A(uq) * (u64)(B(q) >> 16)) << 16);

		w->out.uq[i] = is_signed ? (u64)((s64)acc >> 32) : acc >> 32;
		if (mask >> i & 1)
			w->t->exec.acc[i] = acc;
	}
}

/* The sum of 32 bits, and its carry in the accumulator. */
static void addc_q(struct eu_work *w)
{
	u32 mask = acc_mask(w), i;

	for (i = 0; i < w->n; i++) {
		u64 sum = (u64)(u32)A(uq) + (u32)B(uq);

		w->out.uq[i] = (u32)sum;
		if (mask >> i & 1)
			w->t->exec.acc[i] = sum >> 32;
	}
}

static void subb_q(struct eu_work *w)
{
	u32 mask = acc_mask(w), i;

	for (i = 0; i < w->n; i++) {
		u32 a = (u32)A(uq), b = (u32)B(uq);

		w->out.uq[i] = a - b;
		if (mask >> i & 1)
			w->t->exec.acc[i] = a < b;
	}
}

static bool is_wide(const struct eu_work *w)
{
	return eu_type_bytes(w->op->slow->src[0].type) == sizeof(u64) ||
		eu_type_bytes(w->op->slow->dst.type) == sizeof(u64);
}

static void shl_q(struct eu_work *w)
{
	u32 count = is_wide(w) ? Q_SHIFT : D_SHIFT, i;

	for (i = 0; i < w->n; i++)
		w->out.uq[i] = A(uq) << (B(uq) & count);
}

/* The value has the width of the source's type, and no sign. */
static void shr_q(struct eu_work *w)
{
	u32 count = is_wide(w) ? Q_SHIFT : D_SHIFT, i;
	u32 drop = 64 - eu_type_bytes(w->op->slow->src[0].type) * 8;

	for (i = 0; i < w->n; i++)
		w->out.uq[i] = A(uq) << drop >> drop >> (B(uq) & count);
}

static void asr_q(struct eu_work *w)
{
	u32 count = is_wide(w) ? Q_SHIFT : D_SHIFT, i;

	for (i = 0; i < w->n; i++)
		w->out.q[i] = A(q) >> (B(uq) & count);
}

static void asr_uq(struct eu_work *w)
{
	shr_q(w);
}

#define COMPARE(relation) ({						\
	u32 truth = 0, i;						\
									\
	for (i = 0; i < w->n; i++)					\
		truth |= (u32)(relation) << i;				\
	truth;								\
})

#define CMP(name, field)					\
static void name(struct eu_work *w)				\
{								\
	switch (w->op->cond) {					\
	case GEN9_EU_COND_Z:					\
		w->truth = COMPARE(A(field) == B(field));	\
		break;						\
	case GEN9_EU_COND_NZ:					\
		w->truth = COMPARE(A(field) != B(field));	\
		break;						\
	case GEN9_EU_COND_G:					\
		w->truth = COMPARE(A(field) > B(field));	\
		break;						\
	case GEN9_EU_COND_GE:					\
		w->truth = COMPARE(A(field) >= B(field));	\
		break;						\
	case GEN9_EU_COND_L:					\
		w->truth = COMPARE(A(field) < B(field));	\
		break;						\
	case GEN9_EU_COND_LE:					\
		w->truth = COMPARE(A(field) <= B(field));	\
		break;						\
	default:						\
		w->truth = 0;					\
		break;						\
	}							\
}

CMP(cmp_f, f)
CMP(cmp_df, df)
CMP(cmp_q, q)
CMP(cmp_uq, uq)

/* CMPN is true, too, if source 1 is a NaN. */
#define CMPN(name, field, plain)					\
static void name(struct eu_work *w)					\
{									\
	u32 i;								\
									\
	plain(w);							\
	if (w->op->cond >= GEN9_EU_COND_G)				\
		for (i = 0; i < w->n; i++)				\
			w->truth |= (u32)(B(field) != B(field)) << i;	\
}

CMPN(cmpn_f, f, cmp_f)
CMPN(cmpn_df, df, cmp_df)

/* Source 2 compared with zero chooses between source 0 and source 1. */
static void csel_f(struct eu_work *w)
{
	u32 cond = w->op->cond, i;

	for (i = 0; i < w->n; i++) {
		float c = C(f);
		bool take = cond == GEN9_EU_COND_Z ? c == 0 : cond == GEN9_EU_COND_NZ ? c != 0 :
			cond == GEN9_EU_COND_G ? c > 0 : cond == GEN9_EU_COND_GE ? c >= 0 :
			cond == GEN9_EU_COND_L ? c < 0 : cond == GEN9_EU_COND_LE && c <= 0;

		w->out.ud[i] = take ? A(ud) : B(ud);
	}
}

/* Products of four channels each, or of three or two; the sum goes to all four. */
static void dot(struct eu_work *w, u32 products, bool homogeneous)
{
	const float *a = w->in[0].f, *b = w->in[1].f;
	u32 i, k;

	for (i = 0; i + 4 <= w->n; i += 4) {
		float sum = a[i] * b[i];

		for (k = 1; k < products; k++)
			sum += a[i + k] * b[i + k];
		if (homogeneous)
			sum += b[i + 3];
		for (k = 0; k < 4; k++)
			w->out.f[i + k] = sum;
	}
	for (; i < w->n; i++)
		w->out.f[i] = 0;
}

static void dp4_f(struct eu_work *w)
{
	dot(w, 4, false);
}

static void dph_f(struct eu_work *w)
{
	dot(w, 3, true);
}

static void dp3_f(struct eu_work *w)
{
	dot(w, 3, false);
}

static void dp2_f(struct eu_work *w)
{
	dot(w, 2, false);
}

/* For each opcode: the operation of each class. */
static const eu_compute_fn computes[GEN9_EU_OPS][EU_CLASSES] = {
	[GEN9_EU_MOV] = { mov_f, mov_q, mov_q, mov_q },
	[GEN9_EU_SMOV] = { mov_f, mov_q, mov_q, mov_q },
	[GEN9_EU_SEL] = { sel_f, sel_q, sel_q, sel_q },
	[GEN9_EU_NOT] = { NULL, NULL, not_q, not_q },
	[GEN9_EU_AND] = { NULL, NULL, and_q, and_q },
	[GEN9_EU_OR] = { NULL, NULL, or_q, or_q },
	[GEN9_EU_XOR] = { NULL, NULL, xor_q, xor_q },
	[GEN9_EU_SHR] = { NULL, NULL, shr_q, shr_q },
	[GEN9_EU_SHL] = { NULL, NULL, shl_q, shl_q },
	[GEN9_EU_ASR] = { NULL, NULL, asr_q, asr_uq },
	[GEN9_EU_CMP] = { cmp_f, cmp_df, cmp_q, cmp_uq },
	[GEN9_EU_CMPN] = { cmpn_f, cmpn_df, cmp_q, cmp_uq },
	[GEN9_EU_CSEL] = { csel_f },
	[GEN9_EU_ADD] = { add_f, add_df, add_q, add_q },
	[GEN9_EU_MUL] = { mul_f, mul_df, mul_q, mul_q },
	[GEN9_EU_AVG] = { NULL, NULL, avg_q, NULL },
	[GEN9_EU_MAC] = { mac_f, mac_df, mac_q, mac_q },
	[GEN9_EU_MACH] = { NULL, NULL, mach_q, NULL },
	[GEN9_EU_ADDC] = { NULL, NULL, addc_q, NULL },
	[GEN9_EU_SUBB] = { NULL, NULL, subb_q, NULL },
	[GEN9_EU_DP4] = { dp4_f },
	[GEN9_EU_DPH] = { dph_f },
	[GEN9_EU_DP3] = { dp3_f },
	[GEN9_EU_DP2] = { dp2_f },
	[GEN9_EU_LINE] = { line_f },
	[GEN9_EU_PLN] = { pln_f },
	[GEN9_EU_MAD] = { mad_f, mad_df, mad_q, NULL },
	[GEN9_EU_LRP] = { lrp_f },
	[GEN9_EU_MADM] = { mad_f, mad_df, NULL, NULL },
};

static const eu_compute_fn maxima[EU_CLASSES] = { max_f, max_df, max_q, max_uq };
static const eu_compute_fn minima[EU_CLASSES] = { min_f, min_df, min_q, min_uq };

eu_compute_fn EU_ISA_NAME(eu_compute)(const struct eu_inst *inst, u32 class)
{
	eu_compute_fn fn;

	if (inst->op == GEN9_EU_SEL && inst->cond == GEN9_EU_COND_GE)
		return maxima[class];
	if (inst->op == GEN9_EU_SEL && inst->cond == GEN9_EU_COND_L)
		return minima[class];
	if (inst->op == GEN9_EU_SEL && inst->cond)
		return NULL;
	if (inst->op == GEN9_EU_MATH)
		return EU_ISA_NAME(eu_compute_math)(inst, class);
	fn = inst->op < GEN9_EU_OPS ? computes[inst->op][class] : NULL;
	return fn ? fn : EU_ISA_NAME(eu_compute_bits)(inst, class);
}
