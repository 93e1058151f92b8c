/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device model of virtio-gpu: queues, commands, resources and scan-outs, without a transport.
 * Source: Virtual I/O Device (VIRTIO) 1.2, section 5.7.
 *
 * 2D, EDID and blobs of guest memory are there. 3D (VIRGL) and memory of the host are not: the
 * device offers no such feature, and its response to such commands is an error.
 *
 * The vGPU's worker executes commands. Other threads look at scan-outs meanwhile.
 */
#ifndef FACET_VIRTIO_GPU_H
#define FACET_VIRTIO_GPU_H

#include "port.h"
#include "virtio/virtq.h"

struct facet_redraw;
struct facet_virtio_gpu;

/**
 * struct facet_virtio_gpu_limits - What a guest may have at most.
 * @resources: number of resources
 * @entries: memory entries of all resources
 * @bytes: bytes of pixels on the host
 * @max_side: pixels of a side of what a scan-out shows, at most 16384
 * @scanouts: number of scan-outs, 1 to VIRTIO_GPU_MAX_SCANOUTS
 */
struct facet_virtio_gpu_limits {
	u32 resources;
	u32 entries;
	u64 bytes;
	u32 max_side;
	u32 scanouts;
};

/**
 * struct facet_virtio_gpu_ops - What the device needs of its transport.
 * @memory: the guest's memory
 * @signal: send the interrupt of a queue: requests have come back. Called by the worker, no lock
 *	held
 * @needs_reset: the driver has broken the rules: set VIRTIO_STATUS_NEEDS_RESET, and tell the driver
 *	so. Called by the worker, no lock held
 * @now_ns: return the time, nanoseconds, never 0, by a clock that does not go back. Called by the
 *	worker, no lock held
 * @flipped: the driver shows a picture in place of another one. Called by the worker, no lock held
 * @monitor: return the EDID of a scan-out's monitor, VIRTIO_GPU_EDID_BYTES long, and its preferred
 *	size. Return: bytes of the EDID; 0: no monitor is plugged in. Any context of the worker
 */
struct facet_virtio_gpu_ops {
	struct facet_virtq_memory_ops memory;
	void (*signal)(void *host, u32 queue);
	void (*needs_reset)(void *host);
	u64 (*now_ns)(void *host);
	void (*flipped)(void *host);
	u32 (*monitor)(void *host, u32 scanout, u8 *edid, u32 *width, u32 *height);
};

/**
 * facet_virtio_gpu_create() - Create a device in its reset state.
 * @ops: the transport; outlives the device
 * @host: first argument of each op
 * @limits: what the guest may have; outlives the device
 * @out: gets the device, for facet_virtio_gpu_destroy(); unchanged after an error
 *
 * Context: process context; may sleep for memory. Takes no lock.
 * Return: 0; -ENOMEM: no memory.
 */
int facet_virtio_gpu_create(const struct facet_virtio_gpu_ops *ops, void *host,
			    const struct facet_virtio_gpu_limits *limits,
			    struct facet_virtio_gpu **out);

/**
 * facet_virtio_gpu_destroy() - Free a device.
 * @g: the device; no worker runs, and nobody looks at scan-outs
 *
 * Context: process context; may sleep. Takes &facet_virtio_gpu.lock and &vio_resources.lock.
 */
void facet_virtio_gpu_destroy(struct facet_virtio_gpu *g);

/**
 * facet_virtio_gpu_wait_anew() - Let the waits for guest memory begin anew, after a pause.
 * @g: the device; no worker runs
 *
 * Context: process context; takes no lock.
 */
void facet_virtio_gpu_wait_anew(struct facet_virtio_gpu *g);

/**
 * facet_virtio_gpu_reset() - Put a device into its reset state: no queue, resource or scan-out.
 * @g: the device; no worker runs
 *
 * Context: process context; may sleep. Takes &facet_virtio_gpu.lock and &vio_resources.lock.
 */
void facet_virtio_gpu_reset(struct facet_virtio_gpu *g);

/**
 * facet_virtio_gpu_start_queue() - Let the device use a queue.
 * @g: the device; no worker runs
 * @queue: below VIRTIO_GPU_QUEUES
 * @setup: what the driver has chosen, valid (facet_virtq_setup_valid())
 *
 * Context: process context; takes no lock.
 */
void facet_virtio_gpu_start_queue(struct facet_virtio_gpu *g, u32 queue,
				  const struct facet_virtq_setup *setup);

/**
 * facet_virtio_gpu_break() - Stop the device until a reset: the driver has broken the rules.
 * @g: the device
 *
 * Context: the worker. Calls the op needs_reset.
 */
