// SPDX-License-Identifier: GPL-2.0-only
/* Test engines that stop: errors that the guest reads, STOP_RING, resets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/execlist.h"
#include "mediator/progress.h"
#include "mediator/sched.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define BASE	GEN9_RCS_BASE
#define NONE	(~0u)
#define CSB(status, i)	((u64)(0x20 * ((i) + 1)) << 32 | (status))

static u32 gt_iir(void)
{
	return rig_read(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR);
}

static void irq_enable(void)
{
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IER, ~0u);
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IMR, 0);
	rig_write(rig, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

static void assert_stopped(void)
{
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EIR), 1);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ESR), 1);
	assert_true(gt_iir() & GEN9_GT_CS_ERROR);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE, 0);
}

static void reset_engine(void)
{
	rig_write(rig, BASE + GEN9_RING_RESET_CTL, 0x00010001);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_RESET_CTL), 3);
	rig_write(rig, GEN9_GDRST, BIT(1));
	assert_int_equal(rig_read(rig, GEN9_GDRST), 0);
	rig_write(rig, BASE + GEN9_RING_RESET_CTL, 0x00010000);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_RESET_CTL), 0);
	fake_host_pump(&rig->host);
}

static void fault_stops_the_engine_until_a_reset(void **state)
{
	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_FAULT);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_stopped();
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x20);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	/* The engine runs nothing more, whatever the guest submits. */
	ctx_elsp(rig, BASE, 0, 1);
	ctx_elsp(rig, BASE, 2, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	reset_engine();
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EIR), 0);
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0505);
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 1));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void lost_work_is_an_error_too(void **state)
{
	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_LOST);
	assert_stopped();
	reset_engine();
}

static void bad_command_behind_good_work_waits_its_turn(void **state)
{
	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0xdeadbeef, 0);
	ctx_elsp(rig, BASE, 0, 1);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EIR), 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x14, 0));
	assert_stopped();
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_IPEHR), 0xdeadbeef);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ACTHD), CTX_RING(1));
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x40);
	reset_engine();
}

static void masked_error_raises_no_interrupt(void **state)
{
	irq_enable();
	rig_write(rig, BASE + GEN9_RING_EMR, ~0u);
	CTX_EMIT(rig, 0, 0xdeadbeef, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EIR), 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ESR), 1);
	assert_int_equal(gt_iir() & GEN9_GT_CS_ERROR, 0);
	reset_engine();
}

static void reset_cancels_and_hears_nothing_more(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	reset_engine();
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 0);
	assert_int_equal(facet_progress_oldest(rig->vgpu), ~0ull);
	/* The end of cancelled work is not an error of the next work. */
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ESR), 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void reset_keeps_what_hardware_keeps(void **state)
{
	rig_write(rig, BASE + GEN9_RING_MODE, 0x80008000);
	rig_write(rig, BASE + GEN9_RING_IMR, 0x1234);
	rig_write(rig, BASE + GEN9_RING_FORCE_TO_NONPRIV, 0x2248);
	rig_write(rig, GEN9_BCS_BASE + GEN9_RING_MODE, 0x80008000);
	reset_engine();
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MODE), 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_IMR), 0x1234);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_FORCE_TO_NONPRIV), 0x2248);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_HWS_PGA), CTX_HWSP);
	assert_int_equal(rig_read(rig, GEN9_BCS_BASE + GEN9_RING_MODE), 0x8000);
}

static void guc_reset_puts_its_core_in_reset(void **state)
{
	rig_write(rig, GEN9_GDRST, GEN9_GDRST_GUC);
	assert_int_equal(rig_read(rig, GEN9_GDRST), 0);
	assert_int_equal(rig_read(rig, GEN9_GUC_STATUS) & GEN9_GUC_MIA_IN_RESET, 1);
}

/* A stopped engine reports idle when its work is off the engine, and continues where it was. */
static void stopped_ring_is_idle_when_its_work_is_off_the_engine(void **state)
{
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), GEN9_MI_MODE_IDLE);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), 0);
	fake_pgpu_deliver(&rig->fake);
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000100);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), 0x100);
	fake_pgpu_deliver(&rig->fake);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), 0x300);
	assert_int_equal(rig->fake.n_submissions, 0);
	/* Work that arrives meanwhile waits. Other engines continue. */
	ctx_elsp(rig, BASE, 0, NONE);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, GEN9_BCS_BASE, 1, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(rig->fake.submissions[0].engine, PGPU_BCS);
	ctx_end(rig, PGPU_BCS, PGPU_EV_COMPLETE);
	/* A second STOP_RING has no further effect. */
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000100);
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000000);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(rig->fake.submissions[0].flags & PGPU_SUBMIT_RESUME, PGPU_SUBMIT_RESUME);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void stop_busy_engine(void)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	fake_pgpu_deliver(&rig->fake);
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000100);
}

