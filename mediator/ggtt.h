/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The global page table. It keeps the guest's entries as the guest wrote them. Engines never see
 * them. The guest owns two ranges (ballooning): the aperture, [0, aperture), and the hidden part.
 *
 * Engines see the host window: the vGPU's part of the pGPU's GGTT. It has shadow rings, contexts,
 * copied batches and alias slots. No guest writes its entries. Its addresses may be equal to some
 * of the guest's, and name other pages.
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

#define FACET_GGTT_WINDOW_PAGES		16128u	/* pages of a host window: 63 MiB */

/*
 * Parts of a host window: the number of cells of each part, and the pages of a cell. All of a
 * vGPU's ranges have a cell at the caps (execlist.c and alias.c assert it).
 */
#define FACET_WINDOW_CONTEXT_CELLS	288u
#define FACET_WINDOW_CONTEXT_PAGES	24u
#define FACET_WINDOW_COPY_CELLS		112u
#define FACET_WINDOW_COPY_PAGES		64u
#define FACET_WINDOW_SLOT_CELLS		1024u
#define FACET_WINDOW_SLOT_PAGES		2u

/**
 * enum facet_window_part - A part of a host window. Each range takes one cell of its part, so that
 * no range of another length can be in its way.
 * @FACET_WINDOW_CONTEXTS: shadow contexts
 * @FACET_WINDOW_COPIES: shadow rings, with copied batches behind them
 * @FACET_WINDOW_SLOTS: alias slots
 * @FACET_WINDOW_PARTS: number of parts
 */
enum facet_window_part {
	FACET_WINDOW_CONTEXTS,
	FACET_WINDOW_COPIES,
	FACET_WINDOW_SLOTS,
	FACET_WINDOW_PARTS,
};

/**
 * facet_ggtt_hidden_base() - Return the start of a type's hidden part.
 * @type: the type
 *
 * Context: any; takes no lock; does not sleep.
 * Return: GGTT address of the first byte: the end of the aperture, but not below
 * FACET_GGTT_HIDDEN_MIN_MIB MiB. A gap between a smaller aperture and this address is not the
 * guest's.
 */
u32 facet_ggtt_hidden_base(const struct facet_type *type);

/**
 * facet_ggtt_pte_read() - Return a guest's entry as the mediator last took it.
 * @vgpu: the vGPU
 * @index: index of the entry, which maps 4096 bytes of the GGTT from @index * 4096 on
 *
 * The guest may have written another entry to a mapped page (mediator/ggtt_map.h).
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the entry; 0: the guest has written none or 0, a reset has cleared it, or @index is
 * GEN9_GGTT_ENTRIES or more.
 */
u64 facet_ggtt_pte_read(struct facet_vgpu *vgpu, u32 index);

/**
 * facet_ggtt_ptes_equal() - Compare a page of entries with the guest's entries as the mediator last
 * took them.
 * @vgpu: the vGPU
 * @index: index of the first entry, a multiple of GEN9_PTES_PER_PAGE
 * @ptes: GEN9_PTES_PER_PAGE entries; the guest may be writing there
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: each entry was equal when it was compared; false: an entry differed, the guest has
 * no entry in this page yet, or @index is GEN9_GGTT_ENTRIES or more.
 */
bool facet_ggtt_ptes_equal(const struct facet_vgpu *vgpu, u32 index, const u64 *ptes);

