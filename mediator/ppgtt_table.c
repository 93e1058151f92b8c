// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of PPGTT shadows. A table stands for one guest page at one level, found
 * by that pair, so that the scratch chain that fills every unused entry is one
 * table a level. It holds a copy of what the guest's page said; a sync compares,
 * and touches only what differs. Leaf entries hold pins, others hold counts on
 * tables below.
 *
 * Called by ppgtt.c. All of it changes under vgpu->shadow_lock, which is let go
 * while pages are pinned. A table that nothing names any more stays in limbo
 * until no workload can be walking it.
 */
#include "mediator/ppgtt_types.h"
#include "mediator/execlist.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/vgpu_types.h"
#include "pgpu/pgpu.h"

enum { PPGTT_CHUNK = 8 };	/* entries compared at a time: a cache line */

static const u64 ppgtt_nothing[PPGTT_ENTRIES];

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

static void table_free(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);

	list_del(&table->limbo);
	pgpu->ops->page_free(pgpu, table->shadow, table->bus);
	vgpu->ppgtt->count--;
	kvfree(table);
}

void facet_ppgtt_reap(struct facet_vgpu *vgpu)
{
	u64 oldest = facet_execlists_oldest(vgpu);
	struct ppgtt_table *table, *next;

	list_for_each_entry_safe(table, next, &vgpu->ppgtt->limbo, limbo) {
		if (!port_check(PPGTT_IN_USE, oldest <= table->limbo_seq))
			table_free(vgpu, table);
	}
}

static void entry_clear(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i)
{
	if (!table->shadow[i])
		return;
	WRITE_ONCE(table->shadow[i], 0);
	vgpu->ppgtt->stale = true;
	if (table->level) {
		facet_ppgtt_table_put(vgpu, table->below[i]);
		table->below[i] = NULL;
	} else {
		facet_pin_put(vgpu, table->pins[i]);
		table->pins[i] = NULL;
	}
}

/* At most as deep as there are levels. */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct ppgtt_page *page = table->page;
	u32 i;

	if (--table->refs)
		return;
	for (i = 0; i < PPGTT_ENTRIES; i++)
		entry_clear(vgpu, table, i);
	list_del_init(&table->work);
	page->tables[table->level] = NULL;
	page->count--;
	facet_ppgtt_page_put(vgpu, page);
	table->page = NULL;
	table->limbo_seq = facet_execlists_newest(vgpu);
	list_add_tail(&table->limbo, &vgpu->ppgtt->limbo);
}

static int table_create(struct facet_vgpu *vgpu, struct ppgtt_page *page, u32 level,
			struct ppgtt_table **out)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	struct ppgtt_table *table = kvzalloc(sizeof(*table), GFP_KERNEL);
	void *shadow;
	int ret;

	if (!table)
		return -ENOMEM;
	ret = pgpu->ops->page_alloc(pgpu, &shadow, &table->bus);
	if (ret) {
		kvfree(table);
		return ret;
	}
	table->shadow = shadow;
	table->page = page;
	table->level = level;
	INIT_LIST_HEAD(&table->work);
	page->tables[level] = table;
	page->count++;
	vgpu->ppgtt->count++;
	*out = table;
	return 0;
}

int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out)
{
	struct ppgtt_page *page;
	int ret;

	ret = facet_ppgtt_page_get(vgpu, gfn, &page);
	if (ret)
		return ret;
	if (!page->tables[level]) {
		ret = facet_ppgtt_make_room(vgpu);
		if (!ret)
			ret = table_create(vgpu, page, level, &page->tables[level]);
		facet_ppgtt_page_put(vgpu, page);
		if (ret)
			return ret;
	}
	*out = page->tables[level];
	(*out)->refs++;
	return 0;
}

/* A table that was another root's, and all below it. At most as deep as there are levels. */
static void table_share(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;

	table->owner = &ppgtt->shared;
	ppgtt->stats.shared++;
	if (!list_empty(&table->work))
		list_move_tail(&table->work, &ppgtt->shared.todo);
	for (i = 0; table->level && i < PPGTT_ENTRIES; i++) {
		if (table->below[i] && table->below[i]->owner != &ppgtt->shared)
			table_share(vgpu, table->below[i]);
	}
}

void facet_ppgtt_table_adopt(struct facet_vgpu *vgpu, struct ppgtt_table *table,
			     struct ppgtt_work *owner)
{
	if (!table->owner) {
		table->owner = owner;
		list_add_tail(&table->work, &owner->todo);
	} else if (table->owner != owner && table->owner != &vgpu->ppgtt->shared) {
		table_share(vgpu, table);
	}
}

/*
 * Where the guest's page differs from the copy. Each entry is read once: what
 * is noted here is what is used.
 */
