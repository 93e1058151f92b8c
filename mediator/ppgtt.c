// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadows of per-process page tables.
 *
 * A table stands for one guest page at one level, found by that pair, so that
 * the scratch chain that fills every unused entry is walked once. It holds a
 * copy of what the guest's page said; a sync compares, and touches only what
 * differs. Leaf entries hold pins, others hold counts on tables below.
 *
 * The worker syncs and puts; dma_unmap drops. All of it changes under
 * vgpu->shadow_lock, which is let go while pages are pinned. A table that
 * nothing names any more stays in limbo until no workload can be walking it.
 */
#include "mediator/ppgtt.h"
#include "gen9/gtt.h"
#include "mediator/execlist.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu_types.h"
#include "pgpu/pgpu.h"

enum {
	PPGTT_TOP_LEVEL = GEN9_PPGTT_LEVELS - 1,
	PPGTT_BUCKETS = 256,
	PPGTT_ENTRIES = 512,
	PPGTT_CHUNK = 8,	/* entries compared at a time: a cache line */
	PPGTT_RESTARTS = 16,	/* by dma_unmap, in one sync */
};

/**
 * struct ppgtt_table - A shadowed page.
 * @bucket: in the hash, or in limbo
 * @walk: on the stack of a walk
 * @refs: entries above that name it; 1 for the top of a root
 * @pushed: the walk that has met it
 * @synced: the walk that has compared it
 * @guest: what the guest's page said
 * @pins: of leaf entries
 * @below: of other entries
 */
struct ppgtt_table {
	struct list_head bucket;
	struct list_head walk;
	u64 gfn;
	u32 level;
	u32 refs;
	u64 pushed;
	u64 synced;
	u64 limbo_seq;
	struct facet_pin *pin;
	u64 *shadow;
	u64 bus;
	u64 guest[PPGTT_ENTRIES];
	union {
		struct facet_pin *pins[PPGTT_ENTRIES];
		struct ppgtt_table *below[PPGTT_ENTRIES];
	};
};

/**
 * struct facet_ppgtt_root - A guest's PML4.
 * @list: most recently used last
 * @refs: workloads that run on it
 * @closed: the guest says that it is gone
 * @flat: all tables below, valid while @flat_shape is the shape of now
 */
struct facet_ppgtt_root {
	struct list_head list;
	struct ppgtt_table *top;
	u32 refs;
	bool closed;
	struct ppgtt_table **flat;
	u32 flat_count;
	u64 flat_shape;
};

/**
 * struct facet_ppgtt - The shadows of a vGPU.
 * @count: shadow pages, those in limbo included
 * @shape: moves when a table is linked to another or goes
 * @walks: walks done
 * @stale: an entry that engines may have cached has changed
 * @index: with @value, @gfns and @got: the changes of one table
 */
struct facet_ppgtt {
	struct list_head buckets[PPGTT_BUCKETS];
	struct list_head roots;
	struct list_head limbo;
	u32 count;
	u64 shape;
	u64 walks;
	bool stale;

	u32 changes;
	u16 index[PPGTT_ENTRIES];
	u64 value[PPGTT_ENTRIES];
	u64 gfns[PPGTT_ENTRIES];
	struct facet_pin *got[PPGTT_ENTRIES];
};

static const u64 ppgtt_nothing[PPGTT_ENTRIES];

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

static struct list_head *table_bucket(struct facet_ppgtt *ppgtt, u64 gfn)
{
	return &ppgtt->buckets[(gfn ^ (gfn >> 8)) % PPGTT_BUCKETS];
}

static void table_free(struct facet_vgpu *vgpu, struct ppgtt_table *table)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);

	list_del(&table->bucket);
	pgpu->ops->page_free(pgpu, table->shadow, table->bus);
	vgpu->ppgtt->count--;
	kvfree(table);
}

/* Free what no workload can be walking any more. shadow_lock held. */
static void ppgtt_reap(struct facet_vgpu *vgpu)
{
	u64 oldest = facet_execlists_oldest(vgpu);
	struct ppgtt_table *table, *next;

	list_for_each_entry_safe(table, next, &vgpu->ppgtt->limbo, bucket) {
		if (oldest > table->limbo_seq)
			table_free(vgpu, table);
	}
}

static void table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table);

static void entry_clear(struct facet_vgpu *vgpu, struct ppgtt_table *table, u32 i)
{
	if (!table->shadow[i])
		return;
	WRITE_ONCE(table->shadow[i], 0);
	vgpu->ppgtt->stale = true;
	if (table->level) {
		table_put(vgpu, table->below[i]);
		table->below[i] = NULL;
		vgpu->ppgtt->shape++;
	} else {
		facet_pin_put(vgpu, table->pins[i]);
		table->pins[i] = NULL;
	}
}

