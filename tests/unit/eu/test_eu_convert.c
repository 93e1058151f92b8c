// SPDX-License-Identifier: GPL-2.0-only
/* Conversions by MOV: all pairs of types, with saturation, in each rounding mode. */
#include "port.h"

#include <fenv.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/eu_scalar.h"

#define SRC		8
#define DST		20
#define LANES		8
#define KEEP		(GEN9_EU_CR0_DENORM_DF | GEN9_EU_CR0_DENORM_F | GEN9_EU_CR0_DENORM_HF)
#define HF_LARGEST	0x7bffu
#define HF_INF		0x7c00u

typedef __int128 s128;

static const u8 types[] = {
	EU_UD, EU_D, EU_UW, EU_W, EU_UB, EU_B, EU_UQ, EU_Q, EU_F, EU_DF, EU_HF,
};

static const u64 integers[] = {
	0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffe0, 0xffef, 0xfff0, 0xffff,
	0x10000, 0x1000001, 0x7fffffff, 0x80000000, 0xffffff7f, 0xffffffff, 0x20000000000001,
	0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000401, 0xfffffffffffffbff,
	0xffffffffffffffff,
};

static const double floats[] = {
	0, -0.0, 0.5, -0.5, 0.999, 1, -1, 1.5, 2.5, -2.5, 127.5, 128, -128.9, 255.9, 32767.9,
	-32769, 65504, 65519, 65520, -65520, 65535.5, 2147483520, 2147483648.0, -2147483904.0,
	4294967040.0, 4294967296.0, 0x1p62, 0x1p63, -0x1p63, 0x1p64, 1e30, 0x1.ffcp-15, 0x1p-24,
	0x1.8p-24, 0x1p-25, -0x1.0001p-25, 0x1.001p0, 0x1.002p0, 0x1.003p0, 0x1.000001p0,
	0x1.000003p0, 0x1p-126, 0x1p-149, 0x1.8p-149, INFINITY, -INFINITY, NAN,
};

static bool is_float(u32 type)
{
	return type == EU_F || type == EU_DF || type == EU_HF;
}

static bool is_signed(u32 type)
{
	return type == EU_D || type == EU_W || type == EU_B || type == EU_Q;
}

static void set_rounding(u32 mode)
{
	static const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };

	fesetround(modes[mode]);
}

/* Round to a half in a mode: find the two that are next to the value. */
static u16 half_of(double x, u32 mode)
{
	u32 sign = signbit(x) ? 0x8000 : 0, low = 0, high = HF_LARGEST, middle, up;
	double below, above;

	if (isnan(x))
		return 0x7e00;
	x = fabs(x);
	if (isinf(x))
		return (u16)(sign | HF_INF);
	while (low < high) {
		middle = (low + high + 1) / 2;
		if (eu_scalar_half((u16)middle) <= x)
			low = middle;
		else
			high = middle - 1;
	}
	below = eu_scalar_half((u16)low);
	above = low == HF_LARGEST ? 65536 : eu_scalar_half((u16)(low + 1));
	if (x == below)
		up = 0;
	else if (mode == GEN9_EU_ROUND_NEAREST)
		up = x - below > above - x || (x - below == above - x && low & 1);
	else
		up = mode == (sign ? GEN9_EU_ROUND_DOWN : GEN9_EU_ROUND_UP);
	return (u16)(sign | (low + up));
}

static s128 integer_of(u32 type, u64 bits)
{
	u32 drop = 64 - 8 * eu_type_bytes(type);

	return is_signed(type) ? (s128)((s64)(bits << drop) >> drop) : (s128)(bits << drop >> drop);
}

static double float_of(u32 type, u64 bits)
{
	float f;
	double df;

	memcpy(&f, &bits, sizeof(f));
	memcpy(&df, &bits, sizeof(df));
	return type == EU_F ? f : type == EU_DF ? df : eu_scalar_half((u16)bits);
}

