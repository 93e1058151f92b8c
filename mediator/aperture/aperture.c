// SPDX-License-Identifier: GPL-2.0-only
/*
 * The aperture: BAR2 as a window on the guest's GGTT. The file records which pages the front end
 * may have mapped, and zaps only those. It decodes a fence when the guest writes the fence
 * register, and bounds the guest's values there. Trapped accesses under a fence are detiled.
 *
 * The front end's fault handler, trapped accesses and changes of the GGTT call this file. Fences
 * and the record of mapped pages are under vgpu->dev.lock, which is never held across an op of the
 * front end.
 */
#include "mediator/aperture.h"

#include "device/regs.h"
#include "device/state_section.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture/fence.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/ggtt.h"
#include "mediator/host.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"

#define ALIAS_SCAN_PAGES	1024u	/* pages checked between two calls of cond_resched() */

/**
 * struct facet_aperture - State of BAR2; under vgpu->dev.lock.
 * @fences: decoded fences, by number of the fence register
 * @pages: number of pages of the aperture. BAR2 may be larger: the rest of it is empty
 */
struct facet_aperture {
	struct facet_fence fences[GEN9_FENCES];
	u32 pages;
};

/* Return the first fence over a byte of BAR2; NULL: none. vgpu->dev.lock held. */
static const struct facet_fence *fence_at(const struct facet_aperture *aperture, u32 offset)
{
	u32 i;

	for (i = 0; i < GEN9_FENCES; i++) {
		const struct facet_fence *fence = &aperture->fences[i];

		if (facet_fence_covers(fence, offset))
			return fence;
	}
	return NULL;
}

int facet_aperture_fence(const struct facet_vgpu *vgpu, u32 offset, struct facet_fence *fence)
{
	const struct facet_fence *found = fence_at(vgpu->aperture, offset);

	lockdep_assert_held(&vgpu->dev.lock);
	if (!found)
		return -EAGAIN;
	*fence = *found;
	return found - vgpu->aperture->fences;
}

int facet_aperture_page(struct facet_vgpu *vgpu, u32 page, u64 *gfn)
{
	struct facet_aperture *aperture = vgpu->aperture;
	unsigned long flags;
	int ret = -EAGAIN;
	u64 at = page;
	u64 gpa;

	if (port_check(APERTURE_PAGE, !port_index(&at, aperture->pages)))
		return -EFAULT;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	/* Whatever the result is, the front end may map memory there, at least its blank page. */
	facet_ggtt_set_shown(vgpu, at);
	if (!port_check(APERTURE_FENCED, fence_at(aperture, page << PAGE_SHIFT)))
		ret = facet_ggtt_translate(vgpu, page << PAGE_SHIFT, &gpa);
	if (!ret && facet_detiled_uses(vgpu, gpa >> PAGE_SHIFT))
		ret = -EBUSY;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (!ret || ret == -EBUSY) {
		*gfn = gpa >> PAGE_SHIFT;
		/* After facet_ggtt_set_shown(): pairs with facet_ppgtt_page_get(). */
		smp_mb();
		facet_ppgtt_mark_shown(vgpu, *gfn);
	}
	return ret;
}

/*
 * Zap what the front end has mapped of pages @page to @end - 1, by one call: a guest can scatter
 * its pages as it likes. Neither vgpu->dev.lock nor shadow_lock held; may sleep.
 */
static void zap_mapped(struct facet_vgpu *vgpu, u32 page, u32 end)
{
	u32 n = facet_ggtt_clear_shown(vgpu, &page, end);

	if (n)
		vgpu->ops->zap_aperture(vgpu->host, (u64)page << PAGE_SHIFT, (u64)n << PAGE_SHIFT);
}

void facet_aperture_changed(struct facet_vgpu *vgpu, u32 page, u32 n)
{
	if (page >= vgpu->aperture->pages)
		return;
	n = min(n, vgpu->aperture->pages - page);
	facet_detiled_drop_pages(vgpu, page, n);
	zap_mapped(vgpu, page, page + n);
}

/**
 * struct alias_set - Guest pages for facet_aperture_zap_aliases().
 * @gfns: array of @n guest page numbers
 * @n: number of guest pages
 * @mask: the bits alias_set_bit() of all pages. Several pages may have the same bit
 */
struct alias_set {
	const u64 *gfns;
	u32 n;
	u64 mask;
};

static u64 alias_set_bit(u64 gfn)
{
	return BIT_ULL(gfn % 64);
}

