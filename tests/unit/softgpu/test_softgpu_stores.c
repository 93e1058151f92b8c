// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the record of pages that work stores to (softgpu/stores.h): which pages are marked, and that
 * a client that has taken a mark waits for the store. Units of the render engine stand for a store
 * that takes long.
 */
#include "tests/lib/sgpu_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "softgpu/bus.h"
#include "softgpu/units.h"
#include "tests/lib/test_model.h"

#define OTHER		0x20001000ull	/* PPGTT, behind RIG_DATA */
#define STORE_MS	20u		/* between the translation and the slow store */
#define PRIMITIVE	0x7b000005u
#define BBE		GEN9_MI_BATCH_BUFFER_END
#define SDI		0x10000002u
#define LRM		0x14800002u
#define GPR0		(GEN9_RCS_BASE + GEN9_RING_GPR)

/**
 * struct slow - A store that takes long.
 * @host: the host of the units
 * @translated: the engine has the page, and has not stored yet
 * @stored: the store is done
 */
struct slow {
	const struct softgpu_unit_host *host;
	bool translated;
	bool stored;
};

static struct slow slow;

static int slow_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	u8 *page = slow.host->ops->page(slow.host->host, RIG_DATA, true);

	if (!page)
		return -EINVAL;
	smp_store_release(&slow.translated, true);
	usleep(STORE_MS * 1000);
	WRITE_ONCE(*(u32 *)page, 0x570e);
	smp_store_release(&slow.stored, true);
	return 0;
}

static void slow_flush(void *units, u32 flags)
{
}

static void slow_state(void *units, const void *state)
{
}

static void slow_save(void *units, void *state)
{
	memset(state, 0, sizeof(u32));
}

static int slow_drop(void *units, u64 owner, u32 context)
{
	return 0;
}

static void slow_sweep(void *units)
{
}

static const struct softgpu_unit_ops slow_ops = {
	.command = slow_command,
	.flush = slow_flush,
	.load = slow_state,
	.save = slow_save,
	.drop = slow_drop,
	.sweep = slow_sweep,
	.state_bytes = sizeof(u32),
};

static int give_slow(struct softgpu_user *user, void *arg)
{
	slow = (struct slow){ .host = softgpu_unit_host(softgpu_user_softgpu(user)) };
	return softgpu_set_units(softgpu_user_softgpu(user), &slow_ops, &slow);
}

static u64 bus_of(struct sgpu_rig *rig, u64 va)
{
	return *sgpu_rig_pte(rig, va) & GEN9_PTE_ADDR_MASK;
}

static void record(struct sgpu_rig *rig, bool on)
{
	rig->pgpu->ops->record_stores(rig->pgpu, rig->owner, on);
}

/* Take the marks of RIG_DATA (bit 0) and of OTHER (bit 1). */
static u64 take(struct sgpu_rig *rig)
{
	const u64 bus[] = { bus_of(rig, RIG_DATA), bus_of(rig, OTHER) };

	return rig->pgpu->ops->take_stores(rig->pgpu, rig->owner, bus, ARRAY_SIZE(bus));
}

static void store(struct sgpu_rig *rig, u64 va, u32 value)
{
	u32 n = 0;

	rig->batch[n++] = SDI;
	rig->batch[n++] = lower_32_bits(va);
	rig->batch[n++] = upper_32_bits(va);
	rig->batch[n++] = value;
	rig->batch[n++] = BBE;
	sgpu_rig_run_batch(rig);
}

static void a_page_is_marked_that_is_stored_to(void **state)
{
	struct sgpu_rig *rig = *state;

	sgpu_rig_page(rig, RIG_PPGTT, OTHER);
	store(rig, RIG_DATA, 1);
	assert_int_equal(take(rig), 0);
	record(rig, true);
	store(rig, RIG_DATA, 2);
	assert_int_equal(take(rig), BIT(0));
	assert_int_equal(take(rig), 0);
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	store(rig, OTHER, 3);
	assert_int_equal(take(rig), BIT(1));
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	record(rig, false);
	store(rig, OTHER, 4);
	assert_int_equal(take(rig), 0);
}

/* The engine keeps translations. A store by one of them is recorded again when marks were taken. */
static void a_store_behind_a_report_is_marked_again(void **state)
{
	struct sgpu_rig *rig = *state;

	sgpu_rig_page(rig, RIG_PPGTT, OTHER);
	record(rig, true);
	store(rig, RIG_DATA, 1);
	assert_int_equal(take(rig), BIT(0));
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	store(rig, RIG_DATA, 2);
	assert_int_equal(take(rig), BIT(0));
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	record(rig, false);
}

