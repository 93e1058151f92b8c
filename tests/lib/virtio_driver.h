/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio-gpu device without a transport, and its driver, which tests play. Unit tests and hostile
 * cases share it.
 */
#ifndef VIRTIO_DRIVER_H
#define VIRTIO_DRIVER_H

#include "port.h"

#include "mediator/retry.h"
#include "tests/lib/driver_memory.h"
#include "virtio/virtio_gpu.h"
#include "virtio/virtio_gpu_defs.h"

#define GPU_SIZE	16u		/* of a queue */
#define GPU_QUEUE(q)	(0x1000u + 0x4000u * (q))	/* its table */
#define GPU_AVAIL(q)	(GPU_QUEUE(q) + 0x1000u)
#define GPU_USED(q)	(GPU_QUEUE(q) + 0x2000u)
#define GPU_COMMAND	0x10000u	/* the driver's commands */
#define GPU_RESPONSE	0x20000u	/* room for responses */
#define GPU_PIXELS	0x100000u	/* memory behind resources */
#define GPU_LONG_COMMAND	0x200000u	/* a command with many memory entries */
#define GPU_WIDTH	32u		/* size of the resource of most tests */
#define GPU_HEIGHT	16u
#define GPU_STRIDE	(GPU_WIDTH * VIRTIO_GPU_PIXEL)
#define GPU_RESOURCE	5u
#define GPU_EDID	128u		/* bytes of the monitor's EDID */

/* In a unit test: the type of a response says that the command was carried out. */
#define expect_ok(type)	assert_int_equal(type, VIRTIO_GPU_RESP_OK_NODATA)

/**
 * struct gpu_rig - A device and its driver.
 * @memory: the driver's memory
 * @g: the device
 * @work: do a pass of the worker
 * @limits: what the driver may have
 * @avail: requests that the driver has added to each queue
 * @now_ns: time of the clock
 * @tick_ns: how far the clock goes on at each look
 * @dark: no monitor is plugged in
 * @signals: interrupts of each queue
 * @resets: how often the device needed a reset
 * @flips: pictures that were shown in place of others
 * @response: the last response
 */
struct gpu_rig {
	struct driver_memory memory;
	struct facet_virtio_gpu *g;
	int (*work)(struct gpu_rig *f);
	struct facet_virtio_gpu_limits limits;
	u16 avail[VIRTIO_GPU_QUEUES];
	u64 now_ns;
	u64 tick_ns;
	bool dark;
	u32 signals[VIRTIO_GPU_QUEUES];
	u32 resets;
	u32 flips;
	struct virtio_gpu_response response;
};

static_assert(!offsetof(struct gpu_rig, memory), "a rig is the first argument of memory's ops");

/* --- the transport -------------------------------------------------------------------------- */

static inline void gpu_signal(void *host, u32 queue)
{
	struct gpu_rig *f = host;

	f->signals[queue]++;
}

static inline void gpu_needs_reset(void *host)
{
	struct gpu_rig *f = host;

	f->resets++;
}

static inline u64 gpu_now_ns(void *host)
{
	struct gpu_rig *f = host;

	f->now_ns += f->tick_ns;
	return f->now_ns;
}

static inline void gpu_flipped(void *host)
{
	struct gpu_rig *f = host;

	f->flips++;
}

static inline u32 gpu_monitor(void *host, u32 scanout, u8 *edid, u32 *width, u32 *height)
{
	struct gpu_rig *f = host;

	if (f->dark)
		return 0;
	*width = 1024;
	*height = 768 + scanout;
	memset(edid, 0x5a, GPU_EDID);
	return GPU_EDID;
}

static const struct facet_virtio_gpu_ops gpu_ops = {
	.memory = DRIVER_MEMORY_OPS,
	.signal = gpu_signal,
	.needs_reset = gpu_needs_reset,
	.now_ns = gpu_now_ns,
	.flipped = gpu_flipped,
	.monitor = gpu_monitor,
};

/* --- the driver ----------------------------------------------------------------------------- */

static inline int gpu_pass(struct gpu_rig *f)
{
	return facet_virtio_gpu_work(f->g);
}

static inline void gpu_start_queues(struct gpu_rig *f)
{
	u32 i;

	for (i = 0; i < VIRTIO_GPU_QUEUES; i++) {
		const struct facet_virtq_setup setup = {
			.size = GPU_SIZE,
			.desc = GPU_QUEUE(i),
			.avail = GPU_AVAIL(i),
			.used = GPU_USED(i),
			.indirect = true,
		};

		memset(&f->memory.bytes[GPU_QUEUE(i)], 0, 0x3000);
		f->avail[i] = 0;
		facet_virtio_gpu_start_queue(f->g, i, &setup);
	}
}

/* Begin with small limits, and with a clock that does not say 0. */
static inline void gpu_rig_init(struct gpu_rig *f)
{
	driver_init(&f->memory);
	f->limits = (struct facet_virtio_gpu_limits){
		.resources = 8, .entries = 64, .bytes = 1 << 20, .max_side = 4096, .scanouts = 2,
	};
	f->now_ns = 1;
}

