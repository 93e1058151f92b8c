// SPDX-License-Identifier: GPL-2.0-only
/* Test the ids of scan-outs (display/scanout_ids.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "display/scanout_ids.h"

#define DIGEST	42u

static struct facet_scanout_ids ids;

static int begin(void **state)
{
	memset(&ids, 0, sizeof(ids));
	return 0;
}

static struct facet_plane plane_at(u32 gva)
{
	return (struct facet_plane){
		.enabled = true, .direct = true, .width = 640, .height = 480, .stride = 2560,
		.format = FACET_FOURCC_XRGB8888, .gva = gva, .size = 300 * 4096, .pages = 300,
	};
}

static u32 get(u32 gva)
{
	struct facet_plane plane = plane_at(gva);

	return facet_scanout_ids_get(&ids, &plane, DIGEST);
}

static int find(u32 id)
{
	struct facet_scanout_id entry;

	return facet_scanout_ids_find(&ids, id, &entry);
}

static void a_buffer_keeps_its_id_while_others_are_shown(void **state)
{
	u32 a = get(0x1000), b = get(0x2000);

	assert_int_not_equal(a, 0);
	assert_int_not_equal(b, 0);
	assert_int_not_equal(a, b);
	assert_int_equal(get(0x1000), a);
	assert_int_equal(get(0x2000), b);
}

static void another_description_is_another_buffer(void **state)
{
	struct facet_plane plane = plane_at(0), others[10];
	u32 first = facet_scanout_ids_get(&ids, &plane, DIGEST), i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		others[i] = plane;
	others[0].gva = 4096;
	others[1].size += 4096;
	others[2].width++;
	others[3].height++;
	others[4].stride += 64;
	others[5].format = FACET_FOURCC_ARGB8888;
	others[6].modifier = FACET_MOD_X_TILED;
	others[7].offset_x = 1;
	others[8].offset_y = 1;
	others[9].direct = false;
	for (i = 0; i < ARRAY_SIZE(others); i++)
		assert_int_equal(facet_scanout_ids_get(&ids, &others[i], DIGEST), first + i + 1);
	assert_int_equal(facet_scanout_ids_get(&ids, &plane, DIGEST), first);
}

/* A moved cursor is the same buffer. An id that the description already has does not count. */
static void place_and_id_of_a_description_do_not_count(void **state)
{
	struct facet_plane plane = plane_at(0);
	u32 id = facet_scanout_ids_get(&ids, &plane, DIGEST);

	plane.x = -5;
	plane.y = 7;
	plane.hot_x = 1;
	plane.id = 99;
	assert_int_equal(facet_scanout_ids_get(&ids, &plane, DIGEST), id);
}

static void other_guest_pages_are_another_buffer(void **state)
{
	struct facet_plane plane = plane_at(0);
	u32 id = facet_scanout_ids_get(&ids, &plane, DIGEST);

	assert_int_not_equal(facet_scanout_ids_get(&ids, &plane, DIGEST + 1), id);
	assert_int_equal(facet_scanout_ids_get(&ids, &plane, DIGEST), id);
}

static u64 digest_of(const u64 *gfns, u32 n)
{
	u64 digest = FACET_SCANOUT_DIGEST;
	u32 i;

	for (i = 0; i < n; i++)
		digest = facet_scanout_ids_digest(digest, gfns[i]);
	return digest;
}

static void the_digest_depends_on_each_page_and_on_their_order(void **state)
{
	static const u64 lists[][3] = {
		{ 1, 2, 3 }, { 2, 1, 3 }, { 1, 2, 4 }, { 1, 2, FACET_SCANOUT_GFN_NONE },
		{ 1ull << 32 | 1, 2, 3 }, { 0, 0, 0 },
	};
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		assert_true(digest_of(lists[i], 3) == digest_of(lists[i], 3));
		assert_true(digest_of(lists[i], 3) != digest_of(lists[i], 2));
		for (k = 0; k < i; k++)
			assert_true(digest_of(lists[i], 3) != digest_of(lists[k], 3));
	}
}

static void an_id_finds_description_and_digest(void **state)
{
	struct facet_plane plane = plane_at(0x5000);
	struct facet_scanout_id entry;
	u32 id;

	get(0x1000);
	id = facet_scanout_ids_get(&ids, &plane, 7);
	assert_int_equal(facet_scanout_ids_find(&ids, id, &entry), 0);
	assert_int_equal(entry.plane.id, id);
	assert_int_equal(entry.plane.gva, 0x5000);
	assert_int_equal(entry.plane.pages, 300);
	assert_true(entry.digest == 7);
}

static void ids_that_never_were_are_told_from_those_that_are_gone(void **state)
{
	u32 first = get(0), i;

	for (i = 1; i <= FACET_SCANOUT_IDS; i++)
		get(i * 0x1000);
	assert_int_equal(find(first), -ENOENT);
	assert_int_equal(find(first + 1), 0);
	assert_int_equal(find(first + i - 1), 0);
	assert_int_equal(find(first + i), -EINVAL);
	assert_int_equal(find(0), -EINVAL);
	assert_int_equal(find(~0u), -EINVAL);
}

static void the_buffer_that_was_not_shown_for_longest_goes_first(void **state)
{
	u32 id[FACET_SCANOUT_IDS], i;

	for (i = 0; i < FACET_SCANOUT_IDS; i++)
		id[i] = get(i * 0x1000);
	assert_int_equal(get(0), id[0]);
	get(FACET_SCANOUT_IDS * 0x1000);
	assert_int_equal(find(id[0]), 0);
	assert_int_equal(find(id[1]), -ENOENT);
	for (i = 2; i < FACET_SCANOUT_IDS; i++)
		assert_int_equal(find(id[i]), 0);
}

static void a_forgotten_buffer_gets_a_new_id(void **state)
{
	u32 before = get(0);

	facet_scanout_ids_forget(&ids);
	facet_scanout_ids_forget(&ids);
	assert_int_equal(find(before), -ENOENT);
	assert_int_not_equal(get(0), before);
}

static void ids_stay_below_those_of_the_front_end(void **state)
{
	ids.last_id = FACET_SCANOUT_ID_MAX - 1;
	assert_int_equal(get(0), FACET_SCANOUT_ID_MAX);
	assert_int_equal(get(0x1000), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
	const struct CMUnitTest tests[] = {
		TEST(a_buffer_keeps_its_id_while_others_are_shown),
		TEST(another_description_is_another_buffer),
		TEST(place_and_id_of_a_description_do_not_count),
		TEST(other_guest_pages_are_another_buffer),
		TEST(the_digest_depends_on_each_page_and_on_their_order),
		TEST(an_id_finds_description_and_digest),
		TEST(ids_that_never_were_are_told_from_those_that_are_gone),
		TEST(the_buffer_that_was_not_shown_for_longest_goes_first),
		TEST(a_forgotten_buffer_gets_a_new_id),
		TEST(ids_stay_below_those_of_the_front_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
