/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of EGL, GLX and Vulkan that the preload library hooks. Programs reach such a function
 * by the dynamic linker, by dlsym(3), or by a function such as eglGetProcAddress(). All ways lead
 * to the hook.
 */
#ifndef SHIM_HOOKS_HOOK_LOOKUP_H
#define SHIM_HOOKS_HOOK_LOOKUP_H

/**
 * enum hook_id - A function that is hooked.
 * @HOOK_EGL_GET_PROC_ADDRESS: eglGetProcAddress()
 * @HOOK_EGL_MAKE_CURRENT: eglMakeCurrent()
 * @HOOK_EGL_SWAP: eglSwapBuffers()
 * @HOOK_EGL_SWAP_DAMAGE_EXT: eglSwapBuffersWithDamageEXT()
 * @HOOK_EGL_SWAP_DAMAGE_KHR: eglSwapBuffersWithDamageKHR()
 * @HOOK_EGL_GET_DISPLAY: eglGetPlatformDisplay()
 * @HOOK_EGL_GET_DISPLAY_EXT: eglGetPlatformDisplayEXT()
 * @HOOK_EGL_CHOOSE_CONFIG: eglChooseConfig()
 * @HOOK_EGL_CONFIG_ATTRIB: eglGetConfigAttrib()
 * @HOOK_EGL_CREATE_WINDOW: eglCreatePlatformWindowSurface()
 * @HOOK_EGL_CREATE_WINDOW_EXT: eglCreatePlatformWindowSurfaceEXT()
 * @HOOK_EGL_DESTROY_SURFACE: eglDestroySurface()
 * @HOOK_EGL_QUERY_SURFACE: eglQuerySurface()
 * @HOOK_EGL_QUERY_STRING: eglQueryString()
 * @HOOK_GLX_GET_PROC_ADDRESS: glXGetProcAddress()
 * @HOOK_GLX_GET_PROC_ADDRESS_ARB: glXGetProcAddressARB()
 * @HOOK_GLX_MAKE_CURRENT: glXMakeCurrent()
 * @HOOK_GLX_MAKE_CONTEXT_CURRENT: glXMakeContextCurrent()
 * @HOOK_GLX_SWAP: glXSwapBuffers()
 * @HOOK_VK_GET_INSTANCE: vkGetInstanceProcAddr()
 * @HOOK_VK_GET_DEVICE: vkGetDeviceProcAddr()
 * @HOOK_VK_CREATE_DEVICE: vkCreateDevice()
 * @HOOK_VK_DESTROY_DEVICE: vkDestroyDevice()
 * @HOOK_VK_GET_QUEUE: vkGetDeviceQueue()
 * @HOOK_VK_GET_QUEUE_2: vkGetDeviceQueue2()
 * @HOOK_VK_CREATE_SWAPCHAIN: vkCreateSwapchainKHR()
 * @HOOK_VK_DESTROY_SWAPCHAIN: vkDestroySwapchainKHR()
 * @HOOK_VK_PRESENT: vkQueuePresentKHR()
 * @HOOKS: number of hooks
 */
enum hook_id {
	HOOK_EGL_GET_PROC_ADDRESS,
	HOOK_EGL_MAKE_CURRENT,
	HOOK_EGL_SWAP,
	HOOK_EGL_SWAP_DAMAGE_EXT,
	HOOK_EGL_SWAP_DAMAGE_KHR,
	HOOK_EGL_GET_DISPLAY,
	HOOK_EGL_GET_DISPLAY_EXT,
	HOOK_EGL_CHOOSE_CONFIG,
	HOOK_EGL_CONFIG_ATTRIB,
	HOOK_EGL_CREATE_WINDOW,
	HOOK_EGL_CREATE_WINDOW_EXT,
	HOOK_EGL_DESTROY_SURFACE,
	HOOK_EGL_QUERY_SURFACE,
	HOOK_EGL_QUERY_STRING,
	HOOK_GLX_GET_PROC_ADDRESS,
	HOOK_GLX_GET_PROC_ADDRESS_ARB,
	HOOK_GLX_MAKE_CURRENT,
	HOOK_GLX_MAKE_CONTEXT_CURRENT,
	HOOK_GLX_SWAP,
	HOOK_VK_GET_INSTANCE,
	HOOK_VK_GET_DEVICE,
	HOOK_VK_CREATE_DEVICE,
	HOOK_VK_DESTROY_DEVICE,
	HOOK_VK_GET_QUEUE,
	HOOK_VK_GET_QUEUE_2,
	HOOK_VK_CREATE_SWAPCHAIN,
	HOOK_VK_DESTROY_SWAPCHAIN,
	HOOK_VK_PRESENT,
	HOOKS
};

/**
 * hook_real() - Return the function behind a hook.
 * @id: the hook
 *
 * Context: any thread; may load no library; takes the linker's lock.
 * Return: the function; NULL: no library that the program has loaded offers it.
 */
void *hook_real(enum hook_id id);

/**
 * hook_system_function() - Return a function of the system's libraries of EGL, GLX and Vulkan.
 * @name: its name
 *
 * Context: any thread; loads no library; takes the linker's lock.
 * Return: the function; NULL: no such library that the program has loaded offers it.
 */
void *hook_system_function(const char *name);

/**
 * hook_of() - Return the hook in place of a function that a function of GL or Vulkan has returned.
 * @name: name of the function
 * @real: the function; NULL: not found
 *
 * Context: any thread; takes no lock.
 * Return: the hook; @real: this function is not hooked.
 */
void *hook_of(const char *name, void *real);

#endif
