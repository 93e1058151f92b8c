/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Endpoints: who drives a vGPU in place of a VMM by VFIO. An administrator creates the vGPU in
 * sysfs as any other, with its UUID, name, budget and scheduling parameters. An endpoint takes it
 * by its name, and opens it when a driver works. The module facet_vdpa has an endpoint for each
 * vDPA device.
 */
#ifndef FACET_ENDPOINT_H
#define FACET_ENDPOINT_H

#include <linux/types.h>

struct device;
struct facet_endpoint;
struct facet_instance;
struct facet_vdev;
struct module;

/**
 * struct facet_endpoint_ops - What a vGPU needs of its endpoint.
 * @owner: module of the owner
 * @copy: copy @len bytes of the driver's memory from @address to @buf, or to it if @write.
 *	Context and result as &facet_host_ops.read
 * @pin: keep a page in place for reading and writing: until dma_unmap of the page, or the end of
 *	the core's vGPU. @frame gets its name (port.h). Context and result as &facet_host_ops.pin
 * @signal: as &facet_instance_setup.signal
 * @remove: the vGPU is removed: call facet_endpoint_detach(). May wait without a bound for a
 *	user. Process context; no lock of ours held
 */
struct facet_endpoint_ops {
	struct module *owner;
	int (*copy)(struct facet_endpoint *endpoint, u64 address, void *buf, size_t len,
		    bool write);
	int (*pin)(struct facet_endpoint *endpoint, u64 gfn, u64 *frame);
	void (*signal)(struct facet_endpoint *endpoint, u32 vector);
	void (*remove)(struct facet_endpoint *endpoint);
};

/**
 * struct facet_endpoint - An endpoint. Its owner embeds it, and reads no member.
 * @ops: the owner
 * @v: the vGPU that it has taken, with a reference
 * @leaving: 1: somebody has begun to end the endpoint, or it is not published; atomic
 */
struct facet_endpoint {
	const struct facet_endpoint_ops *ops;
	struct facet_vdev *v;
	u32 leaving;
};

/**
 * facet_endpoint_attach() - Take a vGPU of a virtio-gpu.
 * @endpoint: all zero, in memory that lasts until facet_endpoint_detach()
 * @ops: the owner
 * @parent: the parent that has the vGPU
 * @name: the vGPU's name, or its UUID as text
 *
 * Nobody else takes or opens the vGPU from now on. A removal of the vGPU waits for
 * facet_endpoint_publish() or facet_endpoint_detach(). The pGPU's module cannot be unloaded.
 *
 * Context: process context; may sleep. Takes vdevs_lock with &facet_vdev.name_lock in it, then
 * &facet_vdev.open_lock.
 * Return: 0; -ENOENT: the parent has no such vGPU; -ENOTUNIQ: several have the name; -EOPNOTSUPP:
 * the vGPU has another model; -EBUSY: it is open, or taken; -ENODEV: it is being removed, or
 * the pGPU's module is being unloaded.
 */
int facet_endpoint_attach(struct facet_endpoint *endpoint, const struct facet_endpoint_ops *ops,
			  const struct device *parent, const char *name);

/**
 * facet_endpoint_publish() - Let a removal of the vGPU end the endpoint.
 * @endpoint: an endpoint of facet_endpoint_attach(), which &facet_endpoint_ops.remove can end
 *
 * Context: process context; may sleep. Takes &facet_vdev.open_lock.
 * Return: 0; -ENODEV: the vGPU is being removed: the caller ends the endpoint.
 */
int facet_endpoint_publish(struct facet_endpoint *endpoint);

/**
 * facet_endpoint_is_busy() - Tell whether the last worker of the vGPU has not ended.
 * @endpoint: an endpoint that is closed
 *
 * Context: process context; may sleep, for at most a second. Takes no lock.
 * Return: true: facet_endpoint_open() would fail.
 */
bool facet_endpoint_is_busy(const struct facet_endpoint *endpoint);