/**
 * facet_ggtt_pte_write() - Take a guest's entry.
 * @vgpu: the vGPU
 * @index: index of the entry, any value
 * @pte: the entry as the guest wrote it
 *
 * If the entry differs from the one before, the following is done at the return:
 *
 * - No alias slot and no view names the old page, and engines have no cached translation of it. The
 *   next sync finds the new page. Workloads that have begun keep the old page pinned.
 * - No front end maps this page of BAR2, and detiled pages that show it have ended.
 * - If the old entry was present, the next submission compares the page tables in its guest page.
 *
 * A page of facet_ggtt_map() around the entry gets @pte in any case.
 *
 * Context: a trapped access; mmio_lock held, no other lock. Takes one after the other shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the op
 * zap_aperture, &ggtt_map.lock. In &facet_detiled.lock it takes &facet_device.lock and the locks of
 * the ops zap_aperture, snoop_writes and notify_stores. May sleep for the mutexes and for memory,
 * not for guest memory.
 * Return: 0, also if nothing has changed; -EPERM: @index is outside the guest's ranges; -ENOMEM: no
 * memory for the table or its page of entries. After an error nothing has changed.
 */
int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte);

/**
 * facet_ggtt_ptes_write() - Take several of the guest's entries.
 * @vgpu: the vGPU
 * @index: index of the first entry, any value
 * @ptes: array of @n entries as the guest wrote them
 * @n: number of entries, at least 1; all lie in one table of GEN9_PTES_PER_PAGE
 * @old: array of @n: the entries before; undefined after an error
 *
 * Does for each entry what facet_ggtt_pte_write() does, but writes no page of facet_ggtt_map().
 * One call unmaps BAR2 from the first changed entry to the last, also unchanged pages in between.
 *
 * Context: process context; mmio_lock held, no other lock. Takes one after the other shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the op
 * zap_aperture. In &facet_detiled.lock it takes &facet_device.lock and the locks of the ops
 * zap_aperture, snoop_writes and notify_stores. May sleep for the mutexes and for memory, not for
 * guest memory.
 * Return: number of entries that have changed; 0: none, and nothing was done; -EPERM: the entries
 * do not all lie in one of the guest's two ranges; -ENOMEM: no memory for the table or its page of
 * entries. After an error nothing has changed.
 */
int facet_ggtt_ptes_write(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/**
 * facet_ggtt_same() - Tell whether a write leaves an entry as it is.
 * @old: the entry
 * @new: the entry as the guest wrote it
 *
 * Such a write clears no shadow and unmaps nothing.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: all 64 bits are equal; false: a bit differs.
 */
static inline bool facet_ggtt_same(u64 old, u64 new)
{
	return port_check(GGTT_SAME, old == new);
}

/**
 * facet_ggtt_ptes_set() - Store several of the guest's entries.
 * @vgpu: the vGPU
 * @index: index of the first entry, any value
 * @ptes: array of @n entries as the guest wrote them
 * @n: number of entries, at least 1; all lie in one table of GEN9_PTES_PER_PAGE
 * @old: array of @n: the entries before; undefined after an error
 *
 * The part of facet_ggtt_ptes_write() that concerns the table itself. Alias slots and views lose
 * the pages of changed entries, and their pins are put. If a slot had one, engines forget cached
 * translations. The function unmaps nothing, and no page table counts as written.
 *
 * Context: process context; mmio_lock held, no other lock. Takes shadow_lock. May sleep for it and
 * for memory.
 * Return: number of entries that have changed; 0: none, and nothing was done; -EPERM: the entries
 * do not all lie in one of the guest's two ranges; -ENOMEM: no memory for the table or its page of
 * entries. After an error nothing has changed.
 */
int facet_ggtt_ptes_set(struct facet_vgpu *vgpu, u32 index, const u64 *ptes, u32 n, u64 *old);

/**
 * facet_ggtt_trap_read() - Read a part of an entry for a trapped access.
 * @vgpu: the vGPU
 * @offset: bytes into the table, from GEN9_GGTT_PTES in BAR0 on; a multiple of @len
 * @buf: room for @len bytes, little-endian; unchanged if @offset is beyond the table
 * @len: 1, 2, 4 or 8 bytes
 *
 * First does facet_ggtt_map_sync_entry(). So entries that the guest has written to a mapped page
 * are taken, and the page may be unmapped. Entries outside the guest's ranges read as 0.
 *
 * Context: a trapped access; mmio_lock held, no other lock. Takes one after the other shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the op
 * zap_aperture, &ggtt_map.lock. In &facet_detiled.lock it takes &facet_device.lock and the locks of
 * the ops zap_aperture, snoop_writes and notify_stores. In &ggtt_map.lock it takes the locks of the
 * op zap_entries. May sleep for the mutexes, not for guest memory.
 */
void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len);

