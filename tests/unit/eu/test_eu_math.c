// SPDX-License-Identifier: GPL-2.0-only
/* Compare the functions of MATH with those of libm, in units of the last place. */
#include "port.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "eu/half.h"
#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"

#define STEPS	20000u
#define X	8	/* registers */
#define Y	10
#define OUT	20

struct row {
	const char *name;
	u32 math;
	double (*exact)(double x, double y);
	float low;
	float high;
	double ulp;
};

static double inv(double x, double y)
{
	return 1 / x;
}

static double log_2(double x, double y)
{
	return log2(x);
}

static double exp_2(double x, double y)
{
	return exp2(x);
}

static double root(double x, double y)
{
	return sqrt(x);
}

static double rsq(double x, double y)
{
	return 1 / sqrt(x);
}

static double sine(double x, double y)
{
	return sin(x);
}

static double cosine(double x, double y)
{
	return cos(x);
}

static double divide(double x, double y)
{
	return x / y;
}

static const struct row rows[] = {
	{ "inv", GEN9_EU_MATH_INV, inv, -1e6f, 1e6f, 0.5 },
	{ "log", GEN9_EU_MATH_LOG, log_2, 1e-30f, 4.0f, 1 },
	{ "log", GEN9_EU_MATH_LOG, log_2, 1.0f, 3e38f, 1 },
	{ "exp", GEN9_EU_MATH_EXP, exp_2, -125.0f, 127.9f, 1 },
	{ "exp", GEN9_EU_MATH_EXP, exp_2, -1.0f, 1.0f, 1 },
	{ "sqrt", GEN9_EU_MATH_SQRT, root, 0.0f, 1e30f, 0.5 },
	{ "rsq", GEN9_EU_MATH_RSQ, rsq, 1e-20f, 1e20f, 1.5 },
	{ "sin", GEN9_EU_MATH_SIN, sine, -10.0f, 10.0f, 1 },
	{ "sin", GEN9_EU_MATH_SIN, sine, -100000.0f, 100000.0f, 1 },
	{ "cos", GEN9_EU_MATH_COS, cosine, -10.0f, 10.0f, 1 },
	{ "cos", GEN9_EU_MATH_COS, cosine, -100000.0f, 100000.0f, 1 },
	{ "fdiv", GEN9_EU_MATH_FDIV, divide, -1e5f, 1e5f, 0.5 },
	{ "pow", GEN9_EU_MATH_POW, pow, 0.001f, 100.0f, 1 },
};

static u32 sources(u32 math)
{
	return math == GEN9_EU_MATH_FDIV || math == GEN9_EU_MATH_POW ? 2 : 1;
}

static struct eu_program *program_of(u32 math, enum eu_rig_way way)
{
	struct eu_inst insts[2] = {
		eu_rig_binary(GEN9_EU_MATH, 8, eu_rig_grf(EU_F, OUT), eu_rig_grf(EU_F, X),
			      eu_rig_grf(EU_F, Y)),
		eu_rig_eot(),
	};

	insts[0].math = (u8)math;
	insts[0].src_count = (u8)sources(math);
	return eu_rig_program(insts, 2, way);
}

static void run(const struct eu_program *p, struct eu_thread *t, u32 cr0)
{
	eu_rig_thread(t, 0xff);
	t->cr0 = cr0;
	eu_thread_init(t);
	assert_int_equal(eu_thread_run(p, t), EU_END);
}

/* Distance of a float from the exact value, in units of the last place of the float. */
static double error(float got, double exact)
{
	float near = (float)exact;
	int exponent;

	/* 0 has no last place. */
	if ((got == near && exact == 0) || (got != got && exact != exact))
		return 0;
	if (got == near)
		return fabs(got - exact) / ldexp(1, ilogb(exact) - 23);
	frexp(exact, &exponent);
	return fabs(got - exact) / ldexp(1, exponent - 24);
}

