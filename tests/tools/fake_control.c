// SPDX-License-Identifier: GPL-2.0-only
/*
 * A /dev/facet for facetctl screenshot, by LD_PRELOAD: open() of that path and FACET_SCREENSHOT are
 * answered here. Each screenshot is of 4 x 2 pixels. json.sh uses this library.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/uapi/facet.h"

#define WIDTH	4u
#define HEIGHT	2u
#define STRIDE	(WIDTH * 4u)

static int control = -1;

int open(const char *path, int flags, ...)
{
	int (*real)(const char *path, int flags, ...) = dlsym(RTLD_NEXT, "open");
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (strcmp(path, "/dev/" FACET_CONTROL_NAME))
		return real(path, flags, mode);
	control = real("/dev/null", flags, mode);
	return control;
}

static int take_screenshot(struct facet_screenshot *screenshot)
{
	screenshot->fd = memfd_create("screenshot", MFD_CLOEXEC);
	screenshot->width = WIDTH;
	screenshot->height = HEIGHT;
	screenshot->stride = STRIDE;
	screenshot->size = STRIDE * HEIGHT;
	return screenshot->fd < 0 ? -1 : ftruncate(screenshot->fd, screenshot->size);
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int fd, unsigned long request, ...) = dlsym(RTLD_NEXT, "ioctl");
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (fd == control && request == FACET_SCREENSHOT)
		return take_screenshot(arg);
	return real(fd, request, arg);
}
