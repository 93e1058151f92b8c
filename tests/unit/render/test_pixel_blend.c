// SPDX-License-Identifier: GPL-2.0-only
/* Test blending and writes of pixels against a scalar model. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/format_defs.h"
#include "render/pixel_blend.h"
#include "sample/texel.h"

static const u8 factors[] = {
	GEN9_FACTOR_ONE, GEN9_FACTOR_SRC_COLOR, GEN9_FACTOR_SRC_ALPHA, GEN9_FACTOR_DST_ALPHA,
	GEN9_FACTOR_DST_COLOR, GEN9_FACTOR_SRC_ALPHA_SATURATE, GEN9_FACTOR_CONST_COLOR,
	GEN9_FACTOR_CONST_ALPHA, GEN9_FACTOR_SRC1_COLOR, GEN9_FACTOR_SRC1_ALPHA, GEN9_FACTOR_ZERO,
	GEN9_FACTOR_INV | GEN9_FACTOR_SRC_COLOR, GEN9_FACTOR_INV | GEN9_FACTOR_SRC_ALPHA,
	GEN9_FACTOR_INV | GEN9_FACTOR_DST_ALPHA, GEN9_FACTOR_INV | GEN9_FACTOR_DST_COLOR,
	GEN9_FACTOR_INV | GEN9_FACTOR_CONST_COLOR, GEN9_FACTOR_INV | GEN9_FACTOR_CONST_ALPHA,
	GEN9_FACTOR_INV | GEN9_FACTOR_SRC1_COLOR, GEN9_FACTOR_INV | GEN9_FACTOR_SRC1_ALPHA,
};

static const double source[4] = { 0.9, 0.2, 0.5, 0.6 };
static const double second[4] = { 0.3, 0.8, 0.1, 0.4 };
static const double old[4] = { 0.4, 0.6, 0.2, 0.8 };
static const double constant[4] = { 0.7, 0.1, 0.5, 0.25 };

static double factor(u32 value, u32 c)
{
	double low = source[3] < 1 - old[3] ? source[3] : 1 - old[3];

	switch (value) {
	case GEN9_FACTOR_ONE:
		return 1;
	case GEN9_FACTOR_ZERO:
		return 0;
	case GEN9_FACTOR_SRC_COLOR:
		return source[c];
	case GEN9_FACTOR_SRC_ALPHA:
		return source[3];
	case GEN9_FACTOR_DST_ALPHA:
		return old[3];
	case GEN9_FACTOR_DST_COLOR:
		return old[c];
	case GEN9_FACTOR_SRC_ALPHA_SATURATE:
		return c == 3 ? 1 : low;
	case GEN9_FACTOR_CONST_COLOR:
		return constant[c];
	case GEN9_FACTOR_CONST_ALPHA:
		return constant[3];
	case GEN9_FACTOR_SRC1_COLOR:
		return second[c];
	case GEN9_FACTOR_SRC1_ALPHA:
		return second[3];
	default:
		return 1 - factor(value & 0xf, c);
	}
}

static double model(u32 function, u32 from, u32 to, u32 c)
{
	double s = source[c] * factor(from, c), d = old[c] * factor(to, c);

	switch (function) {
	case GEN9_BLEND_ADD:
		return s + d;
	case GEN9_BLEND_SUBTRACT:
		return s - d;
	case GEN9_BLEND_REVERSE_SUBTRACT:
		return d - s;
	case GEN9_BLEND_MIN:
		return source[c] < old[c] ? source[c] : old[c];
	default:
		return source[c] > old[c] ? source[c] : old[c];
	}
}

static void span_set(struct blend_span *span, u8 memory[4][BLEND_BYTES])
{
	u32 i, c;

	memset(span, 0, sizeof(*span));
	span->mask = 0xf;
	for (i = 0; i < 4; i++) {
		for (c = 0; c < 4; c++) {
			span->color[c][i] = (float)source[c];
			span->second[c][i] = (float)second[c];
		}
		span->from[i] = memory[i];
		span->to[i] = memory[i];
	}
}

static void format_set(struct blend_format *format, u32 value)
{
	assert_true(blend_format_set(format, sample_format_get(value)));
}

static void fill(const struct blend_format *format, u8 memory[4][BLEND_BYTES])
{
	union sample_texel texel;
	u32 i, c;

	for (c = 0; c < 4; c++)
		texel.f[c] = (float)old[c];
	for (i = 0; i < 4; i++)
		assert_true(sample_texel_pack(format->format, &texel, memory[i]));
}

static void check(const struct blend_format *format, u8 memory[BLEND_BYTES], u32 c, double expected,
		  double error)
{
	union sample_texel texel;
	double got;

	assert_true(sample_texel_unpack(format->format, memory, &texel));
	got = (double)texel.f[c];
	if (format->bounded)
		expected = expected < 0 ? 0 : expected > 1 ? 1 : expected;
	if (got - expected > error || expected - got > error)
		fail_msg("channel %u: %f, not %f", c, got, expected);
}

/* A factor of the constant or of the second source */
static bool is_more(u32 factor)
{
	factor &= ~(u32)GEN9_FACTOR_INV;
	return factor >= GEN9_FACTOR_CONST_COLOR && factor <= GEN9_FACTOR_SRC1_ALPHA;
}

