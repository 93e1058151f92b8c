/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands, payloads and URB entries of the hull shader, tessellator, domain shader and geometry
 * shader.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions) and Vol. 7 (3D-Media-GPGPU), "Hull
 * Shader (HS) Stage", "Tessellation Engine (TE) Stage", "Domain Shader (DS) Stage", "Geometry
 * Shader (GS) Stage"; field positions as in Mesa's src/intel/genxml/gen90.xml, payloads as in
 * src/intel/compiler/brw_fs_thread_payload.cpp, patch header as in brw_nir.c.
 */
#ifndef GEN9_STATE_GEOMETRY_H
#define GEN9_STATE_GEOMETRY_H

#include "gen9/field.h"
#include "port.h"

/* 3DSTATE_HS */
#define GEN9_HS_FLOAT_MODE		GEN9_FIELD(1, 16, 16)
#define GEN9_HS_INSTANCES		GEN9_FIELD(2, 3, 0)	/* less 1 */
#define GEN9_HS_STATISTICS		GEN9_FIELD(2, 29, 29)
#define GEN9_HS_ENABLE			GEN9_FIELD(2, 31, 31)
#define GEN9_HS_KERNEL			3u	/* dword of the address */
#define GEN9_HS_SCRATCH			GEN9_FIELD(5, 3, 0)
#define GEN9_HS_SCRATCH_BASE		5u	/* dword of the address */
#define GEN9_HS_READ_LENGTH		GEN9_FIELD(7, 16, 11)
#define GEN9_HS_DISPATCH_MODE		GEN9_FIELD(7, 18, 17)
#define GEN9_HS_GRF_START		GEN9_FIELD(7, 23, 19)
#define GEN9_HS_GRF_START_5		GEN9_FIELD(7, 28, 28)
#define GEN9_HS_SINGLE_PATCH		0u	/* GEN9_HS_DISPATCH_MODE */
#define GEN9_HS_INSTANCES_MAX		16u

/* 3DSTATE_TE */
#define GEN9_TE_ENABLE			GEN9_FIELD(1, 0, 0)
#define GEN9_TE_MODE			GEN9_FIELD(1, 2, 1)	/* 0: tessellate */
#define GEN9_TE_DOMAIN			GEN9_FIELD(1, 5, 4)
#define GEN9_TE_OUTPUT			GEN9_FIELD(1, 9, 8)
#define GEN9_TE_PARTITIONING		GEN9_FIELD(1, 13, 12)
#define GEN9_TE_MAX_ODD			2u	/* dwords, floats */
#define GEN9_TE_MAX_NOT_ODD		3u

/** enum gen9_te_domain - GEN9_TE_DOMAIN. */
enum gen9_te_domain {
	GEN9_TE_QUAD = 0,
	GEN9_TE_TRIANGLE = 1,
	GEN9_TE_ISOLINE = 2,
};

/** enum gen9_te_output - GEN9_TE_OUTPUT. */
enum gen9_te_output {
	GEN9_TE_POINTS = 0,
	GEN9_TE_LINES = 1,
	GEN9_TE_TRIANGLES_CW = 2,
	GEN9_TE_TRIANGLES_CCW = 3,
};

/** enum gen9_te_partitioning - GEN9_TE_PARTITIONING. */
enum gen9_te_partitioning {
	GEN9_TE_INTEGER = 0,
	GEN9_TE_ODD = 1,
	GEN9_TE_EVEN = 2,
};

#define GEN9_TE_FACTOR_MAX		64u
#define GEN9_TE_FACTOR_MAX_ODD		63u

/* Patch header: the first dwords of a patch's entry. Factors of the outer edges go down from 7. */
#define GEN9_PATCH_HEADER_DWORDS	8u
#define GEN9_PATCH_OUTER_0		7u	/* edge u = 0 of triangles and quads */
#define GEN9_PATCH_INNER_QUAD_U		3u
#define GEN9_PATCH_INNER_QUAD_V		2u
#define GEN9_PATCH_INNER_TRIANGLE	4u
#define GEN9_PATCH_LINE_DETAIL		7u
#define GEN9_PATCH_LINE_DENSITY		6u

/* 3DSTATE_DS */
#define GEN9_DS_KERNEL			1u	/* dword of the address */
#define GEN9_DS_FLOAT_MODE		GEN9_FIELD(3, 16, 16)
#define GEN9_DS_SCRATCH			GEN9_FIELD(4, 3, 0)
#define GEN9_DS_SCRATCH_BASE		4u	/* dword of the address */
#define GEN9_DS_READ_OFFSET		GEN9_FIELD(6, 9, 4)
#define GEN9_DS_READ_LENGTH		GEN9_FIELD(6, 17, 11)
#define GEN9_DS_GRF_START		GEN9_FIELD(6, 24, 20)
#define GEN9_DS_ENABLE			GEN9_FIELD(7, 0, 0)
#define GEN9_DS_COMPUTE_W		GEN9_FIELD(7, 2, 2)
#define GEN9_DS_DISPATCH_MODE		GEN9_FIELD(7, 4, 3)
#define GEN9_DS_STATISTICS		GEN9_FIELD(7, 10, 10)
#define GEN9_DS_CULL_DISTANCES		GEN9_FIELD(8, 7, 0)
#define GEN9_DS_CLIP_DISTANCES		GEN9_FIELD(8, 15, 8)
#define GEN9_DS_OUTPUT_LENGTH		GEN9_FIELD(8, 20, 16)
#define GEN9_DS_OUTPUT_OFFSET		GEN9_FIELD(8, 26, 21)
#define GEN9_DS_SIMD8_SINGLE_PATCH	1u	/* GEN9_DS_DISPATCH_MODE */

