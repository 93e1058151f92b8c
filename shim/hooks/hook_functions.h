/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks: functions of this library in place of functions of EGL, GLX and Vulkan. Each one calls
 * the function behind it, and does what shim/hooks/frames.h says. Types are those of the
 * specifications, without their headers: handles are pointers or numbers of 64 bits.
 */
#ifndef SHIM_HOOKS_HOOK_FUNCTIONS_H
#define SHIM_HOOKS_HOOK_FUNCTIONS_H

#include <stdint.h>

#include "shim/hooks/vk_types.h"

/* The symbols that programs see. The library is built with hidden symbols otherwise. */
#define HOOK_EXPORT	__attribute__((visibility("default")))

/* Types of the functions behind the hooks, and of functions that the hooks call. */
typedef void *(*get_proc_fn)(const char *name);
typedef unsigned int (*egl_make_current_fn)(void *display, void *draw, void *read, void *context);
typedef unsigned int (*egl_swap_fn)(void *display, void *surface);
typedef unsigned int (*egl_swap_damage_fn)(void *display, void *surface, const int *rects, int n);
typedef unsigned int (*egl_query_surface_fn)(void *display, void *surface, int name, int *value);
typedef void *(*egl_get_display_fn)(unsigned int platform, void *native, const void *attribs);
typedef unsigned int (*egl_choose_config_fn)(void *display, const int *attribs, void **configs,
					     int size, int *count);
typedef unsigned int (*egl_config_attrib_fn)(void *display, void *config, int name, int *value);
typedef void *(*egl_create_window_fn)(void *display, void *config, void *window,
				      const void *attribs);
typedef unsigned int (*egl_destroy_surface_fn)(void *display, void *surface);
typedef const char *(*egl_query_string_fn)(void *display, int name);
typedef int (*glx_make_current_fn)(void *display, unsigned long drawable, void *context);
typedef int (*glx_make_context_current_fn)(void *display, unsigned long draw, unsigned long read,
					   void *context);
typedef void (*glx_swap_fn)(void *display, unsigned long drawable);
typedef void (*glx_query_drawable_fn)(void *display, unsigned long drawable, int name,
				      unsigned int *value);
typedef void *(*vk_get_proc_fn)(void *object, const char *name);
typedef int (*vk_create_device_fn)(void *physical, const void *info, const void *alloc,
				   void **device);
typedef void (*vk_destroy_device_fn)(void *device, const void *alloc);
typedef void (*vk_get_queue_fn)(void *device, uint32_t family, uint32_t index, void **queue);
typedef void (*vk_get_queue_2_fn)(void *device, const struct vk_queue_info *info, void **queue);
typedef int (*vk_create_swapchain_fn)(void *device, const struct vk_swapchain_info *info,
				      const void *alloc, uint64_t *swapchain);
typedef void (*vk_destroy_swapchain_fn)(void *device, uint64_t swapchain, const void *alloc);
typedef int (*vk_present_fn)(void *queue, const struct vk_present_info *info);
typedef const char *(*gl_get_string_fn)(unsigned int name);

HOOK_EXPORT void *eglGetProcAddress(const char *name);
HOOK_EXPORT unsigned int eglMakeCurrent(void *display, void *draw, void *read, void *context);
HOOK_EXPORT unsigned int eglSwapBuffers(void *display, void *surface);
HOOK_EXPORT unsigned int eglSwapBuffersWithDamageEXT(void *display, void *surface,
						     const int *rects, int n);
HOOK_EXPORT unsigned int eglSwapBuffersWithDamageKHR(void *display, void *surface,
						     const int *rects, int n);
HOOK_EXPORT void *eglGetPlatformDisplay(unsigned int platform, void *native, const void *attribs);
HOOK_EXPORT void *eglGetPlatformDisplayEXT(unsigned int platform, void *native,
					   const void *attribs);
HOOK_EXPORT unsigned int eglChooseConfig(void *display, const int *attribs, void **configs,
					 int size, int *count);
HOOK_EXPORT unsigned int eglGetConfigAttrib(void *display, void *config, int name, int *value);
HOOK_EXPORT void *eglCreatePlatformWindowSurface(void *display, void *config, void *window,
						 const void *attribs);
HOOK_EXPORT void *eglCreatePlatformWindowSurfaceEXT(void *display, void *config, void *window,
						    const void *attribs);
HOOK_EXPORT unsigned int eglDestroySurface(void *display, void *surface);
HOOK_EXPORT unsigned int eglQuerySurface(void *display, void *surface, int name, int *value);
HOOK_EXPORT const char *eglQueryString(void *display, int name);
HOOK_EXPORT void *glXGetProcAddress(const unsigned char *name);
HOOK_EXPORT void *glXGetProcAddressARB(const unsigned char *name);
HOOK_EXPORT int glXMakeCurrent(void *display, unsigned long drawable, void *context);
HOOK_EXPORT int glXMakeContextCurrent(void *display, unsigned long draw, unsigned long read,
				      void *context);
HOOK_EXPORT void glXSwapBuffers(void *display, unsigned long drawable);
HOOK_EXPORT void *vkGetInstanceProcAddr(void *instance, const char *name);
HOOK_EXPORT void *vkGetDeviceProcAddr(void *device, const char *name);
HOOK_EXPORT int vkCreateDevice(void *physical, const void *info, const void *alloc, void **device);
HOOK_EXPORT void vkDestroyDevice(void *device, const void *alloc);
HOOK_EXPORT void vkGetDeviceQueue(void *device, uint32_t family, uint32_t index, void **queue);
HOOK_EXPORT void vkGetDeviceQueue2(void *device, const struct vk_queue_info *info, void **queue);
HOOK_EXPORT int vkCreateSwapchainKHR(void *device, const struct vk_swapchain_info *info,
				     const void *alloc, uint64_t *swapchain);
HOOK_EXPORT void vkDestroySwapchainKHR(void *device, uint64_t swapchain, const void *alloc);
HOOK_EXPORT int vkQueuePresentKHR(void *queue, const struct vk_present_info *info);

#endif
