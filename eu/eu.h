/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execution units: a program is made of a kernel's bytes once, and threads run it. Messages to
 * shared functions (SEND) go to the client's ops. The folder is OS-free but uses floating point:
 * user space only.
 *
 * A thread touches nothing but its own struct: registers are masked to the register file, and all
 * memory is the client's.
 */
#ifndef EU_H
#define EU_H

#include "eu/eu_inst.h"
#include "gen9/eu_defs.h"
#include "port.h"

struct eu_program;
struct eu_thread;

#define EU_PROGRAM_INSTS	65536u	/* most instructions of a kernel */
#define EU_PROGRAM_MEMORY	(48u << 20)	/* most bytes of a program */

/** union eu_reg - A general register, of GEN9_EU_GRF_BYTES. */
union eu_reg {
	u8 ub[32];
	u16 uw[16];
	u32 ud[8];
	s32 d[8];
	u64 uq[4];
	float f[8];
	double df[4];
} __attribute__((aligned(16)));

/**
 * struct eu_message - A message of a thread to a shared function.
 * @sfid: enum gen9_eu_sfid
 * @eot: the message ends the thread
 * @exec_size: channels of the instruction
 * @group: channel of the thread that channel 0 is
 * @mask: enabled channels: bit 0 is channel 0 of the instruction. The mask of a message with
 *	mask_disable has all @exec_size channels. The predicate of the instruction is in it
 * @desc: descriptor
 * @ex_desc: extended descriptor
 * @src_regs: registers of the payload: the message length
 * @ex_src_regs: registers of the second payload; 0: none
 * @dst_regs: registers of the response: the response length
 * @src: the payload, @src_regs long
 * @ex_src: the second payload, @ex_src_regs long
 * @dst: gets the response, @dst_regs long; NULL if @dst_regs is 0. Channels that are not in @mask
 *	keep their old bytes. The payloads do not overlap it: the thread copies them if needed
 */
struct eu_message {
	u8 sfid;
	bool eot;
	u8 exec_size;
	u8 group;
	u32 mask;
	u32 desc;
	u32 ex_desc;
	u32 src_regs;
	u32 ex_src_regs;
	u32 dst_regs;
	const union eu_reg *src;
	const union eu_reg *ex_src;
	union eu_reg *dst;
};

/**
 * struct eu_client_ops - The calls of a thread.
 * @send: execute a message. Return: 0; -EINVAL: no such message: the thread ends with EU_INVALID;
 *	-ECANCELED: the thread ends with EU_CANCELLED; -EAGAIN: a barrier: the thread returns
 *	EU_BARRIER after the message, and goes on behind the next WAIT when it is run again
 * @poll: called at least once in 2 * EU_POLL_WORK of work, beside one message: at jumps, behind
 *	messages, and in long straight code. The call may take long: the engine may run other work
 *	in it. Return: 0; -ECANCELED: the thread ends with EU_CANCELLED
 */
struct eu_client_ops {
	int (*send)(void *client, struct eu_thread *thread, const struct eu_message *message);
	int (*poll)(void *client);
};

/* Work between two polls. A unit is about a nanosecond; an estimate may be wrong by a few times. */
#define EU_POLL_WORK	65536u

/**
 * enum eu_status - The reasons why eu_thread_run() returns.
 * @EU_END: the thread has ended
 * @EU_BARRIER: the thread waits at a barrier: run it again when all of its group wait
 * @EU_INVALID: an instruction or message is invalid, or not implemented: hardware would hang
 * @EU_CANCELLED: the client cancelled the thread
 */
enum eu_status {
	EU_END,
	EU_BARRIER,
	EU_INVALID,
	EU_CANCELLED,
};

/**
 * struct eu_exec - Private state of the interpreter.
 * @acc: accumulators: acc0 and acc1 one behind the other, an element in each member
 * @flag: flag registers f0 and f1
 * @address: address register a0, its words 0 to 15
 * @pc: where each channel of @parked waits: index of an instruction
 * @enabled: channels that execute
 * @parked: channels that wait; no channel is in both masks
 * @cr0: control register
 * @at: instruction to go on with: its index
 * @polled: work since the last call of &eu_client_ops.poll, but for that behind @from
 * @from: &eu_op.work of the instruction since which straight code was executed
 * @waiting: a barrier was signalled: the next WAIT passes
 * @status: why the thread stopped: enum eu_status
 * @csr: MXCSR for the modes of @cr0
 * @program: program that runs
 */
