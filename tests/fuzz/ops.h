/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language of inputs: records of 16 bytes. Each record is one action of a guest, of its VMM or
 * of time. Operands mostly choose among meaningful values, and each value of each byte is valid. A
 * target allows some of the records.
 */
#ifndef TESTS_FUZZ_OPS_H
#define TESTS_FUZZ_OPS_H

#include "port.h"

struct fuzz_machine;

/**
 * struct fuzz_op - A record, little-endian.
 * @op: chooses the action among those of the target
 * @a: operand
 * @b: operand
 * @c: operand
 * @d: operand
 */
struct fuzz_op {
	u8 op;
	u8 a;
	u16 b;
	u32 c;
	u64 d;
};

#define FUZZ_OPS_MAX	256u		/* records of an input that are played */
#define FUZZ_OP_LATE	0xf0u		/* from this first byte on: &fuzz_target.late */

/** enum fuzz_op_id - Actions. a to d are operands of the record. */
enum fuzz_op_id {
	FUZZ_OP_WRITE,		/* register: a width and choice, c which, d value */
	FUZZ_OP_READ,
	FUZZ_OP_PTE,		/* GGTT entry c of range a, value d by b, trapped or not */
	FUZZ_OP_POKE,		/* memory: page b, offset c, value d */
	FUZZ_OP_TABLE,		/* page-table page a, entry b, value d by c */
	FUZZ_OP_IMAGE,		/* context a, dword b, value c */
	FUZZ_OP_AIM,		/* following commands go to place a of context b */
	FUZZ_OP_DWORDS,		/* b dwords of c and d */
	FUZZ_OP_COMMAND,	/* command b of fuzz_facts, flags c, contents d */
	FUZZ_OP_BATCH,		/* start of a batch: a which, c offset */
	FUZZ_OP_SUBMIT,		/* context a, behind it b; c how much is in the ring */
	FUZZ_OP_ELSP,		/* engine a, descriptors from c and d */
	FUZZ_OP_WORK,		/* the worker */
	FUZZ_OP_STEP,		/* engines, a slices */
	FUZZ_OP_RUN,		/* all, until idle */
	FUZZ_OP_TIME,		/* c nanoseconds */
	FUZZ_OP_UNMAP,		/* dma_unmap of page b, c pages */
	FUZZ_OP_RESET,		/* engine a, or the vGPU */
	FUZZ_OP_FAIL,		/* kind a fails, after b & 0xff calls, b >> 8 times */
	FUZZ_OP_APERTURE,	/* access at c, a bytes; by a: make a detiled page first */
	FUZZ_OP_CONFIG,
	FUZZ_OP_IRQS,
	FUZZ_OP_DISPLAY,
	FUZZ_OP_VICTIM,		/* works on engine a; b bit 15: counted, while calls fail by b, c */
	FUZZ_OP_CREATE,		/* another vGPU of type a, while a call after b others fails */
	FUZZ_OP_DENSE,		/* a workload with many GGTT operands: dense.h */
	FUZZ_OP_OWN,		/* an action of the target: &fuzz_target.own */
	FUZZ_OPS,
};

/**
 * struct fuzz_target - What an input may do.
 * @ops: actions, by the first byte of a record
 * @n: number of actions
 * @late: 0, or an action that was added when the corpus had inputs; their meaning must not change
 * @begin: NULL, or called when both guests are set up
 * @end: NULL, or called when all work is done
 * @own: does FUZZ_OP_OWN; NULL: no record has that action
 * @user_batches: commands go to the user batch, and rings are not changed
 */
struct fuzz_target {
	const u8 *ops;
	u32 n;
	u8 late;
	void (*begin)(struct fuzz_machine *machine);
	void (*end)(struct fuzz_machine *machine);
	void (*own)(struct fuzz_machine *machine, const struct fuzz_op *op);
	bool user_batches;
};

/** fuzz_each_op() - Call @one for each record of an input. Check the invariants after each. */
void fuzz_each_op(struct fuzz_machine *machine, const u8 *data, size_t size,
		  void (*one)(const struct fuzz_op *op));

/** fuzz_play() - Play one input from begin to end. */
void fuzz_play(const struct fuzz_target *target, const u8 *data, size_t size);

/** fuzz_row_offset() - Return the offset of some listed register. @row, @element: any values. */
u32 fuzz_row_offset(struct fuzz_machine *machine, u32 row, u32 element);

#endif
