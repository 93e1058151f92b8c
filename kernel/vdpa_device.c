// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vGPU of a virtio-gpu as a vDPA device. The vDPA core has two drivers for it: virtio_vdpa gives
 * it to the host's own kernel, as a card; vhost_vdpa offers it to a VMM. They call the ops here.
 *
 * The core's vGPU lives while a driver works: from DRIVER_OK to the reset. Before, registers are in
 * this file alone. So the vGPU's worker is a thread of the process that has begun to use the
 * device, and ends with that use, as with VFIO.
 *
 * Locks: facet_vdpa.lock for registers and life. facet_vdpa.notify_lock for notifications: the vDPA
 * core sends them from any context, also after the device has stopped. The worker calls back under
 * facet_vdpa.callback_lock.
 */
#include "kernel/vdpa_device.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/virtio_config.h>

#include "kernel/compat/vdpa.h"
#include "model/model.h"

#define WARNING_PERIOD	(60 * HZ)
#define ANSWERS_TIME	(HZ / 5)	/* for requests of a driver that is to lose the device */

/* Vector 0 is of the configuration, the next ones are of the queues (virtio_direct.h). */
static_assert(FACET_VIRTIO_DIRECT_VECTORS == FACET_VIRTIO_DIRECT_QUEUES + 1);

static struct facet_vdpa *to_facet_vdpa(struct vdpa_device *vdpa)
{
	return container_of(vdpa, struct facet_vdpa, vdpa);
}

static struct facet_vdpa *of_endpoint(struct facet_endpoint *endpoint)
{
	return container_of(endpoint, struct facet_vdpa, endpoint);
}

/* Return the core's function, while the endpoint is open; else NULL. Lock held. */
static struct facet_virtio_pci *function_of(struct facet_vdpa *d)
{
	lockdep_assert_held(&d->lock);
	return d->opened ? facet_virtio_function(d->opened) : NULL;
}

/* --- for the vGPU ------------------------------------------------------------------------- */

static int endpoint_copy(struct facet_endpoint *endpoint, u64 address, void *buf, size_t len,
			 bool write)
{
	return facet_vdpa_memory_copy(&of_endpoint(endpoint)->memory, address, buf, len, write);
}

static int endpoint_pin(struct facet_endpoint *endpoint, u64 gfn, u64 *frame)
{
	return facet_vdpa_memory_pin(&of_endpoint(endpoint)->memory, gfn, frame);
}

/* Call a driver back. With vhost this may come to op_kick_vq(): an eventfd can be for both. */
static void endpoint_signal(struct facet_endpoint *endpoint, u32 vector)
{
	struct facet_vdpa *d = of_endpoint(endpoint);
	const struct vdpa_callback *callback;
	unsigned long flags;

	spin_lock_irqsave(&d->callback_lock, flags);
	callback = vector == FACET_VIRTIO_DIRECT_VECTOR_CONFIG ? &d->config_callback :
		   &d->queue_callbacks[vector - FACET_VIRTIO_DIRECT_VECTOR_QUEUE];
	if (callback->callback)
		callback->callback(callback->private);
	spin_unlock_irqrestore(&d->callback_lock, flags);
}

/* Count a device that has a vGPU. */
static void users_join(struct facet_vdpa_users *users)
{
	spin_lock(&users->lock);
	users->n++;
	spin_unlock(&users->lock);
}

/* Count it no more. @users may be gone when this returns. */
static void users_leave(struct facet_vdpa_users *users)
{
	spin_lock(&users->lock);
	if (!--users->n)
		wake_up_all(&users->none);
	spin_unlock(&users->lock);
}

void facet_vdpa_users_init(struct facet_vdpa_users *users)
{
	spin_lock_init(&users->lock);
	users->n = 0;
	init_waitqueue_head(&users->none);
}

void facet_vdpa_users_wait(struct facet_vdpa_users *users)
{
	wait_event(users->none, !READ_ONCE(users->n));
	/* The last one has let go of the lock, too. */
	spin_lock(&users->lock);
	spin_unlock(&users->lock);
}

