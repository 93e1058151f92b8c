// SPDX-License-Identifier: GPL-2.0-only
/*
 * The build of workloads. The worker reads the guest's context image and a piece of its ring. It
 * checks, audits and patches the copy, and places it in a buffer: the shadow ring first, copied
 * batches behind it. What the engine runs has been read once.
 *
 * The worker builds (elsp_port.c) with no lock held, since a build reads guest memory and pins
 * pages. A restore builds in its place (workload_restore.c).
 *
 * Source: PRM SKL Vol. 7 (ring and context formats), by gen9/context_defs.h and gen9/engine_defs.h.
 */
#include "mediator/execlist/workload.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/guest_fetch.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/ggtt/view.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"

#define RING_MIN_SIZE		4096u
#define RING_COPY_BYTES		(FACET_AUDIT_DWORDS / 2 * (u32)sizeof(u32))

/*
 * Record that the build has failed with @error, and the position of the command that the audit
 * refused.
 */
static void workload_fail(struct facet_workload *workload, int error)
{
	const struct facet_audit *audit = &workload->vgpu->execlists->audit;

	struct facet_position *at = &workload->fault.at;

	workload->fault.error = error;
	at->ipehr = audit->ipehr;
	at->acthd = audit->acthd;
	at->head = workload->head;
	at->place = facet_audit_pgpu_place(audit->place);
	if (audit->place != FACET_AUDIT_RING)
		return;
	at->head = (audit->acthd - workload->ring) % workload->ring_size;
	at->acthd = workload->ring + at->head;
}

/*
 * Read the ring's registers from the guest's image, and check them. @after, @rest: as
 * facet_workload_build(). Return: 0; -EINVAL: the registers contradict each other, or the ring is
 * not that of @after; -EPERM: the ring is not in the guest's ranges of the GGTT.
 */
static int read_ring(struct facet_workload *workload, const u32 *image,
		     const struct facet_workload *after, bool rest)
{
	u32 ctl = image[GEN9_CTX_RING_CTL];

	workload->ring = image[GEN9_CTX_RING_START];
	workload->ring_size = GEN9_RING_CTL_SIZE(ctl);
	workload->tail = rest ? after->end : image[GEN9_CTX_RING_TAIL];
	workload->end = workload->tail;
	workload->head = after ? after->tail : image[GEN9_CTX_RING_HEAD] & GEN9_RING_HEAD_MASK;
	if (port_check(RING_VALID, !(ctl & GEN9_RING_CTL_VALID)) ||
	    port_check(RING_START, !IS_ALIGNED(workload->ring, GEN9_PAGE_SIZE)) ||
	    port_check(RING_TAIL, workload->tail >= workload->ring_size) ||
	    port_check(RING_HEAD, workload->head >= workload->ring_size) ||
	    !IS_ALIGNED(workload->tail, FACET_RING_ALIGN))
		return -EINVAL;
	if (port_check(RING_MOVED, after && (after->ring != workload->ring ||
					     after->ring_size != workload->ring_size)))
		return -EINVAL;
	if (!facet_ggtt_owned(workload->vgpu, workload->ring, workload->ring_size))
		return -EPERM;
	workload->base = facet_workload_base(workload->head);
	return 0;
}

u32 facet_workload_base(u32 head)
{
	return head & ~(FACET_RING_ALIGN - 1);
}

/*
 * The head decides whether the piece goes around the end of the ring. A tail between the base and
 * the head means a piece that goes all the way around.
 */
u32 facet_workload_bytes(u32 head, u32 tail, u32 ring_size)
{
	u32 base = facet_workload_base(head);

	return tail >= head ? tail - base : ring_size - base + tail;
}

/* Return the length of the piece in bytes, from its base to its tail. */
static u32 ring_bytes(const struct facet_workload *workload)
{
	return facet_workload_bytes(workload->head, workload->tail, workload->ring_size);
}

/*
 * Copy the piece of the ring to the audit's segment 0, at most RING_COPY_BYTES of it. May sleep.
 * Return: 0; else as facet_guest_fetch().
 */
