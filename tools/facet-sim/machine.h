/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler in virtual time: the mediator's own (mediator/sched.h) over engines that are
 * a queue each, and clients that submit as a description says. Time goes from one thing
 * that happens to the next, and nothing is left to chance but by a seed.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "port.h"
#include "mediator/sched_policy.h"

#define SIM_NEVER	(~0ull)

enum { SIM_LOADS = PGPU_ENGINES };

/**
 * struct sim_load - What a client submits to an engine.
 * @engine: enum pgpu_engine
 * @job_ns: a job's work
 * @command_ns: it can be put aside every so often; 0: only at its end
 * @queue: jobs that wait and run at the same time, one being submitted for each that ends; or
 * @period_ns: 0, or a burst of @queue jobs is submitted each time
 * @think_ns: from the end of a job to the next one, without a period
 * @jitter: so much of job, period and thinking is drawn, per cent
 */
struct sim_load {
	u32 engine;
	u64 job_ns;
	u64 command_ns;
	u32 queue;
	u64 period_ns;
	u64 think_ns;
	u32 jitter;
};

/**
 * struct sim_client - A vGPU.
 * @name: of the line of the description; those of one line share it
 * @knobs: as in sysfs
 * @type: of mediator/type.h
 * @start_ns: when it comes
 * @stop_ns: when it leaves, or SIM_NEVER
 * @loads: what it does
 * @load_count: how many
 */
struct sim_client {
	const char *name;
	struct facet_sched_knobs knobs;
	const struct facet_type *type;
	u64 start_ns;
	u64 stop_ns;
	struct sim_load loads[SIM_LOADS];
	u32 load_count;
};

struct machine;

/**
 * struct sim_tick - A periodic call that reads statistics and sets knobs.
 * @period_ns: period in nanoseconds; 0: no call
 * @fire: the function; may call sim_now(), sim_clock(), sim_stats() and sim_turn()
 * @context: argument of @fire
 */
struct sim_tick {
	u64 period_ns;
	void (*fire)(struct machine *m, void *context);
	void *context;
};

/**
 * struct sim_workload - A description, whole.
 * @name: for people
 * @policy: enum facet_policy
 * @default_slice_us: as in sysfs
 * @duration_ns: how long it is watched
 * @switch_ns: what it takes an engine to begin with another job
 * @seed: of all that is drawn
 * @clients: one of each vGPU
 * @client_count: how many
 * @tick: first after its period
 */
struct sim_workload {
	const char *name;
	enum facet_policy policy;
	u32 default_slice_us;
	u64 duration_ns;
	u64 switch_ns;
	u64 seed;
	struct sim_client *clients;
	u32 client_count;
	struct sim_tick tick;
};

/** struct sim_run - A client has had an engine. */
struct sim_run {
	u32 client;
	u32 engine;
	u64 begin_ns;
	u64 end_ns;
};

/**
 * struct sim_result - What came of it.
 * @stats: client by client, PGPU_ENGINES each
 * @engines: the same of the engines
 * @runs: in the order that they ended; NULL unless asked for
 * @run_count: how many
 * @waits: of client by client, PGPU_ENGINES each: the times from submission to start
 * @events: things that happened
 */
struct sim_result {
	struct facet_sched_stats *stats;
	struct facet_sched_stats engines[PGPU_ENGINES];
	struct sim_run *runs;
	u64 run_count;
	struct sim_waits *waits;
	u64 events;
};

/* Times in steps of an eighth of their power of two. */
enum { SIM_WAIT_STEPS = 64 * 8 };

/** struct sim_waits - How often so long a time was waited. */
struct sim_waits {
	u64 count;
	u64 longest_ns;
	u64 steps[SIM_WAIT_STEPS];
};

/**
 * sim_wait_quantile() - Compute a quantile of waiting times.
 * @waits: the waiting times
 * @part: the quantile, 0 to 1; 1: the longest wait
 *
 * Context: any thread; takes no lock; reads memory only.
 * Return: nanoseconds, rounded up to a step of &sim_waits.steps.
 */
u64 sim_wait_quantile(const struct sim_waits *waits, double part);

/**
 * sim_run() - Simulate a workload from its begin to its end.
 * @workload: the workload
 * @keep_runs: record each run in @result->runs
 * @result: gets the result; sim_result_free() frees it, also after an error
 *
 * Context: any thread; takes no lock but the scheduler's own. Time is virtual: nothing waits.
 * Return: 0; -ENOMEM: no memory; -EINVAL: the policy does not admit all clients.
 */
int sim_run(const struct sim_workload *workload, bool keep_runs, struct sim_result *result);

/**
 * sim_now() - Return the virtual time since the begin of the simulation.
 * @m: the machine
 *
 * Context: &sim_tick.fire; takes no lock.
 * Return: nanoseconds.
 */
u64 sim_now(const struct machine *m);

/**
 * sim_stats() - Return the scheduler's statistics of a client.
 * @m: the machine
 * @client: index of the client
 *
 * Context: &sim_tick.fire.
 * Return: array of PGPU_ENGINES entries; their times are of the clock of sim_clock().
 */
const struct facet_sched_stats *sim_stats(const struct machine *m, u32 client);

/**
 * sim_clock() - Return the time of the scheduler's clock.
 * @m: the machine
 *
 * Context: &sim_tick.fire; takes no lock.
 * Return: nanoseconds; SIM_BEGIN_NS more than sim_now().
 */
u64 sim_clock(const struct machine *m);

/**
 * sim_turn() - Set the knobs of a client.
 * @m: the machine
 * @client: index of the client
 * @knobs: the knobs
 *
 * Context: &sim_tick.fire.
 * Return: 0; -EINVAL: a knob is out of range, or fixed shares leave too little; -ENOENT: the
 *	client has not come yet or has left.
 */
int sim_turn(struct machine *m, u32 client, const struct facet_sched_knobs *knobs);

/**
 * sim_result_free() - Free the arrays of a result.
 * @result: a result of sim_run()
 *
 * Context: any thread.
 */
void sim_result_free(struct sim_result *result);

#endif
