// SPDX-License-Identifier: GPL-2.0-only
/* Test the clock that a guest's commands and its processor read, over a move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_regs_defs.h"
#include "mediator/execlist/gpu_clock.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/mini_user.h"
#include "tests/lib/saved.h"
#include "tests/lib/test_model.h"

#define UPPER		7u	/* upper half of the clock that is saved */
#define CLOCK_U		(GEN9_RCS_BASE + GEN9_RING_TIMESTAMP_U)

/* Save a guest whose clock is far ahead of each host's. */
static void save_ahead(struct saved *saved, struct mini_guest *guest)
{
	size_t at;

	facet_vgpu_pause(guest->vgpu);
	assert_int_equal(saved_save(saved, guest->vgpu), 0);
	at = saved_find(saved, facet_clock_state.tag, 0);
	assert_true(!at == (test_model() != SOFTGPU_PRIVATE));
	if (at)
		saved_set(saved, at, &facet_clock_state, "ticks", 0, (u64)UPPER << 32);
}

static void commands_and_processor_read_a_clock_that_goes_on_after_a_move(void **state)
{
	const u32 upper = test_model() == SOFTGPU_PRIVATE ? UPPER : 0;
	struct mini_machine *machines[] = {
		mini_machine_create(MINI_STEP), mini_machine_create(MINI_STEP),
	};
	struct saved saved = {};
	struct mini_context context;
	struct mini_user user;
	struct mini_guest *to;

	mini_user_init(machines[0], &user);
	mini_user_context(&user, &context, PGPU_RCS);
	mini_user_begin(&user);
	assert_true(mini_user_run(&user, &context));
	save_ahead(&saved, user.guest);
	to = mini_guest_clone(user.guest, machines[1]);
	assert_non_null(to);
	mini_user_follow(&user, &context, to);
	facet_vgpu_pause(to->vgpu);
	assert_int_equal(facet_vgpu_restore(to->vgpu, saved.data, saved.len), 0);
	facet_vgpu_resume(to->vgpu);
	mini_user_begin(&user);
	mini_user_read(&user, CLOCK_U, 0);
	assert_true(mini_user_run(&user, &context));
	assert_int_equal(user.data[0], upper);
	assert_int_equal(mini_read(to, CLOCK_U), upper);
	assert_int_equal(mini_machine_destroy(machines[0]), 0);
	assert_int_equal(mini_machine_destroy(machines[1]), 0);
	free(saved.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_and_processor_read_a_clock_that_goes_on_after_a_move),
	};

	return cmocka_run_group_tests_name("move_clock", tests, NULL, NULL);
}
