/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Display registers of Gen9, except planes (gen9/plane_defs.h) and GMBUS (gen9/gmbus_defs.h).
 * Source: PRM SKL Vol. 2c and Vol. 12 (Display); names and use as in i915
 * (i915_reg.h, display/intel_display_power_well.c, intel_cdclk.c,
 * intel_dpll_mgr.c, intel_ddi.c).
 */
#ifndef GEN9_DISPLAY_DEFS_H
#define GEN9_DISPLAY_DEFS_H

#define GEN9_PIPES		3u
#define GEN9_PIPE_STRIDE	0x1000u		/* from a transcoder or pipe to the next */

/* Power, fuses, arbiter */
#define GEN9_CPU_VGACNTRL	0x41000u
#define GEN9_FUSE_STATUS	0x42000u
#define GEN9_FUSE_STATUS_ALL	0x8e000000u	/* download, PG0, PG1, PG2 distributed */
#define GEN9_CHICKEN_PAR1_1	0x42080u	/* PAR1_1, MISC_2, MISC_3, MISC_4 */
#define GEN9_CHICKEN_PAR2_1	0x42090u
#define GEN9_CHICKEN_PIPESL	0x420b0u	/* one for each pipe */
#define GEN9_CHICKEN_TRANS	0x420c0u	/* A, B, C, EDP */
#define GEN9_FPGA_DBG		0x42300u	/* bit 31: unclaimed access */
#define GEN9_FBC_CONTROL	0x43208u
#define GEN9_FBC_CHICKEN	0x43224u
#define GEN9_DISP_ARB_CTL	0x45000u	/* CTL, CTL2 */
#define GEN9_DBUF_CTL		0x45008u
#define GEN9_WM_LINETIME	0x45270u	/* one for each pipe */
#define GEN9_PWR_WELL_CTL	0x45400u	/* BIOS, driver, KVMR, debug */
#define GEN9_PWR_WELL_CTLS	4u
#define GEN9_PWR_WELL_REQUESTS	0xaaaaaaaau	/* odd bits request, even bits report the state */
#define GEN9_DC_STATE_EN	0x45504u
#define GEN9_DC_STATE_DEBUG	0x45520u
#define GEN9_SWF_ILK		0x4f000u
#define GEN9_SWF_ILK_COUNT	36u
#define GEN9_DFSM		0x51000u

/* Clocks */
#define GEN9_CDCLK_CTL		0x46000u
#define GEN9_LCPLL1_CTL		0x46010u	/* DPLL 0 */
#define GEN9_LCPLL2_CTL		0x46014u	/* DPLL 1 */
#define GEN9_WRPLL_CTL1		0x46040u	/* DPLL 2 */
#define GEN9_WRPLL_CTL2		0x46060u	/* DPLL 3 */
#define GEN9_TRANS_CLK_SEL	0x46140u	/* one for each transcoder */
#define GEN9_NDE_RSTWRN_OPT	0x46408u
#define GEN9_CHICKEN_DCPR_1	0x46430u
#define GEN9_CLKGATE_DIS	0x46520u	/* PSL A, B, C, ... 5 */
#define GEN9_CLKGATE_DIS_COUNT	9u
#define GEN9_DISPIO_CR_TX_BMU	0x6c00cu
#define GEN9_DPLL_CFGCR1	0x6c040u	/* of DPLL 1, 2, 3, every 8 bytes */
#define GEN9_DPLL_CFGCR2	0x6c044u
#define GEN9_DPLL_CFGCR_STRIDE	8u
#define GEN9_DPLL_CTRL1		0x6c058u
#define GEN9_DPLL_CTRL2		0x6c05cu
#define GEN9_DPLL_STATUS	0x6c060u
#define GEN9_DPLLS		4u

/* LCPLL, WRPLL, DBUF, TRANSCONF: the request, and the state that follows */
#define GEN9_ENABLE		(1u << 31)
#define GEN9_STATE		(1u << 30)

