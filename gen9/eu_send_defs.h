/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lengths in message descriptors, and fields of the EU's control register. The rest of a descriptor
 * belongs to its shared function.
 *
 * Source: PRM SKL Vol. 7, "Message Descriptor", "Control Register"; Mesa
 * src/intel/compiler/brw_eu.h (brw_message_desc, brw_message_ex_desc), brw_eu_defines.h.
 */
#ifndef GEN9_EU_SEND_DEFS_H
#define GEN9_EU_SEND_DEFS_H

#include "port.h"

#define GEN9_EU_DESC_MLEN(desc)		((desc) >> 25 & 0xf)	/* registers of the payload */
#define GEN9_EU_DESC_RLEN(desc)		((desc) >> 20 & 0x1f)	/* registers of the response */
#define GEN9_EU_EX_DESC_MLEN(ex_desc)	((ex_desc) >> 6 & 0xf)	/* of the second payload */
#define GEN9_EU_MLEN_MAX		15u
#define GEN9_EU_RLEN_MAX		31u

#define GEN9_EU_CR0_ALT			0x001u	/* floating-point mode ALT */
#define GEN9_EU_CR0_ROUNDING_SHIFT	4u
#define GEN9_EU_CR0_ROUNDING_MASK	3u
#define GEN9_EU_CR0_DENORM_DF		0x040u	/* denormals of DF are kept */
#define GEN9_EU_CR0_DENORM_F		0x080u
#define GEN9_EU_CR0_DENORM_HF		0x400u

/** enum gen9_eu_rounding - Rounding modes of cr0. */
enum gen9_eu_rounding {
	GEN9_EU_ROUND_NEAREST = 0,
	GEN9_EU_ROUND_UP = 1,
	GEN9_EU_ROUND_DOWN = 2,
	GEN9_EU_ROUND_ZERO = 3,
};

#endif
