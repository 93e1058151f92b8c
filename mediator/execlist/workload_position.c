// SPDX-License-Identifier: GPL-2.0-only
/*
 * Positions of workloads. An engine reports addresses of the copies; the guest's registers show
 * those of its originals. execlist files call this for registers, errors and saved states. Takes no
 * lock but the scheduler's; workload.h says which functions need vgpu->dev.lock.
 */
#include "mediator/execlist/workload.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"

/* Convert an offset in the shadow ring to one in the guest's ring, in bytes. */
static u32 guest_head(const struct facet_workload *workload, u32 head)
{
	return (workload->base + head) % workload->ring_size;
}

/*
 * Convert an address of a command in the host window to the guest's address of it, and @place to
 * the guest's place. An address in a context's own batches becomes the head of the piece, which
 * runs behind them.
 */
static u64 guest_address(const struct facet_workload *workload, u64 gva, u32 *place)
{
	u64 start = workload->job.submission.ring_start;
	u64 dword = (gva - start) / sizeof(u32);
	u32 i;

	for (i = 0; i < workload->n_segments; i++) {
		const struct facet_segment *segment = &workload->segments[i];
		u64 offset;

		if (dword < segment->first || dword - segment->first >= segment->count)
			continue;
		offset = (dword - segment->first) * sizeof(u32);
		if (segment->place == FACET_AUDIT_RING)
			return workload->ring + (workload->head + offset) % workload->ring_size;
		*place = facet_audit_pgpu_place(segment->place);
		return segment->gva + offset;
	}
	return workload->ring + workload->head;
}

/*
 * Convert ACTHD of the engine, and its place, to the guest's. A user batch that runs in place has
 * the same address for both.
 */
static u64 guest_acthd(const struct facet_workload *workload, u64 acthd, u32 *place)
{
	return *place == PGPU_IN_PPGTT_BATCH ? acthd : guest_address(workload, acthd, place);
}

/*
 * Convert a guest's address of a command to one in the host window; 0: the copy does not have it.
 * @place: enum pgpu_place of the guest's address
 */
static u64 copy_address(const struct facet_workload *workload, u32 place, u64 address)
{
	u32 i;

	for (i = 0; i < workload->n_segments; i++) {
		const struct facet_segment *segment = &workload->segments[i];
		u64 offset = address - segment->gva;

		if (facet_audit_pgpu_place(segment->place) != place)
			continue;
		if (place == PGPU_IN_RING)
			offset = (address - workload->ring + workload->ring_size - workload->head) %
				 workload->ring_size;
		if (offset / sizeof(u32) < segment->count)
			return workload->job.submission.ring_start +
			       segment->first * sizeof(u32) + offset;
	}
	return 0;
}

/*
 * Convert a GGTT address that an engine has accessed to the guest's. An address in no slot is one
 * of the host's own pages, which are always present: it becomes 0.
 */
static u64 guest_operand(const struct facet_workload *workload, u64 gva)
{
	const struct facet_context *context = workload->context;
	struct facet_alias *const status = (struct facet_alias *)&context->status;
	u64 guest = 0;

	if (!facet_alias_guest_address(workload->aliases.slots, workload->aliases.n, gva, &guest) &&
	    !facet_alias_guest_address(context->aliases.slots, context->aliases.n, gva, &guest))
		facet_alias_guest_address(&status, 1, gva, &guest);
	return guest;
}

/* Convert a position of the engine to the guest's addresses. */
static void guest_position(const struct facet_workload *workload,
			   const struct pgpu_progress *progress, struct facet_position *position)
{
	position->head = guest_head(workload, progress->head);
	position->ipehr = progress->ipehr;
	position->place = progress->place;
	position->acthd = guest_acthd(workload, progress->acthd, &position->place);
	position->waiting = progress->waiting;
	position->timestamp = progress->timestamp;
}

void facet_workload_preempted_position(const struct facet_workload *workload,
				       struct facet_position *position)
{
	lockdep_assert_held(&workload->vgpu->dev.mmio_lock);
	guest_position(workload, &workload->job.last_progress, position);
}

void facet_workload_set_preempted_position(struct facet_workload *workload,
					   const struct facet_position *position)
{
	struct pgpu_progress *progress = &workload->job.last_progress;

	lockdep_assert_held(&workload->vgpu->dev.mmio_lock);
	progress->head = workload->job.submission.head;
	progress->ipehr = position->ipehr;
	progress->place = position->place;
	progress->acthd = copy_address(workload, position->place, position->acthd);
	if (position->place != PGPU_IN_PPGTT_BATCH)
		return;
	/* A copied user batch is a GGTT batch for the engine. */
	if (progress->acthd)
		progress->place = PGPU_IN_GGTT_BATCH;
	else
		progress->acthd = position->acthd;
}

void facet_workload_query_position(struct facet_workload *workload, struct facet_position *position)
{
	struct pgpu_progress progress;

	lockdep_assert_held(&workload->vgpu->dev.lock);
	memset(position, 0, sizeof(*position));
	if (!facet_sched_query_progress(&workload->job, &progress)) {
		position->head = workload->head;
		position->acthd = workload->ring + workload->head;
		return;
	}
	guest_position(workload, &progress, position);
}

void facet_workload_set_fault(struct facet_workload *workload, const struct pgpu_event *event)
{
	struct facet_position *at = &workload->fault.at;

	lockdep_assert_held(&workload->vgpu->dev.lock);
	workload->fault.error = event->type == PGPU_EV_FAULT ? -EFAULT : -EIO;
	if (event->type != PGPU_EV_FAULT) {
		facet_workload_query_position(workload, at);
		return;
	}
	at->head = guest_head(workload, event->head);
	at->ipehr = event->ipehr;
	at->place = min_t(u32, event->place, PGPU_IN_PPGTT_BATCH);
	at->acthd = guest_acthd(workload, event->acthd, &at->place);
	workload->fault.page = event->fault == PGPU_FAULT_PAGE;
	workload->fault.address = event->ggtt ? guest_operand(workload, event->address) :
						event->address;
}
