// SPDX-License-Identifier: GPL-2.0-only
/*
 * The resources of a virtio-gpu device (vio_resource.h). vio_control.c and vio_scanout.c call this
 * file.
 *
 * Lock: vio_resources.lock.
 */
#include "virtio/vio_resource.h"

#include "virtio/virtio_gpu.h"
#include "virtio/virtq.h"

/* --- the table ------------------------------------------------------------------------------ */

static struct list_head *list_of(struct vio_resources *table, u32 id)
{
	return &table->lists[id % VIO_RESOURCE_LISTS];
}

void vio_resources_init(struct vio_resources *table, const struct facet_virtio_gpu_limits *limits)
{
	u32 i;

	*table = (struct vio_resources){ .limits = limits };
	mutex_init(&table->lock);
	for (i = 0; i < VIO_RESOURCE_LISTS; i++)
		INIT_LIST_HEAD(&table->lists[i]);
}

void vio_resources_clear(struct vio_resources *table)
{
	struct vio_resource *resource, *next;
	u32 i;

	for (i = 0; i < VIO_RESOURCE_LISTS; i++)
		list_for_each_entry_safe(resource, next, &table->lists[i], list)
			vio_resource_remove(table, resource);
}

void vio_resources_exit(struct vio_resources *table)
{
	mutex_destroy(&table->lock);
}

struct vio_resource *vio_resource_find(struct vio_resources *table, u32 id)
{
	struct vio_resource *resource;

	list_for_each_entry(resource, list_of(table, id), list)
		if (resource->id == id)
			return resource;
	return NULL;
}

struct vio_resource *vio_resource_next(struct vio_resources *table,
				       const struct vio_resource *resource)
{
	struct list_head *list = resource ? list_of(table, resource->id) : &table->lists[0];
	struct list_head *at = resource ? resource->list.next : list->next;

	while (at == list) {
		if (++list == &table->lists[VIO_RESOURCE_LISTS])
			return NULL;
		at = list->next;
	}
	return list_entry(at, struct vio_resource, list);
}

/* --- one resource --------------------------------------------------------------------------- */

bool vio_format_known(u32 format)
{
	return format == VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM ||
	       format == VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM ||
	       format == VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM ||
	       format == VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM;
}

/* A driver without blobs has one resource for all monitors, so no monitor bounds it. */
static bool has_size(u32 width, u32 height)
{
	return width && height && width <= VIO_RESOURCE_SIDE && height <= VIO_RESOURCE_SIDE;
}

/* Count the pixels of a resource. Return: false: the guest may have no more. */
static bool reserve(struct vio_resources *table, u64 bytes)
{
	bool fits;

	mutex_lock(&table->lock);
	fits = !port_check(VIO_BYTES, bytes > table->limits->bytes - table->bytes);
	if (fits)
		table->bytes += bytes;
	mutex_unlock(&table->lock);
	return fits;
}

static void unreserve(struct vio_resources *table, u64 bytes)
{
	mutex_lock(&table->lock);
	table->bytes -= bytes;
	mutex_unlock(&table->lock);
}

/* Give a resource its pixels. Return: 0 or a negative errno. */
static int make_pixels(struct vio_resources *table, struct vio_resource *resource,
		       const struct virtio_gpu_create_2d *command)
{
	u64 bytes = (u64)command->width * command->height * VIRTIO_GPU_PIXEL;

	if (port_check(VIO_FORMAT, !vio_format_known(command->format)) ||
	    port_check(VIO_SIZE, !has_size(command->width, command->height)))
		return -EINVAL;
	if (!reserve(table, bytes))
		return -ENOMEM;
	resource->pixels = port_calloc(command->height, command->width * VIRTIO_GPU_PIXEL);
	if (!resource->pixels) {
		unreserve(table, bytes);
		return -ENOMEM;
	}
	resource->format = command->format;
	resource->width = command->width;
	resource->height = command->height;
	resource->bytes = bytes;
	return 0;
}

/* Free a resource without references. Its pixels count until then: a reader may have kept them. */
static void resource_free(struct vio_resources *table, struct vio_resource *resource)
{
	if (resource->pixels)
		unreserve(table, resource->bytes);
	port_free(resource->pixels);
	port_free(resource);
}

int vio_resource_create(struct vio_resources *table, u32 id,
			const struct virtio_gpu_create_2d *command, struct vio_resource **out)
{
	struct vio_resource *resource;
	int ret = 0;

	if (port_check(VIO_NUMBER, !id || vio_resource_find(table, id)))
		return -EEXIST;
	if (port_check(VIO_RESOURCES, table->n >= table->limits->resources))
		return -ENOMEM;
	resource = port_zalloc(sizeof(*resource));
	if (!resource)
		return -ENOMEM;
	if (command)
		ret = make_pixels(table, resource, command);
	if (ret) {
		resource_free(table, resource);
		return ret;
	}
	resource->id = id;
	resource->refs = 1;
	mutex_lock(&table->lock);
	list_add_tail(&resource->list, list_of(table, id));
	table->n++;
	mutex_unlock(&table->lock);
	*out = resource;
	return 0;
}

