// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the pixels that a GL context is about to show, whatever state the program has left in the
 * context. frames.c and desk_window.c call this in the thread of the context. Takes no locks.
 */
#include "shim/hooks/gl_pixels.h"

#include <stddef.h>
#include <string.h>

#include "shim/hooks/hook_functions.h"

/* Values of the OpenGL specification. */
#define GL_PACK_ROW_LENGTH		0x0d02
#define GL_PACK_SKIP_ROWS		0x0d03
#define GL_PACK_SKIP_PIXELS		0x0d04
#define GL_PACK_ALIGNMENT		0x0d05
#define GL_UNSIGNED_BYTE		0x1401
#define GL_VERSION			0x1f02
#define GL_PIXEL_PACK_BUFFER		0x88eb
#define GL_PIXEL_PACK_BUFFER_BINDING	0x88ed
#define GL_FRAMEBUFFER			0x8d40
#define GL_FRAMEBUFFER_BINDING		0x8ca6
#define GL_READ_FRAMEBUFFER		0x8ca8
#define GL_READ_FRAMEBUFFER_BINDING	0x8caa

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

static void read_pixels(const struct gl *gl, int width, int height, unsigned int order,
			uint8_t *pixels)
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
	gl->read(0, 0, width, height, order, GL_UNSIGNED_BYTE, pixels);
	if (!gl->es2)
		gl->bind_buffer(GL_PIXEL_PACK_BUFFER, buffer);
	gl->bind_frame(target, frame);
	for (i = 0; i < names; i++)
		gl->store(pack_names[i], pack[i]);
}

bool gl_pixels_read(void *(*function)(const char *name), int width, int height,
		    unsigned int order, uint8_t *pixels)
{
	struct gl gl;

	if (!find_functions(&gl, function))
		return false;
	read_pixels(&gl, width, height, order, pixels);
	return true;
}
