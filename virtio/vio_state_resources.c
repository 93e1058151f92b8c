// SPDX-License-Identifier: GPL-2.0-only
/*
 * The saved resources of a virtio-gpu device and their pixels (vio_state_resources.h). vio_state.c
 * has these sections in its table.
 *
 * Lock: none here; vio_resource.c takes its own.
 */
#include "virtio/vio_state_resources.h"

#include "device/state_walk.h"
#include "virtio/vio_state.h"
#include "virtio/virtio_gpu_types.h"

#define PIXELS_BYTES	(1u << 20)	/* pixels of a record, but at least a row */
#define PAIR_BYTES	(sizeof(u64) + sizeof(u32))	/* an address and a length */

/* --- resources ------------------------------------------------------------------------------ */

/* Return how far a walk over the resources has come. It begins at @index 0. */
static struct vio_state_place *place_of(struct facet_virtio_gpu *g, u32 index)
{
	if (!index)
		g->place = (struct vio_state_place){ 0 };
	return &g->place;
}

/**
 * struct resource_state - A resource. Its pixels have records of their own.
 * @id: its number
 * @format: of a 2D resource; 0: a blob
 * @width: of a 2D resource
 * @height: likewise
 * @bytes: length of a blob
 * @backed: it has backing memory
 * @entries: number of memory entries
 */
struct resource_state {
	u32 id;
	u32 format;
	u32 width;
	u32 height;
	u64 bytes;
	u8 backed;
	u32 entries;
};

static const struct facet_state_field resource_fields[] = {
	FACET_STATE_FIELD(struct resource_state, id, 0),
	FACET_STATE_FIELD(struct resource_state, format, 0),
	FACET_STATE_FIELD(struct resource_state, width, 0),
	FACET_STATE_FIELD(struct resource_state, height, 0),
	FACET_STATE_FIELD(struct resource_state, bytes, 0),
	FACET_STATE_FIELD(struct resource_state, backed, 1),
	FACET_STATE_FIELD(struct resource_state, entries, 0),
};

static int resource_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_virtio_gpu *g = owner;
	struct vio_state_place *place = place_of(g, index);
	const struct vio_resource *resource;
	const struct vio_backing *backing;
	struct resource_state s;
	u32 i;

	resource = vio_resource_next(&g->resources, place->resource);
	place->resource = resource;
	if (!resource)
		return -ENOENT;
	backing = resource->backing;
	s = (struct resource_state){
		.id = resource->id,
		.format = resource->format,
		.width = resource->width,
		.height = resource->height,
		.bytes = resource->pixels ? 0 : resource->bytes,
		.backed = !!backing,
		.entries = backing ? backing->n : 0,
	};
	facet_state_put_fields(out, resource_fields, ARRAY_SIZE(resource_fields), &s);
	for (i = 0; i < s.entries; i++) {
		facet_state_put64(out, backing->entries[i].address);
		facet_state_put32(out, backing->entries[i].len);
	}
	return 0;
}

/* Read @n memory entries. Return: 0; -EINVAL: bytes are missing, or an entry is wrong. */
static int entries_restore(struct vio_backing *backing, u32 n, struct facet_state_reader *in)
{
	u64 address;
	u32 i, len;
	int ret = 0;

	for (i = 0; !ret && i < n; i++) {
		address = facet_state_take64(in);
		len = facet_state_take32(in);
		ret = in->failed ? -EINVAL : vio_backing_set(backing, i, address, len);
	}
	return ret;
}

/* Read the backing memory of a resource. */
static int backing_restore(struct facet_virtio_gpu *g, struct vio_resource *resource, u32 n,
			   struct facet_state_reader *in)
{
	struct vio_backing *backing;
	int ret;

	/* A length that no record has needs no memory. */
	if (in->left / PAIR_BYTES < n)
		return -EINVAL;
	ret = vio_backing_alloc(&g->resources, n, &backing);
	if (ret)
		return ret;
	ret = entries_restore(backing, n, in);
	if (!ret && port_check(VIO_BLOB, !vio_backing_fits(resource, backing)))
		ret = -EINVAL;
	if (ret)
		vio_backing_put(&g->resources, backing);
	else
		vio_resource_attach(&g->resources, resource, backing);
	return ret;
}

static int resource_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_gpu *g = owner;
	struct vio_resource *resource;
	struct virtio_gpu_create_2d command;
	struct resource_state s;
	int ret;

	ret = facet_state_take_fields(in, resource_fields, ARRAY_SIZE(resource_fields), &s);
	if (ret)
		return ret;
	command = (struct virtio_gpu_create_2d){ s.id, s.format, s.width, s.height };
	ret = vio_resource_create(&g->resources, s.id, s.format ? &command : NULL, &resource);
	if (ret)
		return ret;
	if (!s.format)
		resource->bytes = s.bytes;
	return s.backed ? backing_restore(g, resource, s.entries, in) : 0;
}

