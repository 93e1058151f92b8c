// SPDX-License-Identifier: GPL-2.0-only
/* The wishes of policies, case by case. test_facetd_sim.c tests their effect on the scheduler. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/facetd/policy.h"

#define VGPUS	4u

static struct config config;
static struct policy_vgpu vgpus[VGPUS];
static struct policy_memory memory[VGPUS], after[VGPUS];
static struct policy_wish wishes[VGPUS];
static struct policy_shortage shortages[CONFIG_CLASSES];
static uint64_t now_ms;
static uint32_t week_minute;

static int begin(void **state)
{
	uint32_t i;

	memset(vgpus, 0, sizeof(vgpus));
	memset(memory, 0, sizeof(memory));
	for (i = 0; i < VGPUS; i++) {
		vgpus[i].class = NO_CLASS;
		knob_give(&vgpus[i].base, KNOB_WEIGHT, 100);
		knob_give(&vgpus[i].base, KNOB_CAP, 0);
		knob_give(&vgpus[i].base, KNOB_SLICE_US, 0);
		knob_give(&vgpus[i].base, KNOB_PRIORITY, FACET_STATS_NORMAL);
	}
	now_ms = 1000000;
	week_minute = 0;
	return 0;
}

static void configure(const char *text)
{
	static struct config_errors errors;

	if (config_parse(text, strlen(text), &config, &errors))
		fail_msg("line %u: %s", errors.error[0].line, errors.error[0].text);
}

/* Run @n rounds of a quarter of a second each. */
static void rounds(uint32_t n)
{
	while (n--) {
		const struct policy_snapshot snapshot = { now_ms, 250, week_minute, vgpus, VGPUS };

		policy_decide(&config, &snapshot, memory, after, wishes, shortages);
		memcpy(memory, after, sizeof(memory));
		now_ms += 250;
	}
}

static void assert_wish(uint32_t vgpu, enum knob knob, uint32_t value)
{
	assert_true(knob_given(&wishes[vgpu].knobs, knob));
	assert_int_equal(wishes[vgpu].knobs.value[knob], value);
	assert_true(*wishes[vgpu].reason[knob]);
}

static void assert_shortage(uint32_t class, uint32_t minimum, uint32_t part, uint32_t engine)
{
	assert_int_equal(shortages[class].minimum, minimum);
	assert_int_equal(shortages[class].part, part);
	assert_int_equal(shortages[class].engine, engine);
}

static void assert_no_wish(uint32_t vgpu)
{
	assert_int_equal(wishes[vgpu].knobs.given, 0);
}

static void a_vgpu_is_of_the_first_class_that_matches_unless_it_is_excluded(void **state)
{
	static const struct {
		const char *uuid, *name, *type;
		uint32_t class;
	} cases[] = {
		{ "aa-1", "web-1", "facet-1", 0 },
		{ "AA-1", "WEB-1", "facet-1", 0 },
		{ "aa-1", "", "facet-4", 1 },
		{ "aa-1", "web-1", "facet-4", 0 },
		{ "cc-1", "", "facet-1", 2 },
		{ "aa-1", "cc-1", "facet-1", 2 },
		{ "dd-1", "x", "facet-1", 3 },
		{ "aa-1", "dd-1", "facet-1", NO_CLASS },
		{ "ee-1", "web-2", "facet-4", NO_CLASS },
		{ "aa-1", "", "facet-1", NO_CLASS },
	};
	size_t i;

	configure("[facetd]\nexclude = ee-*\n[class a]\nmatch = name:web-?\n"
		  "[class b]\nmatch = type:facet-[48]\n"
		  "[class c]\nmatch = cc-*\n[class d]\nmatch = uuid:dd-1\n");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(policy_class(&config, cases[i].uuid, cases[i].name, cases[i].type),
				 cases[i].class);
}

static void the_later_policy_of_a_class_has_a_knob(void **state)
{
	configure("[policy a]\nkind=fixed\nweight=1\ncap=5\n[policy b]\nkind=fixed\nweight=2\n"
		  "[class x]\nmatch=*\npolicies=a,b\n[class y]\nmatch=*\npolicies=b,a\n");
	vgpus[0].class = 0;
	vgpus[1].class = 1;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 2);
	assert_wish(0, KNOB_CAP, 5);
	assert_int_equal(wishes[0].policy[KNOB_WEIGHT], 1);
	assert_wish(1, KNOB_WEIGHT, 1);
	assert_no_wish(2);
}

