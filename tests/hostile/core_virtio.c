// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of a hostile driver of virtio-gpu (virtio/virtio_gpu.h). The case plays the driver, and has
 * a device of its own without a transport.
 */
#include "classes.h"
#include "native.h"

#include "tests/lib/virtio_driver.h"
#include "virtio/vio_resource.h"

#define PIXELS_BYTES	(GPU_STRIDE * GPU_HEIGHT)	/* of the resource of most cases */
#define MANY		0x10000u
#define TABLE		0x60000u	/* a table of descriptors of its own */
#define FORMAT		VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM
#define FREE		9u		/* a number that no resource has */
#define BLOB		(GPU_RESOURCE + 1)
#define LARGE_BLOB	(GPU_RESOURCE + 2)
#define LARGE_BYTES	0x8000u
#define EXPECT_OK(type)	EXPECT((type) == VIRTIO_GPU_RESP_OK_NODATA)
#define WHOLE		((struct virtio_gpu_rect){ 0, 0, GPU_WIDTH, GPU_HEIGHT })

/* --- queues --------------------------------------------------------------------------------- */

/* A case that needs a device. */
struct device_case {
	void (*run)(struct gpu_rig *f);
};

static void with_device(struct hostile *h, const void *arg)
{
	const struct device_case *device_case = arg;
	struct gpu_rig *f = gpu_rig_create();

	EXPECT(f);
	device_case->run(f);
	gpu_rig_destroy(f);
}

/* The device needs a reset, has returned nothing, and works after the reset. */
static void expect_broken(struct gpu_rig *f)
{
	gpu_work(f);
	EXPECT(f->resets == 1);
	EXPECT(!gpu_used(f, VIRTIO_GPU_CONTROLQ));
	facet_virtio_gpu_reset(f->g);
	gpu_start_queues(f);
	EXPECT(gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* Add a request whose first descriptor the case changes then. */
static void offer(struct gpu_rig *f)
{
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(f->response));
}

static const struct facet_virtq_setup bad_sizes[] = {
	{ .size = 0, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = 3, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = 512, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = ~0u, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
};

static const struct facet_virtq_setup bad_alignments[] = {
	{ .size = 16, .desc = 0x1001, .avail = 0x2000, .used = 0x3000 },
	{ .size = 16, .desc = 0x1000, .avail = 0x2001, .used = 0x3000 },
	{ .size = 16, .desc = 0x1000, .avail = 0x2000, .used = 0x3002 },
};

static const struct facet_virtq_setup bad_places[] = {
	{ .size = 16, .desc = ~0xfull, .avail = 0x2000, .used = 0x3000 },
	{ .size = 16, .desc = 0x1000, .avail = ~0x1ull, .used = 0x3000 },
	{ .size = 16, .desc = 0x1000, .avail = 0x2000, .used = ~0x3ull },
};

static void expect_invalid(const struct facet_virtq_setup *setups, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		EXPECT(!facet_virtq_setup_valid(&setups[i], 256));
}

static void ring_size(struct hostile *h, const void *arg)
{
	expect_invalid(bad_sizes, ARRAY_SIZE(bad_sizes));
}

static void ring_alignment(struct hostile *h, const void *arg)
{
	expect_invalid(bad_alignments, ARRAY_SIZE(bad_alignments));
}

static void ring_wraps(struct hostile *h, const void *arg)
{
	expect_invalid(bad_places, ARRAY_SIZE(bad_places));
}

static void far_ahead(struct gpu_rig *f)
{
	offer(f);
	driver_put16(&f->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, GPU_SIZE + 1);
	expect_broken(f);
}

static void head_beyond(struct gpu_rig *f)
{
	offer(f);
	driver_put16(&f->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_RING, 0xffff);
	expect_broken(f);
}

static void next_beyond(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), GPU_COMMAND, 24, VIRTQ_DESC_NEXT, GPU_SIZE);
	expect_broken(f);
}

static void loops(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), GPU_COMMAND, 24, VIRTQ_DESC_NEXT, 0);
	expect_broken(f);
}

