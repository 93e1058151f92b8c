/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scan-outs: ops of the display (display_ops.h). Also snapshots of the pipe that feeds a head, and
 * checks that the head still shows the same buffers. Users: gen9_display.c for the ops, capture.c
 * for the others.
 */
#ifndef DISPLAY_SCANOUT_H
#define DISPLAY_SCANOUT_H

#include "port.h"

#include "display/display.h"

struct display_pipe_snapshot;
struct display_shown_buffers;
struct gen9_display;

/**
 * display_scanout_plane() - Describe the plane that a head shows: &facet_display_ops.plane.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @kind: < FACET_PLANE_KINDS
 * @plane: gets the description, as from facet_scanout_plane()
 *
 * The function first makes registers live that are due (display_pipe_latch()). That may take a
 * snapshot for a checksum, hold the pipe's clock and kick the worker. Then it walks the GGTT
 * entries of the whole buffer, at most 32768 pages (128 MiB).
 *
 * Context: process context; neither &gen9_display.lock nor &facet_device.lock held. Takes
 * &gen9_display.lock for moments, and in it &facet_display.counters_lock and the locks of the op
 * kick. May sleep for memory, not for guest memory.
 * Return: 0, also if there is no such plane; -ENOMEM: no memory for a snapshot.
 */
int display_scanout_plane(struct facet_display *display, u32 head, enum facet_plane_kind kind,
			  struct facet_plane *plane);

/**
 * display_scanout_pages() - Return the guest pages of a scan-out: &facet_display_ops.pages.
 * @display: &gen9_display.base
 * @id: any value
 * @plane: NULL, or gets the description of the buffer if @id is known, even if a later check fails
 * @gfns: NULL, or an array of @n that gets guest page numbers; undefined after an error
 * @n: length of @gfns; ignored without @gfns
 *
 * The function walks the GGTT entries again, to check that the guest pages are still the same.
 *
 * Context: process context, since the function walks up to 32768 GGTT entries; does not sleep.
 * Neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock for a moment,
 * and no other lock.
 * Return: 0; -ENOENT: the display does not know @id any more, or the guest has put other pages
 * there; -EFAULT: the pages are as display_scanout_plane() found them, and one has no valid GGTT
 * entry; -EINVAL: @n is too small, or no buffer ever had this id.
 */
int display_scanout_pages(struct facet_display *display, u32 id, struct facet_plane *plane,
			  u64 *gfns, u32 n);

/**
 * display_scanout_forget() - Forget the ids of all scan-outs: &facet_display_ops.forget.
 * @display: &gen9_display.base
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * and no other lock; does not sleep.
 */
void display_scanout_forget(struct facet_display *display);

/**
 * display_scanout_size() - Return the size of the picture of a head: &facet_display_ops.size.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @width: gets pixels; 0: the head is dark. Unchanged after an error
 * @height: gets rows; 0: the head is dark. Unchanged after an error
 *
 * As display_scanout_plane() does, the function latches the pipe, which may kick the worker.
 *
 * Context: process context; neither &gen9_display.lock nor &facet_device.lock held. Takes
 * &gen9_display.lock for a moment, and in it &facet_display.counters_lock and the locks of the op
 * kick. May sleep for memory.
 * Return: 0; -ENOMEM: no memory for a snapshot.
 */
int display_scanout_size(struct facet_display *display, u32 head, u32 *width, u32 *height);

/**
 * display_scanout_serial() - Return a number that changes when the registers of a head show
 * something else: &facet_display_ops.serial.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 *
 * As display_scanout_plane() does, the function latches the pipe, which may kick the worker.
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * and in it &facet_display.counters_lock and the locks of the op kick. Does not sleep.
 * Return: a number that is not 0; 0: the head is dark.
 */
u64 display_scanout_serial(struct facet_display *display, u32 head);

/**
 * display_scanout_snapshot() - Take a snapshot of the pipe that feeds a head.
 * @display: the display
 * @head: < facet_display_heads()
 * @snapshot: zeroed; gets the snapshot
 *
 * The function latches the pipe first (display_pipe_latch()), which may kick the worker.
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock
 * for a moment, and in it &facet_display.counters_lock; the op kick is called in it. Does not
 * sleep.
 * Return: true: the snapshot is taken; false: the head is dark, and @snapshot stays as it was.
 */
bool display_scanout_snapshot(struct gen9_display *display, u32 head,
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
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock
 * for a moment, and in it &facet_display.counters_lock; the op kick is called in it. Does not
 * sleep.
 * Return: true: the head shows the same buffers, and has replaced none of them since; false: it has
 * replaced one, is dark or is fed by another pipe.
 */
bool display_scanout_unchanged(struct gen9_display *display, u32 head,
			       const struct display_shown_buffers *buffers, u32 plane_mask);

#endif
