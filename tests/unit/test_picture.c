// SPDX-License-Identifier: GPL-2.0-only
/* Pictures as the demo's viewer takes them: by what lies in memory, and by the guest's own sum over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/demo/picture.c"
#include "tests/guest/paint.c"

static void colours_are_found_where_the_format_has_them(void **state)
{
	static const struct {
		uint32_t fourcc;
		uint8_t memory[4];
	} cases[] = {
		{ FOURCC('X', 'R', '2', '4'), { 0x33, 0x22, 0x11, 0xee } },
		{ FOURCC('A', 'R', '2', '4'), { 0x33, 0x22, 0x11, 0xee } },
		{ FOURCC('X', 'B', '2', '4'), { 0x11, 0x22, 0x33, 0xee } },
		{ FOURCC('A', 'B', '2', '4'), { 0x11, 0x22, 0x33, 0xee } },
	};
	static const uint8_t rgb[] = { 0x11, 0x22, 0x33 };
	struct picture p = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pixel_layout *layout = layout_of_fourcc(cases[i].fourcc);

		assert_non_null(layout);
		assert_int_equal(picture_take(&p, cases[i].memory, 1, 1, 4, layout), 0);
		assert_memory_equal(p.rgb, rgb, sizeof(rgb));
	}
	assert_null(layout_of_fourcc(FOURCC('N', 'V', '1', '2')));
	free(p.rgb);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
	const struct pixel_layout *layout = layout_of_pixman(0x20020888);
	struct picture p = { 0 };
	uint32_t pixels[4] = { 0 };

	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 0, 1, 16, layout), -1);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 2, 1, 4, layout), -1);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 1u << 30, 1, ~0u, layout), -1);
	assert_null(p.rgb);
}

static void a_patch_stays_inside(void **state)
{
	const struct pixel_layout *layout = layout_of_pixman(0x20020888);
	static const uint8_t black[3], white[3] = { 255, 255, 255 };
	uint32_t pixels[64];
	struct picture p = { 0 };

	memset(pixels, 0, sizeof(pixels));
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 4, 4, 16, layout), 0);
	memset(pixels, 0xff, sizeof(pixels));
	picture_patch(&p, (uint8_t *)pixels, 3, 3, 8, 8, 32, layout);
	picture_patch(&p, (uint8_t *)pixels, 4, 0, 1, 1, 32, layout);
	picture_patch(&p, (uint8_t *)pixels, 0, ~0u, 1, 1, 32, layout);
	assert_memory_equal(p.rgb + (3 * 4 + 3) * 3, white, 3);
	assert_memory_equal(p.rgb + (3 * 4 + 2) * 3, black, 3);
	assert_memory_equal(p.rgb + (2 * 4 + 3) * 3, black, 3);
	free(p.rgb);
}

static void guest_and_viewer_agree_on_the_sum(void **state)
{
	static uint32_t pixels[360 * 672];
	struct canvas canvas = { pixels, 640, 360, 672 };
	struct picture p = { 0 };

	paint_pattern(&canvas, "GUEST0", NULL, 0);
	assert_int_equal(picture_take(&p, (uint8_t *)pixels, 640, 360, 672 * 4,
				      layout_of_fourcc(FOURCC('X', 'R', '2', '4'))), 0);
	assert_true(picture_hash(&p) == paint_hash(&canvas));
	p.rgb[1000] ^= 1;
	assert_true(picture_hash(&p) != paint_hash(&canvas));
	free(p.rgb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_are_found_where_the_format_has_them),
		cmocka_unit_test(sizes_that_cannot_be_are_refused),
		cmocka_unit_test(a_patch_stays_inside),
		cmocka_unit_test(guest_and_viewer_agree_on_the_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
