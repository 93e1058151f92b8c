/* SPDX-License-Identifier: GPL-2.0-only */
/* Colours of a pipe: its matrix and its palette, which pixels go through behind the planes. */
#ifndef DISPLAY_COLOUR_H
#define DISPLAY_COLOUR_H

#include "port.h"

struct display_pipe_picture;

/**
 * display_colour_row() - Send a row of wide pixels through matrix and palette, in place.
 * @picture: mode, matrix and palette of the pipe
 * @row: @n wide pixels
 * @tags: @n masks of BLEND_GAMMA (palette) and BLEND_CSC (matrix); other bits are ignored
 * @n: number of pixels
 *
 * Source: PRM SKL Vol. 12 (Pipe Color Gamut Enhancement, Gamma Correction).
 *
 * Context: any; takes no lock.
 */
void display_colour_row(const struct display_pipe_picture *picture, u64 *row, const u8 *tags,
			u32 n);

#endif
