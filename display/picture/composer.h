/* SPDX-License-Identifier: GPL-2.0-only */
/* From a shot of a pipe to what leaves the pipe, row by row. */
#ifndef DISPLAY_COMPOSER_H
#define DISPLAY_COMPOSER_H

#include "port.h"

#include "display/picture/pipe_picture.h"

struct display_composer;
struct facet_display;

#define DISPLAY_PLANES_ALL	(BIT(DISPLAY_PIPE_PLANES) - 1)

/**
 * display_composer_create() - Make ready.
 * @display: whose memory is read
 * @shot: what is shown
 * @layers: mask of planes and cursor that are
 * @monitor: as seen on a monitor (display_pipe_picture_for_monitor()), else as it leaves the pipe
 * @out: gets it
 *
 * May sleep. Return: 0; -ENOMEM.
 */
int display_composer_create(struct facet_display *display, const struct display_pipe_snapshot *shot,
			    u32 layers, bool monitor, struct display_composer **out);
void display_composer_destroy(struct display_composer *composer);

/**
 * display_composer_row() - A row as XRGB8888, opaque.
 * @y: any; rows are best asked for in order
 * @dst: @n pixels; beyond the picture they are black
 *
 * May sleep; no lock held. Bounded by a row of each plane.
 */
void display_composer_row(struct display_composer *composer, u32 y, u32 *dst, u32 n);

/**
 * display_composer_rows() - The same of one row or more, as many as come at once.
 * @rows: how many are wanted
 * @stride: bytes from row to row, a multiple of 4
 * Return: how many they are.
 */
u32 display_composer_rows(struct display_composer *composer, u32 y, u32 rows, void *dst,
			  u32 stride, u32 n);

/**
 * display_composer_hash() - Make a checksum of what leaves a pipe.
 * @display: the display whose guest memory is read
 * @shot: registers of the pipe
 * @layers: mask of planes and cursor that are composed
 * @hash: out: the checksum
 *
 * Equal pictures have equal checksums. Pixels count with as many bits as the pipe sends.
 *
 * Context: the worker; no lock held; may sleep.
 * Return: 0; -ENOMEM; -ECANCELED: the worker is to stop; -EAGAIN: what the guest has submitted
 * comes first; -EBUSY: guest memory is away for the moment.
 */
int display_composer_hash(struct facet_display *display, const struct display_pipe_snapshot *shot,
			 u32 layers, u32 *hash);

#endif
