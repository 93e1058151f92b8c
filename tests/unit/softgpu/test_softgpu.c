// SPDX-License-Identifier: GPL-2.0-only
/* Test the software GPU through pgpu/pgpu.h: submissions, events, page tables, faults. */
#include "tests/lib/sgpu_rig.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/bus.h"

#define LARGE	(512ull * PAGE_SIZE)
#define D	((u32)RIG_DATA)
#define SDI	0x10000002u
#define SEMAPHORE_EQ	(0x0e008002u | GEN9_COMPARE_EQ << GEN9_COMPARE_SHIFT)
#define BBE	GEN9_MI_BATCH_BUFFER_END
#define SECOND	1000000000ull

static int setup(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, PGPU_RCS, SOFTGPU_USER_STEP);
	*state = rig;
	return 0;
}

static int setup_threads(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, PGPU_BCS, SOFTGPU_USER_THREADS);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	sgpu_rig_exit(*state);
	free(*state);
	return 0;
}

static const struct pgpu_ops *ops(const struct sgpu_rig *rig)
{
	return rig->pgpu->ops;
}

static u32 last(struct sgpu_rig *rig)
{
	return sgpu_rig_last(rig)->type;
}

/* Write a batch that loops until its first dword becomes MI_BATCH_BUFFER_END. */
static void spinner(u32 *batch, u64 va)
{
	memset(batch, 0, RIG_BATCH_SIZE);
	batch[1000] = 0x18800101;
	batch[1001] = (u32)va;
	batch[1002] = va >> 32;
}

static u64 submit_spinner(struct sgpu_rig *rig)
{
	spinner(rig->batch, RIG_BATCH);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	return sgpu_rig_submit(rig, 0);
}

/* Let interrupts be reported before the next command, also where they are merged. */
static void one_command_a_slice(struct sgpu_rig *rig)
{
	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
}

static void a_store_precedes_its_interrupt_and_completion(void **state)
{
	struct sgpu_rig *rig = *state;

	one_command_a_slice(rig);
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 42, GEN9_MI_USER_INTERRUPT);
	sgpu_rig_complete(rig);
	assert_int_equal(*(u32 *)(rig->hwsp + 0x100), 42);
	assert_int_equal(rig->event_count, 3);
	assert_int_equal(rig->events[0].type, PGPU_EV_STARTED);
	assert_int_equal(rig->events[1].type, PGPU_EV_USER_IRQ);
	assert_int_equal(rig->events[2].type, PGPU_EV_COMPLETE);
	assert_int_equal(rig->events[2].head, rig->tail);
	assert_int_equal(rig->state[GEN9_CTX_RING_HEAD], rig->tail);
}

struct recorded {
	u32 seqno_at_irq;
	u32 head_at_complete;
};

static void record_memory(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	struct recorded *recorded = rig->hook_data;

	if (event->type == PGPU_EV_USER_IRQ)
		recorded->seqno_at_irq = *(u32 *)(rig->hwsp + 0x100);
	if (event->type == PGPU_EV_COMPLETE)
		recorded->head_at_complete = rig->state[GEN9_CTX_RING_HEAD];
}

static void events_come_when_what_they_tell_is_in_memory(void **state)
{
	struct sgpu_rig *rig = *state;
	struct recorded recorded = { 0 };

	one_command_a_slice(rig);
	rig->hook = record_memory;
	rig->hook_data = &recorded;
	rig_emit(rig, SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 43, GEN9_MI_USER_INTERRUPT,
		 SDI | GEN9_MI_USE_GGTT, RIG_HWSP + 0x100, 0, 44, 0);
	sgpu_rig_complete(rig);
	assert_int_equal(recorded.seqno_at_irq, 43);
	assert_int_equal(recorded.head_at_complete, rig->tail);
}

static void only_one_client_may_open(void **state)
{
	struct sgpu_rig *rig = *state;
	static const struct pgpu_client_ops none = { 0 };

	assert_int_equal(ops(rig)->open(rig->pgpu, &none, NULL), -EBUSY);
}

