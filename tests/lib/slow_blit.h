/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A blitter that knows nothing of pages or rows: it moves one byte at a time by
 * the tiling formulas. Memory is scattered: page i of a region is not where page
 * i - 1 ends.
 */
#ifndef SLOW_BLIT_H
#define SLOW_BLIT_H

#include "tests/lib/sgpu_rig.h"

enum slow_tiling { LINEAR, TILED_X, TILED_Y };

struct slow_region {
	struct sgpu_rig *rig;
	u64 va;
	u32 size;
	u8 *mem;		/* scattered */
	u32 *place;		/* where each page is in @mem, in pages */
	u8 *flat;		/* the slow blitter's, in order of addresses */
};

struct slow_surface {
	struct slow_region *region;
	u32 base;		/* offset in the region */
	s32 pitch;		/* bytes */
	enum slow_tiling tiling;
};

struct slow_operation {
	struct slow_surface dst, src;
	s32 x1, y1, x2, y2, sx, sy;	/* pixels */
	u32 cpp;
	u8 rop;
	u32 color;
	u32 mask;			/* of 32-bit pixels */
	bool has_src;
	const u8 *tile;			/* 8 x 8 pixels, instead of @color */
	u32 seed_x, seed_y;
};

/**
 * slow_rnd() - The next of a row of numbers.
 * Return: a number below @below.
 */
u32 slow_rnd(u32 *seed, u32 below);

/**
 * slow_region_init() - Memory at @va of the PPGTT, its pages in an order by chance.
 * @size: bytes, whole pages
 */
void slow_region_init(struct slow_region *r, struct sgpu_rig *rig, u64 va, u32 size, u32 *seed);
void slow_region_exit(struct slow_region *r);

/** slow_region_in_order() - From page @from on, @run pages follow each other in memory, and again after a gap. */
void slow_region_in_order(struct slow_region *r, u32 from, u32 run);

/** slow_region_fill() - Bytes by chance, the same in both memories. */
void slow_region_fill(struct slow_region *r, u32 *seed);

/** slow_region_check() - What the engine and the slow blitter made of it is the same, or the test fails. */
void slow_region_check(const struct slow_region *r);

/** slow_blit() - Does @op in the slow blitter's memory. */
void slow_blit(const struct slow_operation *op);

#endif
