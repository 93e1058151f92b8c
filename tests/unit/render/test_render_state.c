// SPDX-License-Identifier: GPL-2.0-only
/* Test the raw commands of a context (render/state.c). */
#include "tests/unit/render/render_rig.h"

#define LAYOUT_0_1	0x732ec357u	/* render_state_layout() of versions 0.1.x */

static int setup(void **state)
{
	*state = rig_new();
	return 0;
}

static int teardown(void **state)
{
	rig_free(*state);
	return 0;
}

static void a_packet_reads_back_and_its_missing_dwords_are_zero(void **state)
{
	struct render_rig *rig = *state;
	const u32 *clip = render_packet(&rig->render, GEN9_OP_CLIP);

	assert_int_equal(clip[1], 0);
	rig_packet(rig, GEN9_OP_CLIP, 3, 1u, 2u, 3u);
	assert_int_equal(clip[0], GEN9_OP_CLIP << GEN9_OP_SHIFT);
	assert_int_equal(clip[3], 3);
	rig_packet(rig, GEN9_OP_CLIP, 1, 7u);
	assert_int_equal(clip[1], 7);
	assert_int_equal(clip[3], 0);
}

/* Each kind of the command table is kept apart from all others. */
static void packets_do_not_overlap(void **state)
{
	struct render_rig *rig = *state;
	u32 op, other, kinds = 0;

	for (op = 0x6000; op < 0x7c00; op++) {
		if (!render_packet(&rig->render, op) || op == GEN9_OP_STATE_BASE_ADDRESS ||
		    op == GEN9_OP_PIPELINE_SELECT)
			continue;
		rig_packet(rig, op, 0);
		kinds++;
	}
	for (op = 0x6000; op < 0x7c00; op++) {
		const u32 *packet = render_packet(&rig->render, op);

		if (packet && op != GEN9_OP_STATE_BASE_ADDRESS && op != GEN9_OP_PIPELINE_SELECT)
			assert_int_equal(packet[0], op << GEN9_OP_SHIFT);
		for (other = 0x7800; packet && other < op; other++)
			assert_ptr_not_equal(packet, render_packet(&rig->render, other));
	}
	assert_in_range(kinds, 70, 90);
}

/* The longest command of the last kind stays inside the state (ASan sees the rest). */
static void the_longest_commands_fit(void **state)
{
	struct render_rig *rig = *state;
	u32 dw[GEN9_SO_DECL_LIST_DWORDS + 1] = { GEN9_OP_SO_DECL_LIST << GEN9_OP_SHIFT };
	u32 n = GEN9_SO_DECL_LIST_DWORDS;

	dw[n - 1] = 5;
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, n), 0);
	assert_int_equal(render_packet(&rig->render, GEN9_OP_SO_DECL_LIST)[n - 1], 5);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, n + 1), -EINVAL);
	rig_packet(rig, GEN9_OP_SAMPLE_PATTERN, 8, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);
	assert_int_equal(render_packet(&rig->render, GEN9_OP_SAMPLE_PATTERN)[8], 8);
}

static void an_unknown_command_is_refused(void **state)
{
	struct render_rig *rig = *state;
	const u32 dw = 0x78ff0000;

	assert_int_equal(pgpu_pipeline_keep(rig->render.state, &dw, 1), -ENOENT);
	assert_null(render_packet(&rig->render, 0x78ff));
}

static void base_addresses_change_by_their_modify_bits(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0x1001u, 0x2u, 0u, 0x3001u, 0u, 0x5001u,
		   0xffffu, 0u, 0u, 0x9001u, 0u, 0u, 0u, 0u, 0u, 0x7001u, 0u, 0u);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_GENERAL), 0x200001000ull);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_SURFACE), 0x3000);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_DYNAMIC), 0xffff00005000ull);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_INDIRECT), 0);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_INSTRUCTION), 0x9000);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_BINDLESS), 0x7000);
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0x8000u, 0x8u, 0u, 0x4001u, 0u, 0u, 0u, 0u,
		   0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_GENERAL), 0x200001000ull);
	assert_int_equal(render_base(&rig->render, RENDER_BASE_SURFACE), 0x4000);
}

static void pipeline_select_changes_masked_bits(void **state)
{
	struct render_rig *rig = *state;
	u32 dw = 0x69040302;
	const u32 *packet = render_packet(&rig->render, GEN9_OP_PIPELINE_SELECT);

	assert_int_equal(pgpu_pipeline_keep(rig->render.state, &dw, 1), 0);
	assert_int_equal(gen9_field(packet, GEN9_PIPELINE), GEN9_PIPELINE_GPGPU);
	dw = 0x69041010;
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, &dw, 1), 0);
	assert_int_equal(packet[0], 0x12);
	dw = 0x69040300;
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, &dw, 1), 0);
	assert_int_equal(packet[0], 0x10);
}

