// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test draws with tessellation and geometry shaders through the whole front half (render/front.c,
 * render/draw.c), over many batches of vertices. Kernels are in C, and use the URB by messages
 * alone.
 */
#include "tests/unit/render/fake_eu.h"
#include "tests/unit/render/fake_messages.h"
#include "tests/unit/render/fake_pixels.h"
#include "tests/unit/render/vertex_states.h"

#include "gen9/message_defs.h"
#include "gen9/state_geometry.h"
#include "render/draw.h"
#include "render/kernels.h"

#define KERNEL		0x8000u		/* offsets in the memory */
#define VERTICES	0x10000u
#define INDICES		0x28000u
#define COUNT		1024u		/* vertices in the memory */
#define PATCH		7u		/* vertices of a patch: a batch has no whole number */
#define PATCHES		146u
#define RANDOM_DRAWS	1000u
#define ATTRIBUTE_ROW	4u		/* of a VUE: header, position, clip distances, attribute */
#define VUE_ROWS	5u
#define GS_VERTEX_ROWS	6u		/* a multiple of 32 bytes */

/* Scratch codes tell the kernels who they are. */
enum who {
	WHO_HULL = 1,
	WHO_DOMAIN = 2,
	WHO_GEOMETRY = 3,
};

static u32 gs_vertices;	/* vertices of an object */
static float factor;	/* all factors of patches */

static int setup(void **state)
{
	struct render_rig *rig = fake_setup();
	float v[8] = { 0, 0, 0.5f, 1 };
	u32 i;

	*(u32 *)(rig->bytes + KERNEL) = 16;
	rig->render.kernels = render_kernels_create();
	rig->render.vertices = render_vertices_create();
	for (i = 0; i < COUNT; i++) {
		v[0] = (i % 3 == 1) * 0.5f;
		v[1] = (i % 3 == 2) * 0.5f;
		v[4] = i;
		memcpy(rig->bytes + VERTICES + i * sizeof(v), v, sizeof(v));
	}
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, LOW(0) | 1, HIGH, 0u,
		   0u, LOW(0) | 1, HIGH, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 4, 1u << 14 | 32u, LOW(VERTICES), HIGH,
		   32u * COUNT);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 10, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 0u), ALL_SRC, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 16u), ALL_SRC);
	rig_packet(rig, GEN9_OP_URB_VS, 1, 1u << 16);
	rig_packet(rig, GEN9_OP_SBE, 1, 1u << 29 | 1u << 28 | 2u << 11 | 1u << 5);
	fake_change(rig, GEN9_OP_VF_STATISTICS, 1, GEN9_VF_STATISTICS_ENABLE, 1);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct render_rig *rig = *state;

	render_vertices_destroy(rig->render.vertices);
	render_kernels_destroy(rig->render.kernels);
	rig_free(rig);
	return 0;
}

/* Draw from the place of the engine on. */
static int draw_on(struct render_rig *rig, u32 topology, u32 count, bool random)
{
	const u32 dw[] = {
		GEN9_OP_3DPRIMITIVE << GEN9_OP_SHIFT, random << 8, count, 0, 1, 0, 0,
	};

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, topology);
	return render_draw(&rig->render, dw, ARRAY_SIZE(dw));
}

static int draw(struct render_rig *rig, u32 topology, u32 count, bool random)
{
	fake.n = 0;
	rig->render.place = 0;
	return draw_on(rig, topology, count, random);
}

static float attribute(u32 primitive, u32 v)
{
	float f;

	memcpy(&f, &fake.got[primitive % FAKE_PRIMITIVES].attribute[v], sizeof(f));
	return f;
}

static u64 counter(const struct render_rig *rig, u32 reg)
{
	return rig->regs[reg / 4];
}

/* --- kernels -------------------------------------------------------------------------------- */

/* Read four dwords at @row of the entries of @handles. */
static void read_row(struct eu_thread *thread, const union eu_reg *handles, u32 row,
		     union eu_reg *to)
{
	const struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = thread->dispatch_mask,
		.desc = GEN9_URB_SIMD8_READ | gen9_field_bits(GEN9_URB_OFFSET, row),
		.src = handles, .src_regs = 1, .dst = to, .dst_regs = 4,
	};

	assert_int_equal(thread->ops->send(thread->client, thread, &message), 0);
}

