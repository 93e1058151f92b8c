// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of a head for the face: all of it, or the rows that have changed.
 * May sleep; no lock is held here.
 */
#include "display.h"

#include "compose.h"
#include "display_types.h"
#include "scanout.h"

#define BLACK		0xff000000u

/**
 * struct reading - A picture on its way to the face.
 * @composer: NULL: all is black
 * @dst: rows of the face's
 * @stride: bytes from row to row
 * @width: pixels
 * @height: rows
 */
struct reading {
	struct display_composer *composer;
	u8 *dst;
	u32 stride;
	u32 width;
	u32 height;
};

/* Return: 0; -EINVAL; -ENOMEM. */
static int reading_begin(struct reading *r, struct facet_display *display, u32 head, bool cursor)
{
	u32 layers = cursor ? DISPLAY_LAYERS_ALL : DISPLAY_LAYERS_ALL & ~BIT(DISPLAY_CURSOR);
	struct display_shot *shot;
	int ret = 0;

	if (head >= display->n_heads || r->stride / sizeof(u32) < r->width ||
	    !IS_ALIGNED(r->stride, sizeof(u32)))
		return -EINVAL;
	shot = kvzalloc(sizeof(*shot), GFP_KERNEL);
	if (!shot)
		return -ENOMEM;
	if (display_shot_of_head(display, head, shot))
		ret = display_composer_create(display, shot, layers, true, &r->composer);
	kvfree(shot);
	return ret;
}

/* One row from @y on, or more of @rows. Return: how many. */
static u32 reading_rows(struct reading *r, u32 y, u32 rows, u32 *dst)
{
	u32 x;

	if (r->composer)
		return display_composer_rows(r->composer, y, rows, dst, r->stride, r->width);
	for (x = 0; x < r->width; x++)
		dst[x] = BLACK;
	return 1;
}

static u32 *row_at(const struct reading *r, u32 y)
{
	return (u32 *)(r->dst + (size_t)y * r->stride);
}

static void reading_end(struct reading *r)
{
	if (r->composer)
		display_composer_destroy(r->composer);
}

int facet_display_read(struct facet_display *display, u32 head, void *dst, u32 stride,
		       u32 width, u32 height, bool cursor)
{
	struct reading r = { .dst = dst, .stride = stride, .width = width, .height = height };
	int ret;
	u32 y;

	ret = reading_begin(&r, display, head, cursor);
	if (ret)
		return ret;
	for (y = 0; y < height; cond_resched())
		y += reading_rows(&r, y, height - y, row_at(&r, y));
	reading_end(&r);
	return 0;
}

/* The rows that differ are copied, and told. */
static void update_rows(struct reading *r, u32 *row, struct facet_damage *damage)
{
	u32 bytes = r->width * sizeof(u32);
	u32 y;

	for (y = 0; y < r->height; y++) {
		reading_rows(r, y, 1, row);
		cond_resched();
		if (!memcmp(row, row_at(r, y), bytes))
			continue;
		memcpy(row_at(r, y), row, bytes);
		if (!damage->bytes)
			damage->top = y;
		damage->bottom = y + 1;
		damage->bytes += bytes;
	}
}

int facet_display_update(struct facet_display *display, u32 head, void *dst, u32 stride,
			 u32 width, u32 height, bool cursor, struct facet_damage *damage)
{
	struct reading r = { .dst = dst, .stride = stride, .width = width, .height = height };
	u32 *row;
	int ret;

	memset(damage, 0, sizeof(*damage));
	ret = reading_begin(&r, display, head, cursor);
	if (ret)
		return ret;
	row = kvcalloc(width + 1, sizeof(*row), GFP_KERNEL);
	if (row)
		update_rows(&r, row, damage);
	else
		ret = -ENOMEM;
	kvfree(row);
	reading_end(&r);
	return ret;
}

u64 facet_display_bad_planes(const struct facet_display *display)
{
	return atomic64_read(&display->bad_planes);
}
