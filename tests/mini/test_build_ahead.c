// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that the core builds work only when the engine needs it. Work that a guest replaces before
 * its start costs almost nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/progress.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"
#include "tests/lib/saved.h"

#define BATCH_VA	0x100000000ull
#define ROUNDS		100u
#define SEMAPHORE_WAIT	0x0e004002u	/* wait until the dword equals the operand */
#define READ_NS		1000ull

/*
 * struct fixture - A guest and its neighbour. @spinner is work on the blitter that waits for
 * *@flag.
 */
struct fixture {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_guest *neighbour;
	struct mini_vm neighbour_vm;
	struct mini_context spinner;
	u32 *flag;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->machine = mini_machine_create(MINI_STEP);
	f->guest = mini_guest_create(f->machine, &facet_types[0]);
	mini_vm_create(f->guest, &f->vm);
	f->neighbour = mini_guest_create(f->machine, &facet_types[0]);
	mini_vm_create(f->neighbour, &f->neighbour_vm);
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

static struct facet_execlists *execlists(const struct fixture *f)
{
	return f->guest->vgpu->execlists;
}

static u64 builds(const struct fixture *f)
{
	return execlists(f)->builds;
}

/* Make a context on the blitter, with an empty request that is not submitted yet. */
static void context_on(struct fixture *f, struct mini_context *context)
{
	mini_context_create(f->guest, context, PGPU_BCS, &f->vm, 4096);
	mini_request(context);
}

/* Run a context of @guest on the blitter until spin_end(). */
static void spin(struct fixture *f, struct mini_guest *guest, struct mini_vm *vm)
{
	u64 gpa = mini_alloc(guest, 1);
	struct mini_batch batch = { .dw = mini_ptr(guest, gpa) };

	f->flag = (u32 *)((u8 *)mini_ptr(guest, gpa) + 2048);
	mini_vm_map(vm, BATCH_VA, gpa, MINI_PTE);
	MINI_BATCH(&batch, SEMAPHORE_WAIT, 1, lower_32_bits(BATCH_VA + 2048),
		   upper_32_bits(BATCH_VA + 2048), GEN9_MI_BATCH_BUFFER_END);
	mini_context_create(guest, &f->spinner, PGPU_BCS, vm, 4096);
	mini_request_batch(&f->spinner, BATCH_VA);
	mini_elsp(&f->spinner, false, NULL);
	mini_run(f->machine);
}

static void spin_end(struct fixture *f)
{
	__atomic_store_n(f->flag, 1, __ATOMIC_SEQ_CST);
}

/* Behind work that runs, replace one context by the other on port 1, ROUNDS times. */
static void replace(struct fixture *f, struct mini_context *contexts)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		mini_elsp(&f->spinner, false, &contexts[i % 2]);
		mini_run(f->machine);
		mini_irq(f->guest);
	}
}

static void what_is_replaced_on_port_1_is_hardly_ever_built(void **state)
{
	struct fixture *f = *state;
	struct mini_context contexts[2];
	u64 before, audited;

	spin(f, f->guest, &f->vm);
	context_on(f, &contexts[0]);
	context_on(f, &contexts[1]);
	before = builds(f);
	audited = execlists(f)->audited;
	replace(f, contexts);
	assert_int_equal(builds(f), before + FACET_FREE_BUILDS);
	audited = execlists(f)->audited - audited;
	replace(f, contexts);
	assert_int_equal(builds(f), before + FACET_FREE_BUILDS);
	assert_true(execlists(f)->audited - audited <= audited + FACET_AUDIT_DWORDS);
	/* Only the context that was named last runs. */
	spin_end(f);
	assert_true(mini_wait(&contexts[1]));
	assert_true(mini_wait_idle(contexts[0].engine));
	assert_int_equal(*contexts[0].timeline, 0);
	assert_int_equal(builds(f), before + FACET_FREE_BUILDS + 1);
}

/* Port 1 may be deferred behind a failed workload in a restored state. The test sets that state. */
static void behind_work_that_has_failed_nothing_is_built_and_nobody_waits_for_that(void **state)
{
	struct fixture *f = *state;
	struct mini_context bad;
	struct facet_engine *engine = &execlists(f)->engines[PGPU_BCS];
	unsigned long flags;

	spin(f, f->guest, &f->vm);
	context_on(f, &bad);
	bad.image[GEN9_CTX_RING_HEAD] = ~0u;
	mini_elsp(&f->spinner, false, &bad);
	mini_run(f->machine);
	spin_lock_irqsave(&f->guest->vgpu->dev.lock, flags);
	engine->state = FACET_ENGINE_READY;
	facet_engine_defer(engine, BIT(1));
	spin_unlock_irqrestore(&f->guest->vgpu->dev.lock, flags);
	facet_progress_kick(f->guest->vgpu);
	fake_host_work(&f->guest->host);
	assert_int_equal(engine->deferred, 0);
	assert_false(f->guest->host.kicked);
	spin_end(f);
}

static void a_guest_whose_work_ends_has_it_built_ahead_again(void **state)
{
	struct fixture *f = *state;
	struct mini_context contexts[2];
	u64 before;
	u32 i;

	spin(f, f->guest, &f->vm);
	context_on(f, &contexts[0]);
	context_on(f, &contexts[1]);
	replace(f, contexts);
	spin_end(f);
	assert_true(mini_wait(&contexts[1]));
	for (i = 0; i < FACET_FREE_BUILDS; i++) {
		mini_request(&contexts[0]);
		mini_elsp(&contexts[0], false, NULL);
		assert_true(mini_wait(&contexts[0]));
		assert_true(mini_wait_idle(contexts[0].engine));
	}
	spin(f, f->guest, &f->vm);
	before = builds(f);
	mini_request(&contexts[0]);
	mini_elsp(&f->spinner, false, &contexts[0]);
	mini_run(f->machine);
	assert_int_equal(builds(f), before + 1);
	spin_end(f);
	assert_true(mini_wait(&contexts[0]));
}

