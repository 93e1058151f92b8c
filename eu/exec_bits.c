// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of the general way: rounding, and bits of integers. Takes no lock.
 *
 * Source: PRM SKL Vol. 2a, one page for each instruction; Mesa src/compiler/nir/nir_opcodes.py for
 * BFI2, whose bits to insert are at bit 0.
 */
#include "eu/channels.h"

#define DF_WHOLE	0x1p52		/* doubles from here on are integers */
#define NOT_FOUND	0xffffffffu

/* Rounding without regard to the processor's modes. A zero keeps the sign of the value. */
static double truncated(double x)
{
	return __builtin_fabs(x) < DF_WHOLE ? __builtin_copysign((double)(s64)x, x) : x;
}

static double round_down(double x)
{
	double whole = truncated(x);

	return whole > x ? whole - 1 : whole;
}

static double round_up(double x)
{
	double whole = truncated(x);

	return whole < x ? __builtin_copysign(whole + 1, x) : whole;
}

static double round_even(double x)
{
	double whole = truncated(x), rest = __builtin_fabs(x - whole);

	if (rest > 0.5 || (rest == 0.5 && (s64)whole & 1))
		whole += x < 0 ? -1.0 : 1.0;
	return whole;
}

COMPUTE(rndd_f, f, (float)round_down(A(f)))
COMPUTE(rndu_f, f, (float)round_up(A(f)))
COMPUTE(rnde_f, f, (float)round_even(A(f)))
COMPUTE(rndz_f, f, (float)truncated(A(f)))
COMPUTE(rndd_df, df, round_down(A(df)))
COMPUTE(rndu_df, df, round_up(A(df)))
COMPUTE(rnde_df, df, round_even(A(df)))
COMPUTE(rndz_df, df, truncated(A(df)))

/* The fraction is below 1, also where the difference rounds to it. */
static float fraction(float x)
{
	float rest = x - (float)round_down(x);

	return rest < 1 ? rest : 0x1.fffffep-1f;
}

COMPUTE(frc_f, f, A(f) == A(f) && A(f) - A(f) == 0 ? fraction(A(f)) : A(f) - A(f))
COMPUTE(frc_df, df, A(df) - round_down(A(df)))

COMPUTE(lzd_q, uq, (u32)A(uq) ? (u32)__builtin_clz((u32)A(uq)) : 32)
COMPUTE(fbl_q, uq, (u32)A(uq) ? (u32)__builtin_ctz((u32)A(uq)) : NOT_FOUND)
COMPUTE(cbit_q, uq, (u32)__builtin_popcount((u32)A(uq)))

/* The first bit from above that differs from the sign; of an unsigned source: that is set. */
static void fbh_q(struct eu_work *w)
{
	bool is_signed = w->op->slow->src[0].type == EU_D;
	u32 i;

	for (i = 0; i < w->n; i++) {
		u32 bits = (u32)A(uq);

		if (is_signed && (s32)bits < 0)
			bits = ~bits;
		w->out.uq[i] = bits ? (u32)__builtin_clz(bits) : NOT_FOUND;
	}
}

static u32 reversed(u32 v)
{
	v = (v >> 1 & 0x55555555u) | (v & 0x55555555u) << 1;
	v = (v >> 2 & 0x33333333u) | (v & 0x33333333u) << 2;
	v = (v >> 4 & 0x0f0f0f0fu) | (v & 0x0f0f0f0fu) << 4;
	return __builtin_bswap32(v);
}

COMPUTE(bfrev_q, uq, reversed((u32)A(uq)))

/* Extract source 0 bits at bit source 1 of source 2; of a signed source with its sign. */
static void bfe_q(struct eu_work *w)
{
	bool is_signed = w->op->slow->src[2].type == EU_D;
	u32 i;

	for (i = 0; i < w->n; i++) {
		u32 width = (u32)A(uq) & 31, offset = (u32)B(uq) & 31, value = (u32)C(uq), up;

		up = width + offset < 32 ? 32 - width - offset : 0;
		if (!width)
			w->out.uq[i] = 0;
		else if (is_signed)
			w->out.q[i] = (s32)(value << up) >> (up + offset);
		else
			w->out.uq[i] = value << up >> (up + offset);
	}
}

COMPUTE(bfi1_q, uq, ((1u << ((u32)A(uq) & 31)) - 1) << ((u32)B(uq) & 31))

/* Insert bits of source 1 into source 2, where source 0 has a mask. */
static void bfi2_q(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++) {
		u32 mask = (u32)A(uq), bits = (u32)B(uq), base = (u32)C(uq);

		w->out.uq[i] = mask ? (base & ~mask) | (bits << __builtin_ctz(mask) & mask) : base;
	}
}

static const eu_compute_fn computes[GEN9_EU_OPS][EU_CLASSES] = {
	[GEN9_EU_BFREV] = { NULL, NULL, bfrev_q, NULL },
	[GEN9_EU_BFE] = { NULL, NULL, bfe_q, NULL },
	[GEN9_EU_BFI1] = { NULL, NULL, bfi1_q, NULL },
	[GEN9_EU_BFI2] = { NULL, NULL, bfi2_q, NULL },
	[GEN9_EU_FRC] = { frc_f, frc_df },
	[GEN9_EU_RNDU] = { rndu_f, rndu_df },
	[GEN9_EU_RNDD] = { rndd_f, rndd_df },
	[GEN9_EU_RNDE] = { rnde_f, rnde_df },
	[GEN9_EU_RNDZ] = { rndz_f, rndz_df },
	[GEN9_EU_LZD] = { NULL, NULL, lzd_q, NULL },
	[GEN9_EU_FBH] = { NULL, NULL, fbh_q, NULL },
	[GEN9_EU_FBL] = { NULL, NULL, fbl_q, NULL },
	[GEN9_EU_CBIT] = { NULL, NULL, cbit_q, NULL },
};

eu_compute_fn EU_ISA_NAME(eu_compute_bits)(const struct eu_inst *inst, u32 class)
{
	return inst->op < GEN9_EU_OPS ? computes[inst->op][class] : NULL;
}
