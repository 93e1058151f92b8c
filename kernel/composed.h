/* SPDX-License-Identifier: GPL-2.0-only */
/* Pictures of a screen that cannot be shown as it lies in guest memory. */
#ifndef FACET_COMPOSED_H
#define FACET_COMPOSED_H

#include <linux/types.h>

#include "display/pair.h"

struct facet_damage;
struct facet_display;

/**
 * facet_composed_update() - Bring @composed->shown up to date.
 * @composed: the screen's pictures
 * @display: the vGPU's display
 * @head: the head of @display that is shown
 * @width: pixels of a row
 * @height: rows
 * @cursor: true: draw the cursor into the picture
 * @damage: as in facet_pair_update()
 *
 * facet_pair_update() says when the shown picture stays as it is.
 *
 * Context: facet_screen.query_lock held; may sleep. Takes &facet_picture.lock of the spare picture
 * and reads guest memory under it.
 * Return: as facet_pair_update() and facet_capture_update().
 */
int facet_composed_update(struct facet_pair *composed, struct facet_display *display, u32 head,
			  u32 width, u32 height, bool cursor, struct facet_damage *damage);

/**
 * facet_composed_drop() - Let go of the pictures. Dma-bufs of them keep them.
 * @composed: the screen's pictures
 *
 * Context: may sleep; nobody else uses @composed.
 */
void facet_composed_drop(struct facet_pair *composed);

#endif
