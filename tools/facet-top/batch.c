// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-top without a terminal: lines of key=value for logs (--batch), or a line of JSON for each
 * sample (json.c). main.c calls top_batch().
 */
#include "tools/facet-top/top.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/lib/options.h"
#include "tools/lib/timestamp.h"

#define PERCENT	100.0

static void print_row(const char *when, const struct top_row *row)
{
	uint32_t i;

	printf("%s vgpu=%s name=%s type=%s weight=%u cap=%u busy=%.1f", when, row->vgpu.uuid,
	       row->name, row->vgpu.type, row->vgpu.weight, row->vgpu.cap,
	       row->total.busy * PERCENT);
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		printf(" %s=%.1f", stats_engine_names[i], row->engines[i].busy * PERCENT);
	printf(" waiting=%.1f submissions=%.0f preemptions=%.0f pins=%llu shadow_pages=%llu",
	       row->total.waiting * PERCENT, row->total.submissions, row->total.preemptions,
	       (unsigned long long)row->vgpu.pins, (unsigned long long)row->vgpu.shadow_pages);
	printf(" frames=%.1f missed=%.1f", row->frames.shown, row->frames.missed);
	printf(" parent=%s\n", *row->parent ? row->parent : "-");
}

static void print_parent(const char *when, const struct top_parent *parent)
{
	uint32_t i;

	printf("%s gpu=%s", when, parent->gpu.name);
	for (i = 0; i < FACET_STATS_ENGINES; i++)
		printf(" %s=%.1f", stats_engine_names[i], parent->engines[i].busy * PERCENT);
	putchar('\n');
}

static void print_lines(const struct top *top, const struct top_options *options)
{
	char when[TIMESTAMP_SIZE];
	uint32_t i;

	timestamp_print_local(when);
	for (i = 0; i < top->n_parents; i++)
		print_parent(when, &top->parents[i]);
	for (i = 0; i < top->n_order; i++)
		if (options->all || top->order[i]->vgpu.state == FACET_STATS_OPEN)
			print_row(when, top->order[i]);
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
	int ret;

	for (n = 0; !options->count || n < options->count; n++) {
		wait_for(options->interval);
		ret = top_update(top, stats);
		if (ret) {
			fprintf(stderr, "facet-top: the statistics cannot be read: %s\n",
				strerror(-ret));
			return 1;
		}
		if (options->json)
			top_print_json(top, options);
		else
			print_lines(top, options);
		if (!options_flush())
			return 1;
	}
	return 0;
}
