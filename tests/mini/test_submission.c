// SPDX-License-Identifier: GPL-2.0-only
/* One guest submits as i915 does, stepped: each state of the machine repeats exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context.h"
#include "gen9/engine.h"
#include "gen9/gtt.h"
#include "gen9/mi.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"

#define BATCH_VA	0x100000000ull
#define DATA_VA		0x200000ull
#define PITCH		512u
#define WIDTH		128u
#define HEIGHT		64u
#define SURFACE_PAGES	(PITCH * HEIGHT / 4096u)

struct fixture {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->machine = mini_machine_create(MINI_STEP);
	f->guest = mini_guest_create(f->machine, &facet_types[0]);
	mini_vm_create(f->guest, &f->vm);
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

static void assert_csb(const struct mini_engine *engine, u32 i, u32 status, u32 id)
{
	assert_true(i < engine->logged);
	assert_int_equal(engine->log[i].status, status);
	assert_int_equal(engine->log[i].id, id);
}

/* The request by which i915 makes a default context: kernel's, restore-inhibit, twice. */
static void default_context_runs_on_each_engine(void **state)
{
	struct fixture *f = *state;
	struct mini_context context[PGPU_ENGINES];
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_context_create(f->guest, &context[e], e, &f->vm, 4096);
		mini_request_begin(&context[e]);
		mini_request_end(&context[e]);
		mini_elsp(&context[e], true, NULL);
		assert_true(mini_wait(&context[e]));
		assert_true(mini_wait_idle(context[e].engine));
		assert_int_equal(context[e].engine->logged, 2);
		assert_csb(context[e].engine, 0, GEN9_CSB_IDLE_ACTIVE, context[e].tag);
		assert_csb(context[e].engine, 1, 0x18, context[e].tag);
		assert_int_equal(context[e].engine->user_irqs, 1);
		assert_int_equal(context[e].image[GEN9_CTX_RING_HEAD], context[e].emit);
		assert_int_equal(context[e].image[GEN9_CTX_CONTROL] & 1, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(default_context_runs_on_each_engine, setup, teardown),
	};

	return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
