// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test surfaces: decoding, and the address of each texel against slow formulas: one bit, one tile
 * or one level at a time.
 */
#include "sample_rig.h"

#include "gen9/format_defs.h"
#include "sample/texture.h"
#include "tests/lib/fields.h"

/* A 2D surface with samples that lie in layers */
static void state_2d(u32 *dw, u32 format, u32 tiling, u32 width, u32 height, u32 pitch)
{
	memset(dw, 0, GEN9_SURFACE_STATE_DWORDS * sizeof(*dw));
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_2D);
	set_field(dw, GEN9_SS_FORMAT, format);
	set_field(dw, GEN9_SS_TILE_MODE, tiling);
	set_field(dw, GEN9_SS_WIDTH, width - 1);
	set_field(dw, GEN9_SS_HEIGHT, height - 1);
	set_field(dw, GEN9_SS_PITCH, pitch - 1);
	set_field(dw, GEN9_SS_HALIGN, 1);
	set_field(dw, GEN9_SS_VALIGN, 1);
	set_field(dw, GEN9_SS_BASE_HIGH, upper_32_bits(RIG_VA));
	set_field(dw, GEN9_SS_BASE_LOW, lower_32_bits(RIG_VA));
}

static struct sample_surface decode(const u32 *dw)
{
	struct sample_surface surface;
	const char *why;

	assert_int_equal(sample_surface_decode(dw, false, &surface, &why), 0);
	return surface;
}

/* The byte of a column and row, from the beginning of a surface: PRM Vol. 5, tile formats */
static u64 slow_byte(u32 tiling, u32 pitch, u64 x, u64 y)
{
	u64 tile, byte = 0;
	u32 i;

	switch (tiling) {
	case GEN9_TILE_X:
		tile = y / 8 * (pitch / 512) + x / 512;
		return tile * 4096 + y % 8 * 512 + x % 512;
	case GEN9_TILE_Y:
		tile = y / 32 * (pitch / 128) + x / 128;
		return tile * 4096 + x % 128 / 16 * 512 + y % 32 * 16 + x % 16;
	case GEN9_TILE_W:
		tile = y / 64 * (pitch / 128) + x / 64;
		for (i = 0; i < 3; i++)
			byte |= (x >> i & 1) << 2 * i | (y >> i & 1) << (2 * i + 1);
		return tile * 4096 + x % 64 / 8 * 512 + y % 64 / 8 * 64 + byte;
	default:
		return y * pitch + x;
	}
}

static void each_tiling_places_texels_as_the_manual_says(void **state)
{
	static const u32 formats[] = {
		GEN9_FORMAT_R8_UINT, GEN9_FORMAT_R16_UINT, GEN9_FORMAT_R8G8B8A8_UNORM,
		GEN9_FORMAT_R16G16B16A16_UINT, GEN9_FORMAT_R32G32B32A32_FLOAT,
	};
	u32 dw[GEN9_SURFACE_STATE_DWORDS], tiling, i, x, y, at[3] = {}, bytes, pitch = 4096;
	struct sample_surface surface;
	u64 va;

	for (tiling = GEN9_TILE_LINEAR; tiling <= GEN9_TILE_Y; tiling++) {
		for (i = 0; i < (tiling == GEN9_TILE_W ? 1 : ARRAY_SIZE(formats)); i++) {
			state_2d(dw, formats[i], tiling, 200, 150, pitch);
			surface = decode(dw);
			bytes = surface.format->bytes;
			for (y = 0; y < 150; y++) {
				for (x = 0; x < 200; x++) {
					at[0] = x;
					at[1] = y;
					assert_true(sample_surface_texel(&surface, 0, at, 0, &va));
					assert_int_equal(va - RIG_VA,
							 slow_byte(tiling, pitch, x * bytes, y));
				}
			}
		}
	}
}

/* Columns and rows of levels: 1 below 0, 2 at the right of 1, the others below 2 */
static void slow_level(u32 w, u32 h, u32 align, u32 level, u32 *x, u32 *y)
{
	u32 l;

	*x = 0;
	*y = 0;
	if (level == 0)
		return;
	*y = (h + align - 1) / align * align;
	if (level == 1)
		return;
	*x = (max(w / 2, 1u) + align - 1) / align * align;
	for (l = 2; l < level; l++)
		*y += (max(h >> l, 1u) + align - 1) / align * align;
}

