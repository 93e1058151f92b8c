/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Captures of a head's picture: ops of the display (display_ops.h), for gen9_display.c. Locks of
 * the front end's ops have the names of kernel/.
 */
#ifndef DISPLAY_CAPTURE_H
#define DISPLAY_CAPTURE_H

#include "port.h"

struct facet_damage;
struct facet_display;

/**
 * display_capture_read() - Read the picture of a head: &facet_display_ops.read.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @dst: gets rows of XRGB8888 pixels, from the top left corner of the screen; 4-byte aligned.
 *	Undefined after -ENOMEM
 * @stride: bytes from row to row, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 *
 * A plane without GGTT entries, without memory or with invalid registers is black.
 *
 * The function tries three times at most to read one frame. A try reads up to @height rows of each
 * of four planes. Of a scaled plane a try reads up to 4096 rows of 4096 pixels. As
 * display_scanout_plane() does, the function latches the pipe, which may kick the worker.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * &gen9_display.lock, and in it &facet_display.counters_lock and the locks of the op kick. Takes
 * &facet_display.counters_lock alone. Takes the vGPU's shadow_lock, in it &facet_device.lock, and
 * &facet_device.lock alone. Takes the locks of the op read. May sleep for memory, mutexes and guest
 * memory.
 * Return: 0: all pixels are of one frame; -EAGAIN: the picture is complete, but may be of several
 * frames: the guest replaced its buffers during each try; -ENOMEM: no memory.
 */
int display_capture_read(struct facet_display *display, u32 head, void *dst, u32 stride, u32 width,
			 u32 height, bool cursor);

/**
 * display_capture_update() - Read the picture of a head, and compare it with an earlier one:
 * &facet_display_ops.update.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @shown: the earlier picture, of the same size and stride, which stays as it is; NULL: none
 * @next: gets the whole picture if a row differs from @shown; else its content is undefined. 4-byte
 *	aligned
 * @stride: bytes from row to row of both pictures, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 * @damage: gets the rows that differ from @shown; all rows if @shown is NULL. Undefined after
 *	-ENOMEM
 *
 * A try that found a row that differs has written @next, even if the next try finds none. Pictures,
 * tries and effects are those of display_capture_read().
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. The
 * caller keeps others from writing @shown and @next. Takes &gen9_display.lock, and in it
 * &facet_display.counters_lock and the locks of the op kick. Takes &facet_display.counters_lock
 * alone. Takes the vGPU's shadow_lock, in it &facet_device.lock, and &facet_device.lock alone.
 * Takes the locks of the op read. May sleep for memory, mutexes and guest memory.
 * Return: 0: all pixels are of one frame; -EAGAIN: the picture is complete, but may be of several
 * frames: the guest replaced its buffers during each of three tries; -ENOMEM: no memory.
 */
int display_capture_update(struct facet_display *display, u32 head, void *shown, void *next,
			   u32 stride, u32 width, u32 height, bool cursor,
			   struct facet_damage *damage);

#endif
