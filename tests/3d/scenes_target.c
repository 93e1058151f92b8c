// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of render targets: blending, several targets, float targets, copies and samples.
 */
#include "scene.h"

static const char slope[] = SCENE_GLSL
	"in vec2 uv;\nout vec4 result;\n"
	"uniform vec4 tint;\n"
	"void main() { result = tint * vec4(uv, 1, uv.x); }\n";

static void set_tint(GLuint program, float r, float g, float b, float a)
{
	glUniform4f(glGetUniformLocation(program, "tint"), r, g, b, a);
}

/**
 * struct blend - A way to blend.
 * @equation: equation of colour and alpha
 * @source: factor of the source
 * @destination: factor of the destination
 */
struct blend {
	GLenum equation;
	GLenum source;
	GLenum destination;
};

static const struct blend blends[] = {
	{ GL_FUNC_ADD, GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA },
	{ GL_FUNC_ADD, GL_ONE, GL_ONE },
	{ GL_FUNC_SUBTRACT, GL_ONE, GL_ONE },
	{ GL_FUNC_REVERSE_SUBTRACT, GL_ONE, GL_ONE },
	{ GL_MIN, GL_ONE, GL_ONE },
	{ GL_MAX, GL_ONE, GL_ONE },
	{ GL_FUNC_ADD, GL_DST_COLOR, GL_ZERO },
	{ GL_FUNC_ADD, GL_CONSTANT_COLOR, GL_ONE_MINUS_CONSTANT_ALPHA },
	{ GL_FUNC_ADD, GL_SRC_ALPHA_SATURATE, GL_ONE },
};

#define BLENDS	((int)(sizeof(blends) / sizeof(*blends)))

static void draw_blend(void)
{
	GLuint program = scene_program(scene_fill_shader, slope);
	int i;

	glEnable(GL_BLEND);
	glBlendColor(0.3f, 0.6f, 0.9f, 0.4f);
	for (i = 0; i < BLENDS; i++) {
		glViewport(i % 3 * 85, i / 3 * 85, 84, 84);
		glBlendEquation(blends[i].equation);
		glBlendFunc(blends[i].source, blends[i].destination);
		set_tint(program, 1, 0.8f, 0.6f, 0.9f);
		scene_fill();
		glViewport(i % 3 * 85 + 20, i / 3 * 85 + 20, 60, 40);
		set_tint(program, 0.3f, 0.9f, 0.5f, 0.6f);
		scene_fill();
	}
}

static GLuint make_target(GLenum internal, int index)
{
	GLuint texture;

	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, internal, SCENE_SIDE, SCENE_SIDE);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0 + index, GL_TEXTURE_2D, texture,
			       0);
	return texture;
}

static GLuint begin_targets(GLint *before)
{
	GLuint frame;

	glGetIntegerv(GL_FRAMEBUFFER_BINDING, before);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	return frame;
}

static void show(const GLuint *textures, int n)
{
	int i;

	scene_program(scene_fill_shader, SCENE_GLSL
		      "in vec2 uv;\nout vec4 result;\nuniform sampler2D image;\n"
		      "void main() { result = vec4(texture(image, uv).rgb, 1); }\n");
	for (i = 0; i < n; i++) {
		glBindTexture(GL_TEXTURE_2D, textures[i]);
		glViewport(i * SCENE_SIDE / n, 0, SCENE_SIDE / n, SCENE_SIDE);
		scene_fill();
	}
}

static void draw_targets(void)
{
	static const GLenum buffers[] = {
		GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1, GL_COLOR_ATTACHMENT2
	};
	static const GLenum formats[] = { GL_RGBA8, GL_RGB10_A2, GL_RGB565 };
	GLuint textures[3];
	GLint before;
	int i;

	begin_targets(&before);
	for (i = 0; i < 3; i++)
		textures[i] = make_target(formats[i], i);
	glDrawBuffers(3, buffers);
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\n"
		"layout(location = 0) out vec4 a;\n"
		"layout(location = 1) out vec4 b;\n"
		"layout(location = 2) out vec4 c;\n"
		"void main() { a = vec4(uv, 0, 1); b = vec4(0, uv, 1); c = vec4(uv.y, 0, uv.x, 1); }\n");
	scene_fill();
	glBindFramebuffer(GL_FRAMEBUFFER, before);
	show(textures, 3);
}

