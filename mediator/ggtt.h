/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The global page table: the guest's entries as it wrote them (sparse), and the
 * shadow that the pGPU walks: private to the vGPU, 3 levels, made on demand.
 *
 * The guest owns two ranges (ballooning): the aperture, [0, aperture), and the
 * hidden part. Above them lies the host window, where shadow rings, contexts
 * and copied batches live; no guest entry ever reaches it.
 */
#ifndef FACET_GGTT_H
#define FACET_GGTT_H

#include "port.h"

struct facet_pins_access;
struct facet_reg_block;
struct facet_state_section;
struct facet_type;
struct facet_vgpu;

/* The hidden part begins here, or at the end of a larger aperture. */
#define FACET_GGTT_HIDDEN_MIN_MIB	256u

/** facet_ggtt_hidden_base() - GGTT address at which a type's hidden part begins. */
u32 facet_ggtt_hidden_base(const struct facet_type *type);

/** facet_ggtt_pte_read() - A guest's entry as it was taken last. @index: < GEN9_GGTT_ENTRIES. Any context. */
u64 facet_ggtt_pte_read(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_ptes_equal() - Compare a page of entries with the guest's as they were taken last.
 * @vgpu: whose
 * @index: of the first, a multiple of GEN9_PTES_PER_PAGE
 * @ptes: GEN9_PTES_PER_PAGE of them; the guest may be writing them
 *
 * Context: any.
 * Return: true: each was equal when it was looked at.
 */
bool facet_ggtt_ptes_equal(const struct facet_vgpu *vgpu, u32 index, const u64 *ptes);

/**
 * facet_ggtt_pte_write() - Takes a guest's entry. Where it differs, the shadow entry and the front
 * end's aperture mapping are gone when this returns; the new shadow entry is made at the next
 * submission.
 * Context: a trapped access or a restore, mmio_lock held; may sleep.
 * Return: 0; -EPERM outside the guest's ranges, -ENOMEM: the write is ignored.
 */
int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte);

/**
 * facet_ggtt_ptes_write() - The same for several.
 * @index: the first entry
 * @ptes: @n entries, all of one table (GEN9_PTES_PER_PAGE, aligned)
 * @old: what they were, @n of them; of no meaning on failure
 * Return: how many have changed; negative as above: none has.
 */
int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/** facet_ggtt_same() - Whether an entry stays as it was: no shadow is cleared for it, nothing is unmapped. */
static inline bool facet_ggtt_same(u64 old, u64 new)
{
	return port_check(GGTT_SAME, old == new);
}

/** facet_ggtt_ptes_set() - The table's own part of that. */
int facet_ggtt_ptes_set(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/**
 * facet_ggtt_trap_read() - Part of an entry, naturally aligned.
 * @offset: into the table, bytes, @len of them in @buf: 1, 2, 4 or 8
 */
void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len);
void facet_ggtt_trap_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len);

/** facet_ggtt_translate() - Guest-physical address of a guest GGTT address; -EFAULT. Any context. */
int facet_ggtt_translate(const struct facet_vgpu *vgpu, u32 gva, u64 *gpa);

/** facet_ggtt_owned() - Whether [gva, gva + len) lies wholly in one range of the guest's. */
bool facet_ggtt_owned(const struct facet_vgpu *vgpu, u64 gva, u64 len);

/**
 * facet_ggtt_read() - Copy guest memory through the guest's GGTT entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @buf: room for @len bytes
 * @len: bytes, all in one range of the guest's
 *
 * Guest pages that follow each other are copied by one call of the front end.
 *
 * Context: no lock but mmio_lock; may sleep.
 * Return: 0; -EFAULT: the range is not the guest's, or has no entry there
 * (facet_ggtt_translate()); else the class of &facet_host_ops.read (mediator/host.h).
 */
int facet_ggtt_read(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len);

