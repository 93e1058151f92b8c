// SPDX-License-Identifier: GPL-2.0-only
/* Test pinned guest pages: counts, limits, dma_unmap, and the time of unpinning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define SECOND_NS	1000000000ull
#define ENDED		(~0ull)		/* sequence number after all workloads have ended */

static const struct facet_type tiny = {
	.name = "tiny", .aperture_mib = 64, .hidden_mib = 64, .fences = 4, .max_width = 1024,
	.max_height = 768, .max_instances = 1, .weight = 100, .max_pinned_pages = 8,
	.max_shadow_pages = 64,
};

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int setup_tiny(void **state)
{
	*state = rig_create(&tiny, NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static void put(struct rig *rig, struct facet_pin *pin)
{
	mutex_lock(&rig->vgpu->shadow_lock);
	facet_pin_put(rig->vgpu, pin);
	mutex_unlock(&rig->vgpu->shadow_lock);
}

/* Write the numbers of the first @n guest pages. */
static void number(u64 *gfns, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		gfns[i] = i;
}

static struct facet_pin *get(struct rig *rig, u64 gfn, int ret)
{
	struct facet_pin *pin;

	assert_int_equal(facet_pins_get(rig->vgpu, &gfn, 1, &pin), ret);
	return pin;
}

static void detach(struct rig *rig, u64 gfn, u64 n, struct list_head *detached)
{
	INIT_LIST_HEAD(detached);
	facet_pins_detach(rig->vgpu, gfn, n, detached);
}

static void a_page_is_pinned_once_however_often_it_is_named(void **state)
{
	u64 gfns[] = { 5, 9, 5, 5 };
	struct facet_pin *pins[4];
	struct rig *rig = *state;
	u32 i;

	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 4, pins), 0);
	assert_ptr_equal(pins[0], pins[2]);
	assert_ptr_equal(pins[0], pins[3]);
	assert_int_equal(pins[0]->refs, 3);
	assert_int_equal(rig->host.pin_count[5], 1);
	assert_int_equal(rig->host.pinned, 2);
	assert_ptr_equal(fake_pgpu_ptr(&rig->fake, pins[1]->bus), rig->host.mem + 9 * PAGE_SIZE);
	assert_ptr_equal(port_frame_to_ptr(pins[1]->frame), rig->host.mem + 9 * PAGE_SIZE);
	for (i = 0; i < 4; i++)
		put(rig, pins[i]);
	assert_int_equal(facet_pins_count(rig->vgpu), 2);
	facet_pins_reap(rig->vgpu, ENDED);
	assert_int_equal(facet_pins_count(rig->vgpu), 0);
	assert_int_equal(rig->host.pinned, 0);
	assert_int_equal(rig->fake.n_mapped, 0);
}

static void a_dropped_page_stays_while_older_work_runs(void **state)
{
	struct rig *rig = *state;
	struct facet_pin *pin = get(rig, 7, 0);
	u64 seq;

	put(rig, pin);
	seq = pin->deferred_seq;
	facet_pins_reap(rig->vgpu, seq);
	assert_int_equal(rig->host.pin_count[7], 1);
	/* The core takes the page back from the list of unused pins, without the front end. */
	assert_ptr_equal(get(rig, 7, 0), pin);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
	facet_pins_reap(rig->vgpu, ENDED);
	assert_int_equal(rig->host.pin_count[7], 1);
	put(rig, pin);
	facet_pins_reap(rig->vgpu, seq + 1);
	assert_int_equal(rig->host.pin_count[7], 0);
}

static void one_bad_page_does_not_fail_the_others(void **state)
{
	u64 gfns[] = { 1, RIG_PAGES + 3, 2 };
	struct facet_pin *pins[3];
	struct rig *rig = *state;

	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), -EFAULT);
	assert_non_null(pins[0]);
	assert_null(pins[1]);
	assert_non_null(pins[2]);
	put(rig, pins[0]);
	put(rig, pins[2]);
}

static void a_failed_page_is_tried_once_a_second(void **state)
{
	struct rig *rig = *state;
	u64 calls;

	get(rig, RIG_PAGES, -EFAULT);
	calls = rig->host.calls[FAKE_PIN];
	get(rig, RIG_PAGES, -EFAULT);
	assert_int_equal(rig->host.calls[FAKE_PIN], calls);
	fake_clock_advance(&rig->clock, SECOND_NS);
	get(rig, RIG_PAGES, -EFAULT);
	assert_int_equal(rig->host.calls[FAKE_PIN], calls + 1);
}

