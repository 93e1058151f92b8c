/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of Gen9's MI commands, and the registers that these commands read and write.
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions) and 2c
 * (Registers); i915 relies on most of it in gt/intel_gpu_commands.h.
 */
#ifndef GEN9_MI_DEFS_H
#define GEN9_MI_DEFS_H

/* Commands that the mediator and the software GPU write themselves. */
#define GEN9_MI_BATCH_BUFFER_END	0x05000000u
#define GEN9_MI_USER_INTERRUPT		0x01000000u
#define GEN9_MI_LRI_HEADER(pairs)	(0x11000000u | (2u * (pairs) - 1u))
#define GEN9_MI_LRI_POSTED		(1u << 12)	/* wait for each write; no effect here */
#define GEN9_MI_LRI_PAIRS(dw0)		((((dw0) & 0xffu) + 1u) / 2u)

/* Common: dw0 of every command that reads or writes memory */
#define GEN9_MI_USE_GGTT		(1u << 22)
#define GEN9_MI_ADDRESS_MASK		0x0000fffffffffffcull
#define GEN9_ADDRESS_BYTES_MASK		0x0000ffffffffffffull	/* 2D commands */
#define GEN9_MI_REGISTER_MASK		0x007ffffcu

/*
 * The last dword of the PVINFO page. Real Gen9 has nothing in this page: it reads 0 and takes no
 * write (i915_vgpu.c relies on it to identify a virtual GPU).
 */
#define GEN9_MI_VOID_REGISTER		0x00078ffcu

/* MI_ARB_ON_OFF: arbitration is on */
#define GEN9_ARB_ENABLE			(1u << 0)

/* MI_BATCH_BUFFER_START */
#define GEN9_BB_START_SECOND_LEVEL	(1u << 22)
#define GEN9_BB_START_ADD_OFFSET	(1u << 16)	/* add BB_OFFSET to the address */
#define GEN9_BB_START_PREDICATE		(1u << 15)
#define GEN9_BB_START_PPGTT		(1u << 8)

/* MI_STORE_DATA_IMM, MI_STORE_DATA_INDEX */
#define GEN9_SDI_QWORD			(1u << 21)
#define GEN9_SDX_PER_PROCESS		(1u << 21)
#define GEN9_SDX_OFFSET_MASK		0xffcu
#define GEN9_SDX_DATA_DWORD		2u	/* first dword of the data */

/* MI_REPORT_HEAD: the dword of the engine's status page that gets RING_HEAD */
#define GEN9_REPORT_HEAD_DWORD		1u

/* MI_COPY_MEM_MEM */
#define GEN9_COPY_SRC_GGTT		(1u << 22)
#define GEN9_COPY_DST_GGTT		(1u << 21)

/* MI_STORE_REGISTER_MEM: store only if the predicate is true */
#define GEN9_SRM_PREDICATE		(1u << 21)

/* MI_REPORT_PERF_COUNT: dw1 */
#define GEN9_PERF_USE_GGTT		(1u << 0)
#define GEN9_PERF_ADDRESS_MASK		0x0000ffffffffffc0ull
#define GEN9_PERF_REPORT_BYTES		256u

/* MI_FLUSH_DW: dw0, and the GGTT bit of dw1 */
#define GEN9_FLUSH_DW_STORE_INDEX	(1u << 21)
#define GEN9_FLUSH_DW_TLB_INVALIDATE	(1u << 18)
#define GEN9_FLUSH_DW_USE_GGTT		(1u << 2)
#define GEN9_FLUSH_DW_ADDRESS_MASK	0x0000fffffffffff8ull
#define GEN9_FLUSH_DW_QWORD_LENGTH	5u	/* total dwords of the form with a quadword */

/* Post-sync operation, bits 15:14: MI_FLUSH_DW dw0, PIPE_CONTROL dw1 */
#define GEN9_POST_SYNC_SHIFT		14
#define GEN9_POST_SYNC_MASK		3u
#define GEN9_POST_SYNC_NONE		0u
#define GEN9_POST_SYNC_IMMEDIATE	1u
#define GEN9_POST_SYNC_DEPTH_COUNT	2u
#define GEN9_POST_SYNC_TIMESTAMP	3u
#define GEN9_POST_SYNC_INDEX_MASK	0xff8u
#define GEN9_TIMESTAMP_MASK		0x0000000fffffffffull	/* 36 bits */

/* MI_SEMAPHORE_WAIT, MI_CONDITIONAL_BATCH_BUFFER_END: comparison of memory with the data */
#define GEN9_COMPARE_SHIFT		12
#define GEN9_COMPARE_MASK		7u
#define GEN9_COMPARE_GT			0u
#define GEN9_COMPARE_GTE		1u
#define GEN9_COMPARE_LT			2u
#define GEN9_COMPARE_LTE		3u
#define GEN9_COMPARE_EQ			4u
#define GEN9_COMPARE_NEQ		5u
#define GEN9_SEMAPHORE_REGISTER_POLL	(1u << 16)
#define GEN9_COND_BBE_COMPARE		(1u << 21)
#define GEN9_COND_BBE_MASKED		(1u << 19)	/* memory has a value and a mask */

