// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a kernel that runs long on the real render engine, behind a command streamer with short
 * slices: it goes on where it was, and completes. FACET_TEST_LOOPS has the number of its loops, for
 * a run that lasts: 400 million take about 30 s.
 */
#include "tests/unit/engine/long_kernel.h"

#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "engine/render_units.h"

#define LOOPS		300000u

struct fixture {
	struct sgpu_rig rig;
	struct render_units *units;
};

static int give(struct softgpu_user *user, void *arg)
{
	struct fixture *f = arg;

	f->units = render_units_give(softgpu_user_softgpu(user), &render_engine_ops);
	return f->units ? 0 : -ENOMEM;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	sgpu_rig_init_units(&f->rig, PGPU_RCS, SOFTGPU_USER_STEP, give, f);
	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_exit(&f->rig);
	render_units_destroy(f->units);
	free(f);
	return 0;
}

static u32 loops(void)
{
	const char *text = getenv("FACET_TEST_LOOPS");

	return text ? (u32)strtoul(text, NULL, 0) : LOOPS;
}

static struct pgpu_submission submit(struct fixture *f)
{
	struct pgpu_submission sub;

	sgpu_rig_emit_batch(&f->rig, RIG_BATCH, true);
	sgpu_rig_prepare(&f->rig, &sub, 0);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	return sub;
}

static void a_kernel_that_nobody_asks_to_leave_completes(void **state)
{
	struct fixture *f = *state;
	u32 n = loops(), slices = 0;

	long_kernel_write(&f->rig, n);
	long_kernel_batch(&f->rig);
	submit(f);
	do {
		softgpu_user_step(f->rig.user);
		slices++;
	} while (sgpu_rig_last(&f->rig)->type == PGPU_EV_STARTED);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], n);
	assert_int_equal(f->rig.data[3], n);
	assert_true(slices > 20);
}

static void a_kernel_without_an_end_is_cancelled(void **state)
{
	struct fixture *f = *state;
	struct pgpu_submission sub;
	u32 i;

	long_kernel_write_endless(&f->rig);
	long_kernel_batch(&f->rig);
	sub = submit(f);
	for (i = 0; i < 20; i++)
		softgpu_user_step(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_STARTED);
	assert_int_equal(render_units_left(f->units), 1);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, sub.cookie), 0);
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_CANCELLED);
	assert_int_equal(render_units_left(f->units), 0);
	assert_int_equal(f->rig.data[0], 0);
}

#define LONG_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LONG_TEST(a_kernel_that_nobody_asks_to_leave_completes),
		LONG_TEST(a_kernel_without_an_end_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
