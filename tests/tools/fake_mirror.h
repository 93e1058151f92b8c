/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statistics of a fake host that follow the attributes in a folder in place of sysfs (FACET_ROOT).
 */
#ifndef TESTS_FAKE_MIRROR_H
#define TESTS_FAKE_MIRROR_H

#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/tools/fake_stats.h"

static inline uint64_t fake_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* Read an attribute from its file. Keep @value while another process writes the file. */
static inline void fake_follow(const char *root, const char *uuid, const char *name,
			       uint32_t *value)
{
	static const char *const words[] = { "high", "normal", "low" };
	char path[PATH_MAX], text[32] = "";
	FILE *file;
	uint32_t i;

	snprintf(path, sizeof(path), "%s/sys/bus/mdev/devices/%s/facet/%s", root, uuid, name);
	file = fopen(path, "r");
	if (file && fscanf(file, "%31s", text) == 1) {
		if (text[0] >= '0' && text[0] <= '9')
			*value = strtoul(text, NULL, 10);
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (!strcmp(words[i], text))
				*value = i;
	}
	if (file)
		fclose(file);
}

static inline void fake_mirror_vgpu(struct fake_stats *fake, struct facet_stats_vgpu *vgpu,
				    const char *root)
{
	struct facet_stats_vgpu is = *vgpu;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/bus/mdev/devices/%s", root, vgpu->uuid);
	is.state = access(path, F_OK) ? FACET_STATS_NONE : FACET_STATS_OPEN;
	if (is.state != vgpu->state)
		is.created_ns = fake_now();
	fake_follow(root, vgpu->uuid, "weight", &is.weight);
	fake_follow(root, vgpu->uuid, "cap", &is.cap);
	fake_follow(root, vgpu->uuid, "slice_us", &is.slice_us);
	fake_follow(root, vgpu->uuid, "priority", &is.priority);
	if (!memcmp(&is, vgpu, sizeof(is)))
		return;
	__atomic_add_fetch(&vgpu->generation, 1, __ATOMIC_SEQ_CST);
	memcpy(&vgpu->state, &is.state,
	       offsetof(struct facet_stats_vgpu, width) - offsetof(struct facet_stats_vgpu, state));
	__atomic_add_fetch(&vgpu->generation, 1, __ATOMIC_SEQ_CST);
	fake->header.serial++;
}

/* Update all vGPUs. A vGPU without a folder does not exist. */
static inline void fake_mirror(struct fake_stats *fake, uint32_t n, const char *root)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		fake_mirror_vgpu(fake, &fake->vgpus[i], root);
}

#endif
