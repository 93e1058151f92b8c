/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The logical ring context image of Gen9: page 0 is the per-process hardware
 * status page (PPHWSP), page 1 the register state, as LRI headers and pairs.
 * Source: PRM SKL Vol. 7 (Logical Ring Context Format); i915 fills it by
 * gt/intel_lrc.c (gen9_rcs_offsets, gen9_xcs_offsets) and reads back the
 * dwords named here (gt/intel_lrc_reg.h).
 */
#ifndef GEN9_CONTEXT_DEFS_H
#define GEN9_CONTEXT_DEFS_H

/* Pages of 4 KiB in the whole image, with the PPHWSP. */
#define GEN9_RCS_CONTEXT_PAGES	22u
#define GEN9_XCS_CONTEXT_PAGES	2u
#define GEN9_CONTEXT_STATE_PAGE	1u

/* Dword index, in page 1, of a register's *value*. */
#define GEN9_CTX_CONTROL	0x03
#define GEN9_CTX_RING_HEAD	0x05
#define GEN9_CTX_RING_TAIL	0x07
#define GEN9_CTX_RING_START	0x09
#define GEN9_CTX_RING_CTL	0x0b
#define GEN9_CTX_BB_HEAD_U	0x0d
#define GEN9_CTX_BB_HEAD_L	0x0f
#define GEN9_CTX_BB_STATE	0x11
#define GEN9_CTX_SBB_HEAD_U	0x13
#define GEN9_CTX_SBB_HEAD_L	0x15
#define GEN9_CTX_SBB_STATE	0x17
#define GEN9_CTX_BB_PER_CTX_PTR	0x19	/* RCS */
#define GEN9_CTX_INDIRECT_CTX	0x1b	/* RCS: address | cachelines */
#define GEN9_CTX_INDIRECT_OFFSET 0x1d	/* RCS */
#define GEN9_CTX_TIMESTAMP	0x23
#define GEN9_CTX_PDP3_U		0x25
#define GEN9_CTX_PDP0_U		0x31
#define GEN9_CTX_PDP0_L		0x33
#define GEN9_CTX_RPCS		0x43	/* RCS */

/*
 * Dword index, in page 1, of lists of MI_LOAD_REGISTER_IMM with the engine's other registers. An
 * engine runs these lists at a restore. It skips MI_NOOPs, and any other command ends a list.
 *
 * i915 writes the offsets of all 44 pairs of ENGINE_STATE (gen9/context_regs_defs.h) into every
 * image, and sets some values. It does so even in an image that it copied from the default
 * context. OA_STATE is where i915_perf.c expects OACTXCONTROL. The place of all other registers is
 * undocumented: the engine chooses MORE_STATE, and guests treat it as opaque.
 */
#define GEN9_CTX_ENGINE_STATE	0x51
#define GEN9_CTX_ENGINE_PAIRS	44u
#define GEN9_CTX_OA_STATE	0x127	/* RCS: one pair */
#define GEN9_CTX_MORE_STATE	0x131

/* CTX_CONTROL, masked register */
#define GEN9_CTX_CTRL_RESTORE_INHIBIT	(1u << 0)
#define GEN9_CTX_CTRL_SAVE_INHIBIT	(1u << 2)
#define GEN9_CTX_CTRL_INHIBIT_SYN_SWITCH (1u << 3)

/* Context descriptor (ELSP) */
#define GEN9_CTX_DESC_VALID		(1ull << 0)
#define GEN9_CTX_DESC_FORCE_PD_RESTORE	(1ull << 1)
#define GEN9_CTX_DESC_FORCE_RESTORE	(1ull << 2)
#define GEN9_CTX_DESC_ADDRESSING_SHIFT	3	/* bits 4:3; 3 = legacy 64-bit (4-level) */
#define GEN9_CTX_DESC_ADDRESSING_MASK	(3ull << 3)
#define GEN9_CTX_DESC_LRCA_MASK		0xfffff000ull
#define GEN9_CTX_DESC_ID_SHIFT		32

#endif
