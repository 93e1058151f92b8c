// SPDX-License-Identifier: GPL-2.0-only
/*
 * Display registers that are memory: i915 reads many of them back and compares
 * (its state checker). What of them means something is read by pipe.c, dpll.c
 * and plane.c. Only rows; handled by mediator/regs.c.
 */
#include "ram.h"

#include "gen9/display.h"
#include "gen9/plane.h"
#include "mediator/regs.h"

/* @n registers in a row */
#define RAM(reg, n)	{ .name = #reg, .offset = GEN9_##reg, .count = (n) }
#define READ_ONLY(reg)	{ .name = #reg, .offset = GEN9_##reg, .flags = FACET_REG_RO }

/* @n registers in a row for each of three units, @step bytes apart */
#define RAM_UNIT(reg, unit, n, step) {							\
	.name = #reg "_" #unit, .offset = GEN9_##reg + (unit) * (step), .count = (n),	\
}
#define RAM_UNITS(reg, n, step)								\
	RAM_UNIT(reg, 0, n, step), RAM_UNIT(reg, 1, n, step), RAM_UNIT(reg, 2, n, step)
#define RAM_PIPES(reg, n)	RAM_UNITS(reg, n, GEN9_PIPE_STRIDE)

/* One register, or @n in a row, for each plane of each pipe */
#define RAM_PLANE(reg, pipe, plane, n) {						\
	.name = #reg "_" #plane #pipe,							\
	.offset = GEN9_##reg + (pipe) * GEN9_PIPE_STRIDE + (plane) * GEN9_PLANE_REGS,	\
	.count = (n),									\
}
#define RAM_PIPE_PLANES(reg, pipe, n)							\
	RAM_PLANE(reg, pipe, 0, n), RAM_PLANE(reg, pipe, 1, n), RAM_PLANE(reg, pipe, 2, n)
#define RAM_PLANES(reg, n)								\
	RAM_PIPE_PLANES(reg, 0, n), RAM_PIPE_PLANES(reg, 1, n), RAM_PIPE_PLANES(reg, 2, n)

/* The same of the EDP transcoder */
#define RAM_EDP(reg, n) { .name = #reg "_EDP", .offset = GEN9_##reg + GEN9_TRANS_EDP, .count = (n) }

/* Two scalers of a pipe */
#define RAM_SCALERS(pipe)								\
	{ .name = "PS_1_" #pipe, .offset = GEN9_PS_BASE + (pipe) * GEN9_PS_STRIDE,	\
	  .count = GEN9_PS_COUNT },							\
	{ .name = "PS_2_" #pipe,							\
	  .offset = GEN9_PS_BASE + (pipe) * GEN9_PS_STRIDE + GEN9_PS_SECOND,		\
	  .count = GEN9_PS_COUNT }

