/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers of a DisplayPort sink. */
#ifndef DISPLAY_DPCD_H
#define DISPLAY_DPCD_H

#include "port.h"

struct display_dpcd;

void display_dpcd_reset(struct display_dpcd *dpcd);
/** display_dpcd_read() - @addr: any; 0 where there is nothing. */
u8 display_dpcd_read(const struct display_dpcd *dpcd, u32 addr);
/** display_dpcd_write() - @addr: any; goes nowhere where there is nothing to write. */
void display_dpcd_write(struct display_dpcd *dpcd, u32 addr, u8 value);
/** display_dpcd_valid() - Whether writes alone could have made it so. */
bool display_dpcd_valid(const struct display_dpcd *dpcd);

#endif
