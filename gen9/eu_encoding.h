/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of encoded EU instructions: their bits, and the meaning of field values. Tables of
 * opcodes are in gen9/eu_op_rows.h, tables of compaction in gen9/eu_compact_rows.h.
 *
 * An instruction is 128 bits, or 64 bits with GEN9_EU_COMPACTED. A field never crosses bit 64.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions), EU_INSTRUCTION_*; PRM SKL Vol. 7,
 * "Instruction Fields"; as in Mesa's src/intel/compiler: brw_eu_inst.h, brw_reg_type.c,
 * brw_eu_emit.c.
 */
#ifndef GEN9_EU_ENCODING_H
#define GEN9_EU_ENCODING_H

/* A field: its highest and its lowest bit. */
#define GEN9_EU_FIELD(high, low)	((high) << 8 | (low))
#define GEN9_EU_FIELD_HIGH(field)	((field) >> 8)
#define GEN9_EU_FIELD_LOW(field)	((field) & 0xffu)

/* All instructions. */
#define GEN9_EU_OPCODE			GEN9_EU_FIELD(6, 0)
#define GEN9_EU_ACCESS_MODE		GEN9_EU_FIELD(8, 8)	/* 1: align16 */
#define GEN9_EU_NO_DD			GEN9_EU_FIELD(10, 9)
#define GEN9_EU_NIBBLE			GEN9_EU_FIELD(11, 11)
#define GEN9_EU_QUARTER			GEN9_EU_FIELD(13, 12)
#define GEN9_EU_THREAD_CONTROL		GEN9_EU_FIELD(15, 14)
#define GEN9_EU_PRED			GEN9_EU_FIELD(19, 16)
#define GEN9_EU_PRED_INVERT		GEN9_EU_FIELD(20, 20)
#define GEN9_EU_EXEC_SIZE		GEN9_EU_FIELD(23, 21)	/* log2 */
#define GEN9_EU_COND			GEN9_EU_FIELD(27, 24)
#define GEN9_EU_MATH_FUNCTION		GEN9_EU_FIELD(27, 24)
#define GEN9_EU_SFID			GEN9_EU_FIELD(27, 24)
#define GEN9_EU_ACC_WRITE		GEN9_EU_FIELD(28, 28)
#define GEN9_EU_BRANCH_CONTROL		GEN9_EU_FIELD(28, 28)
#define GEN9_EU_COMPACTED		GEN9_EU_FIELD(29, 29)
#define GEN9_EU_SATURATE		GEN9_EU_FIELD(31, 31)
#define GEN9_EU_FLAG			GEN9_EU_FIELD(33, 32)
#define GEN9_EU_MASK_DISABLE		GEN9_EU_FIELD(34, 34)

#define GEN9_EU_EXEC_SIZE_MAX		5u
#define GEN9_EU_QUARTER_LANES		8u
#define GEN9_EU_NIBBLE_LANES		4u
#define GEN9_EU_THREAD_ATOMIC		1u
#define GEN9_EU_THREAD_SWITCH		2u
#define GEN9_EU_COND_RESERVED		7u
#define GEN9_EU_NO_DD_CLEAR		1u
#define GEN9_EU_NO_DD_CHECK		2u

/* The destination of instructions with up to two sources. */
#define GEN9_EU_DST_FILE		GEN9_EU_FIELD(36, 35)
#define GEN9_EU_DST_TYPE		GEN9_EU_FIELD(40, 37)
#define GEN9_EU_DST_ADDR_IMM9		GEN9_EU_FIELD(47, 47)
#define GEN9_EU_DST_ADDR_IMM		GEN9_EU_FIELD(56, 48)
#define GEN9_EU_DST_SUBNR		GEN9_EU_FIELD(52, 48)	/* align1 */
#define GEN9_EU_DST_WRITEMASK		GEN9_EU_FIELD(51, 48)	/* align16 */
#define GEN9_EU_DST_HALF		GEN9_EU_FIELD(52, 52)	/* align16: 16 bytes */
#define GEN9_EU_DST_NR			GEN9_EU_FIELD(60, 53)
#define GEN9_EU_DST_ADDR_SUBNR		GEN9_EU_FIELD(60, 57)
#define GEN9_EU_DST_HSTRIDE		GEN9_EU_FIELD(62, 61)
#define GEN9_EU_DST_INDIRECT		GEN9_EU_FIELD(63, 63)

