// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test GPGPU_WALKER and MEDIA_OBJECT: which threads run, what their first registers hold, barriers
 * and ends. The kernels here are functions of the test: the linker puts __wrap_eu_thread_run() in
 * the place of the interpreter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pgpu/pipeline_state.h"
#include "port.h"
#include "gen9/message_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_media.h"
#include "render/compute.h"
#include "render/kernels.h"
#include "render/render_types.h"
#include "render/state.h"

#define MEMORY		(64u << 10)
#define DYNAMIC		0x100000000ull	/* base of dynamic state: the memory of the test */
#define INDIRECT	0x200000000ull	/* base of indirect data: the same memory */
#define DESCRIPTORS	0x1000u		/* offsets in the memory */
#define CURBE		0x2000u
#define DATA		0x3000u
#define KERNEL		0x1240u
#define THREADS_MAX	4096u

/* A thread, as its kernel finds it. */
struct ran {
	u32 mask;
	u32 float_mode;
	u32 cr0;
	union eu_reg grf[8];
};

static struct fixture {
	struct render render;
	struct sample_memory memory;
	u8 bytes[MEMORY];
	u32 regs[0x4000 / 4];
	u32 polls;
	u32 cancel_at;
	u32 places;
	u32 end_at;
	const char *missing;
	enum eu_status (*kernel)(struct eu_thread *thread);
	u64 pointer;
	struct ran ran[THREADS_MAX];
	u32 count;
} f;

/* --- fakes ---------------------------------------------------------------------------------- */

static u8 *fake_page(void *host, u64 va, bool write)
{
	static u8 zero[4096];
	u64 at = va & 0xffffffff & ~0xfffull;

	return at < MEMORY && (va >> 32 == 1 || va >> 32 == 2) ? f.bytes + at : zero;
}

static u64 fake_generation(void *host)
{
	return 1;
}

static const struct sample_memory_ops memory_ops = {
	.page = fake_page,
	.generation = fake_generation,
};

static int fake_poll(void *host)
{
	return ++f.polls == f.cancel_at ? -ECANCELED : 0;
}

static int fake_place(void *host)
{
	int error = fake_poll(host);

	return !error && ++f.places == f.end_at ? -EINTR : error;
}

static u32 fake_reg_read(void *host, u32 offset)
{
	return f.regs[offset / 4];
}

static void fake_reg_write(void *host, u32 offset, u32 value)
{
	f.regs[offset / 4] = value;
}

static void fake_unsupported(void *host, const char *what)
{
	f.missing = what;
}

static const struct render_host_ops host_ops = {
	.poll = fake_poll,
	.place = fake_place,
	.reg_read = fake_reg_read,
	.reg_write = fake_reg_write,
	.unsupported = fake_unsupported,
};

int __wrap_render_kernel(struct render *render, u64 pointer, const struct eu_program **program);
enum eu_status __wrap_eu_thread_run(const struct eu_program *program, struct eu_thread *thread);

int __wrap_render_kernel(struct render *render, u64 pointer, const struct eu_program **program)
{
	f.pointer = pointer;
	*program = NULL;
	return 0;
}

enum eu_status __wrap_eu_thread_run(const struct eu_program *program, struct eu_thread *thread)
{
	return f.kernel(thread);
}

/* --- kernels -------------------------------------------------------------------------------- */

static enum eu_status record(struct eu_thread *thread)
{
	struct ran *ran = &f.ran[f.count++];

	assert_in_range(f.count, 1, THREADS_MAX);
	ran->mask = thread->dispatch_mask;
	ran->float_mode = thread->float_mode;
	ran->cr0 = thread->cr0;
	memcpy(ran->grf, thread->grf, sizeof(ran->grf));
	return EU_END;
}

/* Send a message without payload. */
static int send_message(struct eu_thread *thread, u32 sfid, u32 desc, bool eot)
{
	const struct eu_message message = { .sfid = sfid, .desc = desc, .eot = eot };

	return thread->ops->send(thread->client, thread, &message);
}

/* Count phases in grf[100], with a barrier between them. */
static enum eu_status three_phases(struct eu_thread *thread)
{
	u32 phase = thread->grf[100].ud[0]++;

	f.ran[f.count++].mask = phase;
	if (phase == 2)
		return EU_END;
	assert_int_equal(send_message(thread, GEN9_SFID_GATEWAY, GEN9_GATEWAY_BARRIER, false),
			 -EAGAIN);
	return EU_BARRIER;
}

