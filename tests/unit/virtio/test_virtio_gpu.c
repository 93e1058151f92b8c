// SPDX-License-Identifier: GPL-2.0-only
/* Test virtio-gpu against a driver that obeys the rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_driver.h"
#include "virtio/virtio_gpu_types.h"

#define WHOLE	((struct virtio_gpu_rect){ 0, 0, GPU_WIDTH, GPU_HEIGHT })

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

/* --- monitors ------------------------------------------------------------------------------- */

static void a_driver_learns_which_monitors_there_are(void **state)
{
	struct gpu_rig *f = *state;

	assert_int_equal(gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0),
			 VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	assert_int_equal(f->response.info.scanouts[0].enabled, 1);
	assert_int_equal(f->response.info.scanouts[0].rect.width, 1024);
	assert_int_equal(f->response.info.scanouts[1].rect.height, 769);
	assert_int_equal(f->response.info.scanouts[2].enabled, 0);
	f->dark = true;
	gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0);
	assert_int_equal(f->response.info.scanouts[0].enabled, 0);
}

static void a_driver_reads_the_edid_of_a_monitor(void **state)
{
	struct gpu_rig *f = *state;
	struct virtio_gpu_get_edid command = { 1, 0 };

	assert_int_equal(gpu_send(f, VIRTIO_GPU_CMD_GET_EDID, &command, sizeof(command)),
			 VIRTIO_GPU_RESP_OK_EDID);
	assert_int_equal(f->response.edid.size, GPU_EDID);
	assert_int_equal(f->response.edid.edid[GPU_EDID - 1], 0x5a);
	assert_int_equal(f->response.edid.edid[GPU_EDID], 0);
	command.scanout = 2;
	assert_int_equal(gpu_send(f, VIRTIO_GPU_CMD_GET_EDID, &command, sizeof(command)),
			 VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID);
}

/* --- pictures ------------------------------------------------------------------------------- */

/* Show a painted 2D resource on scan-out 0. */
static void show(struct gpu_rig *f)
{
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	gpu_paint(f, GPU_WIDTH * GPU_HEIGHT);
	expect_ok(gpu_attach(f, GPU_RESOURCE, GPU_STRIDE * GPU_HEIGHT, 100));
	expect_ok(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0));
	expect_ok(gpu_set_scanout(f, 0, GPU_RESOURCE, WHOLE));
}

static u32 screen[GPU_HEIGHT + 1][GPU_WIDTH + 1];

static int read_screen(struct gpu_rig *f, bool cursor)
{
	memset(screen, 0xee, sizeof(screen));
	return facet_virtio_gpu_read(f->g, 0, screen, sizeof(screen[0]), GPU_WIDTH + 1,
				     GPU_HEIGHT + 1, cursor);
}

static void a_resource_is_shown_as_it_was_transferred(void **state)
{
	struct gpu_rig *f = *state;
	u32 x, y;

	show(f);
	*gpu_pixel(f, 0) = 0xffffff;	/* not transferred */
	assert_int_equal(read_screen(f, true), 0);
	for (y = 0; y <= GPU_HEIGHT; y++)
		for (x = 0; x <= GPU_WIDTH; x++)
			assert_int_equal(screen[y][x], x < GPU_WIDTH && y < GPU_HEIGHT ?
					 y * GPU_WIDTH + x : 0);
}

static void a_part_of_a_resource_is_transferred(void **state)
{
	struct gpu_rig *f = *state;
	struct virtio_gpu_rect rect = { 3, 2, 5, 4 };
	u32 i;

	show(f);
	for (i = 0; i < GPU_WIDTH * GPU_HEIGHT; i++)
		*gpu_pixel(f, i * VIRTIO_GPU_PIXEL) = 0x100000 + i;
	expect_ok(gpu_transfer(f, GPU_RESOURCE, rect, 2 * GPU_STRIDE + 3 * VIRTIO_GPU_PIXEL));
	read_screen(f, false);
	assert_int_equal(screen[2][3], 0x100000 + 2 * GPU_WIDTH + 3);
	assert_int_equal(screen[5][7], 0x100000 + 5 * GPU_WIDTH + 7);
	assert_int_equal(screen[2][2], 2 * GPU_WIDTH + 2);
	assert_int_equal(screen[5][8], 5 * GPU_WIDTH + 8);
	assert_int_equal(screen[6][3], 6 * GPU_WIDTH + 3);
}