/* At most as deep as there are levels. */
static void table_put(struct facet_vgpu *vgpu, struct ppgtt_table *table)
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

static void root_free(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	list_del(&root->list);
	table_put(vgpu, root->top);
	kvfree(root->flat);
	kvfree(root);
}

static void ppgtt_free_closed(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;

	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		if (root->closed && !root->refs)
			root_free(vgpu, root);
	}
}

/* Room for one more page: roots that nothing runs on go, the longest unused first. */
static int ppgtt_make_room(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_ppgtt_root *root, *next;

	if (ppgtt->count < vgpu->type->max_shadow_pages)
		return 0;
	list_for_each_entry_safe(root, next, &ppgtt->roots, list) {
		if (root->refs)
			continue;
		root_free(vgpu, root);
		ppgtt_reap(vgpu);
		if (ppgtt->count < vgpu->type->max_shadow_pages)
			return 0;
	}
	return -ENOSPC;
}

static int table_create(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	struct ppgtt_table *table;
	void *shadow;
	int ret;

	ret = ppgtt_make_room(vgpu);
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

/* A counted reference to the table of a guest page. shadow_lock held. */
static int table_get(struct facet_vgpu *vgpu, u64 gfn, u32 level, struct ppgtt_table **out)
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
	return (value & GEN9_PTE_PRESENT) && (level == PPGTT_TOP_LEVEL || !(value & GEN9_PDE_PS));
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
			ret = table_get(vgpu, (value & GEN9_PTE_ADDR_MASK) >> GEN9_PAGE_SHIFT,
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

/* Changed leaf entries [from, to) of the list; their pins are in @got. shadow_lock held. */
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
			WRITE_ONCE(table->shadow[at], pin->bus | (value & GEN9_PTE_FLAGS_MASK));
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
	/* Only what an administrator can mend fails the sync; a bad address is just absent. */
	return ret == -ENOSPC || ret == -ENOMEM ? ret : 0;
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
		if (ret && ret != -ENOSPC && ret != -ENOMEM)
			ret = table->level == PPGTT_TOP_LEVEL ? -EFAULT : 0;
	}
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

/* Compare, and apply what can be applied at once. Return: as table_sync(), 1: leaves to pin. */
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

/* One table is as the guest's page is. Worker; no lock held. */
static int table_sync(struct facet_vgpu *vgpu, struct ppgtt_table *table, u64 generation)
{
	int ret = 0;

	if (!table_has_pin(vgpu, table))
		ret = table_pin(vgpu, table, generation);
	if (!ret)
		ret = table_update(vgpu, table, generation);
	if (ret == 1)
		ret = leaf_update(vgpu, table, generation);
	table->synced = vgpu->ppgtt->walks;
	return ret;
}

static int root_set_flat(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root,
			 struct list_head *tables, u32 count)
{
	struct ppgtt_table **flat = kvcalloc(count, sizeof(*flat), GFP_KERNEL);
	struct ppgtt_table *table;
	u32 i = 0;

	if (!flat)
		return -ENOMEM;
	list_for_each_entry(table, tables, walk)
		flat[i++] = table;
	kvfree(root->flat);
	root->flat = flat;
	root->flat_count = count;
	root->flat_shape = vgpu->ppgtt->shape;
	return 0;
}

static void push_below(struct facet_vgpu *vgpu, struct ppgtt_table *table, struct list_head *stack)
{
	u64 walk = vgpu->ppgtt->walks;
	u32 i;

	for (i = 0; i < PPGTT_ENTRIES; i++) {
		struct ppgtt_table *below = table->below[i];

		if (below && below->pushed != walk) {
			below->pushed = walk;
			list_add(&below->walk, stack);
		}
	}
}

/* All tables that the root reaches, each once; what was compared already is not again. */
static int root_walk(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation)
{
	u64 walk = vgpu->ppgtt->walks;
	struct list_head stack, seen;
	struct ppgtt_table *table;
	u32 count = 0;
	int ret;

	INIT_LIST_HEAD(&stack);
	INIT_LIST_HEAD(&seen);
	root->top->pushed = walk;
	list_add(&root->top->walk, &stack);
	while (!list_empty(&stack)) {
		table = list_first_entry(&stack, struct ppgtt_table, walk);
		ret = table->synced == walk ? 0 : table_sync(vgpu, table, generation);
		if (ret)
			return ret;
		list_move_tail(&table->walk, &seen);
		count++;
		if (table->level)
			push_below(vgpu, table, &stack);
		cond_resched();
	}
	return root_set_flat(vgpu, root, &seen, count);
}

/* The tables known from the last walk; -ESTALE if what is named by which has changed. */
static int root_compare(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 i;
	int ret;

	for (i = 0; i < root->flat_count; i++) {
		if (root->flat_shape != ppgtt->shape)
			return -ESTALE;
		ret = table_sync(vgpu, root->flat[i], generation);
		if (ret)
			return ret;
	}
	return root->flat_count && root->flat_shape == ppgtt->shape ? 0 : -ESTALE;
}

/* What engines cached of changed entries is forgotten. */
static void ppgtt_flush(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);
	struct facet_ppgtt_root *root;

	if (!vgpu->ppgtt->stale)
		return;
	vgpu->ppgtt->stale = false;
	list_for_each_entry(root, &vgpu->ppgtt->roots, list)
		pgpu->ops->invalidate(pgpu, root->top->bus);
}

