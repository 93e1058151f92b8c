// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation of graphics addresses. The PPGTT is walked over shadows in memory, exactly as the
 * hardware does it: a root has four levels (gen9/gtt_defs.h). The GGTT is one table (sgpu_ggtt.h).
 * All parts of an engine that access memory call this file in the engine's thread. Takes no lock:
 * entries are read once, and become invalid when the TLB sequence changes.
 */
#include "softgpu/walk.h"

#include "gen9/gtt_defs.h"

#define TABLE_SHIFT	(GEN9_PAGE_SHIFT + GEN9_PTE_SHIFT)	/* log2 of 2 MiB, of one PDE */
#define NO_TAG		(~0ull)

static u64 table_tag(const struct sgpu_engine *e, u64 va)
{
	return va >> TABLE_SHIFT | e->tlb_generation;
}

/* Clear all tags, once in 4095 flushes: generations begin again, and no old tag may match. */
static void tlb_clear(struct sgpu_engine *e)
{
	u32 i, s;

	for (s = 0; s < SGPU_SPACES; s++) {
		for (i = 0; i < SGPU_TLB_ENTRIES; i++)
			e->space[s].tlb[i].tag = NO_TAG;
		for (i = 0; i < SGPU_TABLE_ENTRIES; i++)
			e->space[s].tables[i].tag = NO_TAG;
	}
	e->tlb_generation = 0;
}

void sgpu_walk_flush_tlb(struct sgpu_engine *e)
{
	e->tlb_seq = (u64)atomic64_read(&e->sg->tlb_seq);
	smp_rmb();	/* read the sequence before the entries that belong to it */
	e->records = atomic64_read(&e->space[SGPU_GGTT].ggtt->recorders);
	e->tlb_generation += SGPU_TLB_GENERATION;
	if (e->tlb_generation >= NO_TAG - SGPU_TLB_GENERATION)
		tlb_clear(e);
}

static u8 *page_fault(struct sgpu_engine *e, const struct sgpu_space *space, u64 va)
{
	e->fault.kind = PGPU_FAULT_PAGE;
	e->fault.ggtt = space->id == SGPU_GGTT;
	e->fault.address = va;
	return NULL;
}

/* Read the entry of @va at @level (0: PTE) of a table, once. */
static u64 read_entry(const u64 *table, u64 va, u32 level)
{
	u64 index = va >> (GEN9_PAGE_SHIFT + level * GEN9_PTE_SHIFT);

	return READ_ONCE(table[index % GEN9_PTES_PER_PAGE]);
}

static const u64 *entry_table(const struct sgpu_bus *bus, u64 entry)
{
	if (!(entry & GEN9_PTE_PRESENT))
		return NULL;
	return sgpu_bus_page(bus, entry & GEN9_PTE_ADDR_MASK);
}

/*
 * Record a store, if stores are recorded. The record comes before the store:
 * sgpu_stores_finish() waits for the latter. Return: false: a later store must come by here.
 */
static bool record_store(struct sgpu_engine *e, u64 bus, bool write)
{
	if (likely(!e->records))
		return true;
	if (write)
		sgpu_bus_record(&e->sg->bus, bus);
	return write;
}

static u8 *tlb_fill(struct sgpu_engine *e, struct sgpu_space *space, u64 va, u64 bus,
		    bool writable, bool write)
{
	struct sgpu_tlb_entry *entry = &space->tlb[sgpu_tlb_index(va >> PAGE_SHIFT)];
	u8 *page = sgpu_bus_page(&e->sg->bus, bus);

	if (unlikely(!page))
		return page_fault(e, space, va);
	entry->tag = va >> PAGE_SHIFT | e->tlb_generation;
	entry->read = page;
	entry->write = port_check(WALK_READ_ONLY, !writable) ? e->sink :
		       record_store(e, bus, write) ? page : NULL;
	return write ? entry->write : page;
}

/*
 * Walk the upper levels. @out gets the last-level table, or the 2 MiB page that ends the walk
 * early.
 */
