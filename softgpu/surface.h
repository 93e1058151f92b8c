/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The surfaces that the blitter copies and fills: linear or tiled, in a graphics address space.
 * Coordinates are bytes across and rows down from the base, and never negative. One tile is one
 * page: the page is translated once for all its bytes.
 */
#ifndef SOFTGPU_SURFACE_H
#define SOFTGPU_SURFACE_H

#include "port.h"
#include "gen9/blt_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/walk.h"

/* A blit of at least so many bytes does not fit the caches and bypasses them. */
#define SGPU_STREAM_BYTES	(8u << 20)

/**
 * enum sgpu_tiling - The layouts of a surface.
 * @SGPU_LINEAR: rows one behind the other
 * @SGPU_TILE_X: X tiles
 * @SGPU_TILE_Y: Y tiles
 * @SGPU_SWIZZLED: Yf and Ys tiles; sgpu_fill_rop() handles them row by row
 * @SGPU_TILINGS: number of layouts
 */
enum sgpu_tiling {
	SGPU_LINEAR,
	SGPU_TILE_X,
	SGPU_TILE_Y,
	SGPU_SWIZZLED,
	SGPU_TILINGS,
};

/**
 * struct sgpu_surface - The location of a surface.
 * @space: address space
 * @base: graphics address
 * @pitch: bytes from row to row; may be negative on a linear surface
 * @tiling: enum sgpu_tiling
 * @block: SGPU_SWIZZLED: mask of address bits in a block (gen9/swizzle_defs.h)
 * @columns: SGPU_SWIZZLED: mask of the bits in @block that come from the column
 */
struct sgpu_surface {
	struct sgpu_space *space;
	u64 base;
	s32 pitch;
	u32 tiling;
	u32 block;
	u32 columns;
};

/**
 * struct sgpu_rect - A rectangle of a surface.
 * @x: left edge, in bytes
 * @y: upper edge, in rows
 * @w: width, in bytes
 * @h: height, in rows
 */
struct sgpu_rect {
	u32 x;
	u32 y;
	u32 w;
	u32 h;
};

/**
 * struct sgpu_tile_shape - The size of a tile: powers of two, and their logarithms.
 * @bytes: width, in bytes
 * @rows: height, in rows
 * @bytes_shift: log2 of @bytes
 * @rows_shift: log2 of @rows
 */
struct sgpu_tile_shape {
	u32 bytes;
	u32 rows;
	u32 bytes_shift;
	u32 rows_shift;
};

/**
 * sgpu_pages_of() - Return the number of pages that a range touches.
 * @va: graphics address
 * @len: bytes
 *
 * Context: any; takes no lock.
 * Return: number of pages.
 */
static inline u32 sgpu_pages_of(u64 va, u32 len)
{
	return (u32)((va & (PAGE_SIZE - 1)) + len + PAGE_SIZE - 1) / (u32)PAGE_SIZE;
}

/**
 * struct sgpu_surface_cut - A linear rectangle, cut into pieces that are handled as rows.
 * @len: bytes of each piece but the last
 * @rows: number of pieces
 * @last: bytes of the last piece
 */
struct sgpu_surface_cut {
	u32 len;
	u32 rows;
	u32 last;
};

/* The sizes of tiles, by enum sgpu_tiling, for SGPU_TILE_X and SGPU_TILE_Y. */
extern const struct sgpu_tile_shape sgpu_tile_shapes[SGPU_TILINGS];

/**
 * sgpu_linear_address() - Return the graphics address of a byte of a linear surface.
 * @s: the surface
 * @x: byte in the row
 * @y: row
 *
 * Context: any; takes no lock.
 * Return: the address.
 */
static inline u64 sgpu_linear_address(const struct sgpu_surface *s, u32 x, u32 y)
{
	return (s->base + (u64)((s64)s->pitch * y) + x) & GEN9_ADDRESS_BYTES_MASK;
}

/**
 * sgpu_surface_tile_address() - Return the graphics address of the tile that holds a byte.
 * @s: the surface, in X or Y tiles
 * @x: byte in the row
 * @y: row
 *
 * Context: any; takes no lock.
 * Return: address of the first byte of the tile.
 */
u64 sgpu_surface_tile_address(const struct sgpu_surface *s, u32 x, u32 y);

/**
 * sgpu_surface_tiles_read() - Copy rows from tiles side by side.
 * @tiling: SGPU_TILE_X or SGPU_TILE_Y
 * @tiles: array of @n tiles
 * @ahead: array of @n tiles that the caller reads next, for prefetches
 * @n: number of tiles
 * @at: the rectangle inside the tiles. Its width is that of all tiles, unless @n is 1.
 * @rows: array of @at->h addresses, which get @at->w bytes each
 * @stream: true: bypass the caches when writing
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_surface_tiles_read(u32 tiling, u8 *const *tiles, u8 *const *ahead, u32 n,
			     const struct sgpu_rect *at, u8 *const *rows, bool stream);

/**
 * sgpu_surface_tiles_write() - Copy rows into tiles side by side.
 * @tiling: SGPU_TILE_X or SGPU_TILE_Y
 * @tiles: array of @n tiles
 * @n: number of tiles
 * @at: the rectangle inside the tiles. Its width is that of all tiles, unless @n is 1.
 * @rows: array of @at->h addresses of @at->w bytes each
 * @stream: true: bypass the caches when writing
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_surface_tiles_write(u32 tiling, u8 *const *tiles, u32 n, const struct sgpu_rect *at,
			      u8 *const *rows, bool stream);

/**
 * sgpu_surface_cut() - Cut a rectangle of linear surfaces into pieces.
 * @to: the rectangle
 * @flat: true: rows follow each other without gaps, and pieces may span rows; false: a piece is a
 *	row
 *
 * Context: any; takes no lock.
 * Return: the pieces.
 */
