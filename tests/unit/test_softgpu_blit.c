// SPDX-License-Identifier: GPL-2.0-only
/*
 * The blitter against a reference that knows nothing of pages or rows: it moves
 * one byte at a time by the tiling formulas. Memory is scattered: page i of a
 * surface is not where page i - 1 ends.
 */
#include "tests/lib/sgpu_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/blt.h"
#include "gen9/gtt.h"

#define REGION		(512u * 1024)
#define LARGE		(9u * 1024 * 1024)
#define VA_A		0x40000000ull
#define VA_B		0x50000000ull
#define ROUNDS		400

enum { LINEAR, X, Y };

struct region {
	u64 va;
	u32 size;
	u8 *mem;		/* scattered */
	u32 *place;
	u8 *flat;		/* the reference's, in order of addresses */
};

struct fixture {
	struct sgpu_rig rig;
	struct region a;
	struct region b;
	u32 seed;
};

struct surface {
	struct region *region;
	u32 base;		/* offset in the region */
	s32 pitch;		/* bytes */
	u32 tiling;
};

static u32 rnd(struct fixture *f, u32 below)
{
	f->seed = f->seed * 1664525u + 1013904223u;
	return (u32)((u64)(f->seed >> 8) * below >> 24);
}

static void region_map(struct fixture *f, struct region *r)
{
	u32 i;

	for (i = 0; i < r->size / 4096; i++)
		sgpu_rig_map(&f->rig, RIG_PPGTT, r->va + i * 4096ull,
			     r->mem + r->place[i] * 4096ull, 4096);
}

static void region_init(struct fixture *f, struct region *r, u64 va, u32 size)
{
	u32 i, j;

	r->va = va;
	r->size = size;
	r->mem = aligned_alloc(4096, size);
	r->flat = malloc(size);
	r->place = calloc(size / 4096, sizeof(*r->place));
	for (i = 0; i < size / 4096; i++)
		r->place[i] = i;
	for (i = size / 4096 - 1; i; i--) {
		j = rnd(f, i + 1);
		swap(r->place[i], r->place[j]);
	}
	region_map(f, r);
}

/* From page @from on, so many pages follow each other in memory, and again after a gap. */
static void region_in_order(struct fixture *f, struct region *r, u32 from, u32 run)
{
	u32 pages = r->size / 4096, i;

	for (i = 0; i < pages; i++)
		r->place[i] = pages - 1 - i;
	for (i = from; i + run <= pages; i += run + 1)
		for (u32 j = 0; j < run; j++)
			r->place[i + j] = pages - i - run + j;
	region_map(f, r);
}

static void region_exit(struct region *r)
{
	free(r->mem);
	free(r->flat);
	free(r->place);
}

static void region_fill(struct fixture *f, struct region *r)
{
	u32 i;

	for (i = 0; i < r->size; i++)
		r->flat[i] = (u8)rnd(f, 256);
	for (i = 0; i < r->size / 4096; i++)
		memcpy(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096);
}