static void a_timetable_holds_in_its_minutes_and_in_no_other(void **state)
{
	static const struct {
		uint32_t day, hour, minute, weight;
	} cases[] = {
		{ 0, 7, 59, 0 }, { 0, 8, 0, 300 }, { 4, 17, 59, 300 }, { 4, 18, 0, 0 },
		{ 5, 12, 0, 0 }, { 5, 21, 59, 0 }, { 5, 22, 0, 50 }, { 6, 0, 0, 50 },
		{ 6, 5, 59, 50 }, { 6, 6, 0, 0 }, { 6, 23, 59, 50 }, { 0, 0, 0, 50 },
		{ 0, 5, 59, 50 }, { 0, 6, 0, 0 }, { 1, 0, 0, 0 },
	};
	size_t i;

	configure("[policy t]\nkind=timetable\nperiod=mon-fri 08:00-18:00 weight=300\n"
		  "period=sat,sun 22:00-06:00 weight=50\n"
		  "[class x]\nmatch=*\npolicies=t\n");
	vgpus[0].class = 0;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		week_minute = cases[i].day * CONFIG_DAY_MINUTES + cases[i].hour * 60 +
			      cases[i].minute;
		rounds(1);
		if (cases[i].weight)
			assert_wish(0, KNOB_WEIGHT, cases[i].weight);
		else
			assert_no_wish(0);
	}
}

static const char noisy[] =
	"[policy n]\nkind=noisy\nabove=50\ncap=30\nfor=1s\nrelease=2s\n"
	"[class x]\nmatch=*\npolicies=n\n";

static void noise_has_to_last_and_its_end_has_to_last(void **state)
{
	configure(noisy);
	vgpus[0].class = 0;
	vgpus[0].load[1].busy = 0.8;
	vgpus[3].load[1].waiting = 0.5;
	/* The mean is above one half from the fourth query on. */
	rounds(7);
	assert_no_wish(0);
	rounds(1);
	assert_wish(0, KNOB_CAP, 30);
	vgpus[0].load[1] = (struct policy_load){ .busy = 0.3, .waiting = 0.7, .throttled = 0.7 };
	vgpus[3].load[1] = (struct policy_load){ .busy = 0.6 };
	rounds(40);
	assert_wish(0, KNOB_CAP, 30);
	vgpus[0].load[1].throttled = 0;
	rounds(8);
	assert_wish(0, KNOB_CAP, 30);
	rounds(1);
	assert_no_wish(0);
}

static void noise_that_pauses_begins_anew(void **state)
{
	uint32_t i;

	configure(noisy);
	vgpus[0].class = 0;
	vgpus[3].load[1].waiting = 0.5;
	for (i = 0; i < 5; i++) {
		vgpus[0].load[1].busy = 0.8;
		rounds(5);
		assert_no_wish(0);
		vgpus[0].load[1].busy = 0.1;
		rounds(5);
		assert_no_wish(0);
	}
}

static void noise_that_pauses_for_one_look_of_eight_is_noise(void **state)
{
	uint32_t i;

	configure("[policy n]\nkind=noisy\nabove=50\ncap=30\nfor=2s\n"
		  "[class x]\nmatch=*\npolicies=n\n");
	vgpus[0].class = 0;
	for (i = 0; i < 3; i++) {
		vgpus[0].load[1].busy = 0.91;
		vgpus[3].load[1].waiting = 0.5;
		rounds(7);
		vgpus[0].load[1].busy = 0.49;
		vgpus[3].load[1].waiting = 0;
		rounds(1);
	}
	assert_wish(0, KNOB_CAP, 30);
}

static void nobody_is_noisy_where_others_wait_for_their_own_cap_or_for_another_gpu(void **state)
{
	configure(noisy);
	vgpus[0].class = 0;
	vgpus[0].load[1].busy = 0.8;
	vgpus[1].load[1] = (struct policy_load){ .waiting = 0.5, .throttled = 0.5 };
	vgpus[2].load[0].waiting = 0.5;
	vgpus[3].load[1].waiting = 0.5;
	vgpus[3].gpu = 1;
	rounds(20);
	assert_no_wish(0);
}

