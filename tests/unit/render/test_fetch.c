// SPDX-License-Identifier: GPL-2.0-only
/* Test vertex fetch (render/fetch.c): indices, addresses, component controls, generated values. */
#include "tests/unit/render/vertex_states.h"

#include "render/fetch.h"

#define ZERO	GEN9_VFCOMP_STORE_0
#define FP	GEN9_VFCOMP_STORE_1_FP
#define INT	GEN9_VFCOMP_STORE_1_INT
#define UINT4	GEN9_FORMAT_R32G32B32A32_UINT

static int setup(void **state)
{
	struct render_rig *rig = rig_new();
	u32 i;

	for (i = 0; i < RIG_BYTES / 4; i++)
		((u32 *)rig->bytes)[i] = 0x1000 + i;
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	rig_free(*state);
	return 0;
}

/* Set vertex buffer 0 at the memory's beginning. */
static void buffer(struct render_rig *rig, u32 pitch, u32 size)
{
	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 4, 1u << 14 | pitch, LOW(0), HIGH, size);
}

static void index_buffer(struct render_rig *rig, u32 format, u32 offset, u32 size)
{
	rig_packet(rig, GEN9_OP_INDEX_BUFFER, 4, format << 8, LOW(offset), HIGH, size);
}

static void begin(struct render_rig *rig, struct render_fetch *fetch, bool random)
{
	assert_int_equal(render_fetch_begin(&rig->render, fetch, random), 0);
	assert_null(rig->unsupported);
}

static void each_component_control_stores_its_value(void **state)
{
	static const struct {
		u32 control;
		u32 value;
	} rows[] = {
		{ SRC, 0x1001 }, { ZERO, 0 }, { FP, 0x3f800000 }, { INT, 1 },
		{ GEN9_VFCOMP_NOSTORE, 0xcccccccc },
	};
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[8], i;

	buffer(rig, 16, 64);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(UINT4, 0u),
			   CONTROLS(SRC, rows[i].control, ZERO, FP));
		begin(rig, &fetch, false);
		memset(entry, 0xcc, sizeof(entry));
		render_fetch_vertex(&rig->render, &fetch, 0, 0, entry, ARRAY_SIZE(entry));
		assert_int_equal(entry[0], 0x1000);
		assert_int_equal(entry[1], rows[i].value);
		assert_int_equal(entry[2], 0);
		assert_int_equal(entry[3], 0x3f800000);
		assert_int_equal(entry[4], 0xcccccccc);
	}
}

static void packed_components_follow_each_other(void **state)
{
	const u32 vf[] = { GEN9_OP_VF << GEN9_OP_SHIFT | 1u << 9, 0 };
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[8];

	buffer(rig, 16, 64);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 6, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC), ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC), ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, ZERO, INT, ZERO));
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, vf, ARRAY_SIZE(vf)), 0);
	/* Element 0 stores y and w, element 1 nothing, element 2 all but x. */
	rig_packet(rig, GEN9_OP_VF_COMPONENT_PACKING, 4, 0xe0au, 0u, 0u, 0u);
	/* The vertex ID replaces w of element 2, and the instance ID x, which is not stored. */
	rig_packet(rig, GEN9_OP_VF_SGVS, 1, 2u | 3u << 13 | 1u << 15 | 2u << 16 | 1u << 31);
	begin(rig, &fetch, false);
	memset(entry, 0xcc, sizeof(entry));
	render_fetch_vertex(&rig->render, &fetch, 2, 7, entry, ARRAY_SIZE(entry));
	assert_int_equal(entry[0], 0x1009);
	assert_int_equal(entry[1], 0x100b);
	assert_int_equal(entry[2], 0);
	assert_int_equal(entry[3], 1);
	assert_int_equal(entry[4], 2);
	assert_int_equal(entry[5], 0xcccccccc);
}

static void unknown_controls_and_formats_are_refused(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;

	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, 7u, SRC));
	assert_int_equal(render_fetch_begin(&rig->render, &fetch, false), -EINVAL);
	assert_string_equal(rig->unsupported, "vertex component control");
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(GEN9_FORMAT_BC1_UNORM, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC));
	assert_int_equal(render_fetch_begin(&rig->render, &fetch, false), -EINVAL);
	assert_string_equal(rig->unsupported, "vertex format");
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 0);
	rig_packet(rig, GEN9_OP_VF, 1, 0u);
	index_buffer(rig, 3, 0, 4);
	assert_int_equal(render_fetch_begin(&rig->render, &fetch, true), -EINVAL);
	assert_string_equal(rig->unsupported, "index format");
}

static void vertices_and_elements_have_their_addresses(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[8];

	buffer(rig, 20, 4096);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 4, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC),
		   ELEMENT(GEN9_FORMAT_R32_UINT, 16u), CONTROLS(SRC, SRC, SRC, SRC));
	begin(rig, &fetch, false);
	fetch.start_vertex = 2;
	render_fetch_vertex(&rig->render, &fetch, 3, 0, entry, 8);
	assert_int_equal(entry[0], 0x1000 + 25);
	assert_int_equal(entry[3], 0x1000 + 28);
	assert_int_equal(entry[4], 0x1000 + 29);
	assert_int_equal(entry[5], 0);
}

