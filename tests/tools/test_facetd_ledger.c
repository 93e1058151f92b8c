// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger: who set a knob's value, and which values are written when. A facetd takes over from
 * one that was killed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tools/facetd/ledger.h"
#include "tools/facetd/state.h"

#define VGPUS	3u

static struct ledger_vgpu vgpus[VGPUS];
static struct policy_wish wishes[VGPUS];
static struct ledger_change changes[VGPUS * KNOBS];
static uint32_t n_changes;

static int begin(void **state)
{
	static const uint32_t values[KNOBS] = { 100, 0, 0, FACET_STATS_NORMAL };
	char uuid[FACET_UUID_SIZE];
	uint32_t i;

	memset(wishes, 0, sizeof(wishes));
	for (i = 0; i < VGPUS; i++) {
		snprintf(uuid, sizeof(uuid), "%08x-0000-4000-8000-000000000000", i);
		ledger_begin(&vgpus[i], uuid, 1000 + i, values);
	}
	return 0;
}

static bool intend(void)
{
	n_changes = ledger_plan(vgpus, wishes, VGPUS, changes);
	return ledger_intend(vgpus, wishes, VGPUS, changes, n_changes);
}

static void write_all(void)
{
	uint32_t i;

	for (i = 0; i < n_changes; i++)
		ledger_done(&vgpus[changes[i].vgpu], changes[i].knob, changes[i].wished);
}

static void turn(void)
{
	intend();
	write_all();
}

static void assert_change(uint32_t i, uint32_t vgpu, enum knob knob, uint32_t value)
{
	assert_true(i < n_changes);
	assert_int_equal(changes[i].vgpu, vgpu);
	assert_int_equal(changes[i].knob, knob);
	assert_int_equal(changes[i].value, value);
}

static void only_what_differs_is_written(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_WEIGHT, 100);
	knob_give(&wishes[1].knobs, KNOB_WEIGHT, 200);
	turn();
	assert_int_equal(n_changes, 1);
	assert_change(0, 1, KNOB_WEIGHT, 200);
	turn();
	assert_int_equal(n_changes, 0);
}

static void the_state_is_written_when_something_is_ours_or_is_not_any_more(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_WEIGHT, 100);
	assert_true(intend());
	assert_true(ledger_is_ours(&vgpus[0]));
	assert_false(intend());
	memset(wishes, 0, sizeof(wishes));
	assert_true(intend());
	assert_false(ledger_is_ours(&vgpus[0]));
}

static void caps_that_get_tighter_come_first_and_those_that_get_wider_last(void **state)
{
	knob_give(&wishes[1].knobs, KNOB_CAP, 60);
	turn();
	knob_give(&wishes[0].knobs, KNOB_CAP, 20);
	knob_give(&wishes[1].knobs, KNOB_CAP, 70);
	knob_give(&wishes[2].knobs, KNOB_WEIGHT, 5);
	knob_give(&wishes[2].knobs, KNOB_SLICE_US, 500);
	knob_give(&wishes[2].knobs, KNOB_PRIORITY, FACET_STATS_LOW);
	turn();
	assert_int_equal(n_changes, 5);
	assert_change(0, 0, KNOB_CAP, 20);
	assert_change(1, 2, KNOB_SLICE_US, 500);
	assert_change(2, 2, KNOB_PRIORITY, FACET_STATS_LOW);
	assert_change(3, 2, KNOB_WEIGHT, 5);
	assert_change(4, 1, KNOB_CAP, 70);
	memset(wishes, 0, sizeof(wishes));
	intend();
	assert_change(n_changes - 1, 1, KNOB_CAP, 0);
}

static void a_wish_that_goes_gives_back_what_was_there(void **state)
{
	assert_false(ledger_found(&vgpus[0], KNOB_WEIGHT, 77));
	knob_give(&wishes[0].knobs, KNOB_WEIGHT, 300);
	turn();
	memset(wishes, 0, sizeof(wishes));
	turn();
	assert_change(0, 0, KNOB_WEIGHT, 77);
	assert_false(changes[0].wished);
	assert_false(ledger_is_ours(&vgpus[0]));
}

static void who_overrules_a_policy_is_left_alone_until_it_is_retaken(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_WEIGHT, 300);
	turn();
	assert_true(ledger_found(&vgpus[0], KNOB_WEIGHT, 50));
	turn();
	assert_int_equal(n_changes, 0);
	assert_false(ledger_found(&vgpus[0], KNOB_WEIGHT, 60));
	ledger_retake(&vgpus[0]);
	turn();
	assert_change(0, 0, KNOB_WEIGHT, 300);
	memset(wishes, 0, sizeof(wishes));
	turn();
	assert_change(0, 0, KNOB_WEIGHT, 60);
}

static void what_was_refused_is_not_tried_again_before_something_changes(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_CAP, 90);
	intend();
	ledger_failed(&vgpus[0], KNOB_CAP, true);
	intend();
	assert_int_equal(n_changes, 0);
	wishes[0].knobs.value[KNOB_CAP] = 80;
	turn();
	assert_change(0, 0, KNOB_CAP, 80);
}

static void who_is_gone_is_not_written_to(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_CAP, 90);
	vgpus[0].gone = true;
	turn();
	assert_int_equal(n_changes, 0);
}

/* --- a facetd that was killed ------------------------------------------------------------- */

