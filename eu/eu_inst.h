/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A decoded EU instruction: the one form that the validator, the disassembler and the interpreter
 * read. eu/decode.c makes it of 16 bytes (native) or 8 bytes (compacted).
 *
 * Types are by meaning here: an encoding depends on the operand. Strides are element counts, not
 * exponents. Operands of align16 three-source instructions are kept as regions: a replicated scalar
 * is <0;1,0>, anything else is <4;4,1> with a swizzle.
 */
#ifndef EU_INST_H
#define EU_INST_H

#include "gen9/eu_defs.h"
#include "port.h"

/**
 * enum eu_type - Types of operands.
 * @EU_UD: unsigned, 32 bits
 * @EU_D: signed, 32 bits
 * @EU_UW: unsigned, 16 bits
 * @EU_W: signed, 16 bits
 * @EU_UB: unsigned, 8 bits
 * @EU_B: signed, 8 bits
 * @EU_DF: floating point, 64 bits
 * @EU_F: floating point, 32 bits
 * @EU_UQ: unsigned, 64 bits
 * @EU_Q: signed, 64 bits
 * @EU_HF: floating point, 16 bits
 * @EU_V: immediate: eight signed integers of 4 bits
 * @EU_UV: immediate: eight unsigned integers of 4 bits
 * @EU_VF: immediate: four floats of 8 bits
 * @EU_TYPES: number of types
 */
enum eu_type {
	EU_UD,
	EU_D,
	EU_UW,
	EU_W,
	EU_UB,
	EU_B,
	EU_DF,
	EU_F,
	EU_UQ,
	EU_Q,
	EU_HF,
	EU_V,
	EU_UV,
	EU_VF,
	EU_TYPES,
};

/**
 * enum eu_file - Places of operands.
 * @EU_NONE: the instruction has no such operand
 * @EU_ARF: an architecture register (enum gen9_eu_arf)
 * @EU_GRF: a general register
 * @EU_IMM: an immediate
 */
enum eu_file {
	EU_NONE,
	EU_ARF,
	EU_GRF,
	EU_IMM,
};

#define EU_SWIZZLE_XYZW	0xe4u	/* each channel of a group of four is itself */
#define EU_VXH		0xffu	/* &eu_operand.vstride: each row, or channel, has its own a0 */

/**
 * struct eu_operand - An operand.
 * @file: enum eu_file
 * @type: enum eu_type
 * @nr: GRF: 0 to 127; ARF: the register number as encoded (type in bits 7:4)
 * @subnr: bytes from the beginning of the register
 * @indirect: GRF: the address is in a0; @nr and @subnr do not count
 * @addr_subnr: @indirect: index of the word of a0, 0 to 15
 * @addr_imm: @indirect: bytes that are added to the address, -512 to 511
 * @vstride: source: elements from row to row: 0, 1, 2, 4, 8, 16, 32, or EU_VXH
 * @width: source: elements in a row: 1, 2, 4, 8, 16
 * @hstride: elements from element to element: 0, 1, 2, 4
 * @negate: source: negate the value; of a logic instruction: invert its bits
 * @abs: source: take the absolute value first
 * @swizzle: source of align16: two bits for each of four channels
 * @writemask: destination of align16: a bit for each of four channels; else 0xf
 * @imm: IMM: the value; a value of 16 bits is in bits 15:0 alone
 */
struct eu_operand {
	u8 file;
	u8 type;
	u8 nr;
	u8 subnr;
	bool indirect;
	u8 addr_subnr;
	s16 addr_imm;
	u8 vstride;
	u8 width;
	u8 hstride;
	bool negate;
	bool abs;
	u8 swizzle;
	u8 writemask;
	u64 imm;
};

/**
 * struct eu_inst - An instruction.
 * @op: enum gen9_eu_op
 * @exec_size: channels: 1, 2, 4, 8, 16, 32
 * @group: first channel of the thread that channel 0 of the instruction is: 0, 4, 8, ... 28
 * @mask_disable: all channels execute (WE_all), whatever the thread's control flow says
 * @align16: the instruction has access mode align16
 * @no_dd: hints on dependencies, which an interpreter ignores: GEN9_EU_NO_DD_*
 * @pred: enum gen9_eu_pred; of align16, only NONE, SEQUENTIAL, ANY4H and ALL4H
 * @pred_invert: the predicate is inverted
 * @flag: flag register of predicate and conditional modifier: 0 to 3, for f0.0, f0.1, f1.0, f1.1
 * @cond: enum gen9_eu_cond; 0 for MATH and for sends
 * @saturate: the result is clamped
 * @acc_write: the result goes to the accumulator, too
 * @branch_ctrl: the branch control bit of IF, ELSE, and other branches
 * @thread_switch: thread control: 0, 1 for "atomic", or 2 for a "switch" hint
 * @math: MATH: enum gen9_eu_math
 * @sfid: sends: enum gen9_eu_sfid
 * @eot: sends: the message ends the thread
 * @desc_reg: sends: the descriptor is in a0.0 (bits of @desc are ORed by no one)
 * @ex_desc_reg: sends: the extended descriptor is in a0.@ex_desc_subnr
 * @ex_desc_subnr: sends: index of the dword of a0
 * @desc: sends: the immediate descriptor
 * @ex_desc: sends: the immediate extended descriptor, as bits 31:0 of the register form
 * @jip: branches: bytes from this instruction to the jump target. JMPI, CALL: with a distance in a
 *	register, @src[0], the bytes from this instruction to where the distance counts from
 * @uip: branches: bytes from this instruction to the update target
 * @src_count: sources that count: 0 to 3. MATH: by the function. Branches: 1 if the distance is in
 *	@src[0]. RET: 1
 * @dst: destination; of CALL: the register that gets the return address. EU_NONE if there is none
 * @src: sources; of sends: [0] the payload, [1] the second payload of SENDS (EU_ARF null if there
 *	is none). Those from @src_count on can be anything
 * @bytes: length of its encoding: 8 or 16
 */
struct eu_inst {
	u8 op;
	u8 exec_size;
	u8 group;
	bool mask_disable;
	bool align16;
	u8 no_dd;
	u8 pred;
	bool pred_invert;
	u8 flag;
	u8 cond;
	bool saturate;
	bool acc_write;
	bool branch_ctrl;
	u8 thread_switch;
	u8 math;
	u8 sfid;
	bool eot;
	bool desc_reg;
	bool ex_desc_reg;
	u8 ex_desc_subnr;
	u32 desc;
	u32 ex_desc;
	s32 jip;
	s32 uip;
	u8 src_count;
	struct eu_operand dst;
	struct eu_operand src[3];
	u8 bytes;
};

/**
 * eu_type_bytes() - Return the size of an element.
 * @type: enum eu_type, any value
 *
 * Context: any; takes no lock.
 * Return: bytes: 1, 2, 4 or 8; of the vector immediates that of an element when it is used: 2, 2, 4
 * (V, UV, VF); 0: there is no such type.
 */
static inline u32 eu_type_bytes(u32 type)
{
	static const u8 bytes[EU_TYPES] = {
		[EU_UD] = 4, [EU_D] = 4, [EU_UW] = 2, [EU_W] = 2, [EU_UB] = 1, [EU_B] = 1,
		[EU_DF] = 8, [EU_F] = 4, [EU_UQ] = 8, [EU_Q] = 8, [EU_HF] = 2,
		[EU_V] = 2, [EU_UV] = 2, [EU_VF] = 4,
	};

	return type < EU_TYPES ? bytes[type] : 0;
}

#endif