static void reads_beyond_a_buffer_are_zero(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[4];

	buffer(rig, 16, 47);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC));
	begin(rig, &fetch, false);
	render_fetch_vertex(&rig->render, &fetch, 1, 0, entry, 4);
	assert_int_equal(entry[0], 0x1004);
	render_fetch_vertex(&rig->render, &fetch, 2, 0, entry, 4);
	assert_int_equal(entry[0], 0);
	assert_int_equal(entry[3], 0);
	render_fetch_vertex(&rig->render, &fetch, ~0u, 0, entry, 4);
	assert_int_equal(entry[0], 0);
	fetch.random = true;
	fetch.base_vertex = 2;
	render_fetch_vertex(&rig->render, &fetch, ~0u, 0, entry, 4);
	assert_int_equal(entry[0], 0x1004);
}

static void a_null_buffer_reads_zeros(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[4];

	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 4, 1u << 14 | 1u << 13 | 16u, LOW(0), HIGH, 4096u);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, FP));
	begin(rig, &fetch, false);
	render_fetch_vertex(&rig->render, &fetch, 0, 0, entry, 4);
	assert_int_equal(entry[0], 0);
	assert_int_equal(entry[3], 0x3f800000);
}

static void instanced_elements_step_by_their_rate(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[4], instance;

	buffer(rig, 4, 4096);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2, ELEMENT(GEN9_FORMAT_R32_UINT, 0u),
		   CONTROLS(SRC, ZERO, ZERO, ZERO));
	rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 1u << 8, 3u);
	begin(rig, &fetch, false);
	fetch.start_instance = 10;
	fetch.start_vertex = 50;
	for (instance = 0; instance < 8; instance++) {
		render_fetch_vertex(&rig->render, &fetch, 5, instance, entry, 4);
		assert_int_equal(entry[0], 0x1000 + 10 + instance / 3);
	}
	rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 1u << 8, 0u);
	begin(rig, &fetch, false);
	fetch.start_instance = 10;
	render_fetch_vertex(&rig->render, &fetch, 5, 7, entry, 4);
	assert_int_equal(entry[0], 0x1000 + 10);
	rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 0u, 3u);
	begin(rig, &fetch, false);
	render_fetch_vertex(&rig->render, &fetch, 5, 7, entry, 4);
	assert_int_equal(entry[0], 0x1000 + 5);
}

static void generated_values_replace_components(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[8];

	memset(entry, 0xcc, sizeof(entry));
	/* Vertex ID in element 1, component 2; instance ID in element 1, component 0. */
	rig_packet(rig, GEN9_OP_VF_SGVS, 1, 1u | 2u << 13 | 1u << 15 | 1u << 16 | 1u << 31);
	begin(rig, &fetch, false);
	fetch.start_vertex = 100;
	render_fetch_vertex(&rig->render, &fetch, 7, 9, entry, 8);
	assert_int_equal(entry[4], 9);
	assert_int_equal(entry[5], 0xcccccccc);
	assert_int_equal(entry[6], 7);
	/* Behind the entry's end they are dropped. */
	rig_packet(rig, GEN9_OP_VF_SGVS, 1, 63u | 3u << 13 | 1u << 15);
	begin(rig, &fetch, false);
	render_fetch_vertex(&rig->render, &fetch, 8, 9, entry, 8);
	assert_int_equal(entry[6], 7);
}

static void elements_behind_the_entry_are_dropped(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 entry[8];

	memset(entry, 0xcc, sizeof(entry));
	buffer(rig, 16, 64);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 4, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC), ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC));
	begin(rig, &fetch, false);
	render_fetch_vertex(&rig->render, &fetch, 0, 0, entry, 4);
	assert_int_equal(entry[3], 0x1003);
	assert_int_equal(entry[4], 0xcccccccc);
}

/* A rate of 0 fetches vertex 0 of each instance by the long way. */
static void plain_elements_have_the_components_of_the_long_way(void **state)
{
	static const u32 formats[] = {
		GEN9_FORMAT_R32_FLOAT, GEN9_FORMAT_R32G32_FLOAT, GEN9_FORMAT_R32G32B32_FLOAT,
		GEN9_FORMAT_R32G32B32A32_FLOAT, UINT4, GEN9_FORMAT_R8G8B8A8_UNORM,
	};
	static const u32 controls[] = { SRC, ZERO, FP, INT, GEN9_VFCOMP_NOSTORE };
	struct render_rig *rig = *state;
	u32 quick[4], slow[4], f, c, n, plain = 0;
	struct render_fetch fetch;

	buffer(rig, 16, 64);
	for (f = 0; f < ARRAY_SIZE(formats); f++) {
		for (c = 0; c < 5 * 5 * 5; c++) {
			const u32 control = CONTROLS(SRC, controls[c % 5], controls[c / 5 % 5],
						     controls[c / 25]);

			rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2,
				   ELEMENT(formats[f], 4u), control);
			for (n = 0; n < 6; n++) {
				memset(quick, 0xcc, sizeof(quick));
				memset(slow, 0xcc, sizeof(slow));
				rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 0u, 0u);
				begin(rig, &fetch, false);
				plain += fetch.element[0].plain;
				render_fetch_vertex(&rig->render, &fetch, n, 0, quick, 4);
				rig_packet(rig, GEN9_OP_VF_INSTANCING, 2, 1u << 8, 0u);
				begin(rig, &fetch, false);
				assert_false(fetch.element[0].plain);
				fetch.start_instance = n;
				render_fetch_vertex(&rig->render, &fetch, 0, 0, slow, 4);
				assert_memory_equal(quick, slow, sizeof(slow));
			}
		}
	}
	assert_int_equal(plain, 6 * (1 + 2 + 4 + 8));
}

