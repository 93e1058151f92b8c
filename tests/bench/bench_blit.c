// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast the software engine's blits are beside one memcpy or memset of as many
 * bytes. Surfaces lie on scattered 4 KiB pages, as guests' do; each ratio is the
 * median of rounds in which both sides take turns.
 */
#include "tests/lib/sgpu_rig.h"

#include <time.h>

#define MIB		(1024u * 1024)
#define VA_SRC		0x40000000ull
#define VA_DST		0x60000000ull
#define ROUNDS		101
#define ROUND_NS	1500000ull

enum { LINEAR, X, Y };

struct bench {
	struct sgpu_rig rig;
	u32 bytes;
	u32 width;		/* bytes */
	u32 height;
	u8 *src;
	u8 *dst;
	u8 *plain_src;
	u8 *plain_dst;
};

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

static void *memory(u32 bytes)
{
	void *p = aligned_alloc(PAGE_SIZE, bytes);

	if (!p)
		abort();
	memset(p, 0x5a, bytes);
	return p;
}

/* Page i of the surface is any page of the memory. */
static void map_scattered(struct sgpu_rig *rig, u64 va, u8 *mem, u32 bytes)
{
	u32 pages = bytes / PAGE_SIZE;
	u32 *place = calloc(pages, sizeof(*place));
	u32 i, j;

	if (!place)
		abort();
	for (i = 0; i < pages; i++)
		place[i] = i;
	for (i = pages - 1; i; i--) {
		j = (u32)rand() % (i + 1);
		swap(place[i], place[j]);
	}
	for (i = 0; i < pages; i++)
		sgpu_rig_map(rig, RIG_PPGTT, va + i * PAGE_SIZE, mem + place[i] * PAGE_SIZE,
			     PAGE_SIZE);
	free(place);
}

static void bench_init(struct bench *b, u32 bytes, u32 width)
{
	sgpu_rig_init(&b->rig, PGPU_BCS, SOFTGPU_USER_STEP);
	b->bytes = bytes;
	b->width = width;
	b->height = bytes / width;
	b->src = memory(bytes);
	b->dst = memory(bytes);
	b->plain_src = memory(bytes);
	b->plain_dst = memory(bytes);
	map_scattered(&b->rig, VA_SRC, b->src, bytes);
	map_scattered(&b->rig, VA_DST, b->dst, bytes);
}

static void bench_exit(struct bench *b)
{
	sgpu_rig_exit(&b->rig);
	free(b->src);
	free(b->dst);
	free(b->plain_src);
	free(b->plain_dst);
}

static void batch(struct bench *b, const u32 *dw, u32 n)
{
	memcpy(b->rig.batch, dw, n * sizeof(*dw));
	b->rig.batch[n] = 0x05000000;
}

static void batch_copy(struct bench *b, u32 dst_tiling, u32 src_tiling)
{
	u32 dst_pitch = dst_tiling ? b->width / 4 : b->width;
	u32 src_pitch = src_tiling ? b->width / 4 : b->width;
	const u32 dw[] = {
		0x50800008 | src_tiling << 20 | dst_tiling << 13, 3u << 24 | dst_pitch,
		0, b->height << 16 | b->width / 4, (u32)VA_DST, VA_DST >> 32,
		0, src_pitch, (u32)VA_SRC, VA_SRC >> 32,
	};

	batch(b, dw, ARRAY_SIZE(dw));
}

static void batch_fill(struct bench *b)
{
	const u32 dw[] = {
		0x54300005, 0x03f00000 | b->width, 0, b->height << 16 | b->width / 4,
		(u32)VA_DST, VA_DST >> 32, 0x12345678,
	};

	batch(b, dw, ARRAY_SIZE(dw));
}

static void engine_once(struct bench *b)
{
	b->rig.event_count = 0;
	b->rig.head = 0;
	b->rig.tail = 0;
	sgpu_rig_run_batch(&b->rig);
}

static void memcpy_once(struct bench *b)
{
	memcpy(b->plain_dst, b->plain_src, b->bytes);
	__asm__ volatile("" : : "r"(b->plain_dst) : "memory");
}

static void memset_once(struct bench *b)
{
	memset(b->plain_dst, 0x5a, b->bytes);
	__asm__ volatile("" : : "r"(b->plain_dst) : "memory");
}

/* Nanoseconds of one call, as the mean of as many as fill a round. */
static double time_of(struct bench *b, void (*once)(struct bench *b))
{
	u64 start = now_ns(), end;
	u32 n = 0;

	do {
		once(b);
		n++;
		end = now_ns();
	} while (end - start < ROUND_NS);
	return (double)(end - start) / n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Speed of the engine as a part of that of @plain. */
static double ratio(struct bench *b, void (*plain)(struct bench *b))
{
	double r[ROUNDS];
	u32 i;

	engine_once(b);
	plain(b);
	for (i = 0; i < ROUNDS; i++) {
		double engine = time_of(b, engine_once);

		r[i] = time_of(b, plain) / engine;
	}
	qsort(r, ROUNDS, sizeof(r[0]), by_value);
	return r[ROUNDS / 2];
}

struct results {
	double linear;
	double tiled;
	double fill;
};

static double lower(double a, double b)
{
	return a < b ? a : b;
}

static void measure(u32 bytes, u32 width, const char *size, struct results *res)
{
	static const struct {
		u32 dst, src;
		const char *name;
	} tiled[] = {
		{ X, LINEAR, "linear to X" },
		{ LINEAR, X, "X to linear" },
		{ Y, LINEAR, "linear to Y" },
		{ LINEAR, Y, "Y to linear" },
	};
	struct bench *b = calloc(1, sizeof(*b));
	double r;
	u32 i;

	if (!b)
		abort();
	bench_init(b, bytes, width);
	batch_copy(b, LINEAR, LINEAR);
	r = ratio(b, memcpy_once);
	fprintf(stderr, "%s linear: %.3f\n", size, r);
	res->linear = lower(res->linear, r);
	for (i = 0; i < ARRAY_SIZE(tiled); i++) {
		batch_copy(b, tiled[i].dst, tiled[i].src);
		r = ratio(b, memcpy_once);
		fprintf(stderr, "%s %s: %.3f\n", size, tiled[i].name, r);
		res->tiled = lower(res->tiled, r);
	}
	batch_fill(b);
	r = ratio(b, memset_once);
	fprintf(stderr, "%s fill: %.3f\n", size, r);
	res->fill = lower(res->fill, r);
	bench_exit(b);
	free(b);
}

static void print(const char *name, double value, const char *end)
{
	printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"ratio\"}%s", name, value, end);
}

int main(void)
{
	struct results res = { 1e9, 1e9, 1e9 };

	measure(MIB, 2048, "1 MiB", &res);
	measure(32 * MIB, 8192, "32 MiB", &res);
	printf("{\"results\":[");
	print("blit_linear_vs_memcpy", res.linear, ",");
	print("blit_tiled_vs_memcpy", res.tiled, ",");
	print("fill_vs_memset", res.fill, "]}\n");
	return 0;
}
