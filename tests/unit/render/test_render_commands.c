// SPDX-License-Identifier: GPL-2.0-only
/* Test the commands of a render engine (render/render.c), whose halves are fakes. */
#include "tests/unit/render/fake_eu.h"
#include "tests/unit/render/fake_messages.h"
#include "tests/unit/render/fake_pixels.h"

#include "render/compute.h"

static int dummy;
static u32 existing;		/* parts that exist */
static u32 parts_left;		/* parts that can be made before one fails */
static u32 dispatches;
static int dispatch_error;
static u32 objects;
static u32 clears;
static u32 flushes;
static u32 forgotten;

static void *make(void)
{
	if (!parts_left)
		return NULL;
	parts_left--;
	existing++;
	return &dummy;
}

struct render_pixels *render_pixels_create(void)
{
	return make();
}

void render_pixels_destroy(struct render_pixels *pixels)
{
	existing -= !!pixels;
}

int render_pixels_command(struct render *render, const u32 *dw)
{
	clears = dw[1];
	return 0;
}

void render_pixels_forget(struct render_pixels *pixels)
{
	forgotten++;
}

void render_pixels_flush(struct render *render)
{
	flushes++;
}

struct render_compute *render_compute_create(void)
{
	return make();
}

void render_compute_destroy(struct render_compute *compute)
{
	existing -= !!compute;
}

int render_gpgpu_walker(struct render *render, const u32 *dw, u32 n)
{
	dispatches += n;
	return dispatch_error;
}

int render_media_object(struct render *render, const u32 *dw, u32 n)
{
	objects += n;
	return 0;
}

struct sample_unit *sample_unit_create(struct sample_windows *windows,
				       void (*unsupported)(void *host, const char *what),
				       int (*poll)(void *host), void *host)
{
	return make();
}

void sample_unit_flush(struct sample_unit *unit)
{
}

void sample_unit_destroy(struct sample_unit *unit)
{
	existing -= !!unit;
}

struct fixture {
	struct render_rig *rig;
	struct render *render;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	memset(&fake, 0, sizeof(fake));
	existing = 0;
	parts_left = 3;
	f->rig = rig_new();
	f->render = render_create(&rig_host_ops, &f->rig->memory, f->rig);
	assert_non_null(f->render);
	assert_int_equal(existing, 3);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	render_destroy(f->render);
	assert_int_equal(existing, 0);
	rig_free(f->rig);
	free(f);
	return 0;
}

static int command(struct fixture *f, u32 op, u32 dw1, u32 n)
{
	u32 dw[16] = { op << GEN9_OP_SHIFT, dw1 };
	u64 place = 0;

	return render_command(f->render, dw, n, &place);
}

static void an_engine_without_memory_is_none(void **state)
{
	struct fixture *f = *state;
	u32 parts;

	for (parts = 0; parts < 3; parts++) {
		existing = 0;
		parts_left = parts;
		assert_null(render_create(&rig_host_ops, &f->rig->memory, f->rig));
		assert_int_equal(existing, 0);
	}
	existing = 3;
}

static void state_commands_are_kept(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(command(f, GEN9_OP_CLIP, 7, 4), 0);
	assert_int_equal(render_packet(f->render, GEN9_OP_CLIP)[1], 7);
	assert_int_equal(command(f, GEN9_OP_MEDIA_VFE_STATE, 9, 9), 0);
	assert_int_equal(render_packet(f->render, GEN9_OP_MEDIA_VFE_STATE)[1], 9);
	assert_null(f->rig->unsupported);
}

static void dispatches_go_to_the_compute_half(void **state)
{
	struct fixture *f = *state;

	dispatches = 0;
	objects = 0;
	assert_int_equal(command(f, GEN9_OP_GPGPU_WALKER, 0, 15), 0);
	assert_int_equal(command(f, GEN9_OP_MEDIA_OBJECT, 0, 6), 0);
	assert_int_equal(command(f, GEN9_OP_MEDIA_STATE_FLUSH, 0, 2), 0);
	assert_int_equal(dispatches, 15);
	assert_int_equal(objects, 6);
}

static void depth_clears_are_state_and_run(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(command(f, GEN9_OP_WM_HZ_OP, 0x40000000, 5), 0);
	assert_int_equal(clears, 0x40000000);
	assert_int_equal(render_packet(f->render, GEN9_OP_WM_HZ_OP)[1], 0x40000000);
}

static void an_empty_draw_runs(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(command(f, GEN9_OP_VF_TOPOLOGY, GEN9_TRILIST, 2), 0);
	assert_int_equal(command(f, GEN9_OP_3DPRIMITIVE, 0, 7), 0);
	assert_int_equal(command(f, GEN9_OP_3DPRIMITIVE, 0, 6), -EINVAL);
	assert_int_equal(fake.n, 0);
}

static void a_kernel_that_is_too_long_is_counted(void **state)
{
	struct fixture *f = *state;

	dispatch_error = -E2BIG;
	assert_int_equal(command(f, GEN9_OP_GPGPU_WALKER, 0, 15), -EINVAL);
	dispatch_error = 0;
	assert_string_equal(f->rig->unsupported, "kernel that is too long");
}

static void unknown_commands_are_counted(void **state)
{
	struct fixture *f = *state;
	u64 place = 0;

	assert_int_equal(command(f, 0x7fff, 0, 2), -EINVAL);
	assert_string_equal(f->rig->unsupported, "command of the 3D pipeline");
	assert_int_equal(render_command(f->render, NULL, 0, &place), -EINVAL);
}

