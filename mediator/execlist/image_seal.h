/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Seals: what tells that pages of a context image are as an engine saved them.
 *
 * Hardware runs the pages of a render image behind page 1 through its parser, with all rights (PRM
 * SKL Vol. 7, "Register State Context"). So a guest may not write them. But it holds them while the
 * context is idle, and its driver copies those of one context to others. The mediator keeps a keyed
 * hash of each set of pages that it has written to the guest. It takes pages back from the guest if
 * it knows their hash, and else takes the pGPU's default pages in their place. A software engine
 * checks pages by itself (&pgpu_caps.images_checked): then there are no seals.
 *
 * The keyed hash (tag) is a chain of a pseudo-random function over the NH hashes of the pages
 * (Black et al., "UMAC", with words of 64 bits). A tag has 64 random bits, and a vGPU has at most
 * 1088 tags. So pages that a guest or a VMM makes meet one of them with a chance of about 2 to the
 * power of -54 in each try. Therefore a saved state may contain tags. They count on pGPUs of the
 * same model (&pgpu_caps.name) with the same secret (&facet_gpu_host_ops.secret).
 */
#ifndef FACET_IMAGE_SEAL_H
#define FACET_IMAGE_SEAL_H

#include "port.h"

struct facet_gpu_host_ops;
struct facet_seal_key;
struct facet_seals;
struct facet_state_section;
struct facet_vgpu;
struct pgpu_caps;

/**
 * facet_seal_key_create() - Make the key of the seals of a pGPU.
 * @caps: capabilities of the pGPU
 * @ops: the front end
 * @host: first argument of each op of @ops
 * @out: gets the key; NULL: no engine has pages behind page 1, or engines check them by themselves
 *	(&pgpu_caps.images_checked)
 *
 * Context: facet_gpu_create(); takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int facet_seal_key_create(const struct pgpu_caps *caps, const struct facet_gpu_host_ops *ops,
			  void *host, struct facet_seal_key **out);

/**
 * facet_seal_key_destroy() - Free a key.
 * @key: key of facet_seal_key_create(), or NULL; no vGPU uses it any more
 *
 * Context: facet_gpu_destroy(); takes no lock. May sleep to free memory.
 */
void facet_seal_key_destroy(struct facet_seal_key *key);

/**
 * facet_seal_key_number() - Derive an identifier of a key that does not reveal the key.
 * @key: key of facet_seal_key_create(), or NULL
 *
 * Context: any; takes no lock; does not sleep.
 * Return: a number, the same for the same secret and model; 0: there is no key.
 */
u64 facet_seal_key_number(const struct facet_seal_key *key);

/**
 * facet_seals_create() - Make room for the seals of a new vGPU.
 * @vgpu: the vGPU
 * @out: gets the seals, none so far; NULL: its pGPU has no key of seals
 *
 * Context: facet_execlists_create(); takes no lock. May sleep for memory.
 * Return: 0; -ENOMEM: no memory.
 */
int facet_seals_create(struct facet_vgpu *vgpu, struct facet_seals **out);

/**
 * facet_seals_destroy() - Free what facet_seals_create() has made.
 * @seals: the seals, or NULL
 *
 * Context: facet_execlists_destroy(); takes no lock. May sleep to free memory.
 */
void facet_seals_destroy(struct facet_seals *seals);

/**
 * facet_seal_add() - Seal pages that an engine saved and that the guest gets.
 * @vgpu: the vGPU
 * @engine: enum pgpu_engine
 * @lrca: GGTT address of the guest's image
 * @pages: array of @n addresses of pages, at most FACET_CONTEXT_PAGES_MAX - 1
 * @n: number of pages; 0: nothing is done
 *
 * A vGPU without seals is left as it is.
 *
 * Context: the worker, or a pause in its place; takes no lock; does not sleep.
 */
void facet_seal_add(struct facet_vgpu *vgpu, u32 engine, u32 lrca, void *const *pages, u32 n);

/**
 * facet_seal_known() - Tell whether pages of the guest are some that an engine saved.
 * @vgpu: the vGPU
 * @engine: enum pgpu_engine
 * @lrca: GGTT address of the guest's image
 * @pages: array of @n addresses of pages that the guest cannot change any more
 * @n: number of pages, at least 1
 *
 * The mediator knows the pages that each of the last 1024 contexts got last. It also knows 64 sets
 * that the guest has copied to other contexts, or that were among the first 16 that it got: the
 * default state of its driver.
 *
 * Context: the worker, or a restore in its place; takes no lock; does not sleep.
 * Return: true: an engine of a pGPU with the same key saved these pages, for this vGPU or for one
 * whose state was restored here; false: no engine did, or the mediator has forgotten them.
 */
bool facet_seal_known(struct facet_vgpu *vgpu, u32 engine, u32 lrca, void *const *pages, u32 n);

/* The tags in a saved state. */
extern const struct facet_state_section facet_seal_state;

#endif