static void region_check(const struct region *r)
{
	u32 i;

	/* memcmp() first: cmocka looks byte by byte */
	for (i = 0; i < r->size / 4096; i++)
		if (memcmp(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096))
			assert_memory_equal(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->seed = 20261120;
	sgpu_rig_init(&f->rig, PGPU_BCS, SOFTGPU_USER_STEP);
	region_init(f, &f->a, VA_A, REGION);
	region_init(f, &f->b, VA_B, REGION);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_exit(&f->rig);
	region_exit(&f->a);
	region_exit(&f->b);
	free(f);
	return 0;
}

/* Where a byte is, by the formulas of the PRM. */
static u32 reference_offset(const struct surface *s, s32 x, s32 y)
{
	switch (s->tiling) {
	case X:
		return s->base + (u32)(y / 8 * (s->pitch / 512) + x / 512) * 4096 + y % 8 * 512 +
		       x % 512;
	case Y:
		return s->base + (u32)(y / 32 * (s->pitch / 128) + x / 128) * 4096 +
		       x % 128 / 16 * 512 + y % 32 * 16 + x % 16;
	default:
		return (u32)((s32)s->base + y * s->pitch + x);
	}
}

static u8 reference_rop(u8 code, u8 p, u8 s, u8 d)
{
	u8 out = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		out |= (code >> ((p >> i & 1) << 2 | (s >> i & 1) << 1 | (d >> i & 1)) & 1) << i;
	return out;
}

struct operation {
	struct surface dst, src;
	s32 x1, y1, x2, y2, sx, sy;	/* pixels */
	u32 cpp;
	u8 rop;
	u32 color;
	u32 mask;			/* of 32-bit pixels */
	bool has_src;
	const u8 *tile;			/* 8 x 8 pixels, instead of @color */
	u32 seed_x, seed_y;
};

/* Byte @i of what the pattern has at a pixel. */
static u8 reference_pattern(const struct operation *op, s32 x, s32 y, u32 i)
{
	u32 at = ((u32)y + op->seed_y) % 8 * 8 + ((u32)x + op->seed_x) % 8;

	return op->tile ? op->tile[at * op->cpp + i] : (u8)(op->color >> 8 * (i % 4));
}

static void reference_blit(struct operation *op)
{
	struct region *from = op->has_src ? op->src.region : op->dst.region;
	u8 *before = malloc(from->size);
	s32 x, y;
	u32 i, at, skip = 0;

	memcpy(before, from->flat, from->size);
	for (y = op->y1; y < op->y2; y++) {
		for (x = op->x1; x < op->x2; x++) {
			s32 sx = op->sx + x - op->x1;
			s32 sy = op->sy + y - op->y1;

			if (x < 0 || y < 0 || (op->has_src && (sx < 0 || sy < 0))) {
				skip++;
				continue;
			}
			for (i = 0; i < op->cpp; i++) {
				u8 m = op->cpp == 4 ? (u8)(op->mask >> 8 * i) : 0xff;
				u8 p = op->has_src ? 0 : reference_pattern(op, x, y, i);
				u8 s = 0, d;

				if (op->has_src)
					s = before[reference_offset(&op->src, sx * (s32)op->cpp +
								    (s32)i, sy)];
				at = reference_offset(&op->dst, x * (s32)op->cpp + (s32)i, y);
				d = op->dst.region->flat[at];
				op->dst.region->flat[at] =
					(d & ~m) | (reference_rop(op->rop, p, s, d) & m);
			}
		}
	}
	free(before);
}

static u32 log2_bytes(u32 cpp)
{
	return cpp == 1 ? 0 : cpp == 2 ? 1 : 3;
}

static u32 pitch_field(const struct surface *s)
{
	return (u32)(s->tiling == LINEAR ? s->pitch : s->pitch / 4) & 0xffff;
}

static u32 xy(s32 x, s32 y)
{
	return ((u32)y & 0xffff) << 16 | ((u32)x & 0xffff);
}

static void run(struct fixture *f, const u32 *dw, u32 n, u32 swctrl)
{
	u32 *b = f->rig.batch;
	u32 i;

	*b++ = 0x11000001;
	*b++ = GEN9_BCS_SWCTRL;
	*b++ = 3u << 16 | swctrl;
	for (i = 0; i < n; i++)
		*b++ = dw[i];
	*b = 0x05000000;
	f->rig.event_count = 0;
	sgpu_rig_run_batch(&f->rig);
}

static u32 write_bits(u32 mask)
{
	return (mask & 0xff000000 ? GEN9_BLT_WRITE_ALPHA : 0) |
	       (mask & 0x00ffffff ? GEN9_BLT_WRITE_RGB : 0);
}

static void run_src_copy(struct fixture *f, const struct operation *op)
{
	u64 d = op->dst.region->va + op->dst.base, s = op->src.region->va + op->src.base;
	const u32 dw[] = {
		0x54c00008 | write_bits(op->mask) | (op->src.tiling ? GEN9_BLT_SRC_TILED : 0) |
			(op->dst.tiling ? GEN9_BLT_DST_TILED : 0),
		log2_bytes(op->cpp) << 24 | op->rop << 16 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32,
		xy(op->sx, op->sy), pitch_field(&op->src), (u32)s, s >> 32,
	};

	run(f, dw, ARRAY_SIZE(dw), (op->src.tiling == Y) | (op->dst.tiling == Y) << 1);
}

static void run_color(struct fixture *f, const struct operation *op)
{
	u64 d = op->dst.region->va + op->dst.base;
	const u32 dw[] = {
		0x54000005 | write_bits(op->mask) | (op->dst.tiling ? GEN9_BLT_DST_TILED : 0),
		log2_bytes(op->cpp) << 24 | op->rop << 16 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32, op->color,
	};

	run(f, dw, ARRAY_SIZE(dw), (op->dst.tiling == Y) << 1);
}

static void run_pattern(struct fixture *f, const struct operation *op)
{
	u64 d = op->dst.region->va + op->dst.base;
	u32 n = 16 * op->cpp;
	u32 dw[6 + 64] = {
		0x5c800000 | (4 + n) | write_bits(op->mask) | op->seed_x << 12 | op->seed_y << 8 |
			(op->dst.tiling ? GEN9_BLT_DST_TILED : 0),
		log2_bytes(op->cpp) << 24 | op->rop << 16 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32,
	};

	memcpy(dw + 6, op->tile, n * sizeof(*dw));
	run(f, dw, 6 + n, (op->dst.tiling == Y) << 1);
}

static void run_fast_copy(struct fixture *f, const struct operation *op)
{
	static const u32 depth[17] = { [2] = 1, [4] = 3, [8] = 4, [16] = 5 };
	u64 d = op->dst.region->va + op->dst.base, s = op->src.region->va + op->src.base;
	const u32 dw[] = {
		0x50800008 | op->src.tiling << 20 | op->dst.tiling << 13,
		depth[op->cpp] << 24 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32,
		xy(op->sx, op->sy), pitch_field(&op->src), (u32)s, s >> 32,
	};

	run(f, dw, ARRAY_SIZE(dw), 0);
}

/* A surface in [@from, @to) of a region, and how large it is. */
static void random_surface(struct fixture *f, struct surface *s, struct region *region, u32 cpp,
			   u32 from, u32 to, u32 *width, u32 *height)
{
	static const u32 tile_bytes[] = { 4, 512, 128 };
	u32 unit;

	s->region = region;
	s->tiling = rnd(f, 3);
	unit = max(tile_bytes[s->tiling], cpp);
	s->pitch = (s32)(unit * (1 + rnd(f, s->tiling == LINEAR ? 6000 / unit : 4096 / unit)));
	s->base = from + (s->tiling == LINEAR ? rnd(f, 5000) * cpp % 8000 : rnd(f, 3) * 4096);
	*width = (u32)s->pitch / cpp;
	*height = min(30000u, (to - s->base) / (u32)s->pitch / 32 * 32);
}

static void random_rect(struct fixture *f, struct operation *op, u32 width, u32 height)
{
	op->x1 = (s32)rnd(f, width);
	op->y1 = (s32)rnd(f, height);
	op->x2 = op->x1 + 1 + (s32)rnd(f, width - (u32)op->x1);
	op->y2 = op->y1 + 1 + (s32)rnd(f, min(120u, height - (u32)op->y1));
}

/* The source's corner, so that all of it is inside; else the rectangle shrinks. */
static void random_source(struct fixture *f, struct operation *op, u32 width, u32 height)
{
	op->sx = (s32)rnd(f, width);
	op->sy = (s32)rnd(f, height);
	op->x2 = min(op->x2, op->x1 + (s32)width - op->sx);
	op->y2 = min(op->y2, op->y1 + (s32)height - op->sy);
}

static void check(struct fixture *f, struct operation *op)
{
	reference_blit(op);
	region_check(&f->a);
	region_check(&f->b);
}

static void random_mask_and_rop(struct fixture *f, struct operation *op, u8 usual)
{
	static const u32 masks[] = { ~0u, ~0u, ~0u, 0xff000000, 0x00ffffff, 0 };

	op->mask = masks[rnd(f, ARRAY_SIZE(masks))];
	op->rop = rnd(f, 3) ? usual : (u8)rnd(f, 256);
}

static void fills_match_the_reference(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u32 i, w, h;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ROUNDS; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 1u << rnd(f, 3);
		op.color = rnd(f, 0x1000000) << 8 | rnd(f, 256);
		random_mask_and_rop(f, &op, 0xf0);
		/* the pattern is P: keep S out of the operation, it is undefined here */
		op.rop = (op.rop & 0xcc) >> 2 == (op.rop & 0x33) ? op.rop : 0xf0;
		random_surface(f, &op.dst, &f->a, op.cpp, 0, REGION, &w, &h);
		random_rect(f, &op, w, h);
		run_color(f, &op);
		check(f, &op);
	}
}

