// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the geometry shader stage (render/geometry.c, render/vue_thread.c), with kernels in C: what
 * threads get, and what becomes of what they write.
 */
#include "tests/unit/render/fake_eu.h"
#include "tests/unit/render/fake_messages.h"
#include "tests/unit/render/fake_pixels.h"
#include "tests/unit/render/vertex_states.h"

#include <stdio.h>

#include "gen9/message_defs.h"
#include "gen9/state_geometry.h"
#include "render/geometry.h"
#include "render/kernels.h"

#define KERNEL		0x8000u		/* offsets in the memory */
#define CONSTANTS	0x9000u
#define VERTICES	32u
#define VERTEX_DWORDS	8u		/* of the output */
#define GRF_START	12u

static struct render_urb vertices;
static struct render_geometry geometry;
static struct eu_thread last;	/* the payload of the last thread */
static u32 masks[8];
static u32 threads;
static char text[1024];

static enum eu_status plain_kernel(struct eu_thread *thread)
{
	masks[threads++ % ARRAY_SIZE(masks)] = thread->dispatch_mask;
	last = *thread;
	return EU_END;
}

/* Append an object: its stream, then the first dword of each vertex. */
static int record(void *client, const struct render_object *object)
{
	size_t at = strlen(text);
	u32 i;

	at += snprintf(text + at, sizeof(text) - at, "%u:", object->stream);
	for (i = 0; i < render_object_vertices(object); i++)
		at += snprintf(text + at, sizeof(text) - at, "%s%u", i ? "-" : "",
			       object->v[i][0]);
	snprintf(text + at, sizeof(text) - at, ".%u ", object->primitive_id);
	return 0;
}

static void set(struct render_rig *rig, u32 field, u32 value)
{
	fake_change(rig, GEN9_OP_GS, 10, field, value);
}

static int setup(void **state)
{
	struct render_rig *rig = fake_setup();
	u32 i, d;

	*(u32 *)(rig->bytes + KERNEL) = 16;
	rig->render.kernels = render_kernels_create();
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, LOW(0) | 1, HIGH,
		   0u, 0u, LOW(0) | 1, HIGH, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_URB_GS, 1, 3u << 16);
	rig_packet(rig, GEN9_OP_GS, 9, KERNEL, 0u, 0u, 3u | 0x12345400u, 0u, 0u, 1u, 0u, 0u);
	set(rig, GEN9_GS_GRF_START, GRF_START);
	set(rig, GEN9_GS_INCLUDE_HANDLES, 1);
	set(rig, GEN9_GS_INCLUDE_PRIMITIVE_ID, 1);
	set(rig, GEN9_GS_DISPATCH_MODE, GEN9_GS_SIMD8);
	set(rig, GEN9_GS_VERTEX_SIZE, VERTEX_DWORDS / 4 - 1);
	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_TRISTRIP);
	assert_int_equal(render_urb_begin(&vertices, VERTICES, 16), 0);
	for (i = 0; i < VERTICES; i++) {
		for (d = 0; d < 16; d++)
			render_urb_entry(&vertices, i)[d] = i << 8 | d;
	}
	threads = 0;
	text[0] = 0;
	fake_kernel = plain_kernel;
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct render_rig *rig = *state;

	render_urb_end(&vertices);
	render_urb_end(&geometry.out);
	render_kernels_destroy(rig->render.kernels);
	rig_free(rig);
	return 0;
}

static void begin(struct render_rig *rig)
{
	assert_int_equal(render_geometry_begin(&rig->render, &vertices, &geometry), 0);
	geometry.emit = record;
}

static struct render_object object_of(u32 kind, u32 first, u32 primitive_id)
{
	struct render_object object = { .kind = kind, .primitive_id = primitive_id };
	u32 i;

	for (i = 0; i < 3; i++)
		object.v[i] = render_urb_entry(&vertices, first + i);
	object.flat = object.v[0];
	return object;
}

/* Add @n objects: number i begins with vertex 2 * i, and has primitive ID 100 + i. */
static int add(u32 kind, u32 n)
{
	struct render_object object;
	int error = 0;
	u32 i;

	for (i = 0; i < n && !error; i++) {
		object = object_of(kind, 2 * i, 100 + i);
		error = render_geometry_object(&geometry, &object);
	}
	return error ? error : render_geometry_flush(&geometry);
}

