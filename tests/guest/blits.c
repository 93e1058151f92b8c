// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-blits: random blits on the copy engine. The CPU reads each result through a mapping
 * and compares all bytes of the surface with guest_surface.c.
 *
 *   facet-guest-blits [--count N] [--seed N] [--size PIXELS]
 *
 * A blit is a mismatch if any byte of the surface differs afterwards, inside the blit's rectangle
 * or outside. Exit status: 0 if there was none.
 */
#include "command.h"
#include "gem.h"
#include "random.h"
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define POOL		8	/* surfaces that exist at a time */
#define POOL_LIFE	64	/* blits before new surfaces get new addresses */
#define MAX_BATCH	8	/* blits in one batch */
#define BATCH_BYTES	8192
#define SHOWN		5	/* mismatches that are described */

enum kind { KIND_FILL, KIND_COPY, KIND_FAST_COPY, KINDS };

static const char *const kind_names[KINDS] = {
	"XY_COLOR_BLT", "XY_SRC_COPY_BLT", "XY_FAST_COPY_BLT"
};

/* A surface: the engine's buffer, and the reference for its contents. */
struct item {
	struct surface reference;
	struct gem_bo bo;
	enum gem_map how;
};

struct blit {
	enum kind kind;
	uint32_t cpp, src, dst, src_x, src_y, colour;
	struct rect rect;
};

struct run {
	struct gem gem;
	struct random random;
	struct item pool[POOL];
	struct gem_bo batch;
	uint32_t max_pixels;
	uint64_t done, mismatches, submissions, bytes;
	uint64_t by_kind[KINDS];
	uint32_t tilings_seen;	/* a bit for each pair of tilings (source, destination) */
};

static uint32_t round_up(uint32_t value, uint32_t to)
{
	return (value + to - 1) / to * to;
}

static void item_free(struct run *run, struct item *item)
{
	gem_free(&run->gem, &item->bo);
	free(item->reference.pixels);
	*item = (struct item){ 0 };
}

/* Make a surface of random shape and let the CPU fill it with noise. */
static int item_make(struct run *run, struct item *item)
{
	struct random *r = &run->random;
	enum tiling tiling = random_below(r, TILINGS);
	uint32_t width = random_between(r, 16, run->max_pixels) * 4;
	struct surface *s = &item->reference;
	int rc;

	s->tiling = tiling;
	s->pitch = round_up(width, tile_width(tiling));
	s->height = round_up(random_between(r, 16, run->max_pixels), tile_height(tiling));
	rc = gem_create(&run->gem, surface_size(s), &item->bo);
	if (rc)
		return rc;
	s->pixels = malloc(item->bo.size);
	if (!s->pixels)
		return -ENOMEM;
	random_fill(r, s->pixels, item->bo.size);
	item->how = random_below(r, 2) ? GEM_MAP_WB : GEM_MAP_WC;
	rc = gem_map_bo(&run->gem, &item->bo, item->how);
	if (!rc)
		rc = gem_prepare(&run->gem, &item->bo, item->how, 1);
	if (!rc)
		memcpy(item->bo.map, s->pixels, item->bo.size);
	return rc;
}

static int pool_renew(struct run *run)
{
	uint32_t i;
	int rc;

	for (i = 0; i < POOL; i++) {
		item_free(run, &run->pool[i]);
		rc = item_make(run, &run->pool[i]);
		if (rc)
			return rc;
	}
	return 0;
}

