// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cache of pinned guest pages (vio_pages.h). A model calls this file for its rings. It takes no
 * lock.
 */
#include "virtio/vio_pages.h"

#include "mediator/host.h"

void vio_pages_init(struct vio_pages *pages, const struct facet_host_ops *ops, void *host)
{
	*pages = (struct vio_pages){ .ops = ops, .host = host };
}

static void unpin(struct vio_pages *pages, struct vio_page *page)
{
	if (page->pinned)
		pages->ops->unpin(pages->host, &page->gfn, 1);
	page->pinned = false;
}

/* Return the page of a number, or the one that was used least lately. */
static struct vio_page *page_of(struct vio_pages *pages, u64 gfn)
{
	struct vio_page *oldest = &pages->pages[0];
	u32 i;

	for (i = 0; i < VIO_PAGES; i++) {
		struct vio_page *page = &pages->pages[i];

		if (page->pinned && page->gfn == gfn)
			return page;
		if (!page->pinned || (oldest->pinned && page->used < oldest->used))
			oldest = page;
	}
	return oldest;
}

/* Get the memory of two bytes, and pin its page. */
static int get16(struct vio_pages *pages, u64 address, u16 **out)
{
	u64 gfn = address >> PAGE_SHIFT, frame;
	struct vio_page *page = page_of(pages, gfn);
	int ret;

	if (!IS_ALIGNED(address, sizeof(u16)))
		return -EFAULT;
	if (!page->pinned || page->gfn != gfn) {
		unpin(pages, page);
		ret = pages->ops->pin(pages->host, &gfn, 1, &frame);
		/* A limit of the VMM's may be met for a moment alone. */
		if (ret)
			return ret == -ENOMEM ? FACET_HOST_RETRY : ret;
		*page = (struct vio_page){
			.pinned = true, .gfn = gfn, .mem = port_frame_to_ptr(frame),
		};
	}
	page->used = ++pages->uses;
	*out = (u16 *)(page->mem + (address & (PAGE_SIZE - 1)));
	return 0;
}

int vio_pages_load16(struct vio_pages *pages, u64 address, u16 *value)
{
	u16 *at;
	int ret = get16(pages, address, &at);

	if (ret)
		return ret;
	*value = smp_load_acquire(at); /* pairs with the driver's barrier behind its stores */
	return 0;
}

int vio_pages_store16(struct vio_pages *pages, u64 address, u16 value)
{
	u16 *at;
	int ret = get16(pages, address, &at);

	if (ret)
		return ret;
	/*
	 * The driver sees what was written before. A later load of the driver's event index must
	 * not overtake the store: section 2.7.10 of the specification.
	 */
	smp_store_release(at, value);
	smp_mb(); /* pairs with the driver's barrier between its index and the event */
	if (pages->ops->wrote)
		pages->ops->wrote(pages->host, address >> PAGE_SHIFT);
	return 0;
}

void vio_pages_drop(struct vio_pages *pages, u64 gfn, u64 n)
{
	u32 i;

	for (i = 0; i < VIO_PAGES; i++) {
		struct vio_page *page = &pages->pages[i];

		if (page->pinned && page->gfn >= gfn && page->gfn - gfn < n)
			unpin(pages, page);
	}
}
