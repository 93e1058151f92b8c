/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR2: a window on the mappable part of the guest's GGTT. A front end that can maps guest pages
 * there by page faults. Trapped accesses are detiled where a fence lies.
 */
#ifndef FACET_APERTURE_H
#define FACET_APERTURE_H

#include "port.h"

struct facet_fence;
struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

/**
 * facet_aperture_page() - Return the guest page that a page of BAR2 shows.
 * @vgpu: the vGPU
 * @page: index of the page in BAR2, any value
 * @gfn: guest page number; written for 0 and for -EBUSY only
 *
 * The function records that the front end may map this page, whatever the result is. After that, a
 * change of the page's GGTT entry or fence calls &facet_host_ops.zap_aperture once. So does the
 * making of a detiled page of @gfn. A front end that maps the page later asks again, under the lock
 * that its zap_aperture takes.
 *
 * Context: any; &facet_device.lock not held. The front end may hold the lock of its zap_aperture
 * (&facet_bar2.lock). Takes &facet_device.lock and &facet_ppgtt.notify_lock, one after the other.
 * Does not sleep.
 * Return: 0; -EFAULT: no entry is present, or the page is beyond the aperture: the front end shows
 * a page of its own, which reads as zero; -EAGAIN: a fence lies there: the front end traps
 * accesses, or maps a detiled page (facet_detiled_make()); -EBUSY: a detiled page is made of this
 * guest page, and must end first (facet_detiled_drop_source()).
 */
int facet_aperture_page(struct facet_vgpu *vgpu, u32 page, u64 *gfn);

/**
 * facet_aperture_access() - Do a trapped access of BAR2.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2, any value
 * @buf: bytes to write, or room for the bytes that are read
 * @len: bytes. Front ends pass up to 8. The function does the access in pieces that end at
 *	multiples of 16 bytes, since a fence may place each such piece elsewhere
 * @write: true: write @buf; false: read into @buf
 *
 * Memory reads as 0 and takes no write if it is absent, beyond the aperture, or beyond the end of
 * its fence. After each piece that was written, detiled pages of that guest page end, and the
 * shadows learn of the write.
 *
 * Source: PRM SKL Vol. 5, tile layouts.
 *
 * Context: process context; no lock of the mediator held but mmio_lock. Takes &facet_device.lock,
 * then the locks of the op read or write. A write takes &facet_ppgtt.notify_lock afterwards. If a
 * detiled page is made of the guest page, a write takes &facet_detiled.lock, and in it
 * &facet_device.lock and the locks of the ops zap_aperture, snoop_writes and notify_stores. May
 * sleep for guest memory and for these mutexes.
 * Return: 0; -EINVAL: the access ends beyond BAR2, and nothing is done; FACET_HOST_RETRY: guest
 * memory is unavailable for the moment: pieces before that are done, and those behind it are not.
 * The same call does all of it. A front end may wait and call again; else it reports the error to
 * the VMM.
 */
int facet_aperture_access(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len, bool write);

/**
 * facet_aperture_changed() - Unmap pages of BAR2 whose GGTT entries or fences have changed.
 * @vgpu: the vGPU
 * @page: index of the first entry in the GGTT: page of BAR2 of the same index
 * @n: number of entries; entries beyond the aperture are ignored
 *
 * The caller has changed the entries or fences before this call. When this returns, no mapping of
 * the front end shows the old ones. Detiled pages that lie at these entries, or are made of them,
 * have ended. One call of zap_aperture covers all mapped pages of the range, and unmapped pages
 * between them. A repeated call is harmless.
 *
 * Context: process context; no lock held but mmio_lock. If a detiled page exists, takes
 * &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. Then takes &facet_device.lock, and without it the locks of the op
 * zap_aperture. May sleep for these mutexes, not for guest memory.
 */
void facet_aperture_changed(struct facet_vgpu *vgpu, u32 page, u32 n);

/**
 * facet_aperture_revoke() - Unmap all pages of BAR2 that show a page of a range of guest memory.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Detiled pages made of the range, or mapped there as pages of BAR2, end too. The GGTT entries
 * stay. The front end sees to it that the range is not pinned again meanwhile. It unpins the
 * unmapped pages itself.
 *
 * Context: process context, dma_unmap; no lock of the mediator held. If a detiled page exists,
 * takes &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. For each mapped page of the range takes the same locks once more,
 * then &facet_device.lock, and without it the locks of the op zap_aperture. May sleep for these
 * mutexes, not for guest memory.
 */
