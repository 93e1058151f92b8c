// SPDX-License-Identifier: GPL-2.0-only
/* Test the filters, wraps and levels of the sampler against a model in doubles. */
#include "sample_scene.h"

/* The column that an address mode makes of @i: -1000 is the border */
static s32 model_wrap(u32 wrap, s32 i, s32 n)
{
	switch (wrap) {
	case GEN9_WRAP_REPEAT:
		return ((i % n) + n) % n;
	case GEN9_WRAP_MIRROR:
		i = ((i % (2 * n)) + 2 * n) % (2 * n);
		return i < n ? i : 2 * n - 1 - i;
	case GEN9_WRAP_BORDER:
	case GEN9_WRAP_HALF_BORDER:
		return i < 0 || i >= n ? -1000 : i;
	case GEN9_WRAP_MIRROR_ONCE:
		i = i < 0 ? -1 - i : i;
		return i >= n ? n - 1 : i;
	default:
		return i < 0 ? 0 : i >= n ? n - 1 : i;
	}
}

static double model_texel(u32 wrap, u32 level, u32 layer, s32 x, s32 y, u32 c)
{
	x = model_wrap(wrap, x, (s32)size_at(WIDTH, level));
	y = model_wrap(wrap, y, (s32)size_at(HEIGHT, level));
	return x == -1000 || y == -1000 ? border[c] : texel(level, layer, x, y, c);
}

/* Half of the border needs a filter. */
static u32 model_wrap_of(u32 wrap, bool linear)
{
	return wrap == GEN9_WRAP_HALF_BORDER && !linear ? GEN9_WRAP_CLAMP : wrap;
}

static double model_coordinate(u32 wrap, double at)
{
	return wrap == GEN9_WRAP_HALF_BORDER ? fmin(fmax(at, 0), 1) :
	       wrap == GEN9_WRAP_MIRROR_ONCE ? fabs(at) : at;
}

static double model_filter(u32 wrap, bool linear, u32 level, u32 layer, double u, double v, u32 c)
{
	double x = model_coordinate(wrap, u) * size_at(WIDTH, level);
	double y = model_coordinate(wrap, v) * size_at(HEIGHT, level), fx, fy;
	s32 i, j;

	wrap = model_wrap_of(wrap, linear);
	if (!linear)
		return model_texel(wrap, level, layer, (s32)floor(x), (s32)floor(y), c);
	i = (s32)floor(x - 0.5);
	j = (s32)floor(y - 0.5);
	fx = x - 0.5 - i;
	fy = y - 0.5 - j;
	return (1 - fy) * ((1 - fx) * model_texel(wrap, level, layer, i, j, c) +
			   fx * model_texel(wrap, level, layer, i + 1, j, c)) +
	       fy * ((1 - fx) * model_texel(wrap, level, layer, i, j + 1, c) +
		     fx * model_texel(wrap, level, layer, i + 1, j + 1, c));
}

/* -1.4993 to 2.5, not at an edge of a texel */
static float some_coordinate(struct scene *scene)
{
	return (float)(rig_random(&scene->seed) % 4001) / 1000 - 1.4993f;
}

static void assert_filtered(const struct letter *letter, u32 wrap, u32 filter, u32 lane)
{
	u32 regs = letter->message.exec_size / 8, c;
	double u = letter->src[lane / 8].f[lane % 8];
	double v = letter->src[regs + lane / 8].f[lane % 8], want, most;

	for (c = 0; c < 4; c++) {
		want = model_filter(wrap, filter, 0, lane % LAYERS, u, v, c);
		most = filter ? fabs(want) * 0.02 : 1e-5;
		if (filter && wrap >= GEN9_WRAP_BORDER)
			most += WEIGHT * border[3];
		assert_near(result(letter, c, lane), want, most);
	}
}

static const u8 all_wraps[] = {
	GEN9_WRAP_REPEAT, GEN9_WRAP_MIRROR, GEN9_WRAP_CLAMP, GEN9_WRAP_BORDER,
	GEN9_WRAP_MIRROR_ONCE, GEN9_WRAP_HALF_BORDER,
};

