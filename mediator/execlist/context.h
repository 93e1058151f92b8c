/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shadow contexts: an engine loads and saves the shadow instead of the guest's context image. The
 * worker, or a restore or a pause in its place, calls this (workload.c, retire.c).
 */
#ifndef FACET_CONTEXT_H
#define FACET_CONTEXT_H

#include "port.h"
#include "mediator/audit/audit.h"
#include "mediator/ggtt/alias.h"

struct facet_buffer;
struct facet_engine;
struct facet_vgpu;

/* Pages of a shadow beside the state: the status page, and copies of two batches. */
#define FACET_CONTEXT_OTHER_PAGES	3u

/**
 * struct facet_context - The shadow of one guest context on one engine.
 * @list: on &facet_engine.contexts, the least recently used first
 * @lrca: GGTT address of the guest's image
 * @users: workloads that use the shadow. While there are any, the shadow is newer than the image
 * @pages: pages of register state, from page 1 on
 * @loaded: the shadow is that of facet_context_load(), which has succeeded
 * @host_lines: cachelines of the host's own commands in front of the guest's indirect batch
 * @indirect: GGTT address of the guest's indirect context batch
 * @indirect_lines: cachelines of that batch; 0: the guest's context has none
 * @indirect_offset: the guest's INDIRECT_CTX_OFFSET; 0 without such a batch
 * @per_ctx: GGTT address of the guest's batch per context
 * @per_ctx_count: dwords in the copy of the batch per context
 * @status: slot of page 0 of @buffer: the guest's own page, which is the status page. Without it,
 *	the entry names the host's page: an engine writes there at each switch
 * @aliases: slots that the batches name; none while the context has no users
 * @operands: GGTT operands of the indirect batch, then of the batch per context
 * @buffer: page 0 is that of @status; @pages pages of state follow. The next page has the host's
 *	own lines, and behind them the copy of the indirect context batch. The last page has the
 *	copy of the batch per context
 */
struct facet_context {
	struct list_head list;
	u32 lrca;
	u32 users;
	u32 pages;
	bool loaded;
	u32 host_lines;
	u32 indirect;
	u32 indirect_lines;
	u32 indirect_offset;
	u32 per_ctx;
	u32 per_ctx_count;
	struct facet_alias status;
	struct facet_alias_set aliases;
	struct facet_audit_operands operands[2];
	struct facet_buffer *buffer;
};

/**
 * facet_context_get() - Find or make the shadow of a guest context, and count a user.
 * @vgpu: the vGPU
 * @engine: the engine that caches the shadow
 * @lrca: GGTT address of the guest's image in bytes, page aligned
 * @out: gets the shadow. A new one is empty: the caller loads it
 *
 * An engine caches FACET_CONTEXTS_MAX shadows. To make room, the function frees the least recently
 * used ones without users. If all have users, the cache grows.
 *
 * The shadow is valid until the user calls facet_context_put().
 *
 * Context: worker, or a restore in its place; no lock held but mmio_lock in a restore. Takes
 * shadow_lock and the locks of the pGPU's ops. May sleep for memory and the mutex.
 * Return: 0; -ENOMEM: no memory; -ENOSPC: the host window has no room. After an error *@out is
 * unchanged, and no user is counted. Shadows may have been freed.
 */
int facet_context_get(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 lrca,
		      struct facet_context **out);

/**
 * facet_context_put() - Count a user less. The shadow stays in the engine's cache.
 * @context: the shadow; without users, the next facet_context_get() may free it
 *
 * The last user gives back the slots of the batches: the first one loads the batches again.
 *
 * Context: worker, or in its place; takes no lock; may sleep to free memory.
 */
void facet_context_put(struct facet_context *context);

/**
 * facet_context_load() - Fill the shadow from the guest's image.
 * @vgpu: the vGPU
 * @engine: its engine
 * @context: the shadow; the caller is its only user
 * @image: a copy of page 1 of the image, 1024 dwords
 *
 * The function leaves out registers that a context's image may not set. It audits copies of the
 * render engine's two batches, and lets the shadow point to the copies. It takes pages behind page
 * 1 if facet_seal_known() knows them or the pGPU checks them by itself (&pgpu_caps.images_checked),
 * and else those of &pgpu_ops.golden. If the image says that the restore is inhibited, and the
 * engine would not clear what the last context left (&pgpu_caps.inhibit_clears), the shadow gets
 * default values, and its inhibit bit is cleared.
 *
 * If the pGPU leaves shared local memory as it is (&pgpu_caps.slm_stays), each shadow of the render
 * engine gets an indirect batch that begins with the host's own commands. They clear that memory.
 * The guest's batch follows them, if there is one. The restore of such a shadow is never inhibited.
 *
 * Context: worker, or a restore in its place; no lock held but mmio_lock in a restore; takes no
 * lock but in &facet_host_ops.read. May sleep for guest memory.
 * Return: 0; FACET_HOST_RETRY: guest memory is unavailable for the moment; -EFAULT or another errno
 * of facet_guest_fetch(): the image or a batch cannot be read; -EPERM: the audit refuses a command
 * or an address of a batch; -E2BIG: a batch is longer than a page, has no line left for the host's
 * commands, or exceeds another limit of facet_audit_run(). After an error the shadow is of no use
 * before another load. After an error of the audit, the vGPU's audit names the command.
 */
int facet_context_load(struct facet_vgpu *vgpu, struct facet_engine *engine,
		       struct facet_context *context, const u32 *image);

/**
 * facet_context_inhibited() - Tell whether the shadow's restore is inhibited.
 * @context: the shadow, loaded
 *
 * Context: worker, or a restore in its place; takes no lock; does not sleep.
 * Return: true: the engine loads the ring's registers only, and begins with default values.
 */
