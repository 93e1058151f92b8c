// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows on a desktop for a program that draws on the simulated GPU: a pbuffer for each window.
 * The hooks of EGL call this in the thread that draws. Takes no locks.
 */
#include "shim/hooks/desk_window.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "shim/facet_run.h"
#include "shim/hooks/desk_output.h"
#include "shim/hooks/egl_defs.h"
#include "shim/hooks/gl_pixels.h"

#define SIDE_MOST		16384	/* pixels */

typedef void *(*create_pbuffer_fn)(void *display, void *config, const int *attribs);
typedef unsigned int (*destroy_surface_fn)(void *display, void *surface);

/**
 * struct window - A window. Its address is the surface that the program gets.
 * @next: the next window; NULL: the last one
 * @function: returns the address of an EGL function by its name
 * @display: the EGL display
 * @config: the EGL config
 * @output: the window on the desktop
 * @pbuffer: the surface that the program draws on
 * @pixels: the last picture
 * @width: width of @pbuffer in pixels
 * @height: height of @pbuffer in pixels
 * @shown: the desktop has got a picture of @pbuffer
 */
struct window {
	struct window *next;
	void *(*function)(const char *name);
	void *display, *config;
	struct desk_output *output;
	void *pbuffer;
	uint8_t *pixels;
	int width, height;
	bool shown;
};

static struct window *windows;
static const struct desk_kind *kind;
static void *native_display;
static bool enabled;

/* Children of this process have no windows of this kind. */
__attribute__((constructor)) static void read_environment(void)
{
	enabled = getenv(FACET_RUN_WINDOW);
	unsetenv(FACET_RUN_WINDOW);
}

bool desk_window_enabled(void)
{
	return enabled;
}

bool desk_functions(const char *library, const char *const *names, void **functions)
{
	void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
	size_t i;

	for (i = 0; handle && names[i]; i++) {
		functions[i] = dlsym(handle, names[i]);
		if (!functions[i])
			return false;
	}
	return handle;
}

bool desk_window_display(unsigned int platform, void *display)
{
	if (!enabled || (platform != EGL_PLATFORM_WAYLAND && platform != EGL_PLATFORM_X11))
		return false;
	kind = platform == EGL_PLATFORM_WAYLAND ? &desk_wayland : &desk_x11;
	native_display = display;
	return true;
}

static struct window *find(const void *surface)
{
	struct window *window;

	for (window = windows; window; window = window->next)
		if (window == surface)
			return window;
	return NULL;
}

static void destroy_pbuffer(const struct window *window)
{
	destroy_surface_fn destroy = window->function("eglDestroySurface");

	if (destroy && window->pbuffer)
		destroy(window->display, window->pbuffer);
}

/* Give the window a pbuffer of this size. Without one, the window keeps what it has. */
static bool resize(struct window *window, int width, int height)
{
	create_pbuffer_fn create = window->function("eglCreatePbufferSurface");
	const int attribs[] = { EGL_WIDTH, width, EGL_HEIGHT, height, EGL_NONE };
	uint8_t *pixels;
	void *pbuffer;

	if (width < 1 || height < 1 || width > SIDE_MOST || height > SIDE_MOST || !create)
		return false;
	pixels = malloc((size_t)width * height * GL_PIXELS_BYTES);
	pbuffer = pixels ? create(window->display, window->config, attribs) : NULL;
	if (!pbuffer) {
		free(pixels);
		return false;
	}
	/* The old pbuffer may be current. EGL keeps a current surface until another one is. */
	destroy_pbuffer(window);
	free(window->pixels);
	window->pbuffer = pbuffer;
	window->pixels = pixels;
	window->width = width;
	window->height = height;
	window->shown = false;
	return true;
}

void *desk_window_create(void *(*function)(const char *name), void *display, void *config,
			 void *native)
{
	struct window *window = kind ? calloc(1, sizeof(*window)) : NULL;
	int width, height;

	if (!window)
		return NULL;
	window->function = function;
	window->display = display;
	window->config = config;
	window->output = kind->open(native_display, native);
	if (window->output && kind->size(window->output, &width, &height) &&
	    resize(window, width, height)) {
		window->next = windows;
		windows = window;
		return window;
	}
	fputs("facet-run: the desktop takes no pictures by shared memory: its window system must "
	      "have wl_shm, or X with 24 bits\n", stderr);
	if (window->output)
		kind->close(window->output);
	free(window);
	return NULL;
}

void *desk_window_pbuffer(void *surface, bool may_resize)
{
	struct window *window = find(surface);
	int width, height;

	if (!window)
		return surface;
	if (may_resize && kind->size(window->output, &width, &height) &&
	    (width != window->width || height != window->height))
		resize(window, width, height);
	return window->pbuffer;
}

bool desk_window_age(const void *surface, int *age)
{
	const struct window *window = find(surface);

	if (window)
		*age = window->shown;
	return window;
}

bool desk_window_show(void *surface)
{
	struct window *window = find(surface);

	if (!window)
		return false;
	if (gl_pixels_read(window->function, window->width, window->height, GL_PIXELS_BGRA,
			   window->pixels))
		kind->show(window->output, window->pixels, window->width, window->height);
	window->shown = true;
	return true;
}

bool desk_window_destroy(void *surface)
{
	struct window *window = find(surface), **at;

	if (!window)
		return false;
	for (at = &windows; *at != window; at = &(*at)->next)
		;
	*at = window->next;
	destroy_pbuffer(window);
	kind->close(window->output);
	free(window->pixels);
	free(window);
	return true;
}
