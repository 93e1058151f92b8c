/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The copy oracle: checks the commands of a submission as its engine will read them.
 *
 * Hardware has one GGTT for all vGPUs, so a vGPU's isolation is as strong as the audit of its
 * commands. The oracle reads the memory that the engine would read, through the entries that the
 * mediator has written (&pgpu_ops.ggtt_write). It decodes the context image, the context's own
 * batches, the ring, and each batch of the GGTT that a jump reaches. It shares no code with the
 * audit; copy_rules.h is its decoder. It requires:
 *
 * - Each command is known, and is one that a copy may hold at its place.
 * - Each GGTT operand lies in alias slots of this vGPU's window, with all of its bytes. Their
 *   entries name pages of this guest, or are absent.
 * - Where the guest's own command is known, the pages are those that it names (copy_origin.h).
 * - Each jump into the GGTT, and each command behind it, lies in buffers of this vGPU.
 * - While the submission lives, no page that it names as an operand becomes a buffer.
 * - Each register is one that a context may have, or %COPY_VOID_REGISTER.
 * - Nothing switches arbitration off, if the engine obeys MI_ARB_ON_OFF.
 * - No jump into the GGTT adds an offset from a register.
 * - A store by index stays in the status page of its context.
 * - A copy of a user batch names no GGTT address, and only registers of users.
 * - Where shared local memory stays, the host's line begins each render context.
 *
 * checked_pgpu.c calls the oracle. A finding ends the program by fuzz_die(). Without one, the
 * program prints at its end what was checked.
 */
#ifndef TESTS_FUZZ_COPY_ORACLE_H
#define TESTS_FUZZ_COPY_ORACLE_H

#include "port.h"

struct fuzz_machine;
struct pgpu_submission;

/**
 * struct fuzz_copy_counts - What the oracle has checked since the program began.
 * @copies: submissions
 * @commands: commands
 * @operands: GGTT operands
 * @compared: those of them that were compared with the guest's command
 * @jumps: jumps into the GGTT
 * @registers: registers that commands name
 */
struct fuzz_copy_counts {
	u64 copies;
	u64 commands;
	u64 operands;
	u64 compared;
	u64 jumps;
	u64 registers;
};

extern struct fuzz_copy_counts fuzz_copy_counts;

/**
 * fuzz_copy_check() - Check a submission before its engine gets it.
 * @machine: the machine
 * @guest: index of the guest that owns the submission
 * @sub: the submission. It lives until fuzz_copy_ended()
 */
void fuzz_copy_check(struct fuzz_machine *machine, int guest, const struct pgpu_submission *sub);

/**
 * fuzz_copy_ended() - Forget a submission that has left its engine.
 * @cookie: cookie of the submission
 */
void fuzz_copy_ended(u64 cookie);

/**
 * fuzz_copy_buffer() - Check a GGTT entry that will name a page of the mediator's.
 * @machine: the machine
 * @guest: index of the guest whose entry it is
 * @first: first entry of the guest's window
 * @index: index of the entry
 * @bus: bus address of the page
 *
 * An engine may have the address of the entry in one case alone: the page is the one that the slot
 * of a context's status page names without the guest's.
 */
void fuzz_copy_buffer(const struct fuzz_machine *machine, int guest, u32 first, u32 index,
		      u64 bus);

#endif
