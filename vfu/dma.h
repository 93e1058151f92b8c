/* SPDX-License-Identifier: GPL-2.0-only */
/* Guest memory: the memory that a client shared, by guest-physical address. */
#ifndef VFU_DMA_H
#define VFU_DMA_H

#include "port.h"

struct vfu_dma;

/**
 * vfu_dma_create() - Create an empty map of a client's memory.
 * @max_bytes: most bytes that the map maps; 0: 1 TiB, which is the limit
 * @now_ns: return the time in nanoseconds, by which the map knows how long ago memory was taken
 *	out; called on any thread
 *
 * The kernel charges a page of shared memory to the process that touches the page first. This may
 * be this process, for each page that the client has not touched. So @max_bytes also limits the
 * memory that one client can have charged to this process.
 *
 * Context: any thread; may sleep; takes no lock.
 * Return: the map; NULL: no memory.
 */
struct vfu_dma *vfu_dma_create(u64 max_bytes, u64 (*now_ns)(void));

/**
 * vfu_dma_destroy() - Free a map.
 * @dma: the map; NULL does nothing. All mappings have been taken out, and nobody uses the map any
 *	more.
 *
 * Context: any thread; may sleep.
 */
void vfu_dma_destroy(struct vfu_dma *dma);

/**
 * vfu_dma_map() - Map a range of a client's memory.
 * @dma: the map
 * @gpa: guest-physical address in bytes, page aligned
 * @size: bytes, page aligned; @gpa + @size does not overflow
 * @fd: shared memory (tmpfs, memfd, huge pages), which stays the caller's; -1: memory that cannot
 *	be accessed
 * @offset: bytes in @fd, page aligned; @offset + @size does not overflow
 * @writable: false: the guest may not write the range
 *
 * Context: the session's thread; no lock held. Takes &vfu_dma.lock for writing, a last leaf. May
 * sleep for memory, the file, and holders of the lock, which copy.
 * Return: 0; -ENOMEM: no memory; -EEXIST: the range overlaps a mapping; -ENOSPC: the map has 1024
 * mappings, or would exceed its bytes; -EINVAL: @fd is not shared memory, or ends inside the range;
 * an errno of fstat() or mmap().
 */
int vfu_dma_map(struct vfu_dma *dma, u64 gpa, u64 size, int fd, u64 offset, bool writable);

/**
 * vfu_dma_take() - Take one mapping inside a range out of the map.
 * @dma: the map
 * @gpa: guest-physical address of the range in bytes
 * @size: bytes of the range
 * @out: gets the mapping, for vfu_dma_put()
 * @out_gpa: gets the guest-physical address of the mapping in bytes
 * @out_size: gets the bytes of the mapping
 *
 * After the return nobody finds the mapping, and nobody copies from it or to it. Its memory stays
 * mapped in this process until vfu_dma_put().
 *
 * Context: the session's thread; no lock held. Takes &vfu_dma.lock for writing, a last leaf. May
 * sleep for holders of the lock, which copy.
 * Return: 0; -ENOENT: no mapping is left in the range; -EINVAL: a mapping is only partly inside.
 */
int vfu_dma_take(struct vfu_dma *dma, u64 gpa, u64 size, void **out, u64 *out_gpa, u64 *out_size);

/**
 * vfu_dma_put() - Unmap and free a mapping.
 * @mapping: the mapping, from vfu_dma_take(); nobody accesses its memory any more
 *
 * Context: any thread; may sleep; takes no lock.
 */
void vfu_dma_put(void *mapping);

/**
 * vfu_dma_read() - Copy bytes from guest memory. The range may span mappings.
 * @dma: the map
 * @gpa: guest-physical address in bytes, any value
 * @buf: gets @len bytes
 * @len: bytes
 *
 * Context: any thread; of the core's locks, mmio_lock held at most. Takes &vfu_dma.lock for
 * reading, a last leaf. May sleep for it and for pages of the client's memory.
 * Return: 0; FACET_HOST_RETRY: a page was taken out a moment ago; -EFAULT: a page is not memory. On
 * error some bytes may have been copied.
 */
int vfu_dma_read(struct vfu_dma *dma, u64 gpa, void *buf, size_t len);

/**
 * vfu_dma_write() - Copy bytes to guest memory. The range may span mappings.
 * @dma: the map
 * @gpa: guest-physical address in bytes, any value
 * @buf: @len bytes
 * @len: bytes
 *
 * Context: any thread; of the core's locks, mmio_lock held at most. Takes &vfu_dma.lock for
 * reading, a last leaf. May sleep for it and for pages of the client's memory.
 * Return: 0; FACET_HOST_RETRY: a page was taken out a moment ago; -EFAULT: a page is not writable
 * memory. On error some bytes may have been copied.
 */
int vfu_dma_write(struct vfu_dma *dma, u64 gpa, const void *buf, size_t len);

/**
 * vfu_dma_frame() - Return the frame of a writable guest page.
 * @dma: the map
 * @gfn: guest page number, any value
 * @frame: gets the frame (port_frame_to_ptr()), valid until vfu_dma_put() of its mapping
 *
 * Context: any thread; no lock held. Takes &vfu_dma.lock for reading, a last leaf. May sleep for
 * it.
 * Return: 0; FACET_HOST_RETRY: the page was taken out a moment ago; -EFAULT: the page is not
 * writable memory.
 */
int vfu_dma_frame(struct vfu_dma *dma, u64 gfn, u64 *frame);

#endif
