// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a view: on record and followed first, then filled, then given away if nothing has ended it
 * meanwhile. Called by the front end's worker. Locks: as in views.c.
 */
#include "gen9/gtt_defs.h"
#include "gen9/pci_defs.h"
#include "mediator/aperture.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/aperture/detiled_types.h"
#include "pgpu/pgpu.h"

#define NO_GVA		(~0u)

/* vgpu->dev.lock held */
static void dep_plan(struct facet_vgpu *vgpu, struct view *view, u32 page)
{
	struct view_dep *dep = &view->deps[view->n];
	u64 gpa;
	u32 i;

	for (i = 0; i < view->n; i++)
		if (view->deps[i].page == page)
			return;
	INIT_LIST_HEAD(&dep->bucket);
	INIT_LIST_HEAD(&dep->ring);
	dep->view = view;
	dep->page = page;
	dep->gfn = VIEW_NO_GFN;
	if (!facet_ggtt_translate(vgpu, page << GEN9_PAGE_SHIFT, &gpa))
		dep->gfn = gpa >> GEN9_PAGE_SHIFT;
	view->n++;
}

/*
 * On record first, then a look at the fence and the entries: who changes one of them looks
 * whether there are views afterwards. Lock held.
 */
static int view_record(struct facet_vgpu *vgpu, struct view *view)
{
	struct facet_views *views = vgpu->views;
	u32 offset = view->page << PAGE_SHIFT;
	unsigned long flags;
	u32 gva, i;
	int ret;

	view->serial = ++views->serial;
	list_add_tail(&view->list, &views->list);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	WRITE_ONCE(views->count, views->count + 1);
	list_add(&view->bucket, &views->by_page[view->page % VIEWS_BUCKETS]);
	smp_mb();	/* pairs with facet_views_any() */
	ret = facet_aperture_fence(vgpu, offset, &view->fence);
	for (i = 0; ret >= 0 && i < VIEW_DEPS; i++)
		if (facet_fence_detile(&view->fence, offset + i * VIEW_CHUNK, &gva))
			dep_plan(vgpu, view, gva >> GEN9_PAGE_SHIFT);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	view->fence_index = ret;
	return min(ret, 0);
}

/* Lock held. */
static int dep_follow(struct facet_vgpu *vgpu, struct view_dep *dep)
{
	struct view_dep *other;
	unsigned long flags;
	int ret = 0;

	if (dep->gfn == VIEW_NO_GFN)
		return 0;
	other = facet_views_dep(vgpu, dep->gfn);
	if (!other) {
		ret = vgpu->ops->follow(vgpu->host, dep->gfn, true);
		vgpu->views->followed += !ret;
	}
	if (ret)
		return ret;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (other)
		list_add(&dep->ring, &other->ring);
	else
		list_add(&dep->bucket, facet_views_bucket(vgpu, dep->gfn));
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return 0;
}

/*
 * Lock held. Nothing that the view is made of changes unnoticed when this has succeeded, unless
 * BAR2 shows it.
 */
static int view_begin(struct facet_vgpu *vgpu, struct view *view)
{
	struct facet_views *views = vgpu->views;
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	int ret;
	u32 i;

	ret = view_record(vgpu, view);
	if (!ret && !views->watched) {
		ret = pgpu->ops->watch(pgpu, facet_ggtt_root(vgpu), true);
		WRITE_ONCE(views->watched, !ret);
	}
	for (i = 0; !ret && i < view->n; i++)
		ret = dep_follow(vgpu, &view->deps[i]);
	if (ret)
		return ret;
	ret = vgpu->ops->follow(vgpu->host, view->gfn, true);
	view->followed = !ret;
	return ret;
}

/* Where the runs of a view lie in the GGTT. */
static void view_layout(const struct view *view, u32 *gva)
{
	u32 offset = view->page << PAGE_SHIFT;
	u32 i;

	for (i = 0; i < VIEW_RUNS; i++)
		if (!facet_fence_detile(&view->fence, offset + i * FACET_FENCE_RUN, &gva[i]))
			gva[i] = NO_GVA;
}

/** struct view_fill - Room for filling a view. */
struct view_fill {
	u32 gva[VIEW_RUNS];
	u64 gfns[VIEW_DEPS];
	u8 tile[GEN9_PAGE_SIZE];
};

/*
 * Unmap other BAR2 pages that alias the guest pages of a view: stores through them would not be
 * reported. The guest pages of earlier views were unmapped when those were made. No lock held.
 */
