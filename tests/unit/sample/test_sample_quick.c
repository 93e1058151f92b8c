// SPDX-License-Identifier: GPL-2.0-only
/* Compare the short way to filter (sample/quick.h) with sample/filter.h, bit by bit. */
#include "sample_states.h"

#include "sample/quick.h"

#define TEXELS_X	64u
#define TEXELS_Y	48u
#define PITCH		512u
#define LAYERS		3u
#define ROUNDS		64u

static const u32 formats[] = {
	GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_FORMAT_B8G8R8A8_UNORM, GEN9_FORMAT_B8G8R8X8_UNORM,
	GEN9_FORMAT_R8G8B8A8_UNORM_SRGB, GEN9_FORMAT_B8G8R8A8_UNORM_SRGB,
	GEN9_FORMAT_R24_UNORM_X8_TYPELESS, GEN9_FORMAT_R32_FLOAT,
};

static const u32 tilings[] = {
	GEN9_TILE_LINEAR, GEN9_TILE_X, GEN9_TILE_Y, GEN9_TILE_YF, GEN9_TILE_YS,
};
static const u32 wraps[] = { GEN9_WRAP_REPEAT, GEN9_WRAP_CLAMP };

static int open_rig(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	u32 i, random = 1;

	assert_non_null(rig);
	rig_open(rig);
	for (i = 0; i < 256 * PAGE_SIZE; i++)
		*rig_at(rig, STATES_DATA + i) = (u8)(rig_random(&random) >> 3);
	*state = rig;
	return 0;
}

static int close_rig(void **state)
{
	struct rig *rig = *state;

	rig_close(rig);
	free(rig);
	return 0;
}

static void surface_set(struct sample_surface *surface, u32 format, u32 tiling, u32 layers,
			u32 height)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	const char *why;

	texture_state(dw, format, min(tiling, (u32)GEN9_TILE_Y), TEXELS_X, height, PITCH);
	if (tiling > GEN9_TILE_Y)
		set_field(dw, GEN9_SS_TILED_RESOURCE, tiling - GEN9_TILE_Y);
	set_field(dw, GEN9_SS_MIP_TAIL, 2);
	set_field(dw, GEN9_SS_MIP_COUNT, 3);
	set_field(dw, GEN9_SS_ARRAY, layers > 1);
	set_field(dw, GEN9_SS_DEPTH, layers - 1);
	set_field(dw, GEN9_SS_QPITCH, 2 * TEXELS_X / GEN9_SS_QPITCH_UNIT);
	assert_int_equal(sample_surface_decode(dw, false, surface, &why), 0);
}

/* Places inside and outside, on borders of texels, and those that are no numbers. */
static float place(u32 *random)
{
	switch (rig_random(random) % 8) {
	case 0:
		return (float)(s32)(rig_random(random) % 256 - 128) / 64;
	case 1:
		return __builtin_nanf("");
	case 2:
		return 1e30f;
	default:
		return (float)(rig_random(random) & 0xffff) / 32768 - 0.5f;
	}
}

/* Compare all levels of the instruction set that the processor has. */
static void agree_at(struct sample_source *source, const struct sample_eight *eight,
		     sample_quick_fn *filter)
{
	struct sample_prepared texture;
	struct sample_spot spot = { .samples = 1 };
	union sample_texel expected;
	eu_f8 got[4];
	u32 lane, c, i;

	assert_true(sample_quick_set(source, &texture));
	assert_in_range(filter(&texture, eight, got), 1, 2 * SAMPLE_QUICK_LANES);
	for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++) {
		if (!(eight->mask >> lane & 1))
			continue;
		for (i = 0; i < 2; i++) {
			spot.at[i] = eight->at[i][lane];
			spot.offset[i] = eight->offset[i];
		}
		spot.lod = eight->lod[lane];
		spot.mag = eight->mag >> lane & 1;
		spot.layer = eight->layer[lane];
		sample_filter(source, &spot, &expected);
		for (c = 0; c < 4; c++) {
			float value = got[c][lane];

			assert_memory_equal(&value, &expected.f[c], sizeof(value));
		}
	}
}

