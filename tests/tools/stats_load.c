// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statistics that move as those of a busy host do: stats_load FILE VGPUS [ROOT]. Whoever maps FILE (FACET_STATS) sees
 * weights 1 to 4 share the render engine, and the last vGPU of four wait at a cap. With ROOT, knobs are those of the
 * files in its sysfs, and a vGPU without a folder there is not. Runs until it is killed.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/tools/fake_stats.h"

#define STEP_NS		10000000ull

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void step(struct fake_stats *fake, uint32_t n, uint64_t ns)
{
	struct facet_stats_engine *engine;
	uint32_t i, weights = 0;

	for (i = 0; i < n; i++)
		weights += i % 4 + 1;
	for (i = 0; i < n; i++) {
		engine = &fake->vgpus[i].engines[0];
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
		engine->busy_ns += ns * (i % 4 + 1) / weights;
		engine->waiting_ns += ns / 4;
		engine->submissions += i % 4 + 1;
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	}
	engine = &fake->gpu.engines[0];
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	engine->busy_ns += ns;
	engine->submissions += weights;
	engine->competing = n;
	engine->slice_ns = 500000;
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
}

/* A knob as the file has it, or as it was where that is being written. */
static void follow(const char *root, const char *uuid, const char *name, uint32_t *value)
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

static void mirror_vgpu(struct fake_stats *fake, struct facet_stats_vgpu *vgpu, const char *root)
{
	struct facet_stats_vgpu is = *vgpu;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/bus/mdev/devices/%s", root, vgpu->uuid);
	is.state = access(path, F_OK) ? FACET_STATS_NONE : FACET_STATS_OPEN;
	if (is.state != vgpu->state)
		is.created_ns = now();
	follow(root, vgpu->uuid, "weight", &is.weight);
	follow(root, vgpu->uuid, "cap", &is.cap);
	follow(root, vgpu->uuid, "slice_us", &is.slice_us);
	follow(root, vgpu->uuid, "priority", &is.priority);
	if (!memcmp(&is, vgpu, sizeof(is)))
		return;
	__atomic_add_fetch(&vgpu->generation, 1, __ATOMIC_SEQ_CST);
	memcpy(&vgpu->state, &is.state, offsetof(struct facet_stats_vgpu, width) - offsetof(struct facet_stats_vgpu, state));
	__atomic_add_fetch(&vgpu->generation, 1, __ATOMIC_SEQ_CST);
	fake->header.serial++;
}

static void mirror(struct fake_stats *fake, uint32_t n, const char *root)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		mirror_vgpu(fake, &fake->vgpus[i], root);
}

int main(int argc, char **argv)
{
	uint32_t i, n = argc == 3 || argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	int fd = n && n <= FAKE_VGPUS ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
	struct fake_stats *fake;
	uint64_t before, at;

	if (fd < 0 || ftruncate(fd, sizeof(*fake))) {
		fprintf(stderr, "stats_load FILE VGPUS [ROOT] (1 to %u)\n", FAKE_VGPUS);
		return 2;
	}
	fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fake == MAP_FAILED)
		return 1;
	fake_stats_init(fake, n, now());
	for (i = 0; i < n; i++) {
		fake->vgpus[i].weight = 100 * (i % 4 + 1);
		fake->vgpus[i].cap = i % 4 == 3 ? 40 : 0;
	}
	if (argc == 4)
		mirror(fake, n, argv[3]);
	puts("moving");
	fflush(stdout);
	for (before = now();; before = at) {
		usleep(STEP_NS / 1000);
		at = now();
		step(fake, n, at - before);
		if (argc == 4)
			mirror(fake, n, argv[3]);
	}
}
