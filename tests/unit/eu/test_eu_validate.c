// SPDX-License-Identifier: GPL-2.0-only
/* Test the rules for EU instructions: each rule finds its fault, and no rule finds one else. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "eu/decode.h"
#include "eu/validate.h"
#include "tests/lib/eu_encode.h"

#define REG(n)		{ .file = EU_GRF, .type = EU_F, .nr = (n), .vstride = 8, .width = 8, \
			  .hstride = 1, .swizzle = EU_SWIZZLE_XYZW, .writemask = 0xf }
#define NUMBER(v)	{ .file = EU_IMM, .type = EU_F, .width = 1, .imm = (v), \
			  .swizzle = EU_SWIZZLE_XYZW, .writemask = 0xf }
#define LENGTHS(message, response)	((message) << 25 | (response) << 20)
#define SECOND(length)			((length) << 6)

/* Instructions without a fault. */
static const struct eu_inst add = {
	.op = GEN9_EU_ADD, .exec_size = 8, .bytes = 16, .src_count = 2, .dst = REG(2),
	.src = { REG(3), REG(4) },
};

static const struct eu_inst move = {
	.op = GEN9_EU_MOV, .exec_size = 8, .bytes = 16, .src_count = 1, .dst = REG(2),
	.src = { NUMBER(0x3f800000) },
};

static const struct eu_inst mad = {
	.op = GEN9_EU_MAD, .exec_size = 8, .bytes = 16, .src_count = 3, .align16 = true,
	.dst = REG(2), .src = { REG(3), REG(4), REG(5) },
};

static const struct eu_inst send = {
	.op = GEN9_EU_SEND, .exec_size = 8, .bytes = 16, .src_count = 1, .dst = REG(2),
	.src = { REG(120) }, .sfid = GEN9_SFID_SAMPLER, .desc = LENGTHS(2, 4),
};

static const struct eu_inst sends = {
	.op = GEN9_EU_SENDS, .exec_size = 8, .bytes = 16, .src_count = 2, .dst = REG(2),
	.src = { REG(120), REG(122) }, .sfid = GEN9_SFID_DATA_CACHE_1, .desc = LENGTHS(2, 4),
	.ex_desc = SECOND(3),
};

/* Faults. Each changes an instruction. */
static void no_such_grf(struct eu_inst *inst)
{
	inst->src[1].nr = 128;
}

static void no_such_accumulator(struct eu_inst *inst)
{
	inst->dst.file = EU_ARF;
	inst->dst.nr = GEN9_EU_ARF_ACCUMULATOR + 2;
}

static void no_such_kind(struct eu_inst *inst)
{
	inst->src[0].file = EU_ARF;
	inst->src[0].nr = GEN9_EU_ARF_TIMESTAMP + 16;
}

static void odd_subregister(struct eu_inst *inst)
{
	inst->dst.subnr = 2;
}

static void second_half_of_last(struct eu_inst *inst)
{
	inst->src[0].nr = 127;
	inst->src[0].subnr = 16;
}

static void wide_dst_at_end(struct eu_inst *inst)
{
	inst->dst.nr = 127;
	inst->dst.hstride = 2;
}

static void channel_33(struct eu_inst *inst)
{
	inst->group = 28;
}

static void condition_7(struct eu_inst *inst)
{
	inst->cond = 7;
}

static void condition_10(struct eu_inst *inst)
{
	inst->cond = 10;
}

static void predicate_14(struct eu_inst *inst)
{
	inst->pred = 14;
}

static void predicate_x(struct eu_inst *inst)
{
	inst->pred = 2;
}

static void thread_control_3(struct eu_inst *inst)
{
	inst->thread_switch = 3;
}

static void response_beyond(struct eu_inst *inst)
{
	inst->dst.nr = 125;
}

static void response_to_null(struct eu_inst *inst)
{
	inst->dst.file = EU_ARF;
	inst->dst.nr = 0;
}

static void response_to_flags(struct eu_inst *inst)
{
	inst->dst.file = EU_ARF;
	inst->dst.nr = GEN9_EU_ARF_FLAG;
}

static void payload_beyond(struct eu_inst *inst)
{
	inst->src[0].nr = 127;
}

static void no_payload(struct eu_inst *inst)
{
	inst->desc = LENGTHS(0, 4);
}

static void second_beyond(struct eu_inst *inst)
{
	inst->src[1].nr = 126;
}

static void second_null(struct eu_inst *inst)
{
	inst->src[1].file = EU_ARF;
	inst->src[1].nr = 0;
}

static void eot_low(struct eu_inst *inst)
{
	inst->eot = true;
	inst->src[0].nr = 100;
}

static void overlap(struct eu_inst *inst)
{
	inst->src[1].nr = 121;
}

static void wide_row(struct eu_inst *inst)
{
	inst->src[0].width = 16;
	inst->src[0].vstride = 16;
}

static void stride_of_one(struct eu_inst *inst)
{
	inst->src[0].width = 1;
}

static void short_row(struct eu_inst *inst)
{
	inst->src[0].vstride = 4;
}

static void stride_of_scalar(struct eu_inst *inst)
{
	inst->exec_size = 1;
	inst->src[0].width = 1;
	inst->src[0].hstride = 0;
	inst->src[1] = (struct eu_operand)NUMBER(0);
}

static void all_alike(struct eu_inst *inst)
{
	inst->src[0].vstride = 0;
	inst->src[0].hstride = 0;
}

static void crossing(struct eu_inst *inst)
{
	inst->src[0].subnr = 4;
}

