/* SPDX-License-Identifier: GPL-2.0-only */
/* What a head shows at one moment, and the names of the buffers behind it. */
#ifndef DISPLAY_SCANOUT_H
#define DISPLAY_SCANOUT_H

#include "port.h"

struct display_pipe_snapshot;
struct display_shown_buffers;
struct facet_display;

/**
 * display_scanout_snapshot() - What the pipe of a head shows now.
 * @head: valid
 * @shot: zeroed
 *
 * Takes the display's lock for a moment. Any context. Return: false: it is dark.
 */
bool display_scanout_snapshot(struct facet_display *display, u32 head,
			      struct display_pipe_snapshot *shot);

/**
 * display_scanout_unchanged() - Whether the buffers of a shot are shown still, and all the time since.
 * @showing: of the shot
 * @layers: mask of those that count
 *
 * What was read from them meanwhile is of one frame, unless the guest draws into what it shows. Any context.
 */
bool display_scanout_unchanged(struct facet_display *display, u32 head,
			 const struct display_shown_buffers *showing, u32 layers);

#endif
