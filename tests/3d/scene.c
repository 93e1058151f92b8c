// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the scenes share: programs, vertices and textures. All functions end the process on an
 * error.
 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

const char scene_fill_shader[] = SCENE_GLSL
	"out vec2 uv;\n"
	"void main() {\n"
	"	uv = vec2(gl_VertexID & 1, gl_VertexID >> 1);\n"
	"	gl_Position = vec4(uv * 2.0 - 1.0, 0, 1);\n"
	"}\n";

static GLuint compile(GLenum kind, const char *source)
{
	GLuint shader = glCreateShader(kind);
	char log[1024] = "";
	GLint ok;

	glShaderSource(shader, 1, &source, NULL);
	glCompileShader(shader);
	glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
	if (!ok) {
		glGetShaderInfoLog(shader, sizeof(log), NULL, log);
		fprintf(stderr, "facet-3d-gl: a shader does not compile: %s\n%s\n", log, source);
		exit(1);
	}
	return shader;
}

GLuint scene_stages(const GLenum *kinds, const char *const *sources, int n)
{
	GLuint program = glCreateProgram();
	char log[1024] = "";
	GLint ok;
	int i;

	for (i = 0; i < n; i++)
		glAttachShader(program, compile(kinds[i], sources[i]));
	glLinkProgram(program);
	glGetProgramiv(program, GL_LINK_STATUS, &ok);
	if (!ok) {
		glGetProgramInfoLog(program, sizeof(log), NULL, log);
		fprintf(stderr, "facet-3d-gl: a program does not link: %s\n", log);
		exit(1);
	}
	glUseProgram(program);
	return program;
}

GLuint scene_program(const char *vertex, const char *fragment)
{
	const GLenum kinds[] = { GL_VERTEX_SHADER, GL_FRAGMENT_SHADER };
	const char *sources[] = { vertex, fragment };

	return scene_stages(kinds, sources, 2);
}

GLuint scene_vertices(const float *data, size_t bytes, const int *sizes)
{
	int stride = 0, offset = 0, i;
	GLuint buffer;

	for (i = 0; sizes[i]; i++)
		stride += sizes[i] * sizeof(float);
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glBufferData(GL_ARRAY_BUFFER, bytes, data, GL_STATIC_DRAW);
	for (i = 0; sizes[i]; i++) {
		glVertexAttribPointer(i, sizes[i], GL_FLOAT, GL_FALSE, stride,
				      (void *)(size_t)offset);
		glEnableVertexAttribArray(i);
		offset += sizes[i] * sizeof(float);
	}
	return buffer;
}

void scene_fill(void)
{
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

/* A chequered pattern with a slope of colour: wrong texels, rows or levels are seen. */
static void paint(unsigned char *pixels, int side, int level)
{
	int x, y;

	for (y = 0; y < side; y++)
		for (x = 0; x < side; x++, pixels += 4) {
			pixels[0] = (x * 8 / side + y * 8 / side) & 1 ? 255 : x * 255 / side;
			pixels[1] = y * 255 / side;
			pixels[2] = level * 40;
			pixels[3] = 255 - level * 20;
		}
}

GLuint scene_texture(int side, int levels)
{
	unsigned char *pixels = malloc((size_t)side * side * 4);
	GLuint texture;
	int level;

	if (!pixels)
		exit(1);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, levels, GL_RGBA8, side, side);
	for (level = 0; level < levels; level++) {
		paint(pixels, side >> level, level);
		glTexSubImage2D(GL_TEXTURE_2D, level, 0, 0, side >> level, side >> level, GL_RGBA,
				GL_UNSIGNED_BYTE, pixels);
	}
	free(pixels);
	return texture;
}

unsigned int scene_random(void)
{
	static unsigned int state = 1;

	state = state * 1103515245u + 12345u;
	return state >> 1;
}