static void view_hide(struct facet_vgpu *vgpu, const struct view *view, u64 *gfns)
{
	u32 d, n = 0;

	for (d = 0; d < view->n; d++)
		if (view->deps[d].gfn != VIEW_NO_GFN)
			gfns[n++] = view->deps[d].gfn;
	facet_aperture_hide(vgpu, gfns, n);
}

/*
 * Copy the guest's pages into the view. Pages that are gone become zeros. No lock held.
 * Return: 0; FACET_HOST_RETRY: give the view up, since nothing reports when the memory is back.
 */
static int view_fill(struct facet_vgpu *vgpu, struct view *view, struct view_fill *fill)
{
	u32 d, i;
	int ret;

	view_layout(view, fill->gva);
	for (d = 0; d < view->n; d++) {
		const struct view_dep *dep = &view->deps[d];

		if (dep->gfn == VIEW_NO_GFN)
			continue;
		ret = vgpu->ops->read(vgpu->host, dep->gfn << GEN9_PAGE_SHIFT, fill->tile,
				      sizeof(fill->tile));
		if (ret == FACET_HOST_RETRY)
			return ret;
		if (ret)
			continue;
		for (i = 0; i < VIEW_RUNS; i++)
			if (fill->gva[i] >> GEN9_PAGE_SHIFT == dep->page && fill->gva[i] != NO_GVA)
				memcpy(view->cpu + i * FACET_FENCE_RUN,
				       fill->tile + fill->gva[i] % GEN9_PAGE_SIZE,
				       FACET_FENCE_RUN);
	}
	return 0;
}

/* Lock held. Room for one more, and none at its place. */
static void views_make_room(struct facet_vgpu *vgpu, u32 page)
{
	struct facet_views *views = vgpu->views;
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	if (facet_view_find(views, page))
		facet_view_take(vgpu, facet_view_find(views, page), &ending);
	if (!list_empty(&ending))
		facet_views_end(vgpu, &ending);
	while (port_check(VIEWS_MAX, views->count >= FACET_VIEWS_MAX) ||
	       port_check(VIEWS_FOLLOWED, views->followed + VIEW_DEPS > FACET_VIEWS_FOLLOWED)) {
		facet_view_take(vgpu, list_first_entry(&views->list, struct view, list), &ending);
		facet_views_end(vgpu, &ending);
	}
}

static struct view *view_alloc(u32 page)
{
	struct view *view = port_zalloc(sizeof(*view));

	if (!view)
		return NULL;
	INIT_LIST_HEAD(&view->list);
	INIT_LIST_HEAD(&view->bucket);
	view->page = page;
	view->cpu = port_page_alloc();
	if (view->cpu)
		return view;
	port_free(view);
	return NULL;
}

/* End a view that is still being made. Its maker frees it. views->lock held. */
static void view_give_up(struct facet_vgpu *vgpu, struct view *view)
{
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	facet_view_take(vgpu, view, &ending);
	facet_views_end(vgpu, &ending);
}

static int view_start(struct facet_vgpu *vgpu, struct view *view)
{
	struct facet_views *views = vgpu->views;
	int ret = -ENXIO;

	mutex_lock(&views->lock);
	if (views->place != FACET_VIEWS_NOWHERE) {
		views_make_room(vgpu, view->page);
		view->gfn = (views->place >> PAGE_SHIFT) + view->page;
		view->making = true;
		ret = view_begin(vgpu, view);
		if (ret)
			view_give_up(vgpu, view);
	}
	mutex_unlock(&views->lock);
	return ret;
}

int facet_view_make(struct facet_vgpu *vgpu, u32 page, void **cpu)
{
	struct facet_views *views = vgpu->views;
	struct view_fill *fill;
	struct view *view;
	int ret = -ENOMEM;

	if (port_check(VIEWS_PAGE,
		       page >= facet_type_aperture(vgpu->type) >> PAGE_SHIFT))
		return -EAGAIN;
	if (!facet_views_possible(vgpu->ops, facet_gpu_pgpu(vgpu->gpu)))
		return -EOPNOTSUPP;
	fill = port_zalloc(sizeof(*fill));
	view = view_alloc(page);
	if (!fill || !view)
		goto out;
	ret = view_start(vgpu, view);
	if (ret)
		goto out;
	view_hide(vgpu, view, fill->gfns);
	ret = view_fill(vgpu, view, fill);
	mutex_lock(&views->lock);
	if (ret && !view->dead)
		view_give_up(vgpu, view);
	view->making = false;
	if (view->dead) {
		views->stats.raced++;
		ret = -EAGAIN;
	} else {
		views->stats.made++;
		*cpu = view->cpu;
		view = NULL;
	}
	mutex_unlock(&views->lock);
out:
	port_free(fill);
	if (view)
		facet_view_free(view);
	return ret;
}
