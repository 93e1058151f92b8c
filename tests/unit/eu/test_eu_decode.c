// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the decoder of EU instructions. The rows were assembled by Mesa's brw_asm, so they do not
 * depend on this project's reading of the PRM.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "eu/bits.h"
#include "eu/decode.h"
#include "eu/disasm.h"
#include "eu/validate.h"
#include "eu_decode_rows.h"
#include "gen9/eu_op_rows.h"
#include "tests/lib/eu_encode.h"

/* Copy @text with one space in place of several spaces and new lines. */
static void squeeze(const char *text, char *to)
{
	bool gap = false;

	for (; *text; text++) {
		if (*text == ' ' || *text == '\n') {
			gap = true;
			continue;
		}
		if (gap)
			*to++ = ' ';
		gap = false;
		*to++ = *text;
	}
	*to = 0;
}

static void assembled_instructions_have_their_text(void **state)
{
	char text[EU_TEXT_BYTES], squeezed[EU_TEXT_BYTES];
	struct eu_inst inst;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(eu_decode_rows); i++) {
		assert_int_equal(eu_decode(eu_decode_rows[i].code, eu_decode_rows[i].bytes, &inst),
				 0);
		assert_int_equal(inst.bytes, eu_decode_rows[i].bytes);
		eu_disasm(&inst, 0, text, sizeof(text));
		squeeze(text, squeezed);
		assert_string_equal(squeezed, eu_decode_rows[i].text);
	}
}

static void encoded_again_they_are_the_same(void **state)
{
	u8 code[GEN9_EU_INST_BYTES];
	struct eu_inst inst, again;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(eu_decode_rows); i++) {
		assert_int_equal(eu_decode(eu_decode_rows[i].code, eu_decode_rows[i].bytes, &inst),
				 0);
		inst.bytes = GEN9_EU_INST_BYTES;
		eu_encode(&inst, code);
		assert_int_equal(eu_decode(code, sizeof(code), &again), 0);
		assert_memory_equal(&inst, &again, sizeof(inst));
	}
}

static void code_that_ends_early_is_no_instruction(void **state)
{
	struct eu_inst inst;
	u32 i, bytes;
	u8 *code;

	for (i = 0; i < ARRAY_SIZE(eu_decode_rows); i++) {
		for (bytes = 0; bytes < eu_decode_rows[i].bytes; bytes++) {
			/* A block of its own: AddressSanitizer sees a read beyond its end. */
			code = malloc(bytes ? bytes : 1);
			memcpy(code, eu_decode_rows[i].code, bytes);
			assert_int_equal(eu_decode(code, bytes, &inst), -ENODATA);
			free(code);
		}
	}
}

/* add(8) g2<1>F g3<8,8,1>F g4<8,8,1>F, and a change that makes it invalid. */
static const struct eu_operand grf = {
	.file = EU_GRF, .type = EU_F, .nr = 3, .vstride = 8, .width = 8, .hstride = 1,
	.swizzle = EU_SWIZZLE_XYZW, .writemask = 0xf,
};

