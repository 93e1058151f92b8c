// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of PPGTT shadows. A table shadows one guest page at one level, and is found by this pair.
 * So the scratch page that a guest puts into all unused entries of a level is one table. A table
 * keeps a copy of the guest's entries. A sync compares the copy with the guest's page, and changes
 * only the entries that differ. Leaf entries hold pins. Other entries hold references to the tables
 * below.
 *
 * ppgtt.c calls this file. All changes are under vgpu->shadow_lock, which is not held while pages
 * are pinned. A table that no entry names any more stays on the deferred list until no workload can
 * walk it.
 */
#include "mediator/gpu.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/pins.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/progress.h"
#include "pgpu/pgpu.h"

enum {
	PPGTT_BLOCK = 64,	/* entries compared one by one if one has changed */
	PPGTT_REAPED = 32,	/* pages of one call of &pgpu_ops.page_free */
	PPGTT_REAP_STEPS = 8,	/* steps of shadow_lock for one page */
};

static const u64 empty_table[PPGTT_ENTRIES];

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

/* reap_batch() frees the owner of a &struct ppgtt_mem by the address of its first member. */
static_assert(!offsetof(struct ppgtt_table, mem) && !offsetof(struct ppgtt_large, mem), "first");

void facet_ppgtt_defer_free(struct facet_vgpu *vgpu, struct ppgtt_mem *mem)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	mem->deferred_seq = facet_progress_newest(vgpu);
	list_move_tail(&mem->list, &vgpu->ppgtt->deferred);
}

/*
 * Free up to PPGTT_REAPED deferred shadow pages, the oldest first. The pGPU frees all by one call,
 * since each call disturbs engines. shadow_lock held. Return: how many.
 */
static u32 reap_batch(struct facet_vgpu *vgpu, u64 oldest)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	void *cpu[PPGTT_REAPED];
	u64 bus[PPGTT_REAPED];
	struct ppgtt_mem *mem;
	u32 n, pages = 0;

	for (n = 0; n < PPGTT_REAPED; n++) {
		mem = list_first_entry_or_null(&ppgtt->deferred, struct ppgtt_mem, list);
		if (!mem || port_check(PPGTT_IN_USE, oldest <= mem->deferred_seq))
			break;
		list_del(&mem->list);
		cpu[pages] = mem->shadow;
		bus[pages] = mem->bus;
		pages += mem->shadow != NULL;
		port_free(mem);
	}
	if (pages)
		pgpu->ops->page_free(pgpu, cpu, bus, pages);
	ppgtt->count -= n;
	facet_shadow_step(vgpu, n * PPGTT_REAP_STEPS);
	return n;
}

bool facet_ppgtt_reap(struct facet_vgpu *vgpu)
{
	u64 oldest = facet_progress_oldest(vgpu);

	lockdep_assert_held(&vgpu->shadow_lock);
	while (reap_batch(vgpu, oldest) == PPGTT_REAPED) {
		if (facet_shadow_need_resched(vgpu))
			return true;
	}
	return false;
}

static bool entry_is_large(const struct ppgtt_table *table, u32 i)
{
	return table->is_large[i / 64] & BIT_ULL(i % 64);
}

/* Make an entry absent, and drop its reference. shadow_lock held. */
static void entry_put(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i)
{
	if (!table->mem.shadow[i])
		return;
	WRITE_ONCE(table->mem.shadow[i], 0);
	if (entry_is_large(table, i))
		facet_ppgtt_large_put(vgpu, table->entries->large[i]);
	else if (table->level)
		facet_ppgtt_table_put(vgpu, table->entries->below[i]);
	else
		facet_pin_put(vgpu, table->entries->pins[i]);
	table->is_large[i / 64] &= ~BIT_ULL(i % 64);
	table->entries->pins[i] = NULL;
}

void facet_ppgtt_entry_clear(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (table->mem.shadow[i])
		vgpu->ppgtt->changed++;
	entry_put(vgpu, table, i);
}

void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct ppgtt_page *page = table->page;

	lockdep_assert_held(&vgpu->shadow_lock);
	if (!port_ref_put(&table->refs))
		return;
	list_del_init(&table->work);
	page->tables[table->kind] = NULL;
	page->count--;
	facet_ppgtt_page_put(vgpu, page);
	table->page = NULL;
	list_move_tail(&table->mem.list, &vgpu->ppgtt->dying);
}

/*
 * Drop all references of a dying table, and put it on the deferred list. Tables below may become
 * dying in turn. No root leads to the table any more, so nothing is invalidated. shadow_lock held.
 */
static void table_release(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	for (i = 0; i < PPGTT_ENTRIES; i++)
		entry_put(vgpu, table, i);
	facet_shadow_step(vgpu, PPGTT_ENTRIES);
	port_free(table->entries);
	table->entries = NULL;
	facet_ppgtt_defer_free(vgpu, &table->mem);
}

