/* SPDX-License-Identifier: GPL-2.0-only */
/* Outputs: monitors, their EDID, hotplug. */
#ifndef DISPLAY_OUTPUT_H
#define DISPLAY_OUTPUT_H

struct facet_display;
struct facet_reg_block;

extern const struct facet_reg_block display_output_regs;

/** display_outputs_init() - A monitor at each head; -EINVAL: no mode fits the limits. */
int display_outputs_init(struct facet_display *display);

#endif