static void a_scanout_shows_a_part_of_a_resource(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture picture;

	show(f);
	gpu_set_scanout(f, 0, GPU_RESOURCE, (struct virtio_gpu_rect){ 4, 3, 8, 2 });
	read_screen(f, false);
	assert_int_equal(screen[0][0], 3 * GPU_WIDTH + 4);
	assert_int_equal(screen[1][7], 4 * GPU_WIDTH + 11);
	assert_int_equal(screen[0][8], 0);
	assert_int_equal(screen[2][0], 0);
	facet_virtio_gpu_picture(f->g, 0, &picture);
	assert_int_equal(picture.width, 8);
	assert_int_equal(picture.height, 2);
	assert_int_equal(picture.stride, GPU_STRIDE);
	assert_int_equal(picture.offset, 3 * GPU_STRIDE + 4 * VIRTIO_GPU_PIXEL);
	assert_false(picture.blob);
}

static void a_picture_has_a_new_number_when_it_changes_alone(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture before, after;

	show(f);
	facet_virtio_gpu_picture(f->g, 0, &before);
	gpu_transfer(f, GPU_RESOURCE, (struct virtio_gpu_rect){ 0 }, 0);
	facet_virtio_gpu_picture(f->g, 0, &after);
	assert_int_equal(before.serial, after.serial);
	gpu_transfer(f, GPU_RESOURCE, WHOLE, 0);
	facet_virtio_gpu_picture(f->g, 0, &after);
	assert_int_not_equal(before.serial, after.serial);
	gpu_flush(f, GPU_RESOURCE);
	facet_virtio_gpu_picture(f->g, 0, &before);
	assert_int_not_equal(before.serial, after.serial);
	facet_virtio_gpu_picture(f->g, 1, &before);
	gpu_transfer(f, GPU_RESOURCE, WHOLE, 0);
	gpu_flush(f, GPU_RESOURCE);
	facet_virtio_gpu_picture(f->g, 1, &after);
	assert_int_equal(before.serial, after.serial);
}

static void a_scanout_without_a_resource_shows_nothing(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture picture;

	show(f);
	expect_ok(gpu_set_scanout(f, 0, 0, WHOLE));
	facet_virtio_gpu_picture(f->g, 0, &picture);
	assert_int_equal(picture.format, 0);
	read_screen(f, true);
	assert_int_equal(screen[1][1], 0);
}

static void a_resource_that_is_gone_is_not_shown(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture picture;

	show(f);
	expect_ok(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE));
	facet_virtio_gpu_picture(f->g, 0, &picture);
	assert_int_equal(picture.format, 0);
	assert_int_equal(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE),
			 VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
}

static void a_blob_is_shown_from_the_guests_memory(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture picture;

	gpu_paint(f, 4096);
	expect_ok(gpu_create_blob(f, GPU_RESOURCE, 8192, 16384));
	expect_ok(gpu_set_scanout_blob(f, GPU_RESOURCE, WHOLE, GPU_WIDTH, GPU_HEIGHT, 256,
					      64));
	assert_int_equal(read_screen(f, false), 0);
	assert_int_equal(screen[0][0], 16);
	assert_int_equal(screen[2][1], 16 + 2 * 64 + 1);
	*gpu_pixel(f, 64) = 0x123456;
	read_screen(f, false);
	assert_int_equal(screen[0][0], 0x123456);
	facet_virtio_gpu_picture(f->g, 0, &picture);
	assert_true(picture.blob);
	assert_int_equal(picture.stride, 256);
	assert_int_equal(picture.offset, 64);
}

/* A driver pans, or has one frame buffer for several monitors. The picture is 5000 pixels wide. */
static void a_part_of_a_larger_picture_is_shown(void **state)
{
	struct gpu_rig *f = *state;
	const u32 stride = 5000 * VIRTIO_GPU_PIXEL;
	const struct virtio_gpu_rect part = { 4960, 0, GPU_WIDTH, 1 };

	gpu_paint(f, 8192);
	expect_ok(gpu_create_blob(f, GPU_RESOURCE, stride, stride));
	expect_ok(gpu_set_scanout_blob(f, GPU_RESOURCE, part, 5000, 1, stride, 0));
	assert_int_equal(read_screen(f, false), 0);
	assert_int_equal(screen[0][0], *gpu_pixel(f, 4960 * VIRTIO_GPU_PIXEL));
}