static void functions_are_as_exact_as_the_apis_ask(void **state)
{
	static struct eu_thread t;
	u32 i, k, step, way;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		double worst = 0, place = 0;

		for (way = 0; way < EU_RIG_WAYS; way++) {
			struct eu_program *p = program_of(row->math, way);

			for (step = 0; eu_rig_has(way) && step < STEPS; step += 8) {
				for (k = 0; k < 8; k++) {
					double part = (step + k) / (double)STEPS;

					t.grf[X].f[k] = (float)(row->low +
								part * (row->high - row->low));
					t.grf[Y].f[k] = (float)(part * 12 - 5);
				}
				run(p, &t, GEN9_EU_CR0_DENORM_F);
				for (k = 0; k < 8; k++) {
					double exact = row->exact(t.grf[X].f[k], t.grf[Y].f[k]);
					double e = isinf(exact) ? 0 : error(t.grf[OUT].f[k], exact);

					if (e > worst || e != e) {
						worst = e;
						place = t.grf[X].f[k];
					}
				}
			}
			eu_program_destroy(p);
		}
		if (worst > row->ulp || worst != worst)
			fail_msg("%s: %g ULP at %g", row->name, worst, place);
	}
}

struct edge {
	u32 math;
	u32 x;
	u32 y;
	u32 result;	/* EDGE_NAN: any NaN */
};

#define EDGE_NAN	0x7fc00000u
#define INF		0x7f800000u
#define MINUS		0x80000000u

static const struct edge edges[] = {
	{ GEN9_EU_MATH_INV, 0, 0, INF },
	{ GEN9_EU_MATH_INV, MINUS, 0, INF | MINUS },
	{ GEN9_EU_MATH_INV, INF, 0, 0 },
	{ GEN9_EU_MATH_LOG, 0, 0, INF | MINUS },
	{ GEN9_EU_MATH_LOG, INF, 0, INF },
	{ GEN9_EU_MATH_LOG, 0xbf800000, 0, EDGE_NAN },
	{ GEN9_EU_MATH_LOG, 0x3f800000, 0, 0 },
	{ GEN9_EU_MATH_LOG, EDGE_NAN, 0, EDGE_NAN },
	{ GEN9_EU_MATH_EXP, 0, 0, 0x3f800000 },
	{ GEN9_EU_MATH_EXP, INF, 0, INF },
	{ GEN9_EU_MATH_EXP, INF | MINUS, 0, 0 },
	{ GEN9_EU_MATH_EXP, 0x43000000, 0, INF },	/* 128 */
	{ GEN9_EU_MATH_EXP, EDGE_NAN, 0, EDGE_NAN },
	{ GEN9_EU_MATH_SQRT, 0xbf800000, 0, EDGE_NAN },
	{ GEN9_EU_MATH_SQRT, MINUS, 0, MINUS },
	{ GEN9_EU_MATH_RSQ, 0, 0, INF },
	{ GEN9_EU_MATH_SIN, 0, 0, 0 },
	{ GEN9_EU_MATH_SIN, INF, 0, EDGE_NAN },
	{ GEN9_EU_MATH_COS, 0, 0, 0x3f800000 },
	{ GEN9_EU_MATH_COS, EDGE_NAN, 0, EDGE_NAN },
	{ GEN9_EU_MATH_POW, 0, 0, 0x3f800000 },
	{ GEN9_EU_MATH_POW, 0, 0x40000000, 0 },
	{ GEN9_EU_MATH_POW, 0x40000000, 0x40400000, 0x41000000 },	/* 2 ^ 3 = 8 */
	{ GEN9_EU_MATH_FDIV, 0x3f800000, 0, INF },
};

static void ends_of_the_ranges_are_right(void **state)
{
	static struct eu_thread t;
	u32 i, way;

	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		for (way = 0; way < EU_RIG_WAYS; way++) {
			struct eu_program *p = program_of(edges[i].math, way);

			if (!eu_rig_has(way)) {
				eu_program_destroy(p);
				continue;
			}
			memset(t.grf, 0, sizeof(t.grf));
			t.grf[X].ud[2] = edges[i].x;
			t.grf[Y].ud[2] = edges[i].y;
			run(p, &t, 0);
			if (edges[i].result == EDGE_NAN ?
			    (t.grf[OUT].ud[2] & ~MINUS) <= INF :
			    t.grf[OUT].ud[2] != edges[i].result)
				fail_msg("row %u: 0x%08x", i, t.grf[OUT].ud[2]);
			eu_program_destroy(p);
		}
	}
}

