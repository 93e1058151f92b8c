/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR0 of Gen9, and its registers that belong neither to one engine (gen9/engine_defs.h) nor to the
 * display. Source: PRM SKL Vol. 2c; i915 gt/intel_gt_regs.h and i915_reg.h.
 */
#ifndef GEN9_REGS_DEFS_H
#define GEN9_REGS_DEFS_H

/* BAR0, bytes: registers from 0, GGTT entries from 8 MiB. */
#define GEN9_BAR0_SIZE		0x1000000u
#define GEN9_MMIO_SIZE		0x200000u
#define GEN9_GGTT_PTES		0x800000u

/*
 * Masks of 4 KiB blocks of registers, one bit for each block of BAR0. RENDER: blocks that the
 * render engine's commands reach, beside its own: translation, streamout, 3D (two), clock gating,
 * L3, MOCS, EUs. MOCS: the block that the other engines' commands reach, beside their own.
 */
#define GEN9_RENDER_PAGES	0x5bb0u
#define GEN9_MOCS_PAGES		0x1000u

/* Graphics address translation, private PAT, faults */
#define GEN9_ERROR_GEN6		0x40a0u
#define GEN9_DONE_REG		0x40b0u
#define GEN9_GTT_CACHE_EN	0x4024u
#define GEN9_GAMW_ECO_DEV_RW	0x4080u
#define GEN9_GAMW_ECO_64K_IPS	0xfu	/* enables the IPS bit of PDEs (i915 gt/intel_gtt.c) */
#define GEN9_GAM_ECOCHK		0x4090u
#define GEN9_RING_FAULT		0x4094u
#define GEN9_PRIVATE_PAT_LO	0x40e0u
#define GEN9_PRIVATE_PAT_HI	0x40e4u
#define GEN9_TLB_INV_RCS	0x4260u
#define GEN9_TLB_INV_VCS	0x4264u
#define GEN9_TLB_INV_VCS2	0x4268u
#define GEN9_TLB_INV_BCS	0x426cu
#define GEN9_TLB_INV_VECS	0x4270u
#define GEN9_GAMT_ECO		0x4ab0u
#define GEN9_FAULT_TLB_DATA0	0x4b10u
#define GEN9_FAULT_TLB_DATA1	0x4b14u
#define GEN9_L3_LRA_1		0x4dd4u
#define GEN9_MMCD_MISC_CTRL	0x4ddcu

/* Other registers that i915's error capture and performance counters use */
#define GEN9_MCR_SELECTOR	0x0fdcu
#define GEN9_PGTBL_ER		0x2024u
#define GEN9_FF_SLICE_CS_CHICKEN1 0x20e0u
#define GEN9_FF_SLICE_CS_CHICKEN2 0x20e4u
#define GEN9_CS_DEBUG_MODE1	0x20ecu
#define GEN9_CTX_PREEMPT	0x2248u
#define GEN9_R_PWR_CLK_STATE	0x20c8u		/* written by i915 gen8_load_flex() */

/*
 * Registers that select the signals for performance counters. Source: i915 i915_perf.c
 * (gen7_oa_b_counters, gen7_oa_mux_regs, gen8_oa_mux_regs, flex_eu_regs), PRM SKL Vol. 2c.
 */
#define GEN9_RPM_CONFIG		0x0d00u		/* and NOA_CONFIG */
#define GEN9_RPM_CONFIG_COUNT	12u
#define GEN9_WAIT_FOR_RC6_EXIT	0x20ccu
#define GEN9_OASTARTTRIG	0x2710u
#define GEN9_OASTARTTRIG_COUNT	8u
#define GEN9_OAREPORTTRIG	0x2740u
#define GEN9_OAREPORTTRIG_COUNT	8u
#define GEN9_OACEC		0x2770u
#define GEN9_OACEC_COUNT	16u
#define GEN9_OA_PERFCNT		0x91b8u		/* and OA_PERFMATRIX */
#define GEN9_OA_PERFCNT_COUNT	6u
#define GEN9_MICRO_BP		0x9800u		/* up to NOA_WRITE, with GDT_CHICKEN */
#define GEN9_MICRO_BP_COUNT	35u
#define GEN9_EU_PERF_CNTL0	0xe458u		/* CNTL0 to CNTL3 */
#define GEN9_EU_PERF_CNTL4	0xe45cu		/* CNTL4 to CNTL6 */
#define GEN9_EU_PERF_CNTL_STRIDE 0x100u
#define GEN9_GUC_PM_TIMESTAMP	0xc3e8u
#define GEN9_DERRMR		0x44050u