/* Every other time, the places of a subspan have one LOD, and lie in a few texels. */
static void agree(struct sample_source *source, u32 *random)
{
	bool near = rig_random(random) & 1, layers = source->surface->depth > 1;
	u32 magnified = rig_random(random);
	eu_f8 at[2];
	struct sample_eight eight = { .mask = rig_random(random) >> 8 & 0xff };
	u32 lane, i;

	eight.mask |= near ? 0xff : 1 << magnified % 8;
	for (i = 0; i < 2; i++) {
		float first = place(random);

		for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++)
			at[i][lane] = near ? first + (float)(lane >> i) / 100 :
						   place(random);
		eight.at[i] = (const float *)&at[i];
		eight.offset[i] = (s32)(rig_random(random) % 16) - 8;
	}
	for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++) {
		u32 from = near ? lane & ~3u : lane;

		eight.lod[lane] = lane == from ? (float)(rig_random(random) % 1024) / 256 :
						 eight.lod[from];
		eight.mag |= (magnified >> from & 1) << lane;
		eight.layer[lane] = layers ? rig_random(random) % source->surface->depth : 0;
	}
	agree_at(source, &eight, sample_quick_base);
	agree_at(source, &eight, sample_quick_best());
}

static void agree_often(struct rig *rig, u32 format, u32 tiling, u32 layers, bool unnormalized,
			u32 *random)
{
	struct sample_surface surface;
	struct sample_sampler_state sampler = { .unnormalized = unnormalized };
	struct sample_source source = {
		.windows = rig->windows, .surface = &surface, .sampler = &sampler,
	};
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		sampler.min = rig_random(random) & 1;
		sampler.mag = rig_random(random) & 1;
		sampler.mip = i % 3 ? (i % 3 == 1 ? GEN9_MIP_NEAREST : GEN9_MIP_LINEAR) :
			      GEN9_MIP_NONE;
		sampler.wrap[0] = wraps[rig_random(random) & 1];
		sampler.wrap[1] = wraps[i / 2 & 1];
		surface_set(&surface, format, tiling, layers, i / 2 & 1 ? TEXELS_Y : TEXELS_X);
		source.plane_level = ~0u;
		agree(&source, random);
	}
}

static void short_way_gives_the_bits_of_the_filters(void **state)
{
	u32 f, t, random = 7;

	for (f = 0; f < ARRAY_SIZE(formats); f++)
		for (t = 0; t < ARRAY_SIZE(tilings); t++)
			agree_often(*state, formats[f], tilings[t], 1, false, &random);
}

static void short_way_gives_the_bits_of_layers(void **state)
{
	u32 t, random = 3;

	for (t = 0; t < ARRAY_SIZE(tilings); t++)
		agree_often(*state, formats[0], tilings[t], LAYERS, false, &random);
}

static void short_way_gives_the_bits_of_places_in_texels(void **state)
{
	u32 random = 5;

	agree_often(*state, formats[0], GEN9_TILE_Y, 1, true, &random);
}

static void short_way_is_not_for_other_textures_and_samplers(void **state)
{
	struct rig *rig = *state;
	struct sample_prepared texture;
	struct sample_surface surface;
	struct sample_sampler_state sampler = { .wrap = { GEN9_WRAP_CLAMP, GEN9_WRAP_CLAMP } };
	struct sample_source source = {
		.windows = rig->windows, .surface = &surface, .sampler = &sampler,
	};

	surface_set(&surface, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_Y, 1, TEXELS_Y);
	assert_true(sample_quick_set(&source, &texture));
	sampler.wrap[1] = GEN9_WRAP_REPEAT;
	assert_false(sample_quick_set(&source, &texture));
	sampler.wrap[1] = GEN9_WRAP_MIRROR;
	assert_false(sample_quick_set(&source, &texture));
	sampler.wrap[1] = GEN9_WRAP_CLAMP;
	sampler.min = GEN9_FILTER_ANISOTROPIC;
	assert_false(sample_quick_set(&source, &texture));
	sampler.min = GEN9_FILTER_LINEAR;
	source.shadow = true;
	assert_false(sample_quick_set(&source, &texture));
	source.shadow = false;
	surface_set(&surface, GEN9_FORMAT_R32G32B32A32_FLOAT, GEN9_TILE_Y, 1, TEXELS_Y);
	assert_false(sample_quick_set(&source, &texture));
	surface_set(&surface, GEN9_FORMAT_R32_UINT, GEN9_TILE_Y, 1, TEXELS_Y);
	assert_false(sample_quick_set(&source, &texture));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(short_way_gives_the_bits_of_the_filters, open_rig,
						close_rig),
		cmocka_unit_test_setup_teardown(short_way_gives_the_bits_of_layers, open_rig,
						close_rig),
		cmocka_unit_test_setup_teardown(short_way_gives_the_bits_of_places_in_texels,
						open_rig, close_rig),
		cmocka_unit_test_setup_teardown(short_way_is_not_for_other_textures_and_samplers,
						open_rig, close_rig),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
