/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types, macros and locks of the OS-free folders, in the kernel: the kernel's own names, and a few
 * of ours. vfu/port/port.h has all of them for user space.
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
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <linux/wait.h>

/* The OS-free folders log by pr_*() without a name of their own, as in user space. */
#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

/* Checks that confine a guest, by name: see vfu/port/port.h. */
#define port_check(name, cond)		(cond)
#define port_mask(name, value, mask)	((value) & (mask))

/**
 * port_zalloc() - Allocate zeroed memory.
 * @size: bytes; more than INT_MAX fail
 *
 * A guest or a VMM causes these allocations. So they are charged to the cgroup of the calling
 * thread. A thread can make another cgroup active. That holds for all allocations here. The memory
 * need not be physically contiguous.
 *
 * Context: process context, no spinlock held; may sleep for memory. Takes no lock of ours.
 * Return: the memory, for port_free(); NULL: there is none.
 */
static inline void *port_zalloc(size_t size)
{
	return kvzalloc(size, GFP_KERNEL_ACCOUNT);
}

/**
 * port_prf() - Compute a pseudo-random function of two numbers: SipHash-2-4.
 * @key: two numbers that nobody else knows
 * @a: the first number
 * @b: the second number
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF".
 *
 * Context: any; takes no lock; does not sleep.
 * Return: a number that nobody can tell from a random one without the key.
 */
static inline u64 port_prf(const u64 key[2], u64 a, u64 b)
{
	const siphash_key_t siphash_key = { .key = { key[0], key[1] } };

	return siphash_2u64(a, b, &siphash_key);
}

/**
 * port_calloc() - Allocate a zeroed array.
 * @n: number of entries
 * @size: bytes of an entry
 *
 * Charged as port_zalloc(); need not be physically contiguous.
 *
 * Context: process context, no spinlock held; may sleep for memory. Takes no lock of ours.
 * Return: the memory, for port_free(); NULL: there is none, or @n times @size overflows or is more
 * than INT_MAX.
 */
static inline void *port_calloc(size_t n, size_t size)
{
	return kvcalloc(n, size, GFP_KERNEL_ACCOUNT);
}

/**
 * port_free() - Free memory of port_zalloc() or port_calloc().
 * @p: the memory; NULL: nothing happens
 *
 * Context: process context, no spinlock held; may sleep. Takes no lock of ours.
 */
static inline void port_free(const void *p)
{
	kvfree(p);
}

/**
 * port_free_zeroed() - Zero and free memory of port_zalloc() or port_calloc().
 * @p: the memory; NULL: nothing happens
 * @size: its bytes, as they were asked for
 *
 * Context: process context, no spinlock held; may sleep. Takes no lock of ours.
 */
static inline void port_free_zeroed(const void *p, size_t size)
{
	kvfree_sensitive(p, size);
}

/**
 * port_index() - Check an index that a guest chooses, and bound it against speculation.
 * @index: index into a table, any value; stays as it is
 * @size: number of entries in the table, at most S64_MAX; 0: no index is valid
 *
 * A processor that speculates past the check uses entry 0.
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: true: *@index is less than @size; false: the table has no such entry.
 */
static inline bool port_index(u64 *index, u64 size)
{
	if (*index >= size)
		return false;
	*index = array_index_nospec(*index, size);
	return true;
}

/**
 * port_ref_get() - Count one more reference.
 * @refs: number of references, any value below U32_MAX; an overflow is not checked
 *
 * Context: any; takes no lock; does not sleep. The owner serializes access to @refs, by a lock or
 * since one thread alone uses it.
 */
static inline void port_ref_get(u32 *refs)
{
	++*refs;
}

/**
 * port_ref_put() - Count one reference less.
 * @refs: number of references
 *
 * If @refs is 0 already, the function warns (once) and changes nothing. The object leaks then,
 * rather than be freed twice. The function frees nothing itself.
 *
 * Context: any; takes no lock; does not sleep. The owner serializes access to @refs, by a lock or
 * since one thread alone uses it.
 * Return: true: it was the last reference, and the caller frees the object; false: references are
 * left, or there was none.
 */
static inline bool port_ref_put(u32 *refs)
{
	return !WARN_ON_ONCE(!*refs) && !--*refs;
}

/**
 * port_page_alloc() - Allocate a zeroed page.
 *
 * Charged as port_zalloc().
 *
 * Context: process context, no spinlock held; may sleep for memory. Takes no lock of ours.
 * Return: PAGE_SIZE bytes, page aligned, for port_page_free(); NULL: there is no memory.
 */
static inline void *port_page_alloc(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
}

/**
 * port_page_free() - Free a page of port_page_alloc().
 * @p: the page; NULL: nothing happens
 *
 * Drops the caller's reference. The page is freed if no other reference is left.
 *
 * Context: any, also atomic; takes no lock of ours; does not sleep.
 */
static inline void port_page_free(void *p)
{
	free_page((unsigned long)p);
}

/**
 * port_frame_to_ptr() - Return the address of a page.
 * @frame: page frame number of a pinned guest page, or of port_ptr_to_frame(); not checked
 *
 * Context: any, also atomic; takes no lock; does not sleep. The caller keeps the page in place.
 * Return: address of the page's PAGE_SIZE bytes in the kernel, page aligned; valid while the page
 * is pinned or allocated.
 */
static inline void *port_frame_to_ptr(u64 frame)
{
	return page_address(pfn_to_page(frame));
}

/**
 * port_ptr_to_frame() - Return the number that names a page to mappings and to engines.
 * @p: an address in a page of port_page_alloc()
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: page frame number: physical address divided by PAGE_SIZE.
 */
static inline u64 port_ptr_to_frame(const void *p)
{
	return page_to_pfn(virt_to_page(p));
}

#endif
