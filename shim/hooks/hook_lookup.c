// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the hooks of functions by their names, and the functions behind the hooks. dlsym(3) is
 * hooked too. The linker calls this file before main(), and any thread may call it. Takes no lock;
 * a pointer to a function is written by one atomic store, and all stores have the same value.
 */
#include "shim/hooks/hook_lookup.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "shim/hooks/hook_functions.h"

/* The system's libraries. Other libraries have functions of these names: ANGLE is one. */
static const char *const systems[] = {
	"libEGL.so.1", "libGLX.so.0", "libGL.so.1", "libvulkan.so.1",
};

/**
 * struct hook - A function that is hooked.
 * @name: its name
 * @function: the function of this library in its place
 */
struct hook {
	const char *name;
	void *function;
};

static const struct hook hooks[HOOKS] = {
	[HOOK_EGL_GET_PROC_ADDRESS] = { "eglGetProcAddress", eglGetProcAddress },
	[HOOK_EGL_MAKE_CURRENT] = { "eglMakeCurrent", eglMakeCurrent },
	[HOOK_EGL_SWAP] = { "eglSwapBuffers", eglSwapBuffers },
	[HOOK_EGL_SWAP_DAMAGE_EXT] = { "eglSwapBuffersWithDamageEXT",
				       eglSwapBuffersWithDamageEXT },
	[HOOK_EGL_SWAP_DAMAGE_KHR] = { "eglSwapBuffersWithDamageKHR",
				       eglSwapBuffersWithDamageKHR },
	[HOOK_EGL_GET_DISPLAY] = { "eglGetPlatformDisplay", eglGetPlatformDisplay },
	[HOOK_EGL_GET_DISPLAY_EXT] = { "eglGetPlatformDisplayEXT", eglGetPlatformDisplayEXT },
	[HOOK_EGL_CHOOSE_CONFIG] = { "eglChooseConfig", eglChooseConfig },
	[HOOK_EGL_CONFIG_ATTRIB] = { "eglGetConfigAttrib", eglGetConfigAttrib },
	[HOOK_EGL_CREATE_WINDOW] = { "eglCreatePlatformWindowSurface",
				     eglCreatePlatformWindowSurface },
	[HOOK_EGL_CREATE_WINDOW_EXT] = { "eglCreatePlatformWindowSurfaceEXT",
					 eglCreatePlatformWindowSurfaceEXT },
	[HOOK_EGL_DESTROY_SURFACE] = { "eglDestroySurface", eglDestroySurface },
	[HOOK_EGL_QUERY_SURFACE] = { "eglQuerySurface", eglQuerySurface },
	[HOOK_EGL_QUERY_STRING] = { "eglQueryString", eglQueryString },
	[HOOK_GLX_GET_PROC_ADDRESS] = { "glXGetProcAddress", glXGetProcAddress },
	[HOOK_GLX_GET_PROC_ADDRESS_ARB] = { "glXGetProcAddressARB", glXGetProcAddressARB },
	[HOOK_GLX_MAKE_CURRENT] = { "glXMakeCurrent", glXMakeCurrent },
	[HOOK_GLX_MAKE_CONTEXT_CURRENT] = { "glXMakeContextCurrent", glXMakeContextCurrent },
	[HOOK_GLX_SWAP] = { "glXSwapBuffers", glXSwapBuffers },
	[HOOK_VK_GET_INSTANCE] = { "vkGetInstanceProcAddr", vkGetInstanceProcAddr },
	[HOOK_VK_GET_DEVICE] = { "vkGetDeviceProcAddr", vkGetDeviceProcAddr },
	[HOOK_VK_CREATE_DEVICE] = { "vkCreateDevice", vkCreateDevice },
	[HOOK_VK_DESTROY_DEVICE] = { "vkDestroyDevice", vkDestroyDevice },
	[HOOK_VK_GET_QUEUE] = { "vkGetDeviceQueue", vkGetDeviceQueue },
	[HOOK_VK_GET_QUEUE_2] = { "vkGetDeviceQueue2", vkGetDeviceQueue2 },
	[HOOK_VK_CREATE_SWAPCHAIN] = { "vkCreateSwapchainKHR", vkCreateSwapchainKHR },
	[HOOK_VK_DESTROY_SWAPCHAIN] = { "vkDestroySwapchainKHR", vkDestroySwapchainKHR },
	[HOOK_VK_PRESENT] = { "vkQueuePresentKHR", vkQueuePresentKHR },
};

static _Atomic(void *) reals[HOOKS];

/* The real dlsym(3). The code at the end of this file jumps to it. */
void *hook_real_dlsym;

