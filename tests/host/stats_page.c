// SPDX-License-Identifier: GPL-2.0-only
/* See stats_page.h. */
#include "stats_page.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

const struct facet_stats_header *stats_header;

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

bool stats_page_map(void)
{
	int fd = open(STATS_NODE, O_RDONLY | O_CLOEXEC);
	const struct facet_stats_header *header;
	void *map = fd < 0 ? MAP_FAILED :
			     mmap(NULL, FACET_STATS_FIRST, PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		return false;
	header = map;
	if (header->magic != FACET_STATS_MAGIC || header->version != FACET_STATS_VERSION)
		return false;
	map = mmap(NULL, header->size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return false;
	stats_header = map;
	return true;
}

const struct facet_stats_vgpu *stats_find(const char *uuid)
{
	const uint8_t *vgpus = (const uint8_t *)stats_header + stats_header->vgpu_offset;
	uint32_t i;

	for (i = 0; i < stats_header->vgpu_used; i++) {
		const struct facet_stats_vgpu *v =
			(const void *)(vgpus + (uint64_t)i * stats_header->vgpu_size);

		if (v->state != FACET_STATS_NONE && !strcmp(v->uuid, uuid))
			return v;
	}
	return NULL;
}

struct stats_times stats_times(const struct facet_stats_vgpu *v, uint32_t engine)
{
	const struct facet_stats_engine *e = &v->engines[engine];
	struct facet_stats_engine copy;
	uint32_t generation;
	uint64_t now;

	do {
		generation = __atomic_load_n(&e->generation, __ATOMIC_ACQUIRE);
		memcpy(&copy, e, sizeof(copy));
		now = now_ns();
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (generation & 1 || generation != __atomic_load_n(&e->generation, __ATOMIC_RELAXED));
	if (copy.state == FACET_STATS_RUNNING && now > copy.since_ns)
		copy.busy_ns += now - copy.since_ns;
	if (copy.state == FACET_STATS_WAITING && now > copy.since_ns)
		copy.waiting_ns += now - copy.since_ns;
	return (struct stats_times){ .at = now, .busy = copy.busy_ns, .waiting = copy.waiting_ns,
				     .preemptions = copy.preemptions,
				     .completions = copy.completions };
}
