/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of which a context keeps the last one as state, with their longest lengths.
 * pgpu/pipeline_state.c has the only copy. Commands that set one of several elements are not among
 * them: vertex buffers, vertex elements, instancing, SO buffers.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions); lengths as in Mesa's
 * src/intel/genxml/gen90.xml and the files that it imports.
 */
#ifndef GEN9_PACKET_ROWS_H
#define GEN9_PACKET_ROWS_H

#include "gen9/op_3d_defs.h"
#include "gen9/state_3d.h"
#include "port.h"

/**
 * struct gen9_packet - A kind of command.
 * @opcode: enum gen9_3d_op
 * @dwords: its longest length
 * @runs: the command does more than to set state
 */
struct gen9_packet {
	u16 opcode;
	u16 dwords;
	bool runs;
};

/* By ascending opcode. */
static const struct gen9_packet gen9_packets[] = {
	{ GEN9_OP_STATE_BASE_ADDRESS, GEN9_SBA_DWORDS, false },
	{ GEN9_OP_STATE_SIP, 3, false },
	{ GEN9_OP_CSR_BASE_ADDRESS, 3, false },
	{ GEN9_OP_VF_STATISTICS, 1, false },
	{ GEN9_OP_PIPELINE_SELECT, 1, false },
	{ GEN9_OP_MEDIA_VFE_STATE, 9, false },
	{ GEN9_OP_MEDIA_CURBE_LOAD, 4, false },
	{ GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD, 4, false },
	{ GEN9_OP_CLEAR_PARAMS, 3, false },
	{ GEN9_OP_DEPTH_BUFFER, 8, false },
	{ GEN9_OP_STENCIL_BUFFER, 5, false },
	{ GEN9_OP_HIER_DEPTH_BUFFER, 5, false },
	{ GEN9_OP_INDEX_BUFFER, 5, false },
	{ GEN9_OP_VF, 2, false },
	{ GEN9_OP_MULTISAMPLE, 2, false },
	{ GEN9_OP_CC_STATE_POINTERS, 2, false },
	{ GEN9_OP_SCISSOR_STATE_POINTERS, 2, false },
	{ GEN9_OP_VS, 9, false },
	{ GEN9_OP_GS, 10, false },
	{ GEN9_OP_CLIP, 4, false },
	{ GEN9_OP_SF, 4, false },
	{ GEN9_OP_WM, 2, false },
	{ GEN9_OP_CONSTANT_VS, 11, false },
	{ GEN9_OP_CONSTANT_GS, 11, false },
	{ GEN9_OP_CONSTANT_PS, 11, false },
	{ GEN9_OP_SAMPLE_MASK, 2, false },
	{ GEN9_OP_CONSTANT_HS, 11, false },
	{ GEN9_OP_CONSTANT_DS, 11, false },
	{ GEN9_OP_HS, 9, false },
	{ GEN9_OP_TE, 4, false },
	{ GEN9_OP_DS, 11, false },
	{ GEN9_OP_STREAMOUT, 5, false },
	{ GEN9_OP_SBE, 6, false },
	{ GEN9_OP_PS, 12, false },
	{ GEN9_OP_VIEWPORT_POINTERS_SF_CLIP, 2, false },
	{ GEN9_OP_VIEWPORT_POINTERS_CC, 2, false },
	{ GEN9_OP_BLEND_STATE_POINTERS, 2, false },
	{ GEN9_OP_BINDING_TABLE_VS, 2, false },
	{ GEN9_OP_BINDING_TABLE_HS, 2, false },
	{ GEN9_OP_BINDING_TABLE_DS, 2, false },
	{ GEN9_OP_BINDING_TABLE_GS, 2, false },
	{ GEN9_OP_BINDING_TABLE_PS, 2, false },
	{ GEN9_OP_SAMPLER_STATE_VS, 2, false },
	{ GEN9_OP_SAMPLER_STATE_HS, 2, false },
	{ GEN9_OP_SAMPLER_STATE_DS, 2, false },
	{ GEN9_OP_SAMPLER_STATE_GS, 2, false },
	{ GEN9_OP_SAMPLER_STATE_PS, 2, false },
	{ GEN9_OP_URB_VS, 2, false },
	{ GEN9_OP_URB_HS, 2, false },
	{ GEN9_OP_URB_DS, 2, false },
	{ GEN9_OP_URB_GS, 2, false },
	{ GEN9_OP_VF_SGVS, 2, false },
	{ GEN9_OP_VF_TOPOLOGY, 2, false },
	{ GEN9_OP_WM_CHROMAKEY, 2, false },
	{ GEN9_OP_PS_BLEND, 2, false },
	{ GEN9_OP_WM_DEPTH_STENCIL, 4, false },
	{ GEN9_OP_PS_EXTRA, 2, false },
	{ GEN9_OP_RASTER, 5, false },
	{ GEN9_OP_SBE_SWIZ, 11, false },
	{ GEN9_OP_WM_HZ_OP, 5, true },
	{ GEN9_OP_VF_COMPONENT_PACKING, 5, false },
	{ GEN9_OP_DRAWING_RECTANGLE, 4, false },
	{ GEN9_OP_CHROMA_KEY, 4, false },
	{ GEN9_OP_POLY_STIPPLE_OFFSET, 2, false },
	{ GEN9_OP_POLY_STIPPLE_PATTERN, 33, false },
	{ GEN9_OP_LINE_STIPPLE, 3, false },
	{ GEN9_OP_AA_LINE_PARAMETERS, 3, false },
	{ GEN9_OP_MONOFILTER_SIZE, 2, false },
	{ GEN9_OP_PUSH_CONSTANT_ALLOC_VS, 2, false },
	{ GEN9_OP_PUSH_CONSTANT_ALLOC_HS, 2, false },
	{ GEN9_OP_PUSH_CONSTANT_ALLOC_DS, 2, false },
	{ GEN9_OP_PUSH_CONSTANT_ALLOC_GS, 2, false },
	{ GEN9_OP_PUSH_CONSTANT_ALLOC_PS, 2, false },
	{ GEN9_OP_SO_DECL_LIST, GEN9_SO_DECL_LIST_DWORDS, false },
	{ GEN9_OP_BINDING_TABLE_POOL_ALLOC, 4, true },
	{ GEN9_OP_GATHER_POOL_ALLOC, 4, true },
	{ GEN9_OP_DX9_POOL_ALLOC, 4, true },
	{ GEN9_OP_SAMPLE_PATTERN, 9, false },
};

#endif
