// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures that are composed of a guest's screen. Two by turns: who looks at one sees no row of
 * the next. Called by screen.c under facet_screen.query_lock; takes facet_picture.lock of what it
 * draws into, over reading guest memory.
 */
#include "kernel/composed.h"

#include <linux/string.h>

#include "display/display.h"
#include "kernel/picture.h"

static bool fits(const struct facet_picture *picture, u32 width, u32 height)
{
	return picture && picture->width == width && picture->height == height;
}

void facet_composed_drop(struct facet_composed *composed)
{
	facet_picture_put(composed->shown);
	facet_picture_put(composed->spare);
	composed->shown = NULL;
	composed->spare = NULL;
}

/* Another size: others take their place. */
static int prepare(struct facet_composed *composed, u32 width, u32 height)
{
	if (!fits(composed->shown, width, height))
		facet_composed_drop(composed);
	if (!composed->spare)
		composed->spare = facet_picture_create(width, height);
	return composed->spare || composed->shown ? 0 : -ENOMEM;
}

/* Nobody reads the spare one, to draw into it. Who reads it for long keeps it, without us. */
static bool begin(struct facet_composed *composed)
{
	if (!composed->spare)
		return false;
	if (facet_picture_draw_begin(composed->spare)) {
		facet_turns_spare_free(&composed->turns);
		return true;
	}
	if (facet_turns_spare_busy(&composed->turns)) {
		facet_picture_put(composed->spare);
		composed->spare = NULL;
	}
	return false;
}

int facet_composed_update(struct facet_composed *composed, struct facet_display *display, u32 head,
			  u32 width, u32 height, bool cursor, struct facet_damage *damage)
{
	struct facet_picture *shown, *spare;
	int ret;

	memset(damage, 0, sizeof(*damage));
	ret = prepare(composed, width, height);
	if (ret)
		return ret;
	if (!begin(composed))
		return 0;
	shown = composed->shown;
	spare = composed->spare;
	ret = facet_display_update(display, head, shown ? shown->mem : NULL, spare->mem,
				   width * FACET_PICTURE_BPP, width, height, cursor, damage);
	facet_picture_draw_end(spare);
	if (ret == -EAGAIN && !facet_turns_torn(&composed->turns, shown)) {
		memset(damage, 0, sizeof(*damage));
		return 0;
	}
	if (ret && ret != -EAGAIN)
		return ret;
	facet_turns_shown(&composed->turns);
	if (damage->bytes) {
		composed->shown = spare;
		composed->spare = shown;
	}
	return 0;
}