/* Write @dwords dwords at @row of the entries of @handles, for the channels in @mask. */
static void write_rows(struct eu_thread *thread, const union eu_reg *handles, u32 mask, u32 row,
		       const union eu_reg *from, u32 dwords)
{
	const struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = mask,
		.desc = GEN9_URB_SIMD8_WRITE | gen9_field_bits(GEN9_URB_OFFSET, row),
		.src = handles, .src_regs = 1, .ex_src = from, .ex_src_regs = dwords,
	};

	assert_int_equal(thread->ops->send(thread->client, thread, &message), 0);
}

/* Store factors, and the attribute of the first vertex of the patch. */
static void hull(struct eu_thread *thread)
{
	union eu_reg data[8], first[4], handle;
	u32 i;

	handle.ud[0] = thread->grf[0].ud[0];
	for (i = 0; i < 8; i++)
		data[i].f[0] = factor;
	write_rows(thread, &handle, 1, 0, data, 8);
	read_row(thread, &thread->grf[1], ATTRIBUTE_ROW, first);
	write_rows(thread, &handle, 1, 2, first, 4);
}

/* The position is u and v. The attribute is that of the patch. */
static void domain(struct eu_thread *thread)
{
	union eu_reg position[4], patch[4], handles;
	u32 lane;

	for (lane = 0; lane < 8; lane++) {
		handles.ud[lane] = thread->grf[0].ud[0];
		position[0].f[lane] = thread->grf[1].f[lane] * 0.5f;
		position[1].f[lane] = thread->grf[2].f[lane] * 0.5f;
		position[2].f[lane] = 0.5f;
		position[3].f[lane] = 1;
	}
	read_row(thread, &handles, 2, patch);
	write_rows(thread, &thread->grf[4], thread->dispatch_mask, 1, position, 4);
	write_rows(thread, &thread->grf[4], thread->dispatch_mask, ATTRIBUTE_ROW, patch, 4);
}

/* Pass the vertices of an object. */
static void geometry(struct eu_thread *thread)
{
	union eu_reg data[4], count;
	u32 v, row, lane;

	for (v = 0; v < gs_vertices; v++) {
		for (row = 0; row < VUE_ROWS; row++) {
			read_row(thread, &thread->grf[2 + v], row, data);
			write_rows(thread, &thread->grf[1], thread->dispatch_mask,
				   2 + v * GS_VERTEX_ROWS + row, data, 4);
		}
	}
	for (lane = 0; lane < 8; lane++)
		count.ud[lane] = gs_vertices;
	write_rows(thread, &thread->grf[1], thread->dispatch_mask, 0, &count, 1);
}

static enum eu_status kernels(struct eu_thread *thread)
{
	switch (thread->grf[0].ud[GEN9_HEADER_SAMPLERS]) {
	case WHO_HULL:
		hull(thread);
		break;
	case WHO_DOMAIN:
		domain(thread);
		break;
	default:
		geometry(thread);
	}
	return EU_END;
}

static void enable_geometry(struct render_rig *rig, u32 vertices, u32 output)
{
	fake_kernel = kernels;
	gs_vertices = vertices;
	rig_packet(rig, GEN9_OP_URB_GS, 1, 15u << 16);
	rig_packet(rig, GEN9_OP_GS, 9, KERNEL, 0u, 0u, WHO_GEOMETRY, 0u, 12u | 1u << 10,
		   1u | 3u << 11 | 1u << 10 | 1u << 2, 0u, 0u);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_VERTEX_SIZE, GS_VERTEX_ROWS - 1);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_OUTPUT_TOPOLOGY, output);
}

static void enable_tessellation(struct render_rig *rig, float all)
{
	fake_kernel = kernels;
	factor = all;
	rig_packet(rig, GEN9_OP_URB_HS, 1, 1u << 16);
	rig_packet(rig, GEN9_OP_URB_DS, 1, 1u << 16);
	rig_packet(rig, GEN9_OP_HS, 8, 0u, 1u << 31 | 1u << 29, KERNEL, 0u, (u32)WHO_HULL, 0u,
		   5u << 19, 0u);
	rig_packet(rig, GEN9_OP_DS, 10, KERNEL, 0u, 0u, (u32)WHO_DOMAIN, 0u, 5u << 20,
		   1u | 1u << 3 | 1u << 10, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_TE, 3, 1u | GEN9_TE_TRIANGLE << 4 | GEN9_TE_TRIANGLES_CW << 8,
		   rig_bits(63), rig_bits(64));
}

