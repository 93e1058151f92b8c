// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engines of facet-sim. Each engine is a queue behind the interface of all pGPUs (pgpu/pgpu.h).
 * An engine preempts the running job at the end of a command. The mediator's scheduler calls these
 * functions; machine.c begins and ends them.
 */
#include "machine_types.h"

static struct machine *to_machine(struct pgpu *pgpu)
{
	return container_of(pgpu, struct machine, pgpu);
}

/* Return the time at which the engine can preempt the running job; SIM_NEVER: it cannot. */
static u64 command_end(const struct engine *engine, u64 now)
{
	const struct piece *piece = engine->queue[0];
	u64 command = piece->stream->load->command_ns;
	u64 ran = now - engine->started_ns;

	return command ? engine->started_ns + DIV_ROUND_UP(ran, command) * command : SIM_NEVER;
}

/* Schedule the next event of an engine: start, end or preemption of its first job. */
static void engine_plan(struct machine *m, struct engine *engine)
{
	u64 end;

	if (!engine->queued) {
		sim_event_at(m, &engine->event, SIM_NEVER);
		return;
	}
	if (!engine->started) {
		sim_event_at(m, &engine->event, engine->free_ns);
		return;
	}
	end = engine->started_ns + engine->queue[0]->left_ns;
	sim_event_at(m, &engine->event,
		     engine->preempted ? min(end, command_end(engine, m->now)) : end);
}

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	struct machine *m = to_machine(pgpu);
	struct engine *engine = &m->engines[sub->engine];

	if (engine->queued == SIM_DEPTH)
		return -EAGAIN;
	if (!engine->queued)
		engine->free_ns = max(engine->free_ns, m->now) + m->workload->switch_ns;
	engine->queue[engine->queued++] = (struct piece *)(uintptr_t)sub->ppgtt_root;
	engine_plan(m, engine);
	return 0;
}

static int engine_preempt(struct pgpu *pgpu, u32 id, u64 cookie)
{
	struct machine *m = to_machine(pgpu);
	struct engine *engine = &m->engines[id];

	if (!engine->started || engine->queue[0]->job.submission.cookie != cookie)
		return -ENOENT;
	engine->preempted = true;
	engine_plan(m, engine);
	return 0;
}

static int engine_cancel(struct pgpu *pgpu, u32 id, u64 cookie)
{
	return -ENOENT;
}

static int engine_switch(struct pgpu *pgpu, u32 id, const u32 *pairs, u32 n)
{
	return 0;
}

static int engine_query_progress(struct pgpu *pgpu, u32 id, u64 cookie,
				 struct pgpu_progress *progress)
{
	return -ENOENT;
}

static const struct pgpu_ops engine_ops = {
	.submit = engine_submit,
	.preempt = engine_preempt,
	.cancel = engine_cancel,
	.switch_regs = engine_switch,
	.query_progress = engine_query_progress,
};

static const struct pgpu_caps engine_caps = {
	.name = "facet-sim",
	.engines = BIT(PGPU_ENGINES) - 1,
	.preemption = PGPU_PREEMPT_COMMAND,
	.depth = SIM_DEPTH,
};

static void keep_run(struct machine *m, const struct engine *engine, const struct piece *piece)
{
	struct sim_result *r = m->result;
	struct sim_run *runs;

	if (!m->keep_runs)
		return;
	if (r->run_count == m->run_room) {
		m->run_room = max(2 * m->run_room, 1024ull);
		runs = realloc(r->runs, m->run_room * sizeof(*runs));
		if (!runs) {
			m->error = -ENOMEM;
			return;
		}
		r->runs = runs;
	}
	r->runs[r->run_count++] = (struct sim_run){
		piece->stream->client, engine->id, engine->started_ns, m->now,
	};
}

static void engine_report(struct machine *m, const struct engine *engine, u32 type, u64 cookie,
			  u64 busy_ns)
{
	const struct pgpu_event event = {
		.type = type, .engine = engine->id, .cookie = cookie, .busy_ns = busy_ns,
	};

	facet_sched_event(m->sched, &event);
}

static void engine_begin(struct machine *m, struct engine *engine)
{
	engine->started = true;
	engine->preempted = false;
	engine->started_ns = m->now;
	engine_report(m, engine, PGPU_EV_STARTED, engine->queue[0]->job.submission.cookie, 0);
	engine_plan(m, engine);
}

static void engine_fire(struct machine *m, struct event *event)
{
	struct engine *engine = container_of(event, struct engine, event);
	struct piece *piece = engine->queue[0];
	u64 ran, cookie = piece->job.submission.cookie;

	if (!engine->started) {
		engine_begin(m, engine);
		return;
	}
	ran = m->now - engine->started_ns;
	piece->left_ns -= ran;
	keep_run(m, engine, piece);
	memmove(engine->queue, engine->queue + 1, (SIM_DEPTH - 1) * sizeof(*engine->queue));
	engine->queued--;
	engine->started = false;
	/* With an empty queue, engine_submit() adds the time of the switch to the next job. */
	engine->free_ns = m->now + (engine->queued ? m->workload->switch_ns : 0);
	engine_plan(m, engine);
	engine_report(m, engine, piece->left_ns ? PGPU_EV_PREEMPTED : PGPU_EV_COMPLETE, cookie,
		      ran);
}

void sim_engines_init(struct machine *m)
{
	u32 i;

	m->pgpu = (struct pgpu){ &engine_ops, &engine_caps };
	for (i = 0; i < PGPU_ENGINES; i++) {
		m->engines[i].id = i;
		m->engines[i].event.fire = engine_fire;
	}
}

void sim_engines_close(struct machine *m, u64 end)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct engine *engine = &m->engines[i];
		struct piece *piece = engine->queue[0];
		u64 ran = end - engine->started_ns;

		if (!engine->queued || !engine->started)
			continue;
		m->now = end;
		m->result->engines[i].busy_ns += ran;
		m->result->stats[piece->stream->client * PGPU_ENGINES + i].busy_ns += ran;
		keep_run(m, engine, piece);
	}
}
