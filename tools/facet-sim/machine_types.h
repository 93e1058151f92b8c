/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine of facet-sim from inside. For machine.c, events.c, engines.c, clients.c. */
#ifndef SIM_MACHINE_TYPES_H
#define SIM_MACHINE_TYPES_H

#include "machine.h"
#include "mediator/host.h"

#define SIM_BEGIN_NS	1000000u /* no time is zero */

enum { SIM_DEPTH = 2 };

struct machine;
struct stream;

/**
 * struct event - A function call at a virtual time.
 * @ns: time in nanoseconds
 * @at: index in the heap, from 1; 0: not in the heap
 * @fire: the function; the event has left the heap before the call
 */
struct event {
	u64 ns;
	u32 at;
	void (*fire)(struct machine *m, struct event *event);
};

/** struct piece - A job of a stream. */
struct piece {
	struct facet_sched_job job;
	struct stream *stream;
	u64 left_ns;
	u64 queued_ns;
	bool begun;
	struct piece *next;
};

/** struct engine - @queue: what the scheduler has submitted; the first one runs, once started. */
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

/** struct stream - A load of a client. @pending: jobs to be submitted when its event fires */
struct stream {
	struct event event;
	struct machine *machine;
	const struct sim_load *load;
	struct facet_sched_entity entity;
	u32 client;
	u32 pending;
	u32 live;
	bool stopped;
	struct piece *free;
};

struct arrival {
	struct event event;
	u32 client;
	bool leaves;
};

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
 * @ns: virtual time in nanoseconds; a time in the past counts as now; SIM_NEVER: only cancel
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_event_at(struct machine *m, struct event *event, u64 ns);

/**
 * sim_event_cancel() - Take an event out of the heap.
 * @m: the machine
 * @event: the event; may be in no heap
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_event_cancel(struct machine *m, struct event *event);

/**
 * sim_about() - Draw a random time around a time.
 * @m: the machine
 * @ns: the time in nanoseconds
 * @jitter: largest difference, in per cent of @ns
 *
 * Context: the simulation's thread; takes no lock.
 * Return: nanoseconds.
 */
u64 sim_about(struct machine *m, u64 ns, u32 jitter);

/* --- engines.c ---------------------------------------------------------------------------- */

/**
 * sim_engines_init() - Make all engines idle and connect them to @m->pgpu.
 * @m: the machine
 *
 * Context: the simulation's thread; takes no lock.
 */
void sim_engines_init(struct machine *m);

/**
 * sim_engines_close() - Count the jobs that still run up to the end.
 * @m: the machine
 * @end: end of the simulation, virtual time in nanoseconds
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
 * sim_clients_free() - Free the jobs of clients that are in no engine.
 * @m: the machine
 *
 * Context: the simulation's thread, after the end of the scheduler.
 */
void sim_clients_free(struct machine *m);

#endif
