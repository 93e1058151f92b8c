// SPDX-License-Identifier: GPL-2.0-only
/* Test alias slots: pages of the host window that name what a guest's GGTT entries name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/execlist.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define WINDOW		0xe0000000u	/* the fake pGPU's windows */
#define PAGE(gfn)	(((u64)(gfn) << 12) | GEN9_PTE_PRESENT)

static struct rig *rig;
static struct facet_alias_set set;

static int setup(void **state)
{
	rig = rig_create(&facet_types[0], NULL);
	memset(&set, 0, sizeof(set));
	return rig ? 0 : -1;
}

static int teardown(void **state)
{
	facet_alias_set_end(&set);
	return rig_destroy(rig) ? -1 : 0;
}

/* Take the slot for an access of @len bytes. Return: the address in the window. */
static u32 take(u32 gva, u64 len)
{
	u32 to;

	assert_int_equal(facet_alias_get(rig->vgpu, &set, gva, len, &to), 0);
	assert_true(to >= WINDOW && to % PAGE_SIZE == gva % PAGE_SIZE);
	return to;
}

/* Return the page that an engine reaches at an address of the window; NULL: none. */
static void *engine_page(u32 gva)
{
	return rig_shadow(rig, gva & ~(PAGE_SIZE - 1));
}

static int sync_set(void)
{
	facet_pins_sync_begin(rig->vgpu, true);
	return facet_alias_sync(rig->vgpu, set.slots, set.n);
}

static void a_slot_names_the_page_behind_the_guests_entry(void **state)
{
	u32 a, b;

	rig_pte(rig, 0x5000, PAGE(3));
	rig_pte(rig, 0x6000, PAGE(4));
	a = take(0x5010, 8);
	b = take(0x6ff8, 8);
	assert_null(engine_page(a));
	assert_int_equal(sync_set(), 0);
	assert_ptr_equal(engine_page(a), rig_page(rig, 3));
	assert_ptr_equal(engine_page(b), rig_page(rig, 4));
	assert_int_equal(rig->host.pinned, 2);
	/* Nothing of the guest's own table is on the engine's side. */
	assert_null(engine_page(0x5000));
}

static void an_access_across_a_page_gets_two_pages_in_a_row(void **state)
{
	u32 a;

	rig_pte(rig, 0x5000, PAGE(3));
	rig_pte(rig, 0x6000, PAGE(9));
	a = take(0x5ffc, 8);
	assert_int_equal(sync_set(), 0);
	assert_ptr_equal(engine_page(a), rig_page(rig, 3));
	assert_ptr_equal(engine_page(a + 4), rig_page(rig, 9));
	assert_int_equal(facet_alias_get(rig->vgpu, &set, 0x5ffc, 4102, &a), -E2BIG);
}

static void one_page_has_one_slot_however_often_it_is_named(void **state)
{
	struct facet_alias_set other = { 0 };
	u32 a, again;

	rig_pte(rig, 0x5000, PAGE(3));
	a = take(0x5000, 4);
	assert_int_equal(take(0x5004, 4), a + 4);
	assert_int_equal(set.n, 1);
	assert_int_equal(facet_alias_get(rig->vgpu, &other, 0x5000, 4, &again), 0);
	assert_int_equal(again, a);
	assert_int_equal(rig->vgpu->aliases->pages, 1);
	facet_alias_set_end(&other);
}

static void a_changed_entry_leaves_the_slot_at_once(void **state)
{
	u32 a, across, invalidates;

	rig_pte(rig, 0x5000, PAGE(3));
	rig_pte(rig, 0x6000, PAGE(4));
	a = take(0x6000, 4);
	across = take(0x5ffc, 8);
	assert_int_equal(sync_set(), 0);
	invalidates = rig->fake.invalidates;
	rig_pte(rig, 0x6000, PAGE(4));
	assert_ptr_equal(engine_page(a), rig_page(rig, 4));
	rig_pte(rig, 0x6000, PAGE(8));
	assert_null(engine_page(a));
	assert_null(engine_page(across + 4));
	assert_ptr_equal(engine_page(across), rig_page(rig, 3));
	assert_true(rig->fake.invalidates > invalidates);
	assert_int_equal(sync_set(), 0);
	assert_ptr_equal(engine_page(a), rig_page(rig, 8));
	assert_ptr_equal(engine_page(across + 4), rig_page(rig, 8));
	rig_pte(rig, 0x6000, 0);
	rig_pte(rig, 0x5000, 0);
	assert_int_equal(sync_set(), 0);
	assert_null(engine_page(a));
	facet_pins_reap(rig->vgpu, ~0ull);
	assert_int_equal(rig->host.pinned, 0);
}

