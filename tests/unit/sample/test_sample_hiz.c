// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test marks of fast clears in HiZ buffers against a model that looks at one pixel at a time. The
 * model has its own formulas of tiles, levels and samples.
 */
#include "sample_levels.h"
#include "sample_states.h"

#include "sample/aux_surface.h"
#include "sample/unit_state.h"

#define HIZ		(RIG_VA + 0x1800000)
#define HIZ_PITCH	512u	/* bytes */
#define HIZ_QPITCH	64u	/* rows of elements */
#define PITCH		4096u
#define QPITCH		512u
#define OLD		7u	/* texels before a test */

static const u32 quarter = 0x3e800000, half = 0x3f000000;

/* A depth buffer of a test. */
struct scene {
	struct rig rig;
	struct sample_surface surface;
	struct sample_aux aux;
};

static void scene_depth(struct scene *scene, u32 depth)
{
	sample_aux_hiz(&scene->surface, HIZ, HIZ_PITCH, HIZ_QPITCH, depth, &scene->aux);
}

static void scene_open(struct scene *scene, u32 format, u32 width, u32 height, u32 samples)
{
	struct sample_surface *surface = &scene->surface;

	memset(scene, 0, sizeof(*scene));
	rig_open(&scene->rig);
	surface->type = GEN9_SURFACE_2D;
	surface->tiling = GEN9_TILE_Y;
	surface->array = true;
	surface->format = sample_format_get(format);
	surface->base = STATES_DATA;
	surface->width = width;
	surface->height = height;
	surface->depth = 3;
	surface->extent = 1;
	surface->levels = 1;
	surface->samples = (u8)samples;
	surface->interleaved = samples > 1;
	surface->pitch = PITCH;
	surface->qpitch = QPITCH;
	surface->halign = surface->format->bytes == 2 ? 8 : 4;
	surface->valign = 4;
	sample_surface_place(surface);
	scene_depth(scene, half);
}

/* Use one level and some layers. */
static void view(struct scene *scene, u32 level, u32 layer, u32 layers)
{
	scene->surface.first_level = level;
	scene->surface.first_layer = layer;
	scene->surface.extent = layers;
	scene_depth(scene, half);
}

static void settle(struct scene *scene)
{
	sample_unit_flush(scene->rig.bindings.unit);
	assert_int_equal(sample_unit_settle_depth(scene->rig.bindings.unit, &scene->surface,
						  &scene->aux, false), 0);
}

/* --- the model ------------------------------------------------------------------------------ */

static u8 *texel_at(struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 left, top, byte, row, align = scene->surface.halign;

	level_place(scene->surface.width, scene->surface.height, level, align, 4, &left, &top);
	byte = (left + x) * scene->surface.format->bytes;
	row = top + layer * QPITCH + y;
	return rig_at(&scene->rig, STATES_DATA + (u64)(row / 32) * PITCH * 32 +
		      byte / 128 * 4096 + byte % 128 / 16 * 512 + row % 32 * 16 + byte % 16);
}

static u32 texel(struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 value = 0;

	memcpy(&value, texel_at(scene, level, layer, x, y), scene->surface.format->bytes);
	return value;
}

/* The mark of the block of a pixel. */
static u8 *mark_at(struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 left, top, column, row;

	level_place(scene->surface.width, scene->surface.height, level, 16, 8, &left, &top);
	column = (left + x) / 8;
	row = top / 4 + layer * HIZ_QPITCH + y / 4;
	return rig_at(&scene->rig, HIZ + (u64)(row / 16) * HIZ_PITCH * 32 + column / 16 * 4096 +
		      row % 16 * 16 + column % 16);
}

/* Fill all marks, and all texels with OLD. */
static void fill(struct scene *scene, u8 marks)
{
	u32 i;

	for (i = 0; i < HIZ_PITCH * 32 * 16; i++)
		*rig_at(&scene->rig, HIZ + i) = marks;
	for (i = 0; i < PITCH * QPITCH * 3; i += 2)
		*(u16 *)rig_at(&scene->rig, STATES_DATA + i) = OLD;
}

/* --- tests ---------------------------------------------------------------------------------- */