static bool has_requests(struct facet_vdpa *d)
{
	struct facet_virtio_pci *function;
	bool has;

	mutex_lock(&d->lock);
	function = function_of(d);
	has = function && !facet_virtio_direct_is_idle(function);
	mutex_unlock(&d->lock);
	return has;
}

/*
 * Let the device answer what its driver has asked for. Linux's virtio_gpu loses the buffers of each
 * request that has no answer when the device goes. The driver may ask for more meanwhile.
 */
static void answer_requests(struct facet_vdpa *d)
{
	unsigned long end = jiffies + ANSWERS_TIME;

	while (has_requests(d) && time_before(jiffies, end))
		fsleep(USEC_PER_MSEC);
}

/*
 * End a device, which @unregister takes from its driver. A process may still have the host's card
 * open.
 */
static void end(struct facet_vdpa *d, void (*unregister)(struct vdpa_device *vdpa))
{
	get_device(&d->vdpa.dev);
	answer_requests(d);
	unregister(&d->vdpa);
	/* Drivers reset the device before they let go. */
	mutex_lock(&d->lock);
	WARN_ON(d->opened);
	mutex_unlock(&d->lock);
	facet_endpoint_detach(&d->endpoint);
	users_leave(d->users);
	put_device(&d->vdpa.dev);
}

static void endpoint_remove(struct facet_endpoint *endpoint)
{
	end(of_endpoint(endpoint), vdpa_unregister_device);
}

static const struct facet_endpoint_ops endpoint_ops = {
	.owner = THIS_MODULE,
	.copy = endpoint_copy,
	.pin = endpoint_pin,
	.signal = endpoint_signal,
	.remove = endpoint_remove,
};

/* --- life --------------------------------------------------------------------------------- */

/* Let notifications and changes of memory reach the vGPU, or nothing. Lock held. */
static void set_opened(struct facet_vdpa *d, struct facet_instance *instance)
{
	unsigned long flags;

	lockdep_assert_held(&d->lock);
	mutex_lock(&d->unmap_lock);
	spin_lock_irqsave(&d->notify_lock, flags);
	d->opened = instance;
	spin_unlock_irqrestore(&d->notify_lock, flags);
	mutex_unlock(&d->unmap_lock);
}

/*
 * Tell whether the driver is the host's own kernel. Any other driver gets mapped memory alone: a
 * user of vhost_vdpa chooses addresses.
 */
static bool by_host(const struct facet_vdpa *d)
{
	const struct device_driver *driver = d->vdpa.dev.driver;

	return driver && !strcmp(driver->name, "virtio_vdpa");
}

/* End the vGPU, if there is one. Lock held. */
static void stop(struct facet_vdpa *d)
{
	lockdep_assert_held(&d->lock);
	if (!d->opened)
		return;
	set_opened(d, NULL);
	facet_endpoint_close(&d->endpoint);
	facet_vdpa_memory_set_physical(&d->memory, false);
}

/* Make the vGPU, and let it work for the driver. Lock held. Return: 0 or an errno. */
static int start(struct facet_vdpa *d)
{
	bool host = by_host(d);
	int ret;

	lockdep_assert_held(&d->lock);
	/* The worker becomes a thread of the calling process. A kernel thread has none. */
	if (!host && !current->mm)
		return -EPERM;
	facet_vdpa_memory_set_physical(&d->memory, host);
	ret = facet_endpoint_open(&d->endpoint, host);
	if (ret) {
		facet_vdpa_memory_set_physical(&d->memory, false);
		return ret;
	}
	set_opened(d, facet_endpoint_instance(&d->endpoint));
	ret = facet_virtio_direct_start(function_of(d), &d->setup);
	if (ret)
		stop(d);
	return ret;
}

/* --- registers ---------------------------------------------------------------------------- */

static int op_set_vq_address(struct vdpa_device *vdpa, u16 idx, u64 desc, u64 driver, u64 device)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	struct facet_virtio_direct_queue *queue = &d->setup.queues[idx];

	mutex_lock(&d->lock);
	queue->desc = desc;
	queue->driver = driver;
	queue->device = device;
	mutex_unlock(&d->lock);
	return 0;
}

