// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of clears, layers and levels: what drivers do by fast clears, and targets that are parts
 * of textures.
 */
#include "scene.h"

static const char show_shader[] = SCENE_GLSL
	"in vec2 uv;\nout vec4 result;\nuniform sampler2D image;\n"
	"void main() { result = vec4(texture(image, uv).rgb, 1); }\n";

static const char plain_shader[] = SCENE_GLSL
	"out vec4 result;\nuniform vec4 tint;\nvoid main() { result = tint; }\n";

/* A vertex shader for scene_fill() whose depth is @z. */
static const char depth_shader[] = SCENE_GLSL
	"uniform float z;\n"
	"void main() {\n"
	"	vec2 at = vec2(gl_VertexID & 1, gl_VertexID >> 1);\n"
	"	gl_Position = vec4(at * 2.0 - 1.0, z * 2.0 - 1.0, 1);\n"
	"}\n";

static void set_tint(GLuint program, float r, float g, float b)
{
	glUniform4f(glGetUniformLocation(program, "tint"), r, g, b, 1);
}

static GLuint make_texture(GLenum target, GLenum format, int levels, int side, int depth)
{
	GLuint texture;

	glGenTextures(1, &texture);
	glBindTexture(target, texture);
	if (target == GL_TEXTURE_2D)
		glTexStorage2D(target, levels, format, side, side);
	else
		glTexStorage3D(target, levels, format, side, side, depth);
	glTexParameteri(target, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glTexParameteri(target, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
	return texture;
}

static GLuint begin_frame(GLint *before)
{
	GLuint frame;

	glGetIntegerv(GL_FRAMEBUFFER_BINDING, before);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	return frame;
}

/* Show the bound texture in cell @i of a grid of 4 x 4. */
static void cell(int i)
{
	glViewport(i % 4 * 64 + 2, i / 4 * 64 + 2, 60, 60);
	scene_fill();
}

/* Clear a texture with one colour after the other, and sample it in between. */
static void draw_clears(void)
{
	static const float colors[][3] = {
		{ 1, 0, 0 }, { 0, 0.25f, 1 }, { 0.1f, 0.9f, 0.4f }, { 0, 0, 0 },
	};
	static const GLenum formats[] = { GL_RGBA8, GL_RGBA16F, GL_R32F, GL_RGB10_A2 };
	GLuint frame, show = scene_program(scene_fill_shader, show_shader);
	GLint before;
	int f, i;

	frame = begin_frame(&before);
	for (f = 0; f < 4; f++) {
		GLuint texture = make_texture(GL_TEXTURE_2D, formats[f], 1, 128, 1);

		for (i = 0; i < 4; i++) {
			glBindFramebuffer(GL_FRAMEBUFFER, frame);
			glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
					       texture, 0);
			glClearColor(colors[i][1], colors[i][0], colors[i][2], 1);
			glClear(GL_COLOR_BUFFER_BIT);
			/* Nothing is drawn: this clear changes the colour alone. */
			glClearColor(colors[i][0], colors[i][1], colors[i][2], 1);
			glClear(GL_COLOR_BUFFER_BIT);
			glBindFramebuffer(GL_FRAMEBUFFER, before);
			glUseProgram(show);
			cell(4 * f + i);
		}
	}
}

/* Test a target of 64 x 64 against what its depth was cleared to. */
static void depth_cell(GLuint frame, GLint before, GLuint color, int i)
{
	GLuint program;

	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glViewport(0, 0, 64, 64);
	glClearColor(0.2f, 0.2f, 0.2f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	program = scene_program(depth_shader, plain_shader);
	glUniform1f(glGetUniformLocation(program, "z"), 0.5f);
	set_tint(program, 0.9f, 0.7f, 0.1f);
	glEnable(GL_DEPTH_TEST);
	scene_fill();
	glDisable(GL_DEPTH_TEST);
	glBindFramebuffer(GL_FRAMEBUFFER, before);
	glBindTexture(GL_TEXTURE_2D, color);
	scene_program(scene_fill_shader, show_shader);
	cell(i);
}

/* Clear depth twice without a draw between, and test it with and without writes. */
static void draw_depth_clears(void)
{
	static const float depths[][2] = { { 0.25f, 0.75f }, { 0.75f, 0.25f }, { 1, 0 }, { 0, 1 } };
	static const GLenum formats[] = {
		GL_DEPTH_COMPONENT16, GL_DEPTH_COMPONENT24, GL_DEPTH_COMPONENT32F,
	};
	GLuint frame, color, depth;
	GLint before;
	int f, i;

	frame = begin_frame(&before);
	color = make_texture(GL_TEXTURE_2D, GL_RGBA8, 1, 64, 1);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, color, 0);
	for (f = 0; f < 3; f++) {
		glBindFramebuffer(GL_FRAMEBUFFER, frame);
		depth = make_texture(GL_TEXTURE_2D, formats[f], 1, 64, 1);
		glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, depth,
				       0);
		for (i = 0; i < 4; i++) {
			glBindFramebuffer(GL_FRAMEBUFFER, frame);
			glDepthMask(GL_TRUE);
			glClearDepthf(depths[i][0]);
			glClear(GL_DEPTH_BUFFER_BIT);
			glClearDepthf(depths[i][1]);
			glClear(GL_DEPTH_BUFFER_BIT);
			glDepthMask(i & 1);
			depth_cell(frame, before, color, 4 * f + i);
		}
		glBindTexture(GL_TEXTURE_2D, depth);
		cell(12 + f);
	}
	glDepthMask(GL_TRUE);
}

