// SPDX-License-Identifier: GPL-2.0-only
/* Lists of names in a folder, also without memory for a name. The linker replaces strdup(). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "tools/lib/sysfs.h"

#define NAMES	3

/* Number of the copy of a name that fails, from 1; 0: none. */
static int failing;

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);

char *__wrap_strdup(const char *text)
{
	return failing && !--failing ? NULL : __real_strdup(text);
}

static const char *const names[NAMES] = { "facet", "facet2", "facet10" };

/* Make a folder with @names in it. @path gets its path. */
static int make_folder(void **state)
{
	static char path[64];
	char file[128];
	int i;

	strcpy(path, "/tmp/facet-sysfs-XXXXXX");
	if (!mkdtemp(path))
		return -1;
	for (i = 0; i < NAMES; i++) {
		snprintf(file, sizeof(file), "%s/%s", path, names[i]);
		if (mkdir(file, 0700))
			return -1;
	}
	*state = path;
	return 0;
}

static int remove_folder(void **state)
{
	char file[128];
	int i;

	failing = 0;
	for (i = 0; i < NAMES; i++) {
		snprintf(file, sizeof(file), "%s/%s", (char *)*state, names[i]);
		rmdir(file);
	}
	return rmdir(*state);
}

static void names_are_in_the_order_of_their_numbers(void **state)
{
	char **list = NULL;
	int i;

	assert_int_equal(sysfs_list(*state, &list), NAMES);
	for (i = 0; i < NAMES; i++)
		assert_string_equal(list[i], names[i]);
	assert_null(list[NAMES]);
	sysfs_list_free(list);
}

static void a_list_without_memory_for_a_name_is_an_error(void **state)
{
	int i;

	for (i = 1; i <= NAMES; i++) {
		char **list = (char **)&list;

		failing = i;
		assert_int_equal(sysfs_list(*state, &list), -ENOMEM);
		assert_null(list);
	}
}

static void a_folder_that_is_missing_is_an_error_and_no_list(void **state)
{
	char **list = (char **)&list;

	assert_int_equal(sysfs_list("/nonexistent/folder", &list), -ENOENT);
	assert_null(list);
}

static void a_file_exists_if_its_path_leads_to_one(void **state)
{
	assert_true(sysfs_exists("%s", (char *)*state));
	assert_true(sysfs_exists("%s/%s%d", (char *)*state, names[0], 10));
	assert_false(sysfs_exists("%s/%s%d", (char *)*state, names[0], 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_in_the_order_of_their_numbers),
		cmocka_unit_test(a_list_without_memory_for_a_name_is_an_error),
		cmocka_unit_test(a_file_exists_if_its_path_leads_to_one),
		cmocka_unit_test(a_folder_that_is_missing_is_an_error_and_no_list),
	};

	return cmocka_run_group_tests_name("sysfs", tests, make_folder, remove_folder);
}