struct sgpu_surface_cut sgpu_surface_cut(const struct sgpu_rect *to, bool flat);

/**
 * sgpu_surface_row_read() - Copy bytes of a row from a surface.
 * @e: the engine
 * @s: the surface
 * @x: first byte in the row
 * @y: row
 * @to: gets @len bytes
 * @len: bytes
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_surface_row_read(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y, u8 *to,
			  u32 len);

/**
 * sgpu_surface_row_write() - Copy bytes into a row of a surface.
 * @e: the engine
 * @s: the surface
 * @x: first byte in the row
 * @y: row
 * @from: @len bytes
 * @len: bytes
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set.
 */
int sgpu_surface_row_write(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y,
			   const u8 *from, u32 len);

/**
 * sgpu_copy() - Copy a rectangle.
 * @e: the engine; @e->pos.progress says where to begin
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @src: surface that is read
 * @from_x: left edge in @src, in bytes
 * @from_y: upper edge in @src, in rows
 *
 * The surfaces may overlap. If they have the same tiling and pitch, the result is then that of a
 * copy through a buffer.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_copy(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      const struct sgpu_surface *src, u32 from_x, u32 from_y);

/**
 * sgpu_fill() - Fill a rectangle.
 * @e: the engine; @e->pos.progress says where to begin
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @pattern: eight bytes that repeat from the left edge
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_fill(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      u64 pattern);

/**
 * struct sgpu_rop - A raster operation on pattern (P), source (S) and destination (D).
 * @code: bit n is the result for (P << 2 | S << 1 | D) = n
 * @mask: bits that are written, in each 8 bytes from the left edge
 * @pattern: pattern as for sgpu_fill(); not used if @tile is set
 * @tile: NULL, or a pattern of GEN9_PAT_SIDE rows that repeats in both directions; then there is no
 *	source
 * @tile_row: bytes of a row of @tile
 * @tile_x: byte of @tile at the surface's left edge
 * @tile_y: row of @tile at the surface's upper edge
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
 * sgpu_fill_rop() - Apply a raster operation to a rectangle, row by row through buffers.
 * @e: the engine; @e->pos.progress says where to begin
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @src: surface that is read; NULL: the operation needs no source
 * @from_x: left edge in @src, in bytes
 * @from_y: upper edge in @src, in rows
 * @rop: the operation
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address did not translate, and @e->fault is set; -EINTR: sgpu_stopped()
 * was true, call again, with @e->pos.progress kept.
 */
int sgpu_fill_rop(struct sgpu_engine *e, const struct sgpu_surface *dst,
		  const struct sgpu_rect *to, const struct sgpu_surface *src, u32 from_x,
		  u32 from_y, const struct sgpu_rop *rop);

/**
 * sgpu_move() - Copy bytes inside a page.
 * @to: gets @len bytes
 * @from: @len bytes
 * @len: bytes
 * @stream: true: bypass the caches when writing
 *
 * The length is hidden from the compiler. Otherwise the compiler expands a copy of bounded length,
 * which is slower than a call of memcpy().
 *
 * Context: any; takes no lock.
 */
static inline void sgpu_move(u8 *to, const u8 *from, u32 len, bool stream)
{
	OPTIMIZER_HIDE_VAR(len);
	if (stream)
		memcpy_flushcache(to, from, len);
	else
		memcpy(to, from, len);
}

/**
 * sgpu_surface_overlap() - Test if the two sides of a copy may overlap in memory.
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @src: surface that is read
 * @from_x: left edge in @src, in bytes
 * @from_y: upper edge in @src, in rows
 *
 * Context: any; takes no lock.
 * Return: true: the address ranges in one address space overlap, so that the order of the copy
 * matters.
 */
bool sgpu_surface_overlap(const struct sgpu_surface *dst, const struct sgpu_rect *to,
			  const struct sgpu_surface *src, u32 from_x, u32 from_y);

/**
 * sgpu_surface_copy_backwards() - Test if an overlapping copy must begin at its end.
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @src: surface that is read
 * @from_x: left edge in @src, in bytes
 * @from_y: upper edge in @src, in rows
 *
 * Context: any; takes no lock.
 * Return: true: the destination begins behind the source.
 */
bool sgpu_surface_copy_backwards(const struct sgpu_surface *dst, const struct sgpu_rect *to,
				 const struct sgpu_surface *src, u32 from_x, u32 from_y);

/**
 * sgpu_surface_charge() - Charge bytes of a blit to the slice, and count them.
 * @e: the engine
 * @bytes: bytes that were written
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_surface_charge(struct sgpu_engine *e, u64 bytes);

#endif
