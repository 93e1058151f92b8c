/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The intermediate form of the interpreter: one struct eu_op for each instruction, with functions
 * that eu/lower.c chooses. The general way loads all sources as lanes of one class, computes, and
 * stores. The fast way is one function for an instruction of 8 or 16 channels whose operands are
 * contiguous registers, scalars or immediates. Private to eu/. Takes no lock.
 */
#ifndef EU_OP_H
#define EU_OP_H

#include "eu/eu.h"

struct eu_op;
struct eu_work;

/* Execute an instruction. Return: the next instruction; NULL: the thread stops. */
typedef const struct eu_op *(*eu_exec_fn)(struct eu_thread *t, const struct eu_op *op);

/**
 * enum eu_class - Classes of values that an instruction computes with.
 * @EU_CLASS_F: floats of 32 bits; HF and VF, too
 * @EU_CLASS_DF: floats of 64 bits
 * @EU_CLASS_Q: integers, signed 64 bits; all types but UQ fit
 * @EU_CLASS_UQ: integers, unsigned 64 bits
 * @EU_CLASSES: number of classes
 */
enum eu_class {
	EU_CLASS_F,
	EU_CLASS_DF,
	EU_CLASS_Q,
	EU_CLASS_UQ,
	EU_CLASSES,
};

/** union eu_lanes - The values of an operand, one for each channel, of a class. */
union eu_lanes {
	float f[GEN9_EU_LANES];
	double df[GEN9_EU_LANES];
	s64 q[GEN9_EU_LANES];
	u64 uq[GEN9_EU_LANES];
	u32 ud[GEN9_EU_LANES];
} __attribute__((aligned(32)));

typedef void (*eu_load_fn)(const u8 *base, const u16 *at, u32 n, union eu_lanes *out);
typedef void (*eu_store_fn)(u8 *base, const u16 *at, u32 n, u32 mask, const union eu_lanes *in);
typedef void (*eu_compute_fn)(struct eu_work *w);

/**
 * enum eu_place - Places of an operand.
 * @EU_AT_NONE: no operand, or null
 * @EU_AT_GRF: general registers
 * @EU_AT_IMM: &eu_op.imm
 * @EU_AT_ARF: an architecture register
 * @EU_AT_INDIRECT: general registers, by a0
 */
enum eu_place {
	EU_AT_NONE,
	EU_AT_GRF,
	EU_AT_IMM,
	EU_AT_ARF,
	EU_AT_INDIRECT,
};

/**
 * enum eu_layout - Layouts of an operand's elements.
 * @EU_SPREAD: anywhere
 * @EU_IN_ROW: one behind the other
 * @EU_SCALAR: one element for all channels
 * @EU_LAYOUTS: number of layouts
 */
enum eu_layout {
	EU_SPREAD,
	EU_IN_ROW,
	EU_SCALAR,
	EU_LAYOUTS,
};

/**
 * struct eu_access - An operand, resolved.
 * @place: enum eu_place
 * @type: enum eu_type of its elements
 * @arf: ARF: number of the register
 * @addr: INDIRECT: word of a0 of the first row
 * @addr_step: INDIRECT: words of a0 from row to row
 * @width: INDIRECT: elements of a row
 * @imm: INDIRECT: bytes added to the address
 * @negate: source: negate, or invert the bits of a logic instruction
 * @abs: source: absolute value first
 * @at: offset of each element in bytes, inside the 4 KiB of registers; ARF: inside 64 bytes of the
 *	register; INDIRECT: from the address of its row
 */
struct eu_access {
	u8 place;
	u8 type;
	u8 arf;
	u8 addr;
	u8 addr_step;
	u8 width;
	s16 imm;
	bool negate;
	bool abs;
	u16 at[GEN9_EU_LANES];
};

/**
 * struct eu_slow - What the general way needs of an instruction.
 * @inst: the instruction
 * @class: enum eu_class
 * @logic: a logic instruction: negation inverts bits
 * @src_count: sources that are loaded; of PLN three: the plane, and its two factors
 * @src: sources
 * @dst: destination
 * @load: loads of the sources
 * @compute: the operation
 * @store: store of the result
 * @store_all: the same for all channels of the instruction
 * @mid: the general way, without a join
 */