static void each_wrap_and_filter_equals_the_model(void **state)
{
	u32 w, filter, round, lane, lanes;
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	for (w = 0; w < ARRAY_SIZE(all_wraps); w++) {
		for (filter = GEN9_FILTER_NEAREST; filter <= GEN9_FILTER_LINEAR; filter++) {
			use_filters(&scene, filter, GEN9_MIP_NONE, all_wraps[w]);
			for (round = 0; round < 40; round++) {
				lanes = round & 1 ? 16 : 8;
				message_open(&letter, GEN9_SM_SAMPLE_LZ, lanes, 3);
				for (lane = 0; lane < lanes; lane++) {
					param(&letter, 0, lane, some_coordinate(&scene));
					param(&letter, 1, lane, some_coordinate(&scene));
					param(&letter, 2, lane, (float)(lane % LAYERS) + 0.25f);
				}
				send(&scene, &letter);
				for (lane = 0; lane < lanes; lane++)
					assert_filtered(&letter, all_wraps[w], filter,
							lane);
			}
		}
	}
	rig_close(&scene.rig);
}

/* A header has the offsets. */
static void offsets_count_before_each_wrap(void **state)
{
	static const s32 offsets[][2] = { { -3, 3 }, { 7, -8 }, { 0, 1 } };
	u32 wrap, filter, round, lane, c;
	struct letter letter;
	struct scene scene;
	double want, u, v;
	const s32 *offset;

	scene_open(&scene);
	for (round = 0; round < 120; round++) {
		wrap = all_wraps[round / 2 % ARRAY_SIZE(all_wraps)];
		filter = round & 1 ? GEN9_FILTER_LINEAR : GEN9_FILTER_NEAREST;
		offset = offsets[round / 12 % ARRAY_SIZE(offsets)];
		use_filters(&scene, filter, GEN9_MIP_NONE, wrap);
		message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 4);
		set_field(&letter.message.desc, GEN9_MSG_HEADER, 1);
		letter.src[0].ud[3] = 0x100;	/* sampler states, as bindings have them */
		set_field(letter.src[0].ud, GEN9_SM_HEADER_U, (u32)offset[0] & 0xf);
		set_field(letter.src[0].ud, GEN9_SM_HEADER_V, (u32)offset[1] & 0xf);
		for (lane = 0; lane < 8; lane++) {
			param(&letter, 1, lane, some_coordinate(&scene));
			param(&letter, 2, lane, some_coordinate(&scene));
		}
		send(&scene, &letter);
		for (lane = 0; lane < 8; lane++) {
			u = letter.src[1].f[lane] + (double)offset[0] / WIDTH;
			v = letter.src[2].f[lane] + (double)offset[1] / HEIGHT;
			for (c = 0; c < 4; c++) {
				want = model_filter(wrap, filter, 0, 0, u, v, c);
				assert_near(result(&letter, c, lane), want,
					    filter ? fabs(want) * 0.02 + WEIGHT * border[3] : 1e-5);
			}
		}
	}
	rig_close(&scene.rig);
}

static void half_of_the_border_counts_in_texels_too(void **state)
{
	u32 filter, lane, c;
	struct letter letter;
	struct scene scene;
	double want;

	scene_open(&scene);
	set_field(scene.sampler, GEN9_SA_UNNORMALIZED, 1);
	for (filter = GEN9_FILTER_NEAREST; filter <= GEN9_FILTER_LINEAR; filter++) {
		use_filters(&scene, filter, GEN9_MIP_NONE, GEN9_WRAP_HALF_BORDER);
		message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 2);
		for (lane = 0; lane < 8; lane++) {
			param(&letter, 0, lane, lane & 1 ? -0.25f : WIDTH + 3.0f);
			param(&letter, 1, lane, 1.5f);
		}
		send(&scene, &letter);
		for (lane = 0; lane < 8; lane++) {
			for (c = 0; c < 4; c++) {
				want = texel(0, 0, lane & 1 ? 0 : WIDTH - 1, 1, c);
				if (filter)
					want = (want + border[c]) / 2;
				assert_near(result(&letter, c, lane), want, 1e-4);
			}
		}
	}
	rig_close(&scene.rig);
}

