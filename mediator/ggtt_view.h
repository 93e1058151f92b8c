/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Views: ranges of the guest's GGTT whose pages stay pinned, so that the display reads them in
 * place (facet_ggtt_access_begin()). Pages that are not pinned are copied, which takes twice the
 * time. No engine uses views.
 */
#ifndef FACET_GGTT_VIEW_H
#define FACET_GGTT_VIEW_H

#include "port.h"

struct facet_pin;
struct facet_vgpu;

#define FACET_GGTT_VIEWS	16u
#define FACET_GGTT_VIEWS_PAGES	65536u

/**
 * struct facet_ggtt_view - A range of the guest's GGTT; all zero: none.
 * @index: the first entry
 * @n: number of entries
 * @used_ns: time of the last facet_ggtt_view_use(), monotonic ns (worker)
 * @pins: array of @n pins; NULL: the page is not pinned
 *
 * shadow_lock guards the fields. The worker alone changes @index and @n, and reads them without it.
 */
struct facet_ggtt_view {
	u32 index;
	u32 n;
	u64 used_ns;
	struct facet_pin **pins;
};

/**
 * facet_ggtt_view_use() - Pin the pages of a range, and keep them pinned.
 * @vgpu: the vGPU
 * @gva: GGTT address of the range, in bytes, page aligned
 * @n: number of pages; 0, or more than FACET_GGTT_VIEWS_PAGES, or beyond the end of the GGTT:
 *	nothing happens
 *
 * The range stays until facet_ggtt_views_expire() or facet_ggtt_views_end(), or until other ranges
 * take its place: a vGPU has FACET_GGTT_VIEWS ranges of FACET_GGTT_VIEWS_PAGES pages together. The
 * least recently used range goes first. Pages that cannot be pinned are left out. A page whose
 * entry changes loses its pin. The next call for its range pins the new page.
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds, and in it
 * &facet_device.lock; then &facet_device.lock alone. Takes the locks of the ops pin, unpin and
 * now_ns. Takes the locks of the pGPU's map and unmap. May sleep for these mutexes, for memory and,
 * in the ops, for guest memory.
 */
void facet_ggtt_view_use(struct facet_vgpu *vgpu, u32 gva, u32 n);

/**
 * facet_ggtt_views_expire() - Put the pins of ranges that nobody has used for a while.
 * @vgpu: the vGPU
 * @before_ns: ranges that were last used before this time go, monotonic ns
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds; may sleep for it.
 * Return: time of the last use of the least recently used range that stays; 0: none stays.
 */
u64 facet_ggtt_views_expire(struct facet_vgpu *vgpu, u64 before_ns);

#endif
