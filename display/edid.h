/* SPDX-License-Identifier: GPL-2.0-only */
/* EDID of the virtual monitor. */
#ifndef DISPLAY_EDID_H
#define DISPLAY_EDID_H

#include "port.h"

#define DISPLAY_EDID_BLOCK	128u

/**
 * display_edid_make() - A block that offers what fits into the limits.
 * @edid: DISPLAY_EDID_BLOCK bytes
 * @max_width: pixels
 * @max_height: pixels
 *
 * Any context.
 * Return: 0, -EINVAL where not even 640x480 fits.
 */
int display_edid_make(u8 *edid, u32 max_width, u32 max_height);

#endif