/**
 * facet_endpoint_detach() - Give a vGPU back.
 * @endpoint: an endpoint of facet_endpoint_attach(), which is closed
 *
 * Context: process context; may sleep. Takes &facet_vdev.open_lock.
 */
void facet_endpoint_detach(struct facet_endpoint *endpoint);

/**
 * facet_endpoint_begin_end() - Decide who ends an endpoint.
 * @endpoint: an endpoint of facet_endpoint_attach()
 *
 * An administrator may remove the endpoint, and at the same time its vGPU.
 *
 * Context: any; takes no lock.
 * Return: true: the caller calls facet_endpoint_detach(); false: somebody else has begun to.
 */
bool facet_endpoint_begin_end(struct facet_endpoint *endpoint);

/**
 * facet_endpoint_device() - Return the vGPU's device in sysfs.
 * @endpoint: an endpoint of facet_endpoint_attach()
 *
 * Context: any; takes no lock.
 * Return: the device, until facet_endpoint_detach().
 */
struct device *facet_endpoint_device(const struct facet_endpoint *endpoint);

/**
 * facet_endpoint_heads() - Return how many monitors the vGPU has.
 * @endpoint: an endpoint of facet_endpoint_attach()
 *
 * Context: process context; may sleep. Takes &facet_vdev.open_lock.
 * Return: the number. Its administrator may change it while the vGPU is closed.
 */
u32 facet_endpoint_heads(const struct facet_endpoint *endpoint);

/**
 * facet_endpoint_open() - Make the core's vGPU, and let it work.
 * @endpoint: an endpoint that is closed; one call at a time of this and facet_endpoint_close()
 * @kernel: the vGPU's worker is a thread of the kernel; else one of the calling process, which pays
 *
 * Context: process context. Takes
 * &facet_vdev.screenshot_lock, and in it &facet_vdev.open_lock. In that it takes, one after the
 * other, &facet_vdev.limit_lock, &facet_bar2.lock, &facet_display.counters_lock,
 * &facet_parent.lock and stats_lock. After an error it also takes &facet_track.lock,
 * &facet_screen.lock with &facet_dmabuf.lock in it, &facet_unmap.lock, &facet_unmap.pins_lock,
 * &facet_dirty_log.lock and &ops_bucket.lock. &facet_model.create takes its own.
 * May sleep as facet_vdev_open().
 * Return: 0; or an errno of facet_vdev_open().
 */
int facet_endpoint_open(struct facet_endpoint *endpoint, bool kernel);

/**
 * facet_endpoint_close() - End the core's vGPU.
 * @endpoint: an endpoint that is open
 *
 * When this returns, the vGPU calls the op @remove alone.
 *
 * Context: process context, not the worker. Takes &facet_vdev.screenshot_lock, and in it
 * &facet_vdev.open_lock. In that it takes, one after the other, &facet_screen.lock with
 * &facet_dmabuf.lock in it, &facet_irqs.lock, &facet_parent.lock, stats_lock, &facet_track.lock,
 * &facet_bar2.lock, &facet_dirty_log.lock, &facet_unmap.pins_lock, &facet_unmap.lock and
 * &ops_bucket.lock.
 * &facet_model.destroy takes its own.
 * May sleep as facet_vdev_close().
 */
void facet_endpoint_close(struct facet_endpoint *endpoint);

/**
 * facet_endpoint_instance() - Return the core's vGPU.
 * @endpoint: an endpoint that is open, and stays so while the caller uses the result
 *
 * Context: any; takes no lock.
 * Return: the vGPU.
 */
struct facet_instance *facet_endpoint_instance(const struct facet_endpoint *endpoint);

/**
 * facet_endpoint_revoke() - End the endpoint of a vGPU, and refuse new ones.
 * @v: a vGPU that is being removed
 *
 * Context: remove of the mdev; no lock of ours is held. Takes &facet_vdev.open_lock. May sleep,
 * without a bound, until a user of the endpoint lets go.
 */
void facet_endpoint_revoke(struct facet_vdev *v);

#endif
