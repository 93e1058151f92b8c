/* SPDX-License-Identifier: GPL-2.0-only */
/* What becomes of colours behind the planes: matrix and palette of a pipe. */
#ifndef DISPLAY_COLOUR_H
#define DISPLAY_COLOUR_H

#include "port.h"

struct display_pipe_picture;

/**
 * display_colour_row() - @n wide pixels in place, each as its tag says.
 * @picture: mode, matrix, palette
 * @row: pixels
 * @tags: BLEND_*
 */
void display_colour_row(const struct display_pipe_picture *picture, u64 *row, const u8 *tags,
			u32 n);

#endif
