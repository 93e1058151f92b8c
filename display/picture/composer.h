/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Composer: from a snapshot of a pipe to the pixels that leave the pipe, row by row. Captures and
 * checksums use it. Locks of the front end's ops have the names of kernel/ (see display.h).
 */
#ifndef DISPLAY_COMPOSER_H
#define DISPLAY_COMPOSER_H

#include "port.h"

#include "display/picture/pipe_picture.h"
#include "display/tears.h"

struct display_composer;
struct gen9_display;

#define DISPLAY_PLANES_ALL	(BIT(DISPLAY_PIPE_PLANES) - 1)

/**
 * display_composer_create() - Make a composer.
 * @display: the display whose guest memory is read; outlives the composer
 * @snapshot: registers of the pipe, untrusted; not needed after the call
 * @plane_mask: mask of planes and cursor that are composed; other bits are ignored
 * @monitor: true: compose what a monitor shows (display_pipe_picture_for_monitor()); false: compose
 *	what leaves the pipe
 * @out: gets the composer, which display_composer_destroy() frees; unchanged after an error
 *
 * Planes that cannot be read are counted in &gen9_display.bad_planes, even if an error follows.
 * They have invalid registers, or lie in GGTT addresses that are not the vGPU's. Planes that are
 * not in @plane_mask count, too.
 *
 * Context: process context, no spinlock held; takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int display_composer_create(struct gen9_display *display,
			    const struct display_pipe_snapshot *snapshot, u32 plane_mask,
			    bool monitor, struct display_composer **out);

/**
 * display_composer_destroy() - Free a composer.
 * @composer: the composer, not NULL
 *
 * Context: process context, no spinlock held; takes no lock. May sleep while it frees memory.
 */
void display_composer_destroy(struct display_composer *composer);

/**
 * display_composer_row() - Compose a row as opaque XRGB8888.
 * @composer: the composer; one thread uses it
 * @y: row of the picture, any value. Calls in ascending order are fastest
 * @dst: gets @n pixels; pixels beyond the picture are black
 * @n: number of pixels
 *
 * The function reads guest memory: one row of tiles of each plane at most; two source rows of a
 * plane or a pipe that is scaled. Memory that cannot be read counts as zeros.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Takes
 * the locks of the op read. May sleep for memory, mutexes and guest memory.
 */
void display_composer_row(struct display_composer *composer, u32 y, u32 *dst, u32 n);

/**
 * display_composer_rows() - Compose as many rows as are read at once, as opaque XRGB8888.
 * @composer: the composer; one thread uses it
 * @y: first row of the picture, any value
 * @rows: number of rows wanted, at least 1
 * @dst: gets rows of @n pixels
 * @stride: bytes from row to row in @dst, a multiple of 4, at least 4 * @n
 * @n: pixels of a row; pixels beyond the picture are black
 *
 * Several rows come at once where one opaque plane covers them alone. Else the function does what
 * display_composer_row() does. Memory that cannot be read is black.
 *
 * Context: process context; no lock of the mediator or the display is held, and no mmap_lock. Takes
 * the vGPU's shadow_lock for moments, in it &facet_device.lock, and &facet_device.lock alone. Takes
 * the locks of the op read. May sleep for memory, mutexes and guest memory.
 * Return: number of rows composed, 1 to @rows.
 */
u32 display_composer_rows(struct display_composer *composer, u32 y, u32 rows, void *dst,
			  u32 stride, u32 n);

/**
 * display_composer_hash() - Compute the checksum of what leaves a pipe.
 * @display: the display whose guest memory is read
 * @snapshot: registers of the pipe at the end of a frame, untrusted; does not change meanwhile
 * @tears: asynchronous flips of the frame; does not change meanwhile
 * @plane_mask: mask of planes and cursor that are composed
 * @hash: gets the checksum; undefined after an error
 *
 * Equal pictures have equal checksums. Pixels count with as many bits as the pipe sends. Planes
 * that cannot be read are black, and are counted as by display_composer_create(), once for each
 * part of a torn frame.
 *
 * Context: the worker; no lock held. Takes the vGPU's shadow_lock for moments, in it
 * &facet_device.lock, and &facet_device.lock alone. Takes the locks of the op read. May sleep for
 * memory, mutexes and guest memory.
 * Return: 0; -ENOMEM: no memory; -ECANCELED: somebody waits for the worker; -EAGAIN: the guest has
 * submitted work, which comes first; -EBUSY: a read of guest memory returned FACET_HOST_RETRY.
 * After -EAGAIN and -EBUSY the caller may try again with the same snapshot.
 */
int display_composer_hash(struct gen9_display *display,
			  const struct display_pipe_snapshot *snapshot,
			  const struct display_tears *tears, u32 plane_mask, u32 *hash);

#endif