static const struct facet_reg rows[] = {
	RAM(CPU_VGACNTRL, 1),
	RAM(CHICKEN_PAR1_1, 4),
	RAM(CHICKEN_PAR2_1, 1),
	RAM(CHICKEN_PIPESL, GEN9_PIPES),
	RAM(CHICKEN_TRANS, GEN9_PIPES + 1),
	READ_ONLY(FPGA_DBG),
	RAM(FBC_CONTROL, 1),
	RAM(FBC_CHICKEN, 1),
	RAM(DISP_ARB_CTL, 2),
	RAM(WM_LINETIME, GEN9_PIPES),
	RAM(DC_STATE_EN, 1),
	RAM(DC_STATE_DEBUG, 1),
	RAM(SWF_ILK, GEN9_SWF_ILK_COUNT),
	READ_ONLY(DFSM),

	RAM(CDCLK_CTL, 1),
	RAM(TRANS_CLK_SEL, GEN9_PIPES),
	RAM(NDE_RSTWRN_OPT, 1),
	RAM(CHICKEN_DCPR_1, 1),
	RAM(CLKGATE_DIS, GEN9_CLKGATE_DIS_COUNT),
	RAM(DISPIO_CR_TX_BMU, 1),
	RAM(DPLL_CFGCR1, 2 * (GEN9_DPLLS - 1)),
	RAM(DPLL_CTRL1, 1),
	RAM(DPLL_CTRL2, 1),

	RAM_UNITS(CSC, GEN9_CSC_COUNT, GEN9_CSC_STRIDE),
	RAM_UNITS(LGC_PALETTE, GEN9_LGC_PALETTE_COUNT, GEN9_PALETTE_STRIDE),
	RAM_UNITS(PREC_PALETTE, GEN9_PREC_PALETTE_COUNT, GEN9_PALETTE_STRIDE),
	RAM_UNITS(GAMMA_MODE, 1, GEN9_PALETTE_STRIDE),
	RAM(UTIL_PIN_CTL, 1),

	RAM_PIPES(TRANS_TIMINGS, GEN9_TRANS_TIMINGS_COUNT),
	RAM_PIPES(PIPESRC, 1),
	RAM_PIPES(TRANS_VSYNCSHIFT, 1),
	RAM_PIPES(TRANS_MULT, 1),
	RAM_PIPES(PIPE_MN, GEN9_PIPE_MN_COUNT),
	RAM_PIPES(PIPE_CRC_CTL, 1),
	RAM_PIPES(PIPE_CRC_RES, 1),
	RAM_PIPES(VIDEO_DIP_CTL, 1),
	RAM_PIPES(VIDEO_DIP_DATA, GEN9_VIDEO_DIP_COUNT),
	RAM_PIPES(TRANS_DDI_FUNC_CTL, 1),
	RAM_PIPES(TRANS_MSA_MISC, 1),
	RAM_EDP(TRANS_TIMINGS, GEN9_TRANS_TIMINGS_COUNT),
	RAM_EDP(PIPESRC, 1),
	RAM_EDP(TRANS_VSYNCSHIFT, 1),
	RAM_EDP(TRANS_MULT, 1),
	RAM_EDP(PIPE_MN, GEN9_PIPE_MN_COUNT),
	RAM_EDP(TRANS_DDI_FUNC_CTL, 1),
	RAM_EDP(TRANS_MSA_MISC, 1),

	RAM(DDI_BUF_TRANS, GEN9_DDI_BUF_TRANS_COUNT),
	RAM(AUD_BASE, GEN9_AUD_COUNT),
	RAM(AUD_FREQ_CNTRL, 1),
	RAM_SCALERS(0),
	RAM_SCALERS(1),
	RAM_SCALERS(2),

	RAM_PIPES(PIPE_MISC, 1),
	RAM_PIPES(BOTTOM_COLOR, 1),
	RAM_PIPES(FLIPCOUNT, 1),

	RAM_PLANES(PLANE_CTL, 1),
	RAM_PLANES(PLANE_STRIDE, 1),
	RAM_PLANES(PLANE_POS, 1),
	RAM_PLANES(PLANE_SIZE, 1),
	RAM_PLANES(PLANE_KEYVAL, 1),
	RAM_PLANES(PLANE_KEYMSK, 1),
	RAM_PLANES(PLANE_KEYMAX, 1),
	RAM_PLANES(PLANE_OFFSET, 1),
	RAM_PLANES(PLANE_AUX_DIST, 1),
	RAM_PLANES(PLANE_AUX_OFFSET, 1),
	RAM_PLANES(PLANE_WM, GEN9_WM_LEVELS),
	RAM_PLANES(PLANE_WM_TRANS, 1),
	RAM_PLANES(PLANE_NV12_BUF_CFG, 1),
	RAM_PLANES(PLANE_BUF_CFG, 1),

	RAM_PIPES(CUR_CTL, 1),
	RAM_PIPES(CUR_POS, 1),
	RAM_PIPES(CUR_PALETTE, 4),
	RAM_PIPES(CUR_FBC_CTL, 1),
	RAM_PIPES(CUR_WM, GEN9_WM_LEVELS),
	RAM_PIPES(CUR_WM_TRANS, 1),
	RAM_PIPES(CUR_BUF_CFG, 1),

	RAM(SOUTH_DSPCLK_GATE, 1),
	RAM(PCH_RAWCLK_FREQ, 1),
};

const struct facet_reg_block display_ram_regs = { rows, ARRAY_SIZE(rows) };