/* Add a request whose @n descriptors are in a table of their own. The last one has the response. */
static void offer_table(struct gpu_rig *f, u32 n)
{
	u32 i;

	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), TABLE, n * VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	for (i = 0; i + 1 < n; i++)
		driver_desc(&f->memory, TABLE + i * VIRTQ_DESC_BYTES, GPU_COMMAND, 24,
			    VIRTQ_DESC_NEXT, (u16)(i + 1));
	driver_desc(&f->memory, TABLE + i * VIRTQ_DESC_BYTES, GPU_RESPONSE, 24, VIRTQ_DESC_WRITE,
		    0);
}

static void long_table(struct gpu_rig *f)
{
	u32 type;

	offer_table(f, 2 * FACET_VIRTQ_SEGMENTS);
	gpu_work(f);
	memcpy(&type, &f->memory.bytes[GPU_RESPONSE], sizeof(type));
	EXPECT(type == VIRTIO_GPU_RESP_ERR_UNSPEC);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) == 1);
	EXPECT(!f->resets);
}

static void longer_than_queues(struct gpu_rig *f)
{
	offer_table(f, FACET_VIRTQ_WALK + 1);
	expect_broken(f);
}

static void table_in_itself(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), TABLE, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, TABLE, TABLE, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	expect_broken(f);
}

static void half_a_descriptor(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), TABLE, VIRTQ_DESC_BYTES + 8, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, TABLE, GPU_COMMAND, 24, 0, 0);
	expect_broken(f);
}

static void reads_behind_writes(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), GPU_RESPONSE, 24,
		    VIRTQ_DESC_NEXT | VIRTQ_DESC_WRITE, 1);
	driver_desc(&f->memory, GPU_QUEUE(0) + VIRTQ_DESC_BYTES, GPU_COMMAND, 24, 0, 0);
	expect_broken(f);
}

static void buffer_wraps(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), ~0ull - 8, 24, VIRTQ_DESC_NEXT, 1);
	expect_broken(f);
}

static void four_gib(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), ~0ull << 32, ~0u, VIRTQ_DESC_NEXT, 1);
	driver_desc(&f->memory, GPU_QUEUE(0) + VIRTQ_DESC_BYTES, ~0ull - 1, ~0u,
		    VIRTQ_DESC_WRITE, 0);
	expect_broken(f);
}

/*
 * Buffers of 4 GiB that do not wrap. The command says that its buffer is full of memory entries.
 * The device reads and writes what the answer needs.
 */
static void four_gib_from_low(struct gpu_rig *f)
{
	const struct virtio_gpu_attach command = {
		GPU_RESOURCE, (~0u - sizeof(struct virtio_gpu_ctrl_hdr) - sizeof(command)) /
			      sizeof(struct virtio_gpu_mem_entry),
	};
	const u8 *answer = &f->memory.bytes[GPU_RESPONSE];
	u32 type;

	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	memset(&f->memory.bytes[GPU_RESPONSE], 0x5a, PAGE_SIZE);
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, &command, sizeof(command),
			      NULL, 0), ~0u);
	gpu_desc(f, VIRTIO_GPU_CONTROLQ, 0, GPU_COMMAND, ~0u, VIRTQ_DESC_NEXT);
	f->memory.read = 0;
	gpu_work(f);
	memcpy(&type, answer, sizeof(type));
	EXPECT(type == VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
	EXPECT(f->memory.read < PAGE_SIZE);
	EXPECT(answer[sizeof(struct virtio_gpu_ctrl_hdr)] == 0x5a);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) == 2);
	EXPECT(!f->resets);
	EXPECT_OK(gpu_attach(f, GPU_RESOURCE, PIXELS_BYTES, PIXELS_BYTES));
}

