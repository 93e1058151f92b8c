/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages: the fields that all descriptors have, and messages to the render cache, the pixel
 * interpolator, the URB and the gateway. gen9/data_port_defs.h has those to the data ports,
 * gen9/sampler_defs.h those to the sampler.
 *
 * Source: PRM SKL Vol. 2d (Command Reference: Structures), MD_*; PRM SKL Vol. 7 (3D-Media-GPGPU),
 * "Message Descriptor", "Message Gateway"; as in Mesa's src/intel/compiler: brw_eu.h,
 * brw_eu_inst.h, brw_eu_defines.h.
 */
#ifndef GEN9_MESSAGE_DEFS_H
#define GEN9_MESSAGE_DEFS_H

#include "gen9/field.h"

/* Fields of every message descriptor, and of the extended one */
#define GEN9_MSG_INDEX			GEN9_FIELD(0, 7, 0)	/* in the binding table */
#define GEN9_MSG_HEADER			GEN9_FIELD(0, 19, 19)
#define GEN9_MSG_RESPONSE_LENGTH	GEN9_FIELD(0, 24, 20)	/* registers of the response */
#define GEN9_MSG_LENGTH			GEN9_FIELD(0, 28, 25)	/* registers of the payload */
#define GEN9_MSG_EX_LENGTH		GEN9_FIELD(0, 9, 6)	/* of the second payload */
#define GEN9_MSG_BINDLESS		GEN9_FIELD(0, 31, 12)	/* of the extended one */
#define GEN9_BINDLESS_UNIT		64u

/* Messages to the render cache: fields of the descriptor */
#define GEN9_RT_CONTROL			GEN9_FIELD(0, 10, 8)	/* enum gen9_rt_control */
#define GEN9_RT_SLOT_GROUP		GEN9_FIELD(0, 11, 11)	/* pixels 16 to 31 */
#define GEN9_RT_LAST			GEN9_FIELD(0, 12, 12)
#define GEN9_RT_TYPE			GEN9_FIELD(0, 17, 14)
#define GEN9_RT_WRITE			12u	/* of GEN9_RT_TYPE */
#define GEN9_RT_READ			13u
#define GEN9_RT_READ_SIMD8		GEN9_FIELD(0, 8, 8)
#define GEN9_RT_READ_PER_SAMPLE		GEN9_FIELD(0, 13, 13)

/** enum gen9_rt_control - Forms of a render target write. */
enum gen9_rt_control {
	GEN9_RT_SIMD16 = 0,
	GEN9_RT_SIMD16_REPLICATED = 1,
	GEN9_RT_SIMD8_DUAL_LOW = 2,
	GEN9_RT_SIMD8_DUAL_HIGH = 3,
	GEN9_RT_SIMD8 = 4,
};

/* Header of a render target write: two registers */
#define GEN9_RT_HEADER_REGS		2u
#define GEN9_RT_HEADER_ALPHA		GEN9_FIELD(0, 11, 11)	/* alpha of source 0 is there */
#define GEN9_RT_HEADER_STENCIL		GEN9_FIELD(0, 14, 14)
#define GEN9_RT_HEADER_INDEX		GEN9_FIELD(2, 2, 0)	/* entry of BLEND_STATE */
#define GEN9_RT_HEADER_MASK		7u	/* dword of register 1: pixels, 15:0 */

/* Messages to the pixel interpolator: fields of the descriptor */
#define GEN9_PI_DATA			GEN9_FIELD(0, 7, 0)	/* X, Y: 4 bits; or sample << 4 */
#define GEN9_PI_SLOT_GROUP		GEN9_FIELD(0, 11, 11)
#define GEN9_PI_TYPE			GEN9_FIELD(0, 13, 12)
#define GEN9_PI_LINEAR			GEN9_FIELD(0, 14, 14)
#define GEN9_PI_SIMD16			GEN9_FIELD(0, 16, 16)
#define GEN9_PI_SHARED_OFFSET		0u	/* of GEN9_PI_TYPE */
#define GEN9_PI_SAMPLE			1u
#define GEN9_PI_PER_SLOT_OFFSET		3u

/* Messages to the URB: fields of the descriptor */
#define GEN9_URB_OPCODE			GEN9_FIELD(0, 3, 0)
#define GEN9_URB_OFFSET			GEN9_FIELD(0, 14, 4)	/* in rows */
#define GEN9_URB_CHANNEL_MASK		GEN9_FIELD(0, 15, 15)
#define GEN9_URB_SLOT_OFFSET		GEN9_FIELD(0, 17, 17)
#define GEN9_URB_SIMD8_WRITE		7u	/* of GEN9_URB_OPCODE */
#define GEN9_URB_SIMD8_READ		8u
#define GEN9_URB_CHANNEL_SHIFT		16u	/* of the masks in the payload */
#define GEN9_URB_MESSAGE_DWORDS		8u	/* most dwords of a vertex in a message */

/* Messages to the gateway: fields of the descriptor */
#define GEN9_GATEWAY_FUNCTION		GEN9_FIELD(0, 2, 0)
#define GEN9_GATEWAY_BARRIER		4u	/* of GEN9_GATEWAY_FUNCTION */

#endif
