// SPDX-License-Identifier: GPL-2.0-only
/* Test streamout (render/streamout.c): what is written where, overflow, offsets, statistics. */
#include "tests/unit/render/fake_messages.h"
#include "tests/unit/render/vertex_states.h"

#include "render/assembly.h"
#include "render/primitive.h"
#include "render/streamout.h"

#define VUE		16u
#define BUFFER(i)	(0x1000u * (i))		/* offsets in the memory */
#define OFFSETS		0x8000u
#define DECL(buffer, reg, mask)	((buffer) << 12 | (reg) << 4 | (mask))
#define HOLE(buffer, mask)	((buffer) << 12 | 1u << 11 | (mask))

static u32 vue[3][VUE];
static struct render_streamout streamout;

static int setup(void **state)
{
	struct render_rig *rig = rig_new();
	u32 v, d;

	memset(rig->bytes, 0xee, RIG_BYTES);
	for (v = 0; v < 3; v++) {
		for (d = 0; d < VUE; d++)
			vue[v][d] = v << 8 | d;
	}
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	rig_free(*state);
	return 0;
}

/* Set a buffer of @dwords, whose offset is loaded if @offset says so. */
static void buffer(struct render_rig *rig, u32 i, u32 dwords, u32 offset)
{
	const u32 dw[] = {
		GEN9_OP_SO_BUFFER << GEN9_OP_SHIFT, i << 29 | 1u << 31 | 1u << 21 | 1u << 20,
		LOW(BUFFER(i)), HIGH, dwords - 1, LOW(OFFSETS + 4 * i), HIGH, offset,
	};

	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, 8), 0);
	assert_int_equal(render_streamout_buffer(&rig->render, dw, 8), 0);
}

static void enable(struct render_rig *rig, u32 flags, u32 pitches01, u32 pitches23)
{
	rig_packet(rig, GEN9_OP_STREAMOUT, 4, 1u << 31 | 1u << 25 | flags, 0u, pitches01,
		   pitches23);
}

static void objects(struct render_rig *rig, u32 kind, u32 n, bool reversed)
{
	const struct render_object object = {
		.kind = kind, .reversed = reversed, .v = { vue[0], vue[1], vue[2] }, .flat = vue[0],
	};

	render_streamout_begin(&rig->render, VUE, &streamout);
	while (n--)
		render_streamout_object(&streamout, &object);
	render_streamout_end(&streamout);
}

static u32 word(const struct render_rig *rig, u32 i, u32 d)
{
	return ((const u32 *)(rig->bytes + BUFFER(i)))[d];
}

static void components_are_packed_and_holes_are_skipped(void **state)
{
	struct render_rig *rig = *state;

	buffer(rig, 0, 64, 0);
	enable(rig, 0, 20, 0);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 8, 1u, 3u, DECL(0u, 1u, 5u), 0u, HOLE(0u, 1u), 0u,
		   DECL(0u, 2u, 8u), 0u);
	objects(rig, RENDER_LINE, 1, false);
	assert_int_equal(word(rig, 0, 0), 0x004);
	assert_int_equal(word(rig, 0, 1), 0x006);
	assert_int_equal(word(rig, 0, 2), 0xeeeeeeee);
	assert_int_equal(word(rig, 0, 3), 0x00b);
	assert_int_equal(word(rig, 0, 4), 0xeeeeeeee);
	assert_int_equal(word(rig, 0, 5), 0x104);
	assert_int_equal(word(rig, 0, 8), 0x10b);
	assert_int_equal(word(rig, 0, 9), 0xeeeeeeee);
	assert_int_equal(rig->regs[GEN9_SO_WRITE_OFFSET / 4], 40);
}

static void declarations_go_to_their_buffers(void **state)
{
	struct render_rig *rig = *state;

	buffer(rig, 1, 64, 0);
	buffer(rig, 3, 64, 0);
	enable(rig, 0, 4u << 16, 8u << 16);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 6, 10u, 2u, DECL(3u, 1u, 3u), 0u, DECL(1u, 2u, 1u),
		   0u);
	objects(rig, RENDER_TRIANGLE, 1, false);
	assert_int_equal(word(rig, 1, 0), 0x008);
	assert_int_equal(word(rig, 1, 2), 0x208);
	assert_int_equal(word(rig, 3, 0), 0x004);
	assert_int_equal(word(rig, 3, 5), 0x205);
	assert_int_equal(word(rig, 0, 0), 0xeeeeeeee);
}

