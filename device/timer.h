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
 * @timer: the timer, in memory of the caller. It is disarmed before that memory is freed.
 * @fire: &facet_timer.fire
 *
 * Context: any; takes no lock; does not sleep. Nobody uses @timer meanwhile, and it is not armed.
 */
void facet_timer_init(struct facet_timer *timer,
		      void (*fire)(struct facet_device *dev, struct facet_timer *timer));

/**
 * facet_timer_arm() - Arm a timer, in place of an earlier deadline.
 * @dev: the device
 * @timer: an initialised timer, armed or not
 * @deadline_ns: monotonic time in nanoseconds, any value; a past one fires soon, ~0 never
 *
 * Timers with equal deadlines fire in the order in which they were armed. While the timers are
 * paused, none fires. If facet_timers_run() has already taken the timer, @timer->fire still runs
 * for the earlier deadline, too.
 *
 * Context: any, also atomic, also from &facet_timer.fire, also under &gen9_display.lock. Takes
 * &facet_device.lock: not under it or a lock inside it. If the earliest deadline changes, takes the
 * locks of the op arm_timer in it. Does not sleep.
 */
void facet_timer_arm(struct facet_device *dev, struct facet_timer *timer, u64 deadline_ns);

/**
 * facet_timer_disarm() - Disarm a timer.
 * @dev: the device
 * @timer: an initialised timer, armed or not
 *
 * If facet_timers_run() has already taken the timer, @timer->fire may still run, or even begin,
 * after this function returns. facet_timers_pause() waits for it. A timer that is due and not yet
 * taken does not fire.
 *
 * Context: any, also atomic, also from &facet_timer.fire, also under &gen9_display.lock. Takes
 * &facet_device.lock: not under it or a lock inside it. If the earliest deadline changes, takes the
 * locks of the op arm_timer in it. Does not sleep.
 */
void facet_timer_disarm(struct facet_device *dev, struct facet_timer *timer);

/**
 * facet_timers_create() - Allocate the list of armed timers of a device.
 * @dev: the device; gets @dev->timers with no timer armed, which facet_timers_destroy() frees
 *
 * Context: process context; may sleep for memory; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->timers is NULL.
 */
int facet_timers_create(struct facet_device *dev);

/**
 * facet_timers_destroy() - Disarm the front end's deadline and free the list of armed timers.
 * @dev: the device; nobody uses it or its timers any more. @dev->timers is NULL afterwards.
 *
 * The function calls &facet_device_ops.arm_timer without &facet_device.lock, since no other thread
 * uses the device. It does not wait for a facet_timers_run() that runs: the caller has ended it
 * before.
 *
 * Context: process context, no lock of the core held; may sleep. Takes no lock of the device. Takes
 * the locks of the op arm_timer. facet_device_fini() calls it.
 */
void facet_timers_destroy(struct facet_device *dev);

/**
 * facet_timers_run() - Fire all timers whose deadlines have passed.
 * @dev: the device
 *
 * The function takes the timers that are due at its start, and fires them by their deadlines. It
 * arms the front end's deadline for the rest. A timer that its handler arms again fires in a later
 * call at the earliest. While the timers are paused, none fires. If they are paused in the middle
 * of a call, the call fires the rest of its timers. facet_timers_pause() waits for that.
 *
 * Context: any, also atomic: the front end's timer (facet_vgpu_timer()); no lock held. Takes
 * &facet_device.lock, not while it fires. In it takes the locks of the op arm_timer.
 * &facet_timer.fire takes &gen9_display.lock, in it &facet_device.lock, and in that the locks of
 * the op set_irq. Does not sleep.
 */
void facet_timers_run(struct facet_device *dev);

/**
 * facet_timers_pause() - Stop the timers and wait until no handler runs.
 * @dev: the device
 *
 * No timer fires until each call of this function has its call of facet_timers_resume(). Timers
 * keep their deadlines, and can be armed and disarmed.
 *
 * Context: process context, not from &facet_timer.fire; mmio_lock held at most. Takes
 * &facet_device.lock, and in it the locks of the op arm_timer. May sleep, for calls of
 * facet_timers_run() that are firing.
 */
void facet_timers_pause(struct facet_device *dev);

/**
 * facet_timers_resume() - Undo one facet_timers_pause().
 * @dev: the device; facet_timers_pause() was called before, and not undone
 *
 * The last resume arms the front end's deadline: timers whose deadlines have passed fire then.
 *
 * Context: any, also atomic. Takes &facet_device.lock: not under it or a lock inside it. In it
 * takes the locks of the op arm_timer. Does not sleep.
 */
void facet_timers_resume(struct facet_device *dev);

#endif
