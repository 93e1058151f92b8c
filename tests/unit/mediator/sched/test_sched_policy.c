// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test scheduling parameters and policies: refused values change nothing, accepted ones reach the
 * scheduler.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched_policy.h"
#include "mediator/type.h"

static const struct facet_type *const small = &facet_types[0];
static struct facet_sched_policy pgpu_policy;
static struct facet_sched_policy_member a, b;

static int setup(void **state)
{
	struct facet_sched_knobs knobs;

	memset(&pgpu_policy, 0, sizeof(pgpu_policy));
	facet_sched_knobs_init(&knobs, small);
	assert_int_equal(facet_sched_policy_join(&pgpu_policy, &a, small, &knobs), 0);
	assert_int_equal(facet_sched_policy_join(&pgpu_policy, &b, small, &knobs), 0);
	return 0;
}

static int set(struct facet_sched_policy_member *member, struct facet_sched_knobs knobs)
{
	return facet_sched_policy_set_knobs(&pgpu_policy, member, &knobs);
}

static void knobs_out_of_range_change_nothing(void **state)
{
	static const struct facet_sched_knobs bad[] = {
		{ 0, 0, 0, FACET_SCHED_PRIORITY_NORMAL },
		{ 1001, 0, 0, FACET_SCHED_PRIORITY_NORMAL },
		{ ~0u, 0, 0, FACET_SCHED_PRIORITY_NORMAL },
		{ 100, 101, 0, FACET_SCHED_PRIORITY_NORMAL },
		{ 100, ~0u, 0, FACET_SCHED_PRIORITY_NORMAL },
		{ 100, 0, 49, FACET_SCHED_PRIORITY_NORMAL },
		{ 100, 0, 100001, FACET_SCHED_PRIORITY_NORMAL },
		{ 100, 0, 0, FACET_SCHED_PRIORITIES },
		{ 100, 0, 0, (enum facet_sched_priority)-1 },
	};
	const struct facet_sched_policy_member was = a;
	const struct facet_sched_policy before = pgpu_policy;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(set(&a, bad[i]), -EINVAL);
		assert_memory_equal(&a, &was, sizeof(a));
		assert_memory_equal(&pgpu_policy, &before, sizeof(pgpu_policy));
	}
	assert_int_equal(facet_sched_policy_set_slice(&pgpu_policy, 49), -EINVAL);
	assert_int_equal(facet_sched_policy_set_slice(&pgpu_policy, 100001), -EINVAL);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_POLICIES), -EINVAL);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, (enum facet_policy)-1), -EINVAL);
	assert_memory_equal(&pgpu_policy, &before, sizeof(pgpu_policy));
}

static void ends_of_ranges_are_taken(void **state)
{
	assert_int_equal(set(&a, (struct facet_sched_knobs){ 1, 1, 50, FACET_SCHED_PRIORITY_HIGH }),
			 0);
	assert_int_equal(set(&a, (struct facet_sched_knobs){ 1000, 100, 100000,
							     FACET_SCHED_PRIORITY_LOW }),
			 0);
	assert_int_equal(facet_sched_policy_set_slice(&pgpu_policy, 0), 0);
}

static void best_effort_goes_by_weight_and_cap(void **state)
{
	struct facet_sched_params params;

	assert_int_equal(set(&a,
			     (struct facet_sched_knobs){ 300, 25, 200, FACET_SCHED_PRIORITY_HIGH }),
			 0);
	facet_sched_policy_resolve(&pgpu_policy, &a, &params);
	assert_int_equal(params.weight, 300);
	assert_int_equal(params.limit, FACET_SCHED_WHOLE / 4);
	assert_int_equal(params.slice_ns, 200000);
	assert_int_equal(params.priority, FACET_SCHED_PRIORITY_HIGH);
}

static void parents_slice_is_of_whom_has_none(void **state)
{
	struct facet_sched_params params;

	assert_int_equal(facet_sched_policy_set_slice(&pgpu_policy, 1000), 0);
	facet_sched_policy_resolve(&pgpu_policy, &a, &params);
	assert_int_equal(params.slice_ns, 1000000);
	assert_int_equal(set(&a,
			     (struct facet_sched_knobs){ 100, 0, 60, FACET_SCHED_PRIORITY_NORMAL }),
			 0);
	facet_sched_policy_resolve(&pgpu_policy, &a, &params);
	assert_int_equal(params.slice_ns, 60000);
}

static void equal_share_knows_no_weight(void **state)
{
	struct facet_sched_params first, second;

	assert_int_equal(set(&a,
			     (struct facet_sched_knobs){ 1000, 0, 0, FACET_SCHED_PRIORITY_NORMAL }),
			 0);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_EQUAL_SHARE), 0);
	facet_sched_policy_resolve(&pgpu_policy, &a, &first);
	facet_sched_policy_resolve(&pgpu_policy, &b, &second);
	assert_int_equal(first.weight, second.weight);
}