static enum eu_status ends_by_a_message(struct eu_thread *thread)
{
	f.count++;
	assert_int_equal(send_message(thread, GEN9_SFID_THREAD_SPAWNER, 0, true), 0);
	return EU_END;
}

static enum eu_status opens_the_gateway(struct eu_thread *thread)
{
	assert_int_equal(send_message(thread, GEN9_SFID_GATEWAY, 0, false), -EINVAL);
	return EU_INVALID;
}

static enum eu_status works_long(struct eu_thread *thread)
{
	thread->exec.polled = EU_POLL_WORK;
	f.count++;
	return EU_END;
}

static enum eu_status polls_for_ever(struct eu_thread *thread)
{
	while (!thread->ops->poll(thread->client))
		;
	return EU_CANCELLED;
}

/* --- state ---------------------------------------------------------------------------------- */

static void command(const u32 *dw, u32 n)
{
	assert_int_equal(pgpu_pipeline_keep(f.render.state, dw, n), 0);
}
#define COMMAND(...) do {						\
	const u32 _dw[] = { __VA_ARGS__ };				\
	command(_dw, ARRAY_SIZE(_dw));					\
} while (0)

static u32 *memory(u32 at)
{
	return (u32 *)(f.bytes + at);
}

/* Write interface descriptor 1. */
static void describe(u32 dw5, u32 dw6, u32 cross_regs)
{
	memcpy(memory(DESCRIPTORS + 32), (u32[]){ KERNEL, 0, 0, 0x7e0, 0x1240, dw5, dw6,
	       cross_regs }, 32);
}

static int setup(void **state)
{
	u32 sba[GEN9_SBA_DWORDS] = { GEN9_OP_STATE_BASE_ADDRESS << 16 | 17 };

	memset(&f, 0, sizeof(f));
	f.memory.ops = &memory_ops;
	f.render.ops = &host_ops;
	f.render.memory = &f.memory;
	f.render.windows = sample_windows_create(&f.memory);
	f.render.state = port_zalloc(sizeof(*f.render.state));
	f.render.compute = render_compute_create();
	f.kernel = record;
	sba[GEN9_SBA_DYNAMIC] = GEN9_SBA_MODIFY;
	sba[GEN9_SBA_DYNAMIC + 1] = DYNAMIC >> 32;
	sba[GEN9_SBA_INDIRECT] = GEN9_SBA_MODIFY;
	sba[GEN9_SBA_INDIRECT + 1] = INDIRECT >> 32;
	command(sba, GEN9_SBA_DWORDS);
	COMMAND(GEN9_OP_MEDIA_VFE_STATE << 16 | 7, 0x8000 | 1, 0, 0, 0, 0, 0, 0, 0);
	COMMAND(GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD << 16 | 2, 0, 64, DESCRIPTORS);
	COMMAND(GEN9_OP_MEDIA_CURBE_LOAD << 16 | 2, 0, 0x200, CURBE);
	describe(0, 0, 0);
	return 0;
}

static int teardown(void **state)
{
	render_compute_destroy(f.render.compute);
	port_free(f.render.state);
	sample_windows_destroy(f.render.windows);
	return 0;
}

struct walk {
	u32 flags;
	u32 width, height, depth;
	u32 simd;
	u32 first[3];
	u32 end[3];
	u32 right, bottom;
	u32 data_bytes;
};

#define GROUPS(x, y, z)	{ .width = 1, .height = 1, .depth = 1, .end = { (x), (y), (z) },	\
			  .right = ~0u, .bottom = ~0u }

/* Walk from the place of the engine on. */
static int walk_on(const struct walk *w)
{
	const u32 dw[GEN9_WALKER_DWORDS] = {
		GEN9_OP_GPGPU_WALKER << 16 | 13 | w->flags, 1, w->data_bytes, DATA,
		w->simd << 30 | (w->depth - 1) << 16 | (w->height - 1) << 8 | (w->width - 1),
		w->first[0], 0, w->end[0], w->first[1], 0, w->end[1], w->first[2], w->end[2],
		w->right, w->bottom,
	};

	return render_gpgpu_walker(&f.render, dw, GEN9_WALKER_DWORDS);
}

/* Walk from the first group on. */
static int walk(const struct walk *w)
{
	f.count = 0;
	f.render.place = 0;
	return walk_on(w);
}

/* --- tests ---------------------------------------------------------------------------------- */