static void eight_objects_share_a_thread(void **state)
{
	struct render_rig *rig = *state;
	u32 lane;

	rig_packet(rig, GEN9_OP_SAMPLER_STATE_GS, 1, 0xabcd00u);
	begin(rig);
	assert_int_equal(add(RENDER_LINE, 11), 0);
	assert_int_equal(threads, 2);
	assert_int_equal(masks[0], 0xff);
	assert_int_equal(masks[1], 0x07);
	assert_int_equal(last.grf[0].ud[GEN9_HEADER_SAMPLERS], 0xabcd00u | 3);
	assert_int_equal(last.grf[0].ud[GEN9_HEADER_SCRATCH_BASE], 0x12345400);
	for (lane = 0; lane < 3; lane++) {
		assert_int_equal(last.grf[1].ud[lane], RENDER_GEOMETRY_HANDLE + lane);
		assert_int_equal(last.grf[2].ud[lane], 108 + lane);
		assert_int_equal(last.grf[3].ud[lane], 16 + 2 * lane);
		assert_int_equal(last.grf[4].ud[lane], 17 + 2 * lane);
		assert_int_equal(last.grf[5].ud[lane], 0);
	}
	assert_int_equal(last.grf[1].ud[3], 0);
	assert_int_equal(geometry.invocations, 11);
}

static void pushed_data_follow_constants_by_vertex_and_dword(void **state)
{
	struct render_rig *rig = *state;
	u32 v, d;

	memset(rig->bytes + CONSTANTS, 0x5a, 64);
	rig->regs[GEN9_CS_DEBUG_MODE2 / 4] = GEN9_CONSTANT_OFFSET_DISABLE;
	rig_packet(rig, GEN9_OP_CONSTANT_GS, 10, 2u, 0u, LOW(CONSTANTS), HIGH, 0u, 0u, 0u,
		   0u, 0u, 0u);
	set(rig, GEN9_GS_READ_OFFSET, 1);
	set(rig, GEN9_GS_READ_LENGTH, 2);
	set(rig, GEN9_GS_INCLUDE_PRIMITIVE_ID, 0);
	begin(rig);
	assert_int_equal(add(RENDER_LINE, 2), 0);
	assert_int_equal(last.grf[2].ud[1], 2);
	assert_int_equal(last.grf[GRF_START].ud[0], 0x5a5a5a5a);
	assert_int_equal(last.grf[GRF_START + 1].ud[7], 0x5a5a5a5a);
	for (v = 0; v < 2; v++) {
		/* Dwords behind the entry read 0. */
		for (d = 0; d < 16; d++)
			assert_int_equal(last.grf[GRF_START + 2 + v * 16 + d].ud[1],
					 d < 8 ? (2 + v) << 8 | (8 + d) : 0);
	}
}

static void instances_of_an_object_share_threads(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_INSTANCES, 19);
	set(rig, GEN9_GS_READ_LENGTH, 1);
	begin(rig);
	assert_int_equal(add(RENDER_TRIANGLE, 2), 0);
	assert_int_equal(threads, 6);
	assert_int_equal(masks[1], 0xff);
	assert_int_equal(masks[5], 0x0f);
	assert_int_equal(last.grf[1].ud[3], (RENDER_GEOMETRY_HANDLE + 3) | 19u << 27);
	assert_int_equal(last.grf[2].ud[3], 101);
	/* The handles of the one object, and each vertex's data, are in dwords of a register. */
	assert_int_equal(last.grf[3].ud[0], 2);
	assert_int_equal(last.grf[3].ud[2], 4);
	assert_int_equal(last.grf[GRF_START + 1].ud[5], 3 << 8 | 5);
	assert_int_equal(geometry.invocations, 40);
}

/* Write @count vertices, numbered from 10 * lane on, with control data in @control. */
static void output(u32 lane, u32 count, u32 control)
{
	u32 *entry = render_urb_entry(&geometry.out, lane), i;
	u32 at = geometry.counted ? GEN9_GS_COUNT_DWORDS : 0;

	if (geometry.counted)
		entry[0] = count;
	if (geometry.control_dwords)
		entry[at] = control;
	at += geometry.control_dwords;
	for (i = 0; i < count && at < geometry.out.entry_dwords; i++, at += VERTEX_DWORDS)
		entry[at] = 10 * lane + i;
}

static enum eu_status cutting_kernel(struct eu_thread *thread)
{
	output(0, 7, 1u << 2 | 1u << 6);
	output(1, 4, 1u << 1);
	output(2, 3, 0);
	return EU_END;
}

static void cut_bits_end_strips_and_so_does_an_entry(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_CONTROL_SIZE, 1);
	rig_packet(rig, GEN9_OP_URB_GS, 1, 7u << 16);
	fake_kernel = cutting_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 3), 0);
	assert_string_equal(text, "0:0-1-2.100 0:3-4-5.101 0:4-5-6.102 0:20-21-22.102 ");
	assert_int_equal(geometry.primitives, 4);
}

