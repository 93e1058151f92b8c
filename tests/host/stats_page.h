/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of statistics, /dev/facet-stats, as a program reads it. */
#ifndef HOST_STATS_PAGE_H
#define HOST_STATS_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

#define STATS_NODE	"/dev/" FACET_STATS_NAME

/* The page; NULL: it is not mapped. */
extern const struct facet_stats_header *stats_header;

/*
 * struct stats_times - Times of a vGPU on an engine, with the state that goes on counted up to @at.
 * All in ns.
 */
struct stats_times {
	uint64_t at, busy, waiting, preemptions, completions;
};

/* Map the page. Return: false: it cannot be read, or has another version. */
bool stats_page_map(void);
/* Return the record of a vGPU; NULL: there is none. */
const struct facet_stats_vgpu *stats_find(const char *uuid);
/* Read the times of a vGPU on an engine of this number. */
struct stats_times stats_times(const struct facet_stats_vgpu *v, uint32_t engine);

#endif
