// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fills, and general raster operations: those that read the destination, write some bits only, or
 * copy between overlapping tiles. sgpu_fill() and sgpu_fill_rop() are called in the engine's
 * thread. Takes no lock.
 */
#include "gen9/blt_defs.h"
#include "softgpu/surface.h"

#define MAX_TILE_ROWS	32u
#define BYTE_REPEATED	0x0101010101010101ull
#define STRING_MIN	64u	/* quadwords: below, a string instruction is slower */
#define FILL_ROW_MAX	(GEN9_BLT_PIXEL_MAX * GEN9_BLT_COORDINATE_MAX)	/* bytes of a row */

_Static_assert(MAX_TILE_ROWS * FILL_ROW_MAX <= SOFTGPU_STEP_BYTES, "a line of tiles is one step");
_Static_assert(SGPU_PIECE <= SOFTGPU_STEP_BYTES, "a piece of a linear surface is one step");

/* Rotate a pattern. @phase: bytes since the pattern's beginning. */
static u64 rotate_pattern(u64 pattern, u32 phase)
{
	u32 bits = phase % 8 * 8;

	return bits ? pattern >> bits | pattern << (64 - bits) : pattern;
}

static void fill_bytes(u8 *to, u64 pattern, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[i] = (u8)(pattern >> i % 8 * 8);
}

static void fill_quads(u64 *to, u64 pattern, u32 n)
{
	u32 i;

	if (n > STRING_MIN) {
		memset64(to, pattern, n);
		return;
	}
	for (i = 0; i < n; i++)
		to[i] = pattern;
}

/* Fill a range inside contiguous memory. @pattern begins at @to. */
static void fill_run(u8 *to, u64 pattern, u32 len)
{
	u32 head = min(len, (u32)(-(uintptr_t)to & 7));
	u32 body = (len - head) & ~7u;

	if (likely(body == len)) {
		fill_quads((u64 *)to, pattern, len / 8);
		return;
	}
	if (pattern == (pattern & 0xff) * BYTE_REPEATED) {
		memset(to, (int)(pattern & 0xff), len);
		return;
	}
	fill_bytes(to, pattern, head);
	pattern = rotate_pattern(pattern, head);
	fill_quads((u64 *)(to + head), pattern, body / 8);
	fill_bytes(to + head + body, pattern, len - head - body);
}

/* Fill a page of the bounce buffer with a pattern. @phase: phase of the first byte. */
static void pattern_page(struct sgpu_engine *e, u64 pattern, u32 phase)
{
	fill_run((u8 *)e->bounce, rotate_pattern(pattern, phase), PAGE_SIZE);
}

/*
 * Fill a piece of a row. Where the range ends in the same page, the stores bypass the caches, from
 * the page in the bounce buffer. Longer contiguous ranges use plain stores: there the processor
 * bypasses the caches itself. @pattern begins at @va.
 */
static int fill_piece(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 va, u32 len,
		      u64 pattern, bool stream)
{
	u8 **pages = e->to_pages;
	u32 at = va & (PAGE_SIZE - 1), n;
	u8 *to;

	if (sgpu_pages(e, dst->space, va, true, sgpu_pages_of(va, len), pages))
		return -EFAULT;
	for (; len; len -= n, at += n) {
		n = sgpu_contiguous(pages, at, len);
		to = pages[at / PAGE_SIZE] + at % PAGE_SIZE;
		if (stream && at % PAGE_SIZE + n <= PAGE_SIZE)
			sgpu_move(to, (u8 *)e->bounce + at % PAGE_SIZE, n, true);
		else
			fill_run(to, rotate_pattern(pattern, at - (u32)va), n);
	}
	return 0;
}

static int fill_linear_row(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 va, u32 len,
			   u64 pattern, bool stream)
{
	int ret = 0;
	u32 n;

	if (stream)
		pattern_page(e, pattern, (u32)-va);
	for (; !ret && len; len -= n, va += n) {
		n = min(len, SGPU_PIECE);
		ret = fill_piece(e, dst, va, n, pattern, stream);
	}
	return ret;
}

static int fill_linear(struct sgpu_engine *e, const struct sgpu_surface *dst,
		       const struct sgpu_rect *to, u64 pattern, bool stream)
{
	bool flat = dst->pitch == (s64)to->w && !(to->w % 8);
	struct sgpu_surface_cut cut = sgpu_surface_cut(to, flat);
	u64 va0 = sgpu_linear_address(dst, to->x, to->y);
	u32 row, len;
	u64 va;
	int ret;

	for (; e->pos.progress < cut.rows; e->pos.progress++) {
		if (sgpu_stopped(e))
			return -EINTR;
		row = (u32)e->pos.progress;
		len = row == cut.rows - 1 ? cut.last : cut.len;
		va = (va0 + (u64)((flat ? cut.len : (s64)dst->pitch) * row)) &
		     GEN9_ADDRESS_BYTES_MASK;
		ret = fill_linear_row(e, dst, va, len, pattern, stream);
		if (ret)
			return ret;
		sgpu_surface_charge(e, len);
	}
	return 0;
}