static void a_reversed_triangle_is_reordered(void **state)
{
	struct render_rig *rig = *state;

	buffer(rig, 0, 64, 0);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 4, 1u, 1u, DECL(0u, 0u, 1u), 0u);
	enable(rig, 0, 4, 0);
	objects(rig, RENDER_TRIANGLE, 1, true);
	assert_int_equal(word(rig, 0, 0), 0x000);
	assert_int_equal(word(rig, 0, 1), 0x200);
	assert_int_equal(word(rig, 0, 2), 0x100);
	enable(rig, 1u << 26, 4, 0);
	objects(rig, RENDER_TRIANGLE, 1, true);
	assert_int_equal(word(rig, 0, 3), 0x100);
	assert_int_equal(word(rig, 0, 4), 0x000);
	assert_int_equal(word(rig, 0, 5), 0x200);
}

static void a_primitive_without_room_is_counted_and_not_written(void **state)
{
	struct render_rig *rig = *state;

	buffer(rig, 0, 6, 0);
	enable(rig, 0, 4, 0);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 4, 1u, 1u, DECL(0u, 0u, 1u), 0u);
	objects(rig, RENDER_TRIANGLE, 3, false);
	assert_int_equal(rig->regs[GEN9_SO_NUM_PRIMS_WRITTEN / 4], 2);
	assert_int_equal(rig->regs[GEN9_SO_PRIM_STORAGE_NEEDED / 4], 3);
	assert_int_equal(word(rig, 0, 5), 0x200);
	assert_int_equal(word(rig, 0, 6), 0xeeeeeeee);
	/* A buffer that is off has no room. */
	rig_packet(rig, GEN9_OP_SO_BUFFER, 7, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	objects(rig, RENDER_TRIANGLE, 1, false);
	assert_int_equal(rig->regs[GEN9_SO_NUM_PRIMS_WRITTEN / 4], 2);
}

static void offsets_are_set_loaded_and_stored(void **state)
{
	struct render_rig *rig = *state;
	u32 stored;

	buffer(rig, 0, 64, 8);
	assert_int_equal(rig->regs[GEN9_SO_WRITE_OFFSET / 4], 8);
	enable(rig, 0, 4, 0);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 4, 1u, 1u, DECL(0u, 0u, 1u), 0u);
	objects(rig, RENDER_POINT, 2, false);
	assert_int_equal(word(rig, 0, 1), 0xeeeeeeee);
	assert_int_equal(word(rig, 0, 2), 0);
	memcpy(&stored, rig->bytes + OFFSETS, 4);
	assert_int_equal(stored, 16);
	rig->regs[GEN9_SO_WRITE_OFFSET / 4] = 0;
	buffer(rig, 0, 64, 0xffffffff);
	assert_int_equal(rig->regs[GEN9_SO_WRITE_OFFSET / 4], 16);
}

static void a_pitch_below_the_vertex_writes_nothing_behind_the_buffer(void **state)
{
	struct render_rig *rig = *state;

	buffer(rig, 0, 2, 0);
	enable(rig, 0, 0, 0);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 4, 1u, 1u, DECL(0u, 63u, 15u), 0u);
	objects(rig, RENDER_POINT, 1, false);
	assert_int_equal(word(rig, 0, 1), 0);
	assert_int_equal(word(rig, 0, 2), 0xeeeeeeee);
}

static void hostile_offsets_and_counts_stay_inside(void **state)
{
	struct render_rig *rig = *state;
	u32 dw[GEN9_SO_DECL_LIST_DWORDS], i;

	memset(dw, 0xff, sizeof(dw));
	dw[0] = GEN9_OP_SO_DECL_LIST << GEN9_OP_SHIFT;
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, ARRAY_SIZE(dw)), 0);
	enable(rig, 0, 0x0fff0fff, 0x0fff0fff);
	for (i = 0; i < 4; i++)
		buffer(rig, i, 0x400, 0xfffffff0);
	objects(rig, RENDER_TRIANGLE, 2, false);
	assert_int_equal(rig->regs[GEN9_SO_NUM_PRIMS_WRITTEN / 4], 0);
	assert_int_equal(rig->regs[GEN9_SO_PRIM_STORAGE_NEEDED / 4], 2);
}

