/* SPDX-License-Identifier: GPL-2.0-only */
/* Monotonic time, and a deadline with a thread that keeps it. */
#ifndef VFU_TIMER_H
#define VFU_TIMER_H

#include "port.h"

/**
 * struct vfu_timer - One deadline.
 * @lock: leaf; protects what follows
 * @fire: called past the deadline, from @thread, no lock held
 * @deadline_ns: ~0ull: none
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

u64 vfu_timer_now_ns(void);

void vfu_timer_init(struct vfu_timer *timer);

/** vfu_timer_start() - Deadlines take effect, also one armed before. 0 or a negative errno. */
int vfu_timer_start(struct vfu_timer *timer, void (*fire)(void *owner), void *owner);

/** vfu_timer_stop() - When it returns, @fire is not running and will not run. */
void vfu_timer_stop(struct vfu_timer *timer);

/** vfu_timer_arm() - Replace the deadline; ~0ull: none. Any thread. */
void vfu_timer_arm(struct vfu_timer *timer, u64 deadline_ns);

#endif
