// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test GGTT entries that the guest writes without a trap: when the core reads them, and when it
 * traps writes again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/pins.h"
#include "mediator/ggtt_map.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"

#define HIDDEN		0x10000000u
#define APERTURE_END	0x04000000u	/* facet-1: 64 MiB */
#define HIDDEN_END	0x28000000u	/* 384 MiB */
#define TABLE_SPACE	(GEN9_PTES_PER_PAGE << GEN9_PAGE_SHIFT)
#define FLUSHES_MAX	200u
#define FLUSHES_UNCHANGED	40u
#define RACES		200u
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

/* Store an entry as the guest does, without a trap. */
static void store(struct rig *rig, u32 gva, u64 pte)
{
	u64 *entry = fake_host_entries(&rig->host, gva);

	assert_non_null(entry);
	WRITE_ONCE(*entry, pte);
}

static void flush(struct rig *rig)
{
	rig_write(rig, GEN9_GFX_FLUSH, 1);
}

static bool is_mapped(struct rig *rig, u32 gva)
{
	return rig->host.entries[gva / TABLE_SPACE];
}

static u64 entry(struct rig *rig, u32 gva)
{
	return facet_ggtt_pte_read(rig->vgpu, gva >> GEN9_PAGE_SHIFT);
}

static void a_store_counts_from_the_next_flush_on(void **state)
{
	struct rig *rig = *state;
	u64 gpa;

	store(rig, 0x5000, PAGE(3));
	store(rig, HIDDEN + 0x200000, PAGE(4));
	assert_int_equal(facet_ggtt_translate(rig->vgpu, 0x5000, &gpa), -EFAULT);
	flush(rig);
	assert_int_equal(facet_ggtt_translate(rig->vgpu, 0x5000, &gpa), 0);
	assert_true(gpa == 3ull << 12);
	assert_int_equal(facet_ggtt_translate(rig->vgpu, HIDDEN + 0x200000, &gpa), 0);
	assert_true(gpa == 4ull << 12);
	assert_int_equal(facet_ggtt_translate(rig->vgpu, 0x6000, &gpa), -EFAULT);
}

static void a_submission_counts_as_a_flush(void **state)
{
	struct rig *rig = *state;
	u32 i;

	store(rig, 0x5000, PAGE(3));
	for (i = 0; i < 4; i++) {
		assert_true(entry(rig, 0x5000) == 0);
		rig_write(rig, GEN9_RCS_BASE + GEN9_RING_ELSP,
			  i == 3 ? GEN9_CTX_DESC_VALID : 0);
	}
	assert_true(entry(rig, 0x5000) == PAGE(3));
}

/* i915 of Linux 6.1 returns pages after a TLB invalidation alone. */
static void a_tlb_invalidation_counts_as_a_flush(void **state)
{
	struct rig *rig = *state;

	store(rig, 0x5000, PAGE(3));
	rig_write(rig, GEN9_TLB_INV_BCS, 1);
	assert_true(entry(rig, 0x5000) == PAGE(3));
	assert_int_equal(rig_read(rig, GEN9_TLB_INV_BCS), 0);
}

/*
 * Number of allocations that succeed until one fails; below 0: all succeed. Later ones fail too,
 * unless @one_fails is set. The program is linked with --wrap=calloc.
 */
static s64 allocs_left = -1;
static bool one_fails;

