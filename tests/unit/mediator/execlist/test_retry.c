// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test guest memory that is absent for a moment, while the core writes a report or reads a
 * submission. The core retries, keeps the order that the guest relies on, and runs nothing twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/host.h"
#include "mediator/progress.h"
#include "mediator/retry.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/saved.h"

#define BASE	GEN9_RCS_BASE
#define NONE	(~0u)
#define CSB(status, i)	((u64)(0x20 * ((i) + 1)) << 32 | (status))
#define IMAGE(i)	(CTX_LRCA(i) + 0x1000u)
/* page tables of one context; the other contexts use others */
#define OWN_PML4	0x00080000u
#define OWED		FACET_STATE_TAG('O', 'W', 'E', 'D')
#define WORK		FACET_STATE_TAG('W', 'O', 'R', 'K')

/* The absent range, and the errno of ops on it. */
static u64 absent, absent_len;
static int absent_error;
static bool only_copies;	/* ops copy nothing there, but pins succeed */
static u64 pin_ns;		/* nanoseconds that the next pin there takes */

static int veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && only_copies)
		return 0;
	if (op == FAKE_PIN)
		addr *= PAGE_SIZE;
	if (op == FAKE_ARM_WRITE_NOTIFY || addr < absent || addr - absent >= absent_len)
		return 0;
	if (op == FAKE_PIN) {
		host->clock->now_ns += pin_ns;
		pin_ns = 0;
	}
	return absent_error;
}

static void set_absent(u64 gpa, u64 len, int error)
{
	absent = gpa;
	absent_len = len;
	absent_error = error;
}

static int setup(void **state)
{
	set_absent(0, 0, 0);
	only_copies = false;
	pin_ns = 0;
	if (ctx_rig_setup(state))
		return -1;
	rig->host.veto = veto;
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IER, ~0u);
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IMR, 0);
	rig_write(rig, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
	return 0;
}

static void give_back(void)
{
	set_absent(0, 0, 0);
	fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
	fake_host_pump(&rig->host);
}

static void wait_ns(u64 ns)
{
	u64 end = rig->clock.now_ns + ns;

	while (rig->clock.now_ns < end) {
		fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
		fake_host_pump(&rig->host);
	}
}

/* Return whether an interrupt was raised since the last call, and clear it. */
static bool irq_raised(u32 bits)
{
	u32 iir = rig_read(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR);

	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, iir);
	return iir & bits;
}

static u32 head_of(u32 i)
{
	return ctx_image(rig, i)[GEN9_CTX_RING_HEAD];
}

static void assert_stopped(bool stopped)
{
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ESR), stopped);
	assert_int_equal(irq_raised(GEN9_GT_CS_ERROR), stopped);
}

static void reset_engine(void)
{
	rig_write(rig, GEN9_GDRST, BIT(1));
	rig_write(rig, BASE + GEN9_RING_CSB_PTR, 0xffff0505);
	rig_write(rig, BASE + GEN9_RING_EMR, 0xfffffffe);
	fake_host_pump(&rig->host);
}

/* Submit a context, which ends later while a part of guest memory is absent. */
static void run_one(void)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	irq_raised(0);
}

static void a_context_that_cannot_be_saved_is_reported_when_it_is(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(head_of(0), 0);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	assert_false(irq_raised(GEN9_GT_CONTEXT_SWITCH));
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x20);
	give_back();
	assert_int_equal(head_of(0), 8);
	assert_int_equal(ctx_csb_pointer(rig), 1);
	assert_int_equal(ctx_csb(rig, 1), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 0));
	assert_true(irq_raised(GEN9_GT_CONTEXT_SWITCH));
	assert_stopped(false);
}

/*
 * Each write at a context's end, and each write of a CSB entry, fails once. None of them is lost.
 */
