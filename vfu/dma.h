/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory: what a client shared, by guest-physical address. */
#ifndef VFU_DMA_H
#define VFU_DMA_H

#include "port.h"

struct vfu_dma;

/**
 * vfu_dma_create() - Create an empty map of a client's memory.
 * @max_bytes: map no more than this; 0: a TiB, which is the most
 * @now_ns: the clock that says how long ago memory was taken out, in ns; called by any thread
 *
 * The kernel charges a page of shared memory to whoever touches it first. That may be this
 * process, for each page that the client has not touched: so this is also what one client can have
 * charged to it.
 *
 * Context: any thread.
 * Return: the map; NULL: there is no memory for it.
 */
struct vfu_dma *vfu_dma_create(u64 max_bytes, u64 (*now_ns)(void));

/** vfu_dma_destroy() - Nothing is mapped any more. */
void vfu_dma_destroy(struct vfu_dma *dma);

/**
 * vfu_dma_map() - Let a range in.
 * @gpa: bytes, page aligned; @size too, and @offset in the file
 * @fd: shared memory (tmpfs, memfd, huge pages), -1 for memory that cannot be reached; stays the
 * caller's
 * @writable: false for what a guest may not be written to
 * The session's thread, alone.
 * Return: 0; -EEXIST when it overlaps a mapping; -ENOSPC at the cap of mappings, or of addresses;
 * -EINVAL when @fd is no memory, or shorter than the range; what mmap() says.
 */
int vfu_dma_map(struct vfu_dma *dma, u64 gpa, u64 size, int fd, u64 offset, bool writable);

/**
 * vfu_dma_take() - Take a mapping inside a range out of the map: from the return on nobody
 * finds it, and nobody who found it is still copying. Its memory stays until vfu_dma_put().
 * @gpa: bytes
 * @size: bytes
 * @out: handle; with its range in @out_gpa and @out_size
 * Return: 0; -ENOENT when none is left in the range; -EINVAL when one is only partly inside.
 */
int vfu_dma_take(struct vfu_dma *dma, u64 gpa, u64 size, void **out, u64 *out_gpa, u64 *out_size);

/** vfu_dma_put() - Unmap what vfu_dma_take() gave. */
void vfu_dma_put(void *mapping);

/*
 * Copy from or to guest memory; ranges may span mappings. Any thread; no lock needed.
 * Return: 0; FACET_HOST_RETRY: a page was taken out a moment ago; -EFAULT: a page is no memory.
 */
int vfu_dma_read(struct vfu_dma *dma, u64 gpa, void *buf, size_t len);
int vfu_dma_write(struct vfu_dma *dma, u64 gpa, const void *buf, size_t len);

/**
 * vfu_dma_frame() - The frame (port.h) of a writable guest page. Valid until it is taken out.
 * Return: as vfu_dma_read().
 */
int vfu_dma_frame(struct vfu_dma *dma, u64 gfn, u64 *frame);

#endif
