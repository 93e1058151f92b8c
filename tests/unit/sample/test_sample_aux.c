// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test auxiliary surfaces: marks of fast clears against a model that looks at one pixel at a time.
 * The model knows where a block's bits are: it has its own formulas of tiles and levels.
 */
#include "sample_levels.h"
#include "sample_states.h"

#include "sample/aux_surface.h"
#include "sample/unit_state.h"

#define AUX		(RIG_VA + 0x1c00000)
#define AUX_PITCH	512u	/* bytes */
#define AUX_QPITCH	512u	/* rows of blocks, or of the MCS */
#define QPITCH		256u
#define PITCH		4096u
#define TARGET		5u	/* binding table index */

/* A surface of a test, and what its pixels and words are to be. */
struct scene {
	struct rig rig;
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	u32 bytes;
	u32 width;
	u32 height;
	u32 samples;
	const struct sample_surface *surface;
};

static const u32 red[4] = { 0x3f800000, 0, 0, 0x3f800000 };	/* 1, 0, 0, 1 */
static const u32 blue[4] = { 0, 0, 0x3f800000, 0x3f800000 };

static void clear_color(struct scene *scene, const u32 *color)
{
	memcpy(&scene->dw[GEN9_SS_CLEAR_COLOR], color, 4 * sizeof(u32));
}

static u32 format_of(u32 bytes)
{
	return bytes == 4 ? GEN9_FORMAT_R8G8B8A8_UNORM :
	       bytes == 8 ? GEN9_FORMAT_R16G16B16A16_UNORM : GEN9_FORMAT_R32G32B32A32_FLOAT;
}

static void scene_open(struct scene *scene, u32 bytes, u32 width, u32 height, u32 samples)
{
	memset(scene, 0, sizeof(*scene));
	rig_open(&scene->rig);
	scene->rig.bindings.surface_base = STATES_SURFACES;
	scene->rig.bindings.binding_table = STATES_TABLE;
	scene->bytes = bytes;
	scene->width = width;
	scene->height = height;
	scene->samples = samples;
	texture_state(scene->dw, format_of(bytes), GEN9_TILE_Y, width, height, PITCH);
	set_field(scene->dw, GEN9_SS_SAMPLES, (u32)ilog2(samples));
	set_field(scene->dw, GEN9_SS_HALIGN, 3);
	set_field(scene->dw, GEN9_SS_QPITCH, QPITCH / 4);
	set_field(scene->dw, GEN9_SS_AUX_MODE, GEN9_AUX_CCS_D);
	set_field(scene->dw, GEN9_SS_AUX_PITCH, AUX_PITCH / 128 - 1);
	set_field(scene->dw, GEN9_SS_AUX_QPITCH, samples > 1 ? AUX_QPITCH / 4 : AUX_QPITCH);
	scene->dw[GEN9_SS_AUX_ADDRESS] = lower_32_bits(AUX);
	scene->dw[GEN9_SS_AUX_ADDRESS + 1] = upper_32_bits(AUX);
	clear_color(scene, red);
}

static void rebind(struct scene *scene)
{
	bind(&scene->rig, TARGET, scene->dw);
	assert_int_equal(sample_unit_surface(&scene->rig.bindings, TARGET, true, &scene->surface),
			 0);
}

static void settle(struct scene *scene)
{
	rebind(scene);
	assert_int_equal(sample_unit_settle(&scene->rig.bindings, scene->surface), 0);
}

static void mark(struct scene *scene, u32 layer, u32 x0, u32 y0, u32 x1, u32 y1)
{
	const struct sample_aux_rectangle pixels = { x0, y0, x1, y1 };

	rebind(scene);
	assert_int_equal(sample_unit_mark(&scene->rig.bindings, scene->surface, layer, &pixels), 0);
}

/* --- the model ------------------------------------------------------------------------------ */

static u64 y_tiled(u64 base, u32 pitch, u32 byte, u32 row)
{
	return base + (u64)(row / 32) * pitch * 32 + byte / 128 * 4096 + byte % 128 / 16 * 512 +
	       row % 32 * 16 + byte % 16;
}

