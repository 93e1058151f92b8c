/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EDIDs of virtual monitors: make them, and check those that a VMM made. Callers: output.c,
 * output_text.c and edid_region.c. These functions take no lock and do not sleep.
 * Source: VESA E-EDID 1.3; CEA-861 for the extension block.
 */
#ifndef DISPLAY_EDID_H
#define DISPLAY_EDID_H

#include "port.h"

struct display_mode;

/* Length of a block in bytes, and offsets in it. */
#define DISPLAY_EDID_BLOCK	128u
#define DISPLAY_EDID_MODE	54u	/* offset of the preferred mode */
#define DISPLAY_EDID_EXTENSIONS	126u	/* offset of the number of blocks that follow */
#define DISPLAY_EDID_CHECKSUM	127u	/* offset in each block; its bytes sum up to 0 */

/**
 * struct display_monitor - Limits and wishes for a monitor.
 * @max_width: largest width of any mode, pixels
 * @max_height: largest height of any mode, lines
 * @width: width of the preferred mode, pixels; 0: the best known mode that fits
 * @height: height of the preferred mode, lines; 0 if @width is 0
 * @hz: refresh rate of that mode in Hz, 24 to 100. 0: 60 Hz; if no clock from @khz_min to @khz_max
 *	fits, the first possible one of 75, 50 and 30 Hz
 * @khz_min: lowest pixel clock of the port, kHz
 * @khz_max: highest pixel clock of the port, kHz
 * @khz_plain: highest pixel clock that a guest believes without an HDMI block, kHz
 * @serial: serial number that tells monitors apart
 */
struct display_monitor {
	u32 max_width;
	u32 max_height;
	u32 width;
	u32 height;
	u32 hz;
	u32 khz_min;
	u32 khz_max;
	u32 khz_plain;
	u32 serial;
};

/**
 * display_edid_make() - Make an EDID.
 * @edid: buffer of FACET_EDID_MAX bytes; unchanged after an error
 * @size: gets the bytes used: 128, or 256 with a block of HDMI; unchanged after an error
 * @monitor: limits and wishes. A preferred width is rounded down to a multiple of 8 (CVT)
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: no known mode fits the limits; or the preferred mode does not, is smaller
 * than 640x480 or larger than 4095x4095, or its rate is not from 24 to 100 Hz.
 */
int display_edid_make(u8 *edid, u32 *size, const struct display_monitor *monitor);

/**
 * display_edid_check() - Check whether a guest could work with an EDID.
 * @edid: @size bytes, untrusted
 * @size: any value
 * @monitor: limits; the function ignores the other fields
 *
 * The function checks header, version, digital input, number of blocks and their sums. The function
 * also checks that there is a preferred mode, its size, and its clock. The port has to be able to
 * do this clock, and a guest has to believe it of the monitor.
 *
 * Context: any; takes no lock.
 * Return: 0; -ERANGE: only the clock is wrong; -EINVAL: anything else is wrong.
 */
int display_edid_check(const u8 *edid, u32 size, const struct display_monitor *monitor);

/**
 * display_edid_serial() - Return the serial number of a monitor.
 * @edid: a block of 128 bytes
 *
 * Context: any; takes no lock.
 * Return: bytes 12 to 15, little endian.
 */
u32 display_edid_serial(const u8 *edid);

/**
 * display_edid_preferred() - Decode the preferred mode of an EDID: its first detailed timing.
 * @edid: a block of 128 bytes
 * @mode: gets the mode; all zero if the EDID has none
 *
 * Context: any; takes no lock.
 */
void display_edid_preferred(const u8 *edid, struct display_mode *mode);

#endif
