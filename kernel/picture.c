// SPDX-License-Identifier: GPL-2.0-only
/* Pictures in memory of the host's own. Called by screen.c and dmabuf.c; takes no lock. */
#include "kernel/picture.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* As much as the largest surface that a plane of Gen9 can scan out (PRM SKL Vol. 12). */
#define PICTURE_MAX_SIDE	8192u
#define PICTURE_MAX_BYTES	(64u << 20)

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
	picture = kzalloc(sizeof(*picture), GFP_KERNEL);
	if (!picture)
		return NULL;
	picture->mem = vmalloc_user(size);
	if (!picture->mem) {
		kfree(picture);
		return NULL;
	}
	kref_init(&picture->ref);
	picture->size = size;
	picture->width = width;
	picture->height = height;
	return picture;
}

static void picture_free(struct kref *ref)
{
	struct facet_picture *picture = container_of(ref, struct facet_picture, ref);

	vfree(picture->mem);
	kfree(picture);
}

void facet_picture_put(struct facet_picture *picture)
{
	if (picture)
		kref_put(&picture->ref, picture_free);
}
