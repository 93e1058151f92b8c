/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of a virtio-gpu device. */
#ifndef VIO_CONTROL_H
#define VIO_CONTROL_H

#include "port.h"

struct facet_virtio_gpu;
struct vio_queue;

/**
 * vio_command_read() - Read a command, and begin its response.
 * @g: the device
 * @queue: queue with the request; gets the command
 * @runs: gets: true: vio_command_run() executes it; false: the response is an error. Unchanged
 *	after an error
 *
 * Context: the worker; may sleep for the guest's memory. Takes the locks of the ops.
 * Return: 0; FACET_HOST_RETRY: call again when the guest's memory is available.
 */
int vio_command_read(struct facet_virtio_gpu *g, struct vio_queue *queue, bool *runs);

/**
 * vio_command_run() - Execute a command, or go on with it.
 * @g: the device
 * @queue: queue with a command that vio_command_read() has read; gets the response
 *
 * Context: the worker; may sleep for memory and the guest's memory. Takes &facet_virtio_gpu.lock,
 * &vio_resources.lock, and the locks of the ops.
 * Return: 0: the response is there; -EINPROGRESS: call again soon; FACET_HOST_RETRY: call again
 * when the guest's memory is available.
 */
int vio_command_run(struct facet_virtio_gpu *g, struct vio_queue *queue);

#endif
