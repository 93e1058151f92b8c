/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface formats: their layout in memory, and what the units may do with them. The table has all
 * formats of Gen9; formats without a codec here are in it by name.
 */
#ifndef SAMPLE_FORMATS_H
#define SAMPLE_FORMATS_H

#include "gen9/format_defs.h"
#include "port.h"

/**
 * enum sample_codec - Ways to read and write a texel.
 * @SAMPLE_CODEC_NONE: no one can: palettes, planes, formats that Gen9 does not have
 * @SAMPLE_CODEC_BITS: each channel is a field of bits (struct sample_channel)
 * @SAMPLE_CODEC_SHARED_EXP: three mantissas of 9 bits and an exponent of 5
 * @SAMPLE_CODEC_RAW: bytes without a format: dwords of untyped messages
 * @SAMPLE_CODEC_BLOCK: a compressed block (sample/block.h)
 */
enum sample_codec {
	SAMPLE_CODEC_NONE,
	SAMPLE_CODEC_BITS,
	SAMPLE_CODEC_SHARED_EXP,
	SAMPLE_CODEC_RAW,
	SAMPLE_CODEC_BLOCK,
};

/**
 * enum sample_block - Kinds of blocks, of SAMPLE_CODEC_BLOCK.
 * @SAMPLE_BLOCK_NONE: the format has no blocks
 * @SAMPLE_BLOCK_BC1: DXT1 with alpha of one bit
 * @SAMPLE_BLOCK_BC1_OPAQUE: DXT1 whose alpha is 1
 * @SAMPLE_BLOCK_BC2: DXT3
 * @SAMPLE_BLOCK_BC3: DXT5
 * @SAMPLE_BLOCK_BC4: RGTC1
 * @SAMPLE_BLOCK_BC4_SIGNED: RGTC1, signed
 * @SAMPLE_BLOCK_BC5: RGTC2
 * @SAMPLE_BLOCK_BC5_SIGNED: RGTC2, signed
 * @SAMPLE_BLOCK_BC6H: BPTC of floats, unsigned
 * @SAMPLE_BLOCK_BC6H_SIGNED: BPTC of floats
 * @SAMPLE_BLOCK_BC7: BPTC of four channels
 * @SAMPLE_BLOCK_ETC2: ETC1 and ETC2
 * @SAMPLE_BLOCK_ETC2_PUNCH: ETC2 with alpha of one bit
 * @SAMPLE_BLOCK_ETC2_EAC: ETC2 with alpha
 * @SAMPLE_BLOCK_EAC_R: one channel of 11 bits
 * @SAMPLE_BLOCK_EAC_R_SIGNED: one channel of 11 bits, signed
 * @SAMPLE_BLOCK_EAC_RG: two channels of 11 bits
 * @SAMPLE_BLOCK_EAC_RG_SIGNED: two channels of 11 bits, signed
 * @SAMPLE_BLOCK_ASTC: ASTC of low dynamic range
 * @SAMPLE_BLOCK_FXT1: FXT1, all of its modes
 * @SAMPLE_BLOCKS: number of kinds
 */
enum sample_block {
	SAMPLE_BLOCK_NONE,
	SAMPLE_BLOCK_BC1,
	SAMPLE_BLOCK_BC1_OPAQUE,
	SAMPLE_BLOCK_BC2,
	SAMPLE_BLOCK_BC3,
	SAMPLE_BLOCK_BC4,
	SAMPLE_BLOCK_BC4_SIGNED,
	SAMPLE_BLOCK_BC5,
	SAMPLE_BLOCK_BC5_SIGNED,
	SAMPLE_BLOCK_BC6H,
	SAMPLE_BLOCK_BC6H_SIGNED,
	SAMPLE_BLOCK_BC7,
	SAMPLE_BLOCK_ETC2,
	SAMPLE_BLOCK_ETC2_PUNCH,
	SAMPLE_BLOCK_ETC2_EAC,
	SAMPLE_BLOCK_EAC_R,
	SAMPLE_BLOCK_EAC_R_SIGNED,
	SAMPLE_BLOCK_EAC_RG,
	SAMPLE_BLOCK_EAC_RG_SIGNED,
	SAMPLE_BLOCK_ASTC,
	SAMPLE_BLOCK_FXT1,
	SAMPLE_BLOCKS,
};

