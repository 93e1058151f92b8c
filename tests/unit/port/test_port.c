// SPDX-License-Identifier: GPL-2.0-only
/* Test the helpers of the port that the kernel does not have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "port.h"

#define MOST	(~0ull >> 1)

static const struct {
	u64 index;
	u64 size;
	bool there;
} indices[] = {
	{ 0, 0, false }, { 0, 1, true }, { 1, 1, false }, { 6, 7, true }, { 7, 7, false },
	{ 8, 7, false }, { 0xffffffff, 0x100000000, true }, { 0x100000000, 0x100000000, false },
	{ MOST, 1, false }, { 0, MOST, true }, { MOST - 1, MOST, true }, { MOST, MOST, false },
};

static void an_index_stays_where_it_is_one_of_the_table(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(indices); i++) {
		u64 index = indices[i].index;

		assert_int_equal(port_index(&index, indices[i].size), indices[i].there);
		assert_true(index == indices[i].index);
	}
}

/* The mask is what a processor uses while it speculates that an index is inside the table. */
static void an_index_beyond_the_table_is_masked(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(indices); i++)
		assert_true(port_index_mask(indices[i].index, indices[i].size) ==
			    (indices[i].there ? ~0ull : 0));
}

/* Have stderr be a file while two places print: one @n times. Return: what it has then. */
static const char *print_often(u32 n, struct port_ratelimit *often)
{
	static char printed[8192];
	int kept = dup(STDERR_FILENO), file = memfd_create("stderr", 0);
	ssize_t size;
	u32 i;

	dup2(file, STDERR_FILENO);
	for (i = 0; i < n; i++)
		port_warn_ratelimited(often, "often %u\n", i);
	pr_warn_ratelimited("seldom\n");
	dup2(kept, STDERR_FILENO);
	close(kept);
	size = pread(file, printed, sizeof(printed) - 1, 0);
	close(file);
	printed[max(size, (ssize_t)0)] = 0;
	return printed;
}

static void a_place_that_prints_often_hides_no_other_one(void **state)
{
	struct port_ratelimit often = { .since = 0 };
	const char *printed = print_often(30, &often);

	assert_non_null(strstr(printed, "facet: often 9\nfacet: seldom\n"));
	assert_null(strstr(printed, "often 10"));
}

static void messages_that_are_dropped_are_counted(void **state)
{
	struct port_ratelimit often = { .since = 0 };

	print_often(30, &often);
	often.since -= 60;
	assert_string_equal(print_often(1, &often),
			    "facet: 20 messages like the next one were dropped\n"
			    "facet: often 0\nfacet: seldom\n");
}

struct waker {
	wait_queue_head_t queue;
	bool set;
};

static void *set_and_wake(void *arg)
{
	struct waker *waker = arg;

	__atomic_store_n(&waker->set, true, __ATOMIC_RELEASE);
	wake_up_all(&waker->queue);
	return NULL;
}

static void a_wait_with_a_limit_ends_by_the_condition_or_by_the_limit(void **state)
{
	struct waker waker = { .set = false };
	pthread_t thread;

	init_waitqueue_head(&waker.queue);
	assert_false(wait_event_timeout(waker.queue, waker.set, msecs_to_jiffies(2)));
	assert_true(wait_event_timeout(waker.queue, true, 0));
	assert_int_equal(pthread_create(&thread, NULL, set_and_wake, &waker), 0);
	assert_true(wait_event_timeout(waker.queue, smp_load_acquire(&waker.set),
				       msecs_to_jiffies(100000)));
	pthread_join(thread, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_index_stays_where_it_is_one_of_the_table),
		cmocka_unit_test(an_index_beyond_the_table_is_masked),
		cmocka_unit_test(a_place_that_prints_often_hides_no_other_one),
		cmocka_unit_test(messages_that_are_dropped_are_counted),
		cmocka_unit_test(a_wait_with_a_limit_ends_by_the_condition_or_by_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
