// SPDX-License-Identifier: GPL-2.0-only
/* Test execlists from the guest's side: ELSP, CSB, interrupts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "device/regs.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/execlist.h"
#include "mediator/execlist/live_list.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"
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

static void nothing_happens_before_the_fourth_write(void **state)
{
	u64 desc = ctx_desc(0);

	CTX_EMIT(rig, 0, 0, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, upper_32_bits(desc));
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, lower_32_bits(desc));
	/* The trap only records the execlist. */
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_true(rig->host.kicked);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 1);
}

static bool idling, idled;

static void slow_idle(struct pgpu *pgpu, u64 owner)
{
	__atomic_store_n(&idling, true, __ATOMIC_RELEASE);
	usleep(20000);
	__atomic_store_n(&idled, true, __ATOMIC_RELEASE);
}

static void *other_processor(void *arg)
{
	rig_write(rig, GEN9_MCR_SELECTOR, 0);
	return NULL;
}

/*
 * One vCPU writes GDRST. Before its access runs the reset, another vCPU writes a register and runs
 * it. The first vCPU's access ends after the reset has ended.
 */
static void reset_is_over_when_its_write_is(void **state)
{
	struct pgpu_ops ops = *rig->fake.pgpu.ops;
	const struct pgpu_ops *real = rig->fake.pgpu.ops;
	pthread_t thread;

	idling = false;
	idled = false;
	ops.idle = slow_idle;
	rig->fake.pgpu.ops = &ops;
	mutex_lock(&rig->vgpu->dev.mmio_lock);
	facet_reg_write(facet_vgpu_device(rig->vgpu), GEN9_GDRST, 2);
	mutex_unlock(&rig->vgpu->dev.mmio_lock);
	assert_int_equal(pthread_create(&thread, NULL, other_processor, NULL), 0);
	while (!__atomic_load_n(&idling, __ATOMIC_ACQUIRE))
		sched_yield();
	facet_execlists_run_resets(rig->vgpu);
	assert_true(__atomic_load_n(&idled, __ATOMIC_ACQUIRE));
	pthread_join(thread, NULL);
	rig->fake.pgpu.ops = real;
}

static const struct pgpu_ops *real_ops;

/* While one vCPU's reset waits for the engines, another vCPU submits the context again. */
static void submit_while_idling(struct pgpu *pgpu, u64 owner)
{
	const u64 desc = ctx_desc(0);
	const u32 writes[] = { 0, 0, upper_32_bits(desc), lower_32_bits(desc) };
	u32 i;

	rig->fake.pgpu.ops = real_ops;
	mutex_lock(&rig->vgpu->dev.mmio_lock);
	for (i = 0; i < ARRAY_SIZE(writes); i++)
		facet_reg_write(facet_vgpu_device(rig->vgpu), BASE + GEN9_RING_ELSP, writes[i]);
	mutex_unlock(&rig->vgpu->dev.mmio_lock);
	facet_vgpu_work(rig->vgpu);
	real_ops->idle(pgpu, owner);
}

/* Work that a reset dropped keeps its shadow context until the work has ended. */
static void context_is_loaded_anew_after_a_reset(void **state)
{
	const struct pgpu_submission *sub = &rig->fake.submissions[0];
	struct pgpu_ops ops = *rig->fake.pgpu.ops;
	const u32 *shadow;

	CTX_EMIT(rig, 0, 0, 0);
	ctx_image(rig, 0)[GEN9_CTX_TIMESTAMP] = 1;
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_image(rig, 0)[GEN9_CTX_TIMESTAMP] = 2;
	real_ops = rig->fake.pgpu.ops;
	ops.idle = submit_while_idling;
	rig->fake.pgpu.ops = &ops;
	rig_write(rig, GEN9_GDRST, BIT(1));
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 1);
	shadow = fake_pgpu_ggtt(&rig->fake, sub->owner, sub->context + PAGE_SIZE);
	assert_non_null(shadow);
	assert_int_equal(shadow[GEN9_CTX_TIMESTAMP], 2);
}

static void empty_execlist_is_nothing(void **state)
{
	u32 i;

	for (i = 0; i < 4; i++)
		rig_write(rig, BASE + GEN9_RING_ELSP, 0);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(ctx_csb_pointer(rig), ~0u);
}