static void patterns_match_the_reference(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u8 tile[8 * 8 * 4];
	u32 i, j, w, h;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ROUNDS; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 1u << rnd(f, 3);
		op.tile = tile;
		for (j = 0; j < sizeof(tile); j++)
			tile[j] = (u8)rnd(f, 256);
		op.seed_x = rnd(f, 8);
		op.seed_y = rnd(f, 8);
		random_mask_and_rop(f, &op, 0xf0);
		op.rop = (op.rop & 0xcc) >> 2 == (op.rop & 0x33) ? op.rop : 0xf0;
		random_surface(f, &op.dst, &f->a, op.cpp, 0, REGION, &w, &h);
		random_rect(f, &op, w, h);
		run_pattern(f, &op);
		check(f, &op);
	}
}

/* What a command before it left there is no pattern. */
static void a_pattern_that_is_cut_short_has_no_effect(void **state)
{
	u64 d = VA_A;
	u32 dw[6 + 63] = {
		0x5c800000 | (4 + 63) | GEN9_BLT_WRITE_ALPHA | GEN9_BLT_WRITE_RGB,
		3u << 24 | 0xf0u << 16 | 256, xy(0, 0), xy(8, 8), (u32)d, d >> 32,
	};
	struct fixture *f = *state;

	region_fill(f, &f->a);
	run(f, dw, ARRAY_SIZE(dw), 0);
	region_check(&f->a);
}

