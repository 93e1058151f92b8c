/* SPDX-License-Identifier: GPL-2.0-only */
/* A monitor's I2C device: its EDID, by E-DDC. The display's lock is held around all of this. */
#ifndef DISPLAY_DDC_H
#define DISPLAY_DDC_H

#include "port.h"

struct display_head;

/** display_ddc_start() - A start, or one again: whether anyone at @addr answers. */
bool display_ddc_start(struct display_head *head, u32 addr);
/** display_ddc_write() - A byte for the device at @addr, which has answered. */
void display_ddc_write(struct display_head *head, u32 addr, u8 byte);
/** display_ddc_read() - The next byte from there; 0 past the end of the EDID. */
u8 display_ddc_read(struct display_head *head, u32 addr);
/** display_ddc_stop() - A stop: the next transfer begins in the first segment. */
void display_ddc_stop(struct display_head *head);

#endif
