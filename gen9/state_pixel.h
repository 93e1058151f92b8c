/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands and structures of attributes, depth, the pixel shader and blending. Fields are
 * GEN9_FIELD(); dword 0 of a command is its header. gen9/op_3d_defs.h has the opcodes,
 * gen9/state_3d.h the fields of 3DSTATE_SF and 3DSTATE_RASTER.
 *
 * Source: PRM SKL Vol. 2a and 2d, as in Mesa's src/intel/genxml: gen90.xml, gen80.xml, gen75.xml,
 * gen70.xml, gen60.xml, gen40.xml. Kernel start pointers and payloads: brw_fs_thread_payload.cpp,
 * brw_compiler.h.
 */
#ifndef GEN9_STATE_PIXEL_H
#define GEN9_STATE_PIXEL_H

#include "gen9/field.h"
#include "gen9/state_3d.h"

/* 3DSTATE_SBE */
#define GEN9_SBE_FORCE_LENGTH		GEN9_FIELD(1, 29, 29)
#define GEN9_SBE_FORCE_OFFSET		GEN9_FIELD(1, 28, 28)
#define GEN9_SBE_OUTPUTS		GEN9_FIELD(1, 27, 22)
#define GEN9_SBE_SWIZZLE		GEN9_FIELD(1, 21, 21)
#define GEN9_SBE_SPRITE_LOWER_LEFT	GEN9_FIELD(1, 20, 20)
#define GEN9_SBE_PRIMITIVE_ID_MASK	GEN9_FIELD(1, 19, 16)	/* components X, Y, Z, W */
#define GEN9_SBE_LENGTH			GEN9_FIELD(1, 15, 11)	/* pairs of attributes */
#define GEN9_SBE_OFFSET			GEN9_FIELD(1, 10, 5)	/* pairs of attributes */
#define GEN9_SBE_PRIMITIVE_ID_ATTRIBUTE	GEN9_FIELD(1, 4, 0)
#define GEN9_SBE_SPRITES		GEN9_FIELD(2, 31, 0)
#define GEN9_SBE_CONSTANTS		GEN9_FIELD(3, 31, 0)
#define GEN9_SBE_FORMATS		4u	/* dwords 4 and 5: two bits for an attribute */
#define GEN9_SBE_ATTRIBUTES		32u
#define GEN9_SBE_SWIZZLED		16u	/* attributes that 3DSTATE_SBE_SWIZ describes */

/* SF_OUTPUT_ATTRIBUTE_DETAIL: 16 bits each, from dword 1 of 3DSTATE_SBE_SWIZ */
#define GEN9_SBE_SWIZ_DETAILS		1u
#define GEN9_DETAIL_OVERRIDES		GEN9_FIELD(0, 15, 12)	/* components X, Y, Z, W */
#define GEN9_DETAIL_CONSTANT		GEN9_FIELD(0, 10, 9)	/* enum gen9_sbe_constant */
#define GEN9_DETAIL_SELECT		GEN9_FIELD(0, 7, 6)	/* enum gen9_sbe_select */
#define GEN9_DETAIL_SOURCE		GEN9_FIELD(0, 4, 0)

/** enum gen9_sbe_constant - Values that override a component. */
enum gen9_sbe_constant {
	GEN9_SBE_0000 = 0,
	GEN9_SBE_0001 = 1,
	GEN9_SBE_1111 = 2,
	GEN9_SBE_PRIMITIVE_ID = 3,
};

/** enum gen9_sbe_select - Sources of an attribute. FACING: a back face takes the next one. */
enum gen9_sbe_select {
	GEN9_SBE_INPUT = 0,
	GEN9_SBE_INPUT_FACING = 1,
	GEN9_SBE_INPUT_W = 2,
	GEN9_SBE_INPUT_FACING_W = 3,
};

