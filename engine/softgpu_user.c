// SPDX-License-Identifier: GPL-2.0-only
/*
 * The software GPU in a process: its engines as threads, or step by step. The front ends in user
 * space, the mini-guest, the benchmarks and unit tests call it. Each engine's lock guards @kicked
 * and @stop. This lock is taken inside the software GPU's locks.
 */
#include "engine/softgpu_user.h"

#include <sched.h>
#include <time.h>

#include "softgpu/softgpu.h"

enum { STEP_NS = 1000 };

/**
 * struct user_engine - The thread of an engine.
 * @user: the GPU
 * @thread: the thread, in thread mode
 * @lock: Protects an engine's wake-up and end: @kicked, @stop. Lock order: inside
 *	&facet_sched.lock; last leaf
 * @cond: signalled when @kicked or @stop is set
 * @engine: enum pgpu_engine
 * @kicked: softgpu_engine_run() has work
 * @stop: the thread is to end
 * @started: @thread exists
 */
struct user_engine {
	struct softgpu_user *user;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	u32 engine;
	bool kicked;
	bool stop;
	bool started;
};

/**
 * struct softgpu_user - The front end of a software GPU.
 * @sg: the GPU
 * @mode: way in which the engines run
 * @step_ns: time in step mode, in nanoseconds
 * @help: function that softgpu_user_set_help() set; NULL: none
 * @help_arg: argument of @help
 * @engines: the engines' threads
 */
struct softgpu_user {
	struct softgpu *sg;
	enum softgpu_user_mode mode;
	u64 step_ns;
	void (*help)(void *arg);
	void *help_arg;
	struct user_engine engines[PGPU_ENGINES];
};

static void user_kick(void *host, u32 engine)
{
	struct softgpu_user *user = host;
	struct user_engine *ue = &user->engines[engine];

	if (user->mode == SOFTGPU_USER_STEP)
		return;
	pthread_mutex_lock(&ue->lock);
	ue->kicked = true;
	pthread_cond_signal(&ue->cond);
	pthread_mutex_unlock(&ue->lock);
}

static u64 user_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000ull + (u64)now.tv_nsec;
}

static u64 user_now_ns(void *host)
{
	struct softgpu_user *user = host;

	return user->mode == SOFTGPU_USER_STEP ? user->step_ns : user_clock();
}

static void user_help(void *host)
{
	struct softgpu_user *user = host;

	softgpu_user_step(user);
	if (user->help)
		user->help(user->help_arg);
}

static const struct softgpu_host_ops thread_ops = {
	.kick = user_kick,
	.now_ns = user_now_ns,
};

static const struct softgpu_host_ops step_ops = {
	.kick = user_kick,
	.now_ns = user_now_ns,
	.help = user_help,
};

static void user_deadline(struct timespec *ts, u64 ns)
{
	ts->tv_sec = (time_t)(ns / 1000000000ull);
	ts->tv_nsec = (long)(ns % 1000000000ull);
}

/* Sleep as @next says. Return false when the thread has to end. */
static bool user_wait(struct user_engine *ue, enum softgpu_next next)
{
	struct timespec deadline;
	bool go_on;

	if (next == SOFTGPU_AGAIN)
		sched_yield();
	user_deadline(&deadline, user_clock() + SOFTGPU_POLL_US * 1000ull);
	pthread_mutex_lock(&ue->lock);
	while (next == SOFTGPU_SLEEP && !ue->kicked && !ue->stop)
		pthread_cond_wait(&ue->cond, &ue->lock);
	if (next == SOFTGPU_POLL && !ue->kicked && !ue->stop)
		pthread_cond_timedwait(&ue->cond, &ue->lock, &deadline);
	ue->kicked = false;
	go_on = !ue->stop;
	pthread_mutex_unlock(&ue->lock);
	return go_on;
}

static void *user_thread(void *arg)
{
	struct user_engine *ue = arg;
	enum softgpu_next next = SOFTGPU_SLEEP;

	while (user_wait(ue, next))
		next = softgpu_engine_run(ue->user->sg, ue->engine);
	return NULL;
}

static void user_stop(struct user_engine *ue)
{
	if (ue->started) {
		pthread_mutex_lock(&ue->lock);
		ue->stop = true;
		pthread_cond_signal(&ue->cond);
		pthread_mutex_unlock(&ue->lock);
		pthread_join(ue->thread, NULL);
	}
	pthread_cond_destroy(&ue->cond);
	pthread_mutex_destroy(&ue->lock);
}

static void user_init_engine(struct softgpu_user *user, u32 i)
{
	struct user_engine *ue = &user->engines[i];
	pthread_condattr_t attr;

	ue->user = user;
	ue->engine = i;
	pthread_mutex_init(&ue->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ue->cond, &attr);
	pthread_condattr_destroy(&attr);
}

struct softgpu_user *softgpu_user_create(enum softgpu_user_mode mode, enum softgpu_model model)
{
	struct softgpu_user *user = calloc(1, sizeof(*user));
	u32 i;

	if (!user)
		return NULL;
	user->mode = mode;
	for (i = 0; i < PGPU_ENGINES; i++)
		user_init_engine(user, i);
	user->sg = softgpu_create(mode == SOFTGPU_USER_STEP ? &step_ops : &thread_ops, user, model);
	if (!user->sg)
		goto err;
	for (i = 0; i < PGPU_ENGINES && mode == SOFTGPU_USER_THREADS; i++) {
		struct user_engine *ue = &user->engines[i];

		ue->started = !pthread_create(&ue->thread, NULL, user_thread, ue);
		if (!ue->started)
			goto err;
	}
	return user;
err:
	softgpu_user_destroy(user);
	return NULL;
}

void softgpu_user_destroy(struct softgpu_user *user)
{
	u32 i;

	if (!user)
		return;
	for (i = 0; i < PGPU_ENGINES; i++)
		user_stop(&user->engines[i]);
	if (user->sg)
		softgpu_destroy(user->sg);
	free(user);
}

struct pgpu *softgpu_user_pgpu(struct softgpu_user *user)
{
	return softgpu_pgpu(user->sg);
}

struct softgpu *softgpu_user_softgpu(struct softgpu_user *user)
{
	return user->sg;
}

bool softgpu_user_step(struct softgpu_user *user)
{
	bool more = false;
	u32 i;

	user->step_ns += STEP_NS;
	for (i = 0; i < PGPU_ENGINES; i++)
		more |= softgpu_engine_run(user->sg, i) == SOFTGPU_AGAIN;
	return more;
}

void softgpu_user_set_help(struct softgpu_user *user, void (*help)(void *arg), void *arg)
{
	user->help = help;
	user->help_arg = arg;
}

void softgpu_user_run(struct softgpu_user *user)
{
	while (softgpu_user_step(user))
		;
}

void softgpu_user_advance(struct softgpu_user *user, u64 ns)
{
	user->step_ns += ns;
}
