// SPDX-License-Identifier: GPL-2.0-only
/* Test which writes count as flips, and which vertical blanks count as missed. */
#include "mediator/progress.h"
#include "tests/unit/display/display_rig.h"

#define FIRST		0x00100000u
#define SECOND		0x00200000u
#define LINEAR		0x84000000u
#define ASYNC		(LINEAR | GEN9_PLANE_CTL_ASYNC)
#define ANIMATED	15u	/* blanks within which another flip continues an animation */

static struct facet_display_stats stats;
static bool has_work;

u64 __wrap_facet_progress_oldest(const struct facet_vgpu *vgpu);

u64 __wrap_facet_progress_oldest(const struct facet_vgpu *vgpu)
{
	return has_work ? 1 : FACET_SEQ_NONE;
}

static int begin(void **state)
{
	struct rig *rig;

	rig_setup(state);
	rig = *state;
	stats = (struct facet_display_stats){ 0 };
	has_work = false;
	facet_display_set_stats(rig_display(rig), &stats);
	rig_modeset(rig, 0);
	return 0;
}

static void blank(struct rig *rig)
{
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	facet_vgpu_timer(rig->vgpu);
}

static void blanks(struct rig *rig, u32 n)
{
	while (n--)
		blank(rig);
}

/* Flip to the other buffer. */
static void flip(struct rig *rig)
{
	static u32 at = FIRST;

	at ^= FIRST ^ SECOND;
	rig_flip(rig, 0, LINEAR, 64, 32, at);
}

/* Show two flips: from now on the guest animates. */
static void animate(struct rig *rig)
{
	flip(rig);
	blank(rig);
	flip(rig);
	blank(rig);
	stats = (struct facet_display_stats){ 0 };
}

static void expect(u64 asked, u64 shown, u64 missed)
{
	assert_int_equal(stats.flips.asked, asked);
	assert_int_equal(stats.flips.shown, shown);
	assert_int_equal(stats.flips.missed, missed);
}

static void a_flip_is_asked_when_it_is_armed_and_shown_at_the_blank(void **state)
{
	flip(*state);
	expect(1, 0, 0);
	blank(*state);
	expect(1, 1, 0);
	blanks(*state, 3);
	expect(1, 1, 0);
}

static void a_flip_that_another_replaces_is_not_shown(void **state)
{
	struct rig *rig = *state;

	blank(rig);
	rig_flip(rig, 0, LINEAR, 64, 32, FIRST);
	rig_flip(rig, 0, LINEAR, 64, 32, SECOND);
	expect(2, 0, 0);
	blank(rig);
	expect(2, 1, 0);
}

static void planes_that_are_armed_together_are_one_flip(void **state)
{
	struct rig *rig = *state;

	rig_flip(rig, 0, LINEAR, 64, 32, FIRST);
	rig_write(rig, GEN9_PLANE_SURF + GEN9_PLANE_REGS, SECOND);
	blank(rig);
	expect(1, 1, 0);
}

static void the_same_buffer_and_a_cursor_are_no_flips(void **state)
{
	struct rig *rig = *state;

	rig_flip(rig, 0, LINEAR, 64, 32, FIRST);
	blank(rig);
	rig_flip(rig, 0, LINEAR, 64, 32, FIRST);
	rig_write(rig, GEN9_CUR_BASE, SECOND);
	blank(rig);
	expect(1, 1, 0);
}

static void nothing_counts_while_the_screen_is_off(void **state)
{
	struct rig *rig = *state;

	flip(rig);
	rig_write(rig, GEN9_TRANSCONF, 0);
	flip(rig);
	has_work = true;
	blanks(rig, 3);
	expect(1, 0, 0);
}

static void an_asynchronous_flip_is_shown_at_once_and_its_blank_is_not_missed(void **state)
{
	struct rig *rig = *state;

	animate(rig);
	has_work = true;
	rig_flip(rig, 0, ASYNC, 64, 32, FIRST + SECOND);
	expect(1, 1, 0);
	blank(rig);
	expect(1, 1, 0);
	blank(rig);
	expect(1, 1, 1);
}

static void a_blank_without_a_flip_is_missed_if_the_guest_animates_and_has_work(void **state)
{
	struct rig *rig = *state;

	animate(rig);
	has_work = true;
	blanks(rig, 2);
	expect(0, 0, 2);
	flip(rig);
	blank(rig);
	expect(1, 1, 2);
}

static void a_guest_without_work_misses_nothing(void **state)
{
	animate(*state);
	blanks(*state, 2);
	expect(0, 0, 0);
}

static void a_single_flip_is_no_animation(void **state)
{
	struct rig *rig = *state;

	has_work = true;
	flip(rig);
	blanks(rig, 3);
	expect(1, 1, 0);
	blanks(rig, ANIMATED);
	flip(rig);
	blanks(rig, 3);
	expect(2, 2, 0);
}

static void a_guest_that_stops_misses_no_more_than_a_quarter_of_a_second(void **state)
{
	animate(*state);
	has_work = true;
	blanks(*state, 60);
	expect(0, 0, ANIMATED);
}

static void blanks_of_a_late_timer_count_each_and_are_bounded(void **state)
{
	struct rig *rig = *state;

	animate(rig);
	has_work = true;
	fake_clock_advance(&rig->clock, 4 * RIG_FRAME_NS);
	facet_vgpu_timer(rig->vgpu);
	expect(0, 0, 4);
	fake_clock_advance(&rig->clock, 3600 * 60 * RIG_FRAME_NS);
	facet_vgpu_timer(rig->vgpu);
	expect(0, 0, ANIMATED);
}

static void a_reset_ends_the_animation_and_keeps_the_counters(void **state)
{
	struct rig *rig = *state;

	animate(rig);
	has_work = true;
	blank(rig);
	facet_vgpu_reset(rig->vgpu);
	rig_modeset(rig, 0);
	blanks(rig, 3);
	expect(0, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_flip_is_asked_when_it_is_armed_and_shown_at_the_blank, begin,
			rig_teardown),
		cmocka_unit_test_setup_teardown(a_flip_that_another_replaces_is_not_shown, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(planes_that_are_armed_together_are_one_flip, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(the_same_buffer_and_a_cursor_are_no_flips, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(nothing_counts_while_the_screen_is_off, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(
			an_asynchronous_flip_is_shown_at_once_and_its_blank_is_not_missed, begin,
			rig_teardown),
		cmocka_unit_test_setup_teardown(
			a_blank_without_a_flip_is_missed_if_the_guest_animates_and_has_work, begin,
			rig_teardown),
		cmocka_unit_test_setup_teardown(a_guest_without_work_misses_nothing, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(a_single_flip_is_no_animation, begin,
						rig_teardown),
		cmocka_unit_test_setup_teardown(
			a_guest_that_stops_misses_no_more_than_a_quarter_of_a_second, begin,
			rig_teardown),
		cmocka_unit_test_setup_teardown(
			blanks_of_a_late_timer_count_each_and_are_bounded, begin, rig_teardown),
		cmocka_unit_test_setup_teardown(
			a_reset_ends_the_animation_and_keeps_the_counters, begin, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
