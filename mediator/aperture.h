/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR2: a window on the mappable part of the guest's GGTT. Where the front end can, it maps guest
 * pages there by fault; what is under a fence is detiled by trapped accesses.
 */
#ifndef FACET_APERTURE_H
#define FACET_APERTURE_H

#include "port.h"

struct facet_fence;
struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

/**
 * facet_aperture_page() - What a page of BAR2 shows, for the front end's fault handler.
 * @page: page index in BAR2
 * @gfn: guest page number
 *
 * Any context; takes only vgpu->dev.lock. Return: 0; -EFAULT where no valid entry is (the front end
 * shows a page of its own, reads zero); -EAGAIN under a fence (to be trapped, or shown by
 * facet_detiled_make()); -EBUSY where a view shows this guest page: facet_detiled_drop_source() comes
 * before it can be shown here. The next change of any of this is a &facet_host_ops.zap_aperture: a
 * front end that maps later has to ask again, under the lock that its zap takes.
 */
int facet_aperture_page(struct facet_vgpu *vgpu, u32 page, u64 *gfn);

/**
 * facet_aperture_access() - Do a trapped access of BAR2.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2
 * @buf: what is written, or room for what is read
 * @len: bytes, up to 8 (larger ones in pieces)
 * @write: true: write @buf; false: read into it
 *
 * Absent memory reads 0 and drops writes.
 *
 * Context: no lock held but mmio_lock; may sleep.
 * Return: 0; -EINVAL: beyond BAR2; FACET_HOST_RETRY: guest memory is away for the moment, and a
 * part of the access is not done. The same call does all of it. A front end may wait and call
 * again; else it reports this to the VMM.
 */
int facet_aperture_access(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len, bool write);

/**
 * facet_aperture_changed() - Entries of the GGTT have changed: what the front end may have mapped
 * of them is gone when this returns. May sleep; neither vgpu->dev.lock nor shadow_lock held.
 * @page: first entry; those beyond the aperture do not matter
 * @n: entries
 */
void facet_aperture_changed(struct facet_vgpu *vgpu, u32 page, u32 n);

/** facet_aperture_revoke() - As above for each page that shows one of [gfn, gfn + n). */
void facet_aperture_revoke(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_aperture_fence() - The fence over a byte of BAR2. vgpu->dev.lock held.
 * Return: its index; -EAGAIN: none.
 */
int facet_aperture_fence(const struct facet_vgpu *vgpu, u32 offset, struct facet_fence *fence);

/**
 * facet_aperture_zap_aliases() - Zap what shows some guest pages.
 * @gfns: array of @n, which views use by now
 * No lock held; may sleep.
 */
void facet_aperture_zap_aliases(struct facet_vgpu *vgpu, const u64 *gfns, u32 n);

/** facet_aperture_covers() - Whether a byte of guest memory is BAR2 under a fence. Any context. */
bool facet_aperture_covers(struct facet_vgpu *vgpu, u64 gpa);

/**
 * facet_aperture_written() - A vCPU has written to a page that &facet_host_ops.snoop_writes follows, or
 * that is covered.
 * @vgpu: the vGPU
 * @gpa: guest-physical address of the first byte
 * @data: what was written
 * @len: bytes; those beyond the page are left out
 * @again: this write was reported before, and the answer was FACET_HOST_RETRY
 *
 * Context: the thread of that vCPU, which goes on when this returns; no lock held; takes mmio_lock;
 * may sleep.
 * Return: 0; FACET_HOST_RETRY: the guest's page is away for the moment. The same call with @again
 * writes all of @data; without one the write is lost.
 */
int facet_aperture_written(struct facet_vgpu *vgpu, u64 gpa, const void *data, u32 len,
			   bool again);

/** facet_aperture_memory_removed() - Guest pages [gfn, gfn + n) are memory no more, nor followed. May sleep. */
void facet_aperture_memory_removed(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/* The fence registers. */
extern const struct facet_reg_block facet_aperture_fence_regs;

int facet_aperture_create(struct facet_vgpu *vgpu);
void facet_aperture_destroy(struct facet_vgpu *vgpu);

extern const struct facet_state_section facet_aperture_state;

#endif
