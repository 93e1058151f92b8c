/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PIPE_CONTROL: dword 0, flags of dword 1, and the address mask. The post-sync operation has the
 * same values as in MI_FLUSH_DW (gen9/mi_defs.h).
 * Source: PRM SKL Vol. 2a, PIPE_CONTROL; gt/intel_gpu_commands.h in i915.
 */
#ifndef GEN9_PIPE_CONTROL_DEFS_H
#define GEN9_PIPE_CONTROL_DEFS_H

#define GEN9_PIPE_CONTROL		0x7a000004u	/* dw0 of the form with six dwords */

/*
 * With CS_STALL, this flag clears shared local memory (WaClearSlmSpaceAtContextSwitch, and the fix
 * of CVE-2019-14615 for Gen9: gen9_init_indirectctx_bb() in gt/intel_lrc.c of i915).
 */
#define GEN9_PIPE_CONTROL_FLUSH_L3	(1u << 27)
#define GEN9_PIPE_CONTROL_USE_GGTT	(1u << 24)
#define GEN9_PIPE_CONTROL_MMIO_WRITE	(1u << 23)
#define GEN9_PIPE_CONTROL_STORE_INDEX	(1u << 21)
#define GEN9_PIPE_CONTROL_CS_STALL	(1u << 20)
#define GEN9_PIPE_CONTROL_TLB_INVALIDATE (1u << 18)
#define GEN9_PIPE_CONTROL_NOTIFY	(1u << 8)
#define GEN9_PIPE_CONTROL_ADDRESS_MASK	0x0000fffffffffffcull	/* also of a quadword */

#endif