static void groups_run_with_x_first_and_know_their_place(void **state)
{
	struct walk w = GROUPS(3, 2, 2);
	u32 i;

	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 12);
	for (i = 0; i < 12; i++) {
		assert_int_equal(f.ran[i].grf[0].ud[1], i % 3);
		assert_int_equal(f.ran[i].grf[0].ud[6], i / 3 % 2);
		assert_int_equal(f.ran[i].grf[0].ud[7], i / 6);
	}
	assert_int_equal(f.pointer, KERNEL);
	assert_int_equal(f.regs[GEN9_CS_INVOCATION_COUNT / 4], 12 * 8);
}

static void a_grid_may_begin_behind_zero_and_be_empty(void **state)
{
	struct walk w = GROUPS(5, 1, 3);

	w.first[0] = 3;
	w.first[2] = 2;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.ran[1].grf[0].ud[1], 4);
	assert_int_equal(f.ran[1].grf[0].ud[7], 2);
	w.first[0] = 5;
	w.end[1] = ~0u;
	w.end[2] = ~0u;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 0);
}

/* Walk a grid that is to end at its place @at, then go on. The groups are in @f.ran. */
static void walk_in_two_parts(const struct walk *w, u32 at)
{
	f.count = 0;
	f.places = 0;
	f.end_at = at;
	f.render.place = 0;
	assert_int_equal(walk_on(w), -EINTR);
	assert_int_equal(f.count, at);
	assert_true(f.render.place && !(f.render.place >> 63));
	assert_int_equal(walk_on(w), 0);
}

static void a_dispatch_goes_on_between_any_two_groups(void **state)
{
	struct walk w = GROUPS(5, 2, 4);
	u32 at, i;

	w.first[0] = 2;
	w.first[2] = 2;
	for (at = 1; at < 12; at++) {
		f.regs[GEN9_CS_INVOCATION_COUNT / 4] = 0;
		walk_in_two_parts(&w, at);
		assert_int_equal(f.count, 12);
		for (i = 0; i < 12; i++) {
			assert_int_equal(f.ran[i].grf[0].ud[1], 2 + i % 3);
			assert_int_equal(f.ran[i].grf[0].ud[6], i / 3 % 2);
			assert_int_equal(f.ran[i].grf[0].ud[7], 2 + i / 6);
		}
		assert_int_equal(f.regs[GEN9_CS_INVOCATION_COUNT / 4], 12 * 8);
	}
}

static void a_dispatch_that_goes_on_asks_its_predicate_no_more(void **state)
{
	struct walk w = GROUPS(3, 1, 1);

	w.flags = 1u << 8;
	f.regs[GEN9_PREDICATE_RESULT / 4] = 1;
	f.end_at = 1;
	assert_int_equal(walk_on(&w), -EINTR);
	f.regs[GEN9_PREDICATE_RESULT / 4] = 0;
	assert_int_equal(walk_on(&w), 0);
	assert_int_equal(f.count, 3);
}

static void a_place_behind_the_last_group_is_the_end(void **state)
{
	static const u64 places[] = { 12, 13, 1ull << 32, (1ull << 63) - 1 };
	struct walk w = GROUPS(3, 2, 2);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		f.render.place = places[i];
		assert_int_equal(walk_on(&w), 0);
	}
	assert_int_equal(f.count, 0);
}

static void the_header_names_samplers_bindings_and_scratch_space(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	w.width = 3;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 3);
	assert_int_equal(f.ran[2].grf[0].ud[2] & 0x3f, 1);
	assert_int_equal(f.ran[2].grf[0].ud[3], 0x7e0 | 1);
	assert_int_equal(f.ran[2].grf[0].ud[4], 0x1240);
	assert_int_equal(f.ran[0].grf[0].ud[5], 0x8000);
	assert_int_equal(f.ran[2].grf[0].ud[5], (0x8000 + 2 * 2048) | 2);
}

static void channels_follow_the_size_and_the_two_masks(void **state)
{
	static const u32 all[] = { 0xff, 0xffff, 0xffffffff };
	struct walk w = GROUPS(1, 1, 1);
	u32 i;

	w.width = 2;
	w.height = 2;
	w.right = 0x0f0f0f03;
	w.bottom = 0x00ff00f1;
	for (i = 0; i < 3; i++) {
		w.simd = i;
		assert_int_equal(walk(&w), 0);
		assert_int_equal(f.count, 4);
		assert_int_equal(f.ran[0].mask, all[i]);
		assert_int_equal(f.ran[1].mask, all[i] & w.right);
		assert_int_equal(f.ran[2].mask, all[i] & w.bottom);
		assert_int_equal(f.ran[3].mask, all[i] & w.right & w.bottom);
	}
	w.simd = 3;
	assert_int_equal(walk(&w), -EINVAL);
	assert_non_null(f.missing);
}