static s128 clamped(s128 value, u32 type)
{
	u32 bits = 8 * eu_type_bytes(type) - is_signed(type);
	s128 high = ((s128)1 << bits) - 1, low = is_signed(type) ? -high - 1 : 0;

	return value < low ? low : value > high ? high : value;
}

static u64 bits_of_float(u32 type, double value, s128 integer, bool from_float, u32 mode)
{
	volatile float f;
	volatile double df;
	u64 bits = 0;

	if (type == EU_HF)
		return half_of(from_float ? value : (double)integer, mode);
	set_rounding(mode);
	f = from_float ? (float)value : integer > S64_MAX ? (float)(u64)integer :
		(float)(s64)integer;
	df = from_float ? value : integer > S64_MAX ? (double)(u64)integer : (double)(s64)integer;
	set_rounding(GEN9_EU_ROUND_NEAREST);
	if (type == EU_F)
		memcpy(&bits, (void *)&f, sizeof(f));
	else
		memcpy(&bits, (void *)&df, sizeof(df));
	return bits;
}

/* Return the bits that a MOV has to give. */
static u64 expected(u32 to, u32 from, u64 bits, bool saturate, u32 mode)
{
	bool from_float = is_float(from);
	double value = from_float ? float_of(from, bits) : 0;
	s128 integer = from_float ? 0 : integer_of(from, bits);

	if (saturate && is_float(to)) {
		value = value > 0 ? fmin(value, 1) : 0;
		integer = integer > 0;
	}
	if (is_float(to))
		return bits_of_float(to, value, integer, from_float, mode);
	if (from_float && isnan(value))
		return 0;
	if (from_float)
		integer = fabs(value) >= 0x1p100 ? (value > 0 ? 1 : -1) * ((s128)1 << 100) :
						   (s128)value;
	return (u64)(from_float || saturate ? clamped(integer, to) : integer);
}

static u64 nth_value(u32 type, u32 i)
{
	float f = (float)floats[i % ARRAY_SIZE(floats)];
	double df = floats[i % ARRAY_SIZE(floats)];
	u64 bits = 0;

	if (!is_float(type))
		return integers[i % ARRAY_SIZE(integers)];
	if (type == EU_HF)
		return half_of(df, GEN9_EU_ROUND_NEAREST);
	if (type == EU_F)
		memcpy(&bits, &f, sizeof(f));
	else
		memcpy(&bits, &df, sizeof(df));
	return bits;
}

/* The PRM has no conversions between 64 bits and bytes, nor between 64 bits and HF. */
static bool exists(u32 to, u32 from)
{
	bool wide = eu_type_bytes(to) == 8 || eu_type_bytes(from) == 8;

	return !wide || (eu_type_bytes(to) > 1 && eu_type_bytes(from) > 1 && to != EU_HF &&
			 from != EU_HF);
}

static bool same(u32 type, u64 a, u64 b)
{
	u64 mask = ~0ull >> (64 - 8 * eu_type_bytes(type));

	if (is_float(type) && isnan(float_of(type, a)) && isnan(float_of(type, b)))
		return true;
	return (a & mask) == (b & mask);
}