static void op_set_vq_num(struct vdpa_device *vdpa, u16 idx, u32 num)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	mutex_lock(&d->lock);
	d->setup.queues[idx].size = num;
	mutex_unlock(&d->lock);
}

/* A queue that has become ready after DRIVER_OK is used at once. One that is used stays so. */
static void op_set_vq_ready(struct vdpa_device *vdpa, u16 idx, bool ready)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	struct facet_virtio_direct_queue *queue = &d->setup.queues[idx];

	mutex_lock(&d->lock);
	queue->ready = ready;
	if (ready && function_of(d))
		facet_virtio_direct_enable(function_of(d), idx, queue);
	mutex_unlock(&d->lock);
}

static bool op_get_vq_ready(struct vdpa_device *vdpa, u16 idx)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	bool ready;

	mutex_lock(&d->lock);
	ready = d->setup.queues[idx].ready;
	mutex_unlock(&d->lock);
	return ready;
}

/* The vGPU starts without resources: a queue cannot go on at a later request. */
static int op_set_vq_state(struct vdpa_device *vdpa, u16 idx, const struct vdpa_vq_state *state)
{
	return state->split.avail_index ? -EOPNOTSUPP : 0;
}

static int op_get_vq_state(struct vdpa_device *vdpa, u16 idx, struct vdpa_vq_state *state)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	struct facet_virtio_pci *function;

	mutex_lock(&d->lock);
	function = function_of(d);
	*state = (struct vdpa_vq_state){};
	state->split.avail_index = function ? facet_virtio_direct_used(function, idx) : 0;
	mutex_unlock(&d->lock);
	return 0;
}

/* Also from atomic context, and late: vhost polls eventfds. */
static void op_kick_vq(struct vdpa_device *vdpa, u16 idx)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	unsigned long flags;

	spin_lock_irqsave(&d->notify_lock, flags);
	if (d->opened)
		facet_virtio_notify(d->opened);
	spin_unlock_irqrestore(&d->notify_lock, flags);
}

/* Set a callback. @callback: NULL: none. When this returns, the one before is not called. */
static void set_callback(struct facet_vdpa *d, struct vdpa_callback *place,
			 const struct vdpa_callback *callback)
{
	unsigned long flags;

	spin_lock_irqsave(&d->callback_lock, flags);
	*place = callback ? *callback : (struct vdpa_callback){};
	spin_unlock_irqrestore(&d->callback_lock, flags);
}

static void op_set_vq_cb(struct vdpa_device *vdpa, u16 idx, struct vdpa_callback *cb)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	set_callback(d, &d->queue_callbacks[idx], cb);
}

static void op_set_config_cb(struct vdpa_device *vdpa, struct vdpa_callback *cb)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	set_callback(d, &d->config_callback, cb);
}

static u32 op_get_vq_align(struct vdpa_device *vdpa)
{
	return PAGE_SIZE;
}

static u16 op_get_vq_num_max(struct vdpa_device *vdpa)
{
	return FACET_VIRTIO_DIRECT_QUEUE_MAX;
}

static u32 op_get_device_id(struct vdpa_device *vdpa)
{
	return FACET_VIRTIO_DIRECT_ID;
}

static u32 op_get_vendor_id(struct vdpa_device *vdpa)
{
	return FACET_VIRTIO_DIRECT_VENDOR;
}

static u64 op_get_device_features(struct vdpa_device *vdpa)
{
	return facet_virtio_direct_features();
}

static int op_set_driver_features(struct vdpa_device *vdpa, u64 features)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	if (features & ~facet_virtio_direct_features())
		return -EINVAL;
	/* virtio_vdpa ignores a failure at DRIVER_OK, and makes a dead card: fail here. */
	if (by_host(d) && facet_endpoint_is_busy(&d->endpoint))
		return -EBUSY;
	mutex_lock(&d->lock);
	d->setup.features = features;
	mutex_unlock(&d->lock);
	return 0;
}

static u64 op_get_driver_features(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	u64 features;

	mutex_lock(&d->lock);
	features = d->setup.features;
	mutex_unlock(&d->lock);
	return features;
}

