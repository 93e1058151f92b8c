// SPDX-License-Identifier: GPL-2.0-only
/*
 * A virtio-gpu device (virtio_gpu.h): its life, and the passes of its worker over the queues.
 * Models and tests call this file.
 *
 * Lock: none here; vio_control.c and vio_scanout.c take them.
 */
#include "virtio/virtio_gpu.h"

#include "mediator/host.h"
#include "virtio/vio_control.h"
#include "virtio/virtio_gpu_types.h"
#include "virtio/vio_scanout.h"

#define PASS_NS		2000000u	/* a pass ends when it finds that this is over */
#define CLOCK_BYTES	(1u << 16)	/* between two looks at the clock */
#define PASS_BYTES	(1u << 20)	/* bytes that a pass accesses at most */
#define CURSOR_BYTES	(1u << 18)	/* those of the cursor's queue */
#define COMMAND_BYTES	4096u		/* what a command counts besides */
#define ACCESS_BYTES	256u		/* what an access counts besides */

/* --- memory --------------------------------------------------------------------------------- */

/* End the pass if its time is over. A look takes as long as a copy of some KiB. */
static void look_at_clock(struct facet_virtio_gpu *g)
{
	if (g->ops->now_ns(g->host) >= g->until_ns)
		g->left = 0;
	g->look_below = g->left - min_t(u64, g->left, CLOCK_BYTES);
}

/*
 * Charge an access, and keep results of the ops apart from those of queues. Memory that was
 * unavailable for too long is none.
 */
static int charge(struct facet_virtio_gpu *g, size_t len, int ret)
{
	vio_charge(g, len + ACCESS_BYTES);
	if (g->left < g->look_below)
		look_at_clock(g);
	if (ret == FACET_HOST_RETRY && !port_check(VIO_LATE, g->expired))
		return ret;
	return ret ? -EFAULT : 0;
}

static int charged_read(void *device, u64 address, void *buf, size_t len)
{
	struct facet_virtio_gpu *g = device;

	return charge(g, len, g->ops->memory.read(g->host, address, buf, len));
}

static int charged_write(void *device, u64 address, const void *buf, size_t len)
{
	struct facet_virtio_gpu *g = device;

	return charge(g, len, g->ops->memory.write(g->host, address, buf, len));
}

static int charged_load16(void *device, u64 address, u16 *value)
{
	struct facet_virtio_gpu *g = device;

	return charge(g, sizeof(*value), g->ops->memory.load16(g->host, address, value));
}

static int charged_store16(void *device, u64 address, u16 value)
{
	struct facet_virtio_gpu *g = device;

	return charge(g, sizeof(value), g->ops->memory.store16(g->host, address, value));
}

static const struct facet_virtq_memory_ops charged = {
	.read = charged_read,
	.write = charged_write,
	.load16 = charged_load16,
	.store16 = charged_store16,
};

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
	g->memory = charged;
	mutex_init(&g->lock);
	vio_resources_init(&g->resources, limits);
	*out = g;
	return 0;
}

void facet_virtio_gpu_wait_anew(struct facet_virtio_gpu *g)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(g->queues); i++)
		facet_retry_end(&g->queues[i].late);
}

u64 facet_virtio_gpu_take_clear_ns(struct facet_virtio_gpu *g)
{
	u64 ns = g->clear_ns;

	g->clear_ns = 0;
	return ns;
}

void facet_virtio_gpu_reset(struct facet_virtio_gpu *g)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(g->queues); i++) {
		g->queues[i].started = false;
		g->queues[i].state = VIO_TAKE;
		vio_backing_put(&g->resources, g->queues[i].backing);
		g->queues[i].backing = NULL;
	}
	facet_virtio_gpu_wait_anew(g);
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
	facet_virtq_init(&g->queues[queue].q, &g->memory, g, setup);
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
	queue->state = VIO_READ;
	return 0;
}

/* Read the command of a request. A request shorter than a header gets an error. */
static int read_command(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	bool runs;
	int ret = vio_command_read(g, queue, &runs);

	if (!ret)
		queue->state = runs ? VIO_RUN : VIO_RESPOND;
	return ret;
}

static int run(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = vio_command_run(g, queue);

	if (!ret)
		queue->state = VIO_RESPOND;
	return ret;
}

/* Write a response. One that the driver has no room for is lost. */
static int respond(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = facet_virtq_write(&queue->q, &queue->chain, &queue->response,
				    queue->response_bytes);

	if (ret == FACET_HOST_RETRY)
		return ret;
	if (ret)
		queue->response_bytes = 0;
	queue->state = VIO_RETURN;
	return 0;
}

static int give_back(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = facet_virtq_return(&queue->q, queue->chain.head, queue->response_bytes);

	if (!ret)
		queue->state = VIO_TAKE;
	return ret;
}

typedef int (*step_fn)(struct facet_virtio_gpu *g, struct vio_queue *queue);

static const step_fn steps[] = {
	[VIO_TAKE] = take,
	[VIO_READ] = read_command,
	[VIO_RUN] = run,
	[VIO_RESPOND] = respond,
	[VIO_RETURN] = give_back,
};

/* Work at a queue until it is empty. Return: as facet_virtio_gpu_work(), or another errno. */
static int work_queue(struct facet_virtio_gpu *g, struct vio_queue *queue)
{
	int ret = 0;

	while (queue->started) {
		bool takes = queue->state == VIO_TAKE;

		if (takes && port_check(VIO_COMMANDS, g->left < COMMAND_BYTES))
			return -EINPROGRESS;
		vio_charge(g, takes ? COMMAND_BYTES : 0);
		ret = steps[queue->state](g, queue);
		if (ret != FACET_HOST_RETRY)
			vio_progress(g, queue);
		if (ret && !(takes && ret == -EALREADY))
			break;
	}
	return ret == -ENOENT ? 0 : ret;
}

void facet_virtio_gpu_break(struct facet_virtio_gpu *g)
{
	g->broken = true;
	g->ops->needs_reset(g->host);
}

/* Serve a queue. If the driver breaks the rules, stop the device until a reset. */
static int serve_queue(struct facet_virtio_gpu *g, struct vio_queue *queue, u64 bytes)
{
	u64 now_ns = g->ops->now_ns(g->host);
	int ret;

	if (!facet_retry_due_at(&queue->late, now_ns))
		return FACET_HOST_RETRY;
	g->left = bytes;
	g->look_below = bytes;
	g->until_ns = now_ns + PASS_NS;
	g->expired = facet_retry_expired_at(&queue->late, now_ns);
	ret = work_queue(g, queue);
	if (ret == FACET_HOST_RETRY)
		facet_retry_keep_at(&queue->late, g->ops->now_ns(g->host));
	if (ret == -EINPROGRESS || ret == FACET_HOST_RETRY) {
		/* The driver may use meanwhile what has come back. */
		tell_driver(g, queue);
		return ret;
	}
	if (ret)
		facet_virtio_gpu_break(g);
	return 0;
}

int facet_virtio_gpu_work(struct facet_virtio_gpu *g)
{
	int cursor, control;

	if (port_check(VIO_BROKEN, g->broken))
		return 0;
	cursor = serve_queue(g, &g->queues[VIRTIO_GPU_CURSORQ], CURSOR_BYTES);
	if (port_check(VIO_BROKEN, g->broken))
		return 0;
	control = serve_queue(g, &g->queues[VIRTIO_GPU_CONTROLQ], PASS_BYTES);
	return cursor == -EINPROGRESS || !control ? cursor : control;
}