/* 3DSTATE_WM */
#define GEN9_WM_STATISTICS		GEN9_FIELD(1, 31, 31)
#define GEN9_WM_EARLY			GEN9_FIELD(1, 22, 21)	/* enum gen9_wm_early */
#define GEN9_WM_FORCE_DISPATCH		GEN9_FIELD(1, 20, 19)	/* enum gen9_wm_force */
#define GEN9_WM_ZW_MODE			GEN9_FIELD(1, 18, 17)	/* enum gen9_position */
#define GEN9_WM_BARYCENTRICS		GEN9_FIELD(1, 16, 11)	/* a bit for each mode */
#define GEN9_WM_AA_REGION		GEN9_FIELD(1, 7, 6)	/* half a pixel << value */
#define GEN9_WM_POLY_STIPPLE		GEN9_FIELD(1, 4, 4)
#define GEN9_WM_LINE_STIPPLE		GEN9_FIELD(1, 3, 3)
#define GEN9_WM_POINT_UPPER_RIGHT	GEN9_FIELD(1, 2, 2)
#define GEN9_WM_FORCE_KILL		GEN9_FIELD(1, 1, 0)	/* enum gen9_wm_force */

/** enum gen9_input_coverage - The coverage that a pixel shader gets. */
enum gen9_input_coverage {
	GEN9_COVERAGE_NONE = 0,
	GEN9_COVERAGE_NORMAL = 1,	/* before depth and stencil tests */
	GEN9_COVERAGE_INNER = 2,	/* pixels that a primitive covers as a whole */
	GEN9_COVERAGE_DEPTH = 3,	/* behind depth and stencil tests */
};

/** enum gen9_wm_early - When depth and stencil are tested. */
enum gen9_wm_early {
	GEN9_WM_EARLY_NORMAL = 0,
	GEN9_WM_EARLY_PSEXEC = 1,
	GEN9_WM_EARLY_PREPS = 2,
};

/** enum gen9_wm_force - Overrides of what state implies. */
enum gen9_wm_force {
	GEN9_WM_FORCE_NORMAL = 0,
	GEN9_WM_FORCE_OFF = 1,
	GEN9_WM_FORCE_ON = 2,
};

/** enum gen9_barycentric - Bits of GEN9_WM_BARYCENTRICS, in the order of the payload. */
enum gen9_barycentric {
	GEN9_BARY_PERSPECTIVE_PIXEL,
	GEN9_BARY_PERSPECTIVE_CENTROID,
	GEN9_BARY_PERSPECTIVE_SAMPLE,
	GEN9_BARY_LINEAR_PIXEL,
	GEN9_BARY_LINEAR_CENTROID,
	GEN9_BARY_LINEAR_SAMPLE,
	GEN9_BARYS,
};

/** enum gen9_position - Places in a pixel where something is evaluated. */
enum gen9_position {
	GEN9_POSITION_PIXEL = 0,
	GEN9_POSITION_CENTROID = 2,
	GEN9_POSITION_SAMPLE = 3,
};

/* 3DSTATE_PS. Kernel start pointers are in dwords 1-2, 8-9, 10-11. */
#define GEN9_PS_KERNELS			3u
#define GEN9_PS_VECTOR_MASK		GEN9_FIELD(3, 30, 30)
#define GEN9_PS_DENORMALS		GEN9_FIELD(3, 26, 26)	/* of single precision: 1: kept */
#define GEN9_PS_ALT_FLOAT		GEN9_FIELD(3, 16, 16)
#define GEN9_PS_ROUNDING		GEN9_FIELD(3, 15, 14)
#define GEN9_PS_SCRATCH			4u	/* dwords 4-5: base, bits 63:10 */
#define GEN9_PS_SCRATCH_SIZE		GEN9_FIELD(4, 3, 0)	/* 1 KiB << value */
#define GEN9_PS_PUSH_CONSTANTS		GEN9_FIELD(6, 11, 11)
#define GEN9_PS_FAST_CLEAR		GEN9_FIELD(6, 8, 8)
#define GEN9_PS_RESOLVE			GEN9_FIELD(6, 7, 6)
#define GEN9_PS_RESOLVE_FULL		3u
#define GEN9_PS_OFFSET_SELECT		GEN9_FIELD(6, 4, 3)	/* enum gen9_position; 0: none */
#define GEN9_PS_DISPATCH_32		GEN9_FIELD(6, 2, 2)
#define GEN9_PS_DISPATCH_16		GEN9_FIELD(6, 1, 1)
#define GEN9_PS_DISPATCH_8		GEN9_FIELD(6, 0, 0)
#define GEN9_PS_GRF_START_0		GEN9_FIELD(7, 22, 16)
#define GEN9_PS_GRF_START_1		GEN9_FIELD(7, 14, 8)
#define GEN9_PS_GRF_START_2		GEN9_FIELD(7, 6, 0)

