// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a vDPA device's driver (vdpa_memory.h), as a tree of mapped ranges. vdpa_device.c
 * calls this file, and so does the vGPU's worker by it.
 *
 * Lock: facet_vdpa_memory.lock.
 */
#include "kernel/vdpa_memory.h"

#include <linux/highmem.h>
#include <linux/interval_tree.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vhost_iotlb.h>

/**
 * struct mapped_range - A mapped range.
 * @node: its addresses; entry in &facet_vdpa_memory.ranges
 * @pa: physical address of its first byte
 * @perm: VHOST_MAP_*
 * @next: the next one of &struct facet_vdpa_unmapped
 */
struct mapped_range {
	struct interval_tree_node node;
	u64 pa;
	u32 perm;
	struct mapped_range *next;
};

void facet_vdpa_memory_init(struct facet_vdpa_memory *memory)
{
	init_rwsem(&memory->lock);
	memory->ranges = RB_ROOT_CACHED;
	memory->physical = false;
}

void facet_vdpa_memory_set_physical(struct facet_vdpa_memory *memory, bool physical)
{
	down_write(&memory->lock);
	memory->physical = physical;
	up_write(&memory->lock);
}

/* --- pages -------------------------------------------------------------------------------- */

/* Return the page of a number; NULL: it is not ordinary memory. */
static struct page *memory_page(u64 pfn)
{
	struct page *page;

	if (!pfn_valid(pfn))
		return NULL;
	page = pfn_to_page(pfn);
	return PageReserved(page) || is_zone_device_page(page) ? NULL : page;
}

/* @dirty: mark them dirty: the device may have written after vhost has unpinned them. */
static void put_pages(u64 pfn, u64 n, bool dirty)
{
	u64 i;

	for (i = 0; i < n; i++) {
		if (dirty)
			set_page_dirty_lock(pfn_to_page(pfn + i));
		put_page(pfn_to_page(pfn + i));
		cond_resched();
	}
}

/* Take a reference of each page, or of none. */
static int get_pages(u64 pfn, u64 n)
{
	struct page *page;
	u64 i;

	for (i = 0; i < n; i++) {
		page = memory_page(pfn + i);
		if (!page) {
			put_pages(pfn, i, false);
			return -EINVAL;
		}
		get_page(page);
		cond_resched();
	}
	return 0;
}

/* --- ranges ------------------------------------------------------------------------------- */

static bool is_range(u64 first, u64 size)
{
	return size && PAGE_ALIGNED(first | size) && first + size - 1 > first;
}

/* Put a range into the tree, unless a part of it is there. */
static int insert_range(struct facet_vdpa_memory *memory, struct mapped_range *range)
{
	int ret = 0;

	down_write(&memory->lock);
	if (interval_tree_iter_first(&memory->ranges, range->node.start, range->node.last))
		ret = -EEXIST;
	else
		interval_tree_insert(&range->node, &memory->ranges);
	up_write(&memory->lock);
	return ret;
}

int facet_vdpa_memory_map(struct facet_vdpa_memory *memory, u64 iova, u64 size, u64 pa, u32 perm)
{
	struct mapped_range *range;
	int ret;

	if (!is_range(iova, size) || !is_range(pa, size))
		return -EINVAL;
	range = kzalloc(sizeof(*range), GFP_KERNEL_ACCOUNT);
	if (!range)
		return -ENOMEM;
	range->node.start = iova;
	range->node.last = iova + size - 1;
	range->pa = pa;
	range->perm = perm;
	ret = get_pages(PHYS_PFN(pa), size >> PAGE_SHIFT);
	if (ret)
		goto err_range;
	ret = insert_range(memory, range);
	if (ret)
		goto err_pages;
	return 0;

err_pages:
	put_pages(PHYS_PFN(pa), size >> PAGE_SHIFT, false);
err_range:
	kfree(range);
	return ret;
}

struct facet_vdpa_unmapped facet_vdpa_memory_unmap(struct facet_vdpa_memory *memory, u64 iova,
						   u64 size)
{
	struct interval_tree_node *node;
	struct mapped_range *range, *head = NULL;

	down_write(&memory->lock);
	while ((node = interval_tree_iter_first(&memory->ranges, iova, iova + size - 1))) {
		range = container_of(node, struct mapped_range, node);
		interval_tree_remove(node, &memory->ranges);
		range->next = head;
		head = range;
	}
	up_write(&memory->lock);
	return (struct facet_vdpa_unmapped){ head };
}

void facet_vdpa_memory_put(struct facet_vdpa_unmapped unmapped)
{
	struct mapped_range *range, *next;

	for (range = unmapped.head; range; range = next) {
		next = range->next;
		put_pages(PHYS_PFN(range->pa),
			  (range->node.last - range->node.start + 1) >> PAGE_SHIFT,
			  range->perm & VHOST_MAP_WO);
		kfree(range);
	}
}

/* --- accesses ----------------------------------------------------------------------------- */

/*
 * Find the page of an address. @perm: what the driver has to allow. Lock held. Return: NULL: there
 * is no such memory.
 */
static struct page *find_page(struct facet_vdpa_memory *memory, u64 address, u32 perm)
{
	struct interval_tree_node *node;
	struct mapped_range *range;

	lockdep_assert_held(&memory->lock);
	if (memory->physical)
		return memory_page(PHYS_PFN(address));
	node = interval_tree_iter_first(&memory->ranges, address, address);
	if (!node)
		return NULL;
	range = container_of(node, struct mapped_range, node);
	if ((range->perm & perm) != perm)
		return NULL;
	return pfn_to_page(PHYS_PFN(range->pa + (address - range->node.start)));
}

int facet_vdpa_memory_copy(struct facet_vdpa_memory *memory, u64 address, void *buf, size_t len,
			   bool write)
{
	u32 perm = write ? VHOST_MAP_WO : VHOST_MAP_RO;
	struct page *page;
	size_t n;
	int ret = 0;

	down_read(&memory->lock);
	for (; len; len -= n, buf += n, address += n) {
		n = min_t(size_t, len, PAGE_SIZE - offset_in_page(address));
		page = find_page(memory, address, perm);
		if (!page) {
			ret = -EFAULT;
			break;
		}
		if (write)
			memcpy_to_page(page, offset_in_page(address), buf, n);
		else
			memcpy_from_page(buf, page, offset_in_page(address), n);
	}
	up_read(&memory->lock);
	return ret;
}

int facet_vdpa_memory_pin(struct facet_vdpa_memory *memory, u64 gfn, u64 *frame)
{
	struct page *page;

	down_read(&memory->lock);
	page = find_page(memory, gfn << PAGE_SHIFT, VHOST_MAP_RW);
	up_read(&memory->lock);
	if (!page)
		return -EFAULT;
	*frame = page_to_pfn(page);
	return 0;
}
