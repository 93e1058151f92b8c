// SPDX-License-Identifier: GPL-2.0-only
/* Test draws through the whole front half (render/draw.c), with vertex kernels in C. */
#include "tests/unit/render/fake_eu.h"
#include "tests/unit/render/fake_pixels.h"
#include "tests/unit/render/vertex_states.h"

#include "gen9/message_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/state_geometry.h"
#include "render/draw.h"
#include "render/kernels.h"
#include "sample/unit.h"

#define KERNEL		0x8000u		/* offsets in the memory */
#define VERTICES	0x10000u
#define INDICES		0x20000u
#define CONSTANTS	0x30000u

static u32 sampled;

int sample_sampler(const struct sample_bindings *bindings, const struct eu_message *message)
{
	sampled++;
	return 0;
}

int sample_data_port(const struct sample_bindings *bindings, const struct eu_message *message)
{
	return -EINVAL;
}

/* Vertices of 8 floats: position, attribute. */
static void vertex(struct render_rig *rig, u32 i, float x, float y, float attribute)
{
	const float v[8] = { x, y, 0.5f, 1, attribute };

	memcpy(rig->bytes + VERTICES + i * sizeof(v), v, sizeof(v));
}

static int setup(void **state)
{
	struct render_rig *rig = fake_setup();
	u32 i;

	*(u32 *)(rig->bytes + KERNEL) = 16;
	rig->render.kernels = render_kernels_create();
	rig->render.vertices = render_vertices_create();
	for (i = 0; i < 1024; i++)
		vertex(rig, i, (i % 3 == 1) * 0.5f, (i % 3 == 2) * 0.5f, i);
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, LOW(0) | 1, HIGH, 0u,
		   0u, LOW(0) | 1, HIGH, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_VERTEX_BUFFERS, 4, 1u << 14 | 32u, LOW(VERTICES), HIGH,
		   32u * 1024);
	/* As BLORP: a header of zeros, position, then two zeros for clip distances, attribute. */
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 10, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 0u), ALL_SRC, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 16u), ALL_SRC);
	rig_packet(rig, GEN9_OP_URB_VS, 1, 1u << 16);
	rig_packet(rig, GEN9_OP_SBE, 1, 1u << 29 | 1u << 28 | 2u << 11 | 1u << 5);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_TRILIST);
	sampled = 0;
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
static int draw_on(struct render_rig *rig, u32 flags, u32 count, u32 start, u32 instances, u32 base)
{
	/* Bit 0 of @flags: random access. */
	const u32 dw[] = {
		GEN9_OP_3DPRIMITIVE << GEN9_OP_SHIFT | (flags & ~1u), (flags & 1) << 8, count,
		start, instances, 0, base,
	};

	return render_draw(&rig->render, dw, ARRAY_SIZE(dw));
}

static int draw(struct render_rig *rig, u32 flags, u32 count, u32 start, u32 instances, u32 base)
{
	fake.n = 0;
	rig->render.place = 0;
	return draw_on(rig, flags, count, start, instances, base);
}

static float attribute(u32 primitive, u32 v)
{
	float f;

	memcpy(&f, &fake.got[primitive].attribute[v], sizeof(f));
	return f;
}

static void without_a_vertex_shader_fetched_data_is_the_vue(void **state)
{
	struct render_rig *rig = *state;

	/* The SBE reads 2 units from unit 1 on: 24 dwords. */
	assert_int_equal(draw(rig, 0, 6, 3, 1, 0), 0);
	assert_int_equal(fake.n, 2);
	assert_int_equal(fake.got[0].p.vue_dwords, 24);
	assert_float_equal(fake.got[0].p.v[0].x, 100, 0);
	assert_float_equal(fake.got[0].p.v[1].x, 150, 0);
	assert_float_equal(fake.got[0].p.v[2].y, 150, 0);
	assert_float_equal(attribute(0, 0), 3, 0);
	assert_float_equal(attribute(1, 2), 8, 0);
	assert_int_equal(fake.begun, 1);
	assert_int_equal(fake.ended, 1);
}

