// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the blitter with the slow blitter of tests/lib/slow_blit.h, and test edges of surfaces.
 */
#include "tests/lib/slow_blit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/blt_defs.h"
#include "gen9/gtt_defs.h"

#define REGION		(512u * 1024)
#define LARGE		(9u * 1024 * 1024)
#define VA_A		0x40000000ull
#define VA_B		0x50000000ull
#define ROUNDS		400
#define COPY		0xccu	/* raster operation: the source */
#define FILL		0xf0u	/* raster operation: the pattern */

struct fixture {
	struct sgpu_rig rig;
	struct slow_region a;
	struct slow_region b;
	u32 seed;
};

static u32 rnd(struct fixture *f, u32 below)
{
	return slow_rnd(&f->seed, below);
}

static void fill_both(struct fixture *f)
{
	slow_region_fill(&f->a, &f->seed);
	slow_region_fill(&f->b, &f->seed);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->seed = 20261120;
	sgpu_rig_init(&f->rig, PGPU_BCS, SOFTGPU_USER_STEP);
	slow_region_init(&f->a, &f->rig, VA_A, REGION, &f->seed);
	slow_region_init(&f->b, &f->rig, VA_B, REGION, &f->seed);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_exit(&f->rig);
	slow_region_exit(&f->a);
	slow_region_exit(&f->b);
	free(f);
	return 0;
}

static u32 log2_bytes(u32 cpp)
{
	return cpp == 1 ? 0 : cpp == 2 ? 1 : 3;
}

static u32 pitch_field(const struct slow_surface *s)
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

static void run_src_copy(struct fixture *f, const struct slow_operation *op)
{
	u64 d = op->dst.region->va + op->dst.base, s = op->src.region->va + op->src.base;
	const u32 dw[] = {
		0x54c00008 | write_bits(op->mask) | (op->src.tiling ? GEN9_BLT_SRC_TILED : 0) |
			(op->dst.tiling ? GEN9_BLT_DST_TILED : 0),
		log2_bytes(op->cpp) << 24 | op->rop << 16 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32,
		xy(op->sx, op->sy), pitch_field(&op->src), (u32)s, s >> 32,
	};

	run(f, dw, ARRAY_SIZE(dw), (op->src.tiling == TILED_Y) | (op->dst.tiling == TILED_Y) << 1);
}

static void run_color(struct fixture *f, const struct slow_operation *op)
{
	u64 d = op->dst.region->va + op->dst.base;
	const u32 dw[] = {
		0x54000005 | write_bits(op->mask) | (op->dst.tiling ? GEN9_BLT_DST_TILED : 0),
		log2_bytes(op->cpp) << 24 | op->rop << 16 | pitch_field(&op->dst),
		xy(op->x1, op->y1), xy(op->x2, op->y2), (u32)d, d >> 32, op->color,
	};

	run(f, dw, ARRAY_SIZE(dw), (op->dst.tiling == TILED_Y) << 1);
}

static void run_pattern(struct fixture *f, const struct slow_operation *op)
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
	run(f, dw, 6 + n, (op->dst.tiling == TILED_Y) << 1);
}

static void run_fast_copy(struct fixture *f, const struct slow_operation *op)
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

/* Choose a surface in a region. @width and @height get its size. */
static void random_surface(struct fixture *f, struct slow_surface *s, struct slow_region *region,
			   u32 cpp, u32 *width, u32 *height)
{
	static const u32 tile_bytes[] = { 4, 512, 128 };
	u32 unit;

	s->region = region;
	s->tiling = rnd(f, 3);
	unit = max(tile_bytes[s->tiling], cpp);
	s->pitch = (s32)(unit * (1 + rnd(f, s->tiling == LINEAR ? 6000 / unit : 4096 / unit)));
	s->base = s->tiling == LINEAR ? rnd(f, 5000) * cpp % 8000 : rnd(f, 3) * 4096;
	*width = (u32)s->pitch / cpp;
	*height = min(30000u, (REGION - s->base) / (u32)s->pitch / 32 * 32);
}

static void random_rect(struct fixture *f, struct slow_operation *op, u32 width, u32 height)
{
	op->x1 = (s32)rnd(f, width);
	op->y1 = (s32)rnd(f, height);
	op->x2 = op->x1 + 1 + (s32)rnd(f, width - (u32)op->x1);
	op->y2 = op->y1 + 1 + (s32)rnd(f, min(120u, height - (u32)op->y1));
}

