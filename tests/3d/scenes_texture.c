// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of textures: filters, levels, wraps, kinds and formats.
 */
#include "scene.h"

#define SAMPLE	SCENE_GLSL \
	"in vec2 uv;\nout vec4 result;\n" \
	"uniform sampler2D image;\n"

static void parameter(GLenum name, GLint value)
{
	glTexParameteri(GL_TEXTURE_2D, name, value);
}

static void filters(GLint min, GLint mag)
{
	parameter(GL_TEXTURE_MIN_FILTER, min);
	parameter(GL_TEXTURE_MAG_FILTER, mag);
}

static void draw_nearest(void)
{
	scene_texture(16, 1);
	filters(GL_NEAREST, GL_NEAREST);
	scene_program(scene_fill_shader, SAMPLE
		      "void main() { result = vec4(texture(image, uv).rgb, 1); }\n");
	scene_fill();
}

static void draw_linear(void)
{
	scene_texture(16, 1);
	filters(GL_LINEAR, GL_LINEAR);
	parameter(GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
	parameter(GL_TEXTURE_WRAP_T, GL_MIRRORED_REPEAT);
	scene_program(scene_fill_shader, SAMPLE
		      "void main() { result = vec4(texture(image, uv * 2.1 - 0.4).rgb, 1); }\n");
	scene_fill();
}

static void draw_levels(GLint min)
{
	scene_texture(256, 9);
	filters(min, GL_LINEAR);
	scene_program(scene_fill_shader, SAMPLE
		"void main() {\n"
		"	float z = 1.05 - uv.y;\n"
		"	result = vec4(texture(image, vec2((uv.x - 0.5) / z, 0.3 / z)).rgb, 1);\n"
		"}\n");
	scene_fill();
}

static void draw_mipmaps(void)
{
	draw_levels(GL_LINEAR_MIPMAP_LINEAR);
}

static void draw_mip_nearest(void)
{
	draw_levels(GL_NEAREST_MIPMAP_NEAREST);
}

static void draw_generated(void)
{
	scene_texture(128, 8);
	filters(GL_LINEAR_MIPMAP_LINEAR, GL_LINEAR);
	glGenerateMipmap(GL_TEXTURE_2D);
	scene_program(scene_fill_shader, SAMPLE
		      "void main() { result = vec4(textureLod(image, uv, uv.x * 7.0).rgb, 1); }\n");
	scene_fill();
}

static void draw_fetch(void)
{
	scene_texture(64, 7);
	filters(GL_NEAREST, GL_NEAREST);
	scene_program(scene_fill_shader, SAMPLE
		"void main() {\n"
		"	int level = int(uv.y * 4.0);\n"
		"	ivec2 at = ivec2(uv * 63.0) >> level;\n"
		"	result = texelFetch(image, at, level);\n"
		"	result.b += float(textureSize(image, level).x) / 128.0;\n"
		"}\n");
	scene_fill();
}

static void draw_gather(void)
{
	scene_texture(32, 1);
	filters(GL_NEAREST, GL_NEAREST);
	scene_program(scene_fill_shader, SAMPLE
		"void main() { result = textureGather(image, uv, 1) * 0.5 +\n"
		"	0.5 * textureOffset(image, uv, ivec2(2, -3)); }\n");
	scene_fill();
}

static void draw_cube(void)
{
	static unsigned char face[6][8 * 8 * 4];
	GLuint texture;
	int i, k;

	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_CUBE_MAP, texture);
	glTexStorage2D(GL_TEXTURE_CUBE_MAP, 1, GL_RGBA8, 8, 8);
	for (i = 0; i < 6; i++) {
		for (k = 0; k < 8 * 8 * 4; k++)
			face[i][k] = (k & 3) == 0 ? i * 50 : (k & 3) == 1 ? k / 4 % 8 * 30 :
				     k / 32 * 30;
		glTexSubImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + i, 0, 0, 0, 8, 8, GL_RGBA,
				GL_UNSIGNED_BYTE, face[i]);
	}
	glTexParameteri(GL_TEXTURE_CUBE_MAP, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glTexParameteri(GL_TEXTURE_CUBE_MAP, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"uniform samplerCube image;\n"
		"void main() {\n"
		"	vec2 a = uv * vec2(6.2832, 3.1416);\n"
		"	vec3 d = vec3(cos(a.x) * sin(a.y), cos(a.y), sin(a.x) * sin(a.y));\n"
		"	result = vec4(texture(image, d).rgb, 1);\n"
		"}\n");
	scene_fill();
}

