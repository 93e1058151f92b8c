// SPDX-License-Identifier: GPL-2.0-only
/*
 * Endpoints (endpoint.h): a vGPU is opened without a VMM. Another module of Facet calls this file,
 * and mdev.c when a vGPU is removed. It gives the core a front end that asks the endpoint for
 * memory, and shares time and worker with VFIO's.
 *
 * Lock: facet_vdev.open_lock for who has taken a vGPU.
 */
#include "kernel/endpoint.h"

#include <linux/export.h>
#include <linux/module.h>
#include <linux/wait.h>

#include "kernel/control.h"
#include "kernel/parent_types.h"
#include "kernel/vdev.h"
#include "kernel/vdev_types.h"
#include "kernel/vfio_host.h"
#include "kernel/worker.h"
#include "mediator/host.h"
#include "model/model.h"

/* --- the core's front end ----------------------------------------------------------------- */

static struct facet_endpoint *endpoint_of(void *host)
{
	struct facet_vdev *v = host;

	return v->endpoint;
}

static int host_read(void *host, u64 gpa, void *buf, size_t len)
{
	struct facet_endpoint *endpoint = endpoint_of(host);

	return endpoint->ops->copy(endpoint, gpa, buf, len, false);
}

static int host_write(void *host, u64 gpa, const void *buf, size_t len)
{
	struct facet_endpoint *endpoint = endpoint_of(host);

	return endpoint->ops->copy(endpoint, gpa, (void *)buf, len, true);
}

static int host_pin(void *host, const u64 *gfns, u32 n, u64 *frames)
{
	struct facet_endpoint *endpoint = endpoint_of(host);
	int ret = 0;
	u32 i;

	for (i = 0; i < n && !ret; i++)
		ret = endpoint->ops->pin(endpoint, gfns[i], &frames[i]);
	return ret;
}

/* The endpoint keeps pages by itself (&facet_endpoint_ops.pin). */
static void host_unpin(void *host, const u64 *gfns, u32 n)
{
}

/* A virtio function sends messages. */
static void host_set_irq(void *host, bool level)
{
}

static void endpoint_signal(void *host, u32 vector)
{
	struct facet_endpoint *endpoint = endpoint_of(host);

	endpoint->ops->signal(endpoint, vector);
}

static const struct facet_host_ops endpoint_host_ops = {
	.read = host_read,
	.write = host_write,
	.pin = host_pin,
	.unpin = host_unpin,
	.set_irq = host_set_irq,
	.now_ns = facet_vfio_host_now_ns,
	.arm_timer = facet_vfio_host_arm_timer,
	.kick = facet_vfio_host_kick,
};

/* --- who has a vGPU ----------------------------------------------------------------------- */

/* Take a vGPU that nobody has. open_lock held. Return: 0 or an errno. */
static int take(struct facet_vdev *v, struct facet_endpoint *endpoint)
{
	lockdep_assert_held(&v->open_lock);
	if (v->removed)
		return -ENODEV;
	if (v->instance || v->endpoint)
		return -EBUSY;
	/* Else the module's exit would wait for a user of the endpoint. */
	if (!try_module_get(facet_mtype_parent(v->mtype)->owner))
		return -ENODEV;
	v->endpoint = endpoint;
	return 0;
}

int facet_endpoint_attach(struct facet_endpoint *endpoint, const struct facet_endpoint_ops *ops,
			  const struct device *parent, const char *name)
{
	struct facet_vdev *v = facet_control_find(parent, name);
	int ret = -EOPNOTSUPP;

	if (IS_ERR(v))
		return PTR_ERR(v);
	endpoint->ops = ops;
	endpoint->v = v;
	endpoint->leaving = 1;
	if (v->mtype->type->model == &facet_model_virtio_gpu) {
		mutex_lock(&v->open_lock);
		ret = take(v, endpoint);
		mutex_unlock(&v->open_lock);
	}
	if (ret)
		put_device(&v->vdev.device);
	return ret;
}
EXPORT_SYMBOL_GPL(facet_endpoint_attach);