static void elsp_write(u64 desc0, u64 desc1)
{
	rig_write(rig, BASE + GEN9_RING_ELSP, upper_32_bits(desc1));
	rig_write(rig, BASE + GEN9_RING_ELSP, lower_32_bits(desc1));
	rig_write(rig, BASE + GEN9_RING_ELSP, upper_32_bits(desc0));
	rig_write(rig, BASE + GEN9_RING_ELSP, lower_32_bits(desc0));
	fake_host_pump(&rig->host);
}

static void second_port_alone_is_nothing(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	elsp_write(0, ctx_desc(0));
	elsp_write(ctx_desc(0) & ~GEN9_CTX_DESC_VALID, ctx_desc(0));
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(ctx_csb_pointer(rig), ~0u);
	assert_true(rig_read(rig, BASE + GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
}

/* The work runs once, and the engine becomes idle. */
static void context_on_both_ports_runs_once(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	elsp_write(ctx_desc(0), ctx_desc(0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x18, 0));
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_true(rig_read(rig, BASE + GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
	/* Another context id does not make another context of it. */
	CTX_EMIT(rig, 0, 0, 0);
	elsp_write(ctx_desc(0), ctx_desc(0) ^ 0x40ull << 32);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 3), CSB(0x18, 0));
}

static void half_an_execlist_is_forgotten_at_a_reset(void **state)
{
	rig_write(rig, BASE + GEN9_RING_ELSP, 0x11111111);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0x22222222);
	rig_write(rig, GEN9_GDRST, BIT(1));
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0x33333333);
	rig_write(rig, GEN9_GDRST, BIT(0));
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0505);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

/* Any value in ELSP ends as an error or has no effect. A reset clears the error. */
static void rubbish_in_elsp_does_no_harm(void **state)
{
	u64 seed = 1;
	u32 i, k;

	for (i = 0; i < 200; i++) {
		for (k = 0; k < 4; k++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			rig_write(rig, BASE + GEN9_RING_ELSP, (u32)(seed >> 32) | (seed >> 62 & 1));
		}
		fake_host_pump(&rig->host);
		assert_int_equal(rig->fake.n_submissions, 0);
		rig_write(rig, GEN9_GDRST, BIT(1));
		fake_host_pump(&rig->host);
		assert_true(rig_read(rig, BASE + GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
	}
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0505);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x18, 0));
}

static void first_submission_says_idle_active(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 0));
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x20);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB_PTR), 0x500);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB), GEN9_CSB_IDLE_ACTIVE);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB + 4), 0x20);
}

static void end_says_active_idle_and_wraps_after_six(void **state)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		CTX_EMIT(rig, 0, 0, 0);
		ctx_elsp(rig, BASE, 0, NONE);
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
		assert_int_equal(ctx_csb_pointer(rig), (2 * i + 1) % 6);
		assert_int_equal(ctx_csb(rig, (2 * i + 1) % 6), CSB(0x18, 0));
	}
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
}

static void guest_may_move_the_pointer(void **state)
{
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0202);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb_pointer(rig), 3);
	/* A pointer out of range does no harm. */
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0707);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_true(ctx_csb_pointer(rig) < GEN9_CSB_ENTRIES);
}

/* The order of writes to guest memory: HEAD, then the entry, then the pointer. */
static u64 order[16];
static u32 ordered;

static int record_writes(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_WRITE && ordered < ARRAY_SIZE(order))
		order[ordered++] = addr;
	return 0;
}

static void head_then_entry_then_pointer_then_interrupt(void **state)
{
	u32 i, head = NONE, entry = NONE, pointer = NONE;

	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, ~0u);
	ordered = 0;
	rig->host.veto = record_writes;
	assert_true(fake_pgpu_end(&rig->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	assert_int_equal(ordered, 0);
	assert_int_equal(gt_iir() & GEN9_GT_CONTEXT_SWITCH, 0);
	fake_host_pump(&rig->host);
	for (i = 0; i < ordered; i++) {
		if (order[i] == CTX_LRCA(0) + PAGE_SIZE + 4 * GEN9_CTX_RING_HEAD)
			head = i;
		if (order[i] == CTX_HWSP + 4 * GEN9_CSB_HWSP_DWORD + 8)
			entry = i;
		if (order[i] == CTX_HWSP + 4 * GEN9_CSB_WRITE_HWSP_DWORD)
			pointer = i;
	}
	assert_true(head < entry && entry < pointer && pointer != NONE);
	assert_true(gt_iir() & GEN9_GT_CONTEXT_SWITCH);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 8);
}

