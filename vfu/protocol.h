/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of vfio-user: checked here, carried out by a device behind ops. */
#ifndef VFU_PROTOCOL_H
#define VFU_PROTOCOL_H

#include "wire.h"

struct vfu_transport;

/**
 * struct vfu_region - What a client is told of a region.
 * @size: bytes, 0 for none
 * @flags: VFIO_REGION_INFO_FLAG_READ, _WRITE
 */
struct vfu_region {
	u64 size;
	u32 flags;
};

/**
 * struct vfu_irq_index - What a client is told of a kind of interrupt.
 * @count: how many, 0 for none
 * @flags: VFIO_IRQ_INFO_*
 */
struct vfu_irq_index {
	u32 count;
	u32 flags;
};

/**
 * struct vfu_irq_set - A checked VFIO_DEVICE_SET_IRQS.
 * @index: VFIO_PCI_*_IRQ_INDEX, one that exists
 * @start: first one
 * @count: how many, all of them exist; 0 with DATA_NONE and ACTION_TRIGGER: let all go
 * @data: VFIO_IRQ_SET_DATA_*, exactly one
 * @action: VFIO_IRQ_SET_ACTION_*, exactly one
 * @bools: DATA_BOOL: @count bytes
 * @fds: DATA_EVENTFD: @count of them, -1 each where the client lets go; a kept
 *	one is replaced by -1
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
 * struct vfu_device_ops - The device behind a session. Called from the
 * session's thread; may sleep; return 0 or a negative errno.
 * @region: of an index, by value; unknown ones have size 0
 * @irq_index: the same for interrupts
 * @access: @len bytes of a region, wholly inside it
 * @set_irqs: see &struct vfu_irq_set
 * @dma_map: guest memory; all page aligned, no overflow. @fd is -1 when the
 *	client shares none; it stays the caller's.
 * @dma_unmap: the mappings in [@address, @address + @size)
 * @reset: as after power-on
 */
struct vfu_device_ops {
	struct vfu_region (*region)(void *device, u32 index);
	struct vfu_irq_index (*irq_index)(void *device, u32 index);
	int (*access)(void *device, u32 index, u64 offset, void *buf, u32 len, bool write);
	int (*set_irqs)(void *device, const struct vfu_irq_set *set);
	int (*dma_map)(void *device, const struct vfu_dma_map *map, int fd);
	int (*dma_unmap)(void *device, u64 address, u64 size);
	void (*reset)(void *device);
};

/**
 * vfu_protocol_serve() - Serve one client until it goes.
 * Return: 0, or why the connection is of no use any more (-EPROTO and the like).
 */
int vfu_protocol_serve(struct vfu_transport *transport, const struct vfu_device_ops *ops,
		       void *device);

#endif
