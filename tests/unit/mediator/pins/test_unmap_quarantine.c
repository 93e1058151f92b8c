// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the quarantine behind a dma_unmap with a model of VFIO's loop (vfio_dma_do_unmap() and
 * vfio_notify_dma_unmap() of Linux 6.12 and 7.2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/unmap_quarantine.h"

#define FIRST	0x1000u
#define LAST	0x10ffu

static struct facet_unmap_quarantine quarantine;
static struct facet_unmap_quarantine_range ranges[FACET_UNMAP_QUARANTINE_TASKS + 2];

static int setup(void **state)
{
	u32 i;

	facet_unmap_quarantine_init(&quarantine);
	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		INIT_LIST_HEAD(&ranges[i].list);
	return 0;
}

/* Run a whole dma_unmap of task @i. */
static void unmap(u32 i, u64 first, u64 last)
{
	facet_unmap_quarantine_begin(&quarantine, &ranges[i], &ranges[i], first, last);
	facet_unmap_quarantine_end(&quarantine);
}

static bool out(u64 gfn)
{
	return facet_unmap_quarantine_covers(&quarantine, gfn, 1);
}

static void a_range_is_out_until_its_task_has_left_the_kernel(void **state)
{
	assert_false(out(FIRST));
	facet_unmap_quarantine_begin(&quarantine, &ranges[0], &ranges[0], FIRST, LAST);
	assert_int_equal(quarantine.calls, 1);
	assert_true(out(FIRST) && out(LAST));
	facet_unmap_quarantine_end(&quarantine);
	assert_int_equal(quarantine.calls, 0);
	assert_true(out(FIRST) && out(LAST));
	assert_false(out(FIRST - 1) || out(LAST + 1));
	assert_true(facet_unmap_quarantine_covers(&quarantine, FIRST - 4, 5));
	assert_false(facet_unmap_quarantine_covers(&quarantine, FIRST - 4, 4));
	assert_ptr_equal(facet_unmap_quarantine_find(&quarantine, &ranges[0]), &ranges[0]);
	facet_unmap_quarantine_lift(&quarantine, &ranges[0]);
	assert_false(out(FIRST) || out(LAST));
	assert_null(facet_unmap_quarantine_find(&quarantine, &ranges[0]));
}

static void a_second_call_of_the_same_task_keeps_all_out(void **state)
{
	unmap(0, FIRST, LAST);
	unmap(0, FIRST, LAST);
	assert_true(out(0) && out(FIRST) && out(~0ull));
	facet_unmap_quarantine_lift(&quarantine, &ranges[0]);
	assert_false(out(0) || out(FIRST) || out(~0ull));
}

static void a_task_lets_in_only_its_own_range(void **state)
{
	unmap(0, FIRST, LAST);
	unmap(1, FIRST, LAST);
	unmap(2, LAST + 1, LAST + 1);
	facet_unmap_quarantine_lift(&quarantine, &ranges[0]);
	assert_true(out(FIRST) && out(LAST + 1));
	facet_unmap_quarantine_lift(&quarantine, &ranges[2]);
	assert_true(out(FIRST));
	assert_false(out(LAST + 1));
}

static void more_tasks_than_are_told_apart_keep_all_out(void **state)
{
	u32 i;

	for (i = 0; i < FACET_UNMAP_QUARANTINE_TASKS; i++)
		unmap(i, FIRST + i, FIRST + i);
	assert_false(out(0) || out(LAST + 1));
	unmap(i, FIRST + i, FIRST + i);
	assert_true(out(0) && out(LAST + 1));
	facet_unmap_quarantine_lift(&quarantine, &ranges[0]);
	assert_false(out(0) || out(FIRST) || out(LAST + 1));
	assert_true(out(FIRST + 1));
}

static void all_of_guest_memory_can_be_taken_away(void **state)
{
	unmap(0, 0, ~0ull);
	assert_true(out(0) && out(~0ull));
	assert_true(facet_unmap_quarantine_covers(&quarantine, ~0ull - 7, 8));
}

static void ten_thousand_unmaps_of_an_honest_vmm_lose_nothing(void **state)
{
	u32 i;

	for (i = 0; i < 10000; i++) {
		assert_false(out(FIRST));
		unmap(0, FIRST, LAST);
		assert_true(out(FIRST));
		facet_unmap_quarantine_lift(&quarantine, &ranges[0]);
	}
	assert_false(out(FIRST));
}

/* --- a model of VFIO's loop, and of a hostile VMM beside it --------------------------------- */

#define VGPUS		3u
#define TASKS		2u
#define SLOTS		2u	/* number of records of mappings */
#define SLOT_PAGES	4u
#define PAGES		(SLOTS * SLOT_PAGES)
#define BUG_RETRIES	10u

/* The state of a pin that a thread makes for a vGPU. */
enum pin_state {
	PIN_NONE,
	PIN_FLYING,	/* VFIO has the request */
	PIN_STALE,	/* VFIO has pinned, but a dma_unmap came in between: unpin */
};

