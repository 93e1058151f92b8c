// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of GT and memory controller registers that need no functions. Constants are the values of a
 * Kaby Lake without GuC and embedded DRAM; those of one GPU are in identity_regs.c. Commands may
 * access the registers that i915's workaround lists, i915's golden state and Mesa's batches access.
 */
#include "device/reg_blocks.h"

#include "device/device.h"
#include "device/regs.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"

#define GT_CTC_SHIFT	2u
_Static_assert(GEN9_CTC_CLOCK_HZ(GT_CTC_SHIFT) == GEN9_CS_CLOCK_HZ,
	       "guests take the engines' clock for what it is");

/* Handle a write of a FACET_REG_SWITCH row: the value follows the owner at engine switches. */
static void switch_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	dev->ops->write_switched(dev, reg, offset, value);
}

#define GUC_STATE_ROW(at, n) \
	{ .name = "GUC_STATE", .offset = (at), .count = (n), .flags = FACET_REG_RO },

static const struct facet_reg gt_rows[] = {
	{ .name = "MCR_SELECTOR", .offset = GEN9_MCR_SELECTOR },
	{ .name = "PGTBL_ER", .offset = GEN9_PGTBL_ER },
	{ .name = "FF_SLICE_CS_CHICKEN", .offset = GEN9_FF_SLICE_CS_CHICKEN1, .count = 2,
	  .flags = FACET_REG_MASKED },
	/* Not in a context's image */
	{ .name = "CS_DEBUG_MODE1", .offset = GEN9_CS_DEBUG_MODE1,
	  .flags = FACET_REG_MASKED | FACET_REG_SWITCH | FACET_REG_CMD_READ | FACET_REG_CMD_WRITE,
	  .write = switch_write },

	/* i915 allows user batches to write this register (FORCE_TO_NONPRIV). */
	{ .name = "CTX_PREEMPT", .offset = GEN9_CTX_PREEMPT,
	  .flags = FACET_REG_SWITCH | FACET_REG_CMD_READ | FACET_REG_CMD_WRITE,
	  .write = switch_write },

	/* Sources of performance counters: this GPU has none of these signals. */
	{ .name = "RPM_CONFIG", .offset = GEN9_RPM_CONFIG, .count = GEN9_RPM_CONFIG_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	/* Powered slices. Each context's image has the same value (GEN9_CTX_RPCS). */
	{ .name = "R_PWR_CLK_STATE", .offset = GEN9_R_PWR_CLK_STATE,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "WAIT_FOR_RC6_EXIT", .offset = GEN9_WAIT_FOR_RC6_EXIT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "OASTARTTRIG", .offset = GEN9_OASTARTTRIG, .count = GEN9_OASTARTTRIG_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "OAREPORTTRIG", .offset = GEN9_OAREPORTTRIG, .count = GEN9_OAREPORTTRIG_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "OACEC", .offset = GEN9_OACEC, .count = GEN9_OACEC_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "OA_PERFCNT", .offset = GEN9_OA_PERFCNT, .count = GEN9_OA_PERFCNT_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "MICRO_BP", .offset = GEN9_MICRO_BP, .count = GEN9_MICRO_BP_COUNT,
	  .flags = FACET_REG_CMD_IGNORED },
	{ .name = "EU_PERF_CNTL0", .offset = GEN9_EU_PERF_CNTL0, .count = 4,
	  .stride = GEN9_EU_PERF_CNTL_STRIDE, .flags = FACET_REG_CMD_IGNORED },
	{ .name = "EU_PERF_CNTL4", .offset = GEN9_EU_PERF_CNTL4, .count = 3,
	  .stride = GEN9_EU_PERF_CNTL_STRIDE, .flags = FACET_REG_CMD_IGNORED },

	/* Address translation */
	{ .name = "GTT_CACHE_EN", .offset = GEN9_GTT_CACHE_EN },
	{ .name = "GAMW_ECO_DEV_RW", .offset = GEN9_GAMW_ECO_DEV_RW },
	{ .name = "GAM_ECOCHK", .offset = GEN9_GAM_ECOCHK },
	{ .name = "RING_FAULT", .offset = GEN9_RING_FAULT },
	{ .name = "ERROR_GEN6", .offset = GEN9_ERROR_GEN6 },
	{ .name = "DONE_REG", .offset = GEN9_DONE_REG, .flags = FACET_REG_RO },
	{ .name = "PRIVATE_PAT", .offset = GEN9_PRIVATE_PAT_LO, .count = 2 },
	{ .name = "GAMT_ECO", .offset = GEN9_GAMT_ECO },
	{ .name = "FAULT_TLB_DATA", .offset = GEN9_FAULT_TLB_DATA0, .count = 2,
	  .flags = FACET_REG_RO },
	{ .name = "L3_LRA_1", .offset = GEN9_L3_LRA_1 },
	{ .name = "MMCD_MISC_CTRL", .offset = GEN9_MMCD_MISC_CTRL },
	{ .name = "DERRMR", .offset = GEN9_DERRMR, .reset = ~0u, .flags = FACET_REG_CMD_WRITE },

	/* 3D pipeline */
	{ .name = "SC_INSTDONE", .offset = GEN9_SC_INSTDONE, .reset = ~0u, .flags = FACET_REG_RO },
	{ .name = "SAMPLER_INSTDONE", .offset = GEN9_SAMPLER_INSTDONE, .reset = ~0u,
	  .flags = FACET_REG_RO },
	{ .name = "ROW_INSTDONE", .offset = GEN9_ROW_INSTDONE, .reset = ~0u,
	  .flags = FACET_REG_RO },

	/* Power gating */
	{ .name = "PG_ENABLE", .offset = GEN9_PG_ENABLE },
	{ .name = "PWRGT_STATUS", .offset = GEN9_PWRGT_STATUS, .reset = GEN9_PWRGT_ALL,
	  .flags = FACET_REG_RO },
	{ .name = "RC6_COUNTERS", .offset = GEN9_RC6_COUNTERS, .count = 4, .flags = FACET_REG_RO },
	{ .name = "GT_CORE_STATUS", .offset = GEN9_GT_CORE_STATUS, .flags = FACET_REG_RO },

	/* Clocks and power, which have no effect here */
	{ .name = "FBC_LLC_READ_CTRL", .offset = GEN9_FBC_LLC_READ_CTRL },
	{ .name = "UCGCTL2", .offset = GEN9_UCGCTL2 },
	{ .name = "UCGCTL4", .offset = GEN9_UCGCTL4 },
	{ .name = "MISCCPCTL", .offset = GEN9_MISCCPCTL },
	{ .name = "UCGCTL6", .offset = GEN9_UCGCTL6 },
	{ .name = "RPNSWREQ", .offset = GEN9_RPNSWREQ, .count = 2 },
	{ .name = "RP_LIMITS", .offset = GEN9_RP_LIMITS },
	{ .name = "RPSTAT1", .offset = GEN9_RPSTAT1, .flags = FACET_REG_RO },
	{ .name = "RP_CONTROL", .offset = GEN9_RP_CONTROL },
	{ .name = "RP_THRESHOLD", .offset = GEN9_RP_UP_THRESHOLD, .count = 2 },
	{ .name = "RP_EVALUATED", .offset = GEN9_RP_EVALUATED, .count = 6, .flags = FACET_REG_RO },
	{ .name = "RP_INTERVAL", .offset = GEN9_RP_UP_EI, .count = 3 },
	{ .name = "RC_CONTROL", .offset = GEN9_RC_CONTROL, .count = 2 },
	{ .name = "PMINTRMSK", .offset = GEN9_PMINTRMSK, .reset = ~0u },
	{ .name = "FORCEWAKE_MT", .offset = GEN9_FORCEWAKE_MT, .flags = FACET_REG_MASKED },
	{ .name = "CTC_MODE", .offset = GEN9_CTC_MODE, .reset = GEN9_CTC_SHIFT(GT_CTC_SHIFT),
	  .flags = FACET_REG_RO },
	{ .name = "GT_PERF_STATUS", .offset = GEN9_GT_PERF_STATUS, .flags = FACET_REG_RO },
	{ .name = "RP_STATE_LIMITS", .offset = GEN9_RP_STATE_LIMITS, .flags = FACET_REG_RO },

	/* L3 and memory object control */
	{ .name = "GARBCNTL", .offset = GEN9_GARBCNTL },
	{ .name = "SCRATCH_LNCF1", .offset = GEN9_SCRATCH_LNCF1 },
	{ .name = "LNCF_MOCS", .offset = GEN9_LNCF_MOCS, .count = GEN9_LNCF_MOCS_COUNT,
	  .flags = FACET_REG_SWITCH, .write = switch_write },
	{ .name = "L3SQCREG4", .offset = GEN9_L3SQCREG4,
	  .flags = FACET_REG_SWITCH | FACET_REG_CMD_READ | FACET_REG_CMD_WRITE,
	  .write = switch_write },
	{ .name = "SCRATCH1", .offset = GEN9_SCRATCH1, .flags = FACET_REG_SWITCH,
	  .write = switch_write },
	{ .name = "MOCS", .offset = GEN9_MOCS(0), .count = GEN9_MOCS_UNITS * GEN9_MOCS_COUNT,
	  .flags = FACET_REG_SWITCH, .write = switch_write },

	/* GuC: stays in reset, without write-once pointers */
	{ .name = "GUC_STATUS", .offset = GEN9_GUC_STATUS, .reset = GEN9_GUC_MIA_IN_RESET,
	  .flags = FACET_REG_RO },
	{ .name = "GUC_WOPCM_SIZE", .offset = GEN9_GUC_WOPCM_SIZE, .flags = FACET_REG_RO },
	{ .name = "GUC_WOPCM_OFFSET", .offset = GEN9_GUC_WOPCM_OFFSET, .flags = FACET_REG_RO },
	GEN9_GUC_STATE_REGS(GUC_STATE_ROW)
	{ .name = "GUC_PM_TIMESTAMP", .offset = GEN9_GUC_PM_TIMESTAMP, .flags = FACET_REG_RO },

	/* No access is ever unclaimed, there is no embedded DRAM, and the memory is unknown. */
	{ .name = "FPGA_DBG", .offset = GEN9_FPGA_DBG, .flags = FACET_REG_W1C },
	{ .name = "EDRAM_CAP", .offset = GEN9_EDRAM_CAP, .flags = FACET_REG_RO },
	{ .name = "MC_CHANNEL_CONFIG", .offset = GEN9_MC_CHANNEL_CONFIG, .flags = FACET_REG_RO },
	{ .name = "MC_DIMM", .offset = GEN9_MC_DIMM_CH0, .count = 2, .flags = FACET_REG_RO },
	{ .name = "MC_BIOS_DATA", .offset = GEN9_MC_BIOS_DATA, .flags = FACET_REG_RO },

	/*
	 * i915 of Linux 7.2 compares the contents with the program that it loads: plain RAM passes.
	 */
	{ .name = "DMC_RAM", .offset = GEN9_DMC_RAM, .count = GEN9_DMC_RAM_SIZE / sizeof(u32) },
};

const struct facet_reg_block facet_gt_regs = {
	.rows = gt_rows,
	.count = ARRAY_SIZE(gt_rows),
};
