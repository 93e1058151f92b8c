// SPDX-License-Identifier: GPL-2.0-only
/*
 * Map and sample the shared statistics of Facet. The module never waits for a reader. The reader
 * copies a record again if the module has written the record meanwhile. After PATIENCE tries the
 * reader leaves out the record. facet-top, facetd and facetctl call these functions. No function
 * takes a lock.
 */
#include "tools/lib/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NS		1000000000ull
#define SIZE_MAX_SANE	(64u << 20)	/* bytes of the mapping; Facet's is never larger */

/* Tries to copy one record. The module writes a record in less than a microsecond. */
#define PATIENCE	10000u

/* Tries between two calls of sched_yield(): the writer may need this very processor. */
#define YIELD		100u

const char *const stats_engine_names[FACET_STATS_ENGINES] = { "rcs", "bcs", "vcs", "vecs" };

const char *const stats_trap_names[FACET_TRAP_CLASSES] = {
	[FACET_TRAP_CONFIG] = "config",
	[FACET_TRAP_MMIO_READ] = "mmio_read",
	[FACET_TRAP_MMIO_WRITE] = "mmio_write",
	[FACET_TRAP_GGTT] = "ggtt",
	[FACET_TRAP_APERTURE] = "aperture",
	[FACET_TRAP_FAULT] = "fault",
	[FACET_TRAP_TRACKED] = "tracked",
};

/* --- opening ------------------------------------------------------------------------------ */

static bool fits(uint64_t offset, uint64_t size, uint64_t count, uint64_t all)
{
	return size && offset <= all && count <= (all - offset) / size;
}

/*
 * Check that a record has room for the engines. @head bytes come first, then the engines. The
 * module chooses the size of an engine's part, h->engine_size.
 */
static bool engines_fit(const struct facet_stats_header *h, uint32_t record, size_t head)
{
	return h->engine_count >= FACET_STATS_ENGINES && h->engine_size % sizeof(uint64_t) == 0 &&
	       h->engine_size >= sizeof(uint64_t) && record >= head &&
	       FACET_STATS_ENGINES <= (record - head) / h->engine_size;
}

static int check_header(const struct facet_stats_header *h, const char *path, char *error)
{
	if (h->magic != FACET_STATS_MAGIC) {
		snprintf(error, STATS_ERROR, "%s holds no statistics of Facet: unset FACET_STATS",
			 path);
		return -EPROTO;
	}
	if (h->version != FACET_STATS_VERSION) {
		snprintf(error, STATS_ERROR,
			 "%s has version %u, and this program knows %u: update %s", path,
			 h->version, FACET_STATS_VERSION,
			 h->version > FACET_STATS_VERSION ? "the tools" : "the module facet");
		return -EPROTO;
	}
	if (h->size < sizeof(*h) || h->size > SIZE_MAX_SANE ||
	    !fits(h->gpu_offset, h->gpu_size, h->gpu_count, h->size) ||
	    !fits(h->vgpu_offset, h->vgpu_size, h->vgpu_count, h->size) ||
	    !engines_fit(h, h->gpu_size, offsetof(struct facet_stats_gpu, engines)) ||
	    !engines_fit(h, h->vgpu_size, offsetof(struct facet_stats_vgpu, engines))) {
		snprintf(error, STATS_ERROR, "%s contradicts itself: report that", path);
		return -EPROTO;
	}
	return 0;
}

static int map(int fd, size_t size, const uint8_t **out)
{
	struct stat stat;
	void *p;

	/* A read behind the end of a mapped file raises SIGBUS: refuse a file that is too short. */
	if (fstat(fd, &stat))
		return -errno;
	if (S_ISREG(stat.st_mode) && (size_t)stat.st_size < size)
		return -ENODATA;
	p = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	*out = p;
	return 0;
}

static int open_fd(struct stats *stats, int fd, const char *path, char *error)
{
	const uint8_t *first = NULL;
	int ret = map(fd, FACET_STATS_FIRST, &first);

	if (ret) {
		snprintf(error, STATS_ERROR, "%s cannot be mapped: %s", path, strerror(-ret));
		return ret;
	}
	memcpy(&stats->header, first, sizeof(stats->header));
	munmap((void *)first, FACET_STATS_FIRST);
	ret = check_header(&stats->header, path, error);
	if (ret)
		return ret;
	stats->size = stats->header.size;
	ret = map(fd, stats->size, &stats->map);
	if (ret)
		snprintf(error, STATS_ERROR, "%s cannot be mapped: %s", path, strerror(-ret));
	return ret;
}

