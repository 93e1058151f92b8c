// SPDX-License-Identifier: GPL-2.0-only
/* Test BAR2: the pages that may be mapped, zaps, and detiling under fences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "gen9/gtt_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/aperture/fence.h"
#include "mediator/ggtt.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define PAGE(gfn)	(((u64)(gfn) << 12) | GEN9_PTE_PRESENT)
#define APERTURE_PAGES	0x4000u		/* facet-1: 64 MiB */
#define BASE		0x100000u	/* GGTT address of the fenced range */
#define BASE_GFN	256u

static int setup_of(void **state, const struct facet_type *type)
{
	*state = rig_create(type, NULL);
	return *state ? 0 : -1;
}

static int setup(void **state)
{
	return setup_of(state, &facet_types[0]);
}

#define FEW_FENCES	4u

static int setup_few_fences(void **state)
{
	static struct facet_type type;

	type = facet_types[0];
	type.fences = FEW_FENCES;
	return setup_of(state, &type);
}

#define ODD_MIB		3u

static int setup_odd(void **state)
{
	static struct facet_type type;

	type = facet_types[0];
	type.aperture_mib = ODD_MIB;
	return setup_of(state, &type);
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

/* Write a fence as i915 does: off, high half, low half. */
static void fence(struct rig *rig, u32 n, u32 start, u32 size, u32 pitch, u32 bits)
{
	rig_write(rig, GEN9_FENCE + 8 * n, 0);
	rig_write(rig, GEN9_FENCE + 8 * n + 4, (start + size - 4096) | (pitch / 128 - 1));
	rig_write(rig, GEN9_FENCE + 8 * n, start | bits);
}

static void pages_follow_the_guests_entries(void **state)
{
	struct rig *rig = *state;
	u64 gfn = 0;

	rig_pte(rig, 0x3000, PAGE(77));
	assert_int_equal(facet_aperture_page(rig->vgpu, 3, &gfn), 0);
	assert_int_equal(gfn, 77);
	assert_int_equal(facet_aperture_page(rig->vgpu, 4, &gfn), -EFAULT);
	assert_int_equal(facet_aperture_page(rig->vgpu, APERTURE_PAGES, &gfn), -EFAULT);
	assert_int_equal(facet_aperture_page(rig->vgpu, ~0u, &gfn), -EFAULT);
}

static void only_pages_that_were_shown_are_zapped(void **state)
{
	struct rig *rig = *state;
	u64 gfn;
	u32 i;

	for (i = 0; i < 2000; i++)
		rig_pte(rig, i << 12, PAGE(i));
	assert_int_equal(rig->host.n_zaps, 0);
	assert_int_equal(facet_aperture_page(rig->vgpu, 9, &gfn), 0);
	for (i = 0; i < 2000; i++)
		rig_pte(rig, i << 12, PAGE(i + 1));
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(rig->host.zaps[0].offset, 9 << 12);
	assert_int_equal(rig->host.zaps[0].len, 4096);
	/* A zapped page is not mapped any more, so it is not zapped again. */
	rig_pte(rig, 9 << 12, PAGE(5));
	assert_int_equal(rig->host.n_zaps, 1);
}

static void a_page_shown_as_absent_is_zapped_when_it_comes(void **state)
{
	struct rig *rig = *state;
	u64 gfn;

	assert_int_equal(facet_aperture_page(rig->vgpu, 6, &gfn), -EFAULT);
	rig_pte(rig, 6 << 12, PAGE(1));
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, 6, &gfn), 0);
}

static void revoked_guest_pages_are_zapped(void **state)
{
	struct rig *rig = *state;
	u64 gfn;

	rig_pte(rig, 0x3000, PAGE(77));
	rig_pte(rig, 0x4000, PAGE(78));
	assert_int_equal(facet_aperture_page(rig->vgpu, 3, &gfn), 0);
	assert_int_equal(facet_aperture_page(rig->vgpu, 4, &gfn), 0);
	facet_vgpu_dma_unmap(rig->vgpu, 78 << 12, 4096);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(rig->host.zaps[0].offset, 0x4000);
}

/* Return the offset of pixel (x, y) of a tiled surface, without the code under test. */
static u32 tiled(bool y_tile, u32 pitch, u32 x, u32 y)
{
	if (y_tile)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
}

