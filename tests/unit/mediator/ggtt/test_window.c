// SPDX-License-Identifier: GPL-2.0-only
/* Test the parts of a host window: no range is in the way of another one of another kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "tests/lib/rig.h"

#define LONGEST		64u	/* pages of the longest copy */
#define ROUNDS		400u	/* more than the window has runs of LONGEST pages */
#define CONTEXTS	(PGPU_ENGINES * FACET_CONTEXTS_MAX)
#define COPIES		(PGPU_ENGINES * FACET_WORKLOADS_MAX)
#define WINDOW_END	(0xe0000000u + FACET_GGTT_WINDOW_PAGES * (u32)PAGE_SIZE)

static struct rig *rig;

static int setup(void **state)
{
	rig = rig_create(&facet_types[0], NULL);
	return rig ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(rig) ? -1 : 0;
}

static struct facet_buffer *get(enum facet_window_part part, u32 pages)
{
	struct facet_buffer *buffer = NULL;

	assert_int_equal(facet_buffer_get(rig->vgpu, part, pages, &buffer), 0);
	return buffer;
}

static void get_all(enum facet_window_part part, u32 pages, struct facet_buffer **buffers, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		buffers[i] = get(part, pages);
}

static void put_all(struct facet_buffer **buffers, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		facet_buffer_put(rig->vgpu, buffers[i]);
}

static void a_long_copy_has_room_between_slots_that_stay(void **state)
{
	struct facet_alias_set set = { 0 };
	struct facet_buffer *copies[2];
	u32 i, to;

	for (i = 0; i < ROUNDS; i++) {
		assert_int_equal(facet_alias_get(rig->vgpu, &set, i << PAGE_SHIFT, 4, &to), 0);
		copies[0] = get(FACET_WINDOW_COPIES, 56);
		copies[1] = get(FACET_WINDOW_COPIES, 48 - i % 2 * 8);
		put_all(copies, ARRAY_SIZE(copies));
	}
	facet_buffer_put(rig->vgpu, get(FACET_WINDOW_COPIES, LONGEST));
	facet_alias_set_end(&set);
}

static void a_long_copy_has_room_between_contexts_that_stay(void **state)
{
	struct facet_buffer *contexts[CONTEXTS], *copies[2];
	u32 i;

	for (i = 0; i < CONTEXTS; i++) {
		contexts[i] = get(FACET_WINDOW_CONTEXTS, i % 2 ? 1 : 24);
		copies[0] = get(FACET_WINDOW_COPIES, 56);
		copies[1] = get(FACET_WINDOW_COPIES, 48 - i % 2 * 8);
		put_all(copies, ARRAY_SIZE(copies));
	}
	facet_buffer_put(rig->vgpu, get(FACET_WINDOW_COPIES, LONGEST));
	put_all(contexts, CONTEXTS);
}

/* Slots of one page lie in all cells. Every other slot goes. */
static void a_slot_of_two_pages_has_room_between_slots_of_one(void **state)
{
	struct facet_alias_set stay = { 0 }, go = { 0 };
	u32 i, to;

	for (i = 0; i < FACET_ALIAS_PAGES; i++) {
		assert_int_equal(facet_alias_get(rig->vgpu, i % 2 ? &stay : &go, i << PAGE_SHIFT,
						 4, &to), 0);
	}
	facet_alias_set_end(&go);
	for (i = 0; i < FACET_ALIAS_PAGES / 4; i++) {
		assert_int_equal(facet_alias_get(rig->vgpu, &stay,
						 ((2 * i + 1) << PAGE_SHIFT) - 4, 8, &to), 0);
	}
	assert_int_equal(rig->vgpu->aliases->pages, FACET_ALIAS_PAGES);
	facet_alias_set_end(&stay);
}

