/* SPDX-License-Identifier: GPL-2.0-only */
/* Timings of a video mode. These functions take no lock and do not sleep. */
#ifndef DISPLAY_MODE_H
#define DISPLAY_MODE_H

#include "port.h"

/**
 * struct display_mode - A video mode, in pixels, lines and kHz.
 * @khz: pixel clock, kHz
 * @width: pixels shown
 * @hfront: pixels from the end of the picture to the sync pulse
 * @hsync: length of the pulse, pixels
 * @hblank: pixels from the end of the picture to the next line
 * @height: lines shown
 * @vfront: lines from the end of the picture to the sync pulse
 * @vsync: length of the pulse, lines
 * @vblank: lines from the end of the picture to the next frame
 * @hpositive: true: the horizontal sync pulse is positive
 * @vpositive: true: the vertical sync pulse is positive
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
#define DISPLAY_SIZE_MAX	4095u	/* largest width or height of a detailed timing */
#define DISPLAY_HZ_MIN		24u
#define DISPLAY_HZ_MAX		100u

/**
 * display_mode_hz() - Return the refresh rate of a mode.
 * @mode: the mode
 *
 * Context: any; takes no lock.
 * Return: Hz, rounded to the nearest number; 0: the mode has no pixels.
 */
u32 display_mode_hz(const struct display_mode *mode);

/**
 * display_mode_cvt() - Compute timings for a size, by VESA CVT 1.1 with reduced blanking.
 * @mode: gets the timings; its width is @width rounded down to whole cells of 8 pixels
 * @width: pixels, DISPLAY_WIDTH_MIN to DISPLAY_SIZE_MAX
 * @height: lines, DISPLAY_HEIGHT_MIN to DISPLAY_SIZE_MAX
 * @hz: refresh rate in Hz, DISPLAY_HZ_MIN to DISPLAY_HZ_MAX
 *
 * Context: any; takes no lock.
 */
void display_mode_cvt(struct display_mode *mode, u32 width, u32 height, u32 hz);

/**
 * display_mode_stretch() - Raise the pixel clock of a mode by a longer vertical blank.
 * @mode: a mode of display_mode_cvt() whose clock is below @khz
 * @hz: refresh rate of the mode, Hz
 * @khz: the new clock, kHz: the lowest one that the port can do
 *
 * CEA-861 has its slow modes in the same way (1280x720 at 24 Hz).
 *
 * Context: any; takes no lock.
 */
void display_mode_stretch(struct display_mode *mode, u32 hz, u32 khz);

#endif
