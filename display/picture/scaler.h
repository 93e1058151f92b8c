/* SPDX-License-Identifier: GPL-2.0-only */
/* Scalers: rows of a picture in another size. */
#ifndef DISPLAY_SCALER_H
#define DISPLAY_SCALER_H

#include "port.h"

/**
 * struct display_scaler - Rows of another size.
 * @rows: the two rows of the source that were used last
 * @number: which they are
 * @out: what becomes of them
 */
struct display_scaler {
	u64 *rows[2];
	u32 number[2];
	u64 *out;
};

int display_scaler_open(struct display_scaler *stretch, u32 from_width, u32 to_width);
void display_scaler_close(struct display_scaler *stretch);

/**
 * display_scaler_row() - A row of a picture in another size: bilinear, held at the edges, pixels
 * counted from their centres.
 * @fetch: gives row @number of the source, until it is asked for another
 */
const u64 *display_scaler_row(struct display_scaler *stretch, u32 row, u32 from_width,
			       u32 from_height, u32 to_width, u32 to_height,
			       const u64 *(*fetch)(void *arg, u32 number), void *arg);

#endif