/* 3DSTATE_GS */
#define GEN9_GS_KERNEL			1u	/* dword of the address */
#define GEN9_GS_FLOAT_MODE		GEN9_FIELD(3, 16, 16)
#define GEN9_GS_SCRATCH			GEN9_FIELD(4, 3, 0)
#define GEN9_GS_SCRATCH_BASE		4u	/* dword of the address */
#define GEN9_GS_GRF_START		GEN9_FIELD(6, 3, 0)
#define GEN9_GS_READ_OFFSET		GEN9_FIELD(6, 9, 4)
#define GEN9_GS_INCLUDE_HANDLES		GEN9_FIELD(6, 10, 10)
#define GEN9_GS_READ_LENGTH		GEN9_FIELD(6, 16, 11)
#define GEN9_GS_OUTPUT_TOPOLOGY		GEN9_FIELD(6, 22, 17)
#define GEN9_GS_VERTEX_SIZE		GEN9_FIELD(6, 28, 23)	/* units of 16 bytes, less 1 */
#define GEN9_GS_GRF_START_4		GEN9_FIELD(6, 30, 29)
#define GEN9_GS_ENABLE			GEN9_FIELD(7, 0, 0)
#define GEN9_GS_DISCARD_ADJACENCY	GEN9_FIELD(7, 1, 1)
#define GEN9_GS_REORDER_TRAILING	GEN9_FIELD(7, 2, 2)
#define GEN9_GS_INCLUDE_PRIMITIVE_ID	GEN9_FIELD(7, 4, 4)
#define GEN9_GS_INVOCATIONS		GEN9_FIELD(7, 9, 5)	/* of statistics, less 1 */
#define GEN9_GS_STATISTICS		GEN9_FIELD(7, 10, 10)
#define GEN9_GS_DISPATCH_MODE		GEN9_FIELD(7, 12, 11)
#define GEN9_GS_DEFAULT_STREAM		GEN9_FIELD(7, 14, 13)
#define GEN9_GS_INSTANCES		GEN9_FIELD(7, 19, 15)	/* less 1 */
#define GEN9_GS_CONTROL_SIZE		GEN9_FIELD(7, 23, 20)	/* units of 32 bytes */
#define GEN9_GS_STATIC_COUNT		GEN9_FIELD(8, 26, 16)
#define GEN9_GS_STATIC			GEN9_FIELD(8, 30, 30)
#define GEN9_GS_CONTROL_STREAMS		GEN9_FIELD(8, 31, 31)	/* else cut bits */
#define GEN9_GS_CULL_DISTANCES		GEN9_FIELD(9, 7, 0)
#define GEN9_GS_CLIP_DISTANCES		GEN9_FIELD(9, 15, 8)
#define GEN9_GS_OUTPUT_LENGTH		GEN9_FIELD(9, 20, 16)
#define GEN9_GS_OUTPUT_OFFSET		GEN9_FIELD(9, 26, 21)
#define GEN9_GS_SIMD8			3u	/* GEN9_GS_DISPATCH_MODE */

/* An output entry of the geometry shader: vertex count if it varies, control data, vertices. */
#define GEN9_GS_COUNT_DWORDS		8u
#define GEN9_GS_STREAM_BITS		2u
#define GEN9_GS_STREAM_MASK		3u

/* Patch topologies: one to 32 vertices. */
#define GEN9_PATCHLIST_1		32u
#define GEN9_PATCH_VERTICES_MAX		32u

/* Payloads of threads of eight channels. */
#define GEN9_THREAD_CHANNELS		8u
#define GEN9_HANDLE_MASK		0xffffu
#define GEN9_PATCH_HANDLE		0u	/* dwords of register 0: hull and domain shader */
#define GEN9_PATCH_PRIMITIVE_ID		1u
#define GEN9_HS_INSTANCE		2u
#define GEN9_HS_INSTANCE_SHIFT		17u
#define GEN9_HS_HANDLES_REG		1u	/* registers 1 to 4: the vertices of the patch */
#define GEN9_HS_FIXED_REGS		5u
#define GEN9_DS_COORDINATES_REG		1u	/* registers 1 to 3: u, v, w */
#define GEN9_DS_HANDLES_REG		4u
#define GEN9_DS_FIXED_REGS		5u
#define GEN9_GS_HANDLES_REG		1u
#define GEN9_GS_INSTANCE_SHIFT		27u
#define GEN9_GS_FIXED_REGS		2u

/* Registers of statistics, 64 bits each. */
#define GEN9_HS_INVOCATION_COUNT	0x2300u
#define GEN9_DS_INVOCATION_COUNT	0x2308u
#define GEN9_GS_INVOCATION_COUNT	0x2328u
#define GEN9_GS_PRIMITIVES_COUNT	0x2330u

#endif