/* One third, and its negative, in each mode of cr0. */
static void rounding_modes_count(void **state)
{
	static const u32 expected[4][2] = {
		{ 0x3eaaaaab, 0xbeaaaaab }, { 0x3eaaaaab, 0xbeaaaaaa },
		{ 0x3eaaaaaa, 0xbeaaaaab }, { 0x3eaaaaaa, 0xbeaaaaaa },
	};
	struct eu_program *p = program_of(GEN9_EU_MATH_FDIV, EU_RIG_BASE_FAST);
	static struct eu_thread t;
	u32 mode, before = _mm_getcsr();

	for (mode = 0; mode < 4; mode++) {
		t.grf[X].f[0] = 1;
		t.grf[X].f[1] = -1;
		t.grf[Y].f[0] = t.grf[Y].f[1] = 3;
		run(p, &t, gen9_field_bits(GEN9_EU_CR0_ROUNDING, mode));
		assert_int_equal(t.grf[OUT].ud[0], expected[mode][0]);
		assert_int_equal(t.grf[OUT].ud[1], expected[mode][1]);
		assert_int_equal(_mm_getcsr(), before);
	}
	eu_program_destroy(p);
}

/*
 * The macro of a division or a square root: INVM or RSQRTM sets the flags of channels that need no
 * more, and MADM changes the others. Its operands name special accumulators in the bits of swizzles
 * and of the write mask.
 */
static struct eu_program *macro_of(u32 math, u32 type, u32 channels, enum eu_rig_way way)
{
	struct eu_inst insts[3] = {
		eu_rig_three(GEN9_EU_MATH, channels, eu_rig_grf(type, OUT), eu_rig_grf(type, X),
			     eu_rig_grf(type, Y), eu_rig_grf(type, X)),
		eu_rig_three(GEN9_EU_MADM, channels, eu_rig_grf(type, OUT), eu_rig_grf(type, X),
			     eu_rig_grf(type, X), eu_rig_grf(type, Y)),
		eu_rig_eot(),
	};
	u32 i;

	insts[0].math = (u8)math;
	insts[0].src_count = math == GEN9_EU_MATH_INVM ? 2 : 1;
	for (i = 0; i < 2; i++) {
		insts[i].dst.writemask = 2;
		insts[i].dst.hstride = i;
		insts[i].src[0].swizzle = 0x08;
		insts[i].src[1].swizzle = 0x03;
	}
	insts[1].pred = GEN9_EU_PRED_SEQUENTIAL;
	insts[1].pred_invert = true;
	return eu_rig_program(insts, 3, way);
}

static void macros_of_floats_are_exact(void **state)
{
	static const float x[] = { 1, -7, 1e38f, 1e-38f, 0, 5, INFINITY, 3 };
	static const float y[] = { 3, 9, 1e-5f, 1e5f, 0, 0, 2, INFINITY };
	static struct eu_thread t;
	u32 way, i, math;
	float want;

	for (way = 0; way < EU_RIG_WAYS; way++) {
		for (math = GEN9_EU_MATH_INVM; math <= GEN9_EU_MATH_RSQRTM; math++) {
			struct eu_program *p = macro_of(math, EU_F, 8, way);

			if (!eu_rig_has(way)) {
				eu_program_destroy(p);
				continue;
			}
			assert_non_null(p);
			memset(&t, 0, sizeof(t));
			memcpy(t.grf[X].f, x, sizeof(x));
			memcpy(t.grf[Y].f, y, sizeof(y));
			run(p, &t, GEN9_EU_CR0_DENORM_F);
			for (i = 0; i < 8; i++) {
				want = math == GEN9_EU_MATH_INVM ? x[i] / y[i] : sqrtf(x[i]);
				if (want == want)
					assert_true(t.grf[OUT].f[i] == want);
				else
					assert_true(t.grf[OUT].f[i] != t.grf[OUT].f[i]);
			}
			assert_int_equal(t.exec.flag[0] & 0xff, 0xff);
			eu_program_destroy(p);
		}
	}
}