static u64 pixel_va(const struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 left, top;

	level_place(scene->width, scene->height, level, 16, 4, &left, &top);
	return y_tiled(STATES_DATA, PITCH, (left + x) * scene->bytes, top + layer * QPITCH + y);
}

/* The byte of the CCS that has the bits of a pixel's block. @shift: gets the first bit. */
static u64 block_va(const struct scene *scene, u32 level, u32 layer, u32 x, u32 y, u32 *shift)
{
	u32 left, top, row;

	level_place(scene->width, scene->height, level, 128, 64, &left, &top);
	row = top / 4 + layer * AUX_QPITCH + y / 4;
	*shift = row % 4 * 2;
	return y_tiled(AUX, AUX_PITCH, (left + x) * scene->bytes / 32, row / 4);
}

static u32 block_code(struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 shift;
	u64 va = block_va(scene, level, layer, x, y, &shift);

	return *rig_at(&scene->rig, va) >> shift & 3;
}

static u32 pixel(struct scene *scene, u32 level, u32 layer, u32 x, u32 y)
{
	u32 value;

	rig_get(&scene->rig, pixel_va(scene, level, layer, x, y), &value, sizeof(value));
	return value;
}

/* The first dword of red. */
static u32 red_dword(const struct scene *scene)
{
	return scene->bytes == 4 ? 0xff0000ff : scene->bytes == 8 ? 0xffff : 0x3f800000;
}

/* --- CCS ------------------------------------------------------------------------------------ */

static void mark_sets_the_bits_of_a_rectangle_of_blocks(void **state)
{
	struct scene scene;
	u32 x, y;

	scene_open(&scene, 4, 256, 200, 1);
	mark(&scene, 0, 64, 32, 192, 96);
	for (y = 0; y < 200; y++)
		for (x = 0; x < 256; x++)
			assert_int_equal(block_code(&scene, 0, 0, x, y),
					 x >= 64 && x < 192 && y >= 32 && y < 96 ? 3 : 0);
	assert_int_equal(pixel(&scene, 0, 0, 64, 32), 0);
	rig_close(&scene.rig);
}

static void marks_stay_within_the_level(void **state)
{
	struct scene scene;
	u32 i, marked = 0;

	scene_open(&scene, 4, 100, 60, 1);
	mark(&scene, 0, 0, 0, ~0u / 4, ~0u);
	for (i = 0; i < AUX_PITCH * 64; i++)
		marked += !!*rig_at(&scene.rig, AUX + i);
	assert_int_equal(marked, 13 * 4);
	rig_close(&scene.rig);
}

static void marked_blocks_get_the_colour_of_the_state_that_uses_them(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	mark(&scene, 0, 0, 0, 64, 64);
	clear_color(&scene, blue);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 0, 0), 0xffff0000);
	assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xffff0000);
	assert_int_equal(block_code(&scene, 0, 0, 63, 63), 0);
	clear_color(&scene, red);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xffff0000);
	rig_close(&scene.rig);
}

/* Settle random words of a level and a layer, and compare each pixel. */
static void random_words(u32 bytes, u32 width, u32 height, u32 level, u32 layer)
{
	u32 random = bytes + level, x, y, i, w, h, shift;
	static u8 code[512][512];
	struct scene scene;

	scene_open(&scene, bytes, width, height, 1);
	set_field(scene.dw, GEN9_SS_MIP_COUNT, level);
	set_field(scene.dw, GEN9_SS_DEPTH, 3);
	set_field(scene.dw, GEN9_SS_MIN_ARRAY, layer);
	w = level_size(width, level);
	h = level_size(height, level);
	for (y = 0; y < h; y += 4) {
		for (x = 0; x < w; x += 32 / bytes) {
			u8 *at = rig_at(&scene.rig, block_va(&scene, level, layer, x, y, &shift));

			code[y / 4][x * bytes / 32] = rig_random(&random) % 4;
			*at |= (u8)(code[y / 4][x * bytes / 32] << shift);
		}
	}
	for (y = 0; y < up(h, 4) + 4; y++)
		for (x = 0; x < up(w, 32 / bytes); x++)
			rig_put(&scene.rig, pixel_va(&scene, level, layer, x, y), &(u32){ 7 }, 4);
	settle(&scene);
	for (y = 0; y < h; y++) {
		for (x = 0; x < w; x++) {
			i = code[y / 4][x * bytes / 32];
			assert_int_equal(pixel(&scene, level, layer, x, y),
					 i >= 2 ? red_dword(&scene) : 7);
			assert_int_equal(block_code(&scene, level, layer, x, y), i >= 2 ? 0 : i);
		}
	}
	/* Rows below the level's blocks belong to others. */
	assert_int_equal(pixel(&scene, level, layer, 0, up(h, 4)), 7);
	rig_close(&scene.rig);
}

