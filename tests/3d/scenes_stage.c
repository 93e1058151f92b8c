// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of the optional stages: transform feedback, geometry and tessellation.
 */
#include "scene.h"

static const char plain_fragment[] = SCENE_GLSL
	"in vec3 tint;\nout vec4 result;\n"
	"void main() { result = vec4(tint, 1); }\n";

static void draw_feedback(void)
{
	static const char *const names[] = { "gl_Position", "tint" };
	static const int sizes[] = { 4, 3, 0 };
	const GLenum kinds[] = { GL_VERTEX_SHADER, GL_FRAGMENT_SHADER };
	const char *sources[] = {
		SCENE_GLSL "out vec3 tint;\n"
		"void main() {\n"
		"	float a = float(gl_VertexID) * 0.7;\n"
		"	tint = vec3(sin(a), cos(a), 1) * 0.5 + 0.5;\n"
		"	gl_Position = vec4(cos(a), sin(a), 0, 1.2 + 0.1 * a);\n"
		"}\n",
		plain_fragment
	};
	GLuint program = scene_stages(kinds, sources, 2), buffer;

	glTransformFeedbackVaryings(program, 2, names, GL_INTERLEAVED_ATTRIBS);
	glLinkProgram(program);
	glUseProgram(program);
	buffer = scene_vertices(NULL, 30 * 7 * sizeof(float), sizes);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
	glDisableVertexAttribArray(0);
	glDisableVertexAttribArray(1);
	glEnable(GL_RASTERIZER_DISCARD);
	glBeginTransformFeedback(GL_TRIANGLES);
	glDrawArrays(GL_TRIANGLES, 0, 30);
	glEndTransformFeedback();
	glDisable(GL_RASTERIZER_DISCARD);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, 0);
	glEnableVertexAttribArray(0);
	glEnableVertexAttribArray(1);
	scene_program(SCENE_GLSL
		"layout(location = 0) in vec4 position;\n"
		"layout(location = 1) in vec3 colour;\n"
		"out vec3 tint;\n"
		"void main() { tint = colour.bgr; gl_Position = position; }\n", plain_fragment);
	glDrawArrays(GL_TRIANGLES, 0, 30);
}

static void draw_geometry(void)
{
	const GLenum kinds[] = { GL_VERTEX_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER };
	const char *sources[] = {
		SCENE_GLSL "void main() {\n"
		"	gl_Position = vec4(float(gl_VertexID % 6) * 0.3 - 0.75,\n"
		"		float(gl_VertexID / 6) * 0.3 - 0.75, 0, 1);\n"
		"}\n",
		SCENE_GLSL "layout(points) in;\n"
		"layout(triangle_strip, max_vertices = 5) out;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	for (int i = 0; i < 3 + gl_PrimitiveIDIn % 3; i++) {\n"
		"		tint = vec3(i & 1, i >> 1 & 1, float(gl_PrimitiveIDIn) / 36.0);\n"
		"		gl_Position = gl_in[0].gl_Position +\n"
		"			vec4(float(i >> 1) * 0.12, float(i & 1) * 0.2, 0, 0);\n"
		"		EmitVertex();\n"
		"	}\n"
		"}\n",
		plain_fragment
	};

	scene_stages(kinds, sources, 3);
	glDrawArrays(GL_POINTS, 0, 36);
}

static void draw_tessellation(void)
{
	const GLenum kinds[] = {
		GL_VERTEX_SHADER, GL_TESS_CONTROL_SHADER, GL_TESS_EVALUATION_SHADER,
		GL_FRAGMENT_SHADER
	};
	const char *sources[] = {
		SCENE_GLSL "void main() {\n"
		"	gl_Position = vec4(gl_VertexID & 1, gl_VertexID >> 1, 0, 1) * 1.6 - 0.8;\n"
		"	gl_Position.w = 1.0;\n"
		"}\n",
		SCENE_GLSL "layout(vertices = 4) out;\n"
		"void main() {\n"
		"	gl_out[gl_InvocationID].gl_Position = gl_in[gl_InvocationID].gl_Position;\n"
		"	gl_TessLevelOuter[gl_InvocationID] = 3.0 + float(gl_InvocationID);\n"
		"	gl_TessLevelInner[gl_InvocationID & 1] = 5.0;\n"
		"}\n",
		SCENE_GLSL "layout(quads, equal_spacing, ccw) in;\n"
		"out vec3 tint;\n"
		"void main() {\n"
		"	vec2 t = gl_TessCoord.xy;\n"
		"	vec4 a = mix(gl_in[0].gl_Position, gl_in[1].gl_Position, t.x);\n"
		"	vec4 b = mix(gl_in[2].gl_Position, gl_in[3].gl_Position, t.x);\n"
		"	gl_Position = mix(a, b, t.y) + vec4(0.1 * sin(t.yx * 9.0), 0, 0);\n"
		"	tint = vec3(t, fract(t.x * 5.0));\n"
		"}\n",
		plain_fragment
	};

	scene_stages(kinds, sources, 4);
	glPatchParameteri(GL_PATCH_VERTICES, 4);
	glDrawArrays(GL_PATCHES, 0, 4);
}

const struct scene scenes_stage[] = {
	{ "feedback", draw_feedback },
	{ "geometry", draw_geometry },
	{ "tessellation", draw_tessellation },
	{ NULL, NULL },
};