static void source_copies_match_the_reference(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u32 i, w, h;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ROUNDS; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 1u << rnd(f, 3);
		op.has_src = true;
		random_mask_and_rop(f, &op, 0xcc);
		op.rop = (op.rop & 0xf0) >> 4 == (op.rop & 0x0f) ? op.rop : 0xcc;
		random_surface(f, &op.dst, &f->a, op.cpp, 0, REGION, &w, &h);
		random_rect(f, &op, w, h);
		random_surface(f, &op.src, &f->b, op.cpp, 0, REGION, &w, &h);
		random_source(f, &op, w, h);
		run_src_copy(f, &op);
		check(f, &op);
	}
}

static void fast_copies_match_the_reference(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u32 i, w, h;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ROUNDS; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 1u << rnd(f, 5);
		op.has_src = true;
		op.mask = ~0u;
		op.rop = 0xcc;
		random_surface(f, &op.dst, &f->a, op.cpp, 0, REGION, &w, &h);
		random_rect(f, &op, w, h);
		random_surface(f, &op.src, &f->b, op.cpp, 0, REGION, &w, &h);
		random_source(f, &op, w, h);
		run_fast_copy(f, &op);
		check(f, &op);
	}
}

static void overlapping_copies_act_as_through_a_buffer(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u32 i, w, h;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ROUNDS; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 1u << rnd(f, 3);
		op.has_src = true;
		op.mask = ~0u;
		op.rop = 0xcc;
		random_surface(f, &op.dst, &f->a, op.cpp, 0, REGION, &w, &h);
		op.src = op.dst;
		random_rect(f, &op, w, h);
		random_source(f, &op, w, h);
		run_src_copy(f, &op);
		check(f, &op);
	}
}

static void full_width_copies_may_shift_by_bytes(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 1, .has_src = true, .mask = ~0u, .rop = 0xcc, .x2 = 4000, .y2 = 100,
		.dst = { &f->a, 4097, 4000, LINEAR },
		.src = { &f->b, 1, 4000, LINEAR },
	};
	u32 shift;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (shift = 0; shift < 20; shift++) {
		op.src.base = 1 + shift * 777;
		run_src_copy(f, &op);
		check(f, &op);
	}
	op.src = op.dst;
	for (shift = 0; shift < 20; shift++) {
		op.src.base = 1 + shift * 611;
		run_src_copy(f, &op);
		check(f, &op);
	}
}