static bool memory_left(void)
{
	bool left = allocs_left;

	if (left)
		allocs_left -= allocs_left > 0;
	else if (one_fails)
		allocs_left = -1;
	return left;
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_calloc(size_t n, size_t size)
{
	return memory_left() ? __real_calloc(n, size) : NULL;
}

/* The core's pages: port_page_alloc() calls this function. */
void *aligned_alloc(size_t align, size_t size)
{
	void *p;

	return memory_left() && !posix_memalign(&p, align, size) ? p : NULL;
}

static void invalidate_tlb(struct rig *rig)
{
	rig_write(rig, GEN9_TLB_INV_RCS, 1);
}

static void submit(struct rig *rig)
{
	u32 i;

	for (i = 0; i < 4; i++)
		rig_write(rig, GEN9_RCS_BASE + GEN9_RING_ELSP, i == 3 ? GEN9_CTX_DESC_VALID : 0);
}

static void what_is_stored_counts_also_when_memory_has_run_out(void **state)
{
	static void (*const flushes[])(struct rig *rig) = { flush, invalidate_tlb, submit };
	struct rig *rig = *state;
	u32 i, gva;

	for (i = 0; i < ARRAY_SIZE(flushes); i++) {
		gva = HIDDEN + i * TABLE_SPACE;
		store(rig, gva, PAGE(3));
		allocs_left = 0;
		flushes[i](rig);
		allocs_left = -1;
		assert_true(entry(rig, gva) == PAGE(3));
	}
}

/* An allocation fails while the map can report it to the guest's access, which tries again. */
static void a_page_is_mapped_with_all_the_memory_that_it_needs_or_not(void **state)
{
	struct rig *rig = *state;
	u64 *mapped = NULL;
	u32 n, gva;

	one_fails = true;
	for (n = 0; !mapped; n++) {
		gva = HIDDEN + n * TABLE_SPACE;
		allocs_left = n;
		mapped = fake_host_entries(&rig->host, gva);
		assert_int_equal(!!mapped, is_mapped(rig, gva));
		allocs_left = -1;
	}
	one_fails = false;
	/* The two allocations are the guest's entries and the page. The third try succeeds. */
	assert_int_equal(n, 3);
	for (; n; n--)
		assert_non_null(fake_host_entries(&rig->host, HIDDEN + (n - 1) * TABLE_SPACE));
}

static void sync_slots(struct rig *rig, const struct facet_alias_set *set)
{
	facet_pins_sync_begin(rig->vgpu, true);
	assert_int_equal(facet_alias_sync(rig->vgpu, set->slots, set->n), 0);
}

static void a_changed_entry_leaves_slots_and_aperture_at_the_flush(void **state)
{
	struct rig *rig = *state;
	struct facet_alias_set set = { 0 };
	u32 invalidates, to;
	u64 gfn;

	store(rig, 0x5000, PAGE(3));
	store(rig, 0x6000, PAGE(4));
	flush(rig);
	assert_int_equal(facet_alias_get(rig->vgpu, &set, 0x5000, 4, &to), 0);
	assert_int_equal(facet_alias_get(rig->vgpu, &set, 0x6000, 4, &to), 0);
	sync_slots(rig, &set);
	assert_ptr_equal(rig_alias(rig, 0x5000), rig_page(rig, 3));
	assert_ptr_equal(rig_alias(rig, 0x6000), rig_page(rig, 4));
	assert_int_equal(facet_aperture_page(rig->vgpu, 5, &gfn), 0);
	assert_int_equal(gfn, 3);
	invalidates = rig->fake.invalidates;
	rig->host.n_zaps = 0;
	store(rig, 0x5000, PAGE(8));
	store(rig, 0x6000, 0);
	flush(rig);
	assert_null(rig_alias(rig, 0x5000));
	assert_null(rig_alias(rig, 0x6000));
	/* One invalidation covers all changed entries. */
	assert_int_equal(rig->fake.invalidates, invalidates + 1);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_true(rig->host.zaps[0].offset == 0x5000 && rig->host.zaps[0].len == 0x1000);
	sync_slots(rig, &set);
	assert_ptr_equal(rig_alias(rig, 0x5000), rig_page(rig, 8));
	flush(rig);
	assert_int_equal(rig->fake.invalidates, invalidates + 1);
	facet_alias_set_end(&set);
}

static void a_trapped_access_finds_what_was_stored_and_shows_in_the_page(void **state)
{
	struct rig *rig = *state;
	u32 low = 0x00007001;
	u64 pte;

	rig_pte(rig, 0x5000, PAGE(3));
	assert_true(*fake_host_entries(&rig->host, 0x5000) == PAGE(3));
	store(rig, 0x5000, 0x0000001100005001ull);
	assert_int_equal(facet_vgpu_mmio_read(rig->vgpu, GEN9_GGTT_PTES + 5 * 8, &pte, 8), 0);
	assert_true(pte == 0x0000001100005001ull);
	store(rig, 0x5000, 0x0000001200005001ull);
	assert_int_equal(facet_vgpu_mmio_write(rig->vgpu, GEN9_GGTT_PTES + 5 * 8, &low, 4), 0);
	assert_true(*fake_host_entries(&rig->host, 0x5000) == 0x0000001200007001ull);
	flush(rig);
	assert_true(entry(rig, 0x5000) == 0x0000001200007001ull);
}

static void a_page_that_stays_as_it_is_is_taken_away(void **state)
{
	struct rig *rig = *state;
	u32 n_flushes = 0;

	store(rig, 0x5000, PAGE(3));
	store(rig, HIDDEN, PAGE(4));
	while (is_mapped(rig, 0x5000) && n_flushes++ < FLUSHES_MAX) {
		store(rig, HIDDEN, PAGE(n_flushes));
		flush(rig);
	}
	assert_false(is_mapped(rig, 0x5000));
	assert_true(is_mapped(rig, HIDDEN));
	assert_int_equal(rig->host.n_entry_zaps, 1);
	assert_true(entry(rig, 0x5000) == PAGE(3));
	/* Mapped again, the page has its old contents. */
	assert_true(*fake_host_entries(&rig->host, 0x5000) == PAGE(3));
	store(rig, 0x5000, PAGE(9));
	flush(rig);
	assert_true(entry(rig, 0x5000) == PAGE(9));
}

/* Another vCPU of the guest stores while the core unmaps the page. */
static struct rig *racing;

static void store_late(void *host, u32 offset, u32 len)
{
	store(racing, 0x5000, PAGE(77));
	fake_host_ops.zap_entries(host, offset, len);
}

static void a_store_just_before_its_page_goes_is_not_lost(void **state)
{
	struct facet_host_ops ops = fake_host_ops;
	struct facet_vgpu *vgpu;
	struct rig *rig = *state;
	u32 n_flushes = 0;

	ops.zap_entries = store_late;
	assert_int_equal(facet_vgpu_create(rig->gpu, &facet_types[0], &ops, &rig->host, &vgpu), 0);
	facet_vgpu_destroy(rig->vgpu);
	rig->vgpu = vgpu;
	rig->host.vgpu = vgpu;
	racing = rig;
	store(rig, 0x5000, PAGE(3));
	while (is_mapped(rig, 0x5000) && n_flushes++ < FLUSHES_MAX)
		flush(rig);
	assert_false(is_mapped(rig, 0x5000));
	assert_true(entry(rig, 0x5000) == PAGE(77));
	/* @ops ends with this test, so the vGPU must end before. */
	facet_vgpu_destroy(vgpu);
	assert_int_equal(facet_vgpu_create(rig->gpu, &facet_types[0], &fake_host_ops, &rig->host,
					   &rig->vgpu), 0);
	rig->host.vgpu = rig->vgpu;
}

static void a_reset_leaves_nothing_mapped_and_nothing_stored(void **state)
{
	struct rig *rig = *state;

	store(rig, 0x5000, PAGE(3));
	store(rig, HIDDEN, PAGE(4));
	flush(rig);
	store(rig, 0x6000, PAGE(5));
	facet_vgpu_reset(rig->vgpu);
	assert_false(is_mapped(rig, 0x5000));
	assert_false(is_mapped(rig, HIDDEN));
	assert_true(*fake_host_entries(&rig->host, 0x5000) == 0);
	flush(rig);
	assert_true(entry(rig, 0x5000) == 0 && entry(rig, 0x6000) == 0 && entry(rig, HIDDEN) == 0);
}

static void insert_nothing(void *arg, u64 frame)
{
}

static void *touch(void *arg)
{
	struct rig *rig = arg;

	facet_ggtt_map(rig->vgpu, GEN9_GGTT_PTES, insert_nothing, NULL);
	return NULL;
}

/* Another vCPU of the guest touches a page of entries for the first time during a reset. */
static void a_page_that_is_born_during_a_reset_brings_nothing_back(void **state)
{
	pthread_t toucher;
	struct rig *rig;
	u32 i;

	(void)state;
	for (i = 0; i < RACES; i++) {
		rig = rig_create(&facet_types[0], NULL);
		assert_non_null(rig);
		rig_pte(rig, 0x5000, PAGE(3));
		assert_int_equal(pthread_create(&toucher, NULL, touch, rig), 0);
		facet_vgpu_reset(rig->vgpu);
		assert_int_equal(pthread_join(toucher, NULL), 0);
		flush(rig);
		assert_true(entry(rig, 0x5000) == 0);
		assert_true(*fake_host_entries(&rig->host, 0x5000) == 0);
		assert_int_equal(rig_destroy(rig), 0);
	}
}

static void a_saved_state_has_what_was_stored(void **state)
{
	struct saved before = {}, after = {};
	struct rig *rig = *state;

	/* The flush register is a part of the saved state, too. */
	flush(rig);
	store(rig, 0x5000, PAGE(3));
	assert_int_equal(saved_save(&before, rig->vgpu), 0);
	flush(rig);
	assert_true(entry(rig, 0x5000) == PAGE(3));
	assert_int_equal(saved_save(&after, rig->vgpu), 0);
	assert_int_equal(before.len, after.len);
	store(rig, 0x5000, PAGE(9));
	store(rig, 0x6000, PAGE(9));
	flush(rig);
	assert_int_equal(facet_vgpu_restore(rig->vgpu, before.data, before.len), 0);
	assert_true(*fake_host_entries(&rig->host, 0x5000) == PAGE(3));
	assert_true(*fake_host_entries(&rig->host, 0x6000) == 0);
	flush(rig);
	assert_true(entry(rig, 0x5000) == PAGE(3));
	assert_true(entry(rig, 0x6000) == 0);
	free(before.data);
	free(after.data);
}

static void pages_of_the_guests_own_ranges_can_be_mapped_and_no_others(void **state)
{
	static const u32 outside[] = {
		APERTURE_END, HIDDEN - TABLE_SPACE, HIDDEN_END, 0xe0000000, 0xffe00000,
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(outside); i++)
		assert_null(fake_host_entries(&rig->host, outside[i]));
	assert_non_null(fake_host_entries(&rig->host, APERTURE_END - 0x1000));
	assert_non_null(fake_host_entries(&rig->host, HIDDEN_END - 0x1000));
	assert_int_equal(facet_ggtt_map(rig->vgpu, GEN9_GGTT_PTES + 8, NULL, NULL), -EINVAL);
	assert_int_equal(facet_ggtt_map(rig->vgpu, GEN9_GGTT_PTES - PAGE_SIZE, NULL, NULL),
			 -EINVAL);
}

struct span_case {
	u32 aperture_mib;
	u32 hidden_mib;
	struct facet_ggtt_span spans[FACET_GGTT_SPANS];
};

static void spans_are_whole_pages_within_the_ranges(void **state)
{
	static const struct span_case cases[] = {
		{ 64, 384, { { 0x800000, 0x20000 }, { 0x880000, 0xc0000 } } },
		{ 3, 4, { { 0x800000, 0x1000 }, { 0x880000, 0x2000 } } },
		{ 1, 1, { { 0, 0 }, { 0, 0 } } },
		{ 511, 4, { { 0x800000, 0xff000 }, { 0x900000, 0x1000 } } },
	};
	struct facet_ggtt_span spans[FACET_GGTT_SPANS];
	struct facet_type type;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		type = facet_types[0];
		type.aperture_mib = cases[i].aperture_mib;
		type.hidden_mib = cases[i].hidden_mib;
		facet_ggtt_spans(&type, spans);
		assert_memory_equal(spans, cases[i].spans, sizeof(spans));
	}
}

