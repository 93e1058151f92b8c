/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_views, for mediator/aperture/detiled.c, views_make.c and views_write.c. */
#ifndef FACET_DETILED_TYPES_H
#define FACET_DETILED_TYPES_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/aperture/fence.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"

#define VIEW_CHUNK	GEN9_YTILE_WIDTH		/* lies in one tile in every tiling */
#define VIEW_DEPS	(GEN9_PAGE_SIZE / VIEW_CHUNK)
#define VIEW_RUNS	(GEN9_PAGE_SIZE / FACET_FENCE_RUN)
#define VIEWS_BUCKETS	128u
#define VIEWS_GFN_BITS	10
#define VIEW_NO_GFN	(~0ull)

/**
 * struct view_dep - A GGTT page that a view is made of. A guest page that is followed has a ring
 * of those that name it, of which one is in its bucket: so a bucket has each guest page once,
 * however often the guest names it.
 * @bucket: by @gfn, if it is that one
 * @ring: all that name @gfn
 * @view: whose
 * @gfn: guest page, VIEW_NO_GFN: the guest has no entry there
 * @page: index in the GGTT
 */
struct view_dep {
	struct list_head bucket;
	struct list_head ring;
	struct view *view;
	u64 gfn;
	u32 page;
};

/**
 * struct view - A view.
 * @list: by age, or with others that end
 * @bucket: by @page, while it is live
 * @serial: no other view of this vGPU has it
 * @page: index in BAR2
 * @gfn: where that is in guest memory
 * @followed: @gfn is followed
 * @making: it is being filled: the maker frees it
 * @dead: it has ended
 * @fence_index: which fence
 * @fence: as it was then
 * @cpu: contents
 * @n: of @deps
 */
struct view {
	struct list_head list;
	struct list_head bucket;
	u64 serial;
	u32 page;
	u64 gfn;
	bool followed;
	bool making;
	bool dead;
	u32 fence_index;
	struct facet_fence fence;
	u8 *cpu;
	u32 n;
	struct view_dep deps[VIEW_DEPS];
};

/**
 * struct facet_views - The views of a vGPU; views.c says what the locks are.
 * @list: by age, the oldest first
 * @by_page: live views; changed under both locks
 * @by_gfn: what they are made of, a ring each; changed under both locks
 * @count: entries of @list; written under the lock
 * @followed: guest pages in @by_gfn, each once
 * @serial: of the last view
 * @watched: the pGPU is watched: from the first view's record until the last one is unmapped; written
 *	under @lock, read without
 * @place: guest-physical address of BAR2
 * @asked: times that an engine has asked whether its stores are known
 * @published: so many of them are answered
 * @stats: but for @stats.live
 */
struct facet_views {
	struct mutex lock;
	struct list_head list;
	struct list_head by_page[VIEWS_BUCKETS];
	struct list_head by_gfn[1u << VIEWS_GFN_BITS];
	u32 count;
	u32 followed;
	u64 serial;
	bool watched;
	u64 place;
	atomic64_t asked;
	atomic64_t published;
	struct facet_views_stats stats;
};

static inline struct list_head *facet_views_bucket(const struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->views->by_gfn[facet_vgpu_hash(vgpu, gfn, VIEWS_GFN_BITS)];
}

/* The lock is facet_views.lock; vgpu->dev.lock is enough for the first two. */

/** facet_view_find() - The live view of a page of BAR2. */
struct view *facet_view_find(struct facet_views *views, u32 page);

/** facet_views_dep() - One of the ring that names a guest page, or NULL. */
struct view_dep *facet_views_dep(const struct facet_vgpu *vgpu, u64 gfn);

/** facet_view_take() - Not live from now on; others that end views do not meet it. Lock held. */
void facet_view_take(struct facet_vgpu *vgpu, struct view *view, struct list_head *ending);

/** facet_views_end() - What was taken ends, and is freed unless it is being made. Lock held. */
void facet_views_end(struct facet_vgpu *vgpu, struct list_head *ending);

void facet_view_free(struct view *view);

/** facet_view_match_fn - Whether a view has to do with [first, first + n) of something. */
typedef bool facet_view_match_fn(const struct view *view, u64 first, u64 n);

bool facet_view_match_pages(const struct view *view, u64 first, u64 n);

/** facet_views_drop_matching() - Those that match end. Lock held. */
void facet_views_drop_matching(struct facet_vgpu *vgpu, facet_view_match_fn *match, u64 first,
			       u64 n);

#endif
