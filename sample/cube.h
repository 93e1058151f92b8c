/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cubes: directions to sides and back, and gradients. Takes no lock.
 */
#ifndef SAMPLE_CUBE_H
#define SAMPLE_CUBE_H

#include "port.h"

/**
 * sample_cube_project() - Find the side that a direction points to.
 * @direction: x, y, z; any values
 * @st: gets the place on the side, 0 to 1 each
 *
 * Context: any; takes no lock.
 * Return: the side: 0 to 5: +X, -X, +Y, -Y, +Z, -Z.
 */
u32 sample_cube_project(const float *direction, float *st);

/**
 * sample_cube_place() - Project a direction to a given side, or to its plane beside it.
 * @side: the side: 0 to 5
 * @direction: x, y, z; any values
 * @st: gets the place in the side's plane; 0 to 1 each on the side
 *
 * Context: any; takes no lock.
 * Return: true; false: the direction does not meet the plane.
 */
bool sample_cube_place(u32 side, const float *direction, float *st);

/**
 * sample_cube_gradient() - Project a change of direction to a side.
 * @side: the side, of sample_cube_project()
 * @direction: x, y, z
 * @change: changes of x, y, z
 * @st: gets the changes of the place on the side
 *
 * Context: any; takes no lock.
 */
void sample_cube_gradient(u32 side, const float *direction, const float *change, float *st);

/**
 * sample_cube_step() - Find the texel for one beyond the edge of a side.
 * @side: the side; gets that of the texel
 * @x: column, from -@size to 2 * @size - 1; gets the column, below @size
 * @y: row, likewise
 * @size: texels across a side
 *
 * Beyond a corner, there is no texel: one beside it is taken.
 *
 * Context: any; takes no lock.
 */
void sample_cube_step(u32 *side, s32 *x, s32 *y, s32 size);

#endif
