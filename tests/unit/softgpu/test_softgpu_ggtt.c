// SPDX-License-Identifier: GPL-2.0-only
/* Test the software GPU's GGTT: owners, their parts, and what engines reach by them. */
#include "tests/unit/softgpu/sgpu_engines.h"

#include "gen9/gtt_defs.h"

#define SEMAPHORE_EQ	(0x0e008002u | GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)
#define PAGE	((u64)GEN9_PAGE_SIZE)
#define BEHIND	((first_of(rig) + RIG_GGTT_PAGES) * PAGE)	/* the rig's owner has no more */

static u64 first_of(const struct sgpu_rig *rig)
{
	return rig->pgpu->caps->ggtt_first;
}

static int add(struct sgpu_rig *rig, u64 owner, u32 first, u32 pages)
{
	return rig->pgpu->ops->owner_add(rig->pgpu, owner, first, pages);
}

/* Expect that a store by the ring to a GGTT address is a page fault. */
static void expect_fault(struct sgpu_rig *rig, u64 address)
{
	rig_emit(rig, SDI | GGTT, lower_32_bits(address), 0, 1);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_PAGE);
	assert_int_equal(sgpu_rig_last(rig)->ggtt, 1);
	assert_true(sgpu_rig_last(rig)->address == address);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
	rig->head = rig->tail;
}

static void an_owner_gets_a_part_of_the_clients_range_once(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 first = rig->pgpu->caps->ggtt_first;
	const u32 pages = rig->pgpu->caps->ggtt_pages;

	assert_int_equal(add(rig, 0, first, 1), -EINVAL);
	assert_int_equal(add(rig, 100, first - 1, 1), -EINVAL);
	assert_int_equal(add(rig, 100, 0, 1), -EINVAL);
	assert_int_equal(add(rig, 100, first, 0), -EINVAL);
	assert_int_equal(add(rig, 100, first, pages + 1), -EINVAL);
	assert_int_equal(add(rig, 100, first + pages, 1), -EINVAL);
	assert_int_equal(add(rig, 100, first + 1, pages), -EINVAL);
	assert_int_equal(add(rig, 100, ~0u, ~0u), -EINVAL);
	assert_int_equal(add(rig, RIG_OWNER, first, 1), -EEXIST);
	assert_int_equal(add(rig, 100, first + pages - 1, 1), 0);
	assert_int_equal(add(rig, 100, first + pages - 1, 1), -EEXIST);
	rig->pgpu->ops->owner_del(rig->pgpu, 100);
	assert_int_equal(add(rig, 100, first, pages), 0);
	rig->pgpu->ops->owner_del(rig->pgpu, 100);
}

static void an_unknown_owner_has_no_work(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;

	rig_emit(rig, SDI | GGTT, D, 0, 1);
	sgpu_rig_prepare(rig, &sub, 0);
	sub.owner = RIG_OWNER + 64;	/* of the same bucket */
	assert_int_equal(rig->pgpu->ops->submit(rig->pgpu, &sub), -EINVAL);
	assert_int_equal(rig->event_count, 0);
}

static void an_engine_reaches_its_owners_entries_and_in_one_table_those_of_others(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 other = RIG_OWNER + 64;
	u64 bus[2] = { 0, rig->ggtt[(D >> PAGE_SHIFT) - first_of(rig)] };
	u64 index = BEHIND >> PAGE_SHIFT;

	assert_int_equal(add(rig, other, index, 2), 0);
	rig->pgpu->ops->ggtt_write(rig->pgpu, other, index, bus, 2);
	if (rig->pgpu->caps->ggtt_private) {
		expect_fault(rig, BEHIND + PAGE);
	} else {
		in_ring(rig, SDI | GGTT, (u32)(BEHIND + PAGE), 0, 4);
		assert_int_equal(rig->gdata[0], 4);
	}
	expect_fault(rig, BEHIND);
	expect_fault(rig, first_of(rig) * PAGE - 4);
	expect_fault(rig, 0);
	expect_fault(rig, 0xfffffffc);
	in_ring(rig, SDI | GGTT, D, 0, 5);
	assert_int_equal(rig->gdata[0], 5);
	rig->pgpu->ops->owner_del(rig->pgpu, other);
}

static void entries_of_others_are_not_written(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 none[2] = { 0, 0 };
	u64 other = RIG_OWNER + 64;

	assert_int_equal(add(rig, other, BEHIND >> PAGE_SHIFT, 2), 0);
	rig->pgpu->ops->ggtt_write(rig->pgpu, other, D >> PAGE_SHIFT, none, 2);
	rig->pgpu->ops->ggtt_write(rig->pgpu, other, ~0u, none, 2);
	rig->pgpu->ops->ggtt_write(rig->pgpu, other + 1, D >> PAGE_SHIFT, none, 2);
	rig->pgpu->ops->owner_del(rig->pgpu, other);
	in_ring(rig, SDI | GGTT, D, 0, 6);
	assert_int_equal(rig->gdata[0], 6);
}

static void an_entry_that_was_absent_counts_at_once(void **state)
{
	struct sgpu_rig *rig = *state;
	const u64 va = D + PAGE;
	u32 *page;

	expect_fault(rig, va);
	page = sgpu_rig_page(rig, RIG_GGTT, va);
	in_ring(rig, SDI | GGTT, (u32)va, 0, 7);
	assert_int_equal(page[0], 7);
}

/* A semaphore waits while the entry of the page behind it changes. */
static void a_running_command_sees_a_changed_entry_once_told(void **state)
{
	struct sgpu_rig *rig = *state;
	const u64 va = D + PAGE;
	u32 *before = sgpu_rig_page(rig, RIG_GGTT, va), *after;

	rig_emit(rig, SDI | GGTT, (u32)va, 0, 1, SEMAPHORE_EQ | GGTT, 1, D, 0,
		 SDI | GGTT, (u32)va, 0, 2);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(before[0], 1);
	after = sgpu_rig_page(rig, RIG_GGTT, va);
	rig->pgpu->ops->invalidate(rig->pgpu, RIG_OWNER);
	rig->gdata[0] = 1;
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
	assert_int_equal(before[0], 1);
	assert_int_equal(after[0], 2);
}

static void an_owner_that_comes_again_finds_its_entries_absent(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->pgpu->ops->owner_del(rig->pgpu, RIG_OWNER);
	assert_int_equal(add(rig, RIG_OWNER, first_of(rig), RIG_GGTT_PAGES), 0);
	rig_emit(rig, SDI | GGTT, D, 0, 1);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_FAULT);
	assert_true(sgpu_rig_last(rig)->address == RIG_CONTEXT + PAGE);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
}

static const struct engine_test table[] = {
	TEST(an_owner_gets_a_part_of_the_clients_range_once, RCS),
	TEST(an_unknown_owner_has_no_work, RCS),
	TEST(an_engine_reaches_its_owners_entries_and_in_one_table_those_of_others, ALL),
	TEST(entries_of_others_are_not_written, RCS),
	TEST(an_entry_that_was_absent_counts_at_once, ALL),
	TEST(a_running_command_sees_a_changed_entry_once_told, ALL),
	TEST(an_owner_that_comes_again_finds_its_entries_absent, RCS),
};

int main(void)
{
	return run_on_engines("softgpu_ggtt", table, ARRAY_SIZE(table));
}