/* Convert all values of a type, 8 at a time, in each mode. */
static void convert(u32 to, u32 from, bool saturate, enum eu_rig_way way)
{
	struct eu_inst insts[2] = {
		eu_rig_unary(GEN9_EU_MOV, LANES, eu_rig_grf(to, DST), eu_rig_grf(from, SRC)),
		eu_rig_eot(),
	};
	u32 size = eu_type_bytes(from), dst_size = eu_type_bytes(to), first, mode, k;
	static struct eu_thread t;
	struct eu_program *p;
	u64 in, out, right;

	insts[0].saturate = saturate;
	p = eu_rig_program(insts, 2, way);
	assert_non_null(p);
	for (first = 0; first < ARRAY_SIZE(floats) * 4 * LANES; first += LANES) {
		mode = first / LANES % 4;
		memset(&t, 0, sizeof(t));
		eu_rig_thread(&t, ~0u);
		t.cr0 = KEEP | gen9_field_bits(GEN9_EU_CR0_ROUNDING, mode);
		for (k = 0; k < LANES; k++) {
			in = nth_value(from, first / 4 / LANES + k);
			memcpy(t.grf[SRC].ub + k * size, &in, size);
		}
		eu_thread_init(&t);
		assert_int_equal(eu_thread_run(p, &t), EU_END);
		for (k = 0; k < LANES; k++) {
			out = 0;
			in = nth_value(from, first / 4 / LANES + k);
			memcpy(&out, t.grf[DST].ub + k * dst_size, dst_size);
			right = expected(to, from, in, saturate, mode);
			if (!same(to, out, right))
				fail_msg("%u from %u, 0x%llx, mode %u, sat %u: 0x%llx not 0x%llx",
					 to, from, (unsigned long long)in, mode, saturate,
					 (unsigned long long)out, (unsigned long long)right);
		}
	}
	eu_program_destroy(p);
}

static void each_type_converts_to_each_other(void **state)
{
	u32 to, from, way;

	for (to = 0; to < ARRAY_SIZE(types); to++)
		for (from = 0; from < ARRAY_SIZE(types); from++)
			for (way = 0; way < EU_RIG_WAYS; way++) {
				if (!eu_rig_has(way) || !exists(types[to], types[from]))
					continue;
				convert(types[to], types[from], false, way);
				convert(types[to], types[from], true, way);
			}
}

/* All halves in all modes: to a float and back they keep their bits. */
static void halves_keep_their_bits_in_moves(void **state)
{
	struct eu_inst insts[2] = {
		eu_rig_unary(GEN9_EU_MOV, LANES, eu_rig_grf(EU_HF, DST), eu_rig_grf(EU_HF, SRC)),
		eu_rig_eot(),
	};
	struct eu_program *p = eu_rig_program(insts, 2, EU_RIG_BASE_FAST);
	static struct eu_thread t;
	u32 i, k;

	for (i = 0; i < 0x10000; i += LANES) {
		eu_rig_thread(&t, ~0u);
		for (k = 0; k < LANES; k++)
			t.grf[SRC].uw[k] = (u16)(i + k);
		eu_thread_init(&t);
		assert_int_equal(eu_thread_run(p, &t), EU_END);
		assert_memory_equal(t.grf[DST].uw, t.grf[SRC].uw, LANES * sizeof(u16));
	}
	eu_program_destroy(p);
}

/* Compilers of Mesa pack halves by moves, and flush denormals by themselves if they must. */
static void moves_to_halves_keep_denormals_in_all_modes(void **state)
{
	struct eu_inst insts[2] = {
		eu_rig_unary(GEN9_EU_MOV, LANES, eu_rig_grf(EU_HF, DST), eu_rig_grf(EU_F, SRC)),
		eu_rig_eot(),
	};
	static struct eu_thread t;
	struct eu_program *p;
	u32 way, i, k;

	for (way = 0; way < EU_RIG_WAYS; way++) {
		if (!eu_rig_has(way))
			continue;
		p = eu_rig_program(insts, 2, way);
		for (i = 0; i < 0x400; i += LANES) {
			eu_rig_thread(&t, ~0u);
			t.cr0 = 0;
			for (k = 0; k < LANES; k++)
				t.grf[SRC + k / 8].f[k % 8] =
					(float)eu_scalar_half((u16)(i + k));
			eu_thread_init(&t);
			assert_int_equal(eu_thread_run(p, &t), EU_END);
			for (k = 0; k < LANES; k++)
				assert_int_equal(t.grf[DST].uw[k], i + k);
		}
		eu_program_destroy(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_converts_to_each_other),
		cmocka_unit_test(halves_keep_their_bits_in_moves),
		cmocka_unit_test(moves_to_halves_keep_denormals_in_all_modes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
