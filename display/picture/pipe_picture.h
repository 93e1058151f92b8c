/* SPDX-License-Identifier: GPL-2.0-only */
/* The picture of a pipe: what a snapshot of its registers means. */
#ifndef DISPLAY_PIPE_PICTURE_H
#define DISPLAY_PIPE_PICTURE_H

#include "port.h"

#include "display/display.h"
#include "display/pipe_snapshot.h"
#include "display/plane.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"

/**
 * struct display_window - Where a scaler puts something.
 * @used: there is a scaler
 * @x: pixels from the left
 * @y: pixels from the top
 * @width: pixels
 * @height: pixels
 */
struct display_window {
	bool used;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/**
 * struct display_matrix - CSC_*: (in + @pre) times @coeff plus @post.
 * @coeff: by rows, 15 bits behind the point
 * @pre: 65535 is one
 * @post: 65535 is one
 */
struct display_matrix {
	s32 coeff[3][3];
	s32 pre[3];
	s32 post[3];
};

/**
 * struct display_pipe_picture - What a pipe shows.
 * @planes: described, without id; disabled ones are zeroed
 * @surfaces: how to read them
 * @windows: where their scalers put them
 * @bad: planes that are enabled and cannot be read
 * @width: of what the planes lie on (PIPESRC)
 * @height: the same
 * @out: where the pipe's scaler puts that
 * @out_width: of what leaves the pipe
 * @out_height: the same
 * @bottom: colour below all planes, as wide pixels are (blend.h)
 * @bottom_gamma: goes through the palette
 * @bottom_csc: goes through the matrix
 * @gamma_mode: GEN9_GAMMA_*
 * @csc_first: the matrix is before the palette
 * @matrix: of the pipe
 * @bpc: GEN9_BPC_*
 * @palette: of the pipe
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
 * display_pipe_picture_decode() - What a shot means.
 * @picture: zeroed
 *
 * A pipe that is larger than the display's limits, which no monitor of ours asks for, is one black
 * plane of that size, and bad. Any context.
 */
void display_pipe_picture_decode(const struct display_pipe_snapshot *shot,
				 struct display_pipe_picture *picture);

/**
 * display_pipe_picture_for_monitor() - As it is seen. A monitor that is sent the limited range (black
 * is 16 and white 235 of 255) takes it for the full one; a palette that changes nothing is left
 * out, though what is blended would come out of it rounded in another way. Settles
 * &facet_plane.direct.
 */
void display_pipe_picture_for_monitor(struct display_pipe_picture *picture);

#endif