static enum eu_status streaming_kernel(struct eu_thread *thread)
{
	output(0, 4, 3u | 0u << 2 | 1u << 4 | 2u << 6);
	return EU_END;
}

static void stream_numbers_belong_to_vertices(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_CONTROL_SIZE, 1);
	set(rig, GEN9_GS_CONTROL_STREAMS, 1);
	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST);
	fake_kernel = streaming_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 1), 0);
	assert_string_equal(text, "3:0.100 0:1.101 1:2.102 2:3.103 ");
	/* Without control data, all vertices are of the default stream. */
	set(rig, GEN9_GS_CONTROL_SIZE, 0);
	set(rig, GEN9_GS_DEFAULT_STREAM, 2);
	begin(rig);
	text[0] = 0;
	assert_int_equal(add(RENDER_POINT, 1), 0);
	assert_string_equal(text, "2:0.100 2:1.101 2:2.102 2:3.103 ");
}

static enum eu_status static_kernel(struct eu_thread *thread)
{
	output(0, 3, 0);
	return EU_END;
}

static void a_static_count_needs_no_count_in_the_entry(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_STATIC, 1);
	set(rig, GEN9_GS_STATIC_COUNT, 3);
	fake_kernel = static_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 1), 0);
	assert_string_equal(text, "0:0-1-2.100 ");
}

static enum eu_status boasting_kernel(struct eu_thread *thread)
{
	memset(geometry.out.data, 0xff, geometry.out.entry_dwords * sizeof(u32));
	return EU_END;
}

static void a_count_beyond_the_entry_ends_at_the_entry(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST);
	fake_kernel = boasting_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 1), 0);
	/* 64 dwords: eight of the count, then seven vertices of eight. */
	assert_int_equal(geometry.primitives, 7);
	set(rig, GEN9_GS_CONTROL_SIZE, 15);
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 1), -EINVAL);
	assert_string_equal(rig->unsupported, "control data beyond an entry");
}

/* Return the handles of the first channel's vertices, as letters. */
static const char *handles(u32 n)
{
	static char letters[8];
	u32 i;

	for (i = 0; i < n; i++)
		letters[i] = 'a' + (char)last.grf[3 + i].ud[0];
	letters[n] = 0;
	return letters;
}

static void reversed_triangles_are_reordered(void **state)
{
	struct render_rig *rig = *state;
	struct render_object object = object_of(RENDER_TRIANGLE, 0, 0);
	u32 trailing;

	object.reversed = true;
	for (trailing = 0; trailing < 2; trailing++) {
		set(rig, GEN9_GS_REORDER_TRAILING, trailing);
		begin(rig);
		assert_int_equal(render_geometry_object(&geometry, &object), 0);
		assert_int_equal(render_geometry_flush(&geometry), 0);
		assert_string_equal(handles(3), trailing ? "bac" : "acb");
	}
}

static void neighbours_come_unless_they_are_discarded(void **state)
{
	struct render_rig *rig = *state;
	struct render_object object = object_of(RENDER_TRIANGLE, 0, 0);
	static const char *const texts[] = { "cdefab", "abcdef" };
	u32 i;

	object.reversed = true;
	object.inputs = 6;
	for (i = 0; i < 6; i++)
		object.input[i] = render_urb_entry(&vertices, i);
	for (i = 0; i < 2; i++) {
		set(rig, GEN9_GS_REORDER_TRAILING, i);
		begin(rig);
		assert_int_equal(render_geometry_object(&geometry, &object), 0);
		assert_int_equal(render_geometry_flush(&geometry), 0);
		assert_string_equal(handles(6), texts[i]);
	}
	set(rig, GEN9_GS_DISCARD_ADJACENCY, 1);
	begin(rig);
	assert_int_equal(render_geometry_object(&geometry, &object), 0);
	assert_int_equal(render_geometry_flush(&geometry), 0);
	assert_string_equal(handles(3), "bac");
}

/* Read the vertices by their handles, and write to the output by its own. */
static enum eu_status messaging_kernel(struct eu_thread *thread)
{
	union eu_reg data[2], got;
	struct eu_message message = {
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = thread->dispatch_mask,
		.desc = GEN9_URB_SIMD8_READ, .src = &thread->grf[3], .src_regs = 1,
		.dst = &got, .dst_regs = 1,
	};

	if (thread->ops->send(thread->client, thread, &message))
		return EU_INVALID;
	assert_int_equal(got.ud[1], 2 << 8);
	data[0] = thread->grf[1];
	data[1] = got;
	message.desc = GEN9_URB_SIMD8_WRITE | gen9_field_bits(GEN9_URB_OFFSET, 2);
	message.src = data;
	message.src_regs = 2;
	message.dst_regs = 0;
	if (thread->ops->send(thread->client, thread, &message))
		return EU_INVALID;
	data[1].ud[0] = 1;
	data[1].ud[1] = 1;
	message.desc = GEN9_URB_SIMD8_WRITE;
	return thread->ops->send(thread->client, thread, &message) ? EU_INVALID : EU_END;
}

