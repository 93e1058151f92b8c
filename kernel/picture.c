// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pictures in the host's own memory. They are charged to the cgroup of the thread that asks, since
 * a guest chooses their size, and dma-bufs may hold several. screen.c, composed.c and dmabuf.c call
 * this file on the VMM's threads, and screenshot.c on threads of other programs.
 *
 * Lock: facet_picture.lock, held while a picture is drawn, so that no reader begins meanwhile.
 */
#include "kernel/picture.h"

#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "kernel/map_memory.h"

/* Limits above any type's screen. The number of bytes stays within 32 bits. */
#define PICTURE_MAX_SIDE	8192u
#define PICTURE_MAX_BYTES	(64u << 20)

/*
 * A reader waits for a drawing thread this long at most. The drawing thread may wait for a slow
 * VMM. The reader may be a driver of the host's, which cannot be interrupted. A reader that has
 * waited in vain may get rows of two frames.
 */
#define READ_PATIENCE	(HZ / 10)

/* A picture is no reason to kill a process or to log a warning: without memory there is none. */
#define PICTURE_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NORETRY | __GFP_NOWARN)

u32 facet_picture_bytes(u32 width, u32 height)
{
	u64 bytes = (u64)width * height * FACET_PICTURE_BPP;

	if (width > PICTURE_MAX_SIDE || height > PICTURE_MAX_SIDE || bytes > PICTURE_MAX_BYTES)
		return 0;
	return PAGE_ALIGN(bytes);
}

struct facet_picture *facet_picture_create(u32 width, u32 height)
{
	u32 size = facet_picture_bytes(width, height);
	struct facet_picture *picture;

	if (!size)
		return NULL;
	picture = kzalloc(sizeof(*picture), GFP_KERNEL_ACCOUNT);
	if (!picture)
		return NULL;
	picture->mem = __vmalloc(size, PICTURE_GFP);
	if (!picture->mem) {
		kfree(picture);
		return NULL;
	}
	kref_init(&picture->ref);
	mutex_init(&picture->lock);
	picture->size = size;
	picture->width = width;
	picture->height = height;
	return picture;
}

int facet_picture_mmap(const struct facet_picture *picture, struct vm_area_struct *vma,
		       unsigned long page)
{
	/* Only the host draws the picture: region info says that the region is read only. */
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	vm_flags_clear(vma, VM_MAYWRITE);
	return facet_map_memory(vma, picture->mem, picture->size, page);
}

static void picture_free(struct kref *ref)
{
	struct facet_picture *picture = container_of(ref, struct facet_picture, ref);

	mutex_destroy(&picture->lock);
	vfree(picture->mem);
	kfree(picture);
}

void facet_picture_put(struct facet_picture *picture)
{
	if (picture)
		kref_put(&picture->ref, picture_free);
}

bool facet_picture_draw_begin(struct facet_picture *picture)
{
	mutex_lock(&picture->lock);
	if (!atomic_read(&picture->readers))
		return true;
	mutex_unlock(&picture->lock);
	return false;
}

void facet_picture_draw_end(struct facet_picture *picture)
{
	mutex_unlock(&picture->lock);
}

int facet_picture_read_begin(struct facet_picture *picture)
{
	unsigned long end = jiffies + READ_PATIENCE;
	bool locked;

	while (!(locked = mutex_trylock(&picture->lock)) && time_before(jiffies, end)) {
		schedule_timeout_killable(1);
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	atomic_inc(&picture->readers);
	if (locked)
		mutex_unlock(&picture->lock);
	return 0;
}

void facet_picture_read_end(struct facet_picture *picture, u32 n)
{
	atomic_sub(n, &picture->readers);
}
