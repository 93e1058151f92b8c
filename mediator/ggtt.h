/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The global page table. It keeps the guest's entries as the guest wrote them, and the shadow that
 * the pGPU walks. The shadow has 3 levels, belongs to one vGPU and is made on demand.
 *
 * The guest owns two ranges (ballooning): the aperture, [0, aperture), and the hidden part. Above
 * them lies the host window: shadow rings, contexts and copied batches. No guest entry reaches it.
 */
#ifndef FACET_GGTT_H
#define FACET_GGTT_H

#include "port.h"

struct facet_pins_access;
struct facet_reg_block;
struct facet_state_section;
struct facet_type;
struct facet_vgpu;

/* Start of the hidden part in MiB. After a larger aperture it begins at the aperture's end. */
#define FACET_GGTT_HIDDEN_MIN_MIB	256u

/**
 * facet_ggtt_hidden_base() - Return the start of a type's hidden part.
 * @type: the type
 *
 * Context: any; takes no lock.
 * Return: GGTT address in bytes: the end of the aperture, and FACET_GGTT_HIDDEN_MIN_MIB at least.
 */
u32 facet_ggtt_hidden_base(const struct facet_type *type);

/**
 * facet_ggtt_pte_read() - Return a guest's entry as the mediator last took it.
 * @vgpu: the vGPU
 * @index: index of the entry, below GEN9_GGTT_ENTRIES
 *
 * Context: any; takes no lock.
 * Return: the entry; 0: the guest has written none. The guest may have written another one to a
 * mapped page (mediator/ggtt_map.h).
 */
u64 facet_ggtt_pte_read(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_ptes_equal() - Compare a page of entries with the guest's entries as the mediator last
 * took them.
 * @vgpu: the vGPU
 * @index: index of the first entry, a multiple of GEN9_PTES_PER_PAGE
 * @ptes: GEN9_PTES_PER_PAGE entries; the guest may be writing there
 *
 * Context: any; takes no lock.
 * Return: true: each entry was equal when it was compared; false: one was not, or the guest has no
 * entry in this page yet.
 */
bool facet_ggtt_ptes_equal(const struct facet_vgpu *vgpu, u32 index, const u64 *ptes);

/**
 * facet_ggtt_pte_write() - Take a guest's entry.
 * @vgpu: the vGPU
 * @index: index of the entry, below GEN9_GGTT_ENTRIES
 * @pte: the entry as the guest wrote it
 *
 * If the entry differs, its shadow and the front end's aperture mappings of it are gone at the
 * return. The next submission makes the new shadow. An entry in a page that the front end has
 * mapped changes there, too.
 *
 * Context: a trapped access or a restore; mmio_lock held, no other lock; takes shadow_lock,
 * &facet_detiled.lock and &ggtt_map.lock; may sleep.
 * Return: 0; -EPERM: @index is outside the guest's ranges; -ENOMEM: no memory for the entries.
 * After an error nothing has changed.
 */
int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte);

/**
 * facet_ggtt_ptes_write() - Take several of the guest's entries.
 * @vgpu: the vGPU
 * @index: index of the first entry
 * @ptes: array of @n entries as the guest wrote them
 * @n: number of entries; all lie in one table of GEN9_PTES_PER_PAGE
 * @old: array of @n: the entries before; undefined after an error
 *
 * Does what facet_ggtt_pte_write() does, but leaves pages alone that the front end has mapped.
 *
 * Context: mmio_lock held, no other lock; takes shadow_lock and &facet_detiled.lock; may sleep.
 * Return: number of entries that have changed; -EPERM: one of them is outside the guest's ranges;
 * -ENOMEM: no memory for the entries. After an error nothing has changed.
 */
int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/**
 * facet_ggtt_same() - Tell whether a write leaves an entry as it is.
 * @old: the entry
 * @new: the entry as the guest wrote it
 *
 * Such a write clears no shadow and unmaps nothing.
 *
 * Context: any; takes no lock.
 * Return: true: both are equal.
 */
static inline bool facet_ggtt_same(u64 old, u64 new)
{
	return port_check(GGTT_SAME, old == new);
}

