/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scenes of OpenGL ES 3.2: each one draws one picture, which depends on nothing but the scene. The
 * same picture is drawn by two drivers and compared (compare.py). scene_main.c makes a context and
 * a frame buffer of SCENE_SIDE x SCENE_SIDE pixels with depth and stencil, calls a scene, and
 * writes the picture.
 */
#ifndef TESTS_3D_SCENE_H
#define TESTS_3D_SCENE_H

#include <GLES3/gl32.h>
#include <stddef.h>

#define SCENE_SIDE	256		/* pixels of a side of the picture */

/**
 * struct scene - A scene.
 * @name: its name on the command line
 * @draw: draws the scene into the current frame buffer
 */
struct scene {
	const char *name;
	void (*draw)(void);
};

/* The scenes of each file; a row without a name ends a table. */
extern const struct scene scenes_basic[];
extern const struct scene scenes_texture[];
extern const struct scene scenes_block[];
extern const struct scene scenes_target[];
extern const struct scene scenes_clear[];
extern const struct scene scenes_buffer[];
extern const struct scene scenes_stage[];
extern const struct scene scenes_geometry[];

/* The version line of all shaders, and the precision of fragment shaders. */
#define SCENE_GLSL	"#version 320 es\nprecision highp float;\nprecision highp int;\n"

/* A vertex shader for scene_fill(): @uv is 0 to 1. */
extern const char scene_fill_shader[];

/**
 * scene_program() - Compile and link a program, and use it. Ends the process on an error.
 * @vertex: vertex shader
 * @fragment: fragment shader
 *
 * Return: the program.
 */
GLuint scene_program(const char *vertex, const char *fragment);

/**
 * scene_stages() - Compile and link a program of any stages, and use it. Ends the process on an
 * error.
 * @kinds: kind of each shader, such as %GL_COMPUTE_SHADER
 * @sources: text of each shader
 * @n: number of shaders
 *
 * Return: the program.
 */
GLuint scene_stages(const GLenum *kinds, const char *const *sources, int n);

/**
 * scene_vertices() - Make an array of float vertices, and use it.
 * @data: the vertices, one after the other
 * @bytes: size of @data
 * @sizes: number of floats of each attribute, ended by a 0; attribute I has location I
 *
 * Return: the buffer.
 */
GLuint scene_vertices(const float *data, size_t bytes, const int *sizes);

/**
 * scene_fill() - Draw two triangles that cover the viewport, by a program with scene_fill_shader.
 */
void scene_fill(void);

/**
 * scene_texture() - Make a texture of 8-bit RGBA with a pattern of colours, and bind it to unit 0.
 * @side: pixels of a side
 * @levels: number of levels; each level has another tint
 *
 * Return: the texture.
 */
GLuint scene_texture(int side, int levels);

/**
 * scene_random() - Return the next number of a fixed sequence.
 *
 * Return: 0 to 0x7fffffff.
 */
unsigned int scene_random(void);

#endif
