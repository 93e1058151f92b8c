// SPDX-License-Identifier: GPL-2.0-only
/*
 * dma-bufs of a screen. A dma-buf has guest pages, which are pinned while it lives, or the pages of
 * a picture. screen.c makes dma-bufs for ioctls of the VMM's. Any process with the file descriptor
 * may use them, also after the VMM has ended.
 *
 * When the VMM unmaps a page of a dma-buf, dma_unmap revokes it: users' mappings are zapped, and
 * show a copy, as long as there is room for copies. When the device is closed, they show blank
 * pages. So dma-bufs keep host memory for pixels of open devices only, which is bounded. The
 * exception is a picture that another device has mapped: it stays until that unmaps it. This memory
 * is charged to the VMM's cgroup.
 *
 * A dma-buf can outlive its file. A process that has opened it by O_PATH, or reads a link in /proc,
 * holds the directory entry alone. dmabuf_release() waits for that. So this file does not use
 * the struct file once user space has the descriptor: each request makes a new dma-buf, and
 * revoking works on the inode.
 *
 * Locks: facet_screen.lock for the screen's list; facet_dmabuf.lock, the leaf lock of page faults,
 * for the state of one dma-buf. No lock is held while pages are pinned, until the dma-buf is on the
 * list: a record of the pin in progress (mediator/front_end_pins.h) protects them. An access to a
 * picture begins with none of these locks, since it waits for facet_picture.lock.
 */
#include "kernel/dmabuf.h"

#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "display/display.h"
#include "display/export.h"
#include "kernel/fault.h"
#include "kernel/picture.h"
#include "kernel/screen_types.h"
#include "kernel/unmap.h"
#include "kernel/vdev_types.h"
#include "kernel/vfio_host.h"
#include "mediator/front_end_pins.h"

#define DMABUFS_MAX		16u	/* live dma-bufs of a screen: bounds pinned pages */
#define COPY_GFP		(GFP_KERNEL_ACCOUNT | __GFP_NORETRY | __GFP_NOWARN)

/**
 * struct facet_dmabuf - One dma-buf.
 * @list: entry in &facet_screen.dmabufs, under &facet_screen.lock
 * @screen: the screen, with a reference
 * @inode: inode of the dma-buf, with a reference: its mapping has users' mappings. NULL before
 *	export()
 * @picture: the picture, with a reference; NULL: the pages are guest pages, or nobody can access
 *	the picture any more. Under @lock
 * @gfns: guest page numbers of @pages, pinned until the dma-buf is revoked; NULL: a picture
 * @pages: array of @state.pages pages: guest pages, or those of the picture
 * @copy: array of as many pages of the host's that hold a copy; NULL: none. Under @lock
 * @blank: a page of zeros, shown in place of each page
 * @lock: Protects a dma-buf's revoked state: @state, @copy, @picture. Lock order: inside
 *	&mm_struct.mmap_lock, &facet_screen.lock; leaf
 * @state: which pages users get, how many devices have them mapped, and how many users read
 */
struct facet_dmabuf {
	struct list_head list;
	struct facet_screen *screen;
	struct inode *inode;
	struct facet_picture *picture;
	u64 *gfns;
	struct page **pages;
	struct page **copy;
	struct page *blank;
	struct mutex lock;
	struct facet_export state;
};

static void free_copy(struct page **copy, u32 n)
{
	while (copy && n--)
		__free_page(copy[n]);
	kvfree(copy);
}

static void put_picture(struct facet_dmabuf *d)
{
	if (d->picture)
		facet_picture_read_end(d->picture, d->state.reading);
	facet_picture_put(d->picture);
	d->picture = NULL;
	d->state.reading = 0;
}

static void dmabuf_free(struct facet_dmabuf *d)
{
	iput(d->inode);
	free_copy(d->copy, d->state.pages);
	if (d->blank)
		__free_page(d->blank);
	kvfree(d->pages);
	kvfree(d->gfns);
	put_picture(d);
	kref_put(&d->screen->ref, d->screen->free);
	mutex_destroy(&d->lock);
	kfree(d);
}