void facet_aperture_revoke(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_aperture_fence() - Find the fence over a byte of BAR2.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2, any value
 * @fence: gets a copy of the fence; written on success only
 *
 * If several fences cover the byte, the function returns the one with the lowest index.
 *
 * Context: any; &facet_device.lock held. Takes no lock; does not sleep.
 * Return: index of the fence, 0 to GEN9_FENCES - 1; -EAGAIN: no fence lies there.
 */
int facet_aperture_fence(const struct facet_vgpu *vgpu, u32 offset, struct facet_fence *fence);

/**
 * facet_aperture_zap_aliases() - Unmap pages of BAR2 that show some guest pages without a fence.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers of which a detiled page is made; the caller's
 * @n: number of guest pages; 0 is allowed
 *
 * The detiled page is on record already. So facet_aperture_page() answers -EBUSY for these pages,
 * and they are not mapped again. Pages that the front end has not mapped are skipped.
 *
 * Context: process context; no lock held. Takes &facet_device.lock, and without it the locks of the
 * op zap_aperture. May sleep for that mutex and in cond_resched(), not for guest memory.
 */
void facet_aperture_zap_aliases(struct facet_vgpu *vgpu, const u64 *gfns, u32 n);

/**
 * facet_aperture_covers() - Tell whether an address of guest memory is a byte of BAR2 under a
 * fence.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, any value
 *
 * Context: any; &facet_device.lock not held. Takes &facet_device.lock if @gpa lies in the aperture;
 * does not sleep.
 * Return: true: it is; false: BAR2 is not in guest memory, @gpa is not in the aperture, or no fence
 * lies there.
 */
bool facet_aperture_covers(struct facet_vgpu *vgpu, u64 gpa);

/**
 * facet_aperture_written() - Process a vCPU's write to a page that &facet_host_ops.snoop_writes
 * covers, or to a page of BAR2 under a fence.
 * @vgpu: the vGPU
 * @gpa: guest-physical address of the first byte
 * @data: @len bytes that were written
 * @len: number of bytes; those beyond the page of @gpa are ignored
 *
 * Detiled pages that are made of the written page end. A write to a detiled page goes to the
 * guest's pages (facet_detiled_written()). Without a detiled page, a write to BAR2 under a fence is
 * done as facet_aperture_access() does it. Writes to pages that the guest does not have are
 * dropped.
 *
 * Context: the thread of that vCPU, which goes on when this returns; KVM's SRCU may be held, and no
 * lock of the mediator. If a detiled page is made of the written page, takes &facet_device.lock and
 * then &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. If @gpa is in the aperture, takes mmio_lock. Inside it takes
 * &facet_device.lock, the locks of the op write, &facet_ppgtt.notify_lock, and &facet_detiled.lock
 * with the same locks inside. May sleep for guest memory and for these mutexes.
 * Return: 0: the write is done or dropped, or needs nothing; FACET_HOST_RETRY: the guest's page is
 * unavailable for the moment. The same call writes all of @data; without such a call the write is
 * lost.
 */
int facet_aperture_written(struct facet_vgpu *vgpu, u64 gpa, const void *data, u32 len);

/**
 * facet_aperture_memory_removed() - Process the removal of guest memory: the front end snoops
 * writes to it no more.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Detiled pages made of the range, or mapped there as pages of BAR2, end. The function turns off
 * snooping of each of their pages once more: a front end ignores that for pages that it snoops no
 * more.
 *
 * Context: process context; no lock of the mediator held but mmio_lock; KVM holds its slots_lock.
 * If a detiled page exists, takes &facet_detiled.lock, and in it &facet_device.lock and the locks
 * of the ops zap_aperture, snoop_writes and notify_stores. May sleep for these mutexes, not for
 * guest memory.
 */
void facet_aperture_memory_removed(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/* Rows of the fence registers (aperture.c). */
extern const struct facet_reg_block facet_aperture_fence_regs;

/**
 * facet_aperture_create() - Create the state of BAR2 without fences.
 * @vgpu: the vGPU that is being created; its type is set
 *
 * No page counts as mapped. The state is vgpu->aperture, until facet_aperture_destroy().
 *
 * Context: process context, facet_vgpu_create(); no lock held. Takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_aperture_create(struct facet_vgpu *vgpu);

/**
 * facet_aperture_destroy() - Free the state of BAR2.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed in a later part
 *
 * The front end has no mapping of BAR2 any more, and calls no function of the vGPU meanwhile.
 *
 * Context: process context; no lock held. Takes no lock; may sleep to free memory.
 */
void facet_aperture_destroy(struct facet_vgpu *vgpu);

/* Fences in a saved state: they follow their registers (aperture.c). */
extern const struct facet_state_section facet_aperture_state;

#endif
