// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tiles and rows of surfaces. The blitter's copies, fills and raster operations call this file in
 * the engine's thread. Takes no lock.
 *
 * Source of the layouts: PRM SKL Vol. 5 (Tiling). An X tile is 8 rows of 512 bytes. A Y tile is 8
 * columns of 32 rows of 16 bytes. Address bits beyond the tile do not swizzle. Yf and Ys:
 * gen9/swizzle_defs.h.
 */
#include "softgpu/surface.h"

#include "gen9/swizzle_defs.h"

#define BLIT_COST_SHIFT	8	/* log2 of the bytes that cost as much as a command */
#define COLUMN		GEN9_TILE_Y_COLUMN
#define COLUMN_BYTES	(GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS)

const struct sgpu_tile_shape sgpu_tile_shapes[SGPU_TILINGS] = {
	[SGPU_TILE_X] = { GEN9_TILE_X_BYTES, GEN9_TILE_X_ROWS, 9, 3 },
	[SGPU_TILE_Y] = { GEN9_TILE_Y_BYTES, GEN9_TILE_Y_ROWS, 7, 5 },
};

u64 sgpu_surface_tile_address(const struct sgpu_surface *s, u32 x, u32 y)
{
	const struct sgpu_tile_shape *shape = &sgpu_tile_shapes[s->tiling];
	u64 per_row = (u32)s->pitch >> shape->bytes_shift;
	u64 tile = (u64)(y >> shape->rows_shift) * per_row + (x >> shape->bytes_shift);

	return ((s->base & ~(PAGE_SIZE - 1)) + tile * PAGE_SIZE) & GEN9_ADDRESS_BYTES_MASK;
}

/* Move the low bits of @value to the positions of the bits in @mask. */
static u32 scatter(u32 value, u32 mask)
{
	u32 out = 0;

	for (; mask; mask &= mask - 1, value >>= 1)
		out |= value & 1 ? mask & -mask : 0;
	return out;
}

static u64 swizzled_address(const struct sgpu_surface *s, u32 x, u32 y)
{
	u32 across = hweight32(s->columns), down = hweight32(s->block & ~s->columns);
	u64 block = (u64)(y >> down) * ((u32)s->pitch >> across) + (x >> across);
	u64 at = (s->base & ~(PAGE_SIZE - 1)) + block * (s->block + 1);

	at += scatter(x, s->columns) | scatter(y, s->block & ~s->columns);
	return at & GEN9_ADDRESS_BYTES_MASK;
}

void sgpu_surface_charge(struct sgpu_engine *e, u64 bytes)
{
	sgpu_count(&e->stats.blit_bytes, bytes);
	sgpu_charge(e, 1 + (u32)(bytes >> BLIT_COST_SHIFT));
}

struct sgpu_surface_cut sgpu_surface_cut(const struct sgpu_rect *to, bool flat)
{
	struct sgpu_surface_cut cut = { .len = to->w, .rows = to->h, .last = to->w };
	u64 bytes = (u64)to->w * to->h;

	if (!flat)
		return cut;
	cut.len = (u32)min_t(u64, bytes, SGPU_PIECE);
	cut.rows = (u32)DIV_ROUND_UP(bytes, cut.len);
	cut.last = (u32)(bytes - (u64)(cut.rows - 1) * cut.len);
	return cut;
}

/* Copy sixteen bytes at once, by the instructions that the compiler chooses. */
static void copy16(u8 *to, const u8 *from)
{
	memcpy(to, from, COLUMN);
}

static u32 y_offset(u32 x, u32 y)
{
	return x / COLUMN * COLUMN_BYTES + y * COLUMN + x % COLUMN;
}

/* Return the bytes from @x to the end of its column or of the row. */
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

/* Four rows of a column are one cacheline. */
#define BLOCK_ROWS	4u
#define COLUMNS		(GEN9_TILE_Y_BYTES / COLUMN)

