// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of the aperture that a front end may have mapped, since BAR2 may show guest memory
 * there. aperture/ sets and clears them under vgpu->dev.lock. It zaps only those pages. ppgtt/ asks
 * for them: writes of a vCPU through BAR2 are not reported.
 */
#include "mediator/ggtt.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"

void facet_ggtt_set_shown(struct facet_vgpu *vgpu, u32 page)
{
	lockdep_assert_held(&vgpu->dev.lock);
	ggtt_bit_set(vgpu->ggtt->shown, page);
}

u32 facet_ggtt_next_shown(const struct facet_vgpu *vgpu, u32 page, u32 end)
{
	while (page < end) {
		u64 word = READ_ONCE(vgpu->ggtt->shown[page / GGTT_WORD]);

		if (word >> (page % GGTT_WORD) & 1)
			return page;
		page = word >> (page % GGTT_WORD) ? page + 1 : ALIGN(page + 1, GGTT_WORD);
	}
	return end;
}

u32 facet_ggtt_clear_shown(struct facet_vgpu *vgpu, u32 *page, u32 end)
{
	u32 first = end, last = 0;
	unsigned long flags;
	u32 at = *page;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	while ((at = facet_ggtt_next_shown(vgpu, at, end)) < end) {
		ggtt_bit_clear(vgpu->ggtt->shown, at);
		first = min(first, at);
		last = at++;
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	*page = first;
	return first < end ? last - first + 1 : 0;
}

bool facet_ggtt_shows(const struct facet_vgpu *vgpu, u64 gfn)
{
	u32 end = vgpu->ggtt->shown_pages;
	u32 page = 0;
	u64 gpa;

	while ((page = facet_ggtt_next_shown(vgpu, page, end)) < end) {
		if (!facet_ggtt_translate(vgpu, page << GEN9_PAGE_SHIFT, &gpa) &&
		    gpa >> GEN9_PAGE_SHIFT == gfn)
			return true;
		page++;
	}
	return false;
}