static bool alias_set_has(const struct alias_set *aliases, u64 gfn)
{
	u32 i;

	if (!(aliases->mask & alias_set_bit(gfn)))
		return false;
	for (i = 0; i < aliases->n; i++)
		if (aliases->gfns[i] == gfn)
			return true;
	return false;
}

/* Tell whether a page of BAR2 maps one of the guest pages without a fence. Takes vgpu->dev.lock. */
static bool maps_alias(struct facet_vgpu *vgpu, u32 page, const struct alias_set *aliases)
{
	unsigned long flags;
	bool fenced;
	u64 gpa;

	if (facet_ggtt_translate(vgpu, page << PAGE_SHIFT, &gpa) ||
	    !alias_set_has(aliases, gpa >> PAGE_SHIFT))
		return false;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	fenced = fence_at(vgpu->aperture, page << PAGE_SHIFT);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return !fenced;
}

void facet_aperture_zap_aliases(struct facet_vgpu *vgpu, const u64 *gfns, u32 n)
{
	struct alias_set aliases = { .gfns = gfns, .n = n };
	u32 end = vgpu->aperture->pages;
	u32 page, i;

	for (i = 0; i < n; i++)
		aliases.mask |= alias_set_bit(gfns[i]);
	for (page = 0; page < end; page++) {
		page = facet_ggtt_next_shown(vgpu, page, end);
		if (page < end && maps_alias(vgpu, page, &aliases))
			zap_mapped(vgpu, page, page + 1);
		if (page % ALIAS_SCAN_PAGES == ALIAS_SCAN_PAGES - 1)
			cond_resched();
	}
}

void facet_aperture_revoke(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	u32 end = vgpu->aperture->pages;
	u32 page = 0;
	u64 gpa;

	facet_detiled_drop_memory(vgpu, gfn, n);
	for (; (page = facet_ggtt_next_shown(vgpu, page, end)) < end; page++) {
		if (facet_ggtt_translate(vgpu, page << PAGE_SHIFT, &gpa))
			continue;
		gpa >>= PAGE_SHIFT;
		if (gpa >= gfn && gpa - gfn < n)
			facet_aperture_changed(vgpu, page, 1);
	}
}

/*
 * Access one contiguous piece of guest memory by an offset into BAR2. Either @to or @from is given.
 * Absent memory reads 0 and drops writes. Takes vgpu->dev.lock; may sleep. Return: 0;
 * FACET_HOST_RETRY: the memory is unavailable for the moment, and nothing was done.
 */
static int access_piece(struct facet_vgpu *vgpu, u32 offset, void *to, const void *from, u32 len)
{
	const struct facet_fence *fence;
	struct facet_fence copy = {};
	unsigned long flags;
	u32 gva = offset;
	u64 gpa;
	int ret = -EFAULT;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	fence = fence_at(vgpu->aperture, offset);
	if (fence)
		copy = *fence;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	if (offset >> PAGE_SHIFT < vgpu->aperture->pages &&
	    (!copy.valid || facet_fence_detile(&copy, offset, &gva)) &&
	    !facet_ggtt_translate(vgpu, gva, &gpa)) {
		if (from)
			ret = vgpu->ops->write(vgpu->host, gpa, from, len);
		else
			ret = vgpu->ops->read(vgpu->host, gpa, to, len);
	}
	if (ret && to)
		memset(to, 0, len);
	if (!ret && from) {
		facet_ppgtt_written(vgpu, gpa, len);
		facet_detiled_drop_source(vgpu, gpa >> PAGE_SHIFT);
	}
	return ret == FACET_HOST_RETRY ? ret : 0;
}

/* Access BAR2 in pieces that are contiguous under a fence. Either @to or @from is given. */
static int aperture_copy(struct facet_vgpu *vgpu, u64 offset, void *to, const void *from, u32 len)
{
	u64 size = facet_type_bar2(vgpu->type);
	u32 done, chunk;
	int ret = 0;

	if (port_check(APERTURE_END, offset >= size || len > size - offset))
		return -EINVAL;
	for (done = 0; done < len && !ret; done += chunk) {
		chunk = min(len - done, FACET_FENCE_RUN - (u32)(offset + done) % FACET_FENCE_RUN);
		ret = access_piece(vgpu, offset + done, to ? to + done : NULL,
				   from ? from + done : NULL, chunk);
	}
	return ret;
}

int facet_aperture_access(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len, bool write)
{
	return aperture_copy(vgpu, offset, write ? NULL : buf, write ? buf : NULL, len);
}

