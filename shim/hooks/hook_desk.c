// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks of EGL for windows on a desktop (shim/hooks/desk_window.h). In all other processes they
 * only call the functions behind them. Programs call them from any thread. Takes no locks.
 */
#include "shim/hooks/hook_functions.h"

#include <stdio.h>
#include <string.h>

#include "shim/hooks/desk_window.h"
#include "shim/hooks/egl_defs.h"
#include "shim/hooks/hook_lookup.h"

#define ATTRIBS_MOST			128	/* names and values of a list */
#define EXTENSIONS_MOST			8192	/* bytes */

static void *function_of_egl(const char *name)
{
	get_proc_fn real = hook_real(HOOK_EGL_GET_PROC_ADDRESS);

	return real ? real(name) : NULL;
}

static void *get_display(enum hook_id id, unsigned int platform, void *native, const void *attribs)
{
	egl_get_display_fn real = hook_real(id);

	if (!real)
		return NULL;
	if (desk_window_display(platform, native))
		return real(EGL_PLATFORM_SURFACELESS, NULL, NULL);
	return real(platform, native, attribs);
}

HOOK_EXPORT void *eglGetPlatformDisplay(unsigned int platform, void *native, const void *attribs)
{
	return get_display(HOOK_EGL_GET_DISPLAY, platform, native, attribs);
}

HOOK_EXPORT void *eglGetPlatformDisplayEXT(unsigned int platform, void *native,
					   const void *attribs)
{
	return get_display(HOOK_EGL_GET_DISPLAY_EXT, platform, native, attribs);
}

/* A config for windows is one for pbuffers. */
HOOK_EXPORT unsigned int eglChooseConfig(void *display, const int *attribs, void **configs,
					 int size, int *count)
{
	egl_choose_config_fn real = hook_real(HOOK_EGL_CHOOSE_CONFIG);
	int changed[ATTRIBS_MOST + 1], n;

	if (!real)
		return EGL_FALSE;
	if (!desk_window_enabled() || !attribs)
		return real(display, attribs, configs, size, count);
	for (n = 0; n < ATTRIBS_MOST && attribs[n] != EGL_NONE; n += 2) {
		changed[n] = attribs[n];
		changed[n + 1] = attribs[n + 1];
		if (attribs[n] == EGL_SURFACE_TYPE && (attribs[n + 1] & EGL_WINDOW_BIT))
			changed[n + 1] = EGL_PBUFFER_BIT;
	}
	changed[n] = EGL_NONE;
	return real(display, changed, configs, size, count);
}

HOOK_EXPORT unsigned int eglGetConfigAttrib(void *display, void *config, int name, int *value)
{
	egl_config_attrib_fn real = hook_real(HOOK_EGL_CONFIG_ATTRIB);
	unsigned int ok = real ? real(display, config, name, value) : EGL_FALSE;

	if (ok && name == EGL_SURFACE_TYPE && desk_window_enabled() && (*value & EGL_PBUFFER_BIT))
		*value |= EGL_WINDOW_BIT;
	return ok;
}

static void *create_window(enum hook_id id, void *display, void *config, void *window,
			   const void *attribs)
{
	egl_create_window_fn real = hook_real(id);

	if (desk_window_enabled())
		return desk_window_create(function_of_egl, display, config, window);
	return real ? real(display, config, window, attribs) : NULL;
}

HOOK_EXPORT void *eglCreatePlatformWindowSurface(void *display, void *config, void *window,
						 const void *attribs)
{
	return create_window(HOOK_EGL_CREATE_WINDOW, display, config, window, attribs);
}

HOOK_EXPORT void *eglCreatePlatformWindowSurfaceEXT(void *display, void *config, void *window,
						    const void *attribs)
{
	return create_window(HOOK_EGL_CREATE_WINDOW_EXT, display, config, window, attribs);
}

HOOK_EXPORT unsigned int eglDestroySurface(void *display, void *surface)
{
	egl_destroy_surface_fn real = hook_real(HOOK_EGL_DESTROY_SURFACE);

	if (desk_window_destroy(surface))
		return EGL_TRUE;
	return real ? real(display, surface) : EGL_FALSE;
}

HOOK_EXPORT unsigned int eglQuerySurface(void *display, void *surface, int name, int *value)
{
	egl_query_surface_fn real = hook_real(HOOK_EGL_QUERY_SURFACE);

	if (name == EGL_BUFFER_AGE && desk_window_age(surface, value))
		return EGL_TRUE;
	return real ? real(display, desk_window_pbuffer(surface, false), name, value) : EGL_FALSE;
}

/* A program that knows the age of a buffer draws only what has changed. */
HOOK_EXPORT const char *eglQueryString(void *display, int name)
{
	static char extensions[EXTENSIONS_MOST];
	egl_query_string_fn real = hook_real(HOOK_EGL_QUERY_STRING);
	const char *text = real ? real(display, name) : NULL;

	if (!text || !display || name != EGL_EXTENSIONS || !desk_window_enabled() ||
	    strstr(text, "EGL_EXT_buffer_age"))
		return text;
	snprintf(extensions, sizeof(extensions), "%s EGL_EXT_buffer_age", text);
	return extensions;
}
