// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events for the client. The engine's thread calls this file with no lock of the software GPU held.
 */
#include "softgpu/event.h"

#include "softgpu/sgpu_regs.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/walk.h"

void sgpu_event_deliver(struct sgpu_engine *e, const struct pgpu_event *event)
{
	/* pairs with softgpu_open() and softgpu_close() */
	const struct pgpu_client_ops *ops = smp_load_acquire(&e->sg->client_ops);

	if (!ops)
		return;
	non_block_start();
	ops->event(e->sg->client, event);
	non_block_end();
}

void sgpu_event_fill(struct sgpu_engine *e, struct pgpu_event *event, const struct sgpu_run *run,
		     u32 type)
{
	memset(event, 0, sizeof(*event));
	event->type = type;
	event->engine = e->id;
	event->cookie = run->sub.cookie;
	if (run->state != SGPU_RUN_QUEUED)
		event->busy_ns = sgpu_now(e) - run->started_ns;
}

void sgpu_event_place(const struct sgpu_engine *e, struct pgpu_event *event)
{
	event->ipehr = e->ipehr;
	event->acthd = sgpu_acthd(e);
	event->place = e->at & 3;
}

void sgpu_event_emit(struct sgpu_engine *e, u32 type)
{
	struct pgpu_event event;

	sgpu_event_fill(e, &event, e->run, type);
	sgpu_event_deliver(e, &event);
}

static void emit_user_irq(struct sgpu_engine *e)
{
	smp_wmb();	/* earlier stores are visible first */
	sgpu_event_emit(e, PGPU_EV_USER_IRQ);
}

void sgpu_event_emit_user_irq(struct sgpu_engine *e)
{
	e->user_irq = e->sg->pgpu.caps->user_irq_merged;
	if (!e->user_irq)
		emit_user_irq(e);
}

void sgpu_event_flush_user_irq(struct sgpu_engine *e)
{
	if (e->user_irq)
		emit_user_irq(e);
	e->user_irq = false;
}
