// SPDX-License-Identifier: GPL-2.0-only
/* Test the logs of workers, which may be hostile (engine/service/worker_log.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/service/worker_log.h"

#define OWNER	7u
#define LINES	11u	/* of port_warn_ratelimited(): 10, and one on those dropped */

/**
 * struct log_rig - A log, with its worker's end.
 * @epoll: descriptor that watches it
 * @worker: the worker's end
 * @out: file that takes the place of stderr
 * @kept: the stderr of the test
 * @log: the log
 */
struct log_rig {
	int epoll;
	int worker;
	int out;
	int kept;
	struct worker_log log;
};

static int log_setup(void **state)
{
	struct log_rig *f = calloc(1, sizeof(*f));

	signal(SIGPIPE, SIG_IGN);
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	f->worker = worker_log_open(&f->log, OWNER, f->epoll);
	assert_true(f->worker >= 0);
	f->out = memfd_create("stderr", 0);
	f->kept = dup(STDERR_FILENO);
	dup2(f->out, STDERR_FILENO);
	*state = f;
	return 0;
}

static int log_teardown(void **state)
{
	struct log_rig *f = *state;

	worker_log_close(&f->log);
	dup2(f->kept, STDERR_FILENO);
	close(f->kept);
	close(f->out);
	close(f->worker);
	close(f->epoll);
	free(f);
	return 0;
}

static bool has_news(const struct log_rig *f)
{
	struct epoll_event event;

	return epoll_wait(f->epoll, &event, 1, 0) == 1 && event.data.ptr == &f->log;
}

static void says(struct log_rig *f, const char *text)
{
	assert_int_equal(write(f->worker, text, strlen(text)), strlen(text));
	assert_true(has_news(f));
	worker_log_read(&f->log);
	assert_false(has_news(f));
}

/* Expect what stderr has by now. */
static void assert_printed(struct log_rig *f, const char *text)
{
	static char printed[8192];
	ssize_t n = pread(f->out, printed, sizeof(printed) - 1, 0);

	assert_true(n >= 0);
	printed[n] = 0;
	assert_string_equal(printed, text);
}

static void a_line_names_the_vgpu_of_its_worker(void **state)
{
	struct log_rig *f = *state;

	says(f, "facet: the render engine does not have: something\nfree(): ");
	assert_printed(f, "facet: vGPU 7: the render engine does not have: something\n");
	says(f, "invalid pointer\n");
	assert_printed(f, "facet: vGPU 7: the render engine does not have: something\n"
			  "facet: vGPU 7: free(): invalid pointer\n");
}

static void bytes_that_cannot_be_printed_are_not(void **state)
{
	struct log_rig *f = *state;

	says(f, "\033[2Ja\rb\tc\x80\xff\n\n%s%n\n");
	assert_printed(f, "facet: vGPU 7: ?[2Ja?b?c??\nfacet: vGPU 7: %s%n\n");
}

static void a_long_line_is_cut(void **state)
{
	struct log_rig *f = *state;
	char line[WORKER_LOG_LINE + 10], printed[WORKER_LOG_LINE + 32];

	memset(line, 'a', sizeof(line));
	line[sizeof(line) - 2] = '\n';
	line[sizeof(line) - 1] = 0;
	says(f, line);
	line[WORKER_LOG_LINE - 1] = 0;
	snprintf(printed, sizeof(printed), "facet: vGPU 7: %s\n", line);
	assert_printed(f, printed);
}

static void a_line_that_does_not_end_is_printed_when_the_worker_has_ended(void **state)
{
	struct log_rig *f = *state;

	says(f, "half");
	assert_printed(f, "");
	worker_log_close(&f->log);
	assert_printed(f, "facet: vGPU 7: half\n");
}

static void a_worker_that_ends_leaves_no_news(void **state)
{
	struct log_rig *f = *state;

	says(f, "last\n");
	dup2(f->out, f->worker);
	assert_true(has_news(f));
	worker_log_read(&f->log);
	assert_false(has_news(f));
	assert_printed(f, "facet: vGPU 7: last\n");
}

/* Last of the tests that print: nothing is printed for a while then. */
static void a_worker_writes_few_lines_and_a_bounded_number_of_bytes(void **state)
{
	static const char line[64] =
		"sixty-four bytes of a worker that says the same all the time ..\n";
	struct log_rig *f = *state;
	u32 bytes = 0;

	while (write(f->worker, line, sizeof(line)) == sizeof(line)) {
		bytes += sizeof(line);
		worker_log_read(&f->log);
		assert_in_range(bytes, 1, WORKER_LOG_BYTES);
	}
	assert_int_equal(errno, EPIPE);
	assert_int_equal(bytes, WORKER_LOG_BYTES);
	assert_false(has_news(f));
	worker_log_read(&f->log);
	assert_in_range(lseek(f->out, 0, SEEK_END), 1, LINES * (sizeof(line) + 32));
}

#define log_test(f)	cmocka_unit_test_setup_teardown(f, log_setup, log_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(a_line_names_the_vgpu_of_its_worker),
		log_test(bytes_that_cannot_be_printed_are_not),
		log_test(a_long_line_is_cut),
		log_test(a_line_that_does_not_end_is_printed_when_the_worker_has_ended),
		log_test(a_worker_that_ends_leaves_no_news),
		log_test(a_worker_writes_few_lines_and_a_bounded_number_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
