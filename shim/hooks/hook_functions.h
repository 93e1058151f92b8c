/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks: functions of this library in place of functions of EGL, GLX and Vulkan. Each one calls
 * the function behind it, and does what shim/hooks/frames.h says. Types are those of the
 * specifications, without their headers: handles are pointers or numbers of 64 bits.
 */
#ifndef SHIM_HOOKS_HOOK_FUNCTIONS_H
#define SHIM_HOOKS_HOOK_FUNCTIONS_H

/* The symbols that programs see. The library is built with hidden symbols otherwise. */
#define HOOK_EXPORT	__attribute__((visibility("default")))

HOOK_EXPORT void *eglGetProcAddress(const char *name);
HOOK_EXPORT unsigned int eglMakeCurrent(void *display, void *draw, void *read, void *context);
HOOK_EXPORT unsigned int eglSwapBuffers(void *display, void *surface);
HOOK_EXPORT unsigned int eglSwapBuffersWithDamageEXT(void *display, void *surface,
						     const int *rects, int n);
HOOK_EXPORT unsigned int eglSwapBuffersWithDamageKHR(void *display, void *surface,
						     const int *rects, int n);
HOOK_EXPORT void *glXGetProcAddress(const unsigned char *name);
HOOK_EXPORT void *glXGetProcAddressARB(const unsigned char *name);
HOOK_EXPORT int glXMakeCurrent(void *display, unsigned long drawable, void *context);
HOOK_EXPORT int glXMakeContextCurrent(void *display, unsigned long draw, unsigned long read,
				      void *context);
HOOK_EXPORT void glXSwapBuffers(void *display, unsigned long drawable);
HOOK_EXPORT void *vkGetInstanceProcAddr(void *instance, const char *name);
HOOK_EXPORT void *vkGetDeviceProcAddr(void *device, const char *name);
HOOK_EXPORT int vkQueuePresentKHR(void *queue, const void *info);

#endif
