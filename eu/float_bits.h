/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bits of floats of 32 bits. eu/half.h has those of 16 bits. Takes no lock.
 *
 * Source: IEEE 754 binary32.
 */
#ifndef EU_FLOAT_BITS_H
#define EU_FLOAT_BITS_H

#include "port.h"

#define EU_F_SIGN	0x80000000u
#define EU_F_ABS	0x7fffffffu
#define EU_F_EXP	0x7f800000u	/* all ones: infinity, or a NaN */
#define EU_F_MANT	0x007fffffu
#define EU_F_MANT_BITS	23u
#define EU_F_BIAS	127u		/* exponent of 1 */

/**
 * eu_float_of_bits() - Return the float that a dword holds.
 * @bits: the dword
 *
 * Context: any; takes no lock.
 * Return: the float.
 */
static inline float eu_float_of_bits(u32 bits)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/**
 * eu_bits_of_float() - Return the dword that holds a float.
 * @value: the float
 *
 * Context: any; takes no lock.
 * Return: its bits.
 */
static inline u32 eu_bits_of_float(float value)
{
	u32 bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

#endif
