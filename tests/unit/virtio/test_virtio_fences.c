// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that the fenced commands of a queue complete in their order. The driver has added several
 * requests at once. After each pass of the worker, the requests that came back are the first ones,
 * and no later request has an effect.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_driver.h"

#define SLOT_BYTES	0x400u		/* of a command, and of a response */
#define FENCE		0x700000000ull	/* of the first request */
#define REQUESTS	5u
#define MIDDLE		2u		/* the request that takes long */
#define LARGE		800u		/* sides of the resource of a long transfer */
#define LARGE_BYTES	(LARGE * LARGE * VIRTIO_GPU_PIXEL)
#define OTHER		(GPU_RESOURCE + 1)
#define WHOLE		((struct virtio_gpu_rect){ 0, 0, LARGE, LARGE })

/**
 * struct request - A command of a driver.
 * @type: VIRTIO_GPU_CMD_*
 * @bytes: bytes of the command behind its header
 * @plain: without a fence
 * @command: the command
 */
struct request {
	u32 type;
	u32 bytes;
	bool plain;
	union {
		struct virtio_gpu_create_2d create;
		struct virtio_gpu_set_scanout set_scanout;
		struct virtio_gpu_transfer transfer;
		struct virtio_gpu_flush flush;
		struct virtio_gpu_cursor cursor;
	} command;
};

/* A picture is made, transferred, shown and flushed. The transfer in the middle takes long. */
static const struct request requests[REQUESTS] = {
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
		.bytes = sizeof(struct virtio_gpu_create_2d),
		.command.create = { OTHER, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 8, 8 },
	},
	{
		.type = VIRTIO_GPU_CMD_SET_SCANOUT,
		.bytes = sizeof(struct virtio_gpu_set_scanout),
		.command.set_scanout = { { 0, 0, LARGE, LARGE }, 0, GPU_RESOURCE },
	},
	{
		.type = VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
		.bytes = sizeof(struct virtio_gpu_transfer),
		/* Its rows have gaps between them: each one is an access. */
		.command.transfer = { { 0, 0, LARGE - 1, LARGE }, 0, GPU_RESOURCE, 0 },
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_FLUSH,
		.bytes = sizeof(struct virtio_gpu_flush),
		.command.flush = { .resource = GPU_RESOURCE },
	},
	{
		.type = VIRTIO_GPU_CMD_SET_SCANOUT,
		.bytes = sizeof(struct virtio_gpu_set_scanout),
		.command.set_scanout = { { 0, 0, 8, 8 }, 1, OTHER },
	},
};

static int create(void **state)
{
	struct gpu_rig *f = gpu_rig_create();

	*state = f;
	if (!f)
		return -1;
	f->limits.bytes = 2 * LARGE_BYTES;
	gpu_create_2d(f, GPU_RESOURCE, LARGE, LARGE);
	gpu_attach(f, GPU_RESOURCE, LARGE_BYTES, 1 << 20);
	/* The requests of a test are the first ones of their queues. */
	gpu_start_queues(f);
	memset(&f->memory.bytes[GPU_RESPONSE], 0, sizeof(f->response));
	return 0;
}

static int destroy(void **state)
{
	gpu_rig_destroy(*state);
	return 0;
}

/* --- the driver ----------------------------------------------------------------------------- */

/* Return the first of the two descriptors of request @i. */
static u16 head_of(u32 i)
{
	return (u16)(2 * i);
}

/* Add request @i to a queue, with a place of its own for the command and the response. */
static void offer(struct gpu_rig *f, u32 queue, u32 i, const struct request *request)
{
	const struct virtio_gpu_ctrl_hdr header = {
		.type = request->type, .flags = request->plain ? 0 : VIRTIO_GPU_FLAG_FENCE,
		.fence = FENCE + i,
	};
	u32 at = GPU_COMMAND + i * SLOT_BYTES, area = GPU_AVAIL(queue);

	memcpy(&f->memory.bytes[at], &header, sizeof(header));
	memcpy(&f->memory.bytes[at + sizeof(header)], &request->command, request->bytes);
	gpu_desc(f, queue, head_of(i), at, sizeof(header) + request->bytes, VIRTQ_DESC_NEXT);
	gpu_desc(f, queue, head_of(i) + 1, GPU_RESPONSE + i * SLOT_BYTES, SLOT_BYTES,
		 VIRTQ_DESC_WRITE);
	driver_put16(&f->memory, area + VIRTQ_AVAIL_RING +
		     VIRTQ_AVAIL_ENTRY * (f->avail[queue] % GPU_SIZE), head_of(i));
	driver_put16(&f->memory, area + VIRTQ_AVAIL_IDX, ++f->avail[queue]);
}