/* Write four rows of a tile, one whole cacheline after the other. */
static void y_block_write(u8 *tile, u32 y, const u8 *r0, const u8 *r1, const u8 *r2, const u8 *r3)
{
	u8 *line = tile + y * COLUMN;
	u32 c;

	for (c = 0; c < COLUMNS; c++, line += COLUMN_BYTES) {
		copy16(line, r0 + c * COLUMN);
		copy16(line + COLUMN, r1 + c * COLUMN);
		copy16(line + 2 * COLUMN, r2 + c * COLUMN);
		copy16(line + 3 * COLUMN, r3 + c * COLUMN);
	}
}

/* Prefetch the next tile's part of a row: the hardware does not prefetch such short ranges. */
static void y_ahead(const u8 *row)
{
	prefetch(row + GEN9_TILE_Y_BYTES);
	prefetch(row + GEN9_TILE_Y_BYTES + GEN9_CACHELINE);
}

static void y_block_stream(u8 *tile, u32 y, const u8 *r0, const u8 *r1, const u8 *r2,
			   const u8 *r3)
{
	u8 *line = tile + y * COLUMN;
	u32 c;

	y_ahead(r0);
	y_ahead(r1);
	y_ahead(r2);
	y_ahead(r3);
	for (c = 0; c < COLUMNS; c++, line += COLUMN_BYTES) {
		memcpy_flushcache(line, r0 + c * COLUMN, COLUMN);
		memcpy_flushcache(line + COLUMN, r1 + c * COLUMN, COLUMN);
		memcpy_flushcache(line + 2 * COLUMN, r2 + c * COLUMN, COLUMN);
		memcpy_flushcache(line + 3 * COLUMN, r3 + c * COLUMN, COLUMN);
	}
}

/* Write four rows of some tiles at once, so that the rows are read in long ranges. */
static void y_blocks_write(u8 *const *tiles, u32 n, u32 y, u8 *const *rows, u32 x, bool stream)
{
	u32 t;

	for (t = 0; t < n; t++, x += GEN9_TILE_Y_BYTES) {
		if (stream)
			y_block_stream(tiles[t], y, rows[0] + x, rows[1] + x, rows[2] + x,
				       rows[3] + x);
		else
			y_block_write(tiles[t], y, rows[0] + x, rows[1] + x, rows[2] + x,
				      rows[3] + x);
	}
}

static void y_group_write(u8 *const *tiles, u32 n, const struct sgpu_rect *at, u8 *const *rows,
			  u32 x, bool stream)
{
	u32 r = 0, t;

	while (r < at->h) {
		if (at->w >= GEN9_TILE_Y_BYTES && !((at->y + r) % BLOCK_ROWS) &&
		    r + BLOCK_ROWS <= at->h) {
			y_blocks_write(tiles, n, at->y + r, rows + r, x, stream);
			r += BLOCK_ROWS;
			continue;
		}
		for (t = 0; t < n; t++)
			y_row_write(tiles[t], at->x, at->y + r,
				    rows[r] + x + t * GEN9_TILE_Y_BYTES,
				    min(at->w, GEN9_TILE_Y_BYTES));
		r++;
	}
}

/* Tiles that are written together; one if the stores bypass the caches. Measured values. */
#define Y_WRITE		16u
#define Y_WRITE_STREAM	1u

static void y_write(u8 *const *tiles, u32 n, const struct sgpu_rect *at, u8 *const *rows,
		    bool stream)
{
	u32 most = stream ? Y_WRITE_STREAM : Y_WRITE;
	u32 t, group;

	for (t = 0; t < n; t += group) {
		group = min(n - t, most);
		y_group_write(tiles + t, group, at, rows, t * GEN9_TILE_Y_BYTES, stream);
	}
}

static void y_line_read(const u8 *from, u8 *to)
{
	u32 c;

	for (c = 0; c < COLUMNS; c++)
		copy16(to + c * COLUMN, from + c * COLUMN_BYTES);
}

static void y_line_stream(const u8 *from, u8 *to)
{
	u32 c;

	for (c = 0; c < COLUMNS; c++)
		memcpy_flushcache(to + c * COLUMN, from + c * COLUMN_BYTES, COLUMN);
}

