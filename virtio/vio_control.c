// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands of a virtio-gpu device (vio_control.h). virtio_gpu.c calls this file in the worker. A
 * table has a row for each command. The response to one without a row is an error: 3D, UUIDs,
 * capsets.
 *
 * A command is copied once, and then checked and used.
 */
#include "virtio/vio_control.h"

#include "mediator/host.h"
#include "virtio/virtio_gpu_types.h"
#include "virtio/vio_scanout.h"

#define ENTRIES		32u	/* entries that are read at once */
#define COPY_BYTES	65536u	/* most bytes of a transfer that are copied at once */

/**
 * struct vio_command - A kind of command.
 * @type: its number
 * @bytes: length behind the head; the entries behind it do not count
 * @cursor: it comes on the cursor's queue; else on the control queue
 * @run: execute it. Return: 0; a negative errno for response_of(); -EINPROGRESS or
 *	FACET_HOST_RETRY: call again
 */
struct vio_command {
	u32 type;
	u32 bytes;
	bool cursor;
	int (*run)(struct facet_virtio_gpu *g, struct vio_queue *queue);
};

/* Return the response for the result of a command. */
static u32 response_of(int result)
{
	switch (result) {
	case 0:
		return VIRTIO_GPU_RESP_OK_NODATA;
	case -ENOMEM:
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	case -ECHRNG:
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	case -ENOENT:
	case -EEXIST:
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	case -EINVAL:
	case -ENODATA:
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	default:
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	}
}

/* Find a scan-out by its number. Return: 0; -ECHRNG: the device has none with this number. */
static int find_scanout(const struct facet_virtio_gpu *g, u32 number, u32 *scanout)
{
	u64 index = number;

	if (port_check(VIO_SCANOUT, !port_index(&index, g->limits->scanouts)))
		return -ECHRNG;
	*scanout = (u32)index;
	return 0;
}

/* --- monitors ------------------------------------------------------------------------------- */

static int display_info(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	struct virtio_gpu_display_info *info = &queue->response.info;
	u8 edid[VIRTIO_GPU_EDID_BYTES];
	u32 i;

	for (i = 0; i < g->limits->scanouts; i++) {
		struct virtio_gpu_rect *rect = &info->scanouts[i].rect;

		info->scanouts[i].enabled =
			!!g->ops->monitor(g->host, i, edid, &rect->width, &rect->height);
	}
	queue->response.header.type = VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
	queue->response_bytes += sizeof(*info);
	return 0;
}

static int get_edid(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_get_edid *command = &queue->command.get_edid;
	struct virtio_gpu_edid *edid = &queue->response.edid;
	u32 scanout, width, height;
	int ret = find_scanout(g, command->scanout, &scanout);

	if (ret)
		return ret;
	edid->size = g->ops->monitor(g->host, scanout, edid->edid, &width, &height);
	queue->response.header.type = VIRTIO_GPU_RESP_OK_EDID;
	queue->response_bytes += sizeof(*edid);
	return 0;
}

/* --- resources ------------------------------------------------------------------------------ */

static int create_2d(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_create_2d *command = &queue->command.create_2d;
	struct vio_resource *resource;
	u64 began = g->ops->now_ns(g->host);
	int ret = vio_resource_create(&g->resources, command->resource, command, &resource);

	/* The pixels were allocated and cleared at once, however many they are. */
	g->clear_ns += g->ops->now_ns(g->host) - began;
	if (!ret)
		vio_charge(g, resource->bytes);
	return ret;
}

static int unref(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_resource *command = &queue->command.resource;
	struct vio_resource *resource = vio_resource_find(&g->resources, command->resource);

	if (!resource)
		return -ENOENT;
	if (port_check(VIO_UNREF, true))
		vio_scanouts_drop(g, resource);
	vio_resource_remove(&g->resources, resource);
	return 0;
}

/* Copy and check a few entries of backing memory, which come behind byte @at of the request. */
static int read_entries(const struct vio_queue *queue, u64 at, struct vio_backing *backing,
			u32 first, u32 n)
{
	struct virtio_gpu_mem_entry entries[ENTRIES];
	u32 i;
	int ret = facet_virtq_read(&queue->q, &queue->chain, at + (u64)first * sizeof(*entries),
				   entries, n * sizeof(*entries));

	for (i = 0; !ret && i < n; i++)
		ret = vio_backing_set(backing, first + i, entries[i].address, entries[i].len);
	return ret;
}