static void levels_mix_by_the_lod(void **state)
{
	static const float lods[] = { -1, 0, 0.25f, 0.5f, 1, 1.75f, 2.5f, 3, 7 };
	static const u8 mips[] = { GEN9_MIP_NONE, GEN9_MIP_NEAREST, GEN9_MIP_LINEAR };
	u32 i, mip, low;
	struct letter letter;
	struct scene scene;
	double lod, want, part;

	scene_open(&scene);
	for (mip = 0; mip < 3; mip++) {
		use_filters(&scene, GEN9_FILTER_LINEAR, mips[mip], GEN9_WRAP_CLAMP);
		for (i = 0; i < ARRAY_SIZE(lods); i++) {
			message_open(&letter, GEN9_SM_SAMPLE_L, 8, 4);
			param(&letter, 0, 5, lods[i]);
			param(&letter, 1, 5, 0.4f);
			param(&letter, 2, 5, 0.6f);
			param(&letter, 3, 5, 2);
			letter.message.mask = 1 << 5;
			send(&scene, &letter);
			lod = fmin(fmax(lods[i], 0), LEVELS - 1);
			lod = mip == 0 ? 0 : mip == 1 ? floor(lod + 0.5) : lod;
			low = (u32)lod;
			part = lod - low;
			want = (1 - part) * model_filter(GEN9_WRAP_CLAMP, true, low, 2, 0.4, 0.6,
							 1);
			if (part > 0)
				want += part * model_filter(GEN9_WRAP_CLAMP, true, low + 1, 2, 0.4,
							    0.6, 1);
			assert_near(result(&letter, 1, 5), want, 0.02);
			assert_int_equal(result_int(&letter, 1, 4), PATTERN);
		}
	}
	rig_close(&scene.rig);
}

/* The values of texels grow along each axis, and from level to level. */
static void a_reduction_keeps_the_least_or_greatest_texel(void **state)
{
	static const float lods[] = { 0, 0.5f, 1 };
	u32 reduction, i, level, c;
	struct letter letter;
	struct scene scene;
	s32 x, y, last;

	scene_open(&scene);
	set_field(scene.sampler, GEN9_SA_REDUCTION_ENABLE, 1);
	for (reduction = GEN9_REDUCTION_MINIMUM; reduction <= GEN9_REDUCTION_MAXIMUM; reduction++) {
		last = reduction == GEN9_REDUCTION_MAXIMUM;
		set_field(scene.sampler, GEN9_SA_REDUCTION, reduction);
		use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_LINEAR, GEN9_WRAP_CLAMP);
		for (i = 0; i < ARRAY_SIZE(lods); i++) {
			message_open(&letter, GEN9_SM_SAMPLE_L, 8, 4);
			param(&letter, 0, 0, lods[i]);
			param(&letter, 1, 0, 0.4f);
			param(&letter, 2, 0, 0.6f);
			param(&letter, 3, 0, 2);
			letter.message.mask = 1;
			send(&scene, &letter);
			level = (u32)(last ? ceil(lods[i]) : floor(lods[i]));
			x = (s32)floor(0.4 * size_at(WIDTH, level) - 0.5) + last;
			y = (s32)floor(0.6 * size_at(HEIGHT, level) - 0.5) + last;
			for (c = 0; c < 4; c++)
				assert_near(result(&letter, c, 0), texel(level, 2, x, y, c), 1e-5);
		}
	}
	rig_close(&scene.rig);
}

static void a_reduction_takes_textures_that_have_a_short_way(void **state)
{
	static const u8 texels[4] = { 51, 204, 102, 153 };
	u32 reduction, i;
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	texture_state(scene.dw, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_LINEAR, 2, 2, 64);
	bind(&scene.rig, TEXTURE, scene.dw);
	for (i = 0; i < 4; i++)
		rig_put(&scene.rig, STATES_DATA + i % 2 * 4 + i / 2 * 64, &texels[i], 1);
	set_field(scene.sampler, GEN9_SA_REDUCTION_ENABLE, 1);
	for (reduction = GEN9_REDUCTION_MINIMUM; reduction <= GEN9_REDUCTION_MAXIMUM; reduction++) {
		set_field(scene.sampler, GEN9_SA_REDUCTION, reduction);
		use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
		message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 2);
		param(&letter, 0, 0, 0.4f);
		param(&letter, 1, 0, 0.6f);
		letter.message.mask = 1;
		send(&scene, &letter);
		assert_near(result(&letter, 0, 0),
			    reduction == GEN9_REDUCTION_MINIMUM ? 0.2 : 0.8, 1e-5);
	}
	rig_close(&scene.rig);
}

/* A subspan whose pixels are @step texels apart */
static void subspans(struct letter *letter, u32 first, u32 lanes, float step)
{
	u32 lane;

	for (lane = 0; lane < lanes; lane++) {
		param(letter, first, lane, 0.1f + (lane & 1) * step / WIDTH);
		param(letter, first + 1, lane, 0.1f + (lane >> 1 & 1) * step / HEIGHT);
	}
}

