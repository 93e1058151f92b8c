/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scaler: rows of a picture in another size. One thread uses a scaler; these functions take no
 * lock.
 */
#ifndef DISPLAY_SCALER_H
#define DISPLAY_SCALER_H

#include "port.h"

/**
 * struct display_scaler - State of scaling one picture.
 * @rows: the two source rows that were used last
 * @number: numbers of @rows in the source
 * @out: the last row that was made
 */
struct display_scaler {
	u64 *rows[2];
	u32 number[2];
	u64 *out;
};

/**
 * display_scaler_open() - Allocate the buffers of a scaler.
 * @scaler: the scaler, zeroed
 * @from_width: pixels of a source row
 * @to_width: pixels of a scaled row
 *
 * The caller calls display_scaler_close() even after an error.
 *
 * Context: process context, no spinlock held; takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int display_scaler_open(struct display_scaler *scaler, u32 from_width, u32 to_width);

/**
 * display_scaler_close() - Free the buffers of a scaler.
 * @scaler: the scaler; may be zeroed; not to be used again
 *
 * Context: process context, no spinlock held; takes no lock. May sleep while it frees memory.
 */
void display_scaler_close(struct display_scaler *scaler);

/**
 * display_scaler_row() - Make a row of a scaled picture.
 * @scaler: an open scaler
 * @row: row of the scaled picture, less than @to_height
 * @from_width: pixels of a source row, as opened
 * @from_height: source rows, at least 1
 * @to_width: pixels of a scaled row, as opened
 * @to_height: rows of the scaled picture
 * @fetch: return source row @number as @from_width wide pixels, valid until its next call
 * @arg: argument of @fetch
 *
 * The filter is bilinear. The filter counts pixels from their centres, and repeats the pixels at
 * the edges.
 *
 * Context: as @fetch, which may sleep.
 * Return: @to_width wide pixels, until the next call for this scaler.
 */
const u64 *display_scaler_row(struct display_scaler *scaler, u32 row, u32 from_width,
			      u32 from_height, u32 to_width, u32 to_height,
			      const u64 *(*fetch)(void *arg, u32 number), void *arg);

#endif
