// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test double buffering of a composed screen (display/pair.c), on a front end that counts pictures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/display.h"
#include "display/pair.h"

#define WIDTH	64u
#define HEIGHT	48u

/* --- the front end, and the guest's screen ------------------------------------------------- */

struct facet_picture {
	u32 width;
	u32 height;
	u32 frame;	/* the guest's frame in the picture; 0: black */
	bool torn;
	bool drawing;
	u32 readers;
	u32 refs;	/* references of the pair and of open dma-bufs */
};

static struct facet_pair pair;
static struct facet_damage damage;

static struct {
	u32 frame;	/* the frame that the guest shows */
	int result;	/* result of the next drawings */
	u32 room;	/* number of pictures for which memory is left */
	u32 live;
	u32 draws;
} world;

static struct facet_picture *create(u32 width, u32 height)
{
	struct facet_picture *picture;

	if (!world.room)
		return NULL;
	picture = port_zalloc(sizeof(*picture));
	assert_non_null(picture);
	*picture = (struct facet_picture){ .width = width, .height = height, .refs = 1 };
	world.room--;
	world.live++;
	return picture;
}

static void put(struct facet_picture *picture)
{
	assert_false(picture->drawing);
	if (--picture->refs)
		return;
	world.room++;
	world.live--;
	port_free(picture);
}

static bool draw_begin(struct facet_picture *picture)
{
	assert_false(picture->drawing);
	picture->drawing = !picture->readers;
	return picture->drawing;
}

static void draw_end(struct facet_picture *picture)
{
	assert_true(picture->drawing);
	picture->drawing = false;
}

static int draw(void *data, struct facet_picture *shown, struct facet_picture *next,
		struct facet_damage *changed)
{
	assert_ptr_equal(data, &world);
	assert_ptr_not_equal(shown, next);
	assert_true(next->drawing);
	assert_int_equal(next->readers, 0);
	assert_true(shown || (!next->frame && !next->torn));	/* a first picture is blank */
	world.draws++;
	if (shown && shown->frame == world.frame && !shown->torn && !world.result)
		return 0;
	next->frame = world.frame;
	next->torn = world.result;
	changed->bottom = next->height;
	changed->bytes = (u64)next->width * next->height;
	return world.result;
}

static const struct facet_pair_ops ops = {
	.create = create,
	.put = put,
	.draw_begin = draw_begin,
	.draw_end = draw_end,
	.draw = draw,
};

static int update_to(u32 width, u32 height)
{
	damage = (struct facet_damage){ .top = 1, .bottom = 2, .bytes = 3 };
	return facet_pair_update(&pair, &ops, &world, width, height, &damage);
}

static int update(void)
{
	return update_to(WIDTH, HEIGHT);
}

static bool no_damage(void)
{
	return !damage.top && !damage.bottom && !damage.bytes;
}

/* Let the guest show @frame, and update. Return: the pair shows @frame, and there is damage. */
static bool brings(u32 frame)
{
	world.frame = frame;
	assert_int_equal(update(), 0);
	return pair.shown->frame == frame && damage.bytes;
}

/* Begin to read the shown picture through a dma-buf, as a client does. Return: the picture. */
static struct facet_picture *read_shown(void)
{
	struct facet_picture *picture = pair.shown;

	picture->refs++;
	picture->readers++;
	return picture;
}

static void read_end(struct facet_picture *picture)
{
	picture->readers--;
	put(picture);
}

static int setup(void **state)
{
	memset(&pair, 0, sizeof(pair));
	memset(&world, 0, sizeof(world));
	world.room = 8;
	world.frame = 1;
	return 0;
}

/* Drop the pair's pictures, and expect that no picture is left. */
static int teardown(void **state)
{
	facet_pair_drop(&pair, &ops);
	return world.live;
}

/* --- turns ----------------------------------------------------------------------------------- */

static void the_first_picture_is_shown_at_once_and_all_of_it_is_damage(void **state)
{
	assert_int_equal(update(), 0);
	assert_int_equal(pair.shown->frame, 1);
	assert_int_equal(pair.shown->width, WIDTH);
	assert_int_equal(pair.shown->height, HEIGHT);
	assert_int_equal(damage.top, 0);
	assert_int_equal(damage.bottom, HEIGHT);
	assert_int_equal(damage.bytes, WIDTH * HEIGHT);
}

