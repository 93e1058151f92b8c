// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test registers that a guest's error capture and busyness statistics read. The guest's work runs,
 * waits, is preempted for another vGPU, or has met an invalid command. The software engine
 * continues during the read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini_user.h"

#define SPIN_DW0	0x0e004002u
#define BAD_DW0		0xdeadbeefu
#define SLICE_NS	10000000ull
#define TICKS_PER_MS	12000u

struct fixture {
	struct mini_machine *machine;
	struct mini_user a;
	struct mini_user b;
	struct mini_context in_a[PGPU_ENGINES];
	struct mini_context in_b[PGPU_ENGINES];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	u32 e;

	f->machine = mini_machine_create(MINI_STEP);
	mini_user_init(f->machine, &f->a);
	mini_user_init(f->machine, &f->b);
	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_user_context(&f->a, &f->in_a[e], e);
		mini_user_context(&f->b, &f->in_b[e], e);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = mini_machine_destroy(f->machine);

	free(f);
	return leaked ? -1 : 0;
}

static u32 reg(const struct mini_context *context, u32 offset)
{
	return mini_read(context->guest, context->engine->base + offset);
}

static u64 reg64(const struct mini_context *context, u32 lower, u32 upper)
{
	return reg(context, lower) | (u64)reg(context, upper) << 32;
}

/* Advance the time of the engines alone. */
static void pass(struct fixture *f, u64 ms)
{
	softgpu_user_advance(f->machine->user, ms * 1000000);
}

/* Submit a batch that waits at its third dword. */
static void start_spinning(struct fixture *f, struct mini_user *user, struct mini_context *context)
{
	mini_user_begin(user);
	MINI_BATCH(&user->batch, 0, 0);
	mini_user_spin(user);
	mini_user_submit(user, context);
	mini_run(f->machine);
}

static void expect_spinning(struct mini_context *context)
{
	u64 at = MINI_USER_BATCH + 8;

	assert_int_equal(reg(context, GEN9_RING_IPEHR), SPIN_DW0);
	assert_int_equal(reg64(context, GEN9_RING_ACTHD, GEN9_RING_ACTHD_U), at);
	assert_int_equal(reg64(context, GEN9_RING_BBADDR, GEN9_RING_BBADDR_U), at | 1);
	assert_int_equal(reg(context, GEN9_RING_BBSTATE), GEN9_BBSTATE_PPGTT);
	assert_int_equal(reg(context, GEN9_RING_START), context->ring_gva);
	assert_int_equal(reg(context, GEN9_RING_TAIL), context->emit);
	assert_in_range(reg(context, GEN9_RING_HEAD), 1, context->emit - 1);
	assert_int_equal(reg(context, GEN9_RING_CCID), context->lrca | 1);
	assert_int_equal(reg64(context, GEN9_RING_PDP0_L, GEN9_RING_PDP0_U), context->vm->pml4);
	assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_HI), context->tag);
	assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_LO) >> 14 & 3, 1);
	assert_int_not_equal(reg(context, GEN9_RING_INSTDONE), ~0u);
	assert_int_equal(reg(context, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE, 0);
}

static void expect_idle(struct mini_context *context)
{
	assert_int_equal(reg(context, GEN9_RING_HEAD), context->emit);
	assert_int_equal(reg(context, GEN9_RING_TAIL), context->emit);
	assert_int_equal(reg(context, GEN9_RING_CTL) & GEN9_RING_CTL_WAIT_SEMAPHORE, 0);
	assert_int_equal(reg(context, GEN9_RING_INSTDONE), ~0u);
	assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_LO), 0);
	assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_HI), 0);
	assert_true(reg(context, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
}

static void a_waiting_batch_is_seen_where_it_waits(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *context = &f->in_a[e];

		start_spinning(f, &f->a, context);
		expect_spinning(context);
		assert_int_equal(reg(context, GEN9_RING_CTL), (context->ring_size - 4096) |
				 GEN9_RING_CTL_VALID | GEN9_RING_CTL_WAIT_SEMAPHORE);
		/* The reads have disturbed nothing. */
		mini_user_release(&f->a);
		assert_true(mini_wait(context));
		assert_true(mini_wait_idle(context->engine));
		expect_idle(context);
	}
}

