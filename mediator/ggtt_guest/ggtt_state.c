// SPDX-License-Identifier: GPL-2.0-only
/*
 * Section "ggtt" of a saved state: the guest's GGTT entries, in runs of entries that are not zero.
 * A reset, save or restore calls the section with mmio_lock held. A dump needs no vGPU and no lock.
 * ggtt.c takes shadow_lock.
 */
#include "mediator/ggtt.h"

#include "device/state_section.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/ggtt/view.h"
#include "mediator/ggtt_map.h"

#define RESTORE_BATCH	32u	/* entries that one call takes; arrays of them are on the stack */

/* Return the first entry from @index on that is not zero, or GEN9_GGTT_ENTRIES. */
static u32 next_entry(struct facet_vgpu *vgpu, u32 index)
{
	while (index < GEN9_GGTT_ENTRIES && !facet_ggtt_pte_read(vgpu, index)) {
		/* A page fault may allocate the entries at the same time. */
		const u64 *table = READ_ONCE(vgpu->ggtt->tables[index / GEN9_PTES_PER_PAGE]);

		index++;
		if (!table)
			index = ALIGN(index, (u32)GEN9_PTES_PER_PAGE);
	}
	return index;
}

static int ggtt_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	u32 at, end;

	facet_ggtt_map_sync(vgpu);
	for (at = next_entry(vgpu, 0); at < GEN9_GGTT_ENTRIES; at = next_entry(vgpu, end)) {
		for (end = at; end < GEN9_GGTT_ENTRIES && facet_ggtt_pte_read(vgpu, end); end++)
			;
		facet_state_put32(out, at);
		facet_state_put32(out, end - at);
		for (; at < end; at++)
			facet_state_put64(out, facet_ggtt_pte_read(vgpu, at));
	}
	return 0;
}

/*
 * Restore up to RESTORE_BATCH entries of one table. Return: how many; -EINVAL: one is zero; else an
 * errno of facet_ggtt_ptes_write().
 */
static int restore_some(struct facet_vgpu *vgpu, u32 at, u32 n, struct facet_state_reader *in)
{
	u64 ptes[RESTORE_BATCH], old[RESTORE_BATCH];
	u32 i;
	int ret;

	n = min(min(n, RESTORE_BATCH), GEN9_PTES_PER_PAGE - at % GEN9_PTES_PER_PAGE);
	for (i = 0; i < n; i++) {
		ptes[i] = facet_state_take64(in);
		if (!ptes[i])
			return -EINVAL;
	}
	ret = facet_ggtt_ptes_write(vgpu, at, ptes, n, old);
	return ret < 0 ? ret : (int)n;
}

static int ggtt_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	u32 next = 0;
	u32 at, n;
	int ret;

	while (in->left) {
		at = facet_state_take32(in);
		n = facet_state_take32(in);
		if (in->failed || !n || at < next || at >= GEN9_GGTT_ENTRIES ||
		    n > GEN9_GGTT_ENTRIES - at)
			return -EINVAL;
		for (; n; n -= ret, at += ret) {
			ret = restore_some(vgpu, at, n, in);
			if (ret < 0)
				return ret;
			cond_resched();
		}
		next = at + 1;
	}
	/* Pages of facet_ggtt_map() get the new entries. */
	facet_ggtt_map_reset(vgpu);
	return 0;
}

static void ggtt_dump(const struct facet_reg_map *map, struct facet_state_reader *in,
		      const struct facet_state_printer *printer)
{
	u32 at, n;
	u64 first;

	while (in->left) {
		at = facet_state_take32(in);
		n = facet_state_take32(in);
		first = facet_state_take64(in);
		facet_state_take(in, (n - (size_t)1) * sizeof(first));
		printer->print(printer->arg, "  %08llx %u entries, the first %llx\n",
			       (unsigned long long)at << GEN9_PAGE_SHIFT, n,
			       (unsigned long long)first);
	}
}

static void ggtt_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);

	facet_ggtt_views_end(vgpu);
	facet_ggtt_reset(vgpu);
	facet_ggtt_map_reset(vgpu);
}

const struct facet_state_section facet_ggtt_state = {
	.tag = FACET_STATE_TAG('G', 'G', 'T', 'T'),
	.name = "ggtt",
	.what = "the guest's entries that are not zero, within its two ranges",
	.records = 1,
	.rest = "runs by ascending index, none adjacent: index (4), count (4), entries (8 each)",
	.reset = ggtt_reset,
	.save = ggtt_save,
	.restore = ggtt_restore,
	.dump = ggtt_dump,
};
