// SPDX-License-Identifier: GPL-2.0-only
/*
 * The saved state of a virtio-gpu device (vio_state.h) but for its resources, which
 * vio_state_resources.c has. virtio_pci_state.c calls this file while no worker runs.
 *
 * A request whose command has no effect yet, or has copied a part, is saved as one that was not
 * taken: it begins anew. A request with a response is saved with it. So no command has its effect
 * twice.
 *
 * A saved state is not trusted: the functions that serve the guest check and set each value.
 *
 * Lock: none here; vio_resource.c and vio_scanout.c take them.
 */
#include "virtio/vio_state.h"

#include "device/state_walk.h"
#include "virtio/vio_scanout.h"
#include "virtio/vio_state_resources.h"
#include "virtio/virtio_gpu_types.h"

/* --- device --------------------------------------------------------------------------------- */

static const struct facet_state_field device_fields[] = {
	FACET_STATE_FIELD(struct facet_virtio_gpu, broken, 1),
};

static int device_save(void *owner, u32 index, struct facet_state_writer *out)
{
	facet_state_put_fields(out, device_fields, ARRAY_SIZE(device_fields), owner);
	return 0;
}

static int device_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	return facet_state_take_fields(in, device_fields, ARRAY_SIZE(device_fields), owner);
}

static const struct facet_state_section device_state = {
	.tag = FACET_STATE_TAG('V', 'D', 'E', 'V'),
	.name = "device",
	.what = "the driver has broken the rules",
	.records = 1,
	.fields = device_fields,
	.n_fields = ARRAY_SIZE(device_fields),
	.save = device_save,
	.restore = device_restore,
};

/* --- queues --------------------------------------------------------------------------------- */

/**
 * enum request_state - The request that is the device's, as it is saved.
 * @REQUEST_NONE: there is none
 * @REQUEST_RESPOND: its response is not written
 * @REQUEST_RETURN: its response is written, and it is not returned
 */
enum request_state {
	REQUEST_NONE,
	REQUEST_RESPOND,
	REQUEST_RETURN,
};

/**
 * struct queue_state - A queue. All members of one that the driver has not set up are 0.
 * @position: how far it is
 * @request: enum request_state
 * @response_bytes: length of the response
 * @buffers: number of buffers for it, with REQUEST_RESPOND
 */
struct queue_state {
	struct facet_virtq_position position;
	u8 request;
	u32 response_bytes;
	u32 buffers;
};

static const struct facet_state_field queue_fields[] = {
	FACET_STATE_FIELD(struct queue_state, position.avail, 0),
	FACET_STATE_FIELD(struct queue_state, position.used, 0),
	FACET_STATE_FIELD(struct queue_state, position.signalled, 0),
	FACET_STATE_FIELD(struct queue_state, position.head, 0),
	FACET_STATE_FIELD(struct queue_state, request, REQUEST_RETURN),
	FACET_STATE_FIELD(struct queue_state, response_bytes, sizeof(struct virtio_gpu_response)),
	FACET_STATE_FIELD(struct queue_state, buffers, FACET_VIRTQ_SEGMENTS),
};

static void queue_export(const struct vio_queue *queue, struct queue_state *s)
{
	s->position = facet_virtq_save(&queue->q);
	switch (queue->state) {
	case VIO_TAKE:
		return;
	case VIO_READ:
	case VIO_RUN:
		s->position.avail--;	/* it is taken again */
		return;
	case VIO_RESPOND:
		s->request = REQUEST_RESPOND;
		s->buffers = queue->chain.writable;
		break;
	case VIO_RETURN:
		s->request = REQUEST_RETURN;
		break;
	}
	s->position.head = queue->chain.head;
	s->response_bytes = queue->response_bytes;
}

static int queue_save(void *owner, u32 index, struct facet_state_writer *out)
{
	const struct facet_virtio_gpu *g = owner;
	const struct vio_queue *queue = &g->queues[index];
	const struct facet_virtq_segment *buffer = &queue->chain.segments[queue->chain.readable];
	struct queue_state s = { .request = REQUEST_NONE };
	u32 i;

	if (queue->started)
		queue_export(queue, &s);
	facet_state_put_fields(out, queue_fields, ARRAY_SIZE(queue_fields), &s);
	if (s.request != REQUEST_RESPOND)
		return 0;
	facet_state_put(out, &queue->response, s.response_bytes);
	for (i = 0; i < s.buffers; i++) {
		facet_state_put64(out, buffer[i].address);
		facet_state_put32(out, buffer[i].len);
	}
	return 0;
}

