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
 * @ops: the front end's ops
 * @pgpu: the pGPU
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: @ops has snoop_writes and drop_detiled, and @pgpu has notify_stores; false: one is
 * missing.
 */
bool facet_detiled_possible(const struct facet_host_ops *ops, const struct pgpu *pgpu);

/**
 * facet_detiled_make() - Make the detiled page of a page of BAR2, for the front end to map.
 * @vgpu: the vGPU
 * @page: index of the page in BAR2, any value
 * @cpu: gets the memory of the detiled page: PAGE_SIZE bytes, the mediator's; written on success
 *	only. The memory stays valid until a &facet_host_ops.zap_aperture of the page has returned.
 *	The front end calls facet_detiled_live() under the lock that its zap_aperture takes
 *
 * Guest pages that are gone show as zeros. The function unmaps other pages of BAR2 that show the
 * guest pages without a fence. It turns on the pGPU's notices of stores, and snooping of @page and
 * of the guest pages. Before, the earlier detiled page of @page ends. The oldest ones end while
 * there are FACET_DETILED_MAX, or while too few of FACET_DETILED_SNOOPED_MAX are free for 32 guest
 * pages. After an error the new page is gone, and pages that it ended stay ended.
 *
 * Source: PRM SKL Vol. 5, tile layouts.
 *
 * Context: process context; one caller at a time; no lock of the mediator held. Takes
 * &facet_detiled.lock, and in it, one after the other, &facet_device.lock, the locks of the op
 * zap_aperture, snoop_writes and notify_stores. Without &facet_detiled.lock takes
 * &facet_device.lock and the locks of the ops zap_aperture and read. May sleep for memory, guest
 * memory and these mutexes.
 * Return: 0; -EAGAIN: no fence lies there, @page is beyond the aperture, something has ended the
 * page meanwhile, or guest memory is unavailable for the moment; -ENXIO: BAR2 is not in guest
 * memory; -EOPNOTSUPP: see facet_detiled_possible(), or the VMM cannot snoop writes; -ENOSPC: the
 * pGPU notifies too many roots; -ENOMEM: no memory; -EBUSY: a memory slot is being removed, try
 * again; -EINVAL: the VMM has no memory at a guest page or at @page; or another errno of a front
 * end's snoop_writes.
 */
int facet_detiled_make(struct facet_vgpu *vgpu, u32 page, void **cpu);

/**
 * facet_detiled_live() - Tell whether memory still is the detiled page of a page of BAR2.
 * @vgpu: the vGPU
 * @page: index of the page in BAR2
 * @cpu: memory of the latest facet_detiled_make() for @page; may be freed already: the function
 *	only compares it
 *
 * Context: any; &facet_device.lock not held. The front end may hold the lock of its zap_aperture
 * (&facet_bar2.lock). Takes &facet_device.lock; does not sleep.
 * Return: true: it is; false: the detiled page has ended.
 */
bool facet_detiled_live(struct facet_vgpu *vgpu, u32 page, const void *cpu);

/**
 * facet_detiled_store_barrier() - Ask that all detiled pages end before an engine makes its stores
 * known.
 * @vgpu: the vGPU whose work asks
 * @seqno: 0 at the first call for a command; later calls pass what the first one has left there. A
 *	number that no call has left counts as 0. Unchanged if the first call returns true
 *
 * If there are detiled pages, the first call has a thread of the front end drop them
 * (&facet_host_ops.drop_detiled). The engine does not wait here: threads of a VMM hold the lock
 * that a drop takes.
 *
 * Context: atomic, the engine's thread. &facet_gpu.lock keeps @vgpu on its list. Takes no lock of
 * ours; drop_detiled queues work. Does not sleep.
 * Return: true: there is no detiled page, or those that existed at the first call have ended: the
 * command may run; false: not yet, call again.
 */
bool facet_detiled_store_barrier(struct facet_vgpu *vgpu, u64 *seqno);

