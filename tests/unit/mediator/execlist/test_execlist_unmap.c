// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a VMM that unmaps and maps guest memory while work is built or waits. The guest's work runs
 * with all of its memory, and its engines show no error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/pins/pins_types.h"
#include "mediator/ppgtt.h"
#include "mediator/retry.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define RCS	GEN9_RCS_BASE
#define BCS	GEN9_BCS_BASE
#define NONE	(~0u)

/*
 * Page tables of context 1. No GGTT entry names them, so that they are pinned only for this
 * context.
 */
#define PML4	0x00080000u
#define SCRATCH	(PML4 + 0x1000u)

static u32 unmaps;		/* dma_unmaps still to come */
static struct list_head detached;
static bool running;

static u64 *page(u32 gpa)
{
	return fake_host_ptr(&rig->host, gpa, PAGE_SIZE);
}

#define SDI_GGTT	0x10400002u	/* MI_STORE_DATA_IMM to the GGTT */

/* Let a context store to two pages of the GGTT: 32 bytes of its ring. */
static void emit_stores(u32 context)
{
	CTX_EMIT(rig, context, SDI_GGTT, CTX_DATA, 0, 1, SDI_GGTT, CTX_DATA + PAGE_SIZE, 0, 1);
}

static int setup(void **state)
{
	if (ctx_rig_setup(state))
		return -1;
	unmaps = 0;
	ctx_tables(rig, PML4);
	ctx_image(rig, 1)[GEN9_CTX_PDP0_L] = PML4;
	emit_stores(0);
	emit_stores(1);
	return 0;
}

/* Do the steps of facet_vgpu_dma_unmap() up to its wait for threads inside the front end. */
static void unmap_begin(u64 gfn)
{
	struct facet_vgpu *vgpu = rig->vgpu;

	INIT_LIST_HEAD(&detached);
	facet_execlists_suspend(vgpu);
	facet_pins_detach(vgpu, gfn, 1, &detached);
	facet_ppgtt_drop(vgpu);
	facet_alias_zap(vgpu, gfn, 1);
	running = true;
}

static void unmap_end(void)
{
	if (!running)
		return;
	running = false;
	facet_pins_release(rig->vgpu, &detached);
	facet_execlists_resume(rig->vgpu);
}

/*
 * A dma_unmap of another page comes while the worker pins PML4, so that the pin is refused. The
 * other page can be pinned again. The dma_unmap ends when the worker requests PML4 again.
 */
static int unmap_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_PIN || addr != PML4 / PAGE_SIZE)
		return 0;
	pthread_mutex_unlock(&host->lock);
	unmap_end();
	if (unmaps) {
		unmaps--;
		unmap_begin(CTX_DATA / PAGE_SIZE);
	}
	pthread_mutex_lock(&host->lock);
	return 0;
}

static void pump(void)
{
	fake_host_pump(&rig->host);
	unmap_end();
	fake_host_pump(&rig->host);
}

static void submit(u32 first, u32 second)
{
	ctx_elsp(rig, RCS, first, second);
	pump();
}

static void *engine_page(u32 gva)
{
	return rig_alias(rig, gva);
}

/*
 * One dma_unmap has stopped the engines. Before they continue, another dma_unmap begins and ends.
 */
static void nothing_goes_on_without_what_a_second_dma_unmap_took(void **state)
{
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_elsp(rig, BCS, 1, NONE);
	assert_int_equal(rig->fake.n_submissions, 2);
	assert_non_null(engine_page(CTX_DATA));
	unmaps = 1;
	rig->host.veto = unmap_amid;
	facet_vgpu_dma_unmap(rig->vgpu, PML4, PAGE_SIZE);
	pump();
	assert_int_equal(unmaps, 0);
	assert_int_equal(rig->fake.n_submissions, 2);
	assert_ptr_equal(engine_page(CTX_DATA), page(CTX_DATA));
}

static int retry_behind_data(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_PIN && addr == CTX_DATA / PAGE_SIZE + 1 ? FACET_HOST_RETRY : 0;
}

/*
 * Preempt work by a dma_unmap of two pages. One of them can be pinned again, the other one not yet.
 */