static void threads_find_their_constants_behind_those_of_all(void **state)
{
	struct walk w = GROUPS(1, 1, 1);
	u32 i;

	for (i = 0; i < 0x200 / 4; i++)
		memory(CURBE)[i] = i / 8;	/* the number of the register */
	memory(CURBE)[0x200 / 4] = 0xbad;	/* behind MEDIA_CURBE_LOAD's length */
	describe(2 << 16 | 1, 0, 3);		/* from register 1 on: 3 for all, 2 for each */
	w.width = 7;
	assert_int_equal(walk(&w), 0);
	for (i = 0; i < 7; i++) {
		const union eu_reg *grf = f.ran[i].grf;
		u32 own = 1 + 3 + 2 * i;

		assert_int_equal(grf[1].ud[0], 1);
		assert_int_equal(grf[3].ud[7], 3);
		assert_int_equal(grf[4].ud[0], own < 16 ? own : 0);
		assert_int_equal(grf[5].ud[7], own + 1 < 16 ? own + 1 : 0);
		assert_int_equal(grf[6].ud[0], 0);
	}
}

static void indirect_data_has_that_of_the_thread_before_that_of_all(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	memory(CURBE)[0] = 0xbad;
	memory(DATA)[0] = 11;
	memory(DATA)[8] = 22;
	memory(DATA)[16] = 33;
	describe(1 << 16, 0, 1);
	w.width = 2;
	w.data_bytes = 96;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.ran[0].grf[1].ud[0], 22);
	assert_int_equal(f.ran[1].grf[1].ud[0], 33);
	assert_int_equal(f.ran[1].grf[2].ud[0], 11);
}

static void an_indirect_grid_comes_from_registers(void **state)
{
	struct walk w = GROUPS(100, 100, 100);

	w.flags = 1 << 10;
	f.regs[GEN9_GPGPU_DISPATCHDIM_X / 4] = 2;
	f.regs[GEN9_GPGPU_DISPATCHDIM_Y / 4] = 3;
	f.regs[GEN9_GPGPU_DISPATCHDIM_Z / 4] = 4;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 24);
}

static void a_predicate_leaves_the_dispatch_out(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	w.flags = 1 << 8;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 0);
	f.regs[GEN9_PREDICATE_RESULT / 4] = 1;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 1);
}

static void all_threads_reach_a_barrier_before_one_goes_on(void **state)
{
	struct walk w = GROUPS(2, 1, 1);
	u32 i;

	f.kernel = three_phases;
	w.width = 5;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 2 * 15);
	for (i = 0; i < f.count; i++)
		assert_int_equal(f.ran[i].mask, i % 15 / 5);
}

static void a_message_ends_a_thread(void **state)
{
	struct walk w = GROUPS(3, 1, 1);

	f.kernel = ends_by_a_message;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 3);
}

static void a_message_that_is_missing_stops_the_context(void **state)
{
	struct walk w = GROUPS(3, 1, 1);

	f.kernel = opens_the_gateway;
	assert_int_equal(walk(&w), -EINVAL);
	assert_string_equal(f.missing, "message to the gateway");
}

static void a_cancel_ends_kernels_and_groups(void **state)
{
	struct walk w = GROUPS(~0u, 1, 1);

	f.cancel_at = 100;
	assert_int_equal(walk(&w), -ECANCELED);
	assert_int_equal(f.count, 100);
	f.polls = 0;
	f.kernel = polls_for_ever;
	f.regs[GEN9_CS_INVOCATION_COUNT / 4] = 0;
	assert_int_equal(walk(&w), -ECANCELED);
	assert_int_equal(f.regs[GEN9_CS_INVOCATION_COUNT / 4], 0);
}

static void threads_of_a_group_poll_by_their_work(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	w.width = 64;
	f.kernel = works_long;
	f.polls = 0;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.count, 64);
	assert_in_range(f.polls, 64, 70);
	f.cancel_at = f.polls + 3;
	f.count = 0;
	assert_int_equal(walk(&w), -ECANCELED);
	assert_int_equal(f.count, 3);
}

