// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of rectangles. A copy between linear surfaces works on ranges that are contiguous in
 * memory. If a surface is tiled, the copy works on spans of a few tiles side by side. The copy
 * translates the rows of the other surface once for each span. Both kinds stop between rows or
 * spans when the engine has to stop, and continue there (@e->pos.progress).
 *
 * sgpu_copy() is called in the engine's thread. Takes no lock.
 */
#include "softgpu/surface.h"

#define MAX_TILE_ROWS	32u
#define SPAN_MIN	2u	/* shortest span, in tiles, also if rows straddle pages */

/**
 * struct rect_copy - A copy of a rectangle.
 * @dst: surface that is written
 * @to: rectangle in @dst
 * @src: surface that is read
 * @x: left edge in @src, in bytes
 * @y: upper edge in @src, in rows
 * @stream: bypass the caches
 */
struct rect_copy {
	const struct sgpu_surface *dst;
	const struct sgpu_rect *to;
	const struct sgpu_surface *src;
	u32 x;
	u32 y;
	bool stream;
};

/*
 * A function that copies @len bytes of a row. @s is an address in the source's space, @d one in the
 * destination's. Return: 0; -EFAULT: an address did not translate.
 */
typedef int (*copy_row_fn)(struct sgpu_engine *e, const struct rect_copy *c, u64 d, u64 s, u32 len);

/* Copy a row in pieces inside pages, from its end: for copies that overlap. */
static int linear_row_backwards(struct sgpu_engine *e, const struct rect_copy *c, u64 d, u64 s,
				u32 len)
{
	u32 n, d_end, s_end;
	u8 *to, *from;

	while (len) {
		d_end = (u32)((d + len - 1) & (PAGE_SIZE - 1)) + 1;
		s_end = (u32)((s + len - 1) & (PAGE_SIZE - 1)) + 1;
		n = min(len, min(d_end, s_end));
		from = sgpu_page(e, c->src->space, s + len - 1, false);
		to = from ? sgpu_page(e, c->dst->space, d + len - 1, true) : NULL;
		if (!to)
			return -EFAULT;
		memmove(to + d_end - n, from + s_end - n, n);
		len -= n;
	}
	return 0;
}

static u8 *at_offset(u8 *const *pages, u32 at)
{
	return pages[at / PAGE_SIZE] + at % PAGE_SIZE;
}

static int linear_piece(struct sgpu_engine *e, const struct rect_copy *c, u64 d, u64 s, u32 len)
{
	u8 **to = e->to_pages, **from = e->from_pages;
	u32 d_at = d & (PAGE_SIZE - 1), s_at = s & (PAGE_SIZE - 1);
	u32 d_run = 0, s_run = 0, n;
	bool stream = c->stream;
	int ret;

	ret = sgpu_pages(e, c->src->space, s, false, sgpu_pages_of(s, len), from);
	if (!ret)
		ret = sgpu_pages(e, c->dst->space, d, true, sgpu_pages_of(d, len), to);
	if (ret)
		return ret;
	for (; len; len -= n, d_at += n, s_at += n, d_run -= n, s_run -= n) {
		d_run = d_run ? d_run : sgpu_contiguous(to, d_at, len);
		s_run = s_run ? s_run : sgpu_contiguous(from, s_at, len);
		n = min(d_run, s_run);
		if (n == PAGE_SIZE && !stream)
			copy_page(at_offset(to, d_at), at_offset(from, s_at));
		else
			sgpu_move(at_offset(to, d_at), at_offset(from, s_at), n, stream);
	}
	return 0;
}

static int linear_row(struct sgpu_engine *e, const struct rect_copy *c, u64 d, u64 s, u32 len)
{
	int ret = 0;
	u32 n;

	for (; !ret && len; len -= n, d += n, s += n) {
		n = min(len, SGPU_PIECE);
		ret = linear_piece(e, c, d, s, n);
	}
	return ret;
}