/* 3DSTATE_PS_EXTRA */
#define GEN9_PSX_VALID			GEN9_FIELD(1, 31, 31)
#define GEN9_PSX_NO_TARGETS		GEN9_FIELD(1, 30, 30)
#define GEN9_PSX_OMASK			GEN9_FIELD(1, 29, 29)
#define GEN9_PSX_KILLS			GEN9_FIELD(1, 28, 28)
#define GEN9_PSX_DEPTH_MODE		GEN9_FIELD(1, 27, 26)	/* 0: the PS computes no depth */
#define GEN9_PSX_SOURCE_DEPTH		GEN9_FIELD(1, 24, 24)
#define GEN9_PSX_SOURCE_W		GEN9_FIELD(1, 23, 23)
#define GEN9_PSX_ATTRIBUTES		GEN9_FIELD(1, 8, 8)
#define GEN9_PSX_NO_ALPHA_TO_COVERAGE	GEN9_FIELD(1, 7, 7)
#define GEN9_PSX_PER_SAMPLE		GEN9_FIELD(1, 6, 6)
#define GEN9_PSX_STENCIL		GEN9_FIELD(1, 5, 5)
#define GEN9_PSX_UAV			GEN9_FIELD(1, 2, 2)
#define GEN9_PSX_INPUT_COVERAGE		GEN9_FIELD(1, 1, 0)	/* enum gen9_input_coverage */

/* 3DSTATE_PS_BLEND */
#define GEN9_PSB_ALPHA_TO_COVERAGE	GEN9_FIELD(1, 31, 31)
#define GEN9_PSB_WRITES			GEN9_FIELD(1, 30, 30)
#define GEN9_PSB_ALPHA_TEST		GEN9_FIELD(1, 8, 8)

/* 3DSTATE_WM_DEPTH_STENCIL */
#define GEN9_WMDS_STENCIL_FAIL		GEN9_FIELD(1, 31, 29)	/* enum gen9_stencil_op */
#define GEN9_WMDS_STENCIL_DEPTH_FAIL	GEN9_FIELD(1, 28, 26)
#define GEN9_WMDS_STENCIL_PASS		GEN9_FIELD(1, 25, 23)
#define GEN9_WMDS_BACK_FUNCTION		GEN9_FIELD(1, 22, 20)	/* enum gen9_compare */
#define GEN9_WMDS_BACK_FAIL		GEN9_FIELD(1, 19, 17)
#define GEN9_WMDS_BACK_DEPTH_FAIL	GEN9_FIELD(1, 16, 14)
#define GEN9_WMDS_BACK_PASS		GEN9_FIELD(1, 13, 11)
#define GEN9_WMDS_STENCIL_FUNCTION	GEN9_FIELD(1, 10, 8)
#define GEN9_WMDS_DEPTH_FUNCTION	GEN9_FIELD(1, 7, 5)
#define GEN9_WMDS_TWO_SIDED		GEN9_FIELD(1, 4, 4)
#define GEN9_WMDS_STENCIL_TEST		GEN9_FIELD(1, 3, 3)
#define GEN9_WMDS_STENCIL_WRITE		GEN9_FIELD(1, 2, 2)
#define GEN9_WMDS_DEPTH_TEST		GEN9_FIELD(1, 1, 1)
#define GEN9_WMDS_DEPTH_WRITE		GEN9_FIELD(1, 0, 0)
#define GEN9_WMDS_TEST_MASK		GEN9_FIELD(2, 31, 24)
#define GEN9_WMDS_WRITE_MASK		GEN9_FIELD(2, 23, 16)
#define GEN9_WMDS_BACK_TEST_MASK	GEN9_FIELD(2, 15, 8)
#define GEN9_WMDS_BACK_WRITE_MASK	GEN9_FIELD(2, 7, 0)
#define GEN9_WMDS_REFERENCE		GEN9_FIELD(3, 15, 8)
#define GEN9_WMDS_BACK_REFERENCE	GEN9_FIELD(3, 7, 0)

