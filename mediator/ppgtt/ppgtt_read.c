// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of guest memory by PPGTT addresses. The worker copies user batches with them. The walk
 * reads the guest's tables: the shadows of a workload are made after the audit of its commands. The
 * walk accepts the same entries as the shadows (ppgtt_table.c, ppgtt_large.c). Takes no lock.
 *
 * Source: PRM SKL Vol. 5 (Memory Views), by gen9/gtt_defs.h.
 */
#include "mediator/ppgtt.h"

#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/host.h"
#include "mediator/ppgtt/ppgtt_types.h"

enum {
	LEVEL_PT,
	LEVEL_PD,
	LEVEL_PDP,
};

/* Return the bit of an address at which the index of a table at @level begins. */
static u32 level_shift(u32 level)
{
	return GEN9_PAGE_SHIFT + level * GEN9_PTE_SHIFT;
}

/* Return the offset of @va in its page of 2^@shift bytes. */
static u64 offset_in(u64 va, u32 shift)
{
	return va & ((1ull << shift) - 1);
}

/* Read the entry for @va of the table at @gpa. Return: 0; -EFAULT: it is absent; else as read. */
static int read_entry(struct facet_vgpu *vgpu, u64 gpa, u32 level, u64 va, u64 *entry)
{
	u64 index = (va >> level_shift(level)) % GEN9_PTES_PER_PAGE;
	int ret = vgpu->ops->read(vgpu->host, gpa + index * sizeof(*entry), entry, sizeof(*entry));

	if (ret)
		return ret;
	return *entry & GEN9_PTE_PRESENT ? 0 : -EFAULT;
}

/*
 * Translate @va by a table of 64 KiB pages. The first of each 16 entries counts. Return: as
 * read_entry();
 * -EFAULT: the entry's address is not aligned.
 */
static int translate_big(struct facet_vgpu *vgpu, u64 table, u64 va, u64 *gpa)
{
	u64 entry;
	int ret = read_entry(vgpu, table, LEVEL_PT, va & ~(GEN9_BIG_SIZE - 1), &entry);

	if (ret)
		return ret;
	*gpa = (entry & GEN9_PTE_ADDR_MASK) + (va & (GEN9_BIG_SIZE - 1));
	return entry & GEN9_PTE_ADDR_MASK & (GEN9_BIG_SIZE - 1) ? -EFAULT : 0;
}

/* Translate @va by the page directory at @table. Return: as read_entry(). */
static int translate_low(struct facet_vgpu *vgpu, u64 table, u64 va, u64 *gpa)
{
	u64 entry;
	int ret = read_entry(vgpu, table, LEVEL_PD, va, &entry);

	if (ret)
		return ret;
	if (facet_ppgtt_large_valid(entry)) {
		*gpa = facet_ppgtt_large_address(entry) + offset_in(va, level_shift(LEVEL_PD));
		return 0;
	}
	if (entry & GEN9_PDE_PS)
		return -EFAULT;
	if ((entry & GEN9_PDE_IPS_64K) && facet_ppgtt_ips(vgpu))
		return translate_big(vgpu, entry & GEN9_PTE_ADDR_MASK, va, gpa);
	ret = read_entry(vgpu, entry & GEN9_PTE_ADDR_MASK, LEVEL_PT, va, &entry);
	*gpa = (entry & GEN9_PTE_ADDR_MASK) + offset_in(va, GEN9_PAGE_SHIFT);
	return ret;
}

/* Translate @va by the tables at @pml4. Return: as read_entry(). */
static int translate(struct facet_vgpu *vgpu, u64 pml4, u64 va, u64 *gpa)
{
	u64 entry = pml4;
	u32 level;
	int ret;

	if (va >> GEN9_PPGTT_BITS)
		return -EFAULT;
	for (level = GEN9_PPGTT_LEVELS - 1; level >= LEVEL_PDP; level--) {
		ret = read_entry(vgpu, entry & GEN9_PTE_ADDR_MASK, level, va, &entry);
		if (ret)
			return ret;
	}
	/* An entry for a 1 GiB page counts as absent. */
	if (entry & GEN9_PDE_PS)
		return -EFAULT;
	return translate_low(vgpu, entry & GEN9_PTE_ADDR_MASK, va, gpa);
}

int facet_ppgtt_read(struct facet_vgpu *vgpu, u64 pml4, u64 va, void *buf, size_t len)
{
	size_t done, n;
	u64 gpa;
	int ret = 0;

	for (done = 0; !ret && done < len; done += n) {
		n = min_t(size_t, len - done, GEN9_PAGE_SIZE - (va + done) % GEN9_PAGE_SIZE);
		ret = translate(vgpu, pml4, va + done, &gpa);
		if (!ret)
			ret = vgpu->ops->read(vgpu->host, gpa, (u8 *)buf + done, n);
	}
	return ret;
}
