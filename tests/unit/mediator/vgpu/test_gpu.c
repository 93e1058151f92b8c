// SPDX-License-Identifier: GPL-2.0-only
/* Test facet_gpu_create(): capabilities, clients and register blocks that it accepts or refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/irq_defs.h"
#include "mediator/gpu.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"

#define TOO_MANY_BLOCKS	64u

static struct fake_clock ticks;
static struct fake_pgpu *fake;

static int setup(void **state)
{
	fake = calloc(1, sizeof(*fake));
	if (!fake)
		return -1;
	fake_clock_init(&ticks, false);
	fake_pgpu_init(fake);
	return 0;
}

static int teardown(void **state)
{
	free(fake);
	return 0;
}

static int create(const struct facet_reg_block *const *units)
{
	struct facet_gpu *gpu = NULL;
	int ret = facet_gpu_create(&fake->pgpu, units, &fake_gpu_host_ops, &ticks, &gpu);

	if (!ret)
		facet_gpu_destroy(gpu);
	return ret;
}

static void a_sound_one_is_taken_again_and_again(void **state)
{
	assert_int_equal(create(NULL), 0);
	assert_int_equal(create(NULL), 0);
}

static void capabilities_that_make_no_sense_are_refused(void **state)
{
	const struct pgpu_caps sound = fake->caps;

	fake->caps.engines = 0;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.engines |= BIT(PGPU_ENGINES);
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.user_batch_safe |= BIT(PGPU_ENGINES);
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.depth = 0;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps.depth = 65;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.preemption = PGPU_PREEMPT_COMMAND + 1;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.context_pages[PGPU_VCS] = 0;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps.context_pages[PGPU_VCS] = 22;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	fake->caps.bus_pages = 0;
	assert_int_equal(create(NULL), -EINVAL);
	fake->caps = sound;
	assert_int_equal(create(NULL), 0);
}

/* A driver reads by a slice and a subslice that exist. Without one it runs off its masks. */
static void an_identity_that_no_driver_can_use_is_refused(void **state)
{
	const struct gen9_identity sound = fake->caps.identity;
	struct gen9_identity *identity = &fake->caps.identity;
	const struct { u32 *field, value; } bad[] = {
		{ &identity->device, 0 },
		{ &identity->device, 0x15912 },
		{ &identity->revision, 0x100 },
		{ &identity->fuse2, GEN9_FUSE2_SUBSLICES_OFF(0x8) },
		{ &identity->fuse2, GEN9_FUSE2_SLICES(1) | GEN9_FUSE2_SUBSLICES_OFF(0xf) },
		{ &identity->eu_disable[0], 0x00ffffff },	/* of the subslices that exist */
		{ &identity->rp_state_cap, 0x070a00 },
		{ &identity->rp_state_cap, GEN9_RP_STATES(350, 500, 2150) },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		*bad[i].field = bad[i].value;
		assert_int_equal(create(NULL), -EINVAL);
		*identity = sound;
	}
	assert_int_equal(create(NULL), 0);
}

static void the_pages_of_an_engine_that_is_not_there_do_not_matter(void **state)
{
	fake->caps.engines &= ~BIT(PGPU_VECS);
	fake->caps.context_pages[PGPU_VECS] = 0;
	assert_int_equal(create(NULL), 0);
}

static void one_that_has_a_client_is_busy(void **state)
{
	struct facet_gpu *gpu = NULL;

	assert_int_equal(facet_gpu_create(&fake->pgpu, NULL, &fake_gpu_host_ops, &ticks, &gpu), 0);
	assert_int_equal(create(NULL), -EBUSY);
	assert_ptr_equal(facet_gpu_pgpu(gpu), &fake->pgpu);
	facet_gpu_destroy(gpu);
}

static int with_row(const struct facet_reg *row)
{
	const struct facet_reg_block block = { .rows = row, .count = 1 };
	const struct facet_reg_block *const units[] = { &block, NULL };

	return create(units);
}

static void registers_from_outside_overlap_with_none_and_stay_in_bar0(void **state)
{
	const struct facet_reg taken = { .name = "TAKEN", .offset = GEN9_MASTER_IRQ };
	const struct facet_reg crooked = { .name = "CROOKED", .offset = 0x1f0002 };
	const struct facet_reg outside = { .name = "OUTSIDE", .offset = 0x200000 };
	const struct facet_reg too_long = { .name = "LONG", .offset = 0x1ffff0, .count = 5 };
	const struct facet_reg fits = { .name = "FITS", .offset = 0x1ffff0, .count = 4 };

	assert_int_equal(with_row(&taken), -EEXIST);
	assert_int_equal(with_row(&crooked), -EINVAL);
	assert_int_equal(with_row(&outside), -EINVAL);
	assert_int_equal(with_row(&too_long), -EINVAL);
	assert_int_equal(with_row(&fits), 0);
}

static void blocks_of_registers_are_bounded(void **state)
{
	static const struct facet_reg_block empty;
	const struct facet_reg_block *units[TOO_MANY_BLOCKS + 1] = { NULL };
	u32 i;

	for (i = 0; i < TOO_MANY_BLOCKS; i++)
		units[i] = &empty;
	assert_int_equal(create(units), -EINVAL);
	units[1] = NULL;
	assert_int_equal(create(units), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sound_one_is_taken_again_and_again),
		TEST(capabilities_that_make_no_sense_are_refused),
		TEST(an_identity_that_no_driver_can_use_is_refused),
		TEST(the_pages_of_an_engine_that_is_not_there_do_not_matter),
		TEST(one_that_has_a_client_is_busy),
		TEST(registers_from_outside_overlap_with_none_and_stay_in_bar0),
		TEST(blocks_of_registers_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