static void resource_streamer_pools_are_refused_when_on(void **state)
{
	static const u32 pools[] = {
		GEN9_OP_BINDING_TABLE_POOL_ALLOC, GEN9_OP_GATHER_POOL_ALLOC, GEN9_OP_DX9_POOL_ALLOC,
	};
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(pools); i++) {
		f->rig->unsupported = NULL;
		assert_int_equal(command(f, pools[i], 0, 4), 0);
		assert_null(f->rig->unsupported);
		assert_int_equal(command(f, pools[i], 1u << 11, 4), -EINVAL);
		assert_string_equal(f->rig->unsupported, "resource streamer pools");
	}
}

/* Commands of the golden state that i915 6.12 runs in each new context: opcode, dwords. */
static const u16 golden[][2] = {
	{ 0x6904, 1 }, { 0x7814, 2 }, { 0x7820, 12 }, { 0x7813, 4 }, { 0x781f, 6 }, { 0x7851, 11 },
	{ 0x7810, 9 }, { 0x781b, 9 }, { 0x7811, 10 }, { 0x781e, 5 }, { 0x781d, 11 }, { 0x7812, 4 },
	{ 0x7850, 5 }, { 0x781c, 4 }, { 0x780c, 2 }, { 0x7852, 5 }, { 0x7830, 2 }, { 0x7831, 2 },
	{ 0x7832, 2 }, { 0x7833, 2 }, { 0x7919, 4 }, { 0x791a, 4 }, { 0x791b, 4 }, { 0x7912, 2 },
	{ 0x7913, 2 }, { 0x7914, 2 }, { 0x7915, 2 }, { 0x7916, 2 }, { 0x7815, 11 }, { 0x7819, 11 },
	{ 0x781a, 11 }, { 0x7816, 11 }, { 0x7817, 11 }, { 0x7849, 3 }, { 0x784a, 2 }, { 0x784b, 2 },
	{ 0x7917, 259 }, { 0x7918, 8 }, { 0x6101, 19 }, { 0x6102, 3 }, { 0x7900, 4 }, { 0x7805, 8 },
	{ 0x7904, 4 }, { 0x7908, 3 }, { 0x790a, 3 }, { 0x7806, 5 }, { 0x7807, 5 }, { 0x7804, 3 },
	{ 0x7911, 2 }, { 0x780d, 2 }, { 0x7906, 2 }, { 0x7907, 33 }, { 0x7902, 17 }, { 0x790c, 17 },
	{ 0x780a, 5 }, { 0x7808, 133 }, { 0x7809, 69 }, { 0x7855, 5 }, { 0x680b, 1 }, { 0x780e, 2 },
	{ 0x7824, 2 }, { 0x784f, 2 }, { 0x784d, 2 }, { 0x782b, 2 }, { 0x782c, 2 }, { 0x782d, 2 },
	{ 0x782e, 2 }, { 0x782f, 2 }, { 0x780f, 2 }, { 0x7823, 2 }, { 0x7821, 2 }, { 0x7826, 2 },
	{ 0x7827, 2 }, { 0x7828, 2 }, { 0x7829, 2 }, { 0x782a, 2 },
};

static void the_golden_state_runs_and_its_draw_has_no_primitive(void **state)
{
	struct fixture *f = *state;
	u32 dw[300] = { 0 }, i;
	u64 place = 0;

	for (i = 0; i < ARRAY_SIZE(golden); i++) {
		dw[0] = (u32)golden[i][0] << GEN9_OP_SHIFT;
		dw[1] = golden[i][0] == GEN9_OP_VF_TOPOLOGY ? GEN9_TRILIST : 0;
		assert_int_equal(render_command(f->render, dw, golden[i][1], &place), 0);
	}
	dw[0] = (u32)GEN9_OP_3DPRIMITIVE << GEN9_OP_SHIFT;
	dw[1] = GEN9_TRILIST;
	dw[2] = 1;
	dw[4] = 1;
	assert_int_equal(render_command(f->render, dw, 7, &place), 0);
	assert_null(f->rig->unsupported);
	assert_int_equal(fake.begun, 0);
}

static void the_next_context_finds_nothing_of_the_last(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(command(f, GEN9_OP_CLIP, 7, 4), 0);
	forgotten = 0;
	render_state_load(f->render, NULL);
	assert_int_equal(render_packet(f->render, GEN9_OP_CLIP)[1], 0);
	assert_int_equal(forgotten, 1);
}

static void a_flush_reaches_the_back_half(void **state)
{
	struct fixture *f = *state;

	flushes = 0;
	render_flush(f->render, 0);
	assert_int_equal(flushes, 1);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_engine_without_memory_is_none),
		TEST(state_commands_are_kept),
		TEST(dispatches_go_to_the_compute_half),
		TEST(depth_clears_are_state_and_run),
		TEST(an_empty_draw_runs),
		TEST(a_kernel_that_is_too_long_is_counted),
		TEST(unknown_commands_are_counted),
		TEST(resource_streamer_pools_are_refused_when_on),
		TEST(the_golden_state_runs_and_its_draw_has_no_primitive),
		TEST(the_next_context_finds_nothing_of_the_last),
		TEST(a_flush_reaches_the_back_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
