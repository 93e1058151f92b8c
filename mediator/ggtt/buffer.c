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
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/gpu.h"
#include "pgpu/pgpu.h"

static void buffer_free(struct facet_buffer *buffer)
{
	list_del(&buffer->list);
	port_free(buffer->cpu);
	port_free(buffer->bus);
	port_free(buffer);
}

/*
 * Free the buffers of a list, and their ranges of the host window. Engines of all vGPUs are
 * disturbed once for FACET_BUFFER_PAGES_KEPT pages.
 */
static void buffers_free(struct facet_vgpu *vgpu, struct list_head *buffers)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct facet_buffer *buffer, *next;
	void *cpu[FACET_BUFFER_PAGES_KEPT];
	u64 bus[FACET_BUFFER_PAGES_KEPT];
	bool present = false;
	u32 n = 0;

	list_for_each_entry(buffer, buffers, list)
		present |= facet_ggtt_window_release(vgpu, buffer->gva, buffer->pages);
	if (present)
		facet_ggtt_invalidate(vgpu);
	list_for_each_entry_safe(buffer, next, buffers, list) {
		if (n + buffer->pages > ARRAY_SIZE(bus)) {
			pgpu->ops->page_free(pgpu, cpu, bus, n);
			n = 0;
		}
		memcpy(&cpu[n], buffer->cpu, buffer->pages * sizeof(*cpu));
		memcpy(&bus[n], buffer->bus, buffer->pages * sizeof(*bus));
		n += buffer->pages;
		buffer_free(buffer);
	}
	if (n)
		pgpu->ops->page_free(pgpu, cpu, bus, n);
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
	facet_ggtt_window_free(vgpu, buffer->gva, buffer->pages);
	if (i)
		pgpu->ops->page_free(pgpu, buffer->cpu, buffer->bus, i);
	return ret;
}

static_assert(FACET_WINDOW_COPY_PAGES <= FACET_BUFFER_PAGES_KEPT &&
	      FACET_WINDOW_CONTEXT_PAGES <= FACET_BUFFER_PAGES_KEPT, "the cache takes any buffer");

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

/* --- the cache ---------------------------------------------------------------------------- */

static void cache_add(struct facet_buffer_cache *cache, struct facet_buffer *buffer)
{
	list_add(&buffer->list, &cache->unused);
	cache->pages += buffer->pages;
	cache->n++;
}

static void cache_remove(struct facet_buffer_cache *cache, struct facet_buffer *buffer)
{
	list_del_init(&buffer->list);
	cache->pages -= buffer->pages;
	cache->n--;
}

/* Tell whether the cache has no room for a buffer of @pages pages. */
static bool cache_full(const struct facet_buffer_cache *cache, u32 pages)
{
	return cache->n == FACET_BUFFERS_KEPT || cache->pages + pages > FACET_BUFFER_PAGES_KEPT;
}

/*
 * Free the buffers that the cache has had for longest, until it is half empty with one of @pages
 * more. So the cache follows a guest that needs other lengths, and engines seldom forget.
 */
static void cache_evict(struct facet_vgpu *vgpu, u32 pages)
{
	struct facet_buffer_cache *cache = &vgpu->buffers;
	struct list_head freed;

	INIT_LIST_HEAD(&freed);
	while (cache->n && (cache->n >= FACET_BUFFERS_KEPT / 2 ||
			    cache->pages + pages > FACET_BUFFER_PAGES_KEPT / 2)) {
		struct facet_buffer *oldest = list_last_entry(&cache->unused, struct facet_buffer,
							      list);

		cache_remove(cache, oldest);
		list_add(&oldest->list, &freed);
	}
	buffers_free(vgpu, &freed);
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
			cache_remove(cache, buffer);
			*out = buffer;
			return 0;
		}
	}
	return buffer_create(vgpu, part, size, out);
}

void facet_buffer_put(struct facet_vgpu *vgpu, struct facet_buffer *buffer)
{
	struct facet_buffer_cache *cache = &vgpu->buffers;

	if (!buffer)
		return;
	if (port_check(BUFFERS_KEPT, cache_full(cache, buffer->pages)))
		cache_evict(vgpu, buffer->pages);
	cache_add(cache, buffer);
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
	buffers_free(vgpu, &vgpu->buffers.unused);
	vgpu->buffers.pages = 0;
	vgpu->buffers.n = 0;
}