bool facet_context_inhibited(const struct facet_context *context);

/**
 * facet_context_save() - Write the state that the engine saved to the guest's image.
 * @vgpu: the vGPU
 * @engine: its engine
 * @context: the shadow
 * @head: offset in the guest's ring in bytes; the next run begins there
 *
 * The guest may have unmapped pages of the image from its GGTT. The function leaves them out.
 *
 * The function seals the pages behind page 1 when all are written (facet_seal_add()).
 *
 * Until a call returns 0, the guest's image is out of date. A run built from it would repeat
 * commands. So the workload stays on the live list, and the worker builds the context's next
 * workload behind it.
 *
 * Context: worker, or a pause in its place, with &facet_engine.guest_writing set. No lock held,
 * except mmio_lock in a pause. Takes no lock but in &facet_host_ops.write; may sleep for guest
 * memory there.
 * Return: 0; FACET_HOST_RETRY: guest memory is unavailable for the moment; -EFAULT or another errno
 * of &facet_host_ops.write: a page cannot be written. After an error some of the image may be
 * written, and the same call again is safe.
 */
int facet_context_save(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		       const struct facet_context *context, u32 head);

/**
 * facet_context_export() - Write the shadow as page 1 of an image that a guest could have made.
 * @vgpu: the vGPU
 * @engine: its engine
 * @context: the shadow, as it was loaded and as engines have changed it since
 * @image: gets 1024 dwords. No address of the shadow is in them
 *
 * Context: the vGPU is paused; mmio_lock held; takes no lock; does not sleep.
 */
void facet_context_export(const struct facet_vgpu *vgpu, const struct facet_engine *engine,
			  const struct facet_context *context, u32 *image);

/**
 * facet_context_indirect() - Find the copy of the guest's indirect context batch.
 * @context: the shadow
 * @copy: gets the first byte; the copy is valid as long as the shadow
 *
 * Context: worker, or a save or a restore in its place; takes no lock; does not sleep.
 * Return: length of the copy in bytes; 0: the context has no such batch.
 */
u32 facet_context_indirect(const struct facet_context *context, const void **copy);

/**
 * facet_context_per_ctx() - Find the copy of the batch per context.
 * @context: the shadow
 * @copy: gets the first byte; the copy is valid as long as the shadow
 *
 * Context: worker, or a save or a restore in its place; takes no lock; does not sleep.
 * Return: length of the copy in bytes; 0: the context has no such batch.
 */
u32 facet_context_per_ctx(const struct facet_context *context, const void **copy);

/**
 * facet_context_save_batch() - Copy one of a context's batches, with the guest's own addresses.
 * @context: the shadow
 * @stage: PGPU_STAGE_INDIRECT or PGPU_STAGE_PER_CTX
 * @to: room for a page, 1024 dwords
 *
 * Context: worker, or a save in its place; takes no lock; does not sleep.
 * Return: length of the copy in bytes; 0: the context has no such batch.
 */
u32 facet_context_save_batch(const struct facet_context *context, u32 stage, u32 *to);

/**
 * facet_context_batch() - Return the address at which an engine runs one of a context's batches.
 * @context: the shadow; it has that batch
 * @stage: PGPU_STAGE_INDIRECT or PGPU_STAGE_PER_CTX
 *
 * Context: worker, or a save or a restore in its place; takes no lock; does not sleep.
 * Return: GGTT address of the copy in the host window, in bytes. The host's own lines of the
 * indirect batch end there.
 */
u32 facet_context_batch(const struct facet_context *context, u32 stage);

/**
 * facet_context_pages() - Find the pages of state behind page 1.
 * @context: the shadow
 * @pages: gets the array of their addresses, valid as long as the shadow
 *
 * Context: worker, or a save or a restore in its place; takes no lock; does not sleep.
 * Return: number of pages; 0: there are none, or the shadow is not loaded: then what it has may be
 * the guest's.
 */
u32 facet_context_pages(const struct facet_context *context, void *const **pages);

/**
 * facet_context_timestamp() - Read the context's timestamp.
 * @context: the shadow; it has a user, or the caller is the worker
 *
 * Context: any; takes no lock, and an engine may save the shadow meanwhile; does not sleep.
 * Return: CTX_TIMESTAMP in ticks of GEN9_CS_CLOCK_HZ, as the engine last loaded or saved it.
 */
u32 facet_context_timestamp(const struct facet_context *context);

/**
 * facet_context_oa() - Read the context's OACTXCONTROL.
 * @context: the shadow of a context of the render engine; it has a user
 *
 * Context: any; takes no lock, and an engine may save the shadow meanwhile; does not sleep.
 * Return: OACTXCONTROL as the engine last loaded or saved it; 0: the state does not have it.
 */
u32 facet_context_oa(const struct facet_context *context);

/**
 * facet_context_gva() - Return the address at which an engine finds the shadow.
 * @context: the shadow
 *
 * Context: worker, or a restore in its place; takes no lock; does not sleep.
 * Return: GGTT address of page 0 of the shadow in the host window, in bytes.
 */
u32 facet_context_gva(const struct facet_context *context);

/**
 * facet_contexts_free() - Free all shadows of an engine.
 * @vgpu: the vGPU
 * @engine: its engine; no shadow has users
 *
 * Context: worker and engines are stopped (facet_execlists_kill()). No lock held but mmio_lock.
 * Takes shadow_lock and the locks of the pGPU's ops; may sleep for the mutex and to free memory.
 */
void facet_contexts_free(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
