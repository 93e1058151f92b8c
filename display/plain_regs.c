// SPDX-License-Identifier: GPL-2.0-only
/*
 * Display registers that are memory. i915 reads many of them back and compares (its state checker).
 * pipe.c, dpll.c, double_buffer.c and pipe_snapshot.c read those that have a meaning here. This
 * file has rows only; device/regs.c handles accesses, under the device's mmio_lock.
 * Source of the offsets: PRM SKL Vol. 2c (gen9/display_defs.h, gen9/plane_defs.h).
 */
#include "display/plain_regs.h"

#include "device/regs.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"

/* Row of @n consecutive registers */
#define PLAIN_REG(reg, n)	{ .name = #reg, .offset = GEN9_##reg, .count = (n) }
#define READ_ONLY(reg)	{ .name = #reg, .offset = GEN9_##reg, .flags = FACET_REG_RO }

/* Row of @n consecutive registers of a unit; the units are @step bytes apart */
#define UNIT(reg, unit, n, step) {							\
	.name = #reg "_" #unit, .offset = GEN9_##reg + (unit) * (step), .count = (n),	\
}
#define PIPE(reg, pipe, n)	UNIT(reg, pipe, n, GEN9_PIPE_STRIDE)
#define EDP(reg, n) { .name = #reg "_EDP", .offset = GEN9_##reg + GEN9_TRANS_EDP, .count = (n) }

/* Row of one register of each pipe */
#define PIPES(reg) {									\
	.name = #reg, .offset = GEN9_##reg, .count = GEN9_PIPES, .stride = GEN9_PIPE_STRIDE, \
}

/* Row of one register of each plane of a pipe */
#define PLANES(reg, pipe) {								\
	.name = #reg "_" #pipe, .offset = GEN9_##reg + (pipe) * GEN9_PIPE_STRIDE,	\
	.count = GEN9_PLANES, .stride = GEN9_PLANE_REGS,				\
}

/* Row of the watermarks of a plane */
#define PLANE_WM(pipe, plane) {								\
	.name = "PLANE_WM_" #plane "_" #pipe,						\
	.offset = GEN9_PLANE_WM + (pipe) * GEN9_PIPE_STRIDE + (plane) * GEN9_PLANE_REGS, \
	.count = GEN9_WM_LEVELS,							\
}

/* Rows of a scaler of a pipe, except WIN_SZ (double_buffer.c) */
#define SCALER(pipe, which) {								\
	.name = "PS_" #which "_" #pipe,							\
	.offset = GEN9_PS_BASE + (pipe) * GEN9_PS_STRIDE + (which) * GEN9_PS_SECOND,	\
	.count = GEN9_PS_BEFORE_SZ,							\
}, {											\
	.name = "PS_" #which "_" #pipe "_CTRL",						\
	.offset = GEN9_PS_CTRL + (pipe) * GEN9_PS_STRIDE + (which) * GEN9_PS_SECOND,	\
	.count = GEN9_PS_AFTER_SZ,							\
}

/* Rows of the matrix of a pipe, except CSC_MODE (double_buffer.c) */
#define CSC_OF(pipe)									\
	UNIT(CSC_COEFF, pipe, GEN9_CSC_COEFF_COUNT, GEN9_CSC_STRIDE),			\
	UNIT(CSC_PREOFF, pipe, GEN9_CSC_OFFSETS, GEN9_CSC_STRIDE),			\
	UNIT(CSC_POSTOFF, pipe, GEN9_CSC_OFFSETS, GEN9_CSC_STRIDE)

