/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types and functions of detiled pages: for detiled.c, detiled_make.c and detiled_write.c alone.
 * detiled.c describes how a detiled page and the guest's memory are kept the same.
 */
#ifndef FACET_DETILED_TYPES_H
#define FACET_DETILED_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/aperture/fence.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"

/* Bytes of a chunk: an aligned chunk lies in one tile in X and in Y tiling. */
#define DETILED_CHUNK	GEN9_YTILE_WIDTH
#define DETILED_SOURCES	(GEN9_PAGE_SIZE / DETILED_CHUNK)
#define DETILED_RUNS	(GEN9_PAGE_SIZE / FACET_FENCE_RUN)
#define DETILED_BUCKETS	128u
#define DETILED_GFN_BITS	10
#define DETILED_NO_GFN	(~0ull)

/**
 * struct detiled_source - A GGTT page that a detiled page is made of.
 * @bucket: entry of &facet_detiled.by_gfn; one source of each ring is in a bucket
 * @ring: ring of all sources that name the same guest page
 * @owner: the detiled page
 * @gfn: guest page number; DETILED_NO_GFN: the guest has no entry at @page
 * @page: GGTT entry, < number of pages of the aperture
 *
 * The front end snoops each guest page once. So a bucket has each guest page once, however many
 * GGTT entries name it.
 */
struct detiled_source {
	struct list_head bucket;
	struct list_head ring;
	struct detiled_page *owner;
	u64 gfn;
	u32 page;
};

/**
 * struct detiled_page - A host page with the detiled contents of a page of BAR2.
 * @list: entry of &facet_detiled.list, or of a caller's list of pages that end
 * @bucket: entry of &facet_detiled.by_page; empty after the page was unlisted
 * @serial: number that no other detiled page of this vGPU has
 * @page: page index in BAR2
 * @gfn: guest page number at which the guest finds @page
 * @snooped: the front end snoops @gfn
 * @filling: facet_detiled_make() fills the page: the maker frees it
 * @ended: the page has ended; a maker must not give it to the front end
 * @fence_index: index of the fence
 * @fence: the fence when the page was made
 * @cpu: the contents, 4 KiB
 * @reported: DETILED_RUNS words, one for each run of FACET_FENCE_RUN bytes: bit i says that a write
 *	of byte i of the run was reported since the page was made. Under &facet_detiled.lock
 * @n: number of @sources that are used
 * @sources: GGTT pages that the page is made of
 */
struct detiled_page {
	struct list_head list;
	struct list_head bucket;
	u64 serial;
	u32 page;
	u64 gfn;
	bool snooped;
	bool filling;
	bool ended;
	u32 fence_index;
	struct facet_fence fence;
	u8 *cpu;
	u16 *reported;
	u32 n;
	struct detiled_source sources[DETILED_SOURCES];
};

/**
 * struct facet_detiled - The detiled pages of a vGPU. All is under @lock where nothing else is
 * stated.
 * @lock: Protects making and ending detiled pages. It is not held while a page is filled. Lock
 *	order: inside &facet_device.mmio_lock; outside &facet_device.lock
 * @list: live detiled pages, the oldest first
 * @by_page: live detiled pages by index in BAR2; changed under both @lock and &facet_device.lock
 * @by_gfn: sources by guest page, one of each ring; changed under both locks likewise
 * @count: number of entries of @list; written under both locks, read without
 * @snooped: number of guest pages in @by_gfn, which the front end snoops
 * @serial: serial number of the newest detiled page
 * @stores_notified: &pgpu_ops.notify_stores is on: from the first record of a detiled page until
 *	the last one is unmapped. Written under @lock, read without
 * @bar2_gpa: guest-physical address of BAR2 in bytes, or FACET_CONFIG_NOWHERE; written under @lock,
 *	read without
 * @barriers_asked: number of barriers that engines have requested
 * @barriers_done: number of those that are complete
 * @stats: counters, apart from @stats.live
 */
struct facet_detiled {
	struct mutex lock;
	struct list_head list;
	struct list_head by_page[DETILED_BUCKETS];
	struct list_head by_gfn[1u << DETILED_GFN_BITS];
	u32 count;
	u32 snooped;
	u64 serial;
	bool stores_notified;
	u64 bar2_gpa;
	atomic64_t barriers_asked;
	atomic64_t barriers_done;
	struct facet_detiled_stats stats;
};

