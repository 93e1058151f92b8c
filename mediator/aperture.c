// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR2. Pages that the face may have mapped are remembered, so that only those
 * are zapped. Fences are decoded at each write of their registers (values of
 * the guest's: bounded here, once); accesses under one are trapped and detiled.
 * Called by the face's fault handler, by trapped accesses and by changes of the
 * GGTT; fences and the map of pages are under vgpu->lock, which is never held
 * across the face's ops.
 */
#include "mediator/aperture.h"

#include "gen9/gtt.h"
#include "gen9/regs.h"
#include "mediator/ggtt.h"
#include "mediator/host.h"
#include "mediator/regs.h"
#include "mediator/type.h"
#include "mediator/vgpu_types.h"

#define APERTURE_WORD		64u
#define APERTURE_RUN		GEN9_YTILE_COLUMN	/* bytes contiguous in every tiling */

/**
 * struct aperture_fence - A tiled range of the aperture.
 * @valid: it is in force
 * @y: Y tiles, else X
 * @start: first byte
 * @size: bytes, whole pages
 * @pitch: bytes of a row of pixels, whole tiles
 */
struct aperture_fence {
	bool valid;
	bool y;
	u32 start;
	u32 size;
	u32 pitch;
};

/**
 * struct facet_aperture - State of BAR2; under vgpu->lock.
 * @fences: decoded
 * @pages: of BAR2
 * @shown: per page: the face may have mapped something there
 */
struct facet_aperture {
	struct aperture_fence fences[GEN9_FENCES];
	u32 pages;
	u64 shown[];
};

/** struct tiling - Shape of a tile: one page. */
struct tiling {
	u32 width;
	u32 rows;
	u32 column;
};

static const struct tiling tiling_x = {
	.width = GEN9_XTILE_WIDTH, .rows = GEN9_XTILE_ROWS, .column = GEN9_XTILE_WIDTH,
};

static const struct tiling tiling_y = {
	.width = GEN9_YTILE_WIDTH, .rows = GEN9_YTILE_ROWS, .column = GEN9_YTILE_COLUMN,
};

/* The fence over a byte of BAR2. vgpu->lock held. */
static const struct aperture_fence *fence_at(const struct facet_aperture *aperture, u32 offset)
{
	u32 i;

	for (i = 0; i < GEN9_FENCES; i++) {
		const struct aperture_fence *fence = &aperture->fences[i];

		if (fence->valid && offset >= fence->start && offset - fence->start < fence->size)
			return fence;
	}
	return NULL;
}

int facet_aperture_page(struct facet_vgpu *vgpu, u32 page, u64 *gfn)
{
	struct facet_aperture *aperture = vgpu->aperture;
	unsigned long flags;
	int ret = -EAGAIN;
	u64 gpa;

	if (port_check(APERTURE_PAGE, page >= aperture->pages))
		return -EFAULT;
	spin_lock_irqsave(&vgpu->lock, flags);
	/* Whatever the answer, the face may put something there: a page of its own, say. */
	aperture->shown[page / APERTURE_WORD] |= BIT_ULL(page % APERTURE_WORD);
	if (!port_check(APERTURE_FENCED, fence_at(aperture, page << PAGE_SHIFT)))
		ret = facet_ggtt_translate(vgpu, page << PAGE_SHIFT, &gpa);
	spin_unlock_irqrestore(&vgpu->lock, flags);
	if (!ret)
		*gfn = gpa >> PAGE_SHIFT;
	return ret;
}

/* Takes the first run of shown pages in [*page, end) off the map; its length, 0: none. */
static u32 shown_take(struct facet_vgpu *vgpu, u32 *page, u32 end)
{
	struct facet_aperture *aperture = vgpu->aperture;
	unsigned long flags;
	u32 at = *page;
	u32 n = 0;

	spin_lock_irqsave(&vgpu->lock, flags);
	while (at < end && !(aperture->shown[at / APERTURE_WORD] >> (at % APERTURE_WORD)))
		at = (at / APERTURE_WORD + 1) * APERTURE_WORD;
	for (; at < end; at++) {
		u64 bit = BIT_ULL(at % APERTURE_WORD);

		if (!(aperture->shown[at / APERTURE_WORD] & bit)) {
			if (n)
				break;
			continue;
		}
		aperture->shown[at / APERTURE_WORD] &= ~bit;
		n++;
	}
	spin_unlock_irqrestore(&vgpu->lock, flags);
	*page = at - n;
	return n;
}

void facet_aperture_changed(struct facet_vgpu *vgpu, u32 page, u32 n)
{
	u32 end, run;

	if (page >= vgpu->aperture->pages)
		return;
	end = page + min(n, vgpu->aperture->pages - page);
	for (;;) {
		run = shown_take(vgpu, &page, end);
		if (!run)
			return;
		vgpu->ops->zap_aperture(vgpu->host, (u64)page << PAGE_SHIFT,
					(u64)run << PAGE_SHIFT);
		page += run;
	}
}

void facet_aperture_revoke(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	u32 page;
	u64 gpa;

	for (page = 0; page < vgpu->aperture->pages; page++) {
		if (!READ_ONCE(vgpu->aperture->shown[page / APERTURE_WORD]) ||
		    facet_ggtt_translate(vgpu, page << PAGE_SHIFT, &gpa))
			continue;
		gpa >>= PAGE_SHIFT;
		if (gpa >= gfn && gpa - gfn < n)
			facet_aperture_changed(vgpu, page, 1);
	}
}

/* Where a byte under a fence lies in the GGTT; false beyond the fence's end. */
static bool fence_detile(const struct aperture_fence *fence, u32 offset, u32 *gva)
{
	const struct tiling *tiling = fence->y ? &tiling_y : &tiling_x;
	u32 y = (offset - fence->start) / fence->pitch;
	u32 x = (offset - fence->start) % fence->pitch;
	u64 tile = (u64)(y / tiling->rows) * (fence->pitch / tiling->width) + x / tiling->width;
	u64 at;

	at = tile * GEN9_PAGE_SIZE;
	at += x % tiling->width / tiling->column * (tiling->column * tiling->rows);
	at += y % tiling->rows * tiling->column + x % tiling->column;
	if (port_check(FENCE_DETILE_END, at >= fence->size))
		return false;
	*gva = fence->start + at;
	return true;
}

/* One piece that is contiguous in memory. What is not there reads zero and takes no write. */
static void access_piece(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len, bool write)
{
	const struct aperture_fence *fence;
	struct aperture_fence copy = {};
	unsigned long flags;
	u32 gva = offset;
	u64 gpa;
	int ret = -EFAULT;

	spin_lock_irqsave(&vgpu->lock, flags);
	fence = fence_at(vgpu->aperture, offset);
	if (fence)
		copy = *fence;
	spin_unlock_irqrestore(&vgpu->lock, flags);
	if ((!copy.valid || fence_detile(&copy, offset, &gva)) &&
	    !facet_ggtt_translate(vgpu, gva, &gpa)) {
		if (write)
			ret = vgpu->ops->write(vgpu->host, gpa, buf, len);
		else
			ret = vgpu->ops->read(vgpu->host, gpa, buf, len);
	}
	if (ret && !write)
		memset(buf, 0, len);
}

int facet_aperture_access(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len, bool write)
{
	u64 size = (u64)vgpu->aperture->pages << PAGE_SHIFT;
	u32 chunk;

	if (port_check(APERTURE_END, offset >= size || len > size - offset))
		return -EINVAL;
	for (; len; len -= chunk, offset += chunk, buf += chunk) {
		chunk = min(len, APERTURE_RUN - (u32)offset % APERTURE_RUN);
		access_piece(vgpu, offset, buf, chunk, write);
	}
	return 0;
}

/* What a fence register's value means; anything that makes no sense is no fence. */
static struct aperture_fence fence_decode(const struct facet_vgpu *vgpu, u64 value)
{
	u32 end = GEN9_FENCE_END(value);
	struct aperture_fence fence = {
		.y = value & GEN9_FENCE_Y,
		.start = value & GEN9_FENCE_START_MASK,
		.pitch = GEN9_FENCE_PITCH(value),
	};
	u64 size = (u64)vgpu->aperture->pages << PAGE_SHIFT;

	if (!(value & GEN9_FENCE_VALID) || port_check(FENCE_ORDER, end < fence.start) ||
	    port_check(FENCE_START, fence.start >= size) ||
	    port_check(FENCE_PITCH,
		       fence.pitch % (fence.y ? GEN9_YTILE_WIDTH : GEN9_XTILE_WIDTH)))
		return fence;
	fence.size = min((u64)end + GEN9_PAGE_SIZE, size) - fence.start;
	fence.valid = true;
	return fence;
}

/* What a fence's registers say. @n: which */
static struct aperture_fence fence_read(const struct facet_vgpu *vgpu, u32 n)
{
	u32 offset = GEN9_FENCE + n * sizeof(u64);
	u64 both = facet_reg_get(vgpu, offset);

	both |= (u64)facet_reg_get(vgpu, offset + sizeof(u32)) << 32;
	return fence_decode(vgpu, both);
}

static void fence_write(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset, u32 value)
{
	u32 n = (offset - GEN9_FENCE) / sizeof(u64);
	struct aperture_fence old, fence;
	unsigned long flags;

	if (port_check(FENCE_NUMBER, n >= vgpu->type->fences))
		return;
	facet_reg_set(vgpu, offset, value);
	fence = fence_read(vgpu, n);
	spin_lock_irqsave(&vgpu->lock, flags);
	old = vgpu->aperture->fences[n];
	vgpu->aperture->fences[n] = fence;
	spin_unlock_irqrestore(&vgpu->lock, flags);
	/* What was under the fence may be mapped now, and the other way round. */
	if (old.valid)
		facet_aperture_changed(vgpu, old.start >> PAGE_SHIFT, old.size >> PAGE_SHIFT);
	if (fence.valid)
		facet_aperture_changed(vgpu, fence.start >> PAGE_SHIFT, fence.size >> PAGE_SHIFT);
}

static const struct facet_reg fence_rows[] = {
	{ .name = "FENCE", .offset = GEN9_FENCE, .count = 2 * GEN9_FENCES, .write = fence_write },
};

const struct facet_reg_block facet_fence_regs = {
	.rows = fence_rows,
	.count = ARRAY_SIZE(fence_rows),
};

int facet_aperture_create(struct facet_vgpu *vgpu)
{
	u32 pages = vgpu->type->aperture_mib << (20 - PAGE_SHIFT);
	struct facet_aperture *aperture;

	aperture = kvzalloc(sizeof(*aperture) + pages / APERTURE_WORD * sizeof(u64), GFP_KERNEL);
	if (!aperture)
		return -ENOMEM;
	aperture->pages = pages;
	vgpu->aperture = aperture;
	return 0;
}

void facet_aperture_destroy(struct facet_vgpu *vgpu)
{
	kvfree(vgpu->aperture);
	vgpu->aperture = NULL;
}

void facet_aperture_reset(struct facet_vgpu *vgpu)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	memset(vgpu->aperture->fences, 0, sizeof(vgpu->aperture->fences));
	spin_unlock_irqrestore(&vgpu->lock, flags);
	facet_aperture_changed(vgpu, 0, vgpu->aperture->pages);
}

int facet_aperture_restore(struct facet_vgpu *vgpu, u32 index, struct facet_state_reader *in)
{
	struct aperture_fence fence;
	unsigned long flags;
	u32 n;

	for (n = 0; n < GEN9_FENCES; n++) {
		fence = fence_read(vgpu, n);
		if (fence.valid && n >= vgpu->type->fences)
			return -EINVAL;
		spin_lock_irqsave(&vgpu->lock, flags);
		vgpu->aperture->fences[n] = fence;
		spin_unlock_irqrestore(&vgpu->lock, flags);
	}
	return 0;
}