static void three_registers(struct eu_inst *inst)
{
	inst->exec_size = 16;
	inst->src[0].subnr = 4;
}

static void dst_stride_0(struct eu_inst *inst)
{
	inst->dst.hstride = 0;
}

static void align16_vstride_8(struct eu_inst *inst)
{
	inst->align16 = true;
	inst->src[0].width = 4;
	inst->src[1].width = 4;
	inst->src[1].vstride = 4;
}

static void byte_from_double(struct eu_inst *inst)
{
	inst->dst.type = EU_UB;
	inst->src[0].type = EU_DF;
}

static void vector_to_dwords(struct eu_inst *inst)
{
	inst->src[0].type = EU_UV;
}

static const struct row {
	const char *rule;
	const struct eu_inst *of;
	void (*fault)(struct eu_inst *inst);
	bool refused;
} rows[] = {
	{ "register-number", &add, no_such_grf, true },
	{ "register-number", &add, no_such_accumulator, true },
	{ "register-number", &add, no_such_kind, true },
	{ "subregister-alignment", &add, odd_subregister, true },
	{ "operand-beyond-file", &add, second_half_of_last, true },
	{ "operand-beyond-file", &add, wide_dst_at_end, true },
	{ "channels-beyond-thread", &add, channel_33, true },
	{ "condition", &add, condition_7, true },
	{ "condition", &mad, condition_10, true },
	{ "predicate", &add, predicate_14, true },
	{ "predicate", &mad, predicate_x, true },
	{ "thread-control", &add, thread_control_3, true },
	{ "message-destination", &send, response_beyond, true },
	{ "message-destination", &send, response_to_null, true },
	{ "message-destination", &sends, response_to_flags, true },
	{ "message-payload", &send, payload_beyond, true },
	{ "message-payload", &send, no_payload, true },
	{ "message-payload", &sends, second_beyond, true },
	{ "message-payload", &sends, second_null, true },
	{ "source-is-null", &add, second_null, false },
	{ "eot-payload", &send, eot_low, false },
	{ "payloads-overlap", &sends, overlap, false },
	{ "width-above-size", &add, wide_row, false },
	{ "width-1-stride", &add, stride_of_one, false },
	{ "row-stride", &add, short_row, false },
	{ "scalar-stride", &add, stride_of_scalar, false },
	{ "zero-strides", &add, all_alike, false },
	{ "region-crosses-register", &add, crossing, false },
	{ "more-than-two-registers", &add, three_registers, false },
	{ "destination-stride-0", &add, dst_stride_0, false },
	{ "align16-stride", &add, align16_vstride_8, false },
	{ "conversion-64-bits", &add, byte_from_double, false },
	{ "vector-immediate", &move, vector_to_dwords, false },
};

static u64 bit_of(const char *name)
{
	u32 i;

	for (i = 0; eu_rule_name(i); i++)
		if (!strcmp(eu_rule_name(i), name))
			return 1ull << i;
	fail_msg("there is no rule %s", name);
	return 0;
}

static void instructions_without_a_fault_break_no_rule(void **state)
{
	static const struct eu_inst *const good[] = { &add, &move, &send, &sends };
	struct eu_inst scalar = mad;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		assert_int_equal(eu_validate(good[i]), 0);
	for (i = 0; i < 3; i++)
		scalar.src[i].vstride = scalar.src[i].width = 4;
	assert_int_equal(eu_validate(&scalar), 0);
}

static void a_destination_without_a_response_does_not_count(void **state)
{
	struct eu_inst inst = send;

	inst.desc = LENGTHS(2, 0);
	inst.dst.file = EU_ARF;
	inst.dst.nr = GEN9_EU_ARF_ACCUMULATOR;
	assert_int_equal(eu_validate(&inst), 0);
	inst.desc_reg = true;
	assert_true(eu_validate_refused(&inst));
}

static void each_fault_breaks_its_rule(void **state)
{
	struct eu_inst inst;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		inst = *rows[i].of;
		rows[i].fault(&inst);
		if (!(eu_validate(&inst) & bit_of(rows[i].rule)))
			fail_msg("row %u does not break %s", i, rows[i].rule);
		if (eu_validate_refused(&inst) != rows[i].refused)
			fail_msg("row %u: %s", i, rows[i].rule);
	}
}

static void each_rule_has_a_fault(void **state)
{
	u64 found = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		found |= bit_of(rows[i].rule);
	for (i = 0; eu_rule_name(i); i++)
		if (!(found >> i & 1))
			fail_msg("no row for %s", eu_rule_name(i));
	assert_in_range(i, 1, EU_RULES);
	assert_null(eu_rule_name(EU_RULES));
}

static void the_decoder_refuses_what_the_interpreter_cannot_do(void **state)
{
	struct eu_inst inst, decoded;
	u8 code[GEN9_EU_INST_BYTES];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		inst = *rows[i].of;
		rows[i].fault(&inst);
		eu_encode(&inst, code);
		/* Some faults have no encoding: they are invalid before any rule counts. */
		if (rows[i].refused)
			assert_int_equal(eu_decode(code, sizeof(code), &decoded), -EINVAL);
		else if (!eu_decode_fields(code, sizeof(code), &decoded))
			assert_int_equal(eu_decode(code, sizeof(code), &decoded), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instructions_without_a_fault_break_no_rule),
		cmocka_unit_test(a_destination_without_a_response_does_not_count),
		cmocka_unit_test(each_fault_breaks_its_rule),
		cmocka_unit_test(each_rule_has_a_fault),
		cmocka_unit_test(the_decoder_refuses_what_the_interpreter_cannot_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
