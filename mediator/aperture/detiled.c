// SPDX-License-Identifier: GPL-2.0-only
/*
 * Views of a fenced aperture. A view is a host page with the detiled contents of a page of
 * BAR2. It is made of up to 32 guest pages, and must show what they hold:
 *
 *  - a vCPU writes to the view: the front end follows BAR2's page, so the write is reported before
 *    that vCPU goes on, and goes to the guest's pages then (facet_view_written());
 *  - a vCPU writes to one of those pages: they are followed as well, and the view ends;
 *  - an engine writes: its pGPU is watched while there is a view, and asks before it makes earlier
 *    stores known; all views end first (facet_views_published(), and the worker before it tells
 *    how work has ended);
 *  - an entry of the GGTT, a fence, BAR2's place or guest memory changes: views end;
 *  - the page is mapped elsewhere in BAR2 without a fence: one of both ends, see
 *    facet_aperture_page().
 *
 * Views are filled with no lock held. What has to end one meanwhile finds it on record, so that it
 * is given up. Locks: facet_views.lock (mutex), over all of making and ending but the filling, and
 * over the front end's zap_aperture, follow and the pGPU's watch, none of which waits for an
 * engine; in it vgpu->dev.lock, for what others look at.
 */
#include "mediator/detiled.h"

#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/aperture/detiled_types.h"
#include "pgpu/pgpu.h"

/* --- looking ------------------------------------------------------------------------------ */

struct view *facet_view_find(struct facet_views *views, u32 page)
{
	struct view *view;

	list_for_each_entry(view, &views->by_page[page % VIEWS_BUCKETS], bucket)
		if (view->page == page)
			return view;
	return NULL;
}

struct view_dep *facet_views_dep(const struct facet_vgpu *vgpu, u64 gfn)
{
	struct view_dep *dep;

	list_for_each_entry(dep, facet_views_bucket(vgpu, gfn), bucket)
		if (dep->gfn == gfn)
			return dep;
	return NULL;
}

bool facet_views_use(const struct facet_vgpu *vgpu, u64 gfn)
{
	return facet_views_dep(vgpu, gfn);
}

bool facet_views_any(const struct facet_vgpu *vgpu)
{
	const struct facet_views *views = vgpu->views;

	/* The caller has changed something first: pairs with view_record(). */
	smp_mb();
	/* One that is off the record may still be mapped, and the pGPU is watched until it is not. */
	return READ_ONCE(views->count) || READ_ONCE(views->watched);
}

bool facet_view_live(struct facet_vgpu *vgpu, u32 page, const void *cpu)
{
	const struct view *view;
	unsigned long flags;
	bool live;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	view = facet_view_find(vgpu->views, page);
	live = view && view->cpu == cpu;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return live;
}

bool facet_views_at(const struct facet_vgpu *vgpu, u64 gpa, u32 *offset)
{
	u64 place = READ_ONCE(vgpu->views->place);

	if (place == FACET_VIEWS_NOWHERE || gpa < place ||
	    gpa - place >= facet_type_aperture(vgpu->type))
		return false;
	*offset = gpa - place;
	return true;
}

bool facet_views_possible(const struct facet_host_ops *ops, const struct pgpu *pgpu)
{
	return ops->follow && ops->publish && pgpu->ops->watch;
}

/* --- ending ------------------------------------------------------------------------------- */

void facet_view_free(struct view *view)
{
	port_page_free(view->cpu);
	port_free(view);
}

void facet_view_take(struct facet_vgpu *vgpu, struct view *view, struct list_head *ending)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	list_del_init(&view->bucket);
	WRITE_ONCE(vgpu->views->count, vgpu->views->count - 1);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	list_move_tail(&view->list, ending);
	vgpu->views->stats.dropped++;
}

/* Lock held. The page that a dependency names is followed as long as one more names it. */
static void dep_forget(struct facet_vgpu *vgpu, struct view_dep *dep)
{
	bool last = list_empty(&dep->ring);
	struct view_dep *next;
	unsigned long flags;

	if (last && list_empty(&dep->bucket))
		return;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	next = list_first_entry(&dep->ring, struct view_dep, ring);
	if (!last && !list_empty(&dep->bucket))
		list_add(&next->bucket, &dep->bucket);
	list_del_init(&dep->bucket);
	list_del_init(&dep->ring);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!last)
		return;
	vgpu->ops->follow(vgpu->host, dep->gfn, false);
	vgpu->views->followed--;
}

static void view_forget(struct facet_vgpu *vgpu, struct view *view)
{
	u32 i;

	if (view->followed)
		vgpu->ops->follow(vgpu->host, view->gfn, false);
	for (i = 0; i < view->n; i++)
		dep_forget(vgpu, &view->deps[i]);
	view->dead = true;
}