static void each_block_is_settled_for_itself(void **state)
{
	random_words(4, 256, 128, 0, 0);
	random_words(4, 133, 77, 0, 0);
	random_words(8, 100, 50, 0, 0);
	random_words(16, 70, 30, 0, 0);
}

static void words_beyond_a_level_mark_nothing(void **state)
{
	struct scene scene;
	u32 i;

	/* Three blocks across and five down: the second row of bytes has one block of the level. */
	scene_open(&scene, 4, 24, 20, 1);
	for (i = 0; i < PAGE_SIZE; i++)
		*rig_at(&scene.rig, AUX + i) = 0xff;
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 23, 19), 0xff0000ff);
	assert_int_equal(pixel(&scene, 0, 0, 24, 19), 0);
	assert_int_equal(pixel(&scene, 0, 0, 23, 20), 0);
	rig_close(&scene.rig);
}

static void levels_and_layers_have_blocks_of_their_own(void **state)
{
	u32 level;

	for (level = 0; level < 5; level++)
		random_words(4, 200, 120, level, level % 3);
	random_words(8, 200, 120, 1, 2);
	random_words(8, 200, 120, 3, 0);
	random_words(16, 150, 120, 2, 1);
}

static void a_view_of_a_texture_settles_all_its_levels_and_layers(void **state)
{
	struct eu_message message = { .desc = TARGET };
	const struct sample_surface *surface;
	struct scene scene;
	u32 level, layer;

	scene_open(&scene, 4, 200, 120, 1);
	for (level = 0; level < 4; level++) {
		set_field(scene.dw, GEN9_SS_MIP_COUNT, level);
		set_field(scene.dw, GEN9_SS_VIEW_EXTENT, 2);
		for (layer = 0; layer < 3; layer++)
			mark(&scene, layer, 0, 0, 256, 256);
	}
	set_field(scene.dw, GEN9_SS_DEPTH, 2);
	set_field(scene.dw, GEN9_SS_MIP_COUNT, 3);
	bind(&scene.rig, TARGET, scene.dw);
	assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, false,
						     &surface), 0);
	for (level = 0; level < 4; level++)
		for (layer = 0; layer < 3; layer++)
			assert_int_equal(pixel(&scene, level, layer, level_size(200, level) - 1,
					       level_size(120, level) - 1), 0xff0000ff);
	rig_close(&scene.rig);
}

static void a_texture_keeps_the_marks(void **state)
{
	struct eu_message message = { .desc = TARGET };
	const struct sample_surface *surface;
	u32 samples;

	for (samples = 1; samples <= 4; samples *= 4) {
		struct scene scene;

		scene_open(&scene, 4, 64, 64, samples);
		mark(&scene, 0, 0, 0, 64, 64);
		bind(&scene.rig, TARGET, scene.dw);
		assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, false,
							     &surface), 0);
		assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xff0000ff);
		/* A clear with another colour is a new state alone. */
		clear_color(&scene, blue);
		bind(&scene.rig, TARGET, scene.dw);
		assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, false,
							     &surface), 0);
		assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xffff0000);
		clear_color(&scene, red);
		settle(&scene);
		assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xff0000ff);
		clear_color(&scene, blue);
		settle(&scene);
		assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xff0000ff);
		rig_close(&scene.rig);
	}
}

static void a_message_that_writes_removes_the_marks(void **state)
{
	struct eu_message message = { .desc = TARGET };
	const struct sample_surface *surface;
	struct scene scene;
	u32 writes;

	scene_open(&scene, 4, 64, 64, 1);
	mark(&scene, 0, 0, 0, 64, 64);
	bind(&scene.rig, TARGET, scene.dw);
	/* The first message reads, the second one writes. */
	for (writes = 0; writes < 2; writes++)
		assert_int_equal(sample_unit_message_surface(&scene.rig.bindings, &message, writes,
							     &surface), 0);
	clear_color(&scene, blue);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xff0000ff);
	rig_close(&scene.rig);
}

