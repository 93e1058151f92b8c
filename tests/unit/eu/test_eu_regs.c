// SPDX-License-Identifier: GPL-2.0-only
/* Architecture registers of the EU: accumulators, flags, addresses, state, control; and modes. */
#include "port.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"

#define MOST		12
#define SRC0		8
#define SRC1		10
#define DST		20
#define F_MAX_BITS	0x7f7fffffu
#define F_INF_BITS	0x7f800000u

struct code {
	struct eu_inst inst[MOST];
	u32 n;
};

static struct eu_inst *add(struct code *c, struct eu_inst inst)
{
	c->inst[c->n] = inst;
	return &c->inst[c->n++];
}

static struct eu_inst *mov(struct code *c, u32 n, struct eu_operand dst, struct eu_operand src)
{
	struct eu_inst *inst = add(c, eu_rig_unary(GEN9_EU_MOV, n, dst, src));

	inst->mask_disable = n == 1;
	return inst;
}

static struct eu_operand scalar_arf(u32 type, u32 nr, u32 subnr)
{
	struct eu_operand o = eu_rig_arf(type, nr, subnr);

	o.vstride = 0;
	o.width = 1;
	o.hstride = 0;
	return o;
}

static struct eu_operand at(u32 type, u32 nr, u32 subnr)
{
	struct eu_operand o = eu_rig_grf(type, nr);

	o.subnr = (u8)subnr;
	return o;
}

/* Run by one way; @t has its registers and masks. */
static void run_way(const struct code *c, struct eu_thread *t, enum eu_rig_way way)
{
	struct code whole = *c;
	struct eu_program *p;

	add(&whole, eu_rig_eot());
	p = eu_rig_program(whole.inst, whole.n, way);
	assert_non_null(p);
	eu_thread_init(t);
	assert_int_equal(eu_thread_run(p, t), EU_END);
	eu_program_destroy(p);
}

static void thread(struct eu_thread *t)
{
	memset(t, 0, sizeof(*t));
	eu_rig_thread(t, ~0u);
}

static const u32 factors[] = {
	0, 1, 2, 0xffff, 0x10000, 0x10001, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe,
	0xffffffff, 0x12345678, 0xdeadbeef, 0x00ff00ff, 0xff00ff00, 0x55555555,
};

/* mul acc0, a, low words of b; mach high, a, b; mov low, acc0: as Mesa does it. */
static void a_product_of_32_bits_has_a_high_half(void **state)
{
	static const u8 types[] = { EU_UD, EU_D };
	static struct eu_thread t;
	u32 way, sign, i, k;

	for (way = 0; way < EU_RIG_WAYS * 2; way++) {
		struct code c = { .n = 0 };
		u32 type = types[sign = way & 1];

		if (!eu_rig_has(way / 2))
			continue;
		add(&c, eu_rig_binary(GEN9_EU_MUL, 8, eu_rig_arf(type, GEN9_EU_ARF_ACCUMULATOR, 0),
				      eu_rig_grf(type, SRC0),
				      eu_rig_region(EU_UW, SRC1, 0, 16, 8, 2)));
		add(&c, eu_rig_binary(GEN9_EU_MACH, 8, eu_rig_grf(type, DST),
				      eu_rig_grf(type, SRC0), eu_rig_grf(type, SRC1)));
		c.inst[1].acc_write = true;
		mov(&c, 8, eu_rig_grf(type, DST + 1), eu_rig_arf(type, GEN9_EU_ARF_ACCUMULATOR, 0));
		for (i = 0; i < ARRAY_SIZE(factors); i++) {
			thread(&t);
			for (k = 0; k < 8; k++) {
				t.grf[SRC0].ud[k] = factors[i];
				t.grf[SRC1].ud[k] = factors[(i + 3 * k) % ARRAY_SIZE(factors)];
			}
			run_way(&c, &t, way / 2);
			for (k = 0; k < 8; k++) {
				u32 a = t.grf[SRC0].ud[k], b = t.grf[SRC1].ud[k];
				u64 product = sign ? (u64)((s64)(s32)a * (s32)b) : (u64)a * b;

				assert_int_equal(t.grf[DST].ud[k], product >> 32);
				assert_int_equal(t.grf[DST + 1].ud[k], (u32)product);
			}
		}
	}
}

