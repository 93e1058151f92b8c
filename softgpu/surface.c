// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tiles and rows of surfaces. Used by the copies, fills and raster operations of
 * the blitter, in the engine's thread; no lock.
 * Source of the layouts: PRM SKL Vol. 5 (Tiling): X is 8 rows of 512 bytes, Y is
 * 8 columns of 32 rows of 16 bytes; no swizzling.
 */
#include "softgpu/surface.h"

#define BLIT_COST_SHIFT	8	/* so many bytes cost as much as a command */
#define COLUMN		GEN9_TILE_Y_COLUMN
#define COLUMN_BYTES	(GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS)

const struct sgpu_tile_shape sgpu_tile_shapes[SGPU_TILINGS] = {
	[SGPU_TILE_X] = { GEN9_TILE_X_BYTES, GEN9_TILE_X_ROWS, 9, 3 },
	[SGPU_TILE_Y] = { GEN9_TILE_Y_BYTES, GEN9_TILE_Y_ROWS, 7, 5 },
};

u64 sgpu_tile_address(const struct sgpu_surface *s, u32 x, u32 y)
{
	const struct sgpu_tile_shape *shape = &sgpu_tile_shapes[s->tiling];
	u64 per_row = (u32)s->pitch >> shape->bytes_shift;
	u64 tile = (u64)(y >> shape->rows_shift) * per_row + (x >> shape->bytes_shift);

	return ((s->base & ~(PAGE_SIZE - 1)) + tile * PAGE_SIZE) & GEN9_ADDRESS_BYTES_MASK;
}

void sgpu_blit_cost(struct sgpu_engine *e, u64 bytes)
{
	u32 cost = 1 + (u32)(bytes >> BLIT_COST_SHIFT);

	sgpu_count(&e->stats.blit_bytes, bytes);
	e->budget -= min(e->budget, cost);
}

/* Sixteen bytes at once: two quadwords, or what the compiler has for them. */
static void copy16(u8 *to, const u8 *from)
{
	memcpy(to, from, COLUMN);
}

static u32 y_offset(u32 x, u32 y)
{
	return x / COLUMN * COLUMN_BYTES + y * COLUMN + x % COLUMN;
}

/* Bytes from @x to the end of its column or of the row. */
static u32 y_run(u32 x, u32 end)
{
	return min(COLUMN - x % COLUMN, end - x);
}

static void y_row_write(u8 *tile, u32 x, u32 y, const u8 *from, u32 len)
{
	u32 end = x + len;
	u32 n;

	for (; x < end; x += n, from += n) {
		n = y_run(x, end);
		if (likely(n == COLUMN))
			copy16(tile + y_offset(x, y), from);
		else
			memcpy(tile + y_offset(x, y), from, n);
	}
}

static void y_row_read(const u8 *tile, u32 x, u32 y, u8 *to, u32 len)
{
	u32 end = x + len;
	u32 n;

	for (; x < end; x += n, to += n) {
		n = y_run(x, end);
		if (likely(n == COLUMN))
			copy16(to, tile + y_offset(x, y));
		else
			memcpy(to, tile + y_offset(x, y), n);
	}
}

/*
 * Whole width, four rows: what makes one cacheline of each column. The order
 * fills lines one by one, whichever way the bytes go.
 */
#define BLOCK_ROWS	4u
#define COLUMNS		(GEN9_TILE_Y_BYTES / COLUMN)

static void y_block_write(u8 *tile, u32 y, u8 *const *rows, bool stream)
{
	const u8 *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
	u8 *line = tile + y * COLUMN;
	u32 c;

	for (c = 0; c < COLUMNS; c++, line += COLUMN_BYTES) {
		if (stream) {
			memcpy_flushcache(line, r0 + c * COLUMN, COLUMN);
			memcpy_flushcache(line + COLUMN, r1 + c * COLUMN, COLUMN);
			memcpy_flushcache(line + 2 * COLUMN, r2 + c * COLUMN, COLUMN);
			memcpy_flushcache(line + 3 * COLUMN, r3 + c * COLUMN, COLUMN);
		} else {
			copy16(line, r0 + c * COLUMN);
			copy16(line + COLUMN, r1 + c * COLUMN);
			copy16(line + 2 * COLUMN, r2 + c * COLUMN);
			copy16(line + 3 * COLUMN, r3 + c * COLUMN);
		}
	}
}

static void y_block_read(const u8 *tile, u32 y, u8 *const *rows)
{
	u8 *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
	const u8 *line = tile + y * COLUMN;
	u32 c;

	for (c = 0; c < COLUMNS; c++, line += COLUMN_BYTES) {
		copy16(r0 + c * COLUMN, line);
		copy16(r1 + c * COLUMN, line + COLUMN);
		copy16(r2 + c * COLUMN, line + 2 * COLUMN);
		copy16(r3 + c * COLUMN, line + 3 * COLUMN);
	}
}

/* Past the caches, row by row: whole lines again. */
static void y_block_stream(const u8 *tile, u32 y, u8 *const *rows)
{
	u32 r, c;

	for (r = 0; r < BLOCK_ROWS; r++)
		for (c = 0; c < COLUMNS; c++)
			memcpy_flushcache(rows[r] + c * COLUMN,
					  tile + c * COLUMN_BYTES + (y + r) * COLUMN, COLUMN);
}

static bool y_blocks(const struct sgpu_rect *at)
{
	return at->w == GEN9_TILE_Y_BYTES && !((at->y | at->h) % BLOCK_ROWS);
}