/* The device does not read as many descriptors as a table of 4 GiB may have. */
static void table_of_4_gib(struct gpu_rig *f)
{
	offer(f);
	driver_desc(&f->memory, GPU_QUEUE(0), TABLE, ~0u / VIRTQ_DESC_BYTES * VIRTQ_DESC_BYTES,
		    VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, TABLE, GPU_COMMAND, 24, VIRTQ_DESC_NEXT, 0);
	f->memory.read = 0;
	gpu_work(f);
	EXPECT(f->memory.read < (FACET_VIRTQ_WALK + 2) * VIRTQ_DESC_BYTES);
	expect_broken(f);
}

static void small_response(struct gpu_rig *f)
{
	u32 room = 8, i;

	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0), room);
	gpu_work(f);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) == 1);
	for (i = 0; i < sizeof(f->response); i++)
		EXPECT(!f->memory.bytes[GPU_RESPONSE + i]);
	EXPECT(gpu_send(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* The table gets longer while the device reads it. */
static void lengthen(struct driver_memory *memory)
{
	driver_desc(memory, GPU_QUEUE(0), GPU_COMMAND, 24, VIRTQ_DESC_NEXT, 1);
	driver_desc(memory, GPU_QUEUE(0) + VIRTQ_DESC_BYTES, GPU_COMMAND, 24, VIRTQ_DESC_NEXT, 0);
}

static void rewrites_ring(struct gpu_rig *f)
{
	offer(f);
	f->memory.touch = lengthen;
	gpu_work(f);
	f->memory.touch = NULL;
	expect_broken(f);
}

/* The resource becomes huge while the device reads the command. */
static void make_huge(struct driver_memory *memory)
{
	struct virtio_gpu_create_2d command = {
		FREE, FORMAT, 0x80000000u, 0x80000000u,
	};

	memcpy(&memory->bytes[GPU_COMMAND + sizeof(struct virtio_gpu_ctrl_hdr)], &command,
	       sizeof(command));
}

static void rewrites_command(struct gpu_rig *f)
{
	f->memory.touch = make_huge;
	EXPECT(gpu_create_2d(f, FREE, 8, 8) == VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
}

static void goes_on_though_broken(struct gpu_rig *f)
{
	offer(f);
	driver_put16(&f->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_RING, GPU_SIZE);
	gpu_work(f);
	driver_put16(&f->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_RING, 0);
	expect_broken(f);
}

static void late_for_ever(struct gpu_rig *f)
{
	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_attach(f, GPU_RESOURCE, PIXELS_BYTES, PIXELS_BYTES));
	driver_lose(&f->memory, GPU_PIXELS, PIXELS_BYTES);
	EXPECT(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0) == VIRTIO_GPU_RESP_ERR_UNSPEC);
	EXPECT(!f->resets);
}

static void ring_late_for_ever(struct gpu_rig *f)
{
	offer(f);
	driver_lose(&f->memory, GPU_AVAIL(0), 0x10);
	gpu_work(f);
	EXPECT(f->resets == 1);
	driver_lose(&f->memory, 0, 0);
	expect_broken(f);
}

/* --- floods --------------------------------------------------------------------------------- */

/* There is always another request. */
static void add_requests(struct driver_memory *memory)
{
	struct gpu_rig *f = container_of(memory, struct gpu_rig, memory);
	u16 used = gpu_used(f, VIRTIO_GPU_CONTROLQ);

	f->avail[0] = (u16)(used + 2);
	driver_put16(&f->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, f->avail[0]);
}

static void floods_commands(struct gpu_rig *f)
{
	offer(f);
	f->memory.touch = add_requests;
	EXPECT(facet_virtio_gpu_work(f->g) == -EINPROGRESS);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) <= 256);
	f->memory.touch = NULL;
}

static void floods_bytes(struct gpu_rig *f)
{
	const struct virtio_gpu_transfer command = { { 0, 0, 1024, 512 }, 0, GPU_RESOURCE, 0 };
	u32 i;

	f->limits.bytes = 2 << 20;
	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, 1024, 512));
	EXPECT_OK(gpu_attach(f, GPU_RESOURCE, 2 << 20, 1 << 16));
	for (i = 0; i < 2; i++)
		gpu_offer(f, VIRTIO_GPU_CONTROLQ,
			  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command,
				      sizeof(command), NULL, 0), 64);
	f->memory.read = 0;
	EXPECT(facet_virtio_gpu_work(f->g) == -EINPROGRESS);
	/* The last access of a pass may have 64 KiB. */
	EXPECT(f->memory.read < (1 << 20) + (1 << 16));
	gpu_work(f);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) == 4);
}

