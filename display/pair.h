/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Double buffering of a composed screen. The screen shows one picture while the front end draws the
 * next one into the spare picture. So a reader of the shown picture finds no row of the next one.
 * This file decides which picture is shown and which is spare. The front end (kernel/composed.c)
 * owns the pictures' memory, their readers and all locks. "The front end's lock" is
 * &facet_screen.query_lock in kernel/.
 *
 *   made --> spare --drawn, a row differs--> shown --the spare one is drawn--> spare
 *              |
 *              +--read during FACET_TURNS_PATIENCE updates in a row--> left to its reader
 *
 * Both pictures have one size. A new size lets both go.
 */
#ifndef FACET_PAIR_H
#define FACET_PAIR_H

#include "port.h"

#include "display/turns.h"

struct facet_damage;
struct facet_picture;		/* defined by the front end */

/**
 * struct facet_pair_ops - Operations of a front end on its pictures.
 * @create: make a picture of @width pixels in @height rows. Return: the picture, which the pair
 *	owns; NULL: no memory, or no picture can have this size
 * @put: let go of a picture that is not NULL. Its readers keep it
 * @draw_begin: keep readers from beginning until @draw_end. Return: true; false: somebody reads the
 *	picture, and the pair does not call @draw_end
 * @draw_end: let readers begin again
 * @draw: draw the guest's screen into @next, unless @shown (NULL: none) is the same. @data is that
 *	of facet_pair_update(). @damage and the return value are those of facet_capture_update()
 *
 * facet_pair_update() and facet_pair_drop() call these under the front end's lock. All may sleep.
 */
struct facet_pair_ops {
	struct facet_picture *(*create)(u32 width, u32 height);
	void (*put)(struct facet_picture *picture);
	bool (*draw_begin)(struct facet_picture *picture);
	void (*draw_end)(struct facet_picture *picture);
	int (*draw)(void *data, struct facet_picture *shown, struct facet_picture *next,
		    struct facet_damage *damage);
};

/**
 * struct facet_pair - The two pictures of one screen. All zero at first.
 * @shown: the last picture that was drawn; NULL before the first
 * @spare: the picture that is drawn into next; NULL: the pair has to make it
 * @width: pixels of a row of both pictures
 * @height: rows of both pictures
 * @turns: failures since the screen last showed a new picture, or since @spare last was free
 */
struct facet_pair {
	struct facet_picture *shown;
	struct facet_picture *spare;
	u32 width;
	u32 height;
	struct facet_turns turns;
};

/**
 * facet_pair_update() - Bring @pair->shown up to date.
 * @pair: the pictures, which the pair owns until facet_pair_drop()
 * @ops: operations of the front end, the same at each call
 * @data: argument of &facet_pair_ops.draw
 * @width: pixels of a row
 * @height: rows
 * @damage: gets the rows that differ from the picture shown before. Undefined after an error
 *
 * A new size lets both old pictures go first, even if an error follows.
 *
 * The shown picture stays, without damage, in four cases:
 *   - no row differs;
 *   - somebody reads the spare picture;
 *   - there is no memory for a spare picture;
 *   - the guest replaces its buffers faster than the front end reads them.
 * The second case ends after FACET_TURNS_PATIENCE updates in a row: the reader keeps its picture,
 * and the pair makes another one. The last case ends after as many updates: the pair shows a torn
 * picture. The first picture of a size is shown even if it is torn.
 *
 * Context: process context; the front end's lock is held. May sleep in the ops, for memory, mutexes
 * and guest memory. In kernel/, &facet_pair_ops.draw_begin takes &facet_picture.lock and draw_end
 * drops it. In it &facet_pair_ops.draw takes the locks of facet_capture_update() and of the op
 * read. These are &gen9_display.lock, shadow_lock, &facet_device.lock and the locks of the op
 * read.
 * Return: 0: @pair->shown has this size; -ENOMEM: the pair is empty, since there is no memory for
 * the first picture of this size, or no picture can have it; an errno of &facet_pair_ops.draw but
 * -EAGAIN: @pair->shown is as it was, or NULL after a new size. In kernel/ draw returns -EINVAL:
 * there is no such head; -ENOMEM: no memory to draw.
 */
int facet_pair_update(struct facet_pair *pair, const struct facet_pair_ops *ops, void *data,
		      u32 width, u32 height, struct facet_damage *damage);

/**
 * facet_pair_drop() - Let go of both pictures.
 * @pair: the pictures; both are NULL afterwards, and the caller may use the pair again
 * @ops: operations of the front end, as in facet_pair_update()
 *
 * Readers of a picture keep it. A repeated call is harmless. Failures stay counted.
 *
 * Context: process context; may sleep in &facet_pair_ops.put, which frees memory. The front end's
 * lock is held, or nobody else uses the pair. In kernel/ the op takes no lock.
 */
void facet_pair_drop(struct facet_pair *pair, const struct facet_pair_ops *ops);

#endif