static void a_buffer_of_zeros_is_clear(void **state)
{
	struct scene scene;
	u32 x, y;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 100, 50, 1);
	settle(&scene);
	for (y = 0; y < 64; y++)
		for (x = 0; x < 128; x++)
			assert_int_equal(texel(&scene, 0, 0, x, y),
					 x < 100 && y < 50 ? half : 0);
	/* The marks are gone: another depth changes nothing. */
	scene_depth(&scene, quarter);
	settle(&scene);
	assert_int_equal(texel(&scene, 0, 0, 99, 49), half);
	rig_close(&scene.rig);
}

static void blocks_get_the_depth_of_the_state_that_uses_them(void **state)
{
	const struct sample_aux_rectangle pixels = { 0, 0, 64, 64 };
	struct scene scene;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	fill(&scene, 0xff);
	assert_int_equal(sample_unit_mark_depth(scene.rig.bindings.unit, &scene.surface,
						&scene.aux, 0, &pixels), 0);
	assert_int_equal(texel(&scene, 0, 0, 0, 0), OLD << 16 | OLD);
	scene_depth(&scene, quarter);
	settle(&scene);
	assert_int_equal(texel(&scene, 0, 0, 0, 0), quarter);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), quarter);
	rig_close(&scene.rig);
}

static void use_without_writes_keeps_the_marks(void **state)
{
	struct sample_unit *unit;
	struct scene scene;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	unit = scene.rig.bindings.unit;
	assert_int_equal(sample_unit_settle_depth(unit, &scene.surface, &scene.aux, true), 0);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), half);
	/* A clear with another depth is a new state alone. */
	scene_depth(&scene, quarter);
	assert_int_equal(sample_unit_settle_depth(unit, &scene.surface, &scene.aux, true), 0);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), quarter);
	assert_int_equal(sample_unit_settle_depth(unit, &scene.surface, &scene.aux, false), 0);
	scene_depth(&scene, half);
	assert_int_equal(sample_unit_settle_depth(unit, &scene.surface, &scene.aux, true), 0);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), quarter);
	rig_close(&scene.rig);
}

static void a_clear_marks_whole_blocks_of_its_rectangle(void **state)
{
	const struct sample_aux_rectangle pixels = { 16, 8, 33, 17 };
	struct scene scene;
	u32 x, y;

	scene_open(&scene, GEN9_FORMAT_R24_UNORM_X8_TYPELESS, 64, 64, 1);
	fill(&scene, 0xff);
	assert_int_equal(sample_unit_mark_depth(scene.rig.bindings.unit, &scene.surface,
						&scene.aux, 0, &pixels), 0);
	settle(&scene);
	for (y = 0; y < 64; y++)
		for (x = 0; x < 64; x++)
			assert_int_equal(texel(&scene, 0, 0, x, y),
					 x >= 16 && x < 40 && y >= 8 && y < 20 ? 0x800000 :
					 (OLD << 16 | OLD));
	rig_close(&scene.rig);
}

/* Settle random marks of a level and a layer, and compare each pixel. */
static void random_marks(u32 format, u32 level, u32 layer, u32 width, u32 height)
{
	u32 random = format + level, x, y, old, w, h, value;
	static bool clear[128][128];
	struct scene scene;

	scene_open(&scene, format, width, height, 1);
	fill(&scene, 0);
	view(&scene, level, layer, 1);
	value = format == GEN9_FORMAT_R16_UNORM ? 0x8000 : half;
	old = scene.surface.format->bytes == 2 ? OLD : OLD << 16 | OLD;
	w = level_size(width, level);
	h = level_size(height, level);
	for (y = 0; y < h; y += 4) {
		for (x = 0; x < w; x += 8) {
			clear[y / 4][x / 8] = rig_random(&random) & 1;
			*mark_at(&scene, level, layer, x, y) = clear[y / 4][x / 8] ? 0 : 5;
		}
	}
	settle(&scene);
	for (y = 0; y < h; y++) {
		for (x = 0; x < w; x++) {
			assert_int_equal(texel(&scene, level, layer, x, y),
					 clear[y / 4][x / 8] ? value : old);
			assert_int_not_equal(*mark_at(&scene, level, layer, x, y), 0);
		}
	}
	/* Others' marks and texels are as they were. */
	assert_int_equal(*mark_at(&scene, level, layer, up(w, 16), 0), 0);
	assert_int_equal(*mark_at(&scene, level, layer, 0, up(h, 8)), 0);
	assert_int_equal(texel(&scene, level, layer, 0, up(h, 4)), old);
	assert_int_equal(*mark_at(&scene, level + 1, layer, 0, 0), 0);
	rig_close(&scene.rig);
}

