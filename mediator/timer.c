// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many timers on the one deadline of the front end: a list by deadline under vgpu->lock. Units of
 * the core arm them; facet_vgpu_timer() runs them.
 */
#include "mediator/timer.h"

#include "mediator/host.h"
#include "mediator/vgpu_types.h"

/**
 * struct facet_timers - The armed timers of a vGPU.
 * @armed: by deadline
 * @told_ns: deadline that the front end knows; ~0 for none
 * @paused: how many want none to fire
 * @firing: calls of facet_timers_run() that may be firing some
 * @changed: woken when @firing falls
 */
struct facet_timers {
	struct list_head armed;
	u64 told_ns;
	u32 paused;
	u32 firing;
	wait_queue_head_t changed;
};

void facet_timer_init(struct facet_timer *timer,
		      void (*fire)(struct facet_vgpu *vgpu, struct facet_timer *timer))
{
	INIT_LIST_HEAD(&timer->list);
	timer->deadline_ns = ~0ull;
	timer->fire = fire;
}

/* Tells the front end of the earliest deadline. vgpu->lock held. */
static void timers_tell(struct facet_vgpu *vgpu)
{
	struct facet_timers *timers = vgpu->timers;
	struct facet_timer *first;
	u64 deadline_ns = ~0ull;

	first = list_first_entry_or_null(&timers->armed, struct facet_timer, list);
	if (first && !timers->paused)
		deadline_ns = first->deadline_ns;
	if (deadline_ns == timers->told_ns)
		return;
	timers->told_ns = deadline_ns;
	vgpu->ops->arm_timer(vgpu->host, deadline_ns);
}

void facet_timer_arm(struct facet_vgpu *vgpu, struct facet_timer *timer, u64 deadline_ns)
{
	struct facet_timers *timers = vgpu->timers;
	struct facet_timer *later;
	struct list_head *before = &timers->armed;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	list_del_init(&timer->list);
	timer->deadline_ns = deadline_ns;
	list_for_each_entry(later, &timers->armed, list) {
		if (later->deadline_ns > deadline_ns) {
			before = &later->list;
			break;
		}
	}
	list_add_tail(&timer->list, before);
	timers_tell(vgpu);
	spin_unlock_irqrestore(&vgpu->lock, flags);
}

void facet_timer_disarm(struct facet_vgpu *vgpu, struct facet_timer *timer)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	list_del_init(&timer->list);
	timers_tell(vgpu);
	spin_unlock_irqrestore(&vgpu->lock, flags);
}

/* Takes out the timers that are due now, so that one that arms itself anew waits its turn. */
static void timers_take_due(struct facet_vgpu *vgpu, u64 now_ns, struct list_head *due)
{
	struct facet_timers *timers = vgpu->timers;
	struct facet_timer *timer, *next;

	list_for_each_entry_safe(timer, next, &timers->armed, list) {
		if (timer->deadline_ns > now_ns)
			break;
		list_move_tail(&timer->list, due);
	}
}

void facet_timers_run(struct facet_vgpu *vgpu)
{
	u64 now_ns = vgpu->ops->now_ns(vgpu->host);
	struct facet_timers *timers = vgpu->timers;
	struct facet_timer *timer;
	unsigned long flags;
	struct list_head due;

	INIT_LIST_HEAD(&due);
	spin_lock_irqsave(&vgpu->lock, flags);
	timers->told_ns = ~0ull;		/* the front end fires once */
	WRITE_ONCE(timers->firing, timers->firing + 1);
	if (!timers->paused)
		timers_take_due(vgpu, now_ns, &due);
	while (!list_empty(&due)) {
		timer = list_first_entry(&due, struct facet_timer, list);
		list_del_init(&timer->list);
		spin_unlock_irqrestore(&vgpu->lock, flags);
		timer->fire(vgpu, timer);
		spin_lock_irqsave(&vgpu->lock, flags);
	}
	timers_tell(vgpu);
	WRITE_ONCE(timers->firing, timers->firing - 1);
	/* Under the lock, so that who waits does not end the vGPU before. */
	wake_up_all(&timers->changed);
	spin_unlock_irqrestore(&vgpu->lock, flags);
}

void facet_timers_pause(struct facet_vgpu *vgpu)
{
	struct facet_timers *timers = vgpu->timers;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	timers->paused++;
	timers_tell(vgpu);
	spin_unlock_irqrestore(&vgpu->lock, flags);
	wait_event(timers->changed, !READ_ONCE(timers->firing));
}

void facet_timers_resume(struct facet_vgpu *vgpu)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->lock, flags);
	vgpu->timers->paused--;
	timers_tell(vgpu);
	spin_unlock_irqrestore(&vgpu->lock, flags);
}

int facet_timers_create(struct facet_vgpu *vgpu)
{
	vgpu->timers = port_zalloc(sizeof(*vgpu->timers));
	if (!vgpu->timers)
		return -ENOMEM;
	INIT_LIST_HEAD(&vgpu->timers->armed);
	init_waitqueue_head(&vgpu->timers->changed);
	vgpu->timers->told_ns = ~0ull;
	return 0;
}

void facet_timers_destroy(struct facet_vgpu *vgpu)
{
	vgpu->ops->arm_timer(vgpu->host, ~0ull);
	port_free(vgpu->timers);
	vgpu->timers = NULL;
}
