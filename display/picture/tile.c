// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tiles of Gen9. In an X tile, a page holds 8 rows of 512 bytes one after another. In a Y tile, a
 * page holds 8 columns of 32 rows of 16 bytes. In a Yf tile, row and column bits of pieces of 16
 * bytes alternate in the address. There is no address swizzling. The functions have no state and
 * take no lock. Callers: plane.c and plane_reader.c.
 * Source: PRM SKL Vol. 5 (Memory Views, Tiling); for Yf gen9/swizzle_defs.h.
 */
#include "display/picture/tile.h"

#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/plane_defs.h"
#include "gen9/swizzle_defs.h"

/* Return the address bits of a Yf tile that count columns. */
static u32 yf_columns(u32 cpp)
{
	return GEN9_SWIZZLE_COLUMNS(cpp) & GEN9_YF_BLOCK;
}

u32 display_tile_width(enum display_tiling tiling, u32 cpp)
{
	switch (tiling) {
	case DISPLAY_X_TILED:
		return GEN9_XTILE_WIDTH;
	case DISPLAY_YF_TILED:
		return 1u << hweight32(yf_columns(cpp));
	default:
		return GEN9_YTILE_WIDTH;
	}
}

u32 display_tile_rows(enum display_tiling tiling, u32 cpp)
{
	return tiling == DISPLAY_LINEAR ? 1 : GEN9_PAGE_SIZE / display_tile_width(tiling, cpp);
}

static void detile_x(const u8 *tile, u8 *rows, u32 pitch)
{
	u32 y;

	for (y = 0; y < GEN9_XTILE_ROWS; y++)
		memcpy(rows + y * pitch, tile + y * GEN9_XTILE_WIDTH, GEN9_XTILE_WIDTH);
}

static void detile_y(const u8 *tile, u8 *rows, u32 pitch)
{
	u32 column, y;

	for (y = 0; y < GEN9_YTILE_ROWS; y++) {
		for (column = 0; column < GEN9_YTILE_WIDTH; column += GEN9_YTILE_COLUMN)
			memcpy(rows + column, tile + column * GEN9_YTILE_ROWS, GEN9_YTILE_COLUMN);
		tile += GEN9_YTILE_COLUMN;
		rows += pitch;
	}
}

/* Move the bits of @address that are in @mask together. */
static u32 gather(u32 address, u32 mask)
{
	u32 out = 0, n = 0;

	for (; mask; mask &= mask - 1)
		out |= ((address & mask & -mask) ? 1u : 0u) << n++;
	return out;
}

static void detile_yf(u32 cpp, const u8 *tile, u8 *rows, u32 pitch)
{
	u32 columns = yf_columns(cpp);
	u32 at;

	for (at = 0; at < GEN9_PAGE_SIZE; at += GEN9_SWIZZLE_SPAN)
		memcpy(rows + gather(at, ~columns & GEN9_YF_BLOCK) * pitch + gather(at, columns),
		       tile + at, GEN9_SWIZZLE_SPAN);
}

void display_tile_to_rows(enum display_tiling tiling, u32 cpp, const u8 *tile, u8 *rows, u32 pitch)
{
	switch (tiling) {
	case DISPLAY_X_TILED:
		detile_x(tile, rows, pitch);
		break;
	case DISPLAY_YF_TILED:
		detile_yf(cpp, tile, rows, pitch);
		break;
	default:
		detile_y(tile, rows, pitch);
	}
}

#define OPAQUE_PIXEL	0xff000000u
#define OPAQUE_PAIR	0xff000000ff000000ull

/* Copy 16 bytes at once, in a form that compilers optimize well. */
static inline void copy_span(u8 *dst, const u8 *src)
{
	u64 a, b;

	memcpy(&a, src, sizeof(a));
	memcpy(&b, src + sizeof(a), sizeof(b));
	a |= OPAQUE_PAIR;
	b |= OPAQUE_PAIR;
	memcpy(dst, &a, sizeof(a));
	memcpy(dst + sizeof(a), &b, sizeof(b));
}

void display_tile_copy_opaque(u8 *dst, const u8 *src, u32 bytes)
{
	u32 at;

	for (at = 0; at + 16 <= bytes; at += 16)
		copy_span(dst + at, src + at);
	for (; at < bytes; at += sizeof(u32))
		put_unaligned_le32(get_unaligned_le32(src + at) | OPAQUE_PIXEL, dst + at);
}

/* Prefetch a row of the next tile while the current tile is converted. */
static inline void fetch(const u8 *next, u32 bytes)
{
	u32 at;

	for (at = 0; at < bytes; at += GEN9_CACHELINE)
		prefetch(next + at);
}

/* Copy @count rows of an X tile, opaque. */
static void detile_x_opaque(const u8 *tile, const u8 *next, u32 count, u32 bytes, u8 *rows,
			    u32 pitch)
{
	for (; count; count--, rows += pitch) {
		fetch(next, bytes);
		display_tile_copy_opaque(rows, tile, bytes);
		tile += GEN9_XTILE_WIDTH;
		next += GEN9_XTILE_WIDTH;
	}
}

/* Copy a row of a Y tile, opaque. */
static inline void detile_y_row(const u8 *tile, u32 bytes, u8 *row)
{
	u32 at;

	for (at = 0; at < bytes; at += GEN9_YTILE_COLUMN)
		copy_span(row + at, tile + at * GEN9_YTILE_ROWS);
}

/*
 * Copy @count rows of a Y tile, opaque. The full width is a constant, so that compilers unroll the
 * loop.
 */
static void detile_y_opaque(const u8 *tile, const u8 *next, u32 count, u32 bytes, u8 *rows,
			    u32 pitch)
{
	for (; count; count--, rows += pitch) {
		fetch(next, GEN9_YTILE_WIDTH);
		if (bytes == GEN9_YTILE_WIDTH)
			detile_y_row(tile, GEN9_YTILE_WIDTH, rows);
		else
			detile_y_row(tile, bytes, rows);
		tile += GEN9_YTILE_COLUMN;
		next += GEN9_YTILE_WIDTH;
	}
}

void display_tile_to_rows_opaque(enum display_tiling tiling, const u8 *const *tiles, u32 first,
				 u32 count, u32 bytes, u8 *rows, u32 pitch)
{
	u32 width = display_tile_width(tiling, sizeof(u32));
	u32 at, n;

	for (at = 0; at < bytes; at += n, tiles++) {
		const u8 *next = tiles[at + width < bytes];

		n = min(width, bytes - at);
		if (tiling == DISPLAY_X_TILED)
			detile_x_opaque(*tiles + first * GEN9_XTILE_WIDTH,
					next + first * GEN9_XTILE_WIDTH, count, n, rows + at,
					pitch);
		else
			detile_y_opaque(*tiles + first * GEN9_YTILE_COLUMN, next, count, n,
					rows + at, pitch);
	}
}
