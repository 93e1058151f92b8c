/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The execution units (EU) of Gen9: opcodes, operand types, registers, message targets. Fields of
 * encoded instructions are in gen9/eu_encoding.h.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Instruction Set Reference", as in Mesa's
 * src/intel/compiler: brw_eu_defines.h, brw_eu.c, brw_reg_type.c.
 */
#ifndef GEN9_EU_DEFS_H
#define GEN9_EU_DEFS_H

#include "port.h"

#define GEN9_EU_GRF_COUNT	128u	/* general registers of a thread */
#define GEN9_EU_GRF_BYTES	32u
#define GEN9_EU_GRF_FILE_BYTES	(GEN9_EU_GRF_COUNT * GEN9_EU_GRF_BYTES)
#define GEN9_EU_LANES		32u	/* most channels of an instruction */
#define GEN9_EU_MESSAGE_REGS	15u	/* most registers of one payload of a message */
#define GEN9_EU_INST_BYTES	16u
#define GEN9_EU_COMPACT_BYTES	8u

/** enum gen9_eu_op - Opcodes, bits 6:0 of an instruction. */
enum gen9_eu_op {
	GEN9_EU_ILLEGAL = 0,
	GEN9_EU_MOV = 1,
	GEN9_EU_SEL = 2,
	GEN9_EU_MOVI = 3,
	GEN9_EU_NOT = 4,
	GEN9_EU_AND = 5,
	GEN9_EU_OR = 6,
	GEN9_EU_XOR = 7,
	GEN9_EU_SHR = 8,
	GEN9_EU_SHL = 9,
	GEN9_EU_SMOV = 10,
	GEN9_EU_ASR = 12,
	GEN9_EU_CMP = 16,
	GEN9_EU_CMPN = 17,
	GEN9_EU_CSEL = 18,
	GEN9_EU_BFREV = 23,
	GEN9_EU_BFE = 24,
	GEN9_EU_BFI1 = 25,
	GEN9_EU_BFI2 = 26,
	GEN9_EU_JMPI = 32,
	GEN9_EU_BRD = 33,
	GEN9_EU_IF = 34,
	GEN9_EU_BRC = 35,
	GEN9_EU_ELSE = 36,
	GEN9_EU_ENDIF = 37,
	GEN9_EU_WHILE = 39,
	GEN9_EU_BREAK = 40,
	GEN9_EU_CONT = 41,
	GEN9_EU_HALT = 42,
	GEN9_EU_CALLA = 43,
	GEN9_EU_CALL = 44,
	GEN9_EU_RET = 45,
	GEN9_EU_GOTO = 46,
	GEN9_EU_JOIN = 47,
	GEN9_EU_WAIT = 48,
	GEN9_EU_SEND = 49,
	GEN9_EU_SENDC = 50,
	GEN9_EU_SENDS = 51,
	GEN9_EU_SENDSC = 52,
	GEN9_EU_MATH = 56,
	GEN9_EU_ADD = 64,
	GEN9_EU_MUL = 65,
	GEN9_EU_AVG = 66,
	GEN9_EU_FRC = 67,
	GEN9_EU_RNDU = 68,
	GEN9_EU_RNDD = 69,
	GEN9_EU_RNDE = 70,
	GEN9_EU_RNDZ = 71,
	GEN9_EU_MAC = 72,
	GEN9_EU_MACH = 73,
	GEN9_EU_LZD = 74,
	GEN9_EU_FBH = 75,
	GEN9_EU_FBL = 76,
	GEN9_EU_CBIT = 77,
	GEN9_EU_ADDC = 78,
	GEN9_EU_SUBB = 79,
	GEN9_EU_SAD2 = 80,
	GEN9_EU_SADA2 = 81,
	GEN9_EU_DP4 = 84,
	GEN9_EU_DPH = 85,
	GEN9_EU_DP3 = 86,
	GEN9_EU_DP2 = 87,
	GEN9_EU_LINE = 89,
	GEN9_EU_PLN = 90,
	GEN9_EU_MAD = 91,
	GEN9_EU_LRP = 92,
	GEN9_EU_MADM = 93,
	GEN9_EU_NENOP = 125,
	GEN9_EU_NOP = 126,
	GEN9_EU_OPS = 128,
};

/**
 * enum gen9_eu_kind - What opcodes do.
 * @GEN9_EU_KIND_NONE: there is no such opcode, or it is ILLEGAL
 * @GEN9_EU_KIND_ALU: compute a result of operands
 * @GEN9_EU_KIND_FLOW: branch
 * @GEN9_EU_KIND_SEND: send a message
 * @GEN9_EU_KIND_OTHER: wait, or nothing
 */
enum gen9_eu_kind {
	GEN9_EU_KIND_NONE,
	GEN9_EU_KIND_ALU,
	GEN9_EU_KIND_FLOW,
	GEN9_EU_KIND_SEND,
	GEN9_EU_KIND_OTHER,
};

