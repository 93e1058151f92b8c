// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clients of facet-sim. They arrive, submit jobs as the description says, and leave. sim_turn()
 * sets their knobs meanwhile. machine.c calls these functions.
 */
#include "machine_types.h"

#define RING_TAIL	1024u	/* tail of each submission, in bytes; its head is 0 */
#define RING_SIZE	4096u

static struct sim_waits *stream_waits(struct machine *m, const struct stream *stream)
{
	return &m->result->waits[stream->client * PGPU_ENGINES + stream->load->engine];
}

/* Return the index of a waiting time in &sim_waits.steps. */
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
	if (stream->stopped || stream->load->period_ns || stream->load->frame_ns)
		return;
	stream->pending++;
	if (stream->load->think_ns)
		sim_event_at(m, &stream->event,
			 m->now + sim_random_ns(m, stream->load->think_ns, stream->load->jitter));
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
		piece->job.submission.ppgtt_root = (uintptr_t)piece;
		piece->stream = stream;
		piece->left_ns = max(sim_random_ns(m, stream->load->job_ns, stream->load->jitter),
				     1ull);
		piece->queued_ns = m->now;
		stream->live++;
		facet_sched_queue(&stream->entity, &piece->job, NULL);
	}
}

/* Handle a vertical blank: show the frame that has ended, and submit the next one. */
static void stream_blank(struct machine *m, struct stream *stream)
{
	const struct sim_load *load = stream->load;
	struct sim_frames *frames =
		&m->result->frames[stream->client * PGPU_ENGINES + load->engine];

	sim_event_at(m, &stream->event, m->now + load->frame_ns);
	frames->blanks += stream->drawing;
	if (stream->live) {
		frames->missed++;
		return;
	}
	frames->shown += stream->drawing;
	stream->drawing = true;
	stream->pending = load->queue;
}

static void stream_fire(struct machine *m, struct event *event)
{
	struct stream *stream = container_of(event, struct stream, event);
	const struct sim_load *load = stream->load;

	if (load->frame_ns) {
		stream_blank(m, stream);
	} else if (load->period_ns) {
		/* Leave out this burst while jobs of an earlier burst have not ended. */
		stream->pending = stream->live ? 0 : load->queue;
		sim_event_at(m, event, m->now + sim_random_ns(m, load->period_ns, load->jitter));
	}
	stream_submit(m, stream);
}

static struct stream *client_streams(struct machine *m, u32 client)
{
	return m->streams + client * SIM_LOADS;
}

/* Return the time of the first burst or frame: with jitter a random time of the first period. */
static u64 stream_phase(struct machine *m, const struct sim_load *load)
{
	return load->jitter ? sim_random_ns(m, (load->period_ns + load->frame_ns) / 2, 100) : 0;
}

static void client_arrive(struct machine *m, u32 i)
{
	const struct sim_client *client = &m->workload->clients[i];
	struct stream *streams = client_streams(m, i);
	struct facet_sched_params params;
	u32 l;

	m->error =
		facet_sched_policy_join(&m->policy, &m->members[i], client->type, &client->knobs);
	if (m->error)
		return;
	facet_sched_policy_resolve(&m->policy, &m->members[i], &params);
	for (l = 0; l < client->load_count; l++) {
		struct stream *stream = &streams[l];
		const struct sim_load *load = &client->loads[l];

		stream->machine = m;
		stream->load = load;
		stream->client = i;
		stream->event.fire = stream_fire;
		facet_sched_add(m->sched, &stream->entity, load->engine, FACET_SCHED_WEIGHT_UNIT);
		facet_sched_set_params(&stream->entity, &params);
		facet_sched_set_entity_stats(&stream->entity,
					     &m->result->stats[i * PGPU_ENGINES + load->engine]);
		stream->pending = load->period_ns || load->frame_ns ? 0 : load->queue;
		sim_event_at(m, &stream->event, m->now + stream_phase(m, load));
	}
}

/* Stop the submissions of a client. Jobs that it has submitted still run to their end. */
static void client_leave(struct machine *m, u32 i)
{
	struct stream *streams = client_streams(m, i);
	u32 l;

	for (l = 0; l < m->workload->clients[i].load_count; l++) {
		streams[l].stopped = true;
		sim_event_at(m, &streams[l].event, SIM_NEVER);
	}
	facet_sched_policy_leave(&m->policy, &m->members[i]);
}

static void arrival_fire(struct machine *m, struct event *event)
{
	struct arrival *arrival = container_of(event, struct arrival, event);
	const struct sim_client *client = &m->workload->clients[arrival->client];

	if (arrival->arrived) {
		client_leave(m, arrival->client);
		return;
	}
	client_arrive(m, arrival->client);
	arrival->arrived = true;
	sim_event_at(m, event,
		     client->stop_ns == SIM_NEVER ? SIM_NEVER : client->stop_ns + SIM_BEGIN_NS);
}

/* --- calls of struct sim_tick ------------------------------------------------------------- */

const struct facet_sched_stats *sim_stats(const struct machine *m, u32 client)
{
	return &m->result->stats[client * PGPU_ENGINES];
}

int sim_turn(struct machine *m, u32 client, const struct facet_sched_knobs *knobs)
{
	struct stream *streams = client_streams(m, client);
	struct facet_sched_params params;
	int ret;
	u32 l;

	if (!m->arrivals[client].arrived || streams[0].stopped)
		return -ENOENT;
	ret = facet_sched_policy_set_knobs(&m->policy, &m->members[client], knobs);
	if (ret)
		return ret;
	facet_sched_policy_resolve(&m->policy, &m->members[client], &params);
	for (l = 0; l < m->workload->clients[client].load_count; l++)
		facet_sched_set_params(&streams[l].entity, &params);
	return 0;
}

/* --- all clients -------------------------------------------------------------------------- */

void sim_clients_init(struct machine *m)
{
	u32 i;

	for (i = 0; i < m->workload->client_count; i++) {
		m->arrivals[i].client = i;
		m->arrivals[i].event.fire = arrival_fire;
		sim_event_at(m, &m->arrivals[i].event,
			     SIM_BEGIN_NS + m->workload->clients[i].start_ns);
	}
}

void sim_clients_free(struct machine *m)
{
	struct piece *piece, *next;
	u32 i;

	for (i = 0; m->streams && i < m->workload->client_count * SIM_LOADS; i++) {
		struct stream *stream = &m->streams[i];

		for (piece = stream->free; piece; piece = next) {
			next = piece->next;
			free(piece);
		}
		while (stream->load && !list_empty(&stream->entity.jobs)) {
			struct facet_sched_job *job = list_first_entry(&stream->entity.jobs,
								       struct facet_sched_job,
								       list);

			list_del(&job->list);
			free(container_of(job, struct piece, job));
		}
	}
}
