// SPDX-License-Identifier: GPL-2.0-only
/* Test ten times as much work as the core's queues hold. All work ends in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/execlist/engine.h"
#include "tests/lib/mini_alone.h"

#define EXTENSIONS	(10 * FACET_LIVE_MAX)
#define EXECLISTS	(10 * FACET_ELSP_QUEUE)
#define BIG_RING	0x20000u

/*
 * The core leaves extensions beyond FACET_PIECES_AHEAD unacknowledged. i915 gathers requests until
 * the engine acknowledges its last submission.
 */
static void extensions_of_what_runs_are_gathered_and_run_in_order(void **state)
{
	struct mini_alone *f = *state;
	struct mini_context context;
	u32 i, submitted = 0;

	mini_context_create(f->user.guest, &context, PGPU_BCS, &f->user.vm, BIG_RING);
	mini_user_begin(&f->user);
	mini_user_spin(&f->user);
	mini_user_submit(&f->user, &context);
	mini_run(f->machine);
	for (i = 0; i < EXTENSIONS; i++) {
		mini_request_begin(&context);
		/*
		 * Each request stores the value that the request before it has left in the
		 * register.
		 */
		MINI_EMIT(&context, 0x12400002, GEN9_BCS_BASE + GEN9_RING_GPR,
			  context.timeline_gva + 0x40, 0);
		MINI_EMIT(&context, 0x11000001, GEN9_BCS_BASE + GEN9_RING_GPR, i + 1);
		mini_request_end(&context);
		mini_irq(f->user.guest);
		submitted += mini_flush(&context);
		mini_run(f->machine);
	}
	assert_int_equal(submitted, FACET_PIECES_AHEAD);
	assert_int_not_equal(*context.timeline, context.seqno);
	mini_user_release(&f->user);
	for (i = 0; i < EXTENSIONS && *context.timeline != context.seqno; i++) {
		mini_run(f->machine);
		mini_irq(f->user.guest);
		mini_flush(&context);
	}
	assert_true(mini_wait(&context));
	assert_true(mini_wait_idle(context.engine));
	assert_int_equal(context.timeline[0x10], EXTENSIONS - 1);
	assert_int_equal(context.image[GEN9_CTX_RING_HEAD], context.emit);
}

/* A guest that does not wait for acknowledgements loses execlists, never its engine. */
static void execlists_beyond_the_queue_cost_the_guest_alone(void **state)
{
	struct mini_alone *f = *state;
	struct mini_context contexts[EXECLISTS], last;
	u32 i;

	for (i = 0; i < EXECLISTS; i++) {
		mini_user_context(&f->user, &contexts[i], PGPU_VCS);
		mini_request(&contexts[i]);
		mini_elsp(&contexts[i], true, NULL);
	}
	mini_run(f->machine);
	mini_irq(f->user.guest);
	assert_true(mini_read(f->user.guest, GEN9_VCS_BASE + GEN9_RING_MI_MODE) &
		    GEN9_MI_MODE_IDLE);
	/* The newest execlist is never lost. */
	assert_int_equal(*contexts[EXECLISTS - 1].timeline, contexts[EXECLISTS - 1].seqno);
	mini_user_context(&f->user, &last, PGPU_VCS);
	mini_user_begin(&f->user);
	mini_user_submit(&f->user, &last);
	assert_true(mini_wait(&last));
}

static void a_context_runs_on_all_engines_in_turn_for_long(void **state)
{
	struct mini_alone *f = *state;
	struct mini_context contexts[PGPU_ENGINES];
	u32 round, e;

	for (e = 0; e < PGPU_ENGINES; e++)
		mini_user_context(&f->user, &contexts[e], e);
	for (round = 0; round < EXTENSIONS; round++) {
		struct mini_context *context = &contexts[round % PGPU_ENGINES];
		u32 gpr = context->engine->base + GEN9_RING_GPR + 8 * (round % GEN9_GPRS);

		mini_user_begin(&f->user);
		mini_user_read(&f->user, gpr, 0);
		MINI_BATCH(&f->user.batch, 0x11000001, gpr, round + 1);
		assert_true(mini_user_run(&f->user, context));
		assert_int_equal(f->user.data[0], round < GEN9_GPRS ? 0 : round + 1 - GEN9_GPRS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, mini_alone_setup, mini_alone_teardown)
		TEST(extensions_of_what_runs_are_gathered_and_run_in_order),
		TEST(execlists_beyond_the_queue_cost_the_guest_alone),
		TEST(a_context_runs_on_all_engines_in_turn_for_long),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