/** enum gen9_eu_math - Functions of GEN9_EU_MATH, in the field of the conditional modifier. */
enum gen9_eu_math {
	GEN9_EU_MATH_INV = 1,
	GEN9_EU_MATH_LOG = 2,
	GEN9_EU_MATH_EXP = 3,
	GEN9_EU_MATH_SQRT = 4,
	GEN9_EU_MATH_RSQ = 5,
	GEN9_EU_MATH_SIN = 6,
	GEN9_EU_MATH_COS = 7,
	GEN9_EU_MATH_FDIV = 9,
	GEN9_EU_MATH_POW = 10,
	GEN9_EU_MATH_INT_DIV_MOD = 11,
	GEN9_EU_MATH_INT_QUOTIENT = 12,
	GEN9_EU_MATH_INT_REMAINDER = 13,
	GEN9_EU_MATH_INVM = 14,
	GEN9_EU_MATH_RSQRTM = 15,
};

/** enum gen9_eu_cond - Conditional modifiers. */
enum gen9_eu_cond {
	GEN9_EU_COND_NONE = 0,
	GEN9_EU_COND_Z = 1,
	GEN9_EU_COND_NZ = 2,
	GEN9_EU_COND_G = 3,
	GEN9_EU_COND_GE = 4,
	GEN9_EU_COND_L = 5,
	GEN9_EU_COND_LE = 6,
	GEN9_EU_COND_O = 8,
	GEN9_EU_COND_U = 9,
};

/** enum gen9_eu_pred - Predicate controls of align1 instructions. */
enum gen9_eu_pred {
	GEN9_EU_PRED_NONE = 0,
	GEN9_EU_PRED_SEQUENTIAL = 1,
	GEN9_EU_PRED_ANYV = 2,
	GEN9_EU_PRED_ALLV = 3,
	GEN9_EU_PRED_ANY2H = 4,
	GEN9_EU_PRED_ALL2H = 5,
	GEN9_EU_PRED_ANY4H = 6,
	GEN9_EU_PRED_ALL4H = 7,
	GEN9_EU_PRED_ANY8H = 8,
	GEN9_EU_PRED_ALL8H = 9,
	GEN9_EU_PRED_ANY16H = 10,
	GEN9_EU_PRED_ALL16H = 11,
	GEN9_EU_PRED_ANY32H = 12,
	GEN9_EU_PRED_ALL32H = 13,
};

/** enum gen9_eu_arf - Architecture registers: bits 7:4 of their number. */
enum gen9_eu_arf {
	GEN9_EU_ARF_NULL = 0x00,
	GEN9_EU_ARF_ADDRESS = 0x10,
	GEN9_EU_ARF_ACCUMULATOR = 0x20,
	GEN9_EU_ARF_FLAG = 0x30,
	GEN9_EU_ARF_CHANNEL_ENABLE = 0x40,
	GEN9_EU_ARF_MESSAGE_CONTROL = 0x50,
	GEN9_EU_ARF_STACK_POINTER = 0x60,
	GEN9_EU_ARF_STATE = 0x70,
	GEN9_EU_ARF_CONTROL = 0x80,
	GEN9_EU_ARF_NOTIFICATION = 0x90,
	GEN9_EU_ARF_IP = 0xa0,
	GEN9_EU_ARF_TDR = 0xb0,
	GEN9_EU_ARF_TIMESTAMP = 0xc0,
};

#define GEN9_EU_ARF_KIND(nr)	((nr) & 0xf0u)		/* enum gen9_eu_arf */
#define GEN9_EU_ARF_INDEX(nr)	((nr) >> 4 & 0xfu)	/* its place in a table of all kinds */
#define GEN9_EU_ARF_KINDS	16u

/* Dwords of GEN9_EU_ARF_STATE: masks of channels that a thread begins with. */
#define GEN9_EU_SR0_DMASK	2u	/* of the dispatch */
#define GEN9_EU_SR0_VMASK	3u	/* the same, by groups of four channels */

/** enum gen9_eu_sfid - Shared functions: the targets of messages. */
enum gen9_eu_sfid {
	GEN9_SFID_NULL = 0,
	GEN9_SFID_SAMPLER = 2,
	GEN9_SFID_GATEWAY = 3,
	GEN9_SFID_DATA_CACHE_RO = 4,	/* sampler cache's data port */
	GEN9_SFID_RENDER_CACHE = 5,
	GEN9_SFID_URB = 6,
	GEN9_SFID_THREAD_SPAWNER = 7,
	GEN9_SFID_VME = 8,
	GEN9_SFID_CONSTANT_CACHE = 9,
	GEN9_SFID_DATA_CACHE_0 = 10,
	GEN9_SFID_PIXEL_INTERPOLATOR = 11,
	GEN9_SFID_DATA_CACHE_1 = 12,
	GEN9_SFID_CRE = 13,
};

#endif
