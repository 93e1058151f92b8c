// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the real render engine in a thread behind a command streamer, which the test steps
 * (remote_thread.h).
 */
#include "tests/unit/engine/long_kernel.h"

#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/unit/engine/remote_thread.h"

#define LOOPS		3000000u
#define LOOK_US		100u	/* between two looks at the thread */
#define SLICE_LOOKS	20u	/* until a command is preempted or cancelled */
#define LOOKS_MAX	600000u	/* for one event */

static int setup(void **state)
{
	*state = remote_thread_create(SOFTGPU_USER_STEP);
	return 0;
}

static int teardown(void **state)
{
	remote_thread_destroy(*state);
	return 0;
}

static void submit(struct remote_thread *f, u32 flags)
{
	struct pgpu_submission sub;

	if (!flags)
		sgpu_rig_emit_batch(&f->rig, RIG_BATCH, true);
	sgpu_rig_prepare(&f->rig, &sub, flags);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
}

static void look(struct remote_thread *f)
{
	softgpu_user_step(f->rig.user);
	usleep(LOOK_US);
}

/* Let the command that runs go on for a while. */
static void work(struct remote_thread *f)
{
	u32 i;

	for (i = 0; i < SLICE_LOOKS; i++)
		look(f);
}

/* Look until there are @n events of a type. */
static void await(struct remote_thread *f, u32 type, u32 n)
{
	u32 looks;

	for (looks = 0; sgpu_rig_events(&f->rig, type) < n; looks++) {
		assert_in_range(looks, 0, LOOKS_MAX);
		look(f);
	}
}

/* --- tests -------------------------------------------------------------------------------- */

static void a_kernel_stores_what_it_has_counted(void **state)
{
	struct remote_thread *f = *state;

	long_kernel_write(&f->rig, 1000);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	await(f, PGPU_EV_COMPLETE, 1);
	assert_int_equal(f->rig.data[0], 1000);
	assert_int_equal(f->losses, 0);
}

static void a_kernel_is_preempted_again_and_again_and_counts_once(void **state)
{
	struct remote_thread *f = *state;
	u32 preempted = 0;

	long_kernel_write(&f->rig, LOOPS);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	while (!sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE)) {
		work(f);
		f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
		while (sgpu_rig_events(&f->rig, PGPU_EV_PREEMPTED) == preempted &&
		       !sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE)) {
			/* The units of a lost process never end. */
			assert_int_equal(f->losses, 0);
			look(f);
		}
		if (sgpu_rig_events(&f->rig, PGPU_EV_PREEMPTED) == preempted)
			break;
		preempted++;
		submit(f, PGPU_SUBMIT_RESUME);
	}
	assert_true(preempted > 2);
	assert_int_equal(f->rig.data[0], LOOPS);
	assert_int_equal(f->losses, 0);
}

static void a_kernel_without_an_end_is_cancelled(void **state)
{
	struct remote_thread *f = *state;

	long_kernel_write_endless(&f->rig);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	await(f, PGPU_EV_STARTED, 1);
	work(f);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, f->rig.cookie), 0);
	await(f, PGPU_EV_CANCELLED, 1);
	assert_int_equal(f->rig.data[0], 0);
	assert_int_equal(f->losses, 0);
}

#define REMOTE_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REMOTE_TEST(a_kernel_stores_what_it_has_counted),
		REMOTE_TEST(a_kernel_is_preempted_again_and_again_and_counts_once),
		REMOTE_TEST(a_kernel_without_an_end_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
