/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pixel clock of a pipe, from the registers of its PLL and its link.
 * Source: PRM SKL Vol. 2c (DPLL_CFGCR1, DPLL_CFGCR2, DPLL_CTRL1, DPLL_CTRL2) and Vol. 12; i915
 * display/intel_dpll_mgr.c.
 */
#ifndef DISPLAY_DPLL_H
#define DISPLAY_DPLL_H

#include "port.h"

struct facet_device;

/**
 * display_dpll_khz() - Return the pixel clock of a pipe, by the port and the mode of its
 * transcoder.
 * @dev: the device
 * @pipe: index of the pipe, < GEN9_PIPES
 *
 * HDMI and DVI use the clock of the port's PLL. DisplayPort uses link rate * M / N.
 *
 * Context: any; takes no lock.
 * Return: kHz; 0: the registers name no such clock.
 */
u32 display_dpll_khz(const struct facet_device *dev, u32 pipe);

/**
 * display_dpll_decode() - Return the clock that a PLL makes of the reference clock of 24 MHz.
 * @cfgcr1: value of DPLL_CFGCR1
 * @cfgcr2: value of DPLL_CFGCR2
 *
 * Context: any; takes no lock.
 * Return: kHz; 0: the registers name a divider that the PLL does not have.
 */
u32 display_dpll_decode(u32 cfgcr1, u32 cfgcr2);

#endif