static void threads_read_vertices_and_write_output_by_handles(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST);
	fake_kernel = messaging_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 2), 0);
	assert_string_equal(text, "0:0.100 0:512.101 ");
}

static enum eu_status waiting_kernel(struct eu_thread *thread)
{
	struct eu_message message = {
		.sfid = GEN9_SFID_GATEWAY, .desc = 4, .src = thread->grf, .src_regs = 1,
	};

	return thread->ops->send(thread->client, thread, &message) ? EU_INVALID : EU_END;
}

static void what_is_not_implemented_is_refused_by_name(void **state)
{
	static const struct {
		u32 field;
		u32 value;
		const char *name;
	} rows[] = {
		{ GEN9_GS_DISPATCH_MODE, 1, "geometry shader without SIMD8" },
		{ GEN9_GS_OUTPUT_TOPOLOGY, 40, "output topology of a geometry shader" },
	};
	struct render_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		set(rig, rows[i].field, rows[i].value);
		assert_int_equal(render_geometry_begin(&rig->render, &vertices, &geometry),
				 -EINVAL);
		assert_string_equal(rig->unsupported, rows[i].name);
		set(rig, GEN9_GS_DISPATCH_MODE, GEN9_GS_SIMD8);
	}
	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST);
	fake_kernel = waiting_kernel;
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 1), -EINVAL);
	assert_string_equal(rig->unsupported, "message to the gateway");
}

static void a_payload_that_does_not_fit_is_refused(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_GS_READ_LENGTH, 5);
	begin(rig);
	assert_int_equal(add(RENDER_TRIANGLE, 1), -EINVAL);
	assert_string_equal(rig->unsupported, "payload over 128 registers");
	set(rig, GEN9_GS_READ_LENGTH, 0);
	set(rig, GEN9_GS_GRF_START, 5);
	begin(rig);
	assert_int_equal(add(RENDER_TRIANGLE, 1), -EINVAL);
	assert_int_equal(threads, 0);
	set(rig, GEN9_GS_GRF_START, 6);
	begin(rig);
	assert_int_equal(add(RENDER_TRIANGLE, 1), 0);
}

static int drop(void *client, const struct render_object *object)
{
	return 0;
}

static void each_output_entry_polls_by_its_vertices(void **state)
{
	struct render_rig *rig = *state;

	rig_packet(rig, GEN9_OP_URB_GS, 1, 511u << 16);
	set(rig, GEN9_GS_OUTPUT_TOPOLOGY, GEN9_POINTLIST);
	set(rig, GEN9_GS_STATIC, 1);
	set(rig, GEN9_GS_STATIC_COUNT, 1000);
	begin(rig);
	geometry.emit = drop;
	assert_int_equal(add(RENDER_POINT, 8), 0);
	assert_int_equal(geometry.primitives, 8 * 1000);
	assert_in_range(rig->polls, 1, 8);
}

static void a_cancelled_draw_ends_after_a_thread(void **state)
{
	struct render_rig *rig = *state;

	rig->poll_error = -ECANCELED;
	fake_work = EU_POLL_WORK;
	set(rig, GEN9_GS_INSTANCES, 31);
	begin(rig);
	assert_int_equal(add(RENDER_POINT, 8), -ECANCELED);
	fake_work = 0;
	assert_int_equal(threads, 1);
	/* Nothing of it waits any more. */
	rig->poll_error = 0;
	assert_int_equal(render_geometry_flush(&geometry), 0);
	assert_int_equal(threads, 1);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(eight_objects_share_a_thread),
		TEST(pushed_data_follow_constants_by_vertex_and_dword),
		TEST(instances_of_an_object_share_threads),
		TEST(cut_bits_end_strips_and_so_does_an_entry),
		TEST(stream_numbers_belong_to_vertices),
		TEST(a_static_count_needs_no_count_in_the_entry),
		TEST(a_count_beyond_the_entry_ends_at_the_entry),
		TEST(reversed_triangles_are_reordered),
		TEST(neighbours_come_unless_they_are_discarded),
		TEST(threads_read_vertices_and_write_output_by_handles),
		TEST(what_is_not_implemented_is_refused_by_name),
		TEST(a_payload_that_does_not_fit_is_refused),
		TEST(each_output_entry_polls_by_its_vertices),
		TEST(a_cancelled_draw_ends_after_a_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