/* MI_ATOMIC */
#define GEN9_ATOMIC_INLINE		(1u << 18)
#define GEN9_ATOMIC_RETURN		(1u << 16)
#define GEN9_ATOMIC_OPCODE(dw0)		(((dw0) >> 8) & 0xffu)
#define GEN9_ATOMIC_OP_MASK		0x1fu
#define GEN9_ATOMIC_OP_QWORD		0x20u	/* set in opcodes that act on 8 bytes */
#define GEN9_ATOMIC_OP_OCTWORD		0x40u
enum gen9_atomic_op {
	GEN9_ATOMIC_NOP,
	GEN9_ATOMIC_AND,
	GEN9_ATOMIC_OR,
	GEN9_ATOMIC_XOR,
	GEN9_ATOMIC_MOVE,
	GEN9_ATOMIC_INC,
	GEN9_ATOMIC_DEC,
	GEN9_ATOMIC_ADD,
	GEN9_ATOMIC_SUB,
	GEN9_ATOMIC_RSUB,
	GEN9_ATOMIC_IMAX,
	GEN9_ATOMIC_IMIN,
	GEN9_ATOMIC_UMAX,
	GEN9_ATOMIC_UMIN,
	GEN9_ATOMIC_CMPWR,
	GEN9_ATOMIC_PREDEC,
	GEN9_ATOMIC_OPS,
};

/* Numbers of the general-purpose registers of operands and result, without inline data */
#define GEN9_ATOMIC_GPR_OPERAND1	0u
#define GEN9_ATOMIC_GPR_OPERAND2	2u
#define GEN9_ATOMIC_GPR_RETURN		4u

/* MI_MATH: instructions and operands of the ALU */
#define GEN9_ALU_OPCODE(i)		((i) >> 20)
#define GEN9_ALU_OPERAND1(i)		(((i) >> 10) & 0x3ffu)
#define GEN9_ALU_OPERAND2(i)		((i) & 0x3ffu)
#define GEN9_ALU_NOOP			0x000u
#define GEN9_ALU_LOAD			0x080u
#define GEN9_ALU_LOAD0			0x081u
#define GEN9_ALU_ADD			0x100u
#define GEN9_ALU_SUB			0x101u
#define GEN9_ALU_AND			0x102u
#define GEN9_ALU_OR			0x103u
#define GEN9_ALU_XOR			0x104u
#define GEN9_ALU_STORE			0x180u
#define GEN9_ALU_LOADINV		0x480u
#define GEN9_ALU_LOAD1			0x481u
#define GEN9_ALU_STOREINV		0x580u
#define GEN9_ALU_SRCA			0x20u
#define GEN9_ALU_SRCB			0x21u
#define GEN9_ALU_ACCU			0x31u
#define GEN9_ALU_ZF			0x32u
#define GEN9_ALU_CF			0x33u
#define GEN9_GPRS			16u

/* MI_PREDICATE */
#define GEN9_PREDICATE_LOAD(dw0)	(((dw0) >> 6) & 3u)
#define GEN9_PREDICATE_LOAD_KEEP	0u
#define GEN9_PREDICATE_LOAD_LOAD	2u
#define GEN9_PREDICATE_LOAD_INVERT	3u
#define GEN9_PREDICATE_COMBINE(dw0)	(((dw0) >> 3) & 3u)
#define GEN9_PREDICATE_COMBINE_SET	0u
#define GEN9_PREDICATE_COMBINE_AND	1u
#define GEN9_PREDICATE_COMBINE_OR	2u
#define GEN9_PREDICATE_COMBINE_XOR	3u
#define GEN9_PREDICATE_COMPARE(dw0)	((dw0) & 3u)
#define GEN9_PREDICATE_COMPARE_TRUE	0u
#define GEN9_PREDICATE_COMPARE_FALSE	1u
#define GEN9_PREDICATE_COMPARE_SRCS	2u
#define GEN9_PREDICATE_COMPARE_DELTAS	3u

/* MI_SET_PREDICATE: the condition under which the following commands are NOOPs */
#define GEN9_SET_PREDICATE_MASK		0xfu
#define GEN9_SET_PREDICATE_NEVER	0u
#define GEN9_SET_PREDICATE_CLEAR2	1u	/* while MI_PREDICATE_RESULT_2 is clear */
#define GEN9_SET_PREDICATE_SET2		2u
#define GEN9_SET_PREDICATE_CLEAR	3u	/* while MI_PREDICATE_RESULT is clear */
#define GEN9_SET_PREDICATE_SET		4u
#define GEN9_SET_PREDICATE_ALWAYS	0xfu

/* Registers of RCS that MI commands use: offsets in BAR0 */
#define GEN9_PREDICATE_RESULT_2		0x23bcu
#define GEN9_PS_DEPTH_COUNT		0x2350u
#define GEN9_PREDICATE_SRC0		0x2400u
#define GEN9_PREDICATE_SRC1		0x2408u
#define GEN9_PREDICATE_DATA		0x2410u
#define GEN9_PREDICATE_RESULT		0x2418u

/* Fields of context registers: addresses and lengths of the context's batches */
#define GEN9_BB_PER_CTX_VALID		(1u << 0)
#define GEN9_BB_PER_CTX_MASK		0xfffff000u
#define GEN9_INDIRECT_CTX_MASK		0xffffffc0u
#define GEN9_INDIRECT_CTX_LINES		0x3fu	/* cachelines of 64 bytes */
/*
 * The place in a restore at which the render engine of Gen9 runs the indirect batch. Source:
 * GEN9_CTX_RCS_INDIRECT_CTX_OFFSET_DEFAULT in gt/intel_lrc_reg.h of i915.
 */
#define GEN9_INDIRECT_CTX_PLACE		(0x26u << 6)
#define GEN9_CACHELINE			64u

#define GEN9_RING_CTL_WAIT_SEMAPHORE	(1u << 10)

#endif
