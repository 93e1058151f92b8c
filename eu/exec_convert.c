// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads of operands to lanes of a class, and stores of lanes to operands: one function for each
 * type and class. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "Data Type Conversion": floats become integers by rounding to zero and
 * clamping, and NaN becomes 0.
 */
#include "eu/half.h"
#include "eu/isa.h"

/* Three loads: of elements anywhere, of elements one behind the other, and of one element. */
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
}												\
												\
static void row_##class##_##type(const u8 *base, const u16 *at, u32 n, union eu_lanes *out)	\
{												\
	const ctype *from = (const ctype *)(base + at[0]);					\
	u32 i;											\
												\
	for (i = 0; i < n; i++) {								\
		ctype x = from[i];								\
												\
		out->field[i] = value;								\
	}											\
}												\
												\
static void one_##class##_##type(const u8 *base, const u16 *at, u32 n, union eu_lanes *out)	\
{												\
	ctype x = *(const ctype *)(base + at[0]);						\
	__typeof__(out->field[0]) all = value;							\
	u32 i;											\
												\
	for (i = 0; i < n; i++)									\
		out->field[i] = all;								\
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

#define LOADS(class, type)	{						\
	[EU_SPREAD] = load_##class##_##type, [EU_IN_ROW] = row_##class##_##type, \
	[EU_SCALAR] = one_##class##_##type }
#define LOADS_INTEGERS(class)							\
	[EU_UD] = LOADS(class, UD), [EU_D] = LOADS(class, D),			\
	[EU_UW] = LOADS(class, UW), [EU_W] = LOADS(class, W),			\
	[EU_UB] = LOADS(class, UB), [EU_B] = LOADS(class, B),			\
	[EU_UQ] = LOADS(class, UQ), [EU_Q] = LOADS(class, Q)

static const eu_load_fn loads[EU_CLASSES][EU_TYPES][EU_LAYOUTS] = {
	[EU_CLASS_F] = { LOADS_INTEGERS(f), [EU_F] = LOADS(f, F), [EU_HF] = LOADS(f, HF) },
	[EU_CLASS_DF] = {
		LOADS_INTEGERS(df), [EU_DF] = LOADS(df, DF), [EU_F] = LOADS(df, F),
		[EU_HF] = LOADS(df, HF),
	},
	[EU_CLASS_Q] = { LOADS_INTEGERS(q) },
	[EU_CLASS_UQ] = { LOADS_INTEGERS(q) },
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

/* Two stores: of elements anywhere under a mask, and of all elements one behind the other. */
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
}												\
												\
static void fill_##class##_##type(u8 *base, const u16 *at, u32 n, u32 mask,			\
				  const union eu_lanes *in)					\
{												\
	ctype *to = (ctype *)(base + at[0]);							\
	u32 i;											\
												\
	for (i = 0; i < n; i++) {								\
		__typeof__(in->field[0]) x = in->field[i];					\
												\
		to[i] = (ctype)(value);								\
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

#define STORES(class, type)	{						\
	[EU_SPREAD] = store_##class##_##type, [EU_IN_ROW] = fill_##class##_##type, \
	[EU_SCALAR] = store_##class##_##type }
#define STORES_ALL(class)							\
	[EU_UD] = STORES(class, UD), [EU_D] = STORES(class, D),			\
	[EU_UW] = STORES(class, UW), [EU_W] = STORES(class, W),			\
	[EU_UB] = STORES(class, UB), [EU_B] = STORES(class, B),			\
	[EU_UQ] = STORES(class, UQ), [EU_Q] = STORES(class, Q),			\
	[EU_F] = STORES(class, F), [EU_DF] = STORES(class, DF),			\
	[EU_HF] = STORES(half, HF)

static const eu_store_fn stores[EU_CLASSES][EU_TYPES][EU_LAYOUTS] = {
	[EU_CLASS_F] = { STORES_ALL(f) },
	[EU_CLASS_DF] = { STORES_ALL(df) },
	[EU_CLASS_Q] = { STORES_ALL(q) },
	[EU_CLASS_UQ] = { STORES_ALL(uq) },
};

eu_load_fn EU_ISA_NAME(eu_load)(u32 type, u32 class, u32 layout)
{
	return type < EU_TYPES ? loads[class][type][layout] : NULL;
}

eu_store_fn EU_ISA_NAME(eu_store)(u32 type, u32 class, u32 layout)
{
	return type < EU_TYPES ? stores[class][type][layout] : NULL;
}