/* Sources of instructions with up to two sources. */
#define GEN9_EU_SRC0_FILE		GEN9_EU_FIELD(42, 41)
#define GEN9_EU_SRC0_TYPE		GEN9_EU_FIELD(46, 43)
#define GEN9_EU_SRC1_FILE		GEN9_EU_FIELD(90, 89)
#define GEN9_EU_SRC1_TYPE		GEN9_EU_FIELD(94, 91)
#define GEN9_EU_SRC0_ADDR_IMM9		GEN9_EU_FIELD(95, 95)
#define GEN9_EU_SRC1_ADDR_IMM9		GEN9_EU_FIELD(121, 121)
/* Bits of the operand's own part: bit 64 on for source 0, bit 96 on for source 1. */
#define GEN9_EU_SRC0_PART		64u
#define GEN9_EU_SRC1_PART		96u
#define GEN9_EU_SRC_SUBNR		GEN9_EU_FIELD(4, 0)	/* align1 */
#define GEN9_EU_SRC_ADDR_IMM		GEN9_EU_FIELD(8, 0)
#define GEN9_EU_SRC_SWIZZLE_XY		GEN9_EU_FIELD(3, 0)	/* align16 */
#define GEN9_EU_SRC_HALF		GEN9_EU_FIELD(4, 4)	/* align16: 16 bytes */
#define GEN9_EU_SRC_NR			GEN9_EU_FIELD(12, 5)
#define GEN9_EU_SRC_ADDR_SUBNR		GEN9_EU_FIELD(12, 9)
#define GEN9_EU_SRC_ABS			GEN9_EU_FIELD(13, 13)
#define GEN9_EU_SRC_NEGATE		GEN9_EU_FIELD(14, 14)
#define GEN9_EU_SRC_INDIRECT		GEN9_EU_FIELD(15, 15)
#define GEN9_EU_SRC_HSTRIDE		GEN9_EU_FIELD(17, 16)
#define GEN9_EU_SRC_WIDTH		GEN9_EU_FIELD(20, 18)
#define GEN9_EU_SRC_SWIZZLE_ZW		GEN9_EU_FIELD(19, 16)	/* align16 */
#define GEN9_EU_SRC_VSTRIDE		GEN9_EU_FIELD(24, 21)

#define GEN9_EU_IMM32			GEN9_EU_FIELD(127, 96)
#define GEN9_EU_IMM64			GEN9_EU_FIELD(127, 64)

#define GEN9_EU_ADDR_IMM_BITS		10u	/* signed */
#define GEN9_EU_HALF_BYTES		16u
#define GEN9_EU_WIDTH_MAX		4u	/* log2 */
#define GEN9_EU_VSTRIDE_MAX		6u	/* 1 + log2; 0: no stride */
#define GEN9_EU_VSTRIDE_VXH		15u

/** enum gen9_eu_file - Register files in fields of two bits. 2 is reserved. */
enum gen9_eu_file {
	GEN9_EU_FILE_ARF = 0,
	GEN9_EU_FILE_GRF = 1,
	GEN9_EU_FILE_IMM = 3,
};

/** enum gen9_eu_type - Types of register operands, and of immediates where they have the same. */
enum gen9_eu_type {
	GEN9_EU_TYPE_UD = 0,
	GEN9_EU_TYPE_D = 1,
	GEN9_EU_TYPE_UW = 2,
	GEN9_EU_TYPE_W = 3,
	GEN9_EU_TYPE_UB = 4,
	GEN9_EU_TYPE_B = 5,
	GEN9_EU_TYPE_DF = 6,
	GEN9_EU_TYPE_F = 7,
	GEN9_EU_TYPE_UQ = 8,
	GEN9_EU_TYPE_Q = 9,
	GEN9_EU_TYPE_HF = 10,
};

/** enum gen9_eu_imm_type - Types that only immediates have, or that they encode differently. */
enum gen9_eu_imm_type {
	GEN9_EU_IMM_UV = 4,
	GEN9_EU_IMM_VF = 5,
	GEN9_EU_IMM_V = 6,
	GEN9_EU_IMM_DF = 10,
	GEN9_EU_IMM_HF = 11,
};