static void a_blob_without_memory_is_black(void **state)
{
	struct gpu_rig *f = *state;

	gpu_paint(f, 4096);
	gpu_create_blob(f, GPU_RESOURCE, 8192, 8192);
	gpu_set_scanout_blob(f, GPU_RESOURCE, WHOLE, GPU_WIDTH, GPU_HEIGHT, GPU_STRIDE, 0);
	expect_ok(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, GPU_RESOURCE));
	assert_int_equal(read_screen(f, false), 0);
	assert_int_equal(screen[3][3], 0);
}

/* --- cursors -------------------------------------------------------------------------------- */

static u32 send_cursor(struct gpu_rig *f, u32 type, u32 id, s32 x, s32 y)
{
	const struct virtio_gpu_cursor command = { 0, (u32)x, (u32)y, 0, id, 1, 2, 0 };

	return gpu_send(f, type, &command, sizeof(command));
}

static void a_cursor_is_drawn_over_the_picture(void **state)
{
	struct gpu_rig *f = *state;
	const u32 cursor = GPU_RESOURCE + 1, size = VIRTIO_GPU_CURSOR_SIZE;
	const struct virtio_gpu_create_2d create = {
		cursor, VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, size, size,
	};
	u32 i;

	show(f);
	for (i = 0; i < size * size; i++)
		*gpu_pixel(f, i * VIRTIO_GPU_PIXEL) = 0xff112233;
	*gpu_pixel(f, 0) = 0x80400000;	/* half red over what is there */
	expect_ok(gpu_send(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, &create, sizeof(create)));
	expect_ok(gpu_attach(f, cursor, size * size * VIRTIO_GPU_PIXEL, 4096));
	gpu_transfer(f, cursor, (struct virtio_gpu_rect){ 0, 0, size, size }, 0);
	expect_ok(send_cursor(f, VIRTIO_GPU_CMD_UPDATE_CURSOR, cursor, 10, 5));
	read_screen(f, false);
	assert_int_equal(screen[5][10], 5 * GPU_WIDTH + 10);
	read_screen(f, true);
	assert_int_equal(screen[5][10], 0x400000 + (5 * GPU_WIDTH + 10) * 127 / 255 + 1);
	assert_int_equal(screen[5][11], 0x112233);
	assert_int_equal(screen[5][9], 5 * GPU_WIDTH + 9);
	assert_int_equal(screen[4][11], 4 * GPU_WIDTH + 11);
	expect_ok(send_cursor(f, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, -60, -62));
	read_screen(f, true);
	assert_int_equal(screen[0][0], 0x112233);
	assert_int_equal(screen[1][3], 0x112233);
	assert_int_equal(screen[1][4], GPU_WIDTH + 4);
	assert_int_equal(screen[2][0], 2 * GPU_WIDTH);
	expect_ok(send_cursor(f, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, 0, 0));
	read_screen(f, true);
	assert_int_equal(screen[0][0], 0);
}

/* --- queues --------------------------------------------------------------------------------- */

static void a_response_raises_an_interrupt_of_its_queue(void **state)
{
	struct gpu_rig *f = *state;

	gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0);
	assert_int_equal(f->signals[VIRTIO_GPU_CONTROLQ], 1);
	assert_int_equal(f->signals[VIRTIO_GPU_CURSORQ], 0);
	send_cursor(f, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 1, 1);
	assert_int_equal(f->signals[VIRTIO_GPU_CONTROLQ], 1);
	assert_int_equal(f->signals[VIRTIO_GPU_CURSORQ], 1);
}

static void the_response_to_an_unknown_command_is_an_error(void **state)
{
	static const u32 unknown[] = {
		0, VIRTIO_GPU_CMD_GET_CAPSET_INFO, VIRTIO_GPU_CMD_GET_CAPSET,
		VIRTIO_GPU_CMD_RESOURCE_ASSIGN_UUID, 0x0200, 0x0207, ~0u,
	};
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		assert_int_equal(gpu_send(f, unknown[i], NULL, 0), VIRTIO_GPU_RESP_ERR_UNSPEC);
}