static void levels_and_layers_lie_where_the_layout_says(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], level, layer, x, y, at[3] = {}, base_x, base_y;
	struct sample_surface surface;
	u64 va;

	state_2d(dw, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_Y, 100, 60, 1024);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_DEPTH, 4);
	set_field(dw, GEN9_SS_QPITCH, 160 / 4);
	set_field(dw, GEN9_SS_MIP_COUNT, 6);
	surface = decode(dw);
	for (layer = 0; layer < 5; layer++) {
		for (level = 0; level < 7; level++) {
			slow_level(100, 60, 4, level, &base_x, &base_y);
			for (y = 0; y < max(60u >> level, 1u); y++) {
				for (x = 0; x < max(100u >> level, 1u); x++) {
					at[0] = x;
					at[1] = y;
					at[2] = layer;
					assert_true(sample_surface_texel(&surface, level, at, 0,
									 &va));
					assert_int_equal(va - RIG_VA,
							 slow_byte(GEN9_TILE_Y, 1024,
								   (base_x + x) * 4,
								   base_y + y + layer * 160));
				}
			}
		}
	}
}

static void views_count_from_their_first_level_and_layer(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], at[3] = { 1, 2, 0 }, base_x, base_y;
	struct sample_surface surface;
	u64 va;

	state_2d(dw, GEN9_FORMAT_R8_UNORM, GEN9_TILE_Y, 128, 128, 256);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_DEPTH, 1);
	set_field(dw, GEN9_SS_QPITCH, 256 / 4);
	set_field(dw, GEN9_SS_MIN_ARRAY, 3);
	set_field(dw, GEN9_SS_MIN_LOD, 2);
	set_field(dw, GEN9_SS_MIP_COUNT, 1);
	surface = decode(dw);
	slow_level(128, 128, 4, 3, &base_x, &base_y);
	at[2] = 1;
	assert_true(sample_surface_texel(&surface, 1, at, 0, &va));
	assert_int_equal(va - RIG_VA, slow_byte(GEN9_TILE_Y, 256, base_x + 1,
						base_y + 2 + 4 * 256));
	at[2] = 2;
	assert_false(sample_surface_texel(&surface, 1, at, 0, &va));
	at[2] = 0;
	assert_false(sample_surface_texel(&surface, 2, at, 0, &va));
	at[0] = 32;
	assert_false(sample_surface_texel(&surface, 0, at, 0, &va));
	at[0] = 31;
	assert_true(sample_surface_texel(&surface, 0, at, 0, &va));
}

static void linear_1d_levels_follow_each_other(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], at[3] = { 3, 2, 0 };
	struct sample_surface surface;
	u64 va;

	state_2d(dw, GEN9_FORMAT_R16_UINT, GEN9_TILE_LINEAR, 100, 1, 1);
	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_1D);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_DEPTH, 3);
	set_field(dw, GEN9_SS_QPITCH, 512 / 4);
	set_field(dw, GEN9_SS_MIP_COUNT, 3);
	surface = decode(dw);
	assert_true(sample_surface_texel(&surface, 2, at, 0, &va));
	/* levels of 128 and 64 texels are before it */
	assert_int_equal(va - RIG_VA, 2 * (2 * 512 + 128 + 64 + 3));
	/* the field of the pitch does not count */
	assert_int_equal(surface.pitch, 0);
}

/* The number of the sample at each place of a pixel pair, from the PRM's pictures: 2x, 4x */
static void samples_interleave_as_in_the_manual(void **state)
{
	static const u8 four[4][4] = {
		{ 0, 0, 1, 1 }, { 0, 0, 1, 1 }, { 2, 2, 3, 3 }, { 2, 2, 3, 3 },
	};
	u32 samples, sample, px, py, x, y, across, down;
	bool seen[16][16];

	for (py = 0; py < 2; py++) {
		for (px = 0; px < 2; px++) {
			for (sample = 0; sample < 4; sample++) {
				x = px;
				y = py;
				sample_surface_interleave(4, sample, &x, &y);
				assert_int_equal(four[y][x], sample);
			}
		}
	}
	/* Each place has one sample of one pixel. */
	for (samples = 2; samples <= 16; samples *= 2) {
		across = samples >= 8 ? 4 : 2;
		down = samples / across;
		memset(seen, 0, sizeof(seen));
		for (py = 0; py < 4; py++) {
			for (px = 0; px < 4; px++) {
				for (sample = 0; sample < samples; sample++) {
					x = px;
					y = py;
					sample_surface_interleave(samples, sample, &x, &y);
					assert_true(x < 4 * across && y < 4 * down);
					assert_false(seen[y][x]);
					seen[y][x] = true;
				}
			}
		}
	}
}

