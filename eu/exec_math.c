// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of MATH: 8 floats at a time, and integer division. Transcendental functions are
 * computed in doubles by polynomials and rounded once, so the error stays below 0.6 ULP of a float.
 * Takes no lock.
 *
 * Source: PRM SKL Vol. 2a, "Extended Math Function"; for the macros Intel's graphics compiler,
 * visa/VisaToG4/TranslateMath.cpp, and Beignet, backend/gen8_context.cpp. Coefficients: Taylor
 * series, whose remainders are below 2^-29 of the result on the reduced ranges.
 */
#include "eu/isa.h"

#define DF_EXP_BITS	52
#define DF_BIAS		1023
#define DF_MANT		((1ull << DF_EXP_BITS) - 1)
#define LN2		0.69314718055994530942
#define LOG2_E		1.44269504088896340736
#define SQRT_HALF_BITS	0x3fe6a09e667f3bcdull	/* of sqrt(1/2) */
#define EXP_LEAST	-1020.0
#define EXP_MOST	1020.0
#define TWO_BY_PI	0.63661977236758134308
#define PI_BY_2_HIGH	1.57079632673412561417	/* the first 33 bits */
#define PI_BY_2_LOW	6.07710050650619224932e-11
#define ANGLE_MOST	1e9		/* beyond, the angle counts as 0 */

static eu_df4 pick(eu_q4 mask, eu_df4 a, eu_df4 b)
{
	return (eu_df4)(((eu_q4)a & mask) | ((eu_q4)b & ~mask));
}

static eu_df4 all4(double x)
{
	return (eu_df4){ x, x, x, x };
}

static eu_q4 whole4(eu_df4 x)
{
	return __builtin_convertvector(__builtin_convertvector(x, eu_d4), eu_q4);
}

/* Round to the nearest integer, whatever the processor's mode is; |x| < 2^30. */
static eu_df4 nearest4(eu_df4 x)
{
	eu_df4 biased = x + pick(x < 0, all4(-0.5), all4(0.5));

	return __builtin_convertvector(__builtin_convertvector(biased, eu_d4), eu_df4);
}

/* log2 of a finite x > 0: x = 2^e * m with m in [sqrt(1/2), sqrt(2)), and m = (1 + s) / (1 - s). */
static eu_df4 log2_4(eu_df4 x)
{
	eu_uq4 bits = (eu_uq4)x - SQRT_HALF_BITS;
	eu_q4 e = (eu_q4)bits >> DF_EXP_BITS;
	eu_df4 m = (eu_df4)((bits & DF_MANT) + SQRT_HALF_BITS);
	eu_df4 s = (m - 1.0) / (m + 1.0), z = s * s;
	eu_df4 sum = z * (1.0 / 17) + 1.0 / 15;

	sum = sum * z + 1.0 / 13;
	sum = sum * z + 1.0 / 11;
	sum = sum * z + 1.0 / 9;
	sum = sum * z + 1.0 / 7;
	sum = sum * z + 1.0 / 5;
	sum = sum * z + 1.0 / 3;
	sum = sum * z + 1.0;
	return __builtin_convertvector(__builtin_convertvector(e, eu_d4), eu_df4) +
		sum * s * (2 * LOG2_E);
}

static eu_df4 exp2_4(eu_df4 x)
{
	eu_df4 whole, y, sum;

	x = pick(x < EXP_MOST, x, all4(EXP_MOST));
	x = pick(x > EXP_LEAST, x, all4(EXP_LEAST));
	whole = nearest4(x);
	y = (x - whole) * LN2;
	sum = y * (1.0 / 39916800) + 1.0 / 3628800;
	sum = sum * y + 1.0 / 362880;
	sum = sum * y + 1.0 / 40320;
	sum = sum * y + 1.0 / 5040;
	sum = sum * y + 1.0 / 720;
	sum = sum * y + 1.0 / 120;
	sum = sum * y + 1.0 / 24;
	sum = sum * y + 1.0 / 6;
	sum = sum * y + 1.0 / 2;
	sum = sum * y + 1.0;
	sum = sum * y + 1.0;
	return sum * (eu_df4)((whole4(whole) + DF_BIAS) << DF_EXP_BITS);
}