int stats_open(struct stats *stats, const char *path, char error[static STATS_ERROR])
{
	int fd, ret;

	memset(stats, 0, sizeof(*stats));
	if (!path)
		path = getenv("FACET_STATS");
	if (!path)
		path = STATS_NODE;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		snprintf(error, STATS_ERROR, "%s: %s: %s", path, strerror(errno),
			 errno == ENOENT ? "load the module facet" :
					   "ask as root, or let your group have it (udev)");
		return ret;
	}
	ret = open_fd(stats, fd, path, error);
	close(fd);
	return ret;
}

void stats_close(struct stats *stats)
{
	if (stats->map)
		munmap((void *)stats->map, stats->size);
	memset(stats, 0, sizeof(*stats));
}

/* --- sampling ----------------------------------------------------------------------------- */

/*
 * Copy @size bytes that begin with their generation. The copy is consistent if the generation is
 * even and the same before and after. Return: 0; -EAGAIN: the bytes kept changing.
 */
static int copy_whole(void *to, const uint8_t *from, size_t size)
{
	const uint32_t *generation = (const uint32_t *)from;
	uint32_t before, tries;

	for (tries = 0; tries < PATIENCE; tries++) {
		before = __atomic_load_n(generation, __ATOMIC_ACQUIRE);
		memcpy(to, from, size);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (!(before & 1) && before == __atomic_load_n(generation, __ATOMIC_RELAXED))
			return 0;
		if (tries % YIELD == YIELD - 1)
			sched_yield();
	}
	return -EAGAIN;
}

/* Copy the engines of one record. The header gives the distance from one engine to the next. */
static int copy_engines(const struct stats *stats, struct facet_stats_engine *to,
			const uint8_t *from)
{
	const uint32_t theirs = stats->header.engine_size;
	const size_t size = theirs < sizeof(*to) ? theirs : sizeof(*to);
	uint32_t i;
	int ret = 0;

	for (i = 0; i < FACET_STATS_ENGINES && !ret; i++)
		ret = copy_whole(&to[i], from + (size_t)i * theirs, size);
	return ret;
}

static int copy_vgpu(const struct stats *stats, struct facet_stats_vgpu *to, const uint8_t *from)
{
	const size_t head = offsetof(struct facet_stats_vgpu, engines);
	int ret;

	memset(to, 0, sizeof(*to));
	ret = copy_whole(to, from, head);
	if (!ret && to->state != FACET_STATS_NONE)
		ret = copy_engines(stats, to->engines, from + head);
	to->uuid[sizeof(to->uuid) - 1] = 0;
	to->type[sizeof(to->type) - 1] = 0;
	return ret;
}

static int copy_gpu(const struct stats *stats, struct facet_stats_gpu *to, const uint8_t *from)
{
	const size_t head = offsetof(struct facet_stats_gpu, engines);
	int ret;

	memset(to, 0, sizeof(*to));
	ret = copy_whole(to, from, head);
	if (!ret && to->used)
		ret = copy_engines(stats, to->engines, from + head);
	to->name[sizeof(to->name) - 1] = 0;
	to->pgpu[sizeof(to->pgpu) - 1] = 0;
	return ret;
}

/*
 * Return the number of records that were ever in use. These are the first records. The module may
 * add one meanwhile.
 */
static uint32_t vgpus_used(const struct stats *stats)
{
	const struct facet_stats_header *h = (const struct facet_stats_header *)stats->map;
	uint32_t used = __atomic_load_n(&h->vgpu_used, __ATOMIC_ACQUIRE);

	return used < stats->header.vgpu_count ? used : stats->header.vgpu_count;
}