static int copy_ring(struct facet_workload *workload, struct facet_audit *audit)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	u32 skip = (workload->head - workload->base) / sizeof(u32);
	u32 bytes = ring_bytes(workload);
	u32 first;
	int ret;

	if (port_check(RING_LONG, bytes > RING_COPY_BYTES))
		bytes = RING_COPY_BYTES;
	first = min(bytes, workload->ring_size - workload->base);
	ret = facet_guest_fetch(vgpu, workload->ring + workload->base, audit->code, first);
	if (!ret && bytes > first)
		ret = facet_guest_fetch(vgpu, workload->ring, (u8 *)audit->code + first,
					bytes - first);
	if (ret)
		return ret;
	audit->segments[0] = (struct facet_segment){
		.gva = workload->ring + workload->head, .first = skip,
		.count = bytes / sizeof(u32) - skip, .place = FACET_AUDIT_RING,
	};
	audit->n_segments = 1;
	return 0;
}

/*
 * Cut the piece where the audit says. The worker builds the rest as another workload. Return: true:
 * the piece is shorter; false: there is no place to cut.
 */
static bool cut_piece(struct facet_workload *workload, const struct facet_audit *audit)
{
	if (!audit->cut)
		return false;
	workload->tail = (workload->head + audit->cut * (u32)sizeof(u32)) % workload->ring_size;
	return true;
}

/* Return the size of the shadow ring in bytes: a power of two greater than @bytes. */
static u32 shadow_ring_size(u32 bytes)
{
	u32 size = RING_MIN_SIZE;

	while (size <= bytes)
		size *= 2;
	return size;
}

/*
 * Place the audited copy in a buffer of the host window, and fill the submission. May sleep.
 * Return: as facet_buffer_get().
 */
static int place_commands(struct facet_workload *workload, struct facet_audit *audit)
{
	struct pgpu_submission *sub = &workload->job.submission;
	int ret;

	ret = facet_buffer_get(workload->vgpu, FACET_WINDOW_COPIES,
			       DIV_ROUND_UP(audit->used * (u32)sizeof(u32), GEN9_PAGE_SIZE),
			       &workload->buffer);
	if (ret)
		return ret;
	facet_audit_patch(audit, workload->buffer->gva);
	facet_buffer_write(workload->buffer, 0, audit->code, audit->used * sizeof(u32));
	sub->ring_start = workload->buffer->gva;
	sub->head = workload->head - workload->base;
	sub->tail = ring_bytes(workload);
	workload->n_segments = audit->n_segments;
	memcpy(workload->segments, audit->segments,
	       audit->n_segments * sizeof(audit->segments[0]));
	workload->n_patches = audit->n_patches;
	memcpy(workload->patches, audit->patches,
	       audit->n_patches * sizeof(audit->patches[0]));
	return facet_audit_take_operands(audit, &workload->operands);
}

/*
 * Copy and audit the commands of the piece. May sleep. Return: as facet_guest_fetch() and
 * facet_audit_run(); -E2BIG: the piece has to be shorter.
 */
static int audit_piece(struct facet_workload *workload, struct facet_audit *audit)
{
	int ret = copy_ring(workload, audit);

	if (ret)
		return ret;
	if (ring_bytes(workload) > RING_COPY_BYTES) {
		facet_audit_find_cut(audit);
		return -E2BIG;
	}
	workload->job.submission.ring_size = shadow_ring_size(ring_bytes(workload));
	audit->used = workload->job.submission.ring_size / sizeof(u32);
	ret = facet_audit_run(audit);
	workload->vgpu->execlists->audited += audit->used;
	return ret;
}

/*
 * Copy and audit the commands. A guest may have more requests in its ring than a copy has room for.
 * Then the function cuts the piece, near its middle, until it fits. A restore does not cut: it has
 * the pieces that the save had. May sleep. Return: as audit_piece(); -E2BIG: a piece that cannot be
 * cut, with its batches, does not fit.
 */
static int audit_commands(struct facet_workload *workload, struct facet_audit **out)
{
	struct facet_execlists *execlists = workload->vgpu->execlists;
	struct facet_audit *audit;
	int ret;

	do {
		facet_alias_set_end(&workload->aliases);
		audit = facet_guest_fetch_audit(workload->vgpu, workload->engine, workload->pml4,
						&workload->aliases);
		ret = audit_piece(workload, audit);
	} while (ret == -E2BIG && !execlists->replay &&
		 !facet_progress_cancelled(workload->vgpu) &&
		 cut_piece(workload, audit));
	if (ret == -E2BIG)
		audit->ops->refused(audit->arg, audit->engine, audit->ipehr);
	*out = audit;
	return ret;
}

