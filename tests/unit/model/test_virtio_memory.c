// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare figures of the memory that a guest with a virtio-gpu can take: sizes of the core's
 * records, the type table, and docs/dev/memory.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "mediator/type.h"
#include "model/model.h"
#include "tests/lib/kernel_size.h"
#include "tests/lib/page.h"
#include "virtio/vio_resource.h"

static bool is_virtio(const struct facet_type *type)
{
	return type->model == &facet_model_virtio_gpu;
}

/* Return the bytes of records, if a guest has all resources and all memory entries. */
static u64 record_bytes(const struct facet_type *type)
{
	return type->max_resources * (sizeof(struct vio_resource) + sizeof(struct vio_backing)) +
	       type->max_mem_entries * sizeof(struct vio_entry);
}

static u64 pixel_bytes(const struct facet_type *type)
{
	return type->pixels_mib * KERNEL_MIB;
}

/* So a guest that chooses sizes takes no more than twice its caps. */
static void the_allocator_at_most_doubles_a_picture_or_a_list_of_entries(void **state)
{
	u64 entries, bytes;

	for (bytes = VIRTIO_GPU_PIXEL; bytes < KERNEL_MIB; bytes += VIRTIO_GPU_PIXEL)
		assert_in_range(kernel_size(bytes), bytes, 2 * bytes);
	for (entries = 1; entries < 4096; entries++) {
		bytes = sizeof(struct vio_backing) + entries * sizeof(struct vio_entry);
		assert_in_range(kernel_size(bytes), bytes, 2 * bytes);
	}
	assert_int_equal(kernel_size(sizeof(struct vio_resource)), sizeof(struct vio_resource));
}

static void the_docs_say_what_a_virtio_gpu_takes(void **state)
{
	char *text = page_read("dev/memory.md");
	u32 i, rows = 0;
	char row[200];

	assert_non_null(text);
	for (i = 0; i < facet_type_count; i++) {
		const struct facet_type *type = &facet_types[i];

		if (!is_virtio(type))
			continue;
		snprintf(row, sizeof(row), "\n| %s | %u | %u | %u | %llu | %llu |\n", type->name,
			 type->pixels_mib, type->max_resources, type->max_mem_entries,
			 kernel_mib(record_bytes(type)),
			 kernel_mib(2 * (pixel_bytes(type) + record_bytes(type))));
		if (!strstr(text, row))
			fail_msg("docs/dev/memory.md lacks the row:%s", row);
		rows++;
	}
	assert_int_not_equal(rows, 0);
	free(text);
}

/* 7 screens of the type's size: two pictures for each of three monitors, and one more. */
static void the_pixels_of_a_type_hold_seven_of_its_screens(void **state)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++) {
		const struct facet_type *type = &facet_types[i];
		u64 screen = (u64)type->max_width * type->max_height * VIRTIO_GPU_PIXEL;

		if (is_virtio(type))
			assert_true(7 * screen <= pixel_bytes(type));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_allocator_at_most_doubles_a_picture_or_a_list_of_entries),
		cmocka_unit_test(the_docs_say_what_a_virtio_gpu_takes),
		cmocka_unit_test(the_pixels_of_a_type_hold_seven_of_its_screens),
	};

	return cmocka_run_group_tests_name("virtio memory", tests, NULL, NULL);
}