/* Copy a row in pieces inside pages, from its beginning: for copies that overlap. */
static int linear_row_forwards(struct sgpu_engine *e, const struct rect_copy *c, u64 d, u64 s,
			       u32 len)
{
	u32 n, d_at, s_at;
	u8 *to, *from;

	for (; len; len -= n, d += n, s += n) {
		d_at = d & (PAGE_SIZE - 1);
		s_at = s & (PAGE_SIZE - 1);
		n = min(len, (u32)PAGE_SIZE - max(d_at, s_at));
		from = sgpu_page(e, c->src->space, s, false);
		to = from ? sgpu_page(e, c->dst->space, d, true) : NULL;
		if (!to)
			return -EFAULT;
		memmove(to + d_at, from + s_at, n);
	}
	return 0;
}

/*
 * Copy row by row. @back: the last row first. The function is inlined, so that each @copy_row has
 * its own loop and rows need no indirect call.
 */
static __always_inline int copy_rows(struct sgpu_engine *e, const struct rect_copy *c,
				     copy_row_fn copy_row, bool back)
{
	bool flat = c->dst->pitch == (s64)c->to->w && c->src->pitch == (s64)c->to->w;
	struct sgpu_surface_cut cut = sgpu_surface_cut(c->to, flat);
	u64 d0 = sgpu_linear_address(c->dst, c->to->x, c->to->y);
	u64 s0 = sgpu_linear_address(c->src, c->x, c->y);
	s64 d_step = flat ? (s64)cut.len : c->dst->pitch;
	s64 s_step = flat ? (s64)cut.len : c->src->pitch;
	u32 row, len;
	u64 d, s;
	int ret;

	for (; e->pos.progress < cut.rows; e->pos.progress++) {
		if (sgpu_stopped(e))
			return -EINTR;
		row = (u32)e->pos.progress;
		row = back ? cut.rows - 1 - row : row;
		len = row == cut.rows - 1 ? cut.last : cut.len;
		d = (d0 + (u64)(d_step * row)) & GEN9_ADDRESS_BYTES_MASK;
		s = (s0 + (u64)(s_step * row)) & GEN9_ADDRESS_BYTES_MASK;
		ret = copy_row(e, c, d, s, len);
		if (ret)
			return ret;
		sgpu_surface_charge(e, len);
	}
	return 0;
}

static int copy_linear(struct sgpu_engine *e, const struct rect_copy *c)
{
	if (!sgpu_surface_overlap(c->dst, c->to, c->src, c->x, c->y))
		return copy_rows(e, c, linear_row, false);
	if (!sgpu_surface_copy_backwards(c->dst, c->to, c->src, c->x, c->y))
		return copy_rows(e, c, linear_row_forwards, false);
	return copy_rows(e, c, linear_row_backwards, true);
}

/* Pages that are translated at once: tiles side by side, or rows one below the other. */
#define WINDOW		65u

/**
 * struct window - Translated pages of a surface.
 * @space: address space
 * @write: the pages are writable
 * @va: graphics address in the first page
 * @n_pages: number of translated pages
 * @seq: &sgpu_engine.tlb_seq for which they are valid
 * @pages: first byte of each page
 */
struct window {
	struct sgpu_space *space;
	bool write;
	u64 va;
	u32 n_pages;
	u64 seq;
	u8 *pages[WINDOW];
};

/* Return @n pages from @va on, or NULL if they are not translated. */
static u8 *const *window_find(const struct sgpu_engine *e, const struct window *w, u64 va, u32 n)
{
	u64 at = (va >> PAGE_SHIFT) - (w->va >> PAGE_SHIFT);
	bool known = at < w->n_pages && n <= w->n_pages - at;

	return likely(known && w->seq == (u64)atomic64_read(&e->sg->tlb_seq)) ?
	       &w->pages[at] : NULL;
}

/* Return @n pages from @va on, or NULL after a fault. @more: pages that the copy may need next. */
static u8 *const *window_pages(struct sgpu_engine *e, struct window *w, u64 va, u32 n, u32 more)
{
	u8 *const *pages = window_find(e, w, va, n);

	if (likely(pages))
		return pages;
	w->va = va;
	w->n_pages =
		sgpu_walk_pages(e, w->space, va, w->write, min(max(n, more), WINDOW), w->pages);
	w->seq = e->tlb_seq;
	return w->n_pages >= n ? w->pages : NULL;
}