static void a_rectangle_without_shader_reaches_the_back_half(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_RECTLIST);
	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_VIEWPORT_TRANSFORM, 0);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_DIVIDE_DISABLE, 1);
	vertex(rig, 0, 64, 32, 0);
	vertex(rig, 1, 0, 32, 0);
	vertex(rig, 2, 0, 0, 0);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	assert_int_equal(fake.n, 1);
	assert_int_equal(fake.got[0].p.kind, RENDER_RECT);
	assert_float_equal(fake.got[0].p.v[0].x, 64, 0);
	assert_float_equal(fake.got[0].p.v[0].y, 32, 0);
}

/* A strip over many batches is the same as its triangles one by one. */
static void strips_go_on_over_batches(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_TRISTRIP);
	for (i = 0; i < 64; i++) {
		assert_int_equal(draw(rig, 0, 1000 - i, i, 1, 0), 0);
		assert_int_equal(fake.n, 998 - i);
	}
	/* The last 64 triangles are recorded: number n is at n % 64. */
	for (i = 998 - 63 - 64; i < 998 - 63; i++) {
		assert_float_equal(attribute(i % FAKE_PRIMITIVES, 0), 63 + i, 0);
		assert_float_equal(attribute(i % FAKE_PRIMITIVES, 1), 64 + i, 0);
		assert_float_equal(attribute(i % FAKE_PRIMITIVES, 2), 65 + i, 0);
		assert_int_equal(fake.got[i % FAKE_PRIMITIVES].p.primitive_id, i);
	}
}

/* The attribute of vertex 0 is 0: it begins no edge. */
static void edge_flags_of_vertices_drop_lines(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 12, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 0u), ALL_SRC, ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(0u, 0u), ALL_ZERO,
		   ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 16u), ALL_SRC,
		   ELEMENT(GEN9_FORMAT_R32_FLOAT, 16u) | 1u << 15, ALL_SRC);
	rig_packet(rig, GEN9_OP_RASTER, 4, (u32)GEN9_FILL_WIREFRAME << 5 |
		   (u32)GEN9_FILL_WIREFRAME << 3 | 1u << 16, 0u, 0u, 0u);
	assert_int_equal(draw(rig, 0, 6, 0, 1, 0), 0);
	assert_int_equal(fake.n, 5);
	assert_int_equal(fake.got[0].p.kind, RENDER_LINE);
	assert_float_equal(attribute(0, 0), 1, 0);
	assert_float_equal(attribute(1, 0), 2, 0);
	assert_float_equal(attribute(2, 0), 3, 0);
}

static void fans_keep_their_first_vertex_over_batches(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_TRIFAN);
	vertex(rig, 5, 1, 1, 5);
	assert_int_equal(draw(rig, 0, 1000, 5, 1, 0), 0);
	assert_true(fake.n > FAKE_PRIMITIVES);
	assert_float_equal(attribute(0, 0), 5, 0);
	assert_float_equal(attribute(63, 0), 5, 0);
}

static void indices_select_vertices_and_each_is_shaded_once(void **state)
{
	static const u16 indices[] = { 7, 8, 9, 9, 8, 10 };
	struct render_rig *rig = *state;

	memcpy(rig->bytes + INDICES, indices, sizeof(indices));
	rig_packet(rig, GEN9_OP_INDEX_BUFFER, 4, 1u << 8, LOW(INDICES), HIGH, 12u);
	assert_int_equal(draw(rig, 1, 6, 0, 1, 2), 0);
	assert_int_equal(fake.n, 2);
	assert_float_equal(attribute(0, 0), 9, 0);
	assert_float_equal(attribute(0, 1), 10, 0);
	assert_float_equal(attribute(1, 0), 11, 0);
	assert_float_equal(attribute(1, 2), 12, 0);
}

static union eu_reg first_payload[16];
static u32 payloads;
static u32 masks;