static void blit_choose(struct run *run, struct blit *blit)
{
	struct random *r = &run->random;
	const struct surface *src, *dst;
	uint32_t width, height;

	blit->kind = random_below(r, KINDS);
	blit->cpp = 1u << random_below(r, 3);
	blit->dst = random_below(r, POOL);
	blit->src = (blit->dst + 1 + random_below(r, POOL - 1)) % POOL;
	blit->colour = (uint32_t)random_u64(r);
	dst = &run->pool[blit->dst].reference;
	src = &run->pool[blit->src].reference;
	width = dst->pitch / blit->cpp;
	height = dst->height;
	if (blit->kind != KIND_FILL) {
		if (width > src->pitch / blit->cpp)
			width = src->pitch / blit->cpp;
		if (height > src->height)
			height = src->height;
	}
	width = random_between(r, 1, width);
	height = random_between(r, 1, height);
	blit->rect.x1 = random_between(r, 0, dst->pitch / blit->cpp - width);
	blit->rect.y1 = random_between(r, 0, dst->height - height);
	blit->rect.x2 = blit->rect.x1 + width;
	blit->rect.y2 = blit->rect.y1 + height;
	if (blit->kind != KIND_FILL) {
		blit->src_x = random_between(r, 0, src->pitch / blit->cpp - width);
		blit->src_y = random_between(r, 0, src->height - height);
		run->tilings_seen |= 1u << (src->tiling * TILINGS + dst->tiling);
	}
	run->bytes += (uint64_t)width * height * blit->cpp;
	run->by_kind[blit->kind]++;
}

static void blit_refer(struct run *run, const struct blit *blit)
{
	struct surface *dst = &run->pool[blit->dst].reference;

	if (blit->kind == KIND_FILL)
		reference_fill(dst, &blit->rect, blit->cpp, blit->colour);
	else
		reference_copy(dst, &blit->rect, &run->pool[blit->src].reference, blit->src_x,
			       blit->src_y, blit->cpp);
}

static struct blt_side side(const struct item *item)
{
	return (struct blt_side){ .address = item->bo.address, .pitch = item->reference.pitch,
				  .tiling = item->reference.tiling };
}

static void blit_emit(struct run *run, const struct blit *blit, struct batch *b)
{
	struct blt_side dst = side(&run->pool[blit->dst]), src = side(&run->pool[blit->src]);

	switch (blit->kind) {
	case KIND_FILL:
		emit_color_blt(b, &dst, &blit->rect, blit->cpp, blit->colour);
		break;
	case KIND_COPY:
		emit_src_copy_blt(b, &dst, &blit->rect, &src, blit->src_x, blit->src_y, blit->cpp);
		break;
	default:
		emit_fast_copy_blt(b, &dst, &blit->rect, &src, blit->src_x, blit->src_y, blit->cpp);
		break;
	}
	/* The next blit may read the destination of this one. */
	emit_flush(b);
}

static void mismatch_tell(const struct run *run, const struct blit *blit)
{
	const struct item *dst = &run->pool[blit->dst], *src = &run->pool[blit->src];
	const uint8_t *got = dst->bo.map, *want = dst->reference.pixels;
	size_t i, first = 0, wrong = 0;

	for (i = 0; i < surface_size(&dst->reference); i++)
		if (got[i] != want[i] && !wrong++)
			first = i;
	complain("blit %llu: %s %u bpp to %s (pitch %u) %u,%u-%u,%u from %s (pitch %u) %u,%u: "
		 "%zu bytes differ, first at %#zx: %02x instead of %02x",
		 (unsigned long long)run->done, kind_names[blit->kind], blit->cpp * 8,
		 tiling_name(dst->reference.tiling), dst->reference.pitch, blit->rect.x1,
		 blit->rect.y1, blit->rect.x2, blit->rect.y2, tiling_name(src->reference.tiling),
		 src->reference.pitch, blit->src_x, blit->src_y, wrong, first, got[first],
		 want[first]);
}

/* Compare the surfaces of a finished batch with the reference; each wrong one is a mismatch. */
static int batch_verify(struct run *run, const struct blit *blits, uint32_t n)
{
	uint32_t seen = 0, i;
	int rc;

	/* Backwards: of all blits to a surface, the mismatch is reported for the last one. */
	for (i = n; i-- > 0;) {
		struct item *dst = &run->pool[blits[i].dst];
		size_t size = surface_size(&dst->reference);

		if (seen & 1u << blits[i].dst)
			continue;
		seen |= 1u << blits[i].dst;
		rc = gem_prepare(&run->gem, &dst->bo, dst->how, 0);
		if (rc)
			return rc;
		if (!memcmp(dst->bo.map, dst->reference.pixels, size))
			continue;
		if (run->mismatches++ < SHOWN)
			mismatch_tell(run, &blits[i]);
		/* Continue from the actual contents, so that one error counts once. */
		memcpy(dst->reference.pixels, dst->bo.map, size);
	}
	return 0;
}