/**
 * facet_ggtt_ptes_set() - Store several of the guest's entries, and clear their shadows.
 * @vgpu: the vGPU
 * @index: index of the first entry
 * @ptes: array of @n entries as the guest wrote them
 * @n: number of entries; all lie in one table of GEN9_PTES_PER_PAGE
 * @old: array of @n: the entries before; undefined after an error
 *
 * The part of facet_ggtt_ptes_write() that concerns the table itself: it unmaps nothing.
 *
 * Context: mmio_lock held, no other lock; takes shadow_lock; may sleep.
 * Return: as facet_ggtt_ptes_write().
 */
int facet_ggtt_ptes_set(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/**
 * facet_ggtt_trap_read() - Read a part of an entry for a trapped access.
 * @vgpu: the vGPU
 * @offset: bytes into the table, a multiple of @len
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8 bytes
 *
 * If the front end has mapped the page, entries that the guest has written there are taken first.
 *
 * Context: mmio_lock held, no other lock; takes locks as facet_ggtt_pte_write(); may sleep.
 */
void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len);

/**
 * facet_ggtt_trap_write() - Write a part of an entry for a trapped access.
 * @vgpu: the vGPU
 * @offset: bytes into the table, a multiple of @len
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8 bytes
 *
 * A write outside the guest's ranges is dropped and counted (device/denied.h). The guard page
 * GEN9_GGTT_GUARD is dropped without counting.
 *
 * Context: mmio_lock held, no other lock; takes locks as facet_ggtt_pte_write(); may sleep.
 */
void facet_ggtt_trap_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len);

/**
 * facet_ggtt_translate() - Translate a GGTT address by the guest's entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @gpa: guest-physical address in bytes; written on success only
 *
 * Context: any; takes no lock.
 * Return: 0; -EFAULT: the entry is not present.
 */
int facet_ggtt_translate(const struct facet_vgpu *vgpu, u32 gva, u64 *gpa);

/**
 * facet_ggtt_owned() - Tell whether a range of the GGTT lies in one of the guest's two ranges.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @len: length in bytes
 *
 * Context: any; takes no lock.
 * Return: true: all of it lies in one range.
 */
bool facet_ggtt_owned(const struct facet_vgpu *vgpu, u64 gva, u64 len);

/**
 * facet_ggtt_read() - Copy guest memory through the guest's GGTT entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @buf: room for @len bytes
 * @len: bytes, all in one range of the guest's
 *
 * One call of the front end copies guest pages that follow each other.
 *
 * Context: no lock held but mmio_lock; may sleep.
 * Return: 0; -EFAULT: the range is not the guest's, or an entry is not present; else the errno of
 * &facet_host_ops.read, with FACET_HOST_RETRY if any of the pages is unavailable for the moment.
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
 * Context: no lock held but mmio_lock; may sleep.
 * Return: 0; -EFAULT: as for facet_ggtt_read(); else the errno of &facet_host_ops.write, with
 * FACET_HOST_RETRY if any of the pages is unavailable for the moment.
 */
int facet_ggtt_write(struct facet_vgpu *vgpu, u32 gva, const void *buf, size_t len);

/**
 * facet_ggtt_access_begin() - Begin to read in place the pinned pages behind a range of the guest's
 * GGTT.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes, page aligned
 * @n: number of pages, at most FACET_PINS_ACCESS_PAGES
 * @access: the access; facet_pins_access_end() ends it
 *
 * The rules of facet_pins_access_begin() apply. The caller can still copy what it cannot read in
 * place.
 *
 * Context: as facet_pins_access_begin().
 * Return: 0; -EFAULT: the range is not the guest's, or an entry is not present; -ENOENT: a page is
 * not pinned. After an error no access has begun.
 */
int facet_ggtt_access_begin(struct facet_vgpu *vgpu, u32 gva, u32 n,
			    struct facet_pins_access *access);

/**
 * facet_ggtt_sync() - Bring the shadow up to date with the guest's entries.
 * @vgpu: the vGPU
 *
 * The function handles all entries that are dirty when it begins. It repeats that at most three
 * times for entries that the guest writes meanwhile, unless somebody waits for the worker. The next
 * sync handles the rest. An entry whose page cannot be pinned stays absent, and the function goes
 * on.
 *
 * Context: worker; no lock held; takes shadow_lock in bounded holds; may sleep.
 * Return: 0; else the error that counts (facet_pins_merge_error()). -ENOMEM: no memory. -ENOSPC:
 * the cap of pins is reached. -ECANCELED: the worker's build was cancelled, and entries are left
 * dirty. -EAGAIN: a dma_unmap came in between 16 times, or a page is unavailable for the moment.
 * Else an errno of facet_pins_get().
 */