/* 3D pipeline: registers that no context holds (others: gen9/context_regs_defs.h) */
#define GEN9_SC_INSTDONE	0x7100u
#define GEN9_SAMPLER_INSTDONE	0xe160u
#define GEN9_ROW_INSTDONE	0xe164u

/* Clocks and power of the GT */
#define GEN9_FBC_LLC_READ_CTRL	0x9044u
#define GEN9_UCGCTL2		0x9404u
#define GEN9_UCGCTL4		0x940cu
#define GEN9_MISCCPCTL		0x9424u
#define GEN9_UCGCTL6		0x9430u
#define GEN9_RPNSWREQ		0xa008u		/* and the video frequency */
#define GEN9_RP_LIMITS		0xa014u
#define GEN9_RP_CONTROL		0xa024u
#define GEN9_RP_UP_THRESHOLD	0xa02cu		/* and down */
#define GEN9_RP_EVALUATED	0xa050u		/* six counters, up then down */
#define GEN9_RP_UP_EI		0xa068u		/* down, idle hysteresis */
#define GEN9_RC_CONTROL		0xa090u		/* and state */
#define GEN9_PMINTRMSK		0xa168u

/* Fuses: which slices, subslices and execution units exist */
#define GEN9_SLICES		3u
#define GEN9_SUBSLICES		4u		/* of a slice */
#define GEN9_EUS		8u		/* execution units of a subslice */
#define GEN9_FUSE2		0x9120u
#define GEN9_FUSE2_SLICES(mask)	((u32)(mask) << 25)
#define GEN9_FUSE2_SLICES_MASK	GEN9_FUSE2_SLICES(0x7)
#define GEN9_FUSE2_SUBSLICES_OFF(mask) ((u32)(mask) << 20)
#define GEN9_FUSE2_SUBSLICES_OFF_MASK GEN9_FUSE2_SUBSLICES_OFF(0xf)
#define GEN9_EU_DISABLE0	0x9134u		/* one for each slice */

/* State of power gating: of slices, and of pairs of their subslices */
#define GEN9_SLICE_PGCTL_ACK	0x804cu		/* one for each slice */
#define GEN9_PGCTL_SLICE_ACK	(1u << 0)
#define GEN9_PGCTL_SS_ACK(ss)	(1u << (2 + 2 * (ss)))
#define GEN9_EU_PGCTL_ACK	0x805cu		/* 2 per slice: subslices 0 and 1, 2 and 3 */
#define GEN9_PGCTL_EU_ACK_LOW	0x0055u		/* all pairs of units of the lower subslice */
#define GEN9_PGCTL_EU_ACK_HIGH	0x5500u
#define GEN9_PG_ENABLE		0xa210u
#define GEN9_PWRGT_STATUS	0xa2a0u
#define GEN9_PWRGT_ALL		0x3u		/* media, render */
#define GEN9_RC6_COUNTERS	0x138104u	/* RC6_LOCKED, RC6, RC6p, RC6pp */
#define GEN9_GT_CORE_STATUS	0x138060u	/* bits 2:0: RC state, 0 is on */

/* L3 and memory object control */
#define GEN9_LNCF_MOCS		0xb020u		/* 32 registers, each of two 16-bit entries */
#define GEN9_LNCF_MOCS_COUNT	32u
#define GEN9_MOCS(unit)		(0xc800u + 0x100u * (unit))	/* RCS, VCS, (VCS2), VECS, BCS */
#define GEN9_MOCS_UNITS		5u
#define GEN9_MOCS_COUNT		64u
#define GEN9_GARBCNTL		0xb004u
#define GEN9_SCRATCH_LNCF1	0xb008u
#define GEN9_L3SQCREG4		0xb118u
#define GEN9_SCRATCH1		0xb11cu

/* GuC: kept in reset */
#define GEN9_GUC_STATUS		0xc000u
#define GEN9_GUC_MIA_IN_RESET	(1u << 0)
#define GEN9_GUC_WOPCM_SIZE	0xc050u
#define GEN9_GUC_WOPCM_OFFSET	0xc340u

