// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test memory that a VMM unmaps while none of it is pinned: VFIO does not report that unmap. A
 * guest that then begins to work gets no error if the memory returns soon. Otherwise it gets one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/retry.h"
#include "tests/lib/counted.h"

#define MS		1000000ull
#define MEMORY_PAGES	4096u
#define ROUNDS		40u

struct fixture {
	struct mini_machine *machine;
	struct counted load;
};

static void check(struct fixture *f, bool ok)
{
	if (!ok)
		fail_msg("%s", counted_why(&f->load));
}

static void step(struct fixture *f, u64 ns)
{
	softgpu_user_step(f->machine->user);
	fake_clock_advance(&f->machine->clock, ns);
	fake_host_work(&f->load.guest->host);
}

static void guest_rounds(struct fixture *f, u32 n)
{
	u32 round;

	for (round = 0; round < n; round++) {
		check(f, counted_emit(&f->load, round % COUNTED_WORKS));
		counted_submit(&f->load, round % COUNTED_ENGINES);
		check(f, counted_poll(&f->load));
		step(f, MS);
	}
}

/*
 * Run until all requests are complete, at most @ms milliseconds. Return: true: all are complete,
 * and each command ran once.
 */
static bool drain(struct fixture *f, u32 ms)
{
	u32 i;

	for (; ms && !counted_done(&f->load); ms--) {
		for (i = 0; i < COUNTED_ENGINES; i++)
			counted_submit(&f->load, i);
		step(f, MS);
		check(f, counted_poll(&f->load));
	}
	return counted_done(&f->load) && counted_check(&f->load);
}

/*
 * Make a guest that has worked. The VMM has moved its memory while it was idle: nothing is pinned.
 */
static void start(struct fixture *f)
{
	struct fake_host *host;
	u32 ms;

	memset(f, 0, sizeof(*f));
	f->machine = mini_machine_create(MINI_STEP);
	f->machine->memory_pages = MEMORY_PAGES;
	counted_start(&f->load, f->machine);
	host = &f->load.guest->host;
	guest_rounds(f, ROUNDS);
	assert_true(drain(f, 1000));
	fake_host_unmap(host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
	fake_host_map(host);
	guest_rounds(f, ROUNDS);
	assert_true(drain(f, 1000));
	fake_host_unmap(host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
	fake_host_map(host);
	/* Wait until no unmap counts as recent. */
	for (ms = 0; ms < 2500; ms++)
		fake_clock_advance(&f->machine->clock, MS);
	assert_int_equal(host->pinned, 0);
	assert_int_equal(f->load.errors, 0);
}

/* Unmap all memory without a report. Then let the guest begin to work. */
static void start_unreported(struct fixture *f)
{
	start(f);
	fake_host_unmap_unreported(&f->load.guest->host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
	guest_rounds(f, 4);
}

static void finish(struct fixture *f)
{
	assert_int_equal(mini_machine_destroy(f->machine), 0);
}

static void work_that_meets_memory_that_went_unreported_waits_for_it(void **state)
{
	struct fixture f;

	start_unreported(&f);
	assert_false(drain(&f, 20));
	fake_host_map(&f.load.guest->host);
	assert_true(drain(&f, 1000));
	assert_int_equal(f.load.errors, 0);
	finish(&f);
}

static void memory_that_went_unreported_for_good_is_an_error_after_a_second(void **state)
{
	struct fixture f;

	start_unreported(&f);
	assert_false(drain(&f, 900));
	assert_int_equal(f.load.errors, 0);
	drain(&f, 300);
	assert_true(f.load.errors > 0);
	fake_host_map(&f.load.guest->host);
	fake_clock_advance(&f.machine->clock, 2000 * MS);
	guest_rounds(&f, ROUNDS);
	assert_true(drain(&f, 1000));
	finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_that_meets_memory_that_went_unreported_waits_for_it),
		cmocka_unit_test(memory_that_went_unreported_for_good_is_an_error_after_a_second),
	};

	return cmocka_run_group_tests_name("untold", tests, NULL, NULL);
}
