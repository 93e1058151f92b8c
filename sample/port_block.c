// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages with one address for all channels (port_types.h): OWORD blocks, scratch blocks. Blocks
 * ignore the mask of channels. The engine's thread calls this file. Takes no lock.
 */
#include "sample/payload.h"
#include "sample/place.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

#define DWORDS		(GEN9_EU_GRF_BYTES / (u32)sizeof(u32))

static const u8 block_owords[GEN9_DP_BLOCK_SIZES] = { 1, 1, 2, 4, 8 };

/**
 * struct block - A block of OWORDs.
 * @owords: its length
 * @skip: bytes of the first register that are not part of it
 */
struct block {
	u32 owords;
	u32 skip;
};

static int block_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     struct block *block)
{
	u64 size = gen9_field(&message->desc, GEN9_DP_BLOCK_SIZE);

	if (!port_index(&size, GEN9_DP_BLOCK_SIZES))
		return sample_unit_refuse(bindings, "data port: block size");
	block->owords = block_owords[size];
	block->skip = size == GEN9_DP_BLOCK_HIGH ? GEN9_OWORD_BYTES : 0;
	return 0;
}

static void block_read(const struct sample_place *place, u64 offset, const struct block *block,
		       const struct eu_message *message)
{
	u32 i, byte;

	for (i = 0; i < block->owords; i++) {
		byte = block->skip + i * GEN9_OWORD_BYTES;
		if (byte / GEN9_EU_GRF_BYTES < message->dst_regs)
			sample_place_read(place, offset + i * GEN9_OWORD_BYTES,
					  message->dst[byte / GEN9_EU_GRF_BYTES].ub +
						  byte % GEN9_EU_GRF_BYTES, GEN9_OWORD_BYTES);
	}
}

/* The data follow the header. */
static void block_write(const struct sample_place *place, u64 offset, const struct block *block,
			const struct eu_message *message)
{
	u32 i, byte;

	for (i = 0; i < block->owords; i++) {
		byte = block->skip + i * GEN9_OWORD_BYTES;
		sample_place_write(place, offset + i * GEN9_OWORD_BYTES,
				   sample_payload(message, 1 + byte / GEN9_EU_GRF_BYTES)->ub +
					   byte % GEN9_EU_GRF_BYTES, GEN9_OWORD_BYTES);
	}
}

static u64 header_offset(const struct eu_message *message)
{
	return sample_payload(message, 0)->ud[GEN9_DP_HEADER_OFFSET];
}

/* Reads in units of @unit bytes */
static int read_at(const struct sample_bindings *bindings, const struct eu_message *message,
		   u32 unit)
{
	struct sample_place place;
	struct block block = { 0 };
	int err = block_get(bindings, message, &block);

	if (!err)
		err = sample_place_get(bindings, message, &place);
	if (!err)
		block_read(&place, header_offset(message) * unit, &block, message);
	return err;
}

int sample_port_block_read(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	return read_at(bindings, message, GEN9_OWORD_BYTES);
}

int sample_port_block_read_bytes(const struct sample_bindings *bindings,
				 const struct eu_message *message)
{
	return read_at(bindings, message, 1);
}

int sample_port_block_write(const struct sample_bindings *bindings,
			    const struct eu_message *message)
{
	struct sample_place place;
	struct block block = { 0 };
	int err = block_get(bindings, message, &block);

	if (!err)
		err = sample_place_get(bindings, message, &place);
	if (!err)
		block_write(&place, header_offset(message) * GEN9_OWORD_BYTES, &block, message);
	return err;
}

int sample_port_a64_block_read(const struct sample_bindings *bindings,
			       const struct eu_message *message)
{
	struct sample_place place = sample_place_everywhere(bindings);
	struct block block = { 0 };
	int err = block_get(bindings, message, &block);

	if (!err)
		block_read(&place, sample_payload(message, 0)->uq[0], &block, message);
	return err;
}

int sample_port_a64_block_write(const struct sample_bindings *bindings,
				const struct eu_message *message)
{
	struct sample_place place = sample_place_everywhere(bindings);
	struct block block = { 0 };
	int err = block_get(bindings, message, &block);

	if (!err)
		block_write(&place, sample_payload(message, 0)->uq[0], &block, message);
	return err;
}

/* A register of scratch: all of it, or the dwords of enabled channels */
static void scratch_register(const struct sample_place *place, u64 offset,
			     const struct eu_message *message, u32 reg, bool write, u32 dwords)
{
	u32 i;

	for (i = 0; i < DWORDS; i++) {
		if (!(dwords & BIT(i)))
			continue;
		if (write)
			sample_place_write(place, offset + i * sizeof(u32),
					   &sample_payload(message, 1 + reg)->ud[i], sizeof(u32));
		else if (reg < message->dst_regs)
			sample_place_read(place, offset + i * sizeof(u32),
					  &message->dst[reg].ud[i], sizeof(u32));
	}
}

int sample_port_scratch(const struct sample_bindings *bindings, const struct eu_message *message)
{
	bool write = gen9_field(&message->desc, GEN9_DP_SCRATCH_WRITE);
	bool masked = gen9_field(&message->desc, GEN9_DP_SCRATCH_DWORDS);
	u32 regs = BIT(gen9_field(&message->desc, GEN9_DP_SCRATCH_SIZE));
	u32 first = gen9_field(&message->desc, GEN9_DP_SCRATCH_OFFSET);
	struct sample_place place = {
		.windows = bindings->unit->windows,
		.base = bindings->general_base +
			(sample_payload(message, 0)->ud[GEN9_DP_HEADER_BASE] &
			 GEN9_DP_HEADER_BASE_MASK),
		.bytes = bindings->scratch_bytes,
	};
	u32 reg, mask;

	for (reg = 0; reg < regs; reg++) {
		mask = masked ? message->mask >> (reg * DWORDS % GEN9_EU_LANES) : ~0u;
		scratch_register(&place, (u64)(first + reg) * GEN9_HWORD_BYTES, message, reg,
				 write, mask);
	}
	return 0;
}