/* Read the @n entries behind a command of @bytes to @queue->backing, until the pass has enough. */
static int fill_backing(struct facet_virtio_gpu *g, struct vio_queue *queue, u32 bytes, u32 n)
{
	u64 at = sizeof(queue->header) + bytes;
	u32 part;
	int ret;

	while (queue->done < n) {
		if (port_check(VIO_PASS, !g->left))
			return -EINPROGRESS;
		part = min(n - queue->done, ENTRIES);
		ret = read_entries(queue, at, queue->backing, queue->done, part);
		if (ret)
			return ret;
		queue->done += part;
		vio_progress(g, queue);
	}
	return 0;
}

/* Make backing memory of the @n entries behind a command of @bytes. */
static int read_backing(struct facet_virtio_gpu *g, struct vio_queue *queue, u32 bytes, u32 n,
			struct vio_backing **backing)
{
	int ret = 0;

	if (!queue->backing) {
		ret = vio_backing_alloc(&g->resources, n, &queue->backing);
		vio_charge(g, ret ? 0 : (u64)n * sizeof(struct vio_entry));
	}
	if (!ret)
		ret = fill_backing(g, queue, bytes, n);
	if (ret == -EINPROGRESS || ret == FACET_HOST_RETRY)
		return ret;
	*backing = queue->backing;
	queue->backing = NULL;
	if (ret)
		vio_backing_put(&g->resources, *backing);
	return ret;
}

static int attach(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_attach *command = &queue->command.attach;
	struct vio_resource *resource = vio_resource_find(&g->resources, command->resource);
	struct vio_backing *backing;
	int ret;

	if (!resource)
		return -ENOENT;
	if (port_check(VIO_ATTACHED, resource->backing))
		return -EINVAL;
	ret = read_backing(g, queue, sizeof(*command), command->entries, &backing);
	if (ret)
		return ret;
	if (port_check(VIO_BLOB, !vio_backing_fits(resource, backing))) {
		vio_backing_put(&g->resources, backing);
		return -EINVAL;
	}
	vio_resource_attach(&g->resources, resource, backing);
	return 0;
}

static int detach(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_resource *command = &queue->command.resource;
	struct vio_resource *resource = vio_resource_find(&g->resources, command->resource);

	if (!resource)
		return -ENOENT;
	vio_resource_detach(&g->resources, resource);
	return 0;
}

static int create_blob(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_create_blob *command = &queue->command.create_blob;
	struct vio_resource *resource;
	struct vio_backing *backing;
	int ret;

	if (vio_resource_find(&g->resources, command->resource))
		return -EEXIST;
	if (command->memory != VIRTIO_GPU_BLOB_MEM_GUEST ||
	    command->flags & ~VIRTIO_GPU_BLOB_FLAGS || !command->size)
		return -EINVAL;
	ret = read_backing(g, queue, sizeof(*command), command->entries, &backing);
	if (ret)
		return ret;
	if (port_check(VIO_BLOB, command->size > backing->bytes))
		ret = -EINVAL;
	else
		ret = vio_resource_create(&g->resources, command->resource, NULL, &resource);
	if (ret) {
		vio_backing_put(&g->resources, backing);
		return ret;
	}
	resource->bytes = command->size;
	vio_resource_attach(&g->resources, resource, backing);
	return 0;
}

/* --- pixels --------------------------------------------------------------------------------- */

/*
 * Find what a transfer copies next: the rest of a row, or of all rows if they follow each other in
 * memory. @done: bytes that were copied. @offset: gets the place, from the transfer's first pixel
 * on. Return: bytes, at most COPY_BYTES.
 */
static u32 next_copy(const struct virtio_gpu_rect *rect, const struct vio_resource *resource,
		     u32 done, u64 *offset)
{
	const u32 row = rect->width * VIRTIO_GPU_PIXEL;
	const u32 in_row = done % row;
	const u32 left = rect->width == resource->width ? rect->height * row - done : row - in_row;

	*offset = (u64)VIRTIO_GPU_PIXEL * resource->width * (done / row) + in_row;
	return min(left, COPY_BYTES);
}

/*
 * Copy pixels of a transfer until the pass has copied enough. The guest may have made memory
 * entries of one byte each. So the pass may end behind each of them.
 */
