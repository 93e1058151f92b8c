/* SPDX-License-Identifier: GPL-2.0-only */
/* Outputs: monitors, their EDID, hotplug. Some functions are ops of the display (display_ops.h). */
#ifndef DISPLAY_OUTPUT_H
#define DISPLAY_OUTPUT_H

#include "port.h"

struct facet_display;
struct facet_display_config;
struct facet_display_output;
struct facet_reg_block;
struct gen9_display;

/* Rows of hotplug registers, and the saved state of outputs. For facet_display_regs. */
extern const struct facet_reg_block display_output_regs;

/**
 * display_outputs_init() - Plug a monitor into each output of a new display, and make its ROM.
 * @display: the display with its config; gets heads, their EDIDs and the image of the ROM
 *
 * Context: before the display is attached to its device; takes no lock; does not sleep.
 * Return: 0; -EINVAL: the config has an invalid kind or port, or a port twice; or an output has no
 * mode that fits the limits and its clock. Heads may be half made then: the caller frees the
 * display.
 */
int display_outputs_init(struct gen9_display *display);

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

/**
 * display_output_get_edid() - Copy the EDID of a head's monitor: &facet_display_ops.get_edid.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @edid: buffer of FACET_EDID_MAX bytes; gets blocks of FACET_EDID_BLOCK bytes
 * @size: gets the length of the EDID: 128 or 256 bytes
 * @connected: gets: true: the monitor is plugged in; false: it is unplugged
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * and no other lock; does not sleep.
 */
void display_output_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size,
			     bool *connected);

/**
 * display_output_set_edid() - Replace the EDID of a head's monitor: &facet_display_ops.set_edid.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @edid: @size bytes, untrusted; copied
 * @size: any value
 *
 * The output may not be able to do the pixel clock, or a guest may not believe it without an HDMI
 * block. Then an EDID of ours with the same size takes its place. If a monitor is plugged in, the
 * guest gets a hotplug interrupt, as from display_output_set_link(). The monitor keeps its I2C and
 * DisplayPort state.
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * in it &facet_device.lock, and in that the locks of the op set_irq. Does not sleep.
 * Return: 0; -EINVAL: the EDID is invalid (facet_edid_check()), or no EDID of ours has this size.
 * The old EDID stays then.
 */
int display_output_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size);

/**
 * display_output_set_link() - Plug the monitor of a head in or out: &facet_display_ops.set_link.
 * @display: &gen9_display.base
 * @head: < facet_display_heads()
 * @up: true: plugged in; false: unplugged
 *
 * The guest gets a hotplug interrupt (long pulse), if it has enabled hotplug detection of the port.
 * The interrupt comes even if the link stays as it was. The monitor forgets its I2C and DisplayPort
 * state, and keeps its EDID. Source: PRM SKL Vol. 2c (SHOTPLUG_CTL, SDE interrupts).
 *
 * Context: any; neither &gen9_display.lock nor &facet_device.lock held. Takes &gen9_display.lock,
 * in it &facet_device.lock, and in that the locks of the op set_irq. Does not sleep.
 */
void display_output_set_link(struct facet_display *display, u32 head, bool up);

#endif
