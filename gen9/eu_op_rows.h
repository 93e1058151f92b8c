/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The opcodes of EU instructions: name, form, number of sources, kind. eu/decode.c has the only
 * copy.
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
 * @title: GEN9_EU_TITLE, and the name in the PRM, in lower case
 * @form: enum gen9_eu_form
 * @sources: sources of a form that has operands; of MATH: the most
 * @kind: enum gen9_eu_kind
 */
struct gen9_eu_op_row {
	const char *title;
	u8 form;
	u8 sources;
	u8 kind;
};

#define GEN9_EU_TITLE	"EU opcode "	/* begins the titles of opcodes that users get to read */
#define TITLE(name)	(GEN9_EU_TITLE name)

static const struct gen9_eu_op_row gen9_eu_op_rows[GEN9_EU_OPS] = {
	[GEN9_EU_MOV] = { TITLE("mov"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_SEL] = { TITLE("sel"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_MOVI] = { TITLE("movi"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_NOT] = { TITLE("not"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_AND] = { TITLE("and"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_OR] = { TITLE("or"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_XOR] = { TITLE("xor"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SHR] = { TITLE("shr"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SHL] = { TITLE("shl"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SMOV] = { TITLE("smov"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_ASR] = { TITLE("asr"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_CMP] = { TITLE("cmp"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_CMPN] = { TITLE("cmpn"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_CSEL] = { TITLE("csel"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_BFREV] = { TITLE("bfrev"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_BFE] = { TITLE("bfe"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_BFI1] = { TITLE("bfi1"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_BFI2] = { TITLE("bfi2"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_JMPI] = { TITLE("jmpi"), GEN9_EU_FORM_JMPI, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_BRD] = { TITLE("brd"), GEN9_EU_FORM_JIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_IF] = { TITLE("if"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_BRC] = { TITLE("brc"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_ELSE] = { TITLE("else"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_ENDIF] = { TITLE("endif"), GEN9_EU_FORM_JIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_WHILE] = { TITLE("while"), GEN9_EU_FORM_JIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_BREAK] = { TITLE("break"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_CONT] = { TITLE("cont"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_HALT] = { TITLE("halt"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_CALLA] = { TITLE("calla"), GEN9_EU_FORM_CALL, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_CALL] = { TITLE("call"), GEN9_EU_FORM_CALL, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_RET] = { TITLE("ret"), GEN9_EU_FORM_RET, 1, GEN9_EU_KIND_FLOW },
	[GEN9_EU_GOTO] = { TITLE("goto"), GEN9_EU_FORM_JIP_UIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_JOIN] = { TITLE("join"), GEN9_EU_FORM_JIP, 0, GEN9_EU_KIND_FLOW },
	[GEN9_EU_WAIT] = { TITLE("wait"), GEN9_EU_FORM_BASIC, 0, GEN9_EU_KIND_OTHER },
	[GEN9_EU_SEND] = { TITLE("send"), GEN9_EU_FORM_SEND, 1, GEN9_EU_KIND_SEND },
	[GEN9_EU_SENDC] = { TITLE("sendc"), GEN9_EU_FORM_SEND, 1, GEN9_EU_KIND_SEND },
	[GEN9_EU_SENDS] = { TITLE("sends"), GEN9_EU_FORM_SENDS, 2, GEN9_EU_KIND_SEND },
	[GEN9_EU_SENDSC] = { TITLE("sendsc"), GEN9_EU_FORM_SENDS, 2, GEN9_EU_KIND_SEND },
	[GEN9_EU_MATH] = { TITLE("math"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_ADD] = { TITLE("add"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_MUL] = { TITLE("mul"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_AVG] = { TITLE("avg"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_FRC] = { TITLE("frc"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_RNDU] = { TITLE("rndu"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_RNDD] = { TITLE("rndd"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_RNDE] = { TITLE("rnde"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_RNDZ] = { TITLE("rndz"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_MAC] = { TITLE("mac"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_MACH] = { TITLE("mach"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_LZD] = { TITLE("lzd"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_FBH] = { TITLE("fbh"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_FBL] = { TITLE("fbl"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_CBIT] = { TITLE("cbit"), GEN9_EU_FORM_BASIC, 1, GEN9_EU_KIND_ALU },
	[GEN9_EU_ADDC] = { TITLE("addc"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SUBB] = { TITLE("subb"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SAD2] = { TITLE("sad2"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_SADA2] = { TITLE("sada2"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_DP4] = { TITLE("dp4"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_DPH] = { TITLE("dph"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_DP3] = { TITLE("dp3"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_DP2] = { TITLE("dp2"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_LINE] = { TITLE("line"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_PLN] = { TITLE("pln"), GEN9_EU_FORM_BASIC, 2, GEN9_EU_KIND_ALU },
	[GEN9_EU_MAD] = { TITLE("mad"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_LRP] = { TITLE("lrp"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_MADM] = { TITLE("madm"), GEN9_EU_FORM_THREE, 3, GEN9_EU_KIND_ALU },
	[GEN9_EU_NENOP] = { TITLE("nenop"), GEN9_EU_FORM_PLAIN, 0, GEN9_EU_KIND_OTHER },
	[GEN9_EU_NOP] = { TITLE("nop"), GEN9_EU_FORM_PLAIN, 0, GEN9_EU_KIND_OTHER },
};

#undef TITLE

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