/* Neither the number of the resource nor memory entries are taken. */
static void a_blob_of_other_memory_than_the_guests_is_refused(void **state)
{
	static const u32 kinds[] = {
		0, VIRTIO_GPU_BLOB_MEM_HOST3D, VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST, 4, ~0u,
	};
	const struct virtio_gpu_mem_entry entry = { GPU_PIXELS, 4096, 0 };
	struct virtio_gpu_create_blob command = { .resource = GPU_RESOURCE, .size = 4096 };
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < 2 * ARRAY_SIZE(kinds); i++) {
		command.memory = kinds[i / 2];
		command.entries = i % 2;
		assert_int_equal(gpu_send_entries(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, &command,
						  sizeof(command), &entry, command.entries),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
		assert_int_equal(f->g->resources.n, 0);
		assert_int_equal(f->g->resources.entries, 0);
	}
	expect_ok(gpu_create_blob(f, GPU_RESOURCE, 4096, 4096));
}

static void a_large_transfer_takes_several_passes(void **state)
{
	struct gpu_rig *f = *state;
	struct virtio_gpu_transfer command = { { 0, 0, 1024, 512 }, 0, GPU_RESOURCE, 0 };
	u32 passes = 0;

	f->limits.bytes = 4 << 20;
	gpu_create_2d(f, GPU_RESOURCE, 1024, 512);
	gpu_attach(f, GPU_RESOURCE, 1024 * 512 * VIRTIO_GPU_PIXEL, 1 << 20);
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), 64);
	while (facet_virtio_gpu_work(f->g) == -EINPROGRESS)
		passes++;
	assert_in_range(passes, 2, 3);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 3);
}

/* Any access to the guest's memory may be late. The command has its effect once. */
static void memory_that_is_late_repeats_no_command(void **state)
{
	struct gpu_rig *f = *state;
	const struct virtio_gpu_create_2d command = {
		GPU_RESOURCE, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, GPU_WIDTH, GPU_HEIGHT,
	};
	struct virtio_gpu_ctrl_hdr response;
	u32 late;

	for (late = 0; late < 12; late++) {
		gpu_offer(f, VIRTIO_GPU_CONTROLQ,
			  gpu_command(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, &command,
				      sizeof(command), NULL, 0), sizeof(response));
		f->memory.late = late;
		while (facet_virtio_gpu_work(f->g)) {
			f->memory.late = ~0u;
			f->now_ns += FACET_RETRY_INTERVAL_NS;
		}
		f->memory.late = ~0u;
		assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 2 * late + 1);
		memcpy(&response, &f->memory.bytes[GPU_RESPONSE], sizeof(response));
		expect_ok(response.type);
		expect_ok(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE));
	}
}

static void a_buffer_that_is_late_for_ever_is_an_error_of_its_command(void **state)
{
	struct gpu_rig *f = *state;
	u64 begun;

	show(f);
	driver_lose(&f->memory, GPU_PIXELS + 3 * GPU_STRIDE, 1);
	begun = f->now_ns;
	assert_int_equal(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0), VIRTIO_GPU_RESP_ERR_UNSPEC);
	assert_in_range(f->now_ns - begun, FACET_RETRY_MAX_NS,
			FACET_RETRY_MAX_NS + 2 * FACET_RETRY_INTERVAL_NS);
	expect_ok(gpu_create_2d(f, 6, GPU_WIDTH, GPU_HEIGHT));
	driver_lose(&f->memory, GPU_COMMAND + sizeof(f->response.header) +
		    sizeof(struct virtio_gpu_attach), 1);
	assert_int_equal(gpu_attach(f, 6, GPU_STRIDE * GPU_HEIGHT, 1024),
			 VIRTIO_GPU_RESP_ERR_UNSPEC);
	driver_lose(&f->memory, 0, 0);
	expect_ok(gpu_attach(f, 6, GPU_STRIDE * GPU_HEIGHT, 1024));
	assert_int_equal(f->resets, 0);
}

/* Nobody knows the command, or nobody learns the response. The request comes back. */
static void a_request_in_memory_that_is_late_for_ever_comes_back(void **state)
{
	static const u64 places[] = { GPU_COMMAND, GPU_RESPONSE };
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		driver_lose(&f->memory, places[i], 1);
		gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0);
		assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), i + 1);
	}
	driver_lose(&f->memory, 0, 0);
	assert_int_equal(gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0),
			 VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void a_queue_in_memory_that_is_late_for_ever_needs_a_reset(void **state)
{
	static const u64 places[] = { GPU_QUEUE(0), GPU_AVAIL(0), GPU_USED(0) };
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		driver_lose(&f->memory, places[i], 0x1000);
		gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0);
		assert_int_equal(f->resets, i + 1);
		driver_lose(&f->memory, 0, 0);
		facet_virtio_gpu_reset(f->g);
		gpu_start_queues(f);
		assert_int_equal(gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0),
				 VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	}
}

