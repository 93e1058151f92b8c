// SPDX-License-Identifier: GPL-2.0-only
/*
 * Splits of edges and axes (tess_spacing.h). The tessellator calls this file. Takes no lock.
 *
 * Source: "Direct3D 11.3 Functional Specification", chapter "Tessellator".
 */
#include "render/tess_spacing.h"
#include "gen9/state_geometry.h"

#define HALF		(TESS_ONE / 2)
#define FRACTION_BITS	16u
#define RANK_BITS	4u	/* half of the largest split has 2^(RANK_BITS + 1) points */

u32 tess_fixed(float factor)
{
	float scaled = factor * TESS_ONE, rest;
	u32 whole = (u32)scaled;

	rest = scaled - whole;
	if (rest > 0.5f || (rest == 0.5f && whole & 1))
		whole++;
	return whole;
}

/* Return 1 / @segments, rounded. */
static u32 reciprocal(u32 segments)
{
	return (TESS_ONE + segments / 2) / segments;
}

/* Return @n without its highest bit. */
static u32 without_top(u32 n)
{
	return n ? n & ~(1u << (31 - __builtin_clz(n))) : 0;
}

/*
 * The next larger split adds its point as the binary fraction of its number says: halves first,
 * then quarters.
 */
static u32 split_point(u32 small, bool odd)
{
	if (!odd)
		return 2 * without_top(small) + 1;
	return small == 1 ? 0 : 2 * without_top(small - 1) + 1;
}

void tess_spacing_set(struct tess_spacing *spacing, u32 factor, bool odd)
{
	u32 half = (factor + 1) / 2, small, large;

	/* A factor of 1 can be asked for with a point in the middle: it is then as 2. */
	if (odd || half == HALF)
		half += HALF;
	small = half >> FRACTION_BITS;
	spacing->odd = odd;
	spacing->fraction = half & (TESS_ONE - 1);
	large = small + !!spacing->fraction;
	spacing->half = large;
	spacing->points = 2 * large + !odd;
	spacing->split = spacing->fraction ? split_point(small, odd) : large + 1;
	spacing->step_small = reciprocal(2 * small - odd);
	spacing->step_large = reciprocal(2 * large - odd);
}

u32 tess_place(const struct tess_spacing *spacing, u32 i)
{
	bool mirrored = i >= spacing->half;
	u32 place, on_small;

	if (mirrored)
		i = 2 * spacing->half - i - spacing->odd;
	if (i == spacing->half)
		return HALF;
	on_small = i > spacing->split ? i - 1 : i;
	place = on_small * spacing->step_small * (TESS_ONE - spacing->fraction) +
		i * spacing->step_large * spacing->fraction;
	place = (place + HALF) >> FRACTION_BITS;
	return mirrored ? TESS_ONE - place : place;
}

u32 tess_rank(u32 i)
{
	u32 n = i - 1, zeros;

	if (!n)
		return GEN9_TE_FACTOR_MAX / 2;
	zeros = __builtin_ctz(n);
	return (1u << (RANK_BITS - zeros)) + (n >> (zeros + 1));
}
