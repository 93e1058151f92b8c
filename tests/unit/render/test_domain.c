// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test tessellation (render/domain.c, render/hull.c), with kernels in C: what threads of the hull
 * and domain shader get, barriers, and the objects that come out.
 */
#include "tests/unit/render/fake_eu.h"
#include "tests/unit/render/fake_messages.h"
#include "tests/unit/render/fake_pixels.h"
#include "tests/unit/render/vertex_states.h"

#include <stdio.h>

#include "gen9/state_geometry.h"
#include "render/assembly.h"
#include "render/domain.h"
#include "render/kernels.h"

#define KERNEL		0x8000u		/* offsets in the memory */
#define DS_KERNEL	0x8100u
#define VERTICES	32u
#define GRF_START	5u
#define MARK		0x77u		/* what the hull shader stores behind the header */
#define TEXT_ROOM	64u		/* most characters of an object */

static struct render_urb vertices;
static struct render_domain domain;
static float factors[GEN9_PATCH_HEADER_DWORDS];
static struct eu_thread hull_thread;	/* the payload of the last hull thread */
static struct eu_thread domain_thread;	/* and of the last domain thread */
static u32 hull_threads;
static u32 domain_threads;
static u32 barriers;			/* that each hull thread waits at */
static u32 arrived[GEN9_HS_INSTANCES_MAX];
static u32 patches_done;
static char text[2048];

/* Wait at barriers: no thread may be further than one barrier ahead of another one. */
static bool waits(struct eu_thread *thread, u32 number)
{
	struct eu_message message = {
		.sfid = GEN9_SFID_GATEWAY, .desc = 4, .src = thread->grf, .src_regs = 1,
	};
	u32 i;

	for (i = 0; i < domain.hull.threads; i++)
		assert_in_range(arrived[i] + 1, arrived[number], arrived[number] + 2);
	if (arrived[number] == barriers)
		return false;
	arrived[number]++;
	assert_int_equal(thread->ops->send(thread->client, thread, &message), -EAGAIN);
	return true;
}

static enum eu_status hull_kernel(struct eu_thread *thread)
{
	u32 number = thread->grf[0].ud[2] >> 17;

	assert_in_range(number, 0, domain.hull.threads - 1);
	hull_thread = *thread;
	if (waits(thread, number))
		return EU_BARRIER;
	hull_threads++;
	memcpy(domain.hull.patch.data, factors, sizeof(factors));
	domain.hull.patch.data[GEN9_PATCH_HEADER_DWORDS] = MARK;
	return EU_END;
}

/* Store u and v in 1/100, and the number of the point. */
static enum eu_status domain_kernel(struct eu_thread *thread)
{
	u32 lane, *entry;

	domain_threads++;
	domain_thread = *thread;
	for (lane = 0; lane < 8; lane++) {
		if (!(thread->dispatch_mask >> lane & 1))
			continue;
		entry = render_urb_entry(&domain.points,
					 thread->grf[4].ud[lane] - RENDER_DOMAIN_HANDLE);
		entry[0] = (u32)(thread->grf[1].f[lane] * 100);
		entry[1] = (u32)(thread->grf[2].f[lane] * 100);
	}
	return EU_END;
}

/* The hull shader has a barrier; the domain shader has coordinates in g1. */
static enum eu_status both_kernels(struct eu_thread *thread)
{
	return thread->grf[0].ud[3] == 1 ? hull_kernel(thread) : domain_kernel(thread);
}

static int record(void *client, const struct render_object *object)
{
	size_t at = strlen(text);
	u32 i, n = render_object_vertices(object);

	if (at + TEXT_ROOM > sizeof(text))
		return 0;
	for (i = 0; i < n; i++)
		at += snprintf(text + at, sizeof(text) - at, "%s%u,%u", i ? "-" : "",
			       object->v[i][0], object->v[i][1]);
	for (i = 0; i < n && object->v[i] != object->flat; i++)
		;
	snprintf(text + at, sizeof(text) - at, ".%u.%u ", i, object->primitive_id);
	return 0;
}

static int done(void *client)
{
	patches_done++;
	return 0;
}