/* Write header and position of zeros, and attribute 2 * attribute + constant. */
static enum eu_status doubling_kernel(struct eu_thread *thread)
{
	union eu_reg data[9], far[5];
	struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = thread->dispatch_mask,
		.desc = GEN9_URB_SIMD8_WRITE, .src = data, .src_regs = 9,
	};
	u32 lane, d;

	if (!payloads++)
		memcpy(first_payload, thread->grf, sizeof(first_payload));
	masks = masks << 8 | thread->dispatch_mask;
	memset(data, 0, sizeof(data));
	memset(far, 0, sizeof(far));
	data[0] = thread->grf[1];
	far[0] = thread->grf[1];
	for (lane = 0; lane < 8; lane++) {
		for (d = 0; d < 4; d++)
			data[5 + d].f[lane] = thread->grf[4 + d].f[lane];
		far[1].f[lane] = 2 * thread->grf[8].f[lane] + thread->grf[2].f[0];
	}
	if (thread->ops->send(thread->client, thread, &message))
		return EU_INVALID;
	message.src = far;
	message.src_regs = 5;
	message.desc |= gen9_field_bits(GEN9_URB_OFFSET, 4);
	message.eot = true;
	return thread->ops->send(thread->client, thread, &message) ? EU_INVALID : EU_END;
}

/* Enable the kernel: g2 and g3 have constants, attributes of elements 0 and 1 follow. */
static void enable_shader(struct render_rig *rig, enum eu_status (*kernel)(struct eu_thread *))
{
	const float constant = 100;

	fake_kernel = kernel;
	payloads = 0;
	masks = 0;
	memcpy(rig->bytes + CONSTANTS, &constant, sizeof(constant));
	rig->regs[GEN9_CS_DEBUG_MODE2 / 4] = GEN9_CONSTANT_OFFSET_DISABLE;
	rig_packet(rig, GEN9_OP_CONSTANT_VS, 10, 2u, 0u, LOW(CONSTANTS), HIGH, 0u, 0u, 0u, 0u, 0u,
		   0u);
	rig_packet(rig, GEN9_OP_VERTEX_ELEMENTS, 4, ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 0u),
		   ALL_SRC, ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 16u), ALL_SRC);
	rig_packet(rig, GEN9_OP_VS, 8, KERNEL, 0u, 0u, 3u | 0x12345400u, 0u, 2u << 20 | 1u << 11,
		   1u | 1u << 2 | 1u << 10, 2u << 16 | 1u << 21);
}

static void a_vertex_shader_gets_its_payload(void **state)
{
	struct render_rig *rig = *state;
	u32 lane;

	enable_shader(rig, doubling_kernel);
	rig_packet(rig, GEN9_OP_SAMPLER_STATE_VS, 1, 0xabcd00u | 0x1fu);
	assert_int_equal(draw(rig, 0, 12, 0, 1, 0), 0);
	assert_null(rig->unsupported);
	assert_int_equal(fake.n, 4);
	assert_float_equal(attribute(0, 1), 102, 0);
	assert_float_equal(attribute(3, 2), 122, 0);
	assert_float_equal(fake.got[0].p.v[1].x, 150, 0);
	assert_int_equal(payloads, 2);
	assert_int_equal(masks, 0xff0f);
	assert_int_equal(first_payload[0].ud[3], 0xabcd00u | 3);
	assert_int_equal(first_payload[0].ud[5], 0x12345400);
	for (lane = 0; lane < 8; lane++) {
		assert_int_equal(first_payload[1].ud[lane], lane);
		assert_float_equal(first_payload[4].f[lane], (lane % 3 == 1) * 0.5f, 0);
		assert_float_equal(first_payload[7].f[lane], 1, 0);
		assert_float_equal(first_payload[8].f[lane], lane, 0);
	}
	assert_float_equal(first_payload[2].f[0], 100, 0);
	assert_int_equal(rig->regs[GEN9_VS_INVOCATION_COUNT / 4], 12);
}