static const struct fault {
	const char *what;
	u8 op;
	u16 field;
	u8 value;
} faults[] = {
	{ "a size of 64", GEN9_EU_ADD, GEN9_EU_EXEC_SIZE, 6 },
	{ "a size of 128", GEN9_EU_ADD, GEN9_EU_EXEC_SIZE, 7 },
	{ "a reserved file", GEN9_EU_ADD, GEN9_EU_DST_FILE, 2 },
	{ "an immediate as destination", GEN9_EU_ADD, GEN9_EU_DST_FILE, 3 },
	{ "no type of a destination", GEN9_EU_ADD, GEN9_EU_DST_TYPE, 11 },
	{ "a reserved file of source 0", GEN9_EU_ADD, GEN9_EU_SRC0_FILE, 2 },
	{ "no type of source 1", GEN9_EU_ADD, GEN9_EU_SRC1_TYPE, 15 },
	{ "an immediate that is not last", GEN9_EU_ADD, GEN9_EU_SRC0_FILE, 3 },
	{ "a width of 32", GEN9_EU_ADD, GEN9_EU_FIELD(84, 82), 5 },
	{ "a vertical stride of 64", GEN9_EU_ADD, GEN9_EU_FIELD(120, 117), 7 },
	{ "VxH of a direct operand", GEN9_EU_ADD, GEN9_EU_FIELD(88, 85), 15 },
	{ "register 128", GEN9_EU_ADD, GEN9_EU_DST_NR, 128 },
	{ "three sources in align1", GEN9_EU_MAD, GEN9_EU_ACCESS_MODE, 0 },
	{ "no type of three sources", GEN9_EU_MAD, GEN9_EU_3SRC_SRC_TYPE, 5 },
	{ "no type of a destination of three", GEN9_EU_MAD, GEN9_EU_3SRC_DST_TYPE, 7 },
	{ "no math function", GEN9_EU_MATH, GEN9_EU_MATH_FUNCTION, 0 },
	{ "no math function", GEN9_EU_MATH, GEN9_EU_MATH_FUNCTION, 8 },
	{ "a payload in no register", GEN9_EU_SEND, GEN9_EU_SRC0_FILE, 0 },
	{ "an indirect payload", GEN9_EU_SEND, GEN9_EU_FIELD(79, 79), 1 },
	{ "a descriptor in a register", GEN9_EU_SEND, GEN9_EU_SRC1_FILE, 1 },
	{ "an indirect destination", GEN9_EU_SENDS, GEN9_EU_DST_INDIRECT, 1 },
};

static void make(u32 op, struct eu_code_bits *code)
{
	struct eu_inst inst = {
		.op = op, .exec_size = 8, .bytes = GEN9_EU_INST_BYTES, .dst = grf,
		.src = { grf, grf, grf }, .src_count = gen9_eu_op_rows[op].sources,
		.align16 = gen9_eu_op_rows[op].form == GEN9_EU_FORM_THREE,
		.math = op == GEN9_EU_MATH ? GEN9_EU_MATH_POW : 0, .desc = 1u << 25,
	};

	eu_encode(&inst, (u8 *)code);
}

static void what_means_nothing_is_invalid(void **state)
{
	struct eu_code_bits code;
	struct eu_inst inst;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		make(faults[i].op, &code);
		if (eu_decode(&code, sizeof(code), &inst))
			fail_msg("invalid without %s", faults[i].what);
		eu_put(&code, faults[i].field, faults[i].value);
		if (eu_decode(&code, sizeof(code), &inst) != -EINVAL)
			fail_msg("valid with %s", faults[i].what);
		assert_int_equal(inst.op, faults[i].op);
		assert_int_equal(inst.bytes, GEN9_EU_INST_BYTES);
	}
}

static void an_opcode_without_a_name_is_invalid(void **state)
{
	struct eu_code_bits code;
	struct eu_inst inst;
	u32 op, known = 0;

	for (op = 0; op < GEN9_EU_OPS; op++) {
		make(op, &code);
		if (eu_op_name(op)) {
			known++;
			continue;
		}
		assert_int_equal(eu_decode(&code, sizeof(code), &inst), -EINVAL);
	}
	assert_int_equal(known, 68);
	assert_null(eu_op_name(GEN9_EU_OPS));
}