static void each_write_of_an_end_is_made_later_if_it_cannot_be_made_now(void **state)
{
	u64 writes;
	u32 n;

	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 1, NONE);
	writes = rig->host.calls[FAKE_WRITE];
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	writes = rig->host.calls[FAKE_WRITE] - writes;
	assert_true(writes >= 5);
	for (n = 0; n < writes; n++) {
		u32 pointer = ctx_csb_pointer(rig);

		CTX_EMIT(rig, 0, 0, 0);
		ctx_elsp(rig, BASE, 0, NONE);
		irq_raised(0);
		fake_host_fail(&rig->host, FAKE_WRITE, n, 1, FACET_HOST_RETRY);
		ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
		assert_int_equal(ctx_csb_pointer(rig), (pointer + 1) % GEN9_CSB_ENTRIES);
		assert_false(irq_raised(GEN9_GT_CONTEXT_SWITCH));
		give_back();
		assert_int_equal(head_of(0), 8 * (n + 1));
		assert_int_equal(ctx_csb_pointer(rig), (pointer + 2) % GEN9_CSB_ENTRIES);
		assert_true(irq_raised(GEN9_GT_CONTEXT_SWITCH));
	}
	assert_stopped(false);
}

static void an_entry_waits_for_the_status_page_and_keeps_its_place(void **state)
{
	run_one();
	set_absent(CTX_HWSP, PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	/* Later work waits for the entry. */
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 1, NONE);
	wait_ns(100 * FACET_RETRY_INTERVAL_NS);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_false(irq_raised(GEN9_GT_CONTEXT_SWITCH));
	give_back();
	assert_int_equal(ctx_csb(rig, 1), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 0));
	assert_int_equal(ctx_csb(rig, 2), CSB(GEN9_CSB_IDLE_ACTIVE, 1));
	assert_int_equal(ctx_csb_pointer(rig), 2);
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(false);
}

static void what_is_submitted_meanwhile_begins_where_the_last_one_ended(void **state)
{
	const u32 *code;

	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	CTX_EMIT(rig, 0, 0x02800000, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	give_back();
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(rig->fake.submissions[0].tail - rig->fake.submissions[0].head, 8);
	code = fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner,
			      rig->fake.submissions[0].ring_start);
	assert_int_equal(code[rig->fake.submissions[0].head / 4], 0x02800000);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(head_of(0), 16);
}

static void what_stays_away_stops_the_engine_after_a_second(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	wait_ns(FACET_RETRY_MAX_NS - 4 * FACET_RETRY_INTERVAL_NS);
	assert_stopped(false);
	wait_ns(8 * FACET_RETRY_INTERVAL_NS);
	assert_stopped(true);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	/* The core reports the next completion as usual. */
	set_absent(0, 0, 0);
	reset_engine();
	assert_stopped(false);
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = 8;
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BASE, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(head_of(0), 16);
	assert_int_equal(ctx_csb_pointer(rig), 1);
}

static void memory_that_is_gone_stops_the_engine_at_once(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, -EFAULT);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(true);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	set_absent(0, 0, 0);
	reset_engine();
	/* An entry that can never be written also stops the engine. */
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = 8;
	run_one();
	set_absent(CTX_HWSP, PAGE_SIZE, -EINVAL);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(true);
	set_absent(0, 0, 0);
	reset_engine();
	assert_stopped(false);
}

static void a_guest_without_a_status_page_has_the_registers(void **state)
{
	rig_pte(rig, CTX_HWSP, 0);
	run_one();
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_CSB_PTR) & 7, 1);
	assert_int_equal(head_of(0), 8);
	assert_stopped(false);
}

static void a_submission_waits_for_the_memory_that_it_is_read_from(void **state)
{
	u32 pointer = ctx_csb_pointer(rig);

	set_absent(CTX_RING(0), CTX_RING_SIZE, FACET_HOST_RETRY);
	run_one();
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(ctx_csb_pointer(rig), pointer);
	give_back();
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(false);
	/* The core waits for a second. */
	set_absent(CTX_RING(0), CTX_RING_SIZE, FACET_HOST_RETRY);
	run_one();
	wait_ns(FACET_RETRY_MAX_NS + 4 * FACET_RETRY_INTERVAL_NS);
	assert_stopped(true);
	reset_engine();
}

