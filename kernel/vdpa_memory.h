/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of a vDPA device's driver. A driver in the host's kernel has DMA addresses, which are
 * physical ones. A VMM maps ranges of its memory by vhost, which pins and charges them.
 */
#ifndef FACET_VDPA_MEMORY_H
#define FACET_VDPA_MEMORY_H

#include <linux/rbtree.h>
#include <linux/rwsem.h>
#include <linux/types.h>

struct mapped_range;

/**
 * struct facet_vdpa_memory - The memory of a device's driver.
 * @lock: Protects mapped ranges of a vDPA device. Held for reading in each copy. Lock order: inside
 *	&facet_virtio_pci.pass; last leaf
 * @ranges: mapped ranges, &struct mapped_range of vdpa_memory.c
 * @physical: the driver is the host's kernel: addresses are physical
 */
struct facet_vdpa_memory {
	struct rw_semaphore lock;
	struct rb_root_cached ranges;
	bool physical;
};

/**
 * facet_vdpa_memory_init() - Begin without memory.
 * @memory: overwritten
 *
 * Context: any; takes no lock.
 */
void facet_vdpa_memory_init(struct facet_vdpa_memory *memory);

/**
 * facet_vdpa_memory_set_physical() - Choose physical addresses or mapped ranges.
 * @memory: the memory of a device that does not work
 * @physical: true: all ordinary memory of the host, by physical addresses; false: mapped ranges
 *
 * Context: process context; may sleep. Takes &facet_vdpa_memory.lock.
 */
void facet_vdpa_memory_set_physical(struct facet_vdpa_memory *memory, bool physical);

/**
 * facet_vdpa_memory_map() - Map a range, and take a reference of each of its pages.
 * @memory: the memory
 * @iova: first address of the device
 * @size: bytes
 * @pa: physical address of the first byte. The caller keeps the pages in place during the call
 * @perm: VHOST_MAP_RO, VHOST_MAP_WO, or both
 *
 * vhost unpins pages before it takes their range away. So the device has references of its own:
 * what it writes in between gets to no other user of the page.
 *
 * Context: process context; may sleep. Takes &facet_vdpa_memory.lock.
 * Return: 0; -EINVAL: the range is not of whole pages, wraps, or has a page that is no ordinary
 * memory; -EEXIST: a part of it is mapped; -ENOMEM: no memory.
 */
int facet_vdpa_memory_map(struct facet_vdpa_memory *memory, u64 iova, u64 size, u64 pa, u32 perm);

/**
 * struct facet_vdpa_unmapped - Ranges that are mapped no more, and whose pages the device still
 * has.
 * @head: the first range; NULL: none
 */
struct facet_vdpa_unmapped {
	struct mapped_range *head;
};

/**
 * facet_vdpa_memory_unmap() - Take away all ranges that have a byte of a range.
 * @memory: the memory
 * @iova: first address
 * @size: bytes, not 0; the range does not wrap
 *
 * When this returns, no copy touches these ranges. Pages that the device has pinned are still used.
 *
 * Context: process context; may sleep. Takes &facet_vdpa_memory.lock.
 * Return: the ranges, for facet_vdpa_memory_put() once the device has dropped its pins.
 */
struct facet_vdpa_unmapped facet_vdpa_memory_unmap(struct facet_vdpa_memory *memory, u64 iova,
						   u64 size);

/**
 * facet_vdpa_memory_put() - Put the references of pages that are mapped no more.
 * @unmapped: what facet_vdpa_memory_unmap() has returned
 *
 * Context: process context; may sleep. Takes no lock.
 */
void facet_vdpa_memory_put(struct facet_vdpa_unmapped unmapped);

/**
 * facet_vdpa_memory_copy() - Copy bytes (&facet_endpoint_ops.copy).
 * @memory: the memory
 * @address: first byte, any value
 * @buf: @len bytes
 * @len: number of bytes
 * @write: to the driver's memory; else from it
 *
 * Context: process context; may sleep. Takes &facet_vdpa_memory.lock.
 * Return: 0; -EFAULT: a byte is in no memory, or the driver does not allow the access. A write may
 * have stored some of its bytes.
 */
int facet_vdpa_memory_copy(struct facet_vdpa_memory *memory, u64 address, void *buf, size_t len,
			   bool write);

/**
 * facet_vdpa_memory_pin() - Name a page that the device uses all the time.
 * @memory: the memory
 * @gfn: page number, any value
 * @frame: gets the page's name
 *
 * The page lasts until facet_vdpa_memory_put() of its range, or, with physical addresses, until the
 * device is reset.
 *
 * Context: process context; may sleep. Takes &facet_vdpa_memory.lock.
 * Return: 0; -EFAULT: it is in no memory, or the driver does not allow to read and write it.
 */
int facet_vdpa_memory_pin(struct facet_vdpa_memory *memory, u64 gfn, u64 *frame);

#endif
