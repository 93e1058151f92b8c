/* SPDX-License-Identifier: GPL-2.0-only */
/* struct facet_seals: for image_seal.c and seal_state.c alone. */
#ifndef FACET_SEAL_TYPES_H
#define FACET_SEAL_TYPES_H

#include "port.h"

struct facet_vgpu;

#define SEAL_CONTEXTS	1024u	/* contexts whose pages are known */
#define SEAL_CHAIN_BITS	8u	/* log2 of the number of hash chains of contexts */
#define SEAL_COPIES	64u	/* tags of pages that a guest has copied */
#define SEAL_FIRST	16u	/* the first sets count as copied: one is a driver's default */

/**
 * struct seal - The pages that a context got last.
 * @list: on &facet_seals.list
 * @chain: on one of &facet_seals.chains; empty: the seal is not used
 * @lrca: GGTT address of the context's image
 * @tag: tag of the pages
 */
struct seal {
	struct list_head list;
	struct list_head chain;
	u32 lrca;
	u64 tag;
};

/**
 * struct copied - Pages that the guest has copied to another context.
 * @list: on &facet_seals.copied
 * @tag: tag of the pages; 0: there are none
 */
struct copied {
	struct list_head list;
	u64 tag;
};

/**
 * struct facet_seals - All seals of a vGPU.
 * @seals: the pages that contexts got last
 * @list: all of @seals, the one that got its pages last at the end
 * @chains: those that are used, by the hash of the context's address
 * @copies: what the guest has copied
 * @copied: all of @copies, the one that was used last at the end
 * @added: number of seals added so far, at most SEAL_FIRST
 */
struct facet_seals {
	struct seal seals[SEAL_CONTEXTS];
	struct list_head list;
	struct list_head chains[1u << SEAL_CHAIN_BITS];
	struct copied copies[SEAL_COPIES];
	struct list_head copied;
	u32 added;
};

/**
 * facet_seal_tag() - Compute the tag of pages.
 * @vgpu: the vGPU
 * @engine: enum pgpu_engine
 * @pages: array of @n addresses of pages that do not change
 * @n: number of pages
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the tag, not 0.
 */
u64 facet_seal_tag(const struct facet_vgpu *vgpu, u32 engine, void *const *pages, u32 n);

/**
 * facet_seal_find() - Find the seal of a context.
 * @vgpu: the vGPU, with seals
 * @lrca: GGTT address of the guest's image
 *
 * Context: the worker, or a save or restore in its place; takes no lock; does not sleep.
 * Return: the seal; NULL: the context has none.
 */
struct seal *facet_seal_find(struct facet_vgpu *vgpu, u32 lrca);

/**
 * facet_seal_set() - Set the tag of a context, in its seal or in the one that was set before all
 * others.
 * @vgpu: the vGPU, with seals
 * @lrca: GGTT address of the guest's image
 * @tag: the tag
 *
 * Context: as facet_seal_find().
 */
void facet_seal_set(struct facet_vgpu *vgpu, u32 lrca, u64 tag);

/**
 * facet_seal_copied() - Remember a tag of copied pages, in the place of that which was not used for
 * longest.
 * @seals: the seals
 * @tag: the tag; 0: there are no such pages
 *
 * Context: as facet_seal_find().
 */
void facet_seal_copied(struct facet_seals *seals, u64 tag);

/**
 * facet_seals_clear() - Forget all seals.
 * @seals: the seals
 *
 * Context: creation, reset or restore of the vGPU; takes no lock; does not sleep.
 */
void facet_seals_clear(struct facet_seals *seals);

#endif
