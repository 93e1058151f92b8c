// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of clears, primitives, depth, stencil and control flow.
 */
#include <math.h>

#include "scene.h"

static const int position_colour[] = { 2, 3, 0 };
static const int position3_colour[] = { 3, 3, 0 };

static const char colour_vertex[] = SCENE_GLSL
	"layout(location = 0) in vec4 position;\n"
	"layout(location = 1) in vec3 colour;\n"
	"out vec3 tint;\n"
	"void main() { tint = colour; gl_Position = position; gl_PointSize = 9.0; }\n";
static const char colour_fragment[] = SCENE_GLSL
	"in vec3 tint;\n"
	"out vec4 result;\n"
	"void main() { result = vec4(tint, 1); }\n";

static const float triangle[] = {
	-0.8f, -0.7f, 1, 0, 0,
	0.9f, -0.5f, 0, 1, 0,
	0.1f, 0.8f, 0, 0, 1,
};

static void draw_clear(void)
{
	glClearColor(1, 0.5f, 0.25f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	glEnable(GL_SCISSOR_TEST);
	glScissor(33, 17, 101, 63);
	glClearColor(0, 1, 0.75f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	glColorMask(GL_TRUE, GL_FALSE, GL_FALSE, GL_TRUE);
	glScissor(70, 50, 150, 150);
	glClearColor(0.5f, 0, 0, 1);
	glClear(GL_COLOR_BUFFER_BIT);
}

static void draw_triangle(void)
{
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(triangle, sizeof(triangle), position_colour);
	glDrawArrays(GL_TRIANGLES, 0, 3);
}

/* Small triangles at odd places: each pixel belongs to one triangle at most. */
static void draw_mesh(void)
{
	static float data[32 * 32 * 6 * 5];
	static const int corners[6][2] = {
		{ 0, 0 }, { 1, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 }, { 0, 1 }
	};
	float *to = data, x, y;
	int i, corner;

	for (i = 0; i < 32 * 32 * 6; i++, to += 5) {
		corner = i % 6;
		x = (i / 6 % 32 + corners[corner][0]) / 16.0f - 1;
		y = (i / 6 / 32 + corners[corner][1]) / 16.0f - 1;
		to[0] = x * 0.93f + 0.05f * sinf(7 * y);
		to[1] = y * 0.9f + 0.05f * sinf(9 * x);
		to[2] = (i / 3 * 37 % 256) / 255.0f;
		to[3] = (i / 3 * 91 % 256) / 255.0f;
		to[4] = corner / 5.0f;
	}
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(data, sizeof(data), position_colour);
	glDrawArrays(GL_TRIANGLES, 0, 32 * 32 * 6);
}

static void draw_depth(void)
{
	static const float data[] = {
		-0.9f, -0.9f, -0.5f, 1, 0, 0, 0.9f, -0.6f, 0.5f, 1, 0, 0, -0.2f, 0.9f, 0.2f, 1, 1, 0,
		0.9f, -0.9f, -0.5f, 0, 1, 0, 0.2f, 0.9f, 0.3f, 0, 1, 1, -0.9f, -0.4f, 0.6f, 0, 1, 0,
		-0.5f, 0.5f, 0, 0, 0, 1, 0.6f, 0.6f, -0.2f, 1, 0, 1, 0, -0.8f, 0.1f, 0, 0, 1,
	};

	scene_program(colour_vertex, colour_fragment);
	scene_vertices(data, sizeof(data), position3_colour);
	glEnable(GL_DEPTH_TEST);
	glDepthFunc(GL_LESS);
	glDrawArrays(GL_TRIANGLES, 0, 9);
}

static void draw_stencil(void)
{
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(triangle, sizeof(triangle), position_colour);
	glEnable(GL_STENCIL_TEST);
	glStencilFunc(GL_ALWAYS, 1, 0xff);
	glStencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
	glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
	glStencilFunc(GL_NOTEQUAL, 1, 0xff);
	glStencilOp(GL_KEEP, GL_INVERT, GL_INCR);
	scene_program(scene_fill_shader, SCENE_GLSL
		      "in vec2 uv;\nout vec4 result;\n"
		      "void main() { result = vec4(uv, 0, 1); }\n");
	scene_fill();
}

static void draw_points(void)
{
	static float data[100 * 5];
	int i;

	for (i = 0; i < 100; i++) {
		data[5 * i] = (int)(scene_random() % 200) / 110.0f - 0.9f;
		data[5 * i + 1] = (int)(scene_random() % 200) / 110.0f - 0.9f;
		data[5 * i + 2] = i / 100.0f;
		data[5 * i + 3] = 1 - i / 100.0f;
		data[5 * i + 4] = 0.5f;
	}
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(data, sizeof(data), position_colour);
	glDrawArrays(GL_POINTS, 0, 100);
}

static void draw_lines(void)
{
	static float data[40 * 5];
	int i;

	for (i = 0; i < 40; i++) {
		data[5 * i] = i & 1 ? 0.9f * cosf(i * 0.15708f) : 0.03f;
		data[5 * i + 1] = i & 1 ? 0.9f * sinf(i * 0.15708f) : 0.02f;
		data[5 * i + 2] = i & 1;
		data[5 * i + 3] = i / 40.0f;
		data[5 * i + 4] = 1;
	}
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(data, sizeof(data), position_colour);
	glDrawArrays(GL_LINES, 0, 40);
}

/* Triangles that reach behind the eye and far beyond the viewport. */
static void draw_clip(void)
{
	static const float data[] = {
		-3, -1, 0, 2, 1, 0, 0, 3, -1, 0.5f, 2, 0, 1, 0, 0, 2, 0, -0.5f, 0, 0, 1,
		-90, -60, 0, 3, 1, 1, 0, -0.3f, 0.9f, 0, 1, 0, 1, 1, -0.5f, -0.9f, 0, 1, 1, 0, 1,
	};
	static const int sizes[] = { 4, 3, 0 };

	scene_program(colour_vertex, colour_fragment);
	scene_vertices(data, sizeof(data), sizes);
	glDrawArrays(GL_TRIANGLES, 0, 6);
}

static void draw_cull(void)
{
	scene_program(colour_vertex, colour_fragment);
	scene_vertices(triangle, sizeof(triangle), position_colour);
	glEnable(GL_CULL_FACE);
	glCullFace(GL_FRONT);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glViewport(0, 0, 100, 200);
	glCullFace(GL_BACK);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glViewport(120, 30, 130, 99);
	glFrontFace(GL_CW);
	glDrawArrays(GL_TRIANGLES, 0, 3);
}

static void draw_loops(void)
{
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"void main() {\n"
		"	vec2 c = uv * 2.6 - vec2(1.9, 1.3), z = vec2(0);\n"
		"	int n = 0;\n"
		"	for (; n < 48; n++) {\n"
		"		z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;\n"
		"		if (dot(z, z) > 4.0) break;\n"
		"		if ((n & 7) == 7 && z.x > 0.9) continue;\n"
		"	}\n"
		"	result = vec4(n >> 4, n & 15, (n & 3) * 5, 15) / 15.0;\n"
		"}\n");
	scene_fill();
}

static void draw_discard(void)
{
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"void main() {\n"
		"	ivec2 at = ivec2(gl_FragCoord.xy);\n"
		"	if (((at.x ^ at.y) & 24) == 8) discard;\n"
		"	result = vec4(uv.x, gl_FrontFacing ? 1 : 0, dFdx(uv.x) * 100.0, 1);\n"
		"}\n");
	scene_fill();
}