static void constants_are_relative_unless_the_register_says_otherwise(void **state)
{
	struct render_rig *rig = *state;

	enable_shader(rig, doubling_kernel);
	rig->regs[GEN9_CS_DEBUG_MODE2 / 4] = 0;
	rig_packet(rig, GEN9_OP_CONSTANT_VS, 10, 2u, 0u, CONSTANTS, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	assert_float_equal(attribute(0, 1), 102, 0);
}

static enum eu_status invalid_kernel(struct eu_thread *thread)
{
	return EU_INVALID;
}

static enum eu_status polling_kernel(struct eu_thread *thread)
{
	return thread->ops->poll(thread->client) ? EU_CANCELLED : EU_END;
}

static void errors_of_a_kernel_end_the_draw(void **state)
{
	struct render_rig *rig = *state;

	enable_shader(rig, invalid_kernel);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
	assert_int_equal(fake.end_error, -EINVAL);
	enable_shader(rig, polling_kernel);
	rig->poll_error = -ECANCELED;
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -ECANCELED);
	assert_int_equal(fake.end_error, -ECANCELED);
	assert_int_equal(fake.ended, fake.begun);
}

static void a_payload_that_does_not_fit_is_refused(void **state)
{
	struct render_rig *rig = *state;

	enable_shader(rig, doubling_kernel);
	rig_packet(rig, GEN9_OP_VS, 8, KERNEL, 0u, 0u, 0u, 0u, 31u << 20 | 63u << 11,
		   1u | 1u << 2, 0u);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
	assert_string_equal(rig->unsupported, "vertex shader payload over 128 registers");
	rig_packet(rig, GEN9_OP_CONSTANT_VS, 10, 33u << 16 | 32u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u,
		   0u);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
	assert_string_equal(rig->unsupported, "push constants over 2 KiB");
}

static u32 found;	/* dwords that are not 0 in entries that the draw has not written */

static enum eu_status searching_kernel(struct eu_thread *thread)
{
	union eu_reg handles, got[8];
	struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = 0xff, .src = &handles,
		.desc = GEN9_URB_SIMD8_READ, .src_regs = 1, .dst = got, .dst_regs = 8,
	};
	u32 lane, d;

	for (lane = 0; lane < 8; lane++)
		handles.ud[lane] = 200 + lane;
	assert_int_equal(thread->ops->send(thread->client, thread, &message), 0);
	for (d = 0; d < 8; d++)
		for (lane = 0; lane < 8; lane++)
			found += got[d].ud[lane] != 0;
	return EU_END;
}

static void entries_keep_nothing_of_another_context(void **state)
{
	struct render_rig *rig = *state;

	enable_shader(rig, doubling_kernel);
	assert_int_equal(draw(rig, 0, 250, 0, 1, 0), 0);
	fake_kernel = searching_kernel;
	found = 0;
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	assert_in_range(found, 1, 64);
	render_vertices_forget(rig->render.vertices);
	found = 0;
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	assert_int_equal(found, 0);
}

static void instances_repeat_and_number_anew(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	rig_packet(rig, GEN9_OP_VF_STATISTICS, 0);
	fake_change(rig, GEN9_OP_VF_STATISTICS, 1, GEN9_VF_STATISTICS_ENABLE, 1);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_STATISTICS, 1);
	rig->regs[GEN9_IA_VERTICES_COUNT / 4] = 0xfffffffe;
	assert_int_equal(draw(rig, 0, 6, 0, 3, 0), 0);
	assert_int_equal(fake.n, 6);
	for (i = 0; i < 6; i++)
		assert_int_equal(fake.got[i].p.primitive_id, i % 2);
	assert_int_equal(rig->regs[GEN9_IA_VERTICES_COUNT / 4], 16);
	assert_int_equal(rig->regs[GEN9_IA_VERTICES_COUNT / 4 + 1], 1);
	assert_int_equal(rig->regs[GEN9_IA_PRIMITIVES_COUNT / 4], 6);
	assert_int_equal(rig->regs[GEN9_CL_INVOCATION_COUNT / 4], 6);
	assert_int_equal(rig->regs[GEN9_CL_PRIMITIVES_COUNT / 4], 6);
}

