/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of the pipe that feeds a head, and checks that the head still shows the same buffers.
 * Users: captures (capture.c) and scan-outs (scanout.c).
 */
#ifndef DISPLAY_SCANOUT_H
#define DISPLAY_SCANOUT_H

#include "port.h"

struct display_pipe_snapshot;
struct display_shown_buffers;
struct facet_display;

/**
 * display_scanout_snapshot() - Take a snapshot of the pipe that feeds a head.
 * @display: the display
 * @head: < facet_display_heads()
 * @snapshot: zeroed; gets the snapshot
 *
 * The function latches the pipe first (display_pipe_latch()), which may kick the worker.
 *
 * Context: any; neither &facet_display.lock nor &facet_device.lock held. Takes &facet_display.lock
 * for a moment, and no other lock; the op kick is called in it. Does not sleep.
 * Return: true: the snapshot is taken; false: the head is dark, and @snapshot stays as it was.
 */
bool display_scanout_snapshot(struct facet_display *display, u32 head,
			      struct display_pipe_snapshot *snapshot);

/**
 * display_scanout_unchanged() - Tell whether a head has shown the buffers of a snapshot all the
 * time.
 * @display: the display
 * @head: < facet_display_heads()
 * @buffers: buffers of the snapshot
 * @plane_mask: mask of planes and cursor that count
 *
 * If so, pixels that were read since the snapshot are of one frame. A guest that draws into a shown
 * buffer is the exception. The function latches the pipe first (display_pipe_latch()), which may
 * kick the worker.
 *
 * Context: any; neither &facet_display.lock nor &facet_device.lock held. Takes &facet_display.lock
 * for a moment, and no other lock; the op kick is called in it. Does not sleep.
 * Return: true: the head shows the same buffers, and has replaced none of them since; false: it has
 * replaced one, is dark or is fed by another pipe.
 */
bool display_scanout_unchanged(struct facet_display *display, u32 head,
			       const struct display_shown_buffers *buffers, u32 plane_mask);

#endif
