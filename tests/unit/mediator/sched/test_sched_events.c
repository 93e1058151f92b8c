// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the scheduler with a pGPU that reports random events: old and invented cookies, cookies of
 * other engines, repeated starts and ends, ends out of order. An oracle is a second implementation
 * of the rules in pgpu/pgpu.h. After each report it computes the calls that the owner of the job
 * should have received.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "mediator/sched.h"
#include "tests/unit/mediator/sched/sched_rig.h"

#define SEEDS		150u
#define STEPS		2500u
#define ENTITIES	6u
#define ENGINES		2u
#define DEPTH		2u
#define JOBS_MAX	256u
#define OLD_COOKIES	32u
#define TAIL		1024u

/*
 * Reaction of the scheduler to a report. NOTHING: ignores it. NOTIFIED: passes it to the owner.
 * REQUEUED: queues the job again. ENDED_SO: ends the job by this event. ENDED_LOST: ends it as
 * lost.
 */
enum outcome { NOTHING, NOTIFIED, REQUEUED, ENDED_SO, ENDED_LOST };

struct model_entity {
	struct facet_sched_entity entity;
	u32 engine;
	u32 blocked;
	bool halted;
	u64 submitted;		/* sequence number of the newest submitted job */
};

struct model_job {
	struct facet_sched_job job;
	struct model_entity *owner;
	u64 sequence;
	bool removed;
	bool failed;
	bool ended;
};

/* Jobs that the pGPU holds. */
struct held {
	struct pgpu_submission sub;
	struct model_job *job;
	bool started;
	bool faulted;
	bool preempt;
	bool cancel;
};

static struct {
	u64 seed;
	struct sched_clock clock;
	u64 start;
	struct facet_sched *sched;
	struct model_entity entities[ENTITIES];
	struct model_job *jobs[JOBS_MAX];
	u32 n_jobs;
	u64 sequence;
	struct held held[ENGINES][DEPTH];
	u32 n_held[ENGINES];
	u64 old[OLD_COOKIES];
	u32 n_old;
	bool honest;
	/* what the owner received at the last report */
	u32 calls;
	struct model_job *called;
	struct pgpu_event notified;
	bool notified_end;
} machine;

static u32 pick(u32 n)
{
	machine.seed = machine.seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(machine.seed >> 33) % n;
}

static struct held *find_held(u32 engine, u64 cookie)
{
	u32 i;

	for (i = 0; engine < ENGINES && i < machine.n_held[engine]; i++) {
		if (machine.held[engine][i].sub.cookie == cookie)
			return &machine.held[engine][i];
	}
	return NULL;
}

static void drop_held(u32 engine, struct held *held)
{
	u32 i = held - machine.held[engine];

	machine.old[machine.n_old++ % OLD_COOKIES] = held->sub.cookie;
	machine.n_held[engine]--;
	memmove(held, held + 1, (machine.n_held[engine] - i) * sizeof(*held));
}

static int op_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	struct model_job *job = (struct model_job *)(uintptr_t)sub->ppgtt_root;
	struct model_entity *owner = job->owner;
	u32 i;

	/*
	 * The scheduler submits no job of a blocked or halted entity. It submits one job of an
	 * entity at a time, and in order.
	 */
	assert_int_equal(owner->blocked, 0);
	assert_false(owner->halted);
	for (i = 0; i < machine.n_held[sub->engine]; i++)
		assert_ptr_not_equal(machine.held[sub->engine][i].job->owner, owner);
	assert_null(find_held(sub->engine, sub->cookie));
	assert_false(job->ended);
	assert_true(job->sequence >= owner->submitted);
	if (machine.n_held[sub->engine] == DEPTH || (!machine.honest && !pick(20)))
		return -EAGAIN;
	owner->submitted = job->sequence;
	if (!machine.honest && !pick(50)) {
		job->failed = true;
		owner->halted = true;
		return -EINVAL;
	}
	machine.held[sub->engine][machine.n_held[sub->engine]++] =
		(struct held){ .sub = *sub, .job = job };
	return 0;
}