static void macros_of_doubles_are_exact(void **state)
{
	static const double x[] = { 1, -1e300, 2, 1e-310 }, y[] = { 3, 1e10, 0, 7 };
	struct eu_program *p = macro_of(GEN9_EU_MATH_INVM, EU_DF, 4, EU_RIG_BASE_FAST);
	struct eu_program *root = macro_of(GEN9_EU_MATH_RSQRTM, EU_DF, 4, EU_RIG_BASE_FAST);
	static struct eu_thread t;
	u32 i;

	assert_non_null(p);
	assert_non_null(root);
	memcpy(&t.grf[X], x, sizeof(x));
	memcpy(&t.grf[Y], y, sizeof(y));
	run(p, &t, GEN9_EU_CR0_DENORM_DF);
	for (i = 0; i < 4; i++)
		assert_true(((double *)&t.grf[OUT])[i] == x[i] / y[i]);
	run(root, &t, GEN9_EU_CR0_DENORM_DF);
	for (i = 0; i < 4; i++)
		assert_true(i == 1 || ((double *)&t.grf[OUT])[i] == sqrt(x[i]));
	eu_program_destroy(p);
	eu_program_destroy(root);
}

static void quotient_and_remainder_have_a_register_each(void **state)
{
	struct eu_inst insts[2] = {
		eu_rig_binary(GEN9_EU_MATH, 8, eu_rig_grf(EU_D, OUT), eu_rig_grf(EU_D, X),
			      eu_rig_grf(EU_D, Y)),
		eu_rig_eot(),
	};
	static struct eu_thread t;
	struct eu_program *p;
	u32 i;

	insts[0].math = GEN9_EU_MATH_INT_DIV_MOD;
	p = eu_rig_program(insts, 2, EU_RIG_BASE_FAST);
	assert_non_null(p);
	memset(&t, 0, sizeof(t));
	for (i = 0; i < 8; i++) {
		t.grf[X].d[i] = 1000 * (s32)i - 3500;
		t.grf[Y].d[i] = (s32)i - 3;
	}
	run(p, &t, 0);
	for (i = 0; i < 8; i++) {
		s32 a = t.grf[X].d[i], b = t.grf[Y].d[i];

		assert_int_equal(t.grf[OUT].d[i], b ? a / b : a < 0 ? INT32_MIN : INT32_MAX);
		assert_int_equal(t.grf[OUT + 1].d[i], b ? a % b : a);
	}
	eu_program_destroy(p);
	insts[0].dst = eu_rig_grf(EU_D, GEN9_EU_GRF_COUNT - 1);
	assert_null(eu_rig_program(insts, 2, EU_RIG_BASE_FAST));
}

/* All halves become floats and halves again, and the values between two round to even. */
static void halves_are_exact(void **state)
{
	u32 cr0 = GEN9_EU_CR0_DENORM_HF, i;

	for (i = 0; i < 0x10000; i++) {
		float f = eu_half_to_float((u16)i);

		if ((i & 0x7fff) <= 0x7c00)
			assert_int_equal(eu_half_of_float(f, cr0), i);
		else
			assert_true(f != f);
		if ((i & 0x7fff) < 0x7bff)
			assert_int_equal(eu_half_of_float((f + eu_half_to_float((u16)(i + 1))) / 2,
							  cr0), i + (i & 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_as_exact_as_the_apis_ask),
		cmocka_unit_test(ends_of_the_ranges_are_right),
		cmocka_unit_test(rounding_modes_count),
		cmocka_unit_test(macros_of_floats_are_exact),
		cmocka_unit_test(macros_of_doubles_are_exact),
		cmocka_unit_test(quotient_and_remainder_have_a_register_each),
		cmocka_unit_test(halves_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