static int walk_tables(const struct sgpu_bus *bus, u64 root, u64 va, struct sgpu_table_entry *out)
{
	u32 level = GEN9_PPGTT_LEVELS - 1;
	const u64 *table = sgpu_bus_page(bus, root);
	bool writable = true;
	u64 entry = 0;

	out->page = 0;
	for (; table && level > 0; level--) {
		entry = read_entry(table, va, level);
		writable &= !!(entry & GEN9_PTE_RW);
		if (level == 1 && (entry & GEN9_PDE_PS) && (entry & GEN9_PTE_PRESENT)) {
			out->page = entry & GEN9_PTE_ADDR_MASK & ~(GEN9_LARGE_SIZE - 1);
			break;
		}
		table = entry_table(bus, entry);
	}
	if (!table)
		return -EFAULT;
	out->table = table;
	out->writable = writable;
	out->big = out->page || entry & GEN9_PDE_IPS_64K;
	return 0;
}

static u64 big_page_bus(u64 pte, u64 va)
{
	u64 mask = GEN9_BIG_SIZE - 1;

	return (pte & GEN9_PTE_ADDR_MASK & ~mask) | (va & mask);
}

/* Translate @va by a last-level table. Return: a bus address and GEN9_PTE_*; 0: absent. */
static u64 leaf_entry(const struct sgpu_table_entry *leaf, u64 va)
{
	u64 index = (va >> PAGE_SHIFT) % GEN9_PTES_PER_PAGE;
	u64 right = leaf->writable ? GEN9_PTE_RW : 0;
	u64 pte, bus;

	if (unlikely(leaf->page)) {
		bus = leaf->page | (va & (GEN9_LARGE_SIZE - 1) & GEN9_PTE_ADDR_MASK);
		return bus | GEN9_PTE_PRESENT | right;
	}
	if (unlikely(leaf->big))
		index &= ~(u64)(GEN9_BIG_PAGES - 1);
	pte = READ_ONCE(leaf->table[index]);
	if (unlikely(!(pte & GEN9_PTE_PRESENT)))
		return 0;
	bus = unlikely(leaf->big) ? big_page_bus(pte, va) : pte;
	return (bus & GEN9_PTE_ADDR_MASK) | GEN9_PTE_PRESENT | (pte & right);
}

static u8 *walk_leaf(struct sgpu_engine *e, struct sgpu_space *space,
		     const struct sgpu_table_entry *leaf, u64 va, bool write)
{
	u64 entry = leaf_entry(leaf, va);

	if (unlikely(!entry))
		return page_fault(e, space, va);
	return tlb_fill(e, space, va, entry & GEN9_PTE_ADDR_MASK, entry & GEN9_PTE_RW, write);
}

/* Find the last-level table of @va, then translate @va. */
static u8 *walk_all(struct sgpu_engine *e, struct sgpu_space *space,
		    struct sgpu_table_entry *leaf, u64 va, bool write)
{
	if (port_check(WALK_LIMIT, va >= 1ull << GEN9_PPGTT_BITS))
		return page_fault(e, space, va);
	leaf->tag = NO_TAG;
	if (walk_tables(&e->sg->bus, space->root, va, leaf))
		return page_fault(e, space, va);
	leaf->tag = table_tag(e, va);
	return walk_leaf(e, space, leaf, va, write);
}

/* Translate an address of the GGTT, where each page can be written. */
static u8 *walk_ggtt(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write)
{
	u64 bus = sgpu_ggtt_bus(space->ggtt, va);

	return bus ? tlb_fill(e, space, va, bus, true, write) : page_fault(e, space, va);
}

u8 *sgpu_walk(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write)
{
	struct sgpu_table_entry *leaf =
		&space->tables[sgpu_hash(va >> TABLE_SHIFT, SGPU_TABLE_BITS)];

	if (space->id == SGPU_GGTT)
		return walk_ggtt(e, space, va, write);
	if (likely(leaf->tag == table_tag(e, va)))
		return walk_leaf(e, space, leaf, va, write);
	return walk_all(e, space, leaf, va, write);
}