static const struct facet_reg rows[] = {
	PLAIN_REG(CPU_VGACNTRL, 1),
	PLAIN_REG(CHICKEN_PAR1_1, 4),
	PLAIN_REG(CHICKEN_PAR2_1, 1),
	PLAIN_REG(CHICKEN_PIPESL, GEN9_PIPES),
	PLAIN_REG(CHICKEN_TRANS, GEN9_PIPES + 1),
	PLAIN_REG(FBC_CONTROL, 1),
	PLAIN_REG(FBC_CHICKEN, 1),
	PLAIN_REG(DISP_ARB_CTL, 2),
	PLAIN_REG(WM_LINETIME, GEN9_PIPES),
	PLAIN_REG(DC_STATE_EN, 1),
	PLAIN_REG(DC_STATE_DEBUG, 1),
	PLAIN_REG(SWF_ILK, GEN9_SWF_ILK_COUNT),
	READ_ONLY(DFSM),

	PLAIN_REG(CDCLK_CTL, 1),
	PLAIN_REG(TRANS_CLK_SEL, GEN9_PIPES),
	PLAIN_REG(NDE_RSTWRN_OPT, 1),
	PLAIN_REG(CHICKEN_DCPR_1, 1),
	PLAIN_REG(CLKGATE_DIS, GEN9_CLKGATE_DIS_COUNT),
	PLAIN_REG(DISPIO_CR_TX_BMU, 1),
	PLAIN_REG(DPLL_CFGCR1, 2 * (GEN9_DPLLS - 1)),
	PLAIN_REG(DPLL_CTRL1, 1),
	PLAIN_REG(DPLL_CTRL2, 1),

	CSC_OF(0), CSC_OF(1), CSC_OF(2),
	UNIT(PREC_PAL_MAX, 0, GEN9_PREC_PAL_MAX_COUNT, GEN9_PALETTE_STRIDE),
	UNIT(PREC_PAL_MAX, 1, GEN9_PREC_PAL_MAX_COUNT, GEN9_PALETTE_STRIDE),
	UNIT(PREC_PAL_MAX, 2, GEN9_PREC_PAL_MAX_COUNT, GEN9_PALETTE_STRIDE),
	PLAIN_REG(UTIL_PIN_CTL, 1),

	PIPE(TRANS_TIMINGS, 0, GEN9_TRANS_TIMINGS_COUNT),
	PIPE(TRANS_TIMINGS, 1, GEN9_TRANS_TIMINGS_COUNT),
	PIPE(TRANS_TIMINGS, 2, GEN9_TRANS_TIMINGS_COUNT),
	PIPES(TRANS_VSYNCSHIFT),
	PIPES(TRANS_MULT),
	PIPE(PIPE_MN, 0, GEN9_PIPE_MN_COUNT),
	PIPE(PIPE_MN, 1, GEN9_PIPE_MN_COUNT),
	PIPE(PIPE_MN, 2, GEN9_PIPE_MN_COUNT),
	PIPES(VIDEO_DIP_CTL),
	PIPE(VIDEO_DIP_DATA, 0, GEN9_VIDEO_DIP_COUNT),
	PIPE(VIDEO_DIP_DATA, 1, GEN9_VIDEO_DIP_COUNT),
	PIPE(VIDEO_DIP_DATA, 2, GEN9_VIDEO_DIP_COUNT),
	PIPES(TRANS_DDI_FUNC_CTL),
	PIPES(TRANS_MSA_MISC),
	EDP(TRANS_TIMINGS, GEN9_TRANS_TIMINGS_COUNT),
	EDP(PIPESRC, 1),
	EDP(TRANS_VSYNCSHIFT, 1),
	EDP(TRANS_MULT, 1),
	EDP(PIPE_MN, GEN9_PIPE_MN_COUNT),
	EDP(TRANS_DDI_FUNC_CTL, 1),
	EDP(TRANS_MSA_MISC, 1),

	PLAIN_REG(DDI_BUF_TRANS, GEN9_DDI_BUF_TRANS_COUNT),
	PLAIN_REG(AUD_BASE, GEN9_AUD_COUNT),
	PLAIN_REG(AUD_FREQ_CNTRL, 1),
	SCALER(0, 0), SCALER(0, 1),
	SCALER(1, 0), SCALER(1, 1),
	SCALER(2, 0), SCALER(2, 1),

	PIPES(PIPE_MISC),
	PIPES(FLIPCOUNT),

	PLANES(PLANE_CTL, 0), PLANES(PLANE_CTL, 1), PLANES(PLANE_CTL, 2),
	PLANES(PLANE_STRIDE, 0), PLANES(PLANE_STRIDE, 1), PLANES(PLANE_STRIDE, 2),
	PLANES(PLANE_POS, 0), PLANES(PLANE_POS, 1), PLANES(PLANE_POS, 2),
	PLANES(PLANE_SIZE, 0), PLANES(PLANE_SIZE, 1), PLANES(PLANE_SIZE, 2),
	PLANES(PLANE_KEYVAL, 0), PLANES(PLANE_KEYVAL, 1), PLANES(PLANE_KEYVAL, 2),
	PLANES(PLANE_KEYMSK, 0), PLANES(PLANE_KEYMSK, 1), PLANES(PLANE_KEYMSK, 2),
	PLANES(PLANE_KEYMAX, 0), PLANES(PLANE_KEYMAX, 1), PLANES(PLANE_KEYMAX, 2),
	PLANES(PLANE_OFFSET, 0), PLANES(PLANE_OFFSET, 1), PLANES(PLANE_OFFSET, 2),
	PLANES(PLANE_AUX_DIST, 0), PLANES(PLANE_AUX_DIST, 1), PLANES(PLANE_AUX_DIST, 2),
	PLANES(PLANE_AUX_OFFSET, 0), PLANES(PLANE_AUX_OFFSET, 1), PLANES(PLANE_AUX_OFFSET, 2),
	PLANE_WM(0, 0), PLANE_WM(0, 1), PLANE_WM(0, 2),
	PLANE_WM(1, 0), PLANE_WM(1, 1), PLANE_WM(1, 2),
	PLANE_WM(2, 0), PLANE_WM(2, 1), PLANE_WM(2, 2),
	PLANES(PLANE_WM_TRANS, 0), PLANES(PLANE_WM_TRANS, 1), PLANES(PLANE_WM_TRANS, 2),
	PLANES(PLANE_NV12_BUF_CFG, 0), PLANES(PLANE_NV12_BUF_CFG, 1), PLANES(PLANE_NV12_BUF_CFG, 2),
	PLANES(PLANE_BUF_CFG, 0), PLANES(PLANE_BUF_CFG, 1), PLANES(PLANE_BUF_CFG, 2),

	PIPES(CUR_CTL),
	PIPES(CUR_POS),
	PIPE(CUR_PALETTE, 0, 4), PIPE(CUR_PALETTE, 1, 4), PIPE(CUR_PALETTE, 2, 4),
	PIPES(CUR_FBC_CTL),
	PIPE(CUR_WM, 0, GEN9_WM_LEVELS),
	PIPE(CUR_WM, 1, GEN9_WM_LEVELS),
	PIPE(CUR_WM, 2, GEN9_WM_LEVELS),
	PIPES(CUR_WM_TRANS),
	PIPES(CUR_BUF_CFG),

	PLAIN_REG(SOUTH_DSPCLK_GATE, 1),
	PLAIN_REG(PCH_RAWCLK_FREQ, 1),
};

const struct facet_reg_block display_plain_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
};
