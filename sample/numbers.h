/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floats with an exponent of 5 bits and few bits of mantissa, for texels. eu/half.h has those of
 * 16 bits. More conversions are in texel.h. Takes no lock.
 */
#ifndef SAMPLE_NUMBERS_H
#define SAMPLE_NUMBERS_H

#include "port.h"

/**
 * sample_small_to_float() - Convert a float without sign and with an exponent of 5 bits.
 * @bits: exponent above mantissa
 * @mantissa: bits of the mantissa: 5 or 6
 *
 * Context: any; takes no lock.
 * Return: the same value.
 */
float sample_small_to_float(u32 bits, u32 mantissa);

/**
 * sample_float_to_ufloat() - Convert to an unsigned float of a texel.
 * @value: the value
 * @mantissa: bits of the mantissa: 5 or 6
 *
 * Context: any; takes no lock.
 * Return: the bits: 0 if @value is negative; the largest finite one if @value is larger and finite.
 */
u32 sample_float_to_ufloat(float value, u32 mantissa);

#endif