static void rendering_can_be_disabled(void **state)
{
	struct render_rig *rig = *state;

	enable(rig, 1u << 30, 0, 0);
	render_streamout_begin(&rig->render, VUE, &streamout);
	assert_int_equal(streamout.rendered, 0);
	enable(rig, 1u << 27, 0, 0);
	render_streamout_begin(&rig->render, VUE, &streamout);
	assert_int_equal(streamout.rendered, 1 << 1);
	enable(rig, 0, 0, 0);
	render_streamout_begin(&rig->render, VUE, &streamout);
	assert_int_equal(streamout.rendered, 1 << 0);
}

static void all_streams_are_rendered_without_streamout(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_STREAMOUT, 4, 1u << 30 | 3u << 27, 0u, 0u, 0u);
	render_streamout_begin(&rig->render, VUE, &streamout);
	assert_int_equal(streamout.rendered, 0xf);
}

/* Each stream has declarations, a read offset and statistics of its own. Buffers are shared. */
static void streams_write_what_their_declarations_say(void **state)
{
	struct render_rig *rig = *state;
	struct render_object object = { .kind = RENDER_POINT, .v = { vue[1] }, .flat = vue[1] };
	const u32 decls[] = {
		GEN9_OP_SO_DECL_LIST << GEN9_OP_SHIFT, 0, 1u | 2u << 8 | 0u << 16 | 1u << 24,
		DECL(0, 1, 1u) | DECL(1, 0, 3u) << 16, DECL(2, 1, 4u) << 16,
		DECL(0, 0, 8u) << 16, 0,
	};
	static const u8 streams[] = { 0, 1, 2, 3, 0 };
	u32 i;

	assert_int_equal(pgpu_pipeline_keep(rig->render.state, decls, ARRAY_SIZE(decls)), 0);
	/* Streams 1 and 3 read from unit 1 on. */
	rig_packet(rig, GEN9_OP_STREAMOUT, 4, 1u << 31 | 1u << 25, 1u << 13 | 1u << 29,
		   8u << 16 | 8u, 4u);
	for (i = 0; i < 3; i++)
		buffer(rig, i, 16, 0);
	render_streamout_begin(&rig->render, VUE, &streamout);
	for (i = 0; i < ARRAY_SIZE(streams); i++) {
		object.stream = streams[i];
		render_streamout_object(&streamout, &object);
	}
	render_streamout_end(&streamout);
	assert_int_equal(word(rig, 0, 0), 0x104);
	/* Stream 1 alone has a second declaration. Its vertex is the second one in buffer 0. */
	assert_int_equal(word(rig, 0, 1), 0xeeeeeeee);
	assert_int_equal(word(rig, 0, 2), 0x10b);
	assert_int_equal(word(rig, 0, 3), 0xeeeeeeee);
	assert_int_equal(word(rig, 0, 4), 0x104);
	assert_int_equal(word(rig, 1, 0), 0x108);
	assert_int_equal(word(rig, 1, 1), 0x109);
	assert_int_equal(word(rig, 2, 0), 0x10e);
	assert_int_equal(rig->regs[GEN9_SO_WRITE_OFFSET / 4], 24);
	assert_int_equal(rig->regs[GEN9_SO_WRITE_OFFSET / 4 + 2], 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(rig->regs[GEN9_SO_NUM_PRIMS_WRITTEN / 4 + 2 * i], 1 + !!(i == 0));
		assert_int_equal(rig->regs[GEN9_SO_PRIM_STORAGE_NEEDED / 4 + 2 * i],
				 1 + !!(i == 0));
	}
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(components_are_packed_and_holes_are_skipped),
		TEST(declarations_go_to_their_buffers),
		TEST(a_reversed_triangle_is_reordered),
		TEST(a_primitive_without_room_is_counted_and_not_written),
		TEST(offsets_are_set_loaded_and_stored),
		TEST(a_pitch_below_the_vertex_writes_nothing_behind_the_buffer),
		TEST(hostile_offsets_and_counts_stay_inside),
		TEST(rendering_can_be_disabled),
		TEST(all_streams_are_rendered_without_streamout),
		TEST(streams_write_what_their_declarations_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