static void tail_is_that_of_a_lite_restore(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->in_a[PGPU_BCS];

	start_spinning(f, &f->a, context);
	mini_request(context);
	mini_elsp(context, false, NULL);
	mini_run(f->machine);
	expect_spinning(context);
	mini_user_release(&f->a);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
	expect_idle(context);
}

static void work_put_aside_stands_where_it_was(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *a = &f->in_a[e], *b = &f->in_b[e];

		start_spinning(f, &f->a, a);
		mini_user_begin(&f->b);
		MINI_BATCH(&f->b.batch, 0, 0, 0, 0, 0, 0, 0, 0);
		mini_user_spin(&f->b);
		mini_user_submit(&f->b, b);
		mini_run(f->machine);
		/* b waits for the engine: its registers show the start of its ring. */
		assert_int_equal(reg(b, GEN9_RING_HEAD), 0);
		assert_int_equal(reg(b, GEN9_RING_ACTHD), b->ring_gva);
		assert_int_equal(reg(b, GEN9_RING_IPEHR), 0);
		fake_clock_advance(&f->machine->clock, SLICE_NS);
		mini_run(f->machine);
		expect_spinning(a);
		assert_int_equal(reg64(b, GEN9_RING_ACTHD, GEN9_RING_ACTHD_U),
				 MINI_USER_BATCH + 32);
		mini_user_release(&f->b);
		mini_user_release(&f->a);
		assert_true(mini_wait(a));
		assert_true(mini_wait(b));
		assert_true(mini_wait_idle(a->engine));
		assert_true(mini_wait_idle(b->engine));
	}
}

static void an_idle_vgpu_sees_nothing_of_its_neighbours_work(void **state)
{
	static const u32 offsets[] = {
		0x030, 0x034, 0x038, 0x03c, 0x050, 0x05c, 0x060, 0x064, 0x068, 0x070, 0x074, 0x078,
		0x110, 0x114, 0x118, 0x11c, 0x140, 0x168, 0x180, 0x234, 0x238, 0x270, 0x274, 0x3a8,
	};
	struct fixture *f = *state;
	u32 e, i;

	for (e = 0; e < PGPU_ENGINES; e++) {
		start_spinning(f, &f->a, &f->in_a[e]);
		for (i = 0; i < ARRAY_SIZE(offsets); i++)
			assert_int_equal(reg(&f->in_b[e], offsets[i]), 0);
		assert_int_equal(reg(&f->in_b[e], GEN9_RING_INSTDONE), ~0u);
		mini_user_release(&f->a);
		assert_true(mini_wait(&f->in_a[e]));
	}
}

static void all_that_error_capture_reads_is_listed(void **state)
{
	static const u32 engine[] = {
		0x030, 0x034, 0x038, 0x03c, 0x050, 0x05c, 0x060, 0x064, 0x068, 0x06c, 0x070, 0x074,
		0x078, 0x080, 0x09c, 0x0b8, 0x0c0, 0x110, 0x140, 0x168, 0x180, 0x234, 0x238, 0x270,
		0x274, 0x278, 0x27c, 0x280, 0x284, 0x288, 0x28c, 0x29c,
	};
	static const u32 global[] = {
		0x4024, 0x4094, 0x40a0, 0x40b0, 0x44050, 0x4b10, 0x4b14, 0x7100, 0xc3e8, 0xe160,
		0xe164, 0x20b0, 0x2024, 0xa188,
	};
	struct fixture *f = *state;
	struct facet_unlisted unlisted[8];
	u32 e, i;

	for (e = 0; e < PGPU_ENGINES; e++)
		for (i = 0; i < ARRAY_SIZE(engine); i++)
			reg(&f->in_a[e], engine[i]);
	for (i = 0; i < ARRAY_SIZE(global); i++)
		mini_read(f->a.guest, global[i]);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(f->a.guest->vgpu), unlisted, 8),
			 0);
}