/* A VMM that moves memory returns it without notice. */
static void memory_that_was_taken_away_and_given_back_is_there_at_once(void **state)
{
	struct rig *rig = *state;

	put(rig, get(rig, 7, 0));
	facet_vgpu_dma_unmap(rig->vgpu, 7 << PAGE_SHIFT, PAGE_SIZE);
	fake_host_fail(&rig->host, FAKE_PIN, 0, 1, -EINVAL);
	get(rig, 7, -EINVAL);
	put(rig, get(rig, 7, 0));
}

/* The front end is in a dma_unmap. The core requests all pages in one call, and retries at once. */
static void pages_that_are_on_the_move_are_asked_for_together_and_again_at_once(void **state)
{
	const u64 gfns[] = { 7, 8, 9 };
	struct facet_pin *pins[3];
	struct rig *rig = *state;
	u32 calls, i;

	calls = rig->host.calls[FAKE_PIN];
	fake_host_fail(&rig->host, FAKE_PIN, 0, 1, -EAGAIN);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), -EAGAIN);
	assert_null(pins[0]);
	assert_null(pins[2]);
	assert_int_equal(rig->host.calls[FAKE_PIN], calls + 1);
	facet_pins_sync_begin(rig->vgpu, false);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), 0);
	for (i = 0; i < 3; i++)
		put(rig, pins[i]);
}

static int retry_for_page_8(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_PIN && addr == 8 ? FACET_HOST_RETRY : 0;
}

/* The page was absent for so long that work continues without it. */
static void a_page_that_is_away_for_long_costs_only_itself(void **state)
{
	const u64 gfns[] = { 7, 8, 9 };
	struct facet_pin *pins[3];
	struct rig *rig = *state;

	facet_pins_sync_begin(rig->vgpu, true);
	rig->host.veto = retry_for_page_8;
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), FACET_HOST_RETRY);
	assert_true(facet_pins_needs_retry(rig->vgpu));
	assert_non_null(pins[0]);
	assert_null(pins[1]);
	assert_non_null(pins[2]);
	put(rig, pins[0]);
	put(rig, pins[2]);
}

static int retry_for_all(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_PIN ? FACET_HOST_RETRY : 0;
}

static void a_sync_that_is_to_be_done_again_asks_for_no_more_pages(void **state)
{
	struct facet_pin *pins[100];
	struct rig *rig = *state;
	u64 gfns[100];

	number(gfns, 100);
	facet_pins_sync_begin(rig->vgpu, false);
	rig->host.veto = retry_for_all;
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 100, pins), FACET_HOST_RETRY);
	get(rig, 200, FACET_HOST_RETRY);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
	assert_true(facet_pins_needs_retry(rig->vgpu));
}

/* Unmap memory while the front end pins pages. Return: @error. */
static int memory_goes(struct fake_host *host, enum fake_op op, int error)
{
	if (op != FAKE_PIN)
		return 0;
	mutex_lock(&host->vgpu->shadow_lock);
	facet_pins_bump_generation(host->vgpu);
	mutex_unlock(&host->vgpu->shadow_lock);
	return error;
}

static int bad_while_memory_goes(struct fake_host *host, enum fake_op op, u64 addr)
{
	return memory_goes(host, op, -EFAULT);
}

static void pages_that_were_not_asked_for_are_not_away(void **state)
{
	const u64 gfns[] = { 7, 8, 9 };
	struct facet_pin *pins[3];
	struct rig *rig = *state;

	facet_pins_sync_begin(rig->vgpu, false);
	rig->host.veto = bad_while_memory_goes;
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), -EAGAIN);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
	assert_false(facet_pins_needs_retry(rig->vgpu));
}

static int retry_while_memory_goes(struct fake_host *host, enum fake_op op, u64 addr)
{
	return memory_goes(host, op, FACET_HOST_RETRY);
}

static void a_dma_unmap_waits_for_one_call_of_the_front_end_not_for_a_batch(void **state)
{
	const u64 gfns[] = { 7, 8, 9 };
	struct facet_pin *pins[3];
	struct rig *rig = *state;

	facet_pins_sync_begin(rig->vgpu, true);
	rig->host.veto = retry_while_memory_goes;
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3, pins), -EAGAIN);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
}