/**
 * facet_detiled_finish_barriers() - End all detiled pages, and let the store barriers pass that
 * were asked for before.
 * @vgpu: the vGPU
 *
 * &facet_host_ops.drop_detiled asks for this call. Engines learn of it at their next
 * facet_detiled_store_barrier(). A call without a request is harmless.
 *
 * Context: process context: a thread of the front end, neither an engine's nor the vGPU's worker;
 * one call at a time; no lock held. If a detiled page exists, takes &facet_detiled.lock, and in it
 * &facet_device.lock and the locks of the ops zap_aperture, snoop_writes and notify_stores. May
 * sleep for these mutexes, not for guest memory or an engine.
 */
void facet_detiled_finish_barriers(struct facet_vgpu *vgpu);

/**
 * facet_detiled_any() - Tell whether a vGPU has detiled pages.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock; does not sleep. A caller that changes what detiled pages show
 * changes it before this call.
 * Return: true: one exists, is being made, or may still be mapped; false: none.
 */
bool facet_detiled_any(const struct facet_vgpu *vgpu);

/**
 * facet_detiled_uses() - Tell whether a detiled page is made of a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number, any value
 *
 * Context: any; &facet_device.lock held. Takes no lock; does not sleep.
 * Return: true: one is, or is being made; false: none.
 */