static void set(struct render_rig *rig, u32 op, u32 field, u32 value)
{
	u32 n = op == GEN9_OP_HS ? 9 : op == GEN9_OP_DS ? 11 : op == GEN9_OP_TE ? 4 : 2;

	fake_change(rig, op, n, field, value);
}

static int setup(void **state)
{
	struct render_rig *rig = fake_setup();
	u32 i;

	*(u32 *)(rig->bytes + KERNEL) = 16;
	*(u32 *)(rig->bytes + DS_KERNEL) = 16;
	rig->render.kernels = render_kernels_create();
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, LOW(0) | 1, HIGH,
		   0u, 0u, LOW(0) | 1, HIGH, 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, GEN9_PATCHLIST_1 + 2);
	/* Scratch codes 1 and 2 tell the kernels who they are. */
	rig_packet(rig, GEN9_OP_HS, 8, 0u, 1u << 31, KERNEL, 0u, 1u, 0u, 0u, 0u);
	set(rig, GEN9_OP_HS, GEN9_HS_GRF_START, GRF_START);
	rig_packet(rig, GEN9_OP_DS, 10, DS_KERNEL, 0u, 0u, 2u, 0u, 0u, 1u, 0u, 0u, 0u);
	set(rig, GEN9_OP_DS, GEN9_DS_GRF_START, GRF_START);
	set(rig, GEN9_OP_DS, GEN9_DS_DISPATCH_MODE, GEN9_DS_SIMD8_SINGLE_PATCH);
	rig_packet(rig, GEN9_OP_TE, 3, 1u | GEN9_TE_TRIANGLE << 4 | GEN9_TE_TRIANGLES_CW << 8,
		   rig_bits(63), rig_bits(64));
	rig_packet(rig, GEN9_OP_URB_HS, 1, 1u << 16);
	assert_int_equal(render_urb_begin(&vertices, VERTICES, 16), 0);
	memset(arrived, 0, sizeof(arrived));
	hull_threads = 0;
	domain_threads = 0;
	barriers = 0;
	patches_done = 0;
	text[0] = 0;
	for (i = 0; i < ARRAY_SIZE(factors); i++)
		factors[i] = 1;
	fake_kernel = both_kernels;
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct render_rig *rig = *state;

	render_urb_end(&vertices);
	render_domain_end(&domain);
	render_kernels_destroy(rig->render.kernels);
	rig_free(rig);
	return 0;
}

static void begin(struct render_rig *rig)
{
	assert_int_equal(render_domain_begin(&rig->render, &vertices, &domain), 0);
	assert_true(domain.enabled);
	domain.emit = record;
	domain.done = done;
}

static int add(u32 n)
{
	int error = 0;
	u32 i;

	for (i = 0; i < n && !error; i++)
		error = render_domain_vertex(&domain, render_urb_entry(&vertices, i % VERTICES));
	return error;
}

static void a_patch_becomes_objects(void **state)
{
	begin(*state);
	assert_int_equal(add(6), 0);
	assert_string_equal(text, "0,100-0,0-100,0.0.0 0,100-0,0-100,0.0.1 ");
	assert_int_equal(hull_threads, 2);
	assert_int_equal(domain_threads, 2);
	assert_int_equal(patches_done, 2);
	assert_int_equal(domain.patches, 2);
	assert_int_equal(domain.hull.invocations, 2);
	assert_int_equal(domain.invocations, 6);
}

static void hull_threads_get_handles_instance_and_patch(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	rig_packet(rig, GEN9_OP_VF_TOPOLOGY, 1, GEN9_PATCHLIST_1 + 31);
	set(rig, GEN9_OP_HS, GEN9_HS_INSTANCES, 3);
	begin(rig);
	assert_int_equal(add(64), 0);
	assert_int_equal(hull_threads, 8);
	assert_int_equal(hull_thread.dispatch_mask, 0xff);
	assert_int_equal(hull_thread.grf[0].ud[0], RENDER_PATCH_HANDLE);
	assert_int_equal(hull_thread.grf[0].ud[1], 1);
	assert_int_equal(hull_thread.grf[0].ud[2], 3u << 17);
	for (i = 0; i < 32; i++)
		assert_int_equal(hull_thread.grf[1 + i / 8].ud[i % 8], i);
}