static void two_pictures_are_shown_by_turns_and_no_third_is_made(void **state)
{
	struct facet_picture *first, *second;
	u32 frame;

	assert_true(brings(1));
	first = pair.shown;
	assert_true(brings(2));
	second = pair.shown;
	assert_ptr_not_equal(first, second);
	for (frame = 3; frame < 9; frame++) {
		assert_true(brings(frame));
		assert_ptr_equal(pair.shown, frame % 2 ? first : second);
		assert_ptr_equal(pair.spare, frame % 2 ? second : first);
		assert_int_equal(world.live, 2);
	}
}

static void a_screen_that_stands_still_keeps_its_picture(void **state)
{
	struct facet_picture *shown;

	assert_true(brings(1));
	assert_true(brings(2));
	shown = pair.shown;
	assert_false(brings(2));
	assert_true(no_damage());
	assert_ptr_equal(pair.shown, shown);
	assert_int_equal(world.draws, 3);
}

static void a_pair_that_was_dropped_has_no_picture_and_begins_anew(void **state)
{
	assert_true(brings(1));
	assert_true(brings(2));
	facet_pair_drop(&pair, &ops);
	assert_null(pair.shown);
	assert_null(pair.spare);
	assert_int_equal(world.live, 0);
	assert_true(brings(2));
}

/* --- readers --------------------------------------------------------------------------------- */

static void who_reads_the_shown_picture_sees_nothing_of_the_next(void **state)
{
	struct facet_picture *read;

	assert_true(brings(1));
	assert_true(brings(2));
	read = read_shown();
	assert_true(brings(3));
	assert_int_equal(read->frame, 2);
	assert_ptr_equal(pair.spare, read);
	read_end(read);
}

static void while_somebody_reads_the_spare_picture_the_shown_one_stays(void **state)
{
	struct facet_picture *read, *shown;

	assert_true(brings(1));
	read = read_shown();
	assert_true(brings(2));
	shown = pair.shown;
	assert_false(brings(3));
	assert_true(no_damage());
	assert_ptr_equal(pair.shown, shown);
	assert_int_equal(read->frame, 1);
	assert_int_equal(world.draws, 2);
	read_end(read);
	assert_true(brings(3));
	assert_int_equal(world.live, 2);
}

static void who_reads_for_long_keeps_its_picture_and_the_next_is_drawn_into_another(void **state)
{
	struct facet_picture *read;
	u32 i;

	assert_true(brings(1));
	read = read_shown();
	assert_true(brings(2));
	for (i = 0; i < FACET_TURNS_PATIENCE; i++) {
		assert_ptr_equal(pair.spare, read);
		assert_false(brings(3));
	}
	assert_true(brings(3));
	assert_true(brings(4));
	assert_int_equal(read->frame, 1);
	assert_int_equal(world.live, 3);
	read_end(read);
	assert_int_equal(world.live, 2);
}

static void who_reads_now_and_then_is_always_waited_for(void **state)
{
	struct facet_picture *read;
	u32 i, frame = 1;

	assert_true(brings(frame));
	while (frame < 2 * FACET_TURNS_PATIENCE) {
		read = read_shown();
		assert_true(brings(++frame));
		for (i = 1; i < FACET_TURNS_PATIENCE; i++)
			assert_false(brings(frame + 1));
		assert_ptr_equal(pair.spare, read);
		read_end(read);
		assert_true(brings(++frame));
	}
	assert_int_equal(world.live, 2);
}

/* --- another size ---------------------------------------------------------------------------- */

static void another_size_makes_new_pictures_and_lets_both_go(void **state)
{
	static const u32 sizes[][2] = {
		{ WIDTH + 1, HEIGHT }, { WIDTH + 1, HEIGHT + 1 }, { 1, 2 },
	};
	u32 i;

	assert_true(brings(1));
	assert_true(brings(2));
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(update_to(sizes[i][0], sizes[i][1]), 0);
		assert_int_equal(pair.shown->width, sizes[i][0]);
		assert_int_equal(pair.shown->height, sizes[i][1]);
		assert_int_equal(pair.shown->frame, 2);
		assert_int_equal(damage.bytes, sizes[i][0] * sizes[i][1]);
		assert_int_equal(world.live, 1);
	}
}

static void at_another_size_who_reads_keeps_its_picture(void **state)
{
	struct facet_picture *read;

	assert_true(brings(1));
	assert_true(brings(2));
	read = read_shown();
	assert_int_equal(update_to(WIDTH, HEIGHT / 2), 0);
	assert_int_equal(pair.shown->height, HEIGHT / 2);
	assert_int_equal(read->frame, 2);
	assert_int_equal(read->height, HEIGHT);
	assert_int_equal(world.live, 2);
	read_end(read);
}

/* --- no memory ------------------------------------------------------------------------------- */

