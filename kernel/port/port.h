/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language and locks of the OS-free folders, for the kernel: its own
 * names, and the few that user space has to share (vfu/port/port.h).
 */
#ifndef FACET_PORT_H
#define FACET_PORT_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nospec.h>
#include <linux/prefetch.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <linux/wait.h>

/* The OS-free folders log by pr_*() without a name of their own, as in user space. */
#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

/* What keeps a guest in its place, by name: see vfu/port/port.h. */
#define port_check(name, cond)		(cond)
#define port_mask(name, value, mask)	((value) & (mask))

/*
 * Memory of the OS-free folders, all of it zeroed. A guest or a VMM drives it, so it is charged to
 * the cgroup of the thread that asks, or to the one that this thread has made active.
 */
static inline void *port_zalloc(size_t size)
{
	return kvzalloc(size, GFP_KERNEL_ACCOUNT);
}

static inline void *port_calloc(size_t n, size_t size)
{
	return kvcalloc(n, size, GFP_KERNEL_ACCOUNT);
}

static inline void port_free(const void *p)
{
	kvfree(p);
}

/**
 * port_index() - Bound an index that a guest chooses, for a processor that speculates, too.
 * @index: element of a table; stays as it is where there is such an element
 * @size: elements of the table, at most S64_MAX
 *
 * Context: any. Return: whether there is such an element. Where a processor goes on as if there
 * were one, it goes on with element 0.
 */
static inline bool port_index(u64 *index, u64 size)
{
	if (*index >= size)
		return false;
	*index = array_index_nospec(*index, size);
	return true;
}

/* References that a lock of the owner's guards: see vfu/port/port.h. */
static inline void port_ref_get(u32 *refs)
{
	++*refs;
}

/* One too many leaks what it counts, rather than free it twice. */
static inline bool port_ref_put(u32 *refs)
{
	return !WARN_ON_ONCE(!*refs) && !--*refs;
}

static inline void *port_page_alloc(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
}

static inline void port_page_free(void *p)
{
	free_page((unsigned long)p);
}

static inline void *port_frame_to_ptr(u64 frame)
{
	return page_address(pfn_to_page(frame));
}

static inline u64 port_ptr_to_frame(const void *p)
{
	return page_to_pfn(virt_to_page(p));
}

#endif
