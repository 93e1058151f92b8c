// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statistics that change like those of a busy host, in a file that tools map (FACET_STATS):
 *
 *   stats_load FILE VGPUS [ROOT]
 *   stats_load FILE VGPUS parents
 *   stats_load FILE VGPUS virtio
 *
 * The vGPUs have weights of 100 to 400 and share the render engine by them. Each fourth vGPU has a
 * cap. All show frames, which are copied, and miss a blank for each three. With ROOT, the
 * attributes come from the files of a folder that stands for sysfs; a vGPU without a folder there
 * does not exist. With the word "parents" there are two parents, and each second vGPU is the second
 * parent's, whose blitter is busy for half of the time. With the word "virtio" each second vGPU is
 * a virtio-gpu: its passes are time of the blitter, for which it has no submissions, and it has no
 * pins. The program runs until it is killed.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/tools/fake_mirror.h"

#define STEP_NS		10000000ull
#define BCS		1
#define VIRTIO_TYPE	"facet-v1"
#define SCREEN_BYTES	(1920 * 1080 * 4)

static bool is_virtio(const struct facet_stats_vgpu *vgpu)
{
	return !strcmp(vgpu->type, VIRTIO_TYPE);
}

static void step(struct fake_stats *fake, uint32_t n, uint64_t ns)
{
	struct facet_stats_engine *engine;
	uint32_t i, weights = 0;

	for (i = 0; i < n; i++)
		weights += i % 4 + 1;
	for (i = 0; i < n; i++) {
		engine = &fake->vgpus[i].engines[is_virtio(&fake->vgpus[i]) ? BCS : 0];
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
		engine->busy_ns += ns * (i % 4 + 1) / weights;
		engine->waiting_ns += ns / 4;
		engine->submissions += is_virtio(&fake->vgpus[i]) ? 0 : i % 4 + 1;
		__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
		fake->vgpus[i].flips_asked += 4;
		fake->vgpus[i].flips_shown += 3;
		fake->vgpus[i].flips_missed++;
		fake->vgpus[i].screen_bytes_copied += 3 * SCREEN_BYTES;
	}
	engine = &fake->gpu.engines[0];
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	engine->busy_ns += ns;
	engine->submissions += weights;
	engine->competing = n;
	engine->slice_ns = 500000;
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	engine = &fake->second.engines[BCS];
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
	engine->busy_ns += ns / 2;
	__atomic_add_fetch(&engine->generation, 1, __ATOMIC_SEQ_CST);
}

static void add_parent(struct fake_stats *fake, uint32_t n)
{
	uint32_t i;

	fake->second = fake->gpu;
	strcpy(fake->second.name, "facet1");
	for (i = 1; i < n; i += 2)
		fake->vgpus[i].gpu = 1;
}

static void make_virtio(struct fake_stats *fake, uint32_t n)
{
	uint32_t i;

	for (i = 1; i < n; i += 2)
		strcpy(fake->vgpus[i].type, VIRTIO_TYPE);
}

int main(int argc, char **argv)
{
	uint32_t i, n = argc == 3 || argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	int fd = n && n <= FAKE_VGPUS ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
	const char *word = argc == 4 ? argv[3] : "";
	bool parents = !strcmp(word, "parents"), virtio = !strcmp(word, "virtio");
	const char *root = *word && !parents && !virtio ? word : NULL;
	struct fake_stats *fake;
	uint64_t before, at;

	if (fd < 0 || ftruncate(fd, sizeof(*fake))) {
		fprintf(stderr, "stats_load FILE VGPUS [ROOT|parents|virtio] (1 to %u)\n",
			FAKE_VGPUS);
		return 2;
	}
	fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fake == MAP_FAILED)
		return 1;
	fake_stats_init(fake, n, fake_now());
	for (i = 0; i < n; i++) {
		fake->vgpus[i].weight = 100 * (i % 4 + 1);
		fake->vgpus[i].cap = i % 4 == 3 ? 40 : 0;
	}
	if (root)
		fake_mirror(fake, n, root);
	if (parents)
		add_parent(fake, n);
	if (virtio)
		make_virtio(fake, n);
	puts("moving");
	fflush(stdout);
	for (before = fake_now();; before = at) {
		usleep(STEP_NS / 1000);
		at = fake_now();
		step(fake, n, at - before);
		if (root)
			fake_mirror(fake, n, root);
	}
}
