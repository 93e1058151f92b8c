/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of vfio-user: this file's function checks them, and a device carries them out. */
#ifndef VFU_PROTOCOL_H
#define VFU_PROTOCOL_H

#include "wire.h"

struct vfu_migrate_ops;
struct vfu_transport;

/**
 * struct vfu_region - A region, as the client reads it.
 * @size: bytes; 0: there is no such region
 * @flags: VFIO_REGION_INFO_FLAG_READ, VFIO_REGION_INFO_FLAG_WRITE
 */
struct vfu_region {
	u64 size;
	u32 flags;
};

/**
 * struct vfu_irq_index - A kind of interrupt, as the client reads it.
 * @count: number of interrupts; 0: none
 * @flags: VFIO_IRQ_INFO_*
 */
struct vfu_irq_index {
	u32 count;
	u32 flags;
};

/**
 * struct vfu_irq_set - A checked VFIO_DEVICE_SET_IRQS.
 * @index: VFIO_PCI_*_IRQ_INDEX of a kind that exists
 * @start: first interrupt
 * @count: number of interrupts, all of which exist; 0 with DATA_NONE and ACTION_TRIGGER: release
 *	all
 * @data: VFIO_IRQ_SET_DATA_*, exactly one
 * @action: VFIO_IRQ_SET_ACTION_*, exactly one
 * @bools: DATA_BOOL: @count bytes
 * @fds: DATA_EVENTFD: @count descriptors; -1: the client releases the interrupt. A handler that
 *	keeps a descriptor replaces it by -1.
 */
struct vfu_irq_set {
	u32 index;
	u32 start;
	u32 count;
	u32 data;
	u32 action;
	const u8 *bools;
	int *fds;
};

/**
 * struct vfu_device_ops - The device behind a session. Context of all: the session's thread; may
 * sleep. Those that return int return 0 or a negative errno, which the client gets.
 * @region: return the region of an index; an unknown index has size 0
 * @irq_index: return the kind of interrupt of an index; an unknown index has count 0
 * @access: read or write @len bytes of a region, all inside the region
 * @set_irqs: set up or trigger interrupts, see &struct vfu_irq_set
 * @dma_map: map guest memory. All values are page aligned, without overflow. @fd is -1 if the
 *	client shares no memory; it stays the caller's.
 * @dma_unmap: unmap the mappings in [@address, @address + @size)
 * @reset: reset the device to its state after power-on; its migration state is RUNNING then
 * @migrate: the migration of the device (vfu_migrate.h)
 */
struct vfu_device_ops {
	struct vfu_region (*region)(void *device, u32 index);
	struct vfu_irq_index (*irq_index)(void *device, u32 index);
	int (*access)(void *device, u32 index, u64 offset, void *buf, u32 len, bool write);
	int (*set_irqs)(void *device, const struct vfu_irq_set *set);
	int (*dma_map)(void *device, const struct vfu_dma_map *map, int fd);
	int (*dma_unmap)(void *device, u64 address, u64 size);
	void (*reset)(void *device);
	const struct vfu_migrate_ops *migrate;
};

/**
 * vfu_protocol_serve() - Serve one client until it closes its connection.
 * @transport: the connection; stays the caller's
 * @ops: the device
 * @device: first argument of @ops
 *
 * Context: the session's thread; no lock held; may sleep.
 * Return: 0: the client has closed the connection; -ENOMEM: no memory; -EPROTO: the client broke
 * the protocol or shares no version with us; an errno of vfu_transport_recv() or
 * vfu_transport_reply().
 */
int vfu_protocol_serve(struct vfu_transport *transport, const struct vfu_device_ops *ops,
		       void *device);

#endif
