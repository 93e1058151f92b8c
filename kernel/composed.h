/* SPDX-License-Identifier: GPL-2.0-only */
/* Composed pictures, for a screen that VFIO cannot show directly from guest memory. */
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
 * @damage: gets the rows that differ from the picture shown before; means nothing after an error
 *
 * facet_pair_update() says when the shown picture stays as it was.
 *
 * Context: &facet_screen.query_lock serializes; may sleep. Takes &facet_picture.lock of the spare
 * picture and reads guest memory under it.
 * Return: 0: @composed->shown has the size asked for; -ENOMEM: there is no memory for the first
 * picture of this size; another errno of facet_capture_update(): @composed->shown is as it was.
 */
int facet_composed_update(struct facet_pair *composed, struct facet_display *display, u32 head,
			  u32 width, u32 height, bool cursor, struct facet_damage *damage);

/**
 * facet_composed_drop() - Put both pictures of a screen.
 * @composed: the screen's pictures
 *
 * A dma-buf of a picture has a reference of its own, and keeps it.
 *
 * Context: may sleep; nobody else uses @composed. Takes no lock.
 */
void facet_composed_drop(struct facet_pair *composed);

#endif