static void check_tiling(struct rig *rig, bool y_tile, u32 pitch)
{
	u32 rows = 64;
	u8 *mem = rig->host.mem + BASE_GFN * PAGE_SIZE;
	u32 x, y, i;
	u64 value;

	for (i = 0; i < pitch * rows / 4096; i++)
		rig_pte(rig, BASE + (i << 12), PAGE(BASE_GFN + i));
	memset(mem, 0, pitch * rows);
	fence(rig, 3, BASE, pitch * rows, pitch, y_tile ? 3 : 1);
	for (y = 0; y < rows; y++) {
		for (x = 0; x < pitch; x += 8) {
			value = ((u64)y << 32) | x;
			assert_int_equal(facet_aperture_access(rig->vgpu, BASE + y * pitch + x,
							       &value, 8, true), 0);
		}
	}
	for (y = 0; y < rows; y++) {
		for (x = 0; x < pitch; x += 8) {
			u64 at = get_unaligned_le64(mem + tiled(y_tile, pitch, x, y));

			assert_true(at == (((u64)y << 32) | x));
			assert_int_equal(facet_aperture_access(rig->vgpu, BASE + y * pitch + x,
							       &value, 8, false), 0);
			assert_true(value == at);
		}
	}
	fence(rig, 3, 0, 4096, 128, 0);
}

static void fenced_accesses_are_detiled(void **state)
{
	check_tiling(*state, false, 512);
	check_tiling(*state, false, 1536);
	check_tiling(*state, true, 128);
	check_tiling(*state, true, 640);
}

static void an_access_that_crosses_columns_is_split(void **state)
{
	struct rig *rig = *state;
	u64 value = 0x8877665544332211ull, back = 0;

	rig_pte(rig, BASE, PAGE(BASE_GFN));
	fence(rig, 0, BASE, 4096, 128, 3);
	assert_int_equal(facet_aperture_access(rig->vgpu, BASE + 12, &value, 8, true), 0);
	assert_int_equal(get_unaligned_le32(rig->host.mem + BASE_GFN * 4096 + 12), 0x44332211);
	assert_int_equal(get_unaligned_le32(rig->host.mem + BASE_GFN * 4096 + 512), 0x88776655);
	assert_int_equal(facet_aperture_access(rig->vgpu, BASE + 12, &back, 8, false), 0);
	assert_true(back == value);
}

static void fenced_pages_are_not_mapped_and_others_are(void **state)
{
	struct rig *rig = *state;
	u64 gfn;

	rig_pte(rig, BASE, PAGE(1));
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), 0);
	fence(rig, 0, BASE, 8192, 512, 1);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), -EAGAIN);
	assert_int_equal(facet_aperture_page(rig->vgpu, (BASE >> 12) + 1, &gfn), -EAGAIN);
	assert_int_equal(facet_aperture_page(rig->vgpu, (BASE >> 12) + 2, &gfn), -EFAULT);
	/* The front end may have mapped a page of its own there. */
	rig_write(rig, GEN9_FENCE, 0);
	assert_int_equal(rig->host.n_zaps, 2);
	assert_int_equal(rig->host.zaps[1].offset, BASE);
	assert_int_equal(rig->host.zaps[1].len, 8192);
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), 0);
}

struct bad_fence {
	u32 low;
	u32 high;
};

static void fences_that_make_no_sense_are_none(void **state)
{
	static const struct bad_fence bad[] = {
		{ BASE | 1, 0 },			/* the fence ends before it begins */
		{ BASE | 1, BASE | 0 },			/* X tiles with a pitch of 128 */
		{ 0x04000001, 0x04001003 },		/* the fence is beyond the aperture */
		{ 0xfffff001, 0xfffff003 },
	};
	struct rig *rig = *state;
	u64 gfn;
	u32 i;

	rig_pte(rig, BASE, PAGE(1));
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		rig_write(rig, GEN9_FENCE + 4, bad[i].high);
		rig_write(rig, GEN9_FENCE, bad[i].low);
		assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), 0);
		assert_int_equal(rig_read(rig, GEN9_FENCE), bad[i].low);
	}
	/* A fence that ends beyond the aperture ends with the aperture. */
	fence(rig, 0, 0, 0x10000000, 512, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, APERTURE_PAGES - 1, &gfn), -EAGAIN);
}

/* In 32 bits, the size of such a fence would be negative. */
static void a_fence_that_begins_behind_the_aperture_covers_nothing(void **state)
{
	const u64 size = (u64)APERTURE_PAGES << 12;
	u64 start;

	for (start = size - GEN9_PAGE_SIZE; start < 1ull << 32; start += GEN9_PAGE_SIZE << 8) {
		u64 end = min(start + 0x100000, 0xfffff000ull);
		struct facet_fence fence = facet_fence_decode(end << 32 | 3ull << 32 | start | 1,
							      size);

		assert_int_equal(fence.valid, start < size);
		assert_true(!fence.valid || fence.size <= size - fence.start);
		assert_false(facet_fence_covers(&fence, size));
		assert_false(facet_fence_covers(&fence, 0xffffffff));
	}
}

static void fences_beyond_the_types_do_not_exist(void **state)
{
	struct rig *rig = *state;
	u32 n = FEW_FENCES;
	u64 gfn;

	rig_pte(rig, BASE, PAGE(1));
	fence(rig, n, BASE, 4096, 512, 1);
	assert_int_equal(rig_read(rig, GEN9_FENCE + 8 * n), 0);
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), 0);
	fence(rig, n - 1, BASE, 4096, 512, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), -EAGAIN);
}

