/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of EGL that the hooks use, so that they build without EGL's headers. Source: the EGL
 * registry of Khronos (egl.xml).
 */
#ifndef SHIM_HOOKS_EGL_DEFS_H
#define SHIM_HOOKS_EGL_DEFS_H

#define EGL_FALSE			0u
#define EGL_TRUE			1u
#define EGL_PBUFFER_BIT			0x1
#define EGL_WINDOW_BIT			0x4
#define EGL_SURFACE_TYPE		0x3033
#define EGL_NONE			0x3038
#define EGL_EXTENSIONS			0x3055
#define EGL_HEIGHT			0x3056
#define EGL_WIDTH			0x3057
#define EGL_BUFFER_AGE			0x313d	/* EGL_EXT_buffer_age */
#define EGL_PLATFORM_X11		0x31d5	/* EGL_KHR_platform_x11 */
#define EGL_PLATFORM_WAYLAND		0x31d8	/* EGL_KHR_platform_wayland */
#define EGL_PLATFORM_SURFACELESS	0x31dd	/* EGL_MESA_platform_surfaceless */

#endif