static void layered_samples_have_a_layer_each(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], at[3] = { 5, 6, 1 };
	struct sample_surface surface;
	u64 va;

	state_2d(dw, GEN9_FORMAT_R8G8B8A8_UNORM, GEN9_TILE_Y, 64, 64, 256);
	set_field(dw, GEN9_SS_ARRAY, 1);
	set_field(dw, GEN9_SS_DEPTH, 1);
	set_field(dw, GEN9_SS_SAMPLES, 2);
	set_field(dw, GEN9_SS_QPITCH, 64 / 4);
	surface = decode(dw);
	assert_true(sample_surface_texel(&surface, 0, at, 3, &va));
	assert_int_equal(va - RIG_VA, slow_byte(GEN9_TILE_Y, 256, 20, 6 + (1 * 4 + 3) * 64));
	assert_false(sample_surface_texel(&surface, 0, at, 4, &va));
}

static void buffers_have_elements(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS] = {}, at[3] = {}, elements = 0x4321;
	struct sample_surface surface;
	u64 va;

	set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_BUFFER);
	set_field(dw, GEN9_SS_FORMAT, GEN9_FORMAT_R32G32_FLOAT);
	set_field(dw, GEN9_SS_PITCH, 24 - 1);
	set_field(dw, GEN9_SS_WIDTH, (elements - 1) & 0x7f);
	set_field(dw, GEN9_SS_HEIGHT, (elements - 1) >> 7 & 0x3fff);
	set_field(dw, GEN9_SS_DEPTH, (elements - 1) >> 21);
	surface = decode(dw);
	assert_int_equal(surface.elements, elements);
	at[0] = elements - 1;
	assert_true(sample_surface_texel(&surface, 0, at, 0, &va));
	assert_int_equal(va, (u64)(elements - 1) * 24);
	at[0] = elements;
	assert_false(sample_surface_texel(&surface, 0, at, 0, &va));
}

/* --- Yf and Ys ------------------------------------------------------------------------------ */

/*
 * Coordinates of a block's address bits, the highest one first: column, row, slice, sample. Rows by
 * log2 of a texel's bytes, as in Intel's gmmlib (CpuSwizzleBlt.c).
 */
static const char *const flat_bits[] = {
	"xyxyxyxyyyyyxxxx", "xyxyxyxyxyyyxxxx", "xyxyxyxyxyyyxxxx", "xyxyxyxyxxyyxxxx",
	"xyxyxyxyxxyyxxxx",
};
static const char *const deep_bits[] = {
	"xyzxyzyzzzyyxxxx", "xyzxyzyzzzyyxxxx", "xyzxyzxyzzyyxxxx", "xyzxyzxxzzyyxxxx",
	"xyzxyzxxzzyyxxxx",
};

static const u16 sized[] = {
	GEN9_FORMAT_R8_UINT, GEN9_FORMAT_R16_UINT, GEN9_FORMAT_R8G8B8A8_UNORM,
	GEN9_FORMAT_R16G16B16A16_UINT, GEN9_FORMAT_R32G32B32A32_FLOAT,
};

/**
 * struct model - A tiled resource.
 * @bits: coordinates of a block's address bits
 * @size: bytes, rows, slices and samples of a block
 * @pitch: bytes from row to row
 * @qpitch: rows from layer to layer, or from slices of a block to those of the next one
 */
struct model {
	char bits[17];
	u32 size[4];
	u32 pitch;
	u32 qpitch;
};

/* @samples: log2 of the samples that have a layer each */
static void model_open(struct model *model, bool ys, bool deep, u32 bytes_log2, u32 samples)
{
	u32 i;

	strcpy(model->bits, (deep ? deep_bits : flat_bits)[bytes_log2] + (ys ? 0 : 4));
	memset(model->bits, 's', samples);
	for (i = 0; i < 4; i++)
		model->size[i] = 1;
	for (i = 0; model->bits[i]; i++)
		model->size[strchr("xyzs", model->bits[i]) - "xyzs"] *= 2;
}

