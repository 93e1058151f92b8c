/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texels of compressed formats. The sampler asks for one texel at a time. Decoded blocks are kept
 * by their bytes, so that no flush is needed, and equal blocks share one place.
 */
#ifndef SAMPLE_BLOCK_H
#define SAMPLE_BLOCK_H

#include "port.h"
#include "sample/formats.h"
#include "sample/texel.h"

#define SAMPLE_BLOCK_BYTES	16u	/* of the largest block */
#define SAMPLE_BLOCK_TEXELS	144u	/* of the largest block */

struct sample_blocks;

/**
 * sample_blocks_create() - Create an empty cache of decoded blocks.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the cache, for sample_blocks_destroy(); NULL: no memory.
 */
struct sample_blocks *sample_blocks_create(void);

/**
 * sample_blocks_destroy() - Free a cache.
 * @blocks: of sample_blocks_create(), or NULL
 *
 * Context: may sleep; takes no lock.
 */
void sample_blocks_destroy(struct sample_blocks *blocks);

/**
 * sample_blocks_work() - Return the work of decoding since the last call.
 * @blocks: the cache
 *
 * Context: one thread at a time for each cache; takes no lock.
 * Return: an estimate, in units of about a nanosecond, as EU_POLL_WORK.
 */
u32 sample_blocks_work(struct sample_blocks *blocks);

/**
 * sample_block_texel() - Read a texel of a block.
 * @blocks: the cache
 * @format: a format of SAMPLE_CODEC_BLOCK
 * @block: &sample_format.bytes bytes
 * @x: column in the block, below &sample_format.block_w
 * @y: row in the block, below &sample_format.block_h
 * @to: gets the texel, as of sample_texel_unpack()
 *
 * Context: one thread at a time for each cache; takes no lock.
 */
void sample_block_texel(struct sample_blocks *blocks, const struct sample_format *format,
			const void *block, u32 x, u32 y, union sample_texel *to);

/**
 * sample_block_decode() - Decode a block.
 * @format: a format of SAMPLE_CODEC_BLOCK
 * @block: &sample_format.bytes bytes, any values
 * @to: gets the texels, row by row: SAMPLE_BLOCK_TEXELS at most
 *
 * Context: any; takes no lock.
 */
void sample_block_decode(const struct sample_format *format, const void *block,
			 union sample_texel *to);

#endif
