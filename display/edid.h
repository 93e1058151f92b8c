/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EDIDs of virtual monitors: make them, and check those that a VMM made. Callers: displays of all
 * kinds. An output may limit the pixel clocks; then its display says so. These functions take no
 * lock and do not sleep.
 * Source: VESA E-EDID 1.3; CEA-861 for the extension block.
 */
#ifndef FACET_EDID_H
#define FACET_EDID_H

#include "port.h"

struct display_mode;
struct facet_display_config;
struct facet_display_mode;
struct facet_display_output;

/* Length of a block in bytes, and offsets in it. */
#define FACET_EDID_BLOCK	128u
#define FACET_EDID_MODE	54u	/* offset of the preferred mode */
#define FACET_EDID_EXTENSIONS	126u	/* offset of the number of blocks that follow */
#define FACET_EDID_CHECKSUM	127u	/* offset in each block; its bytes sum up to 0 */
#define FACET_EDID_KHZ_MAX	(0xffffu * 10)	/* highest clock of a detailed timing: 16 bits */

/**
 * struct facet_monitor - Limits and wishes for a monitor.
 *
 * A display whose outputs have no limits of clocks copies them from facet_edid_any_clock.
 *
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
struct facet_monitor {
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

/* A monitor at an output that can do all pixel clocks. All other fields are 0. */
extern const struct facet_monitor facet_edid_any_clock;

/**
 * facet_edid_make() - Make an EDID.
 * @edid: buffer of FACET_EDID_MAX bytes; unchanged after an error
 * @size: gets the bytes used: 128, or 256 with a block of HDMI; unchanged after an error
 * @monitor: limits and wishes. A preferred width is rounded down to a multiple of 8 (CVT)
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: no known mode fits the limits; or the preferred mode does not, is smaller
 * than 640x480 or larger than 4095x4095, or its rate is not from 24 to 100 Hz.
 */
int facet_edid_make(u8 *edid, u32 *size, const struct facet_monitor *monitor);

/**
 * facet_edid_make_at_output() - Make the EDID of the monitor that is plugged in at first.
 * @edid: buffer of FACET_EDID_MAX bytes; unchanged after an error
 * @size: gets the bytes used: 128 or 256; unchanged after an error
 * @clocks: clocks of the output; the function ignores the other fields
 * @config: limits of size
 * @output: preferred mode; the function ignores kind and port
 * @serial: serial number that tells monitors apart
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EINVAL: as from facet_edid_make().
 */
int facet_edid_make_at_output(u8 *edid, u32 *size, const struct facet_monitor *clocks,
			      const struct facet_display_config *config,
			      const struct facet_display_output *output, u32 serial);

/**
 * facet_edid_check() - Check whether a guest could work with an EDID.
 * @edid: @size bytes, untrusted
 * @size: any value
 * @monitor: limits; the function ignores the other fields
 *
 * The function checks header, version, digital input, number of blocks and their sums. The function
 * also checks that there is a preferred mode, its size, and its clock. The port has to be able to
 * do this clock, and a guest has to believe it of the monitor.
 *
 * Context: any; takes no lock.
 * Return: 0; -ERANGE: only the clock is wrong, which is never so with facet_edid_any_clock;
 * -EINVAL: anything else is wrong.
 */
int facet_edid_check(const u8 *edid, u32 size, const struct facet_monitor *monitor);

/**
 * facet_edid_serial() - Return the serial number of a monitor.
 * @edid: a block of 128 bytes
 *
 * Context: any; takes no lock.
 * Return: bytes 12 to 15, little endian.
 */
u32 facet_edid_serial(const u8 *edid);

/**
 * facet_edid_preferred_mode() - Return size and rate of the preferred mode of an EDID.
 * @edid: a block of 128 bytes
 * @mode: gets the mode; all zero if the EDID has none
 *
 * Context: any; takes no lock.
 */
void facet_edid_preferred_mode(const u8 *edid, struct facet_display_mode *mode);

/**
 * facet_edid_preferred_timings() - Decode the preferred mode of an EDID: its first detailed timing.
 * @edid: a block of 128 bytes
 * @mode: gets the mode; all zero if the EDID has none
 *
 * Context: any; takes no lock.
 */
void facet_edid_preferred_timings(const u8 *edid, struct display_mode *mode);

#endif
