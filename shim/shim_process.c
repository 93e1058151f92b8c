// SPDX-License-Identifier: GPL-2.0-only
/*
 * The set-up of the state, fork(), and what the keeper looks at (shim_process.h). The ioctls call
 * this file.
 */
#include "shim/shim_process.h"

#include <pthread.h>
#include <unistd.h>

#include "shim/shim_engine.h"
#include "shim/shim_fence.h"
#include "shim/shim_keeper.h"
#include "shim/shim_libc.h"
#include "shim/shim_request.h"
#include "shim/shim_state.h"
#include "shim/shim_syncobj.h"
#include "shim/shim_use.h"

static pthread_once_t set_up_once = PTHREAD_ONCE_INIT;

/* Look at what nobody signals, for the keeper. */
static u64 look(void)
{
	bool foreign = shim_syncobjs_poll();

	foreign |= shim_fences_poll();
	return min(shim_requests_poll(), foreign ? SHIM_FOREIGN_POLL_NS : (u64)S64_MAX);
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
	shim_cond_init(&shim.changed);
	shim_keeper_init(look);
	shim.pid = getpid();
	shim.epoch++;
	shim_engine_forget();
	shim_fences_forget();
	shim_uses_forget();
	shim_syncobjs_forget();
	shim_requests_forget();
}

static void set_up(void)
{
	libc_init();
	shim_cond_init(&shim.changed);
	shim_keeper_init(look);
	shim_engine_init(shim_request_event);
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

void shim_process_enter(void)
{
	pthread_once(&set_up_once, set_up);
	shim_enter();
}