struct eu_slow {
	const struct eu_inst *inst;
	u8 class;
	bool logic;
	u8 src_count;
	struct eu_access src[3];
	struct eu_access dst;
	eu_load_fn load[3];
	eu_compute_fn compute;
	eu_store_fn store;
	eu_store_fn store_all;
	eu_exec_fn mid;
};

/** union eu_imm - An immediate for 8 channels. */
union eu_imm {
	u8 ub[GEN9_EU_GRF_BYTES];
	u32 ud[8];
	s32 d[8];
	float f[8];
	u64 uq[4];
};

/**
 * struct eu_op - An instruction that is ready to execute.
 * @exec: executes it; at a join, joins channels first
 * @body: executes it without a join
 * @mid: executes it the general way, also at a join
 * @lanes: its channels: a bit each, bit 0 is channel 0 of the instruction
 * @no_mask: all ones: executes without regard to control flow; else 0
 * @at: byte offsets of src[0], src[1], src[2], and the destination in the registers
 * @blocks: groups of 8 channels
 * @group: channel of the thread that channel 0 is
 * @decorated: there is a predicate, a saturation or a conditional modifier
 * @pred: enum gen9_eu_pred
 * @pred_invert: the predicate is inverted
 * @flag: flag register, 0 or 1
 * @flag_shift: bit of the flag register that belongs to channel 0
 * @cond: enum gen9_eu_cond of the flags; SEL sets none
 * @saturate: clamp the result
 * @keep: for each source: bits that stay (absolute value)
 * @flip: for each source: bits that change (negation)
 * @jip: distance in ops to the target of JIP
 * @uip: distance in ops to the target of UIP
 * @index: index of this op
 * @work: work of all ops before this one
 * @slow: more of it
 * @imm: the immediate for 8 channels
 */
struct eu_op {
	eu_exec_fn exec;
	eu_exec_fn body;
	u32 lanes;
	u32 no_mask;
	u16 at[4];
	u8 blocks;
	u8 group;
	bool decorated;
	u8 pred;
	bool pred_invert;
	u8 flag;
	u8 flag_shift;
	u8 cond;
	bool saturate;
	u32 keep[3];
	u32 flip[3];
	s32 jip;
	s32 uip;
	u32 index;
	u32 work;
	eu_exec_fn mid;
	const struct eu_slow *slow;
	union eu_imm imm;
};

/**
 * struct eu_work - An instruction while the general way executes it.
 * @in: sources
 * @out: result
 * @n: channels
 * @select: SEL without a condition: channels that take source 0
 * @truth: CMP, CMPN: result of each channel
 * @t: the thread
 * @op: the instruction
 */
struct eu_work {
	union eu_lanes in[3];
	union eu_lanes out;
	u32 n;
	u32 select;
	u32 truth;
	struct eu_thread *t;
	const struct eu_op *op;
};

typedef eu_exec_fn eu_fast_chooser(const struct eu_inst *inst, const struct eu_op *op);
typedef eu_compute_fn eu_compute_chooser(const struct eu_inst *inst, u32 class);
typedef eu_load_fn eu_load_chooser(u32 type, u32 class, u32 layout);
typedef eu_store_fn eu_store_chooser(u32 type, u32 class, u32 layout);

/**
 * struct eu_isa - Functions that are compiled for one level of the processor's instruction set. All
 * levels give the same bits.
 * @fast: return the function of a fast way, or NULL
 * @compute: return the operation of an instruction for a class, or NULL
 * @load: return the load of a type to a class, for enum eu_layout
 * @store: return the store of a class to a type, for enum eu_layout. A store in a row has no mask
 * @mid: the general way
 */
struct eu_isa {
	eu_fast_chooser *fast;
	eu_compute_chooser *compute;
	eu_load_chooser *load;
	eu_store_chooser *store;
	eu_exec_fn mid;
};

extern const struct eu_isa eu_isa_base;
extern const struct eu_isa eu_isa_avx2;	/* AVX2 and FMA */

