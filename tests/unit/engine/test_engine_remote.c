// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the real render engine behind a command streamer in another thread: the two ends of
 * softgpu/remote_layout.h, with engine/render_units.h in the thread. Each waits for the other as
 * processes do.
 */
#include "tests/unit/engine/long_kernel.h"

#include "tests/lib/test_model.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/remote_end.h"
#include "engine/render_units.h"
#include "gen9/gtt_defs.h"
#include "softgpu/remote_units.h"
#include "softgpu/softgpu_types.h"

#define LOOPS		3000000u
#define PATIENCE_MS	60000u

/**
 * struct fixture - A software GPU, and a render engine in a thread of its own.
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
 * @losses: calls of lose
 */
struct fixture {
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

static int grant_all(void *arg, const u64 *entries, u32 n)
{
	return 0;
}

static u8 *thread_page(void *arg, u64 va, bool write)
{
	struct fixture *f = arg;
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);
	u64 entry;

	if (sgpu_remote_translate(f->remote, &f->process, va, 1, &entry, grant_all, NULL) ||
	    (write && !(entry & GEN9_PTE_RW)))
		return NULL;
	return sgpu_bus_page(&sg->bus, entry & GEN9_PTE_ADDR_MASK);
}

static u64 thread_now(void *arg)
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
static bool thread_waits(struct fixture *f)
{
	bool go_on;

	pthread_mutex_lock(&f->lock);
	while (!f->stop && !remote_end_waits(&f->end))
		pthread_cond_wait(&f->cond, &f->lock);
	go_on = !f->stop;
	pthread_mutex_unlock(&f->lock);
	return go_on;
}

static void *thread_main(void *arg)
{
	struct fixture *f = arg;

	while (thread_waits(f)) {
		remote_end_execute(&f->end);
		sgpu_remote_answered(f->remote);
	}
	return NULL;
}

/* --- the command streamer's side ---------------------------------------------------------- */

static struct fixture *fixture_of(struct sgpu_remote_process *process)
{
	return container_of(process, struct fixture, process);
}

static void process_wake(struct sgpu_remote_process *process)
{
	struct fixture *f = fixture_of(process);

	pthread_mutex_lock(&f->lock);
	pthread_cond_signal(&f->cond);
	pthread_mutex_unlock(&f->lock);
}

static void process_lose(struct sgpu_remote_process *process)
{
	fixture_of(process)->losses++;
}

static void process_end(struct sgpu_remote_process *process)
{
}

static void process_release(struct sgpu_remote_process *process)
{
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = process_wake,
	.lose = process_lose,
	.end = process_end,
	.release = process_release,
};

static int give(struct softgpu_user *user, void *arg)
{
	struct fixture *f = arg;

	f->remote = sgpu_remote_create(softgpu_user_softgpu(user), NULL);
	return f->remote ? 0 : -ENOMEM;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	sgpu_rig_init_units(&f->rig, PGPU_RCS, SOFTGPU_USER_THREADS, give, f);
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
	assert_int_equal(sgpu_remote_attach(f->remote, &f->process), 0);
	assert_int_equal(pthread_create(&f->thread, NULL, thread_main, f), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

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
	return 0;
}

static void submit(struct fixture *f, u32 flags)
{
	struct pgpu_submission sub;

	if (!flags)
		sgpu_rig_emit_batch(&f->rig, RIG_BATCH, true);
	sgpu_rig_prepare(&f->rig, &sub, flags);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
}

/* Wait until there are @n events of a type. */
static void await(struct fixture *f, u32 type, u32 n)
{
	u32 ms;

	for (ms = 0; sgpu_rig_events(&f->rig, type) < n; ms++) {
		assert_in_range(ms, 0, PATIENCE_MS);
		usleep(1000);
	}
}

/* --- tests -------------------------------------------------------------------------------- */

static void a_kernel_stores_what_it_has_counted(void **state)
{
	struct fixture *f = *state;

	long_kernel_write(&f->rig, 1000);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	await(f, PGPU_EV_COMPLETE, 1);
	assert_int_equal(f->rig.data[0], 1000);
	assert_int_equal(f->losses, 0);
}

static void a_kernel_is_preempted_again_and_again_and_counts_once(void **state)
{
	struct fixture *f = *state;
	u32 preempted = 0;

	long_kernel_write(&f->rig, LOOPS);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	while (!sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE)) {
		usleep(2000);
		f->rig.pgpu->ops->preempt(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
		while (sgpu_rig_events(&f->rig, PGPU_EV_PREEMPTED) == preempted &&
		       !sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE))
			usleep(100);
		if (sgpu_rig_events(&f->rig, PGPU_EV_PREEMPTED) == preempted)
			break;
		preempted++;
		submit(f, PGPU_SUBMIT_RESUME);
	}
	assert_true(preempted > 2);
	assert_int_equal(f->rig.data[0], LOOPS);
	assert_int_equal(f->losses, 0);
}

static void a_kernel_without_an_end_is_cancelled(void **state)
{
	struct fixture *f = *state;

	long_kernel_write_endless(&f->rig);
	long_kernel_batch(&f->rig);
	submit(f, 0);
	await(f, PGPU_EV_STARTED, 1);
	usleep(20000);
	assert_int_equal(f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, f->rig.cookie), 0);
	await(f, PGPU_EV_CANCELLED, 1);
	assert_int_equal(f->rig.data[0], 0);
}

#define REMOTE_TEST(fn)	cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REMOTE_TEST(a_kernel_stores_what_it_has_counted),
		REMOTE_TEST(a_kernel_is_preempted_again_and_again_and_counts_once),
		REMOTE_TEST(a_kernel_without_an_end_is_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
