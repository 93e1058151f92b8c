/* SPDX-License-Identifier: GPL-2.0-only */
/* A vDPA device that a vGPU of a virtio-gpu is behind. */
#ifndef FACET_VDPA_DEVICE_H
#define FACET_VDPA_DEVICE_H

#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/vdpa.h>
#include <linux/wait.h>

#include "kernel/endpoint.h"
#include "kernel/vdpa_memory.h"
#include "virtio/virtio_direct.h"

/**
 * struct facet_vdpa_users - The vDPA devices that have a vGPU of one parent.
 * @lock: Protects the number of vDPA devices of a parent. Lock order: last leaf
 * @n: their number
 * @none: woken when it becomes 0
 */
struct facet_vdpa_users {
	spinlock_t lock;
	u32 n;
	wait_queue_head_t none;
};

/**
 * struct facet_vdpa - A vDPA device.
 * @vdpa: the vDPA core's part
 * @endpoint: the vGPU
 * @users: counts the device as long as @endpoint has a vGPU
 * @dma_parms: limits of DMA by the host's kernel
 * @memory: the driver's memory
 * @lock: Protects registers of a vDPA device: @status, @setup, and whether @endpoint is open. Lock
 *	order: outermost; outside &facet_vdev.screenshot_lock, &facet_virtio_pci.pass
 * @unmap_lock: Protects a vDPA device from its end while memory is taken away. Lock order: inside
 *	&facet_vdpa.lock, &mm_struct.mmap_lock; outside &facet_virtio_pci.pass
 * @status: VIRTIO_CONFIG_S_* as the driver has written it
 * @setup: what the driver has chosen
 * @notify_lock: Protects notifications of a vDPA device. Lock order: last leaf
 * @opened: the vGPU; NULL: it is not open. Written under @lock, @unmap_lock and @notify_lock
 * @warning: limits the warning that the vGPU could not be opened
 * @callback_lock: Protects callbacks of a vDPA device: @queue_callbacks, @config_callback. It is
 *	held while one is called. Lock order: inside &facet_virtio_pci.lock; outside @notify_lock
 * @queue_callbacks: called when requests have come back
 * @config_callback: called when the device configuration has changed
 */
struct facet_vdpa {
	struct vdpa_device vdpa;
	struct facet_endpoint endpoint;
	struct facet_vdpa_users *users;
	struct device_dma_parameters dma_parms;
	struct facet_vdpa_memory memory;
	struct mutex lock;
	struct mutex unmap_lock;
	u8 status;
	struct facet_virtio_direct_setup setup;
	spinlock_t notify_lock;
	struct facet_instance *opened;
	struct ratelimit_state warning;
	spinlock_t callback_lock;
	struct vdpa_callback queue_callbacks[FACET_VIRTIO_DIRECT_QUEUES];
	struct vdpa_callback config_callback;
};

/**
 * facet_vdpa_users_init() - Begin without a vDPA device.
 * @users: overwritten
 *
 * Context: any; takes no lock.
 */
void facet_vdpa_users_init(struct facet_vdpa_users *users);

/**
 * facet_vdpa_users_wait() - Wait until no vDPA device has a vGPU of a parent.
 * @users: those of the parent, for which no device is made any more
 *
 * Context: process context; may sleep, as long as a device is being removed with its vGPU. Takes
 * &facet_vdpa_users.lock.
 */
void facet_vdpa_users_wait(struct facet_vdpa_users *users);

/**
 * facet_vdpa_add() - Make a vDPA device of a vGPU, and let a driver of the vDPA bus take it.
 * @mgmt: the management device
 * @users: the devices of the same parent; outlives facet_vdpa_users_wait()
 * @parent: the parent that has the vGPU
 * @name: the vGPU's name, or its UUID as text; the device gets this name
 *
 * Context: &vdpa_mgmtdev_ops.dev_add; may sleep. Takes vdevs_lock with &facet_vdev.name_lock in it,
 * &facet_vdev.open_lock, &facet_vdpa_users.lock and, if the vGPU is removed meanwhile,
 * &facet_vdpa.lock with &facet_virtio_pci.pass in it. A driver of the host's kernel opens the vGPU
 * at once (&vdpa_config_ops.set_status).
 * Return: 0; or an errno of facet_endpoint_attach(), or of the vDPA core.
 */
int facet_vdpa_add(struct vdpa_mgmt_dev *mgmt, struct facet_vdpa_users *users,
		   const struct device *parent, const char *name);

/**
 * facet_vdpa_del() - Remove a vDPA device. Its vGPU stays.
 * @vdpa: the device
 *
 * If the vGPU is being removed, that removes the device, too, and this does nothing.
 *
 * Context: &vdpa_mgmtdev_ops.dev_del; may sleep, for as long as a VMM has the device open. Takes
 * &facet_vdpa.lock with &facet_virtio_pci.pass in it, &facet_vdev.open_lock and
 * &facet_vdpa_users.lock.
 */
void facet_vdpa_del(struct vdpa_device *vdpa);

#endif