static void user_interrupt_comes_at_once(void **state)
{
	struct pgpu_event event = { .type = PGPU_EV_USER_IRQ, .engine = PGPU_RCS };

	irq_enable();
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, ~0u);
	event.cookie = rig->fake.submissions[0].cookie;
	/* No interrupt comes before the engine has begun. */
	rig->fake.client_ops->event(rig->fake.client, &event);
	assert_int_equal(gt_iir(), 0);
	fake_pgpu_deliver(&rig->fake);
	rig->fake.client_ops->event(rig->fake.client, &event);
	assert_int_equal(gt_iir(), GEN9_GT_USER_IRQ);
	/* The cookie of other work raises no interrupt. */
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, ~0u);
	event.cookie += 256;
	rig->fake.client_ops->event(rig->fake.client, &event);
	assert_int_equal(gt_iir(), 0);
}

static void lite_restore_is_reported_and_the_pieces_run_in_order(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	CTX_EMIT(rig, 0, 0, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x8002, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb_pointer(rig), 1);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(0x18, 0));
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 24);
}

static void completion_names_the_last_submission_of_its_context(void **state)
{
	static const u32 id = 0x7770;

	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, 0);
	rig_write(rig, BASE + GEN9_RING_ELSP, id);
	rig_write(rig, BASE + GEN9_RING_ELSP, lower_32_bits(ctx_desc(0)));
	fake_host_pump(&rig->host);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), (u64)id << 32 | 0x18);
}

static void lite_restore_without_news_is_acknowledged(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x8002, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(0x18, 0));
	assert_int_equal(rig->fake.n_submissions, 0);
}

/* A guest collects requests while its engine is busy. Each completion reports more of them. */
static void extension_behind_two_waits_for_an_end(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x8002, 0));
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb_pointer(rig), 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(0x8002, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 3), CSB(0x18, 0));
	assert_int_equal(rig->fake.n_submissions, 0);
}

/* Both parts of a context end before the worker runs. The waiting part is still an extension. */
static void extension_that_waits_outlives_what_it_waits_for(void **state)
{
	u32 i;

	for (i = 0; i < 3; i++) {
		CTX_EMIT(rig, 0, 0, 0);
		CTX_EMIT(rig, 1, 0, 0);
		ctx_elsp(rig, BASE, 0, 1);
	}
	fake_pgpu_end(&rig->fake, PGPU_RCS, PGPU_EV_COMPLETE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_not_equal(ctx_csb(rig, ctx_csb_pointer(rig)) & 0x14, 0x14);
}

static void extension_runs_before_the_second_port(void **state)
{
	u32 running;

	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	running = rig->fake.submissions[0].context;
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig->fake.submissions[0].context, running);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(0x14, 0));
	assert_int_not_equal(rig->fake.submissions[0].context, running);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x40);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 3), CSB(0x18, 1));
}

static void context_that_is_no_longer_named_never_starts(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	CTX_EMIT(rig, 2, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	ctx_elsp(rig, BASE, 0, 2);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(0x14, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 3), CSB(0x18, 2));
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(ctx_image(rig, 1)[GEN9_CTX_RING_HEAD], 0);
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
}

static void another_context_takes_over_when_the_running_one_ends(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x18, 0));
	assert_int_equal(ctx_csb(rig, 2), CSB(0x1, 1));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 3), CSB(0x18, 1));
}

/* The work ended while the guest extended it. The extension starts as new work. */
static void extension_of_what_has_just_ended_starts_anew(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_true(fake_pgpu_end(&rig->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x18, 0));
	assert_int_equal(ctx_csb(rig, 2), CSB(0x1, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 16);
}

static void flood_of_submissions_is_bounded(void **state)
{
	u32 i;

	for (i = 0; i < 1000; i++) {
		CTX_EMIT(rig, 0, 0, 0);
		ctx_elsp(rig, BASE, 0, NONE);
	}
	/* The same without the worker. */
	for (i = 0; i < 4000; i++)
		rig_write(rig, BASE + GEN9_RING_ELSP, lower_32_bits(ctx_desc(i % CTX_COUNT)));
	assert_true(facet_progress_newest(rig->vgpu) < 200);
	while (rig->fake.n_submissions)
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void guest_without_a_status_page_gets_registers(void **state)
{
	rig_write(rig, BASE + GEN9_RING_HWS_PGA, 0xfffff000);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB_PTR) & 7, 1);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB + 8), 0x18);
}

