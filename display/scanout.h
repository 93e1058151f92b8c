/* SPDX-License-Identifier: GPL-2.0-only */
/* What a head shows at one moment, and the names of the buffers behind it. */
#ifndef DISPLAY_SCANOUT_H
#define DISPLAY_SCANOUT_H

#include "display_types.h"

/**
 * struct display_picture - All planes of a head, bottom first, cursor last.
 * @planes: described, without id; disabled ones are zeroed
 * @surfaces: how to read them
 */
struct display_picture {
	struct facet_plane planes[DISPLAY_PIPE_PLANES];
	struct display_surface surfaces[DISPLAY_PIPE_PLANES];
};

/** display_picture_get() - @head: valid. Takes the display's lock for a moment. Any context. */
void display_picture_get(struct facet_display *display, u32 head, struct display_picture *picture);

#endif
