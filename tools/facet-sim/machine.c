// SPDX-License-Identifier: GPL-2.0-only
/*
 * See machine.h. One heap has all that will happen; engines and the scheduler's timer have an
 * entry each, which moves, and each load has one. One thread, no lock of its own.
 */
#include "machine.h"

#include "mediator/host.h"
#include "mediator/type.h"

#define DEPTH		2u
#define RING_TAIL	1024u	/* where all pieces of rings end; heads stay 0 */
#define RING_SIZE	4096u
#define HEAP_ARITY	2u
#define BEGIN_NS	1000000u /* no time is zero */

struct machine;
struct stream;

/** struct event - What will happen at a time. @at: its place in the heap, from 1 on; 0: not there */
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
	struct piece *queue[DEPTH];
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
	struct facet_shares shares;
	struct facet_shares_member *members;
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

/* --- what will happen --------------------------------------------------------------------- */

static void heap_put(struct machine *m, u32 at, struct event *event)
{
	m->heap[at] = event;
	event->at = at;
}

static void heap_up(struct machine *m, u32 at, struct event *event)
{
	for (; at > 1 && m->heap[at / HEAP_ARITY]->ns > event->ns; at /= HEAP_ARITY)
		heap_put(m, at, m->heap[at / HEAP_ARITY]);
	heap_put(m, at, event);
}

static void heap_down(struct machine *m, u32 at, struct event *event)
{
	u32 child;

	for (; (child = at * HEAP_ARITY) <= m->heap_count; at = child) {
		if (child < m->heap_count && m->heap[child + 1]->ns < m->heap[child]->ns)
			child++;
		if (m->heap[child]->ns >= event->ns)
			break;
		heap_put(m, at, m->heap[child]);
	}
	heap_put(m, at, event);
}

static void event_cancel(struct machine *m, struct event *event)
{
	struct event *last;
	u32 at = event->at;

	if (!at)
		return;
	event->at = 0;
	last = m->heap[m->heap_count--];
	if (last == event)
		return;
	heap_up(m, at, last);
	heap_down(m, last->at, last);
}

static void event_at(struct machine *m, struct event *event, u64 ns)
{
	event_cancel(m, event);
	if (ns == SIM_NEVER)
		return;
	event->ns = max(ns, m->now);
	heap_up(m, ++m->heap_count, event);
}

/* --- what is drawn ------------------------------------------------------------------------ */

#define DRAWN_MAX	0x7fffffffu

static u32 draw(struct machine *m)
{
	m->seed = m->seed * 6364136223846793005ull + 1442695040888963407ull;
	return m->seed >> 33;
}

/* @ns, more or less by at most so many per cent. */
static u64 about(struct machine *m, u64 ns, u32 jitter)
{
	double most = ns * (jitter / 100.0);

	return most ? ns - most + 2 * most * draw(m) / DRAWN_MAX : ns;
}

/* --- engines ------------------------------------------------------------------------------ */

static struct machine *to_machine(struct pgpu *pgpu)
{
	return container_of(pgpu, struct machine, pgpu);
}

/* When what runs may be put aside. */
static u64 command_end(const struct engine *engine, u64 now)
{
	const struct piece *piece = engine->queue[0];
	u64 command = piece->stream->load->command_ns;
	u64 ran = now - engine->started_ns;

	return command ? engine->started_ns + DIV_ROUND_UP(ran, command) * command : SIM_NEVER;
}

static void engine_plan(struct machine *m, struct engine *engine)
{
	u64 end;

	if (!engine->queued) {
		event_at(m, &engine->event, SIM_NEVER);
		return;
	}
	if (!engine->started) {
		event_at(m, &engine->event, engine->free_ns);
		return;
	}
	end = engine->started_ns + engine->queue[0]->left_ns;
	event_at(m, &engine->event, engine->preempted ? min(end, command_end(engine, m->now)) : end);
}