/* --- tests ---------------------------------------------------------------------------------- */

/* A geometry shader that passes its input draws what would be drawn without it. */
static void a_passing_geometry_shader_changes_nothing(void **state)
{
	static const struct {
		u32 topology;
		u32 output;
		u32 vertices;
	} rows[] = {
		{ GEN9_TRISTRIP, GEN9_TRISTRIP, 3 }, { GEN9_TRILIST, GEN9_TRISTRIP, 3 },
		{ GEN9_LINESTRIP, GEN9_LINESTRIP, 2 }, { GEN9_POINTLIST, GEN9_POINTLIST, 1 },
		{ GEN9_TRIFAN, GEN9_TRISTRIP, 3 }, { GEN9_LINELOOP, GEN9_LINESTRIP, 2 },
	};
	struct render_rig *rig = *state;
	struct fake_pixels without;
	u32 i, p, objects;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_packet(rig, GEN9_OP_GS, 9, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
		assert_int_equal(draw(rig, rows[i].topology, 301, false), 0);
		without = fake;
		enable_geometry(rig, rows[i].vertices, rows[i].output);
		rig->regs[GEN9_GS_INVOCATION_COUNT / 4] = 0;
		rig->regs[GEN9_GS_PRIMITIVES_COUNT / 4] = 0;
		rig->regs[GEN9_IA_PRIMITIVES_COUNT / 4] = 0;
		assert_int_equal(draw(rig, rows[i].topology, 301, false), 0);
		assert_int_equal(fake.n, without.n);
		assert_true(fake.n > FAKE_PRIMITIVES);
		/* Not all triangles of the fan have an area. */
		objects = counter(rig, GEN9_IA_PRIMITIVES_COUNT);
		assert_true(objects >= fake.n);
		assert_int_equal(counter(rig, GEN9_GS_INVOCATION_COUNT), objects);
		assert_int_equal(counter(rig, GEN9_GS_PRIMITIVES_COUNT), objects);
		for (p = 0; p < FAKE_PRIMITIVES; p++) {
			/* The order of a reversed triangle's vertices is another one. */
			if (rows[i].topology == GEN9_TRISTRIP && p & 1)
				continue;
			assert_memory_equal(fake.got[p].attribute, without.got[p].attribute,
					    rows[i].vertices * sizeof(u32));
			assert_int_equal(fake.got[p].p.back, without.got[p].p.back);
			assert_int_equal(fake.got[p].flat, without.got[p].flat);
		}
	}
}

static void patches_are_drawn_over_many_batches(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	enable_tessellation(rig, 1);
	assert_int_equal(draw(rig, GEN9_PATCHLIST_1 + PATCH - 1, PATCHES * PATCH + 1, false), 0);
	assert_int_equal(fake.n, PATCHES);
	assert_int_equal(counter(rig, GEN9_IA_PRIMITIVES_COUNT), PATCHES);
	assert_int_equal(counter(rig, GEN9_IA_VERTICES_COUNT), PATCHES * PATCH + 1);
	assert_int_equal(counter(rig, GEN9_HS_INVOCATION_COUNT), PATCHES);
	assert_int_equal(counter(rig, GEN9_DS_INVOCATION_COUNT), 3 * PATCHES);
	for (i = PATCHES - FAKE_PRIMITIVES; i < PATCHES; i++) {
		assert_float_equal(attribute(i, 0), PATCH * i, 0);
		assert_float_equal(attribute(i, 2), PATCH * i, 0);
		assert_int_equal(fake.got[i % FAKE_PRIMITIVES].p.primitive_id, i);
	}
}

static void patches_go_on_between_batches(void **state)
{
	struct render_rig *rig = *state;
	u32 topology = GEN9_PATCHLIST_1 + PATCH - 1, i;

	enable_tessellation(rig, 1);
	rig->end_at = 1;
	assert_int_equal(draw(rig, topology, PATCHES * PATCH + 1, false), -EINTR);
	assert_in_range(fake.n, 1, PATCHES - 1);
	assert_int_equal(draw_on(rig, topology, PATCHES * PATCH + 1, false), 0);
	assert_int_equal(fake.n, PATCHES);
	assert_int_equal(counter(rig, GEN9_IA_PRIMITIVES_COUNT), PATCHES);
	assert_int_equal(counter(rig, GEN9_IA_VERTICES_COUNT), PATCHES * PATCH + 1);
	assert_int_equal(counter(rig, GEN9_DS_INVOCATION_COUNT), 3 * PATCHES);
	for (i = PATCHES - FAKE_PRIMITIVES; i < PATCHES; i++)
		assert_int_equal(fake.got[i % FAKE_PRIMITIVES].p.primitive_id, i);
}

