/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sampler of Gen9: message descriptors and headers, SAMPLER_STATE, border colours.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "3D Sampler", and Vol. 2d, "SAMPLER_STATE"; as in Mesa's
 * src/intel/compiler/brw_eu_defines.h and src/intel/genxml/gen80.xml, gen90.xml.
 */
#ifndef GEN9_SAMPLER_DEFS_H
#define GEN9_SAMPLER_DEFS_H

#include "gen9/field.h"

/* Message descriptor; GEN9_MSG_* of gen9/message_defs.h, too */
#define GEN9_SM_SAMPLER			GEN9_FIELD(0, 11, 8)
#define GEN9_SM_TYPE			GEN9_FIELD(0, 16, 12)
#define GEN9_SM_SIMD			GEN9_FIELD(0, 18, 17)
#define GEN9_SM_SIMD8			1u
#define GEN9_SM_SIMD16			2u
#define GEN9_SM_RETURN_16		GEN9_FIELD(0, 30, 30)

/** enum gen9_sampler_type - GEN9_SM_TYPE. */
enum gen9_sampler_type {
	GEN9_SM_SAMPLE = 0,
	GEN9_SM_SAMPLE_B = 1,
	GEN9_SM_SAMPLE_L = 2,
	GEN9_SM_SAMPLE_C = 3,
	GEN9_SM_SAMPLE_D = 4,
	GEN9_SM_SAMPLE_B_C = 5,
	GEN9_SM_SAMPLE_L_C = 6,
	GEN9_SM_LD = 7,
	GEN9_SM_GATHER4 = 8,
	GEN9_SM_LOD = 9,
	GEN9_SM_RESINFO = 10,
	GEN9_SM_SAMPLEINFO = 11,
	GEN9_SM_GATHER4_C = 16,
	GEN9_SM_GATHER4_PO = 17,
	GEN9_SM_GATHER4_PO_C = 18,
	GEN9_SM_SAMPLE_D_C = 20,
	GEN9_SM_SAMPLE_LZ = 24,
	GEN9_SM_SAMPLE_C_LZ = 25,
	GEN9_SM_LD_LZ = 26,
	GEN9_SM_LD2DMS_W = 28,
	GEN9_SM_LD_MCS = 29,
	GEN9_SM_LD2DMS = 30,
	GEN9_SM_LD2DSS = 31,
	GEN9_SM_TYPES = 32,
};

/* Header: dword 2 has offsets of 4 bits, a mask of channels to leave out, and a channel. */
#define GEN9_SM_HEADER_R		GEN9_FIELD(2, 3, 0)
#define GEN9_SM_HEADER_V		GEN9_FIELD(2, 7, 4)
#define GEN9_SM_HEADER_U		GEN9_FIELD(2, 11, 8)
#define GEN9_SM_HEADER_OFF		GEN9_FIELD(2, 15, 12)
#define GEN9_SM_HEADER_GATHER		GEN9_FIELD(2, 17, 16)
#define GEN9_SM_HEADER_NULL_MASK	GEN9_FIELD(2, 23, 23)
#define GEN9_SM_HEADER_STATES		3u	/* dword: of dynamic state */
#define GEN9_SM_HEADER_STATES_MASK	0xffffffe0u
#define GEN9_SM_OFFSET_BITS		4u
#define GEN9_SM_GATHER_OFFSET_BITS	6u	/* of gather4_po, in each channel */

#define GEN9_SAMPLER_STATE_DWORDS	4u
#define GEN9_SAMPLERS			16u	/* that a descriptor can name */

