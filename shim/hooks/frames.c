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
#include "shim/hooks/hook_functions.h"
#include "shim/hooks/picture.h"
#include "shim/hooks/stepped_clock.h"
#include "shim/run_report.h"

#define SIDE_MOST	16384	/* pixels */

/* Values of the OpenGL specification. */
#define GL_PACK_ROW_LENGTH		0x0d02
#define GL_PACK_SKIP_ROWS		0x0d03
#define GL_PACK_SKIP_PIXELS		0x0d04
#define GL_PACK_ALIGNMENT		0x0d05
#define GL_UNSIGNED_BYTE		0x1401
#define GL_RGBA				0x1908
#define GL_RENDERER			0x1f01
#define GL_VERSION			0x1f02
#define GL_PIXEL_PACK_BUFFER		0x88eb
#define GL_PIXEL_PACK_BUFFER_BINDING	0x88ed
#define GL_FRAMEBUFFER			0x8d40
#define GL_FRAMEBUFFER_BINDING		0x8ca6
#define GL_READ_FRAMEBUFFER		0x8ca8
#define GL_READ_FRAMEBUFFER_BINDING	0x8caa

static atomic_uint shown;

/**
 * struct gl - Functions of the current context.
 * @get: glGetIntegerv()
 * @store: glPixelStorei()
 * @bind_frame: glBindFramebuffer()
 * @bind_buffer: glBindBuffer()
 * @read: glReadPixels()
 * @es2: the context is of OpenGL ES 2: it has no other frame buffer for reading
 */
struct gl {
	void (*get)(unsigned int name, int *value);
	void (*store)(unsigned int name, int value);
	void (*bind_frame)(unsigned int target, unsigned int name);
	void (*bind_buffer)(unsigned int target, unsigned int name);
	void (*read)(int x, int y, int width, int height, unsigned int format, unsigned int type,
		     void *pixels);
	bool es2;
};

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

static bool find_functions(struct gl *gl, void *(*function)(const char *name))
{
	gl_get_string_fn get = function("glGetString");
	const char *version = get ? get(GL_VERSION) : NULL;

	gl->get = function("glGetIntegerv");
	gl->store = function("glPixelStorei");
	gl->bind_frame = function("glBindFramebuffer");
	gl->bind_buffer = function("glBindBuffer");
	gl->read = function("glReadPixels");
	gl->es2 = version && strstr(version, "OpenGL ES 2");
	return version && gl->get && gl->store && gl->bind_frame && gl->bind_buffer && gl->read;
}

/* States of a context that change what glReadPixels() does. ES 2 has the first one only. */
static const unsigned int pack_names[] = {
	GL_PACK_ALIGNMENT, GL_PACK_ROW_LENGTH, GL_PACK_SKIP_ROWS, GL_PACK_SKIP_PIXELS,
};

#define PACK_NAMES	(sizeof(pack_names) / sizeof(*pack_names))

static void read_pixels(const struct gl *gl, int width, int height, uint8_t *pixels)
{
	unsigned int target = gl->es2 ? GL_FRAMEBUFFER : GL_READ_FRAMEBUFFER;
	unsigned int binding = gl->es2 ? GL_FRAMEBUFFER_BINDING : GL_READ_FRAMEBUFFER_BINDING;
	size_t names = gl->es2 ? 1 : PACK_NAMES, i;
	int pack[PACK_NAMES], frame = 0, buffer = 0;

	for (i = 0; i < names; i++) {
		gl->get(pack_names[i], &pack[i]);
		gl->store(pack_names[i], i ? 0 : 1);
	}
	gl->get(binding, &frame);
	gl->bind_frame(target, 0);
	if (!gl->es2) {
		gl->get(GL_PIXEL_PACK_BUFFER_BINDING, &buffer);
		gl->bind_buffer(GL_PIXEL_PACK_BUFFER, 0);
	}
	gl->read(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	if (!gl->es2)
		gl->bind_buffer(GL_PIXEL_PACK_BUFFER, buffer);
	gl->bind_frame(target, frame);
	for (i = 0; i < names; i++)
		gl->store(pack_names[i], pack[i]);
}

static void write_frame(const uint8_t *pixels, int width, int height)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s-%d-%06u.png", getenv(FACET_RUN_SHOTS),
		 program_invocation_short_name, getpid(), shown + 1);
	picture_write(path, pixels, width, height);
}

void frames_next(void *(*function)(const char *name), int width, int height)
{
	struct gl gl;
	uint8_t *pixels;

	if (!function || width < 1 || height < 1 || width > SIDE_MOST || height > SIDE_MOST ||
	    !frames_wanted() || !find_functions(&gl, function))
		return;
	pixels = malloc((size_t)width * height * 4);
	if (!pixels)
		return;
	read_pixels(&gl, width, height, pixels);
	write_frame(pixels, width, height);
	free(pixels);
}

void frames_shown(void)
{
	const char *limit = getenv(FACET_RUN_CLOCK);
	unsigned int frame = atomic_fetch_add(&shown, 1) + 1;
	char text[16];

	stepped_clock_step();
	if (!limit || !atoi(limit) || frame < (unsigned int)atoi(limit))
		return;
	snprintf(text, sizeof(text), "%u", frame);
	run_report(FACET_RUN_SHOWN, text);
	fflush(NULL);
	_exit(0);
}
