// SPDX-License-Identifier: GPL-2.0-only
/* Reading of the shared statistics by tools: versions, sizes, whole records, rates. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/tools/fake_stats.h"
#include "tools/lib/stats.h"

#define SECOND	1000000000ull

static struct fake_stats fake;
static char path[32];

static void write_fake(void)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(&fake, sizeof(fake), 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
	fake_stats_init(&fake, 3, 2 * SECOND);
	return 0;
}

static void assert_refused(const char *why)
{
	char error[STATS_ERROR] = "";
	struct stats stats;

	write_fake();
	assert_int_equal(stats_open(&stats, path, error), -EPROTO);
	if (!strstr(error, why))
		fail_msg("'%s' does not say '%s'", error, why);
}

static void records_in_use_are_copied(void **state)
{
	struct stats_sample look = { 0 };
	char error[STATS_ERROR];
	struct stats stats;

	fake.vgpus[1].state = FACET_STATS_NONE;
	fake.vgpus[2].engines[1].busy_ns = 77;
	fake.vgpus[2].cap = 30;
	write_fake();
	assert_int_equal(stats_open(&stats, path, error), 0);
	assert_int_equal(stats_take_sample(&stats, &look), 0);
	assert_int_equal(look.n_gpus, 1);
	assert_string_equal(look.gpus[0].name, "facet");
	assert_int_equal(look.n_vgpus, 2);
	assert_string_equal(look.vgpus[1].uuid, fake.vgpus[2].uuid);
	assert_int_equal(look.vgpus[1].cap, 30);
	assert_int_equal(look.vgpus[1].engines[1].busy_ns, 77);
	stats_sample_free(&look);
	stats_close(&stats);
}

static void a_newer_module_wants_newer_tools(void **state)
{
	fake.header.version++;
	assert_refused("update the tools");
}

static void an_older_module_wants_to_be_updated(void **state)
{
	fake.header.version--;
	assert_refused("update the module");
}

static void what_holds_no_statistics_is_reported(void **state)
{
	fake.header.magic = 0;
	assert_refused("no statistics of Facet");
}

static void sizes_that_cannot_be_are_refused(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
	} cases[] = {
		{ offsetof(struct facet_stats_header, size), 8 },
		{ offsetof(struct facet_stats_header, size), ~0u },
		{ offsetof(struct facet_stats_header, gpu_offset), sizeof(fake) + 1 },
		{ offsetof(struct facet_stats_header, gpu_size), 0 },
		{ offsetof(struct facet_stats_header, gpu_count), ~0u },
		{ offsetof(struct facet_stats_header, vgpu_offset), sizeof(fake) },
		{ offsetof(struct facet_stats_header, vgpu_size), 64 },
		{ offsetof(struct facet_stats_header, vgpu_count), ~0u },
		{ offsetof(struct facet_stats_header, engine_size), 1 },
		{ offsetof(struct facet_stats_header, engine_size), 1u << 20 },
		{ offsetof(struct facet_stats_header, engine_count), 3 },
	};
	const struct facet_stats_header good = fake.header;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake.header = good;
		memcpy((uint8_t *)&fake.header + cases[i].offset, &cases[i].value,
		       sizeof(cases[i].value));
		assert_refused("contradicts itself");
	}
}

static void a_record_that_stays_torn_hides_no_other(void **state)
{
	struct stats_sample look = { 0 };
	char error[STATS_ERROR];
	struct stats stats;

	fake.vgpus[0].engines[0].generation = 5;
	fake.vgpus[1].generation = 7;
	write_fake();
	assert_int_equal(stats_open(&stats, path, error), 0);
	assert_int_equal(stats_take_sample(&stats, &look), 0);
	assert_int_equal(look.n_torn, 2);
	assert_int_equal(look.n_gpus, 1);
	assert_int_equal(look.n_vgpus, 1);
	assert_string_equal(look.vgpus[0].uuid, fake.vgpus[2].uuid);
	assert_int_equal(stats_take_sample(&stats, &look), 0);
	assert_int_equal(look.n_torn, 2);
	stats_sample_free(&look);
	stats_close(&stats);
}

static void there_is_no_module(void **state)
{
	char error[STATS_ERROR];
	struct stats stats;

	assert_int_equal(stats_open(&stats, "/nonexistent/facet-stats", error), -ENOENT);
	assert_non_null(strstr(error, "load the module"));
}

static void more_records_than_there_is_room_for_are_not_looked_at(void **state)
{
	struct stats_sample look = { 0 };
	char error[STATS_ERROR];
	struct stats stats;

	fake.header.vgpu_used = ~0u;
	write_fake();
	assert_int_equal(stats_open(&stats, path, error), 0);
	assert_int_equal(stats_take_sample(&stats, &look), 0);
	assert_int_equal(look.n_vgpus, 3);
	stats_sample_free(&look);
	stats_close(&stats);
}

static void what_runs_counts_until_now(void **state)
{
	struct facet_stats_engine engine = { .busy_ns = 10, .waiting_ns = 5, .since_ns = 100 };

	assert_int_equal(stats_busy_ns(&engine, 150), 10);
	engine.state = FACET_STATS_RUNNING;
	assert_int_equal(stats_busy_ns(&engine, 150), 60);
	assert_int_equal(stats_busy_ns(&engine, 90), 10);
	engine.state = FACET_STATS_THROTTLED;
	assert_int_equal(stats_busy_ns(&engine, 150), 10);
	assert_int_equal(stats_waiting_ns(&engine, 150), 55);
}

static void rates_are_per_second(void **state)
{
	const struct facet_stats_engine before = { .busy_ns = SECOND, .submissions = 100 };
	const struct facet_stats_engine after = {
		.busy_ns = 2 * SECOND, .submissions = 140, .preemptions = 6,
		.waiting_ns = SECOND / 2,
	};
	struct stats_rate rate = stats_rate(&before, 10 * SECOND, &after, 12 * SECOND);

	assert_float_equal(rate.busy, 0.5, 1e-9);
	assert_float_equal(rate.waiting, 0.25, 1e-9);
	assert_float_equal(rate.submissions, 20, 1e-9);
	assert_float_equal(rate.preemptions, 3, 1e-9);
	rate = stats_rate(NULL, 10 * SECOND, &after, 14 * SECOND);
	assert_float_equal(rate.busy, 0.5, 1e-9);
	rate = stats_rate(&after, 10 * SECOND, &before, 12 * SECOND);
	assert_float_equal(rate.busy, 0, 1e-9);
	rate = stats_rate(&before, 12 * SECOND, &after, 12 * SECOND);
	assert_float_equal(rate.busy, 0, 1e-9);
}

static void frames_are_per_second(void **state)
{
	const struct facet_stats_vgpu before = { .flips_asked = 10, .flips_shown = 8 };
	const struct facet_stats_vgpu after = {
		.flips_asked = 130, .flips_shown = 126, .flips_missed = 4,
	};
	struct stats_frames frames = stats_frames(&before, 10 * SECOND, &after, 12 * SECOND);

	assert_float_equal(frames.asked, 60, 1e-9);
	assert_float_equal(frames.shown, 59, 1e-9);
	assert_float_equal(frames.missed, 2, 1e-9);
	frames = stats_frames(NULL, 10 * SECOND, &after, 12 * SECOND);
	assert_float_equal(frames.shown, 63, 1e-9);
	frames = stats_frames(&before, 12 * SECOND, &after, 12 * SECOND);
	assert_float_equal(frames.shown, 0, 1e-9);
}

static void a_uuid_that_comes_again_is_another_vgpu(void **state)
{
	struct stats_sample look = { .vgpus = fake.vgpus, .n_vgpus = 3 };
	struct facet_stats_vgpu other = fake.vgpus[1];

	assert_ptr_equal(stats_find(&look, &other, 1), &fake.vgpus[1]);
	assert_ptr_equal(stats_find(&look, &other, 0), &fake.vgpus[1]);
	other.created_ns++;
	assert_null(stats_find(&look, &other, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(records_in_use_are_copied, setup),
		cmocka_unit_test_setup(a_newer_module_wants_newer_tools, setup),
		cmocka_unit_test_setup(an_older_module_wants_to_be_updated, setup),
		cmocka_unit_test_setup(what_holds_no_statistics_is_reported, setup),
		cmocka_unit_test_setup(sizes_that_cannot_be_are_refused, setup),
		cmocka_unit_test_setup(a_record_that_stays_torn_hides_no_other, setup),
		cmocka_unit_test_setup(there_is_no_module, setup),
		cmocka_unit_test_setup(
			more_records_than_there_is_room_for_are_not_looked_at, setup),
		cmocka_unit_test_setup(what_runs_counts_until_now, setup),
		cmocka_unit_test_setup(rates_are_per_second, setup),
		cmocka_unit_test_setup(frames_are_per_second, setup),
		cmocka_unit_test_setup(a_uuid_that_comes_again_is_another_vgpu, setup),
	};
	int fd, ret;

	strcpy(path, "/tmp/facet-stats-XXXXXX");
	fd = mkstemp(path);
	close(fd);
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return ret;
}
