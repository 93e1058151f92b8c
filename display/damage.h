/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparison of a new picture with the one that is shown, row by row, whatever the rows come from.
 * Displays use it for facet_capture_update(). While no row differs, no byte of the next picture is
 * written.
 */
#ifndef FACET_DAMAGE_H
#define FACET_DAMAGE_H

#include "port.h"

struct facet_damage;

/**
 * struct facet_redraw - A picture that is drawn beside the one that is shown.
 * @shown: the picture that is shown; NULL: none, and all rows differ
 * @next: the picture that is drawn
 * @stride: bytes from row to row of both pictures, at least @bytes
 * @bytes: length of a row
 * @damage: rows that differ
 */
struct facet_redraw {
	const void *shown;
	void *next;
	u32 stride;
	u32 bytes;
	struct facet_damage *damage;
};

/**
 * facet_damage_begin() - Begin a picture.
 * @redraw: the pictures; the damage is empty afterwards
 *
 * A caller may begin again at any row. Then &facet_redraw.next may have rows of the earlier try.
 *
 * Context: any; the caller serializes, and keeps others from writing both pictures until the last
 * row. Takes no lock; does not sleep.
 */
void facet_damage_begin(const struct facet_redraw *redraw);

/**
 * facet_damage_row() - Compare the next row with the shown picture, and copy it if needed.
 * @redraw: the pictures
 * @y: row, counted from 0. The calls since facet_damage_begin() had all rows above, in this order
 * @row: &facet_redraw.bytes bytes: the row as it is drawn
 *
 * At the first row that differs, &facet_redraw.next gets the rows above from &facet_redraw.shown.
 * From then on it gets all rows.
 *
 * Context: any, since the function copies rows; the caller serializes. Takes no lock; does not
 * sleep.
 */
void facet_damage_row(const struct facet_redraw *redraw, u32 y, const void *row);

#endif