/* The context's time counts 12 ticks a microsecond, only while the context has the engine. */
static void a_contexts_time_stands_still_while_it_is_put_aside(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *a = &f->in_a[e], *b = &f->in_b[e];
		u32 preempted_at, clock;

		start_spinning(f, &f->a, a);
		pass(f, 3);
		assert_in_range(reg(a, GEN9_RING_CTX_TIMESTAMP), 3 * TICKS_PER_MS,
				4 * TICKS_PER_MS);
		start_spinning(f, &f->b, b);
		fake_clock_advance(&f->machine->clock, SLICE_NS);
		mini_run(f->machine);
		preempted_at = reg(a, GEN9_RING_CTX_TIMESTAMP);
		clock = reg(a, GEN9_RING_TIMESTAMP);
		pass(f, 50);
		assert_int_equal(reg(a, GEN9_RING_CTX_TIMESTAMP), preempted_at);
		assert_int_equal(reg(a, GEN9_RING_TIMESTAMP) - clock, 50 * TICKS_PER_MS);
		assert_true(reg(b, GEN9_RING_CTX_TIMESTAMP) >= 50 * TICKS_PER_MS);
		mini_user_release(&f->b);
		mini_user_release(&f->a);
		assert_true(mini_wait(a));
		assert_true(mini_wait_idle(a->engine));
		/* i915 computes the context's runtime from this value. */
		assert_in_range(a->image[GEN9_CTX_TIMESTAMP], preempted_at, 4 * TICKS_PER_MS);
		assert_int_equal(reg(a, GEN9_RING_CTX_TIMESTAMP), a->image[GEN9_CTX_TIMESTAMP]);
		pass(f, 50);
		assert_int_equal(reg(a, GEN9_RING_CTX_TIMESTAMP), a->image[GEN9_CTX_TIMESTAMP]);
		assert_true(mini_wait(b));
		assert_true(mini_wait_idle(b->engine));
	}
}

static void a_contexts_time_goes_on_from_its_image(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->in_a[PGPU_RCS];
	u32 before;

	/* i915 sets this value when it makes an image anew. The counter may wrap. */
	context->image[GEN9_CTX_TIMESTAMP] = 0u - 1000;
	start_spinning(f, &f->a, context);
	pass(f, 1);
	mini_user_release(&f->a);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
	before = context->image[GEN9_CTX_TIMESTAMP];
	assert_in_range(before, TICKS_PER_MS - 1000, 2 * TICKS_PER_MS);
	start_spinning(f, &f->a, context);
	pass(f, 2);
	mini_user_release(&f->a);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
	assert_in_range(context->image[GEN9_CTX_TIMESTAMP] - before, 2 * TICKS_PER_MS,
			3 * TICKS_PER_MS);
}

/* A batch reads the same clocks by MI_STORE_REGISTER_MEM. */
static void batches_read_the_clocks_that_registers_show(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *context = &f->in_a[e];
		u32 base = context->engine->base;

		pass(f, 1000);
		mini_user_begin(&f->a);
		mini_user_read(&f->a, base + GEN9_RING_TIMESTAMP, 0);
		mini_user_read(&f->a, base + GEN9_RING_CTX_TIMESTAMP, 1);
		assert_true(mini_user_run(&f->a, context));
		assert_true(reg(context, GEN9_RING_TIMESTAMP) - f->a.data[0] < TICKS_PER_MS);
		assert_true(f->a.data[1] <= context->image[GEN9_CTX_TIMESTAMP]);
		assert_true(context->image[GEN9_CTX_TIMESTAMP] < TICKS_PER_MS);
	}
}