/**
 * enum sample_quick - Short ways to read a texel of SAMPLE_CODEC_BITS.
 * @SAMPLE_QUICK_NONE: channel by channel
 * @SAMPLE_QUICK_UNORM_8: all channels are UNORM of 8 bits, in 4 bytes
 * @SAMPLE_QUICK_SRGB_8: likewise; red, green and blue are sRGB
 * @SAMPLE_QUICK_UNORM_24: red alone: UNORM of the lower 24 of 32 bits
 * @SAMPLE_QUICK_32: red, green ... of 32 bits follow each other: floats or integers
 */
enum sample_quick {
	SAMPLE_QUICK_NONE,
	SAMPLE_QUICK_UNORM_8,
	SAMPLE_QUICK_SRGB_8,
	SAMPLE_QUICK_UNORM_24,
	SAMPLE_QUICK_32,
};

/**
 * enum sample_number - Meanings of the bits of a channel.
 * @SAMPLE_ABSENT: the format has no such channel: it reads 0, alpha reads 1
 * @SAMPLE_UNORM: 0 to 1
 * @SAMPLE_SNORM: -1 to 1
 * @SAMPLE_UINT: unsigned integer
 * @SAMPLE_SINT: signed integer
 * @SAMPLE_USCALED: unsigned integer that is read as a float
 * @SAMPLE_SSCALED: signed integer that is read as a float
 * @SAMPLE_SFIXED: signed fixed point with 16 bits behind the point
 * @SAMPLE_FLOAT: floating point of 16, 32, or 64 bits
 * @SAMPLE_UFLOAT: unsigned floating point of 10 or 11 bits
 * @SAMPLE_BITS: bits without a meaning (PASSTHRU)
 */
enum sample_number {
	SAMPLE_ABSENT,
	SAMPLE_UNORM,
	SAMPLE_SNORM,
	SAMPLE_UINT,
	SAMPLE_SINT,
	SAMPLE_USCALED,
	SAMPLE_SSCALED,
	SAMPLE_SFIXED,
	SAMPLE_FLOAT,
	SAMPLE_UFLOAT,
	SAMPLE_BITS,
};

/* What Gen9 can do with surfaces of a format: &sample_format.uses. */
#define SAMPLE_USE_SAMPLE	0x01u	/* ld and nearest filter */
#define SAMPLE_USE_FILTER	0x02u
#define SAMPLE_USE_SHADOW	0x04u
#define SAMPLE_USE_RENDER	0x08u
#define SAMPLE_USE_BLEND	0x10u
#define SAMPLE_USE_VERTEX	0x20u
#define SAMPLE_USE_WRITE	0x40u	/* typed surface write */
#define SAMPLE_USE_READ		0x80u	/* typed surface read */

/**
 * struct sample_channel - A channel of a texel.
 * @number: enum sample_number
 * @shift: first bit, from bit 0 of the texel's first byte
 * @bits: length in bits
 */
struct sample_channel {
	u8 number;
	u8 shift;
	u8 bits;
};

/**
 * struct sample_format - A surface format.
 * @name: name in the PRM
 * @codec: enum sample_codec
 * @quick: enum sample_quick
 * @block: enum sample_block
 * @bytes: bytes of a texel, or of a block: 1 to 32
 * @block_w: texels across a block: 1, if the format is not compressed
 * @block_h: texels down a block
 * @srgb: red, green and blue are sRGB
 * @integer: texels are integers: they are neither filtered nor blended
 * @uses: SAMPLE_USE_*
 * @channel: red, green, blue, alpha. Channels may share bits (luminance, intensity)
 */
struct sample_format {
	const char *name;
	u8 codec;
	u8 quick;
	u8 block;
	u8 bytes;
	u8 block_w;
	u8 block_h;
	bool srgb;
	bool integer;
	u8 uses;
	struct sample_channel channel[4];
};

/**
 * sample_format_get() - Return a surface format.
 * @value: enum gen9_format, any value
 *
 * Context: any; takes no lock.
 * Return: the format, constant; NULL: Gen9 has no such format.
 */
const struct sample_format *sample_format_get(u32 value);

#endif
