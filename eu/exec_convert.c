// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads of operands to lanes of a class, and stores of lanes to operands: one function for each type
 * and class. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "Data Type Conversion": floats become integers by rounding to zero and
 * clamping, and NaN becomes 0.
 */
#include "eu/isa.h"

#define LOAD(class, field, type, ctype, value)						\
static void load_##class##_##type(const u8 *base, const u16 *at, u32 n, union eu_lanes *out)	\
{												\
	u32 i;											\
												\
	for (i = 0; i < n; i++) {								\
		ctype x = *(const ctype *)(base + at[i]);					\
												\
		out->field[i] = value;								\
	}											\
}

#define LOAD_INTEGERS(class, field)			\
	LOAD(class, field, UD, u32, x)			\
	LOAD(class, field, D, s32, x)			\
	LOAD(class, field, UW, u16, x)			\
	LOAD(class, field, W, s16, x)			\
	LOAD(class, field, UB, u8, x)			\
	LOAD(class, field, B, s8, x)			\
	LOAD(class, field, UQ, u64, x)			\
	LOAD(class, field, Q, s64, x)

LOAD_INTEGERS(f, f)
LOAD(f, ud, F, u32, x)		/* by its bits: a move keeps a signalling NaN */
LOAD(f, f, HF, u16, eu_half_to_float(x))
LOAD_INTEGERS(df, df)
LOAD(df, uq, DF, u64, x)
LOAD(df, df, F, float, x)
LOAD(df, df, HF, u16, eu_half_to_float(x))
LOAD_INTEGERS(q, q)

#define ROW_INTEGERS(class)							\
	[EU_UD] = load_##class##_UD, [EU_D] = load_##class##_D,			\
	[EU_UW] = load_##class##_UW, [EU_W] = load_##class##_W,			\
	[EU_UB] = load_##class##_UB, [EU_B] = load_##class##_B,			\
	[EU_UQ] = load_##class##_UQ, [EU_Q] = load_##class##_Q

static const eu_load_fn loads[EU_CLASSES][EU_TYPES] = {
	[EU_CLASS_F] = { ROW_INTEGERS(f), [EU_F] = load_f_F, [EU_HF] = load_f_HF },
	[EU_CLASS_DF] = {
		ROW_INTEGERS(df), [EU_DF] = load_df_DF, [EU_F] = load_df_F, [EU_HF] = load_df_HF,
	},
	[EU_CLASS_Q] = { ROW_INTEGERS(q) },
	[EU_CLASS_UQ] = { ROW_INTEGERS(q) },
};

static s64 clamp_to_int(double x, double low, double high)
{
	return x != x ? 0 : (s64)(x < low ? low : x > high ? high : x);
}

static s64 to_q(double x)
{
	return x != x ? 0 : x >= 0x1p63 ? S64_MAX : x < -0x1p63 ? -S64_MAX - 1 : (s64)x;
}

static u64 to_uq(double x)
{
	return !(x > 0) ? 0 : x >= 0x1p64 ? ~0ull : (u64)x;
}

#define STORE(class, field, type, ctype, value)						\
static void store_##class##_##type(u8 *base, const u16 *at, u32 n, u32 mask,			\
				   const union eu_lanes *in)					\
{												\
	u32 i;											\
												\
	for (i = 0; i < n; i++) {								\
		__typeof__(in->field[0]) x = in->field[i];					\
												\
		if (mask >> i & 1)								\
			*(ctype *)(base + at[i]) = (ctype)(value);				\
	}											\
}

#define STORE_CLAMPED(class, field)							\
	STORE(class, field, UD, u32, clamp_to_int(x, 0, 0xffffffffu))			\
	STORE(class, field, D, s32, clamp_to_int(x, -0x80000000ll, 0x7fffffff))		\
	STORE(class, field, UW, u16, clamp_to_int(x, 0, 0xffff))				\
	STORE(class, field, W, s16, clamp_to_int(x, -0x8000, 0x7fff))			\
	STORE(class, field, UB, u8, clamp_to_int(x, 0, 0xff))				\
	STORE(class, field, B, s8, clamp_to_int(x, -0x80, 0x7f))				\
	STORE(class, field, UQ, u64, to_uq(x))						\
	STORE(class, field, Q, s64, to_q(x))

#define STORE_PLAIN(class, field)		\
	STORE(class, field, UD, u32, x)		\
	STORE(class, field, D, s32, x)		\
	STORE(class, field, UW, u16, x)		\
	STORE(class, field, W, s16, x)		\
	STORE(class, field, UB, u8, x)		\
	STORE(class, field, B, s8, x)		\
	STORE(class, field, UQ, u64, x)		\
	STORE(class, field, Q, s64, x)		\
	STORE(class, field, F, float, x)	\
	STORE(class, field, DF, double, x)

STORE_CLAMPED(f, f)
STORE(f, ud, F, u32, x)
STORE(f, f, DF, double, x)
STORE_CLAMPED(df, df)
STORE(df, df, F, float, x)
STORE(df, uq, DF, u64, x)
STORE_PLAIN(q, q)
STORE_PLAIN(uq, uq)
STORE(half, ud, HF, u16, x)		/* rounded before */

#define ROW_STORES(class)							\
	[EU_UD] = store_##class##_UD, [EU_D] = store_##class##_D,		\
	[EU_UW] = store_##class##_UW, [EU_W] = store_##class##_W,		\
	[EU_UB] = store_##class##_UB, [EU_B] = store_##class##_B,		\
	[EU_UQ] = store_##class##_UQ, [EU_Q] = store_##class##_Q,		\
	[EU_F] = store_##class##_F, [EU_DF] = store_##class##_DF,		\
	[EU_HF] = store_half_HF

static const eu_store_fn stores[EU_CLASSES][EU_TYPES] = {
	[EU_CLASS_F] = { ROW_STORES(f) },
	[EU_CLASS_DF] = { ROW_STORES(df) },
	[EU_CLASS_Q] = { ROW_STORES(q) },
	[EU_CLASS_UQ] = { ROW_STORES(uq) },
};

eu_load_fn EU_ISA_NAME(eu_load)(u32 type, u32 class)
{
	return type < EU_TYPES ? loads[class][type] : NULL;
}

eu_store_fn EU_ISA_NAME(eu_store)(u32 type, u32 class)
{
	return type < EU_TYPES ? stores[class][type] : NULL;
}
