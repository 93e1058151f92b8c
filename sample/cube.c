// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cubes (cube.h). A row of the table has the axes of a side. Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Cube surfaces": the order and directions of sides that
 * OpenGL has.
 */
#include "sample/cube.h"

#include "gen9/surface_defs.h"

/* Axis (0 to 2) and sign of s, t, and of the direction that the side lies in */
static const struct {
	u8 axis[3];
	s8 sign[3];
} sides[GEN9_CUBE_SIDES] = {
	{ { 2, 1, 0 }, { -1, -1, 1 } },
	{ { 2, 1, 0 }, { 1, -1, -1 } },
	{ { 0, 2, 1 }, { 1, 1, 1 } },
	{ { 0, 2, 1 }, { 1, -1, -1 } },
	{ { 0, 1, 2 }, { 1, -1, 1 } },
	{ { 0, 1, 2 }, { -1, -1, -1 } },
};

static float along(u32 side, u32 which, const float *vector)
{
	return (float)sides[side].sign[which] * vector[sides[side].axis[which]];
}

static float size_of(float value)
{
	return value < 0 ? -value : value;
}

static u32 side_of(const float *direction)
{
	float x = size_of(direction[0]), y = size_of(direction[1]), z = size_of(direction[2]);
	u32 axis = z >= x && z >= y ? 2 : y >= x ? 1 : 0;

	return 2 * axis + (direction[axis] < 0);
}

bool sample_cube_place(u32 side, const float *direction, float *st)
{
	float major = along(side, 2, direction);

	st[0] = major > 0 ? (along(side, 0, direction) / major + 1) / 2 : 0.5f;
	st[1] = major > 0 ? (along(side, 1, direction) / major + 1) / 2 : 0.5f;
	return major > 0;
}

u32 sample_cube_project(const float *direction, float *st)
{
	u32 side = side_of(direction);

	sample_cube_place(side, direction, st);
	return side;
}

/* The derivative of s / (2 m) is (s' m - s m') / (2 m^2). */
void sample_cube_gradient(u32 side, const float *direction, const float *change, float *st)
{
	float major = along(side, 2, direction), slope = along(side, 2, change);
	u32 i;

	for (i = 0; i < 2; i++)
		st[i] = major > 0 ? (along(side, i, change) * major -
				     along(side, i, direction) * slope) / (2 * major * major) : 0;
}

static s32 bound(s32 value, s32 size)
{
	return value < 0 ? 0 : min(value, size - 1);
}

void sample_cube_step(u32 *side, s32 *x, s32 *y, s32 size)
{
	float direction[3] = {}, st[2];
	bool beyond_x = *x < 0 || *x >= size, beyond_y = *y < 0 || *y >= size;

	if (!beyond_x && !beyond_y)
		return;
	if (beyond_x)
		*y = bound(*y, size);
	direction[sides[*side].axis[0]] = (float)sides[*side].sign[0] *
					  ((float)(2 * *x + 1) / (float)size - 1);
	direction[sides[*side].axis[1]] = (float)sides[*side].sign[1] *
					  ((float)(2 * *y + 1) / (float)size - 1);
	direction[sides[*side].axis[2]] = (float)sides[*side].sign[2];
	*side = sample_cube_project(direction, st);
	*x = bound((s32)(st[0] * (float)size), size);
	*y = bound((s32)(st[1] * (float)size), size);
}
