/* SPDX-License-Identifier: GPL-2.0-only */
/* Pictures in the host's own memory, for the screen region and for composed dma-bufs. */
#ifndef FACET_PICTURE_H
#define FACET_PICTURE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct vm_area_struct;

/**
 * struct facet_picture - Rows of XRGB8888 pixels, one right after another.
 * @ref: references: of the screen, and of each dma-buf that shows it
 * @mem: the pixels, of vmalloc(); user space may map them
 * @size: bytes, whole pages
 * @width: pixels of a row
 * @height: rows
 * @id: id that VFIO's query names for the dma-buf; 0: none yet
 * @lock: Protects a composed picture while it is drawn. Lock order: inside
 *	&facet_screen.query_lock; outside &vfio_iommu.lock, &facet_vgpu.shadow_lock,
 *	&gen9_display.lock, &facet_unmap.lock
 * @readers: number of users that have begun to read by DMA_BUF_IOCTL_SYNC. A user that cannot get
 *	@lock begins after a tenth of a second
 */
struct facet_picture {
	struct kref ref;
	void *mem;
	u32 size;
	u32 width;
	u32 height;
	u32 id;
	struct mutex lock;
	atomic_t readers;
};

#define FACET_PICTURE_BPP	4u	/* bytes of a pixel */

/**
 * facet_picture_bytes() - Return the size of a picture in memory.
 * @width: pixels of a row
 * @height: rows
 *
 * Context: any; takes no lock.
 * Return: bytes, whole pages; 0: there are no pixels, a side has more than 8192 pixels, or the
 * picture has more than 64 MiB.
 */
u32 facet_picture_bytes(u32 width, u32 height);

/**
 * facet_picture_create() - Make a black picture with one reference.
 * @width: pixels of a row
 * @height: rows
 *
 * Its memory is charged to the cgroup of the calling thread, or to the one of facet_charge_begin().
 *
 * Context: process context; may sleep. Takes no lock.
 * Return: the picture; NULL: there is no memory, or facet_picture_bytes() is 0.
 */
struct facet_picture *facet_picture_create(u32 width, u32 height);

/**
 * facet_picture_mmap() - Map a picture read only. Nobody can make the mapping writable.
 * @picture: the picture; the mapping has references of its pages, and may outlive it
 * @vma: the VMM's mapping
 * @page: page of the picture at which the mapping begins
 *
 * Context: &vfio_device_ops.mmap: mmap_lock of the VMM is held for writing; may sleep. Takes no
 * lock.
 * Return: 0; -EINVAL: the mapping goes beyond the picture; -EACCES: the mapping is to be written;
 * -ENOMEM: there is no memory for page tables.
 */
int facet_picture_mmap(const struct facet_picture *picture, struct vm_area_struct *vma,
		       unsigned long page);

/**
 * facet_picture_put() - Drop a reference of a picture. The last one frees it.
 * @picture: the picture; NULL: nothing happens
 *
 * Context: process context; may sleep. The picture's lock is not held.
 */
void facet_picture_put(struct facet_picture *picture);

/**
 * facet_picture_draw_begin() - Take a picture's lock, so that nobody begins to read it.
 * @picture: the picture that the caller wants to draw
 *
 * Context: may sleep. Takes &facet_picture.lock, and returns with it if nobody reads the picture.
 * Return: true: draw, and call facet_picture_draw_end(); false: a user reads the picture, and the
 * lock is not held.
 */
bool facet_picture_draw_begin(struct facet_picture *picture);

/**
 * facet_picture_draw_end() - Let users read the picture again.
 * @picture: the picture of facet_picture_draw_begin()
 *
 * Context: the thread that has begun. Releases &facet_picture.lock.
 */
void facet_picture_draw_end(struct facet_picture *picture);

/**
 * facet_picture_read_begin() - Count one more reader: nobody draws the picture meanwhile.
 * @picture: the picture
 *
 * The function waits for a thread that draws, for a tenth of a second (READ_PATIENCE) at most. Then
 * it counts the reader anyway, and the reader may get rows of two frames.
 *
 * Context: may sleep; no lock of ours is held. Takes &facet_picture.lock for a moment.
 * Return: 0; -EINTR: the thread was killed, and is not counted.
 */
int facet_picture_read_begin(struct facet_picture *picture);

/**
 * facet_picture_read_end() - Count readers less.
 * @picture: the picture
 * @n: how many of those counted by facet_picture_read_begin() have ended
 *
 * Context: any; takes no lock.
 */
void facet_picture_read_end(struct facet_picture *picture, u32 n);

#endif
