/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Windows on a desktop for a program that draws on the simulated GPU. The desktop cannot read
 * buffers of the simulated GPU. So the program draws into a pbuffer instead, and each picture goes
 * to the desktop by shared memory. facet-run enables this in the nested compositor of --window
 * alone: one thread draws there.
 */
#ifndef SHIM_HOOKS_DESK_WINDOW_H
#define SHIM_HOOKS_DESK_WINDOW_H

#include <stdbool.h>

/**
 * desk_window_enabled() - Test if windows of this process go to a desktop by shared memory.
 *
 * Context: any thread; takes no lock.
 * Return: true: FACET_RUN_WINDOW was set when the process began.
 */
bool desk_window_enabled(void);

/**
 * desk_window_display() - Note the display that a program opens.
 * @platform: its platform, as for eglGetPlatformDisplay()
 * @display: the display of the window system
 *
 * Context: the thread that draws; takes no lock.
 * Return: true: open a surfaceless display instead; false: it is none of a desktop, or the process
 *	has no windows on a desktop.
 */
bool desk_window_display(unsigned int platform, void *display);

/**
 * desk_window_create() - Make a surface for a window.
 * @function: returns the address of an EGL function by its name
 * @display: the EGL display
 * @config: the EGL config
 * @window: the window, as for eglCreatePlatformWindowSurface()
 *
 * Context: the thread that draws; takes no lock; allocates memory; waits for the desktop.
 * Return: the surface; NULL: not possible, after a line on stderr.
 */
void *desk_window_create(void *(*function)(const char *name), void *display, void *config,
			 void *window);

/**
 * desk_window_pbuffer() - Return the pbuffer of a surface.
 * @surface: any surface of EGL
 * @resize: let the pbuffer get the size of the window first
 *
 * Context: the thread that draws; takes no lock; waits for the desktop if @resize.
 * Return: the pbuffer; @surface: no window of desk_window_create().
 */
void *desk_window_pbuffer(void *surface, bool resize);

/**
 * desk_window_age() - Return the age of the picture in a surface.
 * @surface: any surface of EGL
 * @age: gets the age as for EGL_BUFFER_AGE_EXT
 *
 * Context: the thread that draws; takes no lock.
 * Return: true: @surface is of desk_window_create().
 */
bool desk_window_age(const void *surface, int *age);

/**
 * desk_window_show() - Show the picture that the program has drawn.
 * @surface: any surface of EGL
 *
 * Context: the thread that draws, and @surface is current; takes no lock; waits for the GPU and
 *	maybe for the desktop.
 * Return: true: @surface is of desk_window_create(), and needs no eglSwapBuffers().
 */
bool desk_window_show(void *surface);

/**
 * desk_window_destroy() - Forget a surface.
 * @surface: any surface of EGL
 *
 * Context: the thread that draws; takes no lock.
 * Return: true: @surface was of desk_window_create(), and is gone.
 */
bool desk_window_destroy(void *surface);

#endif
