/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Address translation of an engine: page-table walk, small TLBs, and memory access by graphics
 * address. A failure records the fault in the engine.
 */
#ifndef SOFTGPU_WALK_H
#define SOFTGPU_WALK_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_walk() - Walk the page tables for sgpu_page(), without the TLB of pages.
 * @e: the engine
 * @space: one of its address spaces
 * @va: graphics address, any value
 * @write: true: for a write
 *
 * Context: the engine's thread; takes no lock.
 * Return: first byte of the page, or the engine's sink for a write to a read-only page; NULL: @va
 * does not translate, and @e->fault is set.
 */
u8 *sgpu_walk(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write);

/**
 * sgpu_walk_flush_tlb() - Forget the engine's cached translations.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_walk_flush_tlb(struct sgpu_engine *e);

/**
 * sgpu_hash() - Hash a number. Surfaces often begin at round addresses: their low bits would
 * collide.
 * @number: the number, any value
 * @bits: bits of the result, 1 to 32
 *
 * Context: any; takes no lock.
 * Return: the hash.
 */
static inline u32 sgpu_hash(u64 number, u32 bits)
{
	return (u32)(number * 0x9e3779b97f4a7c15ull >> (64 - bits));
}

/*
 * Lowest bit of a generation in a tag. A page number of a 64-bit address has 52 bits, and one that
 * translates has 36.
 */
#define SGPU_TLB_GENERATION	(1ull << 52)

/**
 * sgpu_tlb_index() - Return the index of a page in &sgpu_space.tlb.
 * @page: page number
 *
 * Context: any; takes no lock.
 * Return: the index, less than SGPU_TLB_ENTRIES.
 */
static inline u32 sgpu_tlb_index(u64 page)
{
	return sgpu_hash(page, SGPU_TLB_BITS);
}

/**
 * sgpu_page() - Return the memory of the page that holds a graphics address.
 * @e: the engine
 * @space: one of its address spaces
 * @va: graphics address, any value
 * @write: true: for a write; a write to a read-only page goes to the engine's sink
 *
 * Context: the engine's thread; takes no lock.
 * Return: first byte of the page; NULL: @va does not translate, and @e->fault is set.
 */
static inline u8 *sgpu_page(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write)
{
	u64 page = va >> PAGE_SHIFT;
	struct sgpu_tlb_entry *entry = &space->tlb[sgpu_tlb_index(page)];

	if (unlikely((u64)atomic64_read(&e->sg->tlb_seq) != e->tlb_seq))
		sgpu_walk_flush_tlb(e);
	if (likely(entry->tag == (page | e->tlb_generation))) {
		u8 *memory = write ? entry->write : entry->read;

		if (likely(memory))
			return memory;
	}
	return sgpu_walk(e, space, va, write);
}

/**
 * sgpu_walk_pages() - Return the memory of consecutive pages, without the TLB of pages if possible.
 * @e: the engine
 * @space: one of its address spaces
 * @va: graphics address in the first page, any value
 * @write: true: for writes, as in sgpu_page()
 * @n: number of pages
 * @pages: gets the first byte of each page
 *
 * Context: the engine's thread; takes no lock.
 * Return: number of pages found, up to the first that does not translate; @e->fault is set for that
 * page.
 */
u32 sgpu_walk_pages(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write, u32 n,
		    u8 **pages);

/**
 * sgpu_pages() - Return the memory of consecutive pages, all or none.
 * @e: the engine
 * @space: one of its address spaces
 * @va: graphics address in the first page, any value
 * @write: true: for writes, as in sgpu_page()
 * @n: number of pages
 * @pages: gets the first byte of each page
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: a page does not translate, and @e->fault is set.
 */
static inline int sgpu_pages(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write,
			     u32 n, u8 **pages)
{
	return likely(sgpu_walk_pages(e, space, va, write, n, pages) == n) ? 0 : -EFAULT;
}

/**
 * sgpu_contiguous() - Return the number of bytes that follow each other in memory.
 * @pages: first byte of each page
 * @at: byte offset from the first page on
 * @len: most bytes, within @pages
 *
 * Context: any; takes no lock.
 * Return: bytes from @at on, at most @len.
 */
static inline u32 sgpu_contiguous(u8 *const *pages, u32 at, u32 len)
{
	u32 n = (u32)PAGE_SIZE - at % (u32)PAGE_SIZE;
	u32 i;

	for (i = at / (u32)PAGE_SIZE; n < len && pages[i + 1] == pages[i] + PAGE_SIZE; i++)
		n += PAGE_SIZE;
	return min(n, len);
}

/**
 * sgpu_walk_entries() - Translate consecutive pages of a PPGTT, without the TLBs of an engine.
 * @bus: the bus map
 * @root: bus address of the root of the page tables
 * @va: graphics address of the first page, any value
 * @n: number of pages
 * @entries: gets for each page its bus address, with GEN9_PTE_PRESENT, and GEN9_PTE_RW if it may be
 *	written; 0: the page is absent
 *
 * Context: any; takes no lock. The client frees no page of the tables meanwhile.
 */
void sgpu_walk_entries(const struct sgpu_bus *bus, u64 root, u64 va, u32 n, u64 *entries);

/**
 * sgpu_walk_read32() - Read a dword of graphics memory.
 * @e: the engine
 * @space: enum sgpu_space_id
 * @va: graphics address, any value; bits 1:0 are ignored, as in the hardware
 * @value: gets the dword
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: @va does not translate, and @e->fault is set.
 */
int sgpu_walk_read32(struct sgpu_engine *e, u32 space, u64 va, u32 *value);

/**
 * sgpu_walk_write32() - Write a dword of graphics memory.
 * @e: the engine
 * @space: enum sgpu_space_id
 * @va: graphics address, any value; bits 1:0 are ignored, as in the hardware
 * @value: the dword
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: @va does not translate, and @e->fault is set.
 */
int sgpu_walk_write32(struct sgpu_engine *e, u32 space, u64 va, u32 value);

/**
 * sgpu_walk_write64() - Write a quadword of graphics memory.
 * @e: the engine
 * @space: enum sgpu_space_id
 * @va: graphics address, any value; bits 1:0 are ignored, as in the hardware
 * @value: the quadword
 *
 * The write is one store if @va is a multiple of 8, else one store for each dword.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EFAULT: an address does not translate, and @e->fault is set. The low dword may be
 * written.
 */
int sgpu_walk_write64(struct sgpu_engine *e, u32 space, u64 va, u64 value);

#endif
