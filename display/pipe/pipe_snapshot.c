// SPDX-License-Identifier: GPL-2.0-only
/* Snapshots of a pipe's registers. Callers: crc.c and scanout.c, with the display's lock held. */
#include "display/pipe_snapshot.h"

#include "device/regs.h"
#include "display/display_types.h"

/*
 * Copy the palette that GAMMA_MODE chooses, if a plane, the cursor or the bottom colour uses it.
 */
static void take_palette(const struct display_pipe *pipe, struct display_pipe_snapshot *snapshot)
{
	const struct gen9_display *display = pipe->display;
	u32 mode = GEN9_GAMMA_MODE_MODE(snapshot->pipe.gamma_mode);
	bool any = false;
	u32 i;

	for (i = 0; i < GEN9_PLANES; i++)
		any |= snapshot->planes[i].ctl & GEN9_PLANE_CTL_ENABLE &&
		       display_plane_gamma(snapshot->planes[i].ctl);
	any |= snapshot->planes[DISPLAY_CURSOR].ctl & GEN9_CUR_GAMMA;
	any |= snapshot->pipe.bottom & GEN9_BOTTOM_GAMMA;
	if (!any)
		return;
	if (mode != GEN9_GAMMA_8BIT) {
		for (i = 0; i < GEN9_PREC_PAL_ENTRIES; i++)
			snapshot->palette[i] = READ_ONCE(display->palettes[pipe->index][i]);
		return;
	}
	for (i = 0; i < GEN9_LGC_PALETTE_COUNT; i++)
		snapshot->palette[i] = facet_reg_get(display->dev, GEN9_LGC_PALETTE +
						     pipe->index * GEN9_PALETTE_STRIDE +
						     i * sizeof(u32));
}

void display_pipe_snapshot_take(const struct display_pipe *pipe,
				struct display_pipe_snapshot *snapshot)
{
	const struct facet_device *dev = pipe->display->dev;
	u32 base = pipe->index * GEN9_PIPE_STRIDE;

	lockdep_assert_held(&pipe->display->lock);
	snapshot->buffers.pipe = pipe->index;
	memcpy(snapshot->buffers.replaced, pipe->replaced, sizeof(snapshot->buffers.replaced));
	memcpy(snapshot->planes, pipe->live, sizeof(snapshot->planes));
	snapshot->pipe = pipe->pipe_live;
	snapshot->width = GEN9_TIMING_ACTIVE(facet_reg_get(dev, GEN9_TRANS_HTOTAL + base));
	snapshot->height = GEN9_TIMING_ACTIVE(facet_reg_get(dev, GEN9_TRANS_VTOTAL + base));
	snapshot->max_width = pipe->display->base.config.max_width;
	snapshot->max_height = pipe->display->base.config.max_height;
	snapshot->bpc = GEN9_PIPE_MISC_BPC(facet_reg_get(dev, GEN9_PIPE_MISC + base));
	take_palette(pipe, snapshot);
}
