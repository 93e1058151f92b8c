// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of compressed textures: a cell of the picture for each format. Blocks are random bits, but
 * those of ASTC have modes that are valid. The left half of a cell shows level 0, the right half
 * level 1; the lower half is fetched, the upper half is sampled.
 */
#include "scene.h"

#include <GLES2/gl2ext.h>

#define SIDE	32	/* texels of level 0 */
#define ROWS	4	/* of cells */

/**
 * struct block_format - A compressed format.
 * @internal: its name in GL
 * @bytes: bytes of a block
 * @w: texels across a block
 * @h: texels down a block
 */
struct block_format {
	GLenum internal;
	int bytes;
	int w;
	int h;
};

static const struct block_format s3tc_formats[] = {
	{ GL_COMPRESSED_RGB_S3TC_DXT1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_RGBA_S3TC_DXT1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_RGBA_S3TC_DXT3_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_RGBA_S3TC_DXT5_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_SRGB_S3TC_DXT1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_SRGB_ALPHA_S3TC_DXT3_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_SRGB_ALPHA_S3TC_DXT5_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_RED_RGTC1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_SIGNED_RED_RGTC1_EXT, 8, 4, 4 },
	{ GL_COMPRESSED_RED_GREEN_RGTC2_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_SIGNED_RED_GREEN_RGTC2_EXT, 16, 4, 4 },
};

static const struct block_format bptc_formats[] = {
	{ GL_COMPRESSED_RGBA_BPTC_UNORM_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_SRGB_ALPHA_BPTC_UNORM_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_RGB_BPTC_SIGNED_FLOAT_EXT, 16, 4, 4 },
	{ GL_COMPRESSED_RGB_BPTC_UNSIGNED_FLOAT_EXT, 16, 4, 4 },
};

static const struct block_format etc_formats[] = {
	{ GL_COMPRESSED_RGB8_ETC2, 8, 4, 4 },
	{ GL_COMPRESSED_SRGB8_ETC2, 8, 4, 4 },
	{ GL_COMPRESSED_RGB8_PUNCHTHROUGH_ALPHA1_ETC2, 8, 4, 4 },
	{ GL_COMPRESSED_SRGB8_PUNCHTHROUGH_ALPHA1_ETC2, 8, 4, 4 },
	{ GL_COMPRESSED_RGBA8_ETC2_EAC, 16, 4, 4 },
	{ GL_COMPRESSED_SRGB8_ALPHA8_ETC2_EAC, 16, 4, 4 },
	{ GL_COMPRESSED_R11_EAC, 8, 4, 4 },
	{ GL_COMPRESSED_SIGNED_R11_EAC, 8, 4, 4 },
	{ GL_COMPRESSED_RG11_EAC, 16, 4, 4 },
	{ GL_COMPRESSED_SIGNED_RG11_EAC, 16, 4, 4 },
};

#define ASTC(w, h) \
	{ GL_COMPRESSED_RGBA_ASTC_##w##x##h, 16, w, h }, \
	{ GL_COMPRESSED_SRGB8_ALPHA8_ASTC_##w##x##h, 16, w, h }

static const struct block_format astc_formats[] = {
	ASTC(4, 4), ASTC(5, 4), ASTC(5, 5), ASTC(6, 5), ASTC(6, 6), ASTC(8, 5), ASTC(8, 6),
	ASTC(8, 8), ASTC(10, 5), ASTC(10, 6), ASTC(10, 8), ASTC(10, 10), ASTC(12, 10),
	ASTC(12, 12),
};

/* Give a block of ASTC a mode of a 4x4 grid of weights, and classes of low dynamic range. */
static void make_valid(unsigned char *block)
{
	static const unsigned short modes[] = { 0x42, 0x43, 0x51, 0x52, 0x242, 0x442, 0x441 };
	static const unsigned char classes[] = { 0, 1, 4, 5, 6, 8, 9, 10, 12, 13 };
	unsigned int mode, parts, class;

	mode = modes[(scene_random() >> 8) % (sizeof(modes) / sizeof(*modes))];
	class = classes[(scene_random() >> 8) % sizeof(classes)];
	parts = (scene_random() >> 8) % 3;
	block[0] = mode & 0xff;
	block[1] = (block[1] & 0xe0) | parts << 3 | mode >> 8;
	if (!parts) {
		block[1] = (block[1] & 0x1f) | (class & 7) << 5;
		block[2] = (block[2] & 0xfe) | class >> 3;
	} else {
		/* One class for all partitions: two bits of 0, then the class */
		block[2] &= 0x7f;
		block[3] = (block[3] & 0xe0) | (class & 15) << 1;
	}
}

static void load_level(const struct block_format *format, int level)
{
	static unsigned char bytes[(SIDE / 4) * (SIDE / 4) * 16];
	int side = SIDE >> level, across = (side + format->w - 1) / format->w;
	int down = (side + format->h - 1) / format->h, size = across * down * format->bytes, i;

	for (i = 0; i < size; i++)
		bytes[i] = scene_random() >> 16;
	for (i = 0; i < size && format->internal >= GL_COMPRESSED_RGBA_ASTC_4x4; i += 16)
		make_valid(bytes + i);
	glCompressedTexImage2D(GL_TEXTURE_2D, level, format->internal, side, side, 0, size, bytes);
}

/* Draw a cell for each format, in rows of @columns cells. */
static void draw_cells(const struct block_format *formats, int count, int columns)
{
	int i, level;
	GLuint texture;

	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"uniform sampler2D image;\n"
		"void main() {\n"
		"	int level = uv.x < 0.5 ? 0 : 1;\n"
		"	vec4 color = textureLod(image, uv, float(level));\n"
		"	if (uv.y < 0.5)\n"
		"		color = texelFetch(image, ivec2(uv * 32.0) >> level, level);\n"
		"	color = abs(color) / (1.0 + max(abs(color) - 1.0, 0.0));\n"
		"	result = vec4(mix(color.rgb, color.aaa, 0.25), 1);\n"
		"}\n");
	for (i = 0; i < count; i++) {
		glGenTextures(1, &texture);
		glBindTexture(GL_TEXTURE_2D, texture);
		glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST_MIPMAP_NEAREST);
		glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
		for (level = 0; SIDE >> level; level++)
			load_level(&formats[i], level);
		glViewport(i % columns * SCENE_SIDE / columns, i / columns * SCENE_SIDE / ROWS,
			   SCENE_SIDE / columns, SCENE_SIDE / ROWS);
		scene_fill();
	}
}

static void draw_s3tc(void)
{
	draw_cells(s3tc_formats, sizeof(s3tc_formats) / sizeof(*s3tc_formats), 4);
}

static void draw_bptc(void)
{
	draw_cells(bptc_formats, sizeof(bptc_formats) / sizeof(*bptc_formats), 2);
}

static void draw_etc2(void)
{
	draw_cells(etc_formats, sizeof(etc_formats) / sizeof(*etc_formats), 4);
}

static void draw_astc(void)
{
	draw_cells(astc_formats, sizeof(astc_formats) / sizeof(*astc_formats), 8);
}

const struct scene scenes_block[] = {
	{ "s3tc", draw_s3tc },
	{ "bptc", draw_bptc },
	{ "etc2", draw_etc2 },
	{ "astc", draw_astc },
	{ NULL, NULL },
};