/**
 * facet_detiled_bucket() - Return the bucket of a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: any; &facet_detiled.lock or &facet_device.lock held to walk the bucket, both to change
 * it.
 * Return: the list head in &facet_detiled.by_gfn.
 */
static inline struct list_head *facet_detiled_bucket(const struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->detiled->by_gfn[facet_vgpu_hash(vgpu, gfn, DETILED_GFN_BITS)];
}

/**
 * facet_detiled_find() - Find the live detiled page of a page of BAR2.
 * @detiled: the detiled pages of a vGPU
 * @page: page index in BAR2
 *
 * Context: any; &facet_detiled.lock or &facet_device.lock held; does not sleep.
 * Return: the detiled page, which may still be filled; NULL: none is live.
 */
struct detiled_page *facet_detiled_find(struct facet_detiled *detiled, u32 page);

/**
 * facet_detiled_find_source() - Find a source that names a guest page.
 * @vgpu: the vGPU
 * @gfn: guest page number
 *
 * Context: any; &facet_detiled.lock or &facet_device.lock held; does not sleep.
 * Return: one source, whose ring has all others; NULL: no detiled page is made of @gfn.
 */
struct detiled_source *facet_detiled_find_source(const struct facet_vgpu *vgpu, u64 gfn);

/**
 * facet_detiled_unlist() - Take a detiled page off the record, so that no other caller ends it.
 * @vgpu: the vGPU
 * @dpage: a live detiled page
 * @ending: list of the caller's, which the page joins, for facet_detiled_release()
 *
 * Context: &facet_detiled.lock held; takes &facet_device.lock; does not sleep.
 */
void facet_detiled_unlist(struct facet_vgpu *vgpu, struct detiled_page *dpage,
			  struct list_head *ending);

/**
 * facet_detiled_release() - Unmap, unfollow and free detiled pages that were taken off the record.
 * @vgpu: the vGPU
 * @ending: list of facet_detiled_unlist(); empty afterwards
 *
 * The maker of a page that is still filled frees that page. If no detiled page is left, the pGPU's
 * notices of stores are turned off.
 *
 * Context: &facet_detiled.lock held, and mmio_lock at most. Takes &facet_device.lock. Calls
 * &facet_host_ops.zap_aperture and &facet_host_ops.snoop_writes. May sleep.
 */
void facet_detiled_release(struct facet_vgpu *vgpu, struct list_head *ending);

/**
 * facet_detiled_free() - Free the memory of a detiled page.
 * @dpage: a detiled page that is on no list and is not mapped
 *
 * Context: &facet_detiled.lock may be held; takes no lock; may sleep.
 */
void facet_detiled_free(struct detiled_page *dpage);

/**
 * typedef facet_detiled_match_fn - Tell whether a detiled page depends on a range.
 * @dpage: a detiled page
 * @first: first number of the range; the function defines of what
 * @n: length of the range
 *
 * Context: &facet_detiled.lock held; does not sleep.
 * Return: true: the page ends.
 */
typedef bool facet_detiled_match_fn(const struct detiled_page *dpage, u64 first, u64 n);

/**
 * facet_detiled_match_pages() - Tell whether a detiled page lies at, or is made of, GGTT entries.
 * @dpage: a detiled page
 * @first: first GGTT entry
 * @n: number of entries
 *
 * Context: &facet_detiled.lock serializes; does not sleep.
 * Return: true: @dpage depends on one of the entries.
 */
bool facet_detiled_match_pages(const struct detiled_page *dpage, u64 first, u64 n);

/**
 * facet_detiled_drop_matching() - End all live detiled pages that match.
 * @vgpu: the vGPU
 * @match: selects the pages
 * @first: passed to @match
 * @n: passed to @match
 *
 * Context: process context; &facet_detiled.lock serializes. Of the locks outside it, the caller may
 * hold mmio_lock. Takes, one after the other, &facet_device.lock and the locks of the ops
 * zap_aperture, snoop_writes and &pgpu_ops.notify_stores. May sleep for the mutexes of the first
 * two ops, not for guest memory.
 */
void facet_detiled_drop_matching(struct facet_vgpu *vgpu, facet_detiled_match_fn *match, u64 first,
				 u64 n);

#endif