static void a_stopped_ring_rests_and_goes_on(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *context = &f->in_a[e];
		u32 mode = context->engine->base + GEN9_RING_MI_MODE;

		start_spinning(f, &f->a, context);
		mini_write(f->a.guest, mode, 0x01000100);
		mini_run(f->machine);
		assert_true(mini_read(f->a.guest, mode) & GEN9_MI_MODE_IDLE);
		assert_int_equal(reg(context, GEN9_RING_IPEHR), SPIN_DW0);
		assert_int_not_equal(reg(context, GEN9_RING_HEAD), reg(context, GEN9_RING_TAIL));
		mini_user_release(&f->a);
		mini_run(f->machine);
		assert_int_not_equal(*context->timeline, context->seqno);
		mini_write(f->a.guest, mode, 0x01000000);
		assert_true(mini_wait(context));
		assert_true(mini_wait_idle(context->engine));
	}
}

static void expect_stopped(struct mini_context *context, u64 at, bool batch)
{
	assert_int_equal(reg(context, GEN9_RING_IPEHR), BAD_DW0);
	assert_int_equal(reg64(context, GEN9_RING_ACTHD, GEN9_RING_ACTHD_U), at);
	assert_int_equal(reg64(context, GEN9_RING_DMA_FADD, GEN9_RING_DMA_FADD_U), at);
	assert_int_equal(reg64(context, GEN9_RING_BBADDR, GEN9_RING_BBADDR_U), batch ? at | 1 : 0);
	assert_int_equal(reg(context, GEN9_RING_ESR), GEN9_EIR_INSTRUCTION);
	assert_int_equal(reg(context, GEN9_RING_START), context->ring_gva);
	assert_int_equal(reg(context, GEN9_RING_TAIL), context->emit);
	assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_HI), context->tag);
	assert_int_equal(reg(context, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE, 0);
}

/* The error interrupt comes at once, before any heartbeat fails. */
static void an_invalid_command_of_a_user_batch_stops_and_tells(void **state)
{
	struct fixture *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct mini_context *context = &f->in_a[e];
		u64 now = fake_clock_now(&f->machine->clock);

		mini_user_begin(&f->a);
		MINI_BATCH(&f->a.batch, 0, 0, 0, BAD_DW0);
		mini_user_submit(&f->a, context);
		mini_run(f->machine);
		mini_irq(f->a.guest);
		assert_int_equal(context->engine->errors, 1);
		assert_int_equal(fake_clock_now(&f->machine->clock), now);
		expect_stopped(context, MINI_USER_BATCH + 12, true);
		assert_int_equal(reg(context, GEN9_RING_BBSTATE), GEN9_BBSTATE_PPGTT);
		assert_in_range(reg(context, GEN9_RING_HEAD), 1, context->emit - 1);
		/*
		 * The state stays, whatever the guest does before the reset, and however long it
		 * waits.
		 */
		fake_clock_advance(&f->machine->clock, 100 * SLICE_NS);
		mini_elsp(context, true, NULL);
		mini_run(f->machine);
		expect_stopped(context, MINI_USER_BATCH + 12, true);
		/*
		 * A neighbour's work runs on this engine, and the guest's own work on other
		 * engines.
		 */
		mini_user_begin(&f->b);
		assert_true(mini_user_run(&f->b, &f->in_b[e]));
		mini_user_begin(&f->a);
		assert_true(mini_user_run(&f->a, &f->in_a[(e + 1) % PGPU_ENGINES]));
		mini_reset_engine(context->engine);
		assert_int_equal(reg(context, GEN9_RING_ESR), 0);
		context->image[GEN9_CTX_RING_HEAD] = context->emit;
		mini_user_begin(&f->a);
		assert_true(mini_user_run(&f->a, context));
		expect_idle(context);
	}
}

static void an_invalid_command_of_the_ring_is_reported_by_its_place(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->in_a[PGPU_BCS];
	u32 at;

	mini_request_begin(context);
	at = context->emit;
	MINI_EMIT(context, BAD_DW0, 0);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	mini_run(f->machine);
	mini_irq(f->a.guest);
	assert_int_equal(context->engine->errors, 1);
	expect_stopped(context, context->ring_gva + at, false);
	assert_int_equal(reg(context, GEN9_RING_HEAD), at);
	mini_reset_engine(context->engine);
}