static void y_ahead_tile(const u8 *line)
{
	prefetch(line);
	prefetch(line + GEN9_CACHELINE);
}

/*
 * Read row by row, which fills whole cachelines. The hardware does not prefetch columns. Two tiles
 * are read at once, while as many cachelines of the next two are prefetched.
 */
static void y_pair_read(const u8 *left, const u8 *right, const u8 *ahead_left,
			const u8 *ahead_right, u32 h, u8 *const *rows, u32 x)
{
	u32 r;
	u8 *to;

	for (r = 0; r < h; r++) {
		to = rows[r] + x;
		y_ahead_tile(ahead_left);
		y_line_read(left, to);
		y_ahead_tile(ahead_right);
		y_line_read(right, to + GEN9_TILE_Y_BYTES);
		left += COLUMN;
		right += COLUMN;
		ahead_left += GEN9_TILE_Y_BYTES;
		ahead_right += GEN9_TILE_Y_BYTES;
	}
}

static void y_one_read(const u8 *tile, u32 h, u8 *const *rows, u32 x)
{
	u32 r;

	for (r = 0; r < h; r++, tile += COLUMN)
		y_line_read(tile, rows[r] + x);
}

static void y_tiles_read(u8 *const *tiles, u8 *const *ahead, u32 n, const struct sgpu_rect *at,
			 u8 *const *rows)
{
	u32 from = at->y * COLUMN, line = at->y * GEN9_TILE_Y_BYTES, t;
	u8 *const *next;

	for (t = 0; t + 2 <= n; t += 2) {
		next = t + 4 <= n ? tiles + t + 2 : ahead;
		y_pair_read(tiles[t] + from, tiles[t + 1] + from, next[0] + line, next[1] + line,
			    at->h, rows, t * GEN9_TILE_Y_BYTES);
	}
	if (t < n)
		y_one_read(tiles[t] + from, at->h, rows, t * GEN9_TILE_Y_BYTES);
}

/* Tiles that are read together if the stores bypass the caches: ranges of a row are longer then. */
#define Y_READ_STREAM	8u

static void y_group_stream(u8 *const *tiles, u8 *const *ahead, u32 n, const struct sgpu_rect *at,
			   u8 *const *rows, u32 x)
{
	u32 r, t;

	for (r = 0; r < at->h; r++) {
		for (t = 0; t < n; t++) {
			y_ahead_tile(ahead[t] + (at->y + r) * GEN9_TILE_Y_BYTES);
			y_line_stream(tiles[t] + (at->y + r) * COLUMN,
				      rows[r] + x + t * GEN9_TILE_Y_BYTES);
		}
	}
}

static void y_tiles_stream(u8 *const *tiles, u8 *const *ahead, u32 n, const struct sgpu_rect *at,
			   u8 *const *rows)
{
	u8 *const *next;
	u32 t, group;

	for (t = 0; t < n; t += group) {
		group = min(n - t, Y_READ_STREAM);
		next = t + 2 * group <= n ? tiles + t + group : ahead;
		y_group_stream(tiles + t, next, group, at, rows, t * GEN9_TILE_Y_BYTES);
	}
}

static void y_read(u8 *const *tiles, u8 *const *ahead, u32 n, const struct sgpu_rect *at,
		   u8 *const *rows, bool stream)
{
	u32 r;

	if (unlikely(at->w != n * GEN9_TILE_Y_BYTES))
		for (r = 0; r < at->h; r++)
			y_row_read(tiles[0], at->x, at->y + r, rows[r], at->w);
	else if (stream)
		y_tiles_stream(tiles, ahead, n, at, rows);
	else
		y_tiles_read(tiles, ahead, n, at, rows);
}

/*
 * Copy a part of a row of an X tile. Whole rows are copied inline, since a call would take longer.
 */
static void x_run(u8 *to, const u8 *from, u32 len, bool stream)
{
	u32 i;

	if (stream || unlikely(len != GEN9_TILE_X_BYTES))
		sgpu_move(to, from, len, stream);
	else
		for (i = 0; i < GEN9_TILE_X_BYTES; i += GEN9_CACHELINE)
			memcpy(to + i, from + i, GEN9_CACHELINE);
}

