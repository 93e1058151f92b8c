// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict on a run, from reports that processes wrote. A process may write anything into the
 * report.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "shim/launcher/verdict.h"

static char path[64];
static FILE *report;

static int setup(void **state)
{
	int fd;

	snprintf(path, sizeof(path), "/tmp/test_verdict.XXXXXX");
	fd = mkstemp(path);
	report = fd < 0 ? NULL : fdopen(fd, "w");
	return !report;
}

static int teardown(void **state)
{
	return unlink(path);
}

static void finish(struct verdict *verdict)
{
	fclose(report);
	verdict_read(verdict, path);
}

static void a_program_with_a_driver_used_the_gpu(void **state)
{
	struct verdict verdict = { 0 };
	char why[256];

	fputs("7\topen\tdemo\n7\tdriver\t/usr/lib/libgallium.so\n7\tfirst\t1\n", report);
	finish(&verdict);
	assert_false(verdict_failure(&verdict, 7, why, sizeof(why)));
	assert_int_equal(verdict.n_processes, 1);
	verdict_exit(&verdict);
}

static void each_process_is_judged_by_its_own_lines(void **state)
{
	struct verdict verdict = { 0 };
	char why[256];
	int pid;

	for (pid = 1000; pid < 4000; pid++)
		fprintf(report, "%d\topen\tchild-%d\n", pid, pid);
	for (pid = 3999; pid >= 1000; pid--)
		fprintf(report, "%d\t%s\t1\n", pid, pid == 1234 ? "first" : "driver");
	finish(&verdict);
	assert_int_equal(verdict.n_processes, 3000);
	assert_true(verdict_failure(&verdict, 1000, why, sizeof(why)));
	assert_non_null(strstr(why, "child-1234 (process 1234)"));
	verdict_exit(&verdict);
}

static void lines_that_are_not_valid_are_ignored(void **state)
{
	struct verdict verdict = { 0 };

	fputs("\n\t\nopen\tx\n-1\topen\tx\n1 open x\n99999999999999999999\topen\tx\n", report);
	finish(&verdict);
	assert_true(verdict.n_processes <= 1);
	verdict_exit(&verdict);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* The launcher reads the report while the program runs, and must still hear Ctrl-C. */
static void a_flood_of_lines_does_not_hold_the_launcher_up(void **state)
{
	struct verdict verdict = { 0 };
	double begin;
	int i;

	for (i = 0; i < 4000000; i++)
		fprintf(report, "%d\tx\t\n", i % 50000 + 1);
	begin = seconds();
	finish(&verdict);
	assert_true(seconds() - begin < 10);
	verdict_exit(&verdict);
}

static void a_pipe_or_a_file_of_zeros_does_not_hold_the_launcher_up(void **state)
{
	struct verdict verdict = { 0 };
	double begin = seconds();

	assert_int_equal(ftruncate(fileno(report), 1ll << 40), 0);
	finish(&verdict);
	assert_int_equal(verdict.n_processes, 0);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(60);
	verdict_read(&verdict, path);
	alarm(0);
	assert_true(seconds() - begin < 10);
	verdict_exit(&verdict);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(a_program_with_a_driver_used_the_gpu),
		ROW(each_process_is_judged_by_its_own_lines),
		ROW(lines_that_are_not_valid_are_ignored),
		ROW(a_flood_of_lines_does_not_hold_the_launcher_up),
		ROW(a_pipe_or_a_file_of_zeros_does_not_hold_the_launcher_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
