// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the software engine's blits with memcpy and memset of the same pages in the same order,
 * equally warm or cold. The pages of a surface are contiguous or scattered, as a guest's often are.
 * The C function is called once for contiguous pages, else once for each page.
 */
#include "tests/bench/bench.h"
#include "tests/lib/sgpu_rig.h"

#define VA_SRC		0x40000000ull
#define VA_DST		0x60000000ull
#define ROUNDS		101u
#define ROUND_NS	1000000ull
#define SURFACE_BYTES	MIB		/* at least; small blits share a surface */
#define BATCH_BYTES	(16 * MIB)	/* limit of bytes that a batch moves */
#define BATCH_BLITS	1536u		/* limit of blits in a batch */
#define WORST		1e9

enum { LINEAR, X, Y };

struct bench {
	struct sgpu_rig rig;
	u32 bytes;
	u32 turns;		/* how often a batch repeats its blits */
	u32 pages;
	u32 width;		/* in bytes */
	bool scattered;
	u8 *src_memory;
	u8 *dst_memory;
	u8 **src;		/* address of each page */
	u8 **dst;
};

/* Map a surface to pages of @memory, in order or shuffled. Return: the addresses of the pages. */
static u8 **map_surface(struct bench *b, u64 va, u8 *memory)
{
	u8 **page = bench_alloc(b->pages, sizeof(*page));
	u32 i, j;

	for (i = 0; i < b->pages; i++)
		page[i] = memory + (u64)i * PAGE_SIZE;
	for (i = b->pages - 1; b->scattered && i; i--) {
		j = (u32)rand() % (i + 1);
		swap(page[i], page[j]);
	}
	for (i = 0; i < b->pages; i++)
		sgpu_rig_map(&b->rig, RIG_PPGTT, va + (u64)i * PAGE_SIZE, page[i], PAGE_SIZE);
	return page;
}

static struct bench *bench_new(u32 bytes, u32 width, bool scattered)
{
	struct bench *b = bench_alloc(1, sizeof(*b));

	sgpu_rig_init(&b->rig, PGPU_BCS, SOFTGPU_USER_STEP);
	b->bytes = bytes;
	b->pages = bytes / PAGE_SIZE;
	b->width = width;
	b->scattered = scattered;
	b->src_memory = bench_pages(bytes);
	b->dst_memory = bench_pages(bytes);
	b->src = map_surface(b, VA_SRC, b->src_memory);
	b->dst = map_surface(b, VA_DST, b->dst_memory);
	return b;
}

static void bench_free(struct bench *b)
{
	sgpu_rig_exit(&b->rig);
	free(b->src_memory);
	free(b->dst_memory);
	free(b->src);
	free(b->dst);
	free(b);
}

static u32 *put(u32 *to, const u32 *dw, u32 n)
{
	memcpy(to, dw, n * sizeof(*dw));
	return to + n;
}

static u32 turns_of(const struct bench *b, u32 bytes)
{
	return max(1u, min(BATCH_BYTES / b->bytes, BATCH_BLITS / (b->bytes / bytes)));
}

/* Write XY_FAST_COPY_BLT commands of @bytes each that cover the surface, turns_of() times. */
static void batch_copies(struct bench *b, u32 dst_tiling, u32 src_tiling, u32 bytes)
{
	u32 dst_pitch = dst_tiling ? b->width / 4 : b->width;
	u32 src_pitch = src_tiling ? b->width / 4 : b->width;
	u32 *to = b->rig.batch;
	u32 i;

	b->turns = turns_of(b, bytes);
	for (i = 0; i < b->bytes / bytes * b->turns; i++) {
		u32 at = i * bytes % b->bytes;
		const u32 dw[] = {
			0x50800008 | src_tiling << 20 | dst_tiling << 13, 3u << 24 | dst_pitch,
			0, bytes / b->width << 16 | b->width / 4, (u32)VA_DST + at, 0,
			0, src_pitch, (u32)VA_SRC + at, 0,
		};

		to = put(to, dw, ARRAY_SIZE(dw));
	}
	*to = 0x05000000;
}

/* Write XY_COLOR_BLT commands in the same way. */
static void batch_fills(struct bench *b, u32 bytes)
{
	u32 *to = b->rig.batch;
	u32 i;

	b->turns = turns_of(b, bytes);
	for (i = 0; i < b->bytes / bytes * b->turns; i++) {
		u32 at = i * bytes % b->bytes;
		const u32 dw[] = {
			0x54300005, 0x03f00000 | b->width, 0, bytes / b->width << 16 | b->width / 4,
			(u32)VA_DST + at, 0, 0x12345678,
		};

		to = put(to, dw, ARRAY_SIZE(dw));
	}
	*to = 0x05000000;
}

