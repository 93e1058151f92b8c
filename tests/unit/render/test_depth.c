// SPDX-License-Identifier: GPL-2.0-only
/* Test depth and stencil tests, each function, operation and format against a scalar model. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/state_3d.h"
#include "pixel_memory_rig.h"
#include "render/depth.h"
#include "render/depth_block.h"
#include "tests/lib/fields.h"

#define DEPTH_VA	RIG_BASE
#define STENCIL_VA	(RIG_BASE + 64 * PAGE_SIZE)
#define SIZE		64u

/**
 * struct packets - Commands of a test.
 * @ds: 3DSTATE_WM_DEPTH_STENCIL
 * @depth: 3DSTATE_DEPTH_BUFFER
 * @stencil: 3DSTATE_STENCIL_BUFFER
 */
struct packets {
	u32 ds[4];
	u32 depth[8];
	u32 stencil[5];
};

static struct rig rig;
static struct sample_windows *windows;

static void packets_set(struct packets *p, u32 format)
{
	memset(p, 0, sizeof(*p));
	set_field(p->depth, GEN9_DEPTH_TYPE, 1);
	set_field(p->depth, GEN9_DEPTH_FORMAT, format);
	set_field(p->depth, GEN9_DEPTH_WRITE, 1);
	set_field(p->depth, GEN9_DEPTH_STENCIL_WRITE, 1);
	set_field(p->depth, GEN9_DEPTH_PITCH, 512 - 1);
	set_field(p->depth, GEN9_DEPTH_WIDTH, SIZE - 1);
	set_field(p->depth, GEN9_DEPTH_HEIGHT, SIZE - 1);
	set_field(p->depth, GEN9_DEPTH_QPITCH, SIZE / 4);
	p->depth[GEN9_DEPTH_ADDRESS] = (u32)DEPTH_VA;
	set_field(p->stencil, GEN9_STENCIL_PITCH, 256 - 1);
	set_field(p->stencil, GEN9_STENCIL_QPITCH, SIZE / 4);
	p->stencil[GEN9_STENCIL_ADDRESS] = (u32)STENCIL_VA;
}

static void state_set(struct depth_state *state, const struct packets *p, u32 samples)
{
	const char *why = NULL;

	memset(state, 0, sizeof(*state));
	state->windows = windows;
	assert_int_equal(depth_state_set(state, p->ds, p->depth, p->stencil, samples, &why), 0);
}

static bool compare(u32 function, double a, double b)
{
	switch (function) {
	case GEN9_COMPARE_NEVER:
		return false;
	case GEN9_COMPARE_LESS:
		return a < b;
	case GEN9_COMPARE_EQUAL:
		return a == b;
	case GEN9_COMPARE_LEQUAL:
		return a <= b;
	case GEN9_COMPARE_GREATER:
		return a > b;
	case GEN9_COMPARE_NOTEQUAL:
		return a != b;
	case GEN9_COMPARE_GEQUAL:
		return a >= b;
	default:
		return true;
	}
}

/* The bytes of a texel at @x, @y of the depth buffer: Y tiles, two of them side by side. */
static u8 *depth_at(u32 x, u32 y, u32 bytes)
{
	u32 byte = x * bytes;

	return rig.bytes + y / 32 * 512 * 32 + byte / 128 * 4096 + byte % 128 / 16 * 512 +
	       y % 32 * 16 + byte % 16;
}

static u32 depth_bits(u32 format, float z)
{
	u32 bits;

	if (format == GEN9_D24_UNORM_X8)
		return (u32)((double)z * 0xffffff + 0.5);
	if (format == GEN9_D16_UNORM)
		return (u32)((double)z * 0xffff + 0.5);
	memcpy(&bits, &z, sizeof(bits));
	return bits;
}

static void each_depth_function_of_each_format_agrees_with_the_model(void **state)
{
	static const u32 formats[] = { GEN9_D32_FLOAT, GEN9_D24_UNORM_X8, GEN9_D16_UNORM };
	static const float values[] = { 0, 0.25f, 0.5f, 1 };
	u32 i, f, function, p;

	for (i = 0; i < ARRAY_SIZE(formats) * 8 * 4; i++) {
		struct depth_span span = { .x = 34, .y = 36, .mask = 0xb };
		struct depth_state depth;
		struct packets packets;
		u32 bytes;

		f = formats[i / 32];
		bytes = f == GEN9_D16_UNORM ? 2 : 4;
		function = i / 4 % 8;
		packets_set(&packets, f);
		set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
		set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
		set_field(packets.ds, GEN9_WMDS_DEPTH_FUNCTION, function);
		state_set(&depth, &packets, 1);
		for (p = 0; p < 4; p++) {
			u32 bits = depth_bits(f, values[i % 4]);

			memcpy(depth_at(34 + p % 2, 36 + p / 2, bytes), &bits, bytes);
			span.z[p] = values[p];
		}
		u32 pass = depth_span_test(&depth, &span);

		for (p = 0; p < 4; p++) {
			bool tested = span.mask >> p & 1;
			bool ok = tested && compare(function, values[p], values[i % 4]);
			u32 bits = 0, expected = depth_bits(f, ok ? values[p] : values[i % 4]);

			assert_int_equal(pass >> p & 1, ok);
			memcpy(&bits, depth_at(34 + p % 2, 36 + p / 2, bytes), bytes);
			assert_int_equal(bits, expected);
		}
	}
}