static void a_sync_without_changes_pins_nothing(void **state)
{
	u32 i;

	for (i = 0; i < 100; i++) {
		rig_pte(rig, i << 12, PAGE(i));
		take(i << 12, 4);
	}
	assert_int_equal(sync_set(), 0);
	assert_int_equal(rig->host.calls[FAKE_PIN], 100);
	assert_int_equal(sync_set(), 0);
	assert_int_equal(rig->host.calls[FAKE_PIN], 100);
}

static void an_entry_to_nowhere_stays_absent(void **state)
{
	u32 a, b;

	rig_pte(rig, 0x1000, PAGE(RIG_PAGES + 7));
	rig_pte(rig, 0x2000, PAGE(2));
	a = take(0x1000, 4);
	b = take(0x2000, 4);
	assert_int_equal(sync_set(), -EFAULT);
	assert_null(engine_page(a));
	assert_ptr_equal(engine_page(b), rig_page(rig, 2));
	assert_null(engine_page(take(0x3000, 4)));
	assert_int_equal(sync_set(), -EFAULT);
}

static void a_dma_unmap_leaves_no_trace_and_comes_back(void **state)
{
	u32 a, b;

	rig_pte(rig, 0x1000, PAGE(100));
	rig_pte(rig, 0x2000, PAGE(200));
	a = take(0x1000, 4);
	b = take(0x2000, 4);
	assert_int_equal(sync_set(), 0);
	facet_vgpu_dma_unmap(rig->vgpu, 100 << 12, 4096);
	assert_null(engine_page(a));
	assert_ptr_equal(engine_page(b), rig_page(rig, 200));
	assert_int_equal(rig->host.pin_count[100], 0);
	assert_int_equal(rig->host.pin_count[200], 1);
	assert_int_equal(sync_set(), 0);
	assert_ptr_equal(engine_page(a), rig_page(rig, 100));
}

/* The guest changes an entry while its page is being pinned. */
static bool changing;

static int change_entry(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && changing) {
		changing = false;
		pthread_mutex_unlock(&host->lock);
		rig_pte(rig, 0x1000, PAGE(99));
		pthread_mutex_lock(&host->lock);
	}
	return 0;
}

static void an_entry_that_changes_during_a_sync_gets_its_new_page(void **state)
{
	u32 a;

	changing = true;
	rig->host.veto = change_entry;
	rig_pte(rig, 0x1000, PAGE(1));
	a = take(0x1000, 4);
	assert_int_equal(sync_set(), 0);
	rig->host.veto = NULL;
	assert_ptr_equal(engine_page(a), rig_page(rig, 99));
	facet_pins_reap(rig->vgpu, ~0ull);
	assert_int_equal(rig->host.pinned, 1);
}

static int cancel_at_once(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_PIN)
		return 0;
	facet_vgpu_cancel(host->vgpu);
	return -EFAULT;
}

static void what_a_cancel_leaves_out_is_there_at_the_next_sync(void **state)
{
	u32 i, to[100];

	for (i = 0; i < 100; i++) {
		rig_pte(rig, i << 12, PAGE(100 + i));
		to[i] = take(i << 12, 4);
	}
	rig->host.veto = cancel_at_once;
	assert_int_equal(sync_set(), -ECANCELED);
	rig->host.veto = NULL;
	facet_execlists_resume(rig->vgpu);
	assert_int_equal(sync_set(), 0);
	for (i = 0; i < 100; i++)
		assert_ptr_equal(engine_page(to[i]), rig_page(rig, 100 + i));
}

static void slots_with_holders_are_not_reused(void **state)
{
	struct facet_alias_set more = { 0 };
	u32 i, to, first;

	for (i = 0; i < FACET_ALIAS_PAGES; i++)
		rig_pte(rig, i << 12, PAGE(i));
	first = take(0, 4);
	for (i = 1; i < FACET_ALIAS_PAGES; i++)
		take(i << 12, 4);
	assert_int_equal(facet_alias_get(rig->vgpu, &more, FACET_ALIAS_PAGES << 12, 4, &to),
			 -ENOSPC);
	assert_int_equal(more.n, 0);
	assert_int_equal(sync_set(), 0);
	facet_alias_set_end(&set);
	/* Now slots that were not used for longest go, and their pages with them. */
	assert_int_equal(facet_alias_get(rig->vgpu, &more, FACET_ALIAS_PAGES << 12, 4, &to), 0);
	assert_null(engine_page(first));
	assert_in_range(rig->vgpu->aliases->pages, FACET_ALIAS_PAGES / 2, FACET_ALIAS_PAGES);
	facet_alias_set_end(&more);
}

/* Take and sync a slot for each of as many pages as all slots have, from page @first on. */
static void take_all(u32 first)
{
	u32 i;

	for (i = first; i < first + FACET_ALIAS_PAGES; i++)
		take(i << 12, 4);
	assert_int_equal(sync_set(), 0);
}