static void fixed_share_is_the_cap_or_the_types_part(void **state)
{
	struct facet_sched_params params;

	assert_int_equal(set(&a, (struct facet_sched_knobs){ 1000, 50, 0,
							     FACET_SCHED_PRIORITY_NORMAL }),
			 0);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_FIXED_SHARE), 0);
	facet_sched_policy_resolve(&pgpu_policy, &a, &params);
	assert_int_equal(params.limit, FACET_SCHED_WHOLE / 2);
	facet_sched_policy_resolve(&pgpu_policy, &b, &params);
	assert_int_equal(params.limit, FACET_SCHED_WHOLE / small->max_instances);
}

static void fixed_parts_are_never_more_than_the_whole(void **state)
{
	struct facet_sched_knobs half = { 100, 50, 0, FACET_SCHED_PRIORITY_NORMAL };
	struct facet_sched_knobs more = { 100, 51, 0, FACET_SCHED_PRIORITY_NORMAL };
	struct facet_sched_policy_member c;

	assert_int_equal(set(&a, half), 0);
	assert_int_equal(set(&b, more), 0);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_FIXED_SHARE), -EINVAL);
	assert_int_equal(pgpu_policy.policy, FACET_BEST_EFFORT);
	assert_int_equal(set(&b, half), 0);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_FIXED_SHARE), 0);
	assert_int_equal(set(&b, more), -EINVAL);
	assert_int_equal(b.knobs.cap, 50);
	assert_int_equal(facet_sched_policy_join(&pgpu_policy, &c, small, &half), -ENOSPC);
	facet_sched_policy_leave(&pgpu_policy, &a);
	assert_int_equal(facet_sched_policy_join(&pgpu_policy, &c, small, &half), 0);
}

/* Two programs change one knob each of the same vGPU or type at the same time. */
static void changes_of_different_knobs_do_not_undo_each_other(void **state)
{
	const struct facet_sched_knobs_change first = { .to = { .weight = 7 }, .weight = true };
	const struct facet_sched_knobs_change second = { .to = { .cap = 30 }, .cap = true };
	const struct facet_sched_knobs_change third = {
		.to = { .slice_us = 500, .priority = FACET_SCHED_PRIORITY_LOW },
		.slice_us = true,
		.priority = true,
	};
	const struct facet_sched_knobs_change none = { .to = { 1, 2, 3,
							       FACET_SCHED_PRIORITY_HIGH } };
	struct facet_sched_knobs knobs;

	facet_sched_knobs_init(&knobs, small);
	facet_sched_knobs_apply(&knobs, &first);
	facet_sched_knobs_apply(&knobs, &second);
	facet_sched_knobs_apply(&knobs, &third);
	facet_sched_knobs_apply(&knobs, &none);
	assert_int_equal(knobs.weight, 7);
	assert_int_equal(knobs.cap, 30);
	assert_int_equal(knobs.slice_us, 500);
	assert_int_equal(knobs.priority, FACET_SCHED_PRIORITY_LOW);
}

static void full_types_fit_when_fixed(void **state)
{
	static struct facet_sched_policy_member members[64];
	struct facet_sched_knobs knobs;
	u32 t, i;

	facet_sched_policy_leave(&pgpu_policy, &a);
	facet_sched_policy_leave(&pgpu_policy, &b);
	assert_int_equal(facet_sched_policy_set(&pgpu_policy, FACET_FIXED_SHARE), 0);
	for (t = 0; t < facet_type_count; t++) {
		facet_sched_knobs_init(&knobs, &facet_types[t]);
		for (i = 0; i < facet_types[t].max_instances; i++)
			assert_int_equal(facet_sched_policy_join(&pgpu_policy, &members[i],
								 &facet_types[t], &knobs),
					 0);
		for (i = 0; i < facet_types[t].max_instances; i++)
			facet_sched_policy_leave(&pgpu_policy, &members[i]);
	}
	assert_int_equal(pgpu_policy.parts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(knobs_out_of_range_change_nothing, setup),
		cmocka_unit_test_setup(ends_of_ranges_are_taken, setup),
		cmocka_unit_test_setup(best_effort_goes_by_weight_and_cap, setup),
		cmocka_unit_test_setup(parents_slice_is_of_whom_has_none, setup),
		cmocka_unit_test_setup(equal_share_knows_no_weight, setup),
		cmocka_unit_test_setup(fixed_share_is_the_cap_or_the_types_part, setup),
		cmocka_unit_test_setup(fixed_parts_are_never_more_than_the_whole, setup),
		cmocka_unit_test_setup(changes_of_different_knobs_do_not_undo_each_other, setup),
		cmocka_unit_test_setup(full_types_fit_when_fixed, setup),
	};

	return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
