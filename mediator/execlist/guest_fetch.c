// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of what a guest submits, and the audit for it. The reads go to guest memory, or at a
 * restore to the saved copies. The worker calls this file, or a restore in its place, for workloads
 * and contexts (workload.c, context.c). This file takes no lock; the reads may sleep.
 */
#include "mediator/execlist/guest_fetch.h"

#include "device/denied.h"
#include "mediator/audit/audit.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"
#include "mediator/gpu.h"
#include "mediator/ppgtt.h"

static bool audit_owned(void *arg, u64 gva, u64 len)
{
	return facet_ggtt_owned(arg, gva, len);
}

static int audit_alias(void *arg, u32 gva, u64 len, u32 *to)
{
	struct facet_vgpu *vgpu = arg;

	return facet_alias_get(vgpu, vgpu->execlists->aliases, gva, len, to);
}

int facet_guest_fetch(struct facet_vgpu *vgpu, u32 gva, void *buf, size_t len)
{
	struct facet_replay *replay = vgpu->execlists->replay;

	return replay ? replay->read(replay, gva, buf, len) : facet_ggtt_read(vgpu, gva, buf, len);
}

static int audit_read(void *arg, u64 gva, void *buf, size_t len)
{
	return facet_guest_fetch(arg, gva, buf, len);
}

static int audit_read_user(void *arg, u64 va, void *buf, size_t len)
{
	struct facet_vgpu *vgpu = arg;
	struct facet_execlists *execlists = vgpu->execlists;
	struct facet_replay *replay = execlists->replay;

	return replay ? replay->read(replay, va, buf, len) :
			facet_ppgtt_read(vgpu, execlists->pml4, va, buf, len);
}

static void audit_refused(void *arg, u32 engine, u32 dw0)
{
	facet_denied_refusal(arg, engine, dw0);
}

static void audit_ignored(void *arg, u32 reg, bool write)
{
	facet_denied_command(arg, reg, write);
}

static const struct facet_audit_ops audit_ops = {
	.owned = audit_owned,
	.alias = audit_alias,
	.read = audit_read,
	.read_user = audit_read_user,
	.refused = audit_refused,
	.ignored = audit_ignored,
};

/*
 * Decide what the audit does about user batches on an engine. It copies those of the blitter alone:
 * the blitter's batches are short, and i915 copies them as well.
 */
static enum facet_audit_user_batches user_batches(const struct pgpu_caps *caps, u32 engine)
{
	if (caps->user_batch_safe & BIT(engine))
		return FACET_USER_BATCHES_IN_PLACE;
	return engine == PGPU_BCS ? FACET_USER_BATCHES_COPIED : FACET_USER_BATCHES_REFUSED;
}

struct facet_audit *facet_guest_fetch_audit(struct facet_vgpu *vgpu, struct facet_engine *engine,
					    u64 pml4, struct facet_alias_set *set)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(vgpu->gpu)->caps;
	struct facet_audit *audit = &vgpu->execlists->audit;

	vgpu->execlists->aliases = set;
	vgpu->execlists->pml4 = pml4;
	audit->engine = engine->id;
	audit->user_batches = user_batches(caps, engine->id);
	audit->arbitrates = caps->preemption == PGPU_PREEMPT_POINT;
	audit->map = facet_gpu_reg_map(vgpu->gpu);
	audit->ops = &audit_ops;
	audit->arg = vgpu;
	audit->used = 0;
	audit->n_segments = 0;
	audit->n_patches = 0;
	audit->n_operands = 0;
	audit->cut = 0;
	audit->ipehr = 0;
	audit->acthd = 0;
	audit->place = 0;
	return audit;
}
