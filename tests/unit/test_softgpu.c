// SPDX-License-Identifier: GPL-2.0-only
/* The software GPU as the seam shows it: submissions, events, page tables, faults. */
#include "tests/lib/sgpu_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/context.h"
#include "gen9/gtt.h"
#include "gen9/mi.h"

static int setup(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, PGPU_RCS, SOFTGPU_USER_STEP);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	sgpu_rig_exit(*state);
	free(*state);
	return 0;
}

static void a_store_precedes_its_interrupt_and_completion(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, 0x10400002, RIG_HWSP + 0x100, 0, 42, GEN9_MI_USER_INTERRUPT);
	sgpu_rig_complete(rig);
	assert_int_equal(*(u32 *)(rig->hwsp + 0x100), 42);
	assert_int_equal(rig->event_count, 3);
	assert_int_equal(rig->events[0].type, PGPU_EV_STARTED);
	assert_int_equal(rig->events[1].type, PGPU_EV_USER_IRQ);
	assert_int_equal(rig->events[2].type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->events[2].head, rig->tail);
	assert_int_equal(rig->state[GEN9_CTX_RING_HEAD], rig->tail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_store_precedes_its_interrupt_and_completion,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
