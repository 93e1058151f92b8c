/* SPDX-License-Identifier: GPL-2.0-only */
/* The inside of a virtio-gpu device: vio_control.c, vio_scanout.c and virtio_gpu.c share it. */
#ifndef VIO_GPU_TYPES_H
#define VIO_GPU_TYPES_H

#include "mediator/retry.h"
#include "virtio/virtio_gpu.h"
#include "virtio/virtio_gpu_defs.h"
#include "virtio/vio_resource.h"

/**
 * enum vio_state - State of a queue, in the order in which a request goes through.
 * @VIO_TAKE: the queue may have a request
 * @VIO_READ: a request was taken, and its command is not read
 * @VIO_RUN: its command is under way
 * @VIO_RESPOND: the command is done, and its response is not written
 * @VIO_RETURN: the response is written, and the request is not returned
 */
enum vio_state {
	VIO_TAKE,
	VIO_READ,
	VIO_RUN,
	VIO_RESPOND,
	VIO_RETURN,
};

/**
 * struct vio_queue - A queue, and the request that the device works at.
 * @started: the driver has set it up
 * @q: the queue
 * @state: enum vio_state
 * @late: the wait for memory that is unavailable
 * @chain: the request
 * @header: the head of its command
 * @command: what follows the head, without the entries behind it
 * @done: bytes that a transfer has copied so far, or memory entries that were read
 * @backing: memory entries that are being read; NULL: none are
 * @response_bytes: length of the response
 * @response: the response, with its head
 */
struct vio_queue {
	bool started;
	struct facet_virtq q;
	enum vio_state state;
	struct facet_retry late;
	struct facet_virtq_chain chain;
	struct virtio_gpu_ctrl_hdr header;
	union {
		struct virtio_gpu_get_edid get_edid;
		struct virtio_gpu_create_2d create_2d;
		struct virtio_gpu_resource resource;
		struct virtio_gpu_set_scanout set_scanout;
		struct virtio_gpu_flush flush;
		struct virtio_gpu_transfer transfer;
		struct virtio_gpu_attach attach;
		struct virtio_gpu_create_blob create_blob;
		struct virtio_gpu_set_scanout_blob set_scanout_blob;
		struct virtio_gpu_cursor cursor;
	} command;
	u32 done;
	struct vio_backing *backing;
	u32 response_bytes;
	struct virtio_gpu_response response;
};

/**
 * struct vio_plane - A picture in a resource.
 * @resource: the resource, with a reference; NULL: there is none
 * @rect: the part that is shown, all in the picture
 * @format: VIRTIO_GPU_*
 * @stride: bytes from row to row
 * @offset: of the resource's pixel (0, 0), in bytes
 */
struct vio_plane {
	struct vio_resource *resource;
	struct virtio_gpu_rect rect;
	u32 format;
	u32 stride;
	u64 offset;
};

#define VIO_NO_HOT_SPOT	(~0u)	/* coordinate of a hot spot that is not known */

/**
 * struct vio_scanout - A scan-out and its cursor.
 * @plane: what it shows
 * @cursor: the cursor's picture
 * @x: place of the cursor's picture on the screen; may be beyond it
 * @y: likewise
 * @hot_x: column of the hot spot in the cursor's picture; VIO_NO_HOT_SPOT: it is not in the picture
 * @hot_y: its row, likewise
 * @serial: changes when anything of this changes
 */
struct vio_scanout {
	struct vio_plane plane;
	struct vio_plane cursor;
	s32 x;
	s32 y;
	u32 hot_x;
	u32 hot_y;
	u32 serial;
};

/**
 * struct vio_state_place - How far a save or a restore has come with the resources.
 * @resource: the resource of the last record; NULL: there was none
 * @row: of pixels: the first row that has no record yet
 */
struct vio_state_place {
	const struct vio_resource *resource;
	u32 row;
};

/**
 * struct facet_virtio_gpu - A device.
 * @ops: the transport
 * @host: first argument of each op
 * @limits: what the guest may have
 * @broken: the driver has broken the rules: the device does nothing until a reset
 * @memory: the guest's memory for the worker: each access uses up @left
 * @left: bytes that the present pass may still access
 * @look_below: below this value of @left, the pass looks at the clock
 * @until_ns: when the pass has to end, by the clock of @ops
 * @clear_ns: facet_virtio_gpu_take_clear_ns()
 * @expired: the queue that the pass serves has waited too long: memory that is unavailable counts
 *	as none
 * @queues: the queues; the worker's
 * @resources: the resources
 * @place: of the save or restore that is under way, and of no meaning else
 * @lock: Protects scan-outs of a virtio-gpu. Lock order: outside &vio_resources.lock
 * @scanouts: what the monitors show; the worker writes them
 */
struct facet_virtio_gpu {
	const struct facet_virtio_gpu_ops *ops;
	void *host;
	const struct facet_virtio_gpu_limits *limits;
	bool broken;
	struct facet_virtq_memory_ops memory;
	u64 left;
	u64 look_below;
	u64 until_ns;
	u64 clear_ns;
	bool expired;
	struct vio_queue queues[VIRTIO_GPU_QUEUES];
	struct vio_resources resources;
	struct vio_state_place place;
	struct mutex lock;
	struct vio_scanout scanouts[VIRTIO_GPU_MAX_SCANOUTS];
};

/**
 * vio_charge() - Use up a part of a pass.
 * @g: the device
 * @bytes: bytes
 *
 * Context: the worker; takes no lock.
 */
static inline void vio_charge(struct facet_virtio_gpu *g, u64 bytes)
{
	g->left -= min(g->left, bytes);
}

/**
 * vio_progress() - Note that a queue has made progress: it waits for no memory.
 * @g: the device
 * @queue: the queue that the pass serves
 *
 * Context: the worker; takes no lock.
 */
static inline void vio_progress(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	facet_retry_end(&queue->late);
	g->expired = false;
}

#endif