static void domain_threads_get_points_and_patch_data(void **state)
{
	struct render_rig *rig = *state;
	u32 lane;

	set(rig, GEN9_OP_DS, GEN9_DS_READ_OFFSET, 1);
	set(rig, GEN9_OP_DS, GEN9_DS_READ_LENGTH, 4);
	set(rig, GEN9_OP_DS, GEN9_DS_COMPUTE_W, 1);
	factors[GEN9_PATCH_INNER_TRIANGLE] = 4;
	begin(rig);
	assert_int_equal(add(3), 0);
	/* Three corners, a ring of six, and the middle. */
	assert_int_equal(domain.invocations, 10);
	assert_int_equal(domain_threads, 2);
	assert_int_equal(domain_thread.dispatch_mask, 0x03);
	assert_int_equal(domain_thread.grf[0].ud[0], RENDER_PATCH_HANDLE);
	for (lane = 0; lane < 2; lane++) {
		assert_int_equal(domain_thread.grf[4].ud[lane], RENDER_DOMAIN_HANDLE + 8 + lane);
		assert_float_equal(domain_thread.grf[1].f[lane] + domain_thread.grf[2].f[lane] +
				   domain_thread.grf[3].f[lane], 1, 0);
	}
	/* The entry ends after 32 dwords. */
	assert_int_equal(domain_thread.grf[GRF_START].ud[0], MARK);
	assert_int_equal(domain_thread.grf[GRF_START + 3].ud[0], 0);
	set(rig, GEN9_OP_DS, GEN9_DS_READ_OFFSET, 0);
	set(rig, GEN9_OP_DS, GEN9_DS_COMPUTE_W, 0);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_int_equal(domain_thread.grf[GRF_START].ud[4], rig_bits(4));
	assert_int_equal(domain_thread.grf[3].ud[0], 0);
}

static void threads_of_a_patch_wait_at_barriers(void **state)
{
	struct render_rig *rig = *state;

	barriers = 5;
	set(rig, GEN9_OP_HS, GEN9_HS_INSTANCES, 15);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_int_equal(hull_threads, 16);
	assert_true(rig->polls >= barriers);
}

static enum eu_status endless_kernel(struct eu_thread *thread)
{
	return EU_BARRIER;
}

static void endless_barriers_poll_and_are_cancelled(void **state)
{
	struct render_rig *rig = *state;

	fake_kernel = endless_kernel;
	rig->poll_error = -ECANCELED;
	begin(rig);
	assert_int_equal(add(3), -ECANCELED);
	assert_int_equal(rig->polls, 1);
}

static void each_output_has_its_objects_and_provoking_vertices(void **state)
{
	struct render_rig *rig = *state;

	set(rig, GEN9_OP_TE, GEN9_TE_OUTPUT, GEN9_TE_TRIANGLES_CCW);
	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_TRIANGLE_PROVOKING, 2);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_string_equal(text, "0,100-100,0-0,0.2.0 ");
	text[0] = 0;
	set(rig, GEN9_OP_TE, GEN9_TE_OUTPUT, GEN9_TE_POINTS);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_string_equal(text, "0,100.0.0 0,0.0.0 100,0.0.0 ");
	text[0] = 0;
	set(rig, GEN9_OP_TE, GEN9_TE_OUTPUT, GEN9_TE_LINES);
	set(rig, GEN9_OP_TE, GEN9_TE_DOMAIN, GEN9_TE_ISOLINE);
	fake_change(rig, GEN9_OP_SF, 4, GEN9_SF_LINE_PROVOKING, 1);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_string_equal(text, "0,0-100,0.1.0 ");
}

static void a_culled_patch_runs_no_domain_shader(void **state)
{
	factors[GEN9_PATCH_OUTER_0] = 0;
	begin(*state);
	assert_int_equal(add(3), 0);
	assert_int_equal(hull_threads, 1);
	assert_int_equal(domain_threads, 0);
	assert_int_equal(domain.patches, 1);
	assert_string_equal(text, "");
}