/* Read a texture whose marks stay. Return: polls with work. */
static u32 read_texture(struct scene *scene)
{
	struct eu_message message = { .desc = TARGET };
	const struct sample_surface *surface;
	u32 polls = scene->rig.polls;

	sample_unit_flush(scene->rig.bindings.unit);
	bind(&scene->rig, TARGET, scene->dw);
	assert_int_equal(sample_unit_message_surface(&scene->rig.bindings, &message, false,
						     &surface), 0);
	return scene->rig.polls - polls;
}

static void marks_that_stay_are_written_once_per_colour(void **state)
{
	u32 samples, work, idle;

	for (samples = 1; samples <= 16; samples *= 2) {
		struct scene scene;

		scene_open(&scene, 4, 64, 64, samples);
		idle = read_texture(&scene);
		mark(&scene, 0, 0, 0, 64, 64);
		work = read_texture(&scene);
		assert_true(work > idle);
		assert_int_equal(read_texture(&scene), idle);
		/* A part becomes clear again: it alone has no colour. */
		mark(&scene, 0, 0, 0, 16, 16);
		memset(rig_at(&scene.rig, pixel_va(&scene, 0, 0, 0, 0)), 0, 4);
		clear_color(&scene, blue);
		assert_true(read_texture(&scene) > idle);
		assert_int_equal(pixel(&scene, 0, 0, 0, 0), 0xffff0000);
		assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xffff0000);
		rig_close(&scene.rig);
	}
}

static void use_without_an_auxiliary_surface_finds_the_pixels_as_they_lie(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	mark(&scene, 0, 0, 0, 64, 64);
	set_field(scene.dw, GEN9_SS_AUX_MODE, 0);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 0, 0), 0);
	assert_int_equal(block_code(&scene, 0, 0, 0, 0), 3);
	rig_close(&scene.rig);
}

static void marks_that_others_made_are_found_after_a_flush(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	settle(&scene);
	*rig_at(&scene.rig, AUX) = 3;
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 0, 0), 0);
	sample_unit_flush(scene.rig.bindings.unit);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 7, 3), 0xff0000ff);
	assert_int_equal(pixel(&scene, 0, 0, 8, 3), 0);
	*rig_at(&scene.rig, AUX) = 3;
	scene.rig.space.generation++;
	sample_windows_refresh(scene.rig.windows);
	clear_color(&scene, blue);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 7, 3), 0xffff0000);
	rig_close(&scene.rig);
}

static void a_surface_without_marks_is_searched_once(void **state)
{
	struct scene scene;
	u32 polls;

	scene_open(&scene, 4, 64, 64, 1);
	settle(&scene);
	polls = scene.rig.polls;
	assert_true(polls);
	settle(&scene);
	clear_color(&scene, blue);
	settle(&scene);
	assert_int_equal(scene.rig.polls, polls);
	rig_close(&scene.rig);
}

static void a_full_resolve_leaves_no_word(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	*rig_at(&scene.rig, AUX + 1) = 0x9d;
	settle(&scene);
	assert_int_equal(*rig_at(&scene.rig, AUX + 1), 0x11);
	assert_int_equal(sample_unit_resolve(&scene.rig.bindings, scene.surface, 0), 0);
	assert_int_equal(*rig_at(&scene.rig, AUX + 1), 0);
	rig_close(&scene.rig);
}

static void a_compressed_target_gets_a_word_that_marks_nothing(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	settle(&scene);
	assert_int_equal(*rig_at(&scene.rig, AUX), 0);
	set_field(scene.dw, GEN9_SS_AUX_MODE, GEN9_AUX_CCS_E);
	settle(&scene);
	assert_int_not_equal(*rig_at(&scene.rig, AUX), 0);
	sample_unit_flush(scene.rig.bindings.unit);
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 0, 0), 0);
	rig_close(&scene.rig);
}

