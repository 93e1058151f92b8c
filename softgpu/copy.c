// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of rectangles. Linear to linear goes page run by page run; where a
 * tiled surface takes part, tile by tile, the other side's rows looked up once
 * for each tile. Both are broken off between rows or tiles when the engine has
 * to stop, and go on there (@e->pos.progress). Engine's thread; no lock.
 */
#include "softgpu/surface.h"

#define MAX_TILE_ROWS	32u
#define FLAT_ROW	65536u	/* how a copy without gaps is cut: between looks at the engine */

/* One row, page run by page run, from its end: for copies that overlap. */
static int linear_row_back(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 d,
			   const struct sgpu_surface *src, u64 s, u32 len)
{
	u32 n, d_end, s_end;
	u8 *to, *from;

	while (len) {
		d_end = (u32)((d + len - 1) & (PAGE_SIZE - 1)) + 1;
		s_end = (u32)((s + len - 1) & (PAGE_SIZE - 1)) + 1;
		n = min(len, min(d_end, s_end));
		from = sgpu_page(e, src->space, s + len - 1, false);
		to = from ? sgpu_page(e, dst->space, d + len - 1, true) : NULL;
		if (!to)
			return -EFAULT;
		memmove(to + d_end - n, from + s_end - n, n);
		len -= n;
	}
	return 0;
}

/* Page pointers of a piece of a row, looked up before it is copied. */
#define PIECE		FLAT_ROW
#define PIECE_PAGES	(PIECE / PAGE_SIZE + 1)

static u32 pages_of(u64 va, u32 len)
{
	return (u32)((va & (PAGE_SIZE - 1)) + len + PAGE_SIZE - 1) / (u32)PAGE_SIZE;
}

/* The beginnings of pages come slowest: fetch them while the page before is copied. */
static void look_ahead(u8 *const *to, u8 *const *from, u32 d, u32 s, u32 d_pages, u32 s_pages)
{
	if (d + 1 < d_pages)
		prefetchw(to[d + 1]);
	if (s + 1 < s_pages)
		prefetch(from[s + 1]);
}

static int linear_piece(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 d,
			const struct sgpu_surface *src, u64 s, u32 len, bool stream)
{
	u8 *to[PIECE_PAGES], *from[PIECE_PAGES];
	u32 d_pages = pages_of(d, len), s_pages = pages_of(s, len);
	u32 d_at = d & (PAGE_SIZE - 1), s_at = s & (PAGE_SIZE - 1);
	u32 n;
	int ret;

	ret = sgpu_pages(e, src->space, s, false, s_pages, from);
	if (!ret)
		ret = sgpu_pages(e, dst->space, d, true, d_pages, to);
	if (ret)
		return ret;
	for (; len; len -= n, d_at += n, s_at += n) {
		u32 dp = d_at / (u32)PAGE_SIZE, sp = s_at / (u32)PAGE_SIZE;
		u32 dx = d_at % (u32)PAGE_SIZE, sx = s_at % (u32)PAGE_SIZE;

		n = min(len, (u32)PAGE_SIZE - max(dx, sx));
		look_ahead(to, from, dp, sp, d_pages, s_pages);
		sgpu_move(to[dp] + dx, from[sp] + sx, n, stream);
	}
	return 0;
}

static int linear_row(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 d,
		      const struct sgpu_surface *src, u64 s, u32 len, bool stream)
{
	int ret = 0;
	u32 n;

	for (; !ret && len; len -= n, d += n, s += n) {
		n = min(len, PIECE);
		ret = linear_piece(e, dst, d, src, s, n, stream);
	}
	return ret;
}

/* Overlapping rows, from their beginning: page run by page run. */
static int linear_row_over(struct sgpu_engine *e, const struct sgpu_surface *dst, u64 d,
			   const struct sgpu_surface *src, u64 s, u32 len)
{
	u32 n, d_at, s_at;
	u8 *to, *from;

	for (; len; len -= n, d += n, s += n) {
		d_at = d & (PAGE_SIZE - 1);
		s_at = s & (PAGE_SIZE - 1);
		n = min(len, (u32)PAGE_SIZE - max(d_at, s_at));
		from = sgpu_page(e, src->space, s, false);
		to = from ? sgpu_page(e, dst->space, d, true) : NULL;
		if (!to)
			return -EFAULT;
		memmove(to + d_at, from + s_at, n);
	}
	return 0;
}

/* How a linear copy is cut into rows; without gaps, rows are made as long as is good. */
struct cut {
	u64 d;
	u64 s;
	s64 d_pitch;
	s64 s_pitch;
	u32 len;
	u32 rows;
	u32 last;	/* length of the last row */
};