/* Read a response, and the buffers for it. Return: 0; -EINVAL: bytes are missing or wrong. */
static int response_restore(struct vio_queue *queue, const struct queue_state *s,
			    struct facet_state_reader *in)
{
	const void *response = facet_state_take(in, s->response_bytes);
	u64 address;
	u32 i, len;
	int ret = 0;

	if (!response)
		return -EINVAL;
	memcpy(&queue->response, response, s->response_bytes);
	for (i = 0; !ret && i < s->buffers; i++) {
		address = facet_state_take64(in);
		len = facet_state_take32(in);
		ret = in->failed ? -EINVAL :
		      facet_virtq_add_buffer(&queue->chain, address, len, true);
	}
	return ret;
}

static int queue_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	static const enum vio_state states[] = {
		[REQUEST_NONE] = VIO_TAKE,
		[REQUEST_RESPOND] = VIO_RESPOND,
		[REQUEST_RETURN] = VIO_RETURN,
	};
	struct facet_virtio_gpu *g = owner;
	struct vio_queue *queue = &g->queues[index];
	struct queue_state s = { .request = REQUEST_NONE };
	int ret;

	ret = facet_state_take_fields(in, queue_fields, ARRAY_SIZE(queue_fields), &s);
	if (ret || !queue->started)
		return ret;
	ret = facet_virtq_restore(&queue->q, &s.position);
	if (ret)
		return ret;
	queue->state = states[s.request];
	queue->response_bytes = s.response_bytes;
	queue->chain.head = s.position.head;
	queue->chain.readable = 0;
	queue->chain.writable = 0;
	return s.request == REQUEST_RESPOND ? response_restore(queue, &s, in) : 0;
}

static const struct facet_state_section queue_state = {
	.tag = FACET_STATE_TAG('V', 'Q', 'U', 'E'),
	.name = "queue",
	.what = "control and cursor queue: positions, and a request that has a response",
	.records = VIRTIO_GPU_QUEUES,
	.fields = queue_fields,
	.n_fields = ARRAY_SIZE(queue_fields),
	.rest = "where `request` is 1: the response, then its buffers: address (8), length (4)",
	.save = queue_save,
	.restore = queue_restore,
};

/* --- scan-outs ------------------------------------------------------------------------------ */

/**
 * struct scanout_state - What a scan-out shows.
 * @resource: number of the picture's resource; 0: it shows nothing
 * @rect: the part that is shown
 * @format: VIRTIO_GPU_FORMAT_*
 * @stride: bytes from row to row
 * @offset: of the resource's pixel (0, 0), in bytes
 * @cursor: number of the cursor's resource; 0: there is no cursor
 * @x: place of the cursor's picture on the screen
 * @y: likewise
 */
struct scanout_state {
	u32 resource;
	struct virtio_gpu_rect rect;
	u32 format;
	u32 stride;
	u64 offset;
	u32 cursor;
	u32 x;
	u32 y;
};

static const struct facet_state_field scanout_fields[] = {
	FACET_STATE_FIELD(struct scanout_state, resource, 0),
	FACET_STATE_FIELD(struct scanout_state, rect.x, 0),
	FACET_STATE_FIELD(struct scanout_state, rect.y, 0),
	FACET_STATE_FIELD(struct scanout_state, rect.width, 0),
	FACET_STATE_FIELD(struct scanout_state, rect.height, 0),
	FACET_STATE_FIELD(struct scanout_state, format, 0),
	FACET_STATE_FIELD(struct scanout_state, stride, 0),
	FACET_STATE_FIELD(struct scanout_state, offset, 0),
	FACET_STATE_FIELD(struct scanout_state, cursor, 0),
	FACET_STATE_FIELD(struct scanout_state, x, 0),
	FACET_STATE_FIELD(struct scanout_state, y, 0),
};

/* The worker alone writes scan-outs, and it is out: no lock. */
static int scanout_save(void *owner, u32 index, struct facet_state_writer *out)
{
	const struct facet_virtio_gpu *g = owner;
	const struct vio_scanout *scanout;
	struct scanout_state s = { .resource = 0 };

	if (index >= g->limits->scanouts)
		return -ENOENT;
	scanout = &g->scanouts[index];
	if (scanout->plane.resource) {
		s.resource = scanout->plane.resource->id;
		s.rect = scanout->plane.rect;
		s.format = scanout->plane.format;
		s.stride = scanout->plane.stride;
		s.offset = scanout->plane.offset;
	}
	s.cursor = scanout->cursor.resource ? scanout->cursor.resource->id : 0;
	s.x = (u32)scanout->x;
	s.y = (u32)scanout->y;
	facet_state_put_fields(out, scanout_fields, ARRAY_SIZE(scanout_fields), &s);
	return 0;
}