static void a_cancelled_search_ends_and_is_done_again(void **state)
{
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	mark(&scene, 0, 0, 0, 64, 64);
	rebind(&scene);
	scene.rig.cancel = true;
	assert_int_equal(sample_unit_settle(&scene.rig.bindings, scene.surface), -ECANCELED);
	scene.rig.cancel = false;
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 0, 63, 63), 0xff0000ff);
	rig_close(&scene.rig);
}

static void marks_in_tiled_resource_modes_lie_as_those_of_tiling_y(void **state)
{
	u32 mode, x, y, value;
	u64 va;

	for (mode = GEN9_TILED_RESOURCE_YF; mode <= GEN9_TILED_RESOURCE_YS; mode++) {
		struct scene scene;

		scene_open(&scene, 4, 256, 128, 1);
		set_field(scene.dw, GEN9_SS_TILED_RESOURCE, mode);
		set_field(scene.dw, GEN9_SS_MIP_TAIL, 15);
		mark(&scene, 0, 64, 32, 192, 96);
		for (y = 0; y < 128; y++)
			for (x = 0; x < 256; x++)
				assert_int_equal(block_code(&scene, 0, 0, x, y),
						 x / 64 % 3 && y / 32 % 3 ? 3 : 0);
		settle(&scene);
		for (y = 0; y < 128; y++) {
			for (x = 0; x < 256; x++) {
				const u32 at[3] = { x, y, 0 };

				assert_true(sample_surface_texel(scene.surface, 0, at, 0, &va));
				rig_get(&scene.rig, va, &value, sizeof(value));
				assert_int_equal(value,
						 x / 64 % 3 && y / 32 % 3 ? 0xff0000ff : 0);
			}
		}
		rig_close(&scene.rig);
	}
}

static void levels_in_tiled_resource_modes_have_no_marks(void **state)
{
	const struct sample_aux_rectangle pixels = { 0, 0, 64, 64 };
	struct scene scene;

	scene_open(&scene, 4, 64, 64, 1);
	set_field(scene.dw, GEN9_SS_TILED_RESOURCE, GEN9_TILED_RESOURCE_YF);
	set_field(scene.dw, GEN9_SS_MIP_TAIL, 15);
	set_field(scene.dw, GEN9_SS_MIP_COUNT, 1);
	rebind(&scene);
	assert_int_equal(sample_unit_mark(&scene.rig.bindings, scene.surface, 0, &pixels),
			 -EINVAL);
	rig_close(&scene.rig);
}

static void layouts_that_cannot_have_marks_refuse_a_fast_clear(void **state)
{
	static const u32 fields[][2] = {
		{ GEN9_SS_TILE_MODE, GEN9_TILE_X }, { GEN9_SS_TILE_MODE, GEN9_TILE_LINEAR },
		{ GEN9_SS_FORMAT, GEN9_FORMAT_R8_UNORM }, { GEN9_SS_AUX_MODE, 0 },
		{ GEN9_SS_TYPE, GEN9_SURFACE_1D }, { GEN9_SS_X_OFFSET, 1 },
		{ GEN9_SS_BASE_LOW, lower_32_bits(STATES_DATA) + 64 },
	};
	const struct sample_aux_rectangle pixels = { 0, 0, 64, 64 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct scene scene;

		scene_open(&scene, 4, 64, 64, 1);
		set_field(scene.dw, fields[i][0], fields[i][1]);
		rebind(&scene);
		assert_int_equal(sample_unit_mark(&scene.rig.bindings, scene.surface, 0, &pixels),
				 -EINVAL);
		assert_int_equal(scene.rig.refused, 1);
		rig_close(&scene.rig);
	}
}

/* --- MCS ------------------------------------------------------------------------------------ */

static const u64 identity[] = { 0, 2, 0xe4, 0x76543210, 0xfedcba9876543210 };
static const u32 word_bytes[] = { 0, 1, 1, 4, 8 };

static u64 word_at(struct scene *scene, u32 x, u32 y)
{
	u32 bytes = word_bytes[ilog2(scene->samples)];
	u64 word = 0;

	rig_get(&scene->rig, y_tiled(AUX, AUX_PITCH, x * bytes, y), &word, bytes);
	return word;
}

