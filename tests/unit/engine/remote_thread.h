/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The real render engine in a thread of its own, behind a command streamer: the two ends of
 * softgpu/remote_layout.h, with engine/render_units.h in the thread. Each waits for the other as
 * processes do.
 */
#ifndef REMOTE_THREAD_H
#define REMOTE_THREAD_H

#include "tests/lib/sgpu_rig.h"

#include <pthread.h>
#include <time.h>

#include "engine/remote_end.h"
#include "engine/render_units.h"
#include "gen9/gtt_defs.h"
#include "softgpu/remote_units.h"
#include "softgpu/softgpu_types.h"

/**
 * struct remote_thread - A software GPU, and a render engine in a thread of its own.
 * @rig: the rig
 * @remote: units of the software GPU
 * @process: the command streamer's side
 * @end: the thread's side
 * @units: the render engine
 * @request: shared memory
 * @result: shared memory
 * @thread: the thread
 * @lock: protects @stop, and the sleep of the thread
 * @cond: signalled when the thread is to look at its request
 * @stop: the thread is to end
 * @losses: calls of lose, counted by the command streamer's thread
 */
struct remote_thread {
	struct sgpu_rig rig;
	struct sgpu_remote *remote;
	struct sgpu_remote_process process;
	struct remote_end end;
	struct render_units *units;
	struct sgpu_remote_request request;
	struct sgpu_remote_result result;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool stop;
	u32 losses;
};

/* --- the thread --------------------------------------------------------------------------- */

static inline int grant_all(void *arg, const u64 *entries, u32 n)
{
	return 0;
}

static inline u8 *thread_page(void *arg, u64 va, bool write)
{
	struct remote_thread *f = arg;
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);
	u64 entry;

	if (sgpu_remote_translate(f->remote, &f->process, va, 1, &entry, grant_all, NULL) ||
	    (write && !(entry & GEN9_PTE_RW)))
		return NULL;
	return sgpu_bus_page(&sg->bus, entry & GEN9_PTE_ADDR_MASK);
}

static inline u64 thread_now(void *arg)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000ull + (u64)now.tv_nsec;
}

static const struct remote_end_ops end_ops = {
	.page = thread_page,
	.now = thread_now,
};

/* Sleep until there is a request. Return: false: the thread has to end. */
static inline bool thread_waits(struct remote_thread *f)
{
	bool go_on;

	pthread_mutex_lock(&f->lock);
	while (!f->stop && !remote_end_waits(&f->end))
		pthread_cond_wait(&f->cond, &f->lock);
	go_on = !f->stop;
	pthread_mutex_unlock(&f->lock);
	return go_on;
}

static inline void *thread_main(void *arg)
{
	struct remote_thread *f = arg;

	while (thread_waits(f)) {
		remote_end_execute(&f->end);
		sgpu_remote_answered(f->remote);
	}
	return NULL;
}

/* --- the command streamer's side ---------------------------------------------------------- */

static inline struct remote_thread *remote_thread_of(struct sgpu_remote_process *process)
{
	return container_of(process, struct remote_thread, process);
}

static inline void process_wake(struct sgpu_remote_process *process)
{
	struct remote_thread *f = remote_thread_of(process);

	pthread_mutex_lock(&f->lock);
	pthread_cond_signal(&f->cond);
	pthread_mutex_unlock(&f->lock);
}

static inline void process_lose(struct sgpu_remote_process *process, bool late)
{
	struct remote_thread *f = remote_thread_of(process);

	f->losses++;
}

static inline void process_end(struct sgpu_remote_process *process)
{
}

static inline void process_release(struct sgpu_remote_process *process)
{
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = process_wake,
	.lose = process_lose,
	.end = process_end,
	.release = process_release,
};

static inline int give(struct softgpu_user *user, void *arg)
{
	struct remote_thread *f = arg;

	f->remote = sgpu_remote_create(softgpu_user_softgpu(user), NULL);
	return f->remote ? 0 : -ENOMEM;
}

/*
 * @mode: the command streamer's. In step mode it counts looks at the process, not time: a process
 * that gets no processor for a while is not lost.
 */
static inline struct remote_thread *remote_thread_create(enum softgpu_user_mode mode)
{
	struct remote_thread *f = calloc(1, sizeof(*f));

	sgpu_rig_init_units(&f->rig, PGPU_RCS, mode, give, f);
	f->process.ops = &process_ops;
	f->process.owner = RIG_OWNER;
	f->process.request = &f->request;
	f->process.result = &f->result;
	spin_lock_init(&f->process.lock);
	remote_end_init(&f->end, &end_ops, f, &f->request, &f->result);
	f->units = render_units_create(&f->end.host, &render_engine_ops);
	f->end.unit_ops = render_units_softgpu_ops(f->units);
	f->end.units = f->units;
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->cond, NULL);
	if (sgpu_remote_attach(f->remote, &f->process) ||
	    pthread_create(&f->thread, NULL, thread_main, f))
		abort();
	return f;
}

static inline void remote_thread_destroy(struct remote_thread *f)
{
	pthread_mutex_lock(&f->lock);
	f->stop = true;
	pthread_cond_signal(&f->cond);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	sgpu_remote_detach(f->remote, &f->process);
	sgpu_rig_exit(&f->rig);
	sgpu_remote_destroy(f->remote);
	render_units_destroy(f->units);
	pthread_cond_destroy(&f->cond);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

#endif