static u8 op_get_status(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	u8 status;

	mutex_lock(&d->lock);
	status = d->status;
	if (function_of(d))
		status |= facet_virtio_direct_status(function_of(d)) & VIRTIO_CONFIG_S_NEEDS_RESET;
	mutex_unlock(&d->lock);
	return status;
}

/* This cannot return an errno: NEEDS_RESET reports that the vGPU could not be opened. */
static void op_set_status(struct vdpa_device *vdpa, u8 status)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	u8 rises;
	int ret;

	mutex_lock(&d->lock);
	rises = status & ~d->status;
	if (rises & VIRTIO_CONFIG_S_DRIVER_OK && !d->opened) {
		ret = start(d);
		if (ret) {
			if (__ratelimit(&d->warning))
				dev_warn(&vdpa->dev, "the vGPU could not be opened (%d)\n", ret);
			status &= ~VIRTIO_CONFIG_S_DRIVER_OK;
			status |= VIRTIO_CONFIG_S_NEEDS_RESET;
		}
	}
	d->status = status;
	mutex_unlock(&d->lock);
}

static int op_reset(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	u32 i;

	mutex_lock(&d->lock);
	stop(d);
	d->status = 0;
	d->setup = (struct facet_virtio_direct_setup){};
	/* The driver may be another one after this. */
	for (i = 0; i < ARRAY_SIZE(d->queue_callbacks); i++)
		set_callback(d, &d->queue_callbacks[i], NULL);
	set_callback(d, &d->config_callback, NULL);
	mutex_unlock(&d->lock);
	return 0;
}

static size_t op_get_config_size(struct vdpa_device *vdpa)
{
	return FACET_VIRTIO_DIRECT_CONFIG;
}

static void op_get_config(struct vdpa_device *vdpa, unsigned int offset, void *buf,
			  unsigned int len)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	mutex_lock(&d->lock);
	if (function_of(d))
		facet_virtio_direct_config(function_of(d), offset, buf, len, false);
	else
		facet_virtio_direct_first_config(facet_endpoint_heads(&d->endpoint), offset, buf,
						 len);
	mutex_unlock(&d->lock);
}

static void op_set_config(struct vdpa_device *vdpa, unsigned int offset, const void *buf,
			  unsigned int len)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	mutex_lock(&d->lock);
	if (function_of(d))
		facet_virtio_direct_config(function_of(d), offset, (void *)buf, len, true);
	mutex_unlock(&d->lock);
}

static u32 op_get_generation(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	u32 generation = 0;

	mutex_lock(&d->lock);
	if (function_of(d))
		generation = facet_virtio_direct_generation(function_of(d));
	mutex_unlock(&d->lock);
	return generation;
}

/* --- memory of a VMM ---------------------------------------------------------------------- */

static int op_dma_map(struct vdpa_device *vdpa, unsigned int asid, u64 iova, u64 size, u64 pa,
		      u32 perm, void *opaque)
{
	return facet_vdpa_memory_map(&to_facet_vdpa(vdpa)->memory, iova, size, pa, perm);
}

/* Take a range away: no copy touches it, then no ring of the device, then it is put. */
static int op_dma_unmap(struct vdpa_device *vdpa, unsigned int asid, u64 iova, u64 size)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);
	struct facet_vdpa_unmapped unmapped;

	if (!size || iova + size - 1 < iova)
		return -EINVAL;
	/* vhost may hold mmap_lock: d->lock is not for here. */
	mutex_lock(&d->unmap_lock);
	unmapped = facet_vdpa_memory_unmap(&d->memory, iova, size);
	if (d->opened)
		d->opened->model->dma_unmap(d->opened, iova, size);
	mutex_unlock(&d->unmap_lock);
	facet_vdpa_memory_put(unmapped);
	return 0;
}

static int op_reset_map(struct vdpa_device *vdpa, unsigned int asid)
{
	return op_dma_unmap(vdpa, asid, 0, ~0ull);
}

/* --- the vDPA core ------------------------------------------------------------------------ */

/* The last reference is gone. The vDPA core frees the struct. */
static void op_free(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	facet_vdpa_memory_put(facet_vdpa_memory_unmap(&d->memory, 0, ~0ull));
	mutex_destroy(&d->unmap_lock);
	mutex_destroy(&d->lock);
	module_put(THIS_MODULE);
}

