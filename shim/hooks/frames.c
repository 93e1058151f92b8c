// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frames of a process: count them, write them as PNG, and step the clock. The hooks call this
 * before and after a function that shows a picture. Takes no locks; the count is atomic.
 */
#include "shim/hooks/frames.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/hooks/gl_pixels.h"
#include "shim/hooks/hook_functions.h"
#include "shim/hooks/picture.h"
#include "shim/hooks/stepped_clock.h"
#include "shim/run_report.h"

#define SIDE_MOST	16384	/* pixels */

#define GL_RENDERER	0x1f01	/* value of the OpenGL specification */

static atomic_uint shown;

static bool is_listed(const char *list, unsigned int number)
{
	char *end;

	while (*list) {
		if (strtoul(list, &end, 10) == number && end != list)
			return true;
		list = end + (*end == ',');
		if (end == list)
			return false;
	}
	return false;
}

bool frames_wanted(void)
{
	const char *frames = getenv(FACET_RUN_FRAMES);

	return getenv(FACET_RUN_SHOTS) && (!frames || is_listed(frames, shown + 1));
}

void frames_current(void *(*function)(const char *name))
{
	static _Atomic(const char *) last;
	gl_get_string_fn get = function("glGetString");
	const char *renderer = get ? get(GL_RENDERER) : NULL;

	/* A driver returns the same string for all its contexts. */
	if (renderer && atomic_exchange(&last, renderer) != renderer)
		run_report(FACET_RUN_RENDERER, renderer);
}

void frames_failed(const char *why)
{
	static atomic_flag told = ATOMIC_FLAG_INIT;

	if (!atomic_flag_test_and_set(&told))
		run_report(FACET_RUN_LOST, why);
}

void frames_write(const uint8_t *pixels, uint32_t width, uint32_t height)
{
	char path[PATH_MAX], why[FACET_RUN_LINE];

	snprintf(path, sizeof(path), "%s/%s-%d-%06u.png", getenv(FACET_RUN_SHOTS),
		 program_invocation_short_name, getpid(), shown + 1);
	if (picture_write(path, pixels, width, height))
		return;
	snprintf(why, sizeof(why), "%.400s: %s", path, strerror(errno));
	frames_failed(why);
}

void frames_next(void *(*function)(const char *name), int width, int height)
{
	uint8_t *pixels;

	if (width < 1 || height < 1 || width > SIDE_MOST || height > SIDE_MOST || !frames_wanted())
		return;
	pixels = malloc((size_t)width * height * GL_PIXELS_BYTES);
	if (!pixels)
		frames_failed("no memory for its pixels");
	else if (gl_pixels_read(function, width, height, GL_PIXELS_RGBA, pixels))
		frames_write(pixels, width, height);
	free(pixels);
}

void frames_shown(void)
{
	const char *limit = getenv(FACET_RUN_CLOCK);
	unsigned int frame = atomic_fetch_add(&shown, 1) + 1;

	stepped_clock_step();
	if (frame == 1)
		run_report(FACET_RUN_FIRST, "1");
	if (!limit || !atoi(limit) || frame < (unsigned int)atoi(limit))
		return;
	fflush(NULL);
	_exit(0);
}
