/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the data ports of Gen9: descriptors and headers.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Data Port Messages", and Vol. 2d, "MDC_*"; as in Mesa's
 * src/intel/compiler/brw_eu.h and brw_eu_defines.h.
 */
#ifndef GEN9_DATA_PORT_DEFS_H
#define GEN9_DATA_PORT_DEFS_H

#include "gen9/field.h"
#include "gen9/message_defs.h"

/* Binding table indices with a meaning */
#define GEN9_INDEX_ENTRIES		240u	/* entries of a binding table */
#define GEN9_INDEX_BINDLESS		252u
#define GEN9_INDEX_STATELESS		253u
#define GEN9_INDEX_SLM			254u
#define GEN9_SLM_OFFSETS		0xffffu	/* bits of an offset in SLM that count */
#define GEN9_INDEX_STATELESS_COHERENT	255u

#define GEN9_DP_CONTROL			GEN9_FIELD(0, 13, 8)	/* its meaning is the message's */
#define GEN9_DP_TYPE			GEN9_FIELD(0, 18, 14)
#define GEN9_DP_SCRATCH			GEN9_FIELD(0, 18, 18)	/* data cache 0 */

/** enum gen9_dc0_type - GEN9_DP_TYPE of data cache 0, constant cache, and read-only port. */
enum gen9_dc0_type {
	GEN9_DC0_OWORD_READ = 0,
	GEN9_DC0_OWORD_READ_UNALIGNED = 1,
	GEN9_DC0_DWORD_READ = 3,
	GEN9_DC0_BYTE_READ = 4,
	GEN9_DC0_FENCE = 7,
	GEN9_DC0_OWORD_WRITE = 8,
	GEN9_DC0_DWORD_WRITE = 11,
	GEN9_DC0_BYTE_WRITE = 12,
};

/** enum gen9_dc1_type - GEN9_DP_TYPE of data cache 1. */
enum gen9_dc1_type {
	GEN9_DC1_UNTYPED_READ = 1,
	GEN9_DC1_UNTYPED_ATOMIC = 2,
	GEN9_DC1_MEDIA_READ = 4,
	GEN9_DC1_TYPED_READ = 5,
	GEN9_DC1_TYPED_ATOMIC = 6,
	GEN9_DC1_UNTYPED_WRITE = 9,
	GEN9_DC1_MEDIA_WRITE = 10,
	GEN9_DC1_TYPED_WRITE = 13,
	GEN9_DC1_A64_SCATTERED_READ = 16,
	GEN9_DC1_A64_UNTYPED_READ = 17,
	GEN9_DC1_A64_ATOMIC = 18,
	GEN9_DC1_A64_BLOCK_READ = 20,
	GEN9_DC1_A64_BLOCK_WRITE = 21,
	GEN9_DC1_A64_UNTYPED_WRITE = 25,
	GEN9_DC1_A64_SCATTERED_WRITE = 26,
	GEN9_DC1_UNTYPED_FLOAT_ATOMIC = 27,
	GEN9_DC1_A64_FLOAT_ATOMIC = 29,
};

#define GEN9_OWORD_BYTES		16u
#define GEN9_HWORD_BYTES		32u

/* OWORD block messages */
#define GEN9_DP_BLOCK_SIZE		GEN9_FIELD(0, 10, 8)
#define GEN9_DP_BLOCK_ALIGNED		GEN9_FIELD(0, 12, 11)
#define GEN9_DP_BLOCK_HIGH		1u	/* one OWORD, in the upper half of the register */
#define GEN9_DP_BLOCK_SIZES		5u

/* Scratch block messages (GEN9_DP_SCRATCH) */
#define GEN9_DP_SCRATCH_WRITE		GEN9_FIELD(0, 17, 17)
#define GEN9_DP_SCRATCH_DWORDS		GEN9_FIELD(0, 16, 16)	/* channels are masked */
#define GEN9_DP_SCRATCH_SIZE		GEN9_FIELD(0, 13, 12)	/* log2 of registers */
#define GEN9_DP_SCRATCH_OFFSET		GEN9_FIELD(0, 11, 0)	/* in registers */

/* Scattered messages of data cache 0: 16 channels, and the size of an element */
#define GEN9_DP_SCATTERED_16		GEN9_FIELD(0, 8, 8)
#define GEN9_DP_SCATTERED_SIZE		GEN9_FIELD(0, 11, 10)	/* log2 of bytes */