static void without_memory_for_a_first_picture_there_is_none_until_there_is_memory(void **state)
{
	world.room = 0;
	assert_int_equal(update(), -ENOMEM);
	assert_int_equal(update(), -ENOMEM);
	assert_null(pair.shown);
	assert_int_equal(world.draws, 0);
	world.room = 1;
	assert_true(brings(1));
}

static void without_memory_for_a_spare_picture_the_shown_one_stays(void **state)
{
	struct facet_picture *shown;

	world.room = 1;
	assert_true(brings(1));
	shown = pair.shown;
	assert_false(brings(2));
	assert_true(no_damage());
	assert_ptr_equal(pair.shown, shown);
	assert_int_equal(world.draws, 1);
	world.room = 1;
	assert_true(brings(2));
}

/* Readers hold both old pictures, so the pair frees no memory when it drops them. */
static void without_memory_for_another_size_no_picture_is_shown(void **state)
{
	struct facet_picture *first, *second;

	world.room = 2;
	assert_true(brings(1));
	first = read_shown();
	assert_true(brings(2));
	second = read_shown();
	assert_int_equal(update_to(WIDTH, HEIGHT + 1), -ENOMEM);
	assert_null(pair.shown);
	assert_null(pair.spare);
	read_end(first);
	read_end(second);
	assert_int_equal(update_to(WIDTH, HEIGHT + 1), 0);
	assert_int_equal(pair.shown->height, HEIGHT + 1);
}

/* --- drawings that fail ---------------------------------------------------------------------- */

static void a_torn_picture_is_not_shown_while_there_is_a_whole_one(void **state)
{
	struct facet_picture *shown;

	assert_true(brings(1));
	shown = pair.shown;
	world.result = -EAGAIN;
	assert_false(brings(2));
	assert_true(no_damage());
	assert_ptr_equal(pair.shown, shown);
	world.result = 0;
	assert_true(brings(3));
	assert_false(pair.shown->torn);
}

static void a_torn_first_picture_is_shown(void **state)
{
	world.result = -EAGAIN;
	assert_true(brings(1));
	assert_true(pair.shown->torn);
}

static void a_torn_first_picture_of_another_size_is_shown(void **state)
{
	assert_true(brings(1));
	world.result = -EAGAIN;
	assert_int_equal(update_to(WIDTH, HEIGHT + 1), 0);
	assert_true(pair.shown->torn);
	assert_int_equal(damage.bottom, HEIGHT + 1);
}

static void a_screen_whose_pictures_are_all_torn_moves_once_in_a_while(void **state)
{
	u32 i, round;

	assert_true(brings(1));
	world.result = -EAGAIN;
	for (round = 0; round < 3; round++) {
		for (i = 1; i < FACET_TURNS_PATIENCE; i++)
			assert_false(brings(10 + round));
		assert_true(brings(10 + round));
		assert_true(pair.shown->torn);
	}
}

static void a_whole_picture_in_between_ends_the_row_of_torn_ones_also_if_nothing_moved(void **state)
{
	u32 i, round;

	assert_true(brings(1));
	for (round = 0; round < 3; round++) {
		world.result = -EAGAIN;
		for (i = 1; i < FACET_TURNS_PATIENCE; i++)
			assert_false(brings(2));
		world.result = 0;
		assert_false(brings(1));
	}
	assert_false(pair.shown->torn);
}

static void a_drawing_that_fails_gives_its_errno_and_leaves_what_is_shown(void **state)
{
	static const int errnos[] = { -ENOMEM, -EINVAL };
	struct facet_picture *shown;
	u32 i;

	assert_true(brings(1));
	shown = pair.shown;
	world.frame = 2;
	for (i = 0; i < 2 * FACET_TURNS_PATIENCE; i++) {
		world.result = errnos[i % ARRAY_SIZE(errnos)];
		assert_int_equal(update(), world.result);
		assert_ptr_equal(pair.shown, shown);
		assert_int_equal(shown->frame, 1);
		assert_false(pair.spare->drawing);
	}
	world.result = 0;
	assert_true(brings(2));
	assert_int_equal(world.live, 2);
}

static void a_first_drawing_that_fails_shows_nothing_and_the_next_one_begins_anew(void **state)
{
	world.result = -EINVAL;
	assert_int_equal(update(), -EINVAL);
	assert_int_equal(update(), -EINVAL);
	assert_null(pair.shown);
	world.result = 0;
	assert_int_equal(update_to(WIDTH, HEIGHT + 1), 0);
	assert_int_equal(pair.shown->height, HEIGHT + 1);
	assert_int_equal(world.live, 1);
}

