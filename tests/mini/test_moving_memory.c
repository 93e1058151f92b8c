// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a VMM that unmaps and maps guest memory again and again while the guest works. The guest
 * meets no error, and each of its commands runs once.
 *
 * The test runs with threads and the real clock for FACET_LOAD_SECONDS seconds (default: 1). The
 * acceptance run has 60: FACET_LOAD_SECONDS=60 out/build/asan/tests/mini/test_moving_memory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <time.h>
#include <unistd.h>

#include "gen9/gtt_defs.h"
#include "mediator/retry.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/counted.h"

#define MS		1000000ull
#define PERIOD_MS	50u
#define MEMORY_PAGES	4096u
#define BLOCKS_MS	10u		/* interval at which blocks of memory go for good */
#define BLOCK_PAGES	8u
#define BLOCKS		200u
#define SECONDS_MAX	3600u

struct fixture {
	struct mini_machine *machine;
	struct counted load;
};

static void start(struct fixture *f, enum mini_mode mode)
{
	memset(f, 0, sizeof(*f));
	f->machine = mini_machine_create(mode);
	f->machine->memory_pages = MEMORY_PAGES;
	counted_start(&f->load, f->machine);
}

static void finish(struct fixture *f)
{
	assert_int_equal(mini_machine_destroy(f->machine), 0);
}

