// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shadows of per-process page tables (PPGTT), from their roots. A table that may differ from the
 * guest's is on a list: the list of its root, or the list of tables that several roots reach. A
 * sync of a root compares all tables of both lists. A compare may add tables below to the list. A
 * table leaves the list if the front end reports its changes. The next sync compares the other
 * tables again.
 *
 * A table that no entry names any more is dying. It names up to 512 others, so freeing it takes
 * long. release_dying() frees dying tables in bounded holds, before the root is used again. A dead
 * root stays until all of its tables are freed.
 *
 * The worker syncs roots, drops references and makes room. dma_unmap drops leaves, and releases
 * dying tables. All changes are under vgpu->shadow_lock, in bounded holds (shadow_lock.h).
 */
#include "mediator/ppgtt.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "gen9/regs_defs.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/progress.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

enum { PPGTT_RESTARTS = 16 };	/* tries of one sync, if a dma_unmap disturbs it */

static struct pgpu *vgpu_pgpu(const struct facet_vgpu *vgpu)
{
	return facet_gpu_pgpu(vgpu->gpu);
}

static void work_init(struct ppgtt_work *work)
{
	INIT_LIST_HEAD(&work->todo);
	INIT_LIST_HEAD(&work->always);
}

/*
 * Make a root dead, and its tables dying. The lists of the root are in use until the tables are
 * released: the caller calls release_dying() soon. shadow_lock held.
 */
static void root_kill(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	list_move_tail(&root->list, &vgpu->ppgtt->dead);
	facet_ppgtt_table_put(vgpu, root->top);
	facet_shadow_step(vgpu, 1);
}

/* Free dead roots, whose tables are all released. Context and result as facet_ppgtt_reap(). */
static bool roots_free(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root;

	for (;;) {
		root = list_first_entry_or_null(&vgpu->ppgtt->dead, struct facet_ppgtt_root, list);
		if (!root)
			return false;
		if (facet_shadow_need_resched(vgpu))
			return true;
		list_del(&root->list);
		port_free(root);
		facet_shadow_step(vgpu, 1);
	}
}

/*
 * Drop the references of dying tables. First move tables that several roots share to the shared
 * list, so that none belongs to a dead root. An engine may still walk a dying table by cached
 * translations: all pages that it finds stay pinned until earlier work has ended. Context and
 * result as facet_ppgtt_reap().
 */
static bool release_dying(struct facet_vgpu *vgpu)
{
	return facet_ppgtt_tables_share(vgpu) || facet_ppgtt_tables_release(vgpu) ||
	       facet_ppgtt_larges_release(vgpu) || roots_free(vgpu);
}

/* Release dying tables, and free deferred ones. Context and result as facet_ppgtt_reap(). */
static bool release_and_reap(struct facet_vgpu *vgpu)
{
	return release_dying(vgpu) || facet_ppgtt_reap(vgpu);
}

/*
 * Release dying tables and free deferred ones, in as many holds of shadow_lock as it takes. The
 * worker, or a thread that keeps it out.
 */
static void ppgtt_free_dying(struct facet_vgpu *vgpu)
{
	facet_shadow_lock(vgpu);
	while (release_and_reap(vgpu))
		facet_shadow_resched(vgpu);
	facet_shadow_unlock(vgpu);
}

/*
 * Kill the idle roots that the guest has closed, for one hold. shadow_lock held. Return: true: some
 * were killed, and more may be left.
 */
static bool roots_close(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;
	bool any = false;

	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		if (!root->closed || facet_shadow_need_resched(vgpu))
			break;
		if (port_check(PPGTT_CLOSED_BUSY, root->refs))
			continue;
		root_kill(vgpu, root);
		any = true;
	}
	return any;
}

/*
 * Kill the least recently used root without workloads, and free its tables. Takes shadow_lock.
 * Return: true: there was one.
 */
static bool ppgtt_kill_idle(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root;
	bool found = false;

	facet_shadow_lock(vgpu);
	list_for_each_entry(root, &vgpu->ppgtt->roots, list) {
		found = !port_check(PPGTT_ROOT_BUSY, root->refs);
		if (found)
			break;
	}
	if (found)
		root_kill(vgpu, root);
	facet_shadow_unlock(vgpu);
	if (found)
		ppgtt_free_dying(vgpu);
	return found;
}