/**
 * struct row_surface - The surface of a tiled copy that is not walked by tiles.
 * @surface: the surface
 * @window: its translated pages
 * @write: the surface is written
 * @stream: bypass the caches
 * @rows: address of each row of the current span, in memory or in the bounce buffer
 * @bounced: mask of rows that are in the bounce buffer
 * @x: left edge of the part of the surface that @rows holds, in bytes
 * @y: first row of that part
 * @w: width of that part, in bytes
 * @h: rows of that part
 * @bottom: row behind the last one of the copy
 * @seq: &sgpu_engine.tlb_seq for which @rows is valid
 */
struct row_surface {
	const struct sgpu_surface *surface;
	struct window window;
	bool write;
	bool stream;
	u8 *rows[MAX_TILE_ROWS];
	u32 bounced;
	u32 x;
	u32 y;
	u32 w;
	u32 h;
	u32 bottom;
	u64 seq;
};

static u8 *bounce_row(struct sgpu_engine *e, u32 row)
{
	return (u8 *)e->bounce + row * SGPU_SPAN_BYTES;
}

/*
 * Return the pages from row @i at @va to the last row of the copy. If the rows of a span are too
 * far apart for a window, return 1.
 */
static u32 row_surface_pages(const struct row_surface *o, u32 i, u64 va)
{
	u32 pitch = (u32)o->surface->pitch;
	u32 rows = min(o->bottom - o->y - i, MAX_TILE_ROWS * 2);

	return o->h * (u64)pitch < WINDOW * PAGE_SIZE ? sgpu_pages_of(va, rows * pitch) : 1;
}

/* Set up row @i: in place if it lies in one page, else in the bounce buffer. */
static int row_surface_map_row(struct sgpu_engine *e, struct row_surface *o, u32 i)
{
	u64 va = sgpu_linear_address(o->surface, o->x, o->y + i);
	u32 at = va & (PAGE_SIZE - 1);
	u8 *const *page;

	if (likely(o->surface->tiling == SGPU_LINEAR && at + o->w <= PAGE_SIZE)) {
		page = window_pages(e, &o->window, va, 1, row_surface_pages(o, i, va));
		if (!page)
			return -EFAULT;
		o->rows[i] = *page + at;
		o->bounced &= ~(u32)BIT(i);
		return 0;
	}
	o->rows[i] = bounce_row(e, i);
	o->bounced |= BIT(i);
	return o->write ? 0
			: sgpu_surface_row_read(e, o->surface, o->x, o->y + i, o->rows[i], o->w);
}

/* Test if the next part of row @i, @step bytes further, lies in the same page. */
static bool row_stays_in_page(const struct row_surface *o, u32 i, u32 step)
{
	u32 at = (uintptr_t)o->rows[i] & (PAGE_SIZE - 1);

	return at + step + o->w <= PAGE_SIZE && !(o->bounced & BIT(i));
}

/* Set up the rows of the next span. Most are a little further in the same pages. */
static int row_surface_map(struct sgpu_engine *e, struct row_surface *o, u32 x, u32 y,
			   const struct sgpu_rect *at)
{
	bool follows = y == o->y && at->h == o->h && x == o->x + o->w &&
		       o->seq == (u64)atomic64_read(&e->sg->tlb_seq);
	u32 step = o->w;
	int ret = 0;
	u32 i;

	o->x = x;
	o->y = y;
	o->w = at->w;
	o->h = at->h;
	for (i = 0; !ret && i < at->h; i++) {
		if (follows && row_stays_in_page(o, i, step))
			o->rows[i] += step;
		else
			ret = row_surface_map_row(e, o, i);
	}
	o->seq = e->tlb_seq;
	return ret;
}

static int row_surface_write_back(struct sgpu_engine *e, struct row_surface *o)
{
	int ret = 0;
	u32 i;

	if (!o->write || !o->bounced)
		return 0;
	for (i = 0; !ret && i < o->h; i++)
		if (o->bounced & BIT(i))
			ret = sgpu_surface_row_write(e, o->surface, o->x, o->y + i, o->rows[i],
						     o->w);
	return ret;
}

