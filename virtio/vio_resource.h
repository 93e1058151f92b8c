/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The resources of a virtio-gpu device: pictures that the guest has created. A 2D resource has
 * pixels on the host. A blob has none: its picture is the guest's memory.
 *
 * The worker creates, changes and removes resources. Others only read those that they hold a
 * reference of. &vio_resources.lock guards the table, the numbers of references, and the backing.
 */
#ifndef VIO_RESOURCE_H
#define VIO_RESOURCE_H

#include "port.h"
#include "virtio/virtio_gpu_defs.h"

#define VIO_RESOURCE_LISTS	256u
#define VIO_RESOURCE_SIDE	16384u	/* most pixels of a side of a 2D resource */

struct facet_virtio_gpu_limits;
struct facet_virtq_memory_ops;

/**
 * struct vio_entry - A memory entry: a piece of backing memory.
 * @address: address of the device
 * @start: its first byte in the resource's backing memory
 * @len: bytes, at least 1
 */
struct vio_entry {
	u64 address;
	u64 start;
	u32 len;
};

/**
 * struct vio_backing - The guest's memory behind a resource. Once attached, it does not change.
 * @refs: who made it or the resource, and readers; under &vio_resources.lock
 * @n: number of memory entries
 * @bytes: their bytes
 * @entries: the memory entries, in order
 */
struct vio_backing {
	u32 refs;
	u32 n;
	u64 bytes;
	struct vio_entry entries[];
};

/**
 * struct vio_resource - A resource.
 * @list: in &vio_resources.lists
 * @refs: the table, each scan-out and cursor that shows it, and readers
 * @id: its number, at least 1
 * @format: VIRTIO_GPU_*; 0: a blob, whose scan-outs name a format
 * @width: pixels of a row; 0: a blob
 * @height: rows; 0: a blob
 * @bytes: length of the picture in bytes
 * @pixels: the picture, rows without a gap; NULL: a blob
 * @backing: the guest's memory; NULL: there is none. Under &vio_resources.lock
 */
struct vio_resource {
	struct list_head list;
	u32 refs;
	u32 id;
	u32 format;
	u32 width;
	u32 height;
	u64 bytes;
	u8 *pixels;
	struct vio_backing *backing;
};

/**
 * struct vio_resources - The resources of a device.
 * @lock: Protects lists of resources, their references and their backing. Lock order: last leaf
 * @limits: what the guest may have at most
 * @lists: by the low bits of the resource's number
 * @n: number of resources
 * @entries: memory entries of all of them
 * @bytes: bytes of the pixels of all of them
 */
struct vio_resources {
	struct mutex lock;
	const struct facet_virtio_gpu_limits *limits;
	struct list_head lists[VIO_RESOURCE_LISTS];
	u32 n;
	u32 entries;
	u64 bytes;
};

/**
 * vio_resources_init() - Begin without resources.
 * @table: overwritten
 * @limits: what the guest may have at most; outlives the table
 *
 * Context: any; takes no lock.
 */
void vio_resources_init(struct vio_resources *table, const struct facet_virtio_gpu_limits *limits);

/**
 * vio_resources_clear() - Remove all resources.
 * @table: the table
 *
 * Context: the worker, or no worker runs; process context. Takes &vio_resources.lock.
 */
void vio_resources_clear(struct vio_resources *table);

/**
 * vio_resources_exit() - End the use of a table without resources and without readers.
 * @table: the table
 *
 * Context: process context; takes no lock.
 */
void vio_resources_exit(struct vio_resources *table);

/**
 * vio_format_known() - Tell if the device has a format of pixels.
 * @format: any value
 *
 * Context: any; takes no lock.
 * Return: true: it is one of VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, B8G8R8X8, R8G8B8A8 and R8G8B8X8.
 */
bool vio_format_known(u32 format);

/**
 * vio_resource_find() - Find a resource by its number.
 * @table: the table
 * @id: any value
 *
 * Context: the worker; takes no lock: nobody else changes the table.
 * Return: the resource, which stays the table's; NULL: there is none.
 */
struct vio_resource *vio_resource_find(struct vio_resources *table, u32 id);

/**
 * vio_resource_next() - Return the next resource.
 * @table: the resources
 * @resource: one of them; NULL: the first one is wanted
 *
 * The order stays while no resource is created or removed, and a saved state keeps it.
 *
 * Context: the worker, or while no worker runs; takes no lock.
 * Return: the resource; NULL: there are no more.
 */
struct vio_resource *vio_resource_next(struct vio_resources *table,
				       const struct vio_resource *resource);

/**
 * vio_resource_create() - Create a resource.
 * @table: the table
 * @id: its number, any value
 * @command: size and format of a 2D resource; NULL: a blob
 * @out: gets the resource, which is the table's; unchanged after an error
 *
 * The pixels are 0.
 *
 * Context: the worker; may sleep for memory. Takes &vio_resources.lock.
 * Return: 0; -EEXIST: the number is 0 or taken; -EINVAL: the device has no such format, or a side
 * is 0 or too long; -ENOMEM: no memory, or a limit is reached.
 */
int vio_resource_create(struct vio_resources *table, u32 id,
			const struct virtio_gpu_create_2d *command, struct vio_resource **out);

/**
 * vio_resource_get() - Take a reference.
 * @table: the table
 * @resource: one of its resources, of which the caller knows that it lives; NULL: nothing happens
 *
 * Context: process context; takes &vio_resources.lock.
 * Return: @resource, for vio_resource_put().
 */
