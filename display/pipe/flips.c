// SPDX-License-Identifier: GPL-2.0-only
/*
 * Count flips and missed blanks (flips.h). i915 waits for the work of a frame before it writes
 * PLANE_SURF. So a late frame is no late write here, but a blank without one. Such a blank counts
 * as missed if the guest animates and still has work on an engine.
 */
#include "display/pipe/flips.h"

#include "display/display_types.h"
#include "mediator/progress.h"

/*
 * A guest animates while it flips again within this number of blanks. At 60 Hz it is a quarter of a
 * second. A guest that stops, and has other work, has no more missed blanks than these.
 */
#define ANIMATED_BLANKS	15u

void display_flips_begin(struct display_pipe *pipe)
{
	lockdep_assert_held(&pipe->display->lock);
	pipe->flips = (struct display_flips){
		.frame = display_clock_frames(&pipe->clock, facet_device_now_ns(pipe->display->dev))
	};
}

/* Add to the counters. Lock held. */
static void count(struct display_pipe *pipe, struct facet_flip_stats more)
{
	facet_display_count_flips(&pipe->display->base, &more);
}

static void count_shown(struct display_pipe *pipe)
{
	pipe->flips.animates = pipe->flips.left;
	pipe->flips.left = ANIMATED_BLANKS;
	count(pipe, (struct facet_flip_stats){ .shown = 1 });
}

void display_flips_arm(struct display_pipe *pipe, u32 slot, bool async)
{
	struct display_flips *flips = &pipe->flips;
	u64 plane = slot;

	lockdep_assert_held(&pipe->display->lock);
	if (!port_index(&plane, GEN9_PLANES))
		return;
	if (pipe->armed[plane].surf == pipe->live[plane].surf) {
		flips->asked &= ~BIT(plane);
		return;
	}
	/* A plane beside others that wait for the blank is a part of their flip. */
	if (!flips->asked || flips->asked & BIT(plane)) {
		count(pipe, (struct facet_flip_stats){ .asked = 1 });
		flips->asked = 0;
	}
	flips->asked |= BIT(plane);
	if (async) {
		flips->asked &= ~BIT(plane);
		flips->torn = true;
		count_shown(pipe);
	}
}

void display_flips_blank(struct display_pipe *pipe, u32 frame, u32 live)
{
	struct display_flips *flips = &pipe->flips;
	u32 blanks = min_t(u32, frame - flips->frame, flips->left);

	lockdep_assert_held(&pipe->display->lock);
	flips->frame = frame;
	flips->left -= blanks;
	if (flips->asked & live) {
		/* The first of these blanks showed the flip. */
		flips->asked &= ~live;
		count_shown(pipe);
		return;
	}
	if (blanks && flips->torn) {
		flips->torn = false;
		blanks--;
	}
	if (blanks && flips->animates &&
	    facet_progress_oldest(pipe->display->vgpu) != FACET_SEQ_NONE)
		count(pipe, (struct facet_flip_stats){ .missed = blanks });
}