void facet_virtio_gpu_break(struct facet_virtio_gpu *g);

/**
 * facet_virtio_gpu_work() - Do one pass of the worker: execute the guest's commands.
 * @g: the device
 *
 * A pass ends when nothing is left, behind a bounded number of copied bytes, or within 64 KiB when
 * its time is over: each queue has 2 ms. A command may go on in the next pass.
 *
 * Memory that is unavailable for the moment stops its own queue alone, and for FACET_RETRY_MAX_NS
 * at most. Then the response to a request whose buffers are still unavailable is an error. If a
 * part of the queue itself is, the device needs a reset.
 *
 * Context: the worker, one call at a time. Takes &facet_virtio_gpu.lock, &vio_resources.lock and
 * the locks of the ops. May sleep for memory and the guest's memory.
 * Return: 0: nothing is left: the guest notifies the device of more; -EINPROGRESS: work is left:
 * call again soon; FACET_HOST_RETRY: the guest's memory is unavailable for the moment: call again
 * after FACET_RETRY_INTERVAL_NS, or when the guest notifies the device before. A call that comes
 * too early does not try that memory.
 */
int facet_virtio_gpu_work(struct facet_virtio_gpu *g);

/**
 * facet_virtio_gpu_take_clear_ns() - Return how long passes took to make pixels on the host.
 * @g: the device
 *
 * A pass makes all pixels of a resource at once. So it may take longer than other passes.
 *
 * Context: the worker, after its pass; takes no lock.
 * Return: nanoseconds since the last call.
 */
u64 facet_virtio_gpu_take_clear_ns(struct facet_virtio_gpu *g);

/**
 * struct facet_virtio_gpu_picture - What a scan-out shows.
 * @serial: changes when the picture changes: by a flush, by the end of a transfer, by another
 *	picture or cursor
 * @format: VIRTIO_GPU_*; 0: it shows nothing, and all members but @serial are 0
 * @width: pixels
 * @height: rows
 * @blob: the picture is in the guest's memory; else on the host
 * @resource: number of the resource
 * @stride: bytes from one row of the picture's memory to the next
 * @offset: of the first pixel in that memory
 */
struct facet_virtio_gpu_picture {
	u32 serial;
	u32 format;
	u32 width;
	u32 height;
	bool blob;
	u32 resource;
	u32 stride;
	u64 offset;
};

/**
 * facet_virtio_gpu_picture() - Describe what a scan-out shows.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @picture: gets the description
 *
 * Context: process context; may sleep. Takes &facet_virtio_gpu.lock and &vio_resources.lock.
 */
void facet_virtio_gpu_picture(struct facet_virtio_gpu *g, u32 scanout,
			      struct facet_virtio_gpu_picture *picture);

/**
 * facet_virtio_gpu_read() - Read the picture of a scan-out, with its cursor.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @dst: gets rows of XRGB8888 pixels; 4-byte aligned
 * @stride: bytes from row to row, at least 4 * @width, a multiple of 4
 * @width: pixels of a row; pixels beyond the picture are black
 * @height: rows; rows beyond the picture are black
 * @cursor: true: draw the cursor
 *
 * Pixels of a blob that are in no memory are black.
 *
 * Context: process context; no lock held. Takes &facet_virtio_gpu.lock, &vio_resources.lock, and
 * the locks of the ops. May sleep for the guest's memory.
 * Return: 0; -EAGAIN: the guest has shown another picture meanwhile, or memory of a blob was late:
 * the pixels may be of several pictures.
 */
int facet_virtio_gpu_read(struct facet_virtio_gpu *g, u32 scanout, void *dst, u32 stride,
			  u32 width, u32 height, bool cursor);

/**
 * facet_virtio_gpu_update() - Read the picture of a scan-out, and compare it with an earlier one.
 * @g: the device
 * @scanout: below &facet_virtio_gpu_limits.scanouts
 * @redraw: the pictures, of XRGB8888 pixels; its damage begins anew. &facet_redraw.next gets rows
 *	from the first one on that differs
 * @row: room for a row, &facet_redraw.bytes long
 * @height: rows
 * @cursor: true: draw the cursor
 *
 * Pixels are those of facet_virtio_gpu_read().
 *
 * Context: as facet_virtio_gpu_read(). Takes &facet_virtio_gpu.lock, &vio_resources.lock, and the
 * locks of the ops. The caller keeps others from writing both pictures.
 * Return: as facet_virtio_gpu_read().
 */
int facet_virtio_gpu_update(struct facet_virtio_gpu *g, u32 scanout,
			    const struct facet_redraw *redraw, u32 *row, u32 height, bool cursor);

#endif
