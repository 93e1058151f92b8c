// SPDX-License-Identifier: GPL-2.0-only
/* Test the software GPU's page tables: translations, page faults, the bus map, invalidations. */
#include "tests/lib/sgpu_rig.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/bus.h"

#define LARGE	(512ull * PAGE_SIZE)
#define D	((u32)RIG_DATA)
#define SDI	0x10000002u
#define SEMAPHORE_EQ	(0x0e008002u | GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)

static const struct pgpu_ops *ops(const struct sgpu_rig *rig)
{
	return rig->pgpu->ops;
}

static u32 last(struct sgpu_rig *rig)
{
	return sgpu_rig_last(rig)->type;
}

static void expect_page_fault(struct sgpu_rig *rig, u64 address)
{
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_PAGE);
	assert_true(sgpu_rig_last(rig)->address == address);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, rig->engine, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_CANCELLED);
}

static void an_address_without_translation_is_a_fault(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SDI, 0x7000000c, 0, 1);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, 0x7000000c);
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, 0x7000000c, 0, 1);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, 0x7000000c);
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, D, 1, 1);	/* beyond 4 GiB */
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, RIG_DATA | 1ull << 32);
	sgpu_rig_emit_batch(rig, 0x7abc0000, true);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, 0x7abc0000);
	/* a bus page that does not exist */
	*sgpu_rig_pte(rig, RIG_DATA) = 0x0000fffffffff003ull;
	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, RIG_DATA);
	sgpu_rig_set(rig, RIG_GGTT, RIG_CONTEXT + 4096, 0);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, RIG_CONTEXT + 4096);
}

static void canonical_addresses_lose_their_sign(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *page = sgpu_rig_page(rig, RIG_PPGTT, 0x0000fffffffff000ull);

	rig_emit(rig, SDI, 0xfffff010, 0xffffffff, 7);
	sgpu_rig_complete(rig);
	assert_int_equal(page[4], 7);
}

static void read_only_at_any_level_drops_writes(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 level;

	rig->data[0] = 5;
	for (level = 0; level < 4; level++) {
		*sgpu_rig_entry(rig, RIG_DATA, level) &= ~GEN9_PTE_RW;
		rig_emit(rig, SDI, D, 0, 6, 0x17840009 | 0x07 << 8, D, 0, 1, 0, 0, 0, 0, 0, 0, 0);
		sgpu_rig_complete(rig);
		assert_int_equal(rig->data[0], 5);
		*sgpu_rig_entry(rig, RIG_DATA, level) |= GEN9_PTE_RW;
	}
	rig_emit(rig, SDI, D, 0, 6);
	sgpu_rig_complete(rig);
	assert_int_equal(rig->data[0], 6);
}

static void pages_of_64k_and_2m_translate(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 *pde = sgpu_rig_entry(rig, 0x90000000ull, 1);
	void *cpu;
	u64 bus, first = 0, i;
	u32 *page = NULL, *other = NULL;

	/* Bus pages are dense: 2048 of them contain 512 in a row, aligned to 2 MiB. */
	for (i = 0; i < 4 * 512; i++) {
		assert_int_equal(ops(rig)->page_alloc(rig->pgpu, &cpu, &bus), 0);
		rig->cpu[bus >> 12] = cpu;
		rig->owned[bus >> 12] = true;
		if (!first && !(bus & 0x1fffff))
			first = bus;
		if (bus == first + 0x5000)
			page = cpu;
		if (bus == first + 0x123000)
			other = cpu;
	}
	assert_true(first && page && other);
	*sgpu_rig_pte(rig, 0x80000000ull) = first | 3;
	*sgpu_rig_entry(rig, 0x80000000ull, 1) |= GEN9_PDE_IPS_64K;
	*pde = first | GEN9_PDE_PS | 3;
	rig_emit(rig, SDI, 0x80005008, 0, 64, SDI, 0x90123008, 0, 2);
	sgpu_rig_complete(rig);
	assert_int_equal(page[2], 64);
	assert_int_equal(other[2], 2);
}

static void frames_of_a_block_keep_together_in_whatever_order_they_come(void **state)
{
	struct sgpu_rig *rig = *state;
	u8 *mem = aligned_alloc(2 * LARGE, 2 * LARGE);
	u64 bus[1024], again, frame, frames = port_ptr_to_frame(mem);
	u32 i, k, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 1024; i++) {
			k = i * 389 % 1024;
			frame = frames + k;
			assert_int_equal(ops(rig)->map(rig->pgpu, &frame, 1, &bus[k]), 0);
		}
		for (k = 0; k < 1024; k++)
			assert_int_equal(bus[k] - bus[k / 512 * 512], k % 512 * PAGE_SIZE);
		assert_true(IS_ALIGNED(bus[0], LARGE) && IS_ALIGNED(bus[512], LARGE));
		/* A second mapping of the same frame gets another address. */
		frame = frames + 7;
		assert_int_equal(ops(rig)->map(rig->pgpu, &frame, 1, &again), 0);
		assert_int_not_equal(again, bus[7]);
		ops(rig)->unmap(rig->pgpu, bus, 1024);
		ops(rig)->unmap(rig->pgpu, &again, 1);
	}
	free(mem);
}

