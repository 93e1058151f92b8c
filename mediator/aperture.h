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
 * @page: index of the page in BAR2
 * @gfn: guest page number; written for 0 and for -EBUSY
 *
 * The next change of the answer calls &facet_host_ops.zap_aperture. A front end that maps the page
 * later asks again, under the lock that its zap_aperture takes.
 *
 * Context: any; takes &facet_device.lock.
 * Return: 0; -EFAULT: no entry is present, or the page is beyond the aperture: the front end shows
 * a page of its own, which reads as zero; -EAGAIN: a fence lies there: the front end traps
 * accesses, or maps a detiled page (facet_detiled_make()); -EBUSY: a detiled page is made of this
 * guest page, and must end first (facet_detiled_drop_source()).
 */
int facet_aperture_page(struct facet_vgpu *vgpu, u32 page, u64 *gfn);

/**
 * facet_aperture_access() - Do a trapped access of BAR2.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2
 * @buf: bytes to write, or room for the bytes that are read
 * @len: bytes. Front ends pass up to 8. The function does the access in pieces that end at
 *	multiples of 16 bytes, since a fence may place each such piece elsewhere
 * @write: true: write @buf; false: read into @buf
 *
 * Absent memory reads as 0 and takes no write.
 *
 * Context: no lock held but mmio_lock; takes &facet_device.lock, &facet_ppgtt.notify_lock and
 * &facet_detiled.lock, one after the other; may sleep.
 * Return: 0; -EINVAL: the access is beyond BAR2; FACET_HOST_RETRY: guest memory is unavailable for
 * the moment, and a part of the access is not done. The same call does all of it. A front end may
 * wait and call again; else it reports the error to the VMM.
 */
int facet_aperture_access(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len, bool write);

/**
 * facet_aperture_changed() - Unmap pages of BAR2 whose GGTT entries or fences have changed.
 * @vgpu: the vGPU
 * @page: index of the first entry in the GGTT; entries beyond the aperture are ignored
 * @n: number of entries
 *
 * When this returns, no mapping of the front end shows these entries, and detiled pages made of
 * them have ended.
 *
 * Context: no lock held but mmio_lock; takes &facet_device.lock and &facet_detiled.lock; may sleep
 * in &facet_host_ops.zap_aperture.
 */
void facet_aperture_changed(struct facet_vgpu *vgpu, u32 page, u32 n);

/**
 * facet_aperture_revoke() - Unmap all pages of BAR2 that show a page of a range of guest memory.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Detiled pages made of the range, or mapped there as pages of BAR2, end too.
 *
 * Context: no lock held; takes &facet_device.lock and &facet_detiled.lock; may sleep.
 */
void facet_aperture_revoke(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_aperture_fence() - Find the fence over a byte of BAR2.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2
 * @fence: copy of the fence; written on success only
 *
 * Context: &facet_device.lock held.
 * Return: index of the fence; -EAGAIN: no fence lies there.
 */
int facet_aperture_fence(const struct facet_vgpu *vgpu, u32 offset, struct facet_fence *fence);

/**
 * facet_aperture_zap_aliases() - Unmap pages of BAR2 that show some guest pages without a fence.
 * @vgpu: the vGPU
 * @gfns: array of @n guest page numbers of which a detiled page is made
 * @n: number of pages
 *
 * The detiled page is on record already. So facet_aperture_page() answers -EBUSY for these pages,
 * and they are not mapped again.
 *
 * Context: no lock held; takes &facet_device.lock; may sleep.
 */
void facet_aperture_zap_aliases(struct facet_vgpu *vgpu, const u64 *gfns, u32 n);

/**
 * facet_aperture_covers() - Tell whether an address of guest memory is a byte of BAR2 under a
 * fence.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes
 *
 * Context: any; takes &facet_device.lock.
 * Return: true: it is.
 */
bool facet_aperture_covers(struct facet_vgpu *vgpu, u64 gpa);

/**
 * facet_aperture_written() - Process a vCPU's write to a page that &facet_host_ops.snoop_writes
 * covers, or to a page of BAR2 under a fence.
 * @vgpu: the vGPU
 * @gpa: guest-physical address of the first byte
 * @data: bytes that were written
 * @len: number of bytes; those beyond the page are ignored
 * @again: the front end reported this write before, and the result was FACET_HOST_RETRY
 *
 * Detiled pages that are made of the written page end. A write to a detiled page goes to the
 * guest's pages.
 *
 * Context: the thread of that vCPU, which goes on when this returns; no lock held; takes mmio_lock
 * and &facet_detiled.lock; may sleep.
 * Return: 0; FACET_HOST_RETRY: the guest's page is unavailable for the moment. The same call with
 * @again writes all of @data; without such a call the write is lost.
 */
int facet_aperture_written(struct facet_vgpu *vgpu, u64 gpa, const void *data, u32 len,
			   bool again);

/**
 * facet_aperture_memory_removed() - Process the removal of guest memory: the front end snoops
 * writes to it no more.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Detiled pages made of the range, or mapped there as pages of BAR2, end.
 *
 * Context: no lock held but mmio_lock; takes &facet_detiled.lock; may sleep.
 */
void facet_aperture_memory_removed(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/* Rows of the fence registers (aperture.c). */
extern const struct facet_reg_block facet_aperture_fence_regs;

/**
 * facet_aperture_create() - Create the state of BAR2 without fences.
 * @vgpu: the vGPU that is being created
 *
 * Context: facet_vgpu_create(); no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_aperture_create(struct facet_vgpu *vgpu);

/**
 * facet_aperture_destroy() - Free the state of BAR2.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed
 *
 * Context: no lock held; may sleep. The front end has no mapping of BAR2 any more.
 */
void facet_aperture_destroy(struct facet_vgpu *vgpu);

/* Fences in a saved state: they follow their registers (aperture.c). */
extern const struct facet_state_section facet_aperture_state;

#endif
