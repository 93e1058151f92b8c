/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_ggtt: for mediator/ggtt/ and mediator/ggtt_guest/ alone. */
#ifndef FACET_GGTT_TYPES_H
#define FACET_GGTT_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"

struct facet_vgpu;

#define GGTT_TABLES		(GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)
#define GGTT_TABLES_PER_DIR	(GGTT_TABLES / GEN9_GGTT_ROOT_ENTRIES)
#define GGTT_WORD		64u

/*
 * The host window: GGTT addresses above both guest ranges of every type. The last page of the 4 GiB
 * is left out.
 */
#define GGTT_WINDOW_BASE	0xe0000000u
#define GGTT_WINDOW_PAGES	(0x1fffffffu >> GEN9_PAGE_SHIFT)

/**
 * struct ggtt_table - GEN9_PTES_PER_PAGE entries, which map 2 MiB. All is under shadow_lock.
 * @guest: the guest's entries as written; NULL: none yet. Read without a lock
 * @shadow: the pGPU's table, of the host window alone; NULL: none yet
 * @bus: bus address of @shadow
 */
struct ggtt_table {
	u64 *guest;
	u64 *shadow;
	u64 bus;
};

/**
 * struct ggtt_page - The root page of the shadow, or a directory.
 * @cpu: address of the page; NULL: not made yet
 * @bus: bus address of the page
 */
struct ggtt_page {
	u64 *cpu;
	u64 bus;
};

/**
 * struct ggtt_map - Entries that the guest writes without a trap: for ggtt_map.c.
 * @lock: Protects mapped GGTT entries. It is held while @pages are made or written, while @mapped
 *	is written, and while the front end maps or zaps a page. Lock order: inside
 *	&facet_device.mmio_lock, &mm_struct.mmap_lock; leaf
 * @pages: for each table, the page of GEN9_PTES_PER_PAGE entries that the front end maps; NULL:
 *	none yet. A page stays until the vGPU ends
 * @mapped: one bit for each table: the front end may have mapped its page. So the page may differ
 *	from &ggtt_table.guest. Written under @lock, read without
 * @unchanged: for each table, number of compares in a row that found no difference; under mmio_lock
 * @now: copy of a mapped page; under mmio_lock
 * @old: entries of &ggtt_table.guest before the copy replaced them; under mmio_lock
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
 * @tables: made under shadow_lock when first needed; stay until the vGPU ends. Read without a lock
 * @root: root page of the pGPU's table
 * @dirs: directories of the pGPU's table
 * @window: one bit for each page of the host window: the page is allocated; under shadow_lock
 * @window_next: page of the host window at which the next search begins; under shadow_lock
 * @shown: one bit for each page of the aperture: a front end may have mapped it; written under
 *	&facet_device.lock, read without
 * @shown_pages: number of bits in @shown
 * @map: entries that the guest writes without a trap
 */
struct facet_ggtt {
	struct ggtt_table *tables[GGTT_TABLES];
	struct ggtt_page root;
	struct ggtt_page dirs[GEN9_GGTT_ROOT_ENTRIES];
	u64 window[DIV_ROUND_UP(GGTT_WINDOW_PAGES, GGTT_WORD)];
	u32 window_next;
	u64 *shown;
	u32 shown_pages;
	struct ggtt_map map;
};

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
 * facet_ggtt_window_entry() - Write the entry of a page of the host window.
 * @vgpu: the vGPU
 * @gva: address of the page in bytes; its range was allocated by facet_ggtt_window_alloc()
 * @bus: bus address in bytes, page aligned; 0: make the entry absent
 *
 * The caller invalidates the pGPU's translations if the entry was present.
 *
 * Context: shadow_lock held; takes no other lock; does not sleep.
 */
void facet_ggtt_window_entry(struct facet_vgpu *vgpu, u32 gva, u64 bus);

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
 * page or the table; a table that was made stays, without a page.
 */
int facet_ggtt_guest_make(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_shadow_make() - Allocate the shadow table of an entry, and link it to its directory.
 * @vgpu: the vGPU
 * @index: any entry of the table, < GEN9_GGTT_ENTRIES
 *
 * All shadow entries are absent. The shadow table stays until the vGPU ends. If the entry has one
 * already, nothing is done.
 *
 * Context: facet_ggtt_window_alloc() on the worker or on a thread that keeps it out. No lock held
 * but mmio_lock. Takes shadow_lock. Takes the locks of the pGPU's
 * page_alloc and page_free, not inside shadow_lock. May sleep for shadow_lock and for memory.
 * Return: 0; -ENOMEM: no memory; a table that was made stays, without a shadow. The bus map has
 * room: facet_gpu_reserve() has reserved it.
 */
int facet_ggtt_shadow_make(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_shadow_invalidate() - Make engines forget cached translations of the shadow.
 * @vgpu: the vGPU, with a root
 *
 * Accesses that start after the return use the new entries.
 *
 * Context: any; takes no lock, nor does &pgpu_ops.invalidate; does not sleep. shadow_lock may be
 * held, but is not needed.
 */
void facet_ggtt_shadow_invalidate(struct facet_vgpu *vgpu);

#endif