static void lods_come_of_subspans_bias_and_gradients(void **state)
{
	static const float steps[] = { 0.5f, 1, 1.5f, 2, 3, 4, 6, 100 };
	struct letter letter, given, bias;
	struct scene scene;
	double lod;
	u32 i;

	scene_open(&scene);
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_LINEAR, GEN9_WRAP_REPEAT);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		lod = log2(steps[i]);
		message_open(&letter, GEN9_SM_LOD, 8, 2);
		subspans(&letter, 0, 8, steps[i]);
		send(&scene, &letter);
		assert_near(result(&letter, 1, 3), lod, 1e-5);
		assert_near(result(&letter, 0, 3), fmin(fmax(lod, 0), LEVELS - 1), 1e-5);
		/* The same by explicit LOD */
		message_open(&letter, GEN9_SM_SAMPLE, 8, 2);
		subspans(&letter, 0, 8, steps[i]);
		message_open(&given, GEN9_SM_SAMPLE_L, 8, 3);
		subspans(&given, 1, 8, steps[i]);
		param(&given, 0, 6, (float)lod);
		send(&scene, &letter);
		send(&scene, &given);
		assert_near(result(&letter, 0, 6), result(&given, 0, 6), 0.05);
		/* A bias, and gradients */
		message_open(&bias, GEN9_SM_SAMPLE_B, 8, 3);
		subspans(&bias, 1, 8, steps[i]);
		param(&bias, 0, 6, 0.75f);
		param(&given, 0, 6, (float)lod + 0.75f);
		send(&scene, &bias);
		send(&scene, &given);
		assert_near(result(&bias, 0, 6), result(&given, 0, 6), 0.05);
		message_open(&bias, GEN9_SM_SAMPLE_D, 8, 6);
		param(&bias, 0, 2, 0.1f);
		param(&bias, 3, 2, 0.1f + steps[i] / HEIGHT);
		param(&bias, 1, 2, steps[i] / WIDTH);
		param(&bias, 5, 2, steps[i] / HEIGHT);
		send(&scene, &bias);
		assert_near(result(&bias, 0, 2), result(&letter, 0, 2), 0.05);
	}
	rig_close(&scene.rig);
}

static void stages_without_subspans_use_level_0(void **state)
{
	struct letter letter, level_0;
	struct scene scene;

	scene_open(&scene);
	scene.rig.bindings.derivatives = false;
	use_filters(&scene, GEN9_FILTER_NEAREST, GEN9_MIP_NEAREST, GEN9_WRAP_REPEAT);
	message_open(&letter, GEN9_SM_SAMPLE, 8, 2);
	message_open(&level_0, GEN9_SM_SAMPLE_LZ, 8, 2);
	subspans(&letter, 0, 8, 4);
	subspans(&level_0, 0, 8, 4);
	send(&scene, &letter);
	send(&scene, &level_0);
	assert_memory_equal(letter.dst, level_0.dst, sizeof(letter.dst));
	rig_close(&scene.rig);
}

static void sampler_bounds_and_bias_apply(void **state)
{
	struct letter letter;
	struct scene scene;

	scene_open(&scene);
	set_field(scene.sampler, GEN9_SA_MIN_LOD, 384);		/* 1.5 */
	set_field(scene.sampler, GEN9_SA_LOD_BIAS, 0x1fff & -256);	/* -1 */
	use_filters(&scene, GEN9_FILTER_NEAREST, GEN9_MIP_LINEAR, GEN9_WRAP_CLAMP);
	message_open(&letter, GEN9_SM_LOD, 8, 2);
	subspans(&letter, 0, 8, 2);
	send(&scene, &letter);
	assert_near(result(&letter, 0, 0), 1.5, 1e-6);
	assert_near(result(&letter, 1, 0), 0, 1e-6);
	rig_close(&scene.rig);
}

static void anisotropy_keeps_the_shorter_axis_sharp(void **state)
{
	struct letter letter;
	struct scene scene;
	u32 lane;

	scene_open(&scene);
	set_field(scene.sampler, GEN9_SA_MAX_ANISOTROPY, 7);
	use_filters(&scene, GEN9_FILTER_ANISOTROPIC, GEN9_MIP_LINEAR, GEN9_WRAP_REPEAT);
	message_open(&letter, GEN9_SM_LOD, 8, 2);
	for (lane = 0; lane < 8; lane++) {
		param(&letter, 0, lane, (lane & 1) * 8.0f / WIDTH);
		param(&letter, 1, lane, (lane >> 1 & 1) * 2.0f / HEIGHT);
	}
	send(&scene, &letter);
	assert_near(result(&letter, 1, 0), 1, 1e-5);
	rig_close(&scene.rig);
}