static int engine_submit(struct pgpu *pgpu, const struct pgpu_submission *sub)
{
	struct machine *m = to_machine(pgpu);
	struct engine *engine = &m->engines[sub->engine];

	if (engine->queued == DEPTH)
		return -EAGAIN;
	if (!engine->queued)
		engine->free_ns = max(engine->free_ns, m->now) + m->workload->switch_ns;
	engine->queue[engine->queued++] = (struct piece *)(uintptr_t)sub->ggtt_root;
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

static int engine_look(struct pgpu *pgpu, u32 id, u64 cookie, struct pgpu_progress *progress)
{
	return -ENOENT;
}

static const struct pgpu_ops engine_ops = {
	.submit = engine_submit,
	.preempt = engine_preempt,
	.cancel = engine_cancel,
	.switch_regs = engine_switch,
	.look = engine_look,
};

static const struct pgpu_caps engine_caps = {
	.name = "facet-sim",
	.engines = BIT(PGPU_ENGINES) - 1,
	.preemption = PGPU_PREEMPT_COMMAND,
	.depth = DEPTH,
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
	memmove(engine->queue, engine->queue + 1, (DEPTH - 1) * sizeof(*engine->queue));
	engine->queued--;
	engine->started = false;
	engine->free_ns = m->now + m->workload->switch_ns;
	engine_plan(m, engine);
	engine_report(m, engine, piece->left_ns ? PGPU_EV_PREEMPTED : PGPU_EV_COMPLETE, cookie, ran);
}

/* --- clients ------------------------------------------------------------------------------ */

static struct sim_waits *stream_waits(struct machine *m, const struct stream *stream)
{
	return &m->result->waits[stream->client * PGPU_ENGINES + stream->load->engine];
}

static u32 wait_step(u64 ns)
{
	u32 bits = ilog2(ns | 8);

	return 8 * bits + ((ns >> (bits - 3)) & 7);
}

static void wait_count(struct sim_waits *waits, u64 ns)
{
	waits->count++;
	waits->longest_ns = max(waits->longest_ns, ns);
	waits->steps[wait_step(ns)]++;
}

u64 sim_wait_quantile(const struct sim_waits *waits, double part)
{
	u64 left = waits->count * part;
	u32 i;

	for (i = 0; i < SIM_WAIT_STEPS; i++) {
		if (waits->steps[i] > left)
			return min(((8ull + i % 8 + 1) << (i / 8)) >> 3, waits->longest_ns);
		left -= waits->steps[i];
	}
	return waits->longest_ns;
}

static void stream_submit(struct machine *m, struct stream *stream);

static void piece_event(struct facet_sched_job *job, const struct pgpu_event *event, bool ended)
{
	struct piece *piece = container_of(job, struct piece, job);
	struct stream *stream = piece->stream;
	struct machine *m = stream->machine;

	if (event->type == PGPU_EV_STARTED && !piece->begun) {
		piece->begun = true;
		wait_count(stream_waits(m, stream), m->now - piece->queued_ns);
	}
	if (!ended)
		return;
	piece->next = stream->free;
	stream->free = piece;
	stream->live--;
	if (stream->stopped || stream->load->period_ns)
		return;
	stream->pending++;
	if (stream->load->think_ns)
		event_at(m, &stream->event,
			 m->now + about(m, stream->load->think_ns, stream->load->jitter));
	else
		stream_submit(m, stream);
}

static struct piece *piece_get(struct machine *m, struct stream *stream)
{
	struct piece *piece = stream->free;

	if (piece) {
		stream->free = piece->next;
		return piece;
	}
	piece = calloc(1, sizeof(*piece));
	if (!piece)
		m->error = -ENOMEM;
	return piece;
}

static void stream_submit(struct machine *m, struct stream *stream)
{
	struct piece *piece;

	for (; stream->pending; stream->pending--) {
		piece = piece_get(m, stream);
		if (!piece)
			return;
		memset(piece, 0, sizeof(*piece));
		INIT_LIST_HEAD(&piece->job.list);
		piece->job.event = piece_event;
		piece->job.submission.ring_size = RING_SIZE;
		piece->job.submission.tail = RING_TAIL;
		piece->job.submission.ggtt_root = (uintptr_t)piece;
		piece->stream = stream;
		piece->left_ns = max(about(m, stream->load->job_ns, stream->load->jitter), 1ull);
		piece->queued_ns = m->now;
		stream->live++;
		facet_sched_queue(&stream->entity, &piece->job, NULL);
	}
}

static void stream_fire(struct machine *m, struct event *event)
{
	struct stream *stream = container_of(event, struct stream, event);
	const struct sim_load *load = stream->load;

	if (load->period_ns) {
		/* What could not be done in its time is not asked for once more. */
		stream->pending = stream->live ? 0 : load->queue;
		event_at(m, event, m->now + about(m, load->period_ns, load->jitter));
	}
	stream_submit(m, stream);
}

static struct stream *client_streams(struct machine *m, u32 client)
{
	return m->streams + client * SIM_LOADS;
}

static void client_come(struct machine *m, u32 i)
{
	const struct sim_client *client = &m->workload->clients[i];
	struct stream *streams = client_streams(m, i);
	struct facet_share share;
	u32 l;

	m->error = facet_shares_join(&m->shares, &m->members[i], client->type, &client->knobs);
	if (m->error)
		return;
	facet_shares_resolve(&m->shares, &m->members[i], &share);
	for (l = 0; l < client->load_count; l++) {
		struct stream *stream = &streams[l];
		const struct sim_load *load = &client->loads[l];

		stream->machine = m;
		stream->load = load;
		stream->client = i;
		stream->event.fire = stream_fire;
		facet_sched_add(m->sched, &stream->entity, load->engine, FACET_SHARE_WEIGHT);
		facet_sched_set_share(&stream->entity, &share);
		facet_sched_keep_stats(&stream->entity,
				       &m->result->stats[i * PGPU_ENGINES + load->engine]);
		stream->pending = load->period_ns ? 0 : load->queue;
		event_at(m, &stream->event, m->now + (load->period_ns && load->jitter ?
						      draw(m) % load->period_ns : 0));
	}
}

/* What it has under way comes to its end. */
static void client_leave(struct machine *m, u32 i)
{
	struct stream *streams = client_streams(m, i);
	u32 l;

	for (l = 0; l < m->workload->clients[i].load_count; l++) {
		streams[l].stopped = true;
		event_at(m, &streams[l].event, SIM_NEVER);
	}
	facet_shares_leave(&m->shares, &m->members[i]);
}

static void arrival_fire(struct machine *m, struct event *event)
{
	struct arrival *arrival = container_of(event, struct arrival, event);
	const struct sim_client *client = &m->workload->clients[arrival->client];

	if (arrival->leaves) {
		client_leave(m, arrival->client);
		return;
	}
	client_come(m, arrival->client);
	arrival->leaves = true;
	event_at(m, event, client->stop_ns == SIM_NEVER ? SIM_NEVER : client->stop_ns + BEGIN_NS);
}

/* --- who turns knobs ---------------------------------------------------------------------- */

u64 sim_clock(const struct machine *m)
{
	return m->now;
}

u64 sim_now(const struct machine *m)
{
	return m->now - BEGIN_NS;
}

const struct facet_sched_stats *sim_stats(const struct machine *m, u32 client)
{
	return &m->result->stats[client * PGPU_ENGINES];
}

int sim_turn(struct machine *m, u32 client, const struct facet_knobs *knobs)
{
	struct stream *streams = client_streams(m, client);
	struct facet_share share;
	int ret;
	u32 l;

	if (!m->arrivals[client].leaves || streams[0].stopped)
		return -ENOENT;
	ret = facet_shares_set_knobs(&m->shares, &m->members[client], knobs);
	if (ret)
		return ret;
	facet_shares_resolve(&m->shares, &m->members[client], &share);
	for (l = 0; l < m->workload->clients[client].load_count; l++)
		facet_sched_set_share(&streams[l].entity, &share);
	return 0;
}

static void tick_fire(struct machine *m, struct event *event)
{
	const struct sim_tick *tick = &m->workload->tick;

	tick->fire(m, tick->context);
	event_at(m, event, m->now + tick->period_ns);
}

/* --- the whole ---------------------------------------------------------------------------- */

static u64 machine_now(void *host)
{
	struct machine *m = host;

	return m->now;
}

static void machine_arm(void *host, u64 deadline_ns)
{
	struct machine *m = host;

	event_at(m, &m->timer, deadline_ns);
}

static const struct facet_gpu_host_ops machine_ops = {
	.now_ns = machine_now,
	.arm_timer = machine_arm,
};

static void timer_fire(struct machine *m, struct event *event)
{
	facet_sched_timer(m->sched);
}

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
	if (!m->members || !m->arrivals || !m->streams || !m->heap || !r->stats || !r->waits)
		return -ENOMEM;
	return facet_sched_create(&m->pgpu, &machine_ops, m, &m->sched);
}