/* The cache is full of short buffers that no live workload and no context can use. */
static void all_caps_of_a_vgpu_have_room_at_once(void **state)
{
	struct facet_buffer *contexts[CONTEXTS], *copies[COPIES], *kept[FACET_BUFFERS_KEPT];
	struct facet_alias_set set = { 0 };
	u32 part, i, to;

	for (i = 0; i < FACET_ALIAS_PAGES; i++)
		assert_int_equal(facet_alias_get(rig->vgpu, &set, i << PAGE_SHIFT, 4, &to), 0);
	for (part = FACET_WINDOW_CONTEXTS; part <= FACET_WINDOW_COPIES; part++) {
		get_all(part, 2, kept, FACET_BUFFERS_KEPT);
		put_all(kept, FACET_BUFFERS_KEPT);
		assert_int_equal(rig->vgpu->buffers.n, FACET_BUFFERS_KEPT);
		get_all(FACET_WINDOW_CONTEXTS, FACET_CONTEXT_PAGES_MAX + FACET_CONTEXT_OTHER_PAGES,
			contexts, CONTEXTS);
		get_all(FACET_WINDOW_COPIES, LONGEST, copies, COPIES);
		facet_buffers_free(rig->vgpu);
		put_all(contexts, CONTEXTS);
		put_all(copies, COPIES);
		facet_buffers_free(rig->vgpu);
	}
	facet_alias_set_end(&set);
}

static void the_cache_keeps_few_buffers_however_short_they_are(void **state)
{
	struct facet_buffer *copies[FACET_BUFFERS_KEPT + 1];
	u32 frees, invalidates;

	get_all(FACET_WINDOW_COPIES, 1, copies, ARRAY_SIZE(copies));
	put_all(copies, FACET_BUFFERS_KEPT);
	frees = rig->fake.frees;
	invalidates = rig->fake.invalidates;
	facet_buffer_put(rig->vgpu, copies[FACET_BUFFERS_KEPT]);
	/* Half of them go by one call, and engines forget once. */
	assert_int_equal(rig->fake.frees - frees, 1);
	assert_int_equal(rig->fake.invalidates - invalidates, 1);
	assert_int_equal(rig->vgpu->buffers.n, FACET_BUFFERS_KEPT / 2);
}

static void the_cache_follows_a_guest_that_needs_other_lengths(void **state)
{
	struct facet_buffer *copies[FACET_BUFFERS_KEPT], *longer;
	u32 i, invalidates = 0;

	get_all(FACET_WINDOW_COPIES, 1, copies, ARRAY_SIZE(copies));
	put_all(copies, ARRAY_SIZE(copies));
	for (i = 0; i < 20; i++) {
		assert_int_equal(facet_buffer_get(rig->vgpu, FACET_WINDOW_COPIES, 16, &longer), 0);
		facet_buffer_put(rig->vgpu, longer);
		if (i == 0)
			invalidates = rig->fake.invalidates;
	}
	assert_int_equal(rig->fake.invalidates, invalidates);
}

static void a_part_has_room_until_all_its_cells_are_taken(void **state)
{
	static const struct {
		u32 cells;
		u32 pages;
	} parts[FACET_WINDOW_PARTS] = {
		{ FACET_WINDOW_CONTEXT_CELLS, FACET_WINDOW_CONTEXT_PAGES },
		{ FACET_WINDOW_COPY_CELLS, FACET_WINDOW_COPY_PAGES },
		{ FACET_WINDOW_SLOT_CELLS, FACET_WINDOW_SLOT_PAGES },
	};
	u32 part, i, gva, last = 0;

	for (part = 0; part < FACET_WINDOW_PARTS; part++) {
		u32 pages = parts[part].pages;

		assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, part, 0, &gva), -ENOSPC);
		assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, part, pages + 1, &gva),
				 -ENOSPC);
		for (i = 0; i < parts[part].cells; i++) {
			assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, part, pages, &gva), 0);
			assert_true(gva > last);
			last = gva + ((pages - 1) << PAGE_SHIFT);
		}
		assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, part, 1, &i), -ENOSPC);
		facet_ggtt_window_free(rig->vgpu, gva, pages);
		assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, part, 1, &i), 0);
		assert_int_equal(i, gva);
	}
	/* The last page of the last part is the window's last one. */
	assert_int_equal(last, WINDOW_END - PAGE_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_long_copy_has_room_between_slots_that_stay),
		TEST(a_long_copy_has_room_between_contexts_that_stay),
		TEST(a_slot_of_two_pages_has_room_between_slots_of_one),
		TEST(all_caps_of_a_vgpu_have_room_at_once),
		TEST(the_cache_keeps_few_buffers_however_short_they_are),
		TEST(the_cache_follows_a_guest_that_needs_other_lengths),
		TEST(a_part_has_room_until_all_its_cells_are_taken),
	};

	return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