/* Create a device, and a driver that has started its queues. Return: NULL: no memory. */
static inline struct gpu_rig *gpu_rig_create(void)
{
	struct gpu_rig *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	gpu_rig_init(f);
	f->work = gpu_pass;
	if (facet_virtio_gpu_create(&gpu_ops, f, &f->limits, &f->g)) {
		free(f);
		return NULL;
	}
	gpu_start_queues(f);
	return f;
}

static inline void gpu_rig_destroy(struct gpu_rig *f)
{
	facet_virtio_gpu_destroy(f->g);
	free(f);
}

/* Write a descriptor of a queue's table, before the next one. */
static inline void gpu_desc(struct gpu_rig *f, u32 queue, u32 number, u64 address, u32 len,
			    u16 flags)
{
	driver_desc(&f->memory, GPU_QUEUE(queue) + number * VIRTQ_DESC_BYTES, address, len, flags,
		    (u16)(number + 1));
}

/* Add a request of @bytes at GPU_COMMAND to a queue, with room for a response. */
static inline void gpu_offer(struct gpu_rig *f, u32 queue, u32 bytes, u32 room)
{
	u32 area = GPU_AVAIL(queue);

	gpu_desc(f, queue, 0, GPU_COMMAND, bytes, VIRTQ_DESC_NEXT);
	gpu_desc(f, queue, 1, GPU_RESPONSE, room, VIRTQ_DESC_WRITE);
	driver_put16(&f->memory, area + VIRTQ_AVAIL_RING +
		     VIRTQ_AVAIL_ENTRY * (f->avail[queue] % GPU_SIZE), 0);
	driver_put16(&f->memory, area + VIRTQ_AVAIL_IDX, ++f->avail[queue]);
}

/* Return the number of requests of a queue that came back. */
static inline u16 gpu_used(const struct gpu_rig *f, u32 queue)
{
	return driver_get16(&f->memory, GPU_USED(queue) + VIRTQ_USED_IDX);
}

/* Write a command to GPU_COMMAND, with entries of memory behind it. Return: its length. */
static inline u32 gpu_command(struct gpu_rig *f, u32 type, const void *command, u32 bytes,
			      const struct virtio_gpu_mem_entry *entries, u32 n)
{
	const struct virtio_gpu_ctrl_hdr header = {
		.type = type, .flags = VIRTIO_GPU_FLAG_FENCE, .fence = 0x100000000ull + type,
	};
	u8 *at = &f->memory.bytes[GPU_COMMAND];

	memcpy(at, &header, sizeof(header));
	if (bytes)
		memcpy(at + sizeof(header), command, bytes);
	if (n)
		memcpy(at + sizeof(header) + bytes, entries, n * sizeof(*entries));
	return sizeof(header) + bytes + n * sizeof(*entries);
}

/* Have the worker make passes until nothing is left, or many. Time passes where memory is late. */
static inline void gpu_work(struct gpu_rig *f)
{
	int ret = -EINPROGRESS;
	u32 i;

	for (i = 0; i < 1000 && (ret == -EINPROGRESS || ret == FACET_HOST_RETRY); i++) {
		ret = f->work(f);
		if (ret == FACET_HOST_RETRY)
			f->now_ns += FACET_RETRY_INTERVAL_NS;
	}
}

/* Send a command and wait for its response. Return: its type; 0: none came, or another's. */
static inline u32 gpu_send_entries(struct gpu_rig *f, u32 type, const void *command, u32 bytes,
				   const struct virtio_gpu_mem_entry *entries, u32 n)
{
	u32 queue = type >= VIRTIO_GPU_CMD_UPDATE_CURSOR && type <= VIRTIO_GPU_CMD_MOVE_CURSOR ?
		VIRTIO_GPU_CURSORQ : VIRTIO_GPU_CONTROLQ;
	u16 used = gpu_used(f, queue);

	memset(&f->memory.bytes[GPU_RESPONSE], 0, sizeof(f->response));
	gpu_offer(f, queue, gpu_command(f, type, command, bytes, entries, n), sizeof(f->response));
	gpu_work(f);
	memcpy(&f->response, &f->memory.bytes[GPU_RESPONSE], sizeof(f->response));
	if (gpu_used(f, queue) != (u16)(used + 1) ||
	    f->response.header.fence != 0x100000000ull + type)
		return 0;
	return f->response.header.type;
}

static inline u32 gpu_send(struct gpu_rig *f, u32 type, const void *command, u32 bytes)
{
	return gpu_send_entries(f, type, command, bytes, NULL, 0);
}

static inline u32 gpu_create_2d(struct gpu_rig *f, u32 id, u32 width, u32 height)
{
	const struct virtio_gpu_create_2d command = {
		id, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, width, height,
	};

	return gpu_send(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, &command, sizeof(command));
}