static void machine_free(struct machine *m)
{
	struct piece *piece, *next;
	u32 i;

	/* It disarms its timer. */
	facet_sched_destroy(m->sched);
	for (i = 0; m->streams && i < m->workload->client_count * SIM_LOADS; i++) {
		struct stream *stream = &m->streams[i];

		for (piece = stream->free; piece; piece = next) {
			next = piece->next;
			free(piece);
		}
		while (stream->load && !list_empty(&stream->entity.jobs)) {
			struct facet_sched_job *job = list_first_entry(&stream->entity.jobs,
								       struct facet_sched_job, list);

			list_del(&job->list);
			free(container_of(job, struct piece, job));
		}
	}
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
	int ret = machine_alloc(m);
	u32 i;

	if (ret)
		return ret;
	m->shares.policy = m->workload->policy;
	m->shares.default_slice_us = m->workload->default_slice_us;
	for (i = 0; i < PGPU_ENGINES; i++) {
		m->engines[i].id = i;
		m->engines[i].event.fire = engine_fire;
		facet_sched_lend_stats(m->sched, i, &m->result->engines[i]);
	}
	for (i = 0; i < m->workload->client_count; i++) {
		m->arrivals[i].client = i;
		m->arrivals[i].event.fire = arrival_fire;
		event_at(m, &m->arrivals[i].event, BEGIN_NS + m->workload->clients[i].start_ns);
	}
	if (m->workload->tick.period_ns)
		event_at(m, &m->tick, BEGIN_NS + m->workload->tick.period_ns);
	return 0;
}

/* What still runs or waits counts up to the end. */
static void result_close(struct machine *m, u64 end)
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

int sim_run(const struct sim_workload *workload, bool keep_runs, struct sim_result *result)
{
	struct machine m = {
		.workload = workload, .result = result, .seed = workload->seed,
		.pgpu = { &engine_ops, &engine_caps }, .keep_runs = keep_runs, .now = BEGIN_NS,
		.timer.fire = timer_fire, .tick.fire = tick_fire,
	};
	u64 end = BEGIN_NS + workload->duration_ns;

	memset(result, 0, sizeof(*result));
	m.error = machine_begin(&m);
	while (!m.error && m.heap_count && m.heap[1]->ns <= end) {
		struct event *event = m.heap[1];

		event_cancel(&m, event);
		m.now = event->ns;
		result->events++;
		event->fire(&m, event);
	}
	if (!m.error)
		result_close(&m, end);
	machine_free(&m);
	return m.error == -ENOSPC ? -EINVAL : m.error;
}

void sim_result_free(struct sim_result *result)
{
	free(result->stats);
	free(result->waits);
	free(result->runs);
}