static void check_blend(u32 value, double error, u32 function, u32 from, u32 to)
{
	struct blend_state state = { .constant = { 0.7f, 0.1f, 0.5f, 0.25f } };
	struct blend_entry entry = {
		.enable = true, .source = factors[from], .destination = factors[to],
		.function = (u8)function, .source_alpha = factors[to],
		.destination_alpha = factors[from], .alpha_function = (u8)function,
		.channels = 0xf, .clamp_range = GEN9_CLAMP_FORMAT,
		.more = is_more(factors[from]) || is_more(factors[to]),
	};
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;
	u32 c;

	format_set(&format, value);
	fill(&format, memory);
	span_set(&span, memory);
	blend_span_write(&state, &entry, &format, &span);
	for (c = 0; c < 4; c++)
		check(&format, memory[3], c, c == 3 ?
		      model(function, factors[to], factors[from], c) :
		      model(function, factors[from], factors[to], c), error);
}

static void each_factor_and_function_agrees_with_the_model(void **state)
{
	const u32 n = ARRAY_SIZE(factors);
	u32 i;

	for (i = 0; i < (GEN9_BLEND_MAX + 1) * n * n; i++) {
		u32 function = i / n / n, from = i / n % n, to = i % n;

		check_blend(GEN9_FORMAT_R8G8B8A8_UNORM, 0.6 / 255, function, from, to);
		check_blend(GEN9_FORMAT_B8G8R8A8_UNORM, 0.6 / 255, function, from, to);
		check_blend(GEN9_FORMAT_R32G32B32A32_FLOAT, 0.000001, function, from, to);
		check_blend(GEN9_FORMAT_R16G16B16A16_FLOAT, 0.001, function, from, to);
	}
}

/* Twice the source for floats. Formats of 0 to 1, or of -1 to 1, know no constant of 2. */
static void constant_is_clamped_as_the_format_is(void **state)
{
	static const struct {
		u32 format;
		double expected;
	} rows[] = {
		{ GEN9_FORMAT_R8G8B8A8_UNORM, 0.25 }, { GEN9_FORMAT_R8G8B8A8_SNORM, 0.25 },
		{ GEN9_FORMAT_R16G16B16A16_FLOAT, 0.5 },
	};
	struct blend_state blend = { .constant = { 2, 2, 2, 2 } };
	const struct blend_entry entry = {
		.enable = true, .source = GEN9_FACTOR_CONST_COLOR,
		.destination = GEN9_FACTOR_ZERO, .source_alpha = GEN9_FACTOR_CONST_ALPHA,
		.destination_alpha = GEN9_FACTOR_ZERO, .channels = 0xf,
		.clamp_range = GEN9_CLAMP_FORMAT, .more = true,
	};
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;
	u32 i, c;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		format_set(&format, rows[i].format);
		span_set(&span, memory);
		for (c = 0; c < 4; c++)
			span.color[c] = (blend_v4) { 0.25f, 0.25f, 0.25f, 0.25f };
		blend_span_write(&blend, &entry, &format, &span);
		for (c = 0; c < 4; c++)
			check(&format, memory[0], c, rows[i].expected, 0.005);
	}
}

