/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Windows on a desktop that get their pixels from the CPU. There is a kind for Wayland and one for
 * X. desk_window.c draws into such a window.
 */
#ifndef SHIM_HOOKS_DESK_OUTPUT_H
#define SHIM_HOOKS_DESK_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#define DESK_PIXEL_BYTES	4	/* blue, green, red and alpha */

struct desk_output;

/**
 * struct desk_kind - A window system.
 * @open: opens a window. @display and @window are what a program passes to EGL. Returns the output;
 *	NULL: no memory, or the window system lacks something
 * @size: returns the size that the window should have in pixels
 * @show: shows a picture of @width * @height pixels, the lowest row first. Returns false if the
 *	window system does not take the picture
 * @close: closes the output. The window stays
 */
struct desk_kind {
	struct desk_output *(*open)(void *display, void *window);
	bool (*size)(struct desk_output *output, int *width, int *height);
	bool (*show)(struct desk_output *output, const uint8_t *pixels, int width, int height);
	void (*close)(struct desk_output *output);
};

/* The window is a struct wl_egl_window, the display a struct wl_display. */
extern const struct desk_kind desk_wayland;
/* The window is a pointer to the number of a window, the display a Display of Xlib. */
extern const struct desk_kind desk_x11;

/**
 * desk_functions() - Find functions of a library that the process has loaded.
 * @library: its name, such as libxcb.so.1
 * @names: names of the functions; NULL ends the list
 * @functions: gets a pointer for each name
 *
 * Context: any thread; takes the linker's lock.
 * Return: true: all are found; false: the library or a function is missing.
 */
bool desk_functions(const char *library, const char *const *names, void **functions);

#endif
