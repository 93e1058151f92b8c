// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exporter's metrics of two queries: counters include the state that goes on, and never fall;
 * vGPUs have the name of their parent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/facetd/metrics.h"
#include "tools/facetd/watch.h"

#define SECOND	1000000000ull
#define VGPUS	2u

static struct facet_stats_vgpu vgpus[VGPUS];
static struct watch_vgpu known[VGPUS];
static struct watch watch;

static int begin(void **state)
{
	memset(vgpus, 0, sizeof(vgpus));
	memset(known, 0, sizeof(known));
	memset(&watch, 0, sizeof(watch));
	watch.sample.vgpus = vgpus;
	watch.sample.n_vgpus = watch.n = VGPUS;
	watch.vgpus = known;
	watch.sample.n_gpus = 2;
	watch.sample.gpu_records[0] = 3;
	watch.sample.gpu_records[1] = 7;
	strcpy(watch.sample.gpus[0].name, "facet");
	strcpy(watch.sample.gpus[1].name, "facet1");
	strcpy(vgpus[0].uuid, "a");
	strcpy(vgpus[1].uuid, "b");
	vgpus[0].gpu = 3;
	vgpus[1].gpu = 7;
	return 0;
}

/* Return a metric of the first engine of a vGPU. */
static double told(const char *metric, uint32_t vgpu)
{
	char begins[128], *text = NULL, *line;
	size_t size = 0;
	double value;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	metrics_print(&watch, out);
	assert_int_equal(fclose(out), 0);
	snprintf(begins, sizeof(begins),
		 "\n%s{uuid=\"%s\",name=\"\",type=\"\",parent=\"%s\",engine=\"rcs\"} ", metric,
		 vgpus[vgpu].uuid, vgpu ? "facet1" : "facet");
	line = strstr(text, begins);
	if (!line)
		fail_msg("there is no line that begins with %s", begins + 1);
	value = strtod(line + strlen(begins), NULL);
	free(text);
	return value;
}

static void look(uint64_t now_ns)
{
	uint32_t i;

	for (i = 0; i < VGPUS; i++)
		times_raise(&known[i].times[0], &vgpus[i].engines[0], now_ns);
}

static void who_waits_for_ever_is_seen_to_wait(void **state)
{
	vgpus[0].engines[0] = (struct facet_stats_engine){ .state = FACET_STATS_WAITING,
							   .since_ns = SECOND };
	look(2 * SECOND);
	assert_float_equal(told("facet_vgpu_waiting_seconds_total", 0), 1, 1e-9);
	look(5 * SECOND);
	assert_float_equal(told("facet_vgpu_waiting_seconds_total", 0), 4, 1e-9);
	assert_float_equal(told("facet_vgpu_throttled_seconds_total", 0), 0, 1e-9);
	assert_float_equal(told("facet_vgpu_busy_seconds_total", 0), 0, 1e-9);
}

static void who_waits_at_its_cap_is_seen_to_do_that(void **state)
{
	vgpus[1].engines[0] = (struct facet_stats_engine){ .state = FACET_STATS_THROTTLED,
							   .since_ns = SECOND };
	look(3 * SECOND);
	assert_float_equal(told("facet_vgpu_waiting_seconds_total", 1), 2, 1e-9);
	assert_float_equal(told("facet_vgpu_throttled_seconds_total", 1), 2, 1e-9);
}

static void no_counter_falls_when_a_run_ends_with_less(void **state)
{
	vgpus[0].engines[0] = (struct facet_stats_engine){ .state = FACET_STATS_RUNNING,
							   .since_ns = SECOND };
	look(3 * SECOND);
	assert_float_equal(told("facet_vgpu_busy_seconds_total", 0), 2, 1e-9);
	vgpus[0].engines[0] = (struct facet_stats_engine){ .busy_ns = SECOND,
							   .since_ns = 3 * SECOND };
	look(4 * SECOND);
	assert_float_equal(told("facet_vgpu_busy_seconds_total", 0), 2, 1e-9);
	vgpus[0].engines[0].busy_ns = 3 * SECOND;
	look(5 * SECOND);
	assert_float_equal(told("facet_vgpu_busy_seconds_total", 0), 3, 1e-9);
}

static void screens_are_counted_to_the_last_digit(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	vgpus[1].flips_asked = 12345678903ull;
	vgpus[1].flips_shown = 12345678902ull;
	vgpus[1].flips_missed = 12345678901ull;
	vgpus[1].screen_bytes_copied = 12345678900ull;
	assert_non_null(out);
	metrics_print(&watch, out);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "facet_vgpu_flips_asked_total{uuid=\"b\",name=\"\",type=\"\","
				     "parent=\"facet1\"} 12345678903\n"));
	assert_non_null(strstr(text, "parent=\"facet1\"} 12345678902\n"));
	assert_non_null(strstr(text, "parent=\"facet1\"} 12345678901\n"));
	assert_non_null(strstr(text, "facet_vgpu_screen_copied_bytes_total{uuid=\"b\",name=\"\","
				     "type=\"\",parent=\"facet1\"} 12345678900\n"));
	free(text);
}

#define LABELS "{uuid=\"a\",name=\"\",type=\"\",parent=\"facet\"} "

static void moves_are_counted(void **state)
{
	static const char *const lines[] = {
		"\nfacet_vgpu_moves_out_total" LABELS "1\n",
		"\nfacet_vgpu_moves_in_total" LABELS "2\n",
		"\nfacet_vgpu_moves_refused_total" LABELS "3\n",
		"\nfacet_vgpu_move_bytes" LABELS "40125\n",
		"\nfacet_vgpu_move_pause_seconds" LABELS "0.25\n",
	};
	char *text = NULL;
	size_t i, size = 0;
	FILE *out = open_memstream(&text, &size);

	vgpus[0].moves_out = 1;
	vgpus[0].moves_in = 2;
	vgpus[0].moves_refused = 3;
	vgpus[0].move_bytes = 40125;
	vgpus[0].move_pause_ns = SECOND / 4;
	assert_non_null(out);
	metrics_print(&watch, out);
	assert_int_equal(fclose(out), 0);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_non_null(strstr(text, lines[i]));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(who_waits_for_ever_is_seen_to_wait, begin),
		cmocka_unit_test_setup(who_waits_at_its_cap_is_seen_to_do_that, begin),
		cmocka_unit_test_setup(no_counter_falls_when_a_run_ends_with_less, begin),
		cmocka_unit_test_setup(screens_are_counted_to_the_last_digit, begin),
		cmocka_unit_test_setup(moves_are_counted, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