/* mul acc0; mac of floats */
static void mac_adds_to_the_accumulator(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };
	u32 way, k;

	add(&c, eu_rig_binary(GEN9_EU_MUL, 8, eu_rig_arf(EU_F, GEN9_EU_ARF_ACCUMULATOR, 0),
			      eu_rig_grf(EU_F, SRC0), eu_rig_grf(EU_F, SRC1)));
	add(&c, eu_rig_binary(GEN9_EU_MAC, 8, eu_rig_grf(EU_F, DST), eu_rig_grf(EU_F, SRC0),
			      eu_rig_grf(EU_F, SRC0)));
	for (way = 0; way < EU_RIG_WAYS; way++) {
		if (!eu_rig_has(way))
			continue;
		thread(&t);
		for (k = 0; k < 8; k++) {
			t.grf[SRC0].f[k] = (float)k;
			t.grf[SRC1].f[k] = 0.25f * (float)k - 3;
		}
		run_way(&c, &t, way);
		for (k = 0; k < 8; k++)
			assert_true(t.grf[DST].f[k] == t.grf[SRC0].f[k] * t.grf[SRC1].f[k] +
				    t.grf[SRC0].f[k] * t.grf[SRC0].f[k]);
	}
}

static void each_group_of_four_has_its_dot_product(void **state)
{
	static const struct {
		u8 op;
		u8 products;
		bool homogeneous;
	} rows[] = {
		{ GEN9_EU_DP4, 4, false }, { GEN9_EU_DPH, 3, true }, { GEN9_EU_DP3, 3, false },
		{ GEN9_EU_DP2, 2, false },
	};
	static struct eu_thread t;
	u32 i, k, m;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct code c = { .n = 0 };

		add(&c, eu_rig_binary(rows[i].op, 8, eu_rig_grf(EU_F, DST), eu_rig_grf(EU_F, SRC0),
				      eu_rig_grf(EU_F, SRC1)));
		thread(&t);
		for (k = 0; k < 8; k++) {
			t.grf[SRC0].f[k] = (float)(k + 1);
			t.grf[SRC1].f[k] = (float)(10 * k + 7);
		}
		run_way(&c, &t, EU_RIG_BASE_FAST);
		for (k = 0; k < 8; k++) {
			float sum = rows[i].homogeneous ? t.grf[SRC1].f[k / 4 * 4 + 3] : 0;

			for (m = k / 4 * 4; m < k / 4 * 4 + rows[i].products; m++)
				sum += t.grf[SRC0].f[m] * t.grf[SRC1].f[m];
			assert_true(t.grf[DST].f[k] == sum);
		}
	}
}

static void state_and_control_can_be_read(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };

	mov(&c, 1, at(EU_UD, DST, 0), scalar_arf(EU_UD, GEN9_EU_ARF_STATE, 8));
	mov(&c, 1, at(EU_UD, DST, 4), scalar_arf(EU_UD, GEN9_EU_ARF_STATE, 12));
	mov(&c, 1, at(EU_UD, DST, 8), scalar_arf(EU_UD, GEN9_EU_ARF_CONTROL, 0));
	mov(&c, 1, at(EU_UD, DST, 12), scalar_arf(EU_UD, GEN9_EU_ARF_CHANNEL_ENABLE, 0));
	mov(&c, 1, at(EU_UD, DST, 16), scalar_arf(EU_UD, GEN9_EU_ARF_TIMESTAMP, 0));
	mov(&c, 1, at(EU_UD, DST, 20), scalar_arf(EU_UD, GEN9_EU_ARF_TIMESTAMP, 0));
	thread(&t);
	t.dispatch_mask = 0x0ff0;
	t.vector_mask = 0xfff0;
	t.cr0 = GEN9_EU_CR0_DENORM_F;
	run_way(&c, &t, EU_RIG_BASE_FAST);
	assert_int_equal(t.grf[DST].ud[0], 0x0ff0);
	assert_int_equal(t.grf[DST].ud[1], 0xfff0);
	assert_int_equal(t.grf[DST].ud[2], GEN9_EU_CR0_DENORM_F);
	assert_int_equal(t.grf[DST].ud[3], 0xfff0);
	assert_int_not_equal(t.grf[DST].ud[4], t.grf[DST].ud[5]);
}

