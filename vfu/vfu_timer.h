/* SPDX-License-Identifier: GPL-2.0-only */
/* Monotonic time, and a deadline with a thread that waits for it. */
#ifndef VFU_TIMER_H
#define VFU_TIMER_H

#include "port.h"

/**
 * struct vfu_timer - One deadline.
 * @lock: Protects a deadline: @deadline_ns, @stop. Lock order: inside &facet_device.lock,
 *	&facet_sched.lock; last leaf
 * @changed: signalled when @deadline_ns or @stop changes
 * @thread: thread that waits for the deadline
 * @fire: called on @thread when the deadline has passed; no lock held
 * @owner: argument of @fire
 * @deadline_ns: monotonic time in nanoseconds; ~0: none
 * @stop: @thread is to end
 */
struct vfu_timer {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	void (*fire)(void *owner);
	void *owner;
	u64 deadline_ns;
	bool stop;
};

/**
 * vfu_timer_now_ns() - Return the clock of the deadlines.
 *
 * Context: any; takes no lock.
 * Return: CLOCK_MONOTONIC in nanoseconds.
 */
u64 vfu_timer_now_ns(void);

/**
 * vfu_timer_init() - Initialise a deadline without a thread, not armed.
 * @timer: the deadline, uninitialised
 *
 * Context: any thread; takes no lock.
 */
void vfu_timer_init(struct vfu_timer *timer);

/**
 * vfu_timer_start() - Start the thread of a deadline. A deadline armed before takes effect, too.
 * @timer: the deadline, initialised
 * @fire: called on the thread when the deadline has passed; no lock held
 * @owner: argument of @fire
 *
 * Context: the main thread; may sleep.
 * Return: 0; a negative errno of pthread_create().
 */
int vfu_timer_start(struct vfu_timer *timer, void (*fire)(void *owner), void *owner);

/**
 * vfu_timer_stop() - End the thread of a deadline. @fire does not run at the return or later.
 * @timer: the deadline, started
 *
 * Context: the main thread, not that of the deadline; no lock held. Takes &vfu_timer.lock, a last
 * leaf, and drops it. Then sleeps until a @fire that runs has returned.
 */
void vfu_timer_stop(struct vfu_timer *timer);

/**
 * vfu_timer_arm() - Replace the deadline.
 * @timer: the deadline, initialised
 * @deadline_ns: monotonic time in nanoseconds; ~0: none
 *
 * Context: any; the caller may hold locks. Takes &vfu_timer.lock.
 */
void vfu_timer_arm(struct vfu_timer *timer, u64 deadline_ns);

#endif