#define GEN9_SA_LOD_BIAS		GEN9_FIELD(0, 13, 1)	/* signed, units of 1/256 */
#define GEN9_SA_LOD_BIAS_BITS		13u
#define GEN9_SA_MIN_FILTER		GEN9_FIELD(0, 16, 14)
#define GEN9_SA_MAG_FILTER		GEN9_FIELD(0, 19, 17)
#define GEN9_SA_MIP_FILTER		GEN9_FIELD(0, 21, 20)
#define GEN9_SA_PRECLAMP		GEN9_FIELD(0, 28, 27)
#define GEN9_SA_PRECLAMP_OGL		2u
#define GEN9_SA_DISABLE			GEN9_FIELD(0, 31, 31)
#define GEN9_SA_CUBE_OVERRIDE		GEN9_FIELD(1, 0, 0)
#define GEN9_SA_SHADOW			GEN9_FIELD(1, 3, 1)
#define GEN9_SA_CHROMA_KEY		GEN9_FIELD(1, 7, 7)
#define GEN9_SA_MAX_LOD			GEN9_FIELD(1, 19, 8)
#define GEN9_SA_MIN_LOD			GEN9_FIELD(1, 31, 20)
#define GEN9_SA_LOD_ONE			256u	/* 1.0 */
#define GEN9_SA_BORDER			GEN9_FIELD(2, 23, 6)	/* in 64 bytes */
#define GEN9_SA_BORDER_UNIT		64u
#define GEN9_SA_WRAP_R			GEN9_FIELD(3, 2, 0)
#define GEN9_SA_WRAP_V			GEN9_FIELD(3, 5, 3)
#define GEN9_SA_WRAP_U			GEN9_FIELD(3, 8, 6)
#define GEN9_SA_REDUCTION_ENABLE	GEN9_FIELD(3, 9, 9)
#define GEN9_SA_UNNORMALIZED		GEN9_FIELD(3, 10, 10)
#define GEN9_SA_MAX_ANISOTROPY		GEN9_FIELD(3, 21, 19)	/* 2, 4, ... 16 */
#define GEN9_SA_REDUCTION		GEN9_FIELD(3, 23, 22)	/* enum gen9_reduction */

/** enum gen9_reduction - GEN9_SA_REDUCTION: what a filter makes of its texels. */
enum gen9_reduction {
	GEN9_REDUCTION_AVERAGE = 0,
	GEN9_REDUCTION_COMPARISON = 1,	/* an average, too: messages ask for comparisons */
	GEN9_REDUCTION_MINIMUM = 2,
	GEN9_REDUCTION_MAXIMUM = 3,
};

/** enum gen9_filter - GEN9_SA_MIN_FILTER, GEN9_SA_MAG_FILTER. */
enum gen9_filter {
	GEN9_FILTER_NEAREST = 0,
	GEN9_FILTER_LINEAR = 1,
	GEN9_FILTER_ANISOTROPIC = 2,
	GEN9_FILTER_MONO = 6,
};

/** enum gen9_mip_filter - GEN9_SA_MIP_FILTER. */
enum gen9_mip_filter {
	GEN9_MIP_NONE = 0,
	GEN9_MIP_NEAREST = 1,
	GEN9_MIP_LINEAR = 3,
};

/** enum gen9_wrap - GEN9_SA_WRAP_U and the others. */
enum gen9_wrap {
	GEN9_WRAP_REPEAT = 0,
	GEN9_WRAP_MIRROR = 1,
	GEN9_WRAP_CLAMP = 2,
	GEN9_WRAP_CUBE = 3,
	GEN9_WRAP_BORDER = 4,
	GEN9_WRAP_MIRROR_ONCE = 5,
	GEN9_WRAP_HALF_BORDER = 6,
	GEN9_WRAP_MIRROR_101 = 7,
};

/** enum gen9_shadow - GEN9_SA_SHADOW: the result is 0 where "texel OP reference" is true. */
enum gen9_shadow {
	GEN9_SHADOW_ALWAYS = 0,
	GEN9_SHADOW_NEVER = 1,
	GEN9_SHADOW_LESS = 2,
	GEN9_SHADOW_EQUAL = 3,
	GEN9_SHADOW_LEQUAL = 4,
	GEN9_SHADOW_GREATER = 5,
	GEN9_SHADOW_NOTEQUAL = 6,
	GEN9_SHADOW_GEQUAL = 7,
};

/* MCS words in which each sample has a layer of its own, by log2 of samples: ld_mcs. */
#define GEN9_MCS_2	0x2ull
#define GEN9_MCS_4	0xe4ull
#define GEN9_MCS_8	0x76543210ull
#define GEN9_MCS_16	0xfedcba9876543210ull

#endif
