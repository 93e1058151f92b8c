// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rounds of facetd (control.c) and its event loop (loop.c) on a host that is a folder and a file of
 * statistics. The linker replaces calls that are to fail: writes of knobs, and the exporter's
 * descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/tools/fake_mirror.h"
#include "tools/facetd/control.h"
#include "tools/facetd/exporter.h"
#include "tools/facetd/log.h"
#include "tools/facetd/loop.h"
#include "tools/lib/sysfs.h"

#define WEEK_MINUTE	0

static char folder[64];
static struct fake_stats *fake;

/* Result of each write of a knob; 0: the file is written. */
static int refusal;

/* The log's last line. */
static char logged[512];

int __real_sysfs_write(const char *path, const char *value);
int __wrap_sysfs_write(const char *path, const char *value);
int __wrap_exporter_fd(const struct exporter_server *server);
void __wrap_say(int priority, const char *format, ...);

int __wrap_sysfs_write(const char *path, const char *value)
{
	return refusal ? refusal : __real_sysfs_write(path, value);
}

/* Fail as libmicrohttpd does without a descriptor: errno says nothing. */
int __wrap_exporter_fd(const struct exporter_server *server)
{
	errno = 0;
	return -1;
}

void __wrap_say(int priority, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(logged, sizeof(logged), format, args);
	va_end(args);
}

/* main.c has this function. No test reloads a configuration. */
bool loop_read_config(const char *path, struct config *config)
{
	return false;
}

/* --- the host ----------------------------------------------------------------------------- */

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/sys/bus/mdev/devices/%s/facet/%s", folder,
		 fake->vgpus[0].uuid, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Make a host with one vGPU that is older than a second, and its statistics. */
static int make_host(void **state)
{
	char command[256], path[128];
	int fd;

	strcpy(folder, "/tmp/facetd-round-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/stats", folder);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*fake)))
		return -1;
	fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (fake == MAP_FAILED)
		return -1;
	fake_stats_init(fake, 1, fake_now() - 1000000000ull);
	fake->vgpus[0].priority = FACET_STATS_NORMAL;
	snprintf(command, sizeof(command), "mkdir -p %s/sys/bus/mdev/devices/%s/facet", folder,
		 fake->vgpus[0].uuid);
	if (system(command))
		return -1;
	write_file("weight", "100\n");
	write_file("cap", "0\n");
	write_file("slice_us", "0\n");
	write_file("priority", "normal\n");
	write_file("type", "facet-1\n");
	write_file("name", "web\n");
	setenv("FACET_STATS", path, 1);
	setenv("FACET_ROOT", folder, 1);
	refusal = 0;
	*logged = 0;
	return 0;
}

static int remove_host(void **state)
{
	char command[128];

	munmap(fake, sizeof(*fake));
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

/* Parse a configuration. %s of @text is the host's folder. */
static void configure(struct config *config, const char *text)
{
	struct config_errors errors;
	char whole[1024];
	int n = snprintf(whole, sizeof(whole), text, folder);

	assert_int_equal(config_parse(whole, n, config, &errors), 0);
}

/* Begin with a policy that gives each vGPU a weight of 300. */
static struct control *begin_heavy(void)
{
	struct control *control = calloc(1, sizeof(*control));

	configure(&control->config, "[facetd]\nstate = %s/state\n"
				    "[policy heavy]\nkind = fixed\nweight = 300\n"
				    "[class all]\nmatch = *\npolicies = heavy\n");
	control->watch.root = folder;
	assert_int_equal(control_begin(control), 0);
	return control;
}

static void end(struct control *control)
{
	control_end(control);
	free(control);
}

/* --- tests -------------------------------------------------------------------------------- */

static void a_refused_write_does_not_hide_a_new_name(void **state)
{
	struct control *control = begin_heavy();

	refusal = -EINVAL;
	control_round(control, WEEK_MINUTE);
	assert_non_null(strstr(logged, "weight from 100 to 300"));
	assert_non_null(strstr(logged, "refused"));
	assert_string_equal(control->watch.vgpus[0].name, "web");
	write_file("name", "db\n");
	fake->header.serial++;
	control_round(control, WEEK_MINUTE);
	assert_string_equal(control->watch.vgpus[0].name, "db");
	end(control);
}

static void an_own_write_is_no_reason_to_read_names(void **state)
{
	struct control *control = begin_heavy();

	control_round(control, WEEK_MINUTE);
	fake_mirror(fake, 1, folder);
	assert_int_equal(fake->vgpus[0].weight, 300);
	write_file("name", "db\n");
	control_round(control, WEEK_MINUTE);
	assert_string_equal(control->watch.vgpus[0].name, "web");
	end(control);
}

static void an_exporter_without_a_descriptor_is_reported(void **state)
{
	const struct loop_options options = { .path = "", .count = 1 };
	struct config *config = calloc(1, sizeof(*config));
	char text[256];

	snprintf(text, sizeof(text), "[facetd]\nstate = %%s/state\nexporter = unix:%s/socket\n",
		 folder);
	configure(config, text);
	assert_int_equal(loop_run(config, &options), 0);
	assert_string_equal(logged, "the exporter cannot be waited for");
	free(config);
}

static void policies_see_the_frames_between_two_samples(void **state)
{
	struct control *control = begin_heavy();

	fake->vgpus[0].flips_shown = 100;
	control_round(control, WEEK_MINUTE);
	assert_true(control->watch.snapshot[0].frames.shown == 0);
	fake->vgpus[0].flips_shown = 160;
	fake->vgpus[0].flips_missed = 30;
	control_round(control, WEEK_MINUTE);
	assert_true(control->watch.snapshot[0].frames.missed > 0);
	assert_float_equal(control->watch.snapshot[0].frames.shown /
			   control->watch.snapshot[0].frames.missed, 2, 1e-9);
	end(control);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_refused_write_does_not_hide_a_new_name, make_host,
						remove_host),
		cmocka_unit_test_setup_teardown(an_own_write_is_no_reason_to_read_names, make_host,
						remove_host),
		cmocka_unit_test_setup_teardown(policies_see_the_frames_between_two_samples,
						make_host, remove_host),
		cmocka_unit_test_setup_teardown(an_exporter_without_a_descriptor_is_reported,
						make_host, remove_host),
	};

	return cmocka_run_group_tests_name("facetd_round", tests, NULL, NULL);
}