/* Add a transfer to the control queue, whose rows have gaps: each one is an access. */
static void offer_transfer(struct gpu_rig *f)
{
	const struct virtio_gpu_transfer command = {
		{ 0, 0, GPU_WIDTH - 1, GPU_HEIGHT }, 0, GPU_RESOURCE, 0
	};

	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), 64);
}

/* Each row of a transfer comes late. The whole transfer takes longer than a wait may take. */
static void memory_that_comes_in_time_is_no_error(void **state)
{
	struct gpu_rig *f = *state;
	u32 y, type;

	show(f);
	offer_transfer(f);
	for (y = 0; y < GPU_HEIGHT; y++) {
		driver_lose(&f->memory, GPU_PIXELS + y * GPU_STRIDE, 0x1000);
		assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
		f->now_ns += FACET_RETRY_MAX_NS / 2;
		assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
		f->now_ns += FACET_RETRY_MAX_NS / 4;
	}
	driver_lose(&f->memory, 0, 0);
	gpu_work(f);
	memcpy(&type, &f->memory.bytes[GPU_RESPONSE], sizeof(type));
	expect_ok(type);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 5);
}

/* The late memory is not tried before it is due, however often the other queue is notified. */
static void a_queue_whose_memory_is_late_does_not_stop_the_other_one(void **state)
{
	const struct virtio_gpu_cursor cursor = { 0, 3, 4, 0, 0, 0, 0, 0 };
	struct gpu_rig *f = *state;
	u64 read;

	show(f);
	driver_lose(&f->memory, GPU_PIXELS, 1);
	offer_transfer(f);
	assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
	gpu_offer(f, VIRTIO_GPU_CURSORQ,
		  gpu_command(f, VIRTIO_GPU_CMD_MOVE_CURSOR, &cursor, sizeof(cursor), NULL, 0), 64);
	assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CURSORQ), 1);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 4);
	read = f->memory.read;
	assert_int_equal(facet_virtio_gpu_work(f->g), FACET_HOST_RETRY);
	assert_in_range(f->memory.read - read, 1, GPU_STRIDE - 1);
	f->now_ns += FACET_RETRY_INTERVAL_NS;
	driver_lose(&f->memory, 0, 0);
	assert_int_equal(facet_virtio_gpu_work(f->g), 0);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 5);
}

/* Linux makes such chains where a resource has very many memory entries. */
static void a_chain_with_too_many_buffers_is_an_error_of_its_command(void **state)
{
	struct gpu_rig *f = *state;
	const u32 n = FACET_VIRTQ_SEGMENTS + 2, table = GPU_PIXELS;
	u32 i, bytes;

	bytes = gpu_command(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0);
	gpu_offer(f, VIRTIO_GPU_CONTROLQ, bytes, 0);
	gpu_desc(f, VIRTIO_GPU_CONTROLQ, 0, table, n * VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT);
	for (i = 0; i < n - 1; i++)
		driver_desc(&f->memory, table + i * VIRTQ_DESC_BYTES, GPU_COMMAND + i, 1,
			    VIRTQ_DESC_NEXT, i + 1);
	driver_desc(&f->memory, table + i * VIRTQ_DESC_BYTES, GPU_RESPONSE, sizeof(f->response),
		    VIRTQ_DESC_WRITE, 0);
	gpu_work(f);
	memcpy(&f->response, &f->memory.bytes[GPU_RESPONSE], sizeof(f->response));
	assert_int_equal(f->response.header.type, VIRTIO_GPU_RESP_ERR_UNSPEC);
	assert_int_equal(f->response.header.flags, VIRTIO_GPU_FLAG_FENCE);
	assert_int_equal(f->response.header.fence,
			 0x100000000ull + VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
	assert_int_equal(f->resets, 0);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 1);
}