/**
 * eu_pred_bits() - Evaluate the predicate of an instruction.
 * @t: the thread
 * @op: the instruction; &eu_op.pred is not NONE
 *
 * Context: any; takes no lock.
 * Return: channels that the predicate lets pass: bit 0 is channel 0 of the instruction.
 */
u32 eu_pred_bits(const struct eu_thread *t, const struct eu_op *op);

/* Channels that control flow lets execute. */
static inline u32 eu_flow_mask(const struct eu_thread *t, const struct eu_op *op)
{
	return (t->exec.enabled | op->no_mask) >> op->group & op->lanes;
}

/* Channels that execute, with the predicate. */
static inline u32 eu_exec_mask(const struct eu_thread *t, const struct eu_op *op)
{
	u32 mask = eu_flow_mask(t, op);

	return op->pred ? mask & eu_pred_bits(t, op) : mask;
}

/* Set the flags of the channels in @mask to those in @truth. */
static inline void eu_flags_set(struct eu_thread *t, const struct eu_op *op, u32 mask, u32 truth)
{
	u32 *flag = &t->exec.flag[op->flag];

	mask <<= op->flag_shift;
	*flag = (*flag & ~mask) | (truth << op->flag_shift & mask);
}

/* Stop the thread. */
static inline const struct eu_op *eu_stop(struct eu_thread *t, u32 status)
{
	t->exec.status = status;
	return NULL;
}

/* eu/exec_flow.c: the function of an opcode that is no ALU's. NULL: it cannot be executed. */
eu_exec_fn eu_control_fn(u32 op);
const struct eu_op *eu_exec_join(struct eu_thread *t, const struct eu_op *op);
const struct eu_op *eu_exec_join_mid(struct eu_thread *t, const struct eu_op *op);
const struct eu_op *eu_exec_check(struct eu_thread *t, const struct eu_op *op);
const struct eu_op *eu_exec_check_mid(struct eu_thread *t, const struct eu_op *op);
const struct eu_op *eu_exec_invalid(struct eu_thread *t, const struct eu_op *op);

/* eu/exec_send.c */
const struct eu_op *eu_exec_send(struct eu_thread *t, const struct eu_op *op);
const struct eu_op *eu_exec_wait(struct eu_thread *t, const struct eu_op *op);

/* eu/exec_arf.c: an architecture register as 64 bytes, and back. */
union eu_arf {
	u8 ub[64];
	u16 uw[32];
	u32 ud[16];
	u64 uq[8];
};

void eu_arf_read(const struct eu_thread *t, const struct eu_access *a, union eu_arf *to);
void eu_arf_write(struct eu_thread *t, const struct eu_access *a, const union eu_arf *from);
void eu_acc_store(struct eu_thread *t, const struct eu_op *op, u32 mask, const union eu_lanes *v);
bool eu_arf_readable(u32 nr);
bool eu_arf_writable(u32 nr);

#define EU_CSR_DEFAULT	0x1f80u	/* MXCSR: all exceptions masked, round to nearest */

/**
 * eu_modes_csr() - Return MXCSR for a control register.
 * @cr0: control register
 * @df: for floats of 64 bits; else of 32 bits
 *
 * Context: any; takes no lock.
 * Return: the value for _mm_setcsr().
 */
u32 eu_modes_csr(u32 cr0, bool df);

/* Count the work of straight code that ends behind @work. The next one begins at @from. */
static inline void eu_count(struct eu_thread *t, u32 work, u32 from)
{
	t->exec.polled += work - t->exec.from;
	t->exec.from = from;
}

/* Test if a poll is due. */
static inline bool eu_poll_due(const struct eu_thread *t)
{
	return unlikely(t->exec.polled >= EU_POLL_WORK);
}

/**
 * eu_thread_poll() - Call &eu_client_ops.poll with the default modes of floating point.
 * @t: the thread
 *
 * Context: the thread that executes.
 * Return: 0; -ECANCELED: the client cancels the thread.
 */
int eu_thread_poll(struct eu_thread *t);

#endif