/* The byte of a column (in bytes), row, slice or layer, and sample */
static u64 model_byte(const struct model *model, bool deep, const u32 *at)
{
	u32 length = (u32)strlen(model->bits), i, axis, used[4] = {};
	u64 block, byte = 0, rows = at[1];

	rows += (u64)(deep ? at[2] / model->size[2] : at[2]) * model->qpitch;
	block = rows / model->size[1] * (model->pitch / model->size[0]) + at[0] / model->size[0];
	for (i = 0; i < length; i++) {
		axis = (u32)(strchr("xyzs", model->bits[length - 1 - i]) - "xyzs");
		byte |= (u64)(at[axis] >> used[axis]++ & 1) << i;
	}
	return (block << length) + byte;
}

static void state_tiled(u32 *dw, const struct model *model, u32 format, bool ys, bool deep)
{
	state_2d(dw, format, GEN9_TILE_Y, 300, 200, model->pitch);
	set_field(dw, GEN9_SS_TILED_RESOURCE, ys ? GEN9_TILED_RESOURCE_YS : GEN9_TILED_RESOURCE_YF);
	set_field(dw, GEN9_SS_MIP_TAIL, 15);
	set_field(dw, GEN9_SS_DEPTH, 40 - 1);
	set_field(dw, GEN9_SS_QPITCH, model->qpitch / 4);
	if (deep)
		set_field(dw, GEN9_SS_TYPE, GEN9_SURFACE_3D);
	else
		set_field(dw, GEN9_SS_ARRAY, 1);
}

static void tiled_resources_place_texels_as_the_model_says(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], variant, size, round, at[4], texel[3], seed = 3;
	struct sample_surface surface;
	struct model model;
	bool ys, deep;
	u64 va;

	for (variant = 0; variant < 4; variant++) {
		for (size = 0; size < ARRAY_SIZE(sized); size++) {
			ys = variant & 1;
			deep = variant & 2;
			model_open(&model, ys, deep, size, 0);
			model.pitch = ALIGN(300u << size, model.size[0]);
			model.qpitch = ALIGN(200u, model.size[1]);
			state_tiled(dw, &model, sized[size], ys, deep);
			surface = decode(dw);
			for (round = 0; round < 3000; round++) {
				texel[0] = rig_random(&seed) % 300;
				texel[1] = rig_random(&seed) % 200;
				texel[2] = rig_random(&seed) % 40;
				memcpy(at, texel, sizeof(texel));
				at[0] <<= size;
				at[3] = 0;
				assert_true(sample_surface_texel(&surface, 0, texel, 0, &va));
				assert_int_equal(va - RIG_VA, model_byte(&model, deep, at));
			}
		}
	}
}

static void samples_of_tiled_resources_share_blocks(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], samples, size, round, at[4], texel[3], seed = 4;
	struct sample_surface surface;
	struct model model;
	u64 va;

	for (samples = 1; samples <= 4; samples++) {
		for (size = 0; size < ARRAY_SIZE(sized); size++) {
			model_open(&model, true, false, size, samples);
			model.pitch = ALIGN(300u << size, model.size[0]);
			model.qpitch = ALIGN(200u, model.size[1]);
			state_tiled(dw, &model, sized[size], true, false);
			set_field(dw, GEN9_SS_SAMPLES, samples);
			surface = decode(dw);
			for (round = 0; round < 500; round++) {
				texel[0] = rig_random(&seed) % 300;
				texel[1] = rig_random(&seed) % 200;
				texel[2] = rig_random(&seed) % 40;
				memcpy(at, texel, sizeof(texel));
				at[0] <<= size;
				at[3] = rig_random(&seed) % (1u << samples);
				assert_true(sample_surface_texel(&surface, 0, texel, at[3], &va));
				assert_int_equal(va - RIG_VA, model_byte(&model, false, at));
			}
		}
	}
}