static void vertex_buffers_are_set_by_index(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 8, 32u << 26 | 1u << 14 | 12, 0x1000u, 1u, 64u,
		   3u << 26 | 1u << 14 | 8, 0x2000u, 2u, 96u);
	assert_int_equal(gen9_field(render_vertex_buffer(&rig->render, 32), GEN9_VB_PITCH), 12);
	assert_int_equal(render_vertex_buffer(&rig->render, 3)[GEN9_VB_SIZE], 96);
	assert_int_equal(render_vertex_buffer(&rig->render, 0)[GEN9_VB_SIZE], 0);
	assert_int_equal(render_vertex_buffer(&rig->render, 33)[GEN9_VB_SIZE], 0);
	assert_int_equal(render_vertex_buffer(&rig->render, ~0u)[GEN9_VB_SIZE], 0);
	/* Without the modify bit the address stays. */
	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 4, 3u << 26 | 16, 0x9000u, 9u, 9u);
	assert_int_equal(gen9_field(render_vertex_buffer(&rig->render, 3), GEN9_VB_PITCH), 16);
	assert_int_equal(render_vertex_buffer(&rig->render, 3)[GEN9_VB_ADDRESS], 0x2000);
}

static void a_vertex_buffer_without_a_place_is_refused(void **state)
{
	struct render_rig *rig = *state;
	u32 dw[] = { GEN9_OP_VERTEX_BUFFERS << GEN9_OP_SHIFT, 33u << 26, 0, 0, 0 };

	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, 5), -EINVAL);
}

static void vertex_elements_are_counted(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 4, 1u, 2u, 3u, 4u);
	assert_int_equal(render_vertex_elements(&rig->render), 2);
	assert_int_equal(render_vertex_element(&rig->render, 1)[1], 4);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, 5u, 6u);
	assert_int_equal(render_vertex_elements(&rig->render), 1);
	assert_int_equal(render_vertex_element(&rig->render, 1)[1], 0);
}

static void instancing_and_stream_buffers_are_set_by_index(void **state)
{
	struct render_rig *rig = *state;
	u32 dw[] = { GEN9_OP_VF_INSTANCING << GEN9_OP_SHIFT, 34, 1 };

	rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 33u | 1u << 8, 7u);
	assert_int_equal(render_vf_instancing(&rig->render, 33)[GEN9_VF_INSTANCING_RATE], 7);
	assert_int_equal(render_vf_instancing(&rig->render, 32)[GEN9_VF_INSTANCING_RATE], 0);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, 3), -EINVAL);
	rig_packet(rig, GEN9_OP_SO_BUFFER, 7, 2u << 29, 1u, 2u, 3u, 4u, 5u, 6u);
	assert_int_equal(render_so_buffer(&rig->render, 2)[7], 6);
	assert_int_equal(render_so_buffer(&rig->render, 3)[7], 0);
	assert_int_equal(render_so_buffer(&rig->render, 4)[7], 0);
}

static void a_saved_state_loads_again(void **state)
{
	struct render_rig *rig = *state;
	u8 *saved = malloc(render_state_bytes());

	rig_packet(rig, GEN9_OP_SF, 1, 77u);
	render_state_save(&rig->render, saved);
	render_state_set(&rig->render, NULL);
	assert_int_equal(render_packet(&rig->render, GEN9_OP_SF)[1], 0);
	render_state_set(&rig->render, saved);
	assert_int_equal(render_packet(&rig->render, GEN9_OP_SF)[1], 77);
	assert_int_equal(render_state_bytes() % 4, 0);
	assert_in_range(render_state_bytes(), 4, 20 * PAGE_SIZE);
	free(saved);
}

static void a_hostile_state_loads_without_harm(void **state)
{
	struct render_rig *rig = *state;
	u8 *saved = malloc(render_state_bytes());

	memset(saved, 0xff, render_state_bytes());
	render_state_set(&rig->render, saved);
	assert_int_equal(render_vertex_elements(&rig->render), GEN9_VERTEX_ELEMENTS);
	free(saved);
}

/*
 * A context that another layout has saved begins anew, and moves are refused. So a new number needs
 * what docs/dev/migration.md says under "Versions", and a new FACET_ENGINE_API.
 */
static void the_layout_of_the_state_is_that_of_this_minor_version(void **state)
{
	assert_int_equal(render_state_layout(), LAYOUT_0_1);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_packet_reads_back_and_its_missing_dwords_are_zero),
		TEST(packets_do_not_overlap),
		TEST(the_longest_commands_fit),
		TEST(an_unknown_command_is_refused),
		TEST(base_addresses_change_by_their_modify_bits),
		TEST(pipeline_select_changes_masked_bits),
		TEST(vertex_buffers_are_set_by_index),
		TEST(a_vertex_buffer_without_a_place_is_refused),
		TEST(vertex_elements_are_counted),
		TEST(instancing_and_stream_buffers_are_set_by_index),
		TEST(a_saved_state_loads_again),
		TEST(a_hostile_state_loads_without_harm),
		TEST(the_layout_of_the_state_is_that_of_this_minor_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
