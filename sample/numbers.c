// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conversion of numbers: floats of 10 and 11 bits, sRGB (texel.h). Takes no lock.
 *
 * Source of sRGB: IEC 61966-2-1.
 */
#include "sample/numbers.h"

#include "eu/float_bits.h"
#include "sample/texel.h"

#define SMALL_BIAS	15u		/* of exponents of 5 bits */
#define SMALL_EXPONENT	31u

float sample_small_to_float(u32 bits, u32 mantissa)
{
	u32 exponent = bits >> mantissa & SMALL_EXPONENT, fraction = bits & (BIT(mantissa) - 1);

	if (exponent == SMALL_EXPONENT)
		return eu_float_of_bits(EU_F_EXP | fraction << (EU_F_MANT_BITS - mantissa));
	if (exponent)
		return eu_float_of_bits((exponent + EU_F_BIAS - SMALL_BIAS) << EU_F_MANT_BITS |
					fraction << (EU_F_MANT_BITS - mantissa));
	/* a denormal: a multiple of the least power of two */
	return (float)fraction * eu_float_of_bits((EU_F_BIAS - SMALL_BIAS + 1 - mantissa) <<
						  EU_F_MANT_BITS);
}

/*
 * Convert the absolute value to a float with an exponent of 5 bits, rounded to nearest even. A
 * value that is too large becomes infinite.
 */
static u32 float_to_small(float value, u32 mantissa)
{
	u32 bits = eu_bits_of_float(value) & EU_F_ABS, drop = EU_F_MANT_BITS - mantissa;
	u32 exponent = bits >> EU_F_MANT_BITS, least = EU_F_BIAS - SMALL_BIAS + 1;
	u32 infinite = SMALL_EXPONENT << mantissa, rest, half, result;

	if (bits > EU_F_EXP)
		return infinite | 1u << (mantissa - 1);
	if (bits == EU_F_EXP || exponent >= EU_F_BIAS + SMALL_BIAS + 1)
		return infinite;
	if (exponent < least) {
		drop += least - exponent;
		if (drop > EU_F_MANT_BITS + 1)
			return 0;
		bits = (bits & (BIT(EU_F_MANT_BITS) - 1)) | BIT(EU_F_MANT_BITS);
	} else {
		bits -= (least - 1) << EU_F_MANT_BITS;
	}
	result = bits >> drop;
	rest = bits & (BIT(drop) - 1);
	half = BIT(drop - 1);
	return result + (rest > half || (rest == half && (result & 1)));
}

u32 sample_float_to_ufloat(float value, u32 mantissa)
{
	u32 bits = eu_bits_of_float(value), most = (SMALL_EXPONENT << mantissa) - 1, result;

	if ((bits & EU_F_SIGN) && (bits & EU_F_ABS) <= EU_F_EXP)
		return 0;
	result = float_to_small(value, mantissa);
	/* A finite value does not become infinite. */
	return (bits & EU_F_ABS) < EU_F_EXP ? min(result, most) : result;
}

#define ROOT_STEPS	7u	/* Newton's steps from a guess within a factor of 2 to all bits */

/* @value above 0 */
static double fifth_root(double value)
{
	double root = value < 1e-2 ? 0.25 : 1, power;
	u32 i;

	for (i = 0; i < 2 * ROOT_STEPS; i++) {
		power = root * root * root * root;
		root -= (power * root - value) / (5 * power);
	}
	return root;
}

/* @value above 0 */
static double cube_root(double value)
{
	double root = value < 1e-3 ? 0.05 : 0.7;
	u32 i;

	for (i = 0; i < 2 * ROOT_STEPS; i++)
		root -= (root * root * root - value) / (3 * root * root);
	return root;
}

float sample_srgb_to_linear(float value)
{
	double base = ((double)value + 0.055) / 1.055;

	if (value <= 0.04045f)
		return (float)(value / 12.92);
	return (float)(base * base * fifth_root(base * base));
}

/* The power of 5/12 is 5/3 of a fourth root. */
float sample_linear_to_srgb(float value)
{
	double root;

	if (value <= 0.0031308f)
		return (float)(value * 12.92);
	root = __builtin_sqrt(__builtin_sqrt((double)value));
	return (float)(1.055 * root * cube_root(root * root) - 0.055);
}