/** enum gen9_compare - Functions of depth, stencil and alpha tests: new value against old. */
enum gen9_compare {
	GEN9_COMPARE_ALWAYS = 0,
	GEN9_COMPARE_NEVER = 1,
	GEN9_COMPARE_LESS = 2,
	GEN9_COMPARE_EQUAL = 3,
	GEN9_COMPARE_LEQUAL = 4,
	GEN9_COMPARE_GREATER = 5,
	GEN9_COMPARE_NOTEQUAL = 6,
	GEN9_COMPARE_GEQUAL = 7,
};

/** enum gen9_stencil_op - What happens to a stencil value. */
enum gen9_stencil_op {
	GEN9_STENCIL_KEEP = 0,
	GEN9_STENCIL_ZERO = 1,
	GEN9_STENCIL_REPLACE = 2,
	GEN9_STENCIL_INCRSAT = 3,
	GEN9_STENCIL_DECRSAT = 4,
	GEN9_STENCIL_INCR = 5,
	GEN9_STENCIL_DECR = 6,
	GEN9_STENCIL_INVERT = 7,
};

/* 3DSTATE_MULTISAMPLE, 3DSTATE_SAMPLE_MASK, 3DSTATE_SAMPLE_PATTERN */
#define GEN9_MULTISAMPLE_COUNT		GEN9_FIELD(1, 3, 1)	/* log2 of samples */
#define GEN9_MULTISAMPLE_UL_CORNER	GEN9_FIELD(1, 4, 4)
#define GEN9_SAMPLE_MASK		GEN9_FIELD(1, 15, 0)
#define GEN9_SAMPLES			16u	/* most samples of a pixel */
#define GEN9_SAMPLES_LOG2		4u
/* First byte of the pattern of 16, 8, 4, 2, 1 samples in 3DSTATE_SAMPLE_PATTERN, dword 0 at 0. */
#define GEN9_PATTERN_16			4u
#define GEN9_PATTERN_8			20u	/* samples 4 to 7 come first */
#define GEN9_PATTERN_4			28u
#define GEN9_PATTERN_2			32u
#define GEN9_PATTERN_1			34u
#define GEN9_PATTERN_X			GEN9_FIELD(0, 7, 4)	/* of a byte, 1/16 of a pixel */
#define GEN9_PATTERN_Y			GEN9_FIELD(0, 3, 0)

/* 3DSTATE_DRAWING_RECTANGLE: bounds are inclusive; the origin is signed */
#define GEN9_DRAWING_X_MIN		GEN9_FIELD(1, 15, 0)
#define GEN9_DRAWING_Y_MIN		GEN9_FIELD(1, 31, 16)
#define GEN9_DRAWING_X_MAX		GEN9_FIELD(2, 15, 0)
#define GEN9_DRAWING_Y_MAX		GEN9_FIELD(2, 31, 16)
#define GEN9_DRAWING_X_ORIGIN		GEN9_FIELD(3, 15, 0)
#define GEN9_DRAWING_Y_ORIGIN		GEN9_FIELD(3, 31, 16)

/* 3DSTATE_POLY_STIPPLE_OFFSET; the pattern's rows are dwords 1 to 32 of its command */
#define GEN9_STIPPLE_X			GEN9_FIELD(1, 12, 8)
#define GEN9_STIPPLE_Y			GEN9_FIELD(1, 4, 0)
#define GEN9_STIPPLE_ROWS		32u

/* 3DSTATE_LINE_STIPPLE: bit 0 of the pattern comes first */
#define GEN9_LINE_STIPPLE_PATTERN	GEN9_FIELD(1, 15, 0)
#define GEN9_LINE_STIPPLE_REPEAT	GEN9_FIELD(2, 8, 0)	/* pixels for each bit */
#define GEN9_LINE_STIPPLE_BITS		16u