/**
 * facet_ggtt_trap_write() - Write a part of an entry for a trapped access.
 * @vgpu: the vGPU
 * @offset: bytes into the table, from GEN9_GGTT_PTES in BAR0 on; a multiple of @len. A write beyond
 *	the table is ignored
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8 bytes
 *
 * First does facet_ggtt_map_sync_entry(), then facet_ggtt_pte_write(). The other bytes of the entry
 * keep their values. A write that fails changes nothing. The failure is counted as a write of
 * GEN9_GGTT_PTES (device/denied.h): @offset is outside the guest's ranges, or there is no memory.
 * The guard page GEN9_GGTT_GUARD is not counted: i915 of Linux 6.1 clears its entry.
 *
 * Context: a trapped access; mmio_lock held, no other lock. Takes one after the other shadow_lock,
 * &facet_ppgtt.notify_lock, &facet_detiled.lock, &facet_device.lock, the locks of the op
 * zap_aperture, &ggtt_map.lock. In &facet_detiled.lock it takes &facet_device.lock and the locks of
 * the ops zap_aperture, snoop_writes and notify_stores. In &ggtt_map.lock it takes the locks of the
 * op zap_entries. May sleep for the mutexes and for memory, not for guest memory.
 */
void facet_ggtt_trap_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len);

/**
 * facet_ggtt_translate() - Translate a GGTT address by the guest's entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @gpa: guest-physical address in bytes, below 2^48; written on success only
 *
 * Uses the entry as the mediator last took it. The guest may have no memory at @gpa. Format of an
 * entry: gen9/gtt_defs.h (PRM SKL Vol. 5).
 *
 * Context: any; takes no lock; does not sleep.
 * Return: 0; -EFAULT: the entry is not present. Entries outside the guest's ranges never are.
 */
int facet_ggtt_translate(const struct facet_vgpu *vgpu, u32 gva, u64 *gpa);

/**
 * facet_ggtt_owned() - Tell whether a range of the GGTT lies in one of the guest's two ranges.
 * @vgpu: the vGPU
 * @gva: GGTT address of the first byte, any value
 * @len: length in bytes, any value; 0: @gva alone counts
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: all of it lies in one range; false: a byte lies outside, or the two ranges adjoin
 * and the range lies in both.
 */
bool facet_ggtt_owned(const struct facet_vgpu *vgpu, u64 gva, u64 len);

/**
 * facet_ggtt_read() - Copy guest memory through the guest's GGTT entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @buf: room for @len bytes; undefined after an error
 * @len: bytes, all in one range of the guest's
 *
 * One call of the front end copies a piece: guest pages that follow each other. If the call fails,
 * and not by FACET_HOST_RETRY, a call for each page repeats it. The first piece that fails ends the
 * copy.
 *
 * Context: process context; of the mediator's locks, mmio_lock at most. Takes none itself. Calls
 * the op read and takes its locks. On the worker it may wait for a work item. May sleep for these
 * locks and for guest memory.
 * Return: 0; -EFAULT: the range is not the guest's, an entry is not present, or a page is no
 * memory. FACET_HOST_RETRY (-EAGAIN): a page of the first piece that failed is unavailable for the
 * moment. Else an errno of &facet_host_ops.read for the first page that failed.
 */
int facet_ggtt_read(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len);

