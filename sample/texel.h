/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texels: conversion between a surface's bytes and four channels. The sampler, typed messages,
 * render targets, blending and vertex fetch call this file. Takes no lock.
 *
 * A texel of an integer format (&sample_format.integer) has 32-bit integers, any other has floats.
 */
#ifndef SAMPLE_TEXEL_H
#define SAMPLE_TEXEL_H

#include "port.h"
#include "sample/formats.h"

/**
 * union sample_texel - Red, green, blue, alpha.
 * @f: of a format with floats
 * @u: of a format of unsigned integers, and the bits of any other
 * @s: of a format of signed integers
 */
union sample_texel {
	float f[4];
	u32 u[4];
	s32 s[4];
} __attribute__((aligned(16)));

/**
 * sample_texel_unpack() - Read a texel.
 * @format: the format
 * @from: &sample_format.bytes bytes
 * @to: gets the texel. Channels that the format does not have are 0, alpha 1. sRGB channels become
 *	linear. Channels of 64 bits become floats of 32; those of SAMPLE_BITS fill two of @to each,
 *	and channels behind the fourth are not there
 *
 * Context: any; takes no lock.
 * Return: true; false: the format has no codec, and @to is 0.
 */
bool sample_texel_unpack(const struct sample_format *format, const void *from,
			 union sample_texel *to);

/**
 * sample_texel_pack() - Make the bytes of a texel, as a render target or typed write does.
 * @format: the format
 * @from: the texel. Values outside of the format's range are clamped; NaN is 0 in all but FLOAT and
 *	UFLOAT. Floats are rounded to nearest even. Linear channels become sRGB if the format is
 * @to: gets &sample_format.bytes bytes. Other bits are 0
 *
 * Context: any; takes no lock.
 * Return: true; false: the format has no codec to write, and @to is unchanged.
 */
bool sample_texel_pack(const struct sample_format *format, const union sample_texel *from,
		       void *to);

/**
 * sample_texel_of_bytes() - Make a texel of four channels of 8 bits.
 * @format: the format: sRGB or not
 * @rgba: red, green, blue, alpha: 0 to 255
 * @to: gets the texel; sRGB channels become linear
 *
 * Context: any; takes no lock.
 */
void sample_texel_of_bytes(const struct sample_format *format, const u8 rgba[4],
			   union sample_texel *to);

/**
 * sample_srgb_to_linear() - Convert an sRGB channel.
 * @value: 0 to 1
 *
 * Context: any; takes no lock.
 * Return: the linear value, 0 to 1.
 */
float sample_srgb_to_linear(float value);

/**
 * sample_linear_to_srgb() - Convert a linear channel.
 * @value: 0 to 1
 *
 * Context: any; takes no lock.
 * Return: the sRGB value, 0 to 1.
 */
float sample_linear_to_srgb(float value);

#endif