int facet_endpoint_publish(struct facet_endpoint *endpoint)
{
	struct facet_vdev *v = endpoint->v;
	int ret = 0;

	mutex_lock(&v->open_lock);
	if (v->removed)
		ret = -ENODEV;
	else
		WRITE_ONCE(endpoint->leaving, 0);
	mutex_unlock(&v->open_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(facet_endpoint_publish);

bool facet_endpoint_is_busy(const struct facet_endpoint *endpoint)
{
	return facet_worker_wait_ended(endpoint->v);
}
EXPORT_SYMBOL_GPL(facet_endpoint_is_busy);

void facet_endpoint_detach(struct facet_endpoint *endpoint)
{
	struct facet_vdev *v = endpoint->v;
	struct module *owner = facet_mtype_parent(v->mtype)->owner;

	mutex_lock(&v->open_lock);
	v->endpoint = NULL;
	wake_up_all(&v->detached);
	mutex_unlock(&v->open_lock);
	module_put(owner);
	put_device(&v->vdev.device);
}
EXPORT_SYMBOL_GPL(facet_endpoint_detach);

bool facet_endpoint_begin_end(struct facet_endpoint *endpoint)
{
	return !xchg(&endpoint->leaving, 1);
}
EXPORT_SYMBOL_GPL(facet_endpoint_begin_end);

/*
 * Begin to end the endpoint of a vGPU, and take a reference of its module. Return: NULL: there is
 * none, or somebody else has begun.
 */
static struct facet_endpoint *begin_end_of(struct facet_vdev *v)
{
	struct facet_endpoint *endpoint;

	mutex_lock(&v->open_lock);
	v->removed = true;
	endpoint = v->endpoint;
	if (endpoint && facet_endpoint_begin_end(endpoint))
		__module_get(endpoint->ops->owner); /* each endpoint has a reference */
	else
		endpoint = NULL;
	mutex_unlock(&v->open_lock);
	return endpoint;
}

void facet_endpoint_revoke(struct facet_vdev *v)
{
	struct facet_endpoint *endpoint = begin_end_of(v);
	struct module *owner;

	if (endpoint) {
		owner = endpoint->ops->owner;
		dev_notice(v->vdev.dev, "removal ends the vDPA device, and waits for its user\n");
		endpoint->ops->remove(endpoint);
		module_put(owner);
	}
	wait_event(v->detached, !READ_ONCE(v->endpoint));
}

struct device *facet_endpoint_device(const struct facet_endpoint *endpoint)
{
	return endpoint->v->vdev.dev;
}
EXPORT_SYMBOL_GPL(facet_endpoint_device);

u32 facet_endpoint_heads(const struct facet_endpoint *endpoint)
{
	struct facet_vdev *v = endpoint->v;
	u32 heads;

	mutex_lock(&v->open_lock);
	heads = v->outputs.n_outputs;
	mutex_unlock(&v->open_lock);
	return heads;
}
EXPORT_SYMBOL_GPL(facet_endpoint_heads);

/* --- use ---------------------------------------------------------------------------------- */

int facet_endpoint_open(struct facet_endpoint *endpoint, bool kernel)
{
	const struct facet_vdev_user user = {
		.ops = &endpoint_host_ops,
		.signal = endpoint_signal,
		.endpoint = endpoint,
		.kernel = kernel,
	};

	return facet_vdev_open(endpoint->v, &user);
}
EXPORT_SYMBOL_GPL(facet_endpoint_open);

void facet_endpoint_close(struct facet_endpoint *endpoint)
{
	facet_vdev_close(endpoint->v);
}
EXPORT_SYMBOL_GPL(facet_endpoint_close);

struct facet_instance *facet_endpoint_instance(const struct facet_endpoint *endpoint)
{
	return endpoint->v->instance;
}
EXPORT_SYMBOL_GPL(facet_endpoint_instance);