static void x_write(u8 *const *tiles, u32 n, const struct sgpu_rect *at, u8 *const *rows,
		    bool stream)
{
	u32 len = at->w / n, t, r;
	u8 *to;

	for (t = 0; t < n; t++) {
		to = tiles[t] + at->y * GEN9_TILE_X_BYTES + at->x;
		for (r = 0; r < at->h; r++, to += GEN9_TILE_X_BYTES)
			x_run(to, rows[r] + t * GEN9_TILE_X_BYTES, len, stream);
	}
}

static void x_read(u8 *const *tiles, u32 n, const struct sgpu_rect *at, u8 *const *rows,
		   bool stream)
{
	u32 len = at->w / n, t, r, from;

	for (r = 0; r < at->h; r++) {
		from = (at->y + r) * GEN9_TILE_X_BYTES + at->x;
		for (t = 0; t < n; t++)
			x_run(rows[r] + t * GEN9_TILE_X_BYTES, tiles[t] + from, len, stream);
	}
}

void sgpu_surface_tiles_write(u32 tiling, u8 *const *tiles, u32 n, const struct sgpu_rect *at,
			      u8 *const *rows, bool stream)
{
	if (tiling == SGPU_TILE_Y)
		y_write(tiles, n, at, rows, stream);
	else
		x_write(tiles, n, at, rows, stream);
}

void sgpu_surface_tiles_read(u32 tiling, u8 *const *tiles, u8 *const *ahead, u32 n,
			     const struct sgpu_rect *at, u8 *const *rows, bool stream)
{
	if (tiling == SGPU_TILE_Y)
		y_read(tiles, ahead, n, at, rows, stream);
	else
		x_read(tiles, n, at, rows, stream);
}

/**
 * struct run - A range of a row inside one page.
 * @page: first byte of the page
 * @x: byte in the page, or in the tile
 * @y: row in the tile
 * @len: bytes
 */
struct run {
	u8 *page;
	u32 x;
	u32 y;
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
	} else if (s->tiling == SGPU_SWIZZLED) {
		va = swizzled_address(s, x, y);
		run->x = va & (PAGE_SIZE - 1);
		run->y = 0;
		run->len = min(len, GEN9_SWIZZLE_SPAN - x % GEN9_SWIZZLE_SPAN);
		sgpu_charge(e, 1);	/* finding 16 bytes takes as long as copying 256 */
	} else {
		va = sgpu_surface_tile_address(s, x, y);
		run->x = x & (shape->bytes - 1);
		run->y = y & (shape->rows - 1);
		run->len = min(len, shape->bytes - run->x);
	}
	run->page = sgpu_page(e, s->space, va, write);
	return run->page ? 0 : -EFAULT;
}

int sgpu_surface_row_read(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y, u8 *to,
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

int sgpu_surface_row_write(struct sgpu_engine *e, const struct sgpu_surface *s, u32 x, u32 y,
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

/* Compute bounds of the addresses of a rectangle. They may be wider than the rectangle. */
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
		*first = sgpu_surface_tile_address(s, 0, y);
		*last = sgpu_surface_tile_address(s, x + w - 1, y + h - 1) + PAGE_SIZE - 1;
	}
}

bool sgpu_surface_overlap(const struct sgpu_surface *dst, const struct sgpu_rect *to,
			  const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	u64 d0, d1, s0, s1;

	if (dst->space != src->space)
		return false;
	bounds(dst, to->x, to->y, to->w, to->h, &d0, &d1);
	bounds(src, from_x, from_y, to->w, to->h, &s0, &s1);
	return d0 <= s1 && s0 <= d1;
}

bool sgpu_surface_copy_backwards(const struct sgpu_surface *dst, const struct sgpu_rect *to,
				 const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	if (dst->tiling == SGPU_LINEAR && src->tiling == SGPU_LINEAR)
		return sgpu_linear_address(dst, to->x, to->y) >
		       sgpu_linear_address(src, from_x, from_y);
	return to->y > from_y || (to->y == from_y && to->x > from_x);
}
