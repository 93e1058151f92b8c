// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-3d-gl: draw scenes of OpenGL ES 3.2 without a window, and write each picture as PPM.
 *
 *	facet-3d-gl --list
 *	facet-3d-gl DIR SCENE...
 *
 * The first line of stdout names the renderer. Exit status 1: an error of GL, or no context.
 */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

static const struct scene *const tables[] = {
	scenes_basic, scenes_texture, scenes_target, scenes_clear, scenes_buffer,
	scenes_stage, scenes_geometry, scenes_block,
};

#define TABLES	(sizeof(tables) / sizeof(*tables))

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "facet-3d-gl: %s: %s\n", what, why);
	exit(1);
}

static const struct scene *find(const char *name)
{
	const struct scene *scene;
	size_t i;

	for (i = 0; i < TABLES; i++)
		for (scene = tables[i]; scene->name; scene++)
			if (!strcmp(scene->name, name))
				return scene;
	fail(name, "there is no such scene: see --list");
	return NULL;
}

static void list(void)
{
	const struct scene *scene;
	size_t i;

	for (i = 0; i < TABLES; i++)
		for (scene = tables[i]; scene->name; scene++)
			puts(scene->name);
}

static void make_context(void)
{
	static const EGLint version[] = {
		EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 2, EGL_NONE
	};
	EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
						   EGL_DEFAULT_DISPLAY, NULL);
	EGLContext context;

	if (!eglInitialize(display, NULL, NULL))
		fail("eglInitialize", "no driver came up");
	eglBindAPI(EGL_OPENGL_ES_API);
	context = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, version);
	if (!context || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		fail("eglMakeCurrent", "there is no context of OpenGL ES 3.2");
}

/* Make the frame buffer of the picture. All states of the context have their first values. */
static GLuint make_frame(void)
{
	GLuint frame, buffers[2];

	glGenFramebuffers(1, &frame);
	glGenRenderbuffers(2, buffers);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glBindRenderbuffer(GL_RENDERBUFFER, buffers[0]);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, SCENE_SIDE, SCENE_SIDE);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
				  buffers[0]);
	glBindRenderbuffer(GL_RENDERBUFFER, buffers[1]);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH24_STENCIL8, SCENE_SIDE, SCENE_SIDE);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER,
				  buffers[1]);
	glViewport(0, 0, SCENE_SIDE, SCENE_SIDE);
	glClearColor(0.1f, 0.2f, 0.3f, 1);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
	return frame;
}

static void write_picture(const char *dir, const char *name)
{
	static unsigned char pixels[SCENE_SIDE][SCENE_SIDE][4];
	char path[4096];
	FILE *file;
	int x, y;

	glPixelStorei(GL_PACK_ALIGNMENT, 1);
	glReadPixels(0, 0, SCENE_SIDE, SCENE_SIDE, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	snprintf(path, sizeof(path), "%s/%s.ppm", dir, name);
	file = fopen(path, "w");
	if (!file)
		fail(path, "cannot be written");
	fprintf(file, "P6 %d %d 255\n", SCENE_SIDE, SCENE_SIDE);
	for (y = SCENE_SIDE - 1; y >= 0; y--)
		for (x = 0; x < SCENE_SIDE; x++)
			fwrite(pixels[y][x], 3, 1, file);
	if (fclose(file))
		fail(path, "cannot be written");
}

static void draw(const char *dir, const struct scene *scene)
{
	GLuint frame;
	GLenum error;
	char text[32];

	make_context();
	frame = make_frame();
	scene->draw();
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	write_picture(dir, scene->name);
	error = glGetError();
	if (error) {
		snprintf(text, sizeof(text), "GL error 0x%x", error);
		fail(scene->name, text);
	}
}

int main(int argc, char **argv)
{
	int i;

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		list();
		return 0;
	}
	if (argc < 3)
		fail("usage", "facet-3d-gl --list | DIR SCENE...");
	make_context();
	printf("renderer: %s\n", glGetString(GL_RENDERER));
	fflush(stdout);
	for (i = 2; i < argc; i++)
		draw(argv[1], find(argv[i]));
	return 0;
}
