// SPDX-License-Identifier: GPL-2.0-only
/* Test the loss of a pGPU: its process has died, or no reset revives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define NONE	(~0u)

/* Return the error that the render engine shows, masked or not; 0: none. */
static u32 error(void)
{
	return rig_read(rig, GEN9_RCS_BASE + GEN9_RING_ESR);
}

static void reset_engine(void)
{
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_RESET_CTL, 0x00010001);
	rig_write(rig, GEN9_GDRST, BIT(1));
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_RESET_CTL, 0x00010000);
	fake_host_pump(&rig->host);
}

/* Submit a context to the render engine. */
static void submit(u32 context)
{
	CTX_EMIT(rig, context, 0, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, context, NONE);
}

static int setup(void **state)
{
	int ret = ctx_rig_setup(state);

	if (ret)
		return ret;
	submit(0);
	fake_pgpu_deliver(&rig->fake);
	fake_pgpu_lose(&rig->fake);
	fake_host_pump(&rig->host);
	return 0;
}

static void work_of_a_lost_pgpu_is_an_error(void **state)
{
	assert_int_equal(error(), 1);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 0);
}

/* A guest's driver resets its engine and tries again. It gets an answer each time. */
static void each_new_submission_is_an_error_too(void **state)
{
	u32 i;

	for (i = 1; i < 4; i++) {
		reset_engine();
		assert_int_equal(error(), 0);
		submit(i);
		assert_int_equal(error(), 1);
	}
	assert_int_equal(rig->fake.n_submissions, 0);
}

static void memory_can_be_taken_from_the_guest(void **state)
{
	facet_vgpu_dma_unmap(rig->vgpu, 0, RIG_PAGES * PAGE_SIZE);
	assert_int_equal(rig->host.pinned, 0);
}

static void a_reset_of_the_device_ends(void **state)
{
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(error(), 0);
}

static void a_new_vgpu_is_refused(void **state)
{
	struct facet_vgpu *vgpu = NULL;

	assert_int_equal(facet_vgpu_create(rig->gpu, &facet_types[0], &fake_host_ops, &rig->host,
					   &vgpu), -ENODEV);
	assert_null(vgpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, ctx_rig_teardown)
		TEST(work_of_a_lost_pgpu_is_an_error),
		TEST(each_new_submission_is_an_error_too),
		TEST(memory_can_be_taken_from_the_guest),
		TEST(a_reset_of_the_device_ends),
		TEST(a_new_vgpu_is_refused),
#undef TEST
	};

	return cmocka_run_group_tests_name("lost", tests, NULL, NULL);
}
