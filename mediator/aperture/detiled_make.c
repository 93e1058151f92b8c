// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a detiled page. The maker first puts the page on record and has its guest pages followed.
 * Then it fills the page. It gives the page to the front end if no event has ended the page
 * meanwhile. kernel/bar2.c calls facet_detiled_make() on a work queue. Locks: see detiled.c.
 */
#include "device/config.h"
#include "gen9/gtt_defs.h"
#include "gen9/pci_defs.h"
#include "mediator/aperture.h"
#include "mediator/aperture/detiled_types.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "pgpu/pgpu.h"

#define NO_GVA		(~0u)

/* Add a GGTT page to the sources of a detiled page, once. vgpu->dev.lock held. */
static void source_plan(struct facet_vgpu *vgpu, struct detiled_page *view, u32 page)
{
	struct detiled_source *dep = &view->sources[view->n];
	u64 gpa;
	u32 i;

	for (i = 0; i < view->n; i++)
		if (view->sources[i].page == page)
			return;
	INIT_LIST_HEAD(&dep->bucket);
	INIT_LIST_HEAD(&dep->ring);
	dep->owner = view;
	dep->page = page;
	dep->gfn = DETILED_NO_GFN;
	if (!facet_ggtt_translate(vgpu, page << GEN9_PAGE_SHIFT, &gpa))
		dep->gfn = gpa >> GEN9_PAGE_SHIFT;
	view->n++;
}

/*
 * Put a detiled page on record, then read the fence and the entries. A thread that changes one of
 * them checks afterwards for detiled pages (facet_detiled_any()). facet_detiled.lock held; takes
 * vgpu->dev.lock. Return: 0; -EAGAIN: no fence covers the page.
 */
static int detiled_list(struct facet_vgpu *vgpu, struct detiled_page *view)
{
	struct facet_detiled *views = vgpu->detiled;
	u32 offset = view->page << PAGE_SHIFT;
	unsigned long flags;
	u32 gva, i;
	int ret;

	view->serial = ++views->serial;
	list_add_tail(&view->list, &views->list);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	WRITE_ONCE(views->count, views->count + 1);
	list_add(&view->bucket, &views->by_page[view->page % DETILED_BUCKETS]);
	smp_mb();	/* pairs with facet_detiled_any() */
	ret = facet_aperture_fence(vgpu, offset, &view->fence);
	for (i = 0; ret >= 0 && i < DETILED_SOURCES; i++)
		if (facet_fence_detile(&view->fence, offset + i * DETILED_CHUNK, &gva))
			source_plan(vgpu, view, gva >> GEN9_PAGE_SHIFT);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	view->fence_index = ret;
	return min(ret, 0);
}

/*
 * Have the front end follow the guest page of a source, if no other source does. facet_detiled.lock
 * held; takes vgpu->dev.lock; may sleep. Return: 0, or the errno of &facet_host_ops.snoop_writes.
 */
static int source_snoop(struct facet_vgpu *vgpu, struct detiled_source *dep)
{
	struct detiled_source *other;
	unsigned long flags;
	int ret = 0;

	if (dep->gfn == DETILED_NO_GFN)
		return 0;
	other = facet_detiled_find_source(vgpu, dep->gfn);
	if (!other) {
		ret = vgpu->ops->snoop_writes(vgpu->host, dep->gfn, true);
		vgpu->detiled->snooped += !ret;
	}
	if (ret)
		return ret;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (other)
		list_add(&dep->ring, &other->ring);
	else
		list_add(&dep->bucket, facet_detiled_bucket(vgpu, dep->gfn));
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return 0;
}

/*
 * Put a detiled page on record, and have all writes to it and to its guest pages reported. Only
 * writes through other pages of BAR2 are not reported yet. facet_detiled.lock held; may sleep.
 * Return: 0; -EAGAIN: no fence covers the page; -ENOSPC: the pGPU notifies no more roots; or the
 * errno of &facet_host_ops.snoop_writes. After an error the caller calls detiled_abandon().
 */
static int detiled_begin(struct facet_vgpu *vgpu, struct detiled_page *view)
{
	struct facet_detiled *views = vgpu->detiled;
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	int ret;
	u32 i;

	ret = detiled_list(vgpu, view);
	if (!ret && !views->stores_notified) {
		ret = pgpu->ops->notify_stores(pgpu, facet_ggtt_root(vgpu), true);
		WRITE_ONCE(views->stores_notified, !ret);
	}
	for (i = 0; !ret && i < view->n; i++)
		ret = source_snoop(vgpu, &view->sources[i]);
	if (ret)
		return ret;
	ret = vgpu->ops->snoop_writes(vgpu->host, view->gfn, true);
	view->snooped = !ret;
	return ret;
}

/* Compute the GGTT addresses of the runs of a detiled page; NO_GVA: beyond the fence. */
static void detiled_layout(const struct detiled_page *view, u32 *gva)
{
	u32 offset = view->page << PAGE_SHIFT;
	u32 i;

	for (i = 0; i < DETILED_RUNS; i++)
		if (!facet_fence_detile(&view->fence, offset + i * FACET_FENCE_RUN, &gva[i]))
			gva[i] = NO_GVA;
}

/**
 * struct detiled_fill - Memory to fill a detiled page; too large for the stack.
 * @gva: GGTT address of each run of FACET_FENCE_RUN bytes; NO_GVA: none
 * @gfns: guest page numbers of the sources
 * @tile: copy of one guest page
 */