static void a_cut_index_begins_a_new_patch(void **state)
{
	const u32 vf[] = { GEN9_OP_VF << GEN9_OP_SHIFT | 1u << 8, 0xffff };
	struct render_rig *rig = *state;
	u16 *index = (u16 *)(rig->bytes + INDICES);
	u32 i;

	/* Of each 8 indices, 3 are a patch, 2 are dropped by a cut, and 2 by the next one. */
	for (i = 0; i < 4000; i++)
		index[i] = i % 8 == 5 || i % 8 == 7 ? 0xffff : i / 8;
	rig_packet(rig, GEN9_OP_INDEX_BUFFER, 4, 1u << 8, LOW(INDICES), HIGH, 8000u);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, vf, 2), 0);
	enable_tessellation(rig, 1);
	assert_int_equal(draw(rig, GEN9_PATCHLIST_1 + 2, 4000, true), 0);
	assert_int_equal(fake.n, 500);
	for (i = 500 - FAKE_PRIMITIVES; i < 500; i++)
		assert_float_equal(attribute(i, 0), i, 0);
}

static void objects_of_a_patch_go_through_a_geometry_shader(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	enable_tessellation(rig, 5);
	enable_geometry(rig, 3, GEN9_TRISTRIP);
	assert_int_equal(draw(rig, GEN9_PATCHLIST_1 + 1, 200, false), 0);
	assert_int_equal(fake.n % 100, 0);
	assert_int_equal(counter(rig, GEN9_GS_INVOCATION_COUNT), fake.n);
	for (i = fake.n - FAKE_PRIMITIVES; i < fake.n; i++) {
		u32 patch = i / (fake.n / 100);

		assert_float_equal(attribute(i, 1), 2 * patch, 0);
	}
}

static void a_vertex_of_a_geometry_shader_may_be_shorter_than_a_vue(void **state)
{
	struct render_rig *rig = *state;

	enable_geometry(rig, 3, GEN9_POINTLIST);
	/* The last vertex of 16 bytes ends with the entries. Clip distances would be behind it. */
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_VERTEX_SIZE, 0);
	rig_packet(rig, GEN9_OP_URB_GS, 1, 0u);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_ENABLE, 1);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_CLIP_DISTANCES, 0xff);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_CULL_DISTANCES, 0xff);
	assert_int_equal(draw(rig, GEN9_TRILIST, 96, false), 0);
	assert_int_equal(counter(rig, GEN9_GS_INVOCATION_COUNT), 32);
}

static void an_endless_draw_of_patches_is_cancelled(void **state)
{
	struct render_rig *rig = *state;

	rig->poll_error = -ECANCELED;
	enable_tessellation(rig, 64);
	assert_int_equal(draw(rig, GEN9_PATCHLIST_1 + 31, ~0u, false), -ECANCELED);
	assert_int_equal(rig->polls, 1);
	assert_int_equal(fake.end_error, -ECANCELED);
}

static u32 seed;

static u32 next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8 ^ seed << 16;
}

/* Send messages with any descriptor and payload to the URB. */
static enum eu_status random_kernel(struct eu_thread *thread)
{
	union eu_reg payload[15], got[8];
	struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .src = payload, .dst = got,
	};
	static const u8 handles[] = { 0, 1, 4 };
	u32 i, n, reg;

	for (n = 0; n < 6; n++) {
		reg = handles[next_random() % ARRAY_SIZE(handles)];
		message.mask = next_random() & 0xff;
		message.desc = (next_random() & 0x38070) | (7 + next_random() % 2);
		message.src_regs = 3 + next_random() % 13;
		message.dst_regs = next_random() % 9;
		for (i = 0; i < 8; i++) {
			payload[0].ud[i] = thread->grf[reg].ud[reg ? i : 0] ^ !(next_random() % 16);
			payload[1].ud[i] = next_random() % 8;
		}
		/* Small numbers are counts, large ones factors. */
		for (i = 16; i < 8 * 15; i++)
			payload[i / 8].ud[i % 8] = next_random() % 2 ? next_random() % 40 :
						   rig_bits(next_random() % 80 * 0.5f);
		thread->ops->send(thread->client, thread, &message);
	}
	return EU_END;
}