/* 1 + 2^-25 in each rounding mode, which the thread sets itself, and a denormal. */
static void a_thread_changes_its_modes(void **state)
{
	static struct eu_thread t;
	u32 bits, mode, way;

	for (way = 0; way < EU_RIG_WAYS * 4; way++) {
		struct code c = { .n = 0 };
		struct eu_operand cr0 = scalar_arf(EU_UD, GEN9_EU_ARF_CONTROL, 0), to = cr0;

		if (!eu_rig_has(way / 4))
			continue;
		mode = way % 4;
		to.hstride = 1;
		bits = gen9_field_bits(GEN9_EU_CR0_ROUNDING, mode) |
		       (mode & 1 ? GEN9_EU_CR0_DENORM_F : 0);
		add(&c, eu_rig_binary(GEN9_EU_OR, 1, to, cr0, eu_rig_imm(EU_UD, bits)));
		add(&c, eu_rig_binary(GEN9_EU_ADD, 8, eu_rig_grf(EU_F, DST), eu_rig_grf(EU_F, SRC0),
				      eu_rig_grf(EU_F, SRC1)));
		thread(&t);
		t.grf[SRC0].f[0] = 1;
		t.grf[SRC1].f[0] = 0x1p-25f;
		t.grf[SRC0].f[1] = 0x1p-127f;
		run_way(&c, &t, way / 4);
		assert_true(t.grf[DST].f[0] == (mode == GEN9_EU_ROUND_UP ? 1 + 0x1p-23f : 1));
		assert_true(t.grf[DST].f[1] == (mode & 1 ? 0x1p-127f : 0));
	}
}

static void flags_are_halves_of_32_bits(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };
	struct eu_operand f01 = scalar_arf(EU_UW, GEN9_EU_ARF_FLAG, 2), to = f01;

	to.hstride = 1;
	mov(&c, 1, to, eu_rig_imm(EU_UW, 0xbeef));
	to = scalar_arf(EU_UD, GEN9_EU_ARF_FLAG | 1, 0);
	to.hstride = 1;
	mov(&c, 1, to, eu_rig_imm(EU_UD, 0x12345678));
	mov(&c, 1, at(EU_UD, DST, 0), scalar_arf(EU_UD, GEN9_EU_ARF_FLAG, 0));
	mov(&c, 1, at(EU_UD, DST, 4), f01);
	mov(&c, 1, at(EU_UD, DST, 8), scalar_arf(EU_UW, GEN9_EU_ARF_FLAG | 1, 2));
	thread(&t);
	run_way(&c, &t, EU_RIG_BASE_FAST);
	assert_int_equal(t.exec.flag[0], 0xbeef0000);
	assert_int_equal(t.exec.flag[1], 0x12345678);
	assert_int_equal(t.grf[DST].ud[0], 0xbeef0000);
	assert_int_equal(t.grf[DST].ud[1], 0xbeef);
	assert_int_equal(t.grf[DST].ud[2], 0x1234);
}

/* Two CMP of 16 channels fill both halves of f1, and a SEL of 32 words uses them. */
static void thirty_two_channels_use_both_halves_of_a_flag(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };
	struct eu_inst *inst;
	u32 half, i, way;

	for (half = 0; half < 2; half++) {
		inst = add(&c, eu_rig_binary(GEN9_EU_CMP, 16, eu_rig_null(EU_D),
					     eu_rig_grf(EU_D, SRC0 + 2 * half),
					     eu_rig_imm(EU_D, 0)));
		inst->cond = GEN9_EU_COND_L;
		inst->group = (u8)(16 * half);
		inst->flag = 2;
	}
	inst = add(&c, eu_rig_binary(GEN9_EU_SEL, 32, eu_rig_grf(EU_UW, DST),
				     eu_rig_imm(EU_UW, 1), eu_rig_grf(EU_UW, SRC0 + 4)));
	inst->src[0] = eu_rig_scalar(EU_UW, SRC0 + 6, 0);
	inst->pred = GEN9_EU_PRED_SEQUENTIAL;
	inst->flag = 2;
	for (way = 0; way < EU_RIG_WAYS; way++) {
		if (!eu_rig_has(way))
			continue;
		thread(&t);
		for (i = 0; i < 32; i++) {
			t.grf[SRC0 + i / 8].d[i % 8] = i * 7 % 5 > 2 ? -1 : 1;
			t.grf[SRC0 + 4 + i / 16].uw[i % 16] = (u16)(100 + i);
		}
		t.grf[SRC0 + 6].uw[0] = 1;
		run_way(&c, &t, way);
		for (i = 0; i < 32; i++)
			assert_int_equal(t.grf[DST + i / 16].uw[i % 16],
					 i * 7 % 5 > 2 ? 1 : 100 + i);
	}
}