static void trapped_accesses_without_an_entry_read_zero(void **state)
{
	struct rig *rig = *state;
	u64 value = ~0ull;

	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &value, 8, false), 0);
	assert_true(value == 0);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &value, 8, true), 0);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x4000000, &value, 4, false), -EINVAL);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x3fffffc, &value, 8, false), -EINVAL);
	assert_int_equal(facet_aperture_access(rig->vgpu, ~0ull, &value, 1, false), -EINVAL);
	rig_pte(rig, 0x9000, PAGE(RIG_PAGES));
	value = ~0ull;
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &value, 8, false), 0);
	assert_true(value == 0);
}

static void trapped_accesses_tell_of_memory_that_is_away(void **state)
{
	struct rig *rig = *state;
	u64 value = 0x1122334455667788ull, back = 1;

	rig_pte(rig, 0x9000, PAGE(77));
	fake_host_unmap(&rig->host, 77 * 4096, 4096);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &value, 8, true),
			 FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &back, 8, false),
			 FACET_HOST_RETRY);
	fake_host_map(&rig->host);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &value, 8, true), 0);
	assert_int_equal(facet_aperture_access(rig->vgpu, 0x9000, &back, 8, false), 0);
	assert_true(back == value);
}

/* BAR2's size is a power of two. Behind the aperture it reads 0 and takes no write. */
static void an_aperture_need_not_fill_its_bar(void **state)
{
	struct rig *rig = *state;
	u32 end = ODD_MIB << 20;
	u64 bar = facet_config_bar(facet_vgpu_device(rig->vgpu), GEN9_BAR_APERTURE).size;
	u64 gfn, value = ~0ull;

	assert_true(bar == 4 << 20);
	assert_int_equal(rig_read(rig, GEN9_PVINFO + GEN9_PVINFO_MAPPABLE_SIZE), end);
	rig_pte(rig, end - 4096, PAGE(77));
	rig_pte(rig, end, PAGE(78));
	assert_int_equal(facet_aperture_page(rig->vgpu, (end >> 12) - 1, &gfn), 0);
	assert_int_equal(facet_aperture_page(rig->vgpu, end >> 12, &gfn), -EFAULT);
	assert_int_equal(facet_aperture_access(rig->vgpu, end, &value, 8, false), 0);
	assert_true(value == 0);
	assert_int_equal(facet_aperture_access(rig->vgpu, bar - 8, &value, 8, true), 0);
	/* A fence ends with the aperture. */
	fence(rig, 0, end - 0x1000, 0x2000, 512, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, (end >> 12) - 1, &gfn), -EAGAIN);
	assert_int_equal(facet_aperture_page(rig->vgpu, end >> 12, &gfn), -EFAULT);
	value = ~0ull;
	assert_int_equal(facet_aperture_access(rig->vgpu, end, &value, 8, false), 0);
	assert_true(value == 0);
	assert_int_equal(facet_aperture_access(rig->vgpu, bar, &value, 8, false), -EINVAL);
}

static void reset_drops_fences_and_mappings(void **state)
{
	struct rig *rig = *state;
	u64 gfn;

	rig_pte(rig, 0x3000, PAGE(1));
	assert_int_equal(facet_aperture_page(rig->vgpu, 3, &gfn), 0);
	fence(rig, 0, BASE, 4096, 512, 1);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, BASE >> 12, &gfn), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_follow_the_guests_entries, setup, teardown),
		cmocka_unit_test_setup_teardown(only_pages_that_were_shown_are_zapped, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_page_shown_as_absent_is_zapped_when_it_comes,
						setup, teardown),
		cmocka_unit_test_setup_teardown(revoked_guest_pages_are_zapped, setup, teardown),
		cmocka_unit_test_setup_teardown(fenced_accesses_are_detiled, setup, teardown),
		cmocka_unit_test_setup_teardown(an_access_that_crosses_columns_is_split, setup,
						teardown),
		cmocka_unit_test_setup_teardown(fenced_pages_are_not_mapped_and_others_are, setup,
						teardown),
		cmocka_unit_test_setup_teardown(fences_that_make_no_sense_are_none, setup,
						teardown),
		cmocka_unit_test(a_fence_that_begins_behind_the_aperture_covers_nothing),
		cmocka_unit_test_setup_teardown(fences_beyond_the_types_do_not_exist,
						setup_few_fences, teardown),
		cmocka_unit_test_setup_teardown(trapped_accesses_without_an_entry_read_zero, setup,
						teardown),
		cmocka_unit_test_setup_teardown(trapped_accesses_tell_of_memory_that_is_away, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_aperture_need_not_fill_its_bar, setup_odd,
						teardown),
		cmocka_unit_test_setup_teardown(reset_drops_fences_and_mappings, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