/* --- for importers ------------------------------------------------------------------------ */

/* Return the page that users get at an offset in pages. Lock held. */
static struct page *shown_page(const struct facet_dmabuf *d, pgoff_t at)
{
	switch (facet_export_shows(&d->state)) {
	case FACET_EXPORT_OWN:
		return d->pages[at];
	case FACET_EXPORT_COPY:
		return d->copy[at];
	default:
		return d->blank;
	}
}

static vm_fault_t dmabuf_fault(struct vm_fault *vmf)
{
	struct facet_dmabuf *d = vmf->vma->vm_private_data;
	struct page *page;
	vm_fault_t ret;

	if (vmf->pgoff >= d->state.pages)
		return VM_FAULT_SIGBUS;
	if (facet_fault_table(vmf))
		return VM_FAULT_OOM;
	mutex_lock(&d->lock);
	page = shown_page(d, vmf->pgoff);
	ret = vmf_insert_pfn(vmf->vma, vmf->address & PAGE_MASK, page_to_pfn(page));
	mutex_unlock(&d->lock);
	return ret;
}

static const struct vm_operations_struct dmabuf_vm_ops = {
	.fault = dmabuf_fault,
};

static int dmabuf_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = buf->priv;
	vma->vm_ops = &dmabuf_vm_ops;
	return 0;
}

/* Put the picture once nobody can access it any more. Lock held. */
static void put_unused_picture(struct facet_dmabuf *d)
{
	if (facet_export_pages_unused(&d->state))
		put_picture(d);
}

/* Put the first @n pages. Lock held. */
static void put_pages(struct facet_dmabuf *d, u32 n)
{
	while (n--)
		put_page(d->pages[n]);
}

/*
 * Take a reference of each page: a device may read it after the dma-buf was revoked. A guest may
 * show one page as all of its screen, and a process may map such dma-bufs again and again. So check
 * the pages' counts for overflow. Lock held.
 */