static void oldest_and_newest_frame_what_runs(void **state)
{
	u64 newest = facet_progress_newest(rig->vgpu);

	assert_int_equal(facet_progress_oldest(rig->vgpu), ~0ull);
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	assert_int_equal(facet_progress_newest(rig->vgpu), newest + 2);
	assert_int_equal(facet_progress_oldest(rig->vgpu), newest + 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(facet_progress_oldest(rig->vgpu), newest + 2);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(facet_progress_oldest(rig->vgpu), ~0ull);
}

static void stopped_work_goes_on_after_resume(void **state)
{
	u32 before;

	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	before = rig->fake.submissions[0].context;
	facet_execlists_suspend(rig->vgpu);
	assert_int_equal(rig->fake.n_submissions, 0);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 0);
	facet_execlists_resume(rig->vgpu);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(rig->fake.submissions[0].context, before);
	assert_true(rig->fake.submissions[0].flags & PGPU_SUBMIT_RESUME);
	assert_int_equal(rig->fake.submissions[0].flags & PGPU_SUBMIT_RESTORE_INHIBIT, 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(0x18, 0));
}

static void vgpu_reset_forgets_everything(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	facet_vgpu_reset(rig->vgpu);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_HWS_PGA), 0);
	assert_int_equal(rig->host.pinned, 0);
}

/* Make page tables for one context: one page, at address 0. */
static void own_tables(u32 i)
{
	u64 base = CTX_DATA + i * 0x10000u;
	u32 level;

	for (level = 0; level < GEN9_PPGTT_LEVELS; level++)
		*(u64 *)fake_host_ptr(&rig->host, base + level * PAGE_SIZE, PAGE_SIZE) =
			(base + (level + 1) * PAGE_SIZE) | GEN9_PTE_PRESENT;
	ctx_image(rig, i)[GEN9_CTX_PDP0_L] = base;
}

static u64 shadow_leaf(u64 bus)
{
	u32 level;

	for (level = 0; level < GEN9_PPGTT_LEVELS && bus; level++)
		bus = *(u64 *)fake_pgpu_ptr(&rig->fake, bus) & GEN9_PTE_ADDR_MASK;
	return bus;
}

/* Do what another thread's dma_unmap does as far as the worker notices. host->lock is held. */
static void unmap_elsewhere(struct fake_host *host)
{
	struct facet_vgpu *vgpu = host->vgpu;
	struct list_head detached;

	pthread_mutex_unlock(&host->lock);
	INIT_LIST_HEAD(&detached);
	facet_execlists_suspend(vgpu);
	facet_pins_detach(vgpu, RIG_PAGES, 1, &detached);
	facet_ppgtt_drop(vgpu);
	facet_execlists_resume(vgpu);
	pthread_mutex_lock(&host->lock);
}

/* Another thread's dma_unmap comes while the worker repairs what the first one has dropped. */
static int unmap_again(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_PIN || addr << 12 != CTX_DATA + 0x10000u)
		return 0;
	host->veto = NULL;
	unmap_elsewhere(host);
	return 0;
}

/* By then the first context's page tables are complete again, and the second one's are not. */
static void work_has_its_tables_after_two_dma_unmaps(void **state)
{
	own_tables(0);
	own_tables(1);
	/* Only the page tables name this page. */
	rig_pte(rig, CTX_DATA + 0x10000u, 0);
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000100);
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	assert_int_equal(rig->fake.n_submissions, 0);
	rig->host.veto = unmap_again;
	facet_vgpu_dma_unmap(rig->vgpu, CTX_DATA + 0x10000u, PAGE_SIZE);
	fake_host_pump(&rig->host);
	assert_null(rig->host.veto);
	rig_write(rig, BASE + GEN9_RING_MI_MODE, 0x01000000);
	fake_host_pump(&rig->host);
	assert_true(rig->fake.n_submissions > 0);
	assert_int_not_equal(shadow_leaf(rig->fake.submissions[0].ppgtt_root), 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_true(rig->fake.n_submissions > 0);
	assert_int_not_equal(shadow_leaf(rig->fake.submissions[0].ppgtt_root), 0);
}