bool facet_aperture_covers(struct facet_vgpu *vgpu, u64 gpa)
{
	unsigned long flags;
	bool covers;
	u32 offset;

	if (!facet_detiled_bar2_offset(vgpu, gpa, &offset))
		return false;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	covers = fence_at(vgpu->aperture, offset);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return covers;
}

int facet_aperture_written(struct facet_vgpu *vgpu, u64 gpa, const void *data, u32 len)
{
	u32 offset;
	int ret;

	len = min(len, (u32)(PAGE_SIZE - gpa % PAGE_SIZE));
	facet_detiled_drop_source(vgpu, gpa >> PAGE_SHIFT);
	if (!facet_detiled_bar2_offset(vgpu, gpa, &offset))
		return 0;
	mutex_lock(&vgpu->dev.mmio_lock);
	ret = facet_detiled_written(vgpu, offset, data, len);
	if (ret == -ENOENT && facet_aperture_covers(vgpu, gpa))
		ret = aperture_copy(vgpu, offset, NULL, data, len);
	mutex_unlock(&vgpu->dev.mmio_lock);
	return ret == FACET_HOST_RETRY ? ret : 0;
}

void facet_aperture_memory_removed(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	facet_detiled_drop_memory(vgpu, gfn, n);
}

/* Decode the registers of fence @n. */
static struct facet_fence fence_read(const struct facet_vgpu *vgpu, u32 n)
{
	u32 offset = GEN9_FENCE + n * sizeof(u64);
	u64 both = facet_reg_get(&vgpu->dev, offset);

	both |= (u64)facet_reg_get(&vgpu->dev, offset + sizeof(u32)) << 32;
	return facet_fence_decode(both, (u64)vgpu->aperture->pages << PAGE_SHIFT);
}

/* Put a fence in force. mmio_lock held; takes vgpu->dev.lock; may sleep. */
static void fence_set(struct facet_vgpu *vgpu, u32 n, struct facet_fence fence)
{
	struct facet_fence old;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	old = vgpu->aperture->fences[n];
	vgpu->aperture->fences[n] = fence;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	/* Pages under the old fence may be mapped from now on, and those under the new one not. */
	if (old.valid)
		facet_aperture_changed(vgpu, old.start >> PAGE_SHIFT, old.size >> PAGE_SHIFT);
	if (fence.valid)
		facet_aperture_changed(vgpu, fence.start >> PAGE_SHIFT, fence.size >> PAGE_SHIFT);
}

/* Handler of the FENCE registers: fences beyond those of the type are ignored. mmio_lock held. */
static void fence_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			u32 value)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(dev);
	u32 n = (offset - GEN9_FENCE) / sizeof(u64);

	if (port_check(FENCE_NUMBER, n >= vgpu->type->fences))
		return;
	facet_reg_set(&vgpu->dev, offset, value);
	fence_set(vgpu, n, fence_read(vgpu, n));
}

static const struct facet_reg fence_rows[] = {
	{ .name = "FENCE", .offset = GEN9_FENCE, .count = 2 * GEN9_FENCES, .write = fence_write },
};

const struct facet_reg_block facet_aperture_fence_regs = {
	.rows = fence_rows,
	.count = ARRAY_SIZE(fence_rows),
};

int facet_aperture_create(struct facet_vgpu *vgpu)
{
	u32 pages = facet_type_aperture(vgpu->type) >> PAGE_SHIFT;
	struct facet_aperture *aperture;

	aperture = port_zalloc(sizeof(*aperture));
	if (!aperture)
		return -ENOMEM;
	aperture->pages = pages;
	vgpu->aperture = aperture;
	return 0;
}

void facet_aperture_destroy(struct facet_vgpu *vgpu)
{
	port_free(vgpu->aperture);
	vgpu->aperture = NULL;
}

static void aperture_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	unsigned long flags;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	memset(vgpu->aperture->fences, 0, sizeof(vgpu->aperture->fences));
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_aperture_changed(vgpu, 0, vgpu->aperture->pages);
}

static int aperture_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_fence fence;
	u32 n;

	for (n = 0; n < GEN9_FENCES; n++) {
		fence = fence_read(vgpu, n);
		if (fence.valid && n >= vgpu->type->fences)
			return -EINVAL;
		fence_set(vgpu, n, fence);
	}
	return 0;
}

const struct facet_state_section facet_aperture_state = {
	.name = "aperture",
	.what = "fences follow their registers; what the front end maps comes by fault",
	.reset = aperture_reset,
	.restore = aperture_restore,
};