/*
 * VFIO logs each refusal at the memlock limit. So the core tries to pin once a second, whatever the
 * page.
 */
static void out_of_memory_stops_all_pinning_for_a_second(void **state)
{
	struct facet_pin *pins[100];
	struct rig *rig = *state;
	u64 gfns[100];
	u32 i;

	number(gfns, 100);
	fake_host_fail(&rig->host, FAKE_PIN, 0, ~0u, -ENOMEM);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 100, pins), -ENOMEM);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
	get(rig, 1000, -ENOMEM);
	assert_int_equal(rig->host.calls[FAKE_PIN], 1);
	fake_host_fail(&rig->host, FAKE_PIN, 0, 0, 0);
	fake_clock_advance(&rig->clock, SECOND_NS);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 100, pins), 0);
	for (i = 0; i < 100; i++)
		put(rig, pins[i]);
}

static void a_pgpu_that_cannot_map_leaves_nothing_pinned(void **state)
{
	struct rig *rig = *state;

	rig->fake.map_error = -ENOMEM;
	assert_null(get(rig, 3, -ENOMEM));
	assert_int_equal(rig->host.pinned, 0);
	assert_int_equal(facet_pins_count(rig->vgpu), 0);
}

static void the_cap_is_an_error_and_deferred_pins_give_way(void **state)
{
	struct facet_pin *pins[10];
	struct rig *rig = *state;
	u64 gfns[10];
	u32 i;

	number(gfns, 10);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 10, pins), -ENOSPC);
	for (i = 0; i < 10; i++)
		assert_true(!!pins[i] == (i < 8));
	assert_int_equal(rig->host.pinned, 8);
	for (i = 0; i < 8; i++)
		put(rig, pins[i]);
	/* All pins are unused and no work runs: the next pin has room. */
	put(rig, get(rig, 100, 0));
	facet_pins_reap(rig->vgpu, ENDED);
	assert_int_equal(rig->host.pinned, 0);
}

/* A guest with a bad page gets the error of the limit first. */
static void the_cap_counts_before_a_bad_page(void **state)
{
	struct facet_pin *pins[10];
	struct rig *rig = *state;
	u64 gfns[10];
	u32 i;

	gfns[0] = RIG_PAGES;
	for (i = 1; i < 10; i++)
		gfns[i] = i;
	get(rig, RIG_PAGES, -EFAULT);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 10, pins), -ENOSPC);
	for (i = 1; i < 10; i++) {
		assert_true(!!pins[i] == (i < 9));
		if (pins[i])
			put(rig, pins[i]);
	}
}

static void revoked_pages_are_unpinned_though_still_named(void **state)
{
	struct rig *rig = *state;
	struct facet_pin *in = get(rig, 50, 0);
	struct facet_pin *out = get(rig, 60, 0);
	u64 generation = facet_pins_generation(rig->vgpu);
	struct list_head detached;

	detach(rig, 48, 4, &detached);
	assert_true(facet_pins_generation(rig->vgpu) != generation);
	assert_int_equal(rig->host.pin_count[50], 1);
	facet_pins_release(rig->vgpu, &detached);
	assert_int_equal(rig->host.pin_count[50], 0);
	assert_int_equal(rig->host.pin_count[60], 1);
	assert_true(in->detached);
	put(rig, in);
	put(rig, out);
	/* The page comes back as a new pin. */
	put(rig, get(rig, 50, 0));
}

static void a_wide_range_revokes_all_of_a_large_table(void **state)
{
	static struct facet_pin *pins[3000];
	static u64 gfns[3000];
	struct list_head detached;
	struct rig *rig = *state;
	u32 i;

	number(gfns, 3000);
	assert_int_equal(facet_pins_get(rig->vgpu, gfns, 3000, pins), 0);
	assert_int_equal(rig->host.pinned, 3000);
	for (i = 0; i < 3000; i += 2)
		put(rig, pins[i]);
	detach(rig, 0, ~0ull, &detached);
	facet_pins_release(rig->vgpu, &detached);
	assert_int_equal(rig->host.pinned, 0);
	for (i = 1; i < 3000; i += 2)
		put(rig, pins[i]);
}

