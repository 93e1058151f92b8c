/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The decoder of the copy oracle (copy_oracle.h): which commands a copy may hold, how long they
 * are, which of their dwords are GGTT addresses or registers, and which registers commands may
 * name. It shares nothing with gen9/ and with the audit, which it judges.
 *
 * Sources: PRM SKL Vol. 2a (formats), as in intel-media-driver's mhw_mi_hwcmd_g9_X.h and in i915's
 * gt/intel_gpu_commands.h; PRM SKL Vol. 2c and 7 (registers); Mesa's genxml (which 3D commands
 * exist).
 */
#ifndef TESTS_FUZZ_COPY_RULES_H
#define TESTS_FUZZ_COPY_RULES_H

#include "port.h"

#define COPY_OPERANDS		2u
#define COPY_ADDRESS		0x0000ffffffffffffull	/* Gen9 has addresses of 48 bits */
#define COPY_STATUS_BYTES	4096u			/* of a status page */
#define COPY_VOID_REGISTER	0x00078ffcu		/* the audit's substitute for a register */

/** enum copy_place - Places of a command in a copy, as bits. */
enum copy_place {
	COPY_RING = BIT(0),
	COPY_BATCH = BIT(1),
	COPY_INDIRECT = BIT(2),
	COPY_PER_CTX = BIT(3),
};

/**
 * enum copy_kind - What the oracle does with a command beside its operands and registers.
 * @COPY_PLAIN: nothing
 * @COPY_JUMP: follow it
 * @COPY_END: end the batch
 * @COPY_ARBITRATION: MI_ARB_ON_OFF
 * @COPY_SEMAPHORE: it must not poll a register
 * @COPY_STORE_INDEX: it stores into a status page
 * @COPY_FLUSH: a post-sync operation of MI_FLUSH_DW
 * @COPY_PIPE_CONTROL: one of PIPE_CONTROL
 */
enum copy_kind {
	COPY_PLAIN,
	COPY_JUMP,
	COPY_END,
	COPY_ARBITRATION,
	COPY_SEMAPHORE,
	COPY_STORE_INDEX,
	COPY_FLUSH,
	COPY_PIPE_CONTROL,
};

/**
 * enum copy_regs - Dwords of a command that name registers.
 * @COPY_REGS_NONE: none
 * @COPY_REGS_PAIRS: 1, 3, 5 ...: written
 * @COPY_REGS_READ: 1: read
 * @COPY_REGS_WRITE: 1: written
 * @COPY_REGS_MOVE: 1: read; 2: written
 */
enum copy_regs {
	COPY_REGS_NONE,
	COPY_REGS_PAIRS,
	COPY_REGS_READ,
	COPY_REGS_WRITE,
	COPY_REGS_MOVE,
};

/**
 * enum copy_use - Uses of a register, as bits.
 * @COPY_READ: a command reads it
 * @COPY_WRITE: a command writes it
 * @COPY_IMAGE: a context image has it
 * @COPY_BY_USERS: @COPY_READ and @COPY_WRITE hold in copies of user batches, too
 */
enum copy_use {
	COPY_READ = BIT(0),
	COPY_WRITE = BIT(1),
	COPY_IMAGE = BIT(2),
	COPY_BY_USERS = BIT(3),
};

/**
 * struct copy_operand - An address of a command.
 * @ggtt: bits that make it a GGTT address; 0: there is no such address
 * @ggtt_dword: dword of these bits
 * @dword: dword of the lower half; the upper half follows
 * @flags: bits of the lower half that are no address
 * @bytes: bytes of the access; 0: the rest of the command is the data
 * @qword: bit of dword 0 by which the access has eight bytes at least
 */
struct copy_operand {
	u32 ggtt;
	u8 ggtt_dword;
	u8 dword;
	u16 flags;
	u16 bytes;
	u32 qword;
};

/**
 * struct copy_rule - A command.
 * @name: its name; NULL: no copy may hold the command
 * @length: bits of dword 0 with the length; 0: the command is one dword long
 * @engines: mask of BIT(enum pgpu_engine)
 * @places: mask of enum copy_place
 * @kind: enum copy_kind
 * @regs: enum copy_regs
 * @operands: its addresses; MI_FLUSH_DW and PIPE_CONTROL have theirs by @kind
 */
struct copy_rule {
	const char *name;
	u32 length;
	u8 engines;
	u8 places;
	u8 kind;
	u8 regs;
	struct copy_operand operands[COPY_OPERANDS];
};

/**
 * copy_rule_find() - Find the rule of a command.
 * @engine: enum pgpu_engine
 * @dw0: its first dword
 *
 * Return: the rule; NULL: no copy for this engine may hold the command.
 */
const struct copy_rule *copy_rule_find(u32 engine, u32 dw0);

/** copy_rule_length() - Return the length of a command in dwords. @dw0: its first dword. */
u32 copy_rule_length(const struct copy_rule *rule, u32 dw0);

/**
 * copy_register_allowed() - Tell whether a register is one that a guest's context may have.
 * @engine: enum pgpu_engine
 * @reg: offset in BAR0
 * @use: enum copy_use
 *
 * Return: true: it reaches nothing beyond the context that uses it; false: the table does not have
 * it, or not for this use.
 */
bool copy_register_allowed(u32 engine, u32 reg, u32 use);

#endif
