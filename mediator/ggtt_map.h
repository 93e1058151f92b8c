/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GGTT entries that a guest writes without a trap.
 *
 * A front end may map pages of BAR0 that hold nothing but entries of the guest's own ranges. The
 * mediator takes the entries that the guest has written there at one of these events, at the
 * latest:
 *
 * - the guest's next write of GFX_FLSH_CNTL
 * - the guest's next write of a TLB invalidation register
 * - the guest's next submission
 *
 * Hardware guarantees no more. i915 does one of these after each change of the table that it relies
 * on (intel_ggtt.c, gen8_ggtt_invalidate()).
 *
 * A trapped access of an entry, a saved state and the unmapping of a page take such entries, too. A
 * page that has not changed in 32 comparisons in a row is unmapped. So only pages in use cost
 * comparisons.
 */
#ifndef FACET_GGTT_MAP_H
#define FACET_GGTT_MAP_H

#include "port.h"

struct facet_type;
struct facet_vgpu;

#define FACET_GGTT_SPANS	2u

/**
 * struct facet_ggtt_span - A range of BAR0 that may be mapped; whole pages.
 * @offset: first byte in BAR0
 * @len: length in bytes; 0: there is none
 */
struct facet_ggtt_span {
	u32 offset;
	u32 len;
};

/**
 * facet_ggtt_spans() - Return the ranges of BAR0 that may be mapped.
 * @type: type of the vGPU
 * @spans: array of FACET_GGTT_SPANS that is filled: the entries of the aperture, then those of the
 *	hidden part. A range without a whole page of the guest's own entries has length 0
 *
 * Context: any; takes no lock; does not sleep.
 */
void facet_ggtt_spans(const struct facet_type *type,
		      struct facet_ggtt_span spans[FACET_GGTT_SPANS]);

/**
 * facet_ggtt_map() - Map a page of entries for the guest to write.
 * @vgpu: the vGPU
 * @offset: byte in BAR0, page aligned
 * @insert: maps @frame (port.h), which stays valid until facet_ggtt_map_destroy(). Called once if
 *	the result is 0, else not; &ggtt_map.lock is held meanwhile. A &facet_host_ops.zap_entries
 *	of the page comes after @insert has returned
 * @arg: first argument of @insert, which stores its own result there
 *
 * The page shows the guest's entries. The mediator may unmap it at any time. Then it takes the
 * entries that the guest has written until then, but not at a reset. A repeated call maps the same
 * page.
 *
 * Context: a page fault of BAR0, which may hold &mm_struct.mmap_lock; no lock of the core held.
 * Takes shadow_lock and drops it, then takes &ggtt_map.lock, and in it the page tables' locks
 * (@insert). May sleep for the mutexes and for memory, not for guest memory.
 * Return: 0: @insert was called; -EINVAL: no page of entries that may be mapped lies there, or
 * @offset is not aligned; -ENOMEM: no memory for the page or for the entries that are taken from
 * it, and nothing is mapped.
 */
int facet_ggtt_map(struct facet_vgpu *vgpu, u32 offset, void (*insert)(void *arg, u64 frame),
		   void *arg);

/**
 * facet_ggtt_map_sync() - Take the entries that the guest has written to mapped pages.
 * @vgpu: the vGPU
 *
 * Does what facet_ggtt_ptes_write() does for each entry that differs. An entry of which the guest
 * has written one half is taken as found. A page without a difference in 32 calls in a row is
 * unmapped, and compared once more. The function cannot fail: facet_ggtt_map() has allocated the
 * memory.
 *
 * Context: a trapped access or a save; mmio_lock held, no other lock. Takes one after the other
 * shadow_lock, &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the
 * op zap_aperture, &ggtt_map.lock. In &facet_detiled.lock it takes &facet_device.lock and the locks
 * of the ops zap_aperture, snoop_writes and notify_stores. In &ggtt_map.lock it takes the locks of
 * the op zap_entries. May sleep for the mutexes, not for guest memory.
 */
void facet_ggtt_map_sync(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_map_sync_entry() - Take the entries that the guest has written to the page around one
 * entry.
 * @vgpu: the vGPU
 * @index: index of the entry, below GEN9_GGTT_ENTRIES
 *
 * Does for this page what facet_ggtt_map_sync() does for all, and counts as one of the 32
 * comparisons. If the page is not mapped, nothing is done.
 *
 * Context: a trapped access; mmio_lock held, no other lock. Takes one after the other shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the op
 * zap_aperture, &ggtt_map.lock. In &facet_detiled.lock it takes &facet_device.lock and the locks of
 * the ops zap_aperture, snoop_writes and notify_stores. In &ggtt_map.lock it takes the locks of the
 * op zap_entries. May sleep for the mutexes, not for guest memory.
 */
void facet_ggtt_map_sync_entry(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_map_store() - Store a trapped entry in the page that the front end may have mapped.
 * @vgpu: the vGPU
 * @index: index of the entry, below GEN9_GGTT_ENTRIES
 * @pte: the entry
 *
 * If facet_ggtt_map() has made no page around the entry, nothing is done.
 *
 * Context: a trapped access or a restore; mmio_lock held, no lock inside it. Takes &ggtt_map.lock;
 * may sleep for it.
 */
void facet_ggtt_map_store(struct facet_vgpu *vgpu, u32 index, u64 pte);

/**
 * facet_ggtt_map_reset() - Unmap all pages, and fill them with the entries of
 * facet_ggtt_pte_read().
 * @vgpu: the vGPU
 *
 * Entries that the guest has written to mapped pages and that were not taken are lost. The guest
 * may map the pages again at once.
 *
 * Context: mmio_lock held, or creation of the vGPU. Takes &ggtt_map.lock for one page at a time,
 * and in it the page tables' locks (zap_entries). May sleep for these locks.
 */
void facet_ggtt_map_reset(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_map_create() - Prepare the map of GGTT entries. No page is mapped.
 * @vgpu: the vGPU that is being created; facet_ggtt_create() has succeeded
 *
 * Context: facet_vgpu_create(); no lock of the mediator held. Takes no lock, allocates nothing and
 * does not sleep.
 * Return: 0 always.
 */
int facet_ggtt_map_create(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_map_destroy() - Free the pages of the map.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; facet_ggtt_map_create() has
 *	succeeded
 *
 * Context: process context; no lock of the mediator held. Takes no lock; does not sleep. The front
 * end has no mapping of the pages any more. Comes before facet_ggtt_destroy().
 */
void facet_ggtt_map_destroy(struct facet_vgpu *vgpu);

#endif