bool facet_ppgtt_evict_idle(struct facet_vgpu *vgpu)
{
	bool any = false;

	while (ppgtt_kill_idle(vgpu))
		any = true;
	return any;
}

bool facet_ppgtt_full(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;

	lockdep_assert_held(&vgpu->shadow_lock);
	ppgtt->full = port_check(PPGTT_CAP, ppgtt->count >= vgpu->type->max_shadow_pages);
	return ppgtt->full;
}

/*
 * Make room for a shadow page after -ENOSPC, by killing an idle root if need be. No lock held. The
 * caller has no reference to a table, since the table may be freed. Return: true: try again; false:
 * -ENOSPC had another cause than the cap of shadow pages, or all roots are busy.
 */
static bool ppgtt_make_room(struct facet_vgpu *vgpu)
{
	if (!vgpu->ppgtt->full)
		return false;
	vgpu->ppgtt->full = false;
	ppgtt_free_dying(vgpu);
	return facet_ppgtt_count(vgpu) < vgpu->type->max_shadow_pages || ppgtt_kill_idle(vgpu);
}

enum { PPGTT_AHEAD = 4 };	/* tables to prefetch while one is compared */

/*
 * Prefetch a table that is compared after @ahead - 1 others. Each step uses what the step before
 * has fetched.
 */
static void table_prefetch(const struct ppgtt_table *table, u32 ahead)
{
	const struct facet_pin *pin;

	switch (ahead) {
	case 1:
		pin = table->page->pin;
		prefetch(table->entries->guest);
		if (pin)
			prefetch(port_frame_to_ptr(pin->frame));
		break;
	case 2:
		prefetch(table->page->pin);
		break;
	case 3:
		prefetch(table->page);
		break;
	default:
		prefetch(table);
		prefetch(&table->page);
	}
}

static void prefetch_tables(const struct list_head *todo, const struct ppgtt_table *table)
{
	u32 ahead;

	for (ahead = 1; ahead <= PPGTT_AHEAD && table->work.next != todo; ahead++) {
		table = list_next_entry(table, work);
		table_prefetch(table, ahead);
	}
}

/* Return the next table to compare, those of the root first; NULL: none. shadow_lock held. */
static struct ppgtt_table *next_table(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	struct list_head *todo = &root->work.todo;
	struct ppgtt_table *table;

	if (list_empty(todo))
		todo = &vgpu->ppgtt->shared.todo;
	table = list_first_entry_or_null(todo, struct ppgtt_table, work);
	if (table)
		prefetch_tables(todo, table);
	return table;
}

/*
 * Compare tables for one hold of shadow_lock, up to the first that needs a call of the front end.
 * *@out becomes that table, with a reference, and *@need what the table needs. Else *@need is
 * PPGTT_CLEAN, and *@out is NULL if no table is left. Return: 0; -ECANCELED: the workload is being
 * cancelled; -EAGAIN: a dma_unmap has moved the generation; else as facet_ppgtt_table_compare().
 */
static int root_compare(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation,
			struct ppgtt_table **out, enum ppgtt_need *need)
{
	int ret = 0;
	bool due;

	*need = PPGTT_CLEAN;
	if (facet_progress_cancelled(vgpu))
		return -ECANCELED;
	facet_shadow_lock(vgpu);
	due = facet_ppgtt_tables_share(vgpu);
	if (facet_pins_generation(vgpu) != generation)
		ret = -EAGAIN;
	while (!due && !ret && *need == PPGTT_CLEAN) {
		*out = next_table(vgpu, root);
		if (!*out)
			break;
		ret = facet_ppgtt_table_compare(vgpu, *out, need);
		if (*need != PPGTT_CLEAN)
			port_ref_get(&(*out)->refs);
		due = facet_shadow_need_resched(vgpu) || facet_ppgtt_tables_share(vgpu);
	}
	facet_shadow_unlock(vgpu);
	return ret;
}

/*
 * Make the call of the front end that a table needs, and put the table. No lock held. Return: as
 * facet_ppgtt_page_prepare() or facet_ppgtt_table_pin().
 */
