// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadows of per-process page tables, from their roots. A table that may differ
 * from the guest's is on a list: its root's, or that of the tables that several
 * roots reach. A sync of a root works both lists off: it compares a table, which
 * may put tables below it on the list. What reports its changes then leaves the
 * list; the rest is looked at again by the next sync.
 *
 * The worker syncs and puts; dma_unmap drops. Everything changes under
 * vgpu->shadow_lock; a sync lets go of it between tables. What it has in hand is
 * counted, since the worker itself unlinks tables when there has to be room.
 */
#include "mediator/ppgtt.h"
#include "gen9/regs.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/live.h"
#include "mediator/pins.h"
#include "mediator/ppgtt_types.h"
#include "mediator/regs.h"
#include "mediator/type.h"
#include "mediator/vgpu_types.h"
#include "pgpu/pgpu.h"

enum {
	PPGTT_RESTARTS = 16,	/* by dma_unmap, in one sync */
	PPGTT_STRETCH = 16,	/* tables compared without letting go of the lock */
};

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

static void work_init(struct ppgtt_work *work)
{
	INIT_LIST_HEAD(&work->todo);
	INIT_LIST_HEAD(&work->always);
}

static void root_free(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	list_del(&root->list);
	facet_ppgtt_table_put(vgpu, root->top);
	port_free(root);
}

static void ppgtt_free_closed(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;

	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		if (!root->closed)
			break;
		if (!port_check(PPGTT_CLOSED_BUSY, root->refs))
			root_free(vgpu, root);
	}
}

bool facet_ppgtt_shed(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;
	bool any = false;

	mutex_lock(&vgpu->shadow_lock);
	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		if (root->refs)
			continue;
		root_free(vgpu, root);
		any = true;
	}
	facet_ppgtt_reap(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	return any;
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

static struct ppgtt_table *next_table(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	struct list_head *todo = &root->work.todo;

	if (list_empty(todo))
		todo = &vgpu->ppgtt->shared.todo;
	return list_first_entry_or_null(todo, struct ppgtt_table, work);
}

/*
 * A table is counted while it is in hand: one that roots share may lose all of them when what it
 * names needs room, and then its needs and errors are nobody's. shadow_lock held.
 */
static int hand_back(struct facet_vgpu *vgpu, struct ppgtt_table *table, int ret)
{
	if (table->refs == 1)
		ret = PPGTT_SETTLED;
	facet_ppgtt_table_put(vgpu, table);
	return ret;
}

/*
 * Tables that need no call of the face, for a bounded stretch.
 * Return: enum ppgtt_need of @out, which is NULL when nothing is left, and in hand if it
 * needs something; a negative errno.
 */
static int root_compare(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation,
			struct ppgtt_table **out)
{
	int ret = PPGTT_SETTLED;
	u32 i;

	if (facet_execlists_draining(vgpu))
		return -ECANCELED;
	mutex_lock(&vgpu->shadow_lock);
	if (facet_pins_generation(vgpu) != generation)
		ret = -EAGAIN;
	for (i = 0; i < PPGTT_STRETCH && ret == PPGTT_SETTLED; i++) {
		*out = next_table(vgpu, root);
		if (!*out)
			break;
		(*out)->refs++;
		ret = facet_ppgtt_table_compare(vgpu, *out);
		if (ret <= PPGTT_SETTLED || (*out)->refs == 1)
			ret = hand_back(vgpu, *out, ret);
	}
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

/* What the table in hand needs of the face; it is handed back. Return: 0 or a negative errno. */
static int root_serve(struct facet_vgpu *vgpu, struct ppgtt_table *table, enum ppgtt_need need,
		      u64 generation)
{
	int ret;

	if (need == PPGTT_PREPARE)
		ret = facet_ppgtt_page_prepare(vgpu, table->page, generation);
	else
		ret = facet_ppgtt_table_pin(vgpu, table, generation);
	mutex_lock(&vgpu->shadow_lock);
	ret = hand_back(vgpu, table, ret);
	mutex_unlock(&vgpu->shadow_lock);
	return ret;
}

/* All that may differ from what the guest has. Tables found on the way join the list. */
static int root_work(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation)
{
	struct ppgtt_table *table = root->top;
	int ret = 0;

	while (table && ret >= 0) {
		ret = root_compare(vgpu, root, generation, &table);
		if (ret > PPGTT_SETTLED)
			ret = root_serve(vgpu, table, ret, generation);
		cond_resched();
	}
	return ret;
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
		pgpu->ops->invalidate(pgpu, root->top->mem.bus);
}

/* The root whose PML4 is this page, NULL: none. shadow_lock held. */
static struct facet_ppgtt_root *root_find(struct facet_vgpu *vgpu, u64 gfn)
{
	struct ppgtt_page *page = facet_ppgtt_page_find(vgpu, gfn);
	struct ppgtt_table *top = page ? page->tables[PPGTT_PML4] : NULL;

	return top ? container_of(top->owner, struct facet_ppgtt_root, work) : NULL;
}

static int root_get(struct facet_vgpu *vgpu, u64 gfn, struct facet_ppgtt_root **out)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct facet_ppgtt_root *root = root_find(vgpu, gfn);
	int ret;

	if (root)
		goto found;
	root = port_zalloc(sizeof(*root));
	if (!root)
		return -ENOMEM;
	INIT_LIST_HEAD(&root->list);
	work_init(&root->work);
	ret = facet_ppgtt_table_get(vgpu, gfn, PPGTT_PML4, &root->top);
	if (ret) {
		port_free(root);
		return ret;
	}
	facet_ppgtt_table_adopt(vgpu, root->top, &root->work);
found:
	root->refs++;
	root->closed = false;
	list_move_tail(&root->list, &ppgtt->roots);
	*out = root;
	return 0;
}

/* The guest switches by a register whether page directories' IPS bits count. shadow_lock held. */
static void ppgtt_look_at_ips(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u32 field = facet_reg_get(vgpu, GEN9_GAMW_ECO_DEV_RW) & GEN9_GAMW_ECO_64K_IPS;
	bool ips = field == GEN9_GAMW_ECO_64K_IPS;

	if (ips == ppgtt->ips)
		return;
	ppgtt->ips = ips;
	facet_ppgtt_pages_ips(vgpu);
}

static void work_begin(struct ppgtt_work *work)
{
	list_splice_tail_init(&work->always, &work->todo);
}

static int root_sync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	u32 tries;
	int ret = -EAGAIN;

	mutex_lock(&vgpu->shadow_lock);
	vgpu->ppgtt->stats.syncs++;
	facet_ppgtt_collect(vgpu);
	ppgtt_look_at_ips(vgpu);
	work_begin(&root->work);
	work_begin(&vgpu->ppgtt->shared);
	mutex_unlock(&vgpu->shadow_lock);
	for (tries = 0; tries < PPGTT_RESTARTS && ret == -EAGAIN; tries++)
		ret = root_work(vgpu, root, facet_pins_generation(vgpu));
	mutex_lock(&vgpu->shadow_lock);
	ppgtt_flush(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	facet_ppgtt_leave(vgpu);
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
	if (ret) {
		facet_ppgtt_root_put(vgpu, root);
		return ret;
	}
	*out = root;
	return 0;
}

int facet_ppgtt_resync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	return root_sync(vgpu, root);
}