static int op_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	struct held *held = find_held(engine, cookie);

	assert_non_null(held);
	held->preempt = true;
	return 0;
}

static int op_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	struct held *held = find_held(engine, cookie);

	assert_non_null(held);
	held->cancel = true;
	return 0;
}

/* Return random progress, which may be impossible. */
static int op_query_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
			     struct pgpu_progress *progress)
{
	memset(progress, 0, sizeof(*progress));
	progress->head = pick(2 * TAIL);
	progress->place = pick(5);
	return pick(2) ? 0 : -ENOENT;
}

static const struct pgpu_ops ops = {
	.submit = op_submit, .preempt = op_preempt, .cancel = op_cancel,
	.switch_regs = engine_no_switch, .query_progress = op_query_progress,
};
static const struct pgpu_caps caps = {
	.engines = 0xf, .preemption = PGPU_PREEMPT_COMMAND, .depth = DEPTH,
};
static struct pgpu pgpu = { .ops = &ops, .caps = &caps };

static void job_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct model_job *called = container_of(job, struct model_job, job);

	assert_false(called->ended);
	machine.calls++;
	machine.called = called;
	machine.notified = *event;
	machine.notified_end = ended;
	called->ended = ended;
}

/* The owner frees the job at its end: the sanitizer reports a later access. */
static void forget_job(struct model_job *job)
{
	u32 i;

	for (i = 0; machine.jobs[i] != job; i++)
		assert_true(i < machine.n_jobs);
	machine.jobs[i] = machine.jobs[--machine.n_jobs];
	free(job);
}

/* Compute the outcome by the rules of pgpu/pgpu.h, without the scheduler. */
static enum outcome expect(const struct pgpu_event *event, const struct held *held)
{
	bool inside = held && !(event->head & 3) && event->head >= held->sub.head &&
		      event->head <= held->sub.tail;

	if (!held)
		return NOTHING;
	switch (event->type) {
	case PGPU_EV_STARTED:
		return held->started ? NOTHING : NOTIFIED;
	case PGPU_EV_USER_IRQ:
	case PGPU_EV_FAULT:
		return held->started && !held->faulted ? NOTIFIED : NOTHING;
	case PGPU_EV_PREEMPTED:
		return held->started && held->preempt && !held->cancel && inside ? REQUEUED :
										   ENDED_LOST;
	case PGPU_EV_COMPLETE:
		return held->started && !held->faulted ? ENDED_SO : ENDED_LOST;
	case PGPU_EV_CANCELLED:
	case PGPU_EV_LOST:
		return ENDED_SO;
	default:
		return NOTHING;
	}
}

/* Update the pGPU's own state after a report. */
static void account(const struct pgpu_event *event, struct held *held, enum outcome outcome)
{
	struct model_job *job = held->job;
	bool clean = outcome == ENDED_SO && event->type == PGPU_EV_COMPLETE;

	held->started |= event->type == PGPU_EV_STARTED;
	held->faulted |= event->type == PGPU_EV_FAULT && outcome == NOTIFIED;
	if (outcome != REQUEUED && outcome != ENDED_SO && outcome != ENDED_LOST)
		return;
	if (outcome != REQUEUED && !clean && !job->removed)
		job->owner->halted = true;
	drop_held(event->engine, held);
}

static void report(const struct pgpu_event *event)
{
	struct held *held = find_held(event->engine, event->cookie);
	enum outcome outcome = expect(event, held);
	struct model_job *job = held ? held->job : NULL;

	if (held)
		account(event, held, outcome);
	machine.calls = 0;
	facet_sched_event(machine.sched, event);
	assert_int_equal(machine.calls, outcome != NOTHING && outcome != REQUEUED);
	if (!machine.calls)
		return;
	assert_ptr_equal(machine.called, job);
	assert_int_equal(machine.notified_end, outcome == ENDED_SO || outcome == ENDED_LOST);
	assert_int_equal(machine.notified.type, outcome == ENDED_LOST ? PGPU_EV_LOST : event->type);
	if (machine.notified_end)
		forget_job(job);
}

