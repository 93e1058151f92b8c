// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of geometry shaders and tessellation, beyond the first ones in scenes_stage.c: instances,
 * neighbours, layers, feedback; domains, spacings, windings, barriers, and both stages at once.
 */
#include "scene.h"

#include <stdio.h>

static const char plain_fragment[] = SCENE_GLSL
	"in vec3 tint;\nout vec4 result;\n"
	"void main() { result = vec4(tint, 1); }\n";

/* Front faces are light, back faces are dark. */
static const char facing_fragment[] = SCENE_GLSL
	"in vec3 tint;\nout vec4 result;\n"
	"void main() { result = vec4(gl_FrontFacing ? tint : tint * 0.3, 1); }\n";

/* Vertices of a zigzag: two are below, two above, and so on. */
static const char zigzag_vertex[] = SCENE_GLSL
	"out vec3 colour;\n"
	"void main() {\n"
	"	float i = float(gl_VertexID);\n"
	"	gl_Position = vec4(i * 0.14 - 0.85, (gl_VertexID & 2) - 1, 0, 2) * 0.8;\n"
	"	gl_Position.w = 1.0;\n"
	"	colour = vec3(fract(i * 0.37), fract(i * 0.21), fract(i * 0.53));\n"
	"}\n";

static void geometry_program(const char *vertex, const char *geometry, const char *fragment)
{
	const GLenum kinds[] = { GL_VERTEX_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER };
	const char *const sources[] = { vertex, geometry, fragment };

	scene_stages(kinds, sources, 3);
}

static void draw_instances(void)
{
	geometry_program(SCENE_GLSL
		"void main() {\n"
		"	int v = gl_VertexID;\n"
		"	gl_Position = vec4(float(v & 3), float(v >> 2), 0, 1);\n"
		"}\n",
		SCENE_GLSL
		"layout(points, invocations = 19) in;\n"
		"layout(triangle_strip, max_vertices = 3) out;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	float a = float(gl_InvocationID) * 0.33;\n"
		"	vec2 at = gl_in[0].gl_Position.xy * 0.5 - 0.75;\n"
		"	for (int i = 0; i < 3; i++) {\n"
		"		float b = a + float(i >> 1) * 0.25;\n"
		"		tint = vec3(float(gl_InvocationID) / 19.0, float(i & 1),\n"
		"			float(gl_PrimitiveIDIn) / 16.0);\n"
		"		gl_Position = vec4(at + float(min(i, 1)) * 0.22 *\n"
		"			vec2(cos(b), sin(b)), 0, 1);\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n", plain_fragment);
	glDrawArrays(GL_POINTS, 0, 16);
}

/* Draw a small triangle in each object, with the colours of its neighbours. */
static void draw_neighbours(void)
{
	static const char geometry[] = SCENE_GLSL
		"layout(triangles_adjacency) in;\n"
		"layout(triangle_strip, max_vertices = 3) out;\n"
		"in vec3 colour[];\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	vec4 middle = (gl_in[0].gl_Position + gl_in[2].gl_Position +\n"
		"		gl_in[4].gl_Position) / 3.0;\n"
		"	for (int i = 0; i < 6; i += 2) {\n"
		"		tint = colour[i + 1];\n"
		"		gl_Position = mix(gl_in[i].gl_Position, middle, 0.2);\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n";
	static const GLushort restart[] = { 0, 1, 2, 3, 4, 5, 6, 7, 0xffff, 6, 7, 8, 9, 10, 11 };

	geometry_program(zigzag_vertex, geometry, facing_fragment);
	glViewport(0, 0, SCENE_SIDE, SCENE_SIDE / 3);
	glDrawArrays(GL_TRIANGLE_STRIP_ADJACENCY, 0, 13);
	glViewport(0, SCENE_SIDE / 3, SCENE_SIDE, SCENE_SIDE / 3);
	glDrawArrays(GL_TRIANGLES_ADJACENCY, 0, 12);
	glViewport(0, 2 * SCENE_SIDE / 3, SCENE_SIDE, SCENE_SIDE / 3);
	glEnable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glDrawElements(GL_TRIANGLE_STRIP_ADJACENCY, 15, GL_UNSIGNED_SHORT, restart);
	glDisable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glViewport(0, 0, SCENE_SIDE, SCENE_SIDE);
}