/* Give the state a command with any fields. @kernel: dword of a kernel's address; 0: none */
static void random_packet(struct render_rig *rig, u32 op, u32 n, u32 kernel)
{
	u32 dw[16] = { op << GEN9_OP_SHIFT }, i;

	for (i = 1; i < n; i++)
		dw[i] = next_random() & next_random();
	if (kernel) {
		dw[kernel] = KERNEL;
		dw[kernel + 1] = 0;
	}
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, n), 0);
}

static void random_stages(struct render_rig *rig)
{
	u32 gs = next_random() % 2;

	random_packet(rig, GEN9_OP_GS, 10, GEN9_GS_KERNEL);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_ENABLE, gs);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_DISPATCH_MODE, GEN9_GS_SIMD8);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_OUTPUT_TOPOLOGY, 1 + next_random() % 16);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_GRF_START_4, 1);
	fake_change(rig, GEN9_OP_GS, 10, GEN9_GS_READ_LENGTH, next_random() % 3);
	random_packet(rig, GEN9_OP_HS, 9, GEN9_HS_KERNEL);
	fake_change(rig, GEN9_OP_HS, 9, GEN9_HS_DISPATCH_MODE, 0);
	fake_change(rig, GEN9_OP_HS, 9, GEN9_HS_READ_LENGTH, 0);
	fake_change(rig, GEN9_OP_HS, 9, GEN9_HS_GRF_START_5, 1);
	random_packet(rig, GEN9_OP_DS, 11, GEN9_DS_KERNEL);
	fake_change(rig, GEN9_OP_DS, 11, GEN9_DS_DISPATCH_MODE, 1);
	fake_change(rig, GEN9_OP_DS, 11, GEN9_DS_READ_LENGTH, next_random() % 32);
	random_packet(rig, GEN9_OP_TE, 4, 0);
	fake_change(rig, GEN9_OP_TE, 4, GEN9_TE_MODE, 0);
	fake_change(rig, GEN9_OP_TE, 4, GEN9_TE_DOMAIN, next_random() % 3);
	fake_change(rig, GEN9_OP_TE, 4, GEN9_TE_PARTITIONING, next_random() % 3);
	random_packet(rig, GEN9_OP_STREAMOUT, 5, 0);
	random_packet(rig, GEN9_OP_SBE, 6, 0);
	random_packet(rig, GEN9_OP_CLIP, 4, 0);
	rig_packet(rig, GEN9_OP_URB_VS, 1, (next_random() % 8) << 16);
	rig_packet(rig, GEN9_OP_URB_HS, 1, (next_random() % 64) << 16);
	rig_packet(rig, GEN9_OP_URB_DS, 1, (next_random() % 8) << 16);
	rig_packet(rig, GEN9_OP_URB_GS, 1, (next_random() % 64) << 16);
	gs = next_random() % 2;
	fake_change(rig, GEN9_OP_HS, 9, GEN9_HS_ENABLE, gs);
	fake_change(rig, GEN9_OP_DS, 11, GEN9_DS_ENABLE, gs);
	fake_change(rig, GEN9_OP_TE, 4, GEN9_TE_ENABLE, gs);
	draw(rig, gs ? GEN9_PATCHLIST_1 + next_random() % 32 : 1 + next_random() % 16, 60, false);
}

/* Memory outside of the stages' own is guarded by the sanitizer. */
static void any_state_and_output_stay_inside(void **state)
{
	struct render_rig *rig = *state;
	u32 i, drawn = 0;

	seed = 1;
	fake_kernel = random_kernel;
	for (i = 0; i < RANDOM_DRAWS; i++) {
		random_stages(rig);
		drawn += !!fake.n;
	}
	assert_in_range(drawn, RANDOM_DRAWS / 20, RANDOM_DRAWS);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_passing_geometry_shader_changes_nothing),
		TEST(patches_are_drawn_over_many_batches),
		TEST(patches_go_on_between_batches),
		TEST(a_cut_index_begins_a_new_patch),
		TEST(objects_of_a_patch_go_through_a_geometry_shader),
		TEST(a_vertex_of_a_geometry_shader_may_be_shorter_than_a_vue),
		TEST(an_endless_draw_of_patches_is_cancelled),
		TEST(any_state_and_output_stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
