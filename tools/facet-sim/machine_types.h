/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The structs of facet-sim's machine (machine.h). machine.c, events.c, engines.c and clients.c
 * include this header. The simulation runs in one thread and takes no lock of its own.
 */
#ifndef SIM_MACHINE_TYPES_H
#define SIM_MACHINE_TYPES_H

#include "machine.h"
#include "mediator/host.h"

/* The scheduler's clock at the begin, in nanoseconds. No time is 0, which may mean "none". */
#define SIM_BEGIN_NS	1000000u

enum { SIM_DEPTH = 2 };	/* jobs in an engine's queue, at most */

struct machine;
struct stream;

/**
 * struct event - A function call at a virtual time.
 * @ns: the time, in nanoseconds of the scheduler's clock
 * @at: index in &machine.heap, from 1; 0: the event is not scheduled
 * @fire: the function; the event has left the heap before the call
 */
struct event {
	u64 ns;
	u32 at;
	void (*fire)(struct machine *m, struct event *event);
};

/**
 * struct piece - A job of a stream. A job that has ended is kept for the stream's next job.
 * @job: the scheduler's part of the job
 * @stream: the stream
 * @left_ns: time that the job still has to run, in nanoseconds
 * @queued_ns: time of the submission, in nanoseconds of the scheduler's clock
 * @begun: the job has run for the first time, and its wait is counted
 * @next: next job in &stream.free
 */
struct piece {
	struct facet_sched_job job;
	struct stream *stream;
	u64 left_ns;
	u64 queued_ns;
	bool begun;
	struct piece *next;
};

/**
 * struct engine - An engine. Times are in nanoseconds of the scheduler's clock.
 * @event: start, end or preemption of the first job
 * @id: enum pgpu_engine
 * @queue: jobs that the scheduler has submitted; the first job runs if @started is set
 * @queued: number of jobs in @queue
 * @started: the first job runs
 * @preempted: the scheduler has asked the engine to preempt the first job
 * @started_ns: time at which the first job started
 * @free_ns: before the first job has started: time at which it starts. With an empty queue: time
 *	from which the engine can switch to a job
 */
struct engine {
	struct event event;
	u32 id;
	struct piece *queue[SIM_DEPTH];
	u32 queued;
	bool started;
	bool preempted;
	u64 started_ns;
	u64 free_ns;
};

/**
 * struct stream - One load of a client.
 * @event: next submission of jobs
 * @machine: the machine
 * @load: description of the load; NULL: the client has no such load, or has not arrived yet
 * @entity: the stream's entity in the scheduler
 * @client: index of &sim_workload.clients
 * @pending: number of jobs that the stream submits at its next submission
 * @live: number of jobs that are queued or run
 * @drawing: a frame was submitted and not shown yet
 * @stopped: the client has left; the stream submits no more jobs
 * @free: jobs that have ended, for reuse
 */
struct stream {
	struct event event;
	struct machine *machine;
	const struct sim_load *load;
	struct facet_sched_entity entity;
	u32 client;
	u32 pending;
	u32 live;
	bool drawing;
	bool stopped;
	struct piece *free;
};

/**
 * struct arrival - Arrival and departure of a client.
 * @event: the arrival; after it the departure
 * @client: index of &sim_workload.clients
 * @arrived: the client has arrived; @event is its departure
 */
struct arrival {
	struct event event;
	u32 client;
	bool arrived;
};

/**
 * struct machine - State of a simulation.
 * @workload: the input
 * @result: the result so far
 * @pgpu: the interface between the scheduler and the engines
 * @sched: the mediator's scheduler
 * @policy: the parent's policy
 * @members: member of @policy for each client
 * @arrivals: arrival and departure of each client
 * @streams: stream of load l of client c, at index c * SIM_LOADS + l
 * @engines: the engines, by enum pgpu_engine
 * @timer: the scheduler's timer
 * @tick: next call of &sim_workload.tick
 * @heap: binary heap of scheduled events, from index 1; the earliest event is at index 1
 * @heap_count: number of scheduled events
 * @now: the scheduler's clock, in nanoseconds
 * @seed: state of the random numbers
 * @keep_runs: record runs in &sim_result.runs
 * @run_room: number of runs that &sim_result.runs has memory for
 * @error: 0, or the first negative errno; it ends the simulation
 */
struct machine {
	const struct sim_workload *workload;
	struct sim_result *result;
	struct pgpu pgpu;
	struct facet_sched *sched;
	struct facet_sched_policy policy;
	struct facet_sched_policy_member *members;
	struct arrival *arrivals;
	struct stream *streams;
	struct engine engines[PGPU_ENGINES];
	struct event timer;
	struct event tick;
	struct event **heap;
	u32 heap_count;
	u64 now;
	u64 seed;
	bool keep_runs;
	u64 run_room;
	int error;
};

/* --- events.c ----------------------------------------------------------------------------- */

/**
 * sim_event_at() - Schedule an event, or move it to another time.
 * @m: the machine
 * @event: the event
 * @ns: time in nanoseconds of the scheduler's clock; a time in the past counts as now;
 *	SIM_NEVER: cancel the event and schedule nothing
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_event_at(struct machine *m, struct event *event, u64 ns);

/**
 * sim_event_cancel() - Take an event out of the heap.
 * @m: the machine
 * @event: the event; nothing happens if it is not scheduled
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_event_cancel(struct machine *m, struct event *event);

/**
 * sim_random_ns() - Draw a random duration around a mean.
 * @m: the machine
 * @ns: the mean in nanoseconds
 * @jitter: largest deviation from @ns, in per cent; 0: the result is @ns
 *
 * Context: the simulation's thread; takes no lock.
 * Return: nanoseconds.
 */
u64 sim_random_ns(struct machine *m, u64 ns, u32 jitter);

/* --- engines.c ---------------------------------------------------------------------------- */

/**
 * sim_engines_init() - Make all engines idle and connect them to @m->pgpu.
 * @m: the machine
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_engines_init(struct machine *m);

/**
 * sim_engines_close() - Add the time of jobs that still run at the end to the statistics.
 * @m: the machine
 * @end: end of the simulation, in nanoseconds of the scheduler's clock
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_engines_close(struct machine *m, u64 end);

/* --- clients.c ---------------------------------------------------------------------------- */

/**
 * sim_clients_init() - Schedule the arrival of each client.
 * @m: the machine
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_clients_init(struct machine *m);

/**
 * sim_clients_free() - Free the jobs of all clients, except jobs in the queue of an engine.
 * @m: the machine
 *
 * Context: the simulation's thread, after facet_sched_destroy(); takes no lock.
 */
void sim_clients_free(struct machine *m);

#endif