int facet_ggtt_sync(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_sync_ahead() - Bring the shadow up to date for a caller that can do without the pages.
 * @vgpu: the vGPU
 *
 * The function ignores errors. After an error for which a request would fail, the next sync tries
 * the entries again. That sync may make room.
 *
 * Context: worker; no lock held; takes shadow_lock in bounded holds; may sleep.
 */
void facet_ggtt_sync_ahead(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_retry_failed() - Let the next sync try all entries again that have failed, however
 * young the failure is.
 * @vgpu: the vGPU
 *
 * Context: no lock held; takes shadow_lock; may sleep.
 */
void facet_ggtt_retry_failed(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_root() - Return the root of the shadow.
 * @vgpu: the vGPU
 *
 * Context: any; takes no lock. It does not change while the vGPU lives.
 * Return: bus address for &pgpu_submission.ggtt_root.
 */
u64 facet_ggtt_root(const struct facet_vgpu *vgpu);

/**
 * facet_ggtt_bus_pages() - Bound a vGPU's pages for its GGTT and its host window.
 *
 * Context: any; takes no lock.
 * Return: most pages of &pgpu_ops.page_alloc at a time: the GGTT's root, directories and tables,
 * and all buffers of the host window.
 */
u32 facet_ggtt_bus_pages(void);

/**
 * facet_ggtt_window_alloc() - Allocate addresses in the host window.
 * @vgpu: the vGPU
 * @pages: number of pages, contiguous, at least 1
 * @gva: GGTT address in bytes of the first page; undefined after an error
 *
 * The pages stay absent until facet_ggtt_window_set().
 *
 * Context: worker, or a restore; no lock held but mmio_lock; takes shadow_lock; may sleep.
 * Return: 0; -ENOSPC: the window has no such free run; -ENOMEM: no memory for the tables.
 */
int facet_ggtt_window_alloc(struct facet_vgpu *vgpu, u32 pages, u32 *gva);

/**
 * facet_ggtt_window_free() - Free addresses in the host window, and make their pages absent.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes, of facet_ggtt_window_alloc(); an address outside the window is
 *	ignored
 * @pages: number of pages
 *
 * Context: no lock held but mmio_lock; takes shadow_lock; may sleep. No workload uses the pages.
 */
void facet_ggtt_window_free(struct facet_vgpu *vgpu, u32 gva, u32 pages);

/**
 * facet_ggtt_window_set() - Point a page of the host window at a bus address.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes of the page
 * @bus: bus address; 0: make the page absent
 *
 * Context: no lock held but mmio_lock; takes shadow_lock; may sleep.
 * Return: 0; -EINVAL: the page is not in the window, or is not allocated.
 */
int facet_ggtt_window_set(struct facet_vgpu *vgpu, u32 gva, u64 bus);

/**
 * facet_ggtt_zap() - Make shadow entries absent and dirty that name a page of a range.
 * @vgpu: the vGPU
 * @gfn: guest page number of the first page
 * @n: number of pages
 *
 * Context: no lock held; takes shadow_lock in bounded holds; may sleep. The pins are detached and
 * the pGPU is idle for this vGPU. The caller invalidates the pGPU's translations.
 */
void facet_ggtt_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n);

/**
 * facet_ggtt_create() - Create the page table without entries.
 * @vgpu: the vGPU that is being created; its pins exist
 *
 * Context: facet_vgpu_create(); no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed. The bus map has room:
 * facet_gpu_reserve() has reserved it.
 */
int facet_ggtt_create(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_destroy() - Free the page table and put the pins that its shadow names.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed
 *
 * Context: no lock held; takes shadow_lock; may sleep. Nobody else uses the vGPU, and the pGPU is
 * idle for it.
 */
void facet_ggtt_destroy(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_reset() - Clear all of the guest's entries and their shadows.
 * @vgpu: the vGPU
 *
 * The tables keep their memory.
 *
 * Context: mmio_lock held, or creation of the vGPU; takes shadow_lock in bounded holds; may sleep.
 * The worker is out and the pGPU is idle for this vGPU.
 */
void facet_ggtt_reset(struct facet_vgpu *vgpu);

/* Registers by which a guest makes its entries count (ggtt_trap.c). */
extern const struct facet_reg_block facet_ggtt_regs;

/* The guest's entries in a saved state (ggtt_state.c). */
extern const struct facet_state_section facet_ggtt_state;

#endif
