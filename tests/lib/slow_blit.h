/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reference blitter that moves one byte at a time by the tiling formulas of the PRM. Tests
 * compare the software GPU's blitter with it. The pages of a region are scattered in memory.
 */
#ifndef SLOW_BLIT_H
#define SLOW_BLIT_H

#include "tests/lib/sgpu_rig.h"

/**
 * enum slow_tiling - Tiling of a surface.
 * @LINEAR: rows follow each other
 * @TILED_X: tiles of 512 bytes by 8 rows
 * @TILED_Y: tiles of 128 bytes by 32 rows
 */
enum slow_tiling { LINEAR, TILED_X, TILED_Y };

/**
 * struct slow_region - Memory in the PPGTT, once for the engine and once for the slow blitter.
 * @rig: the software GPU
 * @va: PPGTT address in bytes
 * @size: bytes, whole pages
 * @mem: the engine's memory; its pages are scattered
 * @place: by page of the region: page number in @mem
 * @flat: the slow blitter's memory, in order of addresses
 */
struct slow_region {
	struct sgpu_rig *rig;
	u64 va;
	u32 size;
	u8 *mem;
	u32 *place;
	u8 *flat;
};

/**
 * struct slow_surface - A surface in a region.
 * @region: the region
 * @base: offset of the surface in the region, in bytes
 * @pitch: bytes per row; negative: rows go upwards
 * @tiling: the tiling
 */
struct slow_surface {
	struct slow_region *region;
	u32 base;
	s32 pitch;
	enum slow_tiling tiling;
};

/**
 * struct slow_operation - A blit.
 * @dst: the destination
 * @src: the source, if @has_src
 * @x1: first column, in pixels
 * @y1: first row
 * @x2: column behind the last one
 * @y2: row behind the last one
 * @sx: column of the source for @x1
 * @sy: row of the source for @y1
 * @cpp: bytes per pixel
 * @rop: raster operation code
 * @color: colour of the pattern, if neither @tile nor @has_src
 * @mask: bits of a 32-bit pixel that the blit writes
 * @has_src: the blit has a source
 * @tile: pattern of 8 by 8 pixels; NULL: @color
 * @seed_x: column of the pattern for column 0
 * @seed_y: row of the pattern for row 0
 */
struct slow_operation {
	struct slow_surface dst, src;
	s32 x1, y1, x2, y2, sx, sy;
	u32 cpp;
	u8 rop;
	u32 color;
	u32 mask;
	bool has_src;
	const u8 *tile;
	u32 seed_x, seed_y;
};

/**
 * slow_rnd() - Return the next pseudo-random number.
 * @seed: state of the generator; changed
 * @below: limit
 *
 * Context: any; takes no lock.
 * Return: a number below @below.
 */
u32 slow_rnd(u32 *seed, u32 below);

/**
 * slow_region_init() - Map memory whose pages are in a random order.
 * @r: overwritten
 * @rig: the software GPU
 * @va: PPGTT address in bytes, page aligned
 * @size: bytes, whole pages
 * @seed: state of the generator; changed
 *
 * Context: the test's thread; as sgpu_rig_map().
 */
void slow_region_init(struct slow_region *r, struct sgpu_rig *rig, u64 va, u32 size, u32 *seed);

/**
 * slow_region_exit() - Free the memory of a region.
 * @r: the region; no engine uses it
 *
 * Context: the test's thread; takes no lock.
 */
void slow_region_exit(struct slow_region *r);

/**
 * slow_region_in_order() - Map the region so that runs of pages are adjacent in memory.
 * @r: the region
 * @from: first page of the first run
 * @run: pages of a run; the next run begins one page later
 *
 * Context: the test's thread; as sgpu_rig_map().
 */
void slow_region_in_order(struct slow_region *r, u32 from, u32 run);

/**
 * slow_region_fill() - Fill both memories with the same random bytes.
 * @r: the region
 * @seed: state of the generator; changed
 *
 * Context: the test's thread; takes no lock.
 */
void slow_region_fill(struct slow_region *r, u32 *seed);

/**
 * slow_region_check() - Fail the test if the engine's memory differs from the slow blitter's.
 * @r: the region; no engine uses it
 *
 * Context: the test's thread; takes no lock.
 */
void slow_region_check(const struct slow_region *r);

/**
 * slow_blit() - Execute a blit in the slow blitter's memory.
 * @op: the blit
 *
 * Context: the test's thread; takes no lock.
 */
void slow_blit(const struct slow_operation *op);

#endif