static void each_block_of_each_level_and_layer_is_settled_for_itself(void **state)
{
	u32 level;

	random_marks(GEN9_FORMAT_R32_FLOAT, 0, 0, 256, 100);
	random_marks(GEN9_FORMAT_R16_UNORM, 0, 2, 133, 77);
	for (level = 0; level < 5; level++) {
		random_marks(GEN9_FORMAT_R32_FLOAT, level, level % 3, 200, 120);
		random_marks(GEN9_FORMAT_R16_UNORM, level, 1, 250, 120);
	}
}

static void a_view_settles_its_layers_alone(void **state)
{
	struct scene scene;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	view(&scene, 0, 1, 2);
	settle(&scene);
	assert_int_equal(texel(&scene, 0, 0, 0, 0), 0);
	assert_int_equal(texel(&scene, 0, 1, 63, 63), half);
	assert_int_equal(texel(&scene, 0, 2, 63, 63), half);
	rig_close(&scene.rig);
}

static void a_block_has_all_samples_of_its_pixels(void **state)
{
	static const u32 across[] = { 1, 2, 2, 4, 4 }, down[] = { 1, 1, 2, 2, 4 };
	const struct sample_aux_rectangle pixels = { 8, 4, 24, 12 };
	u32 log2, x, y;

	for (log2 = 1; log2 <= 4; log2++) {
		struct scene scene;

		scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 30, 21, 1u << log2);
		fill(&scene, 0xff);
		assert_int_equal(sample_unit_mark_depth(scene.rig.bindings.unit, &scene.surface,
							&scene.aux, 0, &pixels), 0);
		settle(&scene);
		for (y = 0; y < 21 * down[log2]; y++) {
			for (x = 0; x < 30 * across[log2]; x++) {
				u32 px = x / across[log2], py = y / down[log2];

				assert_int_equal(texel(&scene, 0, 0, x, y) == half,
						 px >= 8 && px < 24 && py >= 4 && py < 12);
			}
		}
		rig_close(&scene.rig);
	}
}

static void a_resolve_leaves_no_mark_and_keeps_the_depth(void **state)
{
	struct scene scene;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	fill(&scene, 0);
	assert_int_equal(sample_unit_resolve_depth(scene.rig.bindings.unit, &scene.surface,
						   &scene.aux, 0), 0);
	settle(&scene);
	assert_int_equal(texel(&scene, 0, 0, 0, 0), OLD << 16 | OLD);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), OLD << 16 | OLD);
	rig_close(&scene.rig);
}

static void a_buffer_without_marks_is_searched_once_between_flushes(void **state)
{
	struct scene scene;
	u32 polls;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	settle(&scene);
	polls = scene.rig.polls;
	assert_int_equal(sample_unit_settle_depth(scene.rig.bindings.unit, &scene.surface,
						  &scene.aux, false), 0);
	assert_int_equal(scene.rig.polls, polls);
	*mark_at(&scene, 0, 0, 8, 4) = 0;
	scene_depth(&scene, quarter);
	settle(&scene);
	assert_int_equal(texel(&scene, 0, 0, 8, 4), quarter);
	assert_int_equal(texel(&scene, 0, 0, 7, 4), half);
	rig_close(&scene.rig);
}

static void a_texture_gets_the_depth_of_its_surface_state(void **state)
{
	static const u32 rows[][2] = {
		{ GEN9_FORMAT_R32_FLOAT, 0x3e800000 }, { GEN9_FORMAT_R16_UNORM, 0x4000 },
		{ GEN9_FORMAT_R24_UNORM_X8_TYPELESS, 0x400000 },
	};
	struct eu_message message = { .desc = 5 };
	const struct sample_surface *surface;
	u32 i, dw[GEN9_SURFACE_STATE_DWORDS];

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct scene scene;

		scene_open(&scene, rows[i][0], 64, 64, 1);
		fill(&scene, 0);
		texture_state(dw, rows[i][0], GEN9_TILE_Y, 64, 64, PITCH);
		set_field(dw, GEN9_SS_QPITCH, QPITCH / 4);
		set_field(dw, GEN9_SS_AUX_MODE, GEN9_AUX_HIZ);
		set_field(dw, GEN9_SS_AUX_PITCH, HIZ_PITCH / 128 - 1);
		set_field(dw, GEN9_SS_AUX_QPITCH, HIZ_QPITCH);
		set_field(dw, GEN9_SS_HALIGN, rows[i][0] == GEN9_FORMAT_R16_UNORM ? 2 : 1);
		set_field(dw, GEN9_SS_DEPTH, 1);
		dw[GEN9_SS_AUX_ADDRESS] = lower_32_bits(HIZ);
		dw[GEN9_SS_AUX_ADDRESS + 1] = upper_32_bits(HIZ);
		dw[GEN9_SS_CLEAR_COLOR] = quarter;
		*mark_at(&scene, 0, 1, 8, 4) = 0xff;
		bind(&scene.rig, 5, dw);
		assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, false,
							     &surface), 0);
		assert_int_equal(texel(&scene, 0, 0, 63, 63), rows[i][1]);
		assert_int_equal(texel(&scene, 0, 1, 0, 0), rows[i][1]);
		assert_int_not_equal(texel(&scene, 0, 1, 8, 4), rows[i][1]);
		rig_close(&scene.rig);
	}
}