static void a_cancelled_draw_counts_nothing(void **state)
{
	const u32 buffer[8] = { GEN9_OP_SO_BUFFER << GEN9_OP_SHIFT, 1u << 31 | 1u << 20,
				LOW(0x3f000), HIGH, 1000, LOW(0x3f800), HIGH };
	struct render_rig *rig = *state;
	u32 *stored = (u32 *)(rig->bytes + 0x3f800);

	fake_change(rig, GEN9_OP_VF_STATISTICS, 1, GEN9_VF_STATISTICS_ENABLE, 1);
	fake_change(rig, GEN9_OP_STREAMOUT, 5, GEN9_SO_ENABLE, 1);
	fake_change(rig, GEN9_OP_SO_DECL_LIST, 4, GEN9_SO_DECL_COUNT_0, 1);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, buffer, ARRAY_SIZE(buffer)), 0);
	*stored = 0x55;
	rig->poll_error = -ECANCELED;
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -ECANCELED);
	assert_int_equal(rig->regs[GEN9_IA_VERTICES_COUNT / 4], 0);
	assert_int_equal(*stored, 0x55);
	rig->poll_error = 0;
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	assert_int_equal(rig->regs[GEN9_IA_VERTICES_COUNT / 4], 3);
	assert_int_equal(*stored, 0);
}

static void an_empty_draw_of_many_instances_ends_at_once(void **state)
{
	struct render_rig *rig = *state;

	assert_int_equal(draw(rig, 0, 0, 0, ~0u, 0), 0);
	assert_int_equal(fake.begun, 0);
	assert_int_equal(draw(rig, 0, 3, 0, 0, 0), 0);
	assert_int_equal(fake.begun, 0);
}

static void a_huge_draw_polls_and_is_cancelled(void **state)
{
	struct render_rig *rig = *state;

	rig->poll_error = -ECANCELED;
	assert_int_equal(draw(rig, 0, ~0u, 0, ~0u, 0), -ECANCELED);
	assert_in_range(fake.n, 0, 1024);
	assert_int_equal(rig->polls, 1);
}

static void short_threads_poll_by_their_work(void **state)
{
	struct render_rig *rig = *state;
	u32 few;

	enable_shader(rig, doubling_kernel);
	assert_int_equal(draw(rig, 0, 240, 0, 1, 0), 0);
	few = rig->polls;
	fake_work = EU_POLL_WORK / 2;
	assert_int_equal(draw(rig, 0, 240, 0, 1, 0), 0);
	fake_work = 0;
	assert_in_range(rig->polls - few, 240 / GEN9_VS_VERTICES / 2, 240);
}

/* The last poll of a batch comes behind its last vertex. */
static void the_fetch_of_large_vertices_polls(void **state)
{
	struct render_rig *rig = *state;
	u32 dw[1 + 2 * 33] = { GEN9_OP_VERTEX_ELEMENTS << GEN9_OP_SHIFT }, i;

	for (i = 0; i < 33; i++) {
		dw[1 + 2 * i] = ELEMENT(GEN9_FORMAT_R32G32B32A32_FLOAT, 0u);
		dw[2 + 2 * i] = ALL_SRC;
	}
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, dw, ARRAY_SIZE(dw)), 0);
	assert_int_equal(draw(rig, 0, 255, 0, 1, 0), 0);
	assert_in_range(rig->polls, 1 + 255 * 33 * 64 / EU_POLL_WORK, 255);
}

/* --- places ---------------------------------------------------------------------------------- */

/* Compare all but the pointers of the primitives that two draws have recorded. */
static void assert_same_primitives(const struct fake_pixels *a, const struct fake_pixels *b)
{
	u32 i, v;

	assert_int_equal(a->n, b->n);
	for (i = 0; i < min(a->n, FAKE_PRIMITIVES); i++) {
		assert_memory_equal(a->got[i].attribute, b->got[i].attribute,
				    sizeof(a->got[i].attribute));
		assert_int_equal(a->got[i].flat, b->got[i].flat);
		assert_int_equal(a->got[i].p.primitive_id, b->got[i].p.primitive_id);
		for (v = 0; v < 3; v++)
			assert_float_equal(a->got[i].p.v[v].x, b->got[i].p.v[v].x, 0);
	}
}

