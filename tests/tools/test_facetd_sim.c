// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetd's policies on the mediator's own scheduler, in virtual time. Each case checks the purpose
 * of a policy. It also runs without facetd: there, the problem that the policy solves has to exist.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/tools/sim_facetd.h"

#define MS		SIM_FACETD_MS
#define SECOND		SIM_FACETD_SECOND
#define ENGINE		SIM_FACETD_ENGINE

/* Run the workload for @seconds. @text: facetd's configuration; NULL: there is no facetd. */
static void run(const char *text, u64 seconds)
{
	if (sim_facetd_run(text, seconds))
		fail_msg("%s", sim_facetd.error);
}

/* --- workloads ---------------------------------------------------------------------------- */

static const struct sim_load hog = {
	.engine = ENGINE, .job_ns = 50 * MS, .command_ns = 20000, .queue = 2
};
static const struct sim_load desktop = {
	.engine = ENGINE, .job_ns = MS, .command_ns = 20000, .queue = 1, .period_ns = 16700000,
};

static int begin(void **state)
{
	sim_facetd_begin();
	return 0;
}

static const char interactive[] =
	"[policy quick]\nkind = interactive\nslice_us = 300\n"
	"[class desktop]\nmatch = desktop\npolicies = quick\n"
	"[class hog]\nmatch = hog\n";

/* An administrator has set long slices for the hogs, for throughput. */
static void who_works_in_bursts_waits_less_beside_hogs(void **state)
{
	u64 without;

	sim_facetd_add("desktop", &desktop);
	sim_facetd_add("hog", &hog)->knobs.slice_us = 20000;
	sim_facetd_add("hog", &hog)->knobs.slice_us = 20000;
	run(NULL, 20);
	without = sim_facetd_longest_wait(0);
	run(interactive, 20);
	print_message("# longest wait %llu us, and with the policy %llu us\n", without / 1000,
		      sim_facetd_longest_wait(0) / 1000);
	assert_true(without > 10 * MS);
	assert_true(sim_facetd_longest_wait(0) < MS);
	assert_true(sim_facetd_part("desktop") > 0.059);
}

static void hogs_have_their_slices_again_when_nobody_works_in_bursts(void **state)
{
	sim_facetd_add("desktop", &desktop)->stop_ns = 6 * SECOND;
	sim_facetd_add("hog", &hog)->knobs.slice_us = 20000;
	run(interactive, 12);
	assert_int_equal(sim_facetd.ledger[1].knobs[KNOB_SLICE_US].now, 20000);
	assert_int_equal(sim_facetd.ledger[0].knobs[KNOB_PRIORITY].now, FACET_STATS_NORMAL);
}

static void a_hog_of_an_interactive_class_gains_nothing(void **state)
{
	sim_facetd_add("desktop", &hog);
	sim_facetd_add("hog", &hog);
	sim_facetd_add("hog", &hog);
	run(interactive, 20);
	assert_true(sim_facetd_part("desktop") > 0.32 && sim_facetd_part("desktop") < 0.345);
}

/* The client pauses. At the top of its band it would have half of the engine. */
static void who_pauses_a_little_has_no_more_than_its_weight_gives_it(void **state)
{
	static const struct sim_load pauses = {
		.engine = ENGINE, .job_ns = 40 * MS, .command_ns = 20000, .queue = 1,
		.think_ns = 25 * MS,
	};

	sim_facetd_add("desktop", &pauses);
	sim_facetd_add("hog", &hog)->knobs.weight = 300;
	run(interactive, 40);
	print_message("# of a quarter: %.2f per cent\n", 100 * sim_facetd_part("desktop"));
	assert_true(sim_facetd_part("desktop") < 0.28);
}

/* A switch costs 5 us here, so the scheduler chooses slices of 500 us. */
static void slices_that_the_scheduler_chooses_short_are_left_to_it(void **state)
{
	static const char text[] =
		"[policy quick]\nkind = interactive\nslice_us = 600\n"
		"[class desktop]\nmatch = desktop\npolicies = quick\n[class hog]\nmatch = hog\n";

	sim_facetd_add("desktop", &desktop);
	sim_facetd_add("hog", &hog);
	sim_facetd_add("hog", &hog);
	run(text, 10);
	assert_int_equal(sim_facetd.ledger[0].knobs[KNOB_PRIORITY].now, FACET_STATS_HIGH);
	assert_int_equal(sim_facetd.ledger[1].knobs[KNOB_SLICE_US].now, 0);
	assert_true(sim_facetd_longest_wait(0) < MS);
}

