// SPDX-License-Identifier: GPL-2.0-only
/* Compare the table of pins by guest page number with a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/pins.h"
#include "mediator/pins/pin_map.h"

#define N	300u
#define STEPS	20000u

struct fixture {
	struct facet_pin_map map;
	struct facet_pin pins[N];
	bool in[N];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	return !f || facet_pin_map_init(&f->map);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	facet_pin_map_exit(&f->map);
	free(f);
	return 0;
}

/* Return numbers of pages in a row, alone, at either end of each size of node, and at the limit. */
static u64 number(u32 i)
{
	static const u64 far[] = {
		0, 1ull << 9, 1ull << 18, (1ull << 18) - 100, 1ull << 27, PIN_MAP_LIMIT - 100,
	};

	return far[i % 6] + i / 6;
}

static struct facet_pin *lowest(struct fixture *f, u64 first, u64 last)
{
	struct facet_pin *low = NULL;
	u32 i;

	for (i = 0; i < N; i++) {
		u64 gfn = f->pins[i].gfn;

		if (f->in[i] && gfn >= first && gfn <= last && (!low || gfn < low->gfn))
			low = &f->pins[i];
	}
	return low;
}

static void flip(struct fixture *f, u32 i)
{
	if (f->in[i])
		facet_pin_map_remove(&f->map, &f->pins[i]);
	else
		assert_int_equal(facet_pin_map_enter(&f->map, &f->pins[i]), 0);
	f->in[i] = !f->in[i];
}

/* The leak checker reports nodes that are left in the map. */
static void pins_are_found_while_they_are_in_it(void **state)
{
	struct fixture *f = *state;
	u32 i, k;

	for (i = 0; i < N; i++)
		f->pins[i].gfn = number(i);
	srand(1);
	for (i = 0; i < STEPS; i++) {
		u64 first = number((u32)rand() % N) - (u64)(rand() % 2);
		u64 last = number((u32)rand() % N) + (u64)(rand() % 2);

		flip(f, (u32)rand() % N);
		k = (u32)rand() % N;
		assert_ptr_equal(facet_pin_map_find(&f->map, f->pins[k].gfn),
				 f->in[k] ? &f->pins[k] : NULL);
		assert_ptr_equal(facet_pin_map_next(&f->map, first, last), lowest(f, first, last));
	}
	for (i = 0; i < N; i++) {
		if (f->in[i])
			flip(f, i);
	}
	assert_null(facet_pin_map_next(&f->map, 0, ~0ull));
}

static void a_number_has_one_pin(void **state)
{
	struct fixture *f = *state;

	f->pins[0].gfn = 7;
	f->pins[1].gfn = 7;
	flip(f, 0);
	assert_int_equal(facet_pin_map_enter(&f->map, &f->pins[1]), -EEXIST);
	assert_ptr_equal(facet_pin_map_find(&f->map, 7), &f->pins[0]);
	flip(f, 0);
}

static void numbers_that_no_page_has_are_refused(void **state)
{
	struct fixture *f = *state;

	f->pins[0].gfn = PIN_MAP_LIMIT;
	assert_int_equal(facet_pin_map_enter(&f->map, &f->pins[0]), -EFAULT);
	f->pins[0].gfn = 0;
	flip(f, 0);
	assert_null(facet_pin_map_find(&f->map, PIN_MAP_LIMIT));
	assert_null(facet_pin_map_next(&f->map, PIN_MAP_LIMIT, ~0ull));
	flip(f, 0);
}

/* Otherwise a guest could make the host keep a node for each page that the guest ever named. */
static void nodes_go_with_their_last_pin(void **state)
{
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < N; i++) {
		f->pins[i].gfn = (u64)i << 18;
		flip(f, i);
	}
	for (i = 0; i < N; i++)
		flip(f, i);
	for (i = 0; i < PIN_MAP_SLOTS; i++)
		assert_null(f->map.top->below[i]);
}

int main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(pins_are_found_while_they_are_in_it),
		TEST(a_number_has_one_pin),
		TEST(numbers_that_no_page_has_are_refused),
		TEST(nodes_go_with_their_last_pin),
	};

	return cmocka_run_group_tests_name("pin map", tests, NULL, NULL);
}
