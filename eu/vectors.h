/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operands of the fast ways as vectors of 8 channels: loads, modifiers, and stores under a mask.
 * For files that eu/isa_sources lists. Takes no lock.
 */
#ifndef EU_VECTORS_H
#define EU_VECTORS_H

#include "eu/isa.h"

/* Functions below are inlined, so no call passes a vector by an ABI. */
#pragma GCC diagnostic ignored "-Wpsabi"

#define INLINE	static inline __attribute__((always_inline))
#define NOINLINE	__attribute__((noinline))
#define LANES	0xffu	/* all channels of a vector */

/* Places of a source: contiguous registers, a scalar, an immediate. */
enum { V, S, I, PLACES };

/* Types of results. */
enum { TYPE_F, TYPE_D, TYPE_UD };

INLINE const u8 *grf(const struct eu_thread *t)
{
	return (const u8 *)t->grf;
}

/* Load source @index of the vector @k. */
INLINE eu_ud8 fetch(const struct eu_thread *t, const struct eu_op *op, u32 index, u32 place, u32 k)
{
	const eu_ud8 zero = { 0 };
	u32 value;

	if (place == V)
		return *(const eu_ud8_mem *)(grf(t) + op->at[index] + k * sizeof(eu_ud8));
	if (place == I)
		return *(const eu_ud8_mem *)&op->imm;
	value = *(const u32 *)(grf(t) + op->at[index]);
	return zero + value;
}

/* Apply the source modifiers. Floats have both; integers negation alone. */
INLINE eu_ud8 modify(const struct eu_op *op, u32 index, u32 type, bool logic, eu_ud8 x)
{
	if (type == TYPE_F)
		return (x & op->keep[index]) ^ op->flip[index];
	if (logic)
		return x ^ op->flip[index];
	return (x ^ op->flip[index]) - op->flip[index];
}

/* Make lanes of all ones of the bits of a mask. */
INLINE eu_ud8 spread(u32 mask)
{
	const eu_ud8 bit = { 1, 2, 4, 8, 16, 32, 64, 128 };
	eu_ud8 all = { mask, mask, mask, mask, mask, mask, mask, mask };

	return (eu_ud8)((all & bit) == bit);
}

/* Make a mask of lanes of all ones. */
INLINE u32 gather(eu_d8 truth)
{
	eu_f8 v = (eu_f8)truth;
	__m128 low = (__m128)__builtin_shufflevector(v, v, 0, 1, 2, 3);
	__m128 high = (__m128)__builtin_shufflevector(v, v, 4, 5, 6, 7);

	return (u32)_mm_movemask_ps(low) | (u32)_mm_movemask_ps(high) << 4;
}

/* Store the vector @k under a mask. */
INLINE void put(struct eu_thread *t, const struct eu_op *op, u32 k, u32 mask, eu_ud8 v)
{
	eu_ud8_mem *to = (eu_ud8_mem *)((u8 *)t->grf + op->at[3] + k * sizeof(eu_ud8));
	eu_ud8 lanes;

	if (likely((mask & LANES) == LANES)) {
		*to = v;
		return;
	}
	lanes = spread(mask & LANES);
	*to = (v & lanes) | (*to & ~lanes);
}

INLINE eu_ud8 saturated(eu_ud8 v)
{
	eu_f8 x = (eu_f8)v;
	eu_ud8 one = (eu_ud8)((eu_f8){ 1, 1, 1, 1, 1, 1, 1, 1 }), above = (eu_ud8)(x > 0);
	eu_ud8 below = (eu_ud8)(x < 1);

	return ((v & below) | (one & ~below)) & above;
}

/* Test if all channels of a source read one element. */
INLINE bool is_scalar(const struct eu_access *a, u32 n)
{
	u32 i;

	for (i = 1; i < n; i++)
		if (a->at[i] != a->at[0])
			return false;
	return true;
}

#endif
