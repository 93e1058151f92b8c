// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waits for guest memory that is unavailable for the moment (mediator/retry.h). One timer of the
 * vGPU serves all of its waits: each try that fails arms the timer again. So a wait costs one pass
 * of the worker in FACET_RETRY_INTERVAL_NS and holds no engine. The wait ends after
 * FACET_RETRY_MAX_NS, if the worker tries at least that often.
 *
 * The worker calls this file (elsp_port.c, retire.c, execlist.c). Callers hold vgpu->dev.lock,
 * except for facet_retry_arm(), which takes it.
 */
#include "mediator/retry.h"

#include "device/timer.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/host.h"

bool facet_retry_expired(const struct facet_vgpu *vgpu, const struct facet_retry *retry)
{
	lockdep_assert_held(&vgpu->dev.lock);
	return facet_retry_expired_at(retry, vgpu->ops->now_ns(vgpu->host));
}

u64 facet_retry_keep(const struct facet_vgpu *vgpu, struct facet_retry *retry)
{
	lockdep_assert_held(&vgpu->dev.lock);
	return facet_retry_keep_at(retry, vgpu->ops->now_ns(vgpu->host));
}

bool facet_retry_begin(const struct facet_vgpu *vgpu, struct facet_retry *retry)
{
	lockdep_assert_held(&vgpu->dev.lock);
	if (facet_retry_keep(vgpu, retry) < FACET_RETRY_MAX_NS)
		return true;
	facet_retry_end(retry);
	return false;
}

void facet_retry_arm(struct facet_vgpu *vgpu)
{
	facet_timer_arm(&vgpu->dev, &vgpu->execlists->retry_timer,
			vgpu->ops->now_ns(vgpu->host) + FACET_RETRY_INTERVAL_NS);
}

bool facet_retry_due(const struct facet_vgpu *vgpu, const struct facet_retry *retry)
{
	lockdep_assert_held(&vgpu->dev.lock);
	return facet_retry_due_at(retry, vgpu->ops->now_ns(vgpu->host));
}
