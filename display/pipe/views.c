// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins of the buffers that somebody reads (views.h). Captures set &gen9_display.views_wanted under
 * the display's lock. The worker does the rest.
 */
#include "display/pipe/views.h"

#include "device/device.h"
#include "device/timer.h"
#include "display/display_types.h"
#include "display/picture/pipe_picture.h"
#include "mediator/ggtt_view.h"

#define VIEWS_KEPT_NS	1000000000ull

/* Kick the worker: the oldest view may end. Atomic context. */
static void views_due(struct facet_device *dev, struct facet_timer *timer)
{
	facet_device_kick(dev);
}

void display_views_init(struct gen9_display *display)
{
	facet_timer_init(&display->views_timer, views_due);
}

void display_views_exit(struct gen9_display *display)
{
	facet_timer_disarm(display->dev, &display->views_timer);
}

void display_views_want(struct gen9_display *display, u32 pipe)
{
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	display->views_wanted |= BIT(pipe);
	spin_unlock_irqrestore(&display->lock, flags);
	facet_device_kick(display->dev);
}

static void view_layout(struct gen9_display *display, const struct display_plane_layout *layout)
{
	facet_ggtt_view_use(display->vgpu, layout->gva, layout->pages);
}

void display_views_use(struct gen9_display *display, const struct display_pipe_snapshot *snapshot)
{
	struct display_pipe_picture *picture = port_zalloc(sizeof(*picture));
	u32 i;

	if (!picture)
		return;
	display_pipe_picture_decode(snapshot, picture);
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		const struct display_surface *surface = &picture->surfaces[i];

		if (!picture->planes[i].enabled || !surface->format)
			continue;
		view_layout(display, &surface->main);
		view_layout(display, &surface->chroma);
	}
	display->views_kept = true;
	port_free(picture);
}

/* Take the mask of pipes that front ends have read since the last call. */
static u32 views_take_wanted(struct gen9_display *display)
{
	unsigned long flags;
	u32 wanted;

	spin_lock_irqsave(&display->lock, flags);
	wanted = display->views_wanted;
	display->views_wanted = 0;
	spin_unlock_irqrestore(&display->lock, flags);
	return wanted;
}

/* Pin what a pipe shows now. */
static void views_use_pipe(struct gen9_display *display, u32 pipe)
{
	struct display_pipe_snapshot *snapshot = port_zalloc(sizeof(*snapshot));
	unsigned long flags;

	if (!snapshot)
		return;
	spin_lock_irqsave(&display->lock, flags);
	display_pipe_snapshot_take(&display->pipes[pipe], snapshot);
	spin_unlock_irqrestore(&display->lock, flags);
	display_views_use(display, snapshot);
	port_free(snapshot);
}

void display_views_work(struct gen9_display *display)
{
	u32 wanted = views_take_wanted(display);
	u64 now, oldest;
	u32 pipe;

	if (!wanted && !display->views_kept)
		return;
	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		if (wanted & BIT(pipe))
			views_use_pipe(display, pipe);
	}
	now = facet_device_now_ns(display->dev);
	oldest = facet_ggtt_views_expire(display->vgpu,
					 now > VIEWS_KEPT_NS ? now - VIEWS_KEPT_NS : 0);
	display->views_kept = oldest;
	if (oldest)
		facet_timer_arm(display->dev, &display->views_timer, oldest + VIEWS_KEPT_NS + 1);
}
