/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language of inputs: records of 16 bytes, each one thing that a guest, its
 * VMM or time does. Operands choose mostly among what means something; each value
 * of each byte is valid. A target allows some of the records.
 */
#ifndef TESTS_FUZZ_OPS_H
#define TESTS_FUZZ_OPS_H

#include "port.h"

struct fuzz_machine;

/** struct fuzz_op - A record, little-endian. */
struct fuzz_op {
	u8 op;
	u8 a;
	u16 b;
	u32 c;
	u64 d;
};

#define FUZZ_OPS_MAX	256u		/* of one input that are looked at */
#define FUZZ_OP_LATE	0xf0u		/* a first byte from there on: &fuzz_target.late */

/** enum fuzz_op_id - What there is. */
enum fuzz_op_id {
	FUZZ_OP_WRITE,		/* register: a width and how chosen, c which, d value */
	FUZZ_OP_READ,
	FUZZ_OP_PTE,		/* GGTT entry c of range a, value d by b, trapped or not */
	FUZZ_OP_POKE,		/* memory: page b, offset c, value d */
	FUZZ_OP_TABLE,		/* page-table page a, entry b, value d by c */
	FUZZ_OP_IMAGE,		/* context a, dword b, value c */
	FUZZ_OP_AIM,		/* the following commands go to place a of context b */
	FUZZ_OP_DWORDS,		/* b of c, d */
	FUZZ_OP_COMMAND,	/* b as genxml has it, flags c, contents d */
	FUZZ_OP_BATCH,		/* start of a batch: a which, c offset */
	FUZZ_OP_SUBMIT,		/* context a, behind it b; c how much is in the ring */
	FUZZ_OP_ELSP,		/* engine a, descriptors from c and d */
	FUZZ_OP_WORK,		/* the worker */
	FUZZ_OP_STEP,		/* engines, a slices */
	FUZZ_OP_RUN,		/* all, until quiet */
	FUZZ_OP_TIME,		/* c nanoseconds */
	FUZZ_OP_UNMAP,		/* dma_unmap of page b, c pages */
	FUZZ_OP_RESET,		/* engine a, or the vGPU */
	FUZZ_OP_FAIL,		/* call a fails, after b & 0xff calls, so often as b >> 8 */
	FUZZ_OP_APERTURE,	/* access at c, a bytes; by a: a view first */
	FUZZ_OP_CONFIG,
	FUZZ_OP_IRQS,
	FUZZ_OP_DISPLAY,
	FUZZ_OP_VICTIM,		/* works on engine a; b bit 15: counted, while calls fail by b, c */
	FUZZ_OP_CREATE,		/* another vGPU, of type a, while a call after b others fails */
	FUZZ_OPS,
};

/**
 * struct fuzz_target - What an input may do.
 * @ops: array of @n: what the first byte of a record chooses from
 * @late: 0, or a record that came when there were inputs, which are to keep their meaning
 * @begin: NULL, or called when both guests are set up
 * @end: NULL, or called when all is quiet
 * @user_batches: commands go to the user batch, and rings stay as they are
 */
struct fuzz_target {
	const u8 *ops;
	u32 n;
	u8 late;
	void (*begin)(struct fuzz_machine *machine);
	void (*end)(struct fuzz_machine *machine);
	bool user_batches;
};

/** fuzz_each_op() - @one for each record of an input; behind each, what always holds. */
void fuzz_each_op(struct fuzz_machine *machine, const u8 *data, size_t size,
		  void (*one)(const struct fuzz_op *op));

/** fuzz_play() - One input, from begin to end. */
void fuzz_play(const struct fuzz_target *target, const u8 *data, size_t size);

/** fuzz_row_offset() - The offset of some listed register. @row, @element: any value. */
u32 fuzz_row_offset(struct fuzz_machine *machine, u32 row, u32 element);

#endif
