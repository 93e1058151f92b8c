// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many timers on the one deadline of the front end: a list by deadline. Parts of the core arm the
 * timers, and facet_timers_run() fires them. Takes dev->lock.
 */
#include "device/timer.h"

#include "device/device.h"

/**
 * struct facet_timers - The armed timers of a device; dev->lock protects them.
 * @armed: timers by deadline
 * @host_deadline_ns: deadline that the front end knows, in nanoseconds; ~0: none
 * @paused: number of facet_timers_pause() without their facet_timers_resume()
 * @firing: calls of facet_timers_run() that may be firing timers
 * @changed: woken when @firing falls
 */
struct facet_timers {
	struct list_head armed;
	u64 host_deadline_ns;
	u32 paused;
	u32 firing;
	wait_queue_head_t changed;
};

void facet_timer_init(struct facet_timer *timer,
		      void (*fire)(struct facet_device *dev, struct facet_timer *timer))
{
	INIT_LIST_HEAD(&timer->list);
	timer->deadline_ns = ~0ull;
	timer->fire = fire;
}

/* Set the front end's deadline to the earliest one. dev->lock held. */
static void timers_update_deadline(struct facet_device *dev)
{
	struct facet_timers *timers = dev->timers;
	struct facet_timer *first;
	u64 deadline_ns = ~0ull;

	first = list_first_entry_or_null(&timers->armed, struct facet_timer, list);
	if (first && !timers->paused)
		deadline_ns = first->deadline_ns;
	if (deadline_ns == timers->host_deadline_ns)
		return;
	timers->host_deadline_ns = deadline_ns;
	dev->ops->arm_timer(dev, deadline_ns);
}

void facet_timer_arm(struct facet_device *dev, struct facet_timer *timer, u64 deadline_ns)
{
	struct facet_timers *timers = dev->timers;
	struct facet_timer *later;
	struct list_head *before = &timers->armed;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	list_del_init(&timer->list);
	timer->deadline_ns = deadline_ns;
	list_for_each_entry(later, &timers->armed, list) {
		if (later->deadline_ns > deadline_ns) {
			before = &later->list;
			break;
		}
	}
	list_add_tail(&timer->list, before);
	timers_update_deadline(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

void facet_timer_disarm(struct facet_device *dev, struct facet_timer *timer)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	list_del_init(&timer->list);
	timers_update_deadline(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

/*
 * Move the timers that are due to @due, so that a timer that arms itself again fires later.
 * dev->lock held.
 */
static void timers_take_due(struct facet_device *dev, u64 now_ns, struct list_head *due)
{
	struct facet_timers *timers = dev->timers;
	struct facet_timer *timer, *next;

	list_for_each_entry_safe(timer, next, &timers->armed, list) {
		if (timer->deadline_ns > now_ns)
			break;
		list_move_tail(&timer->list, due);
	}
}

void facet_timers_run(struct facet_device *dev)
{
	u64 now_ns = dev->ops->now_ns(dev);
	struct facet_timers *timers = dev->timers;
	struct facet_timer *timer;
	unsigned long flags;
	struct list_head due;

	INIT_LIST_HEAD(&due);
	spin_lock_irqsave(&dev->lock, flags);
	timers->host_deadline_ns = ~0ull;		/* the call uses up the deadline */
	WRITE_ONCE(timers->firing, timers->firing + 1);
	if (!timers->paused)
		timers_take_due(dev, now_ns, &due);
	while (!list_empty(&due)) {
		timer = list_first_entry(&due, struct facet_timer, list);
		list_del_init(&timer->list);
		spin_unlock_irqrestore(&dev->lock, flags);
		timer->fire(dev, timer);
		spin_lock_irqsave(&dev->lock, flags);
	}
	timers_update_deadline(dev);
	WRITE_ONCE(timers->firing, timers->firing - 1);
	/* Wake under the lock, so that the waiter does not free the vGPU before. */
	wake_up_all(&timers->changed);
	spin_unlock_irqrestore(&dev->lock, flags);
}

void facet_timers_pause(struct facet_device *dev)
{
	struct facet_timers *timers = dev->timers;
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	timers->paused++;
	timers_update_deadline(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
	wait_event(timers->changed, !READ_ONCE(timers->firing));
}

void facet_timers_resume(struct facet_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	dev->timers->paused--;
	timers_update_deadline(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

int facet_timers_create(struct facet_device *dev)
{
	dev->timers = port_zalloc(sizeof(*dev->timers));
	if (!dev->timers)
		return -ENOMEM;
	INIT_LIST_HEAD(&dev->timers->armed);
	init_waitqueue_head(&dev->timers->changed);
	dev->timers->host_deadline_ns = ~0ull;
	return 0;
}

void facet_timers_destroy(struct facet_device *dev)
{
	dev->ops->arm_timer(dev, ~0ull);
	port_free(dev->timers);
	dev->timers = NULL;
}