static void cut_linear(const struct sgpu_surface *dst, const struct sgpu_rect *to,
		       const struct sgpu_surface *src, u32 from_x, u32 from_y, struct cut *cut)
{
	u64 bytes = (u64)to->w * to->h;

	cut->d = sgpu_linear_address(dst, to->x, to->y);
	cut->s = sgpu_linear_address(src, from_x, from_y);
	cut->d_pitch = dst->pitch;
	cut->s_pitch = src->pitch;
	cut->len = to->w;
	cut->rows = to->h;
	cut->last = to->w;
	if (dst->pitch != (s64)to->w || src->pitch != (s64)to->w)
		return;
	cut->len = (u32)min_t(u64, bytes, FLAT_ROW);
	cut->rows = (u32)DIV_ROUND_UP(bytes, cut->len);
	cut->last = (u32)(bytes - (u64)(cut->rows - 1) * cut->len);
	cut->d_pitch = cut->len;
	cut->s_pitch = cut->len;
}

static int copy_linear(struct sgpu_engine *e, const struct sgpu_surface *dst,
		       const struct sgpu_rect *to, const struct sgpu_surface *src, u32 from_x,
		       u32 from_y, bool stream)
{
	bool overlap = sgpu_overlap(dst, to, src, from_x, from_y);
	bool back = overlap && sgpu_backwards(dst, to, src, from_x, from_y);
	struct cut cut;
	u32 row, len;
	u64 d, s;
	int ret;

	cut_linear(dst, to, src, from_x, from_y, &cut);
	for (; e->pos.progress < cut.rows; e->pos.progress++) {
		if (sgpu_stopped(e))
			return -EINTR;
		row = (u32)e->pos.progress;
		row = back ? cut.rows - 1 - row : row;
		len = row == cut.rows - 1 ? cut.last : cut.len;
		d = (cut.d + (u64)(cut.d_pitch * row)) & GEN9_ADDRESS_BYTES_MASK;
		s = (cut.s + (u64)(cut.s_pitch * row)) & GEN9_ADDRESS_BYTES_MASK;
		if (back)
			ret = linear_row_back(e, dst, d, src, s, len);
		else if (overlap)
			ret = linear_row_over(e, dst, d, src, s, len);
		else
			ret = linear_row(e, dst, d, src, s, len, stream);
		if (ret)
			return ret;
		sgpu_blit_cost(e, len);
	}
	return 0;
}

/*
 * struct other - The side of a tiled copy that is not walked by tiles.
 * @rows: where each row of the tile at hand is in memory, or in the bounce buffer
 * @bounced: rows that are in the bounce buffer
 * @y: first row, @h of them, @x and @w: what part of them @rows stand for
 * @safe: bytes right of that part that still lie in the same pages
 * @seq: of the translations in use
 */
struct other {
	const struct sgpu_surface *surface;
	bool write;
	bool stream;
	u8 *rows[MAX_TILE_ROWS];
	u32 bounced;
	u32 x;
	u32 y;
	u32 w;
	u32 h;
	u32 safe;
	u64 seq;
};

static u8 *bounce_row(struct sgpu_engine *e, u32 row)
{
	return (u8 *)e->bounce + row * GEN9_TILE_X_BYTES;
}

/* A row in place if it lies in one page, else through the bounce buffer. */
static int other_row(struct sgpu_engine *e, struct other *o, u32 i)
{
	u64 va = sgpu_linear_address(o->surface, o->x, o->y + i);
	u32 at = va & (PAGE_SIZE - 1);
	u8 *page;

	if (likely(o->surface->tiling == SGPU_LINEAR && at + o->w <= PAGE_SIZE)) {
		page = sgpu_page(e, o->surface->space, va, o->write);
		o->rows[i] = page + at;
		o->safe = min(o->safe, (u32)PAGE_SIZE - at - o->w);
		return page ? 0 : -EFAULT;
	}
	o->rows[i] = bounce_row(e, i);
	o->bounced |= BIT(i);
	o->safe = 0;
	return o->write ? 0 : sgpu_row_read(e, o->surface, o->x, o->y + i, o->rows[i], o->w);
}

static int other_look_up(struct sgpu_engine *e, struct other *o)
{
	int ret = 0;
	u32 i;

	o->bounced = 0;
	o->safe = PAGE_SIZE;
	for (i = 0; !ret && i < o->h; i++)
		ret = other_row(e, o, i);
	o->seq = e->tlb_seq;
	return ret;
}

/* The rows of the next tile: mostly a little further in the same pages. */
static int other_rows(struct sgpu_engine *e, struct other *o, u32 x, u32 y,
		      const struct sgpu_rect *at)
{
	bool follows = y == o->y && at->h == o->h && x == o->x + o->w && at->w <= o->safe &&
		       o->seq == (u64)atomic64_read(&e->sg->tlb_seq);
	u32 step = o->w;
	u32 i;

	o->x = x;
	o->y = y;
	o->w = at->w;
	o->h = at->h;
	if (!follows)
		return other_look_up(e, o);
	for (i = 0; i < at->h; i++)
		o->rows[i] += step;
	o->safe -= at->w;
	return 0;
}

/* Many short rows are too much for the hardware to foresee. */
static void other_ahead(const struct other *o, const struct sgpu_rect *at)
{
	u32 i, j;

	if (!o->stream || o->write || o->safe < at->w)
		return;
	for (i = 0; i < at->h; i++)
		for (j = 0; j < at->w; j += GEN9_CACHELINE)
			prefetch(o->rows[i] + at->w + j);
}

