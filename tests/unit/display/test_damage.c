// SPDX-License-Identifier: GPL-2.0-only
/* Test the comparison of a new picture with the shown one (display/damage.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/damage.h"
#include "display/display.h"

#define WIDTH	5u
#define STRIDE	8u	/* the end of each row is no part of the picture */
#define HEIGHT	6u
#define GAP	0xa5
#define OLD	0x5a

static u8 shown[HEIGHT][STRIDE], next[HEIGHT][STRIDE], drawn[HEIGHT][WIDTH];
static struct facet_damage damage;

static int begin(void **state)
{
	u32 y, x;

	memset(shown, GAP, sizeof(shown));
	memset(next, OLD, sizeof(next));
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			shown[y][x] = drawn[y][x] = 1 + y * WIDTH + x;
	return 0;
}

/* Draw the first @rows rows. @with: the shown picture, or NULL. */
static void draw(const void *with, u32 rows)
{
	const struct facet_redraw redraw = {
		.shown = with, .next = next, .stride = STRIDE, .bytes = WIDTH, .damage = &damage,
	};
	u32 y;

	facet_damage_begin(&redraw);
	for (y = 0; y < rows; y++)
		facet_damage_row(&redraw, y, drawn[y]);
}

static void expect_damage(u32 top, u32 bottom, u64 rows)
{
	assert_int_equal(damage.top, top);
	assert_int_equal(damage.bottom, bottom);
	assert_true(damage.bytes == rows * WIDTH);
}

/* Expect that @next has all drawn rows, and nothing behind the end of a row. */
static void expect_whole(void)
{
	u32 y, x;

	for (y = 0; y < HEIGHT; y++) {
		assert_memory_equal(next[y], drawn[y], WIDTH);
		for (x = WIDTH; x < STRIDE; x++)
			assert_int_equal(next[y][x], OLD);
	}
}

static void an_equal_picture_writes_nothing(void **state)
{
	u32 i;

	draw(shown, HEIGHT);
	expect_damage(0, 0, 0);
	for (i = 0; i < sizeof(next); i++)
		assert_int_equal(next[i / STRIDE][i % STRIDE], OLD);
}

static void without_a_shown_picture_all_rows_differ(void **state)
{
	draw(NULL, HEIGHT);
	expect_damage(0, HEIGHT, HEIGHT);
	expect_whole();
}

static void each_row_that_differs_is_found(void **state)
{
	u32 y, x;

	for (y = 0; y < HEIGHT; y++) {
		for (x = 0; x < WIDTH; x += WIDTH - 1) {
			begin(state);
			drawn[y][x] ^= 0x80;
			draw(shown, HEIGHT);
			expect_damage(y, y + 1, 1);
			expect_whole();
		}
	}
}

static void rows_between_two_that_differ_are_drawn_and_not_counted(void **state)
{
	drawn[1][0] = 0;
	drawn[4][0] = 0;
	draw(shown, HEIGHT);
	expect_damage(1, 5, 2);
	expect_whole();
}

static void what_lies_between_rows_does_not_count(void **state)
{
	u32 y;

	for (y = 0; y < HEIGHT; y++)
		shown[y][WIDTH] = y;
	draw(shown, HEIGHT);
	expect_damage(0, 0, 0);
}

static void a_picture_can_begin_again(void **state)
{
	drawn[0][0] = 0;
	draw(shown, 3);
	expect_damage(0, 1, 1);
	drawn[0][0] = shown[0][0];
	drawn[5][0] = 0;
	draw(shown, HEIGHT);
	expect_damage(5, 6, 1);
	expect_whole();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
	const struct CMUnitTest tests[] = {
		TEST(an_equal_picture_writes_nothing),
		TEST(without_a_shown_picture_all_rows_differ),
		TEST(each_row_that_differs_is_found),
		TEST(rows_between_two_that_differ_are_drawn_and_not_counted),
		TEST(what_lies_between_rows_does_not_count),
		TEST(a_picture_can_begin_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