static void a_cap_for_noise_loosens_none(void **state)
{
	configure("[policy f]\nkind=fixed\ncap=20\n"
		  "[policy n]\nkind=noisy\nabove=50\ncap=30\nfor=1s\n"
		  "[class x]\nmatch=*\npolicies=f,n\n");
	vgpus[0].class = 0;
	vgpus[0].load[1].busy = 0.8;
	vgpus[3].load[1].waiting = 0.5;
	rounds(20);
	assert_wish(0, KNOB_CAP, 20);
}

static void bursts_shorten_slices_of_whom_facetd_may_touch_on_that_gpu(void **state)
{
	configure("[policy i]\nkind=interactive\nslice_us=400\n"
		  "[class x]\nmatch=x\npolicies=i\n[class y]\nmatch=y\n");
	vgpus[0].class = 0;
	vgpus[0].load[0].busy = 0.1;
	vgpus[1].class = 1;
	vgpus[1].load[0].busy = 0.9;
	vgpus[1].slice_us = 4000;
	vgpus[2].load[0].busy = 0.9;
	vgpus[3].class = 1;
	vgpus[3].gpu = 1;
	rounds(1);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	assert_false(knob_given(&wishes[0].knobs, KNOB_SLICE_US));
	assert_wish(1, KNOB_SLICE_US, 400);
	assert_no_wish(2);
	assert_no_wish(3);
	vgpus[1].slice_us = 400;
	rounds(1);
	assert_wish(1, KNOB_SLICE_US, 400);
	vgpus[1].base.value[KNOB_SLICE_US] = 200;
	rounds(1);
	assert_no_wish(1);
	vgpus[0].load[0].busy = 0;
	rounds(7);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	rounds(1);
	assert_no_wish(0);
}

static void a_slice_that_the_scheduler_chose_short_is_left_to_it(void **state)
{
	configure("[policy i]\nkind=interactive\nslice_us=400\n"
		  "[class x]\nmatch=x\npolicies=i\n[class y]\nmatch=y\n");
	vgpus[0].class = 0;
	vgpus[0].load[0].busy = 0.1;
	vgpus[1].class = 1;
	vgpus[1].load[0].busy = 0.9;
	vgpus[1].slice_us = 140;
	rounds(4);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	assert_no_wish(1);
}

/* vGPU 0 has more than its part beside the weight of vGPU 1: it goes first for two rounds alone. */
static void assert_prompt_for_two_rounds(void)
{
	vgpus[1].base.value[KNOB_WEIGHT] = 300;
	rounds(2);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	rounds(1);
	assert_no_wish(0);
	rounds(9);
	assert_no_wish(0);
}

static void who_has_had_more_than_its_weight_gives_it_goes_first_no_more(void **state)
{
	configure("[policy i]\nkind=interactive\n[class x]\nmatch=x\npolicies=i\n");
	vgpus[0].class = 0;
	vgpus[0].load[0].busy = 0.55;
	vgpus[1].load[0].busy = 0.45;
	assert_prompt_for_two_rounds();
}

static void who_is_alone_needs_no_help(void **state)
{
	configure("[policy i]\nkind=interactive\n[class x]\nmatch=x\npolicies=i\n");
	vgpus[0].class = 0;
	vgpus[0].load[0].busy = 0.1;
	rounds(4);
	assert_no_wish(0);
}

static const char frames[] =
	"[policy f]\nkind=frames\nslice_us=400\nhold=2s\n"
	"[class x]\nmatch=x\npolicies=f\n[class y]\nmatch=y\n";

/* vGPU 0 has a screen, vGPU 1 is a batch guest with long slices. */
static void begin_frames(void)
{
	configure(frames);
	vgpus[0].class = 0;
	vgpus[0].load[0].busy = 0.2;
	vgpus[0].frames.shown = 50;
	vgpus[1].class = 1;
	vgpus[1].load[0].busy = 0.8;
	vgpus[1].slice_us = 20000;
}

static void missed_frames_raise_a_vgpu_and_shorten_slices_of_others(void **state)
{
	begin_frames();
	rounds(4);
	assert_no_wish(0);
	assert_no_wish(1);
	vgpus[0].frames.missed = 10;
	rounds(1);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	assert_wish(1, KNOB_SLICE_US, 400);
	assert_string_equal(wishes[1].reason[KNOB_SLICE_US], "others miss frames");
	vgpus[0].frames.missed = 0;
	rounds(7);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	rounds(1);
	assert_no_wish(0);
	assert_no_wish(1);
}