static void draw_float_target(void)
{
	GLuint texture, program;
	GLint before;

	begin_targets(&before);
	texture = make_target(GL_RGBA16F, 0);
	program = scene_program(scene_fill_shader, slope);
	glClearColor(0, 0, 0, 0);
	glClear(GL_COLOR_BUFFER_BIT);
	glEnable(GL_BLEND);
	glBlendFunc(GL_ONE, GL_ONE);
	set_tint(program, 3, -1, 0.25f, 1);
	scene_fill();
	set_tint(program, -2.5f, 1.5f, 0.25f, 1);
	scene_fill();
	glDisable(GL_BLEND);
	glBindFramebuffer(GL_FRAMEBUFFER, before);
	show(&texture, 1);
}

static void draw_blit(void)
{
	GLuint frame, program;
	GLint before;

	frame = begin_targets(&before);
	make_target(GL_RGBA8, 0);
	program = scene_program(scene_fill_shader, slope);
	set_tint(program, 1, 1, 0.5f, 1);
	scene_fill();
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, before);
	glBindFramebuffer(GL_READ_FRAMEBUFFER, frame);
	glBlitFramebuffer(0, 0, 128, 128, 10, 10, 138, 138, GL_COLOR_BUFFER_BIT, GL_NEAREST);
	glBlitFramebuffer(0, 0, 256, 256, 250, 20, 150, 120, GL_COLOR_BUFFER_BIT, GL_LINEAR);
	glBlitFramebuffer(30, 30, 60, 60, 20, 150, 240, 250, GL_COLOR_BUFFER_BIT, GL_LINEAR);
}

static void draw_copy(void)
{
	GLuint texture = scene_texture(128, 1), other;

	glGenTextures(1, &other);
	glBindTexture(GL_TEXTURE_2D, other);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SCENE_SIDE, SCENE_SIDE);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glCopyImageSubData(texture, GL_TEXTURE_2D, 0, 3, 5, 0, other, GL_TEXTURE_2D, 0, 40, 50, 0, 100,
			   90, 1);
	glCopyImageSubData(texture, GL_TEXTURE_2D, 0, 0, 0, 0, other, GL_TEXTURE_2D, 0, 128, 128, 0,
			   128, 128, 1);
	glCopyImageSubData(texture, GL_TEXTURE_2D, 0, 0, 0, 0, other, GL_TEXTURE_2D, 0, 150, 0, 0, 60,
			   40, 1);
	glViewport(40, 50, SCENE_SIDE - 40, SCENE_SIDE - 50);
	show(&other, 1);
}

static void draw_samples(void)
{
	static const float data[] = { -0.9f, -0.8f, 0.8f, -0.3f, -0.2f, 0.9f };
	static const int sizes[] = { 2, 0 };
	GLuint frame, buffer;
	GLint before;

	frame = begin_targets(&before);
	glGenRenderbuffers(1, &buffer);
	glBindRenderbuffer(GL_RENDERBUFFER, buffer);
	glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, GL_RGBA8, SCENE_SIDE, SCENE_SIDE);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, buffer);
	glClearColor(0, 0, 0.5f, 1);
	glClear(GL_COLOR_BUFFER_BIT);
	scene_program(SCENE_GLSL "layout(location = 0) in vec4 position;\n"
		      "void main() { gl_Position = position; }\n",
		      SCENE_GLSL "out vec4 result;\nvoid main() { result = vec4(1, 1, 0, 1); }\n");
	scene_vertices(data, sizeof(data), sizes);
	glDrawArrays(GL_TRIANGLES, 0, 3);
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, before);
	glBindFramebuffer(GL_READ_FRAMEBUFFER, frame);
	glBlitFramebuffer(0, 0, SCENE_SIDE, SCENE_SIDE, 0, 0, SCENE_SIDE, SCENE_SIDE,
			  GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

const struct scene scenes_target[] = {
	{ "blend", draw_blend },
	{ "targets", draw_targets },
	{ "float_target", draw_float_target },
	{ "blit", draw_blit },
	{ "copy", draw_copy },
	{ "samples", draw_samples },
	{ NULL, NULL },
};