/* Draw at once, then in parts that end at each place. Return: number of places. */
static u32 assert_same_in_parts(struct render_rig *rig, u32 flags, u32 count, u32 instances)
{
	static struct fake_pixels whole;
	static u32 regs[ARRAY_SIZE(rig->regs)], before[ARRAY_SIZE(rig->regs)];
	static u8 bytes[RIG_BYTES];
	u32 places, i;
	int ret;

	memcpy(before, rig->regs, sizeof(before));
	rig->places = 0;
	assert_int_equal(draw(rig, flags, count, 0, instances, 0), 0);
	places = rig->places;
	whole = fake;
	memcpy(regs, rig->regs, sizeof(regs));
	memcpy(bytes, rig->bytes, sizeof(bytes));
	memcpy(rig->regs, before, sizeof(before));
	fake.n = 0;
	rig->render.place = 0;
	for (i = 0, ret = -EINTR; ret == -EINTR; i++) {
		rig->places = 0;
		rig->end_at = 1;
		ret = draw_on(rig, flags, count, 0, instances, 0);
	}
	rig->end_at = 0;
	assert_int_equal(ret, 0);
	assert_int_equal(i, places + 1);
	assert_same_primitives(&fake, &whole);
	assert_memory_equal(rig->regs, regs, sizeof(regs));
	assert_memory_equal(rig->bytes, bytes, sizeof(bytes));
	return places;
}

static void count_all(struct render_rig *rig)
{
	fake_change(rig, GEN9_OP_VF_STATISTICS, 1, GEN9_VF_STATISTICS_ENABLE, 1);
	fake_change(rig, GEN9_OP_CLIP, 4, GEN9_CLIP_STATISTICS, 1);
}

static void lists_go_on_between_batches_and_instances(void **state)
{
	struct render_rig *rig = *state;

	count_all(rig);
	/* A batch has room for 256 vertices: 85 triangles, 128 lines or 64 quads of a list. */
	assert_int_equal(assert_same_in_parts(rig, 0, 1000, 3), 3 * 4);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_LINELIST);
	assert_int_equal(assert_same_in_parts(rig, 0, 512, 2), 2 * 2);
	assert_int_equal(assert_same_in_parts(rig, 0, 514, 2), 2 * 3);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_POINTLIST);
	assert_int_equal(assert_same_in_parts(rig, 0, 257, 1), 2);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_QUADLIST);
	assert_int_equal(assert_same_in_parts(rig, 0, 600, 1), 3);
}

static void strips_go_on_between_instances_alone(void **state)
{
	static const u32 topologies[] = { GEN9_TRISTRIP, GEN9_TRIFAN, GEN9_LINELOOP, GEN9_POLYGON };
	struct render_rig *rig = *state;
	u32 i;

	count_all(rig);
	for (i = 0; i < ARRAY_SIZE(topologies); i++) {
		rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, topologies[i]);
		assert_int_equal(assert_same_in_parts(rig, 0, 600, 4), 4);
	}
}

static void lists_with_a_cut_index_go_on_between_instances_alone(void **state)
{
	const u32 cut[2] = { GEN9_OP_VF << GEN9_OP_SHIFT | 1u << 8, 0xffff };
	struct render_rig *rig = *state;
	u16 indices[600];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(indices); i++)
		indices[i] = i % 100 == 7 ? 0xffff : i;
	memcpy(rig->bytes + INDICES, indices, sizeof(indices));
	rig_packet(rig, GEN9_OP_INDEX_BUFFER, 4, 1u << 8, LOW(INDICES), HIGH,
		   (u32)sizeof(indices));
	assert_int_equal(assert_same_in_parts(rig, 1, ARRAY_SIZE(indices), 2), 2 * 3);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, cut, ARRAY_SIZE(cut)), 0);
	assert_int_equal(assert_same_in_parts(rig, 1, ARRAY_SIZE(indices), 2), 2);
}