/* Blits too large for the caches take other paths; ragged edges with them. */
static void large_blits_match_the_reference(void **state)
{
	static const u32 tilings[][2] = {
		{ LINEAR, LINEAR }, { X, LINEAR }, { LINEAR, X }, { Y, LINEAR }, { LINEAR, Y },
		{ Y, X },
	};
	struct fixture *f = *state;
	struct operation op;
	u32 i;

	region_exit(&f->a);
	region_exit(&f->b);
	region_init(f, &f->a, 0x100000000ull, LARGE);
	region_init(f, &f->b, 0x200000000ull, LARGE);
	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < ARRAY_SIZE(tilings); i++) {
		op = (struct operation){
			.cpp = 4, .has_src = true, .mask = ~0u, .rop = 0xcc,
			.x1 = 3, .y1 = 5, .x2 = 1024, .y2 = 2130, .sx = 1, .sy = 2,
			.dst = { &f->a, 0, 4096, tilings[i][0] },
			.src = { &f->b, 0, 4096, tilings[i][1] },
		};
		/* rows of both sides in line with the tiles, too */
		if (i & 1)
			op.sx = op.x1;
		run_src_copy(f, &op);
		check(f, &op);
	}
	op.has_src = false;
	op.rop = 0xf0;
	op.color = 0x89abcdef;
	op.dst.tiling = LINEAR;
	run_color(f, &op);
	check(f, &op);
}

/* Rows that begin in the middle of a page, and end in the next one of memory. */
static void large_fills_across_pages_match_the_reference(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 4, .mask = ~0u, .rop = 0xf0, .color = 0x89abcdef, .x2 = 1000, .y2 = 2130,
	};

	region_exit(&f->a);
	region_init(f, &f->a, 0x100000000ull, LARGE);
	region_in_order(f, &f->a, 1, 3);
	region_fill(f, &f->a);
	region_fill(f, &f->b);
	op.dst = (struct surface){ &f->a, 2048, 4096, LINEAR };
	run_color(f, &op);
	check(f, &op);
}

/* Surfaces as guests have them: whole rows of tiles, runs of pages that follow each other. */
static void whole_surfaces_in_runs_of_pages_match_the_reference(void **state)
{
	static const u32 pitches[] = { 512, 2048, 4096, 7680, 8192, 16384 };
	struct fixture *f = *state;
	struct operation op;
	u32 i;

	for (i = 0; i < ROUNDS / 4; i++) {
		u32 pitch = pitches[rnd(f, ARRAY_SIZE(pitches))];
		u32 height = (REGION - 8192) / pitch / 32 * 32;

		region_in_order(f, &f->a, rnd(f, 5), 1 + rnd(f, 40));
		region_in_order(f, &f->b, rnd(f, 5), 1 + rnd(f, 40));
		region_fill(f, &f->a);
		region_fill(f, &f->b);
		op = (struct operation){
			.cpp = 4, .has_src = rnd(f, 4), .mask = ~0u, .color = 0x13579bdf,
			.x2 = (s32)(pitch / 4), .y2 = (s32)(height - rnd(f, 2) * rnd(f, 30)),
			.dst = { &f->a, rnd(f, 2) * 4096, (s32)pitch, rnd(f, 3) },
			.src = { &f->b, rnd(f, 2) * 4096, (s32)pitch, rnd(f, 3) },
		};
		op.rop = op.has_src ? 0xcc : 0xf0;
		if (op.has_src)
			run_src_copy(f, &op);
		else
			run_color(f, &op);
		check(f, &op);
	}
}

static void a_hole_between_rows_is_no_fault(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 4, .has_src = true, .mask = ~0u, .rop = 0xcc, .x2 = 256, .y2 = 32,
		.dst = { &f->a, 0, 8192, Y },
		.src = { &f->b, 0, 8192, LINEAR },
	};
	u32 i;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 1; i < 64; i += 2)
		*sgpu_rig_pte(&f->rig, RIG_PPGTT, VA_B + i * 4096ull) = 0;
	run_src_copy(f, &op);
	check(f, &op);
	swap(op.dst.tiling, op.src.tiling);
	swap(op.dst.region, op.src.region);
	run_src_copy(f, &op);
	check(f, &op);
}