struct vio_resource *vio_resource_get(struct vio_resources *table, struct vio_resource *resource)
{
	if (!resource)
		return NULL;
	mutex_lock(&table->lock);
	port_ref_get(&resource->refs);
	mutex_unlock(&table->lock);
	return resource;
}

void vio_resource_put(struct vio_resources *table, struct vio_resource *resource)
{
	bool last;

	if (!resource)
		return;
	mutex_lock(&table->lock);
	last = port_ref_put(&resource->refs);
	mutex_unlock(&table->lock);
	if (last)
		resource_free(table, resource);
}

void vio_resource_remove(struct vio_resources *table, struct vio_resource *resource)
{
	vio_resource_detach(table, resource);
	mutex_lock(&table->lock);
	list_del(&resource->list);
	table->n--;
	mutex_unlock(&table->lock);
	vio_resource_put(table, resource);
}

/* --- backing memory ------------------------------------------------------------------------- */

int vio_backing_alloc(struct vio_resources *table, u32 n, struct vio_backing **out)
{
	struct vio_backing *backing = NULL;

	mutex_lock(&table->lock);
	if (port_check(VIO_ENTRIES, n > table->limits->entries - table->entries)) {
		mutex_unlock(&table->lock);
		return -ENOMEM;
	}
	table->entries += n;
	mutex_unlock(&table->lock);
	backing = port_zalloc(sizeof(*backing) + (size_t)n * sizeof(backing->entries[0]));
	if (!backing) {
		mutex_lock(&table->lock);
		table->entries -= n;
		mutex_unlock(&table->lock);
		return -ENOMEM;
	}
	backing->refs = 1;
	backing->n = n;
	*out = backing;
	return 0;
}

int vio_backing_set(struct vio_backing *backing, u32 i, u64 address, u32 len)
{
	if (port_check(VIO_ENTRY, !len || address + len - 1 < address))
		return -EINVAL;
	backing->entries[i] = (struct vio_entry){
		.address = address, .start = backing->bytes, .len = len,
	};
	backing->bytes += len;
	return 0;
}

bool vio_backing_fits(const struct vio_resource *resource, const struct vio_backing *backing)
{
	return resource->pixels || resource->bytes <= backing->bytes;
}

struct vio_backing *vio_backing_get(struct vio_resources *table, struct vio_resource *resource)
{
	struct vio_backing *backing;

	mutex_lock(&table->lock);
	backing = resource->backing;
	if (backing)
		port_ref_get(&backing->refs);
	mutex_unlock(&table->lock);
	return backing;
}

void vio_backing_put(struct vio_resources *table, struct vio_backing *backing)
{
	bool last;

	if (!backing)
		return;
	mutex_lock(&table->lock);
	last = port_ref_put(&backing->refs);
	if (last)
		table->entries -= backing->n;
	mutex_unlock(&table->lock);
	if (last)
		port_free(backing);
}

void vio_resource_attach(struct vio_resources *table, struct vio_resource *resource,
			 struct vio_backing *backing)
{
	mutex_lock(&table->lock);
	resource->backing = backing;
	mutex_unlock(&table->lock);
}

void vio_resource_detach(struct vio_resources *table, struct vio_resource *resource)
{
	struct vio_backing *backing;

	mutex_lock(&table->lock);
	backing = resource->backing;
	resource->backing = NULL;
	mutex_unlock(&table->lock);
	vio_backing_put(table, backing);
}

/* Return the number of the memory entry that has a byte of the backing memory. */
static u32 entry_of(const struct vio_backing *backing, u64 offset)
{
	u32 low = 0, high = backing->n, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (backing->entries[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int vio_resource_page(struct vio_resources *table, struct vio_resource *resource, u64 offset,
		      u64 *gfn)
{
	struct vio_backing *backing = vio_backing_get(table, resource);
	const struct vio_entry *entry;
	int ret = -EINVAL;
	u64 skip, address;

	if (!backing || offset >= backing->bytes)
		goto out;
	entry = &backing->entries[entry_of(backing, offset)];
	skip = offset - entry->start;
	address = entry->address + skip;
	if (!IS_ALIGNED(address, (u64)PAGE_SIZE) || entry->len - skip < PAGE_SIZE)
		goto out;
	*gfn = address >> PAGE_SHIFT;
	ret = 0;
out:
	vio_backing_put(table, backing);
	return ret;
}

u32 vio_backing_piece(const struct vio_backing *backing, u64 offset, u32 len, u64 *address)
{
	const struct vio_entry *entry;
	u64 skip;

	if (port_check(VIO_BACKED, !backing || offset >= backing->bytes))
		return 0;
	entry = &backing->entries[entry_of(backing, offset)];
	skip = offset - entry->start;
	*address = entry->address + skip;
	return (u32)min((u64)len, entry->len - skip);
}

int vio_backing_read(const struct vio_backing *backing, const struct facet_virtq_memory_ops *ops,
		     void *memory, u64 offset, void *buf, u32 len)
{
	u8 *to = buf;
	u64 address;
	u32 part;
	int ret;

	for (; len; offset += part, to += part, len -= part) {
		part = vio_backing_piece(backing, offset, len, &address);
		if (!part)
			return -ENODATA;
		ret = ops->read(memory, address, to, part);
		if (ret)
			return ret;
	}
	return 0;
}
