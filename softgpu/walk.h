/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address translation of an engine: page-table walk, small TLBs, and memory
 * access by graphics address. A failure records the fault in the engine.
 */
#ifndef SOFTGPU_WALK_H
#define SOFTGPU_WALK_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/* The slow path of sgpu_page(). */
u8 *sgpu_walk(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write);

/** sgpu_walk_flush_tlb() - Forget this engine's translations. Its own thread. */
void sgpu_walk_flush_tlb(struct sgpu_engine *e);

/* Surfaces tend to lie at round addresses: the low bits alone would collide. */
static inline u32 sgpu_hash(u64 number, u32 bits)
{
	return (u32)(number * 0x9e3779b97f4a7c15ull >> (64 - bits));
}

/* Page numbers of a 64-bit address have 52 bits, those that translate 36. */
#define SGPU_TLB_GENERATION	(1ull << 52)

static inline u32 sgpu_tlb_index(u64 page)
{
	return sgpu_hash(page, SGPU_TLB_BITS);
}

/**
 * sgpu_page() - The memory of the page that holds a graphics address.
 * @e: the engine that looks
 * @space: one of its address spaces
 * @va: any address
 * @write: for writing; writes to a read-only page go to the engine's sink
 *
 * Return: the page's first byte; NULL with @e->fault set. Engine's thread.
 */
static inline u8 *sgpu_page(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write)
{
	u64 page = va >> PAGE_SHIFT;
	struct sgpu_tlb_entry *entry = &space->tlb[sgpu_tlb_index(page)];

	if (unlikely((u64)atomic64_read(&e->sg->tlb_seq) != e->tlb_seq))
		sgpu_walk_flush_tlb(e);
	if (likely(entry->tag == (page | e->tlb_generation)))
		return write ? entry->write : entry->read;
	return sgpu_walk(e, space, va, write);
}

/**
 * sgpu_walk_pages() - Consecutive pages at once, past the TLB: for long runs.
 * @e: the engine that looks
 * @space: one of its address spaces
 * @va: in the first of them
 * @write: as for sgpu_page()
 * @n: how many
 * @pages: gets the first byte of each of @n pages
 *
 * Return: how many were found, up to the first that is not there; that one is in
 * @e->fault. Engine's thread.
 */
u32 sgpu_walk_pages(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write, u32 n,
		    u8 **pages);

/** sgpu_pages() - The same, all or none. Return: 0, or -EFAULT with @e->fault set. */
static inline int sgpu_pages(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write,
			     u32 n, u8 **pages)
{
	return likely(sgpu_walk_pages(e, space, va, write, n, pages) == n) ? 0 : -EFAULT;
}

/* Bytes from offset @at of the first page on, @len at most, that follow each other in memory. */
static inline u32 sgpu_stretch(u8 *const *pages, u32 at, u32 len)
{
	u32 n = (u32)PAGE_SIZE - at % (u32)PAGE_SIZE;
	u32 i;

	for (i = at / (u32)PAGE_SIZE; n < len && pages[i + 1] == pages[i] + PAGE_SIZE; i++)
		n += PAGE_SIZE;
	return min(n, len);
}

/*
 * Memory by graphics address. Dwords lie at multiples of 4: lower bits are
 * ignored, as the hardware does. Return 0 or -EFAULT.
 */
int sgpu_walk_read32(struct sgpu_engine *e, u32 space, u64 va, u32 *value);
int sgpu_walk_write32(struct sgpu_engine *e, u32 space, u64 va, u32 value);
int sgpu_walk_write64(struct sgpu_engine *e, u32 space, u64 va, u64 value);

#endif
