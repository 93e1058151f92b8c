// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keeper's thread, and the state of the process: its set-up, its lock, fork(). The thread holds
 * &shim.lock but while it sleeps.
 */
#include "shim/shim_keeper.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "shim/facet_run.h"
#include "shim/shim_bo.h"
#include "shim/shim_engine.h"
#include "shim/shim_fence.h"
#include "shim/shim_libc.h"
#include "shim/shim_request.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"

#define NS_PER_S	1000000000ull
#define NEVER		((u64)S64_MAX)
#define HANG_MS_DEFAULT	120000ull

struct shim shim = { .lock = PTHREAD_MUTEX_INITIALIZER };

static pthread_once_t set_up_once = PTHREAD_ONCE_INIT;
static pthread_cond_t keeper_cond;
static bool keeper_woken;

static void conds_init(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&shim.changed, &attr);
	pthread_cond_init(&keeper_cond, &attr);
	pthread_condattr_destroy(&attr);
}

static void before_fork(void)
{
	pthread_mutex_lock(&shim.lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&shim.lock);
}

/* Neither the engines' threads nor the keeper are in a child: its work begins anew. */
static void in_child(void)
{
	pthread_mutex_init(&shim.lock, NULL);
	conds_init();
	shim.pid = getpid();
	shim.keeper = false;
	shim.epoch++;
	shim_engine_forget();
	shim_fences_forget();
	shim_bos_forget();
	shim_syncobjs_forget();
	shim_requests_forget();
}

static void set_up(void)
{
	libc_init();
	conds_init();
	shim.epoch = 1;
	shim.next_offset = SHIM_MMAP_BASE;
	INIT_LIST_HEAD(&shim.files);
	INIT_LIST_HEAD(&shim.bos);
	INIT_LIST_HEAD(&shim.fences);
	INIT_LIST_HEAD(&shim.syncobjs);
	shim.pid = getpid();
	INIT_LIST_HEAD(&shim.requests);
	INIT_LIST_HEAD(&shim.ended);
	pthread_atfork(before_fork, after_fork, in_child);
}

void shim_enter(void)
{
	pthread_once(&set_up_once, set_up);
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

/* Sleep on @cond until @deadline_ns. Return: false: the time has come. */
static bool sleep_until(pthread_cond_t *cond, u64 deadline_ns)
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
	return sleep_until(&shim.changed, deadline_ns);
}

static void *keeper(void *arg)
{
	bool poll;
	u64 next;

	shim_enter();
	for (;;) {
		keeper_woken = false;
		poll = shim_syncobjs_poll();
		poll |= shim_fences_poll();
		next = poll ? SHIM_FOREIGN_POLL_NS : NEVER;
		next = min(shim_requests_poll(), next);
		if (!keeper_woken)
			sleep_until(&keeper_cond, next == NEVER ? NEVER : shim_now_ns() + next);
	}
	return NULL;
}

void shim_keeper_wake(void)
{
	sigset_t all, old;
	pthread_t thread;

	keeper_woken = true;
	pthread_cond_signal(&keeper_cond);
	if (shim.keeper)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (!pthread_create(&thread, NULL, keeper, NULL)) {
		shim.keeper = true;
		pthread_detach(thread);
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}