static void reset_starts_a_stopped_ring(void **state)
{
	stop_busy_engine();
	reset_engine();
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), GEN9_MI_MODE_IDLE);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	stop_busy_engine();
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_MI_MODE), GEN9_MI_MODE_IDLE);
}

/* The work ignores preempt and the host ends it. The guest finds the position of the hang. */
static void work_that_hangs_is_an_error_at_its_place(void **state)
{
	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	fake_pgpu_deliver(&rig->fake);
	rig->fake.progress.head = 4;
	rig->fake.progress.ipehr = 0x0e004002;
	rig->fake.progress.acthd = 0x123400001230ull;
	rig->fake.progress.place = PGPU_IN_PPGTT_BATCH;
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000100);
	fake_clock_advance(&rig->clock, (FACET_SCHED_PATIENCE + 1) * FACET_SCHED_POLL_NS);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_true(gt_iir() & GEN9_GT_CS_ERROR);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_IPEHR), 0x0e004002);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ACTHD), 0x00001230);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ACTHD_U), 0x1234);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_HEAD), 4);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x20);
	reset_engine();
}

static void full_reset_ends_the_work_of_all_engines(void **state)
{
	static const u32 bases[] = {
		GEN9_RCS_BASE, GEN9_BCS_BASE, GEN9_VCS_BASE, GEN9_VECS_BASE,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		CTX_EMIT(rig, i, 0, 0);
		ctx_elsp(rig, bases[i], i, NONE);
		rig_write(rig, bases[i] + GEN9_RING_MODE, 0x80008000);
	}
	assert_int_equal(rig->fake.n_submissions, 4);
	rig_write(rig, GEN9_GDRST, BIT(0));
	assert_int_equal(rig->fake.n_submissions, 0);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		assert_int_equal(rig_read(rig, bases[i] + GEN9_RING_EXECLIST_STATUS_HI), 0);
		assert_int_equal(rig_read(rig, bases[i] + GEN9_RING_MODE), 0);
		assert_true(rig_read(rig, bases[i] + GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
		ctx_elsp(rig, bases[i], i, NONE);
	}
	assert_int_equal(rig->fake.n_submissions, 4);
	for (i = 0; i < ARRAY_SIZE(bases); i++)
		ctx_end(rig, i, PGPU_EV_COMPLETE);
}

static void failing_front_end_is_a_hardware_error(void **state)
{
	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	fake_host_fail(&rig->host, FAKE_READ, 0, 1, -EFAULT);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_stopped();
	reset_engine();
	rig_write(rig, BASE + GEN9_RING_EMR, 0xfffffffe);
	fake_host_fail(&rig->host, FAKE_PIN, 0, 1000, -ENOMEM);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_stopped();
	reset_engine();
	fake_host_fail(&rig->host, FAKE_PIN, 0, 0, 0);
	fake_clock_advance(&rig->clock, 2000000000ull);
}

/* The guest gets no report of work that has run. The work does not run again before a reset. */
static void a_front_end_that_loses_a_write_is_an_error_and_repeats_nothing(void **state)
{
	irq_enable();
	rig_write(rig, BASE + GEN9_RING_EMR, 0xfffffffe);
	CTX_EMIT(rig, 0, 0, 0);
	fake_host_fail(&rig->host, FAKE_WRITE, 1, 1, -EFAULT);
	ctx_elsp(rig, BASE, 0, NONE);
	/* The pointer of the CSB entry was not written. */
	assert_stopped();
	reset_engine();
	rig_write(rig, BASE + GEN9_RING_EMR, 0xfffffffe);
	ctx_elsp(rig, BASE, 0, NONE);
	fake_host_fail(&rig->host, FAKE_WRITE, 0, 1, -EFAULT);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped();
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	reset_engine();
	/* Set HEAD behind the work that the seqno reports as done, as i915 does. */
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = ctx_image(rig, 0)[GEN9_CTX_RING_TAIL];
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig->fake.submissions[0].tail - rig->fake.submissions[0].head, 8);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 16);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)
		TEST(fault_stops_the_engine_until_a_reset),
		TEST(lost_work_is_an_error_too),
		TEST(bad_command_behind_good_work_waits_its_turn),
		TEST(masked_error_raises_no_interrupt),
		TEST(reset_cancels_and_hears_nothing_more),
		TEST(reset_keeps_what_hardware_keeps),
		TEST(guc_reset_puts_its_core_in_reset),
		TEST(stopped_ring_is_idle_when_its_work_is_off_the_engine),
		TEST(reset_starts_a_stopped_ring),
		TEST(work_that_hangs_is_an_error_at_its_place),
		TEST(full_reset_ends_the_work_of_all_engines),
		TEST(failing_front_end_is_a_hardware_error),
		TEST(a_front_end_that_loses_a_write_is_an_error_and_repeats_nothing),
	};

	return cmocka_run_group_tests_name("engine_errors", tests, NULL, NULL);
}