static void a_submission_waits_for_the_pages_that_it_names(void **state)
{
	set_absent(CTX_PML4, PAGE_SIZE, FACET_HOST_RETRY);
	run_one();
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(rig->fake.n_submissions, 0);
	give_back();
	assert_int_equal(rig->fake.n_submissions, 1);
	/* The work was preempted for a dma_unmap and resumes when the pages are back. */
	fake_pgpu_deliver(&rig->fake);
	set_absent(CTX_PML4, PAGE_SIZE, FACET_HOST_RETRY);
	facet_vgpu_dma_unmap(rig->vgpu, CTX_PML4, PAGE_SIZE);
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(rig->fake.n_submissions, 0);
	give_back();
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(false);
}

/* Extend the running context by work that cannot be read. */
static void extend_without_memory(void)
{
	run_one();
	fake_pgpu_deliver(&rig->fake);
	CTX_EMIT(rig, 0, 0, 0);
	only_copies = true;
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_elsp(rig, BASE, 0, NONE);
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(ctx_csb_pointer(rig), 0);
}

static void assert_extended(struct rig *of)
{
	assert_int_equal(ctx_csb_pointer(of), 1);
	assert_int_equal(ctx_csb(of, 1), CSB(GEN9_CSB_LITE_RESTORE | GEN9_CSB_PREEMPTED, 0));
	while (fake_pgpu_end(&of->fake, PGPU_RCS, PGPU_EV_COMPLETE))
		fake_host_pump(&of->host);
	assert_int_equal(ctx_image(of, 0)[GEN9_CTX_RING_HEAD], 16);
}

/* The running context may run for long, so the extension does not wait for its end. */
static void more_of_the_running_context_is_taken_up_when_its_memory_is_back(void **state)
{
	extend_without_memory();
	give_back();
	assert_extended(rig);
	assert_stopped(false);
}

static void more_of_the_running_context_is_taken_up_behind_a_pause(void **state)
{
	extend_without_memory();
	facet_vgpu_pause(rig->vgpu);
	facet_vgpu_resume(rig->vgpu);
	fake_host_pump(&rig->host);
	give_back();
	fake_pgpu_deliver(&rig->fake);
	assert_extended(rig);
	assert_stopped(false);
}

/* The work then runs without the pages, as if the wait had ended before. */
static void the_wait_for_pages_may_end_while_they_are_asked_for(void **state)
{
	set_absent(CTX_SCRATCH, PAGE_SIZE, FACET_HOST_RETRY);
	run_one();
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_int_equal(rig->fake.n_submissions, 0);
	pin_ns = FACET_RETRY_MAX_NS * 5 / 8;
	fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_stopped(false);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_stopped(false);
}

static void the_second_port_waits_alone(void **state)
{
	only_copies = true;
	set_absent(IMAGE(1), PAGE_SIZE, FACET_HOST_RETRY);
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 0));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 1), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ELEMENT_SWITCH, 0));
	assert_int_equal(rig->fake.n_submissions, 0);
	give_back();
	assert_int_equal(rig->fake.n_submissions, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb(rig, 2), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 1));
	assert_stopped(false);
}

static void a_reset_drops_what_waits_and_writes_nothing_more(void **state)
{
	u64 writes;

	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	reset_engine();
	set_absent(CTX_HWSP, PAGE_SIZE, FACET_HOST_RETRY);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 1, NONE);
	reset_engine();
	set_absent(0, 0, 0);
	writes = rig->host.calls[FAKE_WRITE];
	wait_ns(2 * FACET_RETRY_MAX_NS);
	assert_int_equal(rig->host.calls[FAKE_WRITE], writes);
	assert_stopped(false);
	ctx_elsp(rig, BASE, 1, NONE);
	assert_int_equal(ctx_csb(rig, 0), CSB(GEN9_CSB_IDLE_ACTIVE, 1));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void a_reset_of_the_whole_and_its_end_drop_what_waits(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	facet_vgpu_reset(rig->vgpu);
	wait_ns(2 * FACET_RETRY_MAX_NS);
	assert_int_equal(rig_read(rig, BASE + GEN9_RING_ESR), 0);
	assert_int_equal(head_of(0), 0);
}

/* The teardown destroys the vGPU: nothing leaks, and no timer fires afterwards. */
static void a_vgpu_may_end_while_something_waits(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_true(rig->host.deadline_ns != ~0ull);
}