static void unmap_all(struct fixture *f)
{
	fake_host_unmap(&f->load.guest->host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
}

static void check(struct fixture *f, bool ok)
{
	if (!ok)
		fail_msg("%s", counted_why(&f->load));
}

/* Run one round of the guest: emit a request, submit the gathered requests of one engine, poll. */
static void guest_round(struct fixture *f, u32 round)
{
	check(f, counted_emit(&f->load, round % COUNTED_WORKS));
	counted_submit(&f->load, round % COUNTED_ENGINES);
	check(f, counted_poll(&f->load));
}

static void step(struct fixture *f, u64 ns)
{
	u32 i;

	softgpu_user_step(f->machine->user);
	fake_clock_advance(&f->machine->clock, ns);
	for (i = 0; i < f->machine->n_guests; i++)
		fake_host_work(&f->machine->guests[i]->host);
}

/* Run until all requests are complete. Return: false: the guest still waits at the end. */
static bool drain(struct fixture *f)
{
	u32 rounds = f->machine->mode == MINI_THREADS ? 400000 : 20000;
	u32 round, i;

	for (round = 0; round < rounds && !counted_done(&f->load); round++) {
		for (i = 0; i < COUNTED_ENGINES; i++)
			counted_submit(&f->load, i);
		if (f->machine->mode == MINI_THREADS)
			mini_run(f->machine);
		else
			step(f, MS);
		check(f, counted_poll(&f->load));
	}
	if (!counted_done(&f->load))
		return false;
	check(f, counted_check(&f->load));
	return true;
}

/* All memory is unmapped for 0 to 40 ms of each 50 ms, during a minute of the guest's time. */
static void memory_that_comes_and_goes_costs_no_command(void **state)
{
	struct fixture f;
	u32 ms, absent_ms;

	start(&f, MINI_STEP);
	for (ms = 0; ms < 60000; ms++) {
		absent_ms = ms / PERIOD_MS % 41;
		if (ms % PERIOD_MS == 0)
			unmap_all(&f);
		if (ms % PERIOD_MS == absent_ms)
			fake_host_map(&f.load.guest->host);
		if (ms % 4 == 0)
			guest_round(&f, ms / 4);
		step(&f, MS);
	}
	fake_host_map(&f.load.guest->host);
	assert_true(drain(&f));
	assert_int_equal(f.load.errors, 0);
	assert_true(counted_requests(&f.load) > 1000);
	print_message("# %llu requests\n", (unsigned long long)counted_requests(&f.load));
	finish(&f);
}

/*
 * Memory that stays unmapped is an error after about a second, not earlier. The guest gets no
 * report of work that is not done. It continues when the memory is back.
 */
static void memory_that_stays_away_is_an_error_after_a_second(void **state)
{
	struct fixture f;
	u32 ms, round;

	start(&f, MINI_STEP);
	for (round = 0; round < 40; round++) {
		guest_round(&f, round);
		step(&f, MS);
	}
	assert_true(drain(&f));
	for (round = 0; round < 8; round++)
		guest_round(&f, round);
	unmap_all(&f);
	for (ms = 0; ms < 900; ms++) {
		step(&f, MS);
		check(&f, counted_poll(&f.load));
	}
	assert_int_equal(f.load.errors, 0);
	for (; ms < 2200; ms++) {
		step(&f, MS);
		check(&f, counted_poll(&f.load));
	}
	assert_true(f.load.errors > 0);
	fake_host_map(&f.load.guest->host);
	fake_clock_advance(&f.machine->clock, 2000 * MS);
	for (round = 0; round < 40; round++) {
		guest_round(&f, round);
		step(&f, MS);
	}
	assert_true(drain(&f));
	finish(&f);
}

/* Unmap one more block of memory. The blocks before it stay unmapped. */
static void take_block(struct fixture *f, u32 block)
{
	struct fake_host *host = &f->load.guest->host;
	u64 first = MEMORY_PAGES - BLOCKS * BLOCK_PAGES, at = first + block * BLOCK_PAGES;

	facet_unmap_history_add(&host->history, at, at + BLOCK_PAGES - 1,
				fake_clock_now(host->clock));
	host->absent = first;
	host->n_absent = (block + 1) * BLOCK_PAGES;
	facet_vgpu_dma_unmap(host->vgpu, at * GEN9_PAGE_SIZE, BLOCK_PAGES * GEN9_PAGE_SIZE);
}

/*
 * A VMM shrinks its guest, block by block. The guest has given that memory up, except for one GGTT
 * entry that nothing uses. Work waits while the memory may come back, and not longer.
 */
static void memory_that_goes_for_good_is_waited_for_once(void **state)
{
	struct fixture f;
	u64 before = 0;
	u32 ms;

	start(&f, MINI_STEP);
	mini_ggtt_map(f.load.guest, (MEMORY_PAGES - BLOCKS * BLOCK_PAGES) * GEN9_PAGE_SIZE, 1);
	for (ms = 0; ms < BLOCKS * BLOCKS_MS + 3000; ms++) {
		if (ms % BLOCKS_MS == 0 && ms / BLOCKS_MS < BLOCKS)
			take_block(&f, ms / BLOCKS_MS);
		if (ms == 2200)
			before = counted_requests(&f.load);
		guest_round(&f, ms);
		step(&f, MS);
	}
	assert_true(counted_requests(&f.load) > before + 1000);
	assert_true(drain(&f));
	assert_int_equal(f.load.errors, 0);
	finish(&f);
}

/* Waiting is cheap: the worker runs once in FACET_RETRY_INTERVAL_NS. */
static void waiting_for_memory_is_no_busy_loop(void **state)
{
	struct fixture f;
	u32 ms, kicks;

	start(&f, MINI_STEP);
	for (ms = 0; ms < 8; ms++)
		guest_round(&f, ms);
	unmap_all(&f);
	kicks = f.load.guest->host.kicks;
	for (ms = 0; ms < 400; ms++)
		step(&f, MS);
	kicks = f.load.guest->host.kicks - kicks;
	assert_true(kicks > 50);
	assert_true(kicks <= 420 * MS / FACET_RETRY_INTERVAL_NS);
	fake_host_map(&f.load.guest->host);
	assert_true(drain(&f));
	assert_int_equal(f.load.errors, 0);
	finish(&f);
}

/* While one guest waits for its memory, its neighbour uses the engines. */
static void a_neighbour_has_the_engines_meanwhile(void **state)
{
	struct counted *other = calloc(1, sizeof(*other));
	struct fixture f;
	u32 round;

	start(&f, MINI_STEP);
	counted_start(other, f.machine);
	for (round = 0; round < 8; round++)
		guest_round(&f, round);
	step(&f, MS);
	unmap_all(&f);
	for (round = 0; round < 400; round++) {
		assert_true(counted_emit(other, round % COUNTED_WORKS));
		counted_submit(other, round % COUNTED_ENGINES);
		step(&f, MS);
		assert_true(counted_poll(other));
	}
	assert_true(counted_requests(other) > 100);
	fake_host_map(&f.load.guest->host);
	assert_true(drain(&f));
	assert_int_equal(f.load.errors + other->errors, 0);
	finish(&f);
	free(other);
}

/* Tests with threads */

struct vmm {
	struct fixture *f;
	bool stop;
	u32 moves;
};

static void *vmm_thread(void *arg)
{
	struct vmm *vmm = arg;
	struct fake_host *host = &vmm->f->load.guest->host;

	while (!__atomic_load_n(&vmm->stop, __ATOMIC_ACQUIRE)) {
		usleep((PERIOD_MS - 10) * 1000);
		fake_host_unmap(host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
		usleep((vmm->moves % 3) * 5000);
		fake_host_map(host);
		__atomic_fetch_add(&vmm->moves, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static u32 load_seconds = 1;

/*
 * Read FACET_LOAD_SECONDS. Return: false: it is neither unset nor a number from 1 to SECONDS_MAX.
 */
static bool choose(const char *seconds)
{
	char *end;
	u64 n;

	if (!seconds)
		return true;
	n = strtoull(seconds, &end, 10);
	if (*seconds < '0' || *seconds > '9' || *end || !n || n > SECONDS_MAX)
		return false;
	load_seconds = n;
	return true;
}

static void memory_moves_under_a_busy_guest_in_real_time(void **state)
{
	time_t end = time(NULL) + load_seconds + 1;
	struct fixture f;
	struct vmm vmm = { .f = &f };
	pthread_t thread;
	u32 round = 0;

	start(&f, MINI_THREADS);
	assert_int_equal(pthread_create(&thread, NULL, vmm_thread, &vmm), 0);
	while (time(NULL) < end || __atomic_load_n(&vmm.moves, __ATOMIC_RELAXED) < 5) {
		guest_round(&f, round++);
		mini_wait_irq(f.load.guest, 200);
	}
	__atomic_store_n(&vmm.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	assert_true(drain(&f));
	print_message("# %llu requests, memory went away %u times\n",
		      (unsigned long long)counted_requests(&f.load), vmm.moves);
	assert_int_equal(f.load.errors, 0);
	assert_true(counted_requests(&f.load) > 20);
	finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_comes_and_goes_costs_no_command),
		cmocka_unit_test(memory_that_stays_away_is_an_error_after_a_second),
		cmocka_unit_test(memory_that_goes_for_good_is_waited_for_once),
		cmocka_unit_test(waiting_for_memory_is_no_busy_loop),
		cmocka_unit_test(a_neighbour_has_the_engines_meanwhile),
		cmocka_unit_test(memory_moves_under_a_busy_guest_in_real_time),
	};
	const char *seconds = getenv("FACET_LOAD_SECONDS");

	if (!choose(seconds)) {
		fprintf(stderr, "FACET_LOAD_SECONDS=%s: must be 1 to %u\n", seconds, SECONDS_MAX);
		return EXIT_FAILURE;
	}
	return cmocka_run_group_tests_name("moving_memory", tests, NULL, NULL);
}
