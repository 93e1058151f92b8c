// SPDX-License-Identifier: GPL-2.0-only
/*
 * The data ports (unit.h): tables from message types to their functions. The engine's thread calls
 * this file. Takes no lock.
 */
#include "gen9/eu_defs.h"
#include "sample/payload.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

#define TYPES	32u	/* values of GEN9_DP_TYPE */

/* Work of a message (&sample_unit.work) */
#define MESSAGE_WORK	256u
#define REG_WORK	128u	/* of a register of data or addresses */

/* Stores are done when a message returns. A response has no value that a kernel reads. */
static int fence(const struct sample_bindings *bindings, const struct eu_message *message)
{
	u32 reg;

	for (reg = 0; reg < message->dst_regs; reg++)
		memset(&message->dst[reg], 0, sizeof(message->dst[reg]));
	return 0;
}

static const sample_port_fn cache_0[TYPES] = {
	[GEN9_DC0_OWORD_READ] = sample_port_block_read,
	[GEN9_DC0_OWORD_READ_UNALIGNED] = sample_port_block_read_bytes,
	[GEN9_DC0_DWORD_READ] = sample_port_dword_read,
	[GEN9_DC0_BYTE_READ] = sample_port_byte_read,
	[GEN9_DC0_FENCE] = fence,
	[GEN9_DC0_OWORD_WRITE] = sample_port_block_write,
	[GEN9_DC0_DWORD_WRITE] = sample_port_dword_write,
	[GEN9_DC0_BYTE_WRITE] = sample_port_byte_write,
};

/* The constant cache, and the read-only port of the sampler's cache */
static const sample_port_fn read_only[TYPES] = {
	[GEN9_DC0_OWORD_READ] = sample_port_block_read,
	[GEN9_DC0_OWORD_READ_UNALIGNED] = sample_port_block_read_bytes,
	[GEN9_DC0_DWORD_READ] = sample_port_dword_read,
};

static const sample_port_fn cache_1[TYPES] = {
	[GEN9_DC1_UNTYPED_READ] = sample_port_untyped_read,
	[GEN9_DC1_UNTYPED_ATOMIC] = sample_port_untyped_atomic,
	[GEN9_DC1_MEDIA_READ] = sample_port_media_read,
	[GEN9_DC1_TYPED_READ] = sample_port_typed_read,
	[GEN9_DC1_TYPED_ATOMIC] = sample_port_typed_atomic,
	[GEN9_DC1_UNTYPED_WRITE] = sample_port_untyped_write,
	[GEN9_DC1_MEDIA_WRITE] = sample_port_media_write,
	[GEN9_DC1_TYPED_WRITE] = sample_port_typed_write,
	[GEN9_DC1_A64_SCATTERED_READ] = sample_port_a64_scattered_read,
	[GEN9_DC1_A64_UNTYPED_READ] = sample_port_a64_untyped_read,
	[GEN9_DC1_A64_ATOMIC] = sample_port_a64_atomic,
	[GEN9_DC1_A64_BLOCK_READ] = sample_port_a64_block_read,
	[GEN9_DC1_A64_BLOCK_WRITE] = sample_port_a64_block_write,
	[GEN9_DC1_A64_UNTYPED_WRITE] = sample_port_a64_untyped_write,
	[GEN9_DC1_A64_SCATTERED_WRITE] = sample_port_a64_scattered_write,
	[GEN9_DC1_UNTYPED_FLOAT_ATOMIC] = sample_port_untyped_float_atomic,
	[GEN9_DC1_A64_FLOAT_ATOMIC] = sample_port_a64_float_atomic,
};

static const sample_port_fn *port_of(u32 sfid)
{
	switch (sfid) {
	case GEN9_SFID_DATA_CACHE_0:
		return cache_0;
	case GEN9_SFID_DATA_CACHE_1:
		return cache_1;
	default:
		return read_only;
	}
}

int sample_data_port(const struct sample_bindings *bindings, const struct eu_message *message)
{
	u64 type = gen9_field(&message->desc, GEN9_DP_TYPE);
	sample_port_fn fn = NULL;
	int err = sample_unit_begin(bindings->unit);

	if (err)
		return err;
	bindings->unit->work += MESSAGE_WORK + REG_WORK *
		(message->src_regs + message->ex_src_regs + message->dst_regs);
	if (message->sfid == GEN9_SFID_DATA_CACHE_0 &&
	    gen9_field(&message->desc, GEN9_DP_SCRATCH))
		return sample_port_scratch(bindings, message);
	if (port_index(&type, TYPES))
		fn = port_of(message->sfid)[type];
	return fn ? fn(bindings, message) :
	       sample_unit_refuse(bindings, "data port: message type");
}
