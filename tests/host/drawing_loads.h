/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads of guests that draw: dispatches without pause, one long dispatch, and a dispatch for each
 * frame of a screen. The guests are those of drawing.h, on a device or in this process.
 */
#ifndef HOST_DRAWING_LOADS_H
#define HOST_DRAWING_LOADS_H

#include "tests/host/drawing.h"

#define DRAWING_FRAME_US	16667u	/* 60 Hz */
#define DRAWING_FRAMES		4096u

/**
 * struct drawing_frames - Frames of a guest.
 * @us: by frame: microseconds from its blank to the end of its dispatch
 * @n: number of frames
 * @missed: blanks at which no frame was done
 * @wrong: frames that did not end, or whose kernels did not count right
 */
struct drawing_frames {
	u32 us[DRAWING_FRAMES];
	u32 n;
	u32 missed;
	u32 wrong;
};

/* Measure how long a loop of the guest's kernel takes, if no other guest draws. Return: ns. */
double drawing_loop_ns(struct drawing *g);

/* Let the guest's kernel last for @ms, at @loop_ns for each loop. Return: the number of loops. */
u32 drawing_last(struct drawing *g, double ms, double loop_ns);

/*
 * Dispatch without pause until *@stop is set: a request is always in the guest's queue. *@ended
 * counts requests that have ended.
 */
void drawing_keep_on(struct drawing *g, const u32 *stop, u32 *ended);

/* Run the batch. Return: true: the request has ended, and its kernel has counted to @loops. */
bool drawing_counts(struct drawing *g, u32 loops, u32 patience_ms);

/*
 * Dispatch the kernel, of @loops, at each blank of a screen. A dispatch that ends behind the next
 * blank misses it, and the following frame begins at the blank after its end. Add the frames to
 * @frames, until *@stop is set or there are @most.
 */
void drawing_show(struct drawing *g, u32 loops, struct drawing_frames *frames, u32 most,
		  const u32 *stop);

/* Sort the frames by their times. Return: the time of quantile @q, 0 to 1, in us; 0: no frame. */
u32 drawing_quantile(struct drawing_frames *frames, double q);

#endif
