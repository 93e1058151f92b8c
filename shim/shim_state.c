// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of the process: its lock, its clock, and waits. All other files with the state's lock
 * call this file.
 */
#include "shim/shim_state.h"

#include <time.h>

#include "shim/facet_run.h"

#define NS_PER_S	1000000000ull
#define NEVER		((u64)S64_MAX)
#define HANG_MS_DEFAULT	120000ull

struct shim shim = { .lock = PTHREAD_MUTEX_INITIALIZER };

void shim_enter(void)
{
	pthread_mutex_lock(&shim.lock);
}

void shim_leave(void)
{
	pthread_mutex_unlock(&shim.lock);
}

u64 shim_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * NS_PER_S + (u64)now.tv_nsec;
}

u64 shim_hang_ns(void)
{
	static u64 limit;
	const char *text;
	u64 ms;

	if (READ_ONCE(limit))
		return READ_ONCE(limit);
	text = getenv(FACET_RUN_HANG_MS);
	ms = text ? strtoull(text, NULL, 10) : HANG_MS_DEFAULT;
	WRITE_ONCE(limit, ms && ms < NEVER / SHIM_NS_PER_MS ? ms * SHIM_NS_PER_MS : NEVER);
	return READ_ONCE(limit);
}

u64 shim_foreign_deadline(void)
{
	return min(shim_now_ns() + shim_hang_ns(), NEVER);
}

void shim_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

bool shim_sleep(pthread_cond_t *cond, u64 deadline_ns)
{
	struct timespec at = {
		.tv_sec = (time_t)(deadline_ns / NS_PER_S),
		.tv_nsec = (long)(deadline_ns % NS_PER_S),
	};

	if (deadline_ns >= NEVER)
		return !pthread_cond_wait(cond, &shim.lock);
	return !pthread_cond_timedwait(cond, &shim.lock, &at);
}

bool shim_wait(u64 deadline_ns)
{
	return shim_sleep(&shim.changed, deadline_ns);
}
