// SPDX-License-Identifier: GPL-2.0-only
/*
 * Capture of a head's picture for the front ends: the whole picture, or only rows that have
 * changed. A picture is of one frame. If the guest replaces a buffer during a capture, it may draw
 * into the old one. Then the capture drops what it has read, and begins again early in the new
 * frame. These functions may sleep; the caller holds no lock of the mediator or the display.
 */
#include "display/pipe/capture.h"

#include "display/damage.h"
#include "display/display_types.h"
#include "display/picture/composer.h"
#include "display/pipe/scanout.h"
#include "display/pipe/views.h"

#define BLACK		0xff000000u
#define TRIES		3u
#define ROWS_PER_CHECK	32u

/**
 * struct capture - A picture on its way to the front end.
 * @display: the display
 * @head: the head
 * @planes: mask of planes and cursor that are drawn
 * @width: pixels of a row
 * @height: rows
 * @stride: bytes from row to row
 * @buffers: identity of the buffers that are read
 * @composer: composer of this try; NULL: all rows are black
 * @composed: rows that this try has composed
 * @last: this is the last try: read all rows, even if the guest replaces a buffer
 */
struct capture {
	struct gen9_display *display;
	u32 head;
	u32 planes;
	u32 width;
	u32 height;
	u32 stride;
	struct display_shown_buffers buffers;
	struct display_composer *composer;
	u32 composed;
	bool last;
};

/* Begin a try: take a snapshot, and make a composer. Return: 0; -ENOMEM. */
static int capture_begin(struct capture *r)
{
	struct display_pipe_snapshot *snapshot;
	int ret = 0;

	snapshot = port_zalloc(sizeof(*snapshot));
	if (!snapshot)
		return -ENOMEM;
	r->composer = NULL;
	r->composed = 0;
	if (display_scanout_snapshot(r->display, r->head, snapshot)) {
		display_views_want(r->display, snapshot->buffers.pipe);
		ret = display_composer_create(r->display, snapshot, r->planes, true, &r->composer);
	}
	r->buffers = snapshot->buffers;
	port_free(snapshot);
	return ret;
}

/* Compose the row @y, or more rows up to @rows. Return: number of rows composed. */
static u32 capture_compose(struct capture *r, u32 y, u32 rows, u32 *dst)
{
	u32 x, n;

	cond_resched();
	if (r->composer) {
		n = display_composer_rows(r->composer, y, rows, dst, r->stride, r->width);
		r->composed += n;
		return n;
	}
	for (x = 0; x < r->width; x++)
		dst[x] = BLACK;
	return 1;
}

/*
 * Tell whether all rows before @y are of one frame. The function asks the display after every 32
 * rows and at the end; in the last try only at the end.
 */
static bool capture_unchanged(const struct capture *r, u32 y)
{
	if (!r->composer || (y < r->height && (r->last || y % ROWS_PER_CHECK)))
		return true;
	return display_scanout_unchanged(r->display, r->head, &r->buffers, r->planes);
}

static void capture_end(struct capture *r)
{
	if (!r->composer)
		return;
	display_composer_destroy(r->composer);
	facet_display_count_copied(&r->display->base, (u64)r->composed * r->width * sizeof(u32));
}

static u32 *row_at(const struct capture *r, void *picture, u32 y)
{
	return (u32 *)((u8 *)picture + (size_t)y * r->stride);
}

static u32 planes_with(bool cursor)
{
	return cursor ? DISPLAY_PLANES_ALL : DISPLAY_PLANES_ALL & ~BIT(DISPLAY_CURSOR);
}

/* Compose all rows. Return: true: they are of one frame. */
static bool capture_all(struct capture *r, void *dst)
{
	u32 y = 0, next_check = 0;

	while (y < r->height) {
		next_check = min(next_check + ROWS_PER_CHECK, r->height);
		while (y < next_check)
			y += capture_compose(r, y, next_check - y, row_at(r, dst, y));
		if (!capture_unchanged(r, y))
			return false;
	}
	return true;
}

int display_capture_read(struct facet_display *base, u32 head, void *dst, u32 stride, u32 width,
			 u32 height, bool cursor)
{
	struct capture r = { .display = gen9_display_of(base), .head = head,
			     .planes = planes_with(cursor),
			     .width = width, .height = height, .stride = stride };
	bool whole = false;
	u32 tries = 0;
	int ret;

	while (!whole && !r.last) {
		r.last = ++tries == TRIES;
		ret = capture_begin(&r);
		if (ret)
			return ret;
		whole = capture_all(&r, dst);
		capture_end(&r);
	}
	return whole ? 0 : -EAGAIN;
}

/* Compose and compare all rows. Return: true: they are of one frame. */
static bool update_rows(struct capture *r, u32 *row, const struct facet_redraw *redraw)
{
	u32 y = 0;

	facet_damage_begin(redraw);
	while (y < r->height) {
		capture_compose(r, y, 1, row);
		facet_damage_row(redraw, y, row);
		if (!capture_unchanged(r, ++y))
			return false;
	}
	return true;
}

int display_capture_update(struct facet_display *base, u32 head, void *shown, void *next,
			   u32 stride, u32 width, u32 height, bool cursor,
			   struct facet_damage *damage)
{
	struct capture r = { .display = gen9_display_of(base), .head = head,
			     .planes = planes_with(cursor),
			     .width = width, .height = height, .stride = stride };
	struct facet_redraw redraw = { .shown = shown, .next = next, .stride = stride,
				       .bytes = width * sizeof(u32), .damage = damage };
	bool whole = false;
	u32 tries = 0;
	int ret = 0;
	u32 *row;

	row = port_calloc(width + 1, sizeof(*row));
	if (!row)
		return -ENOMEM;
	while (!ret && !whole && !r.last) {
		r.last = ++tries == TRIES;
		ret = capture_begin(&r);
		if (ret)
			break;
		whole = update_rows(&r, row, &redraw);
		capture_end(&r);
		ret = r.last && !whole ? -EAGAIN : 0;
	}
	port_free(row);
	return ret;
}