static u8 operation(u32 op, u8 old, u8 reference)
{
	const int results[] = {
		old, 0, reference, old < 255 ? old + 1 : 255, old ? old - 1 : 0, old + 1, old - 1,
		~old,
	};

	return (u8)results[op];
}

/* W tiles: the eight bits of a pixel's place go to the address one by one. */
static u8 *stencil_at(u32 x, u32 y)
{
	return rig.bytes + (STENCIL_VA - RIG_BASE) + (x / 8 * 512 + y / 8 * 64 + y % 8 / 4 * 32 +
	       x % 8 / 4 * 16 + y % 4 / 2 * 8 + x % 4 / 2 * 4 + y % 2 * 2 + x % 2);
}

static void check_stencil(u32 function, u32 op, u32 outcome, bool back)
{
	static const u8 olds[] = { 0, 0x0f, 0x5a, 0xff };
	struct depth_span span = { .x = 18, .y = 20, .mask = 0xf, .back = back };
	struct depth_state depth;
	struct packets packets;
	u32 p, pass, z_ok = outcome != 1;

	packets_set(&packets, GEN9_D32_FLOAT);
	set_field(packets.stencil, GEN9_STENCIL_ENABLE, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_FUNCTION,
		  z_ok ? GEN9_COMPARE_ALWAYS : GEN9_COMPARE_NEVER);
	set_field(packets.ds, GEN9_WMDS_STENCIL_TEST, 1);
	set_field(packets.ds, GEN9_WMDS_STENCIL_WRITE, 1);
	set_field(packets.ds, GEN9_WMDS_TWO_SIDED, 1);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_FUNCTION : GEN9_WMDS_STENCIL_FUNCTION,
		  function);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_FAIL : GEN9_WMDS_STENCIL_FAIL, op);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_DEPTH_FAIL : GEN9_WMDS_STENCIL_DEPTH_FAIL, op);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_PASS : GEN9_WMDS_STENCIL_PASS, (op + 1) % 8);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_TEST_MASK : GEN9_WMDS_TEST_MASK, 0xfc);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_WRITE_MASK : GEN9_WMDS_WRITE_MASK, 0x7f);
	set_field(packets.ds, back ? GEN9_WMDS_BACK_REFERENCE : GEN9_WMDS_REFERENCE, 0x5b);
	state_set(&depth, &packets, 1);
	for (p = 0; p < 4; p++)
		*stencil_at(18 + p % 2, 20 + p / 2) = olds[p];
	pass = depth_span_test(&depth, &span);
	for (p = 0; p < 4; p++) {
		bool ok = compare(function, 0x5b & 0xfc, olds[p] & 0xfc);
		u8 value = operation(ok && z_ok ? (op + 1) % 8 : op, olds[p], 0x5b);

		assert_int_equal(pass >> p & 1, ok && z_ok);
		assert_int_equal(*stencil_at(18 + p % 2, 20 + p / 2),
				 (value & 0x7f) | (olds[p] & 0x80));
	}
}

static void each_stencil_function_and_operation_agrees_with_the_model(void **state)
{
	u32 i;

	for (i = 0; i < 8 * 8 * 4; i++)
		check_stencil(i % 8, i / 8 % 8, i / 64 % 2, i / 128);
}

static void depth_without_the_write_bit_of_the_buffer_stays(void **state)
{
	struct depth_span span = { .mask = 0xf, .z = { 1, 1, 1, 1 } };
	struct depth_state depth;
	struct packets packets;
	float old = 0.5f;

	packets_set(&packets, GEN9_D32_FLOAT);
	packets.depth[1] &= ~(1u << 28);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
	state_set(&depth, &packets, 1);
	memcpy(depth_at(0, 0, 4), &old, sizeof(old));
	assert_int_equal(depth_span_test(&depth, &span), 0xf);
	assert_memory_equal(depth_at(0, 0, 4), &old, sizeof(old));
}

