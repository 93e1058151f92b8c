// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers (buffer.h): pages of the pGPU that are mapped in the host window. mediator/execlist/
 * calls these functions on the worker, or on a thread that keeps the worker out. A cache keeps some
 * buffers for later workloads. The cache has no lock. ggtt_window.c takes
 * shadow_lock.
 */
#include "mediator/ggtt/buffer.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "pgpu/pgpu.h"

/*
 * Free the range of the host window, then the first @n pages. Each is one call, since each call
 * disturbs the engines.
 */
static void buffer_free_pages(struct facet_vgpu *vgpu, struct facet_buffer *buffer, u32 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	facet_ggtt_window_free(vgpu, buffer->gva, buffer->pages);
	if (n)
		pgpu->ops->page_free(pgpu, buffer->cpu, buffer->bus, n);
}

static void buffer_free(struct facet_vgpu *vgpu, struct facet_buffer *buffer)
{
	buffer_free_pages(vgpu, buffer, buffer->pages);
	port_free(buffer->cpu);
	port_free(buffer->bus);
	port_free(buffer);
}

/* Allocate and map the pages. After an error the host window and all pages are free again. */
static int buffer_alloc_pages(struct facet_vgpu *vgpu, struct facet_buffer *buffer)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	u32 i;
	int ret;

	for (i = 0; i < buffer->pages; i++) {
		ret = pgpu->ops->page_alloc(pgpu, &buffer->cpu[i], &buffer->bus[i]);
		if (ret)
			goto err_pages;
		ret = facet_ggtt_window_set(vgpu, buffer->gva + i * GEN9_PAGE_SIZE,
					    buffer->bus[i]);
		if (ret) {
			i++;
			goto err_pages;
		}
	}
	return 0;
err_pages:
	buffer_free_pages(vgpu, buffer, i);
	return ret;
}

static int buffer_create(struct facet_vgpu *vgpu, enum facet_window_part part, u32 pages,
			 struct facet_buffer **out)
{
	struct facet_buffer *buffer = port_zalloc(sizeof(*buffer));
	int ret = -ENOMEM;

	if (!buffer)
		return -ENOMEM;
	INIT_LIST_HEAD(&buffer->list);
	buffer->part = part;
	buffer->pages = pages;
	buffer->cpu = port_calloc(pages, sizeof(*buffer->cpu));
	buffer->bus = port_calloc(pages, sizeof(*buffer->bus));
	if (!buffer->cpu || !buffer->bus)
		goto err_arrays;
	ret = facet_ggtt_window_alloc(vgpu, part, pages, &buffer->gva);
	if (ret)
		goto err_arrays;
	ret = buffer_alloc_pages(vgpu, buffer);
	if (ret)
		goto err_arrays;
	*out = buffer;
	return 0;
err_arrays:
	port_free(buffer->cpu);
	port_free(buffer->bus);
	port_free(buffer);
	return ret;
}

u32 facet_buffer_size(u32 pages)
{
	if (pages > FACET_BUFFER_STEP)
		return ALIGN(pages, FACET_BUFFER_STEP);
	return pages ? roundup_pow_of_two(pages) : 1;
}

int facet_buffer_get(struct facet_vgpu *vgpu, enum facet_window_part part, u32 pages,
		     struct facet_buffer **out)
{
	struct facet_buffer_cache *cache = &vgpu->buffers;
	u32 size = facet_buffer_size(pages);
	struct facet_buffer *buffer;

	list_for_each_entry(buffer, &cache->unused, list) {
		if (buffer->part == part && buffer->pages == size) {
			list_del_init(&buffer->list);
			cache->pages -= size;
			cache->n--;
			*out = buffer;
			return 0;
		}
	}
	return buffer_create(vgpu, part, size, out);
}

/* Tell whether the cache has no room for a buffer of @pages pages. */
static bool cache_full(const struct facet_buffer_cache *cache, u32 pages)
{
	return cache->n == FACET_BUFFERS_KEPT || cache->pages + pages > FACET_BUFFER_PAGES_KEPT;
}

void facet_buffer_put(struct facet_vgpu *vgpu, struct facet_buffer *buffer)
{
	struct facet_buffer_cache *cache = &vgpu->buffers;

	if (!buffer)
		return;
	if (port_check(BUFFERS_KEPT, cache_full(cache, buffer->pages))) {
		buffer_free(vgpu, buffer);
		return;
	}
	list_add(&buffer->list, &cache->unused);
	cache->pages += buffer->pages;
	cache->n++;
}

void facet_buffer_write(struct facet_buffer *buffer, u32 offset, const void *from, u32 len)
{
	const u8 *src = from;

	while (len) {
		u32 at = offset & (GEN9_PAGE_SIZE - 1);
		u32 n = min(len, GEN9_PAGE_SIZE - at);

		memcpy((u8 *)buffer->cpu[offset >> GEN9_PAGE_SHIFT] + at, src, n);
		offset += n;
		src += n;
		len -= n;
	}
}

void facet_buffer_read(const struct facet_buffer *buffer, u32 offset, void *to, u32 len)
{
	u8 *dst = to;

	while (len) {
		u32 at = offset & (GEN9_PAGE_SIZE - 1);
		u32 n = min(len, GEN9_PAGE_SIZE - at);

		memcpy(dst, (const u8 *)buffer->cpu[offset >> GEN9_PAGE_SHIFT] + at, n);
		offset += n;
		dst += n;
		len -= n;
	}
}

void facet_buffers_free(struct facet_vgpu *vgpu)
{
	struct facet_buffer *buffer, *next;

	list_for_each_entry_safe(buffer, next, &vgpu->buffers.unused, list) {
		list_del_init(&buffer->list);
		buffer_free(vgpu, buffer);
	}
	vgpu->buffers.pages = 0;
	vgpu->buffers.n = 0;
}
