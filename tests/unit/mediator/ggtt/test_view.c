// SPDX-License-Identifier: GPL-2.0-only
/* Test views: ranges of the guest's GGTT whose pages the display reads in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/device.h"
#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt_view.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define BUFFER		0x00100000u
#define PAGES		8u
#define PAGE(gfn)	(((u64)(gfn) << 12) | GEN9_PTE_PRESENT)

static struct rig *rig;

static int setup(void **state)
{
	u32 i;

	rig = rig_create(&facet_types[0], NULL);
	if (!rig)
		return -1;
	for (i = 0; i <= FACET_GGTT_VIEWS; i++)
		rig_pte(rig, BUFFER + i * PAGE_SIZE, PAGE(16 + i));
	return 0;
}

static int teardown(void **state)
{
	return rig_destroy(rig) ? -1 : 0;
}

static u64 now(void)
{
	return facet_device_now_ns(facet_vgpu_device(rig->vgpu));
}

/* Tell whether a page of the buffer can be read in place. */
static bool in_place(u32 page)
{
	struct facet_pins_access access;

	if (facet_ggtt_access_begin(rig->vgpu, BUFFER + page * PAGE_SIZE, 1, &access))
		return false;
	facet_pins_access_end(rig->vgpu, &access);
	return true;
}

/* Unpin what nobody names. Return: number of pinned pages. */
static u32 pinned(void)
{
	facet_pins_reap(rig->vgpu, ~0ull);
	return rig->host.pinned;
}

static void pages_that_nobody_looks_at_are_not_pinned(void **state)
{
	assert_int_equal(pinned(), 0);
	assert_false(in_place(0));
}

static void a_used_range_is_pinned_until_it_expires(void **state)
{
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	assert_int_equal(pinned(), PAGES);
	assert_true(in_place(0) && in_place(PAGES - 1));
	assert_false(in_place(PAGES));
	assert_int_equal(facet_ggtt_views_expire(rig->vgpu, now()), now());
	assert_int_equal(pinned(), PAGES);
	assert_int_equal(facet_ggtt_views_expire(rig->vgpu, now() + 1), 0);
	assert_int_equal(pinned(), 0);
}

static void two_buffers_in_turn_both_stay_pinned(void **state)
{
	u64 calls;

	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	facet_ggtt_view_use(rig->vgpu, BUFFER + PAGES * PAGE_SIZE, PAGES);
	assert_int_equal(pinned(), 2 * PAGES);
	calls = rig->host.calls[FAKE_PIN];
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	facet_ggtt_view_use(rig->vgpu, BUFFER + PAGES * PAGE_SIZE, PAGES);
	assert_int_equal(rig->host.calls[FAKE_PIN], calls);
}

static void the_least_recently_used_range_makes_room(void **state)
{
	u32 i;

	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		facet_ggtt_view_use(rig->vgpu, BUFFER + i * PAGE_SIZE, 1);
		fake_clock_advance(&rig->clock, 1);
	}
	facet_ggtt_view_use(rig->vgpu, BUFFER, 1);
	facet_ggtt_view_use(rig->vgpu, BUFFER + FACET_GGTT_VIEWS * PAGE_SIZE, 1);
	assert_int_equal(pinned(), FACET_GGTT_VIEWS);
	assert_true(in_place(0));
	assert_false(in_place(1));
	assert_true(in_place(2) && in_place(FACET_GGTT_VIEWS));
}

static void a_changed_entry_loses_its_page_and_gets_the_new_one(void **state)
{
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	rig_pte(rig, BUFFER + PAGE_SIZE, PAGE(99));
	assert_false(in_place(1));
	assert_int_equal(pinned(), PAGES - 1);
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	assert_true(in_place(1));
	assert_int_equal(pinned(), PAGES);
}

static void a_dma_unmap_takes_pages_out_of_views(void **state)
{
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	facet_vgpu_dma_unmap(rig->vgpu, 17ull << 12, 2ull << 12);
	assert_int_equal(rig->host.pinned, PAGES - 2);
	assert_true(in_place(0));
	assert_false(in_place(1));
	assert_false(in_place(2));
	assert_true(in_place(3));
}

static void a_reset_ends_views(void **state)
{
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(pinned(), 0);
}

static void an_absent_page_and_a_range_without_end_are_left_out(void **state)
{
	rig_pte(rig, BUFFER + 3 * PAGE_SIZE, 0);
	facet_ggtt_view_use(rig->vgpu, BUFFER, PAGES);
	assert_int_equal(pinned(), PAGES - 1);
	facet_ggtt_view_use(rig->vgpu, 0, FACET_GGTT_VIEWS_PAGES + 1);
	facet_ggtt_view_use(rig->vgpu, BUFFER, 0);
	assert_int_equal(pinned(), PAGES - 1);
}

#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ON_RIG(pages_that_nobody_looks_at_are_not_pinned),
		ON_RIG(a_used_range_is_pinned_until_it_expires),
		ON_RIG(two_buffers_in_turn_both_stay_pinned),
		ON_RIG(the_least_recently_used_range_makes_room),
		ON_RIG(a_changed_entry_loses_its_page_and_gets_the_new_one),
		ON_RIG(a_dma_unmap_takes_pages_out_of_views),
		ON_RIG(a_reset_ends_views),
		ON_RIG(an_absent_page_and_a_range_without_end_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