static void entries_beyond_the_map_name_nothing(void **state)
{
	static const u64 addresses[] = {
		SGPU_BUS_PAGES << PAGE_SHIFT, (SGPU_BUS_PAGES - 1) << PAGE_SHIFT, 0,
		GEN9_PTE_ADDR_MASK,
	};
	struct sgpu_bus bus;
	u64 entry;
	u8 *page;
	u32 i;

	assert_int_equal(sgpu_bus_init(&bus), 0);
	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		entry = addresses[i] | GEN9_PTE_PRESENT;
		assert_int_equal(sgpu_bus_pages(&bus, &entry, GEN9_PTE_ADDR_MASK, 0, 1, &page), 0);
		assert_null(sgpu_bus_page(&bus, addresses[i]));
	}
	sgpu_bus_exit(&bus);
}

enum { CROWD = SGPU_BUS_BUCKET_MAX + 2 };

/* Return a block number from @block on that belongs to bucket 0 of the map. */
static u64 same_bucket(u64 block)
{
	while (block * 0x9e3779b97f4a7c15ull >> 32 & (SGPU_BUS_BUCKETS - 1))
		block++;
	return block;
}

static void a_full_bucket_of_the_map_costs_its_frames_their_own_place(void **state)
{
	u64 address[CROWD], block = 0, first = SGPU_BUS_FIRST_BLOCK << PAGE_SHIFT;
	struct sgpu_bus bus;
	u32 i;

	assert_int_equal(sgpu_bus_init(&bus), 0);
	for (i = 0; i < CROWD; i++) {
		block = same_bucket(block + 1);
		assert_int_equal(sgpu_bus_add_frame(&bus, block * SGPU_BUS_BLOCK_PAGES,
						    &address[i]),
				 0);
		assert_int_equal(address[i] >= first, i < SGPU_BUS_BUCKET_MAX);
		assert_ptr_equal(sgpu_bus_page(&bus, address[i]),
				 port_frame_to_ptr(block * SGPU_BUS_BLOCK_PAGES));
	}
	/* A block that ends makes room for another one. */
	sgpu_bus_remove(&bus, address[0]);
	block = same_bucket(block + 1);
	assert_int_equal(sgpu_bus_add_frame(&bus, block * SGPU_BUS_BLOCK_PAGES, &address[0]), 0);
	assert_true(address[0] >= first);
	sgpu_bus_exit(&bus);
}

enum { GROWERS = 4, GROWN = 3 * SGPU_BUS_LEAF_PAGES };

/* struct grower - A thread that adds pages. @first: number of its first page */
struct grower {
	struct sgpu_bus *bus;
	u64 first;
	u64 address[GROWN];
};

static void *grow(void *arg)
{
	struct grower *g = arg;
	u32 i;

	for (i = 0; i < GROWN; i++)
		if (sgpu_bus_add(g->bus, port_frame_to_ptr(g->first + i), &g->address[i]))
			return arg;
	return NULL;
}

static void threads_that_let_the_map_grow_lose_no_page(void **state)
{
	struct grower *growers = calloc(GROWERS, sizeof(*growers));
	pthread_t thread[GROWERS];
	struct sgpu_bus bus;
	void *failed;
	u32 i, k;

	assert_int_equal(sgpu_bus_init(&bus), 0);
	for (i = 0; i < GROWERS; i++) {
		growers[i].bus = &bus;
		growers[i].first = 1 + i * GROWN;
		assert_int_equal(pthread_create(&thread[i], NULL, grow, &growers[i]), 0);
	}
	for (i = 0; i < GROWERS; i++) {
		assert_int_equal(pthread_join(thread[i], &failed), 0);
		assert_null(failed);
	}
	for (i = 0; i < GROWERS; i++)
		for (k = 0; k < GROWN; k++)
			assert_ptr_equal(sgpu_bus_page(&bus, growers[i].address[k]),
					 port_frame_to_ptr(growers[i].first + k));
	sgpu_bus_exit(&bus);
	free(growers);
}

static void a_new_submission_sees_new_page_tables(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *other = sgpu_rig_page(rig, RIG_PPGTT, RIG_DATA + 4096);

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_complete(rig);
	swap(*sgpu_rig_pte(rig, RIG_DATA),
	     *sgpu_rig_pte(rig, RIG_DATA + 4096));
	rig_emit(rig, SDI, D, 0, 2);
	sgpu_rig_complete(rig);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(other[0], 2);
}

