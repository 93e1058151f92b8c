// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timings of video modes, by VESA Coordinated Video Timings 1.1 with reduced blanking, in whole
 * numbers. The functions have no state and take no lock. Callers: edid.c and output.c.
 */
#include "display/output/mode.h"

#define CVT_CELL		8u		/* a width is a multiple of this, pixels */
#define CVT_CLOCK_STEP_HZ	250000u
#define CVT_HFRONT		48u
#define CVT_HSYNC		32u
#define CVT_HBLANK		160u
#define CVT_VFRONT		3u
#define CVT_VBACK_MIN		6u
#define CVT_VBLANK_US		460u		/* shortest vertical blank */
#define CVT_VSYNC_OTHER		10u
#define US_PER_SECOND		1000000u
#define HZ_PER_KHZ		1000u

/* Aspect ratio of a picture, and the length in lines of the vertical pulse that stands for it */
struct cvt_aspect {
	u8 x, y, vsync;
};

static const struct cvt_aspect aspects[] = {
	{ 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 },
};

/* Return the length of the vertical pulse of a size, in lines. */
static u32 cvt_vsync(u32 width, u32 height)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(aspects); i++)
		if (height * aspects[i].x == width * aspects[i].y)
			return aspects[i].vsync;
	return CVT_VSYNC_OTHER;
}

/* Return the lines of a vertical blank that lasts at least CVT_VBLANK_US. */
static u32 cvt_vblank(u32 height, u32 hz, u32 vsync)
{
	u64 picture = US_PER_SECOND - CVT_VBLANK_US * hz;
	u32 lines = (u64)CVT_VBLANK_US * height * hz / picture + 1;

	return max_t(u32, lines, CVT_VFRONT + vsync + CVT_VBACK_MIN);
}

void display_mode_cvt(struct display_mode *mode, u32 width, u32 height, u32 hz)
{
	u64 clock;

	width -= width % CVT_CELL;
	*mode = (struct display_mode){
		.width = width,
		.hfront = CVT_HFRONT,
		.hsync = CVT_HSYNC,
		.hblank = CVT_HBLANK,
		.height = height,
		.vfront = CVT_VFRONT,
		.vsync = cvt_vsync(width, height),
		.hpositive = true,
	};
	mode->vblank = cvt_vblank(height, hz, mode->vsync);
	clock = (u64)hz * (width + CVT_HBLANK) * (height + mode->vblank);
	clock -= clock % CVT_CLOCK_STEP_HZ;
	mode->khz = clock / HZ_PER_KHZ;
}

void display_mode_stretch(struct display_mode *mode, u32 hz, u32 khz)
{
	u32 line = mode->width + mode->hblank;

	mode->khz = khz;
	mode->vblank = DIV_ROUND_UP(khz * HZ_PER_KHZ, hz * line) - mode->height;
}

u32 display_mode_hz(const struct display_mode *mode)
{
	u64 pixels = (u64)(mode->width + mode->hblank) * (mode->height + mode->vblank);

	return pixels ? ((u64)mode->khz * HZ_PER_KHZ + pixels / 2) / pixels : 0;
}
