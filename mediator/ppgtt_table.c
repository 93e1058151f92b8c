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

static struct list_head *table_bucket(struct facet_ppgtt *ppgtt, u64 gfn)
{
	return &ppgtt->buckets[gfn * ppgtt->factor >> (64 - PPGTT_BUCKET_BITS)];
}

static void table_free(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);

	list_del(&table->bucket);
	pgpu->ops->page_free(pgpu, table->shadow, table->bus);
	vgpu->ppgtt->count--;
	kvfree(table);
}

void facet_ppgtt_reap(struct facet_vgpu *vgpu)
{
	u64 oldest = facet_execlists_oldest(vgpu);
	struct ppgtt_table *table, *next;

	list_for_each_entry_safe(table, next, &vgpu->ppgtt->limbo, bucket) {
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
		vgpu->ppgtt->shape++;
	} else {
		facet_pin_put(vgpu, table->pins[i]);
		table->pins[i] = NULL;
	}
}

/* At most as deep as there are levels. */
void facet_ppgtt_table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	if (--table->refs)
		return;
	for (i = 0; i < PPGTT_ENTRIES; i++)
		entry_clear(vgpu, table, i);
	if (table->pin)
		facet_pin_put(vgpu, table->pin);
	table->pin = NULL;
	table->limbo_seq = facet_execlists_newest(vgpu);
	list_move_tail(&table->bucket, &vgpu->ppgtt->limbo);
	vgpu->ppgtt->shape++;
}

static int table_create(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	struct ppgtt_table *table;
	void *shadow;
	int ret;

	ret = facet_ppgtt_make_room(vgpu);
	if (ret)
		return ret;
	table = kvzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	ret = pgpu->ops->page_alloc(pgpu, &shadow, &table->bus);
	if (ret) {
		kvfree(table);
		return ret;
	}
	table->shadow = shadow;
	table->gfn = gfn;
	table->level = level;
	list_add(&table->bucket, table_bucket(vgpu->ppgtt, gfn));
	vgpu->ppgtt->count++;
	*out = table;
	return 0;
}

int facet_ppgtt_table_get(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out)
{
	struct ppgtt_table *table;
	int ret;

	list_for_each_entry(table, table_bucket(vgpu->ppgtt, gfn), bucket) {
		if (table->gfn == gfn && table->level == level) {
			table->refs++;
			*out = table;
			return 0;
		}
	}
	ret = table_create(vgpu, gfn, level, &table);
	if (ret)
		return ret;
	table->refs = 1;
	*out = table;
	return 0;
}

/*
 * Where the guest's page differs from the copy. Each entry is read once: what
 * is noted here is what is used.
 */
static void table_compare(struct facet_ppgtt *ppgtt, const struct ppgtt_table *table)
{
	const u64 *guest = table->pin ? port_frame_to_ptr(table->pin->frame) : ppgtt_nothing;
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
			ppgtt->shape++;
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

static int leaf_update(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	int ret = leaf_pin(vgpu);

	mutex_lock(&vgpu->shadow_lock);
	if (facet_pins_generation(vgpu) != generation) {
		leaf_put_got(vgpu);
		ret = -EAGAIN;
	} else {
		leaf_apply(vgpu, table);
	}
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

/* Have the guest's page itself in reach. No lock held. */
static int table_pin(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	struct facet_pin *pin = NULL;
	int ret = facet_pins_get(vgpu, &table->gfn, 1, &pin);

	mutex_lock(&vgpu->shadow_lock);
	if (facet_pins_generation(vgpu) != generation) {
		if (pin)
			facet_pin_put(vgpu, pin);
		ret = -EAGAIN;
	} else {
		table->pin = pin;
		if (ret && !facet_pins_fail_sync(ret))
			ret = table->level == PPGTT_TOP_LEVEL ? -EFAULT : 0;
	}
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

/* Compare, and apply what can be at once. Return: as facet_ppgtt_table_sync(); 1: leaves to pin. */
static int table_update(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	int ret = 0;

	mutex_lock(&vgpu->shadow_lock);
	if (facet_pins_generation(vgpu) != generation) {
		ret = -EAGAIN;
		goto out;
	}
	table_compare(ppgtt, table);
	ppgtt->stats.changed += ppgtt->changes;
	if (ppgtt->changes)
		ret = table->level ? table_link(vgpu, table) : 1;
out:
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

static bool table_has_pin(struct facet_vgpu *vgpu, const struct ppgtt_table *table)
{
	bool has;

	mutex_lock(&vgpu->shadow_lock);
	has = table->pin;
	mutex_unlock(&vgpu->shadow_lock);
	return has;
}

int facet_ppgtt_table_sync(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	int ret = facet_execlists_draining(vgpu) ? -ECANCELED : 0;

	if (!ret && !table_has_pin(vgpu, table))
		ret = table_pin(vgpu, table, generation);
	if (!ret)
		ret = table_update(vgpu, table, generation);
	if (ret == 1)
		ret = leaf_update(vgpu, table, generation);
	table->synced = vgpu->ppgtt->walks;
	return ret;
}

void facet_ppgtt_table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	u32 i;

	if (table->pin)
		facet_pin_put(vgpu, table->pin);
	WRITE_ONCE(table->pin, NULL);
	if (table->level)
		return;
	for (i = 0; i < PPGTT_ENTRIES; i++)
		entry_clear(vgpu, table, i);
	memset(table->guest, 0, sizeof(table->guest));
}
