/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_ggtt, for mediator/ggtt*.c. */
#ifndef FACET_GGTT_TYPES_H
#define FACET_GGTT_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"

struct facet_pin;
struct facet_vgpu;

#define GGTT_TABLES		(GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)
#define GGTT_TABLES_PER_DIR	(GGTT_TABLES / GEN9_GGTT_ROOT_ENTRIES)
#define GGTT_WORD		64u
#define GGTT_WORDS		(GEN9_PTES_PER_PAGE / GGTT_WORD)

/* The host window: beyond what any type gives to its guest, short of the last page. */
#define GGTT_WINDOW_BASE	0xe0000000u
#define GGTT_WINDOW_PAGES	(0x1fffffffu >> GEN9_PAGE_SHIFT)

/**
 * struct ggtt_table - Entries of 2 MiB.
 * @guest: as written; NULL: none yet
 * @shadow: the pGPU's table; NULL: none yet
 * @bus: its address
 * @dirty: per entry: the shadow lags behind the guest
 * @failed: per entry: its page could not be pinned
 * @pins: what the present entries of the shadow name: GEN9_PTES_PER_PAGE
 */
struct ggtt_table {
	u64 *guest;
	u64 *shadow;
	u64 bus;
	u64 dirty[GGTT_WORDS];
	u64 failed[GGTT_WORDS];
	struct facet_pin **pins;
};

static_assert(sizeof(struct ggtt_table) <= 192, "of the size 192");

/** struct ggtt_page - A page of the root or a directory. */
struct ggtt_page {
	u64 *cpu;
	u64 bus;
};

/**
 * struct ggtt_map - Entries that the guest writes without a trap, by tables; for ggtt_map.c.
 * @lock: a leaf, taken within page faults too; over making @pages and what the core stores in them,
 *	over @mapped, and over the front end's mapping and zap
 * @pages: what is mapped, GEN9_PTES_PER_PAGE entries; NULL: none yet. Stays until the vGPU ends
 * @mapped: per table: may be mapped, and so may differ from what the guest's entries are taken to be
 * @unchanged: per table: how many looks in a row found no difference; mmio_lock
 * @now: as found by a look; mmio_lock, as the next
 * @old: what they were before
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
 * @tables: made when first needed, never freed before the vGPU
 * @dirty: per table: some entry is dirty; under shadow_lock
 * @any_failed: some entry has failed; under shadow_lock
 * @retry_ns: when failed entries are tried again
 * @root: of the shadow
 * @dirs: of the shadow
 * @window: per page of the host window: taken; under shadow_lock
 * @window_next: where the next search begins
 * @map: what of the guest's entries is mapped
 */
struct facet_ggtt {
	struct ggtt_table *tables[GGTT_TABLES];
	u64 dirty[GGTT_TABLES / GGTT_WORD];
	bool any_failed;
	u64 retry_ns;
	struct ggtt_page root;
	struct ggtt_page dirs[GEN9_GGTT_ROOT_ENTRIES];
	u64 window[DIV_ROUND_UP(GGTT_WINDOW_PAGES, GGTT_WORD)];
	u32 window_next;
	struct ggtt_map map;
};

static inline bool ggtt_bit_get(const u64 *words, u32 i)
{
	return words[i / GGTT_WORD] >> (i % GGTT_WORD) & 1;
}

static inline void ggtt_bit_set(u64 *words, u32 i)
{
	words[i / GGTT_WORD] |= BIT_ULL(i % GGTT_WORD);
}

static inline void ggtt_bit_clear(u64 *words, u32 i)
{
	words[i / GGTT_WORD] &= ~BIT_ULL(i % GGTT_WORD);
}

/** facet_ggtt_mark_dirty() - Mark an entry as out of step. Its table exists. shadow_lock held. */
void facet_ggtt_mark_dirty(struct facet_ggtt *ggtt, u32 index);

/**
 * facet_ggtt_guest_make() - Make room for the guest's entries of a table. It stays until the vGPU
 * ends.
 * @vgpu: the vGPU
 * @index: any entry of the table, < GEN9_GGTT_ENTRIES
 *
 * Context: no lock held but mmio_lock; takes shadow_lock; may sleep.
 * Return: 0: facet_ggtt_ptes_set() needs no more memory for this table; -ENOMEM
 */
int facet_ggtt_guest_make(struct facet_vgpu *vgpu, u32 index);

/** facet_ggtt_shadow_make() - A shadow table for this entry, hung into its directory. May sleep. */
int facet_ggtt_shadow_make(struct facet_vgpu *vgpu, u32 index);

/** facet_ggtt_shadow_invalidate() - The pGPU forgets what it knows of the shadow. Any context. */
void facet_ggtt_shadow_invalidate(struct facet_vgpu *vgpu);

#endif
