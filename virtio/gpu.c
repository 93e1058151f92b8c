// SPDX-License-Identifier: GPL-2.0-only
/*
 * A virtio-gpu device (gpu.h): its life, and the passes of its worker over the queues. Models and
 * tests call this file.
 *
 * Lock: none here; control.c and scanout.c take them.
 */
#include "virtio/gpu.h"

#include "mediator/host.h"
#include "virtio/control.h"
#include "virtio/gpu_types.h"
#include "virtio/scanout.h"

#define PASS_BYTES	(1u << 20)	/* bytes that a pass copies at most */
#define COMMAND_BYTES	4096u		/* what a command counts besides */

/* --- life ----------------------------------------------------------------------------------- */

int facet_virtio_gpu_create(const struct facet_virtio_gpu_ops *ops, void *host,
			    const struct facet_virtio_gpu_limits *limits,
			    struct facet_virtio_gpu **out)
{
	struct facet_virtio_gpu *g = port_zalloc(sizeof(*g));

	if (!g)
		return -ENOMEM;
	g->ops = ops;
	g->host = host;
	g->limits = limits;
	mutex_init(&g->lock);
	vio_resources_init(&g->resources, limits);
	*out = g;
	return 0;
}

void facet_virtio_gpu_reset(struct facet_virtio_gpu *g)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(g->queues); i++) {
		g->queues[i].started = false;
		g->queues[i].state = VIO_TAKE;
	}
	g->broken = false;
	vio_scanouts_drop(g, NULL);
	vio_resources_clear(&g->resources);
}

void facet_virtio_gpu_destroy(struct facet_virtio_gpu *g)
{
	facet_virtio_gpu_reset(g);
	vio_resources_exit(&g->resources);
	mutex_destroy(&g->lock);
	port_free(g);
}

void facet_virtio_gpu_start_queue(struct facet_virtio_gpu *g, u32 queue,
				  const struct facet_virtq_setup *setup)
{
	facet_virtq_init(&g->queues[queue].q, &g->ops->memory, g->host, setup);
	g->queues[queue].started = true;
}

/* --- the worker ----------------------------------------------------------------------------- */

/* Interrupt the driver, if it wants to know of what was returned. */
static int tell_driver(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	bool signal;
	int ret = facet_virtq_must_signal(&queue->q, &signal);

	if (!ret && signal)
		g->ops->signal(g->host, queue - g->queues);
	return ret;
}

/* Take a request. Return: 0; -ENOENT: there is none, and the driver tells of the next one. */
static int take(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = facet_virtq_take(&queue->q, &queue->chain);

	if (ret == -ENOENT) {
		ret = tell_driver(g, queue);
		if (!ret)
			ret = facet_virtq_wait(&queue->q);
		return ret ? ret : -ENOENT;
	}
	if (ret)
		return ret;
	queue->answer_bytes = 0;
	memset(&queue->header, 0, sizeof(queue->header));
	queue->state = VIO_RUN;
	return 0;
}

/* Read the head of a command, and run it. A request without a head is no command. */
static int run(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = 0;

	if (!queue->answer_bytes)
		ret = facet_virtq_read(&queue->q, &queue->chain, 0, &queue->header,
				       sizeof(queue->header));
	if (ret == FACET_HOST_RETRY)
		return ret;
	ret = vio_command_run(g, queue);
	if (!ret)
		queue->state = VIO_ANSWER;
	return ret;
}

/* Write an answer. One that the driver has no room for is lost. */
static int answer(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = facet_virtq_write(&queue->q, &queue->chain, &queue->answer, queue->answer_bytes);

	if (ret == FACET_HOST_RETRY)
		return ret;
	if (ret)
		queue->answer_bytes = 0;
	queue->state = VIO_RETURN;
	return 0;
}

static int give_back(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = facet_virtq_return(&queue->q, queue->chain.head, queue->answer_bytes);

	if (!ret)
		queue->state = VIO_TAKE;
	return ret;
}

typedef int (*step_fn)(struct facet_virtio_gpu *g, struct vio_queue *queue);

static const step_fn steps[] = {
	[VIO_TAKE] = take,
	[VIO_RUN] = run,
	[VIO_ANSWER] = answer,
	[VIO_RETURN] = give_back,
};

/* Work at a queue until it is empty. Return: as facet_virtio_gpu_work(), or another errno. */
static int work_queue(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = 0;

	while (queue->started) {
		if (queue->state == VIO_TAKE) {
			if (port_check(VIO_COMMANDS, g->left < COMMAND_BYTES))
				return -EINPROGRESS;
			g->left -= COMMAND_BYTES;
		}
		ret = steps[queue->state](g, queue);
		if (ret && ret != -EALREADY)
			break;
	}
	return ret == -ENOENT ? 0 : ret;
}

/* Work at a queue. One that breaks the rules stops the device. */
static int serve_queue(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = work_queue(g, queue);

	if (ret == -EINPROGRESS || ret == FACET_HOST_RETRY) {
		/* The driver may use meanwhile what has come back. */
		tell_driver(g, queue);
		return ret;
	}
	if (ret) {
		g->broken = true;
		g->ops->needs_reset(g->host);
	}
	return 0;
}

int facet_virtio_gpu_work(struct facet_virtio_gpu *g)
{
	int ret = 0, one;
	u32 i;

	g->left = PASS_BYTES;
	for (i = 0; i < ARRAY_SIZE(g->queues); i++) {
		if (port_check(VIO_BROKEN, g->broken))
			return 0;
		one = serve_queue(g, &g->queues[i]);
		if (!ret)
			ret = one;
	}
	return ret;
}
