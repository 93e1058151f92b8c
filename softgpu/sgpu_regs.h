/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that an engine's commands can access: registers of the context, registers that a
 * non-privileged batch may write, and live registers.
 */
#ifndef SOFTGPU_SGPU_REGS_H
#define SOFTGPU_SGPU_REGS_H

#include "port.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_regs_init() - Allocate the registers of an engine.
 * @e: the engine; @e->id is set
 *
 * Context: may sleep; takes no lock.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: a context has more than SGPU_MAX_CTX_REGS registers;
 * sgpu_regs_exit() frees the rest.
 */
int sgpu_regs_init(struct sgpu_engine *e);

/**
 * sgpu_regs_exit() - Free the registers of an engine.
 * @e: the engine, also after a failed sgpu_regs_init(); nobody uses it any more
 *
 * Context: may sleep; takes no lock.
 */
void sgpu_regs_exit(struct sgpu_engine *e);

/**
 * sgpu_regs_read() - Read a register of an engine.
 * @e: the engine
 * @offset: MMIO offset in bytes, any value
 *
 * Context: any; takes no lock. The engine's thread alone changes the registers.
 * Return: the value; 0: the engine has no such register.
 */
u32 sgpu_regs_read(struct sgpu_engine *e, u32 offset);

/**
 * sgpu_regs_write() - Write a register on behalf of a command.
 * @e: the engine of the command
 * @offset: MMIO offset in bytes, any value
 * @value: value; for a masked register bits 31:16 enable bits 15:0
 * @user: the command is in a non-privileged batch, which may write only the registers that the
 *	hardware or FORCE_TO_NONPRIV allow
 *
 * A write that is not allowed, or that names no register, is dropped and counted.
 *
 * A user batch that names a privileged register in MI_LOAD_REGISTER_IMM, _MEM or _REG loses that
 * write alone. Its reads are done, whatever register they name. Source: PRM SKL Vol. 2a (privilege
 * of each command); IGT gem_ctx_isolation and i915 gt/selftest_workarounds.c rely on both.
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_regs_write(struct sgpu_engine *e, u32 offset, u32 value, bool user);

/**
 * sgpu_regs_clear_context() - Clear the registers of the context, as for a new context.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_regs_clear_context(struct sgpu_engine *e);

/**
 * sgpu_regs_saved() - Return the value of a register as a context image keeps it for an LRI.
 * @e: the engine
 * @offset: MMIO offset in bytes, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: the value, with all mask bits set for a masked register; 0: the register is not the
 * context's.
 */
u32 sgpu_regs_saved(struct sgpu_engine *e, u32 offset);

/**
 * sgpu_regs_restore() - Set one register of the context to a saved value.
 * @e: the engine
 * @offset: MMIO offset in bytes, any value; a register that is not the context's is left alone
 * @value: the value, from sgpu_regs_saved() or from a guest
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_regs_restore(struct sgpu_engine *e, u32 offset, u32 value);

/**
 * sgpu_regs_switch() - Replace all registers outside the context image at an engine switch.
 * @e: the engine
 * @pairs: array of @n pairs of MMIO offset and value; all other registers outside the context
 *	become 0
 * @n: number of pairs
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_regs_switch(struct sgpu_engine *e, const u32 *pairs, u32 n);

/**
 * sgpu_regs_peek() - Read a register of an engine, for &pgpu_ops.reg_read. The clock has no offset.
 * @e: the engine
 * @offset: MMIO offset in bytes, any value
 * @value: gets the value
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the engine has no such register.
 */
int sgpu_regs_peek(struct sgpu_engine *e, u32 offset, u32 *value);

/**
 * sgpu_regs_read64() - Read a pair of registers as a quadword, for MI_MATH, MI_ATOMIC and
 * MI_PREDICATE.
 * @e: the engine
 * @offset: MMIO offset of the low register, in bytes
 *
 * Context: the engine's thread; takes no lock.
 * Return: the quadword; the low register is bits 31:0.
 */
u64 sgpu_regs_read64(struct sgpu_engine *e, u32 offset);

/**
 * sgpu_regs_write64() - Write a quadword to a pair of registers, with the rights of the ring.
 * @e: the engine
 * @offset: MMIO offset of the low register, in bytes
 * @value: the quadword; the low register gets bits 31:0
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_regs_write64(struct sgpu_engine *e, u32 offset, u64 value);

/**
 * sgpu_regs_gpr() - Return the MMIO offset of a general-purpose register.
 * @e: the engine
 * @n: number of the register, modulo GEN9_GPRS
 *
 * Context: any; takes no lock.
 * Return: offset of the low dword, in bytes.
 */
static inline u32 sgpu_regs_gpr(const struct sgpu_engine *e, u32 n)
{
	return e->regs.base + GEN9_RING_GPR + 8 * (n % GEN9_GPRS);
}

/**
 * sgpu_regs_context_timestamp() - Return the time that the context has run.
 * @e: the engine
 *
 * Context: any; takes no lock.
 * Return: ticks of GEN9_CS_CLOCK_HZ, modulo 2^32.
 */
u32 sgpu_regs_context_timestamp(const struct sgpu_engine *e);

/**
 * sgpu_regs_timestamp() - Return the clock of the command streamers, with the offset of the
 * submission that runs (&pgpu_submission.clock_offset).
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: ticks of GEN9_CS_CLOCK_HZ, within GEN9_TIMESTAMP_MASK.
 */
u64 sgpu_regs_timestamp(const struct sgpu_engine *e);

#endif
