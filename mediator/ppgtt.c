// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadows of per-process page tables, from their roots: which tables a guest's
 * PML4 reaches, each met once in a walk. While nothing changes that one table
 * names another, a sync is a comparison of the tables known.
 *
 * The worker syncs and puts; dma_unmap drops. Everything changes under
 * vgpu->shadow_lock; a walk lets go of it between tables, and what it meets
 * stays, since only the worker unlinks tables.
 */
#include "mediator/ppgtt.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/ppgtt_types.h"
#include "mediator/type.h"
#include "mediator/vgpu_types.h"
#include "pgpu/pgpu.h"

enum {
	PPGTT_RESTARTS = 16,	/* by dma_unmap, in one sync */
	PPGTT_FLATS = 4,	/* entries in all flat lists, times the cap of shadow pages */
};

#define PPGTT_SPREAD	0x9e3779b97f4a7c15ull	/* of the golden ratio: mixes all bits upwards */

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

static void root_forget_flat(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	vgpu->ppgtt->flat_entries -= root->flat_count;
	kvfree(root->flat);
	root->flat = NULL;
	root->flat_count = 0;
}

static void root_free(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	list_del(&root->list);
	facet_ppgtt_table_put(vgpu, root->top);
	root_forget_flat(vgpu, root);
	kvfree(root);
}

static void ppgtt_free_closed(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;

	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		if (root->closed && !port_check(PPGTT_CLOSED_BUSY, root->refs))
			root_free(vgpu, root);
	}
}

/* Roots that nothing runs on go, the longest unused first. */
int facet_ppgtt_make_room(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_ppgtt_root *root, *next;

	if (!port_check(PPGTT_CAP, ppgtt->count >= vgpu->type->max_shadow_pages))
		return 0;
	list_for_each_entry_safe(root, next, &ppgtt->roots, list) {
		if (port_check(PPGTT_ROOT_BUSY, root->refs))
			continue;
		root_free(vgpu, root);
		facet_ppgtt_reap(vgpu);
		if (ppgtt->count < vgpu->type->max_shadow_pages)
			return 0;
	}
	return -ENOSPC;
}

/*
 * Roots may share all their tables, and each lists them: those that were used
 * longest ago forget theirs, and are walked when they come back.
 */
static void flats_make_room(struct facet_vgpu *vgpu, u32 count)
{
	u64 most = (u64)vgpu->type->max_shadow_pages * PPGTT_FLATS;
	struct facet_ppgtt_root *root;

	list_for_each_entry(root, &vgpu->ppgtt->roots, list) {
		if (!port_check(PPGTT_FLATS, vgpu->ppgtt->flat_entries + count > most))
			return;
		root_forget_flat(vgpu, root);
	}
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
	mutex_lock(&vgpu->shadow_lock);
	root_forget_flat(vgpu, root);
	flats_make_room(vgpu, count);
	mutex_unlock(&vgpu->shadow_lock);
	vgpu->ppgtt->flat_entries += count;
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

		if (below && !port_check(PPGTT_MET, below->pushed == walk)) {
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
		ret = table->synced == walk ? 0 : facet_ppgtt_table_sync(vgpu, table, generation);
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
		ret = facet_ppgtt_table_sync(vgpu, root->flat[i], generation);
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
	ret = facet_ppgtt_table_get(vgpu, gfn, PPGTT_TOP_LEVEL, &root->top);
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
		vgpu->ppgtt->stats.syncs++;
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

	if (port_check(PPGTT_PML4, (pml4 & ~GEN9_PTE_ADDR_MASK) != 0))
		return -EFAULT;
	mutex_lock(&vgpu->shadow_lock);
	ppgtt_free_closed(vgpu);
	facet_ppgtt_reap(vgpu);
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

void facet_ppgtt_drop(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_table *table;
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
	for (i = 0; i < PPGTT_BUCKETS; i++) {
		list_for_each_entry(table, &ppgtt->buckets[i], bucket)
			facet_ppgtt_table_drop(vgpu, table);
	}
	ppgtt_flush(vgpu);
}

void facet_ppgtt_written(struct facet_vgpu *vgpu, u64 gpa, u64 len)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	unsigned long flags;

	spin_lock_irqsave(&ppgtt->watch_lock, flags);
	ppgtt->stats.notices++;
	spin_unlock_irqrestore(&ppgtt->watch_lock, flags);
}

void facet_ppgtt_stats(const struct facet_vgpu *vgpu, struct facet_ppgtt_stats *stats)
{
	*stats = vgpu->ppgtt->stats;
}

u32 facet_ppgtt_count(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->ppgtt->count);
}

int facet_ppgtt_create(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = kvzalloc(sizeof(*ppgtt), GFP_KERNEL);
	u64 secret = vgpu->ops->now_ns(vgpu->host) ^ (uintptr_t)ppgtt;
	u32 i;

	if (!ppgtt)
		return -ENOMEM;
	ppgtt->factor = (secret + 1) * PPGTT_SPREAD | 1;
	for (i = 0; i < PPGTT_BUCKETS; i++)
		INIT_LIST_HEAD(&ppgtt->buckets[i]);
	INIT_LIST_HEAD(&ppgtt->roots);
	INIT_LIST_HEAD(&ppgtt->limbo);
	spin_lock_init(&ppgtt->watch_lock);
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
	facet_ppgtt_reap(vgpu);
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
