// SPDX-License-Identifier: GPL-2.0-only
/*
 * Progress of a vGPU's engines, for files below the execlists. The worker calls these functions;
 * any context may read the sequence numbers. Takes no lock.
 */
#include "mediator/progress.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/host.h"

void facet_progress_init(struct facet_progress *progress)
{
	memset(progress, 0, sizeof(*progress));
	atomic64_set(&progress->oldest, (s64)FACET_SEQ_NONE);
}

u64 facet_progress_oldest(const struct facet_vgpu *vgpu)
{
	return atomic64_read(&vgpu->progress.oldest);
}

u64 facet_progress_newest(const struct facet_vgpu *vgpu)
{
	return atomic64_read(&vgpu->progress.newest);
}

void facet_progress_build_begin(struct facet_vgpu *vgpu, const u64 *epoch)
{
	vgpu->progress.build_began = READ_ONCE(*epoch);
	vgpu->progress.build_epoch = epoch;
}

void facet_progress_build_end(struct facet_vgpu *vgpu)
{
	vgpu->progress.build_epoch = NULL;
}

bool facet_progress_cancelled(const struct facet_vgpu *vgpu)
{
	const struct facet_progress *progress = &vgpu->progress;

	if (progress->build_epoch && READ_ONCE(*progress->build_epoch) != progress->build_began)
		return true;
	return READ_ONCE(progress->cancelling);
}

bool facet_progress_stopping(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->progress.cancelling) || READ_ONCE(vgpu->progress.frozen);
}

void facet_progress_kick(struct facet_vgpu *vgpu)
{
	WRITE_ONCE(vgpu->progress.new_work, true);
	vgpu->ops->kick(vgpu->host);
}

bool facet_progress_work_pending(const struct facet_vgpu *vgpu)
{
	return READ_ONCE(vgpu->progress.new_work);
}