/* Let the next facetd find @weight in sysfs. Return: the knobs that somebody else has set. */
static uint32_t killed(uint32_t weight)
{
	const uint32_t values[KNOBS] = { weight, 0, 0, FACET_STATS_NORMAL };
	struct ledger_vgpu left = vgpus[0];

	ledger_begin(&vgpus[0], left.uuid, left.created_ns, values);
	return ledger_resume(&vgpus[0], &left);
}

static void wherever_it_was_killed_the_next_one_knows_what_to_give_back(void **state)
{
	static const uint32_t found[] = { 100, 300, 400 };
	uint32_t i;

	for (i = 0; i < 3; i++) {
		begin(NULL);
		knob_give(&wishes[0].knobs, KNOB_WEIGHT, 300);
		turn();
		wishes[0].knobs.value[KNOB_WEIGHT] = 400;
		intend();
		assert_int_equal(killed(found[i]), 0);
		memset(wishes, 0, sizeof(wishes));
		turn();
		assert_int_equal(vgpus[0].knobs[KNOB_WEIGHT].now, 100);
	}
}

static void what_somebody_has_set_meanwhile_stays(void **state)
{
	knob_give(&wishes[0].knobs, KNOB_WEIGHT, 300);
	turn();
	assert_int_equal(killed(55), 1u << KNOB_WEIGHT);
	turn();
	assert_int_equal(n_changes, 0);
	assert_int_equal(killed(56), 0);
	turn();
	assert_int_equal(n_changes, 0);
}

static void the_state_file_says_all_of_it(void **state)
{
	char folder[] = "/tmp/facetd-XXXXXX", path[64];
	struct ledger_vgpu *left;
	uint32_t n;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/run/state", folder);
	knob_give(&wishes[1].knobs, KNOB_WEIGHT, 300);
	knob_give(&wishes[1].knobs, KNOB_PRIORITY, FACET_STATS_HIGH);
	turn();
	wishes[1].knobs.value[KNOB_WEIGHT] = 400;
	intend();
	ledger_found(&vgpus[1], KNOB_PRIORITY, FACET_STATS_LOW);
	assert_int_equal(state_read(path, &left, &n), 0);
	assert_int_equal(n, 0);
	free(left);
	assert_int_equal(state_write(path, vgpus, VGPUS), 0);
	assert_int_equal(state_read(path, &left, &n), 0);
	assert_int_equal(n, 1);
	assert_string_equal(left->uuid, vgpus[1].uuid);
	assert_int_equal(left->created_ns, 1001);
	assert_int_equal(left->knobs[KNOB_WEIGHT].base, 100);
	assert_int_equal(left->knobs[KNOB_WEIGHT].before, 300);
	assert_int_equal(left->knobs[KNOB_WEIGHT].now, 400);
	assert_true(left->knobs[KNOB_PRIORITY].left_alone);
	assert_false(left->knobs[KNOB_CAP].ours);
	free(left);
	unlink(path);
	*strrchr(path, '/') = 0;
	rmdir(path);
	rmdir(folder);
}

static void a_state_file_that_is_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "{\"version\": 2, \"vgpus\": []}", "{\"version\": 1}",
		"{\"version\": 1, \"vgpus\": [3]}",
		"{\"version\": 1, \"vgpus\": [{\"uuid\": \"x\", \"created_ns\": 1}]}",
		"{\"version\": 1, \"vgpus\": ["
		"{\"uuid\": \"0123456789012345678901234567890123456789\", \"created_ns\": 1, "
		"\"knobs\": {}}]}",
		"{\"version\": 1, \"vgpus\": ["
		"{\"uuid\": \"x\", \"created_ns\": 1, \"knobs\": {\"weight\": {}}}]}",
		"{\"version\": 1, \"vgpus\": ["
		"{\"uuid\": \"x\", \"created_ns\": 1, \"knobs\": {\"weight\": "
		"{\"base\": \"0\", \"now\": \"1\", \"before\": \"1\"}}}]}",
	};
	char path[] = "/tmp/facetd-XXXXXX";
	struct ledger_vgpu *left;
	uint32_t n;
	size_t i;

	close(mkstemp(path));
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		FILE *file = fopen(path, "w");

		fputs(texts[i], file);
		fclose(file);
		assert_int_equal(state_read(path, &left, &n), -22);
		assert_null(left);
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(only_what_differs_is_written, begin),
		cmocka_unit_test_setup(
			the_state_is_written_when_something_is_ours_or_is_not_any_more, begin),
		cmocka_unit_test_setup(
			caps_that_get_tighter_come_first_and_those_that_get_wider_last, begin),
		cmocka_unit_test_setup(a_wish_that_goes_gives_back_what_was_there, begin),
		cmocka_unit_test_setup(
			who_overrules_a_policy_is_left_alone_until_it_is_retaken, begin),
		cmocka_unit_test_setup(
			what_was_refused_is_not_tried_again_before_something_changes, begin),
		cmocka_unit_test_setup(who_is_gone_is_not_written_to, begin),
		cmocka_unit_test_setup(
			wherever_it_was_killed_the_next_one_knows_what_to_give_back, begin),
		cmocka_unit_test_setup(what_somebody_has_set_meanwhile_stays, begin),
		cmocka_unit_test_setup(the_state_file_says_all_of_it, begin),
		cmocka_unit_test(a_state_file_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
