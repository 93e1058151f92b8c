/* SPDX-License-Identifier: GPL-2.0-only */
/* A picture in memory of the host's own: what a screen region shows, or a composed dma-buf. */
#ifndef FACET_PICTURE_H
#define FACET_PICTURE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct vm_area_struct;

/**
 * struct facet_picture - Rows of XRGB8888 pixels, one right after another.
 * @ref: who shows it
 * @mem: the pixels, of vmalloc(); can be mapped by users
 * @size: bytes, whole pages
 * @width: pixels
 * @height: rows
 * @id: of the dma-buf, if it is for one
 * @lock: held while it is drawn into
 * @readers: users who said that they read it, by DMA_BUF_IOCTL_SYNC; none begins under @lock
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

#define FACET_PICTURE_BPP	4u

/** facet_picture_bytes() - Whole pages for so many pixels; 0 if that is none or too much. */
u32 facet_picture_bytes(u32 width, u32 height);

/** facet_picture_create() - Black. NULL: no memory, or no such size. May sleep. */
struct facet_picture *facet_picture_create(u32 width, u32 height);

/**
 * facet_picture_mmap() - Map a picture, read only for good: for &vfio_device_ops.mmap.
 * @picture: the mapping keeps its pages, also when the picture goes
 * @vma: from the VMM
 * @page: of the picture, where the mapping begins
 *
 * Context: mmap_lock of the VMM is held. May sleep.
 * Return: 0; -EINVAL: the picture is smaller; -EACCES: the mapping is to be written; -ENOMEM.
 */
int facet_picture_mmap(const struct facet_picture *picture, struct vm_area_struct *vma,
		       unsigned long page);
void facet_picture_put(struct facet_picture *picture);

/** facet_picture_draw_begin() - Nobody begins to read it. May sleep. Return: false: somebody reads it. */
bool facet_picture_draw_begin(struct facet_picture *picture);
void facet_picture_draw_end(struct facet_picture *picture);

/** facet_picture_read_begin() - It stays as it is. Waits for who draws. Return: 0; -EINTR: to be killed. */
int facet_picture_read_begin(struct facet_picture *picture);
/** facet_picture_read_end() - Of @n who have begun. Any context. */
void facet_picture_read_end(struct facet_picture *picture, u32 n);

#endif