static void what_is_left_of_or_above_a_surface_is_cut_off(void **state)
{
	struct fixture *f = *state;
	struct operation op;
	u32 i;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	for (i = 0; i < 200; i++) {
		memset(&op, 0, sizeof(op));
		op.cpp = 4;
		op.has_src = true;
		op.mask = ~0u;
		op.rop = 0xcc;
		op.dst = (struct surface){ &f->a, 0, 1024, rnd(f, 3) };
		op.src = (struct surface){ &f->b, 0, 1024, rnd(f, 3) };
		op.x1 = (s32)rnd(f, 100) - 50;
		op.y1 = (s32)rnd(f, 100) - 50;
		op.sx = (s32)rnd(f, 100) - 50;
		op.sy = (s32)rnd(f, 100) - 50;
		op.x2 = op.x1 + (s32)rnd(f, 200) - 20;
		op.y2 = op.y1 + (s32)rnd(f, 200) - 20;
		run_src_copy(f, &op);
		check(f, &op);
	}
}

static void a_negative_pitch_runs_upwards(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 4, .has_src = true, .mask = ~0u, .rop = 0xcc, .x2 = 100, .y2 = 50,
		.dst = { &f->a, 100000, -1024, LINEAR },
		.src = { &f->b, 300000, 2048, LINEAR },
	};

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	run_src_copy(f, &op);
	check(f, &op);
}

static void a_read_only_page_keeps_its_bytes(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 4, .mask = ~0u, .rop = 0xf0, .color = 0x12345678, .x2 = 1024, .y2 = 4,
		.dst = { &f->a, 0, 4096, LINEAR },
	};
	u64 *pte = sgpu_rig_pte(&f->rig, RIG_PPGTT, VA_A + 4096);
	u8 kept[4096];

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	memcpy(kept, f->a.flat + 4096, 4096);
	*pte &= ~GEN9_PTE_RW;
	run_color(f, &op);
	reference_blit(&op);
	memcpy(f->a.flat + 4096, kept, 4096);
	region_check(&f->a);
}

static void altering_a_shadow_pte_moves_the_blit(void **state)
{
	struct fixture *f = *state;
	struct operation op = {
		.cpp = 4, .mask = ~0u, .rop = 0xf0, .color = 0xabcdef01, .x2 = 1024, .y2 = 1,
		.dst = { &f->a, 0, 4096, LINEAR },
	};
	u64 *first = sgpu_rig_pte(&f->rig, RIG_PPGTT, VA_A);
	u64 *other = sgpu_rig_pte(&f->rig, RIG_PPGTT, VA_B);

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	run_color(f, &op);
	check(f, &op);
	region_fill(f, &f->a);
	swap(*first, *other);
	run_color(f, &op);
	op.dst.region = &f->b;
	check(f, &op);
}

static void rare_2d_commands_have_no_effect_and_are_counted(void **state)
{
	static const u32 pat_blt[] = { 0x54400003, 0, 0, 0, 0 };
	static const u32 no_depth[] = { 0x50800008, 0x02000200, 0, 0x00100010, 0x40000000, 0,
					0, 512, 0x50000000, 0 };
	struct fixture *f = *state;
	struct softgpu_stats stats;

	region_fill(f, &f->a);
	region_fill(f, &f->b);
	run(f, pat_blt, ARRAY_SIZE(pat_blt), 0);
	run(f, no_depth, ARRAY_SIZE(no_depth), 0);
	region_check(&f->a);
	sgpu_rig_stats(&f->rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_XY_OTHER], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_XY_FAST_COPY_BLT], 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_match_the_reference),
		TEST(patterns_match_the_reference),
		TEST(a_pattern_that_is_cut_short_has_no_effect),
		TEST(source_copies_match_the_reference),
		TEST(fast_copies_match_the_reference),
		TEST(overlapping_copies_act_as_through_a_buffer),
		TEST(full_width_copies_may_shift_by_bytes),
		TEST(large_blits_match_the_reference),
		TEST(large_fills_across_pages_match_the_reference),
		TEST(whole_surfaces_in_runs_of_pages_match_the_reference),
		TEST(a_hole_between_rows_is_no_fault),
		TEST(what_is_left_of_or_above_a_surface_is_cut_off),
		TEST(a_negative_pitch_runs_upwards),
		TEST(a_read_only_page_keeps_its_bytes),
		TEST(altering_a_shadow_pte_moves_the_blit),
		TEST(rare_2d_commands_have_no_effect_and_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