static int make_room(struct stats_sample *sample, uint32_t n)
{
	struct facet_stats_vgpu *vgpus;

	if (n <= sample->room)
		return 0;
	vgpus = realloc(sample->vgpus, n * sizeof(*vgpus));
	if (!vgpus)
		return -ENOMEM;
	sample->vgpus = vgpus;
	sample->room = n;
	return 0;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static void sample_gpus(const struct stats *stats, struct stats_sample *sample)
{
	const struct facet_stats_header *h = &stats->header;
	uint32_t i;

	sample->n_gpus = 0;
	for (i = 0; i < h->gpu_count && sample->n_gpus < FACET_STATS_GPUS; i++) {
		struct facet_stats_gpu *gpu = &sample->gpus[sample->n_gpus];

		sample->gpu_records[sample->n_gpus] = i;
		if (copy_gpu(stats, gpu, stats->map + h->gpu_offset + (size_t)i * h->gpu_size))
			sample->n_torn++;
		else
			sample->n_gpus += gpu->used != 0;
	}
}

static void sample_vgpus(const struct stats *stats, struct stats_sample *sample, uint32_t used)
{
	const struct facet_stats_header *h = &stats->header;
	uint32_t i;

	sample->n_vgpus = 0;
	for (i = 0; i < used; i++) {
		struct facet_stats_vgpu *vgpu = &sample->vgpus[sample->n_vgpus];

		if (copy_vgpu(stats, vgpu, stats->map + h->vgpu_offset + (size_t)i * h->vgpu_size))
			sample->n_torn++;
		else
			sample->n_vgpus += vgpu->state != FACET_STATS_NONE;
	}
}

int stats_take_sample(const struct stats *stats, struct stats_sample *sample)
{
	uint32_t used = vgpus_used(stats);
	int ret = make_room(sample, used);

	if (ret)
		return ret;
	sample->now_ns = now();
	sample->serial = __atomic_load_n(&((const struct facet_stats_header *)stats->map)->serial,
				       __ATOMIC_ACQUIRE);
	sample->n_torn = 0;
	sample_gpus(stats, sample);
	sample_vgpus(stats, sample, used);
	return 0;
}

void stats_sample_free(struct stats_sample *sample)
{
	free(sample->vgpus);
	memset(sample, 0, sizeof(*sample));
}

const char *stats_parent(const struct stats_sample *sample,
			 const struct facet_stats_vgpu *vgpu)
{
	uint32_t i;

	for (i = 0; i < sample->n_gpus; i++)
		if (sample->gpu_records[i] == vgpu->gpu)
			return sample->gpus[i].name;
	return "";
}

bool stats_same(const struct facet_stats_vgpu *a, const struct facet_stats_vgpu *b)
{
	return a->created_ns == b->created_ns && !strcmp(a->uuid, b->uuid);
}

const struct facet_stats_vgpu *stats_find(const struct stats_sample *sample,
					  const struct facet_stats_vgpu *vgpu, uint32_t hint)
{
	uint32_t i;

	if (hint < sample->n_vgpus && stats_same(&sample->vgpus[hint], vgpu))
		return &sample->vgpus[hint];
	for (i = 0; i < sample->n_vgpus; i++)
		if (stats_same(&sample->vgpus[i], vgpu))
			return &sample->vgpus[i];
	return NULL;
}

/* --- rates -------------------------------------------------------------------------------- */

/* Return the time since the engine's last change of state. */
static uint64_t elapsed_ns(const struct facet_stats_engine *engine, uint64_t now_ns)
{
	return now_ns > engine->since_ns ? now_ns - engine->since_ns : 0;
}

uint64_t stats_busy_ns(const struct facet_stats_engine *engine, uint64_t now_ns)
{
	return engine->busy_ns +
	       (engine->state == FACET_STATS_RUNNING ? elapsed_ns(engine, now_ns) : 0);
}

uint64_t stats_waiting_ns(const struct facet_stats_engine *engine, uint64_t now_ns)
{
	bool waits = engine->state == FACET_STATS_WAITING || engine->state == FACET_STATS_THROTTLED;

	return engine->waiting_ns + (waits ? elapsed_ns(engine, now_ns) : 0);
}

/*
 * Divide the growth of a counter by the time. Counters only rise. But stats_busy_ns() adds time up
 * to the sample's clock, and so its result can fall a little. Then the rate is 0.
 */
static double per_second(uint64_t before, uint64_t after, uint64_t ns)
{
	return ns && after > before ? (double)(after - before) / ns : 0;
}

struct stats_rate stats_rate(const struct facet_stats_engine *before, uint64_t since_ns,
			     const struct facet_stats_engine *after, uint64_t now_ns)
{
	static const struct facet_stats_engine nothing;
	uint64_t ns = now_ns > since_ns ? now_ns - since_ns : 0;

	if (!before)
		before = &nothing;
	return (struct stats_rate){
		.busy = per_second(stats_busy_ns(before, since_ns), stats_busy_ns(after, now_ns),
				   ns),
		.waiting = per_second(stats_waiting_ns(before, since_ns),
				      stats_waiting_ns(after, now_ns), ns),
		.submissions = per_second(before->submissions, after->submissions, ns) * NS,
		.preemptions = per_second(before->preemptions, after->preemptions, ns) * NS,
	};
}

struct stats_frames stats_frames(const struct facet_stats_vgpu *before, uint64_t since_ns,
				 const struct facet_stats_vgpu *after, uint64_t now_ns)
{
	static const struct facet_stats_vgpu nothing;
	uint64_t ns = now_ns > since_ns ? now_ns - since_ns : 0;

	if (!before)
		before = &nothing;
	return (struct stats_frames){
		.asked = per_second(before->flips_asked, after->flips_asked, ns) * NS,
		.shown = per_second(before->flips_shown, after->flips_shown, ns) * NS,
		.missed = per_second(before->flips_missed, after->flips_missed, ns) * NS,
	};
}