/* Draw a rectangle to each of 8 layers by one draw. Its colour and depth differ by layer. */
static void draw_to_layers(void)
{
	static const GLenum kinds[] = { GL_VERTEX_SHADER, GL_GEOMETRY_SHADER, GL_FRAGMENT_SHADER };
	static const char *const sources[] = {
		SCENE_GLSL "void main() { gl_Position = vec4(0, 0, 0, 1); }\n",
		SCENE_GLSL
		"layout(points, invocations = 8) in;\n"
		"layout(triangle_strip, max_vertices = 4) out;\nflat out int layer;\n"
		"void main() {\n"
		"	for (int i = 0; i < 4; i++) {\n"
		"		float x = float(i & 1), y = float(i >> 1);\n"
		"		layer = gl_InvocationID;\n		gl_Layer = layer;\n"
		"		gl_Position = vec4(x * 1.6 - 0.8, y * 1.2 - 0.6,\n"
		"				   float(layer) * 0.25 - 1.0, 1);\n"
		"		EmitVertex();\n	}\n}\n",
		SCENE_GLSL "flat in int layer;\nout vec4 result;\n"
		"void main() {\n"
		"	result = vec4(float(layer & 3) / 3.0, float(layer >> 2), 0.5, 1);\n}\n",
	};

	glViewport(0, 0, 64, 64);
	scene_stages(kinds, sources, 3);
	glDrawArrays(GL_POINTS, 0, 1);
}

/* Show the layers of a 3D texture, and below them those of a depth texture. */
static void show_layers(GLuint color, GLuint depth)
{
	GLuint program = scene_program(scene_fill_shader, SCENE_GLSL
		"precision highp sampler3D;\nprecision highp sampler2DArray;\n"
		"in vec2 uv;\nout vec4 result;\nuniform sampler3D color;\n"
		"uniform sampler2DArray depth;\nuniform int layer;\n"
		"void main() {\n"
		"	ivec3 at = ivec3(uv * 64.0, layer & 7);\n"
		"	result = layer < 8 ? texelFetch(color, at, 0) :\n"
		"		 vec4(texelFetch(depth, at, 0).r, 0, 0, 1);\n}\n");
	int i;

	glUniform1i(glGetUniformLocation(program, "depth"), 1);
	glActiveTexture(GL_TEXTURE1);
	glBindTexture(GL_TEXTURE_2D_ARRAY, depth);
	glActiveTexture(GL_TEXTURE0);
	glBindTexture(GL_TEXTURE_3D, color);
	for (i = 0; i < 16; i++) {
		glUniform1i(glGetUniformLocation(program, "layer"), i);
		cell(i);
	}
}