/* Lock held. Mappings first: until they are gone, what is written to them has to be followed. */
static void zap_all(struct facet_vgpu *vgpu, struct list_head *ending)
{
	struct view *view;
	u64 start = 0, end = 0;

	list_for_each_entry(view, ending, list) {
		u64 at = (u64)view->page << PAGE_SHIFT;

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

void facet_views_end(struct facet_vgpu *vgpu, struct list_head *ending)
{
	struct facet_views *views = vgpu->views;
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct view *view, *next;

	zap_all(vgpu, ending);
	list_for_each_entry_safe(view, next, ending, list) {
		list_del_init(&view->list);
		view_forget(vgpu, view);
		if (!view->making)
			facet_view_free(view);
	}
	if (views->watched && !views->count) {
		pgpu->ops->watch(pgpu, facet_ggtt_root(vgpu), false);
		WRITE_ONCE(views->watched, false);
	}
}

static bool match_all(const struct view *view, u64 first, u64 n)
{
	return true;
}

bool facet_view_match_pages(const struct view *view, u64 first, u64 n)
{
	u32 i;

	if (view->page - first < n)
		return true;
	for (i = 0; i < view->n; i++)
		if (view->deps[i].page - first < n)
			return true;
	return false;
}

static bool match_made_of(const struct view *view, u64 first, u64 n)
{
	u32 i;

	for (i = 0; i < view->n; i++)
		if (view->deps[i].gfn - first < n)
			return true;
	return false;
}

static bool match_memory(const struct view *view, u64 first, u64 n)
{
	return view->gfn - first < n || match_made_of(view, first, n);
}

void facet_views_drop_matching(struct facet_vgpu *vgpu, facet_view_match_fn *match, u64 first,
			       u64 n)
{
	struct view *view, *next;
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	list_for_each_entry_safe(view, next, &vgpu->views->list, list)
		if (match(view, first, n))
			facet_view_take(vgpu, view, &ending);
	if (!list_empty(&ending))
		facet_views_end(vgpu, &ending);
}

static void drop_locking(struct facet_vgpu *vgpu, facet_view_match_fn *match, u64 first, u64 n)
{
	if (!facet_views_any(vgpu))
		return;
	mutex_lock(&vgpu->views->lock);
	facet_views_drop_matching(vgpu, match, first, n);
	mutex_unlock(&vgpu->views->lock);
}

void facet_views_drop(struct facet_vgpu *vgpu)
{
	drop_locking(vgpu, match_all, 0, 0);
}

bool facet_views_published(struct facet_vgpu *vgpu, u64 *ticket)
{
	struct facet_views *views = vgpu->views;

	/* What was never given, a pGPU has not from here: it asks anew. */
	if (*ticket && *ticket <= (u64)atomic64_read(&views->asked))
		return (u64)atomic64_read(&views->published) >= *ticket;
	if (!facet_views_any(vgpu))
		return true;
	*ticket = atomic64_inc_return(&views->asked);
	vgpu->ops->publish(vgpu->host);
	return false;
}

void facet_views_publish(struct facet_vgpu *vgpu)
{
	struct facet_views *views = vgpu->views;
	u64 asked = atomic64_read(&views->asked);

	facet_views_drop(vgpu);
	atomic64_set(&views->published, asked);
}

void facet_views_drop_pages(struct facet_vgpu *vgpu, u32 page, u32 n)
{
	drop_locking(vgpu, facet_view_match_pages, page, n);
}

/*
 * For each write through a view: what is not on record by now is filled with what was written
 * before.
 */
void facet_views_drop_made_of(struct facet_vgpu *vgpu, u64 gfn)
{
	unsigned long flags;
	bool used;

	if (!facet_views_any(vgpu))
		return;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	used = facet_views_use(vgpu, gfn);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (used)
		drop_locking(vgpu, match_made_of, gfn, 1);
}

void facet_views_drop_memory(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	drop_locking(vgpu, match_memory, gfn, n);
}

void facet_views_place(struct facet_vgpu *vgpu, u64 gpa)
{
	if (READ_ONCE(vgpu->views->place) == gpa)
		return;
	mutex_lock(&vgpu->views->lock);
	WRITE_ONCE(vgpu->views->place, gpa);
	facet_views_drop_matching(vgpu, match_all, 0, 0);
	mutex_unlock(&vgpu->views->lock);
}

/* --- life --------------------------------------------------------------------------------- */

void facet_views_stats(struct facet_vgpu *vgpu, struct facet_views_stats *stats)
{
	mutex_lock(&vgpu->views->lock);
	*stats = vgpu->views->stats;
	stats->live = vgpu->views->count;
	mutex_unlock(&vgpu->views->lock);
}

int facet_views_create(struct facet_vgpu *vgpu)
{
	struct facet_views *views = port_zalloc(sizeof(*views));
	u32 i;

	if (!views)
		return -ENOMEM;
	mutex_init(&views->lock);
	INIT_LIST_HEAD(&views->list);
	for (i = 0; i < VIEWS_BUCKETS; i++)
		INIT_LIST_HEAD(&views->by_page[i]);
	for (i = 0; i < ARRAY_SIZE(views->by_gfn); i++)
		INIT_LIST_HEAD(&views->by_gfn[i]);
	views->place = FACET_VIEWS_NOWHERE;
	vgpu->views = views;
	return 0;
}

void facet_views_destroy(struct facet_vgpu *vgpu)
{
	mutex_destroy(&vgpu->views->lock);
	port_free(vgpu->views);
	vgpu->views = NULL;
}
