/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the blitter moves bytes between: surfaces in a graphics address space,
 * linear or tiled. Coordinates are bytes across and rows down from the base, and
 * never negative. One tile is one page: it is translated once and then walked.
 */
#ifndef SOFTGPU_SURFACE_H
#define SOFTGPU_SURFACE_H

#include "port.h"
#include "gen9/blt_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/walk.h"

/* From so many bytes on a blit does not fit the caches, and goes past them. */
#define SGPU_STREAM_BYTES	(8u << 20)

enum sgpu_tiling {
	SGPU_LINEAR,
	SGPU_TILE_X,
	SGPU_TILE_Y,
	SGPU_SWIZZLED,		/* Yf and Ys: only row by row, by sgpu_fill_rop() */
	SGPU_TILINGS,
};

/*
 * struct sgpu_surface - Where a surface lies.
 * @pitch: bytes from row to row; may be negative on a linear surface
 * @block: of SGPU_SWIZZLED, the address bits in a block (gen9/swizzle_defs.h)
 * @columns: which of them are the column's
 */
struct sgpu_surface {
	struct sgpu_space *space;
	u64 base;
	s32 pitch;
	u32 tiling;
	u32 block;
	u32 columns;
};

/** struct sgpu_rect - @x and @w in bytes, @y and @h in rows. */
struct sgpu_rect {
	u32 x;
	u32 y;
	u32 w;
	u32 h;
};

/** struct sgpu_tile_shape - Powers of two, and their logarithms. */
struct sgpu_tile_shape {
	u32 bytes;
	u32 rows;
	u32 bytes_shift;
	u32 rows_shift;
};

/* How many pages so many bytes at an address lie in. */
static inline u32 sgpu_pages_of(u64 va, u32 len)
{
	return (u32)((va & (PAGE_SIZE - 1)) + len + PAGE_SIZE - 1) / (u32)PAGE_SIZE;
}

/* struct sgpu_surface_cut - A linear rectangle as rows: @rows of @len bytes, the last of @last. */
struct sgpu_surface_cut {
	u32 len;
	u32 rows;
	u32 last;
};

/* By enum sgpu_tiling, for SGPU_TILE_X and SGPU_TILE_Y. */
extern const struct sgpu_tile_shape sgpu_tile_shapes[SGPU_TILINGS];

/** sgpu_linear_address() - Of a byte of a linear surface. */
static inline u64 sgpu_linear_address(const struct sgpu_surface *s, u32 x, u32 y)
{
	return (s->base + (u64)((s64)s->pitch * y) + x) & GEN9_ADDRESS_BYTES_MASK;
}

/** sgpu_surface_tile_address() - Of the tile that holds a byte of a tiled surface. */
u64 sgpu_surface_tile_address(const struct sgpu_surface *s, u32 x, u32 y);

/*
 * Rows of @n tiles side by side, from or to rows elsewhere. @at: the rectangle inside
 * the tiles, of their whole width unless @n is 1; @rows: @at->h addresses of @at->w bytes
 * each; @stream: past the caches; @ahead: tiles that are read next.
 */
void sgpu_surface_tiles_read(u32 tiling, u8 *const *tiles, u8 *const *ahead, u32 n,
		     const struct sgpu_rect *at, u8 *const *rows, bool stream);
void sgpu_surface_tiles_write(u32 tiling, u8 *const *tiles, u32 n, const struct sgpu_rect *at,
		      u8 *const *rows, bool stream);

/* Rows as they are; where @flat, they follow each other without gaps, in pieces. */
struct sgpu_surface_cut sgpu_surface_cut(const struct sgpu_rect *to, bool flat);

/* One row's bytes, split where pages and tiles end. Return 0 or -EFAULT. */
int sgpu_surface_row_read(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y, u8 *to,
		  u32 len);
int sgpu_surface_row_write(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y,
		   const u8 *from, u32 len);

/**
 * sgpu_copy() - Copy a rectangle.
 * @e: runs the blit
 * @dst: where to
 * @to: corner in @dst, and size
 * @src: where from
 * @from_x: corner in @src, bytes
 * @from_y: rows
 *
 * Where both share memory, the result is that of a copy through a buffer, as long as
 * they have the same tiling and pitch.
 * Return: 0, -EFAULT, or -EINTR with @e->pos.progress saying how far it got.
 */
int sgpu_copy(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      const struct sgpu_surface *src, u32 from_x, u32 from_y);

/**
 * sgpu_fill() - Fill a rectangle.
 * @e: runs the blit
 * @dst: where
 * @to: what part of it
 * @pattern: repeats every 8 bytes from the left edge
 *
 * Return: as sgpu_copy().
 */
int sgpu_fill(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      u64 pattern);

/**
 * struct sgpu_rop - A raster operation of pattern, source and destination.
 * @code: bit n is the result for (P << 2 | S << 1 | D) = n
 * @mask: bits that are written, every 8 bytes from the left edge
 * @pattern: as for sgpu_fill(); not looked at where there is a @tile
 * @tile: a pattern of GEN9_PAT_SIDE rows that repeats both ways; then there is no source
 * @tile_row: bytes of its rows
 * @tile_x: byte of it that lies at the surface's left edge
 * @tile_y: row of it that lies at the top
 */
struct sgpu_rop {
	u8 code;
	u64 mask;
	u64 pattern;
	const u8 *tile;
	u32 tile_row;
	u32 tile_x;
	u32 tile_y;
};

/**
 * sgpu_fill_rop() - The general way: row by row through buffers.
 * @e: runs the blit
 * @dst: where to
 * @to: corner in @dst, and size
 * @src: NULL where the operation needs none
 * @from_x: corner in @src, bytes
 * @from_y: rows
 * @rop: what to do with each bit
 *
 * Return: as sgpu_copy().
 */
int sgpu_fill_rop(struct sgpu_engine *e, const struct sgpu_surface *dst,
		  const struct sgpu_rect *to, const struct sgpu_surface *src, u32 from_x,
		  u32 from_y, const struct sgpu_rop *rop);

/*
 * One run inside a page. The length is hidden from the compiler, which would
 * rather expand a copy of bounded length than call the good one.
 */
static inline void sgpu_move(u8 *to, const u8 *from, u32 len, bool stream)
{
	OPTIMIZER_HIDE_VAR(len);
	if (stream)
		memcpy_flushcache(to, from, len);
	else
		memcpy(to, from, len);
}

/** sgpu_surface_overlap() - Whether a copy has to mind its order: same space and memory. */
bool sgpu_surface_overlap(const struct sgpu_surface *dst, const struct sgpu_rect *to,
		  const struct sgpu_surface *src, u32 from_x, u32 from_y);

/** sgpu_surface_copy_backwards() - Whether an overlapping copy has to begin at its end. */
bool sgpu_surface_copy_backwards(const struct sgpu_surface *dst, const struct sgpu_rect *to,
		    const struct sgpu_surface *src, u32 from_x, u32 from_y);

/** sgpu_surface_charge() - Charge the slice for so many bytes written. */
void sgpu_surface_charge(struct sgpu_engine *e, u64 bytes);

#endif