static int get_pages(struct facet_dmabuf *d)
{
	u32 i;

	for (i = 0; i < d->state.pages; i++) {
		if (!try_get_page(d->pages[i])) {
			put_pages(d, i);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Count one more mapping by a device. The first takes a reference of each page, for all of them. */
static int map_begin(struct facet_dmabuf *d)
{
	bool first;
	int ret;

	mutex_lock(&d->lock);
	ret = facet_export_map(&d->state, &first);
	if (first) {
		ret = get_pages(d);
		if (ret)
			facet_export_unmap(&d->state);
	}
	mutex_unlock(&d->lock);
	return ret;
}

static void map_end(struct facet_dmabuf *d)
{
	mutex_lock(&d->lock);
	if (facet_export_unmap(&d->state))
		put_pages(d, d->state.pages);
	put_unused_picture(d);
	mutex_unlock(&d->lock);
}

static struct sg_table *dmabuf_map(struct dma_buf_attachment *at, enum dma_data_direction dir)
{
	struct facet_dmabuf *d = at->dmabuf->priv;
	struct sg_table *sg = kzalloc(sizeof(*sg), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!sg)
		return ERR_PTR(ret);
	ret = map_begin(d);
	if (ret)
		goto err_sg;
	ret = sg_alloc_table_from_pages(sg, d->pages, d->state.pages, 0,
					(size_t)d->state.pages << PAGE_SHIFT, GFP_KERNEL_ACCOUNT);
	if (ret)
		goto err_begun;
	ret = dma_map_sgtable(at->dev, sg, dir, 0);
	if (ret)
		goto err_table;
	return sg;

err_table:
	sg_free_table(sg);
err_begun:
	map_end(d);
err_sg:
	kfree(sg);
	return ERR_PTR(ret);
}

static void dmabuf_unmap(struct dma_buf_attachment *at, struct sg_table *sg,
			 enum dma_data_direction dir)
{
	struct facet_dmabuf *d = at->dmabuf->priv;

	dma_unmap_sgtable(at->dev, sg, dir, 0);
	sg_free_table(sg);
	kfree(sg);
	map_end(d);
}

/* Unpin all guest pages of a dma-buf that is not revoked. facet_screen.lock held. */
static void unpin_all(struct facet_dmabuf *d)
{
	if (d->gfns)
		facet_vfio_host_unpin(d->screen->v, d->gfns, d->state.pages);
}

static void dmabuf_release(struct dma_buf *buf)
{
	struct facet_dmabuf *d = buf->priv;

	mutex_lock(&d->screen->lock);
	list_del(&d->list);
	d->screen->dmabuf_count--;
	if (facet_export_release(&d->state, &d->screen->copied))
		unpin_all(d);
	mutex_unlock(&d->screen->lock);
	dmabuf_free(d);
}

/* Return the picture with a reference; NULL: there is none. */
static struct facet_picture *picture_of(struct facet_dmabuf *d)
{
	struct facet_picture *picture;

	mutex_lock(&d->lock);
	picture = d->picture;
	if (picture)
		kref_get(&picture->ref);
	mutex_unlock(&d->lock);
	return picture;
}

/* Begin a user's access: nobody draws the picture meanwhile (DMA_BUF_IOCTL_SYNC). */
static int dmabuf_begin_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct facet_dmabuf *d = buf->priv;
	struct facet_picture *picture = picture_of(d);
	int ret;

	if (!picture)
		return 0;
	ret = facet_picture_read_begin(picture);
	if (!ret) {
		mutex_lock(&d->lock);
		if (d->picture)
			facet_export_read(&d->state);
		else
			facet_picture_read_end(picture, 1);
		mutex_unlock(&d->lock);
	}
	facet_picture_put(picture);
	return ret;
}

static int dmabuf_end_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct facet_dmabuf *d = buf->priv;

	mutex_lock(&d->lock);
	if (facet_export_read_done(&d->state))
		facet_picture_read_end(d->picture, 1);
	mutex_unlock(&d->lock);
	return 0;
}

static const struct dma_buf_ops dmabuf_ops = {
	.begin_cpu_access = dmabuf_begin_cpu,
	.end_cpu_access = dmabuf_end_cpu,
	.map_dma_buf = dmabuf_map,
	.unmap_dma_buf = dmabuf_unmap,
	.mmap = dmabuf_mmap,
	.release = dmabuf_release,
};

/* --- making ------------------------------------------------------------------------------- */

static struct facet_dmabuf *dmabuf_alloc(struct facet_screen *screen, u32 n)
{
	struct facet_dmabuf *d;

	if (!n || n > FACET_DMABUF_MAX_PAGES)
		return NULL;
	d = kzalloc(sizeof(*d), GFP_KERNEL_ACCOUNT);
	if (!d)
		return NULL;
	kref_get(&screen->ref);
	d->screen = screen;
	d->state.pages = n;
	mutex_init(&d->lock);
	d->pages = kvcalloc(n, sizeof(*d->pages), GFP_KERNEL_ACCOUNT);
	d->blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (d->pages && d->blank)
		return d;
	dmabuf_free(d);
	return NULL;
}

static struct facet_dmabuf *dmabuf_of_picture(struct facet_vdev *v, struct facet_picture *picture)
{
	struct facet_dmabuf *d = dmabuf_alloc(v->screen, picture->size >> PAGE_SHIFT);
	u32 i;

	if (!d)
		return ERR_PTR(-ENOMEM);
	kref_get(&picture->ref);
	d->picture = picture;
	for (i = 0; i < d->state.pages; i++)
		d->pages[i] = vmalloc_to_page(picture->mem + ((size_t)i << PAGE_SHIFT));
	return d;
}

bool facet_dmabuf_exports(const struct facet_vdev *v, const struct facet_plane *plane)
{
	return plane->direct && plane->pages <= FACET_DMABUF_MAX_PAGES &&
	       (plane->modifier == FACET_MOD_LINEAR || v->screen_kind == FACET_SCREEN_NATIVE);
}

/* Pin the guest pages of a dma-buf. Return: 0 or an errno: none is pinned. */
static int pin_pages(struct facet_vdev *v, struct facet_dmabuf *d,
		     const struct facet_front_end_pin *pin)
{
	u32 i, n = d->state.pages;
	u64 *frames = kvcalloc(n, sizeof(*frames), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (frames)
		ret = facet_vfio_host_pin(v, pin, frames);
	for (i = 0; !ret && i < n; i++)
		d->pages[i] = pfn_to_page(frames[i]);
	kvfree(frames);
	return ret;
}

/* Make a dma-buf with the numbers of a scan-out's guest pages, which are not pinned yet. */
static struct facet_dmabuf *dmabuf_of_scanout(struct facet_vdev *v, u32 id)
{
	struct facet_dmabuf *d;
	struct facet_plane plane;
	int ret;

	ret = facet_scanout_pages(v->display, id, &plane, NULL, 0);
	if (ret)
		return ERR_PTR(ret);
	if (!facet_dmabuf_exports(v, &plane))
		return ERR_PTR(-ENOENT);
	d = dmabuf_alloc(v->screen, plane.pages);
	if (!d)
		return ERR_PTR(-ENOMEM);
	d->gfns = kvcalloc(d->state.pages, sizeof(*d->gfns), GFP_KERNEL_ACCOUNT);
	ret = d->gfns ? facet_scanout_pages(v->display, id, NULL, d->gfns, d->state.pages) :
			-ENOMEM;
	if (ret) {
		dmabuf_free(d);
		return ERR_PTR(ret);
	}
	return d;
}

/*
 * Export a dma-buf, or unpin its guest pages. @pin: record of their pin in progress; NULL: it
 * has a picture. Return: ERR_PTR(-EAGAIN): the VMM has unmapped a page; or another ERR_PTR().
 */
static struct dma_buf *export(struct facet_dmabuf *d, const struct facet_front_end_pin *pin)
{
	struct facet_screen *screen = d->screen;
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *buf = ERR_PTR(-EAGAIN);

	info.ops = &dmabuf_ops;
	info.size = (size_t)d->state.pages << PAGE_SHIFT;
	/*
	 * Users only show it. But Mesa maps a dma-buf for writing, too, when it imports one by the
	 * CPU, and a read-only file refuses that. A VMM can only write to its own guest's memory.
	 */
	info.flags = O_RDWR;
	info.priv = d;
	mutex_lock(&screen->lock);
	if (!pin || !facet_unmap_pin_revoked(screen->v, pin))
		buf = dma_buf_export(&info);
	if (!IS_ERR(buf)) {
		d->inode = file_inode(buf->file);
		ihold(d->inode);
		list_add_tail(&d->list, &screen->dmabufs);
		screen->dmabuf_count++;
	} else {
		unpin_all(d);
	}
	mutex_unlock(&screen->lock);
	return buf;
}

static struct dma_buf *export_picture(struct facet_vdev *v, struct facet_picture *picture)
{
	struct facet_dmabuf *d = dmabuf_of_picture(v, picture);
	struct dma_buf *buf;

	if (IS_ERR(d))
		return ERR_CAST(d);
	buf = export(d, NULL);
	if (IS_ERR(buf))
		dmabuf_free(d);
	return buf;
}

static struct dma_buf *export_scanout(struct facet_vdev *v, u32 id)
{
	struct facet_dmabuf *d = dmabuf_of_scanout(v, id);
	struct facet_front_end_pin pin;
	struct dma_buf *buf;
	int ret;

	if (IS_ERR(d))
		return ERR_CAST(d);
	facet_unmap_pin_begin(v, &pin, d->gfns, d->state.pages);
	ret = pin_pages(v, d, &pin);
	buf = ret ? ERR_PTR(ret) : export(d, &pin);
	facet_unmap_pin_end(v, &pin);
	if (IS_ERR(buf))
		dmabuf_free(d);
	return buf;
}

static struct dma_buf *make_dmabuf(struct facet_vdev *v, u32 id, struct facet_picture *picture)
{
	struct dma_buf *buf = ERR_PTR(-ENOSPC);

	/* One thread pins a screen at a time, so that a dma_unmap waits for one pin only. */
	if (mutex_lock_killable(&v->export_lock))
		return ERR_PTR(-EINTR);
	if (READ_ONCE(v->screen->dmabuf_count) < DMABUFS_MAX)
		buf = picture ? export_picture(v, picture) : export_scanout(v, id);
	mutex_unlock(&v->export_lock);
	return buf;
}

int facet_dmabuf_get_fd(struct facet_vdev *v, u32 id, struct facet_picture *picture)
{
	struct dma_buf *buf;
	int fd;

	do {
		buf = make_dmabuf(v, id, picture);
	} while (buf == ERR_PTR(-EAGAIN) && !schedule_timeout_killable(1));
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	fd = dma_buf_fd(buf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(buf);
	return fd;
}

/* --- revoking ----------------------------------------------------------------------------- */

/* Copy the guest's pages. Return: NULL: no room or memory. facet_screen.lock held. */
static struct page **make_copy(const struct facet_dmabuf *d)
{
	struct page **copy;
	u32 i;

	if (!d->gfns || !facet_export_may_copy(&d->state, d->screen->copied))
		return NULL;
	copy = kvcalloc(d->state.pages, sizeof(*copy), COPY_GFP);
	for (i = 0; copy && i < d->state.pages; i++) {
		copy[i] = alloc_page(COPY_GFP);
		if (!copy[i])
			break;
		copy_highpage(copy[i], d->pages[i]);
		cond_resched();
	}
	facet_display_count_copied(d->screen->v->display, (u64)i << PAGE_SHIFT);
	if (i == d->state.pages)
		return copy;
	free_copy(copy, i);
	return NULL;
}

/* Show @copy to users from now on; NULL: blank pages. facet_screen.lock held. */
static void replace_pages(struct facet_dmabuf *d, struct page **copy)
{
	struct page **old;

	mutex_lock(&d->lock);
	old = d->copy;
	d->copy = copy;
	facet_export_revoke(&d->state, copy, &d->screen->copied);
	unmap_mapping_range(d->inode->i_mapping, 0, 0, true);
	put_unused_picture(d);
	mutex_unlock(&d->lock);
	free_copy(old, d->state.pages);
}

/*
 * Revoke a dma-buf. The next query for the same plane gets another id, so that the VMM asks for a
 * new dma-buf. facet_screen.lock held.
 */
static void revoke(struct facet_dmabuf *d)
{
	replace_pages(d, make_copy(d));
	unpin_all(d);
	facet_scanout_forget(d->screen->v->display);
}

void facet_dmabufs_revoke(struct facet_screen *screen, u64 gfn, u64 n)
{
	struct facet_dmabuf *d;

	lockdep_assert_held(&screen->v->open_lock);
	mutex_lock(&screen->lock);
	list_for_each_entry(d, &screen->dmabufs, list)
		if (!d->state.revoked && facet_export_has(&d->state, d->gfns, gfn, n))
			revoke(d);
	mutex_unlock(&screen->lock);
}

void facet_dmabufs_close(struct facet_screen *screen)
{
	struct facet_dmabuf *d;

	lockdep_assert_held(&screen->v->open_lock);
	mutex_lock(&screen->lock);
	list_for_each_entry(d, &screen->dmabufs, list) {
		bool pinned = !d->state.revoked;

		replace_pages(d, NULL);
		if (pinned)
			unpin_all(d);
	}
	screen->v = NULL;
	mutex_unlock(&screen->lock);
}
