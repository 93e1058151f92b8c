// SPDX-License-Identifier: GPL-2.0-only
/* Test the GGTT: entries that the guest wrote, copies through them, and the host window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/execlist.h"
#include "mediator/ggtt.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define SECOND_NS	1000000000ull
#define HIDDEN		0x10000000u
#define HIDDEN_END	0x28000000u	/* facet-1: 384 MiB */
#define APERTURE_END	0x04000000u
#define WINDOW		0xe0000000u	/* the fake pGPU's windows */
#define GUARD		(GEN9_GGTT_GUARD << GEN9_PAGE_SHIFT)
#define PAGE(gfn)	(((u64)(gfn) << 12) | GEN9_PTE_PRESENT)

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static u64 read_pte(struct rig *rig, u32 gva)
{
	u64 pte;

	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, GEN9_GGTT_PTES + (gva >> 12) * 8ull, &pte,
					      8), 0);
	return pte;
}

static void entries_read_back_as_written(void **state)
{
	struct rig *rig = *state;
	u32 low = 0x00005001;
	u8 byte = 0x7f;

	assert_true(read_pte(rig, 0x1000) == 0);
	rig_pte(rig, 0x1000, 0x123456789abcd001ull);
	assert_true(read_pte(rig, 0x1000) == 0x123456789abcd001ull);
	/* Accesses of 4 bytes and less change their part only. */
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, GEN9_GGTT_PTES + 8, &low, 4), 0);
	assert_true(read_pte(rig, 0x1000) == 0x1234567800005001ull);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, GEN9_GGTT_PTES + 15, &byte, 1), 0);
	assert_true(read_pte(rig, 0x1000) == 0x7f34567800005001ull);
	assert_true(read_pte(rig, 0) == 0);
	assert_true(read_pte(rig, 0x2000) == 0);
}

struct owned_case {
	u64 gva;
	u64 len;
	bool owned;
};

static void the_guest_owns_two_ranges(void **state)
{
	static const struct owned_case cases[] = {
		{ 0, 1, true }, { 0, APERTURE_END, true }, { 0, APERTURE_END + 1ull, false },
		{ APERTURE_END - 1, 1, true }, { APERTURE_END, 1, false },
		{ HIDDEN - 1, 1, false }, { HIDDEN, HIDDEN_END - HIDDEN, true },
		{ HIDDEN_END - 4096, 4096, true }, { HIDDEN_END - 4096, 4097, false },
		{ HIDDEN_END, 1, false }, { WINDOW, 1, false }, { 0xffffffff, 1, false },
		{ 1ull << 32, 1, false }, { 4096, ~0ull, false },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(facet_ggtt_owned(rig->vgpu, cases[i].gva, cases[i].len),
				 cases[i].owned);
}

static void entries_outside_are_ignored_and_counted(void **state)
{
	static const u32 outside[] = { APERTURE_END, HIDDEN - 4096, HIDDEN_END, WINDOW,
				       GUARD - 4096 };
	struct facet_unlisted seen;
	struct rig *rig = *state;
	u64 gpa;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(outside); i++) {
		rig_pte(rig, outside[i], PAGE(1));
		assert_true(read_pte(rig, outside[i]) == 0);
		assert_int_equal(facet_ggtt_translate(rig->vgpu, outside[i], &gpa), -EFAULT);
	}
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), &seen, 1), 1);
	assert_int_equal(seen.offset, GEN9_GGTT_PTES);
	assert_int_equal(seen.writes, ARRAY_SIZE(outside));
}

/*
 * i915 of Linux 6.1 writes this entry as it starts. The write does not mean that the vGPU lacks
 * anything.
 */
static void the_guard_page_is_absent_and_writes_to_its_entry_are_not_counted(void **state)
{
	struct rig *rig = *state;
	u64 gpa;

	rig_pte(rig, GUARD, PAGE(1));
	assert_true(read_pte(rig, GUARD) == 0);
	assert_int_equal(facet_ggtt_translate(rig->vgpu, GUARD, &gpa), -EFAULT);
	assert_int_equal(facet_denied_unlisted(facet_vgpu_device(rig->vgpu), NULL, 0), 0);
}

static void copies_go_through_the_guests_entries(void **state)
{
	struct rig *rig = *state;
	u8 buf[8192];
	u32 i;

	rig_pte(rig, 0x1000, PAGE(10));
	rig_pte(rig, 0x2000, PAGE(7));
	for (i = 0; i < sizeof(buf); i++)
		buf[i] = i * 7;
	assert_int_equal(facet_ggtt_write(rig->vgpu, 0x1800, buf, 4096), 0);
	assert_memory_equal((u8 *)rig_page(rig, 10) + 0x800, buf, 0x800);
	assert_memory_equal(rig_page(rig, 7), buf + 0x800, 0x800);
	memset(buf, 0, sizeof(buf));
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1800, buf, 4096), 0);
	for (i = 0; i < 4096; i++)
		assert_int_equal(buf[i], (u8)(i * 7));
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x2800, buf, 4096), -EFAULT);
	assert_int_equal(facet_ggtt_read(rig->vgpu, WINDOW, buf, 1), -EFAULT);
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0xfffffff0, buf, 64), -EFAULT);
	fake_host_fail(&rig->host, FAKE_READ, 0, 1, -EIO);
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1000, buf, 8), -EIO);
}

