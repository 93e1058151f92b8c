/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pins of the buffers that somebody reads: captures of the front ends, and checksums. The vGPU's
 * worker pins them (mediator/ggtt_view.h), and puts the pins a second after the last reader.
 */
#ifndef DISPLAY_VIEWS_H
#define DISPLAY_VIEWS_H

#include "port.h"

struct display_pipe_snapshot;
struct gen9_display;

/**
 * display_views_init() - Initialise the timer that ends views.
 * @display: the display, zeroed
 *
 * Context: any; takes no lock; does not sleep. Nobody else uses @display yet.
 */
void display_views_init(struct gen9_display *display);

/**
 * display_views_exit() - Disarm the timer that ends views.
 * @display: a display whose worker has ended, with no more calls of facet_vgpu_timer()
 *
 * Context: any; &facet_device.lock not held. Takes &facet_device.lock; the op arm_timer is called
 * in it. Does not sleep.
 */
void display_views_exit(struct gen9_display *display);

/**
 * display_views_want() - Note that a front end reads the buffers of a pipe, and kick the worker.
 * @display: the display
 * @pipe: index of the pipe, < GEN9_PIPES
 *
 * Context: any; &gen9_display.lock not held. Takes &gen9_display.lock for a moment; then the
 * locks of the op kick. Does not sleep.
 */
void display_views_want(struct gen9_display *display, u32 pipe);

/**
 * display_views_use() - Pin the buffers of a snapshot.
 * @display: the display
 * @snapshot: registers of a pipe; the guest's values are not trusted. Does not change meanwhile
 *
 * Planes that cannot be read are left out, and so are pages that cannot be pinned.
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds, and in it
 * &facet_device.lock; then &facet_device.lock alone. Takes the locks of the ops pin and unpin.
 * Takes the locks of the pGPU's map and unmap. May sleep for these mutexes,
 * for memory and, in the ops, for guest memory.
 */
void display_views_use(struct gen9_display *display, const struct display_pipe_snapshot *snapshot);

/**
 * display_views_work() - Pin what front ends read, and end views that nobody has read for a second.
 * @display: the display
 *
 * Context: worker; no lock held. Takes &gen9_display.lock for moments. Takes shadow_lock in
 * bounded holds, and in it &facet_device.lock; then &facet_device.lock alone, in which it calls the
 * op arm_timer. Takes the locks of the ops pin and unpin. Takes the locks of the pGPU's map and
 * unmap. May sleep for these mutexes, for memory and, in the ops, for guest memory.
 */
void display_views_work(struct gen9_display *display);

#endif