/* Draw to all layers of a 3D texture and of depth by one draw, then to single ones. */
static void draw_layers(void)
{
	GLuint frame, color, depth, program;
	GLint before;

	frame = begin_frame(&before);
	color = make_texture(GL_TEXTURE_3D, GL_RGBA8, 1, 64, 8);
	depth = make_texture(GL_TEXTURE_2D_ARRAY, GL_DEPTH_COMPONENT24, 1, 64, 8);
	glFramebufferTexture(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, color, 0);
	glClearColor(0.3f, 0.1f, 0, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	draw_to_layers();
	glFramebufferTextureLayer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, color, 0, 5);
	program = scene_program(scene_fill_shader, plain_shader);
	set_tint(program, 1, 1, 1);
	glViewport(20, 40, 30, 10);
	scene_fill();
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, 0, 0);
	glFramebufferTexture(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, depth, 0);
	glClearDepthf(0.5f);
	glClear(GL_DEPTH_BUFFER_BIT);
	glEnable(GL_DEPTH_TEST);
	draw_to_layers();
	glDisable(GL_DEPTH_TEST);
	glBindFramebuffer(GL_FRAMEBUFFER, before);
	show_layers(color, depth);
}

#define LEVELS	11	/* of a texture of 1024 x 1024 */

/* Clear and draw depth and stencil in each level of a texture. */
static void draw_depth_levels(void)
{
	GLuint frame, depth, program;
	GLint before;
	int i;

	frame = begin_frame(&before);
	depth = make_texture(GL_TEXTURE_2D, GL_DEPTH32F_STENCIL8, LEVELS, 1024, 1);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST_MIPMAP_NEAREST);
	program = scene_program(depth_shader, plain_shader);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glEnable(GL_STENCIL_TEST);
	glEnable(GL_DEPTH_TEST);
	for (i = 0; i < LEVELS; i++) {
		int side = 1024 >> i;

		glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_TEXTURE_2D,
				       depth, i);
		glClearDepthf(1 - (float)i / 100);
		glClearStencil(16 * i);
		glClear(GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
		glStencilFunc(GL_EQUAL, 16 * i, 0xff);
		glStencilOp(GL_KEEP, GL_KEEP, GL_INCR);
		/* A part, and then what the stencil says is the rest of three quarters. */
		glViewport(0, 0, side - side / 2, side - side / 4);
		glUniform1f(glGetUniformLocation(program, "z"), 0.2f + 0.05f * (float)i);
		scene_fill();
		glViewport(0, 0, side - side / 4, side);
		glUniform1f(glGetUniformLocation(program, "z"), 0.1f);
		scene_fill();
	}
	glDisable(GL_DEPTH_TEST);
	glDisable(GL_STENCIL_TEST);
	glBindFramebuffer(GL_FRAMEBUFFER, before);
	program = scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\nuniform highp sampler2D image;\n"
		"uniform int level;\n"
		"void main() {\n"
		"	ivec2 at = ivec2(uv * float(1024 >> level));\n"
		"	result = vec4(texelFetch(image, at, level).r, 0, 0, 1);\n}\n");
	for (i = 0; i < LEVELS; i++) {
		glUniform1i(glGetUniformLocation(program, "level"), i);
		cell(i);
	}
}

const struct scene scenes_clear[] = {
	{ "clears", draw_clears },
	{ "depth_clears", draw_depth_clears },
	{ "layers", draw_layers },
	{ "depth_levels", draw_depth_levels },
	{ NULL, NULL },
};
