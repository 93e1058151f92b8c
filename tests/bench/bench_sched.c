// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the scheduler. Fairness and use of engines are in the simulator's virtual time. The cost
 * of a decision is in real time, with an engine whose jobs end at once.
 */
#include <sys/mman.h>

#include "mediator/host.h"
#include "mediator/sched.h"
#include "mediator/type.h"
#include "tests/bench/bench.h"
#include "tools/facet-sim/sim.h"

#define US		1000ull
#define MS		1000000ull
#define SWITCH_NS	300u
#define COMMAND_NS	(20 * US)
#define HOG_NS		(10 * MS)
#define OTHER_NS	MS
#define CLIENTS_MAX	64u
#define ENGINE		PGPU_BCS
#define DECISIONS	200000u
#define ROUNDS		9u
#define DEPTH		2u
#define RING		4096u
#define LARGE		(1ull << 21)

/* --- in virtual time ---------------------------------------------------------------------- */

/** struct scene - A workload and its result. */
struct scene {
	struct sim_file file;
	struct sim_client clients[CLIENTS_MAX];
	struct sim_result result;
};

static struct scene *scene_create(u64 duration_ns)
{
	struct scene *s = bench_alloc(1, sizeof(*s));

	s->file.workload = (struct sim_workload){
		.name = "bench", .duration_ns = duration_ns, .switch_ns = SWITCH_NS, .seed = 1,
		.clients = s->clients,
	};
	return s;
}

/* Add a vGPU with endless work or, with a period, with one job in each period. */
static void scene_add(struct scene *s, const char *name, u32 weight, u64 job_ns, u64 period_ns)
{
	s->clients[s->file.workload.client_count++] = (struct sim_client){
		.name = name, .type = &facet_types[0], .stop_ns = SIM_NEVER,
		.knobs = { .weight = weight, .priority = FACET_SCHED_PRIORITY_NORMAL },
		.loads = {{
			.engine = ENGINE, .job_ns = job_ns, .command_ns = COMMAND_NS,
			.queue = period_ns ? 1 : 2, .period_ns = period_ns,
		}},
		.load_count = 1,
	};
}

static void scene_run(struct scene *s, bool keep_runs)
{
	if (sim_run(&s->file.workload, keep_runs, &s->result))
		abort();
}

static void scene_destroy(struct scene *s)
{
	sim_result_free(&s->result);
	free(s);
}

/* Create a scene of @n vGPUs of equal weight. One of them is a hog. */
static struct scene *crowd(u32 n, u64 duration_ns)
{
	struct scene *s = scene_create(duration_ns);
	u32 i;

	for (i = 0; i < n; i++)
		scene_add(s, i ? "other" : "hog", FACET_SCHED_WEIGHT_UNIT, i ? OTHER_NS : HOG_NS,
			  0);
	return s;
}

static void fairness(const char *name, u32 n, u64 window_ns)
{
	struct scene *s = crowd(n, 10 * window_ns);
	double each = (double)window_ns / n, longer;
	char how[200];

	scene_run(s, true);
	longer = max(s->result.engines[ENGINE].slice_ns, COMMAND_NS);
	snprintf(how, sizeof(how),
		 "lowest / highest service in any windows of virtual time, slices of "
		 "%.0f us by the scheduler, changes of %u ns; bound: %.4f",
		 longer / US, SWITCH_NS, (each - longer) / (each + longer));
	bench_result(name, sim_min_max(&s->file.workload, &s->result, NULL, ENGINE, window_ns),
		     "ratio", how);
	scene_destroy(s);
}

static double busy(u32 n)
{
	struct scene *s = crowd(n, 1000 * MS);
	double ns;

	scene_run(s, false);
	ns = s->result.engines[ENGINE].busy_ns;
	scene_destroy(s);
	return ns;
}

static double weight_error(void)
{
	static const u32 weights[] = { 1, 2, 5, 10, 20, 40, 70, 100 };
	struct scene *s = scene_create(1000 * MS);
	double worst = 0, sum = 0, had;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		scene_add(s, "weighted", weights[i], OTHER_NS, 0);
		sum += weights[i];
	}
	scene_run(s, false);
	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		had = s->result.stats[i * PGPU_ENGINES + ENGINE].busy_ns;
		had /= s->result.engines[ENGINE].busy_ns;
		had = had * sum / weights[i] - 1;
		worst = max(worst, had < 0 ? -had : had);
	}
	scene_destroy(s);
	return 100 * worst;
}

static double interactive_wait(void)
{
	struct scene *s = scene_create(10000 * MS);
	double us;
	u32 i;

	scene_add(s, "interactive", FACET_SCHED_WEIGHT_UNIT, MS, 16700 * US);
	for (i = 0; i < 8; i++)
		scene_add(s, "hog", FACET_SCHED_WEIGHT_UNIT, HOG_NS, 0);
	scene_run(s, false);
	us = (double)sim_wait_quantile(&s->result.waits[ENGINE], 0.99) / US;
	scene_destroy(s);
	return us;
}

/* --- in real time ------------------------------------------------------------------------- */

