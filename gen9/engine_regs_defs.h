/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of engines that no context holds (gen9/context_regs_defs.h has the others), and their
 * behaviour when commands write them. Each list calls a macro REG(name, offset, count, flags) of
 * its user for each row: offset in BAR0, number of dwords, GEN9_ENGINE_REG_*.
 *
 * Source: PRM SKL Vol. 2c (register tables: access, "masked"); i915
 * gt/intel_engine_regs.h, gt/intel_workarounds.c (wa_masked_*).
 */
#ifndef GEN9_ENGINE_REGS_DEFS_H
#define GEN9_ENGINE_REGS_DEFS_H

#include "port.h"
#include "gen9/commands.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"

#define GEN9_ENGINE_REG_FIXED	(1u << 0)	/* commands cannot change the register */
#define GEN9_ENGINE_REG_MASKED	(1u << 1)	/* bits 31:16 of a write enable bits 15:0 */

/* Registers that every engine has, by the engine's MMIO base. */
#define GEN9_ENGINE_OWN_REGS(REG, base)						\
	/* TAIL, HEAD, START, CTL */						\
	REG("RING_TAIL", (base) + GEN9_RING_TAIL, 4, GEN9_ENGINE_REG_FIXED)	\
	/* ACTHD_U, DMA_FADD_U, IPEIR, IPEHR, INSTDONE */			\
	REG("RING_ACTHD_U", (base) + GEN9_RING_ACTHD_U, 5, GEN9_ENGINE_REG_FIXED) \
	/* INSTPS, ACTHD, DMA_FADD */						\
	REG("RING_INSTPS", (base) + GEN9_RING_INSTPS, 3, GEN9_ENGINE_REG_FIXED)	\
	REG("RING_HWS_PGA", (base) + GEN9_RING_HWS_PGA, 1, GEN9_ENGINE_REG_FIXED) \
	REG("RING_MI_MODE", (base) + GEN9_RING_MI_MODE, 1, GEN9_ENGINE_REG_MASKED) \
	REG("RING_INSTPM", (base) + GEN9_RING_INSTPM, 1, GEN9_ENGINE_REG_MASKED) \
	REG("RING_RESET_CTL", (base) + GEN9_RING_RESET_CTL, 1, GEN9_ENGINE_REG_FIXED) \
	REG("RING_CSFE_CHICKEN1", (base) + GEN9_RING_CSFE_CHICKEN1, 1,		\
	    GEN9_ENGINE_REG_MASKED)						\
	/* BBSTATE, SBBADDR, SBBSTATE, SBBADDR_U */				\
	REG("RING_BBSTATE", (base) + GEN9_RING_BBSTATE, 4, GEN9_ENGINE_REG_FIXED) \
	REG("RING_BBADDR", (base) + GEN9_RING_BBADDR, 1, GEN9_ENGINE_REG_FIXED)	\
	REG("RING_BBADDR_U", (base) + GEN9_RING_BBADDR_U, 1, GEN9_ENGINE_REG_FIXED) \
	REG("RING_ELSP", (base) + GEN9_RING_ELSP, 1, GEN9_ENGINE_REG_FIXED)	\
	REG("RING_EXECLIST_STATUS", (base) + GEN9_RING_EXECLIST_STATUS_LO, 2,	\
	    GEN9_ENGINE_REG_FIXED)						\
	REG("RING_CONTEXT_CONTROL", (base) + GEN9_RING_CONTEXT_CONTROL, 1,	\
	    GEN9_ENGINE_REG_FIXED)						\
	REG("RING_PDP", (base) + GEN9_RING_PDP0_L, 2 * GEN9_RING_PDPS, GEN9_ENGINE_REG_FIXED) \
	REG("RING_MODE", (base) + GEN9_RING_MODE, 1, GEN9_ENGINE_REG_MASKED)	\
	REG("RING_TIMESTAMP", (base) + GEN9_RING_TIMESTAMP, 2, GEN9_ENGINE_REG_FIXED) \
	REG("RING_CSB", (base) + GEN9_RING_CSB, 2 * GEN9_CSB_ENTRIES, GEN9_ENGINE_REG_FIXED) \
	REG("RING_CSB_PTR", (base) + GEN9_RING_CSB_PTR, 1, GEN9_ENGINE_REG_FIXED) \
	REG("RING_CTX_TIMESTAMP", (base) + GEN9_RING_CTX_TIMESTAMP, 1, GEN9_ENGINE_REG_FIXED)

#define GEN9_RCS_OWN_REGS(REG)							\
	REG("FF_SLICE_CS_CHICKEN", GEN9_FF_SLICE_CS_CHICKEN1, 2, GEN9_ENGINE_REG_MASKED) \
	REG("CS_DEBUG_MODE1", GEN9_CS_DEBUG_MODE1, 1, GEN9_ENGINE_REG_MASKED)

/**
 * gen9_engine_base() - Return the MMIO base of an engine's registers.
 * @engine: enum gen9_engine; any other value counts as VECS
 *
 * Source: PRM SKL Vol. 2c; i915 gt/intel_engine_regs.h.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: offset in BAR0, bytes. The engine's registers are the GEN9_ENGINE_SPAN bytes (4 KiB) from
 * there on.
 */
static inline u32 gen9_engine_base(u32 engine)
{
	switch (engine) {
	case GEN9_RCS:
		return GEN9_RCS_BASE;
	case GEN9_BCS:
		return GEN9_BCS_BASE;
	case GEN9_VCS:
		return GEN9_VCS_BASE;
	default:
		return GEN9_VECS_BASE;
	}
}

/**
 * gen9_foreign_register() - Query whether a register belongs to another engine.
 * @engine: enum gen9_engine; any other value owns no register
 * @offset: offset in BAR0, bytes, any value
 *
 * An engine's registers are the GEN9_ENGINE_SPAN bytes from its base on. The registers of the 3D
 * pipeline, of L3 and of the execution units belong to the render engine (%GEN9_RENDER_PAGES).
 * Source: PRM SKL Vol. 2c; i915 gt/intel_engine_regs.h and gt/intel_gt_regs.h.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the register belongs to an engine other than @engine; false: it belongs to @engine
 * or to no engine.
 */
static inline bool gen9_foreign_register(u32 engine, u32 offset)
{
	u32 page = offset / GEN9_ENGINE_SPAN;
	u32 other;

	for (other = 0; other < GEN9_ENGINES; other++)
		if (other != engine && page == gen9_engine_base(other) / GEN9_ENGINE_SPAN)
			return true;
	return engine != GEN9_RCS && page < 32 && GEN9_RENDER_PAGES & (1u << page);
}

#endif