/*
 * Copy, audit and place the commands. May sleep. Return: as audit_commands() and place_commands().
 */
static int build_commands(struct facet_workload *workload)
{
	struct facet_audit *audit;
	int ret = audit_commands(workload, &audit);

	return ret ? ret : place_commands(workload, audit);
}

/*
 * Bring the alias slots up to date that a workload and its context name. A page that cannot be
 * pinned is absent. May sleep. Return: 0; -ENOSPC, -ENOMEM, -ECANCELED: as facet_alias_sync().
 */
static int sync_aliases(struct facet_workload *workload)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	struct facet_context *context = workload->context;
	struct facet_alias *status;
	int ret;

	facet_pins_sync_begin(vgpu, workload->no_retry);
	workload->generation = facet_pins_generation(vgpu);
	ret = facet_alias_sync(vgpu, workload->aliases.slots, workload->aliases.n);
	if (!context)
		return facet_pins_is_fatal(ret) ? ret : 0;
	if (!facet_pins_is_fatal(ret))
		ret = facet_alias_sync(vgpu, context->aliases.slots, context->aliases.n);
	status = &context->status;
	if (!facet_pins_is_fatal(ret))
		ret = facet_alias_sync(vgpu, &status, 1);
	return facet_pins_is_fatal(ret) ? ret : 0;
}

/*
 * Tell whether dma_unmaps came in between too often. A VMM that removes one mapping after the other
 * costs its guest time, but causes no error of the guest.
 */
static bool sync_interrupted(const struct facet_workload *workload, int ret)
{
	return ret == -EAGAIN && workload->generation != facet_pins_generation(workload->vgpu);
}

/* Tell whether the workload waits for pages that are unavailable. @ret: the result of the sync. */
static bool sync_needs_retry(const struct facet_workload *workload, int ret)
{
	return !workload->no_retry && ret != -ECANCELED && facet_pins_needs_retry(workload->vgpu);
}

/*
 * Sync the alias slots and the page tables once. May sleep. Return: as
 * facet_workload_attach_tables().
 */
static int sync_once(struct facet_workload *workload)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	bool needs_retry;
	int ret;

	do {
		ret = sync_aliases(workload);
		if (!ret)
			ret = facet_ppgtt_sync(vgpu, workload->pml4, &workload->root);
	} while (sync_interrupted(workload, ret));
	needs_retry = sync_needs_retry(workload, ret);
	if (!ret && needs_retry) {
		facet_ppgtt_root_put(vgpu, workload->root);
		workload->root = NULL;
	}
	if (needs_retry)
		return FACET_HOST_RETRY;
	if (!ret)
		workload->job.submission.ppgtt_root = facet_ppgtt_root_bus(workload->root);
	return ret;
}

/* Put pins that no engine needs now. Return: true: another sync may find room. */
static bool sync_make_room(struct facet_vgpu *vgpu)
{
	bool views = port_check(VIEW_ROOM, facet_ggtt_views_end(vgpu));
	bool slots = facet_aliases_free(vgpu);

	return port_check(SYNC_ROOM, facet_ppgtt_evict_idle(vgpu)) || slots || views;
}

/*
 * Sync the alias slots and the page tables. At a cap, give up the display's views, slots without
 * holders and the shadows of idle roots, and try once more. May sleep. Return: as
 * facet_workload_attach_tables().
 */
static int sync_tables(struct facet_workload *workload)
{
	int ret = sync_once(workload);

	if (ret != -ENOSPC || !sync_make_room(workload->vgpu))
		return ret;
	return sync_once(workload);
}

int facet_workload_resync(struct facet_workload *workload)
{
	int ret;

	do {
		ret = sync_aliases(workload);
		if (!ret && workload->root)
			ret = facet_ppgtt_resync(workload->vgpu, workload->root);
	} while (sync_interrupted(workload, ret));
	return sync_needs_retry(workload, ret) ? FACET_HOST_RETRY : ret;
}

/*
 * Get the shadow context. The first user loads it from @image. May sleep. Return: as
 * facet_context_get() and facet_context_load().
 */
