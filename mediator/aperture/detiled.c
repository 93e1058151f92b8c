// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detiled pages of a fenced aperture. A detiled page is a host page with the detiled contents of a
 * page of BAR2. It is made of up to 32 guest pages, and must show what they hold:
 *
 *  - A vCPU writes to the detiled page. The front end snoops the page of BAR2, and reports the
 *    write before that vCPU goes on. facet_detiled_written() copies the write to the guest's pages.
 *  - A vCPU writes to one of the guest pages. The front end snoops these, too, and the detiled
 *    page ends.
 *  - An engine writes. While there is a detiled page, the engine asks before it makes earlier
 *    stores known. All detiled pages end first (facet_detiled_store_barrier()). The worker ends
 *    them, too, before it reports to the guest that work has ended.
 *  - An entry of the GGTT, a fence, the address of BAR2 or guest memory changes: detiled pages end.
 *  - BAR2 maps a guest page elsewhere without a fence: one of both mappings ends
 *    (facet_aperture_page()).
 *
 * Detiled pages are filled with no lock held. An event that ends one meanwhile finds it on record,
 * and the maker gives it up.
 *
 * Locks: facet_detiled.lock, a mutex, is held while detiled pages are made and ended, but not while
 * they are filled. It is held across the front end's zap_aperture and snoop_writes and the pGPU's
 * notify_stores. None of these waits for an engine. vgpu->dev.lock is taken inside, over the fields
 * that other files read.
 */

#include "mediator/detiled.h"

#include "device/config.h"
#include "mediator/aperture/detiled_types.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

/* --- queries ------------------------------------------------------------------------------ */

struct detiled_page *facet_detiled_find(struct facet_detiled *detiled, u32 page)
{
	struct detiled_page *dpage;

	list_for_each_entry(dpage, &detiled->by_page[page % DETILED_BUCKETS], bucket)
		if (dpage->page == page)
			return dpage;
	return NULL;
}

struct detiled_source *facet_detiled_find_source(const struct facet_vgpu *vgpu, u64 gfn)
{
	struct detiled_source *source;

	list_for_each_entry(source, facet_detiled_bucket(vgpu, gfn), bucket)
		if (source->gfn == gfn)
			return source;
	return NULL;
}

bool facet_detiled_uses(const struct facet_vgpu *vgpu, u64 gfn)
{
	lockdep_assert_held(&vgpu->dev.lock);
	return facet_detiled_find_source(vgpu, gfn);
}

bool facet_detiled_any(const struct facet_vgpu *vgpu)
{
	const struct facet_detiled *detiled = vgpu->detiled;

	/* The caller has changed an entry or a fence before: pairs with detiled_list(). */
	smp_mb();
	/* An unlisted page may still be mapped. Until it is not, stores_notified stays set. */
	return READ_ONCE(detiled->count) || READ_ONCE(detiled->stores_notified);
}

bool facet_detiled_live(struct facet_vgpu *vgpu, u32 page, const void *cpu)
{
	const struct detiled_page *dpage;
	unsigned long flags;
	bool live;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	dpage = facet_detiled_find(vgpu->detiled, page);
	live = dpage && dpage->cpu == cpu;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return live;
}

bool facet_detiled_bar2_offset(const struct facet_vgpu *vgpu, u64 gpa, u32 *offset)
{
	u64 bar2_gpa = READ_ONCE(vgpu->detiled->bar2_gpa);

	if (bar2_gpa == FACET_CONFIG_NOWHERE || gpa < bar2_gpa ||
	    gpa - bar2_gpa >= facet_type_aperture(vgpu->type))
		return false;
	*offset = gpa - bar2_gpa;
	return true;
}

bool facet_detiled_possible(const struct facet_host_ops *ops, const struct pgpu *pgpu)
{
	return ops->snoop_writes && ops->drop_detiled && pgpu->ops->notify_stores;
}

/* --- ending ------------------------------------------------------------------------------- */

void facet_detiled_free(struct detiled_page *dpage)
{
	port_free(dpage->reported);
	port_page_free(dpage->cpu);
	port_free(dpage);
}

void facet_detiled_unlist(struct facet_vgpu *vgpu, struct detiled_page *dpage,
			  struct list_head *ending)
{
	unsigned long flags;