static void textures_in_tiled_resource_modes_get_their_depth(void **state)
{
	struct eu_message message = { .desc = 5 };
	const struct sample_surface *surface;
	u32 mode, x, y, value, dw[GEN9_SURFACE_STATE_DWORDS];
	u64 va;

	for (mode = GEN9_TILED_RESOURCE_YF; mode <= GEN9_TILED_RESOURCE_YS; mode++) {
		struct scene scene;

		scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
		*mark_at(&scene, 0, 0, 8, 4) = 0xff;
		texture_state(dw, GEN9_FORMAT_R32_FLOAT, GEN9_TILE_Y, 64, 64, PITCH);
		set_field(dw, GEN9_SS_TILED_RESOURCE, mode);
		set_field(dw, GEN9_SS_MIP_TAIL, 15);
		set_field(dw, GEN9_SS_QPITCH, QPITCH / 4);
		set_field(dw, GEN9_SS_AUX_MODE, GEN9_AUX_HIZ);
		set_field(dw, GEN9_SS_AUX_PITCH, HIZ_PITCH / 128 - 1);
		dw[GEN9_SS_AUX_ADDRESS] = lower_32_bits(HIZ);
		dw[GEN9_SS_AUX_ADDRESS + 1] = upper_32_bits(HIZ);
		dw[GEN9_SS_CLEAR_COLOR] = quarter;
		bind(&scene.rig, 5, dw);
		assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, false,
							     &surface), 0);
		for (y = 0; y < 64; y++) {
			for (x = 0; x < 64; x++) {
				const u32 at[3] = { x, y, 0 };

				assert_true(sample_surface_texel(surface, 0, at, 0, &va));
				rig_get(&scene.rig, va, &value, sizeof(value));
				assert_int_equal(value, x / 8 == 1 && y / 4 == 1 ? 0 : quarter);
			}
		}
		rig_close(&scene.rig);
	}
}

static void a_cancelled_search_is_done_again(void **state)
{
	struct scene scene;

	scene_open(&scene, GEN9_FORMAT_R32_FLOAT, 64, 64, 1);
	scene.rig.cancel = true;
	assert_int_equal(sample_unit_settle_depth(scene.rig.bindings.unit, &scene.surface,
						  &scene.aux, false), -ECANCELED);
	scene.rig.cancel = false;
	assert_int_equal(sample_unit_settle_depth(scene.rig.bindings.unit, &scene.surface,
						  &scene.aux, false), 0);
	assert_int_equal(texel(&scene, 0, 0, 63, 63), half);
	rig_close(&scene.rig);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_buffer_of_zeros_is_clear),
		TEST(blocks_get_the_depth_of_the_state_that_uses_them),
		TEST(use_without_writes_keeps_the_marks),
		TEST(a_clear_marks_whole_blocks_of_its_rectangle),
		TEST(each_block_of_each_level_and_layer_is_settled_for_itself),
		TEST(a_view_settles_its_layers_alone),
		TEST(a_block_has_all_samples_of_its_pixels),
		TEST(a_resolve_leaves_no_mark_and_keeps_the_depth),
		TEST(a_buffer_without_marks_is_searched_once_between_flushes),
		TEST(a_texture_gets_the_depth_of_its_surface_state),
		TEST(textures_in_tiled_resource_modes_get_their_depth),
		TEST(a_cancelled_search_is_done_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
