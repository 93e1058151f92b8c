// SPDX-License-Identifier: GPL-2.0-only
/* Programs that a process of a run starts: their environment, and those that are reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim/shim_child.h"

#define LIBRARY	"/lib/facet.so"
#define REPORT	"FACET_RUN_REPORT=/run/report"

static struct shim_child_env room;

static int setup(void **state)
{
	shim_child_init(LIBRARY, "/run/report");
	return 0;
}

static void an_environment_that_has_all_stays(void **state)
{
	char *const with[] = { "A=b", "LD_PRELOAD=/x.so:" LIBRARY, "FACET_RUN_REPORT=/y", NULL };

	assert_ptr_equal(shim_child_env(with, &room), with);
}

static void a_cleaned_environment_gets_the_library_and_the_report(void **state)
{
	char *const bare[] = { "A=b", NULL };
	char *const *env = shim_child_env(bare, &room);

	assert_string_equal(env[0], "A=b");
	assert_string_equal(env[1], "LD_PRELOAD=" LIBRARY);
	assert_string_equal(env[2], REPORT);
	assert_null(env[3]);
	env = shim_child_env(NULL, &room);
	assert_string_equal(env[0], "LD_PRELOAD=" LIBRARY);
	assert_string_equal(env[1], REPORT);
	assert_null(env[2]);
}

static void other_libraries_stay_behind_this_one(void **state)
{
	char *const other[] = { "LD_PRELOAD=/x.so " LIBRARY "2", "FACET_RUN_REPORT=/y", NULL };
	char *const *env = shim_child_env(other, &room);

	assert_string_equal(env[0], "FACET_RUN_REPORT=/y");
	assert_string_equal(env[1], "LD_PRELOAD=" LIBRARY ":/x.so " LIBRARY "2");
	assert_null(env[2]);
}

static void an_environment_without_bound_stays(void **state)
{
	static char *many[2 * SHIM_CHILD_VARS];
	u32 i;

	for (i = 0; i + 1 < ARRAY_SIZE(many); i++)
		many[i] = "A=b";
	assert_ptr_equal(shim_child_env(many, &room), many);
}

static void a_process_of_no_run_changes_nothing(void **state)
{
	char *const bare[] = { "A=b", NULL };

	shim_child_init(LIBRARY, NULL);
	assert_ptr_equal(shim_child_env(bare, &room), bare);
}

/* Check a program of the given bytes. Return: true: it was reported. */
static bool reported(const void *bytes, size_t n, const char *text)
{
	char program[] = "/tmp/facet-program-XXXXXX", report[] = "/tmp/facet-report-XXXXXX";
	int fd = mkstemp(program), lines = mkstemp(report);
	char line[512] = "";
	ssize_t got;

	assert_true(fd >= 0 && lines >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	setenv("FACET_RUN_REPORT", report, 1);
	shim_child_check(program);
	unsetenv("FACET_RUN_REPORT");
	got = read(lines, line, sizeof(line) - 1);
	close(lines);
	unlink(program);
	unlink(report);
	return got > 0 && strstr(line, "\tstray\t") && strstr(line, program);
}

static void a_static_program_is_reported_if_it_names_a_gpu(void **state)
{
	const Elf64_Ehdr elf = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64 },
		.e_machine = EM_X86_64, .e_phentsize = sizeof(Elf64_Phdr),
	};

	assert_false(reported(&elf, sizeof(elf), "hello"));
	assert_true(reported(&elf, sizeof(elf), "libEGL.so.1"));
}

static void a_32_bit_program_is_reported(void **state)
{
	const Elf64_Ehdr elf = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32 },
	};

	assert_true(reported(&elf, sizeof(elf), ""));
}

static void other_files_are_not_reported(void **state)
{
	assert_false(reported("hello", 5, ""));
	assert_false(reported("", 0, ""));
	/* This program is linked dynamically. */
	assert_false(reported("#!/proc/self/exe\n", 17, ""));
	shim_child_check("/no/such/file");
}

#define ROW(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(an_environment_that_has_all_stays),
		ROW(a_cleaned_environment_gets_the_library_and_the_report),
		ROW(other_libraries_stay_behind_this_one),
		ROW(an_environment_without_bound_stays),
		ROW(a_process_of_no_run_changes_nothing),
		ROW(a_static_program_is_reported_if_it_names_a_gpu),
		ROW(a_32_bit_program_is_reported),
		ROW(other_files_are_not_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
