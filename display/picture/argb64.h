/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wide pixels: alpha, red, green and blue, from the top bits down, with 16 bits each. 65535 stands
 * for one. A channel of 8, 10 or 12 bits fits in and comes out unchanged. These functions take no
 * lock.
 */
#ifndef DISPLAY_ARGB64_H
#define DISPLAY_ARGB64_H

#include "port.h"

#define ARGB64_ONE	0xffffu

/**
 * argb64_pixel() - Make a wide pixel of its channels.
 * @alpha: 0 to 65535
 * @red: 0 to 65535
 * @green: 0 to 65535
 * @blue: 0 to 65535
 *
 * Context: any.
 * Return: the wide pixel.
 */
static inline u64 argb64_pixel(u32 alpha, u32 red, u32 green, u32 blue)
{
	return (u64)alpha << 48 | (u64)red << 32 | (u64)green << 16 | blue;
}

/**
 * argb64_alpha() - Return the alpha channel of a wide pixel.
 * @pixel: the pixel
 *
 * Context: any.
 * Return: 0 to 65535.
 */
static inline u32 argb64_alpha(u64 pixel)
{
	return pixel >> 48;
}

/**
 * argb64_channel() - Return a colour channel of a wide pixel.
 * @pixel: the pixel
 * @which: 0: blue, 1: green, 2: red
 *
 * Context: any.
 * Return: 0 to 65535.
 */
static inline u32 argb64_channel(u64 pixel, u32 which)
{
	return (pixel >> (16 * which)) & ARGB64_ONE;
}

/**
 * argb64_from_10bit() - Widen a channel of 10 bits. Its top bits repeat below.
 * @v: the channel in bits 9:0; other bits are ignored
 *
 * Context: any.
 * Return: 0 to 65535.
 */
static inline u32 argb64_from_10bit(u32 v)
{
	v &= 0x3ff;
	return v << 6 | v >> 4;
}

/**
 * argb64_from_rgb10() - Make an opaque wide pixel of channels of 10 bits.
 * @red: bits 9:0
 * @green: bits 9:0
 * @blue: bits 9:0
 *
 * Context: any.
 * Return: the wide pixel.
 */
static inline u64 argb64_from_rgb10(u32 red, u32 green, u32 blue)
{
	return argb64_pixel(ARGB64_ONE, argb64_from_10bit(red), argb64_from_10bit(green),
			    argb64_from_10bit(blue));
}

/**
 * argb64_from_argb() - Widen a pixel of ARGB8888.
 * @argb: the pixel, 0xaarrggbb
 *
 * Context: any.
 * Return: the wide pixel.
 */
static inline u64 argb64_from_argb(u32 argb)
{
	u64 v = argb;

	v = (v & 0xff000000u) << 24 | (v & 0xff0000u) << 16 | (v & 0xff00u) << 8 | (v & 0xffu);
	return v << 8 | v;
}

/**
 * argb64_to_8bit() - Round a channel to 8 bits.
 * @v: 0 to 65535
 *
 * Context: any.
 * Return: the nearest value, 0 to 255.
 */
static inline u32 argb64_to_8bit(u32 v)
{
	/* (v + 128) / 257, for v < 65536 */
	return (v + 128 - ((v + 128) >> 8)) >> 8;
}

/**
 * argb64_to_argb() - Round the colours of a wide pixel to 8 bits.
 * @pixel: the pixel; its alpha is ignored
 *
 * Context: any.
 * Return: 0xffrrggbb.
 */
static inline u32 argb64_to_argb(u64 pixel)
{
	return 0xff000000u | argb64_to_8bit(argb64_channel(pixel, 2)) << 16 |
	       argb64_to_8bit(argb64_channel(pixel, 1)) << 8 |
	       argb64_to_8bit(argb64_channel(pixel, 0));
}

/**
 * argb64_multiply() - Multiply two channels, rounded.
 * @a: 0 to 65535
 * @b: 0 to 65535
 *
 * Context: any.
 * Return: the product, 0 to 65535, where 65535 is one.
 */
static inline u32 argb64_multiply(u32 a, u32 b)
{
	u32 t = a * b + 0x8000u;

	return (t + (t >> 16)) >> 16;	/* divides by 65535 */
}

#endif