static void prompt_rounds(uint32_t n)
{
	vgpus[0].frames.missed = 10;
	rounds(1);
	vgpus[0].frames.missed = 0;
	rounds(n - 1);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
	rounds(1);
	assert_no_wish(0);
}

static void misses_that_come_back_soon_hold_for_longer_up_to_a_bound(void **state)
{
	begin_frames();
	prompt_rounds(8);
	prompt_rounds(16);
	prompt_rounds(32);
	prompt_rounds(64);
	prompt_rounds(64);
	rounds(70);
	prompt_rounds(8);
}

static void missed_frames_give_nobody_more_than_its_weight_does(void **state)
{
	begin_frames();
	vgpus[0].load[0].busy = 0.55;
	vgpus[0].frames.missed = 10;
	assert_prompt_for_two_rounds();
	vgpus[0].load[0].busy = 0.2;
	rounds(40);
	assert_no_wish(0);
	vgpus[0].load[0].busy = 0.15;
	rounds(8);
	assert_wish(0, KNOB_PRIORITY, FACET_STATS_HIGH);
}

static void frames_that_a_vgpu_misses_alone_are_its_own_fault(void **state)
{
	begin_frames();
	vgpus[1].load[0].busy = 0;
	vgpus[0].frames.missed = 10;
	rounds(4);
	assert_no_wish(0);
}

static const char minimum[] =
	"[policy m]\nkind=minimum\nminimum=50\n[policy z]\nkind=minimum\nminimum=0\n"
	"[class x]\nmatch=x\npolicies=m\n[class z]\nmatch=z\npolicies=z\n";

static void a_minimum_raises_weights_only_while_it_is_wanted_and_not_had(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[1].load[2].waiting = 1;
	vgpus[2].load[2].waiting = 1;
	rounds(1);
	assert_no_wish(0);
	vgpus[0].load[2].waiting = 1;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 200);
	vgpus[2].load[2].waiting = 0;
	rounds(1);
	assert_no_wish(0);
}

static void a_minimum_is_the_class_s_and_not_each_vgpu_s(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[1].class = 0;
	vgpus[0].load[2].waiting = 1;
	vgpus[1].load[2].waiting = 1;
	vgpus[2].load[2].waiting = 1;
	vgpus[3].load[2].waiting = 1;
	vgpus[3].base.value[KNOB_WEIGHT] = 700;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 400);
	assert_wish(1, KNOB_WEIGHT, 400);
}

static void above_the_highest_weight_others_are_lowered_if_they_may_be(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[1].class = 1;
	vgpus[0].load[2].waiting = 1;
	vgpus[1].load[2].waiting = 1;
	vgpus[2].load[2].waiting = 1;
	vgpus[1].base.value[KNOB_WEIGHT] = 1000;
	vgpus[2].base.value[KNOB_WEIGHT] = 1000;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 1000);
	assert_wish(1, KNOB_WEIGHT, 500);
	assert_no_wish(2);
	assert_shortage(0, 50, 40, 2);
}

static void a_minimum_that_others_leave_no_room_for_is_reported(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[0].load[2].waiting = 1;
	vgpus[1].load[2].waiting = 1;
	vgpus[1].base.value[KNOB_WEIGHT] = 1000;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 1000);
	assert_shortage(0, 0, 0, 0);
	vgpus[2].load[2].waiting = 1;
	vgpus[2].base.value[KNOB_WEIGHT] = 1000;
	rounds(1);
	assert_wish(0, KNOB_WEIGHT, 1000);
	assert_shortage(0, 50, 33, 2);
	vgpus[1].class = 1;
	vgpus[2].class = 1;
	rounds(1);
	assert_shortage(0, 0, 0, 0);
	assert_shortage(1, 0, 0, 0);
}

static void a_minimum_that_is_not_wanted_lacks_nothing(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[1].load[2].waiting = 1;
	vgpus[1].base.value[KNOB_WEIGHT] = 1000;
	vgpus[2].load[2].waiting = 1;
	vgpus[2].base.value[KNOB_WEIGHT] = 1000;
	rounds(1);
	assert_shortage(0, 0, 0, 0);
	/* Work on an engine that the others do not use lacks nothing, either. */
	vgpus[0].load[1].waiting = 1;
	rounds(1);
	assert_shortage(0, 0, 0, 0);
}

