/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that an engine's commands reach: what is saved with a context,
 * what a non-privileged batch may write, what is live.
 */
#ifndef SOFTGPU_SGPU_REGS_H
#define SOFTGPU_SGPU_REGS_H

#include "port.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/softgpu_types.h"

int sgpu_regs_init(struct sgpu_engine *e);
void sgpu_regs_exit(struct sgpu_engine *e);

/** sgpu_regs_read() - A register as this engine sees it; what is not there reads zero. */
u32 sgpu_regs_read(struct sgpu_engine *e, u32 offset);

/**
 * sgpu_regs_write() - A write by a command.
 * @e: whose command
 * @offset: in MMIO, any value
 * @value: for a masked register with the mask in its upper half
 * @user: by a non-privileged batch: only what the hardware or FORCE_TO_NONPRIV allow
 * Whatever is not allowed or not there is dropped and counted.
 *
 * A user batch that names a privileged register loses that write alone, by MI_LOAD_REGISTER_IMM,
 * _MEM or _REG; its reads are done whatever they are of. Source: PRM SKL Vol. 2a (privilege of
 * each command); IGT gem_ctx_isolation and i915 gt/selftest_workarounds.c rely on both.
 */
void sgpu_regs_write(struct sgpu_engine *e, u32 offset, u32 value, bool user);

/** sgpu_regs_clear_context() - Registers of the context become those of a new one. */
void sgpu_regs_clear_context(struct sgpu_engine *e);

/**
 * sgpu_regs_saved() - What an image keeps of a register, as the value of an LRI: a
 * masked one with its mask; 0 for what is not the context's.
 */
u32 sgpu_regs_saved(struct sgpu_engine *e, u32 offset);

/** sgpu_regs_restore() - Set one register of the context, as saved; others are left alone. */
void sgpu_regs_restore(struct sgpu_engine *e, u32 offset, u32 value);

/**
 * sgpu_regs_switch() - The engine changes hands.
 * @e: whose registers
 * @pairs: offset and value: all registers outside the context image that are not zero
 * @n: how many pairs
 */
void sgpu_regs_switch(struct sgpu_engine *e, const u32 *pairs, u32 n);

/** sgpu_regs_peek() - For the seam's reg_read; any thread. Return: 0 or -EINVAL. */
int sgpu_regs_peek(struct sgpu_engine *e, u32 offset, u32 *value);

/* A register pair as one quadword, privileged: for MI_MATH, MI_ATOMIC, MI_PREDICATE. */
u64 sgpu_regs_read64(struct sgpu_engine *e, u32 offset);
void sgpu_regs_write64(struct sgpu_engine *e, u32 offset, u64 value);

/** sgpu_regs_gpr() - Offset of a general-purpose register; @n is taken modulo their number. */
static inline u32 sgpu_regs_gpr(const struct sgpu_engine *e, u32 n)
{
	return e->regs.base + GEN9_RING_GPR + 8 * (n % GEN9_GPRS);
}

/** sgpu_regs_context_timestamp() - How long the context has run, in those ticks. Any thread. */
u32 sgpu_regs_context_timestamp(const struct sgpu_engine *e);

/** sgpu_regs_timestamp() - The command streamers' clock, in its ticks. */
u64 sgpu_regs_timestamp(const struct sgpu_engine *e);

#endif