static int other_write_back(struct sgpu_engine *e, struct other *o, u32 x, u32 y,
			    const struct sgpu_rect *at)
{
	int ret = 0;
	u32 i;

	if (!o->write || !o->bounced)
		return 0;
	for (i = 0; !ret && i < at->h; i++)
		if (o->bounced & BIT(i))
			ret = sgpu_row_write(e, o->surface, x, y + i, o->rows[i], at->w);
	return ret;
}

/* Columns of a Y tile are no order in which memory likes to be read: a copy comes first. */
static u8 *stage_tile(struct sgpu_engine *e, const u8 *tile)
{
	sgpu_move((u8 *)e->tile, tile, PAGE_SIZE, false);
	return (u8 *)e->tile;
}

/* One tile: @tile is the page, @at the part of it, (@x, @y) where that is on the other side. */
static int copy_tile(struct sgpu_engine *e, const struct sgpu_surface *tiled, u8 *tile,
		     const struct sgpu_rect *at, struct other *o, u32 x, u32 y)
{
	int ret = other_rows(e, o, x, y, at);

	if (ret)
		return ret;
	other_ahead(o, at);
	if (o->stream && o->write && tiled->tiling == SGPU_TILE_Y)
		tile = stage_tile(e, tile);
	if (o->write)
		sgpu_tile_read(tiled->tiling, tile, at, o->rows, o->stream);
	else
		sgpu_tile_write(tiled->tiling, tile, at, o->rows, o->stream);
	return other_write_back(e, o, x, y, at);
}

/* The part of @whole that lies in tile number (@tx, @ty). */
static void tile_part(const struct sgpu_rect *whole, const struct sgpu_tile_shape *shape, u32 tx,
		      u32 ty, struct sgpu_rect *part)
{
	u32 x0 = max(whole->x, tx * shape->bytes);
	u32 y0 = max(whole->y, ty * shape->rows);

	part->x = x0;
	part->y = y0;
	part->w = min(whole->x + whole->w, (tx + 1) * shape->bytes) - x0;
	part->h = min(whole->y + whole->h, (ty + 1) * shape->rows) - y0;
}

static int copy_tiles(struct sgpu_engine *e, const struct sgpu_surface *tiled,
		      const struct sgpu_rect *rect, struct other *o, u32 other_x, u32 other_y)
{
	const struct sgpu_tile_shape *shape = &sgpu_tile_shapes[tiled->tiling];
	u32 tx0 = rect->x >> shape->bytes_shift;
	u32 ty0 = rect->y >> shape->rows_shift;
	u32 across = ((rect->x + rect->w - 1) >> shape->bytes_shift) - tx0 + 1;
	u32 down = ((rect->y + rect->h - 1) >> shape->rows_shift) - ty0 + 1;
	u64 tiles = (u64)across * down;
	u32 tx = (u32)e->pos.progress % across;
	u32 ty = (u32)e->pos.progress / across;
	struct sgpu_rect part, at;
	u8 *tile;
	int ret;

	for (; e->pos.progress < tiles; e->pos.progress++) {
		if (sgpu_stopped(e))
			return -EINTR;
		tile_part(rect, shape, tx0 + tx, ty0 + ty, &part);
		tile = sgpu_page(e, tiled->space, sgpu_tile_address(tiled, part.x, part.y),
				 !o->write);
		if (!tile)
			return -EFAULT;
		at = part;
		at.x &= shape->bytes - 1;
		at.y &= shape->rows - 1;
		ret = copy_tile(e, tiled, tile, &at, o, part.x - rect->x + other_x,
				part.y - rect->y + other_y);
		if (ret)
			return ret;
		sgpu_blit_cost(e, (u64)part.w * part.h);
		if (++tx == across) {
			tx = 0;
			ty++;
		}
	}
	return 0;
}

static int copy_tiled(struct sgpu_engine *e, const struct sgpu_surface *dst,
		      const struct sgpu_rect *to, const struct sgpu_surface *src, u32 from_x,
		      u32 from_y, bool stream)
{
	static const struct sgpu_rop copy_rop = { .code = GEN9_ROP_SRC_COPY, .mask = ~0ull };
	struct sgpu_rect from = { from_x, from_y, to->w, to->h };
	struct other other = { .stream = stream };

	if (sgpu_overlap(dst, to, src, from_x, from_y))
		return sgpu_rop_rect(e, dst, to, src, from_x, from_y, &copy_rop);
	if (dst->tiling != SGPU_LINEAR) {
		other.surface = src;
		return copy_tiles(e, dst, to, &other, from_x, from_y);
	}
	other.surface = dst;
	other.write = true;
	return copy_tiles(e, src, &from, &other, to->x, to->y);
}

int sgpu_copy(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	bool stream = (u64)to->w * to->h >= SGPU_STREAM_BYTES;
	int ret;

	if (dst->tiling == SGPU_LINEAR && src->tiling == SGPU_LINEAR)
		ret = copy_linear(e, dst, to, src, from_x, from_y, stream);
	else
		ret = copy_tiled(e, dst, to, src, from_x, from_y, stream);
	if (stream)
		wmb();	/* before the store that says it is done */
	return ret;
}