static u32 unmaps_left;

static int unmap_each_time(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_PIN || addr < RIG_PAGES || !unmaps_left)
		return 0;
	unmaps_left--;
	unmap_elsewhere(host);
	return 0;
}

/* Each dma_unmap comes during a sync of page tables. The guest gets no fault, however many come. */
static void work_waits_for_the_end_of_many_dma_unmaps(void **state)
{
	u32 second;

	for (second = 0; second < 2; second++) {
		own_tables(second);
		/* The core requests absent pages at each sync. */
		((u64 *)fake_host_ptr(&rig->host, CTX_DATA + second * 0x10000u + 3 * PAGE_SIZE,
				      PAGE_SIZE))[1] = RIG_PAGES * PAGE_SIZE | GEN9_PTE_PRESENT;
	}
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	unmaps_left = 500;
	rig->host.veto = unmap_each_time;
	ctx_elsp(rig, BASE, 0, 1);
	assert_int_equal(unmaps_left, 0);
	for (second = 0; second < 2; second++) {
		assert_true(rig->fake.n_submissions > 0);
		assert_int_not_equal(shadow_leaf(rig->fake.submissions[0].ppgtt_root), 0);
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	}
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EIR), 0);
}

static void senseless_capabilities_are_refused(void **state)
{
	static const struct {
		u32 engines, safe, depth, preemption;
		u8 pages;
	} bad[] = {
		{ 0, 0, 1, 0, 1 }, { 0x10, 0, 1, 0, 1 }, { 1, 0x80, 1, 0, 1 },
		{ 1, 1, 0, 0, 1 }, { 1, 1, 1, 7, 1 }, { 1, 1, 1, 0, 0 }, { 1, 1, 1, 0, 99 },
	};
	struct fake_pgpu *fake = calloc(1, sizeof(*fake));
	struct facet_gpu *gpu;
	u32 i;

	assert_non_null(fake);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		fake_pgpu_init(fake);
		fake->caps.engines = bad[i].engines;
		fake->caps.user_batch_safe = bad[i].safe;
		fake->caps.depth = bad[i].depth;
		fake->caps.preemption = bad[i].preemption;
		memset(fake->caps.context_pages, bad[i].pages, sizeof(fake->caps.context_pages));
		assert_int_equal(facet_gpu_create(&fake->pgpu, NULL, &fake_gpu_host_ops,
						  &rig->clock, &gpu), -EINVAL);
	}
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)
		TEST(nothing_happens_before_the_fourth_write),
		TEST(reset_is_over_when_its_write_is),
		TEST(context_is_loaded_anew_after_a_reset),
		TEST(empty_execlist_is_nothing),
		TEST(second_port_alone_is_nothing),
		TEST(context_on_both_ports_runs_once),
		TEST(half_an_execlist_is_forgotten_at_a_reset),
		TEST(rubbish_in_elsp_does_no_harm),
		TEST(first_submission_says_idle_active),
		TEST(end_says_active_idle_and_wraps_after_six),
		TEST(guest_may_move_the_pointer),
		TEST(head_then_entry_then_pointer_then_interrupt),
		TEST(user_interrupt_comes_at_once),
		TEST(lite_restore_is_reported_and_the_pieces_run_in_order),
		TEST(completion_names_the_last_submission_of_its_context),
		TEST(lite_restore_without_news_is_acknowledged),
		TEST(extension_behind_two_waits_for_an_end),
		TEST(extension_that_waits_outlives_what_it_waits_for),
		TEST(extension_runs_before_the_second_port),
		TEST(context_that_is_no_longer_named_never_starts),
		TEST(another_context_takes_over_when_the_running_one_ends),
		TEST(extension_of_what_has_just_ended_starts_anew),
		TEST(flood_of_submissions_is_bounded),
		TEST(guest_without_a_status_page_gets_registers),
		TEST(oldest_and_newest_frame_what_runs),
		TEST(stopped_work_goes_on_after_resume),
		TEST(work_has_its_tables_after_two_dma_unmaps),
		TEST(work_waits_for_the_end_of_many_dma_unmaps),
		TEST(vgpu_reset_forgets_everything),
		TEST(senseless_capabilities_are_refused),
	};

	return cmocka_run_group_tests_name("execlist", tests, NULL, NULL);
}