static void table_compare(struct facet_ppgtt *ppgtt, const struct ppgtt_table *table)
{
	const struct facet_pin *pin = table->page->pin;
	const u64 *guest = pin ? port_frame_to_ptr(pin->frame) : ppgtt_nothing;
	u32 i, k;

	ppgtt->changes = 0;
	ppgtt->stats.compared++;
	if (!memcmp(guest, table->guest, sizeof(table->guest)))
		return;
	for (i = 0; i < PPGTT_ENTRIES; i += PPGTT_CHUNK) {
		if (!memcmp(&guest[i], &table->guest[i], PPGTT_CHUNK * sizeof(u64)))
			continue;
		for (k = i; k < i + PPGTT_CHUNK; k++) {
			u64 value = READ_ONCE(guest[k]);

			if (value == table->guest[k])
				continue;
			ppgtt->index[ppgtt->changes] = k;
			ppgtt->value[ppgtt->changes++] = value;
		}
	}
	ppgtt->stats.changed += ppgtt->changes;
}

/* Large pages are not offered to the guest (PVINFO): an entry for one is absent. */
static bool entry_names_table(u64 value, u32 level)
{
	return !port_check(PPGTT_PRESENT, !(value & GEN9_PTE_PRESENT)) &&
	       (level == PPGTT_TOP_LEVEL || !port_check(PPGTT_LARGE, value & GEN9_PDE_PS));
}

/* Apply the changes of a table that names tables. shadow_lock held. */
static int table_link(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_table *below;
	u32 i;
	int ret;

	for (i = 0; i < ppgtt->changes; i++) {
		u64 value = ppgtt->value[i];
		u32 at = ppgtt->index[i];

		below = NULL;
		if (entry_names_table(value, table->level)) {
			ret = facet_ppgtt_table_get(vgpu, (value & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT,
					table->level - 1, &below);
			if (ret)
				return ret;
		}
		entry_clear(vgpu, table, at);
		if (below) {
			table->below[at] = below;
			WRITE_ONCE(table->shadow[at], below->bus | GEN9_PTE_PRESENT |
				   (value & GEN9_PTE_RW));
			facet_ppgtt_table_adopt(vgpu, below, table->owner);
		}
		table->guest[at] = value;
	}
	return 0;
}

/* The changes of a table of leaves; their pins are in @got. shadow_lock held. */
static void leaf_apply(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;

	table->bad = 0;
	for (i = 0; i < ppgtt->changes; i++) {
		u64 value = ppgtt->value[i];
		u32 at = ppgtt->index[i];
		struct facet_pin *pin = (value & GEN9_PTE_PRESENT) ? ppgtt->got[i] : NULL;

		entry_clear(vgpu, table, at);
		table->guest[at] = value;
		if (pin) {
			table->pins[at] = pin;
			WRITE_ONCE(table->shadow[at], pin->bus |
				   port_mask(PPGTT_FLAGS, value, GEN9_PTE_FLAGS_MASK));
		} else if (value & GEN9_PTE_PRESENT) {
			/* Could not be pinned: unlike the guest's, so that it is tried again. */
			table->guest[at] = ~value;
			table->bad++;
		}
	}
}

static void leaf_put_got(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;

	for (i = 0; i < ppgtt->changes; i++) {
		if (ppgtt->got[i])
			facet_pin_put(vgpu, ppgtt->got[i]);
	}
}

/* Pin what the changed entries name. No lock held. @got is NULL where there is nothing. */
static int leaf_pin(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_pin **pins = ppgtt->got;
	u32 i, n = 0;
	int ret = 0;

	for (i = 0; i < ppgtt->changes; i++) {
		if (ppgtt->value[i] & GEN9_PTE_PRESENT)
			ppgtt->gfns[n++] = (ppgtt->value[i] & GEN9_PTE_ADDR_MASK) >>
					   GEN9_PAGE_SHIFT;
	}
	if (n)
		ret = facet_pins_get(vgpu, ppgtt->gfns, n, pins);
	/* Spread the packed answers over the entries, from the end. */
	for (i = ppgtt->changes; i-- > 0;)
		pins[i] = (ppgtt->value[i] & GEN9_PTE_PRESENT) ? pins[--n] : NULL;
	return facet_pins_fail_sync(ret) ? ret : 0;
}

/* It is as the guest's page is. shadow_lock held. */
static void table_settle(struct ppgtt_table *table)
{
	if (facet_ppgtt_page_reports(table->page) && !table->bad)
		list_del_init(&table->work);
	else
		list_move_tail(&table->work, &table->owner->always);
}

int facet_ppgtt_table_leaves(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	int ret = leaf_pin(vgpu);

	mutex_lock(&vgpu->shadow_lock);
	if (facet_pins_generation(vgpu) != generation) {
		leaf_put_got(vgpu);
		ret = -EAGAIN;
	} else {
		leaf_apply(vgpu, table);
		if (!ret)
			table_settle(table);
	}
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

int facet_ppgtt_table_compare(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	int ret;

	if (facet_ppgtt_page_wants(vgpu, table->page))
		return PPGTT_PREPARE;
	if (!table->page->pin && table->level == PPGTT_TOP_LEVEL)
		return -EFAULT;
	table_compare(ppgtt, table);
	if (ppgtt->changes && !table->level)
		return PPGTT_LEAVES;
	table->bad = 0;
	ret = ppgtt->changes ? table_link(vgpu, table) : 0;
	if (!ret)
		table_settle(table);
	return ret;
}

void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	if (table->level)
		return;
	for (i = 0; i < PPGTT_ENTRIES; i++)
		entry_clear(vgpu, table, i);
	memset(table->guest, 0, sizeof(table->guest));
}