void sgpu_walk_entries(const struct sgpu_bus *bus, u64 root, u64 va, u32 n, u64 *entries)
{
	struct sgpu_table_entry leaf;
	u64 walked = NO_TAG;
	bool present = false;
	u32 i;

	for (i = 0; i < n; i++, va += PAGE_SIZE) {
		if (va >> TABLE_SHIFT != walked) {
			walked = va >> TABLE_SHIFT;
			present = va < 1ull << GEN9_PPGTT_BITS &&
				  !walk_tables(bus, root, va, &leaf);
		}
		entries[i] = present ? leaf_entry(&leaf, va) : 0;
		if (!sgpu_bus_page(bus, entries[i] & GEN9_PTE_ADDR_MASK))
			entries[i] = 0;
	}
}

/* Find the 4 KiB pages of a 2 MiB page from @bus on. */
static u32 large_pages(struct sgpu_engine *e, u64 bus, u32 n, u8 **pages)
{
	u32 i;

	for (i = 0; i < n; i++, bus += PAGE_SIZE) {
		pages[i] = sgpu_bus_page(&e->sg->bus, bus);
		if (unlikely(!pages[i]))
			break;
	}
	return i;
}

/*
 * Find pages of one cached last-level table, with few loads for each page: the common case. Return:
 * number of pages found; fewer than @n where sgpu_page() has to walk.
 */
static u32 quick_pages(struct sgpu_engine *e, const struct sgpu_space *space, u64 va, bool write,
		       u32 n, u8 **pages)
{
	const struct sgpu_table_entry *leaf =
		&space->tables[sgpu_hash(va >> TABLE_SHIFT, SGPU_TABLE_BITS)];
	u64 index = (va >> PAGE_SHIFT) % GEN9_PTES_PER_PAGE;
	u64 bits = GEN9_PTE_PRESENT | (write ? GEN9_PTE_RW : 0);

	/* An entry that changes meanwhile may name another page to the record than to the store. */
	if (leaf->tag != table_tag(e, va) || (write && (!leaf->writable || e->records)))
		return 0;
	n = min(n, (u32)(GEN9_PTES_PER_PAGE - index));
	if (unlikely(leaf->big))
		return leaf->page ? large_pages(e, leaf->page + index * PAGE_SIZE, n, pages) : 0;
	return sgpu_bus_pages(&e->sg->bus, leaf->table + index, GEN9_PTE_ADDR_MASK, bits, n, pages);
}

u32 sgpu_walk_pages(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write, u32 n,
		    u8 **pages)
{
	u32 i;

	if (unlikely((u64)atomic64_read(&e->sg->tlb_seq) != e->tlb_seq))
		sgpu_walk_flush_tlb(e);
	i = quick_pages(e, space, va, write, n, pages);
	while (i < n) {
		pages[i] = sgpu_page(e, space, va + i * PAGE_SIZE, write);
		if (unlikely(!pages[i]))
			return i;
		i++;
		i += quick_pages(e, space, va + i * PAGE_SIZE, write, n - i, pages + i);
	}
	return i;
}

static u32 *dword(struct sgpu_engine *e, u32 space, u64 va, bool write)
{
	u8 *page = sgpu_page(e, &e->space[space], va, write);

	return page ? (u32 *)(page + (va & (PAGE_SIZE - 1) & ~3ull)) : NULL;
}

int sgpu_walk_read32(struct sgpu_engine *e, u32 space, u64 va, u32 *value)
{
	const u32 *p = dword(e, space, va, false);

	if (!p)
		return -EFAULT;
	*value = READ_ONCE(*p);
	return 0;
}

int sgpu_walk_write32(struct sgpu_engine *e, u32 space, u64 va, u32 value)
{
	u32 *p = dword(e, space, va, true);

	if (!p)
		return -EFAULT;
	WRITE_ONCE(*p, value);
	return 0;
}

int sgpu_walk_write64(struct sgpu_engine *e, u32 space, u64 va, u64 value)
{
	u8 *page;
	int ret;

	if (!(va & 7)) {
		page = sgpu_page(e, &e->space[space], va, true);
		if (!page)
			return -EFAULT;
		WRITE_ONCE(*(u64 *)(page + (va & (PAGE_SIZE - 1))), value);
		return 0;
	}
	ret = sgpu_walk_write32(e, space, va, lower_32_bits(value));
	return ret ? ret : sgpu_walk_write32(e, space, va + 4, upper_32_bits(value));
}