static void write_without_blending_rounds_to_nearest_and_clamps(void **state)
{
	static const float values[] = { -1, 0, 0.001f, 0.002f, 0.5f, 0.9981f, 1, 7 };
	static const u8 expected[] = { 0, 0, 0, 1, 128, 255, 255, 255 };
	struct blend_state blend = { 0 };
	struct blend_entry entry = { .channels = 0xf };
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;
	u32 i;

	format_set(&format, GEN9_FORMAT_B8G8R8A8_UNORM);
	assert_true(format.unorm8);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		span_set(&span, memory);
		span.color[0][2] = values[i];
		blend_span_write(&blend, &entry, &format, &span);
		assert_int_equal(memory[2][2], expected[i]);
		assert_int_equal(memory[2][0], 128);
	}
}

static void write_mask_keeps_the_other_channels(void **state)
{
	struct blend_state blend = { 0 };
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;
	u32 mask, c;

	format_set(&format, GEN9_FORMAT_R8G8B8A8_UNORM);
	for (mask = 0; mask < 16; mask++) {
		struct blend_entry entry = { .channels = (u8)mask };

		fill(&format, memory);
		span_set(&span, memory);
		blend_span_write(&blend, &entry, &format, &span);
		for (c = 0; c < 4; c++)
			check(&format, memory[1], c, mask >> c & 1 ? source[c] : old[c], 0.6 / 255);
	}
}

static void pixels_outside_of_the_mask_stay(void **state)
{
	struct blend_state blend = { 0 };
	struct blend_entry entry = { .channels = 0xf };
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;

	format_set(&format, GEN9_FORMAT_R8G8B8A8_UNORM);
	fill(&format, memory);
	span_set(&span, memory);
	span.mask = 0x9;
	blend_span_write(&blend, &entry, &format, &span);
	check(&format, memory[0], 0, source[0], 0.6 / 255);
	check(&format, memory[1], 0, old[0], 0.6 / 255);
	check(&format, memory[2], 0, old[0], 0.6 / 255);
	check(&format, memory[3], 0, source[0], 0.6 / 255);
}

static void each_logic_operation_agrees_with_its_truth_table(void **state)
{
	struct blend_state blend = { 0 };
	u8 memory[4][BLEND_BYTES];
	struct blend_format format;
	struct blend_span span;
	u32 op, i, bit;

	format_set(&format, GEN9_FORMAT_R8G8B8A8_UNORM);
	for (op = 0; op < 16; op++) {
		struct blend_entry entry = { .channels = 0xf, .logic = true, .logic_op = (u8)op };

		memset(memory, 0x36, sizeof(memory));
		span_set(&span, memory);
		for (i = 0; i < 4; i++)
			span.color[i] = (blend_v4)_mm_set_ss(0x5c / 255.0f);
		blend_span_write(&blend, &entry, &format, &span);
		for (bit = 0; bit < 8; bit++)
			assert_int_equal(memory[0][1] >> bit & 1,
					 GEN9_LOGIC_OP_BIT(op, 0x5c >> bit & 1, 0x36 >> bit & 1));
	}
}

static void integer_target_gets_the_bits(void **state)
{
	const u32 values[4] = { 0x80000001, 7, 0xffffffff, 0x12345678 };
	struct blend_state blend = { .alpha_to_one = true };
	struct blend_entry entry = { .channels = 0xf, .enable = true };
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;
	u32 c;

	format_set(&format, GEN9_FORMAT_R32G32B32A32_UINT);
	assert_false(blend_reads(&entry, &format));
	span_set(&span, memory);
	for (c = 0; c < 4; c++)
		span.color[c] = (blend_v4)_mm_set1_epi32((s32)values[c]);
	blend_span_write(&blend, &entry, &format, &span);
	assert_memory_equal(memory[2], values, sizeof(values));
}

