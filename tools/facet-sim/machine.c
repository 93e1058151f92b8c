// SPDX-License-Identifier: GPL-2.0-only
/*
 * The main loop of facet-sim (machine.h). One heap holds all future events (events.c). Each engine
 * (engines.c), each load of a client (clients.c) and the scheduler's timer has one event. The
 * simulation runs in one thread and has no lock of its own.
 */
#include "machine_types.h"

/* --- calls of struct sim_tick ------------------------------------------------------------- */

u64 sim_clock(const struct machine *m)
{
	return m->now;
}

u64 sim_now(const struct machine *m)
{
	return m->now - SIM_BEGIN_NS;
}

static void tick_fire(struct machine *m, struct event *event)
{
	const struct sim_tick *tick = &m->workload->tick;

	tick->fire(m, tick->context);
	sim_event_at(m, event, m->now + tick->period_ns);
}

/* --- the scheduler's host ----------------------------------------------------------------- */

static u64 machine_now(void *host)
{
	struct machine *m = host;

	return m->now;
}

static void machine_arm(void *host, u64 deadline_ns)
{
	struct machine *m = host;

	sim_event_at(m, &m->timer, deadline_ns);
}

static const struct facet_gpu_host_ops machine_ops = {
	.now_ns = machine_now,
	.arm_timer = machine_arm,
};

static void timer_fire(struct machine *m, struct event *event)
{
	facet_sched_timer(m->sched);
}

/* --- the main loop ------------------------------------------------------------------------ */

static int machine_alloc(struct machine *m)
{
	u32 n = m->workload->client_count;
	struct sim_result *r = m->result;

	m->members = calloc(n, sizeof(*m->members));
	m->arrivals = calloc(n, sizeof(*m->arrivals));
	m->streams = calloc(n * SIM_LOADS, sizeof(*m->streams));
	m->heap = calloc(n * (SIM_LOADS + 1) + PGPU_ENGINES + 3, sizeof(*m->heap));
	r->stats = calloc(n * PGPU_ENGINES, sizeof(*r->stats));
	r->waits = calloc(n * PGPU_ENGINES, sizeof(*r->waits));
	r->frames = calloc(n * PGPU_ENGINES, sizeof(*r->frames));
	if (!m->members || !m->arrivals || !m->streams || !m->heap || !r->stats || !r->waits ||
	    !r->frames)
		return -ENOMEM;
	return facet_sched_create(&m->pgpu, &machine_ops, m, &m->sched);
}

static void machine_free(struct machine *m)
{
	u32 i;

	facet_sched_destroy(m->sched);
	sim_clients_free(m);
	for (i = 0; i < PGPU_ENGINES; i++)
		while (m->engines[i].queued)
			free(m->engines[i].queue[--m->engines[i].queued]);
	free(m->members);
	free(m->arrivals);
	free(m->streams);
	free(m->heap);
}

static int machine_begin(struct machine *m)
{
	u32 i;
	int ret;

	sim_engines_init(m);
	ret = machine_alloc(m);
	if (ret)
		return ret;
	m->policy.policy = m->workload->policy;
	m->policy.default_slice_us = m->workload->default_slice_us;
	for (i = 0; i < PGPU_ENGINES; i++)
		facet_sched_set_engine_stats(m->sched, i, &m->result->engines[i]);
	sim_clients_init(m);
	if (m->workload->tick.period_ns)
		sim_event_at(m, &m->tick, SIM_BEGIN_NS + m->workload->tick.period_ns);
	return 0;
}

int sim_run(const struct sim_workload *workload, bool keep_runs, struct sim_result *result)
{
	struct machine m = {
		.workload = workload,
		.result = result,
		.seed = workload->seed,
		.keep_runs = keep_runs,
		.now = SIM_BEGIN_NS,
		.timer.fire = timer_fire,
		.tick.fire = tick_fire,
	};
	u64 end = SIM_BEGIN_NS + workload->duration_ns;

	memset(result, 0, sizeof(*result));
	m.error = machine_begin(&m);
	while (!m.error && m.heap_count && m.heap[1]->ns <= end) {
		struct event *event = m.heap[1];

		sim_event_cancel(&m, event);
		m.now = event->ns;
		result->events++;
		event->fire(&m, event);
	}
	if (!m.error)
		sim_engines_close(&m, end);
	machine_free(&m);
	return m.error == -ENOSPC ? -EINVAL : m.error;
}

void sim_result_free(struct sim_result *result)
{
	free(result->stats);
	free(result->waits);
	free(result->frames);
	free(result->runs);
}
