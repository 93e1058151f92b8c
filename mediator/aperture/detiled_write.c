// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes of vCPUs to a detiled page: this file copies the written bytes to the guest's pages before
 * the vCPU goes on. facet_aperture_written() calls facet_detiled_written() with mmio_lock held. The
 * file takes facet_detiled.lock (see detiled.c), and does not hold it while guest memory is
 * written.
 *
 * The first report of a byte since the detiled page was made has the byte that is copied. The page
 * need not have it: KVM copies a store byte by byte, and a detiled page may end and be made anew
 * between two bytes. Then the first bytes are in the old page alone.
 *
 * For a later report, the page has the byte. Reports of two vCPUs may come in another order than
 * their stores, and the page has the newest one. If the page ends between two such reports, the
 * older store may still win.
 */
#include "gen9/gtt_defs.h"
#include "mediator/aperture/detiled_types.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/host.h"
#include "mediator/ppgtt.h"

/**
 * struct detiled_write - One run of a write through a detiled page.
 * @page: GGTT entry
 * @gfn: guest page number; DETILED_NO_GFN: the write is dropped
 * @at: first byte in the guest page
 * @len: number of bytes, at most FACET_FENCE_RUN
 * @fence: index of the fence
 * @data: @len bytes for guest memory
 */
struct detiled_write {
	u32 page;
	u64 gfn;
	u32 at;
	u32 len;
	u32 fence;
	u8 data[FACET_FENCE_RUN];
};

/* Find the guest page of @len bytes of a detiled page. facet_detiled.lock held. */
static void write_plan(const struct detiled_page *dpage, u32 offset, u32 len,
		       struct detiled_write *write)
{
	u32 gva, i;

	write->gfn = DETILED_NO_GFN;
	write->len = len;
	write->fence = dpage->fence_index;
	if (!facet_fence_detile(&dpage->fence, offset, &gva))
		return;
	write->page = gva >> GEN9_PAGE_SHIFT;
	write->at = gva % GEN9_PAGE_SIZE;
	for (i = 0; i < dpage->n; i++)
		if (dpage->sources[i].page == write->page)
			write->gfn = dpage->sources[i].gfn;
}

/* Choose the bytes for guest memory, and note that they were reported. facet_detiled.lock held. */
static void write_choose(struct detiled_page *dpage, u32 offset, const u8 *data,
			 struct detiled_write *write)
{
	const u8 *shown = dpage->cpu + offset % GEN9_PAGE_SIZE;
	u16 *reported = &dpage->reported[offset % GEN9_PAGE_SIZE / FACET_FENCE_RUN];
	u32 i, first = offset % FACET_FENCE_RUN;

	for (i = 0; i < write->len; i++) {
		write->data[i] = *reported & BIT(first + i) ? shown[i] : data[i];
		*reported |= BIT(first + i);
	}
}

/*
 * Tell whether another detiled page shows the same bytes: at another GGTT page, or under another
 * fence. facet_detiled.lock held.
 */
static bool is_alias(const struct detiled_source *source, const struct detiled_write *write)
{
	return !list_empty(&source->owner->bucket) &&
	       (source->page != write->page || source->owner->fence_index != write->fence);
}

/* End all other detiled pages that show the written bytes. facet_detiled.lock held; may sleep. */
static void drop_aliases(struct facet_vgpu *vgpu, const struct detiled_write *write)
{
	struct detiled_source *source, *one = facet_detiled_find_source(vgpu, write->gfn);
	struct list_head ending;

	if (!one)
		return;
	INIT_LIST_HEAD(&ending);
	if (is_alias(one, write))
		facet_detiled_unlist(vgpu, one->owner, &ending);
	list_for_each_entry(source, &one->ring, ring)
		if (is_alias(source, write))
			facet_detiled_unlist(vgpu, source->owner, &ending);
	if (!list_empty(&ending))
		facet_detiled_release(vgpu, &ending);
}

/*
 * Tell whether a detiled page may not be what memory is, now that a run was written there: it was
 * made anew meanwhile, and may have been filled before; or it has other bytes. These are of a write
 * of another vCPU, which is reported later, or of memory before a write that is torn.
 * facet_detiled.lock held.
 */
static bool differs(const struct detiled_page *dpage, u64 serial, u32 offset,
		    const struct detiled_write *write)
{
	return dpage->serial != serial ||
	       memcmp(dpage->cpu + offset % GEN9_PAGE_SIZE, write->data, write->len);
}

/*
 * Write one run to guest memory. Takes facet_detiled.lock; may sleep.
 * Return: 0; -ENOENT: there is no detiled page; FACET_HOST_RETRY: the guest's page is unavailable
 * for the moment. The detiled page has ended then, since it holds bytes that memory does not have.
 */
static int write_run(struct facet_vgpu *vgpu, u32 offset, const void *data, u32 len)
{
	struct facet_detiled *detiled = vgpu->detiled;
	struct detiled_write write = {};
	struct detiled_page *dpage;
	u64 serial = 0;
	int ret;

	mutex_lock(&detiled->lock);
	dpage = facet_detiled_find(detiled, offset >> PAGE_SHIFT);
	if (dpage && !dpage->filling) {
		serial = dpage->serial;
		write_plan(dpage, offset, len, &write);
		write_choose(dpage, offset, data, &write);
		detiled->stats.written++;
	}
	mutex_unlock(&detiled->lock);
	if (!serial)
		return -ENOENT;
	if (write.gfn == DETILED_NO_GFN)
		return 0;
	ret = vgpu->ops->write(vgpu->host, (write.gfn << GEN9_PAGE_SHIFT) + write.at,
			       write.data, len);
	facet_ppgtt_written(vgpu, (write.gfn << GEN9_PAGE_SHIFT) + write.at, len);
	mutex_lock(&detiled->lock);
	dpage = facet_detiled_find(detiled, offset >> PAGE_SHIFT);
	if (dpage && (ret || differs(dpage, serial, offset, &write)))
		facet_detiled_drop_matching(vgpu, facet_detiled_match_pages, dpage->page, 1);
	drop_aliases(vgpu, &write);
	mutex_unlock(&detiled->lock);
	return ret == FACET_HOST_RETRY ? ret : 0;
}

int facet_detiled_written(struct facet_vgpu *vgpu, u32 offset, const void *data, u32 len)
{
	u32 run;
	int ret = 0;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	for (; len && !ret; len -= run, offset += run, data += run) {
		run = min(len, FACET_FENCE_RUN - offset % FACET_FENCE_RUN);
		ret = write_run(vgpu, offset, data, run);
	}
	return ret;
}
