// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks (block.h): the table of decoders, and the cache. Takes no lock.
 */
#include "sample/block.h"

#include "sample/block_types.h"

#define DECODE_WORK	64u	/* for a texel of a block (&sample_unit.work) */
#define SLOTS_LOG2	6u
#define SPREAD		0x9e3779b97f4a7c15ull	/* 2^64 / golden ratio: spreads keys over slots */

/**
 * struct slot - A decoded block.
 * @format: its format; NULL: the slot is empty
 * @key: its bytes
 * @texel: its texels
 */
struct slot {
	const struct sample_format *format;
	u64 key[2];
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
};

/**
 * struct sample_blocks - A cache of decoded blocks.
 * @work: work of decoding since sample_blocks_work()
 * @slot: the blocks; bits of a product of the key choose the slot
 */
struct sample_blocks {
	u32 work;
	struct slot slot[1 << SLOTS_LOG2];
};

static const sample_block_fn decoders[SAMPLE_BLOCKS] = {
	[SAMPLE_BLOCK_BC1] = sample_block_bc1,
	[SAMPLE_BLOCK_BC1_OPAQUE] = sample_block_bc1_opaque,
	[SAMPLE_BLOCK_BC2] = sample_block_bc2,
	[SAMPLE_BLOCK_BC3] = sample_block_bc3,
	[SAMPLE_BLOCK_BC4] = sample_block_bc4,
	[SAMPLE_BLOCK_BC4_SIGNED] = sample_block_bc4_signed,
	[SAMPLE_BLOCK_BC5] = sample_block_bc5,
	[SAMPLE_BLOCK_BC5_SIGNED] = sample_block_bc5_signed,
	[SAMPLE_BLOCK_BC6H] = sample_block_bc6h,
	[SAMPLE_BLOCK_BC6H_SIGNED] = sample_block_bc6h_signed,
	[SAMPLE_BLOCK_BC7] = sample_block_bc7,
	[SAMPLE_BLOCK_ETC2] = sample_block_etc2,
	[SAMPLE_BLOCK_ETC2_PUNCH] = sample_block_etc2_punch,
	[SAMPLE_BLOCK_ETC2_EAC] = sample_block_etc2_eac,
	[SAMPLE_BLOCK_EAC_R] = sample_block_eac_r,
	[SAMPLE_BLOCK_EAC_R_SIGNED] = sample_block_eac_r_signed,
	[SAMPLE_BLOCK_EAC_RG] = sample_block_eac_rg,
	[SAMPLE_BLOCK_EAC_RG_SIGNED] = sample_block_eac_rg_signed,
	[SAMPLE_BLOCK_ASTC] = sample_block_astc,
	[SAMPLE_BLOCK_FXT1] = sample_block_fxt1,
};

struct sample_blocks *sample_blocks_create(void)
{
	return port_zalloc(sizeof(struct sample_blocks));
}

void sample_blocks_destroy(struct sample_blocks *blocks)
{
	port_free(blocks);
}

u32 sample_blocks_work(struct sample_blocks *blocks)
{
	u32 work = blocks->work;

	blocks->work = 0;
	return work;
}

void sample_block_decode(const struct sample_format *format, const void *block,
			 union sample_texel *to)
{
	u8 bytes[SAMPLE_BLOCK_BYTES] = {};

	memcpy(bytes, block, min((u32)format->bytes, SAMPLE_BLOCK_BYTES));
	decoders[format->block](format, bytes, to);
}

void sample_block_texel(struct sample_blocks *blocks, const struct sample_format *format,
			const void *block, u32 x, u32 y, union sample_texel *to)
{
	u64 key[2] = {};
	struct slot *slot;

	memcpy(key, block, min((u32)format->bytes, SAMPLE_BLOCK_BYTES));
	slot = &blocks->slot[(key[0] * SPREAD ^ key[1]) * SPREAD >> (64 - SLOTS_LOG2)];
	if (unlikely(slot->key[0] != key[0] || slot->key[1] != key[1] ||
		     slot->format != format)) {
		/* The guest may change the block meanwhile: decode what the key holds. */
		sample_block_decode(format, key, slot->texel);
		blocks->work += format->block_w * format->block_h * DECODE_WORK;
		memcpy(slot->key, key, sizeof(key));
		slot->format = format;
	}
	*to = slot->texel[y * format->block_w + x];
}