static u64 any_cookie(u32 *engine)
{
	u32 e = pick(ENGINES);
	u64 cookie;

	*engine = e;
	switch (pick(8)) {
	case 0:
		return machine.old[pick(OLD_COOKIES)];
	case 1:
		return (u64)pick(1u << 31) << 32 | pick(1u << 31);
	default:
		if (!machine.n_held[e])
			return 0;
		cookie = machine.held[e][pick(machine.n_held[e])].sub.cookie;
		if (!pick(16))
			*engine = pick(2) ? 1 - e : pick(1u << 31);
		return pick(16) ? cookie : cookie ^ 1ull << pick(63);
	}
}

static void report_anything(void)
{
	struct pgpu_event event = {
		.type = pick(PGPU_EV_TYPES + 2),
		.head = pick(4) ? 4 * pick(TAIL / 4) : pick(1u << 31),
		.busy_ns = pick(2) ? pick(1000000) : ~0ull >> pick(40),
		.place = pick(6),
		.acthd = pick(1u << 31),
	};

	/* Half of the reports are starts, so that jobs get on. */
	if (pick(2))
		event.type = PGPU_EV_STARTED;
	event.cookie = any_cookie(&event.engine);
	report(&event);
}

static void queue_job(void)
{
	struct model_job *job;

	if (machine.n_jobs == JOBS_MAX)
		return;
	job = calloc(1, sizeof(*job));
	job->owner = &machine.entities[pick(ENTITIES)];
	job->sequence = ++machine.sequence;
	job->job.event = job_event;
	job->job.submission.ring_size = 4096;
	job->job.submission.tail = TAIL;
	job->job.submission.ppgtt_root = (uintptr_t)job;
	INIT_LIST_HEAD(&job->job.list);
	machine.jobs[machine.n_jobs++] = job;
	assert_true(facet_sched_queue(&job->owner->entity, &job->job, NULL));
}

/* Remove all jobs of an entity as a reset does. Then restart the entity. */
static void reset_entity(void)
{
	struct model_entity *owner = &machine.entities[pick(ENTITIES)];
	u32 i = 0;

	while (i < machine.n_jobs) {
		struct model_job *job = machine.jobs[i];

		if (job->owner == owner && !job->removed) {
			job->removed = true;
			if (facet_sched_remove(&job->job)) {
				forget_job(job);
				continue;
			}
		}
		i++;
	}
	owner->halted = false;
	facet_sched_restart(&owner->entity);
}

static void withdraw_job(void)
{
	struct model_job *job;

	if (!machine.n_jobs)
		return;
	job = machine.jobs[pick(machine.n_jobs)];
	if (!job->failed && facet_sched_withdraw(&job->job))
		forget_job(job);
}

static void block_entity(void)
{
	struct model_entity *owner = &machine.entities[pick(ENTITIES)];

	if (owner->blocked && pick(3)) {
		owner->blocked--;
		facet_sched_unblock(&owner->entity);
	} else {
		owner->blocked++;
		facet_sched_block(&owner->entity);
	}
}

/* Fire the timer: it reports jobs that the pGPU refused, several at once. */
static void run_timer(void)
{
	u32 i, failed = 0, ended = 0;

	for (i = 0; i < machine.n_jobs; i++)
		failed += machine.jobs[i]->failed;
	machine.calls = 0;
	facet_sched_timer(machine.sched);
	assert_int_equal(machine.calls, failed);
	for (i = 0; i < machine.n_jobs;) {
		if (machine.jobs[i]->ended) {
			assert_true(machine.jobs[i]->failed);
			forget_job(machine.jobs[i]);
			ended++;
		} else {
			i++;
		}
	}
	assert_int_equal(ended, failed);
}

