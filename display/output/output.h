/* SPDX-License-Identifier: GPL-2.0-only */
/* Outputs: monitors, their EDID, hotplug. */
#ifndef DISPLAY_OUTPUT_H
#define DISPLAY_OUTPUT_H

#include "port.h"

struct facet_display;
struct facet_display_config;
struct facet_display_output;
struct facet_reg_block;

/* Rows of hotplug registers, and the saved state of outputs. For facet_display_regs. */
extern const struct facet_reg_block display_output_regs;

/**
 * display_outputs_init() - Plug a monitor into each output of a new display, and make its ROM.
 * @display: the display with its config; gets heads, their EDIDs and the image of the ROM
 *
 * Without outputs in the config, the display gets one: HDMI on port B.
 *
 * Context: before the display is attached to its device; takes no lock; does not sleep.
 * Return: 0; -EINVAL: the config has too many outputs, an invalid kind or port, or a port twice; or
 * an output has no mode that fits the limits and its clock. Heads may be half made then: the caller
 * frees the display.
 */
int display_outputs_init(struct facet_display *display);

/**
 * display_output_edid() - Make the EDID of the monitor that is plugged in at first.
 * @config: limits
 * @output: the output; its kind is valid
 * @serial: serial number that tells monitors apart
 * @edid: buffer of FACET_EDID_MAX bytes; unchanged after an error
 * @size: gets the bytes used: 128 or 256; unchanged after an error
 *
 * Source: VESA E-EDID 1.3; CEA-861 for the second block.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: the port has no clock for the mode, the mode is beyond the limits, or its
 * rate is not from 24 to 100 Hz. Without a size in @output: no known mode fits.
 */
int display_output_edid(const struct facet_display_config *config,
			const struct facet_display_output *output, u32 serial, u8 *edid, u32 *size);

#endif
