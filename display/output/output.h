/* SPDX-License-Identifier: GPL-2.0-only */
/* Outputs: monitors, their EDID, hotplug. */
#ifndef DISPLAY_OUTPUT_H
#define DISPLAY_OUTPUT_H

#include "port.h"

struct facet_display;
struct facet_display_config;
struct facet_display_output;
struct facet_reg_block;

extern const struct facet_reg_block display_output_regs;

/** display_outputs_init() - A monitor at each head; -EINVAL: no mode fits the limits. */
int display_outputs_init(struct facet_display *display);

/**
 * display_output_edid() - The EDID of the monitor that is at an output at first.
 * @config: limits
 * @output: its kind is one
 * @serial: tells monitors apart
 * @edid: FACET_EDID_MAX bytes
 * @size: gets how many are used
 *
 * Any context. Return: 0; -EINVAL: its port has no clock for that mode, or it is beyond the limits.
 */
int display_output_edid(const struct facet_display_config *config,
			const struct facet_display_output *output, u32 serial, u8 *edid, u32 *size);

#endif