/* A page that is read first, by the same translation, is marked by its first store. */
static void a_page_that_is_read_is_not_marked(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 n = 0;

	sgpu_rig_page(rig, RIG_PPGTT, OTHER);
	record(rig, true);
	rig->batch[n++] = LRM;
	rig->batch[n++] = GPR0;
	rig->batch[n++] = lower_32_bits(OTHER);
	rig->batch[n++] = upper_32_bits(OTHER);
	rig->batch[n++] = BBE;
	sgpu_rig_run_batch(rig);
	assert_int_equal(take(rig), 0);
	store(rig, OTHER, 1);
	assert_int_equal(take(rig), BIT(1));
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	record(rig, false);
}

static void a_mark_goes_with_its_page(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 bus = 0, again = 0;
	void *cpu;

	assert_int_equal(rig->pgpu->ops->page_alloc(rig->pgpu, &cpu, &bus), 0);
	sgpu_rig_set(rig, RIG_PPGTT, OTHER, bus);
	record(rig, true);
	store(rig, OTHER, 1);
	pgpu_page_free(rig->pgpu, cpu, bus);
	assert_int_equal(rig->pgpu->ops->page_alloc(rig->pgpu, &cpu, &again), 0);
	assert_int_equal(again, bus);
	assert_int_equal(rig->pgpu->ops->take_stores(rig->pgpu, rig->owner, &bus, 1), 0);
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	record(rig, false);
	pgpu_page_free(rig->pgpu, cpu, bus);
}

/* Owners that share a table of the GGTT are recorded together. */
static void stores_of_a_neighbour_are_not_recorded(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 recorded = rig->owner;

	sgpu_rig_page(rig, RIG_PPGTT, OTHER);
	record(rig, true);
	sgpu_rig_other_owner(rig);
	store(rig, RIG_DATA, 1);
	assert_int_equal(take(rig), test_model() == SOFTGPU_PRIVATE ? 0 : BIT(0));
	rig->owner = recorded;
	store(rig, RIG_DATA, 2);
	assert_int_equal(take(rig), BIT(0));
	record(rig, false);
}

static void addresses_without_a_page_are_never_marked(void **state)
{
	struct sgpu_rig *rig = *state;
	const u64 bus[] = { 0, ~0ull, ~0xfffull, SGPU_BUS_PAGES << 12, 1ull << 40 };

	record(rig, true);
	assert_int_equal(rig->pgpu->ops->take_stores(rig->pgpu, rig->owner, bus,
						     ARRAY_SIZE(bus)), 0);
	record(rig, false);
}

/* The client reads the page right behind the wait. */
static void a_client_waits_for_the_store_whose_mark_it_took(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));
	u32 *data;

	assert_non_null(rig);
	sgpu_rig_init_units(rig, PGPU_RCS, SOFTGPU_USER_THREADS, give_slow, NULL);
	sgpu_rig_page(rig, RIG_PPGTT, OTHER);
	data = rig->data;
	record(rig, true);
	memset(rig->batch, 0, 16 * sizeof(*rig->batch));
	rig->batch[0] = PRIMITIVE;
	rig->batch[7] = BBE;
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	sgpu_rig_submit(rig, 0);
	while (!smp_load_acquire(&slow.translated))
		usleep(100);
	assert_int_equal(take(rig), BIT(0));
	rig->pgpu->ops->finish_stores(rig->pgpu, rig->owner);
	assert_true(smp_load_acquire(&slow.stored));
	assert_int_equal(READ_ONCE(*data), 0x570e);
	assert_int_equal(take(rig), 0);
	record(rig, false);
	while (!sgpu_rig_events(rig, PGPU_EV_COMPLETE))
		usleep(100);
	sgpu_rig_exit(rig);
	free(rig);
}

#define STEPPED(test)	cmocka_unit_test_setup_teardown(test, sgpu_rig_setup, sgpu_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEPPED(a_page_is_marked_that_is_stored_to),
		STEPPED(a_store_behind_a_report_is_marked_again),
		STEPPED(a_page_that_is_read_is_not_marked),
		STEPPED(a_mark_goes_with_its_page),
		STEPPED(stores_of_a_neighbour_are_not_recorded),
		STEPPED(addresses_without_a_page_are_never_marked),
		cmocka_unit_test(a_client_waits_for_the_store_whose_mark_it_took),
	};

	return cmocka_run_group_tests_name("softgpu_stores", tests, NULL, NULL);
}