static void a_drawing_that_fails_does_not_end_the_row_of_torn_ones(void **state)
{
	u32 i;

	assert_true(brings(1));
	for (i = 1; i < FACET_TURNS_PATIENCE; i++) {
		world.result = -EAGAIN;
		assert_false(brings(2));
		world.result = -ENOMEM;
		assert_int_equal(update(), -ENOMEM);
	}
	world.result = -EAGAIN;
	assert_true(brings(2));
}

/* --- any order ------------------------------------------------------------------------------- */

#define READERS	4u

static struct {
	struct facet_picture *picture;
	u32 frame;
} readers[READERS];

static u64 random_state;

static u32 rnd(u32 n)
{
	random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(random_state >> 40) % n;
}

static void reader_step(u32 i)
{
	if (readers[i].picture) {
		read_end(readers[i].picture);
		readers[i].picture = NULL;
	} else if (pair.shown) {
		readers[i].picture = read_shown();
		readers[i].frame = pair.shown->frame;
	}
}

/* Check that each reader's picture has not changed, and that there are no other pictures. */
static void check_pictures(void)
{
	u32 i;

	for (i = 0; i < READERS; i++)
		if (readers[i].picture)
			assert_int_equal(readers[i].picture->frame, readers[i].frame);
	assert_true(world.live <= 2 + READERS);
	assert_true(!pair.shown || pair.shown != pair.spare);
}

static void update_step(void)
{
	static const int results[] = { 0, 0, 0, -EAGAIN, -EAGAIN, -EINVAL };
	u32 height = HEIGHT + !rnd(32);
	u32 draws = world.draws;
	int ret;

	world.result = results[rnd(ARRAY_SIZE(results))];
	ret = update_to(WIDTH, height);
	if (!ret)
		assert_int_equal(pair.shown->height, height);
	if (!ret && !world.result && world.draws != draws)
		assert_int_equal(pair.shown->frame, world.frame);
	if (ret && ret != world.result)
		assert_true(ret == -ENOMEM && !pair.shown);
}

static void readers_see_one_frame_and_nothing_is_lost_in_any_order_of_steps(void **state)
{
	u32 i, seed;

	for (seed = 0; seed < 50; seed++) {
		random_state = seed;
		world.room = 1 + rnd(2 + READERS);
		for (i = 0; i < 1000; i++) {
			if (!rnd(6))
				reader_step(rnd(READERS));
			world.frame += rnd(2);
			update_step();
			check_pictures();
		}
		for (i = 0; i < READERS; i++)
			if (readers[i].picture)
				reader_step(i);
		facet_pair_drop(&pair, &ops);
		assert_int_equal(world.live, 0);
	}
	assert_true(world.draws > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(the_first_picture_is_shown_at_once_and_all_of_it_is_damage),
		TEST(two_pictures_are_shown_by_turns_and_no_third_is_made),
		TEST(a_screen_that_stands_still_keeps_its_picture),
		TEST(a_pair_that_was_dropped_has_no_picture_and_begins_anew),
		TEST(who_reads_the_shown_picture_sees_nothing_of_the_next),
		TEST(while_somebody_reads_the_spare_picture_the_shown_one_stays),
		TEST(who_reads_for_long_keeps_its_picture_and_the_next_is_drawn_into_another),
		TEST(who_reads_now_and_then_is_always_waited_for),
		TEST(another_size_makes_new_pictures_and_lets_both_go),
		TEST(at_another_size_who_reads_keeps_its_picture),
		TEST(without_memory_for_a_first_picture_there_is_none_until_there_is_memory),
		TEST(without_memory_for_a_spare_picture_the_shown_one_stays),
		TEST(without_memory_for_another_size_no_picture_is_shown),
		TEST(a_torn_picture_is_not_shown_while_there_is_a_whole_one),
		TEST(a_torn_first_picture_is_shown),
		TEST(a_torn_first_picture_of_another_size_is_shown),
		TEST(a_screen_whose_pictures_are_all_torn_moves_once_in_a_while),
		TEST(a_whole_picture_in_between_ends_the_row_of_torn_ones_also_if_nothing_moved),
		TEST(a_drawing_that_fails_gives_its_errno_and_leaves_what_is_shown),
		TEST(a_first_drawing_that_fails_shows_nothing_and_the_next_one_begins_anew),
		TEST(a_drawing_that_fails_does_not_end_the_row_of_torn_ones),
		TEST(readers_see_one_frame_and_nothing_is_lost_in_any_order_of_steps),
	};

	return cmocka_run_group_tests_name("pair", tests, NULL, NULL);
}