/* Fill a strip of rows of tiles: all rows come from one row of pattern. */
static int fill_tile_row(struct sgpu_engine *e, const struct sgpu_surface *dst,
			 const struct sgpu_rect *band, u64 pattern)
{
	const struct sgpu_tile_shape *shape = &sgpu_tile_shapes[dst->tiling];
	struct sgpu_rect at = { .y = band->y & (shape->rows - 1), .h = band->h };
	u32 x = band->x, end = band->x + band->w;
	u8 *rows[MAX_TILE_ROWS];
	u8 *tile;
	u32 i;

	for (i = 0; i < band->h; i++)
		rows[i] = (u8 *)e->row_src;
	for (; x < end; x += at.w) {
		at.x = x & (shape->bytes - 1);
		at.w = min(shape->bytes - at.x, end - x);
		tile = sgpu_page(e, dst->space, sgpu_surface_tile_address(dst, x, band->y), true);
		if (!tile)
			return -EFAULT;
		fill_run((u8 *)e->row_src, rotate_pattern(pattern, x - band->x), at.w);
		sgpu_surface_tiles_write(dst->tiling, &tile, 1, &at, rows, false);
	}
	return 0;
}

static int fill_tiled(struct sgpu_engine *e, const struct sgpu_surface *dst,
		      const struct sgpu_rect *to, u64 pattern)
{
	u32 rows = sgpu_tile_shapes[dst->tiling].rows;
	struct sgpu_rect band = *to;
	int ret;

	while (e->pos.progress < to->h) {
		if (sgpu_stopped(e))
			return -EINTR;
		band.y = to->y + (u32)e->pos.progress;
		band.h = min(rows - band.y % rows, to->h - (u32)e->pos.progress);
		ret = fill_tile_row(e, dst, &band, pattern);
		if (ret)
			return ret;
		sgpu_surface_charge(e, (u64)band.w * band.h);
		e->pos.progress += band.h;
	}
	return 0;
}

int sgpu_fill(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      u64 pattern)
{
	bool stream = (u64)to->w * to->h >= SGPU_STREAM_BYTES;
	int ret;

	if (dst->tiling == SGPU_LINEAR)
		ret = fill_linear(e, dst, to, pattern, stream);
	else
		ret = fill_tiled(e, dst, to, pattern);
	if (stream)
		wmb();	/* before the store that reports the end */
	return ret;
}

/* Compute a raster operation from its eight minterms. */
static u64 rop3(u8 code, u64 p, u64 s, u64 d)
{
	u64 out = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		if (code & BIT(i))
			out |= (i & 4 ? p : ~p) & (i & 2 ? s : ~s) & (i & 1 ? d : ~d);
	return out;
}

/* Test if an operation reads the destination: if the two minterms of any pair differ. */
static bool rop_reads_destination(const struct sgpu_rop *rop)
{
	return rop->mask != ~0ull || (rop->code ^ rop->code >> 1) & GEN9_ROP_WITHOUT_DST;
}

/* Copy the part of a repeating pattern that lies at a piece of a row. */
static void pattern_row(u8 *to, const struct sgpu_rect *chunk, const struct sgpu_rop *rop)
{
	const u8 *row = rop->tile + (chunk->y + rop->tile_y) % GEN9_PAT_SIDE * rop->tile_row;
	u32 from = (chunk->x + rop->tile_x) % rop->tile_row;
	u32 i, n;

	for (i = 0; i < chunk->w; i += n, from = 0) {
		n = min(chunk->w - i, rop->tile_row - from);
		memcpy(to + i, row + from, n);
	}
}

/* Apply an operation to up to SGPU_ROW_BYTES of a row. */
static int rop_chunk(struct sgpu_engine *e, const struct sgpu_surface *dst,
		     const struct sgpu_rect *chunk, const struct sgpu_surface *src, u32 from_x,
		     u32 from_y, const struct sgpu_rop *rop)
{
	u64 p, s, d;
	int ret = 0;
	u32 i;

	if (rop->tile)
		pattern_row((u8 *)e->row_src, chunk, rop);
	if (rop_reads_destination(rop))
		ret = sgpu_surface_row_read(e, dst, chunk->x, chunk->y, (u8 *)e->row_dst, chunk->w);
	if (!ret && src)
		ret = sgpu_surface_row_read(e, src, from_x, from_y, (u8 *)e->row_src, chunk->w);
	if (ret)
		return ret;
	for (i = 0; i < DIV_ROUND_UP(chunk->w, 8); i++) {
		p = rop->tile ? e->row_src[i] : rop->pattern;
		s = src ? e->row_src[i] : 0;
		d = e->row_dst[i];
		e->row_dst[i] = (d & ~rop->mask) | (rop3(rop->code, p, s, d) & rop->mask);
	}
	return sgpu_surface_row_write(e, dst, chunk->x, chunk->y, (u8 *)e->row_dst, chunk->w);
}

int sgpu_fill_rop(struct sgpu_engine *e, const struct sgpu_surface *dst,
		  const struct sgpu_rect *to, const struct sgpu_surface *src, u32 from_x,
		  u32 from_y, const struct sgpu_rop *rop)
{
	bool back = src && sgpu_surface_copy_backwards(dst, to, src, from_x, from_y);
	u32 across = DIV_ROUND_UP(to->w, SGPU_ROW_BYTES);
	u64 chunks = (u64)across * to->h;
	struct sgpu_rect chunk = { .h = 1 };
	u64 i;
	u32 x, y;
	int ret;

	for (; e->pos.progress < chunks; e->pos.progress++) {
		if (sgpu_stopped(e))
			return -EINTR;
		i = back ? chunks - 1 - e->pos.progress : e->pos.progress;
		x = (u32)(i % across) * SGPU_ROW_BYTES;
		y = (u32)(i / across);
		chunk.x = to->x + x;
		chunk.y = to->y + y;
		chunk.w = min(to->w - x, SGPU_ROW_BYTES);
		ret = rop_chunk(e, dst, &chunk, src, from_x + x, from_y + y, rop);
		if (ret)
			return ret;
		sgpu_surface_charge(e, chunk.w);
	}
	return 0;
}