struct vio_resource *vio_resource_get(struct vio_resources *table, struct vio_resource *resource);

/**
 * vio_resource_put() - Drop a reference.
 * @table: the table
 * @resource: the resource; freed with its last reference; NULL: nothing happens
 *
 * Context: process context; may sleep. Takes &vio_resources.lock.
 */
void vio_resource_put(struct vio_resources *table, struct vio_resource *resource);

/**
 * vio_resource_remove() - Take a resource out of the table.
 * @table: the table
 * @resource: one of its resources; the table's reference is dropped
 *
 * Its backing memory is gone at once. Readers may go on with its pixels.
 *
 * Context: the worker; process context. Takes &vio_resources.lock.
 */
void vio_resource_remove(struct vio_resources *table, struct vio_resource *resource);

/**
 * vio_resource_attach() - Give a resource its backing memory.
 * @table: the table
 * @resource: a resource without backing memory
 * @backing: from vio_backing_alloc(), filled in; the resource takes over the reference
 *
 * Context: the worker; process context. Takes &vio_resources.lock.
 */
void vio_resource_attach(struct vio_resources *table, struct vio_resource *resource,
			 struct vio_backing *backing);

/**
 * vio_resource_detach() - Take a resource's backing memory away.
 * @table: the table
 * @resource: a resource
 *
 * Context: the worker, or no worker runs; process context. Takes &vio_resources.lock.
 */
void vio_resource_detach(struct vio_resources *table, struct vio_resource *resource);

/**
 * vio_backing_alloc() - Allocate memory entries.
 * @table: the table whose limits hold
 * @n: number of memory entries, any value
 * @out: gets zeroed memory entries with a reference of the caller; unchanged after an error
 *
 * Context: the worker; may sleep for memory. Takes &vio_resources.lock.
 * Return: 0; -ENOMEM: no memory, or the limit is reached.
 */
int vio_backing_alloc(struct vio_resources *table, u32 n, struct vio_backing **out);

/**
 * vio_backing_set() - Fill in a memory entry.
 * @backing: from vio_backing_alloc(), not attached
 * @i: number of the entry, below &vio_backing.n; all entries before it are filled in
 * @address: address of the device, any value
 * @len: bytes, any value
 *
 * Context: the worker, or no worker runs; takes no lock.
 * Return: 0; -EINVAL: the entry is empty or wraps.
 */
int vio_backing_set(struct vio_backing *backing, u32 i, u64 address, u32 len);

/**
 * vio_backing_fits() - Tell whether memory is enough for a resource.
 * @resource: the resource
 * @backing: the memory, with all its entries
 *
 * Context: any; takes no lock.
 * Return: false: the resource is a blob that is larger.
 */
bool vio_backing_fits(const struct vio_resource *resource, const struct vio_backing *backing);

/**
 * vio_backing_get() - Take a reference of a resource's backing memory.
 * @table: the table
 * @resource: a resource of which the caller has a reference
 *
 * Context: process context. Takes &vio_resources.lock.
 * Return: the memory entries, for vio_backing_put(); NULL: there are none.
 */
struct vio_backing *vio_backing_get(struct vio_resources *table, struct vio_resource *resource);

/**
 * vio_backing_put() - Drop a reference of backing memory.
 * @table: the table
 * @backing: the memory entries, which are freed with the last reference; NULL: nothing happens
 *
 * Context: process context; may sleep. Takes &vio_resources.lock.
 */
void vio_backing_put(struct vio_resources *table, struct vio_backing *backing);

/**
 * vio_backing_piece() - Find the guest's memory at a place of backing memory.
 * @backing: the memory entries, with a reference of the caller; NULL: there are none
 * @offset: first byte, any value
 * @len: bytes that are wanted, at least 1
 * @address: gets the address of the device; unchanged if the result is 0
 *
 * The call takes a time in proportion to the logarithm of the number of memory entries.
 *
 * Context: any; takes no lock.
 * Return: bytes from @address on that are of one memory entry, up to @len; 0: the memory entries
 * are shorter.
 */
u32 vio_backing_piece(const struct vio_backing *backing, u64 offset, u32 len, u64 *address);

/**
 * vio_backing_read() - Copy bytes from backing memory.
 * @backing: the memory entries, with a reference of the caller; NULL: there are none
 * @ops: the guest's memory
 * @memory: first argument of each op
 * @offset: first byte
 * @buf: gets @len bytes; undefined after an error
 * @len: number of bytes
 *
 * Context: process context; no lock held; takes the locks of @ops. May sleep for the guest's
 * memory.
 * Return: 0; -ENODATA: the memory entries are shorter; or an errno of @ops.
 */
int vio_backing_read(const struct vio_backing *backing, const struct facet_virtq_memory_ops *ops,
		     void *memory, u64 offset, void *buf, u32 len);

/**
 * vio_resource_page() - Return the number of the guest page at a place of a resource.
 * @table: the resources
 * @resource: a resource, with a reference
 * @offset: bytes from the beginning of its backing memory, any value
 * @gfn: gets the guest page number; unchanged after an error
 *
 * Context: process context; takes &vio_resources.lock.
 * Return: 0; -EINVAL: there is no backing memory, or no whole page at this place.
 */
int vio_resource_page(struct vio_resources *table, struct vio_resource *resource, u64 offset,
		      u64 *gfn);

#endif
