// SPDX-License-Identifier: GPL-2.0-only
/* Test detiled pages while engines run: detiled pages end before the guest learns of the stores. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "gen9/engine_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/detiled.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define BAR2		0x80000000u
#define BASE		0x00800000u	/* GGTT address of the fenced range */
#define SIZE		0x8000u
#define PITCH_512	3u

static void set_config(u32 offset, const void *value, u32 len)
{
	facet_config_write(facet_vgpu_device(rig->vgpu), offset, value, len);
}

static int setup(void **state)
{
	const u32 gpa = BAR2;
	const u16 command = PCI_CFG_COMMAND_MEMORY;

	if (ctx_rig_setup(state))
		return -1;
	set_config(PCI_CFG_BAR(GEN9_BAR_APERTURE), &gpa, sizeof(gpa));
	set_config(PCI_CFG_COMMAND, &command, sizeof(command));
	rig_write(rig, GEN9_FENCE + 4, (BASE + SIZE - PAGE_SIZE) | PITCH_512);
	rig_write(rig, GEN9_FENCE, BASE | 1);
	return 0;
}

static int teardown(void **state)
{
	facet_detiled_drop(rig->vgpu);
	return ctx_rig_teardown(state);
}

static void show(u32 page)
{
	void *cpu;

	assert_int_equal(facet_detiled_make(rig->vgpu, (BASE >> PAGE_SHIFT) + page, &cpu), 0);
}

/* Ask for a store barrier of @owner, even while no owner has store notification. */
static bool ask(u64 owner, u64 *ticket)
{
	return rig->fake.client_ops->store_barrier(rig->fake.client, owner, ticket);
}

static void an_engine_waits_until_all_detiled_pages_have_ended(void **state)
{
	u64 ticket = 0;

	show(0);
	show(1);
	rig->host.n_zaps = 0;
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket));
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket));
	assert_int_equal(rig->host.n_zaps, 0);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(rig->host.zaps[0].len, 2 * PAGE_SIZE);
	assert_false(facet_detiled_any(rig->vgpu));
	assert_true(!rig->fake.watched);
	assert_true(fake_pgpu_store_barrier(&rig->fake, &ticket));
}

/* A guest that reads again and again must not delay its engine for ever. */
static void detiled_pages_that_were_made_since_keep_no_engine_waiting(void **state)
{
	u64 ticket = 0, next = 0;

	show(0);
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket));
	fake_host_pump(&rig->host);
	show(0);
	assert_true(fake_pgpu_store_barrier(&rig->fake, &ticket));
	assert_true(facet_detiled_any(rig->vgpu));
	assert_false(fake_pgpu_store_barrier(&rig->fake, &next));
}

static void engines_that_ask_at_once_are_answered_at_once(void **state)
{
	u64 ticket[2] = { 0 };

	show(0);
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket[0]));
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket[1]));
	fake_host_pump(&rig->host);
	show(0);
	assert_true(fake_pgpu_store_barrier(&rig->fake, &ticket[1]));
	assert_true(fake_pgpu_store_barrier(&rig->fake, &ticket[0]));
}

static void who_has_no_detiled_pages_never_waits(void **state)
{
	u64 owner, ticket = 0;

	show(0);
	owner = rig->fake.watched;
	facet_detiled_drop(rig->vgpu);
	assert_true(ask(owner, &ticket));
	show(0);
	assert_true(ask(owner + 1, &ticket));
	assert_int_equal(ticket, 0);
}

static u32 asked_in_zap;

static void zap_asks(struct fake_host *host)
{
	u64 ticket = 0;

	assert_true(facet_detiled_any(host->vgpu));
	assert_false(ask(rig->fake.watched, &ticket));
	asked_in_zap++;
}

static void who_asks_while_the_last_detiled_page_is_unmapped_waits(void **state)
{
	show(0);
	asked_in_zap = 0;
	rig->host.zapped = zap_asks;
	facet_detiled_drop(rig->vgpu);
	rig->host.zapped = NULL;
	assert_int_equal(asked_in_zap, 1);
	assert_false(facet_detiled_any(rig->vgpu));
}