typedef void *(*dlsym_fn)(void *handle, const char *name);

static dlsym_fn real_dlsym(void)
{
	void *found = __atomic_load_n(&hook_real_dlsym, __ATOMIC_RELAXED);

	if (!found) {
		/* The version since glibc 2.34, else that of older ones. */
		found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
		if (!found)
			found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
		__atomic_store_n(&hook_real_dlsym, found, __ATOMIC_RELAXED);
	}
	return found;
}

static const struct hook *find(const char *name)
{
	size_t i;

	/* Almost all names are others: look at the first letters only. */
	if (strncmp(name, "egl", 3) && strncmp(name, "glX", 3) && strncmp(name, "vk", 2))
		return NULL;
	for (i = 0; i < HOOKS; i++)
		if (!strcmp(name, hooks[i].name))
			return &hooks[i];
	return NULL;
}

static bool is_of_system(void *function)
{
	const char *base;
	Dl_info info;
	size_t i;

	if (!dladdr(function, &info) || !info.dli_fname)
		return false;
	base = strrchr(info.dli_fname, '/');
	base = base ? base + 1 : info.dli_fname;
	for (i = 0; i < sizeof(systems) / sizeof(*systems); i++)
		if (!strncmp(base, systems[i], strlen(systems[i])))
			return true;
	return false;
}

/* A plugin that is linked with a library does not make its functions visible to RTLD_NEXT. */
void *hook_system_function(const char *name)
{
	void *real = NULL, *library;
	size_t i;

	for (i = 0; i < sizeof(systems) / sizeof(*systems) && !real; i++) {
		library = dlopen(systems[i], RTLD_LAZY | RTLD_NOLOAD);
		if (library)
			real = real_dlsym()(library, name);
	}
	return real;
}

void *hook_real(enum hook_id id)
{
	void *real = atomic_load(&reals[id]);

	if (!real) {
		real = real_dlsym()(RTLD_NEXT, hooks[id].name);
		if (!real)
			real = hook_system_function(hooks[id].name);
		atomic_store(&reals[id], real);
	}
	return real;
}

void *hook_of(const char *name, void *real)
{
	const struct hook *hook = find(name);

	if (!hook || !real || real == hook->function)
		return real;
	/* @real may be of one device of Vulkan. The loader's function finds the device itself. */
	if (!atomic_load(&reals[hook - hooks]) && strncmp(name, "vk", 2))
		atomic_store(&reals[hook - hooks], real);
	return hook->function;
}

/**
 * hook_lookup_dlsym() - Answer dlsym(3) for the names of hooks.
 * @handle: as for dlsym(3)
 * @name: as for dlsym(3)
 *
 * Sets &hook_real_dlsym.
 *
 * Context: any thread; takes the linker's lock.
 * Return: the hook; NULL: the real dlsym(3) answers.
 */
void *hook_lookup_dlsym(void *handle, const char *name);
void *hook_lookup_dlsym(void *handle, const char *name)
{
	dlsym_fn lookup = real_dlsym();
	void *real;

	/* RTLD_NEXT depends on the caller, which the real dlsym(3) has to know. */
	if (handle == RTLD_NEXT || !name || !find(name))
		return NULL;
	real = lookup(handle, name);
	return real && is_of_system(real) ? hook_of(name, real) : NULL;
}

/*
 * dlsym(3) itself. The real function reads its return address to find its caller, so this one ends
 * by a jump.
 */
__asm__(".pushsection .text\n"
	".globl dlsym\n"
	".type dlsym, @function\n"
	"dlsym:\n"
	"	.cfi_startproc\n"
	"	push %rdi\n"
	"	.cfi_adjust_cfa_offset 8\n"
	"	push %rsi\n"
	"	.cfi_adjust_cfa_offset 8\n"
	"	sub $8, %rsp\n"
	"	.cfi_adjust_cfa_offset 8\n"
	"	call hook_lookup_dlsym@PLT\n"
	"	add $8, %rsp\n"
	"	.cfi_adjust_cfa_offset -8\n"
	"	pop %rsi\n"
	"	.cfi_adjust_cfa_offset -8\n"
	"	pop %rdi\n"
	"	.cfi_adjust_cfa_offset -8\n"
	"	test %rax, %rax\n"
	"	jne 1f\n"
	"	mov hook_real_dlsym@GOTPCREL(%rip), %rax\n"
	"	jmp *(%rax)\n"
	"1:	ret\n"
	"	.cfi_endproc\n"
	".size dlsym, . - dlsym\n"
	".popsection\n");
