/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions by hand, and threads that run them, for tests of the EU interpreter. */
#ifndef EU_RIG_H
#define EU_RIG_H

#include "eu/program.h"
#include "port.h"

/* A register operand <1> or <8;8,1>. */
struct eu_operand eu_rig_grf(u32 type, u32 nr);
/* A scalar operand <0;1,0>. */
struct eu_operand eu_rig_scalar(u32 type, u32 nr, u32 subnr);
/* An operand with a region. */
struct eu_operand eu_rig_region(u32 type, u32 nr, u32 subnr, u32 vstride, u32 width, u32 hstride);
struct eu_operand eu_rig_imm(u32 type, u64 value);
struct eu_operand eu_rig_null(u32 type);
struct eu_operand eu_rig_arf(u32 type, u32 nr, u32 subnr);

/* An instruction of @n channels without sources. */
struct eu_inst eu_rig_inst(u32 op, u32 n, struct eu_operand dst);
struct eu_inst eu_rig_unary(u32 op, u32 n, struct eu_operand dst, struct eu_operand src);
struct eu_inst eu_rig_binary(u32 op, u32 n, struct eu_operand dst, struct eu_operand src0,
			     struct eu_operand src1);
/* With three sources: align16. */
struct eu_inst eu_rig_three(u32 op, u32 n, struct eu_operand dst, struct eu_operand src0,
			    struct eu_operand src1, struct eu_operand src2);
/* A message that ends the thread. */
struct eu_inst eu_rig_eot(void);

/* Ways to execute an instruction. */
enum eu_rig_way { EU_RIG_BASE, EU_RIG_BASE_FAST, EU_RIG_AVX2, EU_RIG_AVX2_FAST, EU_RIG_WAYS };

bool eu_rig_has(enum eu_rig_way way);

/**
 * eu_rig_program() - Make a program of instructions.
 * @insts: instructions, 16 bytes each
 * @n: their number
 * @way: EU_RIG_BASE and EU_RIG_AVX2: no instruction has a fast way
 *
 * Return: the program; NULL: an instruction is refused.
 */
struct eu_program *eu_rig_program(const struct eu_inst *insts, u32 n, enum eu_rig_way way);

/* Prepare a thread whose channels are @mask. It has ops that accept all, and count calls. */
void eu_rig_thread(struct eu_thread *t, u32 mask);

/* Messages that threads have sent, and polls, since eu_rig_reset(). */
extern u32 eu_rig_sends, eu_rig_polls;
extern int eu_rig_poll_result;
void eu_rig_reset(void);

#endif