static void target_without_alpha_blends_with_an_alpha_of_one(void **state)
{
	struct blend_state blend = { 0 };
	struct blend_entry entry = {
		.enable = true, .source = GEN9_FACTOR_DST_ALPHA, .destination = GEN9_FACTOR_ZERO,
		.source_alpha = GEN9_FACTOR_ONE, .destination_alpha = GEN9_FACTOR_ZERO,
		.channels = 0xf,
	};
	u8 memory[4][BLEND_BYTES] = { { 0 } };
	struct blend_format format;
	struct blend_span span;

	format_set(&format, GEN9_FORMAT_B8G8R8X8_UNORM);
	span_set(&span, memory);
	blend_span_write(&blend, &entry, &format, &span);
	check(&format, memory[0], 0, source[0], 0.6 / 255);
}

static void alpha_test_agrees_with_comparisons(void **state)
{
	const blend_v4 alpha = { 0.25f, 0.5f, 0.75f, 0.5f };
	static const u8 expected[] = { 0xf, 0x0, 0x1, 0xa, 0xb, 0x4, 0x5, 0xe };
	struct blend_state blend = { .alpha_reference = 0.5f };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		blend.alpha_function = (u8)i;
		assert_int_equal(blend_alpha_test(&blend, alpha), expected[i]);
	}
}

static void state_of_an_entry_without_independent_alpha_uses_colour_factors(void **state)
{
	u32 psb[2] = { 0 }, cc[GEN9_CC_DWORDS] = { [GEN9_CC_ALPHA_REFERENCE] = 51 };
	u32 blend[1 + 2 * GEN9_BLEND_ENTRIES] = {
		[1] = 1u << 31 | 3u << 26 | 0x13u << 21 | 1u << 13,
	};
	struct blend_state result;

	blend_state_set(&result, psb, blend, cc);
	assert_true(result.entry[0].enable);
	assert_int_equal(result.entry[0].source_alpha, GEN9_FACTOR_SRC_ALPHA);
	assert_int_equal(result.entry[0].destination_alpha,
			 GEN9_FACTOR_INV | GEN9_FACTOR_SRC_ALPHA);
	assert_int_equal(result.entry[0].channels, 0xf);
	assert_false(result.entry[0].more);
	assert_true(result.alpha_reference > 0.199f && result.alpha_reference < 0.201f);
	blend[0] |= 1u << 30;
	blend_state_set(&result, psb, blend, cc);
	assert_int_equal(result.entry[0].source_alpha, GEN9_FACTOR_ONE);
}

static void entry_tells_if_a_factor_is_of_the_constant_or_the_second_source(void **state)
{
	u32 psb[2] = { 0 }, cc[GEN9_CC_DWORDS] = { 0 }, i;
	u32 blend[1 + 2 * GEN9_BLEND_ENTRIES] = { [0] = 1u << 30 };
	struct blend_state result;

	for (i = 0; i < ARRAY_SIZE(factors); i++) {
		blend[1] = 1u << 26 | 1u << 21 | 1u << 13 | (u32)factors[i] << 8;
		blend[3] = (u32)factors[i] << 26 | 1u << 21 | 1u << 13 | 1u << 8;
		blend_state_set(&result, psb, blend, cc);
		assert_int_equal(result.entry[0].more, is_more(factors[i]));
		assert_int_equal(result.entry[1].more, is_more(factors[i]));
	}
}

static void compressed_format_is_no_render_target(void **state)
{
	struct blend_format format;

	assert_false(blend_format_set(&format, sample_format_get(GEN9_FORMAT_BC1_UNORM)));
	assert_false(blend_format_set(&format, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_factor_and_function_agrees_with_the_model),
		cmocka_unit_test(constant_is_clamped_as_the_format_is),
		cmocka_unit_test(write_without_blending_rounds_to_nearest_and_clamps),
		cmocka_unit_test(write_mask_keeps_the_other_channels),
		cmocka_unit_test(pixels_outside_of_the_mask_stay),
		cmocka_unit_test(each_logic_operation_agrees_with_its_truth_table),
		cmocka_unit_test(integer_target_gets_the_bits),
		cmocka_unit_test(target_without_alpha_blends_with_an_alpha_of_one),
		cmocka_unit_test(alpha_test_agrees_with_comparisons),
		cmocka_unit_test(state_of_an_entry_without_independent_alpha_uses_colour_factors),
		cmocka_unit_test(entry_tells_if_a_factor_is_of_the_constant_or_the_second_source),
		cmocka_unit_test(compressed_format_is_no_render_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