	lockdep_assert_held(&vgpu->detiled->lock);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_del_init(&dpage->bucket);
	WRITE_ONCE(vgpu->detiled->count, vgpu->detiled->count - 1);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	list_move_tail(&dpage->list, ending);
	vgpu->detiled->stats.dropped++;
}

/*
 * Remove a source of a detiled page. If no other source names its guest page, stop snooping that
 * page. facet_detiled.lock held; takes vgpu->dev.lock; may sleep.
 */
static void source_forget(struct facet_vgpu *vgpu, struct detiled_source *source)
{
	bool last = list_empty(&source->ring);
	struct detiled_source *next;
	unsigned long flags;

	if (last && list_empty(&source->bucket))
		return;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	next = list_first_entry(&source->ring, struct detiled_source, ring);
	if (!last && !list_empty(&source->bucket))
		list_add(&next->bucket, &source->bucket);
	list_del_init(&source->bucket);
	list_del_init(&source->ring);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!last)
		return;
	vgpu->ops->snoop_writes(vgpu->host, source->gfn, false);
	vgpu->detiled->snooped--;
}

/* Remove the sources of a detiled page, and stop snooping it. Context as source_forget(). */
static void detiled_forget(struct facet_vgpu *vgpu, struct detiled_page *dpage)
{
	u32 i;

	if (dpage->snooped)
		vgpu->ops->snoop_writes(vgpu->host, dpage->gfn, false);
	for (i = 0; i < dpage->n; i++)
		source_forget(vgpu, &dpage->sources[i]);
	dpage->ended = true;
}

/*
 * Zap the front end's mappings of the pages of a list. This comes before all else: as long as a
 * page is mapped, the front end must snoop writes to it. facet_detiled.lock held; may sleep.
 */
static void zap_ending(struct facet_vgpu *vgpu, struct list_head *ending)
{
	struct detiled_page *dpage;
	u64 start = 0, end = 0;

	list_for_each_entry(dpage, ending, list) {
		u64 at = (u64)dpage->page << PAGE_SHIFT;

		if (at != end) {
			if (end > start)
				vgpu->ops->zap_aperture(vgpu->host, start, end - start);
			start = at;
		}
		end = at + PAGE_SIZE;
	}
	if (end > start)
		vgpu->ops->zap_aperture(vgpu->host, start, end - start);
}

void facet_detiled_release(struct facet_vgpu *vgpu, struct list_head *ending)
{
	struct facet_detiled *detiled = vgpu->detiled;
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct detiled_page *dpage, *next;

	lockdep_assert_held(&vgpu->detiled->lock);
	zap_ending(vgpu, ending);
	list_for_each_entry_safe(dpage, next, ending, list) {
		list_del_init(&dpage->list);
		detiled_forget(vgpu, dpage);
		if (!dpage->filling)
			facet_detiled_free(dpage);
	}
	if (detiled->stores_notified && !detiled->count) {
		pgpu->ops->notify_stores(pgpu, vgpu->owner, false);
		WRITE_ONCE(detiled->stores_notified, false);
	}
}

/* The following functions are of type facet_detiled_match_fn. */

static bool match_all(const struct detiled_page *dpage, u64 first, u64 n)
{
	return true;
}

bool facet_detiled_match_pages(const struct detiled_page *dpage, u64 first, u64 n)
{
	u32 i;

	if (dpage->page - first < n)
		return true;
	for (i = 0; i < dpage->n; i++)
		if (dpage->sources[i].page - first < n)
			return true;
	return false;
}

/* @first: first guest page number. Select pages that are made of one of @n guest pages. */
static bool match_source(const struct detiled_page *dpage, u64 first, u64 n)
{
	u32 i;

	for (i = 0; i < dpage->n; i++)
		if (dpage->sources[i].gfn - first < n)
			return true;
	return false;
}

/* The same, and select pages that lie at one of the guest pages. */
static bool match_memory(const struct detiled_page *dpage, u64 first, u64 n)
{
	return dpage->gfn - first < n || match_source(dpage, first, n);
}

void facet_detiled_drop_matching(struct facet_vgpu *vgpu, facet_detiled_match_fn *match, u64 first,
				 u64 n)
{
	struct detiled_page *dpage, *next;
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	list_for_each_entry_safe(dpage, next, &vgpu->detiled->list, list)
		if (match(dpage, first, n))
			facet_detiled_unlist(vgpu, dpage, &ending);
	if (!list_empty(&ending))
		facet_detiled_release(vgpu, &ending);
}

