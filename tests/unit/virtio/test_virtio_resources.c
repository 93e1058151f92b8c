// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the sizes of 2D resources. A driver without blobs has one resource for several monitors, so
 * it is larger than any of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_driver.h"
#include "virtio/virtio_gpu_types.h"

#define MONITORS	2u
#define WIDE		(MONITORS * GPU_WIDTH)	/* of a resource for all monitors, side by side */
#define ALL		((struct virtio_gpu_rect){ 0, 0, WIDE, GPU_HEIGHT })
#define SIDE_MAX	VIO_RESOURCE_SIDE

/* No side of a monitor is longer than GPU_WIDTH. */
static int setup(void **state)
{
	struct gpu_rig *f = gpu_rig_create();

	f->limits.max_side = GPU_WIDTH;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	gpu_rig_destroy(*state);
	return 0;
}

static struct virtio_gpu_rect part_of(u32 monitor)
{
	return (struct virtio_gpu_rect){ monitor * GPU_WIDTH, 0, GPU_WIDTH, GPU_HEIGHT };
}

static void a_resource_spans_two_monitors(void **state)
{
	struct gpu_rig *f = *state;
	u32 picture[GPU_HEIGHT][GPU_WIDTH];
	u32 i, x, y;

	expect_ok(gpu_create_2d(f, GPU_RESOURCE, WIDE, GPU_HEIGHT));
	gpu_paint(f, WIDE * GPU_HEIGHT);
	expect_ok(gpu_attach(f, GPU_RESOURCE, WIDE * GPU_HEIGHT * VIRTIO_GPU_PIXEL, 4096));
	expect_ok(gpu_transfer(f, GPU_RESOURCE, ALL, 0));
	for (i = 0; i < MONITORS; i++) {
		expect_ok(gpu_set_scanout(f, i, GPU_RESOURCE, part_of(i)));
		assert_int_equal(facet_virtio_gpu_read(f->g, i, picture, sizeof(picture[0]),
						       GPU_WIDTH, GPU_HEIGHT, false), 0);
		for (y = 0; y < GPU_HEIGHT; y++)
			for (x = 0; x < GPU_WIDTH; x++)
				assert_int_equal(picture[y][x], y * WIDE + i * GPU_WIDTH + x);
	}
}

static void a_scanout_shows_no_more_than_a_monitor(void **state)
{
	struct gpu_rig *f = *state;

	expect_ok(gpu_create_2d(f, GPU_RESOURCE, WIDE, GPU_HEIGHT));
	assert_int_equal(gpu_set_scanout(f, 0, GPU_RESOURCE, ALL),
			 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
}

static void a_side_of_a_resource_is_bounded(void **state)
{
	static const struct {
		u32 width;
		u32 height;
		u32 response;
	} sizes[] = {
		{ SIDE_MAX, 1, VIRTIO_GPU_RESP_OK_NODATA },
		{ 1, SIDE_MAX, VIRTIO_GPU_RESP_OK_NODATA },
		{ SIDE_MAX + 1, 1, VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER },
		{ 1, SIDE_MAX + 1, VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER },
	};
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		assert_int_equal(gpu_create_2d(f, i + 1, sizes[i].width, sizes[i].height),
				 sizes[i].response);
}

/* The product of the sides is 2^30 bytes. */
static void the_largest_resource_is_bounded_by_its_pixels(void **state)
{
	struct gpu_rig *f = *state;

	assert_int_equal(gpu_create_2d(f, GPU_RESOURCE, SIDE_MAX, SIDE_MAX),
			 VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
	f->limits.bytes = (u64)WIDE * GPU_HEIGHT * VIRTIO_GPU_PIXEL;
	assert_int_equal(gpu_create_2d(f, GPU_RESOURCE, WIDE + 1, GPU_HEIGHT),
			 VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, WIDE, GPU_HEIGHT));
}

#define gpu_test(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		gpu_test(a_resource_spans_two_monitors),
		gpu_test(a_scanout_shows_no_more_than_a_monitor),
		gpu_test(a_side_of_a_resource_is_bounded),
		gpu_test(the_largest_resource_is_bounded_by_its_pixels),
	};

	return cmocka_run_group_tests_name("virtio_resources", tests, NULL, NULL);
}