static void a_cut_drops_the_vertices_of_a_patch(void **state)
{
	begin(*state);
	assert_int_equal(add(2), 0);
	render_domain_cut(&domain);
	assert_int_equal(add(5), 0);
	assert_int_equal(domain.patches, 1);
	render_domain_instance(&domain);
	assert_int_equal(add(3), 0);
	/* The patch of the next instance is number 0 again. */
	assert_string_equal(text, "0,100-0,0-100,0.0.0 0,100-0,0-100,0.0.0 ");
}

static void large_patches_poll_between_threads(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(factors); i++)
		factors[i] = 64;
	set(rig, GEN9_OP_TE, GEN9_TE_DOMAIN, GEN9_TE_QUAD);
	set(rig, GEN9_OP_TE, GEN9_TE_OUTPUT, GEN9_TE_POINTS);
	begin(rig);
	assert_int_equal(add(3), 0);
	assert_int_equal(domain_threads, 529);
	assert_in_range(rig->polls, 1 + 529 * 8 * 32 * 4 / EU_POLL_WORK, 529);
	rig->polls = 0;
	fake_work = EU_POLL_WORK;
	begin(rig);
	assert_int_equal(add(3), 0);
	fake_work = 0;
	assert_in_range(rig->polls, 529, 2 * 529);
}

static void threads_of_one_turn_poll(void **state)
{
	struct render_rig *rig = *state;
	u32 i;

	set(rig, GEN9_OP_HS, GEN9_HS_INSTANCES, 15);
	fake_work = EU_POLL_WORK;
	for (i = 0; i < ARRAY_SIZE(factors); i++)
		factors[i] = 0;
	begin(rig);
	assert_int_equal(add(3), 0);
	fake_work = 0;
	assert_int_equal(hull_threads, 16);
	assert_in_range(rig->polls, 16, 24);
}

static void what_is_not_implemented_is_refused_by_name(void **state)
{
	static const struct {
		u32 op;
		u32 field;
		u32 value;
		const char *name;
	} rows[] = {
		{ GEN9_OP_HS, GEN9_HS_ENABLE, 0, "tessellation without one of its stages" },
		{ GEN9_OP_DS, GEN9_DS_ENABLE, 0, "tessellation without one of its stages" },
		{ GEN9_OP_TE, GEN9_TE_ENABLE, 0, "tessellation without one of its stages" },
		{ GEN9_OP_TE, GEN9_TE_DOMAIN, 3, "mode of the tessellator" },
		{ GEN9_OP_HS, GEN9_HS_DISPATCH_MODE, 2, "hull shader threads of several patches" },
		{ GEN9_OP_HS, GEN9_HS_READ_LENGTH, 1, "pushed vertices of a hull shader" },
		{ GEN9_OP_DS, GEN9_DS_DISPATCH_MODE, 2, "domain shader threads of another kind" },
		{ GEN9_OP_DS, GEN9_DS_READ_LENGTH, 127, "payload over 128 registers" },
		{ GEN9_OP_HS, GEN9_HS_GRF_START, 4, "payload over 128 registers" },
		{ GEN9_OP_URB_DS, GEN9_URB_ENTRY_SIZE, 32,
		  "vertices of a domain shader over 2 KiB" },
	};
	struct render_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const u32 *packet = render_packet(&rig->render, rows[i].op);
		u32 old = gen9_field(packet, rows[i].field);

		set(rig, rows[i].op, rows[i].field, rows[i].value);
		assert_int_equal(render_domain_begin(&rig->render, &vertices, &domain), -EINVAL);
		assert_string_equal(rig->unsupported, rows[i].name);
		set(rig, rows[i].op, rows[i].field, old);
		begin(rig);
	}
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_patch_becomes_objects),
		TEST(hull_threads_get_handles_instance_and_patch),
		TEST(domain_threads_get_points_and_patch_data),
		TEST(threads_of_a_patch_wait_at_barriers),
		TEST(endless_barriers_poll_and_are_cancelled),
		TEST(each_output_has_its_objects_and_provoking_vertices),
		TEST(a_culled_patch_runs_no_domain_shader),
		TEST(a_cut_drops_the_vertices_of_a_patch),
		TEST(large_patches_poll_between_threads),
		TEST(threads_of_one_turn_poll),
		TEST(what_is_not_implemented_is_refused_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
