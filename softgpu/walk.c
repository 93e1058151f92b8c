// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table walk over shadows in memory, exactly as the hardware would do it:
 * a GGTT root has three levels, a PPGTT root four (gen9/gtt.h). Called by
 * everything in an engine that touches memory. No lock: entries are read once,
 * and are void when the TLB sequence moves on.
 */
#include "softgpu/walk.h"

#include "gen9/gtt.h"

#define TABLE_SHIFT	(GEN9_PAGE_SHIFT + GEN9_PTE_SHIFT)	/* what one PDE spans: 2 MiB */
#define BIG_PTES	16u					/* PTEs of a 64 KiB page */
#define NO_TAG		(~0ull)

void sgpu_tlb_flush(struct sgpu_engine *e)
{
	u32 i, s;

	e->tlb_seq = (u64)atomic64_read(&e->sg->tlb_seq);
	smp_rmb();
	for (s = 0; s < SGPU_SPACES; s++) {
		for (i = 0; i < SGPU_TLB_ENTRIES; i++)
			e->space[s].tlb[i].tag = NO_TAG;
		for (i = 0; i < SGPU_TABLE_ENTRIES; i++)
			e->space[s].tables[i].tag = NO_TAG;
	}
}

static u8 *page_fault(struct sgpu_engine *e, u64 va)
{
	e->fault.kind = PGPU_FAULT_PAGE;
	e->fault.address = va;
	return NULL;
}

/* The entry of @va at @level (0: PTE) of a table, read once. */
static u64 read_entry(const u64 *table, u64 va, u32 level)
{
	u64 index = va >> (GEN9_PAGE_SHIFT + level * GEN9_PTE_SHIFT);

	return READ_ONCE(table[index % GEN9_PTES_PER_PAGE]);
}

static const u64 *entry_table(struct sgpu_engine *e, u64 entry)
{
	if (!(entry & GEN9_PTE_PRESENT))
		return NULL;
	return sgpu_bus_page(&e->sg->bus, entry & GEN9_PTE_ADDR_MASK);
}

static u8 *tlb_fill(struct sgpu_engine *e, struct sgpu_space *space, u64 va, u64 bus,
		    bool writable, bool write)
{
	struct sgpu_tlb_entry *entry = &space->tlb[sgpu_tlb_index(va >> PAGE_SHIFT)];
	u8 *page = sgpu_bus_page(&e->sg->bus, bus);

	if (!page)
		return page_fault(e, va);
	entry->tag = va >> PAGE_SHIFT;
	entry->read = page;
	entry->write = writable ? page : e->sink;
	return write ? entry->write : entry->read;
}

/*
 * Upper levels: fills @out with the last-level table; returns 0, -EFAULT, or 1
 * with @bus set when a 2 MiB page ends the walk early.
 */
static int walk_tables(struct sgpu_engine *e, struct sgpu_space *space, u64 va,
		       struct sgpu_table_entry *out, u64 *bus)
{
	bool ggtt = space->id == SGPU_GGTT;
	u32 level = ggtt ? GEN9_PPGTT_LEVELS - 2 : GEN9_PPGTT_LEVELS - 1;
	const u64 *table = sgpu_bus_page(&e->sg->bus, space->root);
	bool writable = true;
	u64 entry = 0;

	for (; table && level > 0; level--) {
		entry = read_entry(table, va, level);
		writable &= ggtt || entry & GEN9_PTE_RW;
		if (level == 1 && !ggtt && (entry & GEN9_PDE_PS) && (entry & GEN9_PTE_PRESENT)) {
			out->writable = writable;
			*bus = (entry & GEN9_PTE_ADDR_MASK & ~((1ull << TABLE_SHIFT) - 1)) |
			       (va & ((1ull << TABLE_SHIFT) - 1));
			return 1;
		}
		table = entry_table(e, entry);
	}
	if (!table)
		return -EFAULT;
	out->tag = va >> TABLE_SHIFT;
	out->table = table;
	out->writable = writable;
	out->big = !ggtt && (entry & GEN9_PDE_IPS_64K);
	return 0;
}

static u64 big_page_bus(u64 pte, u64 va)
{
	u64 mask = (u64)BIG_PTES * GEN9_PAGE_SIZE - 1;

	return (pte & GEN9_PTE_ADDR_MASK & ~mask) | (va & mask);
}

u8 *sgpu_walk(struct sgpu_engine *e, struct sgpu_space *space, u64 va, bool write)
{
	struct sgpu_table_entry *cached =
		&space->tables[(va >> TABLE_SHIFT) % SGPU_TABLE_ENTRIES];
	u64 limit = space->id == SGPU_GGTT ? GEN9_GGTT_SIZE : 1ull << GEN9_PPGTT_BITS;
	u64 pte, bus;
	int ret;

	if (va >= limit)
		return page_fault(e, va);
	if (cached->tag != va >> TABLE_SHIFT) {
		cached->tag = NO_TAG;
		ret = walk_tables(e, space, va, cached, &bus);
		if (ret < 0)
			return page_fault(e, va);
		if (ret)
			return tlb_fill(e, space, va, bus, cached->writable, write);
	}
	if (cached->big) {
		pte = read_entry(cached->table, va & ~((u64)BIG_PTES * GEN9_PAGE_SIZE - 1), 0);
		bus = big_page_bus(pte, va);
	} else {
		pte = read_entry(cached->table, va, 0);
		bus = pte & GEN9_PTE_ADDR_MASK;
	}
	if (!(pte & GEN9_PTE_PRESENT))
		return page_fault(e, va);
	return tlb_fill(e, space, va, bus,
			cached->writable && (space->id == SGPU_GGTT || pte & GEN9_PTE_RW), write);
}

static u32 *dword(struct sgpu_engine *e, u32 space, u64 va, bool write)
{
	u8 *page = sgpu_page(e, &e->space[space], va, write);

	return page ? (u32 *)(page + (va & (PAGE_SIZE - 1) & ~3ull)) : NULL;
}

int sgpu_read32(struct sgpu_engine *e, u32 space, u64 va, u32 *value)
{
	const u32 *p = dword(e, space, va, false);

	if (!p)
		return -EFAULT;
	*value = READ_ONCE(*p);
	return 0;
}

int sgpu_write32(struct sgpu_engine *e, u32 space, u64 va, u32 value)
{
	u32 *p = dword(e, space, va, true);

	if (!p)
		return -EFAULT;
	WRITE_ONCE(*p, value);
	return 0;
}

int sgpu_write64(struct sgpu_engine *e, u32 space, u64 va, u64 value)
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
	ret = sgpu_write32(e, space, va, lower_32_bits(value));
	return ret ? ret : sgpu_write32(e, space, va + 4, upper_32_bits(value));
}