/**
 * struct walk - A walk over a rectangle of a tiled surface, span by span. A span is a part of a
 * tile at an edge, else whole tiles side by side.
 * @surface: the surface
 * @shape: size of its tiles
 * @rect: the rectangle
 * @window: translated tiles
 * @x0: column of the first tile
 * @y0: row of the first tile
 * @across: tiles side by side
 * @down: tiles one below the other
 * @x: current tile, counted from @x0
 * @y: current tile, counted from @y0
 * @max_span: most tiles of a span
 */
struct walk {
	const struct sgpu_surface *surface;
	const struct sgpu_tile_shape *shape;
	const struct sgpu_rect *rect;
	struct window window;
	u32 x0;
	u32 y0;
	u32 across;
	u32 down;
	u32 x;
	u32 y;
	u32 max_span;
};

/*
 * Return the longest span in tiles. Long spans take least time for each byte. But a row of the
 * other surface that straddles pages needs the bounce buffer. So the span is as long as rows stay
 * in a page.
 */
static u32 longest_span(const struct walk *w, const struct row_surface *o, u32 other_x, u32 other_y)
{
	u64 at = sgpu_linear_address(o->surface, other_x, other_y) - w->rect->x;
	u64 bits = at | (u64)(s64)o->surface->pitch | SGPU_SPAN_BYTES;
	u32 in_line = (u32)(bits & -bits) >> w->shape->bytes_shift;

	return max(SPAN_MIN, in_line);
}

/* Begin a walk. @done: tiles that are copied already. */
static void walk_init(struct walk *w, const struct sgpu_surface *tiled,
		      const struct sgpu_rect *rect, u64 done)
{
	w->surface = tiled;
	w->shape = &sgpu_tile_shapes[tiled->tiling];
	w->rect = rect;
	w->window.space = tiled->space;
	w->window.n_pages = 0;
	w->x0 = rect->x >> w->shape->bytes_shift;
	w->y0 = rect->y >> w->shape->rows_shift;
	w->across = ((rect->x + rect->w - 1) >> w->shape->bytes_shift) - w->x0 + 1;
	w->down = ((rect->y + rect->h - 1) >> w->shape->rows_shift) - w->y0 + 1;
	w->x = (u32)(done % w->across);
	w->y = (u32)(done / w->across);
}

/* Return the number of tiles of the current span. @part gets its part of the rectangle. */
static u32 walk_span(const struct walk *w, struct sgpu_rect *part)
{
	const struct sgpu_tile_shape *shape = w->shape;
	const struct sgpu_rect *r = w->rect;
	u32 x = (w->x0 + w->x) * shape->bytes;
	u32 y = (w->y0 + w->y) * shape->rows;
	u32 whole = x < r->x ? 0 : (r->x + r->w - x) >> shape->bytes_shift;
	u32 n = max(1u, min(whole, w->max_span));

	part->x = max(r->x, x);
	part->y = max(r->y, y);
	part->w = min(r->x + r->w, x + n * shape->bytes) - part->x;
	part->h = min(r->y + r->h, y + shape->rows) - part->y;
	return n;
}

static void walk_advance(struct walk *w, u32 n)
{
	w->x += n;
	if (w->x < w->across)
		return;
	w->x = 0;
	w->y++;
}

/*
 * Return the number of tiles from the current one on that the copy may need next, in memory order.
 */
static u32 walk_tiles_ahead(const struct walk *w)
{
	u32 per_row = (u32)w->surface->pitch >> w->shape->bytes_shift;
	u32 row = w->across - w->x;
	u32 rows = min(w->down - 1 - w->y, WINDOW);

	return per_row <= 2 * w->across ? row + rows * per_row : row;
}

/* Return the @n tiles of the current span, for prefetches; NULL if they are not translated. */
static u8 *const *walk_next_tiles(struct sgpu_engine *e, const struct walk *w, u32 n)
{
	u64 va = sgpu_surface_tile_address(w->surface, (w->x0 + w->x) * w->shape->bytes,
					   (w->y0 + w->y) * w->shape->rows);

	return w->x + n <= w->across ? window_find(e, &w->window, va, n) : NULL;
}

