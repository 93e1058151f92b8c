/* SPDX-License-Identifier: GPL-2.0-only */
/* What a screen that cannot be shown as it lies looks like, as pictures of ours. */
#ifndef FACET_COMPOSED_H
#define FACET_COMPOSED_H

#include <linux/types.h>

#include "display/turns.h"

struct facet_damage;
struct facet_display;
struct facet_picture;

/**
 * struct facet_composed - Two pictures: one is shown while the next one is drawn.
 * @shown: NULL before the first
 * @spare: NULL, or the one before; drawn into
 * @turns: what failed since
 */
struct facet_composed {
	struct facet_picture *shown;
	struct facet_picture *spare;
	struct facet_turns turns;
};

/**
 * facet_composed_update() - Bring @shown up to date.
 * @composed: one call at a time
 * @display: its head @head is shown
 * @width: pixels
 * @height: rows
 * @cursor: with the cursor
 * @damage: gets what is different from what was shown
 *
 * What is shown stays where somebody still reads the spare one, where there is no memory for one, and where the
 * guest replaces its buffers quicker than they can be read. Not for ever: who reads keeps that picture, and there is
 * another spare one; and a screen that stands still is worse than one that is torn.
 * Reads guest memory: may sleep.
 * Return: 0: &facet_composed.shown is of that size; -ENOMEM.
 */
int facet_composed_update(struct facet_composed *composed, struct facet_display *display, u32 head,
			  u32 width, u32 height, bool cursor, struct facet_damage *damage);

/** facet_composed_drop() - Let go of the pictures. */
void facet_composed_drop(struct facet_composed *composed);

#endif
