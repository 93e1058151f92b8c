/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshot of a pipe: its registers at one moment, copied under the display's lock. Checksums
 * (crc.c) and captures (scanout.c) take one, and compose the picture from it without the lock.
 */
#ifndef DISPLAY_PIPE_SNAPSHOT_H
#define DISPLAY_PIPE_SNAPSHOT_H

#include "port.h"
#include "display/plane.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"

struct display_pipe;

#define DISPLAY_CURSOR		GEN9_PLANES	/* index of the cursor, behind the planes */
#define DISPLAY_PIPE_PLANES	(GEN9_PLANES + 1)	/* planes, bottom first, then the cursor */

/**
 * struct display_shown_buffers - Identity of the buffers that a pipe shows.
 * @pipe: index of the pipe; 0 is pipe A
 * @replaced: copy of &display_pipe.replaced
 */
struct display_shown_buffers {
	u32 pipe;
	u32 replaced[DISPLAY_PIPE_PLANES];
};

/**
 * struct display_pipe_snapshot - Registers of a pipe.
 * @buffers: identity of the buffers that hold the pixels
 * @planes: live registers of planes, bottom first, and of the cursor
 * @pipe: live registers of the pipe itself
 * @width: pixels that the transcoder sends in a line
 * @height: lines that the transcoder sends
 * @bpc: bits of a colour on the link: GEN9_BPC_*
 * @palette: LGC_PALETTE or PREC_PAL, as GAMMA_MODE chooses. Not written if no plane uses it
 * @max_width: &facet_display_config.max_width, pixels
 * @max_height: &facet_display_config.max_height, pixels
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

/**
 * display_pipe_snapshot_take() - Copy the live registers of a pipe.
 * @pipe: the pipe, latched by the caller
 * @snapshot: gets the copy. Its palette stays as it is if no plane, cursor or bottom colour uses
 *	one
 *
 * The transcoder's size, the bits of a colour and the palette are not double-buffered. The copy has
 * their current values.
 *
 * Context: any; &gen9_display.lock is held. Takes no lock; does not sleep.
 */
void display_pipe_snapshot_take(const struct display_pipe *pipe,
				struct display_pipe_snapshot *snapshot);

#endif