static void streamout_goes_on_where_the_draw_ended(void **state)
{
	const u32 buffer[8] = { GEN9_OP_SO_BUFFER << GEN9_OP_SHIFT, 1u << 31 | 1u << 20,
				LOW(0x38000), HIGH, 600, LOW(0x3f800), HIGH };
	struct render_rig *rig = *state;
	u32 stored;

	rig_packet(rig, GEN9_OP_STREAMOUT, 4, 1u << 31 | 1u << 25, 0u, 4u, 0u);
	rig_packet(rig, GEN9_OP_SO_DECL_LIST, 4, 1u, 1u, 4u << 4 | 1u, 0u);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, buffer, ARRAY_SIZE(buffer)), 0);
	assert_int_equal(assert_same_in_parts(rig, 0, 1000, 1), 4);
	memcpy(&stored, rig->bytes + 0x3f800, sizeof(stored));
	assert_in_range(stored, 590 * 4, 601 * 4);
}

static void a_draw_that_goes_on_asks_its_predicate_no_more(void **state)
{
	struct render_rig *rig = *state;

	rig->regs[GEN9_PREDICATE_RESULT / 4] = 1;
	rig->end_at = 1;
	assert_int_equal(draw(rig, 1u << 8, 3, 0, 2, 0), -EINTR);
	rig->regs[GEN9_PREDICATE_RESULT / 4] = 0;
	assert_int_equal(draw_on(rig, 1u << 8, 3, 0, 2, 0), 0);
	assert_int_equal(fake.n, 2);
}

static void a_place_that_a_draw_does_not_have_is_invalid_or_its_end(void **state)
{
	struct render_rig *rig = *state;

	fake.n = 0;
	rig->render.place = 1;
	assert_int_equal(draw_on(rig, 0, 600, 0, 1, 0), -EINVAL);
	rig->render.place = 600;
	assert_int_equal(draw_on(rig, 0, 600, 0, 1, 0), 0);
	rig->render.place = 0x7fffffff00000003ull;
	assert_int_equal(draw_on(rig, 0, 600, 0, 1, 0), 0);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_TRISTRIP);
	rig->render.place = 3;
	assert_int_equal(draw_on(rig, 0, 600, 0, 1, 0), -EINVAL);
	assert_int_equal(fake.n, 0);
}

static void streamout_polls_by_its_declarations(void **state)
{
	struct render_rig *rig = *state;
	u32 few;

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_POINTLIST);
	assert_int_equal(draw(rig, 0, 250, 0, 1, 0), 0);
	few = rig->polls;
	rig->polls = 0;
	fake_change(rig, GEN9_OP_STREAMOUT, 5, GEN9_SO_ENABLE, 1);
	fake_change(rig, GEN9_OP_SO_DECL_LIST, 4, GEN9_SO_DECL_COUNT_0, 128);
	assert_int_equal(draw(rig, 0, 250, 0, 1, 0), 0);
	assert_in_range(rig->polls, few + 250 / 4, 1000);
}

static void indirect_parameters_come_from_registers(void **state)
{
	struct render_rig *rig = *state;

	rig->regs[GEN9_3DPRIM_VERTEX_COUNT / 4] = 3;
	rig->regs[GEN9_3DPRIM_START_VERTEX / 4] = 6;
	rig->regs[GEN9_3DPRIM_INSTANCE_COUNT / 4] = 2;
	assert_int_equal(draw(rig, 1u << 10, 0, 0, 0, 0), 0);
	assert_int_equal(fake.n, 2);
	assert_float_equal(attribute(1, 0), 6, 0);
}

