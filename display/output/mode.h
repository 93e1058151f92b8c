/* SPDX-License-Identifier: GPL-2.0-only */
/* Timings of a video mode. */
#ifndef DISPLAY_MODE_H
#define DISPLAY_MODE_H

#include "port.h"

/**
 * struct display_mode - A mode; all in pixels, lines and kHz.
 * @khz: pixel clock
 * @width: shown
 * @hfront: from the end of the picture to the sync pulse
 * @hsync: length of the pulse
 * @hblank: from the end of the picture to the next line
 * @height: shown
 * @vfront: as @hfront
 * @vsync: as @hsync
 * @vblank: as @hblank
 * @hpositive: polarity of the pulse
 * @vpositive: as @hpositive
 */
struct display_mode {
	u32 khz;
	u16 width;
	u16 hfront;
	u16 hsync;
	u16 hblank;
	u16 height;
	u16 vfront;
	u16 vsync;
	u16 vblank;
	bool hpositive;
	bool vpositive;
};

#define DISPLAY_WIDTH_MIN	640u
#define DISPLAY_HEIGHT_MIN	480u
#define DISPLAY_SIZE_MAX	4095u	/* width or height of a detailed timing */
#define DISPLAY_HZ_MIN		24u
#define DISPLAY_HZ_MAX		100u

/** display_mode_hz() - Pictures a second, rounded. */
u32 display_mode_hz(const struct display_mode *mode);

/**
 * display_mode_cvt() - Timings for a size, by VESA CVT 1.1 with reduced blanking.
 * @mode: gets them; its width is @width rounded down to whole cells of 8 pixels
 * @width: DISPLAY_WIDTH_MIN to DISPLAY_SIZE_MAX
 * @height: DISPLAY_HEIGHT_MIN to DISPLAY_SIZE_MAX
 * @hz: pictures a second, DISPLAY_HZ_MIN to DISPLAY_HZ_MAX
 */
void display_mode_cvt(struct display_mode *mode, u32 width, u32 height, u32 hz);

/**
 * display_mode_stretch() - Lengthen the vertical blank until the pixel clock is one that a port can do.
 * @mode: from display_mode_cvt(), with a clock below @khz
 * @hz: pictures a second, as there
 * @khz: the new clock; CEA-861 has its slow modes in the same way (1280x720 at 24 Hz)
 */
void display_mode_stretch(struct display_mode *mode, u32 hz, u32 khz);

#endif