static void y_write(u8 *tile, const struct sgpu_rect *at, u8 *const *rows, bool stream)
{
	u32 r;

	if (y_blocks(at))
		for (r = 0; r < at->h; r += BLOCK_ROWS)
			y_block_write(tile, at->y + r, rows + r, stream);
	else
		for (r = 0; r < at->h; r++)
			y_row_write(tile, at->x, at->y + r, rows[r], at->w);
}

static void y_read(const u8 *tile, const struct sgpu_rect *at, u8 *const *rows, bool stream)
{
	u32 r;

	if (y_blocks(at) && stream)
		for (r = 0; r < at->h; r += BLOCK_ROWS)
			y_block_stream(tile, at->y + r, rows + r);
	else if (y_blocks(at))
		for (r = 0; r < at->h; r += BLOCK_ROWS)
			y_block_read(tile, at->y + r, rows + r);
	else
		for (r = 0; r < at->h; r++)
			y_row_read(tile, at->x, at->y + r, rows[r], at->w);
}

void sgpu_tile_write(u32 tiling, u8 *tile, const struct sgpu_rect *at, u8 *const *rows,
		     bool stream)
{
	u32 r;

	if (tiling == SGPU_TILE_Y) {
		y_write(tile, at, rows, stream);
		return;
	}
	for (r = 0; r < at->h; r++)
		sgpu_move(tile + (at->y + r) * GEN9_TILE_X_BYTES + at->x, rows[r], at->w, stream);
}

void sgpu_tile_read(u32 tiling, const u8 *tile, const struct sgpu_rect *at, u8 *const *rows,
		    bool stream)
{
	u32 r;

	if (tiling == SGPU_TILE_Y) {
		y_read(tile, at, rows, stream);
		return;
	}
	for (r = 0; r < at->h; r++)
		sgpu_move(rows[r], tile + (at->y + r) * GEN9_TILE_X_BYTES + at->x, at->w, stream);
}

/* A run of a row inside one page: its memory, and how long it may be. */
struct run {
	u8 *page;
	u32 x;		/* in the page, or in the tile */
	u32 y;		/* in the tile */
	u32 len;
};

static int find_run(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y, u32 len,
		    bool write, struct run *run)
{
	const struct sgpu_tile_shape *shape = &sgpu_tile_shapes[s->tiling];
	u64 va;

	if (s->tiling == SGPU_LINEAR) {
		va = sgpu_linear_address(s, x, y);
		run->x = va & (PAGE_SIZE - 1);
		run->y = 0;
		run->len = min(len, (u32)PAGE_SIZE - run->x);
	} else {
		va = sgpu_tile_address(s, x, y);
		run->x = x & (shape->bytes - 1);
		run->y = y & (shape->rows - 1);
		run->len = min(len, shape->bytes - run->x);
	}
	run->page = sgpu_page(e, s->space, va, write);
	return run->page ? 0 : -EFAULT;
}

int sgpu_row_read(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y, u8 *to,
		  u32 len)
{
	struct run run;

	for (; len; len -= run.len, x += run.len, to += run.len) {
		if (find_run(e, s, x, y, len, false, &run))
			return -EFAULT;
		if (s->tiling == SGPU_TILE_Y)
			y_row_read(run.page, run.x, run.y, to, run.len);
		else
			memcpy(to, run.page + run.y * GEN9_TILE_X_BYTES + run.x, run.len);
	}
	return 0;
}

int sgpu_row_write(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y,
		   const u8 *from, u32 len)
{
	struct run run;

	for (; len; len -= run.len, x += run.len, from += run.len) {
		if (find_run(e, s, x, y, len, true, &run))
			return -EFAULT;
		if (s->tiling == SGPU_TILE_Y)
			y_row_write(run.page, run.x, run.y, from, run.len);
		else
			memcpy(run.page + run.y * GEN9_TILE_X_BYTES + run.x, from, run.len);
	}
	return 0;
}

/* The addresses that a rectangle lies in, as generous bounds. */
static void bounds(const struct sgpu_surface *s, u32 x, u32 y, u32 w, u32 h, u64 *first,
		   u64 *last)
{
	u64 a, b;

	if (s->tiling == SGPU_LINEAR) {
		a = s->base + (u64)((s64)s->pitch * y) + x;
		b = s->base + (u64)((s64)s->pitch * (y + h - 1)) + x;
		*first = min(a, b);
		*last = max(a, b) + w - 1;
	} else {
		*first = sgpu_tile_address(s, 0, y);
		*last = sgpu_tile_address(s, x + w - 1, y + h - 1) + PAGE_SIZE - 1;
	}
}

bool sgpu_overlap(const struct sgpu_surface *dst, const struct sgpu_rect *to,
		  const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	u64 d0, d1, s0, s1;

	if (dst->space != src->space)
		return false;
	bounds(dst, to->x, to->y, to->w, to->h, &d0, &d1);
	bounds(src, from_x, from_y, to->w, to->h, &s0, &s1);
	return d0 <= s1 && s0 <= d1;
}

bool sgpu_backwards(const struct sgpu_surface *dst, const struct sgpu_rect *to,
		    const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	if (dst->tiling == SGPU_LINEAR && src->tiling == SGPU_LINEAR)
		return sgpu_linear_address(dst, to->x, to->y) >
		       sgpu_linear_address(src, from_x, from_y);
	return to->y > from_y || (to->y == from_y && to->x > from_x);
}