static void query_job(void)
{
	struct pgpu_progress progress;

	if (!machine.n_jobs)
		return;
	facet_sched_query_progress(&machine.jobs[pick(machine.n_jobs)]->job, &progress);
	assert_true(progress.head <= TAIL && !(progress.head & 3));
	assert_true(progress.place < PGPU_PLACES);
}

static void step(void)
{
	machine.clock.now += pick(3000000);
	switch (pick(24)) {
	case 0:
		reset_entity();
		break;
	case 1:
		withdraw_job();
		break;
	case 2:
		block_entity();
		break;
	case 3:
		run_timer();
		break;
	case 4:
		query_job();
		break;
	case 5 ... 8:
		queue_job();
		break;
	default:
		report_anything();
		break;
	}
}

static void begin(u64 seed)
{
	u32 i;

	memset(&machine, 0, sizeof(machine));
	machine.seed = seed;
	machine.clock.now = machine.start = 1000000;
	assert_int_equal(facet_sched_create(&pgpu, &sched_clock_ops, &machine.clock,
					    &machine.sched),
			 0);
	for (i = 0; i < ENTITIES; i++) {
		machine.entities[i].engine = i % ENGINES;
		facet_sched_add(machine.sched, &machine.entities[i].entity, i % ENGINES,
				100 + 50 * i);
	}
}

/* Let the pGPU behave from now on, and end all jobs that are left. */
static void settle(void)
{
	struct model_entity *owner;
	u32 i, e;

	machine.honest = true;
	for (i = 0; i < ENTITIES; i++) {
		machine.entities[i].halted = false;
		facet_sched_restart(&machine.entities[i].entity);
		while (machine.entities[i].blocked) {
			machine.entities[i].blocked--;
			facet_sched_unblock(&machine.entities[i].entity);
		}
	}
	run_timer();
	while (machine.n_held[0] + machine.n_held[1]) {
		for (e = 0; e < ENGINES; e++) {
			struct held *held = &machine.held[e][0];
			struct pgpu_event event = {
				.engine = e, .cookie = held->sub.cookie, .head = held->sub.tail,
			};

			if (!machine.n_held[e])
				continue;
			machine.clock.now += 1000;
			if (!held->started) {
				event.type = PGPU_EV_STARTED;
				report(&event);
			}
			held = find_held(e, event.cookie);
			event.type = held->cancel ? PGPU_EV_CANCELLED : PGPU_EV_COMPLETE;
			owner = held->job->owner;
			report(&event);
			owner->halted = false;
			facet_sched_restart(&owner->entity);
		}
	}
}

static void any_sequence_of_reports_leaves_it_sane(void **state)
{
	u32 seed, i;
	u64 busy;

	for (seed = 1; seed <= SEEDS; seed++) {
		begin(seed);
		for (i = 0; i < STEPS; i++)
			step();
		settle();
		/* Each queued job has ended exactly once. */
		assert_int_equal(machine.n_jobs, 0);
		for (i = 0, busy = 0; i < ENTITIES; i++) {
			assert_true(facet_sched_idle(&machine.entities[i].entity));
			busy += facet_sched_busy_ns(&machine.entities[i].entity);
		}
		/*
		 * The entities are charged at most the time that has passed, for each place of each
		 * engine.
		 */
		assert_true(busy <= (machine.clock.now - machine.start) * ENGINES * DEPTH);
		for (i = 0; i < 8; i++)
			queue_job();
		settle();
		assert_int_equal(machine.n_jobs, 0);
		for (i = 0; i < ENTITIES; i++)
			facet_sched_del(&machine.entities[i].entity);
		facet_sched_destroy(machine.sched);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_of_reports_leaves_it_sane),
	};

	return cmocka_run_group_tests_name("sched_events", tests, NULL, NULL);
}
