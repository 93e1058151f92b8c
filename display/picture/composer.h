/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Composer: from a snapshot of a pipe to the pixels that leave the pipe, row by row. Captures and
 * checksums use it.
 */
#ifndef DISPLAY_COMPOSER_H
#define DISPLAY_COMPOSER_H

#include "port.h"

#include "display/picture/pipe_picture.h"

struct display_composer;
struct facet_display;

#define DISPLAY_PLANES_ALL	(BIT(DISPLAY_PIPE_PLANES) - 1)

/**
 * display_composer_create() - Make a composer.
 * @display: the display whose guest memory is read
 * @snapshot: registers of the pipe; not needed after the call
 * @plane_mask: mask of planes and cursor that are composed
 * @monitor: true: compose what a monitor shows (display_pipe_picture_for_monitor()); false: compose
 *	what leaves the pipe
 * @out: gets the composer
 *
 * Planes that cannot be read are counted in &facet_display.bad_planes.
 *
 * Context: may sleep; takes no lock.
 * Return: 0; -ENOMEM: no memory.
 */
int display_composer_create(struct facet_display *display,
			    const struct display_pipe_snapshot *snapshot, u32 plane_mask,
			    bool monitor, struct display_composer **out);

/**
 * display_composer_destroy() - Free a composer.
 * @composer: the composer
 *
 * Context: may sleep; takes no lock.
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
 * plane that is scaled.
 *
 * Context: process context; may sleep. No lock of the mediator or the display is held; takes the
 * vGPU's shadow_lock for moments.
 */
void display_composer_row(struct display_composer *composer, u32 y, u32 *dst, u32 n);

/**
 * display_composer_rows() - Compose as many rows as are read at once, as opaque XRGB8888.
 * @composer: the composer; one thread uses it
 * @y: first row of the picture, any value
 * @rows: number of rows wanted, at least 1
 * @dst: gets rows of @n pixels
 * @stride: bytes from row to row in @dst, a multiple of 4
 * @n: pixels of a row; pixels beyond the picture are black
 *
 * Context: process context; may sleep. No lock of the mediator or the display is held; takes the
 * vGPU's shadow_lock for moments.
 * Return: number of rows composed, 1 to @rows.
 */
u32 display_composer_rows(struct display_composer *composer, u32 y, u32 rows, void *dst,
			  u32 stride, u32 n);

/**
 * display_composer_hash() - Compute the checksum of what leaves a pipe.
 * @display: the display whose guest memory is read
 * @snapshot: registers of the pipe
 * @plane_mask: mask of planes and cursor that are composed
 * @hash: gets the checksum; undefined after an error
 *
 * Equal pictures have equal checksums. Pixels count with as many bits as the pipe sends.
 *
 * Context: the worker; no lock held; may sleep. Takes the vGPU's shadow_lock for moments.
 * Return: 0; -ENOMEM: no memory; -ECANCELED: somebody waits for the worker; -EAGAIN: the guest has
 * submitted work, which comes first; -EBUSY: a read of guest memory returned FACET_HOST_RETRY.
 */
int display_composer_hash(struct facet_display *display,
			  const struct display_pipe_snapshot *snapshot, u32 plane_mask, u32 *hash);

#endif
