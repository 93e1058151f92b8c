// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host window of a vGPU: the vGPU's part of the pGPU's GGTT. No guest can write its entries.
 * buffer.c maps shadow rings, contexts and copied batches there, and alias.c guest pages, on the
 * worker or on a thread that keeps it out. The file takes shadow_lock.
 *
 * The window has three parts: for contexts, for copied commands and for alias slots. A part has
 * cells of one length, and each range takes a cell. So ranges that come and go leave no holes that
 * are too short: a part has room until all its cells are taken.
 *
 * Addresses of the window and of the guest's GGTT may be equal. They name different pages: engines
 * get addresses of the window alone.
 */
#include "mediator/ggtt.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/gpu.h"
#include "pgpu/pgpu.h"

#define WINDOW_BATCH	64u	/* entries that one call makes absent */

/**
 * struct window_part - A part of the host window.
 * @first: page of the window at which the part begins
 * @cells: number of cells
 * @pages: pages of a cell
 */
struct window_part {
	u32 first;
	u32 cells;
	u32 pages;
};

#define CONTEXTS_END	(FACET_WINDOW_CONTEXT_CELLS * FACET_WINDOW_CONTEXT_PAGES)
#define COPIES_END	(CONTEXTS_END + FACET_WINDOW_COPY_CELLS * FACET_WINDOW_COPY_PAGES)
#define SLOTS_END	(COPIES_END + FACET_WINDOW_SLOT_CELLS * FACET_WINDOW_SLOT_PAGES)

static_assert(SLOTS_END <= FACET_GGTT_WINDOW_PAGES, "the parts fit into the window");

static const struct window_part window_parts[FACET_WINDOW_PARTS] = {
	[FACET_WINDOW_CONTEXTS] = { 0, FACET_WINDOW_CONTEXT_CELLS, FACET_WINDOW_CONTEXT_PAGES },
	[FACET_WINDOW_COPIES] = { CONTEXTS_END, FACET_WINDOW_COPY_CELLS, FACET_WINDOW_COPY_PAGES },
	[FACET_WINDOW_SLOTS] = { COPIES_END, FACET_WINDOW_SLOT_CELLS, FACET_WINDOW_SLOT_PAGES },
};

void facet_ggtt_invalidate(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	pgpu->ops->invalidate(pgpu, vgpu->owner);
	atomic64_inc(&vgpu->ggtt->invalidations);
}

u64 facet_ggtt_invalidations(const struct facet_vgpu *vgpu)
{
	return atomic64_read(&vgpu->ggtt->invalidations);
}

int facet_ggtt_window_create(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct facet_ggtt *ggtt = vgpu->ggtt;
	int ret = facet_gpu_window_get(vgpu->gpu, &ggtt->window_first);

	if (ret)
		return ret;
	vgpu->owner = facet_gpu_owner_new(vgpu->gpu);
	ret = pgpu->ops->owner_add(pgpu, vgpu->owner, ggtt->window_first,
				   FACET_GGTT_WINDOW_PAGES);
	if (ret)
		facet_gpu_window_put(vgpu->gpu, ggtt->window_first);
	return ret;
}

void facet_ggtt_window_destroy(struct facet_vgpu *vgpu)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	pgpu->ops->owner_del(pgpu, vgpu->owner);
	facet_ggtt_invalidate(vgpu);
	facet_gpu_window_put(vgpu->gpu, vgpu->ggtt->window_first);
}

/* Find a free cell of a part. shadow_lock held. Return: its number, or -ENOSPC. */
static int cell_search(const struct facet_ggtt *ggtt, enum facet_window_part part)
{
	const struct window_part *p = &window_parts[part];
	u32 i;

	for (i = 0; i < p->cells; i++) {
		u32 cell = (ggtt->window_next[part] + i) % p->cells;

		if (!ggtt_bit_get(ggtt->window, p->first + cell * p->pages))
			return cell;
	}
	return -ENOSPC;
}

