/* SPDX-License-Identifier: GPL-2.0-only */
/* A program, and the steps that make it of a kernel's bytes. Private to eu/. Takes no lock. */
#ifndef EU_PROGRAM_H
#define EU_PROGRAM_H

#include "eu/eu_op.h"

/**
 * struct eu_program - A program.
 * @code: bytes of the kernel
 * @bytes: their number
 * @count: number of instructions
 * @insts: instructions, in the order of their addresses
 * @at: byte offset of each instruction
 * @slow: for each instruction, what the general way needs
 * @ops: for each instruction its op; one more that is invalid ends the array
 */
struct eu_program {
	u8 *code;
	u32 bytes;
	u32 count;
	struct eu_inst *insts;
	u32 *at;
	struct eu_slow *slow;
	struct eu_op *ops;
};

/**
 * eu_program_build() - Make a program for a level of the instruction set.
 * @code: the kernel's bytes; may be hostile
 * @isa: functions of the level; the processor has it
 * @program: gets the program
 *
 * Context: may sleep for memory; takes no lock.
 * Return: as eu_program_create().
 */
int eu_program_build(const struct eu_code *code, const struct eu_isa *isa,
		     struct eu_program **program);

/**
 * eu_program_link() - Make the ops of a program.
 * @p: the program; @insts, @at and @count are set. All jumps lead to instructions
 * @isa: functions of a level of the instruction set
 * @code: the code, whose poll is called; NULL: none is called
 * @refused: gets the instruction that is invalid or not implemented, after -EINVAL
 *
 * Context: may sleep for memory; takes no lock.
 * Return: 0; -EINVAL: an instruction is invalid, or not implemented; -ENOMEM: no memory; an error
 * of &eu_code.poll.
 */
int eu_program_link(struct eu_program *p, const struct eu_isa *isa, const struct eu_code *code,
		    const struct eu_inst **refused);

#define EU_POLL_MADE	64u	/* instructions that a step of the making does between two polls */

/* Poll if instruction @i begins a piece of work. */
static inline int eu_code_poll(const struct eu_code *code, u32 i)
{
	return code && code->poll && !(i % EU_POLL_MADE) ? code->poll(code->client) : 0;
}

/**
 * eu_program_index() - Find the instruction that covers an address.
 * @p: the program
 * @offset: bytes from the start of the program; any value
 *
 * Context: any; takes no lock.
 * Return: index of the last instruction that begins at or before @offset; 0: none does.
 */
u32 eu_program_index(const struct eu_program *p, u32 offset);

/**
 * eu_program_find() - Find the instruction at an address.
 * @p: the program
 * @offset: bytes from the start of the program; any value
 *
 * Context: any; takes no lock.
 * Return: index of the instruction; &eu_program.count: none begins there.
 */
u32 eu_program_find(const struct eu_program *p, s64 offset);

/**
 * eu_isa_best() - Return the highest level that the processor has.
 *
 * Context: any; takes no lock.
 * Return: the functions of the level.
 */
const struct eu_isa *eu_isa_best(void);

/**
 * eu_lower() - Make an op of an instruction. The jumps are not set.
 * @inst: the instruction; stays as long as @op
 * @isa: functions to choose from
 * @op: gets the op
 * @slow: gets the rest of it
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the instruction is invalid, or not implemented.
 */
int eu_lower(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_op *op,
	     struct eu_slow *slow);

#endif