struct eu_exec {
	u64 acc[GEN9_EU_LANES];
	u32 flag[2];
	u32 address[8];
	u32 pc[GEN9_EU_LANES];
	u32 enabled;
	u32 parked;
	u32 cr0;
	u32 at;
	u32 polled;
	u32 from;
	bool waiting;
	u8 status;
	u32 csr;
	const struct eu_program *program;
};

/**
 * struct eu_thread - A thread. The client sets the members up to @client, and the payload in @grf.
 * @grf: general registers
 * @dispatch_mask: channels that the thread has (dmask of sr0)
 * @vector_mask: vmask of sr0: as @dispatch_mask, or with whole subspans. All channels that are in
 *	one of the two masks execute
 * @float_mode: 0: IEEE, 1: ALT (the floating-point mode of the thread's dispatch)
 * @cr0: initial control register: rounding mode (bits 5:4) and denormals that are kept (bit 6:
 *	DF, bit 7: F, bit 10: HF), as in PRM SKL Vol. 7, "Control Register"
 * @ops: calls of the thread
 * @client: first argument of @ops
 * @exec: private state of the interpreter
 */
struct eu_thread {
	union eu_reg grf[GEN9_EU_GRF_COUNT];
	u32 dispatch_mask;
	u32 vector_mask;
	u32 float_mode;
	u32 cr0;
	const struct eu_client_ops *ops;
	void *client;
	struct eu_exec exec;
};

/**
 * struct eu_code - Bytes of kernels.
 * @read: copy @bytes bytes at @offset from the start of the kernel to @to. Return: 0; -EFAULT:
 *	the bytes are not there. Each byte is read once for a program
 * @client: first argument of the calls
 * @poll: NULL, or called between pieces of the work, none of which takes longer than EU_POLL_WORK.
 *	Return: 0; or an error, which ends the work
 * @refuse: NULL, or called once before -EINVAL. @what names the instruction that is invalid or not
 *	implemented, for example "EU opcode madm". @what is a constant string
 */
struct eu_code {
	int (*read)(void *client, u64 offset, void *to, u32 bytes);
	void *client;
	int (*poll)(void *client);
	void (*refuse)(void *client, const char *what);
};

/**
 * eu_program_create() - Make a program of a kernel.
 * @code: the kernel's bytes; may be hostile
 * @program: gets the program
 *
 * Context: may sleep for memory; takes no lock.
 * Return: 0; -EFAULT: of @code; -EINVAL: an instruction is invalid or not implemented, or a jump
 * leads elsewhere than to an instruction; -E2BIG: more than EU_PROGRAM_INSTS instructions;
 * -ENOMEM: no memory; an error of &eu_code.poll.
 */
int eu_program_create(const struct eu_code *code, struct eu_program **program);

/**
 * eu_program_destroy() - Free a program.
 * @program: of eu_program_create(), or NULL; no thread runs it
 *
 * Context: takes no lock.
 */
void eu_program_destroy(struct eu_program *program);

/**
 * eu_program_bytes() - Return the length of a program's code.
 * @program: the program
 *
 * Context: any; takes no lock.
 * Return: bytes from the start of the kernel to the end of its last instruction.
 */
u32 eu_program_bytes(const struct eu_program *program);

/**
 * eu_program_memory() - Return the memory that a program occupies.
 * @program: the program
 *
 * Context: any; takes no lock.
 * Return: bytes, at most EU_PROGRAM_MEMORY.
 */
u32 eu_program_memory(const struct eu_program *program);

/**
 * eu_program_code() - Return the bytes that a program was made of, to find out if they changed.
 * @program: the program
 *
 * Context: any; takes no lock.
 * Return: eu_program_bytes() bytes, valid until eu_program_destroy().
 */
const void *eu_program_code(const struct eu_program *program);

/**
 * eu_thread_init() - Prepare a thread to start at the first instruction.
 * @thread: the thread; its members up to @client and its registers are set, and stay
 *
 * Context: any; takes no lock.
 */
void eu_thread_init(struct eu_thread *thread);

/**
 * eu_thread_work() - Take the work of a thread that no poll has followed.
 * @thread: the thread, which has ended or waits
 *
 * Context: any; takes no lock.
 * Return: work since the last call, in units of about a nanosecond, as EU_POLL_WORK.
 */
static inline u32 eu_thread_work(struct eu_thread *thread)
{
	u32 work = thread->exec.polled;

	thread->exec.polled = 0;
	return work;
}

/**
 * eu_thread_run() - Run a thread until it ends or waits.
 * @program: its program
 * @thread: the thread, of eu_thread_init() or waiting at a barrier
 *
 * Context: the thread that executes; the ops of @thread say more. Takes no lock.
 * Return: enum eu_status.
 */
enum eu_status eu_thread_run(const struct eu_program *program, struct eu_thread *thread);

#endif