/* Convert an address to a page of the window. Return: false: the range is not in the window. */
static bool window_page(const struct facet_ggtt *ggtt, u32 gva, u32 pages, u32 *page)
{
	*page = (gva >> GEN9_PAGE_SHIFT) - ggtt->window_first;
	return *page < FACET_GGTT_WINDOW_PAGES && pages <= FACET_GGTT_WINDOW_PAGES - *page;
}

int facet_ggtt_window_alloc(struct facet_vgpu *vgpu, enum facet_window_part part, u32 pages,
			    u32 *gva)
{
	const struct window_part *p = &window_parts[part];
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 first, i;
	int cell;

	if (!pages || pages > p->pages)
		return -ENOSPC;
	facet_shadow_lock(vgpu);
	cell = cell_search(ggtt, part);
	first = p->first + cell * p->pages;
	for (i = 0; cell >= 0 && i < pages; i++)
		ggtt_bit_set(ggtt->window, first + i);
	if (cell >= 0)
		ggtt->window_next[part] = (cell + 1) % p->cells;
	facet_shadow_unlock(vgpu);
	if (cell < 0)
		return cell;
	*gva = (ggtt->window_first + first) << GEN9_PAGE_SHIFT;
	return 0;
}

/* Write entries of the window, from page @page on. shadow_lock held. */
static void window_write(struct facet_vgpu *vgpu, u32 page, const u64 *bus, u32 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	struct facet_ggtt *ggtt = vgpu->ggtt;
	u32 i;

	for (i = 0; i < n; i++) {
		if (bus[i])
			ggtt_bit_set(ggtt->window_present, page + i);
		else
			ggtt_bit_clear(ggtt->window_present, page + i);
	}
	pgpu->ops->ggtt_write(pgpu, vgpu->owner, ggtt->window_first + page, bus, n);
}

void facet_ggtt_window_entry(struct facet_vgpu *vgpu, u32 gva, u64 bus)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	window_write(vgpu, (gva >> GEN9_PAGE_SHIFT) - vgpu->ggtt->window_first, &bus, 1);
}

/* Make entries absent, and their pages free. shadow_lock held. Return: true: one was present. */
static bool window_clear(struct facet_vgpu *vgpu, u32 page, u32 pages)
{
	static const u64 absent[WINDOW_BATCH];
	struct facet_ggtt *ggtt = vgpu->ggtt;
	bool present = false;
	u32 i;

	for (i = 0; i < pages; i++) {
		present |= ggtt_bit_get(ggtt->window_present, page + i);
		ggtt_bit_clear(ggtt->window, page + i);
	}
	for (i = 0; present && i < pages; i += WINDOW_BATCH)
		window_write(vgpu, page + i, absent, min(pages - i, WINDOW_BATCH));
	return present;
}

bool facet_ggtt_window_release(struct facet_vgpu *vgpu, u32 gva, u32 pages)
{
	bool present;
	u32 page;

	if (!window_page(vgpu->ggtt, gva, pages, &page))
		return false;
	facet_shadow_lock(vgpu);
	present = window_clear(vgpu, page, pages);
	facet_shadow_unlock(vgpu);
	return present;
}

void facet_ggtt_window_free(struct facet_vgpu *vgpu, u32 gva, u32 pages)
{
	if (facet_ggtt_window_release(vgpu, gva, pages))
		facet_ggtt_invalidate(vgpu);
}

int facet_ggtt_window_set(struct facet_vgpu *vgpu, u32 gva, u64 bus)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	int ret = -EINVAL;
	bool present;
	u32 page;

	if (!window_page(ggtt, gva, 1, &page))
		return -EINVAL;
	facet_shadow_lock(vgpu);
	if (ggtt_bit_get(ggtt->window, page)) {
		present = ggtt_bit_get(ggtt->window_present, page);
		window_write(vgpu, page, &bus, 1);
		if (present)
			facet_ggtt_invalidate(vgpu);
		ret = 0;
	}
	facet_shadow_unlock(vgpu);
	return ret;
}
