/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Detiled pages: pages of BAR2 that lie under a fence, detiled into a host page. The front end maps
 * that page where it cannot trap accesses to mapped memory (KVM). mediator/aperture/detiled.c says
 * what keeps a detiled page and the guest's pages equal.
 */
#ifndef FACET_DETILED_H
#define FACET_DETILED_H

#include "port.h"

struct facet_host_ops;
struct facet_vgpu;
struct pgpu;

/* Most detiled pages of a vGPU. The oldest one ends to make room. */
#define FACET_DETILED_MAX		512u

/*
 * Most guest pages of which a vGPU's detiled pages are made. A guest's engine may have to wait
 * until writes to none of them are snooped any more.
 */
#define FACET_DETILED_SNOOPED_MAX	1024u

/**
 * struct facet_detiled_stats - Counters of detiled pages since the vGPU was created.
 * @live: detiled pages now
 * @made: filled and returned to the front end
 * @raced: given up while they were filled: something ended them, or guest memory was unavailable
 * @dropped: ended
 * @written: runs of bytes that vCPUs wrote through a detiled page, FACET_FENCE_RUN bytes at most
 */
struct facet_detiled_stats {
	u64 live;
	u64 made;
	u64 raced;
	u64 dropped;
	u64 written;
};

/**
 * facet_detiled_possible() - Tell whether a front end and a pGPU support detiled pages.
 * @ops: the front end
 * @pgpu: the pGPU
 *
 * Context: any; takes no lock.
 * Return: true: both have the ops that are needed.
 */
bool facet_detiled_possible(const struct facet_host_ops *ops, const struct pgpu *pgpu);

/**
 * facet_detiled_make() - Make the detiled page of a page of BAR2, for the front end to map.
 * @vgpu: the vGPU
 * @page: index of the page in BAR2
 * @cpu: memory of the detiled page, the mediator's. It stays valid until a
 *	&facet_host_ops.zap_aperture of the page has returned. The front end calls
 *	facet_detiled_live() under the lock that its zap_aperture takes
 *
 * Guest pages that are gone show as zeros.
 *
 * Context: one caller at a time; no lock of the mediator held; takes &facet_detiled.lock, and not
 * while it reads guest memory; may sleep.
 * Return: 0; -EAGAIN: no fence lies there, or something changed meanwhile, or guest memory is
 * unavailable for the moment; -ENXIO: BAR2 is not in guest memory; -EOPNOTSUPP: see
 * facet_detiled_possible(), or the VMM cannot snoop writes; -ENOSPC: the pGPU notifies too many
 * roots; -ENOMEM: no memory; else the errno of &facet_host_ops.snoop_writes.
 */
int facet_detiled_make(struct facet_vgpu *vgpu, u32 page, void **cpu);

/**
 * facet_detiled_live() - Tell whether memory still is the detiled page of a page of BAR2.
 * @vgpu: the vGPU
 * @page: index of the page in BAR2
 * @cpu: memory of facet_detiled_make()
 *
 * Context: any; takes &facet_device.lock.
 * Return: true: it is; false: the detiled page has ended.
 */
bool facet_detiled_live(struct facet_vgpu *vgpu, u32 page, const void *cpu);

/**
 * facet_detiled_store_barrier() - Ask that all detiled pages end before an engine makes its stores
 * known.
 * @vgpu: the vGPU whose work asks
 * @seqno: 0 at the first call for a command; later calls pass what the first one has left there
 *
 * If there are detiled pages, &facet_host_ops.drop_detiled has a thread of the front end drop them.
 * The engine does not wait here: threads of a VMM hold the lock that a drop takes.
 *
 * Context: atomic, the engine's thread. Takes no lock; &facet_gpu.lock keeps @vgpu on its list.
 * Return: true: the detiled pages that existed at the first call have ended; false: not yet, call
 * again.
 */
bool facet_detiled_store_barrier(struct facet_vgpu *vgpu, u64 *seqno);

