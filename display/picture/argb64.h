/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wide pixels: alpha, red, green, blue, 16 bits each from the top down, of which
 * 65535 is one. 8, 10 and 12 bits fit in and come out again as they were.
 */
#ifndef DISPLAY_ARGB64_H
#define DISPLAY_ARGB64_H

#include "port.h"

#define ARGB64_ONE	0xffffu

static inline u64 argb64_pixel(u32 alpha, u32 red, u32 green, u32 blue)
{
	return (u64)alpha << 48 | (u64)red << 32 | (u64)green << 16 | blue;
}

static inline u32 argb64_alpha(u64 wide)
{
	return wide >> 48;
}

/** argb64_channel() - @which: 0 is blue, 1 green, 2 red. */
static inline u32 argb64_channel(u64 wide, u32 which)
{
	return (wide >> (16 * which)) & ARGB64_ONE;
}

/** argb64_from_10bit() - A channel of 10 bits; the top ones repeat below. */
static inline u32 argb64_from_10bit(u32 v)
{
	v &= 0x3ff;
	return v << 6 | v >> 4;
}

static inline u64 argb64_from_rgb10(u32 red, u32 green, u32 blue)
{
	return argb64_pixel(ARGB64_ONE, argb64_from_10bit(red), argb64_from_10bit(green),
			    argb64_from_10bit(blue));
}

/** argb64_from_argb() - Of ARGB8888. */
static inline u64 argb64_from_argb(u32 argb)
{
	u64 v = argb;

	v = (v & 0xff000000u) << 24 | (v & 0xff0000u) << 16 | (v & 0xff00u) << 8 | (v & 0xffu);
	return v << 8 | v;
}

/** argb64_to_8bit() - A channel in 8 bits, the nearest. */
static inline u32 argb64_to_8bit(u32 v)
{
	/* (v + 128) / 257, for v < 65536 */
	return (v + 128 - ((v + 128) >> 8)) >> 8;
}

/** argb64_to_argb() - Opaque. */
static inline u32 argb64_to_argb(u64 wide)
{
	return 0xff000000u | argb64_to_8bit(argb64_channel(wide, 2)) << 16 |
	       argb64_to_8bit(argb64_channel(wide, 1)) << 8 |
	       argb64_to_8bit(argb64_channel(wide, 0));
}

/** argb64_multiply() - Of two channels, rounded. */
static inline u32 argb64_multiply(u32 a, u32 b)
{
	u32 t = a * b + 0x8000u;

	return (t + (t >> 16)) >> 16;	/* divides by 65535 */
}

#endif
