/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Setup of attributes: planes of position, depth and 1/w, and the attributes as a pixel shader's
 * payload has them. The back half of a draw calls this file. Takes no lock.
 */
#ifndef RENDER_ATTRIBUTES_H
#define RENDER_ATTRIBUTES_H

#include "gen9/state_pixel.h"
#include "port.h"

struct render_primitive;

/**
 * struct attribute_rule - Where an attribute comes from.
 * @source: attribute of the VUE, from the read offset on
 * @select: enum gen9_sbe_select
 * @constant: enum gen9_sbe_constant
 * @overrides: components that are @constant: bits X, Y, Z, W
 * @primitive_id: components that are the primitive id: bits X, Y, Z, W
 * @sprite: points have their own coordinates
 * @flat: the attribute is that of the provoking vertex
 */
struct attribute_rule {
	u8 source;
	u8 select;
	u8 constant;
	u8 overrides;
	u8 primitive_id;
	bool sprite;
	bool flat;
};

/**
 * struct attribute_rules - The rules of a draw.
 * @count: attributes, 0 to GEN9_SBE_ATTRIBUTES
 * @offset: dwords of the VUE before attribute 0
 * @lower_left: sprites have 0 at their lower edge, else at their upper edge
 * @rule: of each attribute
 */
struct attribute_rules {
	u32 count;
	u32 offset;
	bool lower_left;
	struct attribute_rule rule[GEN9_SBE_ATTRIBUTES];
};

/**
 * struct attribute_plane - A value that is linear on the screen.
 * @at: its value at &attribute_planes.x and &attribute_planes.y
 * @dx: what a pixel to the right adds
 * @dy: what a row down adds
 */
struct attribute_plane {
	float at;
	float dx;
	float dy;
};

/**
 * struct attribute_setup - A component of an attribute, as the payload has it.
 * @d1: its value at vertex 1, less that at vertex 0
 * @d2: its value at vertex 2, less that at vertex 0
 * @unused: 0
 * @a0: its value at vertex 0
 */
struct attribute_setup {
	float d1;
	float d2;
	float unused;
	float a0;
};

/**
 * struct attribute_planes - A primitive's planes.
 * @x: column that the planes begin at, in pixels
 * @y: row that the planes begin at
 * @bary: linear barycentrics of vertices 1 and 2
 * @z: depth
 * @inv_w: 1/w
 * @w1: 1/w of vertex 1
 * @w2: 1/w of vertex 2
 * @cut: @setup is that of the whole object that the primitive was cut of
 * @whole: cut: barycentrics of the whole object at vertices 0, 1, 2: perspective ones, linear ones
 * @affine: 1/w is constant: perspective barycentrics are linear ones
 * @setup: components of attributes
 */
struct attribute_planes {
	float x;
	float y;
	struct attribute_plane bary[2];
	struct attribute_plane z;
	struct attribute_plane inv_w;
	float w1;
	float w2;
	bool cut;
	float whole[2][3][2];
	bool affine;
	struct attribute_setup setup[GEN9_SBE_ATTRIBUTES][4];
};

/**
 * attribute_rules_set() - Derive the rules of attributes from state.
 * @rules: gets the rules
 * @sbe: 3DSTATE_SBE
 * @swiz: 3DSTATE_SBE_SWIZ
 *
 * Context: any; takes no lock.
 */
void attribute_rules_set(struct attribute_rules *rules, const u32 *sbe, const u32 *swiz);

/**
 * attribute_planes_set() - Set up the planes of a primitive's position.
 * @planes: gets all but &attribute_planes.setup
 * @primitive: the primitive
 * @v: x and y of its vertices, in 1/256 pixels
 *
 * Context: any; takes no lock.
 */
void attribute_planes_set(struct attribute_planes *planes,
			  const struct render_primitive *primitive, const s32 v[3][2]);

/**
 * attribute_setup_set() - Set up the attributes of a primitive.
 * @planes: gets &attribute_planes.setup
 * @rules: rules of the attributes
 * @primitive: the primitive
 *
 * Context: any; takes no lock.
 */
void attribute_setup_set(struct attribute_planes *planes, const struct attribute_rules *rules,
			 const struct render_primitive *primitive);

#endif
