// SPDX-License-Identifier: GPL-2.0-only
/* Comparison of pictures by rows (damage.h). Displays call it, one thread for two pictures. */
#include "display/damage.h"

#include "display/display.h"

static size_t offset_of(const struct facet_redraw *redraw, u32 y)
{
	return (size_t)y * redraw->stride;
}

void facet_damage_begin(const struct facet_redraw *redraw)
{
	memset(redraw->damage, 0, sizeof(*redraw->damage));
}

void facet_damage_row(const struct facet_redraw *redraw, u32 y, const void *row)
{
	struct facet_damage *damage = redraw->damage;
	const u8 *shown = redraw->shown;
	u8 *next = redraw->next;
	u32 bytes = redraw->bytes;
	bool differs = !shown || memcmp(row, shown + offset_of(redraw, y), bytes);
	u32 i;

	if (differs && !damage->bytes) {
		for (i = 0; i < y; i++)
			memcpy(next + offset_of(redraw, i), shown + offset_of(redraw, i), bytes);
		damage->top = y;
	}
	if (differs) {
		damage->bottom = y + 1;
		damage->bytes += bytes;
	}
	if (damage->bytes)
		memcpy(next + offset_of(redraw, y), row, bytes);
}