static void draw_maths(void)
{
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"void main() {\n"
		"	float x = uv.x * 6.0 + 0.1, y = uv.y;\n"
		"	float v[8] = float[8](sin(x), cos(x), exp2(x) / 80.0, log2(x) / 3.0,\n"
		"		sqrt(x) / 3.0, inversesqrt(x) / 4.0, pow(x, 1.7) / 22.0, atan(x, y));\n"
		"	int i = min(int(y * 8.0), 7);\n"
		"	result = vec4(v[i] * 0.5 + 0.5, fract(x), step(0.5, fract(x * 0.5)), 1);\n"
		"}\n");
	scene_fill();
}

static void draw_integers(void)
{
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"void main() {\n"
		"	uvec2 at = uvec2(gl_FragCoord.xy);\n"
		"	uint a = at.x * 2654435761u, b = at.y * 40503u + 1u;\n"
		"	uint r = (a / b) ^ (a % b) ^ (a >> (at.y & 31u));\n"
		"	int s = int(a) / (int(at.y) - 128 | 1);\n"
		"	r += uint(bitCount(a)) * 9u + uint(findMSB(b)) + uint(s);\n"
		"	result = vec4(r & 255u, bitfieldExtract(r, 8, 8), bitfieldReverse(r) & 255u,\n"
		"		255) / 255.0;\n"
		"}\n");
	scene_fill();
}

const struct scene scenes_basic[] = {
	{ "clear", draw_clear },
	{ "triangle", draw_triangle },
	{ "mesh", draw_mesh },
	{ "depth", draw_depth },
	{ "stencil", draw_stencil },
	{ "points", draw_points },
	{ "lines", draw_lines },
	{ "clip", draw_clip },
	{ "cull", draw_cull },
	{ "loops", draw_loops },
	{ "discard", draw_discard },
	{ "maths", draw_maths },
	{ "integers", draw_integers },
	{ NULL, NULL },
};
