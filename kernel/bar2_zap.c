// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unmap pages of BAR2. The core calls facet_bar2_zap() through vfio_host.c. bar2.c, which fills the
 * table and maps, calls facet_bar2_zap_cut(). This file does not unpin: bar2_work() in bar2.c does
 * that.
 *
 * Lock: facet_bar2.lock, the leaf lock of BAR2's page faults.
 */
#include "kernel/bar2_zap.h"

#include <linux/mm.h>
#include <linux/sched.h>

#include "kernel/compat/compat.h"
#include "kernel/vdev_types.h"

/* Unmap @n pages of BAR2 from page @page on. Lock held. */
static void unmap_range(struct facet_vdev *v, u64 page, u64 n)
{
	u64 base = (u64)VFIO_PCI_BAR2_REGION_INDEX << FACET_REGION_SHIFT;

	unmap_mapping_range(v->vdev.inode->i_mapping, base + (page << PAGE_SHIFT),
			    n << PAGE_SHIFT, true);
}

/*
 * Take entries out of the table, and unmap each stretch of them before the lock is released. So
 * another thread waits for one stretch only. Pages between the entries of a stretch are unmapped,
 * too, and fault again.
 */
void facet_bar2_zap_cut(struct facet_vdev *v, struct facet_bar2_table_cut *cut)
{
	struct facet_bar2_table *table = &v->bar2.table;
	bool more;

	do {
		mutex_lock(&v->bar2.lock);
		more = facet_bar2_table_cut(table, cut);
		if (cut->unmap_first < cut->unmap_end)
			unmap_range(v, cut->unmap_first, cut->unmap_end - cut->unmap_first);
		if (!list_empty(&table->retired))
			queue_work(system_dfl_wq, &v->bar2.work);
		mutex_unlock(&v->bar2.lock);
		cond_resched();
	} while (more);
}

void facet_bar2_zap(struct facet_vdev *v, u64 offset, u64 len)
{
	struct facet_bar2_table_cut cut = {
		.kind = FACET_BAR2_TABLE_ANY,
		.at = offset >> PAGE_SHIFT,
		.end = DIV_ROUND_UP_ULL(offset + len, PAGE_SIZE),
	};

	if (len)
		facet_bar2_zap_cut(v, &cut);
}