/* Each sample has a layer. */
static void mcs_random(u32 samples)
{
	u32 x, y, s, random = samples, bytes = word_bytes[ilog2(samples)];
	u64 clear = samples == 2 ? 3 : bytes == 8 ? ~0ull : (1ull << 8 * bytes) - 1, word;
	static bool marked[32][64];
	struct scene scene;

	scene_open(&scene, 4, 50, 30, samples);
	for (y = 0; y < 30; y++) {
		for (x = 0; x < 50; x++) {
			marked[y][x] = rig_random(&random) & 1;
			word = marked[y][x] ? clear : identity[ilog2(samples)];
			rig_put(&scene.rig, y_tiled(AUX, AUX_PITCH, x * bytes, y), &word, bytes);
		}
	}
	settle(&scene);
	for (y = 0; y < 30; y++) {
		for (x = 0; x < 50; x++) {
			for (s = 0; s < samples; s++)
				assert_int_equal(pixel(&scene, 0, s, x, y),
						 marked[y][x] ? 0xff0000ff : 0);
			assert_true(word_at(&scene, x, y) == identity[ilog2(samples)]);
		}
	}
	rig_close(&scene.rig);
}

static void each_pixel_with_samples_is_settled_for_itself(void **state)
{
	mcs_random(2);
	mcs_random(4);
	mcs_random(8);
	mcs_random(16);
}

static void a_fast_clear_of_samples_marks_their_pixels(void **state)
{
	u32 samples, x, y, s;

	for (samples = 2; samples <= 16; samples *= 2) {
		struct scene scene;

		scene_open(&scene, 4, 50, 30, samples);
		mark(&scene, 0, 16, 4, 48, 28);
		assert_true(word_at(&scene, 16, 4) != 0);
		assert_true(word_at(&scene, 15, 4) == 0);
		settle(&scene);
		for (y = 0; y < 30; y++)
			for (x = 0; x < 50; x++)
				for (s = 0; s < samples; s++)
					assert_int_equal(pixel(&scene, 0, s, x, y) != 0,
							 x >= 16 && x < 48 && y >= 4 && y < 28);
		rig_close(&scene.rig);
	}
}

static void a_new_mcs_of_ones_is_clear(void **state)
{
	struct scene scene;
	u32 i;

	scene_open(&scene, 4, 50, 30, 4);
	for (i = 0; i < AUX_PITCH * 32; i++)
		*rig_at(&scene.rig, AUX + i) = 0xff;
	settle(&scene);
	assert_int_equal(pixel(&scene, 0, 3, 49, 29), 0xff0000ff);
	assert_int_equal(pixel(&scene, 0, 3, 50, 29), 0);
	rig_close(&scene.rig);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mark_sets_the_bits_of_a_rectangle_of_blocks),
		TEST(marks_stay_within_the_level),
		TEST(marked_blocks_get_the_colour_of_the_state_that_uses_them),
		TEST(each_block_is_settled_for_itself),
		TEST(words_beyond_a_level_mark_nothing),
		TEST(levels_and_layers_have_blocks_of_their_own),
		TEST(a_view_of_a_texture_settles_all_its_levels_and_layers),
		TEST(a_texture_keeps_the_marks),
		TEST(a_message_that_writes_removes_the_marks),
		TEST(marks_that_stay_are_written_once_per_colour),
		TEST(use_without_an_auxiliary_surface_finds_the_pixels_as_they_lie),
		TEST(marks_that_others_made_are_found_after_a_flush),
		TEST(a_surface_without_marks_is_searched_once),
		TEST(a_full_resolve_leaves_no_word),
		TEST(a_compressed_target_gets_a_word_that_marks_nothing),
		TEST(a_cancelled_search_ends_and_is_done_again),
		TEST(marks_in_tiled_resource_modes_lie_as_those_of_tiling_y),
		TEST(levels_in_tiled_resource_modes_have_no_marks),
		TEST(layouts_that_cannot_have_marks_refuse_a_fast_clear),
		TEST(each_pixel_with_samples_is_settled_for_itself),
		TEST(a_fast_clear_of_samples_marks_their_pixels),
		TEST(a_new_mcs_of_ones_is_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
