/* SPDX-License-Identifier: GPL-2.0-only */
/* Unmap pages of BAR2, the guest's aperture. */
#ifndef FACET_BAR2_ZAP_H
#define FACET_BAR2_ZAP_H

#include <linux/types.h>

struct facet_bar2_table_cut;
struct facet_vdev;

/**
 * facet_bar2_zap() - Unmap a range of BAR2 (&facet_host_ops.zap_aperture).
 * @v: the device
 * @offset: bytes into BAR2
 * @len: bytes; 0: nothing is unmapped
 *
 * The pages are unmapped when this returns. bar2_work() unpins them soon after.
 *
 * Context: may sleep; of the mediator's locks, mmio_lock and &facet_detiled.lock may be held. Takes
 * &facet_bar2.lock.
 */
void facet_bar2_zap(struct facet_vdev *v, u64 offset, u64 len);

/**
 * facet_bar2_zap_cut() - Take entries out of BAR2's table, and unmap their pages.
 * @v: the device
 * @cut: says which entries go. The function changes @at, @first and @past of it
 *
 * The pages are unmapped when this returns. If some of them are pinned, the function queues
 * bar2_work(), which unpins them.
 *
 * Context: may sleep. Takes &facet_bar2.lock, and releases it after each piece of the table.
 */
void facet_bar2_zap_cut(struct facet_vdev *v, struct facet_bar2_table_cut *cut);

#endif