/* End all detiled pages that match. facet_detiled.lock not held: it is taken; may sleep. */
static void lock_and_drop(struct facet_vgpu *vgpu, facet_detiled_match_fn *match, u64 first, u64 n)
{
	if (!facet_detiled_any(vgpu))
		return;
	mutex_lock(&vgpu->detiled->lock);
	facet_detiled_drop_matching(vgpu, match, first, n);
	mutex_unlock(&vgpu->detiled->lock);
}

void facet_detiled_drop(struct facet_vgpu *vgpu)
{
	lock_and_drop(vgpu, match_all, 0, 0);
}

bool facet_detiled_store_barrier(struct facet_vgpu *vgpu, u64 *seqno)
{
	struct facet_detiled *detiled = vgpu->detiled;

	/* A number that was never given out counts as a new barrier. */
	if (*seqno && *seqno <= (u64)atomic64_read(&detiled->barriers_asked))
		return (u64)atomic64_read(&detiled->barriers_done) >= *seqno;
	if (!facet_detiled_any(vgpu))
		return true;
	*seqno = atomic64_inc_return(&detiled->barriers_asked);
	vgpu->ops->drop_detiled(vgpu->host);
	return false;
}

void facet_detiled_finish_barriers(struct facet_vgpu *vgpu)
{
	struct facet_detiled *detiled = vgpu->detiled;
	u64 asked = atomic64_read(&detiled->barriers_asked);

	facet_detiled_drop(vgpu);
	atomic64_set(&detiled->barriers_done, asked);
}

void facet_detiled_drop_pages(struct facet_vgpu *vgpu, u32 page, u32 n)
{
	lock_and_drop(vgpu, facet_detiled_match_pages, page, n);
}

/*
 * Each reported write calls this function, after the write has reached memory. So the function
 * first searches without the mutex. A detiled page that is not on record by now will be filled with
 * the new bytes.
 */
void facet_detiled_drop_source(struct facet_vgpu *vgpu, u64 gfn)
{
	unsigned long flags;
	bool used;

	if (!facet_detiled_any(vgpu))
		return;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	used = facet_detiled_uses(vgpu, gfn);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (used)
		lock_and_drop(vgpu, match_source, gfn, 1);
}

void facet_detiled_drop_memory(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	lock_and_drop(vgpu, match_memory, gfn, n);
}

void facet_detiled_set_bar2(struct facet_vgpu *vgpu, u64 gpa)
{
	if (READ_ONCE(vgpu->detiled->bar2_gpa) == gpa)
		return;
	mutex_lock(&vgpu->detiled->lock);
	WRITE_ONCE(vgpu->detiled->bar2_gpa, gpa);
	facet_detiled_drop_matching(vgpu, match_all, 0, 0);
	mutex_unlock(&vgpu->detiled->lock);
}

/* --- create and destroy ------------------------------------------------------------------- */

void facet_detiled_stats(struct facet_vgpu *vgpu, struct facet_detiled_stats *stats)
{
	mutex_lock(&vgpu->detiled->lock);
	*stats = vgpu->detiled->stats;
	stats->live = vgpu->detiled->count;
	mutex_unlock(&vgpu->detiled->lock);
}

int facet_detiled_create(struct facet_vgpu *vgpu)
{
	struct facet_detiled *detiled = port_zalloc(sizeof(*detiled));
	u32 i;

	if (!detiled)
		return -ENOMEM;
	mutex_init(&detiled->lock);
	INIT_LIST_HEAD(&detiled->list);
	for (i = 0; i < DETILED_BUCKETS; i++)
		INIT_LIST_HEAD(&detiled->by_page[i]);
	for (i = 0; i < ARRAY_SIZE(detiled->by_gfn); i++)
		INIT_LIST_HEAD(&detiled->by_gfn[i]);
	detiled->bar2_gpa = FACET_CONFIG_NOWHERE;
	vgpu->detiled = detiled;
	return 0;
}

void facet_detiled_destroy(struct facet_vgpu *vgpu)
{
	mutex_destroy(&vgpu->detiled->lock);
	port_free(vgpu->detiled);
	vgpu->detiled = NULL;
}