static void a_minimum_above_what_its_priority_has_is_reported(void **state)
{
	configure(minimum);
	vgpus[0].class = 0;
	vgpus[0].load[2].waiting = 1;
	vgpus[1].load[2].waiting = 1;
	vgpus[1].base.value[KNOB_PRIORITY] = FACET_STATS_HIGH;
	rounds(1);
	assert_shortage(0, 50, 11, 2);
}

static void a_band_above_leaves_less_to_have_a_minimum_of(void **state)
{
	configure("[policy m]\nkind=minimum\nminimum=10\n[class x]\nmatch=x\npolicies=m\n");
	vgpus[0].class = 0;
	vgpus[0].load[2].waiting = 1;
	vgpus[1].load[2].waiting = 1;
	vgpus[1].base.value[KNOB_PRIORITY] = FACET_STATS_HIGH;
	vgpus[2].load[2].waiting = 1;
	rounds(1);
	/* The vGPU's band has one ninth of the engine. The vGPU needs nine tenths of that. */
	assert_wish(0, KNOB_WEIGHT, 900);
}

static void the_same_input_gives_the_same_output(void **state)
{
	static struct policy_memory before[VGPUS], first[VGPUS];
	static struct policy_wish wished[VGPUS];
	const struct policy_snapshot snapshot = { 5000, 250, 7, vgpus, VGPUS };

	configure(noisy);
	vgpus[0].class = 0;
	vgpus[0].load[1].busy = 0.8;
	vgpus[3].load[1].waiting = 0.5;
	rounds(9);
	memcpy(before, memory, sizeof(before));
	policy_decide(&config, &snapshot, memory, first, wished, shortages);
	assert_memory_equal(before, memory, sizeof(before));
	policy_decide(&config, &snapshot, memory, after, wishes, shortages);
	assert_memory_equal(first, after, sizeof(first));
	assert_memory_equal(wished, wishes, sizeof(wished));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			a_vgpu_is_of_the_first_class_that_matches_unless_it_is_excluded, begin),
		cmocka_unit_test_setup(the_later_policy_of_a_class_has_a_knob, begin),
		cmocka_unit_test_setup(a_timetable_holds_in_its_minutes_and_in_no_other, begin),
		cmocka_unit_test_setup(noise_has_to_last_and_its_end_has_to_last, begin),
		cmocka_unit_test_setup(noise_that_pauses_begins_anew, begin),
		cmocka_unit_test_setup(noise_that_pauses_for_one_look_of_eight_is_noise, begin),
		cmocka_unit_test_setup(
			nobody_is_noisy_where_others_wait_for_their_own_cap_or_for_another_gpu,
			begin),
		cmocka_unit_test_setup(a_cap_for_noise_loosens_none, begin),
		cmocka_unit_test_setup(
			bursts_shorten_slices_of_whom_facetd_may_touch_on_that_gpu, begin),
		cmocka_unit_test_setup(a_slice_that_the_scheduler_chose_short_is_left_to_it, begin),
		cmocka_unit_test_setup(
			who_has_had_more_than_its_weight_gives_it_goes_first_no_more, begin),
		cmocka_unit_test_setup(who_is_alone_needs_no_help, begin),
		cmocka_unit_test_setup(missed_frames_raise_a_vgpu_and_shorten_slices_of_others,
				       begin),
		cmocka_unit_test_setup(misses_that_come_back_soon_hold_for_longer_up_to_a_bound,
				       begin),
		cmocka_unit_test_setup(missed_frames_give_nobody_more_than_its_weight_does, begin),
		cmocka_unit_test_setup(frames_that_a_vgpu_misses_alone_are_its_own_fault, begin),
		cmocka_unit_test_setup(
			a_minimum_raises_weights_only_while_it_is_wanted_and_not_had, begin),
		cmocka_unit_test_setup(a_minimum_is_the_class_s_and_not_each_vgpu_s, begin),
		cmocka_unit_test_setup(
			above_the_highest_weight_others_are_lowered_if_they_may_be, begin),
		cmocka_unit_test_setup(a_minimum_that_others_leave_no_room_for_is_reported, begin),
		cmocka_unit_test_setup(a_minimum_that_is_not_wanted_lacks_nothing, begin),
		cmocka_unit_test_setup(a_band_above_leaves_less_to_have_a_minimum_of, begin),
		cmocka_unit_test_setup(a_minimum_above_what_its_priority_has_is_reported, begin),
		cmocka_unit_test_setup(the_same_input_gives_the_same_output, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
