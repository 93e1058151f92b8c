// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test how facet-engine finds the control groups of VMMs, which may be hostile
 * (engine/service/vmm_group.h), by files of /proc (tools/lib/proc.h).
 */
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
#include <sys/wait.h>
#include <unistd.h>

#include "engine/service/vmm_group.h"
#include "port.h"
#include "tools/lib/proc.h"

static void a_process_that_has_ended_has_no_group(void **state)
{
	pid_t child = fork();
	int folder;

	if (!child)
		for (;;)
			pause();
	folder = vmm_group_process(child);
	assert_true(folder >= 0);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(vmm_group_open(folder), -ESRCH);
	close(folder);
	assert_int_equal(vmm_group_process(child), -ESRCH);
	assert_int_equal(vmm_group_process(0), -ESRCH);
}

static char file_name[32];

/* Write a file of lines: @fill bytes of 'a' and @rest. */
static void write_file(size_t fill, const char *rest)
{
	FILE *file = fopen(file_name, "w");
	size_t i;

	assert_non_null(file);
	for (i = 0; i < fill; i++)
		fputc('a', file);
	fputs(rest, file);
	fclose(file);
}

static int file_setup(void **state)
{
	int fd;

	strcpy(file_name, "/tmp/facet-test-XXXXXX");
	fd = mkstemp(file_name);

	return fd < 0 ? -1 : close(fd);
}

static int file_teardown(void **state)
{
	return unlink(file_name);
}

static void a_line_is_found_by_its_prefix(void **state)
{
	char value[PATH_MAX];

	write_file(0, "1:cpu:/x\n0::/a b\n0::/second\n");
	assert_int_equal(proc_line(AT_FDCWD, file_name, PROC_UNIFIED, value), 0);
	assert_string_equal(value, "/a b");
	assert_int_equal(proc_line(AT_FDCWD, file_name, "2:", value), -ENODATA);
	assert_int_equal(proc_line(AT_FDCWD, "/nowhere", "", value), -ENOENT);
	write_file(0, "0::/last");
	assert_int_equal(proc_line(AT_FDCWD, file_name, PROC_UNIFIED, value), 0);
	assert_string_equal(value, "/last");
}

/* A process names its own groups. So the rest of a long line must not look like a line. */
static void the_rest_of_a_long_line_is_no_line(void **state)
{
	char value[PATH_MAX];
	size_t fill;

	for (fill = PATH_MAX - 4; fill < PATH_MAX + 4; fill++) {
		write_file(fill, "0::/forged\n0::/true\n");
		assert_int_equal(proc_line(AT_FDCWD, file_name, PROC_UNIFIED, value), 0);
		assert_string_equal(value, "/true");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_that_has_ended_has_no_group),
		cmocka_unit_test(a_line_is_found_by_its_prefix),
		cmocka_unit_test(the_rest_of_a_long_line_is_no_line),
	};

	return cmocka_run_group_tests(tests, file_setup, file_teardown);
}
