/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The longest messages of the EU, and fields of its control register.
 *
 * Source: PRM SKL Vol. 7, "Message Descriptor", "Control Register"; Mesa
 * src/intel/compiler/brw_eu.h (brw_message_desc, brw_message_ex_desc), brw_eu_defines.h.
 */
#ifndef GEN9_EU_SEND_DEFS_H
#define GEN9_EU_SEND_DEFS_H

#include "gen9/field.h"

#define GEN9_EU_MLEN_MAX		15u	/* registers of a payload: GEN9_MSG_LENGTH */
#define GEN9_EU_RLEN_MAX		31u	/* of a response: GEN9_MSG_RESPONSE_LENGTH */

#define GEN9_EU_CR0_ALT			0x001u	/* floating-point mode ALT */
#define GEN9_EU_CR0_ROUNDING		GEN9_FIELD(0, 5, 4)	/* enum gen9_eu_rounding */
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