static void an_edge_flag_element_is_not_stored(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;

	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 4, ELEMENT(UINT4, 0u),
		   CONTROLS(SRC, SRC, SRC, SRC),
		   ELEMENT(GEN9_FORMAT_R8_UINT, 0u) | 1u << 15,
		   CONTROLS(SRC, ZERO, ZERO, ZERO));
	begin(rig, &fetch, false);
	assert_int_equal(fetch.elements, 1);
	assert_false(fetch.edges);
}

static void edge_flags_are_read_where_triangles_become_lines(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;

	buffer(rig, 1, 3);
	memcpy(rig->bytes, (const u8[]){ 0, 1, 255 }, 3);
	rig_packet(rig, GEN9_OP_RASTER, 1, (u32)GEN9_FILL_WIREFRAME << 3);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 2,
		   ELEMENT(GEN9_FORMAT_R8_UINT, 0u) | 1u << 15,
		   CONTROLS(SRC, ZERO, ZERO, ZERO));
	begin(rig, &fetch, false);
	fetch.start_vertex = 1;
	assert_true(fetch.edges);
	assert_int_equal(fetch.elements, 0);
	assert_true(render_fetch_edge(&rig->render, &fetch, 0, 0));
	assert_true(render_fetch_edge(&rig->render, &fetch, 1, 0));
	fetch.start_vertex = 0;
	assert_false(render_fetch_edge(&rig->render, &fetch, 0, 0));
}

static void indices_of_each_size_are_read_and_bounded(void **state)
{
	static const u32 bytes[] = { 0x11, 0x8822, 0xdeadbeef };
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 format, index, size;

	for (format = 0; format < 3; format++) {
		size = 1u << format;
		memset(rig->bytes, 0x33, 64);
		memcpy(rig->bytes + 8 + 3 * size, &bytes[format], size);
		index_buffer(rig, format, 8, 4 * size);
		begin(rig, &fetch, true);
		fetch.start_vertex = 1;
		assert_true(render_fetch_index(&rig->render, &fetch, 2, &index));
		assert_int_equal(index, bytes[format]);
		assert_true(render_fetch_index(&rig->render, &fetch, 3, &index));
		assert_int_equal(index, 0);
		assert_true(render_fetch_index(&rig->render, &fetch, ~0u, &index));
		assert_int_equal(index, 0);
	}
}

static void the_cut_index_cuts(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	const u32 vf[] = { GEN9_OP_VF << GEN9_OP_SHIFT | 1u << 8, 0xffff };
	u32 index;

	memset(rig->bytes, 0xff, 2);
	index_buffer(rig, 1, 0, 64);
	begin(rig, &fetch, true);
	assert_true(render_fetch_index(&rig->render, &fetch, 0, &index));
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, vf, 2), 0);
	begin(rig, &fetch, true);
	assert_false(render_fetch_index(&rig->render, &fetch, 0, &index));
	assert_true(render_fetch_index(&rig->render, &fetch, 1, &index));
}

static void sequential_draws_count(void **state)
{
	struct render_rig *rig = *state;
	struct render_fetch fetch;
	u32 index;

	begin(rig, &fetch, false);
	fetch.start_vertex = 5;
	assert_true(render_fetch_index(&rig->render, &fetch, 3, &index));
	assert_int_equal(index, 3);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(packed_components_follow_each_other),
		TEST(each_component_control_stores_its_value),
		TEST(unknown_controls_and_formats_are_refused),
		TEST(vertices_and_elements_have_their_addresses),
		TEST(reads_beyond_a_buffer_are_zero),
		TEST(a_null_buffer_reads_zeros),
		TEST(instanced_elements_step_by_their_rate),
		TEST(generated_values_replace_components),
		TEST(elements_behind_the_entry_are_dropped),
		TEST(plain_elements_have_the_components_of_the_long_way),
		TEST(an_edge_flag_element_is_not_stored),
		TEST(edge_flags_are_read_where_triangles_become_lines),
		TEST(indices_of_each_size_are_read_and_bounded),
		TEST(the_cut_index_cuts),
		TEST(sequential_draws_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
