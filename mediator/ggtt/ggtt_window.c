// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host window of a vGPU's GGTT: addresses whose entries no guest can write. buffer.c maps
 * shadow rings, contexts and copied batches there, on the worker or on a thread that keeps it out.
 * The file takes shadow_lock.
 */
#include "mediator/ggtt.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"

/* Find @pages free pages in a row. shadow_lock held. Return: the first page, or -ENOSPC. */
static int window_search(const struct facet_ggtt *ggtt, u32 pages)
{
	u32 at = ggtt->window_next;
	u32 run = 0;
	u32 checked;

	/* Search all pages once, and @pages more: a run may span the starting point. */
	for (checked = 0; checked < GGTT_WINDOW_PAGES + pages; checked++, at++) {
		if (at == GGTT_WINDOW_PAGES) {
			at = 0;
			run = 0;
		}
		run = ggtt_bit_get(ggtt->window, at) ? 0 : run + 1;
		if (run == pages)
			return at + 1 - pages;
	}
	return -ENOSPC;
}

/* Convert an address to a GGTT index. Return: false: the range is not in the window. */
static bool window_index(u32 gva, u32 pages, u32 *index)
{
	u32 first = (gva - GGTT_WINDOW_BASE) >> GEN9_PAGE_SHIFT;

	if (gva < GGTT_WINDOW_BASE || first >= GGTT_WINDOW_PAGES ||
	    pages > GGTT_WINDOW_PAGES - first)
		return false;
	*index = gva >> GEN9_PAGE_SHIFT;
	return true;
}

int facet_ggtt_window_alloc(struct facet_vgpu *vgpu, u32 pages, u32 *gva)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	int first, ret;
	u32 i;

	if (!pages || pages > GGTT_WINDOW_PAGES)
		return -ENOSPC;
	facet_shadow_lock(vgpu);
	first = window_search(ggtt, pages);
	for (i = 0; first >= 0 && i < pages; i++)
		ggtt_bit_set(ggtt->window, first + i);
	if (first >= 0)
		ggtt->window_next = (first + pages) % GGTT_WINDOW_PAGES;
	facet_shadow_unlock(vgpu);
	if (first < 0)
		return first;
	*gva = GGTT_WINDOW_BASE + ((u32)first << GEN9_PAGE_SHIFT);
	for (i = 0; i < pages; i++) {
		ret = facet_ggtt_shadow_make(vgpu, (*gva >> GEN9_PAGE_SHIFT) + i);
		if (ret) {
			facet_ggtt_window_free(vgpu, *gva, pages);
			return ret;
		}
	}
	return 0;
}

/* Write a shadow entry of the window. shadow_lock held. Return: true: it was present before. */
static bool window_entry(struct facet_ggtt *ggtt, u32 index, u64 entry)
{
	struct ggtt_table *table = ggtt->tables[index / GEN9_PTES_PER_PAGE];
	u32 i = index % GEN9_PTES_PER_PAGE;
	bool present;

	if (!table || !table->shadow)
		return false;
	present = table->shadow[i] & GEN9_PTE_PRESENT;
	WRITE_ONCE(table->shadow[i], entry);
	return present;
}

void facet_ggtt_window_entry(struct facet_vgpu *vgpu, u32 gva, u64 bus)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	window_entry(vgpu->ggtt, gva >> GEN9_PAGE_SHIFT, bus ? bus | GEN9_PTE_PRESENT : 0);
}

void facet_ggtt_window_free(struct facet_vgpu *vgpu, u32 gva, u32 pages)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	bool changed = false;
	u32 index, i;

	if (!window_index(gva, pages, &index))
		return;
	facet_shadow_lock(vgpu);
	for (i = 0; i < pages; i++) {
		changed |= window_entry(ggtt, index + i, 0);
		ggtt_bit_clear(ggtt->window, index + i - (GGTT_WINDOW_BASE >> GEN9_PAGE_SHIFT));
	}
	if (changed)
		facet_ggtt_shadow_invalidate(vgpu);
	facet_shadow_unlock(vgpu);
}

int facet_ggtt_window_set(struct facet_vgpu *vgpu, u32 gva, u64 bus)
{
	struct facet_ggtt *ggtt = vgpu->ggtt;
	int ret = -EINVAL;
	u32 index;

	if (!window_index(gva, 1, &index))
		return -EINVAL;
	facet_shadow_lock(vgpu);
	if (ggtt_bit_get(ggtt->window, index - (GGTT_WINDOW_BASE >> GEN9_PAGE_SHIFT))) {
		if (window_entry(ggtt, index, bus ? bus | GEN9_PTE_PRESENT : 0))
			facet_ggtt_shadow_invalidate(vgpu);
		ret = 0;
	}
	facet_shadow_unlock(vgpu);
	return ret;
}
