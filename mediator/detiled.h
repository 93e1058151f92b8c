/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Views: pages of BAR2 that lie under a fence, detiled into a host page that the front end maps
 * where accesses to mapped memory cannot be trapped (KVM). views.c says what keeps them and the
 * guest's pages the same.
 */
#ifndef FACET_DETILED_H
#define FACET_DETILED_H

#include "port.h"

struct facet_host_ops;
struct facet_vgpu;
struct pgpu;

/* BAR2 is not decoded. */
#define FACET_CONFIG_NOWHERE	(~0ull)

/* At most so many per vGPU; the oldest goes. */
#define FACET_DETILED_MAX		512u

/* Made of at most so many guest pages: a guest's engine may have to wait until none is followed. */
#define FACET_DETILED_SNOOPED_MAX	1024u

/**
 * struct facet_detiled_stats - What views have cost, since the vGPU was made.
 * @live: views now
 * @made: filled and given to the front end
 * @raced: given up while they were filled: something ended them, or guest memory was away
 * @dropped: ended
 * @written: writes of vCPUs through one
 */
struct facet_detiled_stats {
	u64 live;
	u64 made;
	u64 raced;
	u64 dropped;
	u64 written;
};

/** facet_detiled_possible() - Whether this front end and pGPU can have views at all. */
bool facet_detiled_possible(const struct facet_host_ops *ops, const struct pgpu *pgpu);

/**
 * facet_detiled_make() - Make the view of a page of BAR2, for the front end to map.
 * @vgpu: the vGPU
 * @page: index in BAR2
 * @cpu: its memory, the mediator's. It stays until a &facet_host_ops.zap_aperture of the page
 *	has returned; the front end asks facet_detiled_live() under the lock that its zap takes.
 *
 * Context: one caller at a time; no lock of the mediator held; may sleep.
 * Return: 0; -EAGAIN: not under a fence, or changed meanwhile, or guest memory is away for the
 * moment; -ENXIO: BAR2 is nowhere in guest memory; -EOPNOTSUPP, -ENOSPC, -ENOMEM, or the errno of
 * &facet_host_ops.snoop_writes.
 */
int facet_detiled_make(struct facet_vgpu *vgpu, u32 page, void **cpu);

/** facet_detiled_live() - Whether this memory is the page's view still. Takes only vgpu->dev.lock. */
bool facet_detiled_live(struct facet_vgpu *vgpu, u32 page, const void *cpu);

/**
 * facet_detiled_store_barrier() - &pgpu_client_ops.store_barrier of a vGPU: whether all views have ended that
 * were there when its engine asked first. Else they are to end soon, by the front end's thread: an
 * engine must not wait for locks that threads of one VMM hold. Atomic context.
 */
bool facet_detiled_store_barrier(struct facet_vgpu *vgpu, u64 *ticket);

/** facet_detiled_finish_barriers() - What &facet_host_ops.drop_detiled asks for. No lock held; may sleep. */
void facet_detiled_finish_barriers(struct facet_vgpu *vgpu);

/** facet_detiled_any() - Whether there is a view, one is being made, or one is mapped still. Any context. */
bool facet_detiled_any(const struct facet_vgpu *vgpu);

/** facet_detiled_uses() - Whether a view depends on a guest page. vgpu->dev.lock held. */
bool facet_detiled_uses(const struct facet_vgpu *vgpu, u64 gfn);

/*
 * What ends views. All: the front end's mappings are gone and nothing is followed for them when
 * they return; mmio_lock at most held; may sleep.
 */

/** facet_detiled_drop() - All. */
void facet_detiled_drop(struct facet_vgpu *vgpu);

/** facet_detiled_drop_pages() - Those at, or made of, entries [page, page + n) of the GGTT. */
void facet_detiled_drop_pages(struct facet_vgpu *vgpu, u32 page, u32 n);

/** facet_detiled_drop_source() - Those that are made of guest page @gfn. */
void facet_detiled_drop_source(struct facet_vgpu *vgpu, u64 gfn);

/** facet_detiled_drop_memory() - Those, and those that lie there as pages of BAR2. */
void facet_detiled_drop_memory(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_detiled_set_bar2() - Where BAR2 is in guest memory.
 * @gpa: address, or FACET_CONFIG_NOWHERE
 * Ends all views if that is news.
 */
void facet_detiled_set_bar2(struct facet_vgpu *vgpu, u64 gpa);

/** facet_detiled_bar2_offset() - The byte of BAR2 that is at a guest-physical address. Any context. */
bool facet_detiled_bar2_offset(const struct facet_vgpu *vgpu, u64 gpa, u32 *offset);

/**
 * facet_detiled_written() - A vCPU has written to a view: the guest's pages follow.
 * @vgpu: the vGPU
 * @offset: byte of BAR2
 * @len: bytes; not beyond the page
 *
 * Context: mmio_lock held; may sleep.
 * Return: 0; -ENOENT: there is no view; FACET_HOST_RETRY: the guest's page is away for the moment.
 * The view has ended, and a part is not written: the caller writes all of its own data later.
 */
int facet_detiled_written(struct facet_vgpu *vgpu, u32 offset, u32 len);

void facet_detiled_stats(struct facet_vgpu *vgpu, struct facet_detiled_stats *stats);

int facet_detiled_create(struct facet_vgpu *vgpu);
void facet_detiled_destroy(struct facet_vgpu *vgpu);

#endif