/*
 * Restore the guest of @rig on another vGPU. There all memory is present, except @len bytes from
 * @gpa on.
 */
static struct rig *move_without(struct saved *saved, u64 gpa, u64 len)
{
	struct rig *to = ctx_rig_create();

	assert_non_null(to);
	assert_int_equal(saved_save(saved, rig->vgpu), 0);
	memcpy(to->host.mem, rig->host.mem, RIG_PAGES * PAGE_SIZE);
	if (len) {
		to->host.veto = veto;
		set_absent(gpa, len, FACET_HOST_RETRY);
	}
	assert_int_equal(facet_vgpu_restore(to->vgpu, saved->data, saved->len), 0);
	fake_host_pump(&to->host);
	return to;
}

static struct rig *move(struct saved *saved)
{
	return move_without(saved, 0, 0);
}

/* The core retries at intervals, however often the guest kicks the worker. */
static void restored_work_asks_for_its_memory_at_a_pace(void **state)
{
	struct saved saved = {};
	struct rig *to;
	u64 pins;
	u32 i;

	run_one();
	to = move_without(&saved, CTX_PML4, PAGE_SIZE);
	pins = to->host.calls[FAKE_PIN];
	for (i = 0; i < 10; i++) {
		facet_progress_kick(to->vgpu);
		fake_host_pump(&to->host);
	}
	assert_int_equal(to->host.calls[FAKE_PIN], pins);
	assert_int_equal(to->fake.n_submissions, 0);
	set_absent(0, 0, 0);
	fake_clock_advance(&to->clock, FACET_RETRY_INTERVAL_NS);
	fake_host_pump(&to->host);
	assert_int_equal(to->fake.n_submissions, 1);
	assert_true(fake_pgpu_end(&to->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	fake_host_pump(&to->host);
	assert_int_equal(ctx_image(to, 0)[GEN9_CTX_RING_HEAD], 8);
	assert_int_equal(rig_destroy(to), 0);
	free(saved.data);
}

static void an_end_that_waits_goes_with_a_saved_state(void **state)
{
	struct saved saved = {};
	struct rig *to;

	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	to = move(&saved);
	assert_int_equal(saved_find(&saved, WORK, 1), 0);
	/* The commands of the work have run. Only its end is left. */
	assert_int_equal(to->fake.n_submissions, 1);
	assert_int_equal(to->fake.submissions[0].head, to->fake.submissions[0].tail);
	assert_true(fake_pgpu_end(&to->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	fake_host_pump(&to->host);
	assert_int_equal(ctx_image(to, 0)[GEN9_CTX_RING_HEAD], 8);
	assert_int_equal(ctx_csb(to, 1), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 0));
	assert_int_equal(rig_destroy(to), 0);
	/* The work also continues on its own vGPU. */
	give_back();
	assert_int_equal(head_of(0), 8);
	assert_int_equal(ctx_csb_pointer(rig), 1);
	free(saved.data);
}

static void an_entry_that_waits_goes_with_a_saved_state(void **state)
{
	struct saved saved = {};
	struct rig *to;

	run_one();
	set_absent(CTX_HWSP, PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	to = move(&saved);
	assert_true(saved_find(&saved, OWED, 0));
	assert_int_equal(saved_find(&saved, OWED, 1), 0);
	assert_int_equal(ctx_csb(to, 1), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 0));
	assert_int_equal(ctx_csb_pointer(to), 1);
	assert_int_equal(to->fake.n_submissions, 0);
	assert_int_equal(rig_destroy(to), 0);
	free(saved.data);
}

/* The VMM copies the memory of a paused guest before it saves the vGPU. */
static void a_save_of_a_paused_vgpu_leaves_an_entry_to_the_other_host(void **state)
{
	struct saved saved = {};
	u64 writes;

	run_one();
	set_absent(CTX_HWSP, PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	facet_vgpu_pause(rig->vgpu);
	set_absent(0, 0, 0);
	fake_clock_advance(&rig->clock, FACET_RETRY_INTERVAL_NS);
	writes = rig->host.calls[FAKE_WRITE];
	facet_vgpu_pause(rig->vgpu);
	assert_int_equal(saved_save(&saved, rig->vgpu), 0);
	assert_int_equal(rig->host.calls[FAKE_WRITE], writes);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	assert_true(saved_find(&saved, OWED, 0));
	facet_vgpu_resume(rig->vgpu);
	facet_vgpu_resume(rig->vgpu);
	fake_host_pump(&rig->host);
	assert_int_equal(ctx_csb_pointer(rig), 1);
	free(saved.data);
}

static void ignore_text(void *arg, const char *fmt, ...)
{
}

/* Most processes that read a dump cannot copy guest memory. */
static void a_dump_leaves_reports_to_the_worker(void **state)
{
	const struct facet_state_printer printer = { .print = ignore_text };

	run_one();
	assert_true(fake_pgpu_end(&rig->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	set_absent(0, ~0ull, -EFAULT);
	assert_int_equal(facet_vgpu_dump(rig->vgpu, &printer), 0);
	set_absent(0, 0, 0);
	assert_int_equal(ctx_csb_pointer(rig), 0);
	fake_host_pump(&rig->host);
	assert_stopped(false);
	assert_int_equal(head_of(0), 8);
	assert_int_equal(ctx_csb_pointer(rig), 1);
}

/* VFIO's legacy container refuses processes that guest memory does not belong to. */
static void a_pause_by_another_process_leaves_reports_to_the_worker(void **state)
{
	run_one();
	assert_true(fake_pgpu_end(&rig->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	rig->host.other_process = true;
	set_absent(0, ~0ull, -EFAULT);
	facet_vgpu_pause(rig->vgpu);
	facet_vgpu_resume(rig->vgpu);
	set_absent(0, 0, 0);
	rig->host.other_process = false;
	assert_int_equal(ctx_csb_pointer(rig), 0);
	fake_host_pump(&rig->host);
	assert_stopped(false);
	assert_int_equal(head_of(0), 8);
	assert_int_equal(ctx_csb_pointer(rig), 1);
}

static void a_second_port_that_waits_goes_with_a_saved_state(void **state)
{
	struct saved saved = {};
	struct rig *to;

	only_copies = true;
	set_absent(IMAGE(1), PAGE_SIZE, FACET_HOST_RETRY);
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	to = move(&saved);
	assert_int_equal(to->fake.n_submissions, 1);
	assert_true(fake_pgpu_end(&to->fake, PGPU_RCS, PGPU_EV_COMPLETE));
	fake_host_pump(&to->host);
	assert_int_equal(ctx_csb(to, 2), CSB(GEN9_CSB_COMPLETE | GEN9_CSB_ACTIVE_IDLE, 1));
	assert_int_equal(rig_destroy(to), 0);
	free(saved.data);
}

static void more_of_the_running_context_goes_with_a_saved_state(void **state)
{
	struct saved saved = {};
	struct rig *to;

	extend_without_memory();
	to = move(&saved);
	assert_extended(to);
	assert_int_equal(rig_destroy(to), 0);
	free(saved.data);
}

/* The deadline of the retry passes while the worker reads the clock. */
static void nothing_overtakes_restored_work_that_waits_for_its_memory(void **state)
{
	struct saved saved = {};
	u64 left, *next_ns;
	struct rig *to;
	u32 i;

	ctx_tables(rig, OWN_PML4);
	ctx_image(rig, 0)[GEN9_CTX_PDP0_L] = OWN_PML4;
	only_copies = true;
	set_absent(IMAGE(1), PAGE_SIZE, FACET_HOST_RETRY);
	CTX_EMIT(rig, 0, 0, 0);
	CTX_EMIT(rig, 1, 0, 0);
	ctx_elsp(rig, BASE, 0, 1);
	only_copies = false;
	to = move_without(&saved, OWN_PML4, PAGE_SIZE);
	to->clock.read_ns = 1;
	next_ns = &to->vgpu->execlists->engines[PGPU_RCS].build_retry.next_ns;
	for (left = 1; left < 12; left++) {
		to->clock.now_ns = *next_ns - left;
		facet_progress_kick(to->vgpu);
		fake_host_pump(&to->host);
		assert_int_equal(to->fake.n_submissions, 0);
	}
	set_absent(0, 0, 0);
	fake_clock_advance(&to->clock, FACET_RETRY_INTERVAL_NS);
	fake_host_pump(&to->host);
	for (i = 0; i < 2; i++) {
		assert_int_equal(ctx_image(to, i)[GEN9_CTX_RING_HEAD], 0);
		assert_true(fake_pgpu_end(&to->fake, PGPU_RCS, PGPU_EV_COMPLETE));
		fake_host_pump(&to->host);
		assert_int_equal(ctx_image(to, i)[GEN9_CTX_RING_HEAD], 8);
	}
	assert_int_equal(rig_destroy(to), 0);
	free(saved.data);
}

static void what_an_engine_owes_is_checked_as_all_of_a_state(void **state)
{
	static const struct {
		const char *field;
		u64 value;
	} bad[] = {
		{ "engine", PGPU_ENGINES }, { "at", GEN9_CSB_ENTRIES }, { "status", 0 },
	};
	struct saved saved = {};
	size_t at;
	u32 i;

	run_one();
	set_absent(CTX_HWSP, PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct rig *to = ctx_rig_create();

		assert_int_equal(saved_save(&saved, rig->vgpu), 0);
		at = saved_find(&saved, OWED, 0);
		saved_set(&saved, at, &facet_execlist_owed_state, bad[i].field, 0, bad[i].value);
		assert_int_equal(facet_vgpu_restore(to->vgpu, saved.data, saved.len), -EINVAL);
		assert_int_equal(rig_destroy(to), 0);
	}
	free(saved.data);
}

/* The time of a pause does not count: the guest still has its second afterwards. */
static void a_pause_is_no_time_to_wait(void **state)
{
	run_one();
	set_absent(IMAGE(0), PAGE_SIZE, FACET_HOST_RETRY);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	facet_vgpu_pause(rig->vgpu);
	wait_ns(5 * FACET_RETRY_MAX_NS);
	facet_vgpu_resume(rig->vgpu);
	wait_ns(FACET_RETRY_MAX_NS / 2);
	assert_stopped(false);
	give_back();
	assert_int_equal(head_of(0), 8);
	assert_stopped(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, ctx_rig_teardown)
		TEST(a_context_that_cannot_be_saved_is_reported_when_it_is),
		TEST(each_write_of_an_end_is_made_later_if_it_cannot_be_made_now),
		TEST(an_entry_waits_for_the_status_page_and_keeps_its_place),
		TEST(what_is_submitted_meanwhile_begins_where_the_last_one_ended),
		TEST(what_stays_away_stops_the_engine_after_a_second),
		TEST(memory_that_is_gone_stops_the_engine_at_once),
		TEST(a_guest_without_a_status_page_has_the_registers),
		TEST(a_submission_waits_for_the_memory_that_it_is_read_from),
		TEST(a_submission_waits_for_the_pages_that_it_names),
		TEST(more_of_the_running_context_is_taken_up_when_its_memory_is_back),
		TEST(more_of_the_running_context_is_taken_up_behind_a_pause),
		TEST(the_wait_for_pages_may_end_while_they_are_asked_for),
		TEST(the_second_port_waits_alone),
		TEST(a_reset_drops_what_waits_and_writes_nothing_more),
		TEST(a_reset_of_the_whole_and_its_end_drop_what_waits),
		TEST(a_vgpu_may_end_while_something_waits),
		TEST(restored_work_asks_for_its_memory_at_a_pace),
		TEST(an_end_that_waits_goes_with_a_saved_state),
		TEST(an_entry_that_waits_goes_with_a_saved_state),
		TEST(a_save_of_a_paused_vgpu_leaves_an_entry_to_the_other_host),
		TEST(a_dump_leaves_reports_to_the_worker),
		TEST(a_pause_by_another_process_leaves_reports_to_the_worker),
		TEST(a_second_port_that_waits_goes_with_a_saved_state),
		TEST(more_of_the_running_context_goes_with_a_saved_state),
		TEST(nothing_overtakes_restored_work_that_waits_for_its_memory),
		TEST(what_an_engine_owes_is_checked_as_all_of_a_state),
		TEST(a_pause_is_no_time_to_wait),
	};

	return cmocka_run_group_tests_name("later", tests, NULL, NULL);
}