/* GuC state, REG(offset, count). Source: Linux 7.2, guc_hw_reg_state. */
#define GEN9_GUC_STATE_REGS(REG)						\
	REG(0xc004u, 19) REG(0xc054u, 44) REG(0xc140u, 1) REG(0xc180u, 16)	\
	REG(0xc1dcu, 10) REG(0xc300u, 16) REG(0xc344u, 41) REG(0xc3ecu, 20)	\
	REG(0xc4b4u, 47) REG(0xc574u, 1) REG(0xc57cu, 1) REG(0xc584u, 11)	\
	REG(0xc5c0u, 8) REG(0xc5e4u, 1) REG(0xc5ecu, 103) REG(0xc7c0u, 1)

#define GEN9_GDRST		0x941cu
#define GEN9_GDRST_GUC		(1u << 5)
#define GEN9_FORCEWAKE_MT	0xa188u
#define GEN9_RPSTAT1		0xa01cu
#define GEN9_CTC_MODE		0xa26cu		/* bit 0: 0 is the 24 MHz crystal */
#define GEN9_CTC_CLOCK_HZ(shift) (24000000u >> (3 - (shift)))
#define GEN9_CTC_SHIFT(shift)	((u32)(shift) << 1)
#define GEN9_FPGA_DBG		0x42300u

/* Fences: 64 bits each */
#define GEN9_FENCE		0x100000u
#define GEN9_FENCES		32u
#define GEN9_FENCE_VALID	(1ull << 0)
#define GEN9_FENCE_Y		(1ull << 1)
#define GEN9_FENCE_START_MASK	0x00000000fffff000ull
#define GEN9_FENCE_PITCH(v)	(((u32)((v) >> 32 & 0x7ff) + 1) * 128)
#define GEN9_FENCE_END(v)	((u32)((v) >> 32) & 0xfffff000u)	/* last page */

/* Tiles of 4 KiB; widths in bytes */
#define GEN9_XTILE_WIDTH	512u
#define GEN9_XTILE_ROWS		8u
#define GEN9_YTILE_WIDTH	128u
#define GEN9_YTILE_ROWS		32u
#define GEN9_YTILE_COLUMN	16u		/* consecutive bytes of a row in a Y tile */

#define GEN9_GFX_FLUSH		0x101008u

/* Pcode mailbox */
#define GEN9_PCODE_MAILBOX	0x138124u
#define GEN9_PCODE_DATA		0x138128u
#define GEN9_PCODE_DATA1	0x13812cu
#define GEN9_PCODE_READY	(1u << 31)
#define GEN9_PCODE_ERROR_MASK	0xffu
#define GEN9_PCODE_ILLEGAL_CMD	0x1u
#define GEN9_PCODE_READ_MEM_LATENCY	0x06u
#define GEN9_PCODE_CDCLK_CONTROL	0x07u
#define GEN9_PCODE_CDCLK_READY		0x1u
#define GEN9_PCODE_WRITE_MIN_FREQ	0x08u
#define GEN9_PCODE_READ_MIN_FREQ	0x09u
#define GEN9_PCODE_READ_OC_PARAMS	0x0cu
#define GEN9_PCODE_DYNAMIC_DUTY_CYCLE	0x1au
#define GEN9_PCODE_SAGV_CONTROL		0x21u
#define GEN9_PCODE_SAGV_DONE		0x1u

/* DMC: RAM for its program and its counters */
#define GEN9_DMC_RAM		0x80000u
#define GEN9_DMC_RAM_SIZE	0x10000u

/* Mirror of the memory controller's registers: drivers read the layout of memory there */
#define GEN9_MC_CHANNEL_CONFIG	0x145000u
#define GEN9_MC_DIMM_CH0	0x14500cu	/* channel 1 follows */
#define GEN9_MC_BIOS_DATA	0x145e04u
#define GEN9_GT_PERF_STATUS	0x145948u
#define GEN9_RP_STATE_LIMITS	0x145994u
#define GEN9_RP_STATE_CAP	0x145998u
#define GEN9_RP_STATE_MHZ	50u
#define GEN9_RP_STATE_MASK	0xffu		/* of each of three frequencies */
#define GEN9_RP_STATES(low, efficient, high)					\
	((low) / GEN9_RP_STATE_MHZ << 16 | (efficient) / GEN9_RP_STATE_MHZ << 8 |	\
	 (high) / GEN9_RP_STATE_MHZ)

#define GEN9_EDRAM_CAP		0x120010u

#endif