/* Words of a0 are computed from registers, and lead an operand to others. */
static void an_address_selects_registers(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };
	struct eu_operand from = eu_rig_region(EU_UD, 0, 0, EU_VXH, 1, 0);
	u32 k;

	from.indirect = true;
	add(&c, eu_rig_binary(GEN9_EU_ADD, 8, eu_rig_arf(EU_UW, GEN9_EU_ARF_ADDRESS, 0),
			      eu_rig_grf(EU_UW, SRC0), eu_rig_imm(EU_UW, 4)));
	mov(&c, 8, eu_rig_grf(EU_UD, DST), from);
	mov(&c, 8, eu_rig_grf(EU_UW, DST + 1), eu_rig_arf(EU_UW, GEN9_EU_ARF_ADDRESS, 0));
	thread(&t);
	for (k = 0; k < 8; k++) {
		t.grf[SRC0].uw[k] = (u16)((40 + 3 * k) * 32 + 4 * k);
		t.grf[40 + 3 * k].ud[k + 1 < 8 ? k + 1 : 7] = 1000 + k;
	}
	t.grf[SRC0].uw[7] -= 4;
	run_way(&c, &t, EU_RIG_BASE_FAST);
	for (k = 0; k < 8; k++) {
		assert_int_equal(t.grf[DST].ud[k], 1000 + k);
		assert_int_equal(t.grf[DST + 1].uw[k], t.grf[SRC0].uw[k] + 4);
	}
}

/* ALT: infinities are the greatest floats, and no result is a NaN. */
static void mode_alt_has_no_infinities(void **state)
{
	static const struct {
		u32 a;
		u32 b;
		u32 product;
	} rows[] = {
		{ 0x7f000000, 0x7f000000, F_MAX_BITS }, { 0x7f000000, 0xff000000, 0xff7fffff },
		{ 0, F_INF_BITS, 0 }, { 0x40000000, 0x40400000, 0x40c00000 },
	};
	static struct eu_thread t;
	struct code c = { .n = 0 };
	u32 i;

	add(&c, eu_rig_binary(GEN9_EU_MUL, 8, eu_rig_grf(EU_F, DST), eu_rig_grf(EU_F, SRC0),
			      eu_rig_grf(EU_F, SRC1)));
	thread(&t);
	t.float_mode = 1;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		t.grf[SRC0].ud[i] = rows[i].a;
		t.grf[SRC1].ud[i] = rows[i].b;
	}
	run_way(&c, &t, EU_RIG_AVX2_FAST);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(t.grf[DST].ud[i], rows[i].product);
}

/* Moves and selections keep the bits of signalling NaN and of denormals. */
static void moves_keep_the_bits_of_nan(void **state)
{
	static const u32 bits[8] = {
		0x7f800001, 0xff812345, 0x7fc00000, 0xffffffff, 0x00000001, 0x807fffff,
		F_INF_BITS, 0x80000000,
	};
	static struct eu_thread t;
	struct code c = { .n = 0 };
	u32 way;

	mov(&c, 8, eu_rig_grf(EU_F, DST), eu_rig_grf(EU_F, SRC0));
	add(&c, eu_rig_binary(GEN9_EU_SEL, 8, eu_rig_grf(EU_F, DST + 1), eu_rig_grf(EU_F, SRC0),
			      eu_rig_grf(EU_F, SRC1)))->pred = GEN9_EU_PRED_SEQUENTIAL;
	c.inst[1].pred_invert = true;
	for (way = 0; way < EU_RIG_WAYS; way++) {
		if (!eu_rig_has(way))
			continue;
		thread(&t);
		memcpy(t.grf[SRC0].ud, bits, sizeof(bits));
		run_way(&c, &t, way);
		assert_memory_equal(t.grf[DST].ud, bits, sizeof(bits));
		assert_memory_equal(t.grf[DST + 1].ud, bits, sizeof(bits));
	}
}