static void a_class_has_its_minimum_beside_many_others(void **state)
{
	static const char text[] =
		"[policy m]\nkind = minimum\nminimum = 40\n"
		"[class gold]\nmatch = gold\npolicies = m\n";
	u32 i;

	sim_facetd_add("gold", &hog);
	for (i = 0; i < 8; i++)
		sim_facetd_add("other", &hog);
	run(NULL, 20);
	assert_true(sim_facetd_part("gold") < 0.12);
	run(text, 20);
	print_message("# 40 per cent are %.2f\n", 100 * sim_facetd_part("gold"));
	assert_true(sim_facetd_part("gold") > 0.395 && sim_facetd_part("gold") < 0.42);
}

/* The highest weight is 1000: facetd has to lower the weights of the others. */
static void minimums_hold_for_several_classes_and_64_others(void **state)
{
	static const char text[] =
		"[policy half]\nkind = minimum\nminimum = 50\n"
		"[policy fifth]\nkind = minimum\nminimum = 20\n"
		"[policy rest]\nkind = minimum\nminimum = 0\n"
		"[class gold]\nmatch = gold\npolicies = half\n"
		"[class silver]\nmatch = silver\npolicies = fifth\n"
		"[class rest]\nmatch = *\npolicies = rest\n";
	u32 i;

	sim_facetd_add("gold", &hog);
	sim_facetd_add("silver", &hog);
	sim_facetd_add("silver", &hog);
	for (i = 0; i < 64; i++)
		sim_facetd_add("other", &hog);
	run(text, 20);
	print_message("# 50 and 20 per cent are %.2f and %.2f\n", 100 * sim_facetd_part("gold"),
		      100 * sim_facetd_part("silver"));
	assert_true(sim_facetd_part("gold") > 0.49 && sim_facetd_part("silver") > 0.195);
	assert_true(sim_facetd_part("other") > 0.25);
}

static void who_is_guaranteed_a_part_and_does_not_want_it_leaves_it_to_others(void **state)
{
	static const char text[] =
		"[policy m]\nkind = minimum\nminimum = 60\n"
		"[class gold]\nmatch = gold\npolicies = m\n";

	sim_facetd_add("gold", &desktop);
	sim_facetd_add("other", &hog);
	run(text, 10);
	assert_true(sim_facetd_part("gold") < 0.065);
	assert_true(sim_facetd_part("other") > 0.9);
}

static const char noisy[] =
	"[policy quiet]\nkind = noisy\nabove = 50\ncap = 30\nfor = 1 s\nrelease = 2 s\n"
	"[class loud]\nmatch = loud\npolicies = quiet\n";

static void a_noisy_neighbour_is_capped_while_others_want_the_engine(void **state)
{
	sim_facetd_add("loud", &hog)->knobs.weight = 1000;
	sim_facetd_add("other", &hog);
	run(NULL, 14);
	assert_true(sim_facetd_part("loud") > 0.85);
	run(noisy, 14);
	print_message("# noisy: %.2f per cent with a cap of 30\n", 100 * sim_facetd_part("loud"));
	assert_true(sim_facetd_part("loud") < 0.305 && sim_facetd_part("loud") > 0.28);
	assert_true(sim_facetd_part("other") > 0.68);
}

static void the_cap_goes_when_nobody_else_is_there(void **state)
{
	sim_facetd_add("loud", &hog)->knobs.weight = 1000;
	sim_facetd_add("other", &hog)->stop_ns = 5 * SECOND;
	run(noisy, 10);
	assert_int_equal(sim_facetd.ledger[0].knobs[KNOB_CAP].now, 0);
	assert_false(sim_facetd.memory[0][0].capped);
}

static void who_is_busy_alone_is_not_noisy(void **state)
{
	sim_facetd_add("loud", &hog);
	run(noisy, 10);
	assert_true(sim_facetd_part("loud") > 0.99);
}

