// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the translation of a line's level to VFIO signals (mediator/base/irq_line.c), which the
 * modules and the vfio-user server share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mediator/irq_line.h"

static const struct facet_irq_line_routes intx = { .intx = true };
static const struct facet_irq_line_routes msi = { .msi = true };
static const struct facet_irq_line_routes none;

static void a_rise_is_one_msi(void **state)
{
	struct facet_irq_line line = { 0 };

	assert_int_equal(facet_irq_line_set_level(&line, true, &msi), FACET_IRQ_LINE_MSI);
	assert_int_equal(facet_irq_line_set_level(&line, true, &msi), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_set_level(&line, false, &msi), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_set_level(&line, true, &msi), FACET_IRQ_LINE_MSI);
	assert_false(line.masked);
}

static void intx_masks_itself_when_it_fires(void **state)
{
	struct facet_irq_line line = { 0 };

	assert_int_equal(facet_irq_line_set_level(&line, true, &intx), FACET_IRQ_LINE_INTX);
	assert_true(line.masked);
	assert_int_equal(facet_irq_line_set_level(&line, false, &intx), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_set_level(&line, true, &intx), FACET_IRQ_LINE_NONE);
}

static void a_line_that_is_up_fires_when_it_is_unmasked(void **state)
{
	struct facet_irq_line line = { 0 };

	facet_irq_line_set_level(&line, true, &intx);
	assert_int_equal(facet_irq_line_set_mask(&line, false, &intx), FACET_IRQ_LINE_INTX);
	assert_true(line.masked);
	facet_irq_line_set_level(&line, false, &intx);
	assert_int_equal(facet_irq_line_set_mask(&line, false, &intx), FACET_IRQ_LINE_NONE);
	assert_false(line.masked);
}

static void a_masked_line_is_silent(void **state)
{
	struct facet_irq_line line = { 0 };

	assert_int_equal(facet_irq_line_set_mask(&line, true, &intx), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_set_level(&line, true, &intx), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_check(&line, &intx), FACET_IRQ_LINE_NONE);
	/* The mask applies to INTx alone. */
	facet_irq_line_set_level(&line, false, &msi);
	assert_int_equal(facet_irq_line_set_level(&line, true, &msi), FACET_IRQ_LINE_MSI);
}

static void intx_that_is_turned_on_fires_for_a_line_that_is_up(void **state)
{
	struct facet_irq_line line = { 0 };

	assert_int_equal(facet_irq_line_set_level(&line, true, &none), FACET_IRQ_LINE_NONE);
	assert_false(line.masked);
	assert_int_equal(facet_irq_line_check(&line, &none), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_check(&line, &intx), FACET_IRQ_LINE_INTX);
	assert_int_equal(facet_irq_line_check(&line, &intx), FACET_IRQ_LINE_NONE);
}

static void msi_that_is_turned_on_waits_for_the_next_rise(void **state)
{
	struct facet_irq_line line = { 0 };

	facet_irq_line_set_level(&line, true, &none);
	assert_int_equal(facet_irq_line_check(&line, &msi), FACET_IRQ_LINE_NONE);
	assert_int_equal(facet_irq_line_set_level(&line, true, &msi), FACET_IRQ_LINE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rise_is_one_msi),
		cmocka_unit_test(intx_masks_itself_when_it_fires),
		cmocka_unit_test(a_line_that_is_up_fires_when_it_is_unmasked),
		cmocka_unit_test(a_masked_line_is_silent),
		cmocka_unit_test(intx_that_is_turned_on_fires_for_a_line_that_is_up),
		cmocka_unit_test(msi_that_is_turned_on_waits_for_the_next_rise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
