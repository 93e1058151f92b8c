// SPDX-License-Identifier: GPL-2.0-only
/* Test pins of a front end itself against dma_unmap, in every order of steps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/front_end_pins.h"

static struct list_head pins;

static int setup(void **state)
{
	INIT_LIST_HEAD(&pins);
	return 0;
}

static void only_tickets_with_a_page_of_the_range_are_revoked(void **state)
{
	static const u64 a[] = { 1, 9 }, b[] = { 5, 20 }, c[] = { ~0ull };
	struct facet_front_end_pin on_a, on_b, on_c;

	facet_front_end_pin_begin(&pins, &on_a, a, 2);
	facet_front_end_pin_begin(&pins, &on_b, b, 2);
	facet_front_end_pin_begin(&pins, &on_c, c, 1);
	facet_front_end_pins_revoke(&pins, 2, 3);
	assert_false(facet_front_end_pins_revoked(&pins));
	facet_front_end_pins_revoke(&pins, 20, 1);
	assert_true(facet_front_end_pins_revoked(&pins));
	assert_true(on_b.revoked && !on_a.revoked && !on_c.revoked);
	facet_front_end_pin_end(&on_b);
	assert_false(facet_front_end_pins_revoked(&pins));
	facet_front_end_pins_revoke(&pins, 2, ~0ull);
	assert_true(on_a.revoked && on_c.revoked);
	facet_front_end_pin_end(&on_a);
	facet_front_end_pin_end(&on_c);
	assert_true(list_empty(&pins));
}

static void a_ticket_that_comes_later_is_not_revoked(void **state)
{
	static const u64 page[] = { 7 };
	struct facet_front_end_pin pinning;

	facet_front_end_pins_revoke(&pins, 0, 100);
	facet_front_end_pin_begin(&pins, &pinning, page, 1);
	assert_false(pinning.revoked);
	facet_front_end_pin_end(&pinning);
}

/* --- a model of a front end: threads that pin and unpin, its record, and dma_unmap ------------ */

#define PAGES		8u
#define THREADS		3u
#define BATCH		2u

static int pinned[PAGES];	/* number of VFIO's pins of each page */
static bool record[PAGES];

/* A thread of the front end. It pins pages, or unpins pages that it has removed from the record. */
static struct thread {
	enum { IDLE, ASKED, HAS, UNPINNING } state;
	struct facet_front_end_pin pinning;
	u64 gfns[BATCH];
} threads[THREADS];

static u32 random_state;

static u32 rnd(u32 n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

static void begin_pin(struct thread *t)
{
	u64 first = rnd(PAGES - BATCH + 1);
	u32 i;

	for (i = 0; i < BATCH; i++)
		t->gfns[i] = first + i;
	t->state = ASKED;
	facet_front_end_pin_begin(&pins, &t->pinning, t->gfns, BATCH);
}

/* Remove pages from the record, to be unpinned. */
static void begin_unpin(struct thread *t)
{
	u64 first = rnd(PAGES - BATCH + 1);
	u32 i, n = 0;

	for (i = 0; i < BATCH; i++) {
		if (record[first + i]) {
			record[first + i] = false;
			t->gfns[n++] = first + i;
		}
	}
	t->state = n ? UNPINNING : IDLE;
	if (n)
		facet_front_end_pin_begin(&pins, &t->pinning, t->gfns, n);
}

static void thread_step(struct thread *t)
{
	u32 i;

	switch (t->state) {
	case IDLE:
		if (rnd(3))
			begin_pin(t);
		else
			begin_unpin(t);
		return;
	case ASKED:
		for (i = 0; i < t->pinning.n; i++)
			pinned[t->gfns[i]]++;
		t->state = HAS;
		return;
	case HAS:
		for (i = 0; i < t->pinning.n; i++) {
			if (!t->pinning.revoked && !record[t->gfns[i]])
				record[t->gfns[i]] = true;
			else
				pinned[t->gfns[i]]--;
		}
		break;
	case UNPINNING:
		for (i = 0; i < t->pinning.n; i++)
			pinned[t->gfns[i]]--;
		break;
	}
	facet_front_end_pin_end(&t->pinning);
	t->state = IDLE;
}

/*
 * Do what the front end's dma_unmap does. @step is called wherever other threads may run. The
 * quarantine refuses new pins meanwhile.
 */
static void dma_unmap(u64 first, u64 n, void (*step)(void))
{
	u64 gfn;

	facet_front_end_pins_revoke(&pins, first, n);
	for (gfn = first; gfn < first + n; gfn++) {
		step();
		if (record[gfn]) {
			record[gfn] = false;
			pinned[gfn]--;
		}
	}
	step();
	facet_front_end_pins_revoke(&pins, first, n);
	while (facet_front_end_pins_revoked(&pins))
		step();
	for (gfn = first; gfn < first + n; gfn++)
		assert_int_equal(pinned[gfn], 0);
}

/*
 * Let a thread that pins or unpins continue, or begin to unpin pages. The quarantine refuses new
 * pins.
 */
static void others_go_on(void)
{
	struct thread *t = &threads[rnd(THREADS)];

	if (t->state != IDLE)
		thread_step(t);
	else
		begin_unpin(t);
}

static void nothing_is_pinned_behind_a_dma_unmap_in_any_order_of_steps(void **state)
{
	u32 i, seed, first;

	for (seed = 0; seed < 200; seed++) {
		random_state = seed;
		memset(pinned, 0, sizeof(pinned));
		memset(record, 0, sizeof(record));
		memset(threads, 0, sizeof(threads));
		INIT_LIST_HEAD(&pins);
		for (i = 0; i < 2000; i++) {
			thread_step(&threads[rnd(THREADS)]);
			if (rnd(20))
				continue;
			first = rnd(PAGES);
			dma_unmap(first, 1 + rnd(PAGES - first), others_go_on);
		}
		dma_unmap(0, PAGES, others_go_on);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, setup)
		TEST(only_tickets_with_a_page_of_the_range_are_revoked),
		TEST(a_ticket_that_comes_later_is_not_revoked),
		TEST(nothing_is_pinned_behind_a_dma_unmap_in_any_order_of_steps),
	};

	return cmocka_run_group_tests_name("pinning", tests, NULL, NULL);
}