static int copy_pixels(struct facet_virtio_gpu *g, struct vio_queue *queue,
		       const struct virtio_gpu_transfer *command, struct vio_resource *resource)
{
	const struct virtio_gpu_rect *rect = &command->rect;
	const u32 bytes = rect->height * rect->width * VIRTIO_GPU_PIXEL;
	u8 *pixels = resource->pixels +
		     VIRTIO_GPU_PIXEL * ((u64)resource->width * rect->y + rect->x);
	u64 offset, address;
	u32 part;
	int ret;

	for (; queue->done < bytes; queue->done += part) {
		if (port_check(VIO_PASS, !g->left))
			return -EINPROGRESS;
		part = next_copy(rect, resource, queue->done, &offset);
		part = vio_backing_piece(resource->backing, command->offset + offset, part,
					 &address);
		if (!part)
			return -ENODATA;
		ret = g->memory.read(g, address, pixels + offset, part);
		if (ret)
			return ret;
		vio_progress(g, queue);
		cond_resched();
	}
	return 0;
}

static int transfer(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_transfer *command = &queue->command.transfer;
	struct vio_resource *resource = vio_resource_find(&g->resources, command->resource);
	int ret;

	if (!resource)
		return -ENOENT;
	/* A blob is the guest's memory itself. Linux asks anyhow, for cursors. */
	if (!resource->pixels)
		return 0;
	if (port_check(VIO_TRANSFER, !vio_rect_in(&command->rect, resource->width,
						    resource->height)))
		return -EINVAL;
	if (!command->rect.width || !command->rect.height)
		return 0;
	ret = copy_pixels(g, queue, command, resource);
	/* Readers look again when the last pixel is there, or will never be. */
	if (queue->done && ret != -EINPROGRESS && ret != FACET_HOST_RETRY)
		vio_scanouts_changed(g, resource);
	return ret;
}

static int flush(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_flush *command = &queue->command.flush;
	struct vio_resource *resource = vio_resource_find(&g->resources, command->resource);

	if (!resource)
		return -ENOENT;
	vio_scanouts_changed(g, resource);
	return 0;
}

/* --- scan-outs ------------------------------------------------------------------------------ */

/* Show a picture. One in place of another is a flip. */
static int show(struct facet_virtio_gpu *g, u32 scanout, const struct vio_plane *plane, u32 width,
		u32 height)
{
	struct vio_plane before = g->scanouts[scanout].plane;	/* the worker alone writes it */
	int ret = vio_scanout_show(g, scanout, plane, width, height);

	if (!ret && plane->resource && before.resource &&
	    (before.resource != plane->resource || before.offset != plane->offset))
		g->ops->flipped(g->host);
	return ret;
}

static int set_scanout(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_set_scanout *command = &queue->command.set_scanout;
	struct vio_plane plane = { .rect = command->rect };
	u32 scanout, width = 0, height = 0;
	int ret = find_scanout(g, command->scanout, &scanout);

	if (ret)
		return ret;
	if (command->resource) {
		plane.resource = vio_resource_find(&g->resources, command->resource);
		if (!plane.resource)
			return -ENOENT;
		if (!plane.resource->pixels)
			return -EINVAL;
		plane.format = plane.resource->format;
		plane.stride = plane.resource->width * VIRTIO_GPU_PIXEL;
		width = plane.resource->width;
		height = plane.resource->height;
	}
	return show(g, scanout, &plane, width, height);
}

static int set_scanout_blob(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_set_scanout_blob *command = &queue->command.set_scanout_blob;
	struct vio_plane plane = {
		.rect = command->rect,
		.format = command->format,
		.stride = command->strides[0],
		.offset = command->offsets[0],
	};
	u32 scanout;
	int ret = find_scanout(g, command->scanout, &scanout);

	if (ret)
		return ret;
	if (command->resource) {
		plane.resource = vio_resource_find(&g->resources, command->resource);
		if (!plane.resource)
			return -ENOENT;
	}
	return show(g, scanout, &plane, command->width, command->height);
}

static int update_cursor(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_cursor *command = &queue->command.cursor;
	struct vio_resource *resource = NULL;
	u32 scanout;
	int ret = find_scanout(g, command->scanout, &scanout);

	if (ret)
		return ret;
	if (command->resource) {
		resource = vio_resource_find(&g->resources, command->resource);
		if (!resource)
			return -ENOENT;
	}
	return vio_scanout_set_cursor(g, scanout, resource, command);
}