static int table_prepare(struct facet_vgpu *vgpu, struct ppgtt_table *table, enum ppgtt_need need,
			 u64 generation)
{
	int ret;

	if (need == PPGTT_PREPARE)
		ret = facet_ppgtt_page_prepare(vgpu, table->page, generation);
	else
		ret = facet_ppgtt_table_pin(vgpu, table, generation);
	facet_shadow_lock(vgpu);
	facet_ppgtt_table_put(vgpu, table);
	facet_shadow_unlock(vgpu);
	return ret;
}

/*
 * Compare all tables that may differ from the guest's. Tables that are found on the way join the
 * list. No lock held. Return: 0 or the first errno.
 */
static int root_work(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root, u64 generation)
{
	struct ppgtt_table *table = root->top;
	enum ppgtt_need need;
	int ret = 0;

	while (table && !ret) {
		ret = root_compare(vgpu, root, generation, &table, &need);
		if (need != PPGTT_CLEAN)
			ret = table_prepare(vgpu, table, need, generation);
		if (ret == -ENOSPC && ppgtt_make_room(vgpu))
			ret = 0;
		cond_resched();
	}
	return ret;
}

/*
 * Invalidate the cached translations of a root if entries have changed, before work begins on the
 * root. Other roots are invalidated by their own syncs. Until then the pages that they name stay
 * pinned. shadow_lock held.
 */
static void root_flush(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	struct pgpu *pgpu = vgpu_pgpu(vgpu);

	if (root->flushed != vgpu->ppgtt->changed)
		pgpu->ops->invalidate(pgpu, vgpu->owner);
	root->flushed = vgpu->ppgtt->changed;
}

/* Return the root whose PML4 is the guest page; NULL: none. shadow_lock held. */
static struct facet_ppgtt_root *root_find(struct facet_vgpu *vgpu, u64 gfn)
{
	struct ppgtt_page *page = facet_ppgtt_page_find(vgpu, gfn);
	struct ppgtt_table *top = page ? page->tables[PPGTT_PML4] : NULL;

	return top ? container_of(top->owner, struct facet_ppgtt_root, work) : NULL;
}

/*
 * Take a reference to the root of a PML4; make the root if missing. shadow_lock held. Return: 0;
 * -ENOMEM; -ENOSPC as facet_ppgtt_table_get().
 */
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
	root->flushed = ppgtt->changed;
	ret = facet_ppgtt_table_get(vgpu, gfn, PPGTT_PML4, &root->top);
	if (ret) {
		port_free(root);
		return ret;
	}
	facet_ppgtt_table_set_owner(vgpu, root->top, &root->work);
found:
	port_ref_get(&root->refs);
	root->closed = false;
	list_move_tail(&root->list, &ppgtt->roots);
	*out = root;
	return 0;
}

bool facet_ppgtt_ips(const struct facet_vgpu *vgpu)
{
	u32 field = facet_reg_get(&vgpu->dev, GEN9_GAMW_ECO_DEV_RW) & GEN9_GAMW_ECO_64K_IPS;

	return field == GEN9_GAMW_ECO_64K_IPS;
}

/*
 * Bring the tables up to date with IPS bits. The worker; shadow_lock held, and released in between
 * (facet_ppgtt_pages_ips()).
 */
static void ppgtt_update_ips(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	bool ips = facet_ppgtt_ips(vgpu);

	if (ips == ppgtt->ips)
		return;
	ppgtt->ips = ips;
	facet_ppgtt_pages_ips(vgpu);
}

/* Queue the tables that each sync compares. shadow_lock held. */
static void work_begin(struct ppgtt_work *work)
{
	list_splice_tail_init(&work->always, &work->todo);
}

/* Begin a sync: queue all tables that it has to compare. Takes shadow_lock in bounded holds. */
static void root_begin(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	facet_shadow_lock(vgpu);
	vgpu->ppgtt->stats.syncs++;
	while (facet_ppgtt_collect(vgpu))
		facet_shadow_resched(vgpu);
	ppgtt_update_ips(vgpu);
	work_begin(&root->work);
	work_begin(&vgpu->ppgtt->shared);
	facet_shadow_unlock(vgpu);
}