/* Sides with one value each: a direction finds its side, and edges mix two sides. */
static void cubes_filter_over_edges(void **state)
{
	static const float axes[6][3] = {
		{ 1 }, { -1 }, { 0, 1 }, { 0, -1 }, { 0, 0, 1 }, { 0, 0, -1 },
	};
	u32 dw[GEN9_SURFACE_STATE_DWORDS], side, other, i, x;
	struct letter letter;
	struct scene scene;
	float value;

	scene_open(&scene);
	texture_state(dw, GEN9_FORMAT_R32_FLOAT, GEN9_TILE_LINEAR, 4, 4, 64);
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_CUBE);
	set_field(dw, GEN9_SS_QPITCH, 1);
	bind(&scene.rig, TEXTURE, dw);
	for (side = 0; side < 6; side++)
		for (i = 0; i < 4; i++)
			for (x = 0; x < 4; x++) {
				value = (float)(1u << side);
				rig_put(&scene.rig, STATES_DATA + (side * 4 + i) * 64 + x * 4,
					&value, 4);
			}
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CUBE);
	for (side = 0; side < 6; side++) {
		for (other = 0; other < 6; other++) {
			if (other / 2 == side / 2)
				continue;
			message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 3);
			for (i = 0; i < 3; i++) {
				param(&letter, i, 0, 3 * axes[side][i] + axes[other][i] / 2);
				param(&letter, i, 1, axes[side][i] + axes[other][i] * 0.99999f);
			}
			letter.message.mask = 3;
			send(&scene, &letter);
			assert_near(result(&letter, 0, 0), 1u << side, 1e-5);
			assert_near(result(&letter, 0, 1), ((1u << side) + (1u << other)) / 2.0,
				    WEIGHT * 32);
		}
	}
	rig_close(&scene.rig);
}

/*
 * Pixels of a subspan lie on two sides. Directions come with a largest component of 1, as Mesa
 * sends them. The pixels are as far apart as if the side went on.
 */
static void lod_of_a_cube_goes_on_beyond_the_edge_of_a_side(void **state)
{
	static const float across[] = { 0.5f, 1.5f, 0.5f, 1.5f };
	static const float down[] = { -0.25f, -0.25f, 0.25f, 0.25f };
	u32 dw[GEN9_SURFACE_STATE_DWORDS], lane;
	struct letter letter;
	struct scene scene;
	float major;

	scene_open(&scene);
	texture_state(dw, GEN9_FORMAT_R32_FLOAT, GEN9_TILE_LINEAR, 16, 16, 64);
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_CUBE);
	set_field(dw, GEN9_SS_QPITCH, 16 / 4);
	bind(&scene.rig, TEXTURE, dw);
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_LINEAR, GEN9_WRAP_CUBE);
	message_open(&letter, GEN9_SM_LOD, 8, 3);
	letter.message.mask = 0xf;
	for (lane = 0; lane < 4; lane++) {
		major = fmaxf(across[lane], 1);
		param(&letter, 0, lane, across[lane] / major);
		param(&letter, 1, lane, -1 / major);
		param(&letter, 2, lane, down[lane] / major);
	}
	send(&scene, &letter);
	assert_near(result(&letter, 1, 0), log2(8), 1e-5);
	assert_near(result(&letter, 1, 2), log2(8), 1e-5);
	rig_close(&scene.rig);
}

static void slices_mix_in_3d(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], z;
	struct letter letter;
	struct scene scene;
	float value;

	scene_open(&scene);
	texture_state(dw, GEN9_FORMAT_R32_FLOAT, GEN9_TILE_LINEAR, 1, 1, 64);
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_3D);
	set_field(dw, GEN9_SS_ARRAY, 0);
	set_field(dw, GEN9_SS_DEPTH, 3);
	set_field(dw, GEN9_SS_QPITCH, 1);
	bind(&scene.rig, TEXTURE, dw);
	for (z = 0; z < 4; z++) {
		value = (float)z;
		rig_put(&scene.rig, STATES_DATA + z * 4 * 64, &value, 4);
	}
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
	message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 3);
	for (z = 0; z < 8; z++)
		param(&letter, 2, z, (float)z / 8 + 0.0625f);
	send(&scene, &letter);
	for (z = 0; z < 8; z++)
		assert_near(result(&letter, 0, z), fmin(fmax(z / 2.0 - 0.25, 0), 3), WEIGHT);
	rig_close(&scene.rig);
}

