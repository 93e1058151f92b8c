/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the tessellator splits an edge or axis: places of points in fixed point, symmetric around the
 * middle. Both patches at an edge get the same places.
 */
#ifndef RENDER_TESS_SPACING_H
#define RENDER_TESS_SPACING_H

#include "port.h"

#define TESS_ONE	0x10000u	/* 1 in fixed point, with 16 bits behind the point */

/**
 * struct tess_spacing - A split edge or axis.
 * @odd: it has an odd number of segments, so no point in its middle
 * @points: number of points
 * @half: points of the first half, but for the point in the middle
 * @fraction: how far points have gone from the next smaller split to the next larger one
 * @split: point of the first half that the next larger split adds
 * @step_small: length of a segment of the next smaller split
 * @step_large: length of a segment of the next larger split
 */
struct tess_spacing {
	bool odd;
	u32 points;
	u32 half;
	u32 fraction;
	u32 split;
	u32 step_small;
	u32 step_large;
};

/**
 * tess_fixed() - Convert a factor to fixed point.
 * @factor: from 1 to 64
 *
 * Context: any; takes no lock.
 * Return: the nearest value; the even one of two.
 */
u32 tess_fixed(float factor);

/**
 * tess_spacing_set() - Split an edge or axis.
 * @spacing: gets the split
 * @factor: of tess_fixed()
 * @odd: the number of segments is odd
 *
 * Context: any; takes no lock.
 */
void tess_spacing_set(struct tess_spacing *spacing, u32 factor, bool odd);

/**
 * tess_place() - Return the place of a point.
 * @spacing: the split
 * @i: number of the point, below &tess_spacing.points
 *
 * Context: any; takes no lock.
 * Return: from 0 to TESS_ONE.
 */
u32 tess_place(const struct tess_spacing *spacing, u32 i);

/**
 * tess_rank() - Return when splits of a half edge add a point.
 * @i: number of the point in the largest split, from 1 to 32
 *
 * Context: any; takes no lock.
 * Return: number of points that are there before: all splits with more points have it.
 */
u32 tess_rank(u32 i);

#endif