static void pages_that_follow_each_other_are_copied_at_once(void **state)
{
	struct rig *rig = *state;
	u8 buf[4 * 4096];
	u64 reads;
	u32 i;

	for (i = 0; i < 3; i++) {
		rig_pte(rig, 0x1000 + i * 4096, PAGE(10 + i));
		memset(rig_page(rig, 10 + i), 'a' + i, 4096);
	}
	rig_pte(rig, 0x4000, PAGE(7));
	memset(rig_page(rig, 7), 'z', 4096);
	reads = rig->host.calls[FAKE_READ];
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1001, buf, sizeof(buf) - 1), 0);
	assert_int_equal(rig->host.calls[FAKE_READ], reads + 2);
	for (i = 0; i < sizeof(buf) - 1; i++)
		assert_int_equal(buf[i], "abcz"[(i + 1) / 4096]);
	reads = rig->host.calls[FAKE_READ];
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1ffe, buf, 2), 0);
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1fff, buf, 2), 0);
	assert_int_equal(rig->host.calls[FAKE_READ], reads + 2);
	rig_pte(rig, 0x2000, 0);
	assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1000, buf, 8192), -EFAULT);
}

/* VFIO does not report memory that the VMM unmaps while none of it is pinned. */
static void
a_copy_with_a_page_that_never_answered_waits_for_memory_that_went_unreported(void **state)
{
	struct rig *rig = *state;
	u8 buf[2 * GEN9_PAGE_SIZE];

	u32 mapped;

	rig_pte(rig, 0x1000, PAGE(7));
	rig_pte(rig, 0x2000, PAGE(8));
	for (mapped = 0x1000; mapped <= 0x2000; mapped += GEN9_PAGE_SIZE) {
		facet_unmap_history_forget(&rig->host.history);
		assert_int_equal(facet_ggtt_read(rig->vgpu, mapped, buf, GEN9_PAGE_SIZE), 0);
		fake_host_unmap_unreported(&rig->host, 7 * GEN9_PAGE_SIZE, 2 * GEN9_PAGE_SIZE);
		assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1000, buf, sizeof(buf)),
				 FACET_HOST_RETRY);
		fake_host_map(&rig->host);
		assert_int_equal(facet_ggtt_read(rig->vgpu, 0x1000, buf, sizeof(buf)), 0);
	}
}

static void window_pages_are_the_hosts(void **state)
{
	struct rig *rig = *state;
	u32 a, b;
	void *cpu;
	u64 bus;

	assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, FACET_WINDOW_COPIES, 3, &a), 0);
	assert_int_equal(facet_ggtt_window_alloc(rig->vgpu, FACET_WINDOW_COPIES, 1, &b), 0);
	assert_true(a >= WINDOW && b >= a + 3 * 4096);
	assert_int_equal(rig->fake.pgpu.ops->page_alloc(&rig->fake.pgpu, &cpu, &bus), 0);
	assert_int_equal(facet_ggtt_window_set(rig->vgpu, a + 4096, bus), 0);
	assert_ptr_equal(rig_shadow(rig, a + 4096), cpu);
	assert_null(rig_shadow(rig, a));
	/* The guest cannot change an entry of the window. */
	rig_pte(rig, a + 4096, PAGE(1));
	assert_ptr_equal(rig_shadow(rig, a + 4096), cpu);
	facet_ggtt_window_free(rig->vgpu, a, 3);
	assert_null(rig_shadow(rig, a + 4096));
	assert_int_equal(facet_ggtt_window_set(rig->vgpu, a, bus), -EINVAL);
	assert_int_equal(facet_ggtt_window_set(rig->vgpu, 0x1000, bus), -EINVAL);
	pgpu_page_free(&rig->fake.pgpu, cpu, bus);
}

static void reset_forgets_all_entries(void **state)
{
	struct rig *rig = *state;

	rig_pte(rig, 0x1000, PAGE(1));
	rig_pte(rig, HIDDEN, PAGE(RIG_PAGES));
	facet_vgpu_reset(rig->vgpu);
	assert_true(read_pte(rig, 0x1000) == 0);
	assert_true(read_pte(rig, HIDDEN) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(entries_read_back_as_written, setup, teardown),
		cmocka_unit_test_setup_teardown(the_guest_owns_two_ranges, setup, teardown),
		cmocka_unit_test_setup_teardown(entries_outside_are_ignored_and_counted, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			the_guard_page_is_absent_and_writes_to_its_entry_are_not_counted, setup,
			teardown),
		cmocka_unit_test_setup_teardown(pages_that_follow_each_other_are_copied_at_once,
						setup, teardown),
		cmocka_unit_test_setup_teardown(copies_go_through_the_guests_entries, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
		a_copy_with_a_page_that_never_answered_waits_for_memory_that_went_unreported,
			setup, teardown),
		cmocka_unit_test_setup_teardown(window_pages_are_the_hosts, setup, teardown),
		cmocka_unit_test_setup_teardown(reset_forgets_all_entries, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
