/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Buffers: pages of the pGPU that are mapped in the host window of the vGPU's GGTT.
 * mediator/execlist/ keeps shadow rings, batches and contexts in buffers. Buffers and their cache
 * belong to the worker, or to a thread that keeps the worker out: a reset, a save, a restore or the
 * end of the vGPU.
 */
#ifndef FACET_BUFFER_H
#define FACET_BUFFER_H

#include "port.h"
#include "mediator/ggtt.h"

struct facet_vgpu;

#define FACET_BUFFER_STEP	8u	/* pages: larger buffers are multiples of it */
#define FACET_BUFFER_PAGES_KEPT	64u	/* pages of unused buffers that a vGPU keeps */
#define FACET_BUFFERS_KEPT	32u	/* number of unused buffers that a vGPU keeps */

/**
 * struct facet_buffer - Memory that is contiguous for engines, and single pages for the CPU.
 * @list: on &facet_buffer_cache.unused; empty while the buffer is in use
 * @part: the part of the host window that has it
 * @gva: GGTT address of the first page, in bytes
 * @pages: number of pages of 4 KiB
 * @cpu: array of @pages addresses, one for each page
 * @bus: array of @pages bus addresses, one for each page
 */
struct facet_buffer {
	struct list_head list;
	enum facet_window_part part;
	u32 gva;
	u32 pages;
	void **cpu;
	u64 *bus;
};

/**
 * facet_buffer_size() - Round a size up, so that buffers in the cache suit later callers.
 * @pages: pages of 4 KiB that a caller needs, at most 65536
 *
 * Context: any; takes no lock; does not sleep.
 * Return: pages of the buffer: a power of two up to FACET_BUFFER_STEP, else a multiple of it; at
 * least 1.
 */
u32 facet_buffer_size(u32 pages);

/**
 * facet_buffer_get() - Take an unused buffer from the cache, or make one.
 * @vgpu: the vGPU
 * @part: the part of the host window: FACET_WINDOW_CONTEXTS or FACET_WINDOW_COPIES
 * @pages: pages of 4 KiB that the caller needs, at most 65536; facet_buffer_size() rounds
 *	this up
 * @out: set to the buffer; unchanged after an error. The contents of the buffer are undefined
 *
 * All pages of the buffer are present in the host window. The caller owns the buffer until
 * facet_buffer_put().
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write. Takes the locks of the pGPU's
 * page_alloc and page_free. May sleep for shadow_lock and for memory.
 * Return: 0; -ENOMEM: no memory for the buffer; -ENOSPC: all cells of @part are taken, or a cell
 * has fewer pages. After an error nothing is left to be freed. The bus map has room for all pages
 * of the host window: facet_gpu_reserve() has reserved it.
 */
int facet_buffer_get(struct facet_vgpu *vgpu, enum facet_window_part part, u32 pages,
		     struct facet_buffer **out);

/**
 * facet_buffer_put() - Give back a buffer that no engine uses any more.
 * @vgpu: the vGPU
 * @buffer: the buffer, which the caller does not use any more; NULL: nothing is done
 *
 * The cache keeps up to FACET_BUFFERS_KEPT buffers of FACET_BUFFER_PAGES_KEPT pages together for
 * later calls of facet_buffer_get(). If the cache has no room for @buffer, it frees the buffers
 * that it has had for longest, with their ranges of the host window, until half of the cache is
 * empty. Engines of all vGPUs then forget cached translations, once.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. To free buffers,
 * it takes shadow_lock with the locks of the pGPU's ggtt_write in it, and then the locks of
 * page_free. May sleep for shadow_lock.
 */
void facet_buffer_put(struct facet_vgpu *vgpu, struct facet_buffer *buffer);

/**
 * facet_buffer_write() - Copy bytes into a buffer.
 * @buffer: the buffer
 * @offset: first byte in @buffer
 * @from: @len bytes
 * @len: number of bytes; @offset + @len is at most the size of @buffer
 *
 * Context: the worker, or a thread that keeps it out; takes no lock; does not sleep.
 */
void facet_buffer_write(struct facet_buffer *buffer, u32 offset, const void *from, u32 len);

/**
 * facet_buffer_read() - Copy bytes out of a buffer.
 * @buffer: the buffer
 * @offset: first byte in @buffer
 * @to: room for @len bytes
 * @len: number of bytes; @offset + @len is at most the size of @buffer
 *
 * Context: the worker, or a thread that keeps it out; takes no lock; does not sleep.
 */
void facet_buffer_read(const struct facet_buffer *buffer, u32 offset, void *to, u32 len);

/**
 * facet_buffers_free() - Free all buffers of the cache.
 * @vgpu: the vGPU
 *
 * Buffers that were not given back stay. A repeated call does nothing.
 *
 * Context: a thread that keeps the worker out; no lock held but mmio_lock. Takes shadow_lock, and
 * in it the locks of the pGPU's ggtt_write. Takes the locks of the pGPU's page_free. May sleep for
 * shadow_lock.
 */
void facet_buffers_free(struct facet_vgpu *vgpu);

#endif