/**
 * facet_ggtt_write() - Copy to guest memory through the guest's GGTT entries.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes
 * @buf: @len bytes
 * @len: bytes, all in one range of the guest's
 *
 * Calls the front end as facet_ggtt_read() does. After an error some of the bytes may have been
 * written; the same write again is safe. The function ends no detiled page, and reports no write to
 * a page table.
 *
 * Context: process context; of the mediator's locks, mmio_lock at most. Takes none itself. Calls
 * the op write and takes its locks. On the worker it may wait for a work item. May sleep for these
 * locks and for guest memory.
 * Return: 0; -EFAULT: the range is not the guest's, an entry is not present, or a page is no
 * memory. FACET_HOST_RETRY (-EAGAIN): a page of the first piece that failed is unavailable for the
 * moment. Else an errno of &facet_host_ops.write for the first page that failed.
 */
int facet_ggtt_write(struct facet_vgpu *vgpu, u32 gva, const void *buf, size_t len);

/**
 * facet_ggtt_access_begin() - Begin to read in place the pinned pages behind a range of the guest's
 * GGTT.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes, page aligned
 * @n: number of pages, at most FACET_PINS_ACCESS_PAGES
 * @access: the access, in the caller's memory; facet_pins_access_end() ends it
 *
 * The rules of facet_pins_access_begin() apply. The caller can still copy what it cannot read in
 * place.
 *
 * Context: process context; of the mediator's locks, mmio_lock at most. Takes shadow_lock, and in
 * it &facet_device.lock. May sleep for shadow_lock, not for guest memory. Until the access ends the
 * caller does not sleep.
 * Return: 0; -EFAULT: the range is not the guest's, or an entry is not present; -ENOENT: a page is
 * not pinned. After an error no access has begun.
 */
int facet_ggtt_access_begin(struct facet_vgpu *vgpu, u32 gva, u32 n,
			    struct facet_pins_access *access);

/**
 * facet_ggtt_set_shown() - Record that a front end may map a page of the aperture.
 * @vgpu: the vGPU
 * @page: page of BAR2, inside the aperture
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_ggtt_set_shown(struct facet_vgpu *vgpu, u32 page);

/**
 * facet_ggtt_clear_shown() - Forget pages that a front end may have mapped: the caller zaps them.
 * @vgpu: the vGPU
 * @page: the first page; becomes the first one that was recorded, or @end
 * @end: the page behind the last one, at most the end of the aperture
 *
 * Context: any; takes &facet_device.lock; does not sleep.
 * Return: number of pages from *@page to the last one that was recorded; 0: none was.
 */
u32 facet_ggtt_clear_shown(struct facet_vgpu *vgpu, u32 *page, u32 end);

/**
 * facet_ggtt_next_shown() - Find the next page that a front end may have mapped.
 * @vgpu: the vGPU
 * @page: page of BAR2 to begin with
 * @end: the page behind the last one, at most the end of the aperture
 *
 * Context: any; takes no lock, so that pages recorded meanwhile may be missed; does not sleep.
 * Return: the page; @end: there is none.
 */
u32 facet_ggtt_next_shown(const struct facet_vgpu *vgpu, u32 page, u32 end);

/**
 * facet_ggtt_shows() - Tell whether a page that a front end may have mapped shows a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: any; takes no lock, so that pages recorded meanwhile may be missed; does not sleep.
 * Return: true: a page may show it, with or without a fence; false: none does.
 */
