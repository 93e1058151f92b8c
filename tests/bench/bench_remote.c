// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure what a command costs that a worker executes: dispatches without a thread group go from
 * the command streamer's thread to another one and back. The measure is one wake of a thread by a
 * futex. Both threads share a processor, as each waits for the other.
 */
#include "tests/bench/bench.h"
#include "tests/unit/engine/long_kernel.h"

#include "tests/unit/engine/remote_thread.h"

#define ROUNDS		41
#define REQUESTS	100u	/* in a batch */
#define BATCHES		20u	/* in a round */
#define WALKER_DWORDS	15u

/**
 * struct turns - Two threads that wake each other in turns.
 * @lock: protects @turn
 * @cond: signalled at each turn
 * @turn: odd: the other thread's
 */
struct turns {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	u32 turn;
};

static void take_turns(struct turns *turns, u32 first)
{
	u32 i;

	pthread_mutex_lock(&turns->lock);
	for (i = first; i < 2 * REQUESTS * BATCHES; i += 2) {
		while (turns->turn != i)
			pthread_cond_wait(&turns->cond, &turns->lock);
		turns->turn++;
		pthread_cond_signal(&turns->cond);
	}
	pthread_mutex_unlock(&turns->lock);
}

static void *other_turns(void *arg)
{
	take_turns(arg, 1);
	return NULL;
}

/* Return the time of a wake in nanoseconds. */
static double wake_ns(void)
{
	struct turns turns = { .turn = 0 };
	pthread_t thread;
	u64 start;

	pthread_mutex_init(&turns.lock, NULL);
	pthread_cond_init(&turns.cond, NULL);
	pthread_create(&thread, NULL, other_turns, &turns);
	start = bench_ns();
	take_turns(&turns, 0);
	pthread_join(thread, NULL);
	return (double)(bench_ns() - start) / (2 * REQUESTS * BATCHES);
}

static void make_batch(struct sgpu_rig *rig, u32 n)
{
	const u32 walker[WALKER_DWORDS - 1] = { [12] = ~0u, [13] = ~0u };
	u32 *at = rig->batch, i;

	for (i = 0; i < n; i++)
		at = long_kernel_put(at, GEN9_OP_GPGPU_WALKER, WALKER_DWORDS, walker);
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;

static void note_event(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	pthread_cond_signal(&ended);
}

/* Run the batch, and wait for its end. */
static void run_batch(struct sgpu_rig *rig)
{
	rig->event_count = 0;
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	sgpu_rig_submit(rig, 0);
	pthread_mutex_lock(&rig->lock);
	while (!rig->event_count || rig->events[rig->event_count - 1].type != PGPU_EV_COMPLETE)
		pthread_cond_wait(&ended, &rig->lock);
	pthread_mutex_unlock(&rig->lock);
}

/* Run a batch BATCHES times. Return: the time in nanoseconds. */
static double batches_ns(struct remote_thread *f, u32 n)
{
	u64 start = bench_ns();
	u32 i;

	make_batch(&f->rig, n);
	for (i = 0; i < BATCHES; i++)
		run_batch(&f->rig);
	return (double)(bench_ns() - start);
}

int main(int argc, char **argv)
{
	double ratios[ROUNDS], requests[ROUNDS], wake;
	struct remote_thread *f;
	u32 i;

	bench_begin(argc, argv, "what a command costs that a worker executes");
	f = remote_thread_create(SOFTGPU_USER_THREADS);
	f->rig.hook = note_event;
	/* The first dispatch loads the state that the others need. */
	long_kernel_write(&f->rig, 1);
	long_kernel_batch(&f->rig);
	run_batch(&f->rig);
	batches_ns(f, REQUESTS);
	for (i = 0; i < ROUNDS; i++) {
		requests[i] = batches_ns(f, REQUESTS) - batches_ns(f, 0);
		requests[i] /= REQUESTS * BATCHES;
		wake = wake_ns();
		ratios[i] = requests[i] / wake;
	}
	bench_result("remote_request_vs_wake", bench_median(ratios, ROUNDS), "ratio",
		     "a dispatch without a thread group, to a worker's thread and back, over one "
		     "wake of a thread; median of 41 rounds in turns");
	bench_result("remote_request_ns", bench_median(requests, ROUNDS), "ns",
		     "time of such a dispatch");
	remote_thread_destroy(f);
	return bench_end();
}