/* 3DSTATE_DEPTH_BUFFER: the address is in dwords 2-3 */
#define GEN9_DEPTH_TYPE			GEN9_FIELD(1, 31, 29)	/* 7: no depth buffer */
#define GEN9_DEPTH_TYPE_NULL		7u
#define GEN9_DEPTH_WRITE		GEN9_FIELD(1, 28, 28)
#define GEN9_DEPTH_STENCIL_WRITE	GEN9_FIELD(1, 27, 27)
#define GEN9_DEPTH_HIZ			GEN9_FIELD(1, 22, 22)
#define GEN9_DEPTH_FORMAT		GEN9_FIELD(1, 20, 18)	/* enum gen9_depth_format */
#define GEN9_DEPTH_PITCH		GEN9_FIELD(1, 17, 0)	/* bytes - 1 */
#define GEN9_DEPTH_ADDRESS		2u
#define GEN9_DEPTH_HEIGHT		GEN9_FIELD(4, 31, 18)	/* - 1, of level 0 */
#define GEN9_DEPTH_WIDTH		GEN9_FIELD(4, 17, 4)	/* - 1, of level 0 */
#define GEN9_DEPTH_LOD			GEN9_FIELD(4, 3, 0)
#define GEN9_DEPTH_DEPTH		GEN9_FIELD(5, 31, 21)	/* - 1 */
#define GEN9_DEPTH_MIN_ELEMENT		GEN9_FIELD(5, 20, 10)
#define GEN9_DEPTH_MIP_TAIL		GEN9_FIELD(6, 29, 26)	/* first level; 15: no tail */
#define GEN9_DEPTH_TILED_MODE		GEN9_FIELD(6, 31, 30)	/* enum gen9_tiled_resource */
#define GEN9_DEPTH_EXTENT		GEN9_FIELD(7, 31, 21)	/* - 1 */
#define GEN9_DEPTH_QPITCH		GEN9_FIELD(7, 14, 0)	/* rows / 4 */

/** enum gen9_depth_format - Formats of depth buffers. */
enum gen9_depth_format {
	GEN9_D32_FLOAT = 1,
	GEN9_D24_UNORM_X8 = 3,
	GEN9_D16_UNORM = 5,
};

/* 3DSTATE_STENCIL_BUFFER: the address is in dwords 2-3 */
#define GEN9_STENCIL_ENABLE		GEN9_FIELD(1, 31, 31)
#define GEN9_STENCIL_PITCH		GEN9_FIELD(1, 16, 0)	/* bytes - 1, of 128 x 32 tiles */
#define GEN9_STENCIL_ADDRESS		2u
#define GEN9_STENCIL_QPITCH		GEN9_FIELD(4, 14, 0)	/* rows / 4 */

/* 3DSTATE_HIER_DEPTH_BUFFER: the address is in dwords 2-3 */
#define GEN9_HIZ_PITCH			GEN9_FIELD(1, 16, 0)	/* bytes - 1, of 128 x 32 tiles */
#define GEN9_HIZ_ADDRESS		2u
#define GEN9_HIZ_QPITCH			GEN9_FIELD(4, 14, 0)	/* rows of elements */

/* 3DSTATE_CLEAR_PARAMS */
#define GEN9_CLEAR_DEPTH		1u	/* dword: a float */
#define GEN9_CLEAR_VALID		GEN9_FIELD(2, 0, 0)

/* 3DSTATE_WM_HZ_OP: the rectangle's maximum is exclusive */
#define GEN9_HZ_CLEAR_STENCIL		GEN9_FIELD(1, 31, 31)
#define GEN9_HZ_CLEAR_DEPTH		GEN9_FIELD(1, 30, 30)
#define GEN9_HZ_SCISSOR			GEN9_FIELD(1, 29, 29)
#define GEN9_HZ_RESOLVE_DEPTH		GEN9_FIELD(1, 28, 28)
#define GEN9_HZ_RESOLVE_HIZ		GEN9_FIELD(1, 27, 27)
#define GEN9_HZ_FULL			GEN9_FIELD(1, 25, 25)
#define GEN9_HZ_STENCIL			GEN9_FIELD(1, 23, 16)
#define GEN9_HZ_SAMPLES			GEN9_FIELD(1, 15, 13)	/* log2 */
#define GEN9_HZ_X_MIN			GEN9_FIELD(2, 15, 0)
#define GEN9_HZ_Y_MIN			GEN9_FIELD(2, 31, 16)
#define GEN9_HZ_X_MAX			GEN9_FIELD(3, 15, 0)
#define GEN9_HZ_Y_MAX			GEN9_FIELD(3, 31, 16)
#define GEN9_HZ_SAMPLE_MASK		GEN9_FIELD(4, 15, 0)

