// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of a head for the front end: all of it, or none where nothing has changed. Of one
 * frame each: what has been read of a buffer that the guest replaces meanwhile, and may draw into
 * from then on, is thrown away, and reading begins anew, as early in the new frame as can be. May
 * sleep; no lock is held here.
 */
#include "display/display.h"

#include "display/picture/composer.h"
#include "display/display_types.h"
#include "display/pipe/scanout.h"
#include "device/device.h"

#define BLACK		0xff000000u
#define TRIES		3u
#define ROWS_PER_LOOK	32u
#define SNAPSHOT_ROUNDS	16u
#define SNAPSHOT_NS	1000000000ull

/**
 * struct reading - A picture on its way to the front end.
 * @display: whose
 * @head: which
 * @layers: mask of planes and cursor
 * @width: pixels
 * @height: rows
 * @stride: bytes from row to row
 * @showing: the buffers that are read
 * @composer: NULL: all is black
 * @last: there is no other try: all is read, whatever becomes of it
 */
struct reading {
	struct facet_display *display;
	u32 head;
	u32 layers;
	u32 width;
	u32 height;
	u32 stride;
	struct display_showing showing;
	struct display_composer *composer;
	bool last;
};

static bool reading_valid(const struct reading *r)
{
	return r->head < r->display->n_heads && r->stride / sizeof(u32) >= r->width &&
	       IS_ALIGNED(r->stride, sizeof(u32));
}

/* Return: 0; -ENOMEM. */
static int reading_begin(struct reading *r)
{
	struct display_shot *shot;
	int ret = 0;

	shot = port_zalloc(sizeof(*shot));
	if (!shot)
		return -ENOMEM;
	r->composer = NULL;
	if (display_shot_of_head(r->display, r->head, shot))
		ret = display_composer_create(r->display, shot, r->layers, true, &r->composer);
	r->showing = shot->showing;
	port_free(shot);
	return ret;
}

/* One row from @y on, or more of @rows. Return: how many. */
static u32 reading_rows(struct reading *r, u32 y, u32 rows, u32 *dst)
{
	u32 x;

	cond_resched();
	if (r->composer)
		return display_composer_rows(r->composer, y, rows, dst, r->stride, r->width);
	for (x = 0; x < r->width; x++)
		dst[x] = BLACK;
	return 1;
}

/* Whether what was read up to row @y, where it is worth looking, is of one frame. */
static bool reading_stands(const struct reading *r, u32 y)
{
	if (!r->composer || (y < r->height && (r->last || y % ROWS_PER_LOOK)))
		return true;
	return display_shot_stands(r->display, r->head, &r->showing, r->layers);
}

static void reading_end(struct reading *r)
{
	if (r->composer)
		display_composer_destroy(r->composer);
}

static u32 *row_at(const struct reading *r, void *picture, u32 y)
{
	return (u32 *)((u8 *)picture + (size_t)y * r->stride);
}

static u32 layers_with(bool cursor)
{
	return cursor ? DISPLAY_LAYERS_ALL : DISPLAY_LAYERS_ALL & ~BIT(DISPLAY_CURSOR);
}

/* Return: whether they are of one frame. */
static bool read_rows(struct reading *r, void *dst)
{
	u32 y = 0, look = 0;

	while (y < r->height) {
		look = min(look + ROWS_PER_LOOK, r->height);
		while (y < look)
			y += reading_rows(r, y, look - y, row_at(r, dst, y));
		if (!reading_stands(r, y))
			return false;
	}
	return true;
}

int facet_display_read(struct facet_display *display, u32 head, void *dst, u32 stride,
		       u32 width, u32 height, bool cursor)
{
	struct reading r = { .display = display, .head = head, .layers = layers_with(cursor),
			     .width = width, .height = height, .stride = stride };
	bool whole = false;
	u32 tries = 0;
	int ret;

	if (!reading_valid(&r))
		return -EINVAL;
	while (!whole && !r.last) {
		r.last = ++tries == TRIES;
		ret = reading_begin(&r);
		if (ret)
			return ret;
		whole = read_rows(&r, dst);
		reading_end(&r);
	}
	return whole ? 0 : -EAGAIN;
}

int facet_display_snapshot(struct facet_display *display, u32 head, void *dst, u32 stride,
			   u32 width, u32 height, bool cursor)
{
	u64 until = facet_device_now_ns(display->dev) + SNAPSHOT_NS;
	u32 rounds = 0;
	int ret;

	do {
		ret = facet_display_read(display, head, dst, stride, width, height, cursor);
	} while (ret == -EAGAIN && ++rounds < SNAPSHOT_ROUNDS &&
		 facet_device_now_ns(display->dev) < until);
	return ret == -EAGAIN ? 0 : ret;
}

/*
 * Row @y of the next picture: @row is as it is now, @shown is NULL or the picture that is shown, @next holds nothing while
 * nothing is different.
 */
static void update_row(const struct reading *r, u32 y, const u32 *row, void *shown, void *next,
		       struct facet_damage *damage)
{
	u32 bytes = r->width * sizeof(u32);
	bool differs = !shown || memcmp(row, row_at(r, shown, y), bytes);
	u32 i;

	if (differs && !damage->bytes) {
		for (i = 0; i < y; i++)
			memcpy(row_at(r, next, i), row_at(r, shown, i), bytes);
		damage->top = y;
	}
	if (differs) {
		damage->bottom = y + 1;
		damage->bytes += bytes;
	}
	if (damage->bytes)
		memcpy(row_at(r, next, y), row, bytes);
}

/* Return: whether they are of one frame. */
static bool update_rows(struct reading *r, u32 *row, void *shown, void *next,
			struct facet_damage *damage)
{
	u32 y = 0;

	memset(damage, 0, sizeof(*damage));
	while (y < r->height) {
		reading_rows(r, y, 1, row);
		update_row(r, y, row, shown, next, damage);
		if (!reading_stands(r, ++y))
			return false;
	}
	return true;
}

int facet_display_update(struct facet_display *display, u32 head, void *shown, void *next,
			 u32 stride, u32 width, u32 height, bool cursor,
			 struct facet_damage *damage)
{
	struct reading r = { .display = display, .head = head, .layers = layers_with(cursor),
			     .width = width, .height = height, .stride = stride };
	bool whole = false;
	u32 tries = 0;
	int ret = 0;
	u32 *row;

	if (!reading_valid(&r))
		return -EINVAL;
	row = port_calloc(width + 1, sizeof(*row));
	if (!row)
		return -ENOMEM;
	while (!ret && !whole && !r.last) {
		r.last = ++tries == TRIES;
		ret = reading_begin(&r);
		if (ret)
			break;
		whole = update_rows(&r, row, shown, next, damage);
		reading_end(&r);
		ret = r.last && !whole ? -EAGAIN : 0;
	}
	port_free(row);
	return ret;
}

u64 facet_display_bad_planes(const struct facet_display *display)
{
	return atomic64_read(&display->bad_planes);
}