#define GEN9_DPLL_REF_KHZ	24000u
#define GEN9_DPLL_HDMI_MODE(n)	(1u << ((n) * 6 + 5))
#define GEN9_DPLL_LINK_RATE(ctrl1, n)	(((ctrl1) >> ((n) * 6 + 1)) & 7)
#define GEN9_DPLL_LINK_RATES	8u
#define GEN9_DPLL_LOCK(n)	(1u << ((n) * 8))
#define GEN9_DPLL_PORT(ctrl2, port)	(((ctrl2) >> ((port) * 3 + 1)) & 3)
#define GEN9_DCO_INTEGER(cfgcr1)	((cfgcr1) & 0x1ff)
#define GEN9_DCO_FRACTION(cfgcr1)	(((cfgcr1) >> 9) & 0x7fff)
#define GEN9_DCO_FRACTION_BITS	15
#define GEN9_DCO_DIVIDER	5u		/* DCO = 5 x pixel clock x dividers */
#define GEN9_PLL_QDIV_RATIO(cfgcr2)	(((cfgcr2) >> 8) & 0xff)
#define GEN9_PLL_QDIV_MODE	(1u << 7)
#define GEN9_PLL_KDIV(cfgcr2)	(((cfgcr2) >> 5) & 3)	/* 5, 2, 3, 1 */
#define GEN9_PLL_PDIV(cfgcr2)	(((cfgcr2) >> 2) & 7)	/* 1, 2, 3, -, 7 */

/* Colour */
#define GEN9_CSC_STRIDE		0x100u
#define GEN9_LGC_PALETTE	0x4a000u
#define GEN9_LGC_PALETTE_COUNT	256u
#define GEN9_PREC_PAL_INDEX	0x4a400u
#define GEN9_PREC_PAL_INCREMENT	(1u << 15)	/* each access of the data steps the index */
#define GEN9_PREC_PAL_INDEX_MASK 0x3ffu
#define GEN9_PREC_PAL_ENTRIES	1024u
#define GEN9_PREC_PAL_DATA	0x4a404u
#define GEN9_PREC_PAL_MAX	0x4a408u	/* maxima, up to GAMMA_MODE */
#define GEN9_PREC_PAL_MAX_COUNT	14u
#define GEN9_GAMMA_MODE		0x4a480u
#define GEN9_PALETTE_STRIDE	0x800u
#define GEN9_UTIL_PIN_CTL	0x48400u

/* Colour matrix (CSC) of the pipe, and fields of its palette (i915: intel_color_regs.h) */
#define GEN9_CSC_COEFF		0x49010u	/* RY_GY, BY, RU_GU, BU, RV_GV, BV */
#define GEN9_CSC_COEFF_COUNT	6u
#define GEN9_CSC_MODE		0x49028u	/* a write arms the other CSC registers */
#define GEN9_CSC_BEFORE_GAMMA	(1u << 1)
#define GEN9_CSC_PREOFF		0x49030u	/* high, medium, low */
#define GEN9_CSC_POSTOFF	0x49040u
#define GEN9_CSC_OFFSETS	3u
#define GEN9_CSC_OFF_BITS	13		/* two's complement, 12 fraction bits */
#define GEN9_CSC_SIGN		(1u << 15)
#define GEN9_CSC_EXPONENT(v)	(((v) >> 12) & 7)
#define GEN9_CSC_MANTISSA(v)	((v) & 0xff8)
#define GEN9_CSC_LIMITED	0xdb0u		/* full to limited range: 219/256 ... */
#define GEN9_CSC_LIMITED_OFF	0x100u		/* ... and 16/256 */
#define GEN9_GAMMA_MODE_MODE(v)	((v) & 3)
#define GEN9_GAMMA_8BIT		0u
#define GEN9_GAMMA_10BIT	1u
#define GEN9_GAMMA_SPLIT	3u		/* two palettes: before and after the matrix */
#define GEN9_PREC_PAL_SPLIT	512u		/* first entry of the second half */
#define GEN9_PREC_PAL_RED(v)	(((v) >> 20) & 0x3ff)
#define GEN9_PREC_PAL_GREEN(v)	(((v) >> 10) & 0x3ff)
#define GEN9_PREC_PAL_BLUE(v)	((v) & 0x3ff)