static void engine_once(void *arg)
{
	struct bench *b = arg;

	b->rig.event_count = 0;
	b->rig.head = 0;
	b->rig.tail = 0;
	sgpu_rig_run_batch(&b->rig);
}

static void memcpy_pages(struct bench *b)
{
	u32 i;

	if (!b->scattered)
		memcpy(b->dst_memory, b->src_memory, b->bytes);
	else
		for (i = 0; i < b->pages; i++)
			memcpy(b->dst[i], b->src[i], PAGE_SIZE);
	__asm__ volatile("" : : "r"(b->dst_memory) : "memory");
}

static void memset_pages(struct bench *b)
{
	u32 i;

	if (!b->scattered)
		memset(b->dst_memory, 0x5a, b->bytes);
	else
		for (i = 0; i < b->pages; i++)
			memset(b->dst[i], 0x5a, PAGE_SIZE);
	__asm__ volatile("" : : "r"(b->dst_memory) : "memory");
}

static void memcpy_once(void *arg)
{
	struct bench *b = arg;
	u32 i;

	for (i = 0; i < b->turns; i++)
		memcpy_pages(b);
}

static void memset_once(void *arg)
{
	struct bench *b = arg;
	u32 i;

	for (i = 0; i < b->turns; i++)
		memset_pages(b);
}

static double ratio(struct bench *b, void (*plain)(void *arg), const char *what)
{
	double ns, r = bench_compare(b, engine_once, plain, ROUNDS, ROUND_NS, &ns);

	bench_say("%u KiB %s, %s: %.3f (%.2f GB/s)", b->bytes / KIB,
		  b->scattered ? "scattered" : "in order", what, r,
		  (double)b->bytes * b->turns / ns);
	return r;
}

struct lowest {
	double linear;
	double tiled;
	double fill;
};

static void measure(u32 bytes, u32 width, bool scattered, struct lowest *low)
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
	struct bench *b = bench_new(bytes, width, scattered);
	u32 i;

	batch_copies(b, LINEAR, LINEAR, bytes);
	low->linear = min(low->linear, ratio(b, memcpy_once, "linear"));
	for (i = 0; i < ARRAY_SIZE(tiled); i++) {
		batch_copies(b, tiled[i].dst, tiled[i].src, bytes);
		low->tiled = min(low->tiled, ratio(b, memcpy_once, tiled[i].name));
	}
	batch_fills(b, bytes);
	low->fill = min(low->fill, ratio(b, memset_once, "fill"));
	bench_free(b);
}

/* Plot speed over the size of a blit. Batches of small blits move BATCH_BYTES. */
static void scale(u32 bytes)
{
	struct bench *b = bench_new(max(bytes, SURFACE_BYTES), min(bytes, 4096u), true);

	batch_copies(b, LINEAR, LINEAR, bytes);
	bench_point("blit_size", "linear / memcpy", bytes, ratio(b, memcpy_once, "linear"));
	if (bytes >= 32 * b->width) {
		batch_copies(b, X, LINEAR, bytes);
		bench_point("blit_size", "linear to X / memcpy", bytes, ratio(b, memcpy_once, "X"));
		batch_copies(b, LINEAR, Y, bytes);
		bench_point("blit_size", "Y to linear / memcpy", bytes, ratio(b, memcpy_once, "Y"));
	}
	batch_fills(b, bytes);
	bench_point("blit_size", "fill / memset", bytes, ratio(b, memset_once, "fill"));
	bench_free(b);
}

int main(int argc, char **argv)
{
	static const char how[] = "lowest of 1 and 32 MiB, pages in order and scattered (and of "
		"both directions of X and Y), each the median of 101 rounds in turns with memcpy "
		"or memset of the same pages in the same order";
	struct lowest low = { WORST, WORST, WORST };
	u32 bytes;

	bench_begin(argc, argv, "the engine's blits beside memcpy and memset");
	bench_curve("blit_size", "Blits beside memcpy of the same bytes", "bytes of a blit",
		    "speed / memcpy's", false);
	measure(MIB, 2048, false, &low);
	measure(MIB, 2048, true, &low);
	measure(32 * MIB, 8192, false, &low);
	measure(32 * MIB, 8192, true, &low);
	bench_result("blit_linear_vs_memcpy", low.linear, "ratio", how);
	bench_result("blit_tiled_vs_memcpy", low.tiled, "ratio", how);
	bench_result("fill_vs_memset", low.fill, "ratio", how);
	for (bytes = 4 * KIB; bytes <= 64 * MIB; bytes *= 4)
		scale(bytes);
	return bench_end();
}
