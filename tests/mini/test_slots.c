// SPDX-License-Identifier: GPL-2.0-only
/* Test what GGTT operands cost: pages are pinned that commands name, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt/alias.h"
#include "tests/lib/mini_alone.h"

#define MAPPED		2000u	/* pages that the guest maps, as fbcon and i915 do */
#define IDLE_SLOTS	16u
#define IDLE_PINS	100u	/* images, tables and slots of five contexts */
#define ROUNDS		50u
#define MANY		600u	/* pages of one request; two such requests name too many */
#define RING_BYTES	0x10000u

static void run_request(struct mini_context *context)
{
	mini_request(context);
	mini_elsp(context, true, NULL);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
}

static void pages_that_no_command_names_are_not_pinned(void **state)
{
	struct mini_alone *f = *state;
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
	struct mini_alone *f = *state;
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

/* Store to MANY new GGTT pages of one guest page. */
static void store_to_new_pages(struct mini_context *context)
{
	u64 gpa = mini_alloc(context->guest, 1);
	u32 i;

	mini_request_begin(context);
	for (i = 0; i < MANY; i++)
		MINI_EMIT(context, 0x10400002, mini_ggtt_map(context->guest, gpa, 1), 0, i);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
}

/* The guest's work on one engine makes those of all neighbours forget. */
static void new_pages_beyond_the_slots_are_paid_for_on_each_engine(void **state)
{
	struct mini_alone *f = *state;
	struct facet_vgpu *vgpu = f->user.guest->vgpu;
	u64 before[PGPU_ENGINES];
	struct mini_context context;
	u32 round, e;

	mini_context_create(f->user.guest, &context, PGPU_VCS, &f->user.vm, RING_BYTES);
	/* A new context makes engines forget once, too. */
	run_request(&context);
	for (round = 0; round < 3; round++) {
		for (e = 0; e < PGPU_ENGINES; e++)
			before[e] = vgpu->execlists->engines[e].entity.vruntime;
		store_to_new_pages(&context);
		for (e = 0; e < PGPU_ENGINES; e++) {
			u64 paid = vgpu->execlists->engines[e].entity.vruntime - before[e];

			/* An engine that had no work pays nothing else. */
			if (e != PGPU_VCS)
				assert_int_equal(paid, round ? FACET_INVALIDATION_NS : 0);
			else
				assert_true(paid >= (round ? FACET_INVALIDATION_NS : 0));
		}
	}
}

#define ON_MACHINE(name)	\
	cmocka_unit_test_setup_teardown(name, mini_alone_setup, mini_alone_teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ON_MACHINE(pages_that_no_command_names_are_not_pinned),
		ON_MACHINE(more_requests_take_no_more_slots),
		ON_MACHINE(new_pages_beyond_the_slots_are_paid_for_on_each_engine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
