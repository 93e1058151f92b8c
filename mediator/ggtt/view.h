/* SPDX-License-Identifier: GPL-2.0-only */
/* What the mediator does to views (mediator/ggtt_view.h). */
#ifndef FACET_VIEW_H
#define FACET_VIEW_H

#include "port.h"

struct facet_vgpu;

/**
 * facet_ggtt_views_end() - Put the pins of all views.
 * @vgpu: the vGPU
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes shadow_lock
 * in bounded holds; may sleep for it.
 * Return: true: there was a view; false: there was none.
 */
bool facet_ggtt_views_end(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_views_entry_changed() - Drop the pins of views for a guest's GGTT entry.
 * @vgpu: the vGPU
 * @index: the entry, which is about to change
 *
 * Context: shadow_lock held; takes no other lock; may sleep (facet_pin_put()).
 */
void facet_ggtt_views_entry_changed(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_views_zap() - Drop all pins of views of pages of a range.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: the thread of a dma_unmap, after facet_pins_detach(); no lock of the mediator held.
 * Takes shadow_lock in bounded holds; may sleep for it.
 */
void facet_ggtt_views_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n);

#endif
