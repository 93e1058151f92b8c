// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vCPU has written to a view: the guest's pages follow, before that vCPU goes on. Called by
 * facet_aperture_written(), mmio_lock held. Locks: as in views.c, and none while guest memory is
 * written.
 */
#include "gen9/gtt_defs.h"
#include "mediator/host.h"
#include "mediator/ppgtt.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/aperture/detiled_types.h"

/**
 * struct detiled_write - One run of a write through a view.
 * @page: of the GGTT
 * @gfn: guest page, DETILED_NO_GFN: it goes nowhere
 * @at: byte in it
 * @len: bytes
 * @fence: index
 * @data: what the view holds there now
 */
struct detiled_write {
	u32 page;
	u64 gfn;
	u32 at;
	u32 len;
	u32 fence;
	u8 data[FACET_FENCE_RUN];
};

/* Lock held. */
static void write_capture(const struct detiled_page *view, u32 offset, u32 len,
			  struct detiled_write *write)
{
	u32 gva, i;

	write->gfn = DETILED_NO_GFN;
	write->len = len;
	write->fence = view->fence_index;
	if (!facet_fence_detile(&view->fence, offset, &gva))
		return;
	write->page = gva >> GEN9_PAGE_SHIFT;
	write->at = gva % GEN9_PAGE_SIZE;
	memcpy(write->data, view->cpu + offset % PAGE_SIZE, len);
	for (i = 0; i < view->n; i++)
		if (view->sources[i].page == write->page)
			write->gfn = view->sources[i].gfn;
}

/* Whether a view shows the same bytes at another place, or under another fence. Lock held. */
static bool is_alias(const struct detiled_source *dep, const struct detiled_write *write)
{
	return !list_empty(&dep->owner->bucket) &&
	       (dep->page != write->page || dep->owner->fence_index != write->fence);
}

/* Lock held. */
static void drop_aliases(struct facet_vgpu *vgpu, const struct detiled_write *write)
{
	struct detiled_source *dep, *one = facet_detiled_find_source(vgpu, write->gfn);
	struct list_head ending;

	if (!one)
		return;
	INIT_LIST_HEAD(&ending);
	if (is_alias(one, write))
		facet_detiled_unlist(vgpu, one->owner, &ending);
	list_for_each_entry(dep, &one->ring, ring)
		if (is_alias(dep, write))
			facet_detiled_unlist(vgpu, dep->owner, &ending);
	if (!list_empty(&ending))
		facet_detiled_release(vgpu, &ending);
}

/*
 * One run. What the view holds is written, not what was reported: of two vCPUs that write the same
 * bytes at once, the last to come here writes what the view has in the end. A view that was made
 * anew meanwhile may have been filled before the write.
 * Return: 0; -ENOENT: there is no view; FACET_HOST_RETRY: the guest's page is away for the moment.
 * The view has ended then, since it holds bytes that memory does not have.
 */
static int write_run(struct facet_vgpu *vgpu, u32 offset, u32 len)
{
	struct facet_detiled *views = vgpu->detiled;
	struct detiled_write write = {};
	struct detiled_page *view;
	u64 serial = 0;
	int ret;

	mutex_lock(&views->lock);
	view = facet_detiled_find(views, offset >> PAGE_SHIFT);
	if (view && !view->filling) {
		serial = view->serial;
		write_capture(view, offset, len, &write);
		views->stats.written++;
	}
	mutex_unlock(&views->lock);
	if (!serial)
		return -ENOENT;
	if (write.gfn == DETILED_NO_GFN)
		return 0;
	ret = vgpu->ops->write(vgpu->host, (write.gfn << GEN9_PAGE_SHIFT) + write.at, write.data,
			       len);
	facet_ppgtt_written(vgpu, (write.gfn << GEN9_PAGE_SHIFT) + write.at, len);
	mutex_lock(&views->lock);
	view = facet_detiled_find(views, offset >> PAGE_SHIFT);
	if (view && (ret || view->serial != serial))
		facet_detiled_drop_matching(vgpu, facet_detiled_match_pages, view->page, 1);
	drop_aliases(vgpu, &write);
	mutex_unlock(&views->lock);
	return ret == FACET_HOST_RETRY ? ret : 0;
}

int facet_detiled_written(struct facet_vgpu *vgpu, u32 offset, u32 len)
{
	u32 run;
	int ret = 0;

	for (; len && !ret; len -= run, offset += run) {
		run = min(len, FACET_FENCE_RUN - offset % FACET_FENCE_RUN);
		ret = write_run(vgpu, offset, run);
	}
	return ret;
}