/* Transcoders A, B, C at GEN9_PIPE_STRIDE, and EDP */
#define GEN9_TRANS_EDP		0x0f000u	/* from A to EDP */
#define GEN9_TRANS_TIMINGS	0x60000u	/* HTOTAL ... VSYNC */
#define GEN9_TRANS_TIMINGS_COUNT 6u
#define GEN9_TRANS_HTOTAL	0x60000u
#define GEN9_TRANS_VTOTAL	0x6000cu
#define GEN9_PIPESRC		0x6001cu
#define GEN9_TRANS_VSYNCSHIFT	0x60028u
#define GEN9_TRANS_MULT		0x6002cu
#define GEN9_PIPE_MN		0x60030u	/* DATA_M1 ... LINK_N2 */
#define GEN9_PIPE_MN_COUNT	8u
#define GEN9_PIPE_LINK_M1	0x60040u
#define GEN9_PIPE_LINK_N1	0x60044u
#define GEN9_PIPE_LINK_MN(v)	((v) & 0xffffff)
#define GEN9_PIPE_CRC_CTL	0x60050u
#define GEN9_PIPE_CRC_RES	0x60064u
#define GEN9_PIPE_CRC_ENABLE	(1u << 31)
#define GEN9_PIPE_CRC_SOURCE(v)	(((v) >> 28) & 7)
#define GEN9_PIPE_CRC_PLANE_1	0u
#define GEN9_PIPE_CRC_PLANE_2	2u
#define GEN9_PIPE_CRC_PLANE_3	6u		/* other values: output of the pipe */
#define GEN9_VIDEO_DIP_CTL	0x60200u
#define GEN9_VIDEO_DIP_DATA	0x60210u	/* GCP, AVI, VS, SPD, GMP, VSC */
#define GEN9_VIDEO_DIP_COUNT	80u
#define GEN9_TRANS_DDI_FUNC_CTL	0x60400u
#define GEN9_TRANS_MSA_MISC	0x60410u

#define GEN9_TIMING_ACTIVE(v)	(((v) & 0x1fff) + 1u)		/* HTOTAL, VTOTAL */
#define GEN9_TIMING_TOTAL(v)	((((v) >> 16) & 0x1fff) + 1u)
#define GEN9_PIPESRC_WIDTH(v)	((((v) >> 16) & 0x1fff) + 1u)
#define GEN9_PIPESRC_HEIGHT(v)	(((v) & 0xfff) + 1u)
#define GEN9_DDI_FUNC_ENABLE	(1u << 31)
#define GEN9_DDI_FUNC_PORT(v)	(((v) >> 28) & 7)
#define GEN9_DDI_FUNC_MODE(v)	(((v) >> 24) & 7)
#define GEN9_DDI_MODE_HDMI	0u
#define GEN9_DDI_MODE_DVI	1u
#define GEN9_DDI_MODE_DP	2u		/* single stream */

/*
 * Pixel clocks of ports. HDMI and DVI: limits of TMDS. DP: four lanes at HBR2, limited by the
 * highest core clock.
 */
#define GEN9_HDMI_KHZ_MIN	25000u
#define GEN9_HDMI_KHZ_MAX	300000u
#define GEN9_DVI_KHZ_MAX	165000u		/* a monitor whose EDID does not identify HDMI */
#define GEN9_DP_KHZ_MIN		10000u
#define GEN9_DP_KHZ_MAX		675000u

/* Ports A to E */
#define GEN9_PORTS		5u
#define GEN9_PORT_B		1u
#define GEN9_PORT_C		2u
#define GEN9_PORT_D		3u
#define GEN9_DDI_BUF_CTL	0x64000u
#define GEN9_DDI_STRIDE		0x100u
#define GEN9_DDI_BUF_IDLE	(1u << 7)
#define GEN9_DDI_BUF_TRANS	0x64e00u	/* 10 pairs for each port, 0x60 bytes apart */
#define GEN9_DDI_BUF_TRANS_COUNT 120u