static void offer_all(struct gpu_rig *f, const struct request *all)
{
	u32 i;

	for (i = 0; i < REQUESTS; i++)
		offer(f, VIRTIO_GPU_CONTROLQ, i, &all[i]);
}

static struct virtio_gpu_ctrl_hdr response_of(const struct gpu_rig *f, u32 i)
{
	struct virtio_gpu_ctrl_hdr header;

	memcpy(&header, &f->memory.bytes[GPU_RESPONSE + i * SLOT_BYTES], sizeof(header));
	return header;
}

static bool shows_other(struct gpu_rig *f)
{
	struct facet_virtio_gpu_picture picture;

	facet_virtio_gpu_picture(f->g, 1, &picture);
	return picture.resource == OTHER;
}

/*
 * Expect that the requests that came back are the first ones, each with its own fence. The response
 * to the next one may be there already. Return: how many came back.
 */
static u32 expect_order(struct gpu_rig *f, const struct request *all)
{
	u32 i, used = gpu_used(f, VIRTIO_GPU_CONTROLQ);

	assert_in_range(used, 0, REQUESTS);
	for (i = 0; i < used; i++) {
		struct virtio_gpu_ctrl_hdr response = response_of(f, i);

		assert_int_equal(driver_get16(&f->memory, GPU_USED(VIRTIO_GPU_CONTROLQ) +
					      VIRTQ_USED_RING + VIRTQ_USED_ENTRY * i), head_of(i));
		assert_int_not_equal(response.type, 0);
		assert_int_equal(response.flags, all[i].plain ? 0 : VIRTIO_GPU_FLAG_FENCE);
		assert_int_equal(response.fence, all[i].plain ? 0 : FENCE + i);
	}
	for (i = used + 1; i < REQUESTS; i++)
		assert_int_equal(response_of(f, i).type, 0);
	if (used < REQUESTS - 1)
		assert_false(shows_other(f));
	return used;
}

static void expect_all_ok(struct gpu_rig *f, const struct request *all)
{
	u32 i;

	assert_int_equal(expect_order(f, all), REQUESTS);
	for (i = 0; i < REQUESTS; i++)
		assert_int_equal(response_of(f, i).type, VIRTIO_GPU_RESP_OK_NODATA);
	assert_true(shows_other(f));
}

/* --- tests ---------------------------------------------------------------------------------- */

static void a_long_transfer_holds_back_later_fences_for_several_passes(void **state)
{
	struct gpu_rig *f = *state;
	u32 held = 0;
	int ret;

	offer_all(f, requests);
	do {
		ret = facet_virtio_gpu_work(f->g);
		held += expect_order(f, requests) == MIDDLE;
	} while (ret == -EINPROGRESS);
	assert_int_equal(ret, 0);
	assert_in_range(held, 2, 4);
	expect_all_ok(f, requests);
}

static void a_command_without_a_fence_keeps_its_place_among_fenced_ones(void **state)
{
	struct gpu_rig *f = *state;
	struct request mixed[REQUESTS];
	int ret;
	u32 i;

	memcpy(mixed, requests, sizeof(mixed));
	for (i = 1; i < REQUESTS; i += 2)
		mixed[i].plain = true;
	offer_all(f, mixed);
	do {
		ret = facet_virtio_gpu_work(f->g);
		expect_order(f, mixed);
	} while (ret == -EINPROGRESS);
	expect_all_ok(f, mixed);
}

