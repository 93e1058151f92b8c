// SPDX-License-Identifier: GPL-2.0-only
/* The keeper's thread. The thread holds &shim.lock but while it sleeps. */
#include "shim/shim_keeper.h"

#include <signal.h>

#include "shim/shim_state.h"

static u64 (*keeper_look)(void);
static pthread_cond_t keeper_cond;
static bool keeper_woken;

static void *keeper(void *arg)
{
	u64 next_ns;

	shim_enter();
	for (;;) {
		keeper_woken = false;
		next_ns = min(shim_now_ns() + keeper_look(), (u64)S64_MAX);
		if (!keeper_woken)
			shim_sleep(&keeper_cond, next_ns);
	}
	return NULL;
}

void shim_keeper_init(u64 (*look)(void))
{
	keeper_look = look;
	shim_cond_init(&keeper_cond);
	shim.keeper = false;
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