/* A table of descriptors in no memory. The op may have errnos that the queue has, too. */
static void an_errno_of_memory_is_no_state_of_the_queue(void **state)
{
	static const int faults[] = { -ENOENT, -EALREADY, -EINPROGRESS, -EINVAL, -EFAULT };
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		f->memory.fault = faults[i];
		gpu_offer(f, VIRTIO_GPU_CONTROLQ, 24, 24);
		gpu_desc(f, VIRTIO_GPU_CONTROLQ, 0, DRIVER_BYTES, VIRTQ_DESC_BYTES,
			 VIRTQ_DESC_INDIRECT);
		assert_int_equal(facet_virtio_gpu_work(f->g), 0);
		assert_int_equal(f->resets, i + 1);
		facet_virtio_gpu_reset(f->g);
		gpu_start_queues(f);
	}
}

static void the_cursor_moves_while_a_transfer_goes_on(void **state)
{
	struct gpu_rig *f = *state;
	struct virtio_gpu_transfer command = { { 0, 0, 512, 512 }, 0, GPU_RESOURCE, 0 };
	const struct virtio_gpu_cursor cursor = { 0, 3, 4, 0, 0, 0, 0, 0 };
	u32 i, bytes = gpu_command(f, VIRTIO_GPU_CMD_MOVE_CURSOR, &cursor, sizeof(cursor), NULL, 0);

	memcpy(&f->memory.bytes[GPU_COMMAND + 0x1000], &f->memory.bytes[GPU_COMMAND], bytes);

	gpu_create_2d(f, GPU_RESOURCE, 512, 512);
	gpu_attach(f, GPU_RESOURCE, 1 << 20, 1 << 20);
	for (i = 0; i < 8; i++)
		gpu_offer(f, VIRTIO_GPU_CONTROLQ,
			  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command,
				      sizeof(command), NULL, 0), 64);
	facet_virtio_gpu_work(f->g);
	gpu_offer(f, VIRTIO_GPU_CURSORQ, bytes, 64);
	gpu_desc(f, VIRTIO_GPU_CURSORQ, 0, GPU_COMMAND + 0x1000, bytes, VIRTQ_DESC_NEXT);
	assert_int_equal(facet_virtio_gpu_work(f->g), -EINPROGRESS);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CURSORQ), 1);
}

static void a_pass_ends_with_its_time_and_commands_go_on(void **state)
{
	struct gpu_rig *f = *state;
	u32 passes = 0;

	show(f);
	memset(&f->memory.bytes[GPU_PIXELS], 0x5a, GPU_STRIDE * GPU_HEIGHT);
	f->tick_ns = 4000000;
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
			      &(struct virtio_gpu_transfer){
				      { 1, 0, GPU_WIDTH - 1, GPU_HEIGHT }, 4, GPU_RESOURCE, 0 },
			      sizeof(struct virtio_gpu_transfer), NULL, 0), 64);
	while (facet_virtio_gpu_work(f->g) == -EINPROGRESS)
		passes++;
	/* A pass has one access at least: a row is in up to three memory entries. */
	assert_in_range(passes, 2, 3 * GPU_HEIGHT);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 5);
	f->tick_ns = 0;
	read_screen(f, false);
	assert_int_equal(screen[GPU_HEIGHT - 1][GPU_WIDTH - 1], 0x5a5a5a5a);
}

static void many_memory_entries_take_several_passes(void **state)
{
	struct gpu_rig *f = *state;
	const struct virtio_gpu_attach command = { GPU_RESOURCE, 32768 };
	struct virtio_gpu_mem_entry *entries = calloc(command.entries, sizeof(*entries));
	u32 passes = 0, bytes, i;

	f->limits.entries = command.entries;
	gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT);
	for (i = 0; i < command.entries; i++)
		entries[i] = (struct virtio_gpu_mem_entry){ GPU_PIXELS + i, 1, 0 };
	bytes = gpu_command(f, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, &command, sizeof(command),
			    NULL, 0);
	memcpy(&f->memory.bytes[GPU_PIXELS + 0x100000], &f->memory.bytes[GPU_COMMAND], bytes);
	memcpy(&f->memory.bytes[GPU_PIXELS + 0x100000 + bytes], entries,
	       command.entries * sizeof(*entries));
	gpu_offer(f, VIRTIO_GPU_CONTROLQ, 0, 64);
	gpu_desc(f, VIRTIO_GPU_CONTROLQ, 0, GPU_PIXELS + 0x100000,
		 bytes + command.entries * sizeof(*entries), VIRTQ_DESC_NEXT);
	while (facet_virtio_gpu_work(f->g) == -EINPROGRESS)
		passes++;
	assert_in_range(passes, 1, 4);
	assert_int_equal(gpu_used(f, VIRTIO_GPU_CONTROLQ), 2);
	expect_ok(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0));
	free(entries);
}

