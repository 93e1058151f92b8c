/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of a virtio-gpu device. */
#ifndef VIO_CONTROL_H
#define VIO_CONTROL_H

struct facet_virtio_gpu;
struct vio_queue;

/**
 * vio_command_run() - Execute a command, or go on with it.
 * @g: the device
 * @queue: queue with the command; gets the answer
 *
 * Context: the worker; may sleep for memory and the guest's memory. Takes &facet_virtio_gpu.lock,
 * &vio_resources.lock, and the locks of the ops.
 * Return: 0: the answer is there; -EINPROGRESS: the command goes on at the next call;
 * FACET_HOST_RETRY: likewise, when the guest's memory is available.
 */
int vio_command_run(struct facet_virtio_gpu *g, struct vio_queue *queue);

#endif