static void preempt_by_unmap(int (*veto)(struct fake_host *host, enum fake_op op, u64 addr))
{
	submit(0, NONE);
	rig->host.veto = veto;
	facet_vgpu_dma_unmap(rig->vgpu, CTX_DATA, 2 * PAGE_SIZE);
	pump();
	assert_int_equal(rig->fake.n_submissions, 0);
}

static void wait_ns(u64 ns)
{
	u64 end = rig->clock.now_ns + ns;

	while (rig->clock.now_ns < end) {
		fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
		pump();
	}
}

static void preempt_and_wait(int (*veto)(struct fake_host *host, enum fake_op op, u64 addr))
{
	preempt_by_unmap(veto);
	wait_ns(FACET_RETRY_MAX_NS + 2 * FACET_RETRY_INTERVAL_NS);
}

static void what_was_put_aside_goes_on_with_all_memory_that_is_there(void **state)
{
	preempt_and_wait(retry_behind_data);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_ptr_equal(engine_page(CTX_DATA), page(CTX_DATA));
	assert_null(engine_page(CTX_DATA + PAGE_SIZE));
}

/* A dma_unmap of another page comes while the core makes the tables without the absent page. */
static int retry_and_unmap(struct fake_host *host, enum fake_op op, u64 addr)
{
	int ret = retry_behind_data(host, op, addr);

	if (ret && unmaps && rig->vgpu->pins->no_retry) {
		unmaps--;
		pthread_mutex_unlock(&host->lock);
		unmap_begin(PML4 / PAGE_SIZE);
		pthread_mutex_lock(&host->lock);
	}
	return ret;
}

static void a_dma_unmap_at_the_end_of_a_wait_does_not_begin_another(void **state)
{
	unmaps = 1;
	preempt_and_wait(retry_and_unmap);
	assert_int_equal(unmaps, 0);
	assert_int_equal(rig->fake.n_submissions, 1);
}

static void a_wait_that_ends_between_two_looks_at_the_clock_does_not_begin_anew(void **state)
{
	u64 left, *now_ns = &rig->clock.now_ns;

	for (left = 1; left < 12; left++) {
		preempt_by_unmap(retry_behind_data);
		*now_ns = rig->vgpu->execlists->resync_retry.since_ns + FACET_RETRY_MAX_NS - left;
		rig->clock.read_ns = 1;
		fake_clock_advance(&rig->clock, 0);
		pump();
		rig->clock.read_ns = 0;
		fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
		pump();
		assert_int_equal(rig->fake.n_submissions, 1);
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
		rig->host.veto = NULL;
		emit_stores(0);
	}
}

static u64 pin_ns;	/* nanoseconds that the next pin takes */

static int retry_and_slow(struct fake_host *host, enum fake_op op, u64 addr)
{
	int ret = retry_behind_data(host, op, addr);

	if (ret) {
		host->clock->now_ns += pin_ns;
		pin_ns = 0;
	}
	return ret;
}

/* The VMM's thread may get little time, and its memory may be slow. */
static void a_wait_that_ends_within_a_long_pass_does_not_begin_anew(void **state)
{
	preempt_by_unmap(retry_and_slow);
	wait_ns(FACET_RETRY_MAX_NS / 2);
	pin_ns = FACET_RETRY_MAX_NS * 5 / 8;
	fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
	pump();
	assert_int_equal(pin_ns, 0);
	assert_int_equal(rig->fake.n_submissions, 0);
	fake_clock_advance(&rig->clock, FACET_RETRY_MAX_NS / 2);
	pump();
	assert_int_equal(rig->fake.n_submissions, 1);
}

/* Expect that work runs, with more dma_unmaps than any internal limit of retries. */
static void expect_work(u32 first, u32 second)
{
	u32 n;

	for (n = 1; n < 200; n = n * 3 / 2 + 1) {
		rig->host.veto = NULL;
		facet_vgpu_dma_unmap(rig->vgpu, PML4, PAGE_SIZE);
		emit_stores(first);
		if (second != NONE)
			emit_stores(second);
		unmaps = n;
		rig->host.veto = unmap_amid;
		submit(first, second);
		assert_int_equal(unmaps, 0);
		assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 0);
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
		if (second != NONE)
			ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
		assert_int_equal(rig->fake.n_submissions, 0);
		assert_int_equal(rig_read(rig, RCS + GEN9_RING_EXECLIST_STATUS_HI), 0);
	}
}