/** enum gen9_eu_3src_type - Types of instructions with three sources. */
enum gen9_eu_3src_type {
	GEN9_EU_3SRC_F = 0,
	GEN9_EU_3SRC_D = 1,
	GEN9_EU_3SRC_UD = 2,
	GEN9_EU_3SRC_DF = 3,
	GEN9_EU_3SRC_HF = 4,
};

/* Instructions with three sources: align16 only. */
#define GEN9_EU_3SRC_SRC2_HALF		GEN9_EU_FIELD(35, 35)	/* HF in place of F */
#define GEN9_EU_3SRC_SRC1_HALF		GEN9_EU_FIELD(36, 36)
#define GEN9_EU_3SRC_SRC_TYPE		GEN9_EU_FIELD(45, 43)
#define GEN9_EU_3SRC_DST_TYPE		GEN9_EU_FIELD(48, 46)
#define GEN9_EU_3SRC_DST_WRITEMASK	GEN9_EU_FIELD(52, 49)
#define GEN9_EU_3SRC_DST_SUBNR		GEN9_EU_FIELD(55, 53)	/* dwords */
#define GEN9_EU_3SRC_DST_NR		GEN9_EU_FIELD(63, 56)
#define GEN9_EU_3SRC_MODIFIERS		GEN9_EU_FIELD(42, 37)	/* a pair for each source */
/* The part of source n begins at bit 64 + 21 * n. Source 1 lies on both sides of bit 96. */
#define GEN9_EU_3SRC_PART		64u
#define GEN9_EU_3SRC_PART_BITS		21u
#define GEN9_EU_3SRC_REPLICATE		GEN9_EU_FIELD(0, 0)
#define GEN9_EU_3SRC_SWIZZLE		GEN9_EU_FIELD(8, 1)
#define GEN9_EU_3SRC_SUBNR		GEN9_EU_FIELD(11, 9)	/* dwords */
#define GEN9_EU_3SRC_NR			GEN9_EU_FIELD(19, 12)
#define GEN9_EU_3SRC_SUBNR_WORD		GEN9_EU_FIELD(20, 20)	/* a word more */
#define GEN9_EU_3SRC_ABS		1u	/* of a pair of modifiers */
#define GEN9_EU_3SRC_NEGATE		2u

/* Branches. Distances are bytes from the branch. */
#define GEN9_EU_UIP			GEN9_EU_FIELD(95, 64)
#define GEN9_EU_JIP			GEN9_EU_FIELD(127, 96)

/* SEND and SENDC: source 0 is a payload, source 1 is the descriptor. */
#define GEN9_EU_SEND_DESC		GEN9_EU_FIELD(126, 96)
#define GEN9_EU_SEND_EOT		GEN9_EU_FIELD(127, 127)
#define GEN9_EU_SEND_EX_DESC_19_16	GEN9_EU_FIELD(67, 64)
#define GEN9_EU_SEND_EX_DESC_23_20	GEN9_EU_FIELD(83, 80)
#define GEN9_EU_SEND_EX_DESC_27_24	GEN9_EU_FIELD(88, 85)
#define GEN9_EU_SEND_EX_DESC_31_28	GEN9_EU_FIELD(94, 91)

/* SENDS and SENDSC: two payloads. */
#define GEN9_EU_SENDS_DST_FILE		GEN9_EU_FIELD(35, 35)
#define GEN9_EU_SENDS_SRC1_FILE		GEN9_EU_FIELD(36, 36)
#define GEN9_EU_SENDS_SRC1_NR		GEN9_EU_FIELD(51, 44)
#define GEN9_EU_SENDS_EX_DESC_IN_REG	GEN9_EU_FIELD(61, 61)
#define GEN9_EU_SENDS_EX_DESC_9_6	GEN9_EU_FIELD(67, 64)
#define GEN9_EU_SENDS_DESC_IN_REG	GEN9_EU_FIELD(77, 77)
#define GEN9_EU_SENDS_EX_DESC_SUBNR	GEN9_EU_FIELD(82, 80)	/* dwords of a0 */
#define GEN9_EU_SENDS_EX_DESC_31_16	GEN9_EU_FIELD(95, 80)

/* A message that ends a thread has registers from this one on. */
#define GEN9_EU_EOT_FIRST_NR		112u
/* Registers of PLN's source 1 for eight channels. */
#define GEN9_EU_PLN_REGS		2u

#endif
