/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The opcodes of EU instructions: name, form, number of sources. eu/decode.c has the only copy.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions); Mesa src/intel/compiler/brw_eu.c.
 * SAD2, SADA2, JOIN and NENOP, which Mesa lacks, are from the PRM alone.
 */
#ifndef GEN9_EU_OP_ROWS_H
#define GEN9_EU_OP_ROWS_H

#include "gen9/eu_defs.h"
#include "port.h"

/**
 * enum gen9_eu_form - Forms of instructions.
 * @GEN9_EU_FORM_NONE: there is no such opcode
 * @GEN9_EU_FORM_PLAIN: opcode and controls alone
 * @GEN9_EU_FORM_BASIC: a destination and up to two sources
 * @GEN9_EU_FORM_THREE: a destination and three sources
 * @GEN9_EU_FORM_SEND: a message with one payload
 * @GEN9_EU_FORM_SENDS: a message with two payloads
 * @GEN9_EU_FORM_JIP: a branch with JIP
 * @GEN9_EU_FORM_JIP_UIP: a branch with JIP and UIP
 * @GEN9_EU_FORM_JMPI: JMPI: a distance from the next instruction, in source 1
 * @GEN9_EU_FORM_CALL: CALL and CALLA: as JMPI, and a destination
 * @GEN9_EU_FORM_RET: RET: the address is in source 0
 */
enum gen9_eu_form {
	GEN9_EU_FORM_NONE,
	GEN9_EU_FORM_PLAIN,
	GEN9_EU_FORM_BASIC,
	GEN9_EU_FORM_THREE,
	GEN9_EU_FORM_SEND,
	GEN9_EU_FORM_SENDS,
	GEN9_EU_FORM_JIP,
	GEN9_EU_FORM_JIP_UIP,
	GEN9_EU_FORM_JMPI,
	GEN9_EU_FORM_CALL,
	GEN9_EU_FORM_RET,
};

/**
 * struct gen9_eu_op_row - An opcode.
 * @name: name in the PRM, in lower case
 * @form: enum gen9_eu_form
 * @sources: sources of a form that has operands; of MATH: the most
 */
struct gen9_eu_op_row {
	const char *name;
	u8 form;
	u8 sources;
};

static const struct gen9_eu_op_row gen9_eu_op_rows[GEN9_EU_OPS] = {
	[GEN9_EU_MOV] = { "mov", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_SEL] = { "sel", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_MOVI] = { "movi", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_NOT] = { "not", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_AND] = { "and", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_OR] = { "or", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_XOR] = { "xor", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SHR] = { "shr", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SHL] = { "shl", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SMOV] = { "smov", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_ASR] = { "asr", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_CMP] = { "cmp", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_CMPN] = { "cmpn", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_CSEL] = { "csel", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_BFREV] = { "bfrev", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_BFE] = { "bfe", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_BFI1] = { "bfi1", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_BFI2] = { "bfi2", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_JMPI] = { "jmpi", GEN9_EU_FORM_JMPI, 0 },
	[GEN9_EU_BRD] = { "brd", GEN9_EU_FORM_JIP, 0 },
	[GEN9_EU_IF] = { "if", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_BRC] = { "brc", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_ELSE] = { "else", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_ENDIF] = { "endif", GEN9_EU_FORM_JIP, 0 },
	[GEN9_EU_WHILE] = { "while", GEN9_EU_FORM_JIP, 0 },
	[GEN9_EU_BREAK] = { "break", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_CONT] = { "cont", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_HALT] = { "halt", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_CALLA] = { "calla", GEN9_EU_FORM_CALL, 0 },
	[GEN9_EU_CALL] = { "call", GEN9_EU_FORM_CALL, 0 },
	[GEN9_EU_RET] = { "ret", GEN9_EU_FORM_RET, 1 },
	[GEN9_EU_GOTO] = { "goto", GEN9_EU_FORM_JIP_UIP, 0 },
	[GEN9_EU_JOIN] = { "join", GEN9_EU_FORM_JIP, 0 },
	[GEN9_EU_WAIT] = { "wait", GEN9_EU_FORM_BASIC, 0 },
	[GEN9_EU_SEND] = { "send", GEN9_EU_FORM_SEND, 1 },
	[GEN9_EU_SENDC] = { "sendc", GEN9_EU_FORM_SEND, 1 },
	[GEN9_EU_SENDS] = { "sends", GEN9_EU_FORM_SENDS, 2 },
	[GEN9_EU_SENDSC] = { "sendsc", GEN9_EU_FORM_SENDS, 2 },
	[GEN9_EU_MATH] = { "math", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_ADD] = { "add", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_MUL] = { "mul", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_AVG] = { "avg", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_FRC] = { "frc", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_RNDU] = { "rndu", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_RNDD] = { "rndd", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_RNDE] = { "rnde", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_RNDZ] = { "rndz", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_MAC] = { "mac", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_MACH] = { "mach", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_LZD] = { "lzd", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_FBH] = { "fbh", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_FBL] = { "fbl", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_CBIT] = { "cbit", GEN9_EU_FORM_BASIC, 1 },
	[GEN9_EU_ADDC] = { "addc", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SUBB] = { "subb", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SAD2] = { "sad2", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_SADA2] = { "sada2", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_DP4] = { "dp4", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_DPH] = { "dph", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_DP3] = { "dp3", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_DP2] = { "dp2", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_LINE] = { "line", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_PLN] = { "pln", GEN9_EU_FORM_BASIC, 2 },
	[GEN9_EU_MAD] = { "mad", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_LRP] = { "lrp", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_MADM] = { "madm", GEN9_EU_FORM_THREE, 3 },
	[GEN9_EU_NENOP] = { "nenop", GEN9_EU_FORM_PLAIN, 0 },
	[GEN9_EU_NOP] = { "nop", GEN9_EU_FORM_PLAIN, 0 },
};

/* Functions of MATH: the number of sources. 0: there is no such function. */
#define GEN9_EU_MATH_FUNCTIONS	16u
static const u8 gen9_eu_math_sources[GEN9_EU_MATH_FUNCTIONS] = {
	[GEN9_EU_MATH_INV] = 1, [GEN9_EU_MATH_LOG] = 1, [GEN9_EU_MATH_EXP] = 1,
	[GEN9_EU_MATH_SQRT] = 1, [GEN9_EU_MATH_RSQ] = 1, [GEN9_EU_MATH_SIN] = 1,
	[GEN9_EU_MATH_COS] = 1, [GEN9_EU_MATH_FDIV] = 2, [GEN9_EU_MATH_POW] = 2,
	[GEN9_EU_MATH_INT_DIV_MOD] = 2, [GEN9_EU_MATH_INT_QUOTIENT] = 2,
	[GEN9_EU_MATH_INT_REMAINDER] = 2, [GEN9_EU_MATH_INVM] = 2, [GEN9_EU_MATH_RSQRTM] = 1,
};

#endif