/* Cuts in strips of more vertices than 32, whose control data are several dwords. */
static void draw_cuts(void)
{
	geometry_program(SCENE_GLSL
		"void main() { gl_Position = vec4(0, float(gl_VertexID) * 0.4 - 0.9, 0, 1); }\n",
		SCENE_GLSL
		"layout(points) in;\n"
		"layout(triangle_strip, max_vertices = 100) out;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	for (int i = 0; i < 100; i++) {\n"
		"		tint = vec3(fract(float(i) * 0.13), fract(float(i) * 0.29),\n"
		"			float(gl_PrimitiveIDIn) * 0.2);\n"
		"		gl_Position = gl_in[0].gl_Position +\n"
		"			vec4(float(i >> 1) * 0.038 - 0.95,\n"
		"			     float(i & 1) * 0.3, 0, 0);\n"
		"		EmitVertex();\n"
		"		if (i % (4 + gl_PrimitiveIDIn) == 3)\n"
		"			EndPrimitive();\n"
		"	}\n"
		"}\n", facing_fragment);
	glDrawArrays(GL_POINTS, 0, 5);
}

/* Draw to four layers at once, then show them side by side. */
static void draw_layers(void)
{
	GLuint texture, frame;
	GLint old;

	glGetIntegerv(GL_FRAMEBUFFER_BINDING, &old);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D_ARRAY, texture);
	glTexStorage3D(GL_TEXTURE_2D_ARRAY, 1, GL_RGBA8, 64, 64, 4);
	glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, texture, 0);
	glViewport(0, 0, 64, 64);
	glClearColor(0.3f, 0, 0.3f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	geometry_program(SCENE_GLSL
		"void main() {\n"
		"	gl_Position = vec4(gl_VertexID & 1, gl_VertexID >> 1, 0, 1) * 1.4 - 0.7;\n"
		"	gl_Position.w = 1.0;\n"
		"}\n",
		SCENE_GLSL
		"layout(triangles, invocations = 4) in;\n"
		"layout(triangle_strip, max_vertices = 3) out;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	for (int i = 0; i < 3; i++) {\n"
		"		gl_Layer = gl_InvocationID;\n"
		"		tint = vec3(i & 1, i >> 1, float(gl_InvocationID) / 3.0);\n"
		"		gl_Position = gl_in[(i + gl_InvocationID) % 3].gl_Position;\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n", plain_fragment);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glBindFramebuffer(GL_FRAMEBUFFER, old);
	glViewport(0, 0, SCENE_SIDE, SCENE_SIDE);
	scene_program(scene_fill_shader, SCENE_GLSL
		"precision highp sampler2DArray;\n"
		"uniform sampler2DArray image;\n"
		"in vec2 uv;\nout vec4 result;\n"
		"void main() {\n"
		"	vec2 at = uv * 2.0;\n"
		"	float layer = floor(at.x) + 2.0 * floor(at.y);\n"
		"	result = texture(image, vec3(fract(at), layer));\n"
		"}\n");
	scene_fill();
}

