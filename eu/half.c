// SPDX-License-Identifier: GPL-2.0-only
/*
 * Floats of 16 bits (HF), by integers, so that the modes of the processor do not count. Takes no
 * lock.
 *
 * Source: IEEE 754 binary16; PRM SKL Vol. 7, "Control Register" for modes.
 */
#include "eu/half.h"

#include "eu/float_bits.h"
#include "gen9/eu_defs.h"
#include "gen9/eu_send_defs.h"

#define HF_EXP		0x7c00u
#define HF_MANT		0x03ffu
#define HF_QUIET	0x0200u
#define HF_MAX		0x7bffu
#define HF_MANT_BITS	10u
#define DROPPED		(EU_F_MANT_BITS - HF_MANT_BITS)	/* bits of a float that HF has not */
#define BIAS_STEP	112	/* difference of the exponents' biases */
#define SHIFT_ALL	25u	/* shifts all bits of a fraction out */
#define SIGN_SHIFT	16

float eu_half_to_float(u16 half)
{
	u32 sign = (u32)(half & 0x8000u) << SIGN_SHIFT, exponent = half & HF_EXP;
	u32 mant = half & HF_MANT, shift, bits;

	if (exponent == HF_EXP) {
		bits = EU_F_EXP | mant << DROPPED;
	} else if (exponent) {
		bits = ((exponent | mant) << DROPPED) + ((u32)BIAS_STEP << EU_F_MANT_BITS);
	} else if (mant) {
		shift = (u32)__builtin_clz(mant) - (31 - HF_MANT_BITS);
		bits = ((BIAS_STEP + 1 - shift) << EU_F_MANT_BITS) +
			(mant << shift & HF_MANT) * (1u << DROPPED);
	} else {
		bits = 0;
	}
	return eu_float_of_bits(sign | bits);
}

/* Drop @drop bits of @value. Return: the rounded rest. */
static u32 round_off(u32 value, u32 drop, bool negative, u32 mode)
{
	u32 rest = value & ((1u << drop) - 1), half = 1u << (drop - 1), result = value >> drop;

	switch (mode) {
	case GEN9_EU_ROUND_NEAREST:
		return result + (rest > half || (rest == half && (result & 1)));
	case GEN9_EU_ROUND_UP:
		return result + (rest && !negative);
	case GEN9_EU_ROUND_DOWN:
		return result + (rest && negative);
	default:
		return result;
	}
}

/* Return the bits for a finite value that HF cannot hold. */
static u32 overflow(bool negative, u32 mode)
{
	if (mode == GEN9_EU_ROUND_ZERO || mode == (negative ? GEN9_EU_ROUND_UP :
						   GEN9_EU_ROUND_DOWN))
		return HF_MAX;
	return HF_EXP;
}

u16 eu_half_of_float(float value, u32 cr0)
{
	u32 bits = eu_bits_of_float(value);
	u32 mode = gen9_field(&cr0, GEN9_EU_CR0_ROUNDING);
	u32 sign = bits >> SIGN_SHIFT & 0x8000u, mant = bits & EU_F_MANT, result;
	s32 exponent = (s32)((bits & EU_F_EXP) >> EU_F_MANT_BITS) - BIAS_STEP;

	if ((bits & EU_F_EXP) == EU_F_EXP)
		return (u16)(sign | HF_EXP | (mant ? HF_QUIET | mant >> DROPPED : 0));
	if (exponent > 0) {
		result = round_off((u32)exponent << EU_F_MANT_BITS | mant, DROPPED, sign, mode);
		return (u16)(sign | (result >= HF_EXP ? overflow(sign, mode) : result));
	}
	if (bits & EU_F_EXP)
		mant |= EU_F_MANT + 1;
	result = round_off(mant, min((u32)(DROPPED + 1 - exponent), SHIFT_ALL), sign, mode);
	if (!(cr0 & GEN9_EU_CR0_DENORM_HF) && result <= HF_MANT)
		result = 0;
	return (u16)(sign | result);
}
