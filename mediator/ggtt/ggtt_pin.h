/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pins of the pages behind GGTT entries of the guest. alias.c and view.c hold the pins. They drop
 * one when its entry changes, or when a dma_unmap takes its page.
 */
#ifndef FACET_GGTT_PIN_H
#define FACET_GGTT_PIN_H

#include "port.h"

struct facet_pin;
struct facet_vgpu;

/**
 * struct ggtt_pages - Pages whose pins somebody holds.
 * @n: number of pages
 * @arg: first argument of @pin, second one of @pinned
 * @pin: return where the pin of page @i is kept (NULL there: not pinned), and set @index to the
 *	guest's GGTT entry; NULL: there is no such page. Context: shadow_lock held
 * @pinned: NULL: nothing is to be done; else process that page @i got a pin, of bus address @bus.
 *	Context: shadow_lock held
 */
struct ggtt_pages {
	u32 n;
	void *arg;
	struct facet_pin **(*pin)(void *arg, u32 i, u32 *index);
	void (*pinned)(struct facet_vgpu *vgpu, void *arg, u32 i, u64 bus);
};

/**
 * facet_ggtt_pin_pages() - Pin the pages that are not pinned.
 * @vgpu: the vGPU
 * @pages: the pages; others may drop their pins meanwhile, but not change @pages
 *
 * The caller has called facet_pins_sync_begin() for this sync. A page is left out if its GGTT entry
 * is absent, or if it cannot be pinned. The function looks three times at entries that the guest
 * changes meanwhile.
 *
 * Context: worker; no lock held. Takes shadow_lock in bounded holds, and in it
 * &facet_device.lock; then &facet_device.lock alone. Takes the locks of the ops pin and unpin.
 * Takes the locks of the pGPU's map and unmap. May sleep for these mutexes, for memory and, in the
 * ops, for guest memory.
 * Return: 0; else the error that counts (facet_pins_merge_error()), as facet_pins_get() returns it;
 * -ECANCELED: the worker's build was cancelled; -EAGAIN: a dma_unmap came in between 16 times, or a
 * page is unavailable for the moment.
 */
int facet_ggtt_pin_pages(struct facet_vgpu *vgpu, const struct ggtt_pages *pages);

#endif