bool facet_ppgtt_tables_release(struct facet_vgpu *vgpu)
{
	struct ppgtt_table *table;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (;;) {
		table = list_first_entry_or_null(&vgpu->ppgtt->dying, struct ppgtt_table, mem.list);
		if (!table)
			return false;
		if (facet_shadow_need_resched(vgpu))
			return true;
		table_release(vgpu, table);
	}
}

/*
 * Make a table without entries. shadow_lock held; may sleep. Return: 0; -ENOMEM; -ENOSPC: the
 * pGPU's bus map is full.
 */
static int table_create(struct facet_vgpu *vgpu, struct ppgtt_page *page, enum ppgtt_kind kind,
			struct ppgtt_table **out)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	struct ppgtt_table *table = port_zalloc(sizeof(*table));
	void *shadow;
	int ret = -ENOMEM;

	if (!table)
		return -ENOMEM;
	table->entries = port_zalloc(sizeof(*table->entries));
	if (!table->entries)
		goto err_table;
	ret = pgpu->ops->page_alloc(pgpu, &shadow, &table->mem.bus);
	if (ret)
		goto err_entries;
	table->mem.shadow = shadow;
	table->page = page;
	table->kind = kind;
	table->level = kind == PPGTT_PT_64K ? 0 : kind;
	INIT_LIST_HEAD(&table->work);
	INIT_LIST_HEAD(&table->mem.list);
	vgpu->ppgtt->count++;
	*out = table;
	return 0;

err_entries:
	port_free(table->entries);
err_table:
	port_free(table);
	return ret;
}

int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, enum ppgtt_kind kind,
			  struct ppgtt_table **out)
{
	struct ppgtt_page *page;
	int ret;

	lockdep_assert_held(&vgpu->shadow_lock);
	ret = facet_ppgtt_page_get(vgpu, gfn, &page);
	if (ret)
		return ret;
	if (!page->tables[kind]) {
		ret = facet_ppgtt_full(vgpu) ? -ENOSPC :
		      table_create(vgpu, page, kind, &page->tables[kind]);
		if (ret) {
			facet_ppgtt_page_put(vgpu, page);
			return ret;
		}
		page->count++;
	}
	*out = page->tables[kind];
	port_ref_get(&(*out)->refs);
	return 0;
}

/*
 * Make a table of one root shared. facet_ppgtt_tables_share() does the same for all tables below
 * it. shadow_lock held.
 */
static void table_share(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;

	table->owner = &ppgtt->shared;
	ppgtt->stats.shared++;
	if (!list_empty(&table->work))
		list_move_tail(&table->work, &ppgtt->shared.todo);
	if (table->level)
		list_move_tail(&table->mem.list, &ppgtt->sharing);
}

bool facet_ppgtt_tables_share(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_table *table, *below;
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (;;) {
		table = list_first_entry_or_null(&ppgtt->sharing, struct ppgtt_table, mem.list);
		if (!table)
			return false;
		if (facet_shadow_need_resched(vgpu))
			return true;
		list_del_init(&table->mem.list);
		for (i = 0; i < PPGTT_ENTRIES; i++) {
			below = entry_is_large(table, i) ? NULL : table->entries->below[i];
			if (below && below->owner != &ppgtt->shared)
				table_share(vgpu, below);
		}
		facet_shadow_step(vgpu, PPGTT_ENTRIES);
	}
}

void facet_ppgtt_table_set_owner(struct facet_vgpu *vgpu, struct ppgtt_table *table,
				 struct ppgtt_work *owner)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (!port_check(PPGTT_MET, table->owner)) {
		table->owner = owner;
		list_add_tail(&table->work, &owner->todo);
	} else if (table->owner != owner && table->owner != &vgpu->ppgtt->shared) {
		table_share(vgpu, table);
	}
}

/*
 * Note the changes of a block of entries. Each guest entry is read once: later steps use the value
 * noted here. shadow_lock held.
 */
static void block_compare(struct facet_vgpu *vgpu, const struct ppgtt_table *table,
			  const u64 *guest, u32 first)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;

	for (i = first; i < first + PPGTT_BLOCK; i++) {
		u64 value = READ_ONCE(guest[i]);

		if (likely(value == table->entries->guest[i]))
			continue;
		prefetchw(&table->mem.shadow[i]);
		prefetchw(&table->entries->pins[i]);
		facet_pins_prefetch(vgpu, (value & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT);
		ppgtt->index[ppgtt->changes] = i;
		ppgtt->value[ppgtt->changes++] = value;
	}
}

/* Note the entries of a table that differ from the guest's page. shadow_lock held. */
static void table_compare(struct facet_vgpu *vgpu, const struct ppgtt_table *table)
{
	const struct facet_pin *pin = table->page->pin;
	const u64 *guest = pin ? port_frame_to_ptr(pin->frame) : empty_table;
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;

	ppgtt->changes = 0;
	ppgtt->stats.compared++;
	facet_shadow_step(vgpu, PPGTT_ENTRIES);
	if (!memcmp(guest, table->entries->guest, sizeof(table->entries->guest)))
		return;
	for (i = 0; i < PPGTT_ENTRIES; i += PPGTT_BLOCK) {
		if (memcmp(&guest[i], &table->entries->guest[i], PPGTT_BLOCK * sizeof(u64)))
			block_compare(vgpu, table, guest, i);
	}
	ppgtt->stats.changed += ppgtt->changes;
}

