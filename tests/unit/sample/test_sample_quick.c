// SPDX-License-Identifier: GPL-2.0-only
/* Compare the short way to filter (sample/quick.h) with sample/filter.h, bit by bit. */
#include "sample_states.h"

#include "sample/quick.h"

#define TEXELS_X	64u
#define TEXELS_Y	48u
#define PITCH		512u
#define ROUNDS		64u

static const u32 formats[] = {
	GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_FORMAT_B8G8R8A8_UNORM, GEN9_FORMAT_B8G8R8X8_UNORM,
	GEN9_FORMAT_R8G8B8A8_UNORM_SRGB, GEN9_FORMAT_B8G8R8A8_UNORM_SRGB,
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

static void surface_set(struct sample_surface *surface, u32 format, u32 tiling, u32 height)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	const char *why;

	texture_state(dw, format, min(tiling, (u32)GEN9_TILE_Y), TEXELS_X, height, PITCH);
	if (tiling > GEN9_TILE_Y)
		set_field(dw, GEN9_SS_TILED_RESOURCE, tiling - GEN9_TILE_Y);
	set_field(dw, GEN9_SS_MIP_TAIL, 2);
	set_field(dw, GEN9_SS_MIP_COUNT, 3);
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

static void agree(struct sample_source *source, u32 *random)
{
	struct sample_four four = { .mask = 0xf };
	struct sample_spot spot = { .samples = 1 };
	union sample_texel expected;
	sample_floats got[4];
	u32 lane, c, i;

	for (i = 0; i < 2; i++) {
		for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++)
			four.at[i][lane] = place(random);
		four.offset[i] = (s32)(rig_random(random) % 16) - 8;
	}
	four.lod = (float)(rig_random(random) % 1024) / 256;
	four.mag = rig_random(random) & 1;
	assert_true(sample_quick_fits(source));
	sample_quick_filter(source, &four, got);
	for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++) {
		for (i = 0; i < 2; i++) {
			spot.at[i] = four.at[i][lane];
			spot.offset[i] = four.offset[i];
		}
		spot.lod = four.lod;
		spot.mag = four.mag;
		sample_filter(source, &spot, &expected);
		for (c = 0; c < 4; c++) {
			float value = got[c][lane];

			assert_memory_equal(&value, &expected.f[c], sizeof(value));
		}
	}
}

static void short_way_gives_the_bits_of_the_filters(void **state)
{
	struct rig *rig = *state;
	struct sample_surface surface;
	struct sample_sampler_state sampler = {};
	struct sample_source source = {
		.windows = rig->windows, .surface = &surface, .sampler = &sampler,
	};
	u32 f, t, i, random = 7;

	for (f = 0; f < ARRAY_SIZE(formats); f++) {
		for (t = 0; t < ARRAY_SIZE(tilings); t++) {
			for (i = 0; i < ROUNDS; i++) {
				sampler.min = rig_random(&random) & 1;
				sampler.mag = rig_random(&random) & 1;
				sampler.mip = i % 3 ? (i % 3 == 1 ? GEN9_MIP_NEAREST :
						       GEN9_MIP_LINEAR) : GEN9_MIP_NONE;
				sampler.wrap[0] = wraps[rig_random(&random) & 1];
				sampler.wrap[1] = wraps[i / 2 & 1];
				surface_set(&surface, formats[f], tilings[t],
					    i / 2 & 1 ? TEXELS_Y : TEXELS_X);
				source.plane_level = ~0u;
				agree(&source, &random);
			}
		}
	}
}

static void short_way_is_not_for_other_textures_and_samplers(void **state)
{
	struct rig *rig = *state;
	struct sample_surface surface;
	struct sample_sampler_state sampler = { .wrap = { GEN9_WRAP_CLAMP, GEN9_WRAP_CLAMP } };
	struct sample_source source = {
		.windows = rig->windows, .surface = &surface, .sampler = &sampler,
	};

	surface_set(&surface, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_Y, TEXELS_Y);
	assert_true(sample_quick_fits(&source));
	sampler.wrap[1] = GEN9_WRAP_REPEAT;
	assert_false(sample_quick_fits(&source));
	sampler.wrap[1] = GEN9_WRAP_MIRROR;
	assert_false(sample_quick_fits(&source));
	sampler.wrap[1] = GEN9_WRAP_CLAMP;
	sampler.min = GEN9_FILTER_ANISOTROPIC;
	assert_false(sample_quick_fits(&source));
	sampler.min = GEN9_FILTER_LINEAR;
	source.shadow = true;
	assert_false(sample_quick_fits(&source));
	source.shadow = false;
	surface.depth = 2;
	assert_false(sample_quick_fits(&source));
	surface_set(&surface, GEN9_FORMAT_R32G32B32A32_FLOAT, GEN9_TILE_Y, TEXELS_Y);
	assert_false(sample_quick_fits(&source));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(short_way_gives_the_bits_of_the_filters, open_rig,
						close_rig),
		cmocka_unit_test_setup_teardown(short_way_is_not_for_other_textures_and_samplers,
						open_rig, close_rig),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
