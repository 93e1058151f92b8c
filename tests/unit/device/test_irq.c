// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the interrupt tree: masks, the derived bits of the master register, and edges of the line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/irq.h"
#include "gen9/engine_defs.h"
#include "gen9/irq_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/pgpu.h"
#include "tests/lib/rig.h"

#define IMR(base)	((base) + GEN9_IRQ_IMR)
#define IIR(base)	((base) + GEN9_IRQ_IIR)
#define IER(base)	((base) + GEN9_IRQ_IER)

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

/* Enable interrupts as i915 does: first @bits, then the master. */
static void enable(struct rig *rig, u32 base, u32 bits)
{
	rig_write(rig, IMR(base), ~bits);
	rig_write(rig, IER(base), bits);
	rig_write(rig, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

static void masks_are_closed_after_reset(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_read(rig, IMR(GEN9_GT_IRQ(0))), 0xffffffff);
	rig_write(rig, IER(GEN9_GT_IRQ(0)), ~0u);
	rig_write(rig, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_GT0, ~0u);
	assert_int_equal(rig_read(rig, IIR(GEN9_GT_IRQ(0))), 0);
	assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), GEN9_MASTER_ENABLE);
	assert_false(rig->host.irq);
}

static void a_bit_not_enabled_is_latched_but_silent(void **state)
{
	struct rig *rig = *state;

	enable(rig, GEN9_PIPE_IRQ(0), GEN9_PIPE_VBLANK);
	rig_write(rig, IER(GEN9_PIPE_IRQ(0)), 0);
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_PIPE_A, GEN9_PIPE_VBLANK);
	assert_int_equal(rig_read(rig, IIR(GEN9_PIPE_IRQ(0))), GEN9_PIPE_VBLANK);
	assert_false(rig->host.irq);
	rig_write(rig, IER(GEN9_PIPE_IRQ(0)), GEN9_PIPE_VBLANK);
	assert_true(rig->host.irq);
}

/* i915's handler of Gen8 and later: master off, read IIRs, clear the bits found, master on. */
static void line_gives_an_edge_per_round_of_the_handler(void **state)
{
	struct rig *rig = *state;

	enable(rig, GEN9_PIPE_IRQ(0), GEN9_PIPE_VBLANK | GEN9_PIPE_FLIP_DONE(0));
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_PIPE_A, GEN9_PIPE_VBLANK);
	assert_true(rig->host.irq);
	assert_int_equal(rig->host.irq_rises, 1);
	rig_write(rig, GEN9_MASTER_IRQ, 0);
	assert_false(rig->host.irq);
	assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), GEN9_MASTER_PIPE(0));
	rig_write(rig, IIR(GEN9_PIPE_IRQ(0)), GEN9_PIPE_VBLANK);
	assert_int_equal(rig_read(rig, IIR(GEN9_PIPE_IRQ(0))), 0);
	/* An interrupt while the handler runs gives an edge only when the master is on again. */
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_PIPE_A, GEN9_PIPE_FLIP_DONE(0));
	assert_int_equal(rig->host.irq_rises, 1);
	rig_write(rig, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
	assert_true(rig->host.irq);
	assert_int_equal(rig->host.irq_rises, 2);
	rig_write(rig, IIR(GEN9_PIPE_IRQ(0)), ~0u);
	assert_false(rig->host.irq);
}

struct group_case {
	enum facet_irq_group group;
	u32 base;
	u32 bit;
	u32 master;
};

static void each_group_has_its_bit_in_the_master(void **state)
{
	static const struct group_case cases[] = {
		{ FACET_IRQ_GT0, GEN9_GT_IRQ(0), 0, GEN9_MASTER_GT_RCS },
		{ FACET_IRQ_GT0, GEN9_GT_IRQ(0), 16, GEN9_MASTER_GT_BCS },
		{ FACET_IRQ_GT1, GEN9_GT_IRQ(1), 8, GEN9_MASTER_GT_VCS },
		{ FACET_IRQ_GT2, GEN9_GT_IRQ(2), 5, GEN9_MASTER_GT_PM },
		{ FACET_IRQ_GT3, GEN9_GT_IRQ(3), 0, GEN9_MASTER_GT_VECS },
		{ FACET_IRQ_PIPE_A, GEN9_PIPE_IRQ(0), 0, GEN9_MASTER_PIPE(0) },
		{ FACET_IRQ_PIPE_B, GEN9_PIPE_IRQ(1), 3, GEN9_MASTER_PIPE(1) },
		{ FACET_IRQ_PIPE_C, GEN9_PIPE_IRQ(2), 31, GEN9_MASTER_PIPE(2) },
		{ FACET_IRQ_PORT, GEN9_PORT_IRQ, 0, GEN9_MASTER_PORT },
		{ FACET_IRQ_MISC, GEN9_MISC_IRQ, 27, GEN9_MASTER_MISC },
		{ FACET_IRQ_PCU, GEN9_PCU_IRQ, 24, GEN9_MASTER_PCU },
		{ FACET_IRQ_PCH, GEN9_SDE_IRQ, 21, GEN9_MASTER_PCH },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct group_case *c = &cases[i];

		enable(rig, c->base, 1u << c->bit);
		facet_irq_raise(facet_vgpu_device(rig->vgpu), c->group, 1u << c->bit);
		assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), GEN9_MASTER_ENABLE | c->master);
		rig_write(rig, IIR(c->base), 1u << c->bit);
		assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), GEN9_MASTER_ENABLE);
	}
}

