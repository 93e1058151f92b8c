/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A back half that records the primitives of the front half, and state for the stages before it.
 */
#ifndef TESTS_UNIT_RENDER_FAKE_PIXELS_H
#define TESTS_UNIT_RENDER_FAKE_PIXELS_H

#include "tests/unit/render/render_rig.h"

#include "render/primitive.h"
#include "tests/lib/fields.h"

#define FAKE_PRIMITIVES	64u
#define FAKE_VUE	20u	/* dwords of the VUEs of tests: fixed ones, then one attribute */
#define FAKE_ATTRIBUTE	16u

/**
 * struct fake_primitive - A recorded primitive.
 * @p: the primitive
 * @attribute: first dword of the attribute of each vertex
 * @flat: first dword of the attribute of the provoking vertex
 */
struct fake_primitive {
	struct render_primitive p;
	u32 attribute[3];
	u32 flat;
};

/**
 * struct fake_pixels - What was recorded.
 * @n: number of primitives, also of those that found no room
 * @got: the primitives
 * @begun: calls of render_pixels_begin()
 * @ended: calls of render_pixels_end()
 * @end_error: what the last render_pixels_end() got
 * @error: what render_pixels_primitive() returns
 */
static struct fake_pixels {
	u32 n;
	struct fake_primitive got[FAKE_PRIMITIVES];
	u32 begun;
	u32 ended;
	int end_error;
	int error;
} fake;

int render_pixels_begin(struct render *render)
{
	fake.begun++;
	return 0;
}

int render_pixels_primitive(struct render *render, const struct render_primitive *primitive)
{
	struct fake_primitive *to = &fake.got[fake.n % FAKE_PRIMITIVES];
	u32 vertices = primitive->kind == RENDER_POINT ? 1 : primitive->kind == RENDER_LINE ? 2 : 3;
	u32 i;

	to->p = *primitive;
	for (i = 0; i < vertices && primitive->vue_dwords > FAKE_ATTRIBUTE; i++)
		to->attribute[i] = primitive->v[i].vue[FAKE_ATTRIBUTE];
	if (primitive->vue_dwords > FAKE_ATTRIBUTE)
		to->flat = primitive->flat[FAKE_ATTRIBUTE];
	fake.n++;
	return fake.error;
}

int render_pixels_end(struct render *render, int error)
{
	fake.ended++;
	fake.end_error = error;
	return error;
}

/**
 * fake_viewport() - Set viewport @index: -1 to 1 becomes 0 to 200, z 0 to 1; guard band 2.
 * @rig: the rig; dynamic state is at its memory's beginning
 * @index: 0 to 15
 *
 * Context: a test.
 */
static inline void fake_viewport(struct render_rig *rig, u32 index)
{
	const float viewport[16] = {
		100, 100, 1, 100, 100, 0, 0, 0, -2, 2, -2, 2, 0, 199, 0, 199,
	};

	memcpy(rig->bytes + index * sizeof(viewport), viewport, sizeof(viewport));
}

/**
 * fake_setup() - Make a rig whose state lets all triangles through, without cull and clip tests.
 *
 * Context: a test.
 * Return: the rig, for rig_free().
 */
static inline struct render_rig *fake_setup(void)
{
	struct render_rig *rig = rig_new();

	memset(&fake, 0, sizeof(fake));
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, (u32)RIG_VA | 1,
		   (u32)(RIG_VA >> 32), 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	fake_viewport(rig, 0);
	rig_packet(rig, GEN9_OP_SF, 3, 2u | 128u << 12, 0u, 1u << 11 | 8u);
	rig_packet(rig, GEN9_OP_RASTER, 4, 1u << 16, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_CLIP, 3, 0u, 0u, 1023u << 6 | 1u << 17);
	return rig;
}

/**
 * fake_change() - Set a field of a command of the state.
 * @rig: the rig
 * @op: opcode of the command
 * @n: its length in dwords, at most 16
 * @field: GEN9_FIELD()
 * @value: its value
 *
 * Context: a test.
 */
static inline void fake_change(struct render_rig *rig, u32 op, u32 n, u32 field, u32 value)
{
	u32 dw[16];

	memcpy(dw, render_packet(&rig->render, op), n * sizeof(*dw));
	dw[0] |= op << GEN9_OP_SHIFT;
	set_field(dw, field, value);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, n), 0);
}

/**
 * fake_vue() - Fill a VUE.
 * @vue: gets FAKE_VUE dwords
 * @x: clip position
 * @y: clip position
 * @z: clip position
 * @w: clip position
 * @attribute: first dword of the attribute, as a float
 *
 * Context: a test.
 */
static inline void fake_vue(u32 *vue, float x, float y, float z, float w, float attribute)
{
	memset(vue, 0, FAKE_VUE * sizeof(*vue));
	vue[GEN9_VUE_POSITION] = rig_bits(x);
	vue[GEN9_VUE_POSITION + 1] = rig_bits(y);
	vue[GEN9_VUE_POSITION + 2] = rig_bits(z);
	vue[GEN9_VUE_POSITION + 3] = rig_bits(w);
	vue[FAKE_ATTRIBUTE] = rig_bits(attribute);
}

#endif
