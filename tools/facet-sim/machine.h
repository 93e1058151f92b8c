/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The simulator of facet-sim: the mediator's own scheduler (mediator/sched.h) in virtual time. Each
 * engine is a queue. Clients submit jobs as a description says. Time jumps from one event to the
 * next. Random numbers come from a seed, so each run of a description gives the same result.
 * main.c calls sim_run(), and so do tests and benchmarks.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "port.h"
#include "mediator/sched_policy.h"

#define SIM_NEVER	(~0ull)	/* a time that never comes */

enum { SIM_LOADS = PGPU_ENGINES };	/* loads of a client, at most */

/**
 * struct sim_load - Load of a client on one engine: the jobs that the client submits. Times are in
 * nanoseconds.
 * @engine: enum pgpu_engine
 * @job_ns: time that a job runs on the engine
 * @command_ns: time of a command; the engine can preempt a job between two commands. 0: the engine
 *	cannot preempt the job
 * @queue: without @period_ns: number of jobs that are queued or run at the same time; the client
 *	submits another job for each that ends. With @period_ns: number of jobs in a burst
 * @period_ns: time from one burst to the next; 0: no bursts. The client leaves out a burst if a job
 *	of an earlier burst has not ended
 * @think_ns: without @period_ns: time from the end of a job to the submission of the next
 * @frame_ns: without @period_ns and @think_ns: time from one vertical blank to the next. The jobs
 *	are frames: @queue jobs each. At a blank the client shows a frame that has ended, and
 *	submits the next one. If the frame has not ended, it misses the blank. 0: no frames
 * @jitter: largest random deviation of @job_ns, @period_ns and @think_ns, in per cent
 */
struct sim_load {
	u32 engine;
	u64 job_ns;
	u64 command_ns;
	u32 queue;
	u64 period_ns;
	u64 think_ns;
	u64 frame_ns;
	u32 jitter;
};

/**
 * struct sim_client - One vGPU. Times are in nanoseconds since the begin of the simulation.
 * @name: name of the line in the description; all clients of a line have this name
 * @knobs: the administrator's settings, as in sysfs
 * @type: type of the vGPU
 * @start_ns: time at which the client arrives
 * @stop_ns: time at which the client leaves; SIM_NEVER: it stays
 * @loads: the loads, each on another engine
 * @load_count: number of loads
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
 * struct sim_workload - Input of a simulation: policy, engines and clients.
 * @name: name for messages and tables
 * @policy: enum facet_policy
 * @default_slice_us: the parent's slice in microseconds, as in sysfs; 0: the scheduler chooses
 * @duration_ns: simulated time in nanoseconds
 * @switch_ns: time that an engine needs before it starts a job, in nanoseconds
 * @seed: seed of the random numbers
 * @clients: array of @client_count clients
 * @client_count: number of clients
 * @tick: periodic call; the first call comes one period after the begin
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

/**
 * struct sim_run - One run of a job on an engine, up to its end or preemption.
 * @client: index of &sim_workload.clients
 * @engine: enum pgpu_engine
 * @begin_ns: begin of the run, in nanoseconds of the scheduler's clock (sim_clock())
 * @end_ns: end of the run, in nanoseconds of the same clock
 */
struct sim_run {
	u32 client;
	u32 engine;
	u64 begin_ns;
	u64 end_ns;
};

/**
 * struct sim_frames - Frames of a client on an engine (&sim_load.frame_ns).
 * @blanks: vertical blanks since the first frame was submitted
 * @shown: blanks that showed a new frame
 * @missed: blanks at which the frame had not ended
 */
struct sim_frames {
	u64 blanks;
	u64 shown;
	u64 missed;
};

/**
 * struct sim_result - Result of a simulation.
 * @stats: the scheduler's statistics of client c on engine e, at index c * PGPU_ENGINES + e
 * @engines: the scheduler's statistics of each engine
 * @runs: array of @run_count runs, in the order of their ends; NULL: none recorded
 * @run_count: number of runs
 * @waits: times from the submission of a job to its first start, with the indices of @stats
 * @frames: frames, with the indices of @stats
 * @events: number of simulated events
 */
struct sim_result {
	struct facet_sched_stats *stats;
	struct facet_sched_stats engines[PGPU_ENGINES];
	struct sim_run *runs;
	u64 run_count;
	struct sim_waits *waits;
	struct sim_frames *frames;
	u64 events;
};

/* Steps of the histogram of waiting times: eight equal steps for each power of two. */
enum { SIM_WAIT_STEPS = 64 * 8 };

/**
 * struct sim_waits - Histogram of waiting times.
 * @count: number of waits
 * @longest_ns: longest wait in nanoseconds
 * @steps: number of waits in each step. Step 8 * b + s begins at (8 + s) * 2^b / 8 nanoseconds. A
 *	wait of less than 8 ns counts as if it were 8 ns longer
 */
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
 * Context: any thread; takes no lock but &facet_sched.lock. Time is virtual: nothing waits.
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
 * Context: &sim_tick.fire; takes no lock.
 * Return: array of PGPU_ENGINES entries, whose times are on the scheduler's clock (sim_clock()).
 */
const struct facet_sched_stats *sim_stats(const struct machine *m, u32 client);

/**
 * sim_clock() - Return the time of the scheduler's clock.
 * @m: the machine
 *
 * The scheduler's clock does not begin at 0: it is ahead of sim_now() by SIM_BEGIN_NS.
 *
 * Context: &sim_tick.fire; takes no lock.
 * Return: nanoseconds.
 */
u64 sim_clock(const struct machine *m);

/**
 * sim_turn() - Set the knobs of a client.
 * @m: the machine
 * @client: index of the client
 * @knobs: the knobs
 *
 * Context: &sim_tick.fire. Takes &facet_sched.lock.
 * Return: 0; -EINVAL: a knob is out of its range, or the policy is FACET_FIXED_SHARE and the other
 *	clients' parts leave too little; -ENOENT: the client has not arrived yet or has left.
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