/* i915 enables the bits of VCS2, which Facet does not have. A set bit would crash i915. */
static void absent_engines_are_never_raised(void **state)
{
	struct rig *rig = *state;

	enable(rig, GEN9_GT_IRQ(1), ~0u);
	enable(rig, GEN9_GT_IRQ(3), ~0u);
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_GT1, 0xffff0000);
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_GT3, 0xffff0000);
	assert_int_equal(rig_read(rig, IIR(GEN9_GT_IRQ(1))), 0);
	assert_int_equal(rig_read(rig, IIR(GEN9_GT_IRQ(3))), 0);
	assert_false(rig->host.irq);
}

struct engine_case {
	u32 engine;
	u32 base;
	u32 group;
	u32 shift;
};

static const struct engine_case engine_cases[] = {
	{ PGPU_RCS, GEN9_RCS_BASE, GEN9_GT_IRQ(0), 0 },
	{ PGPU_BCS, GEN9_BCS_BASE, GEN9_GT_IRQ(0), 16 },
	{ PGPU_VCS, GEN9_VCS_BASE, GEN9_GT_IRQ(1), 0 },
	{ PGPU_VECS, GEN9_VECS_BASE, GEN9_GT_IRQ(3), 0 },
};

/* RING_IMR uses the bit positions of the group's registers: bits 16 and 24 mask BCS. */
static void engines_obey_ring_imr(void **state)
{
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(engine_cases); i++) {
		const struct engine_case *c = &engine_cases[i];
		u32 user = GEN9_GT_USER_IRQ << c->shift;
		u32 cs = GEN9_GT_CONTEXT_SWITCH << c->shift;

		enable(rig, c->group, user | cs);
		rig_write(rig, c->base + GEN9_RING_IMR, ~cs);
		facet_irq_raise_engine(facet_vgpu_device(rig->vgpu), c->engine,
				 GEN9_GT_USER_IRQ | GEN9_GT_CONTEXT_SWITCH);
		assert_int_equal(rig_read(rig, IIR(c->group)), cs);
		rig_write(rig, c->base + GEN9_RING_IMR, ~(user | cs));
		facet_irq_raise_engine(facet_vgpu_device(rig->vgpu), c->engine, GEN9_GT_USER_IRQ);
		assert_int_equal(rig_read(rig, IIR(c->group)), user | cs);
		rig_write(rig, IIR(c->group), ~0u);
	}
	facet_irq_raise_engine(facet_vgpu_device(rig->vgpu), PGPU_ENGINES, ~0u);
	assert_false(rig->host.irq);
}

static void guest_cannot_set_derived_or_latched_bits(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, GEN9_MASTER_IRQ, ~0u);
	assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), GEN9_MASTER_ENABLE);
	rig_write(rig, IIR(GEN9_GT_IRQ(0)), ~0u);
	assert_int_equal(rig_read(rig, IIR(GEN9_GT_IRQ(0))), 0);
	rig_write(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_ISR, ~0u);
	assert_int_equal(rig_read(rig, GEN9_GT_IRQ(0) + GEN9_IRQ_ISR), 0);
	rig_write(rig, GEN9_PSR_IIR, ~0u);
	assert_int_equal(rig_read(rig, GEN9_PSR_IIR), 0);
}

static void reset_lowers_the_line(void **state)
{
	struct rig *rig = *state;

	enable(rig, GEN9_GT_IRQ(0), GEN9_GT_USER_IRQ);
	facet_irq_raise(facet_vgpu_device(rig->vgpu), FACET_IRQ_GT0, GEN9_GT_USER_IRQ);
	assert_true(rig->host.irq);
	facet_vgpu_reset(rig->vgpu);
	assert_false(rig->host.irq);
	assert_int_equal(rig_read(rig, GEN9_MASTER_IRQ), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(masks_are_closed_after_reset, setup, teardown),
		cmocka_unit_test_setup_teardown(a_bit_not_enabled_is_latched_but_silent, setup,
						teardown),
		cmocka_unit_test_setup_teardown(line_gives_an_edge_per_round_of_the_handler, setup,
						teardown),
		cmocka_unit_test_setup_teardown(each_group_has_its_bit_in_the_master, setup,
						teardown),
		cmocka_unit_test_setup_teardown(absent_engines_are_never_raised, setup, teardown),
		cmocka_unit_test_setup_teardown(engines_obey_ring_imr, setup, teardown),
		cmocka_unit_test_setup_teardown(guest_cannot_set_derived_or_latched_bits, setup,
						teardown),
		cmocka_unit_test_setup_teardown(reset_lowers_the_line, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
