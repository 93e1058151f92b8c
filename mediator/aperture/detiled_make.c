// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a detiled page. The maker first puts the page on record and has its guest pages snooped.
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
static void source_plan(struct facet_vgpu *vgpu, struct detiled_page *dpage, u32 page)
{
	struct detiled_source *source = &dpage->sources[dpage->n];
	u64 gpa;
	u32 i;

	for (i = 0; i < dpage->n; i++)
		if (dpage->sources[i].page == page)
			return;
	INIT_LIST_HEAD(&source->bucket);
	INIT_LIST_HEAD(&source->ring);
	source->owner = dpage;
	source->page = page;
	source->gfn = DETILED_NO_GFN;
	if (!facet_ggtt_translate(vgpu, page << GEN9_PAGE_SHIFT, &gpa))
		source->gfn = gpa >> GEN9_PAGE_SHIFT;
	dpage->n++;
}

/*
 * Put a detiled page on record, then read the fence and the entries. A thread that changes one of
 * them checks afterwards for detiled pages (facet_detiled_any()). facet_detiled.lock held; takes
 * vgpu->dev.lock. Return: 0; -EAGAIN: no fence covers the page.
 */
static int detiled_list(struct facet_vgpu *vgpu, struct detiled_page *dpage)
{
	struct facet_detiled *detiled = vgpu->detiled;
	u32 offset = dpage->page << PAGE_SHIFT;
	unsigned long flags;
	u32 gva, i;
	int ret;

	dpage->serial = ++detiled->serial;
	list_add_tail(&dpage->list, &detiled->list);
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	WRITE_ONCE(detiled->count, detiled->count + 1);
	list_add(&dpage->bucket, &detiled->by_page[dpage->page % DETILED_BUCKETS]);
	smp_mb();	/* pairs with facet_detiled_any() */
	ret = facet_aperture_fence(vgpu, offset, &dpage->fence);
	for (i = 0; ret >= 0 && i < DETILED_SOURCES; i++)
		if (facet_fence_detile(&dpage->fence, offset + i * DETILED_CHUNK, &gva))
			source_plan(vgpu, dpage, gva >> GEN9_PAGE_SHIFT);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	dpage->fence_index = ret;
	return min(ret, 0);
}

/*
 * Have the front end snoop the guest page of a source, if no other source does. facet_detiled.lock
 * held; takes vgpu->dev.lock; may sleep. Return: 0, or the errno of &facet_host_ops.snoop_writes.
 */
static int source_snoop(struct facet_vgpu *vgpu, struct detiled_source *source)
{
	struct detiled_source *other;
	unsigned long flags;
	int ret = 0;

	if (source->gfn == DETILED_NO_GFN)
		return 0;
	other = facet_detiled_find_source(vgpu, source->gfn);
	if (!other) {
		ret = vgpu->ops->snoop_writes(vgpu->host, source->gfn, true);
		vgpu->detiled->snooped += !ret;
	}
	if (ret)
		return ret;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (other)
		list_add(&source->ring, &other->ring);
	else
		list_add(&source->bucket, facet_detiled_bucket(vgpu, source->gfn));
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return 0;
}

/*
 * Put a detiled page on record, and have all writes to it and to its guest pages reported. Only
 * writes through other pages of BAR2 are not reported yet. facet_detiled.lock held; may sleep.
 * Return: 0; -EAGAIN: no fence covers the page; -ENOSPC: the pGPU notifies no more roots; or the
 * errno of &facet_host_ops.snoop_writes. After an error the caller calls detiled_abandon().
 */
static int detiled_begin(struct facet_vgpu *vgpu, struct detiled_page *dpage)
{
	struct facet_detiled *detiled = vgpu->detiled;
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	int ret;
	u32 i;

	ret = detiled_list(vgpu, dpage);
	if (!ret && !detiled->stores_notified) {
		ret = pgpu->ops->notify_stores(pgpu, vgpu->owner, true);
		WRITE_ONCE(detiled->stores_notified, !ret);
	}
	for (i = 0; !ret && i < dpage->n; i++)
		ret = source_snoop(vgpu, &dpage->sources[i]);
	if (ret)
		return ret;
	ret = vgpu->ops->snoop_writes(vgpu->host, dpage->gfn, true);
	dpage->snooped = !ret;
	return ret;
}