/* Pointers to state, from the dynamic state base, in dword 1 of their commands. */
#define GEN9_POINTER_64			0xffffffc0u	/* blend, colour calculator */
#define GEN9_POINTER_32			0xffffffe0u	/* CC viewports, scissors */

/* BLEND_STATE */
#define GEN9_BLEND_ALPHA_TO_COVERAGE	GEN9_FIELD(0, 31, 31)
#define GEN9_BLEND_INDEPENDENT_ALPHA	GEN9_FIELD(0, 30, 30)
#define GEN9_BLEND_ALPHA_TO_ONE		GEN9_FIELD(0, 29, 29)
#define GEN9_BLEND_ALPHA_DITHER		GEN9_FIELD(0, 28, 28)	/* of alpha to coverage */
#define GEN9_BLEND_ALPHA_TEST		GEN9_FIELD(0, 27, 27)
#define GEN9_BLEND_ALPHA_FUNCTION	GEN9_FIELD(0, 26, 24)
#define GEN9_BLEND_BYTES		4u	/* of BLEND_STATE, before its entries */
#define GEN9_BLEND_ENTRY_BYTES		8u
#define GEN9_BLEND_ENTRIES		8u

/* BLEND_STATE_ENTRY */
#define GEN9_ENTRY_ENABLE		GEN9_FIELD(0, 31, 31)
#define GEN9_ENTRY_SOURCE		GEN9_FIELD(0, 30, 26)	/* enum gen9_blend_factor */
#define GEN9_ENTRY_DESTINATION		GEN9_FIELD(0, 25, 21)
#define GEN9_ENTRY_FUNCTION		GEN9_FIELD(0, 20, 18)	/* enum gen9_blend_function */
#define GEN9_ENTRY_SOURCE_ALPHA		GEN9_FIELD(0, 17, 13)
#define GEN9_ENTRY_DESTINATION_ALPHA	GEN9_FIELD(0, 12, 8)
#define GEN9_ENTRY_ALPHA_FUNCTION	GEN9_FIELD(0, 7, 5)
#define GEN9_ENTRY_DISABLE_ALPHA	GEN9_FIELD(0, 3, 3)
#define GEN9_ENTRY_DISABLE_RED		GEN9_FIELD(0, 2, 2)
#define GEN9_ENTRY_DISABLE_GREEN	GEN9_FIELD(0, 1, 1)
#define GEN9_ENTRY_DISABLE_BLUE		GEN9_FIELD(0, 0, 0)
#define GEN9_ENTRY_LOGIC		GEN9_FIELD(1, 31, 31)
#define GEN9_ENTRY_LOGIC_OP		GEN9_FIELD(1, 30, 27)
#define GEN9_ENTRY_CLAMP_SOURCE_ONLY	GEN9_FIELD(1, 4, 4)
#define GEN9_ENTRY_CLAMP_RANGE		GEN9_FIELD(1, 3, 2)	/* enum gen9_clamp */
#define GEN9_ENTRY_CLAMP_BEFORE		GEN9_FIELD(1, 1, 1)
#define GEN9_ENTRY_CLAMP_AFTER		GEN9_FIELD(1, 0, 0)

/** enum gen9_clamp - Ranges of colour clamps. */
enum gen9_clamp {
	GEN9_CLAMP_UNORM = 0,
	GEN9_CLAMP_SNORM = 1,
	GEN9_CLAMP_FORMAT = 2,
};

/** enum gen9_blend_factor - Factors of blending. INV: one minus the factor. */
enum gen9_blend_factor {
	GEN9_FACTOR_ONE = 0x01,
	GEN9_FACTOR_SRC_COLOR = 0x02,
	GEN9_FACTOR_SRC_ALPHA = 0x03,
	GEN9_FACTOR_DST_ALPHA = 0x04,
	GEN9_FACTOR_DST_COLOR = 0x05,
	GEN9_FACTOR_SRC_ALPHA_SATURATE = 0x06,
	GEN9_FACTOR_CONST_COLOR = 0x07,
	GEN9_FACTOR_CONST_ALPHA = 0x08,
	GEN9_FACTOR_SRC1_COLOR = 0x09,
	GEN9_FACTOR_SRC1_ALPHA = 0x0a,
	GEN9_FACTOR_ZERO = 0x11,
	GEN9_FACTOR_INV = 0x10,		/* with any of SRC_COLOR to SRC1_ALPHA */
};