/* A dma_unmap comes while the worker is inside the front end's pin. */
struct race {
	struct rig *rig;
	u32 state;
};

static struct race race;

static int race_veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN) {
		WRITE_ONCE(race.state, 1);
		while (READ_ONCE(race.state) == 1)
			usleep(100);
	}
	return 0;
}

static void *race_unmap(void *arg)
{
	struct list_head detached;

	while (!READ_ONCE(race.state))
		usleep(100);
	detach(race.rig, 20, 1, &detached);
	WRITE_ONCE(race.state, 2);
	facet_pins_release(race.rig->vgpu, &detached);
	/* The page that was being pinned is not pinned now. */
	return (void *)(uintptr_t)race.rig->host.pin_count[20];
}

static void a_page_pinned_while_it_is_revoked_does_not_stay(void **state)
{
	struct rig *rig = *state;
	struct facet_pin *pin;
	pthread_t thread;
	u64 gfn = 20;
	void *left;

	race.rig = rig;
	race.state = 0;
	rig->host.veto = race_veto;
	assert_int_equal(pthread_create(&thread, NULL, race_unmap, NULL), 0);
	assert_int_equal(facet_pins_get(rig->vgpu, &gfn, 1, &pin), -EAGAIN);
	pthread_join(thread, &left);
	assert_null(pin);
	assert_null(left);
	rig->host.veto = NULL;
	put(rig, get(rig, 20, 0));
}

static bool any(struct rig *rig, u64 gfn)
{
	bool ret;

	mutex_lock(&rig->vgpu->shadow_lock);
	ret = facet_pins_in_range(rig->vgpu, gfn, 1);
	mutex_unlock(&rig->vgpu->shadow_lock);
	return ret;
}

static bool any_while_unpinned;

static void checked_unpin(void *host, const u64 *gfns, u32 n)
{
	any_while_unpinned = any(container_of(host, struct rig, host), gfns[0]);
	fake_host_ops.unpin(host, gfns, n);
}

/* VFIO calls again at once if a page is still pinned after a dma_unmap, and gives up soon. */
static void a_page_on_its_way_out_counts_until_it_is_unpinned(void **state)
{
	struct rig *rig = *state;
	struct facet_host_ops ops = fake_host_ops;

	ops.unpin = checked_unpin;
	rig->vgpu->ops = &ops;
	put(rig, get(rig, 7, 0));
	assert_true(any(rig, 7));
	facet_pins_reap(rig->vgpu, ENDED);
	assert_true(any_while_unpinned);
	assert_false(any(rig, 7));
	rig->vgpu->ops = &fake_host_ops;
}

static void pages_that_are_pinned_are_accessed_in_place(void **state)
{
	struct rig *rig = *state;
	struct facet_pin *a = get(rig, 5, 0);
	struct facet_pin *b = get(rig, 9, 0);
	u64 gfns[] = { 9, 5, 9, 6 };
	struct facet_pins_access access;

	assert_int_equal(facet_pins_access_begin(rig->vgpu, gfns, 4, &access), -ENOENT);
	assert_int_equal(facet_pins_access_begin(rig->vgpu, gfns, 3, &access), 0);
	assert_ptr_equal(access.pages[0], fake_host_ptr(&rig->host, 9 * PAGE_SIZE, 1));
	assert_ptr_equal(access.pages[1], fake_host_ptr(&rig->host, 5 * PAGE_SIZE, 1));
	assert_ptr_equal(access.pages[2], access.pages[0]);
	put(rig, a);
	put(rig, b);
	facet_pins_reap(rig->vgpu, ENDED);
	assert_int_equal(rig->host.pinned, 2);
	facet_pins_access_end(rig->vgpu, &access);
	facet_pins_reap(rig->vgpu, ENDED);
	assert_int_equal(rig->host.pinned, 0);
}

/* The thread that unmaps, between facet_pins_access_begin() and facet_pins_access_end(). */
static struct {
	struct rig *rig;
	u32 tid;
	bool accessing;
	bool unpinned_in_access;
	bool done;
} accessor;

static void accessor_unpin(void *host, const u64 *gfns, u32 n)
{
	accessor.unpinned_in_access |= READ_ONCE(accessor.accessing);
	fake_host_ops.unpin(host, gfns, n);
}