static void the_kind_of_an_opcode_suits_its_form(void **state)
{
	u32 op;

	for (op = 0; op < GEN9_EU_OPS; op++) {
		switch (gen9_eu_op_rows[op].form) {
		case GEN9_EU_FORM_NONE:
			assert_int_equal(eu_op_kind(op), GEN9_EU_KIND_NONE);
			break;
		case GEN9_EU_FORM_PLAIN:
			assert_int_equal(eu_op_kind(op), GEN9_EU_KIND_OTHER);
			break;
		case GEN9_EU_FORM_BASIC:
		case GEN9_EU_FORM_THREE:
			assert_int_equal(eu_op_kind(op), op == GEN9_EU_WAIT ?
					 GEN9_EU_KIND_OTHER : GEN9_EU_KIND_ALU);
			break;
		case GEN9_EU_FORM_SEND:
		case GEN9_EU_FORM_SENDS:
			assert_int_equal(eu_op_kind(op), GEN9_EU_KIND_SEND);
			break;
		default:
			assert_int_equal(eu_op_kind(op), GEN9_EU_KIND_FLOW);
		}
	}
	assert_int_equal(eu_op_kind(GEN9_EU_OPS), GEN9_EU_KIND_NONE);
}

/* An immediate of 64 bits takes the place of source 1, and a compacted one has 13 bits. */
static void an_immediate_of_64_bits_is_of_a_native_source_0(void **state)
{
	struct eu_inst inst = {
		.op = GEN9_EU_MOV, .exec_size = 4, .bytes = GEN9_EU_INST_BYTES, .src_count = 1,
		.dst = grf, .src = { { .file = EU_IMM, .type = EU_DF, .imm = 1ull << 62 } },
	}, decoded;
	struct eu_code_bits code;

	inst.dst.type = EU_DF;
	eu_encode(&inst, (u8 *)&code);
	assert_int_equal(eu_decode(&code, sizeof(code), &decoded), 0);
	assert_true(decoded.src[0].imm == 1ull << 62);
	make(GEN9_EU_ADD, &code);
	eu_put(&code, GEN9_EU_SRC1_FILE, GEN9_EU_FILE_IMM);
	assert_int_equal(eu_decode(&code, sizeof(code), &decoded), 0);
	eu_put(&code, GEN9_EU_SRC1_TYPE, GEN9_EU_IMM_DF);
	assert_int_equal(eu_decode(&code, sizeof(code), &decoded), -EINVAL);
}

static void a_jump_counts_from_the_next_instruction(void **state)
{
	struct eu_code_bits code = { { GEN9_EU_JMPI, 0 } };
	struct eu_inst inst;

	eu_put(&code, GEN9_EU_SRC1_FILE, GEN9_EU_FILE_IMM);
	eu_put(&code, GEN9_EU_JIP, -64);
	assert_int_equal(eu_decode(&code, sizeof(code), &inst), 0);
	assert_int_equal(inst.jip, (s32)GEN9_EU_INST_BYTES - 64);
	assert_int_equal(inst.src_count, 0);
}

static void a_text_keeps_to_its_space(void **state)
{
	char whole[EU_TEXT_BYTES], text[EU_TEXT_BYTES];
	struct eu_inst inst;
	u32 i, size, length;

	for (i = 0; i < ARRAY_SIZE(eu_decode_rows); i++) {
		eu_decode(eu_decode_rows[i].code, eu_decode_rows[i].bytes, &inst);
		length = eu_disasm(&inst, 0, whole, sizeof(whole));
		assert_int_equal(length, strlen(whole));
		for (size = 1; size <= length; size++) {
			memset(text, 0x5a, sizeof(text));
			assert_int_equal(eu_disasm(&inst, 0, text, size), size - 1);
			assert_memory_equal(text, whole, size - 1);
			assert_int_equal(text[size - 1], 0);
			assert_int_equal(text[size], 0x5a);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assembled_instructions_have_their_text),
		cmocka_unit_test(encoded_again_they_are_the_same),
		cmocka_unit_test(code_that_ends_early_is_no_instruction),
		cmocka_unit_test(what_means_nothing_is_invalid),
		cmocka_unit_test(an_opcode_without_a_name_is_invalid),
		cmocka_unit_test(the_kind_of_an_opcode_suits_its_form),
		cmocka_unit_test(an_immediate_of_64_bits_is_of_a_native_source_0),
		cmocka_unit_test(a_jump_counts_from_the_next_instruction),
		cmocka_unit_test(a_text_keeps_to_its_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
