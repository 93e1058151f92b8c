/* SPDX-License-Identifier: GPL-2.0-only */
/* A texture, a sampler state, and messages to the sampler, in the address space of a test. */
#ifndef SAMPLE_SCENE_H
#define SAMPLE_SCENE_H

#include <math.h>

#include "gen9/eu_defs.h"
#include "gen9/sampler_defs.h"
#include "sample_states.h"

#define WIDTH	16u
#define HEIGHT	8u
#define LAYERS	3u
#define LEVELS	4u
#define QPITCH	24u
#define PITCH	128u
#define TEXTURE	1u	/* entry of the binding table */
#define PATTERN	0xa5a5a5a5u
#define WEIGHT	(1 / 200.0)	/* weights have 8 bits */

/* The address space, and the texels of a linear RGBA32F texture */
struct scene {
	struct rig rig;
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	u32 sampler[GEN9_SAMPLER_STATE_DWORDS];
	u32 seed;
};

static const float border[4] = { 10, 20, 30, 40 };

/* A texel of the model: any numbers that differ */
static inline double texel(u32 level, u32 layer, s32 x, s32 y, u32 c)
{
	return (c + 1) * (0.25 + x * 0.03125 + y * 0.0078125) + level * 4 + layer * 16;
}

static inline u32 size_at(u32 size, u32 level)
{
	return size >> level ? size >> level : 1;
}

static inline void sampler_write(struct scene *scene)
{
	rig_put(&scene->rig, STATES_DYNAMIC + 0x100 + 2 * 16, scene->sampler, 16);
}

static inline void texel_write(struct scene *scene, u64 va, u32 level, u32 layer, s32 x, s32 y)
{
	float value;
	u32 c;

	for (c = 0; c < 4; c++) {
		value = (float)texel(level, layer, x, y, c);
		rig_put(&scene->rig, va + c * sizeof(value), &value, sizeof(value));
	}
}

static inline void texture_write(struct scene *scene)
{
	u32 level, layer, x, y, base_x, base_y, l;

	for (level = 0; level < LEVELS; level++) {
		base_x = level < 2 ? 0 : 8;
		base_y = level ? HEIGHT : 0;
		for (l = 2; l < level; l++)
			base_y += 4;
		for (layer = 0; layer < LAYERS; layer++)
			for (y = 0; y < size_at(HEIGHT, level); y++)
				for (x = 0; x < size_at(WIDTH, level); x++)
					texel_write(scene, STATES_DATA + (base_x + x) * 16 +
						    (base_y + y + layer * QPITCH) * 16 * WIDTH,
						    level, layer, (s32)x, (s32)y);
	}
}

static inline void scene_open(struct scene *scene)
{
	rig_open(&scene->rig);
	scene->seed = 17;
	texture_write(scene);
	texture_state(scene->dw, GEN9_FORMAT_R32G32B32A32_FLOAT, GEN9_TILE_LINEAR, WIDTH, HEIGHT,
		      16 * WIDTH);
	set_field(scene->dw, GEN9_SS_DEPTH, LAYERS - 1);
	set_field(scene->dw, GEN9_SS_QPITCH, QPITCH / 4);
	set_field(scene->dw, GEN9_SS_MIP_COUNT, LEVELS - 1);
	bind(&scene->rig, TEXTURE, scene->dw);
	memset(scene->sampler, 0, sizeof(scene->sampler));
	set_field(scene->sampler, GEN9_SA_MAX_LOD, 0xfff);
	set_field(scene->sampler, GEN9_SA_PRECLAMP, GEN9_SA_PRECLAMP_OGL);
	set_field(scene->sampler, GEN9_SA_BORDER, 0x1000 / 64);
	sampler_write(scene);
	rig_put(&scene->rig, STATES_DYNAMIC + 0x1000, border, sizeof(border));
	scene->rig.bindings.dynamic_base = STATES_DYNAMIC;
	scene->rig.bindings.sampler_states = STATES_DYNAMIC + 0x100;
	scene->rig.bindings.derivatives = true;
}

/* A message with sampler 2 */
static inline void message_open(struct letter *letter, u32 type, u32 lanes, u32 params)
{
	letter_open(letter, GEN9_SFID_SAMPLER, lanes, params * lanes / 8, 4 * lanes / 8);
	set_field(&letter->message.desc, GEN9_SM_TYPE, type);
	set_field(&letter->message.desc, GEN9_SM_SIMD, lanes / 8);
	set_field(&letter->message.desc, GEN9_SM_SAMPLER, 2);
	set_field(&letter->message.desc, GEN9_MSG_INDEX, TEXTURE);
}

static inline void param(struct letter *letter, u32 index, u32 lane, float value)
{
	u32 lanes = letter->message.exec_size;

	letter->src[index * lanes / 8 + lane / 8].f[lane % 8] = value;
}

static inline void param_int(struct letter *letter, u32 index, u32 lane, u32 value)
{
	u32 lanes = letter->message.exec_size;

	letter->src[index * lanes / 8 + lane / 8].ud[lane % 8] = value;
}

static inline float result(const struct letter *letter, u32 channel, u32 lane)
{
	return letter->dst[channel * letter->message.exec_size / 8 + lane / 8].f[lane % 8];
}

static inline u32 result_int(const struct letter *letter, u32 channel, u32 lane)
{
	return letter->dst[channel * letter->message.exec_size / 8 + lane / 8].ud[lane % 8];
}

static inline void send(struct scene *scene, struct letter *letter)
{
	if (sample_sampler(&scene->rig.bindings, &letter->message))
		fail_msg("refused: %s", scene->rig.why);
}

static inline void assert_near(double got, double want, double most)
{
	if (!(fabs(got - want) <= most))
		fail_msg("%g, not %g", got, want);
}

static inline void use_filters(struct scene *scene, u32 filter, u32 mip, u32 wrap)
{
	set_field(scene->sampler, GEN9_SA_MIN_FILTER, filter);
	set_field(scene->sampler, GEN9_SA_MAG_FILTER, filter);
	set_field(scene->sampler, GEN9_SA_MIP_FILTER, mip);
	set_field(scene->sampler, GEN9_SA_WRAP_U, wrap);
	set_field(scene->sampler, GEN9_SA_WRAP_V, wrap);
	set_field(scene->sampler, GEN9_SA_WRAP_R, wrap);
	sampler_write(scene);
}

#endif