static void *accessor_unmap(void *arg)
{
	struct list_head detached;

	WRITE_ONCE(accessor.tid, gettid());
	detach(accessor.rig, 30, 1, &detached);
	facet_pins_release(accessor.rig->vgpu, &detached);
	WRITE_ONCE(accessor.done, true);
	return NULL;
}

/* Return whether the unmapping thread waits. Only the test's access can make it wait. */
static bool accessor_waits(void)
{
	char path[64], state = 0;
	FILE *file;

	if (!READ_ONCE(accessor.tid))
		return false;
	snprintf(path, sizeof(path), "/proc/self/task/%u/stat", READ_ONCE(accessor.tid));
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(file);
	return state == 'S';
}

static void a_revoked_page_stays_pinned_while_it_is_accessed(void **state)
{
	struct rig *rig = *state;
	struct facet_host_ops ops = fake_host_ops;
	struct facet_pin *pin = get(rig, 30, 0);
	struct facet_pins_access access;
	pthread_t thread;
	u64 gfn = 30;

	memset(&accessor, 0, sizeof(accessor));
	accessor.rig = rig;
	accessor.accessing = true;
	ops.unpin = accessor_unpin;
	rig->vgpu->ops = &ops;
	assert_int_equal(facet_pins_access_begin(rig->vgpu, &gfn, 1, &access), 0);
	assert_int_equal(pthread_create(&thread, NULL, accessor_unmap, NULL), 0);
	while (!READ_ONCE(accessor.done) && !accessor_waits())
		usleep(100);
	WRITE_ONCE(accessor.accessing, false);
	facet_pins_access_end(rig->vgpu, &access);
	pthread_join(thread, NULL);
	assert_false(accessor.unpinned_in_access);
	assert_int_equal(rig->host.pin_count[30], 0);
	assert_int_equal(facet_pins_access_begin(rig->vgpu, &gfn, 1, &access), -ENOENT);
	put(rig, pin);
	rig->vgpu->ops = &fake_host_ops;
}

/* If two failures had the same place, each submission would request one of the pages again. */
static void failures_of_pages_in_a_row_have_a_place_each(void **state)
{
	struct facet_vgpu vgpu = { 0 };
	bool taken[1u << FACET_SPREAD_BITS];
	u32 round, i, place;

	for (round = 0; round < 200; round++) {
		memset(taken, 0, sizeof(taken));
		vgpu.hash_key = facet_vgpu_hash_key();
		for (i = 0; i < FACET_SPREAD_RUN; i++) {
			place = facet_vgpu_spread(&vgpu, 0x100000 + i, FACET_SPREAD_BITS);
			assert_false(taken[place]);
			taken[place] = true;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_is_pinned_once_however_often_it_is_named,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_dropped_page_stays_while_older_work_runs, setup,
						teardown),
		cmocka_unit_test_setup_teardown(one_bad_page_does_not_fail_the_others, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_failed_page_is_tried_once_a_second, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			memory_that_was_taken_away_and_given_back_is_there_at_once, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			pages_that_are_on_the_move_are_asked_for_together_and_again_at_once, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_page_that_is_away_for_long_costs_only_itself,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_sync_that_is_to_be_done_again_asks_for_no_more_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_that_were_not_asked_for_are_not_away, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			a_dma_unmap_waits_for_one_call_of_the_front_end_not_for_a_batch, setup,
			teardown),
		cmocka_unit_test_setup_teardown(out_of_memory_stops_all_pinning_for_a_second, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_pgpu_that_cannot_map_leaves_nothing_pinned, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_cap_is_an_error_and_deferred_pins_give_way,
						setup_tiny, teardown),
		cmocka_unit_test_setup_teardown(the_cap_counts_before_a_bad_page, setup_tiny,
						teardown),
		cmocka_unit_test_setup_teardown(revoked_pages_are_unpinned_though_still_named,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_wide_range_revokes_all_of_a_large_table, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_page_pinned_while_it_is_revoked_does_not_stay,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_page_on_its_way_out_counts_until_it_is_unpinned,
						setup, teardown),
		cmocka_unit_test(failures_of_pages_in_a_row_have_a_place_each),
		cmocka_unit_test_setup_teardown(pages_that_are_pinned_are_accessed_in_place, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_revoked_page_stays_pinned_while_it_is_accessed,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
