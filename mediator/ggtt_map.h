/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entries of the GGTT that a guest writes without a trap.
 *
 * A front end may map pages of BAR0 that hold nothing but entries of the guest's own ranges. What
 * is written there counts from the next write of GFX_FLSH_CNTL or of a TLB invalidation register
 * on, or the next submission, at the latest: hardware promises no more, and i915 does one of these
 * after each change of the table that it relies on (intel_ggtt.c, gen8_ggtt_invalidate()). A
 * trapped access of an entry, a saved state and a page's end look as well. A page that has not
 * changed for a while is taken away from the guest again, so that looking for changes costs what is
 * in use.
 */
#ifndef FACET_GGTT_MAP_H
#define FACET_GGTT_MAP_H

#include "port.h"

struct facet_type;
struct facet_vgpu;

#define FACET_GGTT_SPANS	2u

/** struct facet_ggtt_span - Bytes of BAR0, whole pages, that may be mapped; @len 0: none. */
struct facet_ggtt_span {
	u32 offset;
	u32 len;
};

/** facet_ggtt_spans() - What of BAR0 may be mapped: of the aperture and of the hidden part. Any context. */
void facet_ggtt_spans(const struct facet_type *type, struct facet_ggtt_span spans[FACET_GGTT_SPANS]);

/**
 * facet_ggtt_map() - Map a page of entries, for the guest to write.
 * @vgpu: the vGPU
 * @offset: byte of BAR0, page aligned
 * @insert: maps @frame (port.h), which stays until the vGPU ends. Called at most once, with a leaf
 *	lock held. A &facet_host_ops.zap_entries of the page comes after @insert has returned
 * @arg: for @insert
 *
 * Context: a page fault; no lock of the core's held. Takes shadow_lock and lets it go, then takes
 * the map's lock. May sleep.
 * Return: 0: @insert was called; -EINVAL: no page of entries lies there; -ENOMEM: there is no
 * memory for the page, or for the entries that are taken from it.
 */
int facet_ggtt_map(struct facet_vgpu *vgpu, u32 offset, void (*insert)(void *arg, u64 frame),
		   void *arg);

/**
 * facet_ggtt_map_sync() - Take what the guest has written to mapped entries.
 * @vgpu: the vGPU
 *
 * It needs no memory: facet_ggtt_map() has made room.
 *
 * Context: mmio_lock held; may sleep.
 */
void facet_ggtt_map_sync(struct facet_vgpu *vgpu);

/** facet_ggtt_map_sync_entry() - The same for entries around one, < GEN9_GGTT_ENTRIES. */
void facet_ggtt_map_sync_entry(struct facet_vgpu *vgpu, u32 index);

/** facet_ggtt_map_store() - An entry that was written by a trap, into the page that may be mapped there. Context: as above. */
void facet_ggtt_map_store(struct facet_vgpu *vgpu, u32 index, u64 pte);

/**
 * facet_ggtt_map_reset() - Mapped entries are again what facet_ggtt_pte_read() says; the guest may map them
 * again at once. Context: as above.
 */
void facet_ggtt_map_reset(struct facet_vgpu *vgpu);

int facet_ggtt_map_create(struct facet_vgpu *vgpu);
/** facet_ggtt_map_destroy() - The pages' end. The front end has no mapping of them any more. */
void facet_ggtt_map_destroy(struct facet_vgpu *vgpu);

#endif