/* Choose the source's corner. Shrink the rectangle so that the source is inside its surface. */
static void random_source(struct fixture *f, struct slow_operation *op, u32 width, u32 height)
{
	op->sx = (s32)rnd(f, width);
	op->sy = (s32)rnd(f, height);
	op->x2 = min(op->x2, op->x1 + (s32)width - op->sx);
	op->y2 = min(op->y2, op->y1 + (s32)height - op->sy);
}

static void check(struct fixture *f, struct slow_operation *op)
{
	slow_blit(op);
	slow_region_check(&f->a);
	slow_region_check(&f->b);
}

/* A kind of random blits. */
struct chance {
	u32 depths;		/* number of depths: powers of two from 1 byte on */
	bool has_src;
	bool same;		/* source and destination are one surface */
	bool tile;
	bool all_rops;		/* any mask, and any raster operation of the kind */
	u8 usual;
	void (*run)(struct fixture *f, const struct slow_operation *op);
};

/*
 * Return whether a raster operation ignores S (@source) or P. S of fills and P of copies are
 * undefined here.
 */
static bool rop_ignores(u8 rop, bool source)
{
	return source ? (rop & 0xcc) >> 2 == (rop & 0x33) : (rop & 0xf0) >> 4 == (rop & 0x0f);
}

static void random_mask_and_rop(struct fixture *f, struct slow_operation *op, u8 usual)
{
	static const u32 masks[] = { ~0u, ~0u, ~0u, 0xff000000, 0x00ffffff, 0 };

	op->mask = masks[rnd(f, ARRAY_SIZE(masks))];
	op->rop = rnd(f, 3) ? usual : (u8)rnd(f, 256);
	if (!rop_ignores(op->rop, !op->has_src))
		op->rop = usual;
}

static void random_operation(struct fixture *f, const struct chance *c, struct slow_operation *op)
{
	u32 w, h;

	*op = (struct slow_operation){
		.cpp = 1u << rnd(f, c->depths), .has_src = c->has_src, .mask = ~0u, .rop = c->usual,
		.color = rnd(f, 0x1000000) << 8 | rnd(f, 256),
	};
	if (c->all_rops)
		random_mask_and_rop(f, op, c->usual);
	random_surface(f, &op->dst, &f->a, op->cpp, &w, &h);
	random_rect(f, op, w, h);
	if (!c->has_src)
		return;
	op->src = op->dst;
	if (!c->same)
		random_surface(f, &op->src, &f->b, op->cpp, &w, &h);
	random_source(f, op, w, h);
}

static void random_tile(struct fixture *f, struct slow_operation *op, u8 *tile, u32 bytes)
{
	u32 i;

	op->tile = tile;
	for (i = 0; i < bytes; i++)
		tile[i] = (u8)rnd(f, 256);
	op->seed_x = rnd(f, 8);
	op->seed_y = rnd(f, 8);
}

static void match(struct fixture *f, const struct chance *c)
{
	struct slow_operation op;
	u8 tile[8 * 8 * 4];
	u32 i;

	fill_both(f);
	for (i = 0; i < ROUNDS; i++) {
		random_operation(f, c, &op);
		if (c->tile)
			random_tile(f, &op, tile, sizeof(tile));
		c->run(f, &op);
		check(f, &op);
	}
}

static void fills_match_the_slow_blitter(void **state)
{
	match(*state, &(struct chance){
		.depths = 3, .all_rops = true, .usual = FILL, .run = run_color });
}

static void patterns_match_the_slow_blitter(void **state)
{
	match(*state, &(struct chance){
		.depths = 3, .tile = true, .all_rops = true, .usual = FILL, .run = run_pattern });
}

static void source_copies_match_the_slow_blitter(void **state)
{
	match(*state, &(struct chance){ .depths = 3,
					.has_src = true,
					.all_rops = true,
					.usual = COPY,
					.run = run_src_copy });
}

static void fast_copies_match_the_slow_blitter(void **state)
{
	match(*state, &(struct chance){
		.depths = 5, .has_src = true, .usual = COPY, .run = run_fast_copy });
}

static void overlapping_copies_act_as_through_a_buffer(void **state)
{
	match(*state, &(struct chance){
		.depths = 3, .has_src = true, .same = true, .usual = COPY, .run = run_src_copy });
}

