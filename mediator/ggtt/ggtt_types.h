/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_ggtt: for mediator/ggtt/ and mediator/ggtt_guest/ alone. */
#ifndef FACET_GGTT_TYPES_H
#define FACET_GGTT_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"

struct facet_vgpu;

#define GGTT_TABLES		(GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)
#define GGTT_WORD		64u

/**
 * struct ggtt_map - Entries that the guest writes without a trap: for ggtt_map.c.
 * @lock: Protects mapped GGTT entries. It is held while @pages are made or written, while @mapped
 *	is written, and while the front end maps or zaps a page. Lock order: inside
 *	&facet_device.mmio_lock, &mm_struct.mmap_lock; leaf
 * @pages: for each table, the page of GEN9_PTES_PER_PAGE entries that the front end maps; NULL:
 *	none yet. A page stays until the vGPU ends
 * @mapped: one bit for each table: the front end may have mapped its page. So the page may differ
 *	from &facet_ggtt.tables. Written under @lock, read without
 * @unchanged: for each table, number of compares in a row that found no difference; under mmio_lock
 * @now: copy of a mapped page; under mmio_lock
 * @old: entries of &facet_ggtt.tables before the copy replaced them; under mmio_lock
 */
struct ggtt_map {
	struct mutex lock;
	u64 *pages[GGTT_TABLES];
	u64 mapped[GGTT_TABLES / GGTT_WORD];
	u8 unchanged[GGTT_TABLES];
	u64 now[GEN9_PTES_PER_PAGE];
	u64 old[GEN9_PTES_PER_PAGE];
};

/**
 * struct facet_ggtt - The global page table of a vGPU.
 * @tables: the guest's entries as it wrote them, in pages of GEN9_PTES_PER_PAGE; NULL: none was
 *	written. Made under shadow_lock, written under it, read without; stay until the vGPU ends
 * @window_first: index in the pGPU's GGTT of the first page of the host window
 * @window: one bit for each page of the host window: the page is allocated; under shadow_lock. A
 *	cell is free if its first page is
 * @window_present: one bit for each page of the host window: the pGPU's entry is present; under
 *	shadow_lock
 * @window_next: for each part of the host window, the cell at which the next search begins; under
 *	shadow_lock
 * @shown: one bit for each page of the aperture: a front end may have mapped it; written under
 *	&facet_device.lock, read without
 * @shown_pages: number of bits in @shown
 * @invalidations: how often engines forgot translations for entries of the host window
 * @map: entries that the guest writes without a trap
 */
struct facet_ggtt {
	u64 *tables[GGTT_TABLES];
	u32 window_first;
	u64 window[FACET_GGTT_WINDOW_PAGES / GGTT_WORD];
	u64 window_present[FACET_GGTT_WINDOW_PAGES / GGTT_WORD];
	u32 window_next[FACET_WINDOW_PARTS];
	u64 *shown;
	u32 shown_pages;
	atomic64_t invalidations;
	struct ggtt_map map;
};

static_assert(FACET_GGTT_WINDOW_PAGES % GGTT_WORD == 0, "the window has a bit for each page");

/**
 * ggtt_bit_get() - Return a bit of an array.
 * @words: array of words, GGTT_WORD bits each
 * @i: number of the bit; the array has it
 *
 * Context: the caller serialises @words, or takes the bit as a hint; takes no lock; does not sleep.
 * Return: true: the bit is set.
 */
static inline bool ggtt_bit_get(const u64 *words, u32 i)
{
	return words[i / GGTT_WORD] >> (i % GGTT_WORD) & 1;
}

/**
 * ggtt_bit_set() - Set a bit of an array.
 * @words: array of words, GGTT_WORD bits each
 * @i: number of the bit; the array has it
 *
 * Context: the caller serialises @words; takes no lock; does not sleep.
 */
static inline void ggtt_bit_set(u64 *words, u32 i)
{
	words[i / GGTT_WORD] |= BIT_ULL(i % GGTT_WORD);
}

/**
 * ggtt_bit_clear() - Clear a bit of an array.
 * @words: array of words, GGTT_WORD bits each
 * @i: number of the bit; the array has it
 *
 * Context: the caller serialises @words; takes no lock; does not sleep.
 */
static inline void ggtt_bit_clear(u64 *words, u32 i)
{
	words[i / GGTT_WORD] &= ~BIT_ULL(i % GGTT_WORD);
}

/**
 * facet_ggtt_window_create() - Take a window of the pGPU's GGTT, and make the vGPU an owner there.
 * @vgpu: the vGPU that is being created; &facet_vgpu.ggtt exists
 *
 * Context: facet_ggtt_create(); no lock of the mediator held. Takes &facet_gpu.lock. Takes the
 * locks of the pGPU's owner_add. May sleep for memory.
 * Return: 0; -ENOSPC: no window is free; -ENOMEM: no memory. After an error nothing is left to be
 * freed.
 */
int facet_ggtt_window_create(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_window_destroy() - End the vGPU as an owner, and give its window back.
 * @vgpu: the vGPU; facet_ggtt_window_create() has succeeded, and the pGPU is idle for it
 *
 * Engines forget cached translations.
 *
 * Context: facet_ggtt_destroy(); no lock of the mediator held. Takes the locks of the pGPU's
 * owner_del, and &facet_gpu.lock. May sleep to free memory.
 */
void facet_ggtt_window_destroy(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_window_entry() - Write the entry of a page of the host window.
 * @vgpu: the vGPU
 * @gva: address of the page in bytes; its range was allocated by facet_ggtt_window_alloc()
 * @bus: bus address in bytes, page aligned; 0: make the entry absent
 *
 * The caller invalidates the pGPU's translations if the entry was present.
 *
 * Context: shadow_lock held. Takes the locks of the pGPU's ggtt_write; does not sleep.
 */
void facet_ggtt_window_entry(struct facet_vgpu *vgpu, u32 gva, u64 bus);

/**
 * facet_ggtt_window_release() - Free a range as facet_ggtt_window_free() does, but let the caller
 * make engines forget.
 * @vgpu: the vGPU
 * @gva: address of the range's first page in bytes
 * @pages: pages of the range
 *
 * The caller calls facet_ggtt_invalidate() before it allocates another range, and before it frees
 * pages that the entries named. So one call serves for several ranges.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write; may sleep for shadow_lock.
 * Return: true: an entry was present; false: none was, or the range is not in the window.
 */
bool facet_ggtt_window_release(struct facet_vgpu *vgpu, u32 gva, u32 pages);

/**
 * facet_ggtt_guest_make() - Allocate the page of a table's guest entries.
 * @vgpu: the vGPU
 * @index: any entry of the table, < GEN9_GGTT_ENTRIES
 *
 * All entries are 0. The page stays until the vGPU ends. If the table has one already, nothing is
 * done. So two threads may call this at the same time.
 *
 * Context: a trapped access, a restore or a page fault of BAR0. Of the mediator's locks, mmio_lock
 * at most. Takes shadow_lock. May sleep for it and for memory.
 * Return: 0: facet_ggtt_ptes_set() needs no more memory for this table; -ENOMEM: no memory for the
 * page.
 */
int facet_ggtt_guest_make(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_invalidate() - Make engines forget cached translations.
 * @vgpu: the vGPU
 *
 * Accesses that start after the return use the new entries. facet_ggtt_invalidations() counts the
 * call: engines of all vGPUs forget.
 *
 * Context: any; takes no lock, nor does &pgpu_ops.invalidate; does not sleep. shadow_lock may be
 * held, but is not needed.
 */
void facet_ggtt_invalidate(struct facet_vgpu *vgpu);

#endif