/* Whatever coordinates a kernel sends. */
static void the_level_of_a_message_is_never_below_zero(void **state)
{
	static const u32 mips[] = { GEN9_MIP_NONE, GEN9_MIP_NEAREST, GEN9_MIP_LINEAR };
	static const float scales[] = { 0, 1e-30f, 1e-6f, -1e-6f, 1e30f, INFINITY, NAN };
	struct scene scene;
	struct letter letter;
	u32 i, k;

	scene_open(&scene);
	set_field(scene.sampler, GEN9_SA_LOD_BIAS, 0x1000);	/* -16 */
	for (i = 0; i < ARRAY_SIZE(mips) * 2; i++) {
		set_field(scene.sampler, GEN9_SA_PRECLAMP, i & 1 ? GEN9_SA_PRECLAMP_OGL : 0);
		use_filters(&scene, GEN9_FILTER_LINEAR, mips[i / 2], GEN9_WRAP_REPEAT);
		for (k = 0; k < ARRAY_SIZE(scales); k++) {
			message_open(&letter, GEN9_SM_LOD, 8, 2);
			subspans(&letter, 0, 8, scales[k]);
			send(&scene, &letter);
			assert_true(result(&letter, 0, 0) >= 0 && result(&letter, 0, 0) < LEVELS);
		}
	}
	rig_close(&scene.rig);
}

/* The red of a texture of one colour, by a message of eight channels */
static float one_color(struct scene *scene)
{
	struct letter letter;

	message_open(&letter, GEN9_SM_SAMPLE_LZ, 8, 2);
	send(scene, &letter);
	return result(&letter, 0, 7);
}

/* A message with the descriptor of one before finds what that one found, in a draw. */
static void states_are_read_again_in_another_draw(void **state)
{
	static const u8 red[] = { 255, 0, 0, 255 };
	u32 dw[GEN9_SURFACE_STATE_DWORDS], i;
	struct scene scene;

	scene_open(&scene);
	use_filters(&scene, GEN9_FILTER_LINEAR, GEN9_MIP_NONE, GEN9_WRAP_CLAMP);
	texture_state(dw, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_LINEAR, 4, 4, 64);
	bind(&scene.rig, TEXTURE, dw);
	for (i = 0; i < 64; i++)
		rig_put(&scene.rig, STATES_DATA + 4 * i, red, sizeof(red));
	scene.rig.bindings.serial = 1;
	assert_true(one_color(&scene) == 1);
	assert_true(one_color(&scene) == 1);
	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_ZERO);
	bind(&scene.rig, TEXTURE, dw);
	scene.rig.bindings.serial = 2;
	assert_true(one_color(&scene) == 0);
	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_RED);
	bind(&scene.rig, TEXTURE, dw);
	scene.rig.space.generation++;
	assert_true(one_color(&scene) == 1);
	set_field(dw, GEN9_SS_SELECT_RED, GEN9_SELECT_ZERO);
	bind(&scene.rig, TEXTURE, dw);
	sample_unit_flush(scene.rig.bindings.unit);
	assert_true(one_color(&scene) == 0);
	rig_close(&scene.rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_wrap_and_filter_equals_the_model),
		cmocka_unit_test(offsets_count_before_each_wrap),
		cmocka_unit_test(half_of_the_border_counts_in_texels_too),
		cmocka_unit_test(levels_mix_by_the_lod),
		cmocka_unit_test(a_reduction_keeps_the_least_or_greatest_texel),
		cmocka_unit_test(a_reduction_takes_textures_that_have_a_short_way),
		cmocka_unit_test(lods_come_of_subspans_bias_and_gradients),
		cmocka_unit_test(stages_without_subspans_use_level_0),
		cmocka_unit_test(sampler_bounds_and_bias_apply),
		cmocka_unit_test(anisotropy_keeps_the_shorter_axis_sharp),
		cmocka_unit_test(cubes_filter_over_edges),
		cmocka_unit_test(states_are_read_again_in_another_draw),
		cmocka_unit_test(lod_of_a_cube_goes_on_beyond_the_edge_of_a_side),
		cmocka_unit_test(slices_mix_in_3d),
		cmocka_unit_test(the_level_of_a_message_is_never_below_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
