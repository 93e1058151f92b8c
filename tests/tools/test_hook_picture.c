// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PNG files of the hooks, read by libpng.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <png.h>

#include "shim/hooks/picture.h"

/* Write a picture of random colours, and compare what libpng reads: the top row comes last. */
static void check(uint32_t width, uint32_t height)
{
	char path[] = "/tmp/test_hook_picture.XXXXXX";
	size_t bytes = (size_t)width * height * 4, i;
	uint8_t *pixels = malloc(bytes), *found = malloc(bytes);
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint32_t y;

	assert_non_null(pixels);
	assert_non_null(found);
	for (i = 0; i < bytes; i++)
		pixels[i] = i % 4 == 3 ? 255 : rand();
	close(mkstemp(path));
	assert_true(picture_write(path, pixels, width, height));
	assert_true(png_image_begin_read_from_file(&image, path));
	assert_int_equal(image.width, width);
	assert_int_equal(image.height, height);
	image.format = PNG_FORMAT_RGBA;
	assert_true(png_image_finish_read(&image, NULL, found, 0, NULL));
	for (y = 0; y < height; y++)
		assert_memory_equal(found + 4 * width * y, pixels + 4 * width * (height - 1 - y),
				    4 * width);
	unlink(path);
	free(pixels);
	free(found);
}

static void libpng_reads_pictures_of_any_size(void **state)
{
	check(1, 1);
	check(7, 3);
	check(4096, 2);
	check(1, 5000);
}

static void a_picture_of_several_stored_blocks_is_whole(void **state)
{
	check(300, 200);
	/* One row more or less than a block of 65535 bytes. */
	check(21844, 1);
	check(21845, 1);
}

static void a_folder_that_is_missing_is_an_error(void **state)
{
	static const uint8_t pixel[4];

	assert_false(picture_write("/no/such/folder/a.png", pixel, 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libpng_reads_pictures_of_any_size),
		cmocka_unit_test(a_picture_of_several_stored_blocks_is_whole),
		cmocka_unit_test(a_folder_that_is_missing_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