bool facet_detiled_uses(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_detiled_drop() - End all detiled pages.
 * @vgpu: the vGPU
 *
 * When this returns, the front end's mappings of these pages are gone, it snoops no write for them,
 * and their memory is freed. The maker frees a page that is still being made. If no detiled page is
 * left, the pGPU's notices of stores are off. A repeated call is harmless.
 *
 * Context: process context; no lock held but mmio_lock. If a detiled page exists, takes
 * &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. May sleep for these mutexes, not for guest memory or an engine.
 */
void facet_detiled_drop(struct facet_vgpu *vgpu);

/**
 * facet_detiled_drop_pages() - End detiled pages that lie at entries of the GGTT, or are made of
 * them.
 * @vgpu: the vGPU
 * @page: index of the first entry
 * @n: number of entries
 *
 * A page of BAR2 lies at the entry of its own index.
 *
 * When this returns, the front end's mappings of these pages are gone, it snoops no write for them,
 * and their memory is freed. The maker frees a page that is still being made. If no detiled page is
 * left, the pGPU's notices of stores are off. A repeated call is harmless.
 *
 * Context: process context; no lock held but mmio_lock. If a detiled page exists, takes
 * &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. May sleep for these mutexes, not for guest memory or an engine.
 */
void facet_detiled_drop_pages(struct facet_vgpu *vgpu, u32 page, u32 n);

/**
 * facet_detiled_drop_source() - End detiled pages that are made of a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number, any value
 *
 * When this returns, the front end's mappings of these pages are gone, it snoops no write for them,
 * and their memory is freed. The maker frees a page that is still being made. If no detiled page is
 * left, the pGPU's notices of stores are off. A repeated call is harmless.
 *
 * A detiled page that is put on record after this call is filled with what the guest page holds by
 * now.
 *
 * Context: process context; no lock held but mmio_lock. If a detiled page exists, takes
 * &facet_device.lock. If one is made of @gfn, then takes &facet_detiled.lock, and in it
 * &facet_device.lock and the locks of the ops zap_aperture, snoop_writes and notify_stores. May
 * sleep for these mutexes, not for guest memory or an engine.
 */
void facet_detiled_drop_source(struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_detiled_drop_memory() - End detiled pages that are made of a range of guest memory, or lie
 * there as pages of BAR2.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * When this returns, the front end's mappings of these pages are gone, it snoops no write for them,
 * and their memory is freed. The maker frees a page that is still being made. If no detiled page is
 * left, the pGPU's notices of stores are off. A repeated call is harmless.
 *
 * Context: process context; no lock held but mmio_lock; KVM may hold its slots_lock. If a detiled
 * page exists, takes &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops
 * zap_aperture, snoop_writes and notify_stores. May sleep for these mutexes, not for guest memory
 * or an engine.
 */
void facet_detiled_drop_memory(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_detiled_set_bar2() - Record where BAR2 lies in guest memory. End all detiled pages if that
 * has changed.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, or FACET_CONFIG_NOWHERE (device/config.h)
 *
 * The same address again changes nothing. Pages end as by facet_detiled_drop().
 *
 * Context: process context; no lock held but mmio_lock. If the address has changed, takes
 * &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. May sleep for these mutexes, not for guest memory or an engine.
 */
void facet_detiled_set_bar2(struct facet_vgpu *vgpu, u64 gpa);

/**
 * facet_detiled_bar2_offset() - Find the byte of BAR2 that lies at a guest-physical address.
 * @vgpu: the vGPU
 * @gpa: guest-physical address in bytes, any value
 * @offset: bytes into BAR2, below the size of the aperture; written only if the result is true
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the address is in the aperture, the first part of BAR2; false: BAR2 is not in guest
 * memory, or the aperture lies elsewhere.
 */
bool facet_detiled_bar2_offset(const struct facet_vgpu *vgpu, u64 gpa, u32 *offset);

/**
 * facet_detiled_written() - Copy a vCPU's write to a detiled page to the guest's pages.
 * @vgpu: the vGPU
 * @offset: bytes into BAR2
 * @data: @len bytes that were written. The detiled page may have other bytes, if another vCPU wrote
 *	there, too, or if the page was made anew meanwhile
 * @len: number of bytes, not beyond the page of @offset; 0: nothing is done
 *
 * The function writes pieces of at most FACET_FENCE_RUN bytes. Each byte comes from @data at its
 * first report since the detiled page was made, and from the page at later reports: two vCPUs may
 * report in another order than they wrote. The shadows learn of each write. Other detiled pages end
 * that are made of the same guest page through another GGTT entry or fence. A piece is dropped if
 * the guest has no entry there. It is dropped, and the detiled page ends, if the guest page is no
 * memory. A detiled page that has other bytes then, or was made anew meanwhile, ends, too.
 *
 * Source: PRM SKL Vol. 5, tile layouts.
 *
 * Context: process context, a vCPU's thread; mmio_lock held, no other lock. Takes
 * &facet_detiled.lock, and in it &facet_device.lock and the locks of the ops zap_aperture,
 * snoop_writes and notify_stores. Without &facet_detiled.lock takes &facet_ppgtt.notify_lock, and
 * the locks of the op write. May sleep for guest memory and for these mutexes.
 * Return: 0: all is written or dropped; -ENOENT: there is no detiled page, it is still being
 * filled, or it ended after a part was written; FACET_HOST_RETRY: the guest's page is unavailable
 * for the moment. The detiled page has ended then, and a part is not written: the caller writes all
 * of the data later.
 */
int facet_detiled_written(struct facet_vgpu *vgpu, u32 offset, const void *data, u32 len);

/**
 * facet_detiled_stats() - Return the counters of detiled pages.
 * @vgpu: the vGPU
 * @stats: gets the counters, all of one moment
 *
 * Context: process context; no lock of the mediator held but mmio_lock. Takes &facet_detiled.lock;
 * may sleep for it.
 */
void facet_detiled_stats(struct facet_vgpu *vgpu, struct facet_detiled_stats *stats);

/**
 * facet_detiled_create() - Create the empty record of detiled pages.
 * @vgpu: the vGPU that is being created
 *
 * BAR2 is not in guest memory at first. The record is vgpu->detiled, until facet_detiled_destroy().
 *
 * Context: process context, facet_vgpu_create(); no lock held. Takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_detiled_create(struct facet_vgpu *vgpu);

/**
 * facet_detiled_destroy() - Free the record of detiled pages.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed in a later part; no detiled
 *	page is left (facet_detiled_drop())
 *
 * No engine, front end or worker calls a function of this file for the vGPU meanwhile.
 *
 * Context: process context; no lock held. Takes no lock; may sleep to free memory.
 */
void facet_detiled_destroy(struct facet_vgpu *vgpu);

#endif