/* Levels 0 and 1 have blocks of their own; the others share the block at the right of level 1. */
static void last_levels_share_a_block(void **state)
{
	/* slots of texels of 4 bytes, from the PRM: column and row */
	static const u8 ys_slots[][2] = { { 64, 0 }, { 0, 64 }, { 32, 0 }, { 0, 32 }, { 16, 0 } };
	static const u8 yf_slots[][2] = { { 16, 0 }, { 8, 16 }, { 0, 24 }, { 0, 16 }, { 8, 8 } };
	u32 dw[GEN9_SURFACE_STATE_DWORDS], ys, level, at[4] = {}, texel[3] = {};
	struct sample_surface surface;
	struct model model;
	const u8 *slot;
	u64 va;

	for (ys = 0; ys < 2; ys++) {
		model_open(&model, ys, false, 2, 0);
		model.pitch = ALIGN(300u * 4, model.size[0]);
		model.qpitch = 4 * model.size[1] + ALIGN(200u, model.size[1]);
		state_tiled(dw, &model, GEN9_FORMAT_R8G8B8A8_UNORM, ys, false);
		set_field(dw, GEN9_SS_MIP_COUNT, 6);
		set_field(dw, GEN9_SS_MIP_TAIL, 2);
		surface = decode(dw);
		for (level = 2; level < 7; level++) {
			slot = ys ? ys_slots[level - 2] : yf_slots[level - 2];
			texel[0] = (300 >> level) - 1;
			texel[1] = 1;
			texel[2] = 3;
			at[0] = 4 * (ALIGN(150u, model.size[0] / 4) + slot[0] + texel[0]);
			at[1] = ALIGN(200u, model.size[1]) + slot[1] + 1;
			at[2] = 3;
			assert_true(sample_surface_texel(&surface, level, texel, 0, &va));
			assert_int_equal(va - RIG_VA, model_byte(&model, false, at));
		}
	}
}

static void unknown_states_are_refused_by_name(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	struct sample_surface surface;
	const char *why;

	state_2d(dw, GEN9_FORMAT_R8_UNORM, GEN9_TILE_Y, 8, 8, 128);
	set_field(dw, GEN9_SS_TILED_RESOURCE, 3);
	assert_int_equal(sample_surface_decode(dw, false, &surface, &why), -EINVAL);
	assert_string_equal(why, "surface: tiled resource mode");
	state_2d(dw, GEN9_FORMAT_R8_UNORM, GEN9_TILE_X, 8, 8, 512);
	set_field(dw, GEN9_SS_TILED_RESOURCE, GEN9_TILED_RESOURCE_YF);
	assert_int_equal(sample_surface_decode(dw, false, &surface, &why), -EINVAL);
	state_2d(dw, 9, GEN9_TILE_Y, 8, 8, 128);
	assert_int_equal(sample_surface_decode(dw, false, &surface, &why), -EINVAL);
	assert_string_equal(why, "surface: format");
	state_2d(dw, GEN9_FORMAT_R8_UNORM, GEN9_TILE_Y, 8, 8, 128);
	set_field(dw, GEN9_SS_TYPE, 6);
	assert_int_equal(sample_surface_decode(dw, false, &surface, &why), -EINVAL);
}

static void any_bits_are_decoded_within_bounds(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], seed = 7, round, i, at[3];
	struct sample_surface surface;
	struct sample_plane plane;
	const char *why;
	u64 va;

	for (round = 0; round < 100000; round++) {
		for (i = 0; i < ARRAY_SIZE(dw); i++)
			dw[i] = rig_random(&seed);
		set_field(dw, GEN9_SS_ROTATION, 0);
		if (sample_surface_decode(dw, round & 1, &surface, &why))
			continue;
		for (i = 0; i < 3; i++)
			at[i] = rig_random(&seed) >> (rig_random(&seed) & 31);
		sample_surface_texel(&surface, at[0] & 15, at, at[1] & 15, &va);
		if (surface.type > GEN9_SURFACE_CUBE)
			continue;
		assert_true(surface.first_level + surface.levels <= GEN9_SURFACE_LEVELS);
		sample_surface_plane(&surface, at[0], at[1], at[2], &plane);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_tiling_places_texels_as_the_manual_says),
		cmocka_unit_test(levels_and_layers_lie_where_the_layout_says),
		cmocka_unit_test(views_count_from_their_first_level_and_layer),
		cmocka_unit_test(linear_1d_levels_follow_each_other),
		cmocka_unit_test(samples_interleave_as_in_the_manual),
		cmocka_unit_test(layered_samples_have_a_layer_each),
		cmocka_unit_test(buffers_have_elements),
		cmocka_unit_test(tiled_resources_place_texels_as_the_model_says),
		cmocka_unit_test(samples_of_tiled_resources_share_blocks),
		cmocka_unit_test(last_levels_share_a_block),
		cmocka_unit_test(unknown_states_are_refused_by_name),
		cmocka_unit_test(any_bits_are_decoded_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