static const struct vdpa_config_ops config_ops = {
	.set_vq_address = op_set_vq_address,
	.set_vq_num = op_set_vq_num,
	.kick_vq = op_kick_vq,
	.set_vq_cb = op_set_vq_cb,
	.set_vq_ready = op_set_vq_ready,
	.get_vq_ready = op_get_vq_ready,
	.set_vq_state = op_set_vq_state,
	.get_vq_state = op_get_vq_state,
	.get_vq_align = op_get_vq_align,
	.get_device_features = op_get_device_features,
	.set_driver_features = op_set_driver_features,
	.get_driver_features = op_get_driver_features,
	.set_config_cb = op_set_config_cb,
	.get_vq_num_max = op_get_vq_num_max,
	.get_device_id = op_get_device_id,
	.get_vendor_id = op_get_vendor_id,
	.get_status = op_get_status,
	.set_status = op_set_status,
	.reset = op_reset,
	.get_config_size = op_get_config_size,
	.get_config = op_get_config,
	.set_config = op_set_config,
	.get_generation = op_get_generation,
	.dma_map = op_dma_map,
	.dma_unmap = op_dma_unmap,
	.reset_map = op_reset_map,
	.free = op_free,
};

/* Prepare what the host's kernel maps its memory by: addresses of a thread are physical. */
static void set_dma(struct facet_vdpa *d)
{
	struct device *dev = &d->vdpa.dev;

	dev->dma_mask = &dev->coherent_dma_mask;
	dev->dma_parms = &d->dma_parms;
	dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	dma_set_max_seg_size(dev, U32_MAX);
	facet_vdpa_set_dma_dev(&d->vdpa, dev);
}

/* Make a device that nobody knows yet, with a reference of this module for op_free(). */
static struct facet_vdpa *alloc_device(struct vdpa_mgmt_dev *mgmt, const char *name)
{
	struct facet_vdpa *d;

	if (!try_module_get(THIS_MODULE))
		return ERR_PTR(-ENODEV);
	d = facet_vdpa_alloc(struct facet_vdpa, vdpa, mgmt->device, &config_ops, name);
	if (IS_ERR(d)) {
		module_put(THIS_MODULE);
		return d;
	}
	facet_vdpa_memory_init(&d->memory);
	mutex_init(&d->lock);
	mutex_init(&d->unmap_lock);
	ratelimit_state_init(&d->warning, WARNING_PERIOD, 1);
	ratelimit_set_flags(&d->warning, RATELIMIT_MSG_ON_RELEASE);
	spin_lock_init(&d->notify_lock);
	spin_lock_init(&d->callback_lock);
	d->vdpa.mdev = mgmt;
	set_dma(d);
	return d;
}

int facet_vdpa_add(struct vdpa_mgmt_dev *mgmt, struct facet_vdpa_users *users,
		   const struct device *parent, const char *name)
{
	struct facet_vdpa *d = alloc_device(mgmt, name);
	int ret;

	if (IS_ERR(d))
		return PTR_ERR(d);
	d->users = users;
	ret = facet_endpoint_attach(&d->endpoint, &endpoint_ops, parent, name);
	if (ret)
		goto err_device;
	/* The device is below its vGPU in sysfs. */
	d->vdpa.dev.parent = facet_endpoint_device(&d->endpoint);
	users_join(users);
	ret = _vdpa_register_device(&d->vdpa, FACET_VIRTIO_DIRECT_QUEUES);
	if (!ret) {
		ret = facet_endpoint_publish(&d->endpoint);
		if (ret)
			end(d, _vdpa_unregister_device);
		return ret;
	}
	facet_endpoint_detach(&d->endpoint);
	users_leave(users);
err_device:
	put_device(&d->vdpa.dev);
	return ret;
}

void facet_vdpa_del(struct vdpa_device *vdpa)
{
	struct facet_vdpa *d = to_facet_vdpa(vdpa);

	if (facet_endpoint_begin_end(&d->endpoint))
		end(d, _vdpa_unregister_device);
}
