/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_detiled, for mediator/aperture/detiled.c, views_make.c and views_write.c. */
#ifndef FACET_DETILED_TYPES_H
#define FACET_DETILED_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/aperture/fence.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"

#define DETILED_CHUNK	GEN9_YTILE_WIDTH		/* lies in one tile in every tiling */
#define DETILED_SOURCES	(GEN9_PAGE_SIZE / DETILED_CHUNK)
#define DETILED_RUNS	(GEN9_PAGE_SIZE / FACET_FENCE_RUN)
#define DETILED_BUCKETS	128u
#define DETILED_GFN_BITS	10
#define DETILED_NO_GFN	(~0ull)

/**
 * struct detiled_source - A GGTT page that a view is made of. A guest page that is followed has a ring
 * of those that name it, of which one is in its bucket: so a bucket has each guest page once,
 * however often the guest names it.
 * @bucket: by @gfn, if it is that one
 * @ring: all that name @gfn
 * @owner: whose
 * @gfn: guest page, DETILED_NO_GFN: the guest has no entry there
 * @page: index in the GGTT
 */
struct detiled_source {
	struct list_head bucket;
	struct list_head ring;
	struct detiled_page *owner;
	u64 gfn;
	u32 page;
};

/**
 * struct detiled_page - A view.
 * @list: by age, or with others that end
 * @bucket: by @page, while it is live
 * @serial: no other view of this vGPU has it
 * @page: index in BAR2
 * @gfn: where that is in guest memory
 * @snooped: @gfn is followed
 * @filling: it is being filled: the maker frees it
 * @ended: it has ended
 * @fence_index: which fence
 * @fence: as it was then
 * @cpu: contents
 * @n: of @sources
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
	u32 n;
	struct detiled_source sources[DETILED_SOURCES];
};

/**
 * struct facet_detiled - The views of a vGPU; views.c says what the locks are.
 * @list: by age, the oldest first
 * @by_page: live views; changed under both locks
 * @by_gfn: what they are made of, a ring each; changed under both locks
 * @count: entries of @list; written under the lock
 * @snooped: guest pages in @by_gfn, each once
 * @serial: of the last view
 * @stores_notified: the pGPU is watched: from the first view's record until the last one is unmapped; written
 *	under @lock, read without
 * @bar2_gpa: guest-physical address of BAR2
 * @barriers_asked: times that an engine has asked whether its stores are known
 * @barriers_done: so many of them are answered
 * @stats: but for @stats.live
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

static inline struct list_head *facet_detiled_bucket(const struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->detiled->by_gfn[facet_vgpu_hash(vgpu, gfn, DETILED_GFN_BITS)];
}

/* The lock is facet_detiled.lock; vgpu->dev.lock is enough for the first two. */

/** facet_detiled_find() - The live view of a page of BAR2. */
struct detiled_page *facet_detiled_find(struct facet_detiled *views, u32 page);

/** facet_detiled_find_source() - One of the ring that names a guest page, or NULL. */
struct detiled_source *facet_detiled_find_source(const struct facet_vgpu *vgpu, u64 gfn);

/** facet_detiled_unlist() - Not live from now on; others that end views do not meet it. Lock held. */
void facet_detiled_unlist(struct facet_vgpu *vgpu, struct detiled_page *view,
			  struct list_head *ending);

/** facet_detiled_release() - What was taken ends, and is freed unless it is being made. Lock held. */
void facet_detiled_release(struct facet_vgpu *vgpu, struct list_head *ending);

void facet_detiled_free(struct detiled_page *view);

/** facet_detiled_match_fn - Whether a view has to do with [first, first + n) of something. */
typedef bool facet_detiled_match_fn(const struct detiled_page *view, u64 first, u64 n);

bool facet_detiled_match_pages(const struct detiled_page *view, u64 first, u64 n);

/** facet_detiled_drop_matching() - Those that match end. Lock held. */
void facet_detiled_drop_matching(struct facet_vgpu *vgpu, facet_detiled_match_fn *match, u64 first,
			       u64 n);

#endif