static int batch_run(struct run *run, uint32_t n)
{
	const struct gem_bo *bos[POOL];
	struct blit blits[MAX_BATCH];
	struct batch b = { .room = BATCH_BYTES / 4 };
	uint32_t i;
	int rc = gem_prepare(&run->gem, &run->batch, GEM_MAP_WB, 1);

	if (rc)
		return rc;
	b.dwords = run->batch.map;
	for (i = 0; i < n; i++) {
		blit_choose(run, &blits[i]);
		blit_refer(run, &blits[i]);
		blit_emit(run, &blits[i], &b);
	}
	emit_end(&b);
	if (!batch_ok(&b))
		return -E2BIG;
	for (i = 0; i < POOL; i++)
		bos[i] = &run->pool[i].bo;
	rc = gem_exec(&run->gem, &gem_engines[GEM_BCS], &run->batch, b.count * 4, bos, POOL);
	if (rc)
		return rc;
	run->submissions++;
	rc = batch_verify(run, blits, n);
	run->done += n;
	return rc;
}

static int run_all(struct run *run, uint64_t count)
{
	uint64_t renew = 0, told = 0;
	int i, rc = gem_create(&run->gem, BATCH_BYTES, &run->batch);

	if (!rc)
		rc = gem_map_bo(&run->gem, &run->batch, GEM_MAP_WB);
	while (!rc && run->done < count) {
		uint32_t n = random_between(&run->random, 1, MAX_BATCH);

		if (run->done >= renew) {
			rc = pool_renew(run);
			if (rc)
				break;
			renew = run->done + POOL_LIFE;
		}
		if (n > count - run->done)
			n = (uint32_t)(count - run->done);
		rc = batch_run(run, n);
		if (run->done - told >= 100) {
			told = run->done;
			report("progress", "\"blits\":%llu,\"mismatches\":%llu",
			       (unsigned long long)run->done, (unsigned long long)run->mismatches);
		}
	}
	for (i = 0; i < POOL; i++)
		item_free(run, &run->pool[i]);
	gem_free(&run->gem, &run->batch);
	return rc;
}

int main(int argc, char **argv)
{
	struct run run = { .max_pixels = 256 };
	uint64_t count = 1000, seed = 1;
	double start;
	int i, rc;

	for (i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--count"))
			count = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--seed"))
			seed = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--size"))
			run.max_pixels = (uint32_t)number(argv[i + 1]);
		else
			break;
	}
	if (i < argc || run.max_pixels < 16 || run.max_pixels > 2048) {
		complain("usage: facet-guest-blits [--count N] [--seed N] [--size 16..2048]");
		return 2;
	}
	random_seed(&run.random, seed);
	rc = gem_open(&run.gem, 0);
	start = now();
	if (!rc)
		rc = run_all(&run, count);
	report("blits", "\"blits\":%llu,\"blit_mismatches\":%llu,\"seed\":%llu,\"seconds\":%.2f,"
	       "\"submissions\":%llu,\"bytes\":%llu,\"fills\":%llu,\"copies\":%llu,"
	       "\"fast_copies\":%llu,\"tiling_pairs\":%d,\"error\":\"%s\"",
	       (unsigned long long)run.done, (unsigned long long)run.mismatches,
	       (unsigned long long)seed, now() - start, (unsigned long long)run.submissions,
	       (unsigned long long)run.bytes, (unsigned long long)run.by_kind[KIND_FILL],
	       (unsigned long long)run.by_kind[KIND_COPY],
	       (unsigned long long)run.by_kind[KIND_FAST_COPY],
	       __builtin_popcount(run.tilings_seen), rc ? strerror(-rc) : "");
	return rc || run.mismatches || run.done != count;
}
