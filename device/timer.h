/* SPDX-License-Identifier: GPL-2.0-only */
/* Many timers on the one deadline that the front end offers per vGPU. */
#ifndef FACET_TIMER_H
#define FACET_TIMER_H

#include "port.h"

struct facet_device;

/**
 * struct facet_timer - One deadline; embedded in its owner.
 * @list: entry in the list of armed timers, by deadline; &facet_device.lock protects it
 * @deadline_ns: the deadline, monotonic time in nanoseconds
 * @fire: called once when the deadline has passed. Context: atomic; no lock held.
 */
struct facet_timer {
	struct list_head list;
	u64 deadline_ns;
	void (*fire)(struct facet_device *dev, struct facet_timer *timer);
};

/**
 * facet_timer_init() - Initialise a timer, disarmed.
 * @timer: the timer
 * @fire: &facet_timer.fire
 *
 * Context: any; takes no lock. Nobody uses @timer meanwhile.
 */
void facet_timer_init(struct facet_timer *timer,
		      void (*fire)(struct facet_device *dev, struct facet_timer *timer));

/**
 * facet_timer_arm() - Arm a timer, in place of an earlier deadline.
 * @dev: the device
 * @timer: an initialised timer
 * @deadline_ns: monotonic time in nanoseconds, any value
 *
 * Context: any, but not under &facet_device.lock, which this function takes. Does not sleep.
 */
void facet_timer_arm(struct facet_device *dev, struct facet_timer *timer, u64 deadline_ns);

/**
 * facet_timer_disarm() - Disarm a timer.
 * @dev: the device
 * @timer: an initialised timer, armed or not
 *
 * If facet_timers_run() has already taken the timer, @timer->fire may still run, or even begin,
 * after this function returns. facet_timers_pause() waits for it.
 *
 * Context: any, but not under &facet_device.lock, which this function takes. Does not sleep.
 */
void facet_timer_disarm(struct facet_device *dev, struct facet_timer *timer);

/**
 * facet_timers_create() - Allocate the list of armed timers of a device.
 * @dev: the device; gets @dev->timers, with no timer armed
 *
 * Context: may sleep; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->timers is NULL.
 */
int facet_timers_create(struct facet_device *dev);

/**
 * facet_timers_destroy() - Disarm the front end's deadline and free the list of armed timers.
 * @dev: the device; nobody uses it any more
 *
 * The function calls &facet_device_ops.arm_timer without &facet_device.lock, since no other thread
 * uses the device.
 *
 * Context: may sleep; no lock held. facet_device_fini() calls it.
 */
void facet_timers_destroy(struct facet_device *dev);

/**
 * facet_timers_run() - Fire all timers whose deadlines have passed.
 * @dev: the device
 *
 * A timer that its handler arms again fires in a later call at the earliest. While the timers are
 * paused, none fires.
 *
 * Context: any, also atomic; no lock held, since &facet_timer.fire takes its owner's locks. Takes
 * &facet_device.lock, not while it fires. Does not sleep.
 * facet_vgpu_timer() calls it.
 */
void facet_timers_run(struct facet_device *dev);

/**
 * facet_timers_pause() - Stop the timers and wait until no handler runs.
 * @dev: the device
 *
 * No timer fires until each call of this function has its call of facet_timers_resume(). The timers
 * keep their deadlines.
 *
 * Context: may sleep; no lock held but mmio_lock. Takes &facet_device.lock.
 */
void facet_timers_pause(struct facet_device *dev);

/**
 * facet_timers_resume() - Undo one facet_timers_pause().
 * @dev: the device; facet_timers_pause() was called before
 *
 * The last resume arms the front end's deadline: timers whose deadlines have passed fire then.
 *
 * Context: any, but not under &facet_device.lock, which this function takes. Does not sleep.
 */
void facet_timers_resume(struct facet_device *dev);

#endif