bool facet_ggtt_shows(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_ggtt_bus_pages() - Bound a vGPU's pages for its host window.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: most pages of &pgpu_ops.page_alloc at a time: all buffers of the host window.
 */
u32 facet_ggtt_bus_pages(void);

/**
 * facet_ggtt_window_alloc() - Allocate addresses in the host window.
 * @vgpu: the vGPU
 * @part: the part of the window
 * @pages: number of pages, contiguous, at least 1
 * @gva: GGTT address in bytes of the first page; undefined after an error
 *
 * The range takes a cell of @part. The pages stay absent until facet_ggtt_window_set(). The search
 * goes on behind the last cell, so freed addresses come again late.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock; may sleep for it.
 * Return: 0; -ENOSPC: all cells of @part are taken, or @pages is 0 or more than a cell has. After
 * an error the addresses are free.
 */
int facet_ggtt_window_alloc(struct facet_vgpu *vgpu, enum facet_window_part part, u32 pages,
			    u32 *gva);

/**
 * facet_ggtt_window_free() - Free addresses in the host window, and make their pages absent.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes, of facet_ggtt_window_alloc()
 * @pages: number of pages. A range that is not all in the window is ignored
 *
 * If a page was present, engines forget cached translations. The memory stays the caller's. A
 * second call does nothing, as long as nobody has got the addresses again.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write; may sleep for shadow_lock. No workload
 * uses the pages.
 */
void facet_ggtt_window_free(struct facet_vgpu *vgpu, u32 gva, u32 pages);

/**
 * facet_ggtt_invalidations() - Return how often a vGPU has made engines forget translations.
 * @vgpu: the vGPU
 *
 * The count has changes of present entries in the host window, by the guest's commands, contexts
 * and GGTT writes. Engines of all vGPUs forget each time. It does not have changes of shadow page
 * tables: there engines forget once for each submission at most, as they do by the commands of a
 * driver. Nor does it have a dma_unmap, which the VMM's own thread does.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the count since the vGPU was made.
 */
u64 facet_ggtt_invalidations(const struct facet_vgpu *vgpu);

/**
 * facet_ggtt_window_set() - Point a page of the host window at a bus address.
 * @vgpu: the vGPU
 * @gva: GGTT address in bytes of the page
 * @bus: bus address in bytes, page aligned; 0: make the page absent
 *
 * If the page was present, engines forget cached translations. The memory at @bus stays the
 * caller's.
 *
 * Context: the worker, or a thread that keeps it out; no lock held but mmio_lock. Takes
 * shadow_lock, and in it the locks of the pGPU's ggtt_write; may sleep for shadow_lock.
 * Return: 0; -EINVAL: the page is not in the window, or is not allocated; nothing has changed.
 */
int facet_ggtt_window_set(struct facet_vgpu *vgpu, u32 gva, u64 bus);

/**
 * facet_ggtt_create() - Create the page table without entries, and the host window.
 * @vgpu: the vGPU that is being created
 *
 * The vGPU gets its number as the owner of work, and the pGPU knows it from here on.
 *
 * Context: facet_vgpu_create(); no lock of the mediator held. Takes &facet_gpu.lock. Takes the
 * locks of the pGPU's owner_add. May sleep for memory.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: no window of the pGPU's GGTT is free. After an error
 * nothing is left to be freed.
 */
int facet_ggtt_create(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_destroy() - Free the page table and the host window.
 * @vgpu: the vGPU that is being destroyed, or whose creation failed; facet_ggtt_create() has
 *	succeeded
 *
 * Engines forget cached translations before another vGPU can get the window. Buffers and alias
 * slots are freed before.
 *
 * Context: no lock of the mediator held. Takes the locks of the pGPU's owner_del, and
 * &facet_gpu.lock. May sleep to free memory. Nobody else uses the vGPU, and the pGPU is idle for
 * it.
 */
void facet_ggtt_destroy(struct facet_vgpu *vgpu);

/**
 * facet_ggtt_reset() - Clear all of the guest's entries.
 * @vgpu: a vGPU without alias slots and views
 *
 * The tables keep their memory, and the host window stays. Mapped pages of entries keep the old
 * entries until facet_ggtt_map_reset(). BAR2 stays mapped until the aperture's own reset.
 *
 * Context: mmio_lock held, or creation of the vGPU. Takes shadow_lock in bounded holds; may sleep
 * for it. The worker is out and the pGPU is idle for this vGPU.
 */
void facet_ggtt_reset(struct facet_vgpu *vgpu);

/* Registers by which a guest makes its entries count (ggtt_trap.c). */
extern const struct facet_reg_block facet_ggtt_regs;

/* The guest's entries in a saved state (ggtt_state.c). */
extern const struct facet_state_section facet_ggtt_state;

#endif
