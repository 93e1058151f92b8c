// SPDX-License-Identifier: GPL-2.0-only
/* Test what GGTT operands cost: pages are pinned that commands name, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/alias.h"
#include "tests/lib/mini_user.h"

#define MAPPED		2000u	/* pages that the guest maps, as fbcon and i915 do */
#define IDLE_SLOTS	16u
#define IDLE_PINS	100u	/* images, tables and slots of five contexts */
#define ROUNDS		50u

struct fixture {
	struct mini_machine *machine;
	struct mini_user user;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->machine = mini_machine_create(MINI_STEP);
	mini_user_init(f->machine, &f->user);
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

static void run_request(struct mini_context *context)
{
	mini_request(context);
	mini_elsp(context, true, NULL);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
}

static void pages_that_no_command_names_are_not_pinned(void **state)
{
	struct fixture *f = *state;
	struct mini_guest *guest = f->user.guest;
	struct mini_context contexts[PGPU_ENGINES];
	u64 gpa = mini_alloc(guest, MAPPED);
	u32 e;

	mini_ggtt_map(guest, gpa, MAPPED);
	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_user_context(&f->user, &contexts[e], e);
		run_request(&contexts[e]);
	}
	assert_true(guest->vgpu->aliases->pages > 0);
	assert_true(guest->vgpu->aliases->pages <= IDLE_SLOTS);
	assert_true(guest->host.pinned < IDLE_PINS);
}

static void more_requests_take_no_more_slots(void **state)
{
	struct fixture *f = *state;
	struct mini_guest *guest = f->user.guest;
	struct mini_context context;
	u32 i, slots, pinned;

	mini_user_context(&f->user, &context, PGPU_BCS);
	run_request(&context);
	slots = guest->vgpu->aliases->pages;
	pinned = guest->host.pinned;
	for (i = 0; i < ROUNDS; i++)
		run_request(&context);
	assert_int_equal(guest->vgpu->aliases->pages, slots);
	assert_int_equal(guest->host.pinned, pinned);
}

#define ON_MACHINE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ON_MACHINE(pages_that_no_command_names_are_not_pinned),
		ON_MACHINE(more_requests_take_no_more_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
