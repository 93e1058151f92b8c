/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of message descriptors, by shared function, as eu/disasm_send.c shows them. The lengths,
 * which all descriptors have, are in gen9/eu_encoding.h.
 *
 * Source: PRM SKL Vol. 2d (Command Reference: Structures), MD_*; as in Mesa's
 * src/intel/compiler: brw_eu_inst.h, brw_eu_defines.h.
 */
#ifndef GEN9_EU_MESSAGE_FIELDS_H
#define GEN9_EU_MESSAGE_FIELDS_H

#include "gen9/eu_encoding.h"

/* Index of the binding table: most functions. */
#define GEN9_MSG_SURFACE		GEN9_EU_FIELD(7, 0)

/* Sampler */
#define GEN9_MSG_SAMPLER_INDEX		GEN9_EU_FIELD(11, 8)
#define GEN9_MSG_SAMPLER_TYPE		GEN9_EU_FIELD(16, 12)
#define GEN9_MSG_SAMPLER_SIMD		GEN9_EU_FIELD(18, 17)
#define GEN9_MSG_SAMPLER_HALF		GEN9_EU_FIELD(30, 30)

/* Data ports */
#define GEN9_MSG_PORT_CONTROL		GEN9_EU_FIELD(13, 8)
#define GEN9_MSG_PORT_TYPE		GEN9_EU_FIELD(18, 14)

/* Render cache */
#define GEN9_MSG_RENDER_TYPE		GEN9_EU_FIELD(17, 14)
#define GEN9_MSG_RENDER_SUBTYPE		GEN9_EU_FIELD(10, 8)
#define GEN9_MSG_RENDER_HIGH		GEN9_EU_FIELD(11, 11)
#define GEN9_MSG_RENDER_LAST		GEN9_EU_FIELD(12, 12)

/* URB */
#define GEN9_MSG_URB_OP			GEN9_EU_FIELD(3, 0)
#define GEN9_MSG_URB_OFFSET		GEN9_EU_FIELD(14, 4)
#define GEN9_MSG_URB_MASKED		GEN9_EU_FIELD(15, 15)
#define GEN9_MSG_URB_PER_SLOT		GEN9_EU_FIELD(17, 17)

/* Message gateway */
#define GEN9_MSG_GATEWAY_FUNCTION	GEN9_EU_FIELD(2, 0)

/* Pixel interpolator */
#define GEN9_MSG_INTERPOLATOR_DATA	GEN9_EU_FIELD(7, 0)
#define GEN9_MSG_INTERPOLATOR_TYPE	GEN9_EU_FIELD(13, 12)
#define GEN9_MSG_INTERPOLATOR_LINEAR	GEN9_EU_FIELD(14, 14)

/* Values */
#define GEN9_MSG_RENDER_WRITE		12u
#define GEN9_MSG_RENDER_READ		13u
#define GEN9_MSG_URB_SIMD8_WRITE	7u
#define GEN9_MSG_URB_SIMD8_READ		8u
#define GEN9_MSG_CONTROL_SIMD8		(1u << 4)
#define GEN9_MSG_CONTROL_LOW		15u

#endif