/* sin(x + quarter * pi/2) */
static eu_df4 sin_4(eu_df4 x, s64 quarter)
{
	eu_q4 bounded = (x < ANGLE_MOST) & (x > -ANGLE_MOST);
	eu_df4 a = pick(bounded, x, all4(0)), k = nearest4(a * TWO_BY_PI);
	eu_df4 y = (a - k * PI_BY_2_HIGH) - k * PI_BY_2_LOW, z = y * y, sine, cosine, result;
	eu_q4 q = whole4(k) + quarter;

	sine = z * (1.0 / 6227020800.0) - 1.0 / 39916800;
	sine = sine * z + 1.0 / 362880;
	sine = sine * z - 1.0 / 5040;
	sine = sine * z + 1.0 / 120;
	sine = sine * z - 1.0 / 6;
	sine = sine * z * y + y;
	cosine = z * (1.0 / 479001600) - 1.0 / 3628800;
	cosine = cosine * z + 1.0 / 40320;
	cosine = cosine * z - 1.0 / 720;
	cosine = cosine * z + 1.0 / 24;
	cosine = cosine * z - 1.0 / 2;
	cosine = cosine * z + 1.0;
	result = pick(-(q & 1), cosine, sine);
	return (eu_df4)((eu_q4)result ^ (q & 2) << 62);
}

typedef eu_df4 (*function4)(eu_df4 x, eu_df4 y);

static inline __attribute__((always_inline)) eu_f8 by_halves(function4 fn, eu_f8 x, eu_f8 y)
{
	eu_f4 low, high;

	low = __builtin_convertvector(fn(
		__builtin_convertvector(__builtin_shufflevector(x, x, 0, 1, 2, 3), eu_df4),
		__builtin_convertvector(__builtin_shufflevector(y, y, 0, 1, 2, 3), eu_df4)), eu_f4);
	high = __builtin_convertvector(fn(
		__builtin_convertvector(__builtin_shufflevector(x, x, 4, 5, 6, 7), eu_df4),
		__builtin_convertvector(__builtin_shufflevector(y, y, 4, 5, 6, 7), eu_df4)), eu_f4);
	return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}

/* log2 with the values at the ends: of 0, infinity, negative values, NaN. */
static eu_df4 full_log2(eu_df4 x)
{
	eu_df4 inf = all4(__builtin_inf()), result;

	result = log2_4(pick((x > 0) & (x < inf), x, all4(1)));
	result = pick(x == 0, -inf, result);
	result = pick(x == inf, inf, result);
	return pick((x < 0) | (x != x), all4(__builtin_nan("")), result);
}

static eu_df4 log_fn(eu_df4 x, eu_df4 y)
{
	return full_log2(x);
}

static eu_df4 exp_fn(eu_df4 x, eu_df4 y)
{
	return pick(x != x, x, exp2_4(x));
}

static eu_df4 sin_fn(eu_df4 x, eu_df4 y)
{
	return pick(x - x == 0, sin_4(x, 0), all4(__builtin_nan("")));
}

static eu_df4 cos_fn(eu_df4 x, eu_df4 y)
{
	return pick(x - x == 0, sin_4(x, 1), all4(__builtin_nan("")));
}

/* The base counts without its sign. */
static eu_df4 pow_fn(eu_df4 x, eu_df4 y)
{
	eu_df4 product = full_log2((eu_df4)((eu_q4)x & ~(1ull << 63))) * y;

	return pick(y == 0, all4(1), pick(product != product, product, exp2_4(product)));
}

static eu_f8 sqrt8(eu_f8 x)
{
	u32 i;

	for (i = 0; i < EU_VECTOR; i++)
		x[i] = __builtin_sqrtf(x[i]);
	return x;
}

eu_f8 EU_ISA_NAME(eu_math8)(u32 math, eu_f8 x, eu_f8 y)
{
	switch (math) {
	case GEN9_EU_MATH_INV:
		return 1.0f / x;
	case GEN9_EU_MATH_LOG:
		return by_halves(log_fn, x, y);
	case GEN9_EU_MATH_EXP:
		return by_halves(exp_fn, x, y);
	case GEN9_EU_MATH_SQRT:
		return sqrt8(x);
	case GEN9_EU_MATH_RSQ:
		return 1.0f / sqrt8(x);
	case GEN9_EU_MATH_SIN:
		return by_halves(sin_fn, x, y);
	case GEN9_EU_MATH_COS:
		return by_halves(cos_fn, x, y);
	case GEN9_EU_MATH_POW:
		return by_halves(pow_fn, x, y);
	default:
		return x / y;
	}
}

static void math_f(struct eu_work *w)
{
	u32 math = w->op->slow->inst->math, i;
	eu_f8 *x = (eu_f8 *)w->in[0].f, *y = (eu_f8 *)w->in[1].f, *out = (eu_f8 *)w->out.f;

	for (i = w->n; i % EU_VECTOR; i++)
		w->in[0].f[i] = w->in[1].f[i] = 1;
	if (w->op->slow->src_count < 2)
		memset(w->in[1].f, 0, sizeof(float) * i);
	for (i = 0; i < DIV_ROUND_UP(w->n, EU_VECTOR); i++)
		out[i] = EU_ISA_NAME(eu_math8)(math, x[i], y[i]);
}