/* Stores, traps, flushes and syncs come in any order. The guest's last write to an entry counts. */
static void random_stores_and_traps_end_as_a_model_has_them(void **state)
{
	enum { ENTRIES = 1024, STEPS = 20000 };
	static u64 model[ENTRIES];
	struct rig *rig = *state;
	u32 seed = 7, i, n, at, gva;
	u64 pte;

	memset(model, 0, sizeof(model));
	for (i = 0; i < STEPS; i++) {
		seed = seed * 1664525u + 1013904223u;
		at = seed >> 8 & (ENTRIES - 1);
		gva = HIDDEN + (at << GEN9_PAGE_SHIFT);
		pte = seed & 1 << 20 ? PAGE(seed >> 21) : 0;
		switch (seed >> 28) {
		case 0 ... 8:
			store(rig, gva, pte);
			model[at] = pte;
			break;
		case 9 ... 10:
			rig_pte(rig, gva, pte);
			model[at] = pte;
			break;
		default:
			/* Sometimes flush so often that the core unmaps pages; sometimes reset. */
			for (n = seed % 200 ? 1 : FLUSHES_UNCHANGED; n; n--)
				flush(rig);
			assert_true(entry(rig, gva) == model[at]);
			if (seed % 1000 == 0) {
				facet_vgpu_reset(rig->vgpu);
				memset(model, 0, sizeof(model));
			}
		}
	}
	assert_true(rig->host.n_entry_zaps > 20);
	flush(rig);
	for (at = 0; at < ENTRIES; at++) {
		gva = HIDDEN + (at << GEN9_PAGE_SHIFT);
		assert_true(entry(rig, gva) == model[at]);
		assert_true(facet_ggtt_pte_read(rig->vgpu, gva >> GEN9_PAGE_SHIFT) == model[at]);
	}
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_store_counts_from_the_next_flush_on),
		TEST(a_submission_counts_as_a_flush),
		TEST(what_is_stored_counts_also_when_memory_has_run_out),
		TEST(a_page_is_mapped_with_all_the_memory_that_it_needs_or_not),
		TEST(a_changed_entry_leaves_slots_and_aperture_at_the_flush),
		TEST(a_trapped_access_finds_what_was_stored_and_shows_in_the_page),
		TEST(a_page_that_stays_as_it_is_is_taken_away),
		TEST(a_store_just_before_its_page_goes_is_not_lost),
		TEST(a_reset_leaves_nothing_mapped_and_nothing_stored),
		cmocka_unit_test(a_page_that_is_born_during_a_reset_brings_nothing_back),
		TEST(a_saved_state_has_what_was_stored),
		TEST(a_tlb_invalidation_counts_as_a_flush),
		TEST(pages_of_the_guests_own_ranges_can_be_mapped_and_no_others),
		TEST(spans_are_whole_pages_within_the_ranges),
		TEST(random_stores_and_traps_end_as_a_model_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
