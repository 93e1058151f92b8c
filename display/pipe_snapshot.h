/* SPDX-License-Identifier: GPL-2.0-only */
/* A snapshot of a pipe: its registers at one moment, taken under the display's lock. */
#ifndef DISPLAY_PIPE_SNAPSHOT_H
#define DISPLAY_PIPE_SNAPSHOT_H

#include "port.h"
#include "display/plane.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"

struct display_pipe;

#define DISPLAY_CURSOR		GEN9_PLANES	/* index behind those of the planes */
#define DISPLAY_PIPE_PLANES	(GEN9_PLANES + 1)	/* planes bottom first, then the cursor */

/**
 * struct display_shown_buffers - Which buffers a pipe shows.
 * @pipe: its index
 * @replaced: &display_pipe.replaced
 */
struct display_shown_buffers {
	u32 pipe;
	u32 replaced[DISPLAY_PIPE_PLANES];
};

/**
 * struct display_pipe_snapshot - Registers of a pipe.
 * @buffers: in which buffers its pixels are
 * @planes: live ones of planes and cursor
 * @pipe: live ones of the pipe
 * @width: pixels that the transcoder sends a line
 * @height: lines that it sends
 * @bpc: GEN9_BPC_*
 * @palette: LGC_PALETTE or PREC_PAL, whichever GAMMA_MODE chooses; zeroes where none is used
 * @max_width: &facet_display_config
 * @max_height: the same
 */
struct display_pipe_snapshot {
	struct display_shown_buffers buffers;
	struct display_plane_regs planes[DISPLAY_PIPE_PLANES];
	struct display_pipe_regs pipe;
	u32 width;
	u32 height;
	u32 bpc;
	u32 palette[GEN9_PREC_PAL_ENTRIES];
	u32 max_width;
	u32 max_height;
};

/** display_pipe_snapshot_take() - Of the live registers. @shot: its palette stays where none is used. The display's lock held. */
void display_pipe_snapshot_take(const struct display_pipe *pipe,
				struct display_pipe_snapshot *shot);

#endif
