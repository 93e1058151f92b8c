// SPDX-License-Identifier: GPL-2.0-only
/*
 * Colours of the formats of Vulkan's swapchains.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shim/hooks/vk_formats.h"

/* Values of VkFormat. */
#define RGBA_8		37
#define BGRA_8		44
#define A2R10G10B10	58
#define RGBA_FLOAT_16	97

static void check(uint32_t number, uint64_t pixel, uint8_t red, uint8_t green, uint8_t blue)
{
	const struct vk_format *format = vk_format_find(number);
	uint8_t colours[VK_FORMAT_COLOURS], bytes[sizeof(pixel)];

	assert_non_null(format);
	memcpy(bytes, &pixel, sizeof(bytes));
	vk_format_colours(format, bytes, colours);
	assert_int_equal(colours[0], red);
	assert_int_equal(colours[1], green);
	assert_int_equal(colours[2], blue);
}

static void colours_of_8_bits_stay(void **state)
{
	check(RGBA_8, 0xff332211, 0x11, 0x22, 0x33);
	check(BGRA_8, 0x00112233, 0x11, 0x22, 0x33);
}

static void colours_of_10_bits_are_rounded(void **state)
{
	check(A2R10G10B10, 1023u << 20 | 512u << 10, 255, 128, 0);
	check(A2R10G10B10, 3u << 20 | 2u << 10 | 1u, 1, 0, 0);
}

static void floats_are_rounded_and_clamped(void **state)
{
	/* 1.0, 0.5 and 0.25. */
	check(RGBA_FLOAT_16, 0x340038003c00, 255, 128, 64);
	/* 2.0, infinity and -1.0. */
	check(RGBA_FLOAT_16, 0xbc007c004000, 255, 255, 0);
	/* Not a number, the least number above 0, and the greatest one below 1. */
	check(RGBA_FLOAT_16, 0x3bff00017e00, 0, 0, 255);
}

static void another_format_is_not_found(void **state)
{
	assert_null(vk_format_find(0));
	assert_null(vk_format_find(1000054000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_of_8_bits_stay),
		cmocka_unit_test(colours_of_10_bits_are_rounded),
		cmocka_unit_test(floats_are_rounded_and_clamped),
		cmocka_unit_test(another_format_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
