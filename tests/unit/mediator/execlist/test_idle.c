// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test engines that ignore preempt, at a dma_unmap, at a reset and at the end of a vGPU. Each ends
 * in bounded time. No page is unpinned while an engine may use it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/ggtt.h"
#include "mediator/sched.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define BASE	GEN9_RCS_BASE
#define NONE	(~0u)
#define MS	1000000ull

static u64 pinned_at_first;

/*
 * While an engine has the work, all pages that the engine may use stay pinned and in the bus map.
 */
static void wait_ms(struct fake_pgpu *fake)
{
	assert_int_equal(rig->host.pinned, pinned_at_first);
	fake_clock_advance(&rig->clock, MS);
}

static int setup(void **state)
{
	if (ctx_rig_setup(state))
		return -1;
	/* MI_STORE_DATA_IMM to the GGTT */
	CTX_EMIT(rig, 0, 0x10400002, CTX_DATA, 0, 1);
	CTX_EMIT(rig, 1, 0x10400002, CTX_DATA, 0, 1);
	ctx_elsp(rig, BASE, 0, 1);
	fake_pgpu_deliver(&rig->fake);
	if (!rig->fake.n_submissions)
		return -1;
	rig->fake.stubborn = true;
	rig->fake.wait_ms = wait_ms;
	pinned_at_first = rig->host.pinned;
	return 0;
}

static u32 eir(void)
{
	return rig_read(rig, BASE + GEN9_RING_EIR);
}

static void unmap_data(void)
{
	assert_int_equal(rig->host.pin_count[CTX_DATA / PAGE_SIZE], 1);
	facet_vgpu_dma_unmap(rig->vgpu, CTX_DATA, PAGE_SIZE);
	assert_int_equal(rig->host.pin_count[CTX_DATA / PAGE_SIZE], 0);
	fake_host_pump(&rig->host);
}

static void reset_engine(void)
{
	rig_write(rig, BASE + GEN9_RING_RESET_CTL, 0x00010001);
	rig_write(rig, GEN9_GDRST, BIT(1));
	rig_write(rig, BASE + GEN9_RING_RESET_CTL, 0x00010000);
	fake_host_pump(&rig->host);
}

static void the_engine_works_again(void)
{
	rig->fake.stubborn = false;
	rig->fake.deaf = false;
	pinned_at_first = rig->host.pinned;
	reset_engine();
	assert_int_equal(eir(), 0);
	CTX_EMIT(rig, 2, 0, 0);
	ctx_elsp(rig, BASE, 2, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(eir(), 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
}

static void a_dma_unmap_cancels_work_that_does_not_give_way(void **state)
{
	unmap_data();
	assert_int_equal(rig->fake.cut_off, 0);
	assert_in_range(rig->fake.waited_ms, 1, PGPU_IDLE_MAX_MS - 1);
	assert_int_equal(eir(), 1);
	the_engine_works_again();
}

static void a_dma_unmap_ends_though_the_engine_never_does(void **state)
{
	rig->fake.deaf = true;
	unmap_data();
	assert_true(rig->fake.cut_off);
	assert_in_range(rig->fake.waited_ms, PGPU_IDLE_MAX_MS, PGPU_IDLE_MAX_MS);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(), 1);
	the_engine_works_again();
}

static void a_reset_ends_though_the_engine_never_does(void **state)
{
	rig->fake.deaf = true;
	reset_engine();
	assert_true(rig->fake.cut_off);
	assert_int_equal(rig->fake.n_submissions, 0);
	the_engine_works_again();
}

/* The teardown fails if pages stay pinned. */
static void a_vgpu_ends_though_the_engine_never_does(void **state)
{
	rig->fake.deaf = true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, ctx_rig_teardown)
		TEST(a_dma_unmap_cancels_work_that_does_not_give_way),
		TEST(a_dma_unmap_ends_though_the_engine_never_does),
		TEST(a_reset_ends_though_the_engine_never_does),
		TEST(a_vgpu_ends_though_the_engine_never_does),
	};

	return cmocka_run_group_tests_name("idle", tests, NULL, NULL);
}