static void first_port_runs_however_often_memory_goes(void **state)
{
	expect_work(1, NONE);
}

static void second_port_runs_however_often_memory_goes(void **state)
{
	expect_work(0, 1);
}

/* The second port's context is extended while its first piece has no page tables yet. */
static void what_waits_for_page_tables_runs_in_its_order(void **state)
{
	facet_vgpu_dma_unmap(rig->vgpu, PML4, PAGE_SIZE);
	unmaps = 40;
	rig->host.veto = unmap_amid;
	submit(0, 1);
	CTX_EMIT(rig, 1, 0, 0, 0, 0);
	unmaps = 40;
	submit(0, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig->fake.submissions[0].tail - rig->fake.submissions[0].head, 32);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig->fake.submissions[0].tail - rig->fake.submissions[0].head, 16);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 0);
	assert_int_equal(ctx_image(rig, 1)[GEN9_CTX_RING_HEAD], 48);
}

/* A page table that context 1 does not name any more. */
#define GONE	0x00082000u

static bool short_of_memory;
static u32 amid_queueing;

static struct facet_host_ops ops;

/* The worker disarms a page when it has built the work. Then it queues the work. */
static int track_and_unmap(void *host, u64 gfn, bool on)
{
	if (!on && gfn == GONE / PAGE_SIZE) {
		amid_queueing++;
		facet_vgpu_dma_unmap(rig->vgpu, CTX_DATA, PAGE_SIZE);
		if (short_of_memory)
			fake_host_fail(host, FAKE_PIN, 0, NONE, -ENOMEM);
	}
	return fake_host_ops.arm_write_notify(host, gfn, on);
}

/* The second submission finds the page unused. A dma_unmap comes before the work is queued. */
static void submit_amid_dma_unmap(void)
{
	ops = fake_host_ops;
	ops.arm_write_notify = track_and_unmap;
	rig->host.tracking = true;
	page(PML4)[7] = GONE | 0x1b;
	memcpy(page(GONE), page(SCRATCH), PAGE_SIZE);
	submit(1, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 0);
	fake_host_store(&rig->host, &page(PML4)[7], SCRATCH | 0x1b);
	amid_queueing = 0;
	rig->vgpu->ops = &ops;
	emit_stores(1);
	submit(1, NONE);
	assert_int_equal(amid_queueing, 1);
}

static void work_that_is_about_to_be_queued_has_what_a_dma_unmap_took(void **state)
{
	short_of_memory = false;
	submit_amid_dma_unmap();
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_ptr_equal(engine_page(CTX_DATA), page(CTX_DATA));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 0);
}

/* Work without its memory does not run silently: the guest gets an error. */
static void work_that_cannot_have_back_what_a_dma_unmap_took_is_an_error(void **state)
{
	short_of_memory = true;
	submit_amid_dma_unmap();
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, ctx_rig_teardown)
		TEST(nothing_goes_on_without_what_a_second_dma_unmap_took),
		TEST(what_was_put_aside_goes_on_with_all_memory_that_is_there),
		TEST(a_dma_unmap_at_the_end_of_a_wait_does_not_begin_another),
		TEST(a_wait_that_ends_between_two_looks_at_the_clock_does_not_begin_anew),
		TEST(a_wait_that_ends_within_a_long_pass_does_not_begin_anew),
		TEST(first_port_runs_however_often_memory_goes),
		TEST(second_port_runs_however_often_memory_goes),
		TEST(what_waits_for_page_tables_runs_in_its_order),
		TEST(work_that_is_about_to_be_queued_has_what_a_dma_unmap_took),
		TEST(work_that_cannot_have_back_what_a_dma_unmap_took_is_an_error),
	};

	return cmocka_run_group_tests_name("execlist_unmap", tests, NULL, NULL);
}
