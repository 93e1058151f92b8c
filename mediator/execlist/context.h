/* SPDX-License-Identifier: GPL-2.0-only */
/* Shadow contexts: what an engine loads and saves in place of the guest's image. */
#ifndef FACET_CONTEXT_H
#define FACET_CONTEXT_H

#include "port.h"

struct facet_buffer;
struct facet_engine;
struct facet_vgpu;

/**
 * struct facet_context - The shadow of one guest context on one engine.
 * @list: on the engine's cache
 * @lrca: GGTT address of the guest's image
 * @users: workloads that run on it; while there are any, the image is the engine's
 * @pages: of register state, from page 1
 * @indirect: GGTT address of the guest's indirect context batch
 * @per_ctx: of its batch per context
 * @per_ctx_count: dwords of the latter's copy
 * @buffer: page 0 unused, then the state, then copies of its two batches
 */
struct facet_context {
	struct list_head list;
	u32 lrca;
	u32 users;
	u32 pages;
	u32 indirect;
	u32 per_ctx;
	u32 per_ctx_count;
	struct facet_buffer *buffer;
};

/**
 * facet_context_get() - The shadow of a guest context; worker, no lock held.
 * May evict the least recently used one without users. Return: 0, -ENOMEM, -ENOSPC.
 */
int facet_context_get(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 lrca,
		      struct facet_context **out);
void facet_context_put(struct facet_context *context);

/**
 * facet_context_load() - Fill the shadow from the guest's image.
 * @image: a copy of its page 1, 1024 dwords; fields that name memory or
 *	arbitrary registers are checked or left out
 * Worker; no lock held; the context has no users yet. Return: 0; the errno of a read of guest
 * memory (mediator/host.h); or the audit's error, with the failing command in the vGPU's audit.
 */
int facet_context_load(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_context *context, const u32 *image);

/**
 * facet_context_save() - Write what the engine saved to the guest's image.
 * @vgpu: the vGPU
 * @context: the shadow
 * @head: ring offset at which the next run begins
 *
 * As long as this fails, the guest's image is out of date: a run that is built from it repeats
 * what has run. So the workload stays on the live list, and what is built is built behind it.
 *
 * Context: worker, with &facet_engine.guest_writing set; no lock held; may sleep.
 * Return: 0; the class of a write (mediator/host.h): then some of the image may be written, and the
 * same call again is safe. Pages that the guest has unmapped itself are left out.
 */
int facet_context_save(struct facet_vgpu *vgpu, const struct facet_context *context, u32 head);

/**
 * facet_context_export() - What facet_context_load() made the shadow of, and what engines have
 * made of it since: a page 1 of the guest's kind, no shadow address in it.
 * @image: 1024 dwords
 */
void facet_context_export(const struct facet_vgpu *vgpu, const struct facet_engine *engine,
			  const struct facet_context *context, u32 *image);

/** facet_context_indirect() - The copy of the indirect context batch. Return: bytes, 0: none. */
u32 facet_context_indirect(const struct facet_context *context, const void **copy);
/** facet_context_per_ctx() - The copy of the batch per context. Return: bytes, 0: none. */
u32 facet_context_per_ctx(const struct facet_context *context, const void **copy);

/**
 * facet_context_batch() - Find the copy of one of a context's own batches.
 * @context: the context
 * @stage: PGPU_STAGE_INDIRECT or PGPU_STAGE_PER_CTX
 *
 * Context: the worker, or who is in its place. Return: where it begins, an address of the engine's.
 */
u32 facet_context_batch(const struct facet_context *context, u32 stage);

/** facet_context_timestamp() - As the engine last loaded or saved it. Any context. */
u32 facet_context_timestamp(const struct facet_context *context);

/** facet_context_oa() - OACTXCONTROL, as the engine last loaded or saved it. Any context. */
u32 facet_context_oa(const struct facet_context *context);

/** facet_context_gva() - Where the shadow image begins. */
u32 facet_context_gva(const struct facet_context *context);

/** facet_contexts_free() - All of an engine's. No users. */
void facet_contexts_free(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