u64 facet_ppgtt_root_bus(const struct facet_ppgtt_root *root)
{
	return root->top->mem.bus;
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
	root = root_find(vgpu, pml4 >> GEN9_PAGE_SHIFT);
	if (root) {
		root->closed = true;
		list_del(&root->list);
		list_add(&root->list, &vgpu->ppgtt->roots);
	}
	mutex_unlock(&vgpu->shadow_lock);
}

void facet_ppgtt_drop(struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	facet_ppgtt_pages_drop(vgpu);
	ppgtt_flush(vgpu);
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
	struct facet_ppgtt *ppgtt = port_zalloc(sizeof(*ppgtt));
	u32 i;

	if (!ppgtt)
		return -ENOMEM;
	for (i = 0; i < PPGTT_BUCKETS; i++)
		INIT_LIST_HEAD(&ppgtt->buckets[i]);
	INIT_LIST_HEAD(&ppgtt->roots);
	INIT_LIST_HEAD(&ppgtt->limbo);
	INIT_LIST_HEAD(&ppgtt->leaving);
	INIT_LIST_HEAD(&ppgtt->noticed);
	for (i = 0; i < PPGTT_LARGE_BUCKETS; i++)
		INIT_LIST_HEAD(&ppgtt->large[i]);
	work_init(&ppgtt->shared);
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
	vgpu->ppgtt->unwatchable = false;
	facet_ppgtt_reap(vgpu);
	mutex_unlock(&vgpu->shadow_lock);
	facet_ppgtt_leave(vgpu);
}

void facet_ppgtt_destroy(struct facet_vgpu *vgpu)
{
	if (!vgpu->ppgtt)
		return;
	facet_ppgtt_reset(vgpu);
	port_free(vgpu->ppgtt);
	vgpu->ppgtt = NULL;
}
