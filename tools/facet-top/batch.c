// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-top --batch, for logs. For each sample it prints a line for the engines and a line for each
 * vGPU. main.c calls top_batch().
 */
#include "tools/facet-top/top.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PERCENT	100.0

static void print_row(const char *when, const struct top_row *row)
{
	uint32_t i;

	printf("%s vgpu=%s name=%s type=%s weight=%u cap=%u busy=%.1f", when, row->vgpu.uuid,
	       row->name, row->vgpu.type, row->vgpu.weight, row->vgpu.cap,
	       row->total.busy * PERCENT);
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		printf(" %s=%.1f", stats_engine_names[i], row->engines[i].busy * PERCENT);
	printf(" waiting=%.1f submissions=%.0f preemptions=%.0f pins=%llu shadow_pages=%llu\n",
	       row->total.waiting * PERCENT, row->total.submissions, row->total.preemptions,
	       (unsigned long long)row->vgpu.pins, (unsigned long long)row->vgpu.shadow_pages);
}

static void print_engines(const char *when, const struct top *top)
{
	uint32_t i;

	printf("%s gpu=%s", when, *top->parent.name ? top->parent.name : "-");
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		printf(" %s=%.1f", stats_engine_names[i], top->gpu[i].busy * PERCENT);
	putchar('\n');
}

static void wait_for(double seconds)
{
	struct timespec t = { .tv_sec = seconds, .tv_nsec = (seconds - (long)seconds) * 1e9 };

	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

int top_batch(struct top *top, const struct stats *stats, const struct top_options *options)
{
	unsigned int n;
	char when[32];
	time_t now;
	uint32_t i;
	int ret;

	ret = top_update(top, stats);
	for (n = 0; !ret && (!options->count || n < options->count); n++) {
		wait_for(options->interval);
		ret = top_update(top, stats);
		if (ret)
			break;
		now = time(NULL);
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S%z", localtime(&now));
		print_engines(when, top);
		for (i = 0; i < top->n_rows; i++)
			if (options->all || top->order[i]->vgpu.state == FACET_STATS_OPEN)
				print_row(when, top->order[i]);
		if (fflush(stdout))
			return 1;
	}
	if (ret)
		fprintf(stderr, "facet-top: the statistics cannot be read: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