static void a_late_page_of_a_transfer_holds_back_later_fences(void **state)
{
	struct gpu_rig *f = *state;
	u32 tries;

	offer_all(f, requests);
	driver_lose(&f->memory, GPU_PIXELS + LARGE_BYTES / 8, PAGE_SIZE);
	for (tries = 0; tries < 3; tries++) {
		assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
		assert_int_equal(expect_order(f, requests), MIDDLE);
		f->now_ns += FACET_RETRY_INTERVAL_NS;
	}
	driver_lose(&f->memory, 0, 0);
	gpu_work(f);
	expect_all_ok(f, requests);
}

/* The transfer fails. Its fence completes in its place, with an error. */
static void a_page_that_is_late_for_ever_changes_no_order(void **state)
{
	struct gpu_rig *f = *state;
	u32 i, type;
	int ret;

	offer_all(f, requests);
	driver_lose(&f->memory, GPU_PIXELS, PAGE_SIZE);
	do {
		ret = facet_virtio_gpu_work(f->g);
		expect_order(f, requests);
		f->now_ns += FACET_RETRY_INTERVAL_NS;
	} while (ret);
	assert_int_equal(expect_order(f, requests), REQUESTS);
	for (i = 0; i < REQUESTS; i++) {
		type = i == MIDDLE ? VIRTIO_GPU_RESP_ERR_UNSPEC : VIRTIO_GPU_RESP_OK_NODATA;
		assert_int_equal(response_of(f, i).type, type);
	}
}

/* Put the driver's queues, and what the requests of a test have changed, back. */
static void begin_again(struct gpu_rig *f)
{
	gpu_set_scanout(f, 1, 0, WHOLE);
	gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, OTHER);
	gpu_start_queues(f);
	memset(&f->memory.bytes[GPU_RESPONSE], 0, REQUESTS * SLOT_BYTES);
}

/*
 * One access is late: each in turn, of rings, commands, pixels and responses. The rig counts the
 * accesses before it, and has ~0 behind it.
 */
static void any_late_access_changes_no_order(void **state)
{
	struct gpu_rig *f = *state;
	u32 late, n, retries = 0;
	int ret;

	for (late = 0, n = 0; n == late; late++) {
		offer_all(f, requests);
		f->memory.late = late;
		do {
			ret = facet_virtio_gpu_work(f->g);
			expect_order(f, requests);
			retries += ret == FACET_HOST_RETRY;
			f->now_ns += ret ? FACET_RETRY_INTERVAL_NS : 0;
		} while (ret);
		n += f->memory.late == ~0u;
		f->memory.late = ~0u;
		expect_all_ok(f, requests);
		begin_again(f);
	}
	/* Each row of the transfer was late once. */
	assert_in_range(retries, LARGE, late);
}

/* The cursor's queue has fences of its own, which wait for no other queue. */
static void the_fences_of_one_queue_do_not_wait_for_the_other_one(void **state)
{
	const struct request moved = {
		.type = VIRTIO_GPU_CMD_MOVE_CURSOR, .bytes = sizeof(struct virtio_gpu_cursor),
	};
	struct gpu_rig *f = *state;
	struct virtio_gpu_ctrl_hdr response;

	offer_all(f, requests);
	driver_lose(&f->memory, GPU_PIXELS, PAGE_SIZE);
	facet_virtio_gpu_work(f->g);
	offer(f, VIRTIO_GPU_CURSORQ, REQUESTS, &moved);
	f->now_ns += FACET_RETRY_INTERVAL_NS;
	assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
	response = response_of(f, REQUESTS);
	assert_int_equal(response.fence, FENCE + REQUESTS);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CURSORQ), 1);
	assert_int_equal(expect_order(f, requests), MIDDLE);
	driver_lose(&f->memory, 0, 0);
	f->now_ns += FACET_RETRY_INTERVAL_NS;
	gpu_work(f);
	expect_all_ok(f, requests);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_long_transfer_holds_back_later_fences_for_several_passes),
		TEST(a_command_without_a_fence_keeps_its_place_among_fenced_ones),
		TEST(a_late_page_of_a_transfer_holds_back_later_fences),
		TEST(a_page_that_is_late_for_ever_changes_no_order),
		TEST(any_late_access_changes_no_order),
		TEST(the_fences_of_one_queue_do_not_wait_for_the_other_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