/* Each byte of the resource is a memory entry, and an access of its own. */
static void floods_accesses(struct gpu_rig *f)
{
	const struct virtio_gpu_transfer command = { { 0, 0, 64, 64 }, 0, GPU_RESOURCE, 0 };
	const u32 bytes = 64 * 64 * VIRTIO_GPU_PIXEL;

	f->limits.entries = bytes;
	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, 64, 64));
	EXPECT_OK(gpu_attach_many(f, GPU_RESOURCE, bytes, 1));
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), 64);
	f->memory.read = 0;
	EXPECT(facet_virtio_gpu_work(f->g) == -EINPROGRESS);
	EXPECT(f->memory.read < bytes / 3);
	gpu_work(f);
	EXPECT(gpu_used(f, VIRTIO_GPU_CONTROLQ) == 3);
}

static void many_resources(struct gpu_rig *f)
{
	u32 id, n = 0;

	for (id = 1; id <= MANY; id++)
		n += gpu_create_2d(f, id, 1, 1) == VIRTIO_GPU_RESP_OK_NODATA;
	EXPECT(n == f->limits.resources);
	EXPECT(f->response.header.type == VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
}

static void many_pixels(struct gpu_rig *f)
{
	u32 id, n = 0;

	for (id = 1; id <= 6; id++)
		n += gpu_create_2d(f, id, 256, 256) == VIRTIO_GPU_RESP_OK_NODATA;
	EXPECT(n == 4);
	EXPECT_OK(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, 2));
	EXPECT_OK(gpu_create_2d(f, 7, 256, 256));
}

static void many_entries(struct gpu_rig *f)
{
	EXPECT_OK(gpu_create_2d(f, 1, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_create_2d(f, 2, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_attach(f, 1, 40, 1));
	EXPECT(gpu_attach(f, 2, 25, 1) == VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY);
	EXPECT_OK(gpu_attach(f, 2, 24, 1));
	gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, 1);
	EXPECT_OK(gpu_attach(f, 1, 40, 1));
}

/* --- commands with wrong values ------------------------------------------------------------- */

/**
 * struct refusal - A command that the device refuses.
 * @type: the command
 * @response: its response
 * @bytes: length of @command
 * @n: number of @entries
 * @command: what follows its head
 * @entries: memory entries behind it
 */
struct refusal {
	u32 type;
	u32 response;
	u32 bytes;
	u32 n;
	u32 command[18];
	struct virtio_gpu_mem_entry entries[2];
};

static u32 screen[GPU_HEIGHT][GPU_WIDTH];

/* The guest has a resource with backing memory on its screen, and two blobs. */
static void refuses(struct hostile *h, const void *arg)
{
	const struct refusal *refusal = arg;
	struct gpu_rig *f = gpu_rig_create();

	EXPECT(f);
	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_attach(f, GPU_RESOURCE, 2 * PIXELS_BYTES, 1024));
	EXPECT_OK(gpu_set_scanout(f, 0, GPU_RESOURCE, WHOLE));
	EXPECT_OK(gpu_create_blob(f, BLOB, PIXELS_BYTES, PIXELS_BYTES));
	EXPECT_OK(gpu_create_blob(f, LARGE_BLOB, LARGE_BYTES, LARGE_BYTES));
	EXPECT(gpu_send_entries(f, refusal->type, refusal->command, refusal->bytes,
				refusal->entries, refusal->n) == refusal->response);
	facet_virtio_gpu_read(f->g, 0, screen, sizeof(screen[0]), GPU_WIDTH, GPU_HEIGHT, true);
	EXPECT(!f->resets);
	gpu_rig_destroy(f);
}

