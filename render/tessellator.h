/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixed-function tessellator: factors of a patch in, points of its domain and primitives out.
 */
#ifndef RENDER_TESSELLATOR_H
#define RENDER_TESSELLATOR_H

#include "gen9/state_geometry.h"
#include "port.h"

#define RENDER_TESS_POINTS	((GEN9_TE_FACTOR_MAX + 1) * (GEN9_TE_FACTOR_MAX + 1))
#define RENDER_TESS_INDICES	(GEN9_TE_FACTOR_MAX * GEN9_TE_FACTOR_MAX * 6u)

/**
 * struct render_tess_point - A point of a domain.
 * @u: from 0 to 1, a multiple of 1/65536
 * @v: from 0 to 1, a multiple of 1/65536
 */
struct render_tess_point {
	float u;
	float v;
};

/**
 * struct render_tessellation - The tessellator, and its output for a patch.
 * @domain: enum gen9_te_domain
 * @output: enum gen9_te_output
 * @partitioning: enum gen9_te_partitioning
 * @max_odd: largest factor of odd fractional partitioning
 * @max: largest factor of the others
 * @points: number of points
 * @indices: number of indices
 * @point: points
 * @index: points of the primitives: one, two or three each
 */
struct render_tessellation {
	u32 domain;
	u32 output;
	u32 partitioning;
	float max_odd;
	float max;
	u32 points;
	u32 indices;
	struct render_tess_point point[RENDER_TESS_POINTS];
	u16 index[RENDER_TESS_INDICES];
};

/**
 * render_tessellation_begin() - Derive the tessellator from the state.
 * @te: 3DSTATE_TE
 * @t: gets the tessellator
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: a field is invalid.
 */
int render_tessellation_begin(const u32 *te, struct render_tessellation *t);

/**
 * render_tessellate() - Tessellate a patch.
 * @t: gets points and primitives; none: a factor culls the patch
 * @header: patch header, of GEN9_PATCH_HEADER_DWORDS; any values
 *
 * Points and triangles are those that Direct3D 11 defines, which OpenGL and Vulkan allow.
 * Source: "Direct3D 11.3 Functional Specification", chapter "Tessellator"; its reference
 * implementation, as in Mesa's src/gallium/auxiliary/tessellator.
 *
 * Context: any; takes no lock.
 */
void render_tessellate(struct render_tessellation *t, const u32 *header);

/**
 * render_tess_vertices() - Return the number of points of a primitive.
 * @t: the tessellator
 *
 * Context: any; takes no lock.
 * Return: 1, 2 or 3.
 */
u32 render_tess_vertices(const struct render_tessellation *t);

#endif
