// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deadlines of the core, with one thread each. The core calls vfu_timer_arm() under its spinlocks.
 * @lock is a leaf, and is not held while a deadline fires.
 */
#include "vfu/vfu_timer.h"

#include <time.h>

#define NSEC_PER_SEC	1000000000ull

u64 vfu_timer_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

void vfu_timer_init(struct vfu_timer *timer)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&timer->lock, NULL);
	pthread_cond_init(&timer->changed, &attr);
	pthread_condattr_destroy(&attr);
	timer->deadline_ns = ~0ull;
	timer->stop = false;
}

static void wait_changed(struct vfu_timer *timer)
{
	struct timespec ts = {
		.tv_sec = timer->deadline_ns / NSEC_PER_SEC,
		.tv_nsec = timer->deadline_ns % NSEC_PER_SEC,
	};

	if (timer->deadline_ns == ~0ull)
		pthread_cond_wait(&timer->changed, &timer->lock);
	else
		pthread_cond_timedwait(&timer->changed, &timer->lock, &ts);
}

static void *timer_thread(void *arg)
{
	struct vfu_timer *timer = arg;

	pthread_mutex_lock(&timer->lock);
	while (!timer->stop) {
		if (timer->deadline_ns == ~0ull || vfu_timer_now_ns() < timer->deadline_ns) {
			wait_changed(timer);
			continue;
		}
		timer->deadline_ns = ~0ull;
		pthread_mutex_unlock(&timer->lock);
		timer->fire(timer->owner);
		pthread_mutex_lock(&timer->lock);
	}
	pthread_mutex_unlock(&timer->lock);
	return NULL;
}

int vfu_timer_start(struct vfu_timer *timer, void (*fire)(void *owner), void *owner)
{
	timer->fire = fire;
	timer->owner = owner;
	return -pthread_create(&timer->thread, NULL, timer_thread, timer);
}

void vfu_timer_stop(struct vfu_timer *timer)
{
	pthread_mutex_lock(&timer->lock);
	timer->stop = true;
	pthread_cond_signal(&timer->changed);
	pthread_mutex_unlock(&timer->lock);
	pthread_join(timer->thread, NULL);
}

void vfu_timer_arm(struct vfu_timer *timer, u64 deadline_ns)
{
	pthread_mutex_lock(&timer->lock);
	timer->deadline_ns = deadline_ns;
	pthread_cond_signal(&timer->changed);
	pthread_mutex_unlock(&timer->lock);
}