/* A pattern that an earlier command has left is not used. */
static void a_pattern_that_is_cut_short_has_no_effect(void **state)
{
	u64 d = VA_A;
	u32 dw[6 + 63] = {
		0x5c800000 | (4 + 63) | GEN9_BLT_WRITE_ALPHA | GEN9_BLT_WRITE_RGB,
		3u << 24 | 0xf0u << 16 | 256, xy(0, 0), xy(8, 8), (u32)d, d >> 32,
	};
	struct fixture *f = *state;

	slow_region_fill(&f->a, &f->seed);
	run(f, dw, ARRAY_SIZE(dw), 0);
	slow_region_check(&f->a);
}

static void full_width_copies_may_shift_by_bytes(void **state)
{
	struct fixture *f = *state;
	struct slow_operation op = {
		.cpp = 1, .has_src = true, .mask = ~0u, .rop = COPY, .x2 = 4000, .y2 = 100,
		.dst = { &f->a, 4097, 4000, LINEAR },
		.src = { &f->b, 1, 4000, LINEAR },
	};
	u32 shift;

	fill_both(f);
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

/* Blits that are too large for the caches take other paths, and so do their ragged edges. */
static void large_blits_match_the_slow_blitter(void **state)
{
	static const u32 tilings[][2] = {
		{ LINEAR, LINEAR },  { TILED_X, LINEAR }, { LINEAR, TILED_X },
		{ TILED_Y, LINEAR }, { LINEAR, TILED_Y }, { TILED_Y, TILED_X },
	};
	struct fixture *f = *state;
	struct slow_operation op;
	u32 i;

	slow_region_exit(&f->a);
	slow_region_exit(&f->b);
	slow_region_init(&f->a, &f->rig, 0x100000000ull, LARGE, &f->seed);
	slow_region_init(&f->b, &f->rig, 0x200000000ull, LARGE, &f->seed);
	fill_both(f);
	for (i = 0; i < ARRAY_SIZE(tilings); i++) {
		op = (struct slow_operation){
			.cpp = 4, .has_src = true, .mask = ~0u, .rop = COPY,
			.x1 = 3, .y1 = 5, .x2 = 1024, .y2 = 2130, .sx = 1, .sy = 2,
			.dst = { &f->a, 0, 4096, tilings[i][0] },
			.src = { &f->b, 0, 4096, tilings[i][1] },
		};
		/* In half of the cases, rows of both sides are aligned to the tiles. */
		if (i & 1)
			op.sx = op.x1;
		run_src_copy(f, &op);
		check(f, &op);
	}
	op.has_src = false;
	op.rop = FILL;
	op.color = 0x89abcdef;
	op.dst.tiling = LINEAR;
	run_color(f, &op);
	check(f, &op);
}

/* A row begins in the middle of a page and ends in the next page, often the next one in memory. */
static void large_fills_across_pages_match_the_slow_blitter(void **state)
{
	struct fixture *f = *state;
	struct slow_operation op = {
		.cpp = 4, .mask = ~0u, .rop = FILL, .color = 0x89abcdef, .x2 = 1000, .y2 = 2130,
	};

	slow_region_exit(&f->a);
	slow_region_init(&f->a, &f->rig, 0x100000000ull, LARGE, &f->seed);
	slow_region_in_order(&f->a, 1, 3);
	fill_both(f);
	op.dst = (struct slow_surface){ &f->a, 2048, 4096, LINEAR };
	run_color(f, &op);
	check(f, &op);
}

/* Surfaces as guests have them: whole rows of tiles, in runs of contiguous pages. */
static void whole_surfaces_in_runs_of_pages_match_the_slow_blitter(void **state)
{
	static const u32 pitches[] = { 512, 2048, 4096, 7680, 8192, 16384 };
	struct fixture *f = *state;
	struct slow_operation op;
	u32 i;

	for (i = 0; i < ROUNDS / 4; i++) {
		u32 pitch = pitches[rnd(f, ARRAY_SIZE(pitches))];
		u32 height = (REGION - 8192) / pitch / 32 * 32;

		slow_region_in_order(&f->a, rnd(f, 5), 1 + rnd(f, 40));
		slow_region_in_order(&f->b, rnd(f, 5), 1 + rnd(f, 40));
		fill_both(f);
		op = (struct slow_operation){
			.cpp = 4, .has_src = rnd(f, 4), .mask = ~0u, .color = 0x13579bdf,
			.x2 = (s32)(pitch / 4), .y2 = (s32)(height - rnd(f, 2) * rnd(f, 30)),
			.dst = { &f->a, rnd(f, 2) * 4096, (s32)pitch, rnd(f, 3) },
			.src = { &f->b, rnd(f, 2) * 4096, (s32)pitch, rnd(f, 3) },
		};
		op.rop = op.has_src ? COPY : FILL;
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
	struct slow_operation op = {
		.cpp = 4, .has_src = true, .mask = ~0u, .rop = COPY, .x2 = 256, .y2 = 32,
		.dst = { &f->a, 0, 8192, TILED_Y },
		.src = { &f->b, 0, 8192, LINEAR },
	};
	u32 i;

	fill_both(f);
	for (i = 1; i < 64; i += 2)
		*sgpu_rig_pte(&f->rig, VA_B + i * 4096ull) = 0;
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
	struct slow_operation op;
	u32 i;

	fill_both(f);
	for (i = 0; i < 200; i++) {
		op = (struct slow_operation){
			.cpp = 4, .has_src = true, .mask = ~0u, .rop = COPY,
			.dst = { &f->a, 0, 1024, rnd(f, 3) },
			.src = { &f->b, 0, 1024, rnd(f, 3) },
			.x1 = (s32)rnd(f, 100) - 50, .y1 = (s32)rnd(f, 100) - 50,
			.sx = (s32)rnd(f, 100) - 50, .sy = (s32)rnd(f, 100) - 50,
		};
		op.x2 = op.x1 + (s32)rnd(f, 200) - 20;
		op.y2 = op.y1 + (s32)rnd(f, 200) - 20;
		run_src_copy(f, &op);
		check(f, &op);
	}
}

static void a_negative_pitch_runs_upwards(void **state)
{
	struct fixture *f = *state;
	struct slow_operation op = {
		.cpp = 4, .has_src = true, .mask = ~0u, .rop = COPY, .x2 = 100, .y2 = 50,
		.dst = { &f->a, 100000, -1024, LINEAR },
		.src = { &f->b, 300000, 2048, LINEAR },
	};

	fill_both(f);
	run_src_copy(f, &op);
	check(f, &op);
}

static void a_read_only_page_keeps_its_bytes(void **state)
{
	struct fixture *f = *state;
	struct slow_operation op = {
		.cpp = 4, .mask = ~0u, .rop = FILL, .color = 0x12345678, .x2 = 1024, .y2 = 4,
		.dst = { &f->a, 0, 4096, LINEAR },
	};
	u64 *pte = sgpu_rig_pte(&f->rig, VA_A + 4096);
	u8 kept[4096];

	fill_both(f);
	memcpy(kept, f->a.flat + 4096, 4096);
	*pte &= ~GEN9_PTE_RW;
	run_color(f, &op);
	slow_blit(&op);
	memcpy(f->a.flat + 4096, kept, 4096);
	slow_region_check(&f->a);
}

static void altering_a_shadow_pte_moves_the_blit(void **state)
{
	struct fixture *f = *state;
	struct slow_operation op = {
		.cpp = 4, .mask = ~0u, .rop = FILL, .color = 0xabcdef01, .x2 = 1024, .y2 = 1,
		.dst = { &f->a, 0, 4096, LINEAR },
	};
	u64 *first = sgpu_rig_pte(&f->rig, VA_A);
	u64 *other = sgpu_rig_pte(&f->rig, VA_B);

	fill_both(f);
	run_color(f, &op);
	check(f, &op);
	slow_region_fill(&f->a, &f->seed);
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

	fill_both(f);
	run(f, pat_blt, ARRAY_SIZE(pat_blt), 0);
	run(f, no_depth, ARRAY_SIZE(no_depth), 0);
	slow_region_check(&f->a);
	sgpu_rig_stats(&f->rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_XY_OTHER], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_XY_FAST_COPY_BLT], 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_match_the_slow_blitter),
		TEST(patterns_match_the_slow_blitter),
		TEST(a_pattern_that_is_cut_short_has_no_effect),
		TEST(source_copies_match_the_slow_blitter),
		TEST(fast_copies_match_the_slow_blitter),
		TEST(overlapping_copies_act_as_through_a_buffer),
		TEST(full_width_copies_may_shift_by_bytes),
		TEST(large_blits_match_the_slow_blitter),
		TEST(large_fills_across_pages_match_the_slow_blitter),
		TEST(whole_surfaces_in_runs_of_pages_match_the_slow_blitter),
		TEST(a_hole_between_rows_is_no_fault),
		TEST(what_is_left_of_or_above_a_surface_is_cut_off),
		TEST(a_negative_pitch_runs_upwards),
		TEST(a_read_only_page_keeps_its_bytes),
		TEST(altering_a_shadow_pte_moves_the_blit),
		TEST(rare_2d_commands_have_no_effect_and_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
