/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frames of a process: count them, write them as PNG, and step the clock. A frame is one call
 * of a function that shows a picture, such as eglSwapBuffers(). All surfaces of the process share
 * one count.
 */
#ifndef SHIM_HOOKS_FRAMES_H
#define SHIM_HOOKS_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/**
 * frames_wanted() - Test if the next frame becomes a file.
 *
 * Context: any thread; takes no lock.
 * Return: true: frames_next() needs the size of the frame.
 */
bool frames_wanted(void);

/**
 * frames_current() - Report the renderer of a context that has become current.
 * @function: returns the address of a GL function by its name
 *
 * Context: the thread of the context; takes no lock; blocks for the report.
 */
void frames_current(void *(*function)(const char *name));

/**
 * frames_next() - Write the frame that the process is about to show.
 * @function: returns the address of a GL function by its name
 * @width: width of the frame in pixels
 * @height: height of the frame in pixels
 *
 * Does nothing if the frame is not wanted, or if a side is 0 or greater than 16384. Keeps the state
 * of the current context.
 *
 * Context: the thread of the context; takes no lock; allocates memory; blocks for the file.
 */
void frames_next(void *(*function)(const char *name), int width, int height);

/**
 * frames_write() - Write the frame that the process is about to show from its pixels.
 * @pixels: @width * @height pixels as for picture_write()
 * @width: width of the frame in pixels
 * @height: height of the frame in pixels
 *
 * Tells a frame that cannot be written, as frames_failed() does.
 *
 * Context: any thread; takes no lock; allocates memory; blocks for the file.
 */
void frames_write(const uint8_t *pixels, uint32_t width, uint32_t height);

/**
 * frames_failed() - Report why frames cannot be written. More calls do nothing.
 * @why: the reason, and what to do
 *
 * The launcher prints the reason, and does not end with status 0.
 *
 * Context: any thread; takes no lock; blocks for the file of the report.
 */
void frames_failed(const char *why);

/**
 * frames_shown() - Count the frame, and step the clock.
 *
 * Ends the process with status 0 after the last frame of FACET_RUN_CLOCK.
 *
 * Context: any thread; takes no lock; blocks for the report.
 */
void frames_shown(void);

#endif