/* Use up the free builds: each reset drops built work that waits behind the neighbour's. */
static void drop_by_resets(struct fixture *f, struct mini_context *context)
{
	u32 i;

	for (i = 0; i < FACET_FREE_BUILDS; i++) {
		mini_elsp(context, false, NULL);
		mini_run(f->machine);
		mini_reset_engine(context->engine);
		mini_run(f->machine);
	}
	assert_int_equal(execlists(f)->engines[PGPU_BCS].free_builds, 0);
}

static void stop_ring(struct mini_context *context, bool stop)
{
	mini_write(context->guest, context->engine->base + GEN9_RING_MI_MODE,
		   0x01000000u | (stop ? 0x0100u : 0));
}

static void work_that_cannot_start_is_not_built(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;
	u64 before;

	context_on(f, &context);
	spin(f, f->neighbour, &f->neighbour_vm);
	drop_by_resets(f, &context);
	stop_ring(&context, true);
	before = builds(f);
	mini_elsp(&context, false, NULL);
	mini_run(f->machine);
	assert_int_equal(builds(f), before);
	/* The CSB reports at once that the engine has taken the execlist (idle to active). */
	mini_irq(f->guest);
	assert_int_equal(context.engine->log[(context.engine->logged - 1) % MINI_CSB_LOG].status,
			 1);
	stop_ring(&context, false);
	mini_run(f->machine);
	assert_int_equal(builds(f), before + 1);
	spin_end(f);
	assert_true(mini_wait(&context));
	assert_true(mini_wait(&f->spinner));
}

/* Advance the clock at each read of guest memory, so that a build takes time. */
static int slow_read(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_READ)
		host->clock->now_ns += READ_NS;
	return 0;
}

static void builds_that_are_dropped_are_paid_for(void **state)
{
	struct fixture *f = *state;
	const struct facet_sched_entity *entity = &execlists(f)->engines[PGPU_BCS].entity;
	struct mini_context context;
	u64 before, built;

	context_on(f, &context);
	spin(f, f->neighbour, &f->neighbour_vm);
	drop_by_resets(f, &context);
	f->guest->host.veto = slow_read;
	before = entity->vruntime;
	built = builds(f);
	mini_elsp(&context, false, NULL);
	mini_run(f->machine);
	mini_reset_engine(context.engine);
	mini_run(f->machine);
	f->guest->host.veto = NULL;
	/*
	 * The scheduler picked the work for the second place in the pGPU's queue. The work did not
	 * start.
	 */
	assert_int_equal(builds(f), built + 1);
	assert_true(entity->vruntime >= before + 2 * READ_NS);
	spin_end(f);
	assert_true(mini_wait(&f->spinner));
}

static void work_runs_with_what_the_guest_has_when_it_is_built(void **state)
{
	struct fixture *f = *state;
	struct mini_context contexts[2];

	spin(f, f->guest, &f->vm);
	context_on(f, &contexts[0]);
	context_on(f, &contexts[1]);
	replace(f, contexts);
	/*
	 * The context is not built yet. Its build includes the request that the guest appends now.
	 */
	mini_request(&contexts[1]);
	spin_end(f);
	assert_true(mini_wait(&contexts[1]));
	assert_true(mini_wait_idle(contexts[1].engine));
	assert_int_equal(*contexts[1].timeline, contexts[1].seqno);
}

static void work_that_is_not_built_yet_goes_on_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct mini_machine *machine = mini_machine_create(MINI_STEP);
	struct saved saved = {};
	struct mini_context contexts[2];
	struct mini_guest *to;
	u64 offset;

	spin(f, f->guest, &f->vm);
	offset = (u8 *)f->flag - f->guest->host.mem;
	context_on(f, &contexts[0]);
	context_on(f, &contexts[1]);
	replace(f, contexts);
	facet_vgpu_pause(f->guest->vgpu);
	assert_int_equal(saved_save(&saved, f->guest->vgpu), 0);
	to = mini_guest_clone(f->guest, machine);
	facet_vgpu_pause(to->vgpu);
	assert_int_equal(facet_vgpu_restore(to->vgpu, saved.data, saved.len), 0);
	mini_context_follow(&contexts[1], f->guest, to);
	facet_vgpu_resume(to->vgpu);
	f->flag = (u32 *)(to->host.mem + offset);
	spin_end(f);
	assert_true(mini_wait(&contexts[1]));
	assert_true(mini_wait_idle(contexts[1].engine));
	free(saved.data);
	facet_vgpu_resume(f->guest->vgpu);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_replaced_on_port_1_is_hardly_ever_built,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			behind_work_that_has_failed_nothing_is_built_and_nobody_waits_for_that,
			setup, teardown),
		cmocka_unit_test_setup_teardown(a_guest_whose_work_ends_has_it_built_ahead_again,
						setup, teardown),
		cmocka_unit_test_setup_teardown(work_that_cannot_start_is_not_built,
						setup, teardown),
		cmocka_unit_test_setup_teardown(builds_that_are_dropped_are_paid_for,
						setup, teardown),
		cmocka_unit_test_setup_teardown(work_that_is_not_built_yet_goes_on_elsewhere,
						setup, teardown),
		cmocka_unit_test_setup_teardown(work_runs_with_what_the_guest_has_when_it_is_built,
						setup, teardown),
	};

	return cmocka_run_group_tests_name("build_ahead", tests, NULL, NULL);
}
