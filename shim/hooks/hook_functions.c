// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks of EGL and GLX: functions of this library in place of theirs. Programs call them from
 * any thread. Takes no locks.
 */
#include "shim/hooks/hook_functions.h"

#include <stddef.h>

#include "shim/hooks/desk_window.h"
#include "shim/hooks/egl_defs.h"
#include "shim/hooks/frames.h"
#include "shim/hooks/hook_lookup.h"

/* Values of the GLX specification. */
#define GLX_WIDTH		0x801d
#define GLX_HEIGHT		0x801e

/* --- EGL ------------------------------------------------------------------------------------ */

HOOK_EXPORT void *eglGetProcAddress(const char *name)
{
	get_proc_fn real = hook_real(HOOK_EGL_GET_PROC_ADDRESS);

	return real ? hook_of(name, real(name)) : NULL;
}

static void *egl_function(const char *name)
{
	get_proc_fn real = hook_real(HOOK_EGL_GET_PROC_ADDRESS);

	return real ? real(name) : NULL;
}

HOOK_EXPORT unsigned int eglMakeCurrent(void *display, void *draw, void *read, void *context)
{
	egl_make_current_fn real = hook_real(HOOK_EGL_MAKE_CURRENT);
	void *pbuffer = desk_window_pbuffer(draw, true);	/* may replace that of @read */
	unsigned int ok = EGL_FALSE;

	if (real)
		ok = real(display, pbuffer, desk_window_pbuffer(read, false), context);
	if (ok && context)
		frames_current(egl_function);
	return ok;
}

static void egl_frame(void *display, void *surface)
{
	egl_query_surface_fn query = egl_function("eglQuerySurface");
	int width = 0, height = 0;

	if (query && frames_wanted()) {
		query(display, surface, EGL_WIDTH, &width);
		query(display, surface, EGL_HEIGHT, &height);
	}
	frames_next(egl_function, width, height);
}

HOOK_EXPORT unsigned int eglSwapBuffers(void *display, void *surface)
{
	egl_swap_fn real = hook_real(HOOK_EGL_SWAP);
	unsigned int ok;

	if (desk_window_show(surface))
		return EGL_TRUE;
	egl_frame(display, surface);
	ok = real ? real(display, surface) : EGL_FALSE;
	frames_shown();
	return ok;
}

static unsigned int swap_damage(enum hook_id id, void *display, void *surface, const int *rects,
				int n)
{
	egl_swap_damage_fn real = hook_real(id);
	unsigned int ok;

	if (desk_window_show(surface))
		return EGL_TRUE;
	egl_frame(display, surface);
	ok = real ? real(display, surface, rects, n) : EGL_FALSE;
	frames_shown();
	return ok;
}

HOOK_EXPORT unsigned int eglSwapBuffersWithDamageEXT(void *display, void *surface,
						     const int *rects, int n)
{
	return swap_damage(HOOK_EGL_SWAP_DAMAGE_EXT, display, surface, rects, n);
}

HOOK_EXPORT unsigned int eglSwapBuffersWithDamageKHR(void *display, void *surface,
						     const int *rects, int n)
{
	return swap_damage(HOOK_EGL_SWAP_DAMAGE_KHR, display, surface, rects, n);
}

/* --- GLX ------------------------------------------------------------------------------------ */

static void *glx_function(const char *name)
{
	get_proc_fn real = hook_real(HOOK_GLX_GET_PROC_ADDRESS_ARB);

	return real ? real(name) : NULL;
}

HOOK_EXPORT void *glXGetProcAddress(const unsigned char *name)
{
	return hook_of((const char *)name, glx_function((const char *)name));
}

HOOK_EXPORT void *glXGetProcAddressARB(const unsigned char *name)
{
	return hook_of((const char *)name, glx_function((const char *)name));
}

HOOK_EXPORT int glXMakeCurrent(void *display, unsigned long drawable, void *context)
{
	glx_make_current_fn real = hook_real(HOOK_GLX_MAKE_CURRENT);
	int ok = real ? real(display, drawable, context) : 0;

	if (ok && context)
		frames_current(glx_function);
	return ok;
}

HOOK_EXPORT int glXMakeContextCurrent(void *display, unsigned long draw, unsigned long read,
				      void *context)
{
	glx_make_context_current_fn real = hook_real(HOOK_GLX_MAKE_CONTEXT_CURRENT);
	int ok = real ? real(display, draw, read, context) : 0;

	if (ok && context)
		frames_current(glx_function);
	return ok;
}

HOOK_EXPORT void glXSwapBuffers(void *display, unsigned long drawable)
{
	glx_swap_fn real = hook_real(HOOK_GLX_SWAP);
	glx_query_drawable_fn query = glx_function("glXQueryDrawable");
	unsigned int width = 0, height = 0;

	if (query && frames_wanted()) {
		query(display, drawable, GLX_WIDTH, &width);
		query(display, drawable, GLX_HEIGHT, &height);
	}
	frames_next(glx_function, width, height);
	if (real)
		real(display, drawable);
	frames_shown();
}