/* Bring a root up to date. The worker; no lock held. Return: as facet_ppgtt_sync(). */
static int root_sync(struct facet_vgpu *vgpu, struct facet_ppgtt_root *root)
{
	u32 tries;
	int ret = -EAGAIN;

	root_begin(vgpu, root);
	for (tries = 0; tries < PPGTT_RESTARTS && ret == -EAGAIN; tries++)
		ret = root_work(vgpu, root, facet_pins_generation(vgpu));
	facet_shadow_lock(vgpu);
	root_flush(vgpu, root);
	while (release_and_reap(vgpu))
		facet_shadow_resched(vgpu);
	facet_shadow_unlock(vgpu);
	facet_ppgtt_pages_free_unused(vgpu);
	return ret;
}

int facet_ppgtt_sync(struct facet_vgpu *vgpu, u64 pml4, struct facet_ppgtt_root **out)
{
	struct facet_ppgtt_root *root;
	int ret;

	if (port_check(PPGTT_PML4, (pml4 & ~GEN9_PTE_ADDR_MASK) != 0))
		return -EFAULT;
	do {
		facet_shadow_lock(vgpu);
		while (roots_close(vgpu) || release_and_reap(vgpu))
			facet_shadow_resched(vgpu);
		ret = root_get(vgpu, pml4 >> GEN9_PAGE_SHIFT, &root);
		facet_shadow_unlock(vgpu);
	} while (ret == -ENOSPC && ppgtt_make_room(vgpu));
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
	facet_shadow_lock(vgpu);
	port_ref_put(&root->refs);
	facet_shadow_unlock(vgpu);
}

void facet_ppgtt_g2v_notify(struct facet_vgpu *vgpu, u64 pml4, bool created)
{
	struct facet_ppgtt_root *root;

	if (created)
		return;
	facet_shadow_lock(vgpu);
	root = root_find(vgpu, pml4 >> GEN9_PAGE_SHIFT);
	if (root) {
		root->closed = true;
		list_del(&root->list);
		list_add(&root->list, &vgpu->ppgtt->roots);
	}
	facet_shadow_unlock(vgpu);
}

void facet_ppgtt_drop(struct facet_vgpu *vgpu)
{
	facet_ppgtt_pages_drop(vgpu);
	facet_shadow_lock(vgpu);
	while (release_dying(vgpu))
		facet_shadow_resched(vgpu);
	facet_shadow_unlock(vgpu);
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
	INIT_LIST_HEAD(&ppgtt->pages);
	INIT_LIST_HEAD(&ppgtt->sharing);
	INIT_LIST_HEAD(&ppgtt->dying);
	INIT_LIST_HEAD(&ppgtt->dying_large);
	INIT_LIST_HEAD(&ppgtt->dead);
	INIT_LIST_HEAD(&ppgtt->deferred);
	INIT_LIST_HEAD(&ppgtt->unused);
	INIT_LIST_HEAD(&ppgtt->written);
	for (i = 0; i < PPGTT_LARGE_BUCKETS; i++)
		INIT_LIST_HEAD(&ppgtt->large[i]);
	work_init(&ppgtt->shared);
	spin_lock_init(&ppgtt->notify_lock);
	vgpu->ppgtt = ppgtt;
	return 0;
}

void facet_ppgtt_reset(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt_root *root, *next;

	facet_shadow_lock(vgpu);
	list_for_each_entry_safe(root, next, &vgpu->ppgtt->roots, list) {
		root_kill(vgpu, root);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	vgpu->ppgtt->notify_unsupported = false;
	facet_shadow_unlock(vgpu);
	ppgtt_free_dying(vgpu);
	facet_ppgtt_pages_free_unused(vgpu);
}

void facet_ppgtt_destroy(struct facet_vgpu *vgpu)
{
	if (!vgpu->ppgtt)
		return;
	facet_ppgtt_reset(vgpu);
	port_free(vgpu->ppgtt);
	vgpu->ppgtt = NULL;
}

static void ppgtt_state_reset(void *owner)
{
	facet_ppgtt_reset(facet_vgpu_of(owner));
}

const struct facet_state_section facet_ppgtt_state = {
	.name = "ppgtt",
	.what = "shadows follow the guest's page tables, from the roots that workloads name",
	.reset = ppgtt_state_reset,
};
