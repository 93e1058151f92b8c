// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the reference of guest programs with layouts and commands that were written by hand. Else
 * the tests would miss an error that the reference shares with the engine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/guest/command.c"
#include "tests/guest/guest_surface.c"
#include "tests/guest/paint.c"
#include "tests/guest/random.h"

static void offsets_follow_the_tile_layouts(void **state)
{
	static const struct {
		enum tiling tiling;
		uint32_t x, y, offset;
	} cases[] = {
		{ TILING_LINEAR, 5, 3, 3 * 1024 + 5 },
		/* X: 8 rows of 512 bytes; tiles go from left to right, then down */
		{ TILING_X, 0, 1, 512 },
		{ TILING_X, 511, 7, 4095 },
		{ TILING_X, 512, 0, 4096 },
		{ TILING_X, 0, 8, 2 * 4096 },
		{ TILING_X, 513, 9, 3 * 4096 + 512 + 1 },
		/* Y: 8 columns of 16 bytes, 32 rows high */
		{ TILING_Y, 15, 0, 15 },
		{ TILING_Y, 16, 0, 512 },
		{ TILING_Y, 0, 1, 16 },
		{ TILING_Y, 127, 31, 4095 },
		{ TILING_Y, 128, 0, 4096 },
		{ TILING_Y, 0, 32, 8 * 4096 },
		{ TILING_Y, 145, 33, 9 * 4096 + 512 + 16 + 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct surface s = { .tiling = cases[i].tiling, .pitch = 1024, .height = 64 };

		assert_int_equal(surface_offset(&s, cases[i].x, cases[i].y), cases[i].offset);
	}
}

static void every_byte_of_a_surface_has_one_place(void **state)
{
	static uint8_t seen[1024 * 64];
	enum tiling t;
	uint32_t x, y;

	for (t = 0; t < TILINGS; t++) {
		struct surface s = { .tiling = t, .pitch = 1024, .height = 64 };

		memset(seen, 0, sizeof(seen));
		for (y = 0; y < s.height; y++)
			for (x = 0; x < s.pitch; x++) {
				size_t at = surface_offset(&s, x, y);

				assert_true(at < sizeof(seen));
				assert_int_equal(seen[at]++, 0);
			}
	}
}

static void a_fill_changes_its_rectangle_and_nothing_else(void **state)
{
	static uint8_t pixels[512 * 32];
	struct rect r = { 3, 5, 20, 9 };
	enum tiling t;
	uint32_t x, y, cpp;

	for (t = 0; t < TILINGS; t++)
		for (cpp = 1; cpp <= 4; cpp *= 2) {
			struct surface s = { t, 512, 32, pixels };

			memset(pixels, 0, sizeof(pixels));
			reference_fill(&s, &r, cpp, 0x44332211);
			for (y = 0; y < s.height; y++)
				for (x = 0; x < s.pitch; x++) {
					uint32_t px = x / cpp;
					int in = px >= r.x1 && px < r.x2 && y >= r.y1 && y < r.y2;

					assert_int_equal(pixels[surface_offset(&s, x, y)],
							 in ? 0x11 * (x % cpp + 1) : 0);
				}
		}
}

static void a_copy_moves_rows_between_layouts(void **state)
{
	static uint8_t a[1024 * 64], b[1024 * 64];
	struct rect r = { 10, 7, 60, 40 };
	enum tiling from, to;
	uint32_t x, y;
	struct random random;

	random_seed(&random, 7);
	random_fill(&random, a, sizeof(a));
	for (from = 0; from < TILINGS; from++)
		for (to = 0; to < TILINGS; to++) {
			struct surface src = { from, 1024, 64, a }, dst = { to, 1024, 64, b };

			memset(b, 0, sizeof(b));
			reference_copy(&dst, &r, &src, 100, 20, 4);
			for (y = r.y1; y < r.y2; y++)
				for (x = r.x1 * 4; x < r.x2 * 4; x++)
					assert_int_equal(b[surface_offset(&dst, x, y)],
							 a[surface_offset(&src, x + 360, y + 13)]);
			assert_int_equal(b[surface_offset(&dst, r.x1 * 4 - 1, r.y1)], 0);
			assert_int_equal(b[surface_offset(&dst, r.x2 * 4, r.y1)], 0);
			assert_int_equal(b[surface_offset(&dst, r.x1 * 4, r.y1 - 1)], 0);
			assert_int_equal(b[surface_offset(&dst, r.x1 * 4, r.y2)], 0);
		}
}

static void commands_are_encoded_as_the_manual_has_them(void **state)
{
	/* The dwords are encoded by hand from the command reference. */
	static const uint32_t copy[] = {
		0x54f08808, 0x03cc0100, 0x00020001, 0x00060005, 0x00010000, 0x00000001,
		0x00040003, 0x00000080, 0x00020000, 0x00000001,
	}, fast[] = {
		0x50802008, 0x01000100, 0x00020001, 0x00060005, 0x00010000, 0x00000001,
		0x00040003, 0x00000400, 0x00020000, 0x00000001,
	}, store[] = { 0x10000002, 0x00010000, 0x00000001, 0xdeadbeef, 0x05000000, 0x00000000 };
	struct blt_side x = { 0x100010000, 1024, TILING_X }, src = { 0x100020000, 512, TILING_X };
	struct rect r = { 1, 2, 5, 6 };
	uint32_t dwords[64];
	struct batch b = { dwords, 0, 64 };

	emit_src_copy_blt(&b, &x, &r, &src, 3, 4, 4);
	assert_int_equal(b.count, 10);
	assert_memory_equal(dwords, copy, sizeof(copy));

	b.count = 0;
	src.tiling = TILING_LINEAR;
	src.pitch = 1024;
	emit_fast_copy_blt(&b, &x, &r, &src, 3, 4, 2);
	assert_memory_equal(dwords, fast, sizeof(fast));

	b.count = 0;
	emit_store_dword(&b, x.address, 0xdeadbeef);
	emit_end(&b);
	assert_memory_equal(dwords, store, sizeof(store));
}

static void a_full_batch_is_noticed_and_not_overrun(void **state)
{
	uint32_t dwords[3] = { 0, 0, 0x55 };
	struct batch b = { dwords, 0, 2 };

	emit_store_dword(&b, 0, 1);
	assert_false(batch_ok(&b));
	assert_int_equal(dwords[2], 0x55);
}

static void patterns_of_two_guests_differ_and_have_the_right_bars(void **state)
{
	static uint32_t pixels[2][480 * 640];
	struct canvas a = { pixels[0], 640, 480, 640 }, b = { pixels[1], 640, 480, 640 };
	static const char * const lines[] = { "Linux 6.12", "i915 1920x1080" };
	uint32_t i;

	paint_pattern(&a, "GUEST0", lines, 2);
	paint_pattern(&b, "GUEST0", lines, 2);
	assert_true(paint_hash(&a) == paint_hash(&b));
	paint_pattern(&b, "GUEST1", lines, 2);
	assert_true(paint_hash(&a) != paint_hash(&b));
	for (i = 0; i < PAINT_BARS; i++)
		assert_int_equal(a.pixels[80 * 640 + 640 * (2 * i + 1) / 16], paint_bars[i]);
}

static void every_letter_has_its_columns(void **state)
{
	size_t i, row;

	for (i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++)
		for (row = 0; row < GLYPH_HEIGHT; row++)
			assert_int_equal(strlen(sheets[i].rows[row]),
					 strlen(sheets[i].letters) * CELL_WIDTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offsets_follow_the_tile_layouts),
		cmocka_unit_test(every_byte_of_a_surface_has_one_place),
		cmocka_unit_test(a_fill_changes_its_rectangle_and_nothing_else),
		cmocka_unit_test(a_copy_moves_rows_between_layouts),
		cmocka_unit_test(commands_are_encoded_as_the_manual_has_them),
		cmocka_unit_test(a_full_batch_is_noticed_and_not_overrun),
		cmocka_unit_test(patterns_of_two_guests_differ_and_have_the_right_bars),
		cmocka_unit_test(every_letter_has_its_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