/** enum gen9_blend_function - Functions of blending. */
enum gen9_blend_function {
	GEN9_BLEND_ADD = 0,
	GEN9_BLEND_SUBTRACT = 1,
	GEN9_BLEND_REVERSE_SUBTRACT = 2,
	GEN9_BLEND_MIN = 3,
	GEN9_BLEND_MAX = 4,
};

/* Logic operations: bit 2 * source + destination of the op is the result, a truth table. */
#define GEN9_LOGIC_OP_BIT(op, source, destination) \
	((op) >> (2 * (source) + (destination)) & 1u)

/* COLOR_CALC_STATE */
#define GEN9_CC_DWORDS			6u
#define GEN9_CC_ALPHA_FLOAT		GEN9_FIELD(0, 0, 0)
#define GEN9_CC_ALPHA_REFERENCE		1u	/* dword: a float, or UNORM8 */
#define GEN9_CC_CONSTANT		2u	/* dwords 2-5: red, green, blue, alpha */

/* CC_VIEWPORT: two floats; SCISSOR_RECT: two dwords, bounds are inclusive */
#define GEN9_CC_VIEWPORT_BYTES		8u
#define GEN9_SCISSOR_BYTES		8u
#define GEN9_SCISSOR_X_MIN		GEN9_FIELD(0, 15, 0)
#define GEN9_SCISSOR_Y_MIN		GEN9_FIELD(0, 31, 16)
#define GEN9_SCISSOR_X_MAX		GEN9_FIELD(1, 15, 0)
#define GEN9_SCISSOR_Y_MAX		GEN9_FIELD(1, 31, 16)

/* Payload of a pixel shader's thread: g0 */
#define GEN9_PSP_BACK			15u	/* bit of dword 0: back facing */
#define GEN9_PSP_ARRAY_INDEX		16u	/* shift in dword 0 */
#define GEN9_PSP_VIEWPORT		27u	/* shift in dword 0 */
#define GEN9_PSP_SAMPLERS		3u	/* dword of g0: samplers; scratch size */
#define GEN9_PSP_SCRATCH		5u	/* dword of g0: scratch offset, bits 31:10 */
#define GEN9_PSP_PRIMITIVE_ID		1u	/* dword of g0 */
/* g1, and g2 of pixels 16 to 31 */
#define GEN9_PSP_SAMPLE_IDS		0u	/* dword: four bits for each subspan */
#define GEN9_PSP_SUBSPANS		2u	/* dwords 2-5: X in 15:0, Y in 31:16 */
#define GEN9_PSP_MASK			7u	/* dword: pixels of the dispatch mask, bits 15:0 */
#define GEN9_SUBSPAN			4u	/* pixels of a subspan, two in each of two rows */
#define GEN9_SUBSPAN_ALL		((1u << GEN9_SUBSPAN) - 1)

/* Statistics of the render engine: 64 bits each; gen9/mi_defs.h has GEN9_PS_DEPTH_COUNT */
#define GEN9_PS_INVOCATION_COUNT	0x2348u

/*
 * A fast clear's rectangle is smaller than the pixels it clears. Single sample: 64 pixels across at
 * 4 bytes, 32 at 8, 16 at 16, and 32 rows. Multisample: by GEN9_MCS_SCALE_X of log2 of the samples.
 * Source: PRM IVB Vol. 2 Part 1, "MCS Buffer for Render Target(s)"; Mesa's blorp_clear.c and
 * isl_format_layout.csv.
 */
#define GEN9_CCS_SCALE_BYTES		256u	/* pixels across, times bytes of a pixel */
#define GEN9_CCS_SCALE_Y		32u
#define GEN9_MCS_SCALE_Y		2u
#define GEN9_MCS_SCALE_X		{ 1, 8, 8, 2, 1 }

#endif