/* Negative values are 0, by the fast way and by the general one (a source with a modifier). */
static void flags_of_a_saturated_value_are_those_behind_the_saturation(void **state)
{
	static const float values[8] = { -1, 2, 0, 0.5f, -0.25f, 1, -8, 4 };
	static struct eu_thread t;
	u32 way, abs;

	for (way = 0; way < EU_RIG_WAYS; way++) {
		for (abs = 0; abs < 2; abs++) {
			struct code c = { .n = 0 };
			struct eu_inst *inst;

			if (!eu_rig_has(way))
				continue;
			inst = add(&c, eu_rig_binary(GEN9_EU_ADD, 8, eu_rig_grf(EU_F, DST),
						     eu_rig_grf(EU_F, SRC0),
						     eu_rig_grf(EU_F, SRC1)));
			inst->cond = GEN9_EU_COND_NZ;
			inst->saturate = true;
			inst->src[1].abs = abs;
			thread(&t);
			memcpy(t.grf[SRC0].f, values, sizeof(values));
			memset(&t.grf[SRC1], 0, sizeof(t.grf[SRC1]));
			run_way(&c, &t, way);
			assert_int_equal(t.exec.flag[0] & 0xff, 0xaa);
		}
	}
}

/* Fractions are 0, and so are negative values where the type has none. */
static void flags_of_a_conversion_are_those_of_the_integer(void **state)
{
	static const float values[8] = { -0.5f, 0.5f, -1, 1, -1.5f, NAN, 0, -INFINITY };
	static const struct {
		u32 type;
		u32 cond;
		u32 flags;
	} rows[] = {
		{ EU_D, GEN9_EU_COND_L, 0x94 }, { EU_D, GEN9_EU_COND_Z, 0x63 },
		{ EU_D, GEN9_EU_COND_G, 0x08 }, { EU_UD, GEN9_EU_COND_L, 0 },
		{ EU_UD, GEN9_EU_COND_Z, 0xf7 }, { EU_UW, GEN9_EU_COND_NZ, 0x08 },
	};
	static struct eu_thread t;
	u32 i, way;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (way = 0; way < EU_RIG_WAYS; way++) {
			struct code c = { .n = 0 };

			if (!eu_rig_has(way))
				continue;
			mov(&c, 8, eu_rig_grf(rows[i].type, DST),
			    eu_rig_grf(EU_F, SRC0))->cond = (u8)rows[i].cond;
			thread(&t);
			memcpy(t.grf[SRC0].f, values, sizeof(values));
			run_way(&c, &t, way);
			assert_int_equal(t.exec.flag[0] & 0xff, rows[i].flags);
		}
	}
}

/* A vector immediate shifts each of 8 bytes by its own count. */
static void each_channel_has_a_value_of_a_vector_immediate(void **state)
{
	static struct eu_thread t;
	struct code c = { .n = 0 };
	u32 k;

	add(&c, eu_rig_binary(GEN9_EU_SHR, 8, eu_rig_grf(EU_UW, DST), eu_rig_grf(EU_UB, SRC0),
			      eu_rig_imm(EU_V, 0x76543210)));
	mov(&c, 8, eu_rig_grf(EU_F, DST + 1), eu_rig_imm(EU_VF, 0xb0302000));
	thread(&t);
	memset(t.grf[SRC0].ub, 0xff, 8);
	run_way(&c, &t, EU_RIG_BASE_FAST);
	for (k = 0; k < 8; k++) {
		static const float floats[] = { 0, 0.5f, 1, -1 };

		assert_int_equal(t.grf[DST].uw[k], 0xff >> k);
		assert_true(t.grf[DST + 1].f[k] == floats[k % 4]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_product_of_32_bits_has_a_high_half),
		cmocka_unit_test(mac_adds_to_the_accumulator),
		cmocka_unit_test(each_group_of_four_has_its_dot_product),
		cmocka_unit_test(state_and_control_can_be_read),
		cmocka_unit_test(flags_of_a_conversion_are_those_of_the_integer),
		cmocka_unit_test(flags_of_a_saturated_value_are_those_behind_the_saturation),
		cmocka_unit_test(a_thread_changes_its_modes),
		cmocka_unit_test(flags_are_halves_of_32_bits),
		cmocka_unit_test(thirty_two_channels_use_both_halves_of_a_flag),
		cmocka_unit_test(an_address_selects_registers),
		cmocka_unit_test(mode_alt_has_no_infinities),
		cmocka_unit_test(moves_keep_the_bits_of_nan),
		cmocka_unit_test(each_channel_has_a_value_of_a_vector_immediate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
