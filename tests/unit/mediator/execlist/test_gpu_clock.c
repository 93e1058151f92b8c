// SPDX-License-Identifier: GPL-2.0-only
/* Test the clock that a guest reads, over saves, restores and resets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_regs_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/execlist/gpu_clock.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"

#define AFTER_DAYS	0x512345678ull
#define AFTER_BOOT	0x1000ull

/* struct fixture - @from has run for days; the host of @to has just booted. */
struct fixture {
	struct rig *from;
	struct rig *to;
	struct saved saved;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->from = rig_create(&facet_types[0], NULL);
	f->to = rig_create(&facet_types[0], NULL);
	*state = f;
	if (!f->from || !f->to)
		return -1;
	f->from->fake.caps.clock_offset = f->to->fake.caps.clock_offset = true;
	f->from->fake.timestamp = AFTER_DAYS;
	f->to->fake.timestamp = AFTER_BOOT;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = rig_destroy(f->from) + rig_destroy(f->to);

	free(f->saved.data);
	free(f);
	return leaked ? -1 : 0;
}

static u64 clock_of(struct rig *rig)
{
	return facet_clock(rig->vgpu, GEN9_RCS_BASE);
}

/* Return what a guest reads from RING_TIMESTAMP. */
static u64 trapped_clock_of(struct rig *rig)
{
	return rig_read(rig, GEN9_RCS_BASE + GEN9_RING_TIMESTAMP) |
	       (u64)rig_read(rig, GEN9_RCS_BASE + GEN9_RING_TIMESTAMP_U) << 32;
}

static void move(struct fixture *f)
{
	assert_int_equal(saved_save(&f->saved, f->from->vgpu), 0);
	assert_int_equal(facet_vgpu_restore(f->to->vgpu, f->saved.data, f->saved.len), 0);
}

static void a_restored_clock_goes_on_where_it_was(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(clock_of(f->from), AFTER_DAYS);
	move(f);
	assert_int_equal(clock_of(f->to), AFTER_DAYS);
	f->to->fake.timestamp += 100;
	assert_int_equal(clock_of(f->to), AFTER_DAYS + 100);
	assert_int_equal(trapped_clock_of(f->to), AFTER_DAYS + 100);
}

static void a_second_move_loses_nothing(void **state)
{
	struct fixture *f = *state;

	move(f);
	f->to->fake.timestamp += 100;
	assert_int_equal(saved_save(&f->saved, f->to->vgpu), 0);
	f->from->fake.timestamp = 5;
	assert_int_equal(facet_vgpu_restore(f->from->vgpu, f->saved.data, f->saved.len), 0);
	assert_int_equal(clock_of(f->from), AFTER_DAYS + 100);
}

static void the_clock_of_a_pgpu_without_an_offset_jumps(void **state)
{
	struct fixture *f = *state;

	f->to->fake.caps.clock_offset = false;
	move(f);
	assert_int_equal(clock_of(f->to), AFTER_BOOT);
}

static void a_reset_clock_is_that_of_the_pgpu(void **state)
{
	struct fixture *f = *state;

	move(f);
	facet_vgpu_reset(f->to->vgpu);
	assert_int_equal(clock_of(f->to), AFTER_BOOT);
}

/* 36 bits. */
static void a_clock_that_wraps_goes_on(void **state)
{
	struct fixture *f = *state;

	f->from->fake.timestamp = GEN9_TIMESTAMP_MASK;
	move(f);
	assert_int_equal(clock_of(f->to), GEN9_TIMESTAMP_MASK);
	f->to->fake.timestamp += 3;
	assert_int_equal(clock_of(f->to), 2);
}

/* The upper half counts between two reads of registers. */
static void the_halves_of_a_clock_are_of_one_moment(void **state)
{
	struct fixture *f = *state;
	struct fake_pgpu *fake = &f->from->fake;

	fake->timestamp_step = 0x10;
	for (fake->timestamp = 0x1ffffffc8ull; fake->timestamp < 0x200000040ull;) {
		u64 before = fake->timestamp, now = clock_of(f->from);

		assert_in_range(now, before, fake->timestamp);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_restored_clock_goes_on_where_it_was),
		CASE(a_second_move_loses_nothing),
		CASE(the_clock_of_a_pgpu_without_an_offset_jumps),
		CASE(a_reset_clock_is_that_of_the_pgpu),
		CASE(a_clock_that_wraps_goes_on),
		CASE(the_halves_of_a_clock_are_of_one_moment),
	};

	return cmocka_run_group_tests_name("gpu_clock", tests, NULL, NULL);
}
