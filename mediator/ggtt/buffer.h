/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of the pGPU at addresses in the host window: shadow rings, batches, contexts. */
#ifndef FACET_BUFFER_H
#define FACET_BUFFER_H

#include "port.h"

struct facet_vgpu;

/**
 * struct facet_buffer - Contiguous for the engine, page by page for the CPU.
 * @list: where it waits for its next use
 * @gva: GGTT address of its first page
 * @pages: how many, a power of two
 * @cpu: per page
 * @bus: per page
 */
struct facet_buffer {
	struct list_head list;
	u32 gva;
	u32 pages;
	void **cpu;
	u64 *bus;
};

/** facet_buffer_get() - Content is undefined. Worker; no lock held. -ENOMEM, -ENOSPC. */
int facet_buffer_get(struct facet_vgpu *vgpu, u32 pages, struct facet_buffer **out);

/** facet_buffer_put() - No engine uses it any more. Worker, or none; no lock held. */
void facet_buffer_put(struct facet_vgpu *vgpu, struct facet_buffer *buffer);

/** facet_buffer_write() - Copy in. [offset, offset + len) lies within. */
void facet_buffer_write(struct facet_buffer *buffer, u32 offset, const void *from, u32 len);

/** facet_buffer_read() - Copy out. [offset, offset + len) lies within. */
void facet_buffer_read(const struct facet_buffer *buffer, u32 offset, void *to, u32 len);

/** facet_buffers_free() - All that are kept for reuse. No lock held. */
void facet_buffers_free(struct facet_vgpu *vgpu);

#endif