/* Find a resource that may be none. Return: false: there is no such resource. */
static bool find(struct facet_virtio_gpu *g, u32 id, struct vio_resource **resource)
{
	*resource = id ? vio_resource_find(&g->resources, id) : NULL;
	return !id || *resource;
}

/*
 * The size of the picture around the rectangle is not saved. The smallest such picture ends with
 * the rectangle.
 */
static int scanout_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_gpu *g = owner;
	struct vio_resource *resource, *cursor;
	struct virtio_gpu_cursor command;
	struct scanout_state s;
	struct vio_plane plane;
	u64 place = index;
	int ret;

	ret = facet_state_take_fields(in, scanout_fields, ARRAY_SIZE(scanout_fields), &s);
	if (ret)
		return ret;
	if (port_check(VIO_SCANOUT, !port_index(&place, g->limits->scanouts)) ||
	    !find(g, s.resource, &resource) || !find(g, s.cursor, &cursor))
		return -EINVAL;
	plane = (struct vio_plane){
		.resource = resource,
		.rect = s.rect,
		.format = s.format,
		.stride = s.stride,
		.offset = s.offset,
	};
	ret = vio_scanout_show(g, (u32)place, &plane, s.rect.x + s.rect.width,
			       s.rect.y + s.rect.height);
	command = (struct virtio_gpu_cursor){
		.x = s.x, .y = s.y, .hot_x = VIO_NO_HOT_SPOT, .hot_y = VIO_NO_HOT_SPOT,
	};
	return ret ? ret : vio_scanout_set_cursor(g, (u32)place, cursor, &command);
}

static const struct facet_state_section scanout_state = {
	.tag = FACET_STATE_TAG('V', 'S', 'C', 'N'),
	.name = "scan-out",
	.what = "what each scan-out shows, and its cursor",
	.records = FACET_STATE_ANY,
	.fields = scanout_fields,
	.n_fields = ARRAY_SIZE(scanout_fields),
	.save = scanout_save,
	.restore = scanout_restore,
};

/**
 * struct hot_spot_state - The hot spot of a scan-out's cursor.
 * @x: column in the cursor's picture; one beyond it: the hot spot is not known
 * @y: row, likewise
 */
struct hot_spot_state {
	u32 x;
	u32 y;
};

static const struct facet_state_field hot_spot_fields[] = {
	FACET_STATE_FIELD(struct hot_spot_state, x, 0),
	FACET_STATE_FIELD(struct hot_spot_state, y, 0),
};

static int hot_spot_save(void *owner, u32 index, struct facet_state_writer *out)
{
	const struct facet_virtio_gpu *g = owner;
	struct hot_spot_state s;

	if (index >= g->limits->scanouts)
		return -ENOENT;
	s = (struct hot_spot_state){ g->scanouts[index].hot_x, g->scanouts[index].hot_y };
	facet_state_put_fields(out, hot_spot_fields, ARRAY_SIZE(hot_spot_fields), &s);
	return 0;
}

/* The cursor is there already: only its hot spot changes. */
static int hot_spot_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_gpu *g = owner;
	const struct vio_scanout *scanout;
	struct virtio_gpu_cursor command;
	struct hot_spot_state s;
	u64 place = index;
	int ret;

	ret = facet_state_take_fields(in, hot_spot_fields, ARRAY_SIZE(hot_spot_fields), &s);
	if (ret)
		return ret;
	if (port_check(VIO_SCANOUT, !port_index(&place, g->limits->scanouts)))
		return -EINVAL;
	scanout = &g->scanouts[place];
	command = (struct virtio_gpu_cursor){
		.x = (u32)scanout->x, .y = (u32)scanout->y, .hot_x = s.x, .hot_y = s.y,
	};
	return vio_scanout_set_cursor(g, (u32)place, scanout->cursor.resource, &command);
}

static const struct facet_state_section hot_spot_state = {
	.tag = FACET_STATE_TAG('V', 'H', 'O', 'T'),
	.name = "hot spot",
	.what = "hot spot of each scan-out's cursor; a state without it is valid",
	.records = FACET_STATE_ANY,
	.fields = hot_spot_fields,
	.n_fields = ARRAY_SIZE(hot_spot_fields),
	.save = hot_spot_save,
	.restore = hot_spot_restore,
};

/* --- the table ------------------------------------------------------------------------------ */

static const struct facet_state_section *const sections[] = {
	&device_state,
	&queue_state,
	&vio_resource_state,
	&vio_pixels_state,
	&scanout_state,
	&hot_spot_state,
};

const struct facet_state_table vio_state_table = {
	.sections = sections,
	.n = ARRAY_SIZE(sections),
};