static void a_predicate_that_is_off_draws_nothing(void **state)
{
	struct render_rig *rig = *state;

	assert_int_equal(draw(rig, 1u << 8, 3, 0, 1, 0), 0);
	assert_int_equal(fake.n, 0);
	rig->regs[GEN9_PREDICATE_RESULT / 4] = 1;
	assert_int_equal(draw(rig, 1u << 8, 3, 0, 1, 0), 0);
	assert_int_equal(fake.n, 1);
}

static void patches_without_all_stages_are_refused(void **state)
{
	static const struct {
		u32 op;
		u32 n;
		u32 enable;
	} rows[] = {
		{ GEN9_OP_HS, 9, GEN9_HS_ENABLE },
		{ GEN9_OP_TE, 4, GEN9_TE_ENABLE },
		{ GEN9_OP_DS, 11, GEN9_DS_ENABLE },
	};
	static const char name[] = "tessellation without one of its stages";
	struct render_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_change(rig, rows[i].op, rows[i].n, rows[i].enable, 1);
		assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
		assert_string_equal(rig->unsupported, name);
		fake_change(rig, rows[i].op, rows[i].n, rows[i].enable, 0);
		assert_int_equal(draw(rig, 0, 3, 0, 1, 0), 0);
	}
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, GEN9_PATCHLIST_1);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
	assert_string_equal(rig->unsupported, name);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, 0u);
	assert_int_equal(draw(rig, 0, 3, 0, 1, 0), -EINVAL);
	assert_string_equal(rig->unsupported, "primitive topology");
}

static void cut_indices_end_strips_of_a_draw(void **state)
{
	static const u16 indices[] = { 0, 1, 2, 0xffff, 3, 4, 5 };
	const u32 vf[] = { GEN9_OP_VF << GEN9_OP_SHIFT | 1u << 8, 0xffff };
	struct render_rig *rig = *state;

	memcpy(rig->bytes + INDICES, indices, sizeof(indices));
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, (u32)GEN9_TRISTRIP);
	rig_packet(rig, GEN9_OP_INDEX_BUFFER, 4, 1u << 8, LOW(INDICES), HIGH, 14u);
	assert_int_equal(pgpu_pipeline_keep(rig->render.state, vf, 2), 0);
	assert_int_equal(draw(rig, 1, 7, 0, 1, 0), 0);
	assert_int_equal(fake.n, 2);
	assert_float_equal(attribute(1, 0), 3, 0);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_vertex_shader_fetched_data_is_the_vue),
		TEST(a_rectangle_without_shader_reaches_the_back_half),
		TEST(strips_go_on_over_batches),
		TEST(edge_flags_of_vertices_drop_lines),
		TEST(fans_keep_their_first_vertex_over_batches),
		TEST(indices_select_vertices_and_each_is_shaded_once),
		TEST(a_vertex_shader_gets_its_payload),
		TEST(constants_are_relative_unless_the_register_says_otherwise),
		TEST(errors_of_a_kernel_end_the_draw),
		TEST(a_payload_that_does_not_fit_is_refused),
		TEST(entries_keep_nothing_of_another_context),
		TEST(instances_repeat_and_number_anew),
		TEST(a_cancelled_draw_counts_nothing),
		TEST(an_empty_draw_of_many_instances_ends_at_once),
		TEST(a_huge_draw_polls_and_is_cancelled),
		TEST(short_threads_poll_by_their_work),
		TEST(the_fetch_of_large_vertices_polls),
		TEST(lists_go_on_between_batches_and_instances),
		TEST(strips_go_on_between_instances_alone),
		TEST(lists_with_a_cut_index_go_on_between_instances_alone),
		TEST(streamout_goes_on_where_the_draw_ended),
		TEST(a_draw_that_goes_on_asks_its_predicate_no_more),
		TEST(a_place_that_a_draw_does_not_have_is_invalid_or_its_end),
		TEST(streamout_polls_by_its_declarations),
		TEST(indirect_parameters_come_from_registers),
		TEST(a_predicate_that_is_off_draws_nothing),
		TEST(patches_without_all_stages_are_refused),
		TEST(cut_indices_end_strips_of_a_draw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
