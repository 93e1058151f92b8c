/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surface state of Gen9: RENDER_SURFACE_STATE in memory, tilings, layouts of samples.
 *
 * Source: PRM SKL Vol. 2d (Command Reference: Structures), "RENDER_SURFACE_STATE", and Vol. 5
 * (Memory Views), "Tiling"; field positions as in Mesa's src/intel/genxml/gen90.xml, layouts as in
 * src/intel/isl/isl.c.
 */
#ifndef GEN9_SURFACE_DEFS_H
#define GEN9_SURFACE_DEFS_H

#include "gen9/field.h"

#define GEN9_SURFACE_STATE_DWORDS	16u

#define GEN9_SS_CUBE_FACES		GEN9_FIELD(0, 5, 0)
#define GEN9_SS_TILE_MODE		GEN9_FIELD(0, 13, 12)
#define GEN9_SS_HALIGN			GEN9_FIELD(0, 15, 14)
#define GEN9_SS_VALIGN			GEN9_FIELD(0, 17, 16)
#define GEN9_SS_FORMAT			GEN9_FIELD(0, 27, 18)
#define GEN9_SS_ARRAY			GEN9_FIELD(0, 28, 28)
#define GEN9_SS_TYPE			GEN9_FIELD(0, 31, 29)
#define GEN9_SS_QPITCH			GEN9_FIELD(1, 14, 0)	/* in 4 rows */
#define GEN9_SS_WIDTH			GEN9_FIELD(2, 13, 0)	/* less 1 */
#define GEN9_SS_HEIGHT			GEN9_FIELD(2, 29, 16)	/* less 1 */
#define GEN9_SS_PITCH			GEN9_FIELD(3, 17, 0)	/* less 1 */
#define GEN9_SS_DEPTH			GEN9_FIELD(3, 31, 21)	/* less 1 */
#define GEN9_SS_SAMPLES			GEN9_FIELD(4, 5, 3)	/* log2 */
#define GEN9_SS_INTERLEAVED		GEN9_FIELD(4, 6, 6)	/* MSFMT_DEPTH_STENCIL */
#define GEN9_SS_VIEW_EXTENT		GEN9_FIELD(4, 17, 7)	/* less 1 */
#define GEN9_SS_MIN_ARRAY		GEN9_FIELD(4, 28, 18)
#define GEN9_SS_ROTATION		GEN9_FIELD(4, 30, 29)
#define GEN9_SS_MIP_COUNT		GEN9_FIELD(5, 3, 0)	/* less 1; of targets: the LOD */
#define GEN9_SS_MIN_LOD			GEN9_FIELD(5, 7, 4)
#define GEN9_SS_MIP_TAIL		GEN9_FIELD(5, 11, 8)	/* first level; 15: no tail */
#define GEN9_SS_TILED_RESOURCE		GEN9_FIELD(5, 19, 18)	/* enum gen9_tiled_resource */
#define GEN9_SS_Y_OFFSET		GEN9_FIELD(5, 23, 21)	/* in 4 rows */
#define GEN9_SS_X_OFFSET		GEN9_FIELD(5, 31, 25)	/* in 4 pixels */
#define GEN9_SS_AUX_MODE		GEN9_FIELD(6, 2, 0)
#define GEN9_SS_AUX_PITCH		GEN9_FIELD(6, 11, 3)	/* in tiles of 128 bytes, less 1 */
#define GEN9_SS_AUX_QPITCH		GEN9_FIELD(6, 30, 16)	/* MCS: in 4 rows */
#define GEN9_SS_RESOURCE_MIN_LOD	GEN9_FIELD(7, 11, 0)	/* 8 bits behind the point */
#define GEN9_SS_SELECT_ALPHA		GEN9_FIELD(7, 18, 16)
#define GEN9_SS_SELECT_BLUE		GEN9_FIELD(7, 21, 19)
#define GEN9_SS_SELECT_GREEN		GEN9_FIELD(7, 24, 22)
#define GEN9_SS_SELECT_RED		GEN9_FIELD(7, 27, 25)
#define GEN9_SS_BASE_LOW		GEN9_FIELD(8, 31, 0)
#define GEN9_SS_BASE_HIGH		GEN9_FIELD(9, 31, 0)
#define GEN9_SS_AUX_ADDRESS		10u	/* dwords 10-11, bits 47:12 */
#define GEN9_SS_CLEAR_COLOR		12u	/* dwords 12-15: red, green, blue, alpha */
#define GEN9_SS_RESOURCE_MIN_LOD_ONE	256u	/* 1.0 */
#define GEN9_SS_OFFSET_UNIT		4u
#define GEN9_SS_QPITCH_UNIT		4u

/** enum gen9_surface_type - GEN9_SS_TYPE. */
enum gen9_surface_type {
	GEN9_SURFACE_1D = 0,
	GEN9_SURFACE_2D = 1,
	GEN9_SURFACE_3D = 2,
	GEN9_SURFACE_CUBE = 3,
	GEN9_SURFACE_BUFFER = 4,
	GEN9_SURFACE_STRUCTURED = 5,
	GEN9_SURFACE_NULL = 7,
};