static void an_invalid_command_of_a_privileged_batch_is_reported_by_its_place(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->in_a[PGPU_RCS];
	u64 gpa = mini_alloc(f->a.guest, 1);
	struct mini_batch batch = { .dw = mini_ptr(f->a.guest, gpa) };
	u32 gva = mini_ggtt_map(f->a.guest, gpa, 1);

	MINI_BATCH(&batch, 0, 0, BAD_DW0, GEN9_MI_BATCH_BUFFER_END);
	mini_request_begin(context);
	MINI_EMIT(context, 0x18800001, gva, 0, 0);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	mini_run(f->machine);
	mini_irq(f->a.guest);
	expect_stopped(context, gva + 8, true);
	assert_int_equal(reg(context, GEN9_RING_BBSTATE), 0);
	mini_reset_engine(context->engine);
}

static void expect_own_place(const struct mini_context *context)
{
	/* Read the lower half alone: two reads may be from different moments. */
	u32 at = reg(context, GEN9_RING_ACTHD);
	bool ring = at - context->ring_gva <= context->ring_size;
	bool batch = at - (u32)MINI_USER_BATCH < 2 * 4096;

	assert_true(ring || batch);
	assert_true(reg(context, GEN9_RING_HEAD) < context->ring_size);
	assert_true(!reg(context, GEN9_RING_START) ||
		    reg(context, GEN9_RING_START) == context->ring_gva);
}

/*
 * Engines run in their own threads. Two vGPUs share an engine, and the test reads the registers of
 * both all the time.
 */
static void looking_at_engines_at_work_disturbs_nothing(void **state)
{
	struct mini_machine *machine = mini_machine_create(MINI_THREADS);
	struct mini_user users[2];
	struct mini_context contexts[2];
	u32 round, u, i;

	for (u = 0; u < 2; u++) {
		mini_user_init(machine, &users[u]);
		mini_user_context(&users[u], &contexts[u], PGPU_BCS);
	}
	for (round = 0; round < 100; round++) {
		for (u = 0; u < 2; u++) {
			mini_user_begin(&users[u]);
			for (i = 0; i < 100; i++)
				mini_user_read(&users[u], contexts[u].engine->base +
					       GEN9_RING_TIMESTAMP, i);
			mini_user_submit(&users[u], &contexts[u]);
		}
		for (i = 0; i < 20; i++)
			expect_own_place(&contexts[i % 2]);
		for (u = 0; u < 2; u++) {
			assert_true(mini_wait(&contexts[u]));
			assert_true(mini_wait_idle(contexts[u].engine));
			assert_int_equal(reg(&contexts[u], GEN9_RING_HEAD), contexts[u].emit);
		}
	}
	assert_int_equal(mini_machine_destroy(machine), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(a_waiting_batch_is_seen_where_it_waits),
		TEST(tail_is_that_of_a_lite_restore),
		TEST(work_put_aside_stands_where_it_was),
		TEST(an_idle_vgpu_sees_nothing_of_its_neighbours_work),
		TEST(all_that_error_capture_reads_is_listed),
		TEST(a_contexts_time_stands_still_while_it_is_put_aside),
		TEST(a_contexts_time_goes_on_from_its_image),
		TEST(batches_read_the_clocks_that_registers_show),
		TEST(a_stopped_ring_rests_and_goes_on),
		TEST(an_invalid_command_of_a_user_batch_stops_and_tells),
		TEST(an_invalid_command_of_the_ring_is_reported_by_its_place),
		TEST(an_invalid_command_of_a_privileged_batch_is_reported_by_its_place),
		cmocka_unit_test(looking_at_engines_at_work_disturbs_nothing),
	};

	return cmocka_run_group_tests_name("engine_live", tests, NULL, NULL);
}