static void the_descriptor_chooses_modes_and_local_memory(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	describe(0, 7 << 16 | 2 << 22, 0);
	memory(DESCRIPTORS + 32)[2] = 1 << 16;
	assert_int_equal(walk(&w), 0);
	assert_int_equal(f.ran[0].float_mode, 1);
	assert_int_equal(f.ran[0].cr0, 2 << 4);
	describe(0, 8 << 16, 0);
	assert_int_equal(walk(&w), -EINVAL);
}

static void what_is_out_of_bounds_stops_the_context(void **state)
{
	struct walk w = GROUPS(1, 1, 1);

	w.width = 13;
	w.height = 5;
	assert_int_equal(walk(&w), -EINVAL);
	w.height = 1;
	describe(100 << 16, 0, 28);	/* 129 registers */
	assert_int_equal(walk(&w), -EINVAL);
	describe(99 << 16, 0, 28);
	assert_int_equal(walk(&w), 0);
	COMMAND(GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD << 16 | 2, 0, 32, DESCRIPTORS);
	assert_int_equal(walk(&w), -EINVAL);
	COMMAND(GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD << 16 | 2, 0, 64, DESCRIPTORS);
	COMMAND(GEN9_OP_MEDIA_VFE_STATE << 16 | 7, 12, 0, 0, 0, 0, 0, 0, 0);
	assert_int_equal(walk(&w), -EINVAL);
}

static void a_media_thread_gets_constants_then_inline_then_indirect_data(void **state)
{
	const u32 dw[] = { GEN9_OP_MEDIA_OBJECT << 16 | 7, 1, 40, DATA, 0, 0, 71, 72, 73 };

	memory(CURBE)[0] = 61;
	memory(DATA)[0] = 81;
	memory(DATA)[9] = 89;
	memory(DATA)[10] = 0xbad;
	describe(1 << 16, 0, 0);
	assert_int_equal(render_media_object(&f.render, dw, ARRAY_SIZE(dw)), 0);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.ran[0].mask, ~0u);
	assert_int_equal(f.ran[0].grf[1].ud[0], 61);
	assert_int_equal(f.ran[0].grf[2].ud[0], 71);
	assert_int_equal(f.ran[0].grf[2].ud[2], 73);
	assert_int_equal(f.ran[0].grf[2].ud[3], 0);
	assert_int_equal(f.ran[0].grf[3].ud[0], 81);
	assert_int_equal(f.ran[0].grf[4].ud[1], 89);
	assert_int_equal(f.ran[0].grf[4].ud[2], 0);
}

static void media_threads_with_children_are_not_there(void **state)
{
	u32 dw[] = { GEN9_OP_MEDIA_OBJECT << 16 | 4, 1, 1u << 31, 0, 0, 0 };

	assert_int_equal(render_media_object(&f.render, dw, 6), -EINVAL);
	dw[2] = 0;
	assert_int_equal(render_media_object(&f.render, dw, 5), -EINVAL);
	assert_int_equal(render_media_object(&f.render, dw, 6), 0);
}

#define COMPUTE_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		COMPUTE_TEST(groups_run_with_x_first_and_know_their_place),
		COMPUTE_TEST(a_grid_may_begin_behind_zero_and_be_empty),
		COMPUTE_TEST(a_dispatch_goes_on_between_any_two_groups),
		COMPUTE_TEST(a_dispatch_that_goes_on_asks_its_predicate_no_more),
		COMPUTE_TEST(a_place_behind_the_last_group_is_the_end),
		COMPUTE_TEST(the_header_names_samplers_bindings_and_scratch_space),
		COMPUTE_TEST(channels_follow_the_size_and_the_two_masks),
		COMPUTE_TEST(threads_find_their_constants_behind_those_of_all),
		COMPUTE_TEST(indirect_data_has_that_of_the_thread_before_that_of_all),
		COMPUTE_TEST(an_indirect_grid_comes_from_registers),
		COMPUTE_TEST(a_predicate_leaves_the_dispatch_out),
		COMPUTE_TEST(all_threads_reach_a_barrier_before_one_goes_on),
		COMPUTE_TEST(a_message_ends_a_thread),
		COMPUTE_TEST(a_message_that_is_missing_stops_the_context),
		COMPUTE_TEST(a_cancel_ends_kernels_and_groups),
		COMPUTE_TEST(threads_of_a_group_poll_by_their_work),
		COMPUTE_TEST(the_descriptor_chooses_modes_and_local_memory),
		COMPUTE_TEST(what_is_out_of_bounds_stops_the_context),
		COMPUTE_TEST(a_media_thread_gets_constants_then_inline_then_indirect_data),
		COMPUTE_TEST(media_threads_with_children_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
