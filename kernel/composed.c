// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures that are composed of a guest's screen. display/pair.c decides which picture is shown and
 * which is drawn. screen.c calls this file under facet_screen.query_lock.
 *
 * Lock: facet_picture.lock of the picture that is drawn, held while guest memory is read.
 */
#include "kernel/composed.h"

#include "display/display.h"
#include "kernel/picture.h"

/**
 * struct drawing - Arguments of facet_composed_update(), for draw().
 * @display: the vGPU's display
 * @head: head of @display
 * @cursor: true: draw the cursor into the picture
 */
struct drawing {
	struct facet_display *display;
	u32 head;
	bool cursor;
};

/* Draw the guest's screen into @next (&facet_pair_ops.draw). */
static int draw(void *data, struct facet_picture *shown, struct facet_picture *next,
		struct facet_damage *damage)
{
	const struct drawing *d = data;

	return facet_capture_update(d->display, d->head, shown ? shown->mem : NULL, next->mem,
				    next->width * FACET_PICTURE_BPP, next->width, next->height,
				    d->cursor, damage);
}

static const struct facet_pair_ops pair_ops = {
	.create = facet_picture_create,
	.put = facet_picture_put,
	.draw_begin = facet_picture_draw_begin,
	.draw_end = facet_picture_draw_end,
	.draw = draw,
};

int facet_composed_update(struct facet_pair *composed, struct facet_display *display, u32 head,
			  u32 width, u32 height, bool cursor, struct facet_damage *damage)
{
	struct drawing drawing = { .display = display, .head = head, .cursor = cursor };

	return facet_pair_update(composed, &pair_ops, &drawing, width, height, damage);
}

void facet_composed_drop(struct facet_pair *composed)
{
	facet_pair_drop(composed, &pair_ops);
}
