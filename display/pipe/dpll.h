/* SPDX-License-Identifier: GPL-2.0-only */
/* What a pipe's pixel clock runs at, from the registers of its PLL and link. */
#ifndef DISPLAY_DPLL_H
#define DISPLAY_DPLL_H

#include "port.h"

struct facet_device;

/**
 * display_dpll_khz() - Pixel clock of a pipe, by the port and mode that it is set to.
 * @dev: the device
 * @pipe: < GEN9_PIPES
 *
 * Any context.
 * Return: kHz, 0 where the registers name no such clock.
 */
u32 display_dpll_khz(const struct facet_device *dev, u32 pipe);

/** display_dpll_decode() - The same from the values of CFGCR1 and CFGCR2. */
u32 display_dpll_decode(u32 cfgcr1, u32 cfgcr2);

#endif