static void submissions_queue_to_the_depth_and_run_in_order(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;
	u64 first, second;

	rig_emit(rig, SDI, D, 0, 1);
	first = sgpu_rig_submit(rig, 0);
	rig_emit(rig, SDI, D, 0, 2);
	second = sgpu_rig_submit(rig, 0);
	sgpu_rig_prepare(rig, &sub, 0);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), -EAGAIN);
	softgpu_user_run(rig->user);
	assert_int_equal(rig->event_count, 4);
	assert_int_equal(rig->events[1].cookie, first);
	assert_int_equal(rig->events[3].cookie, second);
	assert_int_equal(rig->data[0], 2);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	softgpu_user_run(rig->user);
}

static void a_submission_is_copied(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_prepare(rig, &sub, 0);
	assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	memset(&sub, 0xff, sizeof(sub));
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[0], 1);
}

static void malformed_submissions_are_refused(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission good, bad[12];
	u32 i;

	sgpu_rig_prepare(rig, &good, 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = good;
	bad[0].engine = PGPU_ENGINES;
	bad[1].ring_size = 0;
	bad[2].ring_size = 2048;
	bad[3].ring_size = 12288;
	bad[4].head = good.ring_size;
	bad[5].tail = good.ring_size;
	bad[6].tail = 4;
	bad[7].head = 2;
	bad[8].ring_start |= 8;
	bad[9].context |= 8;
	bad[10].owner = 0;
	bad[11].ring_size = 0x80000000;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(ops(rig)->submit(rig->pgpu, &bad[i]), -EINVAL);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_ENGINES, 1), -EINVAL);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, ~0u, 1), -EINVAL);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_ENGINES, NULL, 0), -EINVAL);
}

static void an_undecodable_command_stops_the_engine_until_cancel(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 cookie;
	u32 at, value;

	rig_emit(rig, SDI, D, 0, 1);
	at = rig->tail;
	rig_emit(rig, 0xdeadbeef, 0, SDI, D, 0, 2);
	cookie = sgpu_rig_submit(rig, 0);
	rig_emit(rig, SDI, D + 4, 0, 3);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(rig)->cookie, cookie);
	assert_int_equal(sgpu_rig_last(rig)->fault, PGPU_FAULT_COMMAND);
	assert_int_equal(sgpu_rig_last(rig)->ipehr, 0xdeadbeef);
	assert_int_equal(sgpu_rig_last(rig)->acthd, RIG_RING + at);
	assert_int_equal(sgpu_rig_last(rig)->head, at);
	assert_int_equal(ops(rig)->reg_read(rig->pgpu, GEN9_RCS_BASE + GEN9_RING_IPEHR, &value), 0);
	assert_int_equal(value, 0xdeadbeef);
	assert_int_equal(ops(rig)->reg_read(rig->pgpu, GEN9_RCS_BASE + GEN9_RING_ACTHD, &value), 0);
	assert_int_equal(value, RIG_RING + at);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(rig->data[1], 0);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, PGPU_RCS, cookie), -ENOENT);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), 1);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
	assert_int_equal(rig->data[1], 3);
}

/* The engine stops with a fault at a command that is longer than the ring up to the tail. */
static void a_command_that_goes_on_behind_the_tail_is_not_run(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_event event;
	u32 at = rig->tail;
	u32 i;

	rig->data[0] = 7;
	rig_emit(rig, SDI, D);
	rig->ring[rig->tail / 4] = 0;
	rig->ring[rig->tail / 4 + 1] = 8;
	sgpu_rig_submit(rig, 0);
	for (i = 0; i < 100; i++)
		softgpu_user_step(rig->user);
	event = *sgpu_rig_last(rig);
	/* Cancel the work: an engine that has missed the tail would go round the ring for ever. */
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, rig->cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(event.type, PGPU_EV_FAULT);
	assert_int_equal(event.fault, PGPU_FAULT_COMMAND);
	assert_int_equal(event.ipehr, SDI);
	assert_int_equal(event.acthd, RIG_RING + at);
	assert_int_equal(rig->data[0], 7);
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
			ops(rig)->invalidate(rig->pgpu);
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

static void a_spinner_runs_until_the_cpu_ends_it(void **state)
{
	struct sgpu_rig *rig = *state;

	submit_spinner(rig);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_STARTED);
	rig->batch[0] = BBE;
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
}