const struct facet_state_section vio_resource_state = {
	.tag = FACET_STATE_TAG('V', 'R', 'E', 'S'),
	.name = "resource",
	.what = "resources, each with its backing memory",
	.records = FACET_STATE_ANY,
	.fields = resource_fields,
	.n_fields = ARRAY_SIZE(resource_fields),
	.rest = "memory entries: address (8), length (4)",
	.save = resource_save,
	.restore = resource_restore,
};

/* --- pixels --------------------------------------------------------------------------------- */

/**
 * struct pixels_state - Rows of a 2D resource.
 * @id: number of the resource
 * @row: the first row
 * @rows: number of rows
 */
struct pixels_state {
	u32 id;
	u32 row;
	u32 rows;
};

static const struct facet_state_field pixels_fields[] = {
	FACET_STATE_FIELD(struct pixels_state, id, 0),
	FACET_STATE_FIELD(struct pixels_state, row, 0),
	FACET_STATE_FIELD(struct pixels_state, rows, 0),
};

static u32 stride_of(const struct vio_resource *resource)
{
	return resource->width * VIRTIO_GPU_PIXEL;
}

static u32 rows_of_record(const struct vio_resource *resource)
{
	return max(PIXELS_BYTES / stride_of(resource), 1u);
}

/*
 * Find the resource of the record with number @index. The records of a resource follow each other,
 * and each row is in one of them. So there are no more records than rows, and none costs a search.
 * Return: NULL: there is none. &vio_state_place.row is the record's first row.
 */
static const struct vio_resource *pixels_at(struct facet_virtio_gpu *g, u32 index)
{
	struct vio_state_place *place = place_of(g, index);

	if (place->resource && place->row < place->resource->height)
		return place->resource;
	do {
		place->resource = vio_resource_next(&g->resources, place->resource);
	} while (place->resource && !place->resource->pixels);
	place->row = 0;
	return place->resource;
}

static int pixels_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_virtio_gpu *g = owner;
	const struct vio_resource *resource = pixels_at(g, index);
	struct pixels_state s;

	if (!resource)
		return -ENOENT;
	s = (struct pixels_state){
		.id = resource->id,
		.row = g->place.row,
		.rows = min(resource->height - g->place.row, rows_of_record(resource)),
	};
	facet_state_put_fields(out, pixels_fields, ARRAY_SIZE(pixels_fields), &s);
	facet_state_put(out, resource->pixels + (u64)stride_of(resource) * s.row,
			(u64)stride_of(resource) * s.rows);
	g->place.row += s.rows;
	return 0;
}

/* Tell whether a record has the rows that come next, and at least one. */
static bool rows_next(const struct vio_state_place *place, const struct pixels_state *s)
{
	return s->id == place->resource->id && s->row == place->row && s->rows &&
	       s->rows <= place->resource->height - place->row;
}

static int pixels_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_virtio_gpu *g = owner;
	const struct vio_resource *resource = pixels_at(g, index);
	struct pixels_state s;
	const void *pixels;
	int ret;

	ret = facet_state_take_fields(in, pixels_fields, ARRAY_SIZE(pixels_fields), &s);
	if (ret)
		return ret;
	if (!resource || port_check(VIO_ROWS, !rows_next(&g->place, &s)))
		return -EINVAL;
	pixels = facet_state_take(in, (u64)stride_of(resource) * s.rows);
	if (!pixels)
		return -EINVAL;
	memcpy(resource->pixels + (u64)stride_of(resource) * s.row, pixels,
	       (u64)stride_of(resource) * s.rows);
	g->place.row += s.rows;
	return 0;
}

const struct facet_state_section vio_pixels_state = {
	.tag = FACET_STATE_TAG('V', 'P', 'I', 'X'),
	.name = "pixels",
	.what = "pixels of 2D resources, about 1 MiB a record",
	.records = FACET_STATE_ANY,
	.fields = pixels_fields,
	.n_fields = ARRAY_SIZE(pixels_fields),
	.rest = "the rows",
	.save = pixels_save,
	.restore = pixels_restore,
};

/* --- sizes ---------------------------------------------------------------------------------- */

#define REST_BYTES	65536u	/* of device, queues with their responses, and scan-outs */

/*
 * Return the bytes of records. Each resource has one, and one more for its pixels. A record has at
 * least half of PIXELS_BYTES, but the last one of a resource.
 */
static u64 bytes_of(u32 resources, u32 entries, u64 pixels)
{
	const u64 n_pixels = resources + 2 * pixels / PIXELS_BYTES;

	return resources * (FACET_STATE_RECORD_HEAD + (u64)sizeof(struct resource_state)) +
	       entries * (u64)PAIR_BYTES + pixels +
	       n_pixels * (FACET_STATE_RECORD_HEAD + sizeof(struct pixels_state)) + REST_BYTES;
}

u64 vio_state_max(const struct facet_virtio_gpu_limits *limits)
{
	return bytes_of(limits->resources, limits->entries, limits->bytes);
}

u64 vio_state_size(struct facet_virtio_gpu *g)
{
	struct vio_resources *table = &g->resources;
	u64 bytes;

	mutex_lock(&table->lock);
	bytes = bytes_of(table->n, table->entries, table->bytes);
	mutex_unlock(&table->lock);
	return bytes;
}