static void an_answer_that_was_never_given_is_asked_for(void **state)
{
	u64 ticket = 7;

	show(0);
	assert_false(fake_pgpu_store_barrier(&rig->fake, &ticket));
	assert_int_equal(ticket, 1);
	fake_host_pump(&rig->host);
	assert_true(fake_pgpu_store_barrier(&rig->fake, &ticket));
}

/* writes to the status page; written_late counts those while a detiled page existed */
static u32 writes;
static u32 written_late;

static int count_writes(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_WRITE && addr >> PAGE_SHIFT == CTX_HWSP >> PAGE_SHIFT) {
		writes++;
		written_late += facet_detiled_any(host->vgpu);
	}
	return 0;
}

/* Submit context 0, and make a detiled page while it runs. */
static void run_beside_a_detiled_page(void)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, ~0u);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	show(0);
	writes = 0;
	written_late = 0;
	rig->host.veto = count_writes;
}

static void detiled_pages_end_before_the_guest_hears_that_work_has_ended(void **state)
{
	u32 pointer;

	run_beside_a_detiled_page();
	pointer = ctx_csb_pointer(rig);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_not_equal(ctx_csb_pointer(rig), pointer);
	assert_int_not_equal(writes, 0);
	assert_int_equal(written_late, 0);
	assert_false(facet_detiled_any(rig->vgpu));
}

static void detiled_pages_end_before_the_guest_hears_of_a_fault(void **state)
{
	run_beside_a_detiled_page();
	ctx_end(rig, PGPU_RCS, PGPU_EV_FAULT);
	assert_int_equal(rig_read(rig, GEN9_RCS_BASE + GEN9_RING_EIR), 0);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_int_not_equal(rig_read(rig, GEN9_RCS_BASE + GEN9_RING_EIR), 0);
	assert_false(facet_detiled_any(rig->vgpu));
}

/* GDRST reads 0 at once: the guest must be able to read all stores of the engine by then. */
static void detiled_pages_have_ended_when_an_engine_is_reset(void **state)
{
	run_beside_a_detiled_page();
	rig_write(rig, GEN9_GDRST, BIT(1));
	assert_int_equal(rig_read(rig, GEN9_GDRST), 0);
	assert_false(facet_detiled_any(rig->vgpu));
	fake_host_pump(&rig->host);
}

static void detiled_pages_have_ended_when_an_engine_is_reset_that_has_failed(void **state)
{
	run_beside_a_detiled_page();
	ctx_end(rig, PGPU_RCS, PGPU_EV_FAULT);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	show(0);
	rig_write(rig, GEN9_GDRST, BIT(1));
	assert_false(facet_detiled_any(rig->vgpu));
	fake_host_pump(&rig->host);
}

static void detiled_pages_stay_while_nothing_ends(void **state)
{
	run_beside_a_detiled_page();
	fake_host_ops.kick(&rig->host);
	fake_host_pump(&rig->host);
	assert_true(facet_detiled_any(rig->vgpu));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

#define CASE(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_engine_waits_until_all_detiled_pages_have_ended),
		CASE(detiled_pages_that_were_made_since_keep_no_engine_waiting),
		CASE(engines_that_ask_at_once_are_answered_at_once),
		CASE(who_has_no_detiled_pages_never_waits),
		CASE(who_asks_while_the_last_detiled_page_is_unmapped_waits),
		CASE(an_answer_that_was_never_given_is_asked_for),
		CASE(detiled_pages_end_before_the_guest_hears_that_work_has_ended),
		CASE(detiled_pages_end_before_the_guest_hears_of_a_fault),
		CASE(detiled_pages_have_ended_when_an_engine_is_reset),
		CASE(detiled_pages_have_ended_when_an_engine_is_reset_that_has_failed),
		CASE(detiled_pages_stay_while_nothing_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
