/* SPDX-License-Identifier: GPL-2.0-only */
/* Many timers on the one deadline that the front end offers per vGPU. */
#ifndef FACET_TIMER_H
#define FACET_TIMER_H

#include "port.h"

struct facet_device;

/**
 * struct facet_timer - One deadline; embedded in its owner.
 * @fire: called once past the deadline, atomic context, no lock held
 */
struct facet_timer {
	struct list_head list;
	u64 deadline_ns;
	void (*fire)(struct facet_device *dev, struct facet_timer *timer);
};

void facet_timer_init(struct facet_timer *timer,
		      void (*fire)(struct facet_device *dev, struct facet_timer *timer));

/** facet_timer_arm() - Replace the deadline. Any context, not under dev->lock. */
void facet_timer_arm(struct facet_device *dev, struct facet_timer *timer, u64 deadline_ns);

/**
 * facet_timer_disarm() - It will not fire again unless armed. Any context, not under
 * dev->lock. A fire that has begun may still be running.
 */
void facet_timer_disarm(struct facet_device *dev, struct facet_timer *timer);

int facet_timers_create(struct facet_device *dev);
void facet_timers_destroy(struct facet_device *dev);
void facet_timers_run(struct facet_device *dev);

/**
 * facet_timers_pause() - None fires from the return on; deadlines stay. No lock held but
 * mmio_lock; may sleep. As many facet_timers_resume() let what is due then fire.
 */
void facet_timers_pause(struct facet_device *dev);
void facet_timers_resume(struct facet_device *dev);

#endif
