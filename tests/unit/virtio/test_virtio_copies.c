// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the copies of a virtio-gpu from backing memory in many pieces: a pass is bounded, and a
 * transfer goes on where it stopped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_driver.h"
#include "virtio/virtio_gpu_types.h"

#define WIDE		1920u	/* a resource of few, long rows */
#define ROWS		8u
#define WIDE_STRIDE	(WIDE * VIRTIO_GPU_PIXEL)
#define WIDE_BYTES	(WIDE_STRIDE * ROWS)
#define PASS_ACCESSES	4200u	/* a pass has 1 MiB, and an access counts 256 bytes at least */
#define RING_ACCESSES	8u	/* of a pass to the queues, at most */

static u32 accesses;	/* of the device to the driver's memory */

static void count_access(struct driver_memory *memory)
{
	accesses++;
}

static int gpu_create(void **state)
{
	*state = gpu_rig_create();
	return *state ? 0 : -1;
}

static int gpu_destroy(void **state)
{
	gpu_rig_destroy(*state);
	return 0;
}

/* Create a wide resource with memory in pieces of @size bytes, whose pixels are painted. */
static void create_wide(struct gpu_rig *f, u32 size)
{
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, WIDE, ROWS));
	gpu_paint(f, WIDE * ROWS);
	f->limits.entries = WIDE_BYTES;
	expect_ok(gpu_attach_many(f, GPU_RESOURCE, WIDE_BYTES, size));
}

static void offer_transfer(struct gpu_rig *f, struct virtio_gpu_rect rect)
{
	const struct virtio_gpu_transfer command = {
		rect, rect.y * WIDE_STRIDE + rect.x * VIRTIO_GPU_PIXEL, GPU_RESOURCE, 0,
	};

	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), sizeof(f->response));
}

/* Check the pixels of the resource: those of @rect are as they were painted, the others 0. */
static void expect_transferred(struct gpu_rig *f, struct virtio_gpu_rect rect)
{
	const u32 *pixels =
		(const u32 *)vio_resource_find(&f->g->resources, GPU_RESOURCE)->pixels;
	u32 x, y;

	for (y = 0; y < ROWS; y++)
		for (x = 0; x < WIDE; x++)
			assert_int_equal(pixels[y * WIDE + x],
					 y - rect.y < rect.height && x - rect.x < rect.width ?
					 y * WIDE + x : 0);
}

/* Do one pass. Return: accesses of the device. */
static u32 pass(struct gpu_rig *f, int *ret)
{
	accesses = 0;
	f->memory.touch = count_access;
	*ret = facet_virtio_gpu_work(f->g);
	f->memory.touch = NULL;
	return accesses;
}

/* Each byte is a memory entry, and an access of its own. None is read twice. */
static void a_pass_ends_between_two_memory_entries(void **state)
{
	static const struct virtio_gpu_rect rects[] = {
		{ 0, 0, WIDE, ROWS }, { 3, 1, WIDE - 7, ROWS - 2 },
	};
	struct gpu_rig *f = *state;
	u32 i, total, passes;
	int ret;

	for (i = 0; i < ARRAY_SIZE(rects); i++) {
		const u32 bytes = rects[i].width * rects[i].height * VIRTIO_GPU_PIXEL;

		create_wide(f, 1);
		offer_transfer(f, rects[i]);
		total = 0;
		passes = 0;
		do {
			u32 n = pass(f, &ret);

			assert_true(n < PASS_ACCESSES);
			total += n;
		} while (ret == -EINPROGRESS && ++passes < bytes);
		assert_int_equal(ret, 0);
		assert_in_range(passes, bytes / PASS_ACCESSES, bytes / PASS_ACCESSES + 4);
		assert_in_range(total, bytes, bytes + RING_ACCESSES * (passes + 2));
		expect_transferred(f, rects[i]);
		expect_ok(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE));
	}
}

/* The time of each pass is over after few accesses. Pieces begin amid pixels and rows. */
static void a_transfer_goes_on_amid_a_row(void **state)
{
	const struct virtio_gpu_rect rect = { 5, 1, WIDE - 11, ROWS - 1 };
	struct gpu_rig *f = *state;
	u32 passes = 0;
	int ret;

	create_wide(f, 1003);
	f->tick_ns = 4000000;
	offer_transfer(f, rect);
	do
		pass(f, &ret);
	while (ret == -EINPROGRESS && ++passes < 1000);
	f->tick_ns = 0;
	assert_int_equal(ret, 0);
	expect_transferred(f, rect);
}

/* The piece that comes late is read again, and those before it are not. */
static void memory_that_is_late_amid_a_row_is_read_again_alone(void **state)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, ROWS };
	struct gpu_rig *f = *state;
	u32 before;
	int ret;

	create_wide(f, 1000);
	offer_transfer(f, all);
	driver_lose(&f->memory, GPU_PIXELS + 40 * 1000, 1);
	before = pass(f, &ret);
	assert_int_equal(ret, FACET_HOST_RETRY);
	assert_true(before > 40);
	driver_lose(&f->memory, 0, 0);
	f->now_ns += FACET_RETRY_INTERVAL_NS;
	assert_in_range(pass(f, &ret), 22, 22 + 16);
	assert_int_equal(ret, 0);
	expect_transferred(f, all);
}

#define gpu_test(f)	cmocka_unit_test_setup_teardown(f, gpu_create, gpu_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		gpu_test(a_pass_ends_between_two_memory_entries),
		gpu_test(a_transfer_goes_on_amid_a_row),
		gpu_test(memory_that_is_late_amid_a_row_is_read_again_alone),
	};

	return cmocka_run_group_tests_name("virtio_copies", tests, NULL, NULL);
}