/* A quotient by zero is the greatest value with the sign of the dividend; the remainder is that. */
static s64 by_zero(s64 a, bool is_signed)
{
	if (!is_signed)
		return 0xffffffffll;
	return a < 0 ? -0x80000000ll : 0x7fffffff;
}

static void quotient_q(struct eu_work *w)
{
	bool is_signed = w->op->slow->src[0].type == EU_D;
	u32 i;

	for (i = 0; i < w->n; i++) {
		s64 a = w->in[0].q[i], b = w->in[1].q[i];

		w->out.q[i] = b ? a / b : by_zero(a, is_signed);
	}
}

static void remainder_q(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++) {
		s64 a = w->in[0].q[i], b = w->in[1].q[i];

		w->out.q[i] = b ? a % b : a;
	}
}

/* The remainder goes to the register behind that of the quotient. */
static void div_mod_q(struct eu_work *w)
{
	const struct eu_access *dst = &w->op->slow->dst;
	u32 mask = eu_exec_mask(w->t, w->op), i;

	for (i = 0; i < w->n; i++) {
		s64 a = w->in[0].q[i], b = w->in[1].q[i];
		u32 rest = (u32)(b ? a % b : a);

		if (mask >> i & 1)
			memcpy((u8 *)w->t->grf + dst->at[i] + GEN9_EU_GRF_BYTES, &rest,
			       sizeof(rest));
	}
	quotient_q(w);
}

/* Only 8 channels have two registers of results. */
static bool has_two_results(const struct eu_inst *inst)
{
	const struct eu_operand *dst = &inst->dst;

	return dst->file == EU_GRF && !dst->indirect && dst->nr + 1 < GEN9_EU_GRF_COUNT &&
	       !dst->subnr && dst->hstride == 1 && inst->exec_size <= EU_VECTOR &&
	       eu_type_bytes(dst->type) == sizeof(u32);
}

/*
 * INVM and RSQRTM begin the macros of division and square root. If they set a channel's flag, the
 * channel has the macro's result, and leaves the rest of the macro out. Here all channels do: the
 * processor's results are as exact as the macros' are.
 */
static void early_out(struct eu_work *w)
{
	eu_flags_set(w->t, w->op, eu_exec_mask(w->t, w->op), ~0u);
}

static void invm_f(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++)
		w->out.f[i] = w->in[0].f[i] / w->in[1].f[i];
	early_out(w);
}

static void invm_df(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++)
		w->out.df[i] = w->in[0].df[i] / w->in[1].df[i];
	early_out(w);
}

static void rsqrtm_f(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++)
		w->out.f[i] = __builtin_sqrtf(w->in[0].f[i]);
	early_out(w);
}

static void rsqrtm_df(struct eu_work *w)
{
	u32 i;

	for (i = 0; i < w->n; i++)
		w->out.df[i] = __builtin_sqrt(w->in[0].df[i]);
	early_out(w);
}

eu_compute_fn EU_ISA_NAME(eu_compute_math)(const struct eu_inst *inst, u32 class)
{
	bool dword = eu_type_bytes(inst->src[0].type) == sizeof(u32);

	switch (inst->math) {
	case GEN9_EU_MATH_INVM:
		return class == EU_CLASS_F ? invm_f : class == EU_CLASS_DF ? invm_df : NULL;
	case GEN9_EU_MATH_RSQRTM:
		return class == EU_CLASS_F ? rsqrtm_f : class == EU_CLASS_DF ? rsqrtm_df : NULL;
	case GEN9_EU_MATH_INT_DIV_MOD:
		return class == EU_CLASS_Q && dword && has_two_results(inst) ? div_mod_q : NULL;
	case GEN9_EU_MATH_INT_QUOTIENT:
		return class == EU_CLASS_Q && dword ? quotient_q : NULL;
	case GEN9_EU_MATH_INT_REMAINDER:
		return class == EU_CLASS_Q && dword ? remainder_q : NULL;
	case GEN9_EU_MATH_FDIV:
	case GEN9_EU_MATH_POW:
		return class == EU_CLASS_F && inst->src_count == 2 ? math_f : NULL;
	default:
		return class == EU_CLASS_F && inst->math >= GEN9_EU_MATH_INV &&
			inst->math <= GEN9_EU_MATH_COS ? math_f : NULL;
	}
}
