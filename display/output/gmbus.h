/* SPDX-License-Identifier: GPL-2.0-only */
/* GMBUS: the I2C controller by which a guest reads EDIDs. */
#ifndef DISPLAY_GMBUS_H
#define DISPLAY_GMBUS_H

struct gen9_display;
struct facet_reg_block;

/* Rows of GMBUS and PCH_GPIO, and the saved state of GMBUS. For facet_display_regs. */
extern const struct facet_reg_block display_gmbus_regs;

/**
 * display_gmbus_reset() - Set the controller as after a reset: ready, with no transfer.
 * @display: the display
 *
 * The monitors keep the state of their I2C devices. A repeated call is harmless. Source: PRM SKL
 * Vol. 2c (GMBUS0-5).
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * and no other lock; does not sleep. Once the display is attached, &facet_device.mmio_lock
 * serializes.
 */
void display_gmbus_reset(struct gen9_display *display);

#endif