/* Write the vertices of a geometry shader to a buffer, then draw them. */
static void draw_geometry_feedback(void)
{
	static const char *const names[] = { "gl_Position", "tint" };
	static const int sizes[] = { 4, 3, 0 };
	const GLenum kinds[] = { GL_VERTEX_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER };
	const char *const sources[] = {
		SCENE_GLSL "void main() { gl_Position = vec4(float(gl_VertexID)); }\n",
		SCENE_GLSL
		"layout(points) in;\n"
		"layout(triangle_strip, max_vertices = 5) out;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	float n = gl_in[0].gl_Position.x;\n"
		"	for (int i = 0; i < 5; i++) {\n"
		"		tint = vec3(float(i) * 0.25, n * 0.12, 1.0 - float(i & 1));\n"
		"		gl_Position = vec4(float(i >> 1) * 0.5 - 0.8 + n * 0.05,\n"
		"			float(i & 1) * 0.15 + n * 0.22 - 0.9, 0, 1);\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n", plain_fragment
	};
	GLuint program = scene_stages(kinds, sources, 3), buffer;

	glTransformFeedbackVaryings(program, 2, names, GL_INTERLEAVED_ATTRIBS);
	glLinkProgram(program);
	glUseProgram(program);
	buffer = scene_vertices(NULL, 8 * 9 * 7 * sizeof(float), sizes);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
	glDisableVertexAttribArray(0);
	glDisableVertexAttribArray(1);
	glEnable(GL_RASTERIZER_DISCARD);
	glBeginTransformFeedback(GL_TRIANGLES);
	glDrawArrays(GL_POINTS, 0, 8);
	glEndTransformFeedback();
	glDisable(GL_RASTERIZER_DISCARD);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, 0);
	glEnableVertexAttribArray(0);
	glEnableVertexAttribArray(1);
	scene_program(SCENE_GLSL
		"layout(location = 0) in vec4 position;\n"
		"layout(location = 1) in vec3 colour;\n"
		"out vec3 tint;\n"
		"void main() { tint = colour; gl_Position = position; }\n", facing_fragment);
	glDrawArrays(GL_TRIANGLES, 0, 72);
}

static void patch_program(const char *control, const char *evaluation, const char *geometry,
			  const char *fragment)
{
	const GLenum kinds[] = {
		GL_VERTEX_SHADER, GL_FRAGMENT_SHADER, GL_TESS_CONTROL_SHADER,
		GL_TESS_EVALUATION_SHADER, GL_GEOMETRY_SHADER,
	};
	const char *const sources[] = {
		SCENE_GLSL "void main() { gl_Position = vec4(float(gl_VertexID)); }\n", fragment,
		control, evaluation, geometry
	};

	scene_stages(kinds, sources, geometry ? 5 : 4);
}

/* Factors grow from patch to patch: whole ones, and others. */
static const char growing_control[] = SCENE_GLSL
	"layout(vertices = 1) out;\n"
	"void main() {\n"
	"	float n = float(gl_PrimitiveID);\n"
	"	gl_TessLevelOuter[0] = 1.0 + n * 0.9;\n"
	"	gl_TessLevelOuter[1] = 1.0 + n * 0.5;\n"
	"	gl_TessLevelOuter[2] = 2.3;\n"
	"	gl_TessLevelOuter[3] = 1.0 + n * n * 0.1;\n"
	"	gl_TessLevelInner[0] = 1.0 + n * 0.4;\n"
	"	gl_TessLevelInner[1] = 0.5 + n * 0.7;\n"
	"}\n";

/* Patches in a grid of 4 x 4. Each primitive gets colours of its corners' places. */
static void draw_patches(const char *layout)
{
	char evaluation[1024];

	snprintf(evaluation, sizeof(evaluation), SCENE_GLSL
		 "layout(%s) in;\n"
		 "out vec3 tint;\n"
		 "void main() {\n"
		 "	vec2 at = vec2(gl_PrimitiveID & 3, gl_PrimitiveID >> 2) * 0.5 - 0.9713;\n"
		 "	gl_Position = vec4(at + gl_TessCoord.xy * 0.44, 0, 1);\n"
		 "	tint = fract(gl_TessCoord * 3.7) * 0.8 + 0.2;\n"
		 "}\n", layout);
	patch_program(growing_control, evaluation, NULL, facing_fragment);
	glPatchParameteri(GL_PATCH_VERTICES, 1);
	glDrawArrays(GL_PATCHES, 0, 16);
}

static void draw_triangles_odd(void)
{
	draw_patches("triangles, fractional_odd_spacing, cw");
}

static void draw_triangles_even(void)
{
	draw_patches("triangles, fractional_even_spacing, ccw");
}

static void draw_quads_equal(void)
{
	draw_patches("quads, equal_spacing, cw");
}

static void draw_quads_odd(void)
{
	draw_patches("quads, fractional_odd_spacing, ccw");
}

static void draw_isolines(void)
{
	draw_patches("isolines, fractional_even_spacing");
}

static void draw_patch_points(void)
{
	draw_patches("quads, fractional_even_spacing, point_mode");
}