/* Rows of struct refusal. Words are those of the command's struct. */
#define REFUSAL(var, command_type, result, size, ...)					\
	static const struct refusal var = {						\
		.type = VIRTIO_GPU_CMD_##command_type,					\
		.response = VIRTIO_GPU_RESP_ERR_##result,				\
		.bytes = size, .command = { __VA_ARGS__ },				\
	}

REFUSAL(number_0, RESOURCE_CREATE_2D, INVALID_RESOURCE_ID, 16, 0, FORMAT, 8, 8);
REFUSAL(number_taken, RESOURCE_CREATE_2D, INVALID_RESOURCE_ID, 16, GPU_RESOURCE, FORMAT, 8, 8);
REFUSAL(unknown_format, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, 3, 8, 8);
REFUSAL(no_width, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, 0, 8);
REFUSAL(no_height, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, 8, 0);
REFUSAL(huge, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, 0x80000000, 0x80000000);
REFUSAL(product_wraps, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, 0x10001, 0x10000);
REFUSAL(too_wide, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, VIO_RESOURCE_SIDE + 1,
	1);
REFUSAL(too_high, RESOURCE_CREATE_2D, INVALID_PARAMETER, 16, FREE, FORMAT, 1,
	VIO_RESOURCE_SIDE + 1);
REFUSAL(largest, RESOURCE_CREATE_2D, OUT_OF_MEMORY, 16, FREE, FORMAT, VIO_RESOURCE_SIDE,
	VIO_RESOURCE_SIDE);
REFUSAL(too_many_pixels, RESOURCE_CREATE_2D, OUT_OF_MEMORY, 16, FREE, FORMAT, 4096, 4096);
REFUSAL(attached_twice, RESOURCE_ATTACH_BACKING, INVALID_PARAMETER, 8, GPU_RESOURCE, 0);
REFUSAL(rect_beyond, SET_SCANOUT, INVALID_PARAMETER, 24, 0, 1, GPU_WIDTH, GPU_HEIGHT, 0,
	GPU_RESOURCE);
REFUSAL(rect_wraps, SET_SCANOUT, INVALID_PARAMETER, 24, ~0u, ~0u, 2, 2, 0, GPU_RESOURCE);
REFUSAL(rect_empty, SET_SCANOUT, INVALID_PARAMETER, 24, 0, 0, 0, 0, 0, GPU_RESOURCE);
REFUSAL(no_such_scanout, SET_SCANOUT, INVALID_SCANOUT_ID, 24, 0, 0, 8, 8, VIRTIO_GPU_MAX_SCANOUTS,
	GPU_RESOURCE);
REFUSAL(scanout_of_edid, GET_EDID, INVALID_SCANOUT_ID, 8, 2);
REFUSAL(scanout_of_cursor, MOVE_CURSOR, INVALID_SCANOUT_ID, 32, ~0u);
REFUSAL(transfer_beyond, TRANSFER_TO_HOST_2D, INVALID_PARAMETER, 32, 0, 1, GPU_WIDTH, GPU_HEIGHT, 0,
	0, GPU_RESOURCE);
REFUSAL(transfer_wraps, TRANSFER_TO_HOST_2D, INVALID_PARAMETER, 32, 2, ~0u, 1, 2, 0, 0,
	GPU_RESOURCE);
REFUSAL(transfer_from_afar, TRANSFER_TO_HOST_2D, INVALID_PARAMETER, 32, 0, 0, 8, 8, ~0u, ~0u,
	GPU_RESOURCE);
REFUSAL(blob_stride, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 8, 8, 0, BLOB, 8, 8, FORMAT, 0,
	31);
REFUSAL(blob_rows, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 8, 8, 0, BLOB, 8, 8, FORMAT, 0,
	1024);
REFUSAL(blob_offset, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 8, 8, 0, BLOB, 8, 8, FORMAT, 0,
	32, 0, 0, 0, ~0u);
REFUSAL(blob_wraps, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 8, 8, 0, BLOB, 8, 4096, FORMAT,
	0, ~0u);
