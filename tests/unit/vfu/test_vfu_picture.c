// SPDX-License-Identifier: GPL-2.0-only
/* Test the vfio-user server's picture files and deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>
#include <png.h>

#include "vfu/vfu_picture.h"
#include "vfu/vfu_timer.h"

#define PATH_MAX_LEN	64

static const u32 pixels[2] = { 0xff112233, 0x00445566 };

static size_t write_and_read(const char *suffix, u8 *out, size_t room)
{
	char path[PATH_MAX_LEN];
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "/tmp/facet-picture-%d%s", getpid(), suffix);
	assert_int_equal(vfu_picture_write(path, pixels, 2, 1), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	n = fread(out, 1, room, file);
	fclose(file);
	unlink(path);
	return n;
}

static void a_ppm_has_red_first(void **state)
{
	static const u8 expected[] = "P6\n2 1\n255\n\x11\x22\x33\x44\x55\x66";
	u8 out[128];

	assert_int_equal(write_and_read(".ppm", out, sizeof(out)), sizeof(expected) - 1);
	assert_memory_equal(out, expected, sizeof(expected) - 1);
}

static void a_png_has_the_same_pixels(void **state)
{
	static const u8 expected[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	u8 out[1024], rgb[sizeof(expected)];
	size_t n = write_and_read(".png", out, sizeof(out));

	assert_true(png_image_begin_read_from_memory(&image, out, n));
	image.format = PNG_FORMAT_RGB;
	assert_int_equal(image.width, 2);
	assert_int_equal(image.height, 1);
	assert_true(png_image_finish_read(&image, NULL, rgb, 0, NULL));
	assert_memory_equal(rgb, expected, sizeof(expected));
}

static void a_picture_that_cannot_be_written_is_an_error(void **state)
{
	assert_int_equal(vfu_picture_write("/nowhere/at/all.png", pixels, 2, 1), -ENOENT);
}

/* Tests of deadlines */

static void count(void *owner)
{
	__atomic_fetch_add((u32 *)owner, 1, __ATOMIC_SEQ_CST);
}

static bool becomes(u32 *value, u32 wanted)
{
	u32 tries;

	for (tries = 0; tries < 2000; tries++) {
		if (__atomic_load_n(value, __ATOMIC_SEQ_CST) == wanted)
			return true;
		usleep(1000);
	}
	return false;
}

static void a_deadline_fires_once_also_when_armed_before_the_start(void **state)
{
	struct vfu_timer timer;
	u32 fired = 0;

	vfu_timer_init(&timer);
	vfu_timer_arm(&timer, vfu_timer_now_ns());
	assert_int_equal(vfu_timer_start(&timer, count, &fired), 0);
	assert_true(becomes(&fired, 1));
	vfu_timer_arm(&timer, vfu_timer_now_ns() + 1000000);
	assert_true(becomes(&fired, 2));
	usleep(5000);
	vfu_timer_stop(&timer);
	assert_int_equal(fired, 2);
}

static void a_deadline_may_be_put_off_or_dropped(void **state)
{
	struct vfu_timer timer;
	u32 fired = 0;

	vfu_timer_init(&timer);
	assert_int_equal(vfu_timer_start(&timer, count, &fired), 0);
	vfu_timer_arm(&timer, vfu_timer_now_ns() + 20000000);
	vfu_timer_arm(&timer, ~0ull);
	usleep(40000);
	vfu_timer_arm(&timer, vfu_timer_now_ns() + 3600000000000ull);
	vfu_timer_stop(&timer);
	assert_int_equal(fired, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ppm_has_red_first),
		cmocka_unit_test(a_png_has_the_same_pixels),
		cmocka_unit_test(a_picture_that_cannot_be_written_is_an_error),
		cmocka_unit_test(a_deadline_fires_once_also_when_armed_before_the_start),
		cmocka_unit_test(a_deadline_may_be_put_off_or_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