static void depth_is_written_without_a_test(void **state)
{
	struct depth_span span = { .mask = 0xf, .z = { 0.75f, 0.75f, 0.75f, 0.75f } };
	const float z = 0.75f;
	struct depth_state depth;
	struct packets packets;

	packets_set(&packets, GEN9_D32_FLOAT);
	set_field(packets.ds, GEN9_WMDS_DEPTH_FUNCTION, GEN9_COMPARE_NEVER);
	set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
	state_set(&depth, &packets, 1);
	assert_true(depth_active(&depth));
	assert_int_equal(depth_span_test(&depth, &span), 0xf);
	assert_memory_equal(depth_at(0, 0, 4), &z, sizeof(z));
}

static void pixels_beyond_the_buffer_pass_and_are_not_written(void **state)
{
	struct depth_span span = { .x = SIZE, .y = 0, .mask = 0xf, .z = { 1, 1, 1, 1 } };
	static u8 before[sizeof(rig.bytes)];
	struct depth_state depth;
	struct packets packets;

	packets_set(&packets, GEN9_D32_FLOAT);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_FUNCTION, GEN9_COMPARE_NEVER);
	state_set(&depth, &packets, 1);
	memcpy(before, rig.bytes, sizeof(before));
	assert_int_equal(depth_span_test(&depth, &span), 0xf);
	span.x = 0;
	span.layer = 1;
	assert_int_equal(depth_span_test(&depth, &span), 0xf);
	assert_memory_equal(before, rig.bytes, sizeof(before));
}

static void samples_of_a_pixel_have_memory_of_their_own(void **state)
{
	struct depth_state depth;
	struct packets packets;
	u32 s;

	packets_set(&packets, GEN9_D32_FLOAT);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
	state_set(&depth, &packets, 4);
	for (s = 0; s < 4; s++) {
		float z = (float)(s + 1) / 8;
		struct depth_span span = {
			.x = 8, .y = 8, .sample = s, .mask = 0xf, .z = { z, z, z, z },
		};

		assert_int_equal(depth_span_test(&depth, &span), 0xf);
	}
	depth.function = GEN9_COMPARE_EQUAL;
	for (s = 0; s < 4; s++) {
		float z = (float)(s + 1) / 8;
		struct depth_span span = {
			.x = 8, .y = 8, .sample = s, .mask = 0xf, .z = { z, z, 2, z },
		};

		assert_int_equal(depth_span_test(&depth, &span), 0xb);
	}
}

static void clear_sets_depth_and_stencil(void **state)
{
	struct depth_span span = { .x = 2, .y = 2, .mask = 0x6, .z = { 1, 1, 1, 1 } };
	u32 bits = 0, one = 0xffffff;
	struct depth_state depth;
	struct packets packets;

	memset(rig.bytes, 0, sizeof(rig.bytes));
	packets_set(&packets, GEN9_D24_UNORM_X8);
	set_field(packets.stencil, GEN9_STENCIL_ENABLE, 1);
	state_set(&depth, &packets, 1);
	depth_span_clear(&depth, &span, true, true, 0x42);
	assert_memory_equal(depth_at(3, 2, 4), &one, sizeof(one));
	assert_memory_equal(depth_at(2, 3, 4), &one, sizeof(one));
	assert_memory_equal(depth_at(2, 2, 4), &bits, sizeof(bits));
	assert_int_equal(*stencil_at(3, 2), 0x42);
	assert_int_equal(*stencil_at(3, 3), 0);
}

static void unknown_format_is_refused(void **state)
{
	struct depth_state depth = { .windows = windows };
	const char *why = NULL;
	struct packets packets;

	packets_set(&packets, 2);
	assert_int_equal(depth_state_set(&depth, packets.ds, packets.depth, packets.stencil, 1,
					 &why), -EINVAL);
	assert_string_equal(why, "depth format");
}

static int setup(void **state)
{
	const struct sample_memory memory = rig_memory(&rig);

	windows = sample_windows_create(&memory);
	return !windows;
}

static int teardown(void **state)
{
	sample_windows_destroy(windows);
	return 0;
}

/* Test the subspans of a block one by one. Return the pixels that pass. */
static u64 spans_test(struct depth_state *state, const struct depth_block *block, u64 mask)
{
	u64 passed = 0;
	u32 x, y, p;

	for (y = 0; y < DEPTH_BLOCK; y += 2) {
		for (x = 0; x < DEPTH_BLOCK; x += 2) {
			struct depth_span span = {
				.x = block->x + x, .y = block->y + y, .layer = block->layer,
			};

			for (p = 0; p < 4; p++) {
				u32 column = x + (p & 1), row = y + (p >> 1);
				float dx = block->place[0] + (float)column - block->origin[0];
				float dy = block->place[1] + (float)row - block->origin[1];
				float z = block->at + block->slope[0] * dx + block->slope[1] * dy;

				span.z[p] = max(min(z, block->range[1]), block->range[0]);
				span.mask |= (u32)(mask >> (DEPTH_BLOCK * row + column) & 1) << p;
			}
			span.mask = depth_span_test(state, &span);
			for (p = 0; p < 4; p++)
				if (span.mask >> p & 1)
					passed |= 1ull << (DEPTH_BLOCK * (y + (p >> 1)) + x +
							   (p & 1));
		}
	}
	return passed;
}