static int root_get(struct facet_vgpu *vgpu, u64 gfn, struct facet_ppgtt_root **out)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_ppgtt_root *root;
	int ret;

	list_for_each_entry(root, &ppgtt->roots, list) {
		if (root->top->gfn == gfn)
			goto found;
	}
	root = kvzalloc(sizeof(*root), GFP_KERNEL);
	if (!root)
		return -ENOMEM;
	INIT_LIST_HEAD(&root->list);
	ret = table_get(vgpu, gfn, PPGTT_TOP_LEVEL, &root->top);
	if (ret) {
		kvfree(root);
		return ret;
	}
found:
	root->refs++;
	root->closed = false;
	list_move_tail(&root->list, &ppgtt->roots);
	*out = root;
	return 0;
}

static int root_sync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	u32 tries;
	int ret = -EAGAIN;

	for (tries = 0; tries < PPGTT_RESTARTS && ret == -EAGAIN; tries++) {
		u64 generation = facet_pins_generation(vgpu);

		vgpu->ppgtt->walks++;
		ret = root_compare(vgpu, root, generation);
		if (ret == -ESTALE)
			ret = root_walk(vgpu, root, generation);
	}
	return ret;
}

int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **out)
{
	struct facet_ppgtt_root *root;
	int ret;

	if ((pml4 & ~GEN9_PTE_ADDR_MASK) != 0)
		return -EFAULT;
	mutex_lock(&vgpu->shadow_lock);
	ppgtt_free_closed(vgpu);
	ppgtt_reap(vgpu);
	ret = root_get(vgpu, pml4 >> GEN9_PAGE_SHIFT, &root);
	mutex_unlock(&vgpu->shadow_lock);
	if (ret)
		return ret;
	ret = root_sync(vgpu, root);
	mutex_lock(&vgpu->shadow_lock);
	ppgtt_flush(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	if (ret) {
		facet_ppgtt_root_put(vgpu, root);
		return ret;
	}
	*out = root;
	return 0;
}

int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	int ret = root_sync(vgpu, root);

	mutex_lock(&vgpu->shadow_lock);
	ppgtt_flush(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root)
{
	return root->top->bus;
}

void facet_ppgtt_root_put(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	mutex_lock(&vgpu->shadow_lock);
	root->refs--;
	mutex_unlock(&vgpu->shadow_lock);
}

void facet_ppgtt_notice(struct facet_vgpu *vgpu, u64 pml4, bool created)
{
	struct facet_ppgtt_root *root;

	if (created)
		return;
	mutex_lock(&vgpu->shadow_lock);
	list_for_each_entry(root, &vgpu->ppgtt->roots, list) {
		if (root->top->gfn == pml4 >> GEN9_PAGE_SHIFT)
			root->closed = true;
	}
	mutex_unlock(&vgpu->shadow_lock);
}

static void table_drop(struct facet_vgpu *vgpu, struct ppgtt_table *table)
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

void facet_ppgtt_drop(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_table *table;
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (i = 0; i < PPGTT_BUCKETS; i++) {
		list_for_each_entry(table, &ppgtt->buckets[i], bucket)
			table_drop(vgpu, table);
	}
	ppgtt_flush(vgpu);
}

u32 facet_ppgtt_count(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->ppgtt->count);
}

int facet_ppgtt_create(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = kvzalloc(sizeof(*ppgtt), GFP_KERNEL);
	u32 i;

	if (!ppgtt)
		return -ENOMEM;
	for (i = 0; i < PPGTT_BUCKETS; i++)
		INIT_LIST_HEAD(&ppgtt->buckets[i]);
	INIT_LIST_HEAD(&ppgtt->roots);
	INIT_LIST_HEAD(&ppgtt->limbo);
	vgpu->ppgtt = ppgtt;
	return 0;
}

void facet_ppgtt_reset(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;

	mutex_lock(&vgpu->shadow_lock);
	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list)
		root_free(vgpu, root);
	vgpu->ppgtt->stale = false;
	ppgtt_reap(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
}

void facet_ppgtt_destroy(struct facet_vgpu *vgpu)
{
	if (!vgpu->ppgtt)
		return;
	facet_ppgtt_reset(vgpu);
	kvfree(vgpu->ppgtt);
	vgpu->ppgtt = NULL;
}