static int build_context(struct facet_workload *workload, const u32 *image)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	struct facet_engine *engine = workload->engine;
	struct pgpu_submission *sub = &workload->job.submission;
	u32 lrca = workload->desc & GEN9_CTX_DESC_LRCA_MASK;
	int ret;

	ret = facet_context_get(vgpu, engine, lrca, &workload->context);
	if (ret)
		return ret;
	if (workload->context->users == 1) {
		ret = facet_context_load(vgpu, engine, workload->context, image);
		if (ret)
			return ret;
		if (facet_context_inhibited(workload->context))
			sub->flags |= PGPU_SUBMIT_RESTORE_INHIBIT;
	}
	sub->context = facet_context_gva(workload->context);
	return 0;
}

/*
 * Check the descriptor. Return: 0; -ENODEV: the pGPU has no such engine; -EINVAL: the addressing
 * mode is not 64 bits with four levels; -EPERM: the image is not in the guest's ranges of the GGTT.
 */
static int check_descriptor(struct facet_workload *workload)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	const struct pgpu_caps *caps = facet_gpu_pgpu(vgpu->gpu)->caps;
	u32 id = workload->engine->id;
	u64 legacy64 = GEN9_CTX_DESC_ADDRESSING_MASK;
	u64 size = (GEN9_CONTEXT_STATE_PAGE + caps->context_pages[id]) * (u64)GEN9_PAGE_SIZE;

	if (port_check(CONTEXT_ENGINE, !(caps->engines & BIT(id))))
		return -ENODEV;
	if (port_check(CONTEXT_ADDRESSING,
		       (workload->desc & GEN9_CTX_DESC_ADDRESSING_MASK) != legacy64))
		return -EINVAL;
	return port_check(CONTEXT_OWNED, !facet_ggtt_owned(vgpu, workload->desc &
							   GEN9_CTX_DESC_LRCA_MASK, size)) ?
	       -EPERM : 0;
}

/* Return the guest-physical address of the PML4 that an image names. */
static u64 image_pml4(const u32 *image)
{
	return (u64)image[GEN9_CTX_PDP0_U] << 32 | image[GEN9_CTX_PDP0_L];
}

int facet_workload_attach_tables(struct facet_workload *workload)
{
	struct pgpu_submission *sub = &workload->job.submission;

	sub->owner = workload->vgpu->owner;
	sub->clock_offset = workload->vgpu->execlists->clock_offset;
	return sync_tables(workload);
}

/*
 * Build a workload from guest memory. May sleep. Return: 0; else the error that the workload gets
 * in its @fault.
 */
static int build_workload(struct facet_workload *workload, const struct facet_workload *after,
			  bool rest)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	u32 *image = vgpu->execlists->image;
	int ret;

	facet_guest_fetch_audit(vgpu, workload->engine, 0, &workload->aliases);
	ret = check_descriptor(workload);
	if (!ret)
		ret = facet_ggtt_read(vgpu, (workload->desc & GEN9_CTX_DESC_LRCA_MASK) +
				      GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE,
				      image, GEN9_PAGE_SIZE);
	if (!ret)
		ret = read_ring(workload, image, after, rest);
	if (ret)
		return ret;
	workload->pml4 = image_pml4(image);
	ret = build_context(workload, image);
	if (!ret)
		ret = build_commands(workload);
	return ret ? ret : facet_workload_attach_tables(workload);
}

int facet_workload_rebuild(struct facet_workload *workload, const u32 *image, const u32 *context)
{
	struct facet_vgpu *vgpu = workload->vgpu;
	struct facet_engine *engine = workload->engine;
	int ret;

	facet_guest_fetch_audit(vgpu, engine, 0, &workload->aliases);
	ret = check_descriptor(workload);
	if (!ret)
		ret = read_ring(workload, image, NULL, false);
	workload->pml4 = image_pml4(image);
	/* No live workload has an unaligned PML4. */
	if (!ret && !IS_ALIGNED(workload->pml4, GEN9_PAGE_SIZE))
		ret = -EINVAL;
	if (!ret)
		ret = facet_context_get(vgpu, engine, workload->desc & GEN9_CTX_DESC_LRCA_MASK,
					&workload->context);
	if (ret)
		return ret;
	/* The first user brings the context, and no other does. */
	if ((workload->context->users == 1) != (context != NULL))
		return -EINVAL;
	if (context)
		ret = facet_context_load(vgpu, engine, workload->context, context);
	if (ret)
		return ret;
	workload->job.submission.context = facet_context_gva(workload->context);
	return build_commands(workload);
}