/**
 * facet_detiled_finish_barriers() - End all detiled pages, and let the store barriers pass that
 * were asked for before.
 * @vgpu: the vGPU
 *
 * &facet_host_ops.drop_detiled asks for this call.
 *
 * Context: a thread of the front end, neither an engine's nor the vGPU's worker; no lock held;
 * takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_finish_barriers(struct facet_vgpu *vgpu);

/**
 * facet_detiled_any() - Tell whether a vGPU has detiled pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock. A caller that changes what detiled pages show changes it before this
 * call.
 * Return: true: one exists, is being made, or may still be mapped.
 */
bool facet_detiled_any(const struct facet_vgpu *vgpu);

/**
 * facet_detiled_uses() - Tell whether a detiled page is made of a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: &facet_device.lock held.
 * Return: true: one is.
 */
bool facet_detiled_uses(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_detiled_drop() - End all detiled pages.
 * @vgpu: the vGPU
 *
 * When this returns, the front end's mappings are gone and it snoops no write for them.
 *
 * Context: no lock held but mmio_lock; takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_drop(struct facet_vgpu *vgpu);

/**
 * facet_detiled_drop_pages() - End detiled pages that lie at entries of the GGTT, or are made of
 * them.
 * @vgpu: the vGPU
 * @page: index of the first entry
 * @n: number of entries
 *
 * In force at the return, as for facet_detiled_drop().
 *
 * Context: no lock held but mmio_lock; takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_drop_pages(struct facet_vgpu *vgpu, u32 page, u32 n);

/**
 * facet_detiled_drop_source() - End detiled pages that are made of a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * In force at the return, as for facet_detiled_drop().
 *
 * Context: no lock held but mmio_lock; takes &facet_device.lock, then &facet_detiled.lock; may
 * sleep.
 */
void facet_detiled_drop_source(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_detiled_drop_memory() - End detiled pages that are made of a range of guest memory, or lie
 * there as pages of BAR2.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * In force at the return, as for facet_detiled_drop().
 *
 * Context: no lock held but mmio_lock; takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_drop_memory(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_detiled_set_bar2() - Record where BAR2 lies in guest memory. End all detiled pages if that
 * has changed.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, or FACET_CONFIG_NOWHERE (device/config.h)
 *
 * Context: no lock held but mmio_lock; takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_set_bar2(struct facet_vgpu *vgpu, u64 gpa);

/**
 * facet_detiled_bar2_offset() - Find the byte of BAR2 that lies at a guest-physical address.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes
 * @offset: bytes into BAR2; written only if the result is true
 *
 * Context: any; takes no lock.
 * Return: true: the address is in the aperture; false: BAR2 is not in guest memory, or lies
 * elsewhere.
 */
bool facet_detiled_bar2_offset(const struct facet_vgpu *vgpu, u64 gpa, u32 *offset);

/**
 * facet_detiled_written() - Copy a vCPU's write from a detiled page to the guest's pages.
 * @vgpu: the vGPU
 * @offset: byte of BAR2
 * @len: bytes, not beyond the page
 *
 * Other detiled pages of the same bytes end.
 *
 * Context: mmio_lock held; takes &facet_detiled.lock, and not while it writes guest memory; may
 * sleep.
 * Return: 0; -ENOENT: there is no detiled page; FACET_HOST_RETRY: the guest's page is unavailable
 * for the moment. The detiled page has ended then, and a part is not written: the caller writes all
 * of its own data later.
 */
int facet_detiled_written(struct facet_vgpu *vgpu, u32 offset, u32 len);

/**
 * facet_detiled_stats() - Return the counters of detiled pages.
 * @vgpu: the vGPU
 * @stats: the counters, all of one moment
 *
 * Context: no lock held; takes &facet_detiled.lock; may sleep.
 */
void facet_detiled_stats(struct facet_vgpu *vgpu, struct facet_detiled_stats *stats);

/**
 * facet_detiled_create() - Create the empty record of detiled pages.
 * @vgpu: the vGPU that is being created
 *
 * Context: facet_vgpu_create(); no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_detiled_create(struct facet_vgpu *vgpu);

/**
 * facet_detiled_destroy() - Free the record of detiled pages.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; no detiled page is left
 *
 * Context: no lock held; may sleep.
 */
void facet_detiled_destroy(struct facet_vgpu *vgpu);

#endif
