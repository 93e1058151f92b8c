/* SPDX-License-Identifier: GPL-2.0-only */
/* EDIDs of virtual monitors: made, and looked at. */
#ifndef DISPLAY_EDID_H
#define DISPLAY_EDID_H

#include "port.h"

struct display_mode;

#define DISPLAY_EDID_BLOCK	128u
#define DISPLAY_EDID_MODE	54u	/* the preferred mode */
#define DISPLAY_EDID_EXTENSIONS	126u	/* how many blocks follow */
#define DISPLAY_EDID_CHECKSUM	127u	/* of each block, which sums up to 0 */

/**
 * struct display_monitor - What a monitor is to be.
 * @max_width: pixels of any mode
 * @max_height: the same
 * @width: pixels of the preferred mode; 0: the best known one that fits
 * @height: the same
 * @hz: pictures a second of that mode, 24 to 100; 0: 60, or where @khz_min and @khz_max have no
 *	clock for it 75, 50 or 30
 * @khz_min: pixel clock that the port can do
 * @khz_max: the same
 * @khz_plain: the same, of one that has no block of HDMI that says more
 * @serial: tells monitors apart
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
 * display_edid_make() - An EDID.
 * @edid: FACET_EDID_MAX bytes
 * @size: gets how many are used
 * @monitor: what it offers. A preferred width is rounded down to a multiple of 8 (CVT)
 *
 * Any context.
 * Return: 0, -EINVAL where not even 640x480 fits, or the preferred mode does not.
 */
int display_edid_make(u8 *edid, u32 *size, const struct display_monitor *monitor);

/**
 * display_edid_check() - Whether a guest could work with an EDID that anyone made.
 * @edid: of @size bytes
 * @size: any
 * @monitor: limits; the other fields are not looked at
 *
 * Header, number of blocks and their sums, and of the preferred mode that it is there, its size,
 * and its clock: what the port can do, and a guest believes of the monitor. Any context.
 * Return: 0; -ERANGE: all is right but that clock; -EINVAL.
 */
int display_edid_check(const u8 *edid, u32 size, const struct display_monitor *monitor);

/** display_edid_serial() - What tells a monitor from others of its kind. */
u32 display_edid_serial(const u8 *edid);

/** display_edid_preferred() - The first detailed timing; all zero where there is none. */
void display_edid_preferred(const u8 *edid, struct display_mode *mode);

#endif