/* Surface messages of data cache 1 */
#define GEN9_DP_SURFACE_OFF		GEN9_FIELD(0, 11, 8)	/* channels that are left out */
#define GEN9_DP_SURFACE_MODE		GEN9_FIELD(0, 13, 12)
#define GEN9_DP_SURFACE_SIMD16		1u
#define GEN9_DP_SURFACE_SIMD8		2u
#define GEN9_DP_TYPED_LOW		1u	/* channels 7:0 of 16 */
#define GEN9_DP_TYPED_HIGH		2u
#define GEN9_DP_ATOMIC_OP		GEN9_FIELD(0, 11, 8)
#define GEN9_DP_ATOMIC_FLOAT_OP		GEN9_FIELD(0, 9, 8)
#define GEN9_DP_ATOMIC_SIMD8		GEN9_FIELD(0, 12, 12)	/* typed: channels 15:8 */
#define GEN9_DP_ATOMIC_RETURN		GEN9_FIELD(0, 13, 13)

/* Media blocks: rows of bytes of a 2D surface. X and Y of the header are signed. */
#define GEN9_DP_MEDIA_LINES		GEN9_FIELD(0, 10, 8)	/* lines of fields: override */
#define GEN9_DP_MEDIA_X			0u			/* dword of the header: bytes */
#define GEN9_DP_MEDIA_Y			1u			/* dword of the header: rows */
#define GEN9_DP_MEDIA_WIDTH		GEN9_FIELD(2, 5, 0)	/* of the header: bytes, less 1 */
#define GEN9_DP_MEDIA_HEIGHT		GEN9_FIELD(2, 21, 16)	/* of the header: rows, less 1 */
#define GEN9_DP_MEDIA_PITCH		4u			/* least bytes of a row of data */

/* A64 messages of data cache 1 */
#define GEN9_DP_A64_UNIT		GEN9_FIELD(0, 9, 8)	/* scattered: enum gen9_a64_unit */
#define GEN9_DP_A64_COUNT		GEN9_FIELD(0, 11, 10)	/* scattered: log2 of units */
#define GEN9_DP_A64_16			GEN9_FIELD(0, 12, 12)	/* scattered: 16 channels */
#define GEN9_DP_A64_QWORDS		GEN9_FIELD(0, 12, 12)	/* atomics: of 64 bits */

/** enum gen9_a64_unit - GEN9_DP_A64_UNIT: units of bytes, dwords, qwords. */
enum gen9_a64_unit {
	GEN9_A64_BYTES = 0,
	GEN9_A64_DWORDS = 1,
	GEN9_A64_QWORDS = 2,
};

/* Dwords of headers */
#define GEN9_DP_HEADER_OFFSET		2u
#define GEN9_DP_HEADER_BASE		5u	/* bits 31:10: stateless: scratch of the thread */
#define GEN9_DP_HEADER_BASE_MASK	0xfffffc00u

/** enum gen9_atomic - GEN9_DP_ATOMIC_OP. */
enum gen9_atomic {
	GEN9_ATOMIC_AND = 1,
	GEN9_ATOMIC_OR = 2,
	GEN9_ATOMIC_XOR = 3,
	GEN9_ATOMIC_MOV = 4,
	GEN9_ATOMIC_INC = 5,
	GEN9_ATOMIC_DEC = 6,
	GEN9_ATOMIC_ADD = 7,
	GEN9_ATOMIC_SUB = 8,
	GEN9_ATOMIC_REVSUB = 9,
	GEN9_ATOMIC_IMAX = 10,
	GEN9_ATOMIC_IMIN = 11,
	GEN9_ATOMIC_UMAX = 12,
	GEN9_ATOMIC_UMIN = 13,
	GEN9_ATOMIC_CMPWR = 14,
	GEN9_ATOMIC_PREDEC = 15,
};

/** enum gen9_atomic_float - GEN9_DP_ATOMIC_FLOAT_OP. */
enum gen9_atomic_float {
	GEN9_ATOMIC_FMAX = 1,
	GEN9_ATOMIC_FMIN = 2,
	GEN9_ATOMIC_FCMPWR = 3,
};

#endif