static const char by_frames[] =
	"[policy smooth]\nkind = frames\n"
	"[class screen]\nmatch = screen\npolicies = smooth\n[class batch]\nmatch = batch\n";
static const struct sim_load screen = {
	.engine = ENGINE, .job_ns = 3 * MS, .command_ns = 20000, .queue = 1, .frame_ns = 16666667,
	.jitter = 20,
};

/* One screen beside three batch guests, with long slices for throughput. */
static void add_screen_and_batch(const struct sim_load *load)
{
	u32 i;

	sim_facetd_add("screen", load);
	for (i = 0; i < 3; i++)
		sim_facetd_add("batch", &hog)->knobs.slice_us = 20000;
}

static void a_screen_misses_few_blanks_and_batch_guests_keep_what_their_weights_give(void **state)
{
	double without;

	add_screen_and_batch(&screen);
	run(NULL, 124);
	without = sim_facetd_missed(0);
	run(by_frames, 124);
	print_message("# missed %.2f per cent, with the policy %.2f; batch %.2f of 75 per cent\n",
		      100 * without, 100 * sim_facetd_missed(0), 100 * sim_facetd_part("batch"));
	assert_true(without > 0.1);
	assert_true(sim_facetd_missed(0) <= 0.01);
	assert_true(sim_facetd_part("batch") >= 0.75 * 0.95);
	assert_true(sim_facetd_part("screen") > 0.17);
}

/* The frames need 42 per cent of the engine: more than a quarter. */
static void a_screen_that_wants_more_than_its_weight_gives_gains_nothing(void **state)
{
	struct sim_load large = screen;

	large.job_ns = 7 * MS;
	add_screen_and_batch(&large);
	run(by_frames, 60);
	print_message("# screen %.2f of 25 per cent, batch %.2f of 75\n",
		      100 * sim_facetd_part("screen"), 100 * sim_facetd_part("batch"));
	assert_true(sim_facetd_part("screen") < 0.28);
	assert_true(sim_facetd_part("batch") >= 0.75 * 0.95);
}

static void batch_guests_have_their_slices_again_when_a_screen_rests(void **state)
{
	add_screen_and_batch(&screen);
	sim_facetd.clients[0].stop_ns = 6 * SECOND;
	run(by_frames, 20);
	assert_int_equal(sim_facetd.ledger[1].knobs[KNOB_SLICE_US].now, 20000);
	assert_int_equal(sim_facetd.ledger[0].knobs[KNOB_PRIORITY].now, FACET_STATS_NORMAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(who_works_in_bursts_waits_less_beside_hogs, begin),
		cmocka_unit_test_setup(
			hogs_have_their_slices_again_when_nobody_works_in_bursts, begin),
		cmocka_unit_test_setup(a_hog_of_an_interactive_class_gains_nothing, begin),
		cmocka_unit_test_setup(
			who_pauses_a_little_has_no_more_than_its_weight_gives_it, begin),
		cmocka_unit_test_setup(
			slices_that_the_scheduler_chooses_short_are_left_to_it, begin),
		cmocka_unit_test_setup(a_class_has_its_minimum_beside_many_others, begin),
		cmocka_unit_test_setup(minimums_hold_for_several_classes_and_64_others, begin),
		cmocka_unit_test_setup(
			who_is_guaranteed_a_part_and_does_not_want_it_leaves_it_to_others, begin),
		cmocka_unit_test_setup(
			a_noisy_neighbour_is_capped_while_others_want_the_engine, begin),
		cmocka_unit_test_setup(the_cap_goes_when_nobody_else_is_there, begin),
		cmocka_unit_test_setup(who_is_busy_alone_is_not_noisy, begin),
		cmocka_unit_test_setup(
			a_screen_misses_few_blanks_and_batch_guests_keep_what_their_weights_give,
			begin),
		cmocka_unit_test_setup(
			a_screen_that_wants_more_than_its_weight_gives_gains_nothing, begin),
		cmocka_unit_test_setup(batch_guests_have_their_slices_again_when_a_screen_rests,
				       begin),
	};
	int ret = cmocka_run_group_tests(tests, NULL, NULL);

	sim_result_free(&sim_facetd.result);
	return ret;
}