struct facet_workload *facet_workload_new(struct facet_vgpu *vgpu, struct facet_engine *engine,
					  u64 desc)
{
	struct facet_workload *workload = port_zalloc(sizeof(*workload));

	if (!workload)
		return NULL;
	INIT_LIST_HEAD(&workload->list);
	INIT_LIST_HEAD(&workload->job.list);
	workload->vgpu = vgpu;
	workload->engine = engine;
	workload->desc = desc;
	return workload;
}

/*
 * Tell whether the guest's image names no more of the ring than @after does. A guest submits a
 * running context again and again: each such submission costs a read of these few dwords. A build
 * reads the image again. May sleep.
 */
static bool ring_unchanged(struct facet_vgpu *vgpu, u64 desc, const struct facet_workload *after)
{
	u32 image[GEN9_CTX_RING_CTL + 1], ctl;

	if (!after || facet_ggtt_read(vgpu, (desc & GEN9_CTX_DESC_LRCA_MASK) +
				      GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE,
				      image, sizeof(image)))
		return false;
	ctl = image[GEN9_CTX_RING_CTL];
	return image[GEN9_CTX_RING_TAIL] == after->tail &&
	       image[GEN9_CTX_RING_START] == after->ring &&
	       (ctl & GEN9_RING_CTL_VALID) && GEN9_RING_CTL_SIZE(ctl) == after->ring_size;
}

/*
 * Charge the vGPU for each time that it or a report of its stores has made engines of all vGPUs
 * forget translations since the last build. Each of its engines pays: the guest may have built for
 * an idle engine, to disturb a neighbour on another one. Takes the scheduler's lock.
 */
static void charge_invalidations(struct facet_vgpu *vgpu)
{
	struct facet_execlists *execlists = vgpu->execlists;
	u64 count = facet_ggtt_invalidations(vgpu) + facet_pins_finishes(vgpu);
	u64 unpaid = min_t(u64, count - execlists->invalidations, FACET_INVALIDATIONS_PAID);
	u32 i;

	execlists->invalidations = count;
	if (!port_check(INVALIDATIONS_CHARGED, unpaid))
		return;
	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_charge(&execlists->engines[i].entity, unpaid * FACET_INVALIDATION_NS);
}

int facet_workload_build(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
			 const struct facet_workload *after, bool rest, bool no_retry,
			 struct facet_workload **out)
{
	struct facet_execlists *execlists = vgpu->execlists;
	struct facet_workload *workload;
	bool dropped;
	int ret;

	*out = NULL;
	if (!rest && ring_unchanged(vgpu, desc, after))
		return 0;
	workload = facet_workload_new(vgpu, engine, desc);
	if (!workload)
		return -ENOMEM;
	workload->no_retry = no_retry;
	facet_progress_build_begin(vgpu, &engine->epoch);
	workload->build_ns = vgpu->ops->now_ns(vgpu->host);
	ret = build_workload(workload, after, rest);
	workload->build_ns = vgpu->ops->now_ns(vgpu->host) - workload->build_ns;
	if (workload->context)
		execlists->builds++;
	charge_invalidations(vgpu);
	dropped = facet_progress_cancelled(vgpu);
	facet_progress_build_end(vgpu);
	/* The workload will not run, whatever the result. The guest gets no report. */
	if (dropped) {
		facet_workload_free(workload);
		return -ECANCELED;
	}
	if (ret)
		workload_fail(workload, ret);
	*out = workload;
	return 0;
}

/*
 * Charge a build for nothing: first to free_builds, then to virtual time. Takes the scheduler's
 * lock.
 */
static void workload_charge_build(struct facet_workload *workload)
{
	struct facet_engine *engine = workload->engine;

	if (engine->free_builds)
		engine->free_builds--;
	else
		facet_sched_charge(&engine->entity, workload->build_ns);
}

void facet_workload_free(struct facet_workload *workload)
{
	struct facet_vgpu *vgpu = workload->vgpu;

	if (workload->context && !workload->begun && !workload->uncharged)
		workload_charge_build(workload);
	if (workload->root)
		facet_ppgtt_root_put(vgpu, workload->root);
	if (workload->context)
		facet_context_put(workload->context);
	facet_alias_set_end(&workload->aliases);
	port_free(workload->operands.list);
	facet_buffer_put(vgpu, workload->buffer);
	port_free(workload);
}