static void cancel_ends_a_spinner_and_leaves_its_image(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 image[1024];
	u64 cookie = submit_spinner(rig);

	memcpy(image, rig->state, sizeof(image));
	softgpu_user_run(rig->user);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_CANCELLED);
	assert_int_equal(sgpu_rig_last(rig)->cookie, cookie);
	assert_memory_equal(image, rig->state, sizeof(image));
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie), -ENOENT);
	ops(rig)->idle(rig->pgpu, 0);
}

static void a_queued_submission_is_cancelled_at_once(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 running = submit_spinner(rig);
	u64 queued;

	rig_emit(rig, SDI, D, 0, 1);
	queued = sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(ops(rig)->preempt(rig->pgpu, PGPU_RCS, queued), -ENOENT);
	assert_int_equal(ops(rig)->cancel(rig->pgpu, PGPU_RCS, queued), 0);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_CANCELLED);
	assert_int_equal(sgpu_rig_last(rig)->cookie, queued);
	rig_emit(rig, SDI, D, 0, 2);
	sgpu_rig_submit(rig, 0);
	rig->batch[0] = BBE;
	softgpu_user_run(rig->user);
	assert_int_equal(rig->data[0], 2);
	assert_int_equal(rig->events[rig->event_count - 3].cookie, running);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 2);
}

static void submit_once_more(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	u32 *left = rig->hook_data;

	if (event->type == PGPU_EV_COMPLETE && *left) {
		--*left;
		sgpu_rig_submit(rig, 0);
	}
}

static void a_client_may_submit_from_inside_an_event(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 left = 5;

	rig->hook = submit_once_more;
	rig->hook_data = &left;
	sgpu_rig_submit(rig, 0);
	sgpu_rig_submit(rig, 0);
	softgpu_user_run(rig->user);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 7);
	assert_int_equal(left, 0);
}

static void idle_steps_until_the_work_of_a_root_is_done(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_submit(rig, 0);
	ops(rig)->idle(rig->pgpu, 0x123000);
	assert_int_equal(rig->event_count, 0);
	ops(rig)->idle(rig->pgpu, RIG_OWNER);
	assert_int_equal(last(rig), PGPU_EV_COMPLETE);
}

static void resume_without_a_saved_position_is_a_fault(void **state)
{
	struct sgpu_rig *rig = *state;

	rig_emit(rig, SDI, D, 0, 1);
	sgpu_rig_submit(rig, PGPU_SUBMIT_RESUME);
	softgpu_user_run(rig->user);
	assert_int_equal(last(rig), PGPU_EV_FAULT);
	assert_int_equal(rig->data[0], 0);
	ops(rig)->cancel(rig->pgpu, PGPU_RCS, rig->cookie);
	softgpu_user_run(rig->user);
}

static void too_many_registers_to_switch_are_refused(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *pairs = calloc(1024, 8);

	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, 1024), -ENOSPC);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, ~0u), -ENOSPC);
	assert_int_equal(ops(rig)->switch_regs(rig->pgpu, PGPU_RCS, pairs, 100), 0);
	free(pairs);
}

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * SECOND + (u64)ts.tv_nsec;
}

static bool wait_events(struct sgpu_rig *rig, u32 type, u32 n)
{
	u64 end = now_ns() + 20 * SECOND;

	while (sgpu_rig_events(rig, type) < n) {
		if (now_ns() > end)
			return false;
		nanosleep(&(struct timespec){ 0, 100000 }, NULL);
	}
	return true;
}