/* Fill memory entries of @size bytes each, for @bytes from GPU_PIXELS on. */
static inline void gpu_put_entries(struct virtio_gpu_mem_entry *entries, u32 bytes, u32 size)
{
	u32 i;

	for (i = 0; i < DIV_ROUND_UP(bytes, size); i++)
		entries[i] = (struct virtio_gpu_mem_entry){
			GPU_PIXELS + i * size, min(size, bytes - i * size), 0,
		};
}

/* Give a resource memory from GPU_PIXELS on, in memory entries of @size bytes. */
static inline u32 gpu_attach(struct gpu_rig *f, u32 id, u32 bytes, u32 size)
{
	const struct virtio_gpu_attach command = { id, DIV_ROUND_UP(bytes, size) };
	struct virtio_gpu_mem_entry entries[64] = { 0 };

	gpu_put_entries(entries, bytes, size);
	return gpu_send_entries(f, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, &command,
				sizeof(command), entries, command.entries);
}

/*
 * Give a resource memory as gpu_attach() does, in any number of memory entries. The command is at
 * GPU_LONG_COMMAND.
 */
static inline u32 gpu_attach_many(struct gpu_rig *f, u32 id, u32 bytes, u32 size)
{
	const struct virtio_gpu_attach command = { id, DIV_ROUND_UP(bytes, size) };
	const u32 head = gpu_command(f, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, &command,
				     sizeof(command), NULL, 0);
	struct virtio_gpu_mem_entry *entries =
		(struct virtio_gpu_mem_entry *)&f->memory.bytes[GPU_LONG_COMMAND + head];

	memcpy(&f->memory.bytes[GPU_LONG_COMMAND], &f->memory.bytes[GPU_COMMAND], head);
	gpu_put_entries(entries, bytes, size);
	gpu_offer(f, VIRTIO_GPU_CONTROLQ, head, sizeof(f->response));
	gpu_desc(f, VIRTIO_GPU_CONTROLQ, 0, GPU_LONG_COMMAND,
		 head + command.entries * sizeof(*entries), VIRTQ_DESC_NEXT);
	gpu_work(f);
	memcpy(&f->response, &f->memory.bytes[GPU_RESPONSE], sizeof(f->response));
	return f->response.header.type;
}

static inline u32 gpu_transfer(struct gpu_rig *f, u32 id, struct virtio_gpu_rect rect, u64 offset)
{
	const struct virtio_gpu_transfer command = { rect, offset, id, 0 };

	return gpu_send(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command));
}

static inline u32 gpu_flush(struct gpu_rig *f, u32 id)
{
	const struct virtio_gpu_flush command = { .resource = id };

	return gpu_send(f, VIRTIO_GPU_CMD_RESOURCE_FLUSH, &command, sizeof(command));
}

static inline u32 gpu_set_scanout(struct gpu_rig *f, u32 scanout, u32 id,
				  struct virtio_gpu_rect rect)
{
	const struct virtio_gpu_set_scanout command = { rect, scanout, id };

	return gpu_send(f, VIRTIO_GPU_CMD_SET_SCANOUT, &command, sizeof(command));
}

static inline u32 gpu_of_resource(struct gpu_rig *f, u32 type, u32 id)
{
	const struct virtio_gpu_resource command = { id, 0 };

	return gpu_send(f, type, &command, sizeof(command));
}

/* Create a blob of the memory from GPU_PIXELS on. */
static inline u32 gpu_create_blob(struct gpu_rig *f, u32 id, u64 size, u32 bytes)
{
	const struct virtio_gpu_create_blob command = {
		id, VIRTIO_GPU_BLOB_MEM_GUEST, 0, 1, 0, size,
	};
	const struct virtio_gpu_mem_entry entry = { GPU_PIXELS, bytes, 0 };

	return gpu_send_entries(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, &command, sizeof(command),
				&entry, 1);
}

static inline u32 gpu_set_scanout_blob(struct gpu_rig *f, u32 id, struct virtio_gpu_rect rect,
				       u32 width, u32 height, u32 stride, u32 offset)
{
	const struct virtio_gpu_set_scanout_blob command = {
		.rect = rect, .scanout = 0, .resource = id, .width = width, .height = height,
		.format = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, .strides = { stride },
		.offsets = { offset },
	};

	return gpu_send(f, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB, &command, sizeof(command));
}

/* The pixel that the driver's memory has at a byte behind GPU_PIXELS. */
static inline u32 *gpu_pixel(struct gpu_rig *f, u32 offset)
{
	return (u32 *)&f->memory.bytes[GPU_PIXELS + offset];
}

/* Fill the memory behind resources: pixel i is i. */
static inline void gpu_paint(struct gpu_rig *f, u32 pixels)
{
	u32 i;

	for (i = 0; i < pixels; i++)
		*gpu_pixel(f, i * VIRTIO_GPU_PIXEL) = i;
}

#endif
