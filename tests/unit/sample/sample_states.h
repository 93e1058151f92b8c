/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface states, binding tables and messages in the address space of a test (sample_rig.h).
 */
#ifndef SAMPLE_STATES_H
#define SAMPLE_STATES_H

#include "gen9/data_port_defs.h"
#include "gen9/format_defs.h"
#include "gen9/surface_defs.h"
#include "sample_rig.h"
#include "tests/lib/fields.h"

#define STATES_SURFACES	(RIG_VA + 0x10000)	/* a surface state each 64 bytes */
#define STATES_TABLE	(RIG_VA + 0x20000)
#define STATES_DYNAMIC	(RIG_VA + 0x30000)
#define STATES_DATA	(RIG_VA + 0x100000)

/* Put a surface state into the binding table, as entry @index. */
static inline void bind(struct rig *rig, u32 index, const u32 *dw)
{
	u32 offset = index * GEN9_SURFACE_STATE_DWORDS * 4;

	rig->bindings.surface_base = STATES_SURFACES;
	rig->bindings.binding_table = STATES_TABLE;
	rig_put(rig, STATES_SURFACES + offset, dw, GEN9_SURFACE_STATE_DWORDS * 4);
	rig_put(rig, STATES_TABLE + 4 * index, &offset, sizeof(offset));
}

static inline void buffer_state(u32 *dw, u32 format, u64 va, u32 elements, u32 pitch)
{
	memset(dw, 0, GEN9_SURFACE_STATE_DWORDS * sizeof(*dw));
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_BUFFER);
	set_field(dw, GEN9_SS_FORMAT, format);
	set_field(dw, GEN9_SS_PITCH, pitch - 1);
	set_field(dw, GEN9_SS_WIDTH, (elements - 1) & 0x7f);
	set_field(dw, GEN9_SS_HEIGHT, (elements - 1) >> 7 & 0x3fff);
	set_field(dw, GEN9_SS_DEPTH, (elements - 1) >> 21);
	set_field(dw, GEN9_SS_BASE_LOW, lower_32_bits(va));
	set_field(dw, GEN9_SS_BASE_HIGH, upper_32_bits(va));
}

/* A 2D array at STATES_DATA; the caller sets other fields. */
static inline void texture_state(u32 *dw, u32 format, u32 tiling, u32 width, u32 height, u32 pitch)
{
	memset(dw, 0, GEN9_SURFACE_STATE_DWORDS * sizeof(*dw));
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_2D);
	set_field(dw, GEN9_SS_FORMAT, format);
	set_field(dw, GEN9_SS_TILE_MODE, tiling);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_WIDTH, width - 1);
	set_field(dw, GEN9_SS_HEIGHT, height - 1);
	set_field(dw, GEN9_SS_PITCH, pitch - 1);
	set_field(dw, GEN9_SS_HALIGN, 1);
	set_field(dw, GEN9_SS_VALIGN, 1);
	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_RED);
	set_field(dw, GEN9_SS_SELECT_GREEN, GEN9_SELECT_GREEN);
	set_field(dw, GEN9_SS_SELECT_BLUE, GEN9_SELECT_BLUE);
	set_field(dw, GEN9_SS_SELECT_ALPHA, GEN9_SELECT_ALPHA);
	set_field(dw, GEN9_SS_BASE_LOW, lower_32_bits(STATES_DATA));
	set_field(dw, GEN9_SS_BASE_HIGH, upper_32_bits(STATES_DATA));
}

/* A message with registers of its own */
struct letter {
	union eu_reg src[16];
	union eu_reg ex_src[16];
	union eu_reg dst[16];
	struct eu_message message;
};

/* An empty message, whose response registers hold a pattern */
static inline void letter_open(struct letter *letter, u32 sfid, u32 lanes, u32 regs, u32 answer)
{
	memset(letter, 0, sizeof(*letter));
	memset(letter->dst, 0xa5, sizeof(letter->dst));
	letter->message = (struct eu_message){
		.sfid = (u8)sfid,
		.exec_size = (u8)lanes,
		.mask = (u32)GENMASK(lanes - 1, 0),
		.src_regs = regs,
		.dst_regs = answer,
		.src = letter->src,
		.ex_src = letter->ex_src,
		.dst = answer ? letter->dst : NULL,
	};
}

#endif