/* An engine that does no work and records its submissions. */
static struct {
	struct facet_sched *sched;
	struct pgpu_submission queue[DEPTH];
	u32 queued;
	u64 now;
} engine;

/** struct worker - An entity whose job is queued again when it ends. */
struct worker {
	struct facet_sched_entity entity;
	struct facet_sched_job job;
};

static int give(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	if (engine.queued == DEPTH)
		return -EAGAIN;
	engine.queue[engine.queued++] = *sub;
	return 0;
}

static int ask(struct pgpu *pgpu, u32 id, u64 cookie)
{
	return 0;
}

static int engine_query_progress(struct pgpu *pgpu, u32 id, u64 cookie,
				 struct pgpu_progress *progress)
{
	return -ENOENT;
}

static int switch_regs(struct pgpu *pgpu, u32 id, const u32 *pairs, u32 n)
{
	return 0;
}

static const struct pgpu_ops engine_ops = {
	.submit = give,
	.preempt = ask,
	.cancel = ask,
	.query_progress = engine_query_progress,
	.switch_regs = switch_regs,
};

static const struct pgpu_caps engine_caps = {
	.engines = BIT(ENGINE), .preemption = PGPU_PREEMPT_COMMAND, .depth = DEPTH,
};

static struct pgpu engine_pgpu = { &engine_ops, &engine_caps };

static u64 engine_now(void *host)
{
	return engine.now;
}

static void engine_arm(void *host, u64 deadline_ns)
{
}

static const struct facet_gpu_host_ops engine_host = {
	.now_ns = engine_now, .arm_timer = engine_arm,
};

static void worker_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct worker *worker = container_of(job, struct worker, job);

	if (ended)
		facet_sched_queue(&worker->entity, job, NULL);
}

static void report(u32 type, u64 cookie, u64 busy_ns)
{
	const struct pgpu_event event = {
		.type = type, .engine = ENGINE, .cookie = cookie, .busy_ns = busy_ns,
	};

	facet_sched_event(engine.sched, &event);
}

/* End the running job. The scheduler picks the next, and the ended job waits again. */
static void decide(void)
{
	u64 cookie = engine.queue[0].cookie;

	report(PGPU_EV_STARTED, cookie, 0);
	engine.now += 10 * US;
	engine.queue[0] = engine.queue[1];
	engine.queued--;
	report(PGPU_EV_COMPLETE, cookie, 10 * US);
}

/* Allocate in large pages, as the kernel's own memory is mapped. */
static struct worker *workers_alloc(u32 n)
{
	size_t bytes = ALIGN(n * sizeof(struct worker), LARGE);
	struct worker *workers = aligned_alloc(LARGE, bytes);

	if (!workers)
		abort();
	madvise(workers, bytes, MADV_HUGEPAGE);
	return memset(workers, 0, bytes);
}

static struct worker *workers_create(u32 n)
{
	struct worker *workers = workers_alloc(n);
	u32 i;

	engine.queued = 0;
	engine.now = MS;
	if (facet_sched_create(&engine_pgpu, &engine_host, NULL, &engine.sched))
		abort();
	for (i = 0; i < n; i++) {
		INIT_LIST_HEAD(&workers[i].job.list);
		workers[i].job.event = worker_event;
		workers[i].job.submission.ring_size = RING;
		facet_sched_add(engine.sched, &workers[i].entity, ENGINE, 1 + i % 1000);
		facet_sched_queue(&workers[i].entity, &workers[i].job, NULL);
	}
	return workers;
}

/* Return the time of a decision in nanoseconds. */
static double pick(u32 n)
{
	struct worker *workers = workers_create(n);
	double rounds[ROUNDS];
	u32 r, i;

	for (i = 0; i < DECISIONS; i++)
		decide();
	for (r = 0; r < ROUNDS; r++) {
		u64 before = bench_cpu_ns();

		for (i = 0; i < DECISIONS; i++)
			decide();
		rounds[r] = (double)(bench_cpu_ns() - before) / DECISIONS;
	}
	facet_sched_destroy(engine.sched);
	free(workers);
	return bench_median(rounds, ROUNDS);
}

int main(int argc, char **argv)
{
	static const char how[] =
		"a job starts and ends, the next is picked, submitted, and the one "
		"that has ended waits again; median of 9 rounds";

	bench_begin(argc, argv, "the scheduler");
	fairness("fairness_min_max_100ms_2", 2, 100 * MS);
	fairness("fairness_min_max_100ms_8", 8, 100 * MS);
	fairness("fairness_min_max_1s_64", 64, 1000 * MS);
	bench_result("weight_error_pct", weight_error(), "%",
		     "worst of eight vGPUs with weights of 1 to 100, over 1 s of virtual time");
	bench_result("utilisation_64_vs_1", busy(64) / busy(1), "ratio",
		     "busy time of the engine in 1 s of virtual time, 300 ns from one job to the "
		     "next");
	bench_result("submit_to_start_p99_us", interactive_wait(), "us",
		     "1 ms of work each 16.7 ms beside 8 hogs, virtual time");
	bench_result("pick_ns_10", pick(10), "ns", how);
	bench_result("pick_ns_10000", pick(10000), "ns", how);
	return bench_end();
}