/* Twenty invocations of a patch read each other's outputs behind a barrier. */
static void draw_barrier(void)
{
	patch_program(SCENE_GLSL
		"layout(vertices = 20) out;\n"
		"out float part[];\n"
		"patch out vec3 sum;\n"
		"void main() {\n"
		"	int next = (gl_InvocationID + 7) % 20;\n"
		"	int patch_part = gl_InvocationID * 13 + gl_PrimitiveID;\n"
		"	part[gl_InvocationID] = float(patch_part % 20);\n"
		"	gl_out[gl_InvocationID].gl_Position =\n"
		"		vec4(gl_in[gl_InvocationID % 3].gl_Position.x);\n"
		"	barrier();\n"
		"	float other = part[next];\n"
		"	barrier();\n"
		"	part[gl_InvocationID] = other * 0.05;\n"
		"	barrier();\n"
		"	if (gl_InvocationID == 19) {\n"
		"		sum = vec3(part[0] + part[12], part[5],\n"
		"			   part[18] + part[9]) * 0.5;\n"
		"		gl_TessLevelOuter[0] = gl_TessLevelOuter[1] = 4.0;\n"
		"		gl_TessLevelOuter[2] = gl_TessLevelOuter[3] = 4.0;\n"
		"		gl_TessLevelInner[0] = gl_TessLevelInner[1] = 4.0;\n"
		"	}\n"
		"}\n",
		SCENE_GLSL
		"layout(quads, equal_spacing, ccw) in;\n"
		"in float part[];\n"
		"patch in vec3 sum;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	int i = int(gl_TessCoord.x * 4.0 + gl_TessCoord.y * 15.0);\n"
		"	vec2 at = vec2(gl_PrimitiveID & 3, gl_PrimitiveID >> 2) * 0.5 - 1.0;\n"
		"	gl_Position = vec4(at + gl_TessCoord.xy * 0.45, 0, 1);\n"
		"	tint = vec3(part[i], fract(gl_in[i].gl_Position.y / 48.0), sum.y) * 0.7 +\n"
		"		sum * 0.3;\n"
		"}\n", NULL, plain_fragment);
	glPatchParameteri(GL_PATCH_VERTICES, 3);
	glDrawArrays(GL_PATCHES, 0, 48);
}

/* Triangles of a tessellated patch shrink in a geometry shader. */
static void draw_both(void)
{
	patch_program(growing_control, SCENE_GLSL
		"layout(triangles, equal_spacing, ccw) in;\n"
		"out vec3 colour;\n"
		"void main() {\n"
		"	vec2 at = vec2(gl_PrimitiveID & 3, gl_PrimitiveID >> 2) * 0.5 - 0.9713;\n"
		"	gl_Position = vec4(at + gl_TessCoord.xy * 0.44, 0, 1);\n"
		"	colour = gl_TessCoord;\n"
		"}\n",
		SCENE_GLSL
		"layout(triangles) in;\n"
		"layout(triangle_strip, max_vertices = 3) out;\n"
		"in vec3 colour[];\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	vec4 middle = (gl_in[0].gl_Position + gl_in[1].gl_Position +\n"
		"		gl_in[2].gl_Position) / 3.0;\n"
		"	for (int i = 0; i < 3; i++) {\n"
		"		tint = colour[i] * 0.7 + float(gl_PrimitiveIDIn & 1) * 0.3;\n"
		"		gl_Position = mix(gl_in[i].gl_Position, middle, 0.25);\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n", facing_fragment);
	glPatchParameteri(GL_PATCH_VERTICES, 1);
	glDrawArrays(GL_PATCHES, 0, 16);
}

const struct scene scenes_geometry[] = {
	{ "gs_instances", draw_instances },
	{ "gs_neighbours", draw_neighbours },
	{ "gs_cuts", draw_cuts },
	{ "gs_layers", draw_layers },
	{ "gs_feedback", draw_geometry_feedback },
	{ "tess_triangles_odd", draw_triangles_odd },
	{ "tess_triangles_even", draw_triangles_even },
	{ "tess_quads_equal", draw_quads_equal },
	{ "tess_quads_odd", draw_quads_odd },
	{ "tess_isolines", draw_isolines },
	{ "tess_points", draw_patch_points },
	{ "tess_barrier", draw_barrier },
	{ "tess_geometry", draw_both },
	{ NULL, NULL },
};
