/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that a context of Gen9 holds beside its ring registers: an engine saves them to the
 * context image and restores them from it. Each engine class has a list in ascending order. A list
 * calls a macro REG(name, offset, count, flags) of its user for each row: offset in BAR0, number of
 * consecutive dwords, flags. USER: the hardware lets a non-privileged batch write the register.
 * MASKED: bits 31:16 of a write enable bits 15:0.
 *
 * Source of the list: PRM SKL Vol. 7 (Register State Context); i915
 * gvt/mmio_context.c (gen9_engine_mmio_list, "in_context"); IGT
 * gem_ctx_isolation. Source of USER: the same test, and registers that Mesa and iHD write from
 * batches. Source of MASKED: PRM SKL Vol. 2c; i915 gt/intel_workarounds.c (wa_masked_*).
 */
#ifndef GEN9_CONTEXT_REGS_DEFS_H
#define GEN9_CONTEXT_REGS_DEFS_H

#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/oa_defs.h"

#define GEN9_CONTEXT_REG_USER	(1u << 0)
#define GEN9_CONTEXT_REG_MASKED	(1u << 1)

/*
 * The pairs of the list at GEN9_CTX_ENGINE_STATE, in order: AT(offset from the engine's base,
 * number of consecutive dwords). Source: i915 gt/intel_lrc.c (gen9_xcs_offsets).
 */
#define GEN9_CONTEXT_IMAGE_PAIRS(AT)						\
	AT(0x028, 1) AT(GEN9_RING_MI_MODE, 1) AT(GEN9_RING_INSTPM, 1)		\
	AT(GEN9_RING_LRC_178, 2) AT(GEN9_RING_TIMESTAMP, 1) AT(0x170, 1)	\
	AT(0x150, 3) AT(0x41c, 1) AT(GEN9_RING_GPR, 2 * GEN9_GPRS)		\
	AT(GEN9_RING_IPEHR, 1)

/* Registers that every engine has, by the engine's MMIO base. */
#define GEN9_ENGINE_CONTEXT_REGS(REG, base)					\
	REG("RING_GPR", (base) + GEN9_RING_GPR, 2 * GEN9_GPRS, GEN9_CONTEXT_REG_USER)

#define GEN9_RCS_CONTEXT_REGS(REG)						\
	REG("FF_SLICE_CHICKEN", 0x2088u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("3D_CHICKEN3", 0x2090u, 1, GEN9_CONTEXT_REG_MASKED)			\
	REG("CS_DEBUG_MODE2", 0x20d8u, 1,					\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("BB_OFFSET", 0x2158u, 1, GEN9_CONTEXT_REG_USER)			\
	REG("GPGPU_THREADS_DISPATCHED", 0x2290u, 2, GEN9_CONTEXT_REG_USER)	\
	REG("PS_INVOCATION_COUNT_0", 0x22c8u, 2, GEN9_CONTEXT_REG_USER)		\
	REG("PS_DEPTH_COUNT_0", 0x22d8u, 2, GEN9_CONTEXT_REG_USER)		\
	/* 13 counters of 64 bits: PS_INVOCATION_COUNT_1 to PS_DEPTH_COUNT */	\
	REG("PIPELINE_STATISTICS", 0x22f0u, 26, GEN9_CONTEXT_REG_USER)		\
	REG("OA_CTX", GEN9_OACTXCONTROL, 2, GEN9_CONTEXT_REG_USER)			\
	REG("PREDICATE_RESULT_2", GEN9_PREDICATE_RESULT_2, 1, GEN9_CONTEXT_REG_USER) \
	/* SRC0, SRC1, DATA, RESULT, RESULT_1, then 3DPRIM_END_OFFSET */	\
	REG("PREDICATE", GEN9_PREDICATE_SRC0, 9, GEN9_CONTEXT_REG_USER)		\
	REG("3DPRIM", 0x2430u, 5, GEN9_CONTEXT_REG_USER)			\
	/* and PS_DEPTH_COUNT_2 */						\
	REG("PS_INVOCATION_COUNT_2", 0x2448u, 4, GEN9_CONTEXT_REG_USER)		\
	REG("GPGPU_DISPATCHDIM", 0x2500u, 3, GEN9_CONTEXT_REG_USER)		\
	REG("CS_CHICKEN1", 0x2580u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("SO_NUM_PRIMS_WRITTEN", 0x5200u, 8, GEN9_CONTEXT_REG_USER)		\
	REG("SO_PRIM_STORAGE_NEEDED", 0x5240u, 8, GEN9_CONTEXT_REG_USER)	\
	REG("SO_WRITE_OFFSET", 0x5280u, 4, GEN9_CONTEXT_REG_USER)		\
	REG("CACHE_MODE_0", 0x7000u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("CACHE_MODE_1", 0x7004u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("GT_MODE", 0x7008u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("COMMON_SLICE_CHICKEN1", 0x7010u, 1, GEN9_CONTEXT_REG_MASKED)	\
	REG("COMMON_SLICE_CHICKEN2", 0x7014u, 1,				\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("HIZ_CHICKEN", 0x7018u, 1, GEN9_CONTEXT_REG_MASKED)			\
	REG("L3CNTLREG", 0x7034u, 1, GEN9_CONTEXT_REG_USER)			\
	REG("HDC_CHICKEN0", 0x7300u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("HDC_CHICKEN1", 0x7304u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	REG("HALF_SLICE_CHICKEN1", 0xe100u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("HALF_SLICE_CHICKEN2", 0xe180u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("HALF_SLICE_CHICKEN3", 0xe184u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("HALF_SLICE_CHICKEN5", 0xe188u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("HALF_SLICE_CHICKEN7", 0xe194u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("TD_CTL", 0xe400u, 2, GEN9_CONTEXT_REG_USER)			\
	REG("ROW_CHICKEN1", 0xe4f0u, 1, GEN9_CONTEXT_REG_MASKED)		\
	REG("ROW_CHICKEN2", 0xe4f4u, 1, GEN9_CONTEXT_REG_MASKED)

#define GEN9_BCS_CONTEXT_REGS(REG)						\
	REG("BCS_SWCTRL", 0x22200u, 1,						\
	    GEN9_CONTEXT_REG_USER | GEN9_CONTEXT_REG_MASKED)			\
	/* beside BCS_SWCTRL; no name is public, and i915 opens it to no user */	\
	REG("BCS_SWCTRL_1", 0x22204u, 1, 0)

#endif