REFUSAL(blob_format, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 8, 8, 0, BLOB, 8, 8, 0, 0, 32);
REFUSAL(blob_side, SET_SCANOUT_BLOB, INVALID_PARAMETER, 72, 0, 0, 1, 4097, 0, LARGE_BLOB, 1, 4097,
	FORMAT, 0, 4);
REFUSAL(cursor_size, UPDATE_CURSOR, INVALID_PARAMETER, 32, 0, 0, 0, 0, GPU_RESOURCE);
REFUSAL(cursor_blob, UPDATE_CURSOR, INVALID_PARAMETER, 32, 0, 0, 0, 0, BLOB);
REFUSAL(cursor_on_control, MOVE_CURSOR, UNSPEC, 32, 0);

/* Rows of struct refusal that create a blob. The last arguments are two memory entries. */
#define BLOB_REFUSAL(var, result, n_entries, blob_bytes, ...)				\
	static const struct refusal var = {						\
		.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,				\
		.response = VIRTIO_GPU_RESP_ERR_##result,				\
		.bytes = sizeof(struct virtio_gpu_create_blob),				\
		.n = 2,									\
		.command = { FREE, VIRTIO_GPU_BLOB_MEM_GUEST, 0, n_entries, 0, 0, blob_bytes }, \
		.entries = { __VA_ARGS__ },						\
	}

#define ENTRY(at, bytes)	{ .address = (at), .len = (bytes) }

BLOB_REFUSAL(empty_entry, INVALID_PARAMETER, 2, 4096, ENTRY(GPU_PIXELS, 4096),
	     ENTRY(GPU_PIXELS, 0));
BLOB_REFUSAL(entry_wraps, INVALID_PARAMETER, 2, 4096, ENTRY(GPU_PIXELS, 4096),
	     ENTRY(~0ull - 7, 9));
BLOB_REFUSAL(blob_too_large, INVALID_PARAMETER, 2, 8193, ENTRY(GPU_PIXELS, 4096),
	     ENTRY(GPU_PIXELS, 4096));
BLOB_REFUSAL(entries_4_gib, OUT_OF_MEMORY, ~0u, 4096, ENTRY(GPU_PIXELS, 4096),
	     ENTRY(GPU_PIXELS, 4096));

/* A command of the cursor on the control queue. */
static void wrong_queue(struct gpu_rig *f)
{
	const struct refusal *r = &cursor_on_control;

	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, r->type, r->command, r->bytes, NULL, 0), sizeof(f->response));
	gpu_work(f);
	memcpy(&f->response, &f->memory.bytes[GPU_RESPONSE], sizeof(f->response));
	EXPECT(f->response.header.type == r->response);
}

/* --- what is gone --------------------------------------------------------------------------- */

static void shows_what_is_gone(struct gpu_rig *f)
{
	struct facet_virtio_gpu_picture picture;

	EXPECT_OK(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	EXPECT_OK(gpu_set_scanout(f, 0, GPU_RESOURCE, WHOLE));
	EXPECT_OK(gpu_set_scanout(f, 1, GPU_RESOURCE, WHOLE));
	EXPECT_OK(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE));
	EXPECT(gpu_set_scanout(f, 0, GPU_RESOURCE, WHOLE) ==
	       VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
	facet_virtio_gpu_picture(f->g, 1, &picture);
	EXPECT(!picture.format);
}

static void shows_what_has_no_memory(struct gpu_rig *f)
{
	EXPECT_OK(gpu_create_blob(f, GPU_RESOURCE, PIXELS_BYTES, PIXELS_BYTES));
	EXPECT_OK(gpu_set_scanout_blob(f, GPU_RESOURCE, WHOLE, GPU_WIDTH, GPU_HEIGHT, GPU_STRIDE,
				    0));
	gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, GPU_RESOURCE);
	facet_virtio_gpu_read(f->g, 0, screen, sizeof(screen[0]), GPU_WIDTH, GPU_HEIGHT, true);
	EXPECT(!screen[0][0]);
}