static void draw_volume(void)
{
	static unsigned char data[8][8][8][4];
	unsigned char *byte = data[0][0][0];
	GLuint textures[2];
	unsigned int i;

	for (i = 0; i < sizeof(data); i++)
		byte[i] = (i & 3) == 0 ? i / 256 * 32 : (i & 3) == 1 ? i / 32 % 8 * 32 : i % 251;
	glGenTextures(2, textures);
	glBindTexture(GL_TEXTURE_3D, textures[0]);
	glTexImage3D(GL_TEXTURE_3D, 0, GL_RGBA8, 8, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
	glTexParameteri(GL_TEXTURE_3D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
	glActiveTexture(GL_TEXTURE1);
	glBindTexture(GL_TEXTURE_2D_ARRAY, textures[1]);
	glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_RGBA8, 8, 8, 8, 0, GL_RGBA, GL_UNSIGNED_BYTE, data);
	glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	i = scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"uniform highp sampler3D volume;\n"
		"uniform highp sampler2DArray layers;\n"
		"void main() {\n"
		"	result = uv.y > 0.5 ? texture(volume, vec3(uv, uv.x + uv.y * 0.3)) :\n"
		"		texture(layers, vec3(uv * 2.0, uv.x * 8.0));\n"
		"}\n");
	glUniform1i(glGetUniformLocation(i, "layers"), 1);
	scene_fill();
}

static void draw_compare(void)
{
	static float depth[64][64];
	GLuint texture;
	int x, y;

	for (y = 0; y < 64; y++)
		for (x = 0; x < 64; x++)
			depth[y][x] = (x * x + y * y) % 4096 / 4096.0f;
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT32F, 64, 64, 0, GL_DEPTH_COMPONENT, GL_FLOAT,
		     depth);
	filters(GL_NEAREST, GL_NEAREST);
	parameter(GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
	parameter(GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"uniform highp sampler2DShadow image;\n"
		"void main() { result = vec4(texture(image, vec3(uv, 0.4)), uv, 1); }\n");
	scene_fill();
}

/**
 * struct format - A format whose texels are given as bytes.
 * @internal: internal format
 * @format: format of the data
 * @type: type of the data
 * @texel: bytes of a texel
 */
struct format {
	GLenum internal;
	GLenum format;
	GLenum type;
	int texel;
};

static const struct format formats[] = {
	{ GL_R8, GL_RED, GL_UNSIGNED_BYTE, 1 },
	{ GL_RG8, GL_RG, GL_UNSIGNED_BYTE, 2 },
	{ GL_RGB565, GL_RGB, GL_UNSIGNED_SHORT_5_6_5, 2 },
	{ GL_RGBA4, GL_RGBA, GL_UNSIGNED_SHORT_4_4_4_4, 2 },
	{ GL_RGB5_A1, GL_RGBA, GL_UNSIGNED_SHORT_5_5_5_1, 2 },
	{ GL_SRGB8_ALPHA8, GL_RGBA, GL_UNSIGNED_BYTE, 4 },
	{ GL_RGB10_A2, GL_RGBA, GL_UNSIGNED_INT_2_10_10_10_REV, 4 },
	{ GL_RGBA8_SNORM, GL_RGBA, GL_BYTE, 4 },
	{ GL_R11F_G11F_B10F, GL_RGB, GL_UNSIGNED_INT_10F_11F_11F_REV, 4 },
	{ GL_RGB9_E5, GL_RGB, GL_UNSIGNED_INT_5_9_9_9_REV, 4 },
	{ GL_RG16F, GL_RG, GL_HALF_FLOAT, 4 },
	{ GL_RGBA16F, GL_RGBA, GL_HALF_FLOAT, 8 },
};

#define FORMATS	((int)(sizeof(formats) / sizeof(*formats)))

/* A column of pixels for each format. */
static void draw_formats(void)
{
	unsigned char bytes[16 * 16 * 8];
	GLuint texture;
	unsigned int k;
	int i;

	scene_program(scene_fill_shader, SAMPLE
		      "void main() { result = vec4(texture(image, uv).rgb, 1); }\n");
	for (i = 0; i < FORMATS; i++) {
		/* Bit patterns of small half floats: no infinity and no NaN. */
		for (k = 0; k < sizeof(bytes); k++)
			bytes[k] = formats[i].type == GL_HALF_FLOAT && k & 1 ? 0x38 + k / 64 % 4 :
				   scene_random() >> 16;
		glGenTextures(1, &texture);
		glBindTexture(GL_TEXTURE_2D, texture);
		glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
		glTexImage2D(GL_TEXTURE_2D, 0, formats[i].internal, 16, 16, 0, formats[i].format,
			     formats[i].type, bytes);
		filters(GL_NEAREST, GL_NEAREST);
		glViewport(i * SCENE_SIDE / FORMATS, 0, SCENE_SIDE / FORMATS, SCENE_SIDE);
		scene_fill();
	}
}

const struct scene scenes_texture[] = {
	{ "nearest", draw_nearest },
	{ "linear", draw_linear },
	{ "mipmaps", draw_mipmaps },
	{ "mip_nearest", draw_mip_nearest },
	{ "generated", draw_generated },
	{ "fetch", draw_fetch },
	{ "gather", draw_gather },
	{ "cube", draw_cube },
	{ "volume", draw_volume },
	{ "compare", draw_compare },
	{ "formats", draw_formats },
	{ NULL, NULL },
};