/** enum gen9_tile_mode - GEN9_SS_TILE_MODE. Yf and Ys are Y with a mode of tiled resources. */
enum gen9_tile_mode {
	GEN9_TILE_LINEAR = 0,
	GEN9_TILE_W = 1,
	GEN9_TILE_X = 2,
	GEN9_TILE_Y = 3,
	GEN9_TILE_YF = 4,
	GEN9_TILE_YS = 5,
};

/** enum gen9_tiled_resource - GEN9_SS_TILED_RESOURCE, and GEN9_DEPTH_TILED_MODE. */
enum gen9_tiled_resource {
	GEN9_TILED_RESOURCE_NONE = 0,
	GEN9_TILED_RESOURCE_YF = 1,
	GEN9_TILED_RESOURCE_YS = 2,
};

/** enum gen9_channel_select - GEN9_SS_SELECT_RED and the others. */
enum gen9_channel_select {
	GEN9_SELECT_ZERO = 0,
	GEN9_SELECT_ONE = 1,
	GEN9_SELECT_RED = 4,
	GEN9_SELECT_GREEN = 5,
	GEN9_SELECT_BLUE = 6,
	GEN9_SELECT_ALPHA = 7,
};

/* The number of elements of a buffer, less 1, is in three fields. */
#define GEN9_SS_BUFFER_WIDTH_BITS	7u
#define GEN9_SS_BUFFER_HEIGHT_BITS	14u

#define GEN9_SURFACE_LEVELS	15u	/* most levels */
#define GEN9_SURFACE_ALIGN_1D	64u	/* texels, for levels of linear 1D surfaces */
#define GEN9_CUBE_SIDES		6u

/*
 * Tiles have a page. Bytes of W tiles are ordered by bits of both coordinates. gen9/blt_defs.h has
 * the tiles X and Y.
 */
#define GEN9_TILE_W_BYTES	64u	/* GEN9_TILE_W_PITCH in a pitch */
#define GEN9_TILE_W_ROWS	64u
#define GEN9_TILE_W_PITCH	128u

/* GEN9_SS_AUX_MODE. CCS_D of a surface with samples is MCS. HIZ is for depth that is sampled. */
#define GEN9_AUX_CCS_D		1u
#define GEN9_AUX_HIZ		3u
#define GEN9_AUX_CCS_E		5u

/*
 * The CCS has 2 bits for each block: 32 bytes of 4 rows of a Y-tiled surface. A byte has four
 * blocks, one below the other, the upper one in bits 1:0. The bytes are Y-tiled. Levels are aligned
 * to GEN9_CCS_ALIGN pixels and GEN9_CCS_ALIGN_ROWS bytes. GEN9_SS_AUX_QPITCH counts rows of blocks.
 * The MCS has a word for each pixel, Y-tiled, of 1, 1, 4, 8 bytes for 2, 4, 8, 16 samples.
 *
 * Source: PRM SKL Vol. 7, "MCS Buffer for Render Target(s)"; Mesa's src/intel/isl: isl.c,
 * isl_gfx9.c, isl_format_layout.csv; Linux' include/uapi/drm/drm_fourcc.h. The code of a clear
 * block is public nowhere: 3 follows the rule that clear words of the MCS are all ones.
 */
#define GEN9_CCS_BLOCK_BYTES	32u
#define GEN9_CCS_BLOCK_ROWS	4u
#define GEN9_CCS_BYTE_ROWS	16u
#define GEN9_CCS_ALIGN		128u
#define GEN9_CCS_ALIGN_ROWS	4u
#define GEN9_CCS_CLEAR		3u	/* bits of a block */
#define GEN9_CCS_LOW_BITS	0x55u	/* bit 0 of each block of a byte */
#define GEN9_MCS_BYTES		{ 0, 1, 1, 4, 8 }	/* by log2 of samples */
#define GEN9_MCS_CLEAR_2	0x3u	/* the bits of a clear pixel; with more samples all ones */

/*
 * The hierarchical depth buffer (HiZ) has an element of 16 bytes for each block of 8 x 4 pixels,
 * however many samples a pixel has. Its tiles have a page and 16 x 16 elements; its pitch counts
 * tiles of 128 bytes and 32 rows. Levels are aligned to two elements across and down.
 * GEN9_SS_AUX_QPITCH counts rows of elements.
 *
 * Source: PRM SKL Vol. 7, "Hierarchical Depth Buffer"; Mesa's src/intel/isl: isl.c,
 * isl_emit_depth_stencil.c, isl_format_layout.csv. What an element has is public nowhere. Mesa 26
 * takes elements of zeros as clear.
 */
#define GEN9_HIZ_BLOCK_COLUMNS	8u	/* pixels */
#define GEN9_HIZ_BLOCK_ROWS	4u
#define GEN9_HIZ_TILE		16u	/* elements across and down */
#define GEN9_HIZ_ALIGN		2u	/* elements */

#endif