static void the_tlb_survives_any_number_of_invalidations(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *pages[] = { rig->data, sgpu_rig_page(rig, RIG_PPGTT, RIG_DATA + 4096) };
	u32 i;

	for (i = 1; i < 10000; i++) {
		rig->event_count = 0;
		swap(*sgpu_rig_pte(rig, RIG_DATA),
		     *sgpu_rig_pte(rig, RIG_DATA + 4096));
		rig_emit(rig, SDI, D, 0, i);
		sgpu_rig_complete(rig);
		assert_int_equal(pages[i % 2][0], i);
	}
}

/* Store, wait at a semaphore until the CPU opens it, and store again. */
static void a_running_one_sees_them_once_notified(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *other = sgpu_rig_page(rig, RIG_PPGTT, RIG_DATA + 4096);
	u32 i;

	for (i = 0; i < 3; i++) {
		memset(rig->data, 0, 4096);
		memset(other, 0, 4096);
		/*
		 * The semaphore is read through the GGTT, and so leaves the PPGTT's TLB as it is.
		 */
		rig_emit(rig, SDI, D, 0, 1, SEMAPHORE_EQ | GEN9_MI_USE_GGTT, 1, D, 0);
		if (i == 2)
			rig_emit(rig, 0x7a000004, 1 << 18, 0, 0, 0, 0);
		rig_emit(rig, SDI, D, 0, 2);
		rig->gdata[0] = 0;
		sgpu_rig_submit(rig, 0);
		softgpu_user_run(rig->user);
		assert_int_equal(rig->data[0], 1);
		swap(*sgpu_rig_pte(rig, RIG_DATA),
		     *sgpu_rig_pte(rig, RIG_DATA + 4096));
		if (i == 1)
			ops(rig)->invalidate(rig->pgpu, RIG_OWNER);
		rig->gdata[0] = 1;
		softgpu_user_run(rig->user);
		assert_int_equal(last(rig), PGPU_EV_COMPLETE);
		assert_int_equal(rig->data[0], i ? 1 : 2);
		assert_int_equal(other[0], i ? 2 : 0);
		swap(*sgpu_rig_pte(rig, RIG_DATA),
		     *sgpu_rig_pte(rig, RIG_DATA + 4096));
	}
}

static void unmapped_pages_are_out_of_reach_and_addresses_come_back(void **state)
{
	struct sgpu_rig *rig = *state;
	u8 *mem = aligned_alloc(4096, 4 * 4096);
	u64 frames[4], bus[4], again[4];
	u32 i;

	for (i = 0; i < 4; i++)
		frames[i] = port_ptr_to_frame(mem + i * 4096);
	assert_int_equal(ops(rig)->map(rig->pgpu, frames, 4, bus), 0);
	*sgpu_rig_pte(rig, RIG_DATA) = bus[2] | 3;
	rig_emit(rig, SDI, D, 0, 0x77);
	sgpu_rig_complete(rig);
	assert_int_equal(*(u32 *)(mem + 2 * 4096), 0x77);
	ops(rig)->unmap(rig->pgpu, bus, 4);
	ops(rig)->unmap(rig->pgpu, bus, 4);	/* a second unmap does nothing */
	rig_emit(rig, SDI, D, 0, 0x78);
	sgpu_rig_submit(rig, 0);
	expect_page_fault(rig, RIG_DATA);
	assert_int_equal(*(u32 *)(mem + 2 * 4096), 0x77);
	assert_int_equal(ops(rig)->map(rig->pgpu, frames, 4, again), 0);
	for (i = 0; i < 4; i++)
		assert_true(again[i] >= bus[0] && again[i] <= bus[3]);
	ops(rig)->unmap(rig->pgpu, again, 4);
	free(mem);
}

#define STEP(name) cmocka_unit_test_setup_teardown(name, sgpu_rig_setup, sgpu_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEP(an_address_without_translation_is_a_fault),
		STEP(canonical_addresses_lose_their_sign),
		STEP(read_only_at_any_level_drops_writes),
		STEP(pages_of_64k_and_2m_translate),
		STEP(frames_of_a_block_keep_together_in_whatever_order_they_come),
		STEP(entries_beyond_the_map_name_nothing),
		STEP(a_full_bucket_of_the_map_costs_its_frames_their_own_place),
		STEP(threads_that_let_the_map_grow_lose_no_page),
		STEP(a_new_submission_sees_new_page_tables),
		STEP(the_tlb_survives_any_number_of_invalidations),
		STEP(a_running_one_sees_them_once_notified),
		STEP(unmapped_pages_are_out_of_reach_and_addresses_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
