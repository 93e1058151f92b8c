/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Picture of a pipe: the meaning of a snapshot of its registers. These functions take no lock and
 * do not sleep.
 */
#ifndef DISPLAY_PIPE_PICTURE_H
#define DISPLAY_PIPE_PICTURE_H

#include "port.h"

#include "display/display.h"
#include "display/pipe_snapshot.h"
#include "display/plane.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"

/**
 * struct display_window - Place of a scaler's output.
 * @used: a scaler is bound; else all other fields are 0
 * @x: pixels from the left
 * @y: rows from the top
 * @width: pixels
 * @height: rows
 */
struct display_window {
	bool used;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/**
 * display_window_scales() - Tell whether a scaler changes the size of its input.
 * @window: where the scaler puts its output
 * @width: width of the input in pixels
 * @height: height of the input in rows
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the output has another size and is not empty; false: no scaler is used, the size
 * stays, or the output is empty.
 */
static inline bool display_window_scales(const struct display_window *window, u32 width, u32 height)
{
	return window->used && window->width && window->height &&
	       (window->width != width || window->height != height);
}

/**
 * struct display_matrix - Matrix of a pipe, CSC_*: (in + @pre) times @coeff plus @post.
 * @coeff: coefficients by rows, with 15 bits behind the point
 * @pre: offsets of red, green and blue; 65535 is one
 * @post: offsets of red, green and blue; 65535 is one
 */
struct display_matrix {
	s32 coeff[3][3];
	s32 pre[3];
	s32 post[3];
};

/**
 * struct display_pipe_picture - Picture that a pipe shows.
 * @planes: descriptions, without id; disabled planes are zeroed
 * @surfaces: ways to read the planes' pixels
 * @windows: places to which the planes' scalers move them
 * @bad: number of planes that are enabled and cannot be read
 * @width: width of the area that the planes lie on, pixels (PIPESRC)
 * @height: height of that area, rows
 * @out: place to which the pipe's scaler moves that area
 * @out_width: width of the picture that leaves the pipe, pixels
 * @out_height: height of the picture that leaves the pipe, rows
 * @bottom: colour below all planes, a wide pixel (argb64.h)
 * @bottom_gamma: the bottom colour goes through the palette
 * @bottom_csc: the bottom colour goes through the matrix
 * @gamma_mode: GEN9_GAMMA_*
 * @csc_first: pixels go through the matrix before the palette
 * @matrix: matrix of the pipe
 * @bpc: bits of a colour on the link: GEN9_BPC_*
 * @palette: palette of the pipe
 */
struct display_pipe_picture {
	struct facet_plane planes[DISPLAY_PIPE_PLANES];
	struct display_surface surfaces[DISPLAY_PIPE_PLANES];
	struct display_window windows[DISPLAY_PIPE_PLANES];
	u32 bad;
	u32 width;
	u32 height;
	struct display_window out;
	u32 out_width;
	u32 out_height;
	u64 bottom;
	bool bottom_gamma;
	bool bottom_csc;
	u32 gamma_mode;
	bool csc_first;
	struct display_matrix matrix;
	u32 bpc;
	u32 palette[GEN9_PREC_PAL_ENTRIES];
};

/**
 * display_pipe_picture_decode() - Decode a snapshot of a pipe.
 * @snapshot: the snapshot; the guest's values are not trusted
 * @picture: zeroed; gets the picture as it leaves the pipe
 *
 * A pipe may be larger than the display's limits, though no monitor of ours asks for that. Then the
 * picture is one black plane within the limits, and is counted as bad. A plane that its scaler
 * cannot scale is black, too. Planes do not go through a palette that changes no pixel.
 * &facet_plane.direct does not yet consider the pipe's colours.
 *
 * Source: PRM SKL Vol. 2c; names of registers as in i915 (gen9/plane_defs.h).
 *
 * Context: any; takes no lock; does not sleep.
 */
void display_pipe_picture_decode(const struct display_pipe_snapshot *snapshot,
				 struct display_pipe_picture *picture);

/**
 * display_pipe_picture_for_monitor() - Change a picture to what a monitor shows.
 * @picture: from display_pipe_picture_decode(), or all zero
 *
 * In the limited range, black is 16 and white is 235 of 255. A monitor takes the limited range for
 * the full one. So a matrix that only makes the limited range is left out. A palette that changes
 * no colour is left out too, though it would round blended colours in another way. It stays if a
 * plane has more than 8 bits a colour. The function sets &facet_plane.direct to false for planes
 * whose colours the pipe changes. A repeated call is harmless.
 *
 * Context: any; takes no lock; does not sleep.
 */
void display_pipe_picture_for_monitor(struct display_pipe_picture *picture);

#endif
