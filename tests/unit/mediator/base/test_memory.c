// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare three figures of kernel memory behind the limits of a type: sizes of the core's records
 * in the kernel's allocator, the type table, and docs/dev/memory.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "mediator/aperture/detiled_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/pins.h"
#include "mediator/pins/pin_map.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/type.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/kernel_size.h"
#include "tests/lib/page.h"

/* Return the bytes of a shadow page and its records, with the pin of the guest's page. */
static u64 shadow_page_bytes(void)
{
	return GEN9_PAGE_SIZE + kernel_size(sizeof(struct ppgtt_table)) +
	       kernel_size(sizeof(struct ppgtt_entries)) + kernel_size(sizeof(struct ppgtt_page)) +
	       kernel_size(sizeof(struct facet_pin));
}

static u64 pin_node_bytes(void)
{
	return kernel_size(PIN_MAP_SLOTS * sizeof(struct facet_pin *));
}

/* Return the bytes of all pins if each number of each node is used. */
static u64 pins_bytes(const struct facet_type *type)
{
	return type->max_pinned_pages * (kernel_size(sizeof(struct facet_pin)) +
					 pin_node_bytes() / PIN_MAP_SLOTS);
}

/* Return the bytes of all pins if each lowest node has one number, and the nodes above are full. */
static u64 pins_worst_bytes(const struct facet_type *type)
{
	return type->max_pinned_pages * (kernel_size(sizeof(struct facet_pin)) + pin_node_bytes() +
					 kernel_size(sizeof(struct facet_pin_dir)) / PIN_MAP_SLOTS);
}

static void a_shadow_page_takes_13_kib_at_most(void **state)
{
	assert_in_range(shadow_page_bytes(), 3 * GEN9_PAGE_SIZE, 13 * KERNEL_KIB);
}

/* A large page has a record and pins, besides a shadow page of small entries that it may have. */
static void a_large_page_takes_no_more_than_a_shadow_page(void **state)
{
	assert_in_range(GEN9_PAGE_SIZE + kernel_size(sizeof(struct ppgtt_large)) +
			kernel_size(GEN9_LARGE_PAGES * sizeof(struct facet_pin *)),
			GEN9_PAGE_SIZE, shadow_page_bytes());
}

/* Return the bytes of a detiled page, its record, and a bit for each of its bytes. */
static u64 detiled_page_bytes(void)
{
	return GEN9_PAGE_SIZE + kernel_size(sizeof(struct detiled_page)) +
	       kernel_size(DETILED_RUNS * sizeof(u16));
}

static void a_detiled_page_takes_6_and_a_half_kib(void **state)
{
	assert_int_equal(2 * detiled_page_bytes(), 13 * KERNEL_KIB);
}

static void expect_little_waste(const char *name, u64 size)
{
	u64 rounded = kernel_size(size);

	if (rounded - size > max(size / 3, 48ull))
		fail_msg("%s: %llu bytes take %llu", name, size, rounded);
}

/* The guest decides how many of these records there are. */
static void the_allocator_wastes_no_more_than_a_third_of_a_record(void **state)
{
	expect_little_waste("ppgtt_table", sizeof(struct ppgtt_table));
	expect_little_waste("ppgtt_entries", sizeof(struct ppgtt_entries));
	expect_little_waste("ppgtt_large", sizeof(struct ppgtt_large));
	expect_little_waste("ppgtt_page", sizeof(struct ppgtt_page));
	expect_little_waste("facet_ppgtt_root", sizeof(struct facet_ppgtt_root));
	expect_little_waste("facet_pin", sizeof(struct facet_pin));
	expect_little_waste("facet_pin_dir", sizeof(struct facet_pin_dir));
	expect_little_waste("detiled_page", sizeof(struct detiled_page));
}

static void the_type_table_says_what_its_caps_take(void **state)
{
	u32 i;

	for (i = 0; i < gen9_type_count(); i++) {
		const struct facet_type *type = &facet_types[i];

		assert_int_equal(type->shadow_mib,
				 kernel_mib(type->max_shadow_pages * shadow_page_bytes()));
		assert_int_equal(type->pins_mib, kernel_mib(pins_bytes(type)));
	}
}

static void the_docs_say_what_the_type_table_says(void **state)
{
	char *text = page_read("dev/memory.md");
	char row[200];
	u32 i;

	assert_non_null(text);
	for (i = 0; i < gen9_type_count(); i++) {
		const struct facet_type *type = &facet_types[i];

		snprintf(row, sizeof(row), "\n| %s | %u | %u | %u | %u | %llu |\n", type->name,
			 type->max_shadow_pages, type->shadow_mib, type->max_pinned_pages,
			 type->pins_mib, kernel_mib(pins_worst_bytes(type)));
		if (!strstr(text, row))
			fail_msg("docs/dev/memory.md lacks the row:%s", row);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shadow_page_takes_13_kib_at_most),
		cmocka_unit_test(a_large_page_takes_no_more_than_a_shadow_page),
		cmocka_unit_test(a_detiled_page_takes_6_and_a_half_kib),
		cmocka_unit_test(the_allocator_wastes_no_more_than_a_third_of_a_record),
		cmocka_unit_test(the_type_table_says_what_its_caps_take),
		cmocka_unit_test(the_docs_say_what_the_type_table_says),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