static void slots_for_a_long_workload_make_engines_forget_twice_at_most(void **state)
{
	u32 i, invalidates;
	u64 counted;

	for (i = 0; i < 2 * FACET_ALIAS_PAGES; i++)
		rig_pte(rig, i << 12, PAGE(i));
	take_all(0);
	facet_alias_set_end(&set);
	invalidates = rig->fake.invalidates;
	counted = facet_ggtt_invalidations(rig->vgpu);
	take_all(FACET_ALIAS_PAGES);
	assert_in_range(rig->fake.invalidates - invalidates, 1, 2);
	assert_int_equal(facet_ggtt_invalidations(rig->vgpu) - counted,
			 rig->fake.invalidates - invalidates);
}

static void an_address_in_a_slot_is_told_as_the_guests(void **state)
{
	u64 guest = 0;
	u32 a = take(0x5ff0, 64);

	take(0x123000, 4);
	assert_true(facet_alias_guest_address(set.slots, set.n, a + 40, &guest));
	assert_true(guest == 0x6018);
	assert_false(facet_alias_guest_address(set.slots, set.n, a + 2 * PAGE_SIZE + 0x100, &guest)
		     && guest == 0x6018);
	assert_false(facet_alias_guest_address(set.slots, set.n, 0x5ff0, &guest));
}

static void a_bound_page_is_a_slot_of_its_own(void **state)
{
	struct facet_alias alias, *slot = &alias;
	u32 gva, invalidates;
	void *cpu;
	u64 bus;

	assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, FACET_WINDOW_CONTEXTS, 1, &gva), 0);
	assert_int_equal(rig->fake.pgpu.ops->page_alloc(&rig->fake.pgpu, &cpu, &bus), 0);
	assert_int_equal(facet_ggtt_window_set(rig->vgpu, gva, bus), 0);
	rig_pte(rig, 0x5000, PAGE(3));
	facet_alias_bind(rig->vgpu, &alias, gva, 0x5000, bus);
	assert_ptr_equal(engine_page(gva), cpu);
	invalidates = rig->fake.invalidates;
	facet_pins_sync_begin(rig->vgpu, true);
	assert_int_equal(facet_alias_sync(rig->vgpu, &slot, 1), 0);
	assert_ptr_equal(engine_page(gva), rig_page(rig, 3));
	assert_int_equal(rig->fake.invalidates, invalidates + 1);
	/* An operand with that address has another slot, which the bound one does not replace. */
	assert_int_not_equal(take(0x5000, 4), gva);
	/* The host's page is there while the guest's is not. */
	rig_pte(rig, 0x5000, PAGE(4));
	assert_ptr_equal(engine_page(gva), cpu);
	assert_int_equal(rig->fake.invalidates, invalidates + 2);
	assert_int_equal(facet_alias_sync(rig->vgpu, &slot, 1), 0);
	assert_ptr_equal(engine_page(gva), rig_page(rig, 4));
	facet_vgpu_dma_unmap(rig->vgpu, 4 << 12, 4096);
	assert_ptr_equal(engine_page(gva), cpu);
	assert_int_equal(facet_alias_sync(rig->vgpu, &slot, 1), 0);
	facet_alias_unbind(rig->vgpu, &alias);
	assert_ptr_equal(engine_page(gva), cpu);
	facet_alias_unbind(rig->vgpu, &alias);
	assert_ptr_equal(engine_page(gva), cpu);
	facet_ggtt_window_free(rig->vgpu, gva, 1);
	pgpu_page_free(&rig->fake.pgpu, cpu, bus);
}

static void a_reset_frees_all_slots(void **state)
{
	rig_pte(rig, 0x1000, PAGE(1));
	take(0x1000, 4);
	assert_int_equal(sync_set(), 0);
	facet_alias_set_end(&set);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(rig->vgpu->aliases->pages, 0);
	facet_pins_reap(rig->vgpu, ~0ull);
	assert_int_equal(rig->host.pinned, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_slot_names_the_page_behind_the_guests_entry),
		TEST(an_access_across_a_page_gets_two_pages_in_a_row),
		TEST(one_page_has_one_slot_however_often_it_is_named),
		TEST(a_changed_entry_leaves_the_slot_at_once),
		TEST(a_sync_without_changes_pins_nothing),
		TEST(an_entry_to_nowhere_stays_absent),
		TEST(a_dma_unmap_leaves_no_trace_and_comes_back),
		TEST(an_entry_that_changes_during_a_sync_gets_its_new_page),
		TEST(what_a_cancel_leaves_out_is_there_at_the_next_sync),
		TEST(slots_with_holders_are_not_reused),
		TEST(slots_for_a_long_workload_make_engines_forget_twice_at_most),
		TEST(an_address_in_a_slot_is_told_as_the_guests),
		TEST(a_bound_page_is_a_slot_of_its_own),
		TEST(a_reset_frees_all_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