/*
 * Return the kind of table that an entry names; PPGTT_KINDS: none. An entry for a 1 GiB page counts
 * as absent: i915 makes none.
 */
static enum ppgtt_kind entry_kind(const struct facet_vgpu *vgpu, const struct ppgtt_table *table,
				  u64 value)
{
	if (port_check(PPGTT_PRESENT, !(value & GEN9_PTE_PRESENT)))
		return PPGTT_KINDS;
	if (port_check(PPGTT_LARGE, table->kind != PPGTT_PML4 && (value & GEN9_PDE_PS)))
		return PPGTT_KINDS;
	if (table->kind == PPGTT_PD && (value & GEN9_PDE_IPS_64K) && vgpu->ppgtt->ips)
		return PPGTT_PT_64K;
	return table->level - 1;
}

/*
 * Apply one change of a table that names tables. shadow_lock held; may sleep. Return: as
 * facet_ppgtt_table_get().
 */
static int entry_link(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 at, u64 value)
{
	enum ppgtt_kind kind = entry_kind(vgpu, table, value);
	struct ppgtt_table *below = NULL;
	int ret = 0;

	if (kind != PPGTT_KINDS)
		ret = facet_ppgtt_table_get(vgpu, (value & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT,
					    kind, &below);
	if (ret)
		return ret;
	facet_ppgtt_entry_clear(vgpu, table, at);
	if (below) {
		table->entries->below[at] = below;
		WRITE_ONCE(table->mem.shadow[at],
			   below->mem.bus | GEN9_PTE_PRESENT | (value & GEN9_PTE_RW));
		facet_ppgtt_table_set_owner(vgpu, below, table->owner);
	}
	table->entries->guest[at] = value;
	return 0;
}

/*
 * Apply the changes of a table that name tables. Changes that name large pages stay in the list of
 * changes, and *@need becomes PPGTT_PIN. shadow_lock held; may sleep. Return: 0; else as
 * facet_ppgtt_table_get().
 */
static int table_link(struct facet_vgpu *vgpu, struct ppgtt_table *table, enum ppgtt_need *need)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i, large = 0;
	int ret;

	for (i = 0; i < ppgtt->changes; i++) {
		u64 value = ppgtt->value[i];
		u32 at = ppgtt->index[i];

		if (table->kind == PPGTT_PD && facet_ppgtt_large_valid(value)) {
			ppgtt->index[large] = at;
			ppgtt->value[large++] = value;
			continue;
		}
		ret = entry_link(vgpu, table, at, value);
		if (ret)
			return ret;
	}
	ppgtt->changes = large;
	*need = large ? PPGTT_PIN : PPGTT_CLEAN;
	return 0;
}

void facet_ppgtt_table_mark_clean(struct ppgtt_table *table)
{
	if (facet_ppgtt_page_reports_writes(table->page) && !table->bad)
		list_del_init(&table->work);
	else
		list_move_tail(&table->work, &table->owner->always);
}

int facet_ppgtt_table_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	return table->level ? facet_ppgtt_large_pin(vgpu, table, generation) :
			      facet_ppgtt_leaf_pin(vgpu, table, generation);
}

int facet_ppgtt_table_compare(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			      enum ppgtt_need *need)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	int ret = 0;

	lockdep_assert_held(&vgpu->shadow_lock);
	*need = PPGTT_CLEAN;
	if (facet_ppgtt_page_needs_prepare(vgpu, table->page)) {
		*need = PPGTT_PREPARE;
		return 0;
	}
	if (!table->page->pin && table->kind == PPGTT_PML4)
		return -EFAULT;
	table_compare(vgpu, table);
	table->bad = 0;
	if (ppgtt->changes && table->level)
		ret = table_link(vgpu, table, need);
	else if (ppgtt->changes)
		*need = PPGTT_PIN;
	if (!ret && *need == PPGTT_CLEAN)
		facet_ppgtt_table_mark_clean(table);
	return ret;
}

void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (i = 0; i < PPGTT_ENTRIES; i++) {
		if (table->level && !entry_is_large(table, i))
			continue;
		facet_ppgtt_entry_clear(vgpu, table, i);
		table->entries->guest[i] = 0;
	}
	facet_shadow_step(vgpu, PPGTT_ENTRIES);
}

void facet_ppgtt_ips_changed(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (i = 0; i < PPGTT_ENTRIES; i++) {
		if (!(table->entries->guest[i] & GEN9_PDE_IPS_64K) || entry_is_large(table, i))
			continue;
		facet_ppgtt_entry_clear(vgpu, table, i);
		table->entries->guest[i] = 0;
	}
	facet_shadow_step(vgpu, PPGTT_ENTRIES);
}