/**
 * facet_ggtt_write() - Copy to guest memory through the guest's GGTT entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @buf: @len bytes
 * @len: bytes, all in one range of the guest's
 *
 * After an error some of the bytes may have been written.
 *
 * Context: no lock but mmio_lock; may sleep.
 * Return: 0; -EFAULT as facet_ggtt_read(); else the class of &facet_host_ops.write.
 */
int facet_ggtt_write(struct facet_vgpu *vgpu, u32 gva, const void *buf, size_t len);

/**
 * facet_ggtt_access_begin() - Pages behind the guest's entries, to look at: see facet_pins_access_begin().
 * @gva: page aligned
 * @n: pages, at most FACET_PINS_ACCESS_PAGES
 * Return: 0; -EFAULT: no such entries; -ENOENT: not all of them are pinned. What cannot be
 * lent may still be read.
 */
int facet_ggtt_access_begin(struct facet_vgpu *vgpu, u32 gva, u32 n,
			    struct facet_pins_access *loan);

/**
 * facet_ggtt_sync() - Bring the shadow up to date with all entries changed
 * since. Worker only; no lock held; may sleep. An entry whose page cannot be
 * pinned stays absent; the first such error is returned, the rest is done.
 * -ECANCELED: the vGPU is being drained, and the rest is not.
 *
 * All that was dirty when it began is looked at. What the guest writes meanwhile is looked at a few
 * times more, unless somebody waits for the worker; then it is for the next sync.
 */
int facet_ggtt_sync(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_sync_ahead() - facet_ggtt_sync() for who would like pages to be pinned, but can do without.
 * What a request would fail by is not answered for here: the next request's sync meets it again, and may
 * make room. Worker only; no lock held; may sleep.
 */
void facet_ggtt_sync_ahead(struct facet_vgpu *vgpu);

/** facet_ggtt_retry_failed() - The next sync tries entries that failed, however young. No lock held. */
void facet_ggtt_retry_failed(struct facet_vgpu *vgpu);

/** facet_ggtt_root() - Bus address for &pgpu_submission.ggtt_root. */
u64 facet_ggtt_root(const struct facet_vgpu *vgpu);

/**
 * facet_ggtt_bus_pages() - Bound a vGPU's pages for its GGTT and its host window.
 *
 * Context: Any.
 * Return: the most pages of &pgpu_ops.page_alloc that the GGTT's root, directories and tables and
 * all buffers of the host window can be at a time.
 */
u32 facet_ggtt_bus_pages(void);

/**
 * facet_ggtt_window_alloc() - Addresses in the host window.
 * @pages: how many, contiguous
 * Return: 0 and @gva; -ENOSPC. Worker or create; takes shadow_lock.
 */
int facet_ggtt_window_alloc(struct facet_vgpu *vgpu, u32 pages, u32 *gva);
/** facet_ggtt_window_free() - Its pages become absent and free. Takes shadow_lock. */
void facet_ggtt_window_free(struct facet_vgpu *vgpu, u32 gva, u32 pages);

/**
 * facet_ggtt_window_set() - Point a page of the window at a bus address (0: absent).
 * Takes shadow_lock. Return: 0; -EINVAL if that page is not allocated.
 */
int facet_ggtt_window_set(struct facet_vgpu *vgpu, u32 gva, u64 bus);

/**
 * facet_ggtt_zap() - Make shadow entries that name a range of guest pages absent and dirty.
 * @vgpu: whose
 * @gfn: first page
 * @n: pages
 *
 * Context: no lock held; takes shadow_lock in bounded holds. The pins are detached, the pGPU is
 * idle for this vGPU and is told to forget its translations by the caller.
 */
void facet_ggtt_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n);

int facet_ggtt_create(struct facet_vgpu *vgpu);
void facet_ggtt_destroy(struct facet_vgpu *vgpu);
void facet_ggtt_reset(struct facet_vgpu *vgpu);

extern const struct facet_reg_block facet_ggtt_regs;	/* ggtt_trap.c */

/* The guest's entries, in runs (ggtt_state.c). */
extern const struct facet_state_section facet_ggtt_state;

#endif