static struct model_vgpu {
	bool open;
	struct facet_unmap_quarantine quarantine;
	struct facet_unmap_quarantine_range ranges[TASKS];
	bool pinned[PAGES];	/* by page: the record of pins */
	enum pin_state pin;
	u64 page;
	bool revoked;
} vgpus[VGPUS];

/* A mapping. VFIO identifies it by the address of its record. */
static struct model_dma {
	bool mapped;
	u64 first;
	u64 last;
} dmas[SLOTS];

/* A task that unmaps all of guest memory, and its place in VFIO. */
static struct model_task {
	bool inside;
	bool calling;		/* in or before the callback of vgpus[device] for @dma */
	bool begun;
	u32 device;
	struct model_dma *dma;
	struct model_dma *dma_last;
	u32 retries;
} tasks[TASKS];

static struct model_task *list_lock;	/* the task that has VFIO's device_list_lock */
static u32 most_retries;
static u32 calls_made;

static u32 random_state;

static u32 rnd(u32 n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

static bool in_dma(const struct model_dma *dma, u64 page)
{
	return dma->mapped && page >= dma->first && page <= dma->last;
}

static bool dma_is_pinned(const struct model_dma *dma)
{
	u32 i, page;

	for (i = 0; i < VGPUS; i++) {
		if (vgpus[i].pin == PIN_STALE && in_dma(dma, vgpus[i].page))
			return true;
		for (page = 0; page < PAGES; page++) {
			if (vgpus[i].pinned[page] && in_dma(dma, page))
				return true;
		}
	}
	return false;
}

/* Do one step of a thread of the VMM that pins a page. */
static void pin_step(struct model_vgpu *v)
{
	u32 i;

	switch (v->pin) {
	case PIN_NONE:
		v->page = rnd(PAGES);
		v->revoked = false;
		if (v->open && !facet_unmap_quarantine_covers(&v->quarantine, v->page, 1))
			v->pin = PIN_FLYING;
		break;
	case PIN_FLYING:
		v->pin = PIN_NONE;
		for (i = 0; i < SLOTS; i++) {
			if (!in_dma(&dmas[i], v->page))
				continue;
			if (v->revoked)
				v->pin = PIN_STALE;
			else
				v->pinned[v->page] = true;
		}
		break;
	case PIN_STALE:
		v->pin = PIN_NONE;
		break;
	}
}

/* The guest gives up a page. */
static void unpin_step(struct model_vgpu *v)
{
	v->pinned[rnd(PAGES)] = false;
}

/* Do one step of a vGPU's callback. Return: whether the callback has ended. */
static bool call_step(struct model_task *task)
{
	struct model_vgpu *v = &vgpus[task->device];
	struct facet_unmap_quarantine_range *range =
		facet_unmap_quarantine_find(&v->quarantine, task);
	u64 page;

	if (!v->open)
		return true;
	if (!task->begun) {
		task->begun = true;
		facet_unmap_quarantine_begin(&v->quarantine, range ?: &v->ranges[task - tasks],
					     task, task->dma->first, task->dma->last);
		v->revoked |= v->page >= task->dma->first && v->page <= task->dma->last;
		for (page = task->dma->first; page <= task->dma->last; page++)
			v->pinned[page] = false;
		return false;
	}
	if (v->pin != PIN_NONE && v->revoked)
		return false;
	facet_unmap_quarantine_end(&v->quarantine);
	task->begun = false;
	calls_made++;
	return true;
}

/* Unmap mappings without pins. Call the devices for the first mapping with pins. */
static void unmap_or_call(struct model_task *task)
{
	u32 i;

	for (i = 0; i < SLOTS; i++) {
		if (!dmas[i].mapped)
			continue;
		if (!dma_is_pinned(&dmas[i])) {
			dmas[i].mapped = false;
			continue;
		}
		if (task->dma_last == &dmas[i])
			task->retries++;
		else
			task->retries = 0;
		task->dma_last = &dmas[i];
		most_retries = max(most_retries, task->retries);
		task->dma = &dmas[i];
		task->calling = true;
		task->device = 0;
		list_lock = task;
		return;
	}
	task->inside = false;
}

static void leave_kernel(struct model_task *task)
{
	struct facet_unmap_quarantine_range *range;
	u32 i;

	for (i = 0; i < VGPUS; i++) {
		range = facet_unmap_quarantine_find(&vgpus[i].quarantine, task);
		if (range)
			facet_unmap_quarantine_lift(&vgpus[i].quarantine, range);
	}
}

static void task_step(struct model_task *task)
{
	if (!task->inside) {
		*task = (struct model_task){ .inside = true };
	} else if (task->calling) {
		if (!call_step(task) || ++task->device < VGPUS)
			return;
		task->calling = false;
		list_lock = NULL;
	} else if (!list_lock) {
		unmap_or_call(task);
		if (!task->inside)
			leave_kernel(task);
	}
}

/*
 * Another thread of the VMM maps memory, or unmaps memory without pins. VFIO calls no device for
 * that.
 */
static void map_step(void)
{
	u32 i = rnd(SLOTS);

	if (dmas[i].mapped && !dma_is_pinned(&dmas[i])) {
		dmas[i].mapped = false;
	} else if (!dmas[i].mapped) {
		dmas[i].mapped = true;
		dmas[i].first = i * SLOT_PAGES + rnd(SLOT_PAGES);
		dmas[i].last = (i + 1) * SLOT_PAGES - 1;
	}
}

/* The VMM opens or closes a vGPU. VFIO takes its lock for that. */
static void open_step(struct model_vgpu *v)
{
	if (list_lock || v->pin != PIN_NONE)
		return;
	v->open = !v->open;
	memset(v->pinned, 0, sizeof(v->pinned));
}

static void model_start(u32 seed)
{
	u32 i, t;

	random_state = seed;
	memset(vgpus, 0, sizeof(vgpus));
	memset(dmas, 0, sizeof(dmas));
	memset(tasks, 0, sizeof(tasks));
	list_lock = NULL;
	most_retries = 0;
	calls_made = 0;
	for (i = 0; i < VGPUS; i++) {
		vgpus[i].open = true;
		facet_unmap_quarantine_init(&vgpus[i].quarantine);
		for (t = 0; t < TASKS; t++)
			INIT_LIST_HEAD(&vgpus[i].ranges[t].list);
	}
}

static void map_slot(u32 slot)
{
	dmas[slot] = (struct model_dma){
		.mapped = true, .first = slot * SLOT_PAGES, .last = (slot + 1) * SLOT_PAGES - 1,
	};
}

/*
 * The second vGPU's callback lasts for as long as the VMM likes. Meanwhile a thread pins pages of
 * the range on the first vGPU all the time.
 */
static void a_slow_second_vgpu_does_not_bring_vfio_to_its_bug(void **state)
{
	struct model_task *task = &tasks[0];
	u32 i;

	model_start(1);
	map_slot(0);
	vgpus[0].pinned[1] = true;
	do {
		task_step(task);
		for (i = 0; task->calling && task->device && i < 10000; i++)
			pin_step(&vgpus[0]);
		assert_true(most_retries <= BUG_RETRIES);
	} while (task->inside);
	assert_int_equal(calls_made, VGPUS);
	assert_int_equal(most_retries, 0);
	map_slot(0);
	assert_false(facet_unmap_quarantine_covers(&vgpus[0].quarantine, 0, SLOT_PAGES));
}

/* Do one random step. @open: vGPUs are also opened and closed. */
static void any_step(bool open)
{
	switch (rnd(12)) {
	case 0:
		map_step();
		break;
	case 1:
		if (open)
			open_step(&vgpus[rnd(VGPUS)]);
		break;
	case 2:
		unpin_step(&vgpus[rnd(VGPUS)]);
		break;
	case 3:
	case 4:
		task_step(&tasks[rnd(TASKS)]);
		break;
	default:
		pin_step(&vgpus[rnd(VGPUS)]);
	}
}

static void run_schedules(bool open, u32 most)
{
	u32 seed, step;

	for (seed = 0; seed < 200; seed++) {
		model_start(seed);
		for (step = 0; step < 20000; step++)
			any_step(open);
		assert_true(calls_made > 100);
		assert_true(most_retries <= most && most <= BUG_RETRIES);
	}
}

/*
 * VFIO may take a new mapping for the one that it called the devices for, but only once. By then
 * all pages are quarantined.
 */
static void vfio_asks_at_most_once_more_in_any_order_of_steps(void **state)
{
	run_schedules(false, 1);
}

/* A vGPU that is opened during VFIO's loop can make VFIO call again, as the first vGPUs did. */
static void vgpus_that_come_and_go_make_vfio_ask_twice_more_each(void **state)
{
	run_schedules(true, 1 + 2 * VGPUS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, setup)
		TEST(a_range_is_out_until_its_task_has_left_the_kernel),
		TEST(a_second_call_of_the_same_task_keeps_all_out),
		TEST(a_task_lets_in_only_its_own_range),
		TEST(more_tasks_than_are_told_apart_keep_all_out),
		TEST(all_of_guest_memory_can_be_taken_away),
		TEST(ten_thousand_unmaps_of_an_honest_vmm_lose_nothing),
		TEST(a_slow_second_vgpu_does_not_bring_vfio_to_its_bug),
		TEST(vfio_asks_at_most_once_more_in_any_order_of_steps),
		TEST(vgpus_that_come_and_go_make_vfio_ask_twice_more_each),
	};

	return cmocka_run_group_tests_name("keepout", tests, NULL, NULL);
}
