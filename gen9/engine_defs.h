/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MMIO bases and per-engine register offsets of Gen9.
 * Source: PRM SKL Vol. 2c; i915 relies on them in gt/intel_engine_regs.h.
 */
#ifndef GEN9_ENGINE_DEFS_H
#define GEN9_ENGINE_DEFS_H

#define GEN9_RCS_BASE		0x02000u
#define GEN9_VCS_BASE		0x12000u
#define GEN9_VECS_BASE		0x1a000u
#define GEN9_BCS_BASE		0x22000u

#define GEN9_ENGINE_SPAN	0x1000u		/* bytes of an engine's register block */

/* Relative to an engine's base. */
#define GEN9_RING_TAIL		0x030
#define GEN9_RING_HEAD		0x034
#define GEN9_RING_START		0x038
#define GEN9_RING_CTL		0x03c
#define GEN9_RING_EXCC		0x050
#define GEN9_RING_BBADDR_U	0x168
#define GEN9_RING_BBADDR	0x140
#define GEN9_RING_DMA_FADD	0x078
#define GEN9_RING_DMA_FADD_U	0x060
#define GEN9_RING_IPEIR		0x064
#define GEN9_RING_IPEHR		0x068
#define GEN9_RING_INSTDONE	0x06c
#define GEN9_RING_INSTPS	0x070
#define GEN9_RING_ACTHD		0x074
#define GEN9_RING_ACTHD_U	0x05c
#define GEN9_RING_HWS_PGA	0x080
#define GEN9_RING_NOPID		0x094
#define GEN9_RING_HWSTAM	0x098
#define GEN9_RING_MI_MODE	0x09c
#define GEN9_RING_IMR		0x0a8
#define GEN9_RING_EIR		0x0b0
#define GEN9_RING_EMR		0x0b4
#define GEN9_RING_ESR		0x0b8
#define GEN9_RING_INSTPM	0x0c0
#define GEN9_RING_RESET_CTL	0x0d0
#define GEN9_RING_CSFE_CHICKEN1	0x0d4
#define GEN9_RING_BBSTATE	0x110
#define GEN9_RING_SBBADDR	0x114
#define GEN9_RING_SBBADDR_U	0x11c
#define GEN9_RING_LRC_178	0x178	/* two, without public names: i915 gt/intel_lrc.c */
#define GEN9_RING_CCID		0x180
#define GEN9_RING_ELSP		0x230
#define GEN9_RING_EXECLIST_STATUS_LO 0x234
#define GEN9_RING_EXECLIST_STATUS_HI 0x238
#define GEN9_RING_CONTEXT_CONTROL 0x244
#define GEN9_RING_PDP0_L	0x270	/* 4 of 8 bytes: lower half, upper half */
#define GEN9_RING_PDP0_U	0x274
#define GEN9_RING_PDPS		4u
#define GEN9_RING_MODE		0x29c
#define GEN9_RING_TIMESTAMP	0x358
#define GEN9_RING_TIMESTAMP_U	0x35c
#define GEN9_RING_CSB		0x370	/* 6 entries of 8 bytes */
#define GEN9_RING_CSB_PTR	0x3a0
#define GEN9_RING_CTX_TIMESTAMP	0x3a8
#define GEN9_RING_FORCE_TO_NONPRIV 0x4d0
#define GEN9_RING_NONPRIV_SLOTS	12u
#define GEN9_RING_NONPRIV_OFFSET 0x03fffffcu	/* of a slot: offset of the register */
#define GEN9_RING_GPR		0x600	/* 16 of 8 bytes */

#define GEN9_RING_HEAD_MASK	0x001ffffcu	/* offset in HEAD, without the wrap count */
#define GEN9_RING_CTL_VALID	(1u << 0)
#define GEN9_RING_CTL_SIZE(ctl)	((((ctl) >> 12) & 0x1ff) * 4096u + 4096u)
#define GEN9_INSTDONE_RING	(1u << 0)	/* 1: the unit is done */
#define GEN9_BBADDR_VALID	(1u << 0)
#define GEN9_BBSTATE_PPGTT	(1u << 5)
#define GEN9_CCID_VALID		(1u << 0)
#define GEN9_MI_MODE_STOP_RING	(1u << 8)
#define GEN9_MI_MODE_IDLE	(1u << 9)
#define GEN9_RESET_CTL_REQUEST	(1u << 0)
#define GEN9_RESET_CTL_READY	(1u << 1)

/* Bits of EIR, ESR and EMR, of RING_FAULT and of FAULT_TLB_DATA1 (gen9/regs_defs.h) */
#define GEN9_EIR_INSTRUCTION	(1u << 0)
#define GEN9_EIR_PAGE		(1u << 4)
#define GEN9_RING_FAULT_VALID	(1u << 0)
#define GEN9_RING_FAULT_ENGINE_SHIFT 12
#define GEN9_FAULT_TLB_DATA1_HIGH 0xfu

/* EXECLIST_STATUS_LO */
#define GEN9_EXECLIST_QUEUE_FULL (1u << 2)
#define GEN9_EXECLIST_1_VALID	(1u << 3)
#define GEN9_EXECLIST_0_VALID	(1u << 4)
#define GEN9_EXECLIST_ELEMENT(n) ((u32)(n) << 14)	/* 0: none, 1: first, 2: second context */
#define GEN9_EXECLIST_0_ACTIVE	(1u << 18)

/* Context status buffer, in the HWSP and in MMIO. */
#define GEN9_CSB_ENTRIES	6u
#define GEN9_CSB_HWSP_DWORD	0x10
#define GEN9_CSB_WRITE_HWSP_DWORD 0x1f
#define GEN9_CSB_IDLE_ACTIVE	(1u << 0)
#define GEN9_CSB_PREEMPTED	(1u << 1)
#define GEN9_CSB_ELEMENT_SWITCH	(1u << 2)
#define GEN9_CSB_ACTIVE_IDLE	(1u << 3)
#define GEN9_CSB_COMPLETE	(1u << 4)
#define GEN9_CSB_LITE_RESTORE	(1u << 15)

/* Clocks. Guests read the command streamer's clock in CTC_MODE (gen9/regs_defs.h). */
#define GEN9_CS_CLOCK_HZ	12000000u	/* command streamer: timestamps */

#endif