/* Each engine runs the same ring and batch. All of them restore nothing and are cancelled. */
static void four_engines_spin_at_once_and_are_cancelled(void **state)
{
	struct sgpu_rig *rig = *state;
	struct pgpu_submission sub;
	u64 cookies[PGPU_ENGINES];
	u32 i;

	spinner(rig->batch, RIG_BATCH);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	for (i = 0; i < PGPU_ENGINES; i++) {
		sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESTORE_INHIBIT);
		sub.engine = i;
		cookies[i] = sub.cookie;
		assert_int_equal(ops(rig)->submit(rig->pgpu, &sub), 0);
	}
	assert_true(wait_events(rig, PGPU_EV_STARTED, PGPU_ENGINES));
	for (i = 0; i < PGPU_ENGINES; i++)
		assert_int_equal(ops(rig)->cancel(rig->pgpu, i, cookies[i]), 0);
	ops(rig)->idle(rig->pgpu, RIG_OWNER);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), PGPU_ENGINES);
}

static void threads_complete_what_is_submitted(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 1; i <= 300; i++) {
		rig_emit(rig, SDI, D, 0, i);
		sgpu_rig_submit(rig, 0);
		ops(rig)->idle(rig->pgpu, 0);
		assert_int_equal(rig->data[0], i);
		assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), i);
	}
}

/* Random commands in a batch end in a completion, a fault or a cancellation, and harm nothing. */
static void random_commands_end_in_completion_or_fault(void **state)
{
	struct sgpu_rig *rig = *state;
	struct softgpu_stats stats;
	u32 seed = 1, round, i;
	u64 cookie;

	for (round = 0; round < 300; round++) {
		for (i = 0; i < RIG_BATCH_SIZE / 4; i++) {
			seed = seed * 1664525u + 1013904223u;
			rig->batch[i] = seed >> 3 ^ seed << 5;
			if (!(seed >> 28))
				rig->batch[i] = D + (seed >> 8 & 0xff);
			if (seed >> 29 == 1)
				rig->batch[i] &= 0x1fffffff;
		}
		sgpu_rig_emit_batch(rig, RIG_BATCH + (seed >> 20 & 0xffc), true);
		cookie = sgpu_rig_submit(rig, 0);
		for (i = 0; i < 50; i++)
			softgpu_user_step(rig->user);
		ops(rig)->cancel(rig->pgpu, PGPU_RCS, cookie);
		softgpu_user_run(rig->user);
		assert_true(last(rig) == PGPU_EV_COMPLETE || last(rig) == PGPU_EV_CANCELLED);
		rig->event_count = 0;
	}
	sgpu_rig_stats(rig, &stats);
	assert_int_equal(stats.submissions, 300);
	for (i = 0; i < 1024; i++)
		assert_int_equal(rig->gdata[i], 0);
}

#define STEP(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define THREADS(name) cmocka_unit_test_setup_teardown(name, setup_threads, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEP(a_store_precedes_its_interrupt_and_completion),
		STEP(events_come_when_what_they_tell_is_in_memory),
		STEP(only_one_client_may_open),
		STEP(submissions_queue_to_the_depth_and_run_in_order),
		STEP(a_submission_is_copied),
		STEP(malformed_submissions_are_refused),
		STEP(an_undecodable_command_stops_the_engine_until_cancel),
		STEP(a_command_that_goes_on_behind_the_tail_is_not_run),
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
		STEP(a_spinner_runs_until_the_cpu_ends_it),
		STEP(cancel_ends_a_spinner_and_leaves_its_image),
		STEP(a_queued_submission_is_cancelled_at_once),
		STEP(a_client_may_submit_from_inside_an_event),
		STEP(idle_steps_until_the_work_of_a_root_is_done),
		STEP(resume_without_a_saved_position_is_a_fault),
		STEP(too_many_registers_to_switch_are_refused),
		STEP(random_commands_end_in_completion_or_fault),
		THREADS(four_engines_spin_at_once_and_are_cancelled),
		THREADS(threads_complete_what_is_submitted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