static void blob_gets_less(struct gpu_rig *f)
{
	EXPECT_OK(gpu_create_blob(f, GPU_RESOURCE, 8192, 8192));
	EXPECT_OK(gpu_of_resource(f, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, GPU_RESOURCE));
	EXPECT(gpu_attach(f, GPU_RESOURCE, 4096, 4096) ==
	       VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
	EXPECT_OK(gpu_attach(f, GPU_RESOURCE, 8192, 4096));
}

/* --- the table ------------------------------------------------------------------------------ */

#define RESET	"the device needs a reset, and works then"
#define ERROR	"an error for this command"

#define DEVICE(fn, stopper, does, sees)							\
	{										\
		.name = #fn, .action = does, .expect = sees, .check = #stopper,		\
		.run = with_device, .arg = &(const struct device_case){ .run = fn },	\
	}
#define REFUSES(var, stopper, does)							\
	{										\
		.name = #var, .action = does, .expect = ERROR, .check = #stopper,	\
		.run = refuses, .arg = &var,						\
	}

static const struct hostile_case virtio_cases[] = {
	CASE(ring_size, VIRTQ_SIZE, "queues of 0, 3 and too many descriptors",
	     "the queue does not start"),
	CASE(ring_alignment, VIRTQ_ALIGNED, "a queue at an odd address",
	     "the queue does not start"),
	CASE(ring_wraps, VIRTQ_WRAP, "a queue around the end of addresses",
	     "the queue does not start"),
	DEVICE(far_ahead, VIRTQ_AHEAD, "adds more requests than the queue has", RESET),
	DEVICE(head_beyond, VIRTQ_INDEX, "a request that begins beyond the table", RESET),
	DEVICE(next_beyond, VIRTQ_INDEX, "a chain that leaves the table", RESET),
	DEVICE(loops, VIRTQ_LOOP, "a chain that is a loop", RESET),
	DEVICE(long_table, VIRTQ_LONG, "a chain with too many buffers", ERROR),
	DEVICE(longer_than_queues, VIRTQ_LOOP, "a chain longer than any queue", RESET),
	DEVICE(table_in_itself, VIRTQ_NESTED, "a table of descriptors in itself", RESET),
	DEVICE(half_a_descriptor, VIRTQ_TABLE, "a table of one and a half descriptors", RESET),
	DEVICE(reads_behind_writes, VIRTQ_ORDER, "a buffer to read behind one to write", RESET),
	DEVICE(buffer_wraps, VIRTQ_WRAP, "a buffer around the end of addresses", RESET),
	DEVICE(four_gib, VIRTQ_WRAP, "buffers of 4 GiB at the end of addresses", RESET),
	DEVICE(four_gib_from_low, VIO_ENTRIES, "buffers of 4 GiB from low addresses on", ERROR),
	DEVICE(table_of_4_gib, VIRTQ_LOOP, "a table of descriptors of 4 GiB", RESET),
	DEVICE(small_response, VIRTQ_ROOM, "less room than a response needs", "no response"),
	DEVICE(rewrites_ring, VIRTQ_LOOP, "lengthens a chain while the device reads it", RESET),
	DEVICE(rewrites_command, VIO_SIZE, "rewrites a command while the device reads it", ERROR),
	DEVICE(goes_on_though_broken, VIO_BROKEN, "breaks a queue, and mends it by itself", RESET),
	DEVICE(late_for_ever, VIO_LATE, "transfers from memory that stays unavailable", ERROR),
	DEVICE(ring_late_for_ever, VIO_LATE, "a ring in memory that stays unavailable", RESET),
	DEVICE(floods_commands, VIO_COMMANDS, "adds a request as soon as one is returned",
	       "the worker pauses"),
	DEVICE(floods_bytes, VIO_PASS, "transfers without end", "the worker pauses"),
	DEVICE(floods_accesses, VIO_PASS, "transfers from memory entries of one byte",
	       "the worker pauses"),
	DEVICE(many_resources, VIO_RESOURCES, "creates 65536 resources", ERROR),
	DEVICE(many_pixels, VIO_BYTES, "creates resources until memory ends", ERROR),
	DEVICE(many_entries, VIO_ENTRIES, "more memory entries than it may have", ERROR),
	DEVICE(wrong_queue, VIO_QUEUE, "moves its cursor by the control queue", ERROR),
	DEVICE(shows_what_is_gone, VIO_UNREF, "shows a resource that it has removed",
	       "a dark screen"),
	DEVICE(shows_what_has_no_memory, VIO_BACKED, "shows a blob without memory",
	       "a black screen"),
	DEVICE(blob_gets_less, VIO_BLOB, "gives a blob less memory than it has bytes", ERROR),
	REFUSES(number_0, VIO_NUMBER, "creates resource 0"),
	REFUSES(number_taken, VIO_NUMBER, "creates a resource that is there"),
	REFUSES(unknown_format, VIO_FORMAT, "creates a resource of an unknown format"),
	REFUSES(no_width, VIO_SIZE, "creates a resource without width"),
	REFUSES(no_height, VIO_SIZE, "creates a resource without height"),
	REFUSES(huge, VIO_SIZE, "creates a resource of 2^31 by 2^31 pixels"),
	REFUSES(product_wraps, VIO_SIZE, "creates a resource whose size wraps in 32 bits"),
	REFUSES(too_wide, VIO_SIZE, "creates a resource of 16385 by 1 pixels"),
	REFUSES(too_high, VIO_SIZE, "creates a resource of 1 by 16385 pixels"),
	REFUSES(largest, VIO_BYTES, "creates a resource of 16384 by 16384 pixels"),
	REFUSES(too_many_pixels, VIO_BYTES, "creates a resource larger than it may have"),
	REFUSES(attached_twice, VIO_ATTACHED, "gives a resource memory twice"),
	REFUSES(empty_entry, VIO_ENTRY, "an empty memory entry"),
	REFUSES(entry_wraps, VIO_ENTRY, "a memory entry around the end of addresses"),
	REFUSES(entries_4_gib, VIO_ENTRIES, "memory of 2^32 - 1 entries"),
	REFUSES(blob_too_large, VIO_BLOB, "a blob larger than its memory"),
	REFUSES(rect_beyond, VIO_RECT, "shows rows behind a resource"),
	REFUSES(rect_wraps, VIO_RECT, "shows a rectangle whose sums wrap"),
	REFUSES(rect_empty, VIO_RECT, "shows an empty rectangle"),
	REFUSES(no_such_scanout, VIO_SCANOUT, "shows a picture on a monitor that is not there"),
	REFUSES(scanout_of_edid, VIO_SCANOUT, "asks for the EDID of such a monitor"),
	REFUSES(scanout_of_cursor, VIO_SCANOUT, "moves the cursor of such a monitor"),
	REFUSES(transfer_beyond, VIO_TRANSFER, "transfers rows behind a resource"),
	REFUSES(transfer_wraps, VIO_TRANSFER, "transfers a rectangle whose sums wrap"),
	REFUSES(transfer_from_afar, VIO_BACKED, "transfers from behind a resource's memory"),
	REFUSES(blob_stride, VIO_STRIDE, "shows a blob whose rows overlap"),
	REFUSES(blob_rows, VIO_PICTURE, "shows more rows than a blob has"),
	REFUSES(blob_offset, VIO_PICTURE, "shows what is behind a blob"),
	REFUSES(blob_wraps, VIO_PICTURE, "shows rows of 4 GiB of a blob"),
	REFUSES(blob_side, VIO_SIDE, "shows more rows than the device allows"),
	REFUSES(blob_format, VIO_FORMAT, "shows a blob in no format"),
	REFUSES(cursor_size, VIO_CURSOR, "a cursor that is too small"),
	REFUSES(cursor_blob, VIO_CURSOR, "a cursor in a blob that is too small"),
};

const struct hostile_class hostile_virtio = {
	.name = "virtio",
	.cases = virtio_cases,
	.count = ARRAY_SIZE(virtio_cases),
};
