/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoders of blocks, one for each family of formats: block.c calls them by its table. All have the
 * contract of sample_block_decode(); @block has SAMPLE_BLOCK_BYTES bytes. Takes no lock.
 */
#ifndef SAMPLE_BLOCK_TYPES_H
#define SAMPLE_BLOCK_TYPES_H

#include "port.h"
#include "sample/formats.h"
#include "sample/texel.h"

#define BLOCK_SIDE	4u	/* texels, of all formats but ASTC and FXT1 */
#define BLOCK_ALPHA	3u
#define BLOCK_BYTE_MAX	255u

/* The type of these functions. */
typedef void (*sample_block_fn)(const struct sample_format *format, const u8 *block,
				union sample_texel *to);

/* block_bc.c */
void sample_block_bc1(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);
void sample_block_bc1_opaque(const struct sample_format *format, const u8 *block,
			     union sample_texel *to);
void sample_block_bc2(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);
void sample_block_bc3(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);
void sample_block_bc4(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);
void sample_block_bc4_signed(const struct sample_format *format, const u8 *block,
			     union sample_texel *to);
void sample_block_bc5(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);
void sample_block_bc5_signed(const struct sample_format *format, const u8 *block,
			     union sample_texel *to);

/* block_bptc.c */
void sample_block_bc6h(const struct sample_format *format, const u8 *block,
		       union sample_texel *to);
void sample_block_bc6h_signed(const struct sample_format *format, const u8 *block,
			      union sample_texel *to);
void sample_block_bc7(const struct sample_format *format, const u8 *block,
		      union sample_texel *to);

/* block_etc.c */
void sample_block_etc2(const struct sample_format *format, const u8 *block,
		       union sample_texel *to);
void sample_block_etc2_punch(const struct sample_format *format, const u8 *block,
			     union sample_texel *to);
void sample_block_etc2_eac(const struct sample_format *format, const u8 *block,
			   union sample_texel *to);
void sample_block_eac_r(const struct sample_format *format, const u8 *block,
			union sample_texel *to);
void sample_block_eac_r_signed(const struct sample_format *format, const u8 *block,
			       union sample_texel *to);
void sample_block_eac_rg(const struct sample_format *format, const u8 *block,
			 union sample_texel *to);
void sample_block_eac_rg_signed(const struct sample_format *format, const u8 *block,
				union sample_texel *to);

/* block_astc.c */
void sample_block_astc(const struct sample_format *format, const u8 *block,
		       union sample_texel *to);

/* block_fxt1.c */
void sample_block_fxt1(const struct sample_format *format, const u8 *block,
		       union sample_texel *to);

/**
 * struct block_bits - Bits of a block of 16 bytes, read from the lowest one up.
 * @word: the bits
 * @at: the next bit; bits from 128 on are 0
 */
struct block_bits {
	u64 word[2];
	u32 at;
};

/**
 * block_bits_open() - Begin to read a block.
 * @block: SAMPLE_BLOCK_BYTES bytes
 *
 * Context: any; takes no lock.
 * Return: the bits, at bit 0.
 */
static inline struct block_bits block_bits_open(const u8 *block)
{
	struct block_bits bits = {};

	memcpy(bits.word, block, sizeof(bits.word));
	return bits;
}

/**
 * block_bits_at() - Return bits of a block.
 * @bits: the bits
 * @at: the first one, any value
 * @count: number of bits: 0 to 32
 *
 * Context: any; takes no lock.
 * Return: the bits, the first one lowest.
 */
static inline u32 block_bits_at(const struct block_bits *bits, u32 at, u32 count)
{
	u64 value;

	if (at >= 128)
		return 0;
	value = bits->word[at / 64] >> at % 64;
	if (at < 64 && at)
		value |= bits->word[1] << (64 - at);
	return (u32)(value & (BIT_ULL(count) - 1));
}

/**
 * block_bits_take() - Read the next bits of a block.
 * @bits: the bits
 * @count: number of bits: 0 to 32
 *
 * Context: any; takes no lock.
 * Return: the bits, the first one lowest.
 */
static inline u32 block_bits_take(struct block_bits *bits, u32 count)
{
	u32 value = block_bits_at(bits, bits->at, count);

	bits->at += count;
	return value;
}

#endif
