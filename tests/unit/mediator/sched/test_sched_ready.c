// SPDX-License-Identifier: GPL-2.0-only
/* Compare the queue of waiting vGPUs with an array and a linear search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched/sched_types.h"

enum { ENTITIES = 300, MOVES = 20000 };

static struct facet_sched_entity entities[ENTITIES];
static struct sched_ready ready;

static const struct facet_sched_entity *searched(void)
{
	const struct facet_sched_entity *least = NULL;
	u32 i;

	for (i = 0; i < ENTITIES; i++) {
		const struct facet_sched_entity *e = &entities[i];

		if (!facet_sched_ready_has(e))
			continue;
		if (!least || e->key < least->key ||
		    (e->key == least->key && e->entry < least->entry))
			least = e;
	}
	return least;
}

static u32 random_u32(void)
{
	static u64 seed = 1;

	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return seed >> 33;
}

static int setup(void **state)
{
	memset(entities, 0, sizeof(entities));
	memset(&ready, 0, sizeof(ready));
	return 0;
}

/*
 * Any vGPU leaves the queue, not only the first. The keys have few values, so that many are equal.
 */
static void first_is_the_least_served(void **state)
{
	u32 i, most = 0, in = 0;

	for (i = 0; i < MOVES; i++) {
		struct facet_sched_entity *e = &entities[random_u32() % ENTITIES];

		if (i % 3 == 2 && ready.first)
			e = ready.first;
		if (facet_sched_ready_has(e)) {
			facet_sched_ready_leave(&ready, e);
			in--;
		} else {
			facet_sched_ready_enter(&ready, e, random_u32() % 50);
			in++;
		}
		most = max(most, in);
		assert_ptr_equal(ready.first, searched());
	}
	assert_true(most > 50);
	while (ready.first)
		facet_sched_ready_leave(&ready, ready.first);
	assert_null(searched());
}

static void equals_take_turns(void **state)
{
	u32 i;

	for (i = 0; i < ENTITIES; i++)
		facet_sched_ready_enter(&ready, &entities[i], 0);
	for (i = 0; i < 3 * ENTITIES; i++) {
		struct facet_sched_entity *e = ready.first;

		assert_ptr_equal(e, &entities[i % ENTITIES]);
		facet_sched_ready_leave(&ready, e);
		facet_sched_ready_enter(&ready, e, e->key + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(first_is_the_least_served, setup),
		cmocka_unit_test_setup(equals_take_turns, setup),
	};

	return cmocka_run_group_tests_name("sched_ready", tests, NULL, NULL);
}
