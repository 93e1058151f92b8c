/* SPDX-License-Identifier: GPL-2.0-only */
/* GMBUS: the I2C controller by which a guest reads EDIDs. */
#ifndef DISPLAY_GMBUS_H
#define DISPLAY_GMBUS_H

struct facet_display;
struct facet_reg_block;

extern const struct facet_reg_block display_gmbus_regs;

void display_gmbus_reset(struct facet_display *display);

#endif