/* Compute the GGTT addresses of the runs of a detiled page; NO_GVA: beyond the fence. */
static void detiled_layout(const struct detiled_page *dpage, u32 *gva)
{
	u32 offset = dpage->page << PAGE_SHIFT;
	u32 i;

	for (i = 0; i < DETILED_RUNS; i++)
		if (!facet_fence_detile(&dpage->fence, offset + i * FACET_FENCE_RUN, &gva[i]))
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
static void detiled_zap_aliases(struct facet_vgpu *vgpu, const struct detiled_page *dpage,
				u64 *gfns)
{
	u32 d, n = 0;

	for (d = 0; d < dpage->n; d++)
		if (dpage->sources[d].gfn != DETILED_NO_GFN)
			gfns[n++] = dpage->sources[d].gfn;
	facet_aperture_zap_aliases(vgpu, gfns, n);
}

/*
 * Copy the guest's pages into the detiled page. Pages that are gone become zeros. No lock held; may
 * sleep. Return: 0; FACET_HOST_RETRY: guest memory is unavailable for the moment. The caller gives
 * the page up, since no event reports when the memory is back.
 */
static int detiled_fill(struct facet_vgpu *vgpu, struct detiled_page *dpage,
			struct detiled_fill *fill)
{
	u32 d, i;
	int ret;

	detiled_layout(dpage, fill->gva);
	for (d = 0; d < dpage->n; d++) {
		const struct detiled_source *source = &dpage->sources[d];

		if (source->gfn == DETILED_NO_GFN)
			continue;
		ret = vgpu->ops->read(vgpu->host, source->gfn << GEN9_PAGE_SHIFT, fill->tile,
				      sizeof(fill->tile));
		if (ret == FACET_HOST_RETRY)
			return ret;
		if (ret)
			continue;
		for (i = 0; i < DETILED_RUNS; i++)
			if (fill->gva[i] >> GEN9_PAGE_SHIFT == source->page &&
			    fill->gva[i] != NO_GVA)
				memcpy(dpage->cpu + i * FACET_FENCE_RUN,
				       fill->tile + fill->gva[i] % GEN9_PAGE_SIZE, FACET_FENCE_RUN);
	}
	return 0;
}

/*
 * End the detiled page of a page of BAR2, and the oldest ones while there are too many.
 * facet_detiled.lock held; may sleep.
 */
static void detiled_make_room(struct facet_vgpu *vgpu, u32 page)
{
	struct facet_detiled *detiled = vgpu->detiled;
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	if (facet_detiled_find(detiled, page))
		facet_detiled_unlist(vgpu, facet_detiled_find(detiled, page), &ending);
	if (!list_empty(&ending))
		facet_detiled_release(vgpu, &ending);
	while (port_check(DETILED_MAX, detiled->count >= FACET_DETILED_MAX) ||
	       port_check(DETILED_SNOOPED,
			  detiled->snooped + DETILED_SOURCES > FACET_DETILED_SNOOPED_MAX)) {
		facet_detiled_unlist(vgpu,
				     list_first_entry(&detiled->list, struct detiled_page, list),
				     &ending);
		facet_detiled_release(vgpu, &ending);
	}
}

/* Allocate a detiled page that is not on record. Return: NULL: no memory. */
static struct detiled_page *detiled_alloc(u32 page)
{
	struct detiled_page *dpage = port_zalloc(sizeof(*dpage));

	if (!dpage)
		return NULL;
	INIT_LIST_HEAD(&dpage->list);
	INIT_LIST_HEAD(&dpage->bucket);
	dpage->page = page;
	dpage->cpu = port_page_alloc();
	dpage->reported = port_zalloc(DETILED_RUNS * sizeof(*dpage->reported));
	if (dpage->cpu && dpage->reported)
		return dpage;
	facet_detiled_free(dpage);
	return NULL;
}

/* End a detiled page that is still being made. Its maker frees it. facet_detiled.lock held. */
static void detiled_abandon(struct facet_vgpu *vgpu, struct detiled_page *dpage)
{
	struct list_head ending;

	INIT_LIST_HEAD(&ending);
	facet_detiled_unlist(vgpu, dpage, &ending);
	facet_detiled_release(vgpu, &ending);
}

/*
 * Begin a detiled page: the part of facet_detiled_make() under facet_detiled.lock, which it takes.
 * May sleep. Return: 0; -ENXIO: BAR2 has no guest-physical address; else as detiled_begin().
 */
static int detiled_start(struct facet_vgpu *vgpu, struct detiled_page *dpage)
{
	struct facet_detiled *detiled = vgpu->detiled;
	int ret = -ENXIO;

	mutex_lock(&detiled->lock);
	if (detiled->bar2_gpa != FACET_CONFIG_NOWHERE) {
		detiled_make_room(vgpu, dpage->page);
		dpage->gfn = (detiled->bar2_gpa >> PAGE_SHIFT) + dpage->page;
		dpage->filling = true;
		ret = detiled_begin(vgpu, dpage);
		if (ret)
			detiled_abandon(vgpu, dpage);
	}
	mutex_unlock(&detiled->lock);
	return ret;
}

int facet_detiled_make(struct facet_vgpu *vgpu, u32 page, void **cpu)
{
	struct facet_detiled *detiled = vgpu->detiled;
	struct detiled_fill *fill;
	struct detiled_page *dpage;
	int ret = -ENOMEM;

	if (port_check(DETILED_PAGE,
		       page >= facet_type_aperture(vgpu->type) >> PAGE_SHIFT))
		return -EAGAIN;
	if (!facet_detiled_possible(vgpu->ops, facet_gpu_pgpu(vgpu->gpu)))
		return -EOPNOTSUPP;
	fill = port_zalloc(sizeof(*fill));
	dpage = detiled_alloc(page);
	if (!fill || !dpage)
		goto out;
	ret = detiled_start(vgpu, dpage);
	if (ret)
		goto out;
	detiled_zap_aliases(vgpu, dpage, fill->gfns);
	ret = detiled_fill(vgpu, dpage, fill);
	mutex_lock(&detiled->lock);
	if (ret && !dpage->ended)
		detiled_abandon(vgpu, dpage);
	dpage->filling = false;
	if (dpage->ended) {
		detiled->stats.raced++;
		ret = -EAGAIN;
	} else {
		detiled->stats.made++;
		*cpu = dpage->cpu;
		dpage = NULL;
	}
	mutex_unlock(&detiled->lock);
out:
	port_free(fill);
	if (dpage)
		facet_detiled_free(dpage);
	return ret;
}