static void the_colours_of_each_format_are_shown(void **state)
{
	static const struct {
		u32 format;
		u32 pixel;
	} formats[] = {
		{ VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, 0x80112233 },
		{ VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, 0x80112233 },
		{ VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM, 0x80332211 },
		{ VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM, 0x80332211 },
	};
	struct gpu_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		const struct virtio_gpu_create_2d command = {
			i + 1, formats[i].format, GPU_WIDTH, GPU_HEIGHT,
		};

		*gpu_pixel(f, 0) = formats[i].pixel;
		expect_ok(gpu_send(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, &command,
					  sizeof(command)));
		gpu_attach(f, i + 1, GPU_STRIDE * GPU_HEIGHT, 4096);
		gpu_transfer(f, i + 1, WHOLE, 0);
		gpu_set_scanout(f, 0, i + 1, WHOLE);
		read_screen(f, false);
		assert_int_equal(screen[0][0] & 0xffffff, 0x112233);
	}
}

static void a_blob_whose_memory_is_late_is_not_complete(void **state)
{
	struct gpu_rig *f = *state;

	gpu_create_blob(f, GPU_RESOURCE, 8192, 8192);
	gpu_set_scanout_blob(f, GPU_RESOURCE, WHOLE, GPU_WIDTH, GPU_HEIGHT, GPU_STRIDE, 0);
	f->memory.late = 3;
	assert_int_equal(read_screen(f, false), -EAGAIN);
	f->memory.late = ~0u;
	assert_int_equal(read_screen(f, false), 0);
}

static void a_reset_leaves_nothing(void **state)
{
	struct gpu_rig *f = *state;
	struct facet_virtio_gpu_picture picture;

	show(f);
	facet_virtio_gpu_reset(f->g);
	facet_virtio_gpu_picture(f->g, 0, &picture);
	assert_int_equal(picture.format, 0);
	assert_int_equal(facet_virtio_gpu_work(f->g), 0);
	gpu_start_queues(f);
	show(f);
}

#define gpu_test(f)	cmocka_unit_test_setup_teardown(f, gpu_create, gpu_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		gpu_test(a_driver_learns_which_monitors_there_are),
		gpu_test(a_driver_reads_the_edid_of_a_monitor),
		gpu_test(a_resource_is_shown_as_it_was_transferred),
		gpu_test(a_part_of_a_resource_is_transferred),
		gpu_test(a_scanout_shows_a_part_of_a_resource),
		gpu_test(a_picture_has_a_new_number_when_it_changes_alone),
		gpu_test(a_scanout_without_a_resource_shows_nothing),
		gpu_test(a_resource_that_is_gone_is_not_shown),
		gpu_test(a_blob_is_shown_from_the_guests_memory),
		gpu_test(a_part_of_a_larger_picture_is_shown),
		gpu_test(a_blob_without_memory_is_black),
		gpu_test(a_cursor_is_drawn_over_the_picture),
		gpu_test(a_response_raises_an_interrupt_of_its_queue),
		gpu_test(the_response_to_an_unknown_command_is_an_error),
		gpu_test(a_blob_of_other_memory_than_the_guests_is_refused),
		gpu_test(a_large_transfer_takes_several_passes),
		gpu_test(memory_that_is_late_repeats_no_command),
		gpu_test(a_buffer_that_is_late_for_ever_is_an_error_of_its_command),
		gpu_test(a_request_in_memory_that_is_late_for_ever_comes_back),
		gpu_test(a_queue_in_memory_that_is_late_for_ever_needs_a_reset),
		gpu_test(memory_that_comes_in_time_is_no_error),
		gpu_test(a_queue_whose_memory_is_late_does_not_stop_the_other_one),
		gpu_test(a_chain_with_too_many_buffers_is_an_error_of_its_command),
		gpu_test(an_errno_of_memory_is_no_state_of_the_queue),
		gpu_test(the_cursor_moves_while_a_transfer_goes_on),
		gpu_test(a_pass_ends_with_its_time_and_commands_go_on),
		gpu_test(many_memory_entries_take_several_passes),
		gpu_test(the_colours_of_each_format_are_shown),
		gpu_test(a_blob_whose_memory_is_late_is_not_complete),
		gpu_test(a_reset_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