/* Compare a block with its subspans. A test of all functions has depth 0.45 in the buffer. */
static void block_agrees(u32 format, u32 function, bool test, u64 mask)
{
	const struct depth_block block = {
		.x = 40, .y = 24, .place = { 40.5f, 24.5f }, .origin = { 37.25f, 21.75f },
		.at = 0.1f, .slope = { 0.0625f, 0.03f }, .range = { 0.2f, 0.7f },
	};
	static struct rig before, blocks;
	u32 bits = depth_bits(format, 0.45f), x, y;
	struct depth_state tests;
	struct packets packets;
	u64 passed = mask;

	packets_set(&packets, format);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, test);
	set_field(packets.ds, GEN9_WMDS_DEPTH_WRITE, 1);
	set_field(packets.ds, GEN9_WMDS_DEPTH_FUNCTION, function);
	state_set(&tests, &packets, 1);
	for (y = 0; y < SIZE; y++)
		for (x = 0; x < SIZE; x++)
			memcpy(depth_at(x, y, 4), &bits, sizeof(bits));
	before = rig;
	assert_true(depth_block_test(&tests, &block, &passed));
	blocks = rig;
	rig = before;
	assert_true(passed == spans_test(&tests, &block, mask));
	assert_memory_equal(rig.bytes, blocks.bytes, sizeof(rig.bytes));
}

static void blocks_agree_with_their_subspans(void **state)
{
	static const u32 formats[] = { GEN9_D32_FLOAT, GEN9_D24_UNORM_X8 };
	static const u64 masks[] = { ~0ull, 0x8142241818244281ull, 0xff00ff0000ff0f01ull };
	u32 f, function, m;

	for (f = 0; f < ARRAY_SIZE(formats); f++) {
		for (function = 0; function < 8; function++) {
			for (m = 0; m < ARRAY_SIZE(masks); m++) {
				block_agrees(formats[f], function, true, masks[m]);
				block_agrees(formats[f], function, false, masks[m]);
			}
		}
	}
}

static void blocks_outside_or_with_stencil_are_not_tested(void **state)
{
	struct depth_block block = { .x = SIZE };
	struct depth_state tests;
	struct packets packets;
	u64 mask = ~0ull;

	packets_set(&packets, GEN9_D32_FLOAT);
	set_field(packets.ds, GEN9_WMDS_DEPTH_TEST, 1);
	state_set(&tests, &packets, 1);
	assert_false(depth_block_test(&tests, &block, &mask));
	block.x = 0;
	block.layer = 1;
	assert_false(depth_block_test(&tests, &block, &mask));
	block.layer = 0;
	assert_true(depth_block_test(&tests, &block, &mask));
	tests.stencil_test = true;
	assert_false(depth_block_test(&tests, &block, &mask));
}

static void cleared_block_has_its_depth_and_leaves_the_others(void **state)
{
	const struct depth_block block = { .x = 8, .y = 16 };
	struct depth_state tests;
	struct packets packets;
	u32 x, y, bits, expected = depth_bits(GEN9_D24_UNORM_X8, 0.25f);

	packets_set(&packets, GEN9_D24_UNORM_X8);
	state_set(&tests, &packets, 1);
	memset(rig.bytes, 0, sizeof(rig.bytes));
	assert_true(depth_block_clear(&tests, &block, 0.25f));
	for (y = 0; y < SIZE; y++) {
		for (x = 0; x < SIZE; x++) {
			bool inside = x / 8 == 1 && y / 8 == 2;

			memcpy(&bits, depth_at(x, y, 4), sizeof(bits));
			assert_int_equal(bits, inside ? expected : 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_agree_with_their_subspans),
		cmocka_unit_test(blocks_outside_or_with_stencil_are_not_tested),
		cmocka_unit_test(cleared_block_has_its_depth_and_leaves_the_others),
		cmocka_unit_test(each_depth_function_of_each_format_agrees_with_the_model),
		cmocka_unit_test(each_stencil_function_and_operation_agrees_with_the_model),
		cmocka_unit_test(depth_without_the_write_bit_of_the_buffer_stays),
		cmocka_unit_test(depth_is_written_without_a_test),
		cmocka_unit_test(pixels_beyond_the_buffer_pass_and_are_not_written),
		cmocka_unit_test(samples_of_a_pixel_have_memory_of_their_own),
		cmocka_unit_test(clear_sets_depth_and_stencil),
		cmocka_unit_test(unknown_format_is_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