static int move_cursor(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	const struct virtio_gpu_cursor *command = &queue->command.cursor;
	u32 scanout;
	int ret = find_scanout(g, command->scanout, &scanout);

	if (ret)
		return ret;
	vio_scanout_move_cursor(g, scanout, (s32)command->x, (s32)command->y);
	return 0;
}

/* --- the table ------------------------------------------------------------------------------ */

static const struct vio_command commands[] = {
	{
		.type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO,
		.run = display_info,
	},
	{
		.type = VIRTIO_GPU_CMD_GET_EDID,
		.bytes = sizeof(struct virtio_gpu_get_edid),
		.run = get_edid,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
		.bytes = sizeof(struct virtio_gpu_create_2d),
		.run = create_2d,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_UNREF,
		.bytes = sizeof(struct virtio_gpu_resource),
		.run = unref,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
		.bytes = sizeof(struct virtio_gpu_attach),
		.run = attach,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
		.bytes = sizeof(struct virtio_gpu_resource),
		.run = detach,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
		.bytes = sizeof(struct virtio_gpu_create_blob),
		.run = create_blob,
	},
	{
		.type = VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
		.bytes = sizeof(struct virtio_gpu_transfer),
		.run = transfer,
	},
	{
		.type = VIRTIO_GPU_CMD_RESOURCE_FLUSH,
		.bytes = sizeof(struct virtio_gpu_flush),
		.run = flush,
	},
	{
		.type = VIRTIO_GPU_CMD_SET_SCANOUT,
		.bytes = sizeof(struct virtio_gpu_set_scanout),
		.run = set_scanout,
	},
	{
		.type = VIRTIO_GPU_CMD_SET_SCANOUT_BLOB,
		.bytes = sizeof(struct virtio_gpu_set_scanout_blob),
		.run = set_scanout_blob,
	},
	{
		.type = VIRTIO_GPU_CMD_UPDATE_CURSOR,
		.bytes = sizeof(struct virtio_gpu_cursor),
		.cursor = true,
		.run = update_cursor,
	},
	{
		.type = VIRTIO_GPU_CMD_MOVE_CURSOR,
		.bytes = sizeof(struct virtio_gpu_cursor),
		.cursor = true,
		.run = move_cursor,
	},
};

static const struct vio_command *find_command(u32 type, bool cursor)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].type == type &&
		    !port_check(VIO_QUEUE, commands[i].cursor != cursor))
			return &commands[i];
	return NULL;
}

/* Begin a response without anything behind its head. */
static void begin_response(struct vio_queue *queue)
{
	const struct virtio_gpu_ctrl_hdr *header = &queue->header;

	memset(&queue->response, 0, sizeof(queue->response));
	queue->response_bytes = sizeof(queue->response.header);
	queue->response.header.type = VIRTIO_GPU_RESP_OK_NODATA;
	if (header->flags & VIRTIO_GPU_FLAG_FENCE) {
		queue->response.header.flags = VIRTIO_GPU_FLAG_FENCE;
		queue->response.header.fence = header->fence;
		queue->response.header.context = header->context;
	}
}

static const struct vio_command *command_of(struct facet_virtio_gpu *g,
					    const struct vio_queue *queue)
{
	return find_command(queue->header.type, queue == &g->queues[VIRTIO_GPU_CURSORQ]);
}

/* Note the result of a command in its response. Return: as vio_command_run(). */
static int conclude(struct vio_queue *queue, int result)
{
	if (result == -EINPROGRESS || result == FACET_HOST_RETRY)
		return result;
	if (result)
		queue->response.header.type = response_of(result);
	return 0;
}

int vio_command_read(struct facet_virtio_gpu *g, struct vio_queue *queue, bool *runs)
{
	const struct vio_command *command;
	int ret = facet_virtq_read(&queue->q, &queue->chain, 0, &queue->header,
				   sizeof(queue->header));

	if (ret == FACET_HOST_RETRY)
		return ret;
	if (ret)
		memset(&queue->header, 0, sizeof(queue->header));
	queue->done = 0;
	begin_response(queue);
	command = command_of(g, queue);
	if (!ret && (!command || queue->chain.long_chain))
		ret = -EOPNOTSUPP;
	if (!ret)
		ret = facet_virtq_read(&queue->q, &queue->chain, sizeof(queue->header),
				       &queue->command, command->bytes);
	*runs = !ret;
	return conclude(queue, ret);
}

int vio_command_run(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	return conclude(queue, command_of(g, queue)->run(g, queue));
}