struct detiled_fill {
	u32 gva[DETILED_RUNS];
	u64 gfns[DETILED_SOURCES];
	u8 tile[GEN9_PAGE_SIZE];
};

/*
 * Unmap other BAR2 pages that alias the guest pages of a detiled page: stores through them would
 * not be reported. The guest pages of earlier detiled pages were unmapped when those were made. No
 * lock held; may sleep.
 */
static void detiled_zap_aliases(struct facet_vgpu *vgpu, const struct detiled_page *view, u64 *gfns)
{
	u32 d, n = 0;

	for (d = 0; d < view->n; d++)
		if (view->sources[d].gfn != DETILED_NO_GFN)
			gfns[n++] = view->sources[d].gfn;
	facet_aperture_zap_aliases(vgpu, gfns, n);
}

/*
 * Copy the guest's pages into the detiled page. Pages that are gone become zeros. No lock held; may
 * sleep. Return: 0; FACET_HOST_RETRY: guest memory is unavailable for the moment. The caller gives
 * the page up, since no event reports when the memory is back.
 */
static int detiled_fill(struct facet_vgpu *vgpu, struct detiled_page *view,
			struct detiled_fill *fill)
{
	u32 d, i;
	int ret;

	detiled_layout(view, fill->gva);
	for (d = 0; d < view->n; d++) {
		const struct detiled_source *dep = &view->sources[d];

		if (dep->gfn == DETILED_NO_GFN)
			continue;
		ret = vgpu->ops->read(vgpu->host, dep->gfn << GEN9_PAGE_SHIFT, fill->tile,
				      sizeof(fill->tile));
		if (ret == FACET_HOST_RETRY)
			return ret;
		if (ret)
			continue;
		for (i = 0; i < DETILED_RUNS; i++)
			if (fill->gva[i] >> GEN9_PAGE_SHIFT == dep->page && fill->gva[i] != NO_GVA)
				memcpy(view->cpu + i * FACET_FENCE_RUN,
				       fill->tile + fill->gva[i] % GEN9_PAGE_SIZE,
				       FACET_FENCE_RUN);
	}
	return 0;
}

/*
 * End the detiled page of a page of BAR2, and the oldest ones while there are too many.
 * facet_detiled.lock held; may sleep.
 */
static void detiled_make_room(struct facet_vgpu *vgpu, u32 page)
{
	struct facet_detiled *views = vgpu->detiled;
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	if (facet_detiled_find(views, page))
		facet_detiled_unlist(vgpu, facet_detiled_find(views, page), &ending);
	if (!list_empty(&ending))
		facet_detiled_release(vgpu, &ending);
	while (port_check(DETILED_MAX, views->count >= FACET_DETILED_MAX) ||
	       port_check(DETILED_SNOOPED,
			  views->snooped + DETILED_SOURCES > FACET_DETILED_SNOOPED_MAX)) {
		facet_detiled_unlist(vgpu,
				     list_first_entry(&views->list, struct detiled_page, list),
				     &ending);
		facet_detiled_release(vgpu, &ending);
	}
}

/* Allocate a detiled page that is not on record. Return: NULL: no memory. */
static struct detiled_page *detiled_alloc(u32 page)
{
	struct detiled_page *view = port_zalloc(sizeof(*view));

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

/* End a detiled page that is still being made. Its maker frees it. facet_detiled.lock held. */
static void detiled_abandon(struct facet_vgpu *vgpu, struct detiled_page *view)
{
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	facet_detiled_unlist(vgpu, view, &ending);
	facet_detiled_release(vgpu, &ending);
}

/*
 * Begin a detiled page: the part of facet_detiled_make() under facet_detiled.lock, which it takes.
 * May sleep. Return: 0; -ENXIO: BAR2 has no guest-physical address; else as detiled_begin().
 */
static int detiled_start(struct facet_vgpu *vgpu, struct detiled_page *view)
{
	struct facet_detiled *views = vgpu->detiled;
	int ret = -ENXIO;

	mutex_lock(&views->lock);
	if (views->bar2_gpa != FACET_CONFIG_NOWHERE) {
		detiled_make_room(vgpu, view->page);
		view->gfn = (views->bar2_gpa >> PAGE_SHIFT) + view->page;
		view->filling = true;
		ret = detiled_begin(vgpu, view);
		if (ret)
			detiled_abandon(vgpu, view);
	}
	mutex_unlock(&views->lock);
	return ret;
}

int facet_detiled_make(struct facet_vgpu *vgpu, u32 page, void **cpu)
{
	struct facet_detiled *views = vgpu->detiled;
	struct detiled_fill *fill;
	struct detiled_page *view;
	int ret = -ENOMEM;

	if (port_check(DETILED_PAGE,
		       page >= facet_type_aperture(vgpu->type) >> PAGE_SHIFT))
		return -EAGAIN;
	if (!facet_detiled_possible(vgpu->ops, facet_gpu_pgpu(vgpu->gpu)))
		return -EOPNOTSUPP;
	fill = port_zalloc(sizeof(*fill));
	view = detiled_alloc(page);
	if (!fill || !view)
		goto out;
	ret = detiled_start(vgpu, view);
	if (ret)
		goto out;
	detiled_zap_aliases(vgpu, view, fill->gfns);
	ret = detiled_fill(vgpu, view, fill);
	mutex_lock(&views->lock);
	if (ret && !view->ended)
		detiled_abandon(vgpu, view);
	view->filling = false;
	if (view->ended) {
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
		facet_detiled_free(view);
	return ret;
}