/* Audio */
#define GEN9_AUD_BASE		0x65000u
#define GEN9_AUD_COUNT		192u
#define GEN9_AUD_FREQ_CNTRL	0x65900u

/* Pipe scalers: two for each pipe */
#define GEN9_PS_BASE		0x68160u	/* of scaler 1; scaler 2: GEN9_PS_SECOND bytes on */
#define GEN9_PS_SECOND		0x100u
#define GEN9_PS_STRIDE		0x800u
#define GEN9_PS_SCALERS		2u
#define GEN9_PS_SRC_MAX		4096u	/* pixels and rows (i915: SKL_MAX_SRC_W, SKL_MAX_SRC_H) */
/* A scaler reduces a size to more than 1/3 of it (i915: skl_plane_max_scale()). */
#define GEN9_PS_DOWN_MAX	3u
#define GEN9_PS_WIN_POS		0x68170u
#define GEN9_PS_WIN_SZ		0x68174u	/* a write arms the other PS registers */
#define GEN9_PS_CTRL		0x68180u
#define GEN9_PS_BEFORE_SZ	5u		/* registers from GEN9_PS_BASE to WIN_SZ */
#define GEN9_PS_AFTER_SZ	8u		/* from PS_CTRL on */
#define GEN9_PS_ENABLE		(1u << 31)
#define GEN9_PS_BINDING(v)	(((v) >> 25) & 7)	/* 0: pipe, otherwise plane */
#define GEN9_PS_X(v)		(((v) >> 16) & 0x1fff)	/* WIN_POS, WIN_SZ */
#define GEN9_PS_Y(v)		((v) & 0x1fff)

/* Pipes, at GEN9_PIPE_STRIDE */
#define GEN9_PIPEDSL		0x70000u
#define GEN9_PIPEDSL_MASK	0xfffffu
#define GEN9_TRANSCONF		0x70008u
#define GEN9_PIPE_MISC		0x70030u
#define GEN9_PIPE_MISC_BPC(v)	(((v) >> 5) & 7)
#define GEN9_BPC_8		0u
#define GEN9_BPC_10		1u
#define GEN9_BPC_6		2u
#define GEN9_BPC_12		3u
#define GEN9_BOTTOM_COLOR	0x70034u
#define GEN9_BOTTOM_GAMMA	(1u << 31)
#define GEN9_BOTTOM_CSC		(1u << 30)
#define GEN9_BOTTOM_RED(v)	(((v) >> 20) & 0x3ff)
#define GEN9_BOTTOM_GREEN(v)	(((v) >> 10) & 0x3ff)
#define GEN9_BOTTOM_BLUE(v)	((v) & 0x3ff)
#define GEN9_FRMCOUNT		0x70040u
#define GEN9_FLIPCOUNT		0x70044u

/* South display of the Sunrise Point PCH (SPT) */
#define GEN9_SOUTH_DSPCLK_GATE	0xc2020u
#define GEN9_SHOTPLUG_CTL	0xc4030u	/* ports B, C, D, A: a byte for each */
#define GEN9_SHOTPLUG_STATUS	0x03030303u	/* write 1 to clear */
#define GEN9_SHOTPLUG_CTL2	0xc403cu	/* port E */
#define GEN9_SHOTPLUG_CTL2_STATUS 0x00000003u
#define GEN9_SHOTPLUG_ENABLE(port)	(0x10u << (((port) - GEN9_PORT_B) * 8))	/* of B, C, D */
#define GEN9_SHOTPLUG_LONG(port)	(0x02u << (((port) - GEN9_PORT_B) * 8))
#define GEN9_PCH_GPIO		0xc5010u	/* pins for bit-banging */
#define GEN9_PCH_GPIO_COUNT	9u
#define GEN9_PCH_GPIO_HIGH	((1u << 4) | (1u << 12))	/* clock and data, as read */
#define GEN9_PCH_RAWCLK_FREQ	0xc6204u
#define GEN9_SDE_HOTPLUG(port)	(1u << (20 + (port)))	/* B, C, D; in ISR: connected */

#endif
