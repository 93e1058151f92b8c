/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of a DisplayPort sink (DPCD). Callers: aux.c and output.c. These functions take no lock
 * and do not sleep; &gen9_display.lock protects the registers of a head.
 * Source: VESA DisplayPort 1.2, 2.9.3.
 */
#ifndef DISPLAY_DPCD_H
#define DISPLAY_DPCD_H

#include "port.h"

struct display_dpcd;

/**
 * display_dpcd_reset() - Set the registers as after power on: no link, power state D0.
 * @dpcd: the registers
 *
 * Context: any; &gen9_display.lock serializes, once the display is attached.
 */
void display_dpcd_reset(struct display_dpcd *dpcd);

/**
 * display_dpcd_read() - Return the value of a register.
 * @dpcd: the registers
 * @addr: address of the register, any value
 *
 * Context: any; &gen9_display.lock serializes.
 * Return: the value; 0: there is no register.
 */
u8 display_dpcd_read(const struct display_dpcd *dpcd, u32 addr);

/**
 * display_dpcd_write() - Write a register, and train the link if the source asks for it.
 * @dpcd: the registers
 * @addr: address of the register, any value; without a writable register nothing happens
 * @value: value; bits that the register does not have are ignored
 *
 * A write of rate or number of lanes, and a power state other than D0, drop clock and equalisation
 * of all lanes. Patterns count in D0 only.
 *
 * Context: any; takes no lock; does not sleep; &gen9_display.lock serializes.
 */
void display_dpcd_write(struct display_dpcd *dpcd, u32 addr, u8 value);

/**
 * display_dpcd_valid() - Tell whether writes of a guest could have set these registers.
 * @dpcd: registers of a saved state
 *
 * Context: any; takes no lock, since a restore calls it on a copy.
 * Return: true: they could.
 */
bool display_dpcd_valid(const struct display_dpcd *dpcd);

#endif