/*
 * Copy the current span and advance to the next. @part: part of the rectangle, @n: tiles of the
 * span.
 */
static int copy_span(struct sgpu_engine *e, struct walk *w, u32 n, const struct sgpu_rect *part,
		     struct row_surface *o)
{
	u64 va = sgpu_surface_tile_address(w->surface, part->x, part->y);
	u8 *const *tiles = window_pages(e, &w->window, va, n, walk_tiles_ahead(w));
	struct sgpu_rect at = *part;
	u8 *const *ahead;

	if (!tiles)
		return -EFAULT;
	at.x &= w->shape->bytes - 1;
	at.y &= w->shape->rows - 1;
	walk_advance(w, n);
	if (o->write) {
		ahead = walk_next_tiles(e, w, n);
		sgpu_surface_tiles_read(w->surface->tiling, tiles, ahead ? ahead : tiles, n, &at,
					o->rows, o->stream);
		return row_surface_write_back(e, o);
	}
	sgpu_surface_tiles_write(w->surface->tiling, tiles, n, &at, o->rows, o->stream);
	return 0;
}

static int copy_tiles(struct sgpu_engine *e, const struct sgpu_surface *tiled,
		      const struct sgpu_rect *rect, struct row_surface *o, u32 other_x, u32 other_y)
{
	struct sgpu_rect part;
	struct walk w;
	int ret;
	u32 n;

	o->bottom = other_y + rect->h;
	walk_init(&w, tiled, rect, e->pos.progress);
	w.window.write = !o->write;
	w.max_span = longest_span(&w, o, other_x, other_y);
	for (; w.y < w.down; e->pos.progress += n) {
		if (sgpu_stopped(e))
			return -EINTR;
		n = walk_span(&w, &part);
		ret = row_surface_map(e, o, part.x - rect->x + other_x, part.y - rect->y + other_y,
				      &part);
		if (!ret)
			ret = copy_span(e, &w, n, &part, o);
		if (ret)
			return ret;
		sgpu_surface_charge(e, (u64)part.w * part.h);
	}
	return 0;
}

/*
 * Copy if a surface is tiled: by tiles of the destination, or by those of the source if the
 * destination is linear.
 */
static int copy_tiled(struct sgpu_engine *e, const struct rect_copy *c)
{
	static const struct sgpu_rop copy_rop = { .code = GEN9_ROP_SRC_COPY, .mask = ~0ull };
	struct sgpu_rect from = { c->x, c->y, c->to->w, c->to->h };
	struct row_surface rows = { .stream = c->stream };

	if (c->dst->tiling == SGPU_SWIZZLED || c->src->tiling == SGPU_SWIZZLED ||
	    sgpu_surface_overlap(c->dst, c->to, c->src, c->x, c->y))
		return sgpu_fill_rop(e, c->dst, c->to, c->src, c->x, c->y, &copy_rop);
	if (c->dst->tiling != SGPU_LINEAR) {
		rows.surface = c->src;
		rows.window.space = c->src->space;
		return copy_tiles(e, c->dst, c->to, &rows, c->x, c->y);
	}
	rows.surface = c->dst;
	rows.write = true;
	rows.window.space = c->dst->space;
	rows.window.write = true;
	return copy_tiles(e, c->src, &from, &rows, c->to->x, c->to->y);
}

int sgpu_copy(struct sgpu_engine *e, const struct sgpu_surface *dst, const struct sgpu_rect *to,
	      const struct sgpu_surface *src, u32 from_x, u32 from_y)
{
	struct rect_copy c = {
		.dst = dst,
		.to = to,
		.src = src,
		.x = from_x,
		.y = from_y,
		.stream = (u64)to->w * to->h >= SGPU_STREAM_BYTES,
	};
	int ret;

	if (dst->tiling == SGPU_LINEAR && src->tiling == SGPU_LINEAR)
		ret = copy_linear(e, &c);
	else
		ret = copy_tiled(e, &c);
	if (c.stream)
		wmb();	/* before the store that reports the end */
	return ret;
}
