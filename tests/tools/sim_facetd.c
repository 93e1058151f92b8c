// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetd's policies on the mediator's own scheduler, in virtual time (sim_facetd.h). A tick of the
 * simulation does what a round of facetd does: it takes a sample, decides, and sets knobs.
 */
#include "tests/tools/sim_facetd.h"

#include "mediator/type.h"

#define MS		SIM_FACETD_MS
#define SECOND		SIM_FACETD_SECOND
#define ENGINE		SIM_FACETD_ENGINE
#define LOOK_NS		(250 * MS)
#define SWITCH_NS	5000u	/* time of a change from one client to the next */

_Static_assert(sizeof(struct facet_sched_stats) == sizeof(struct facet_stats_engine), "one layout");

struct sim_facetd sim_facetd;
static struct sim_facetd *const d = &sim_facetd;

/* --- facetd, in virtual time -------------------------------------------------------------- */

static void look_at_frames(u32 i, struct policy_vgpu *vgpu)
{
	const struct sim_frames *frames = &d->result.frames[i * PGPU_ENGINES + ENGINE];
	struct sim_frames *before = &d->frames[i];

	vgpu->frames.shown = (double)(frames->shown - before->shown) * SECOND / LOOK_NS;
	vgpu->frames.missed = (double)(frames->missed - before->missed) * SECOND / LOOK_NS;
	*before = *frames;
}

static void look(struct machine *m, u32 i)
{
	const struct facet_stats_engine *stats = (const struct facet_stats_engine *)sim_stats(m, i);
	struct policy_vgpu *vgpu = &d->vgpus[i];
	u32 e, knob;

	*vgpu = (struct policy_vgpu){
		.class = policy_class(&d->config, "", d->clients[i].name, "facet-1")
	};
	for (knob = 0; knob < KNOBS; knob++)
		knob_give(&vgpu->base, knob, d->ledger[i].knobs[knob].base);
	for (e = 0; e < PGPU_ENGINES; e++) {
		const uint32_t slice_us = stats[e].slice_ns / 1000;
		struct stats_rate rate = stats_rate(&d->before[i][e], d->before_ns, &stats[e],
						    sim_clock(m));

		if (slice_us > vgpu->slice_us)
			vgpu->slice_us = slice_us;
		vgpu->load[e] = (struct policy_load){
			.busy = rate.busy, .waiting = rate.waiting,
			.submissions = rate.submissions,
			.throttled = (double)(stats[e].throttled_ns -
					      d->before[i][e].throttled_ns) / LOOK_NS,
		};
		d->before[i][e] = stats[e];
	}
	look_at_frames(i, vgpu);
}

static void turn(struct machine *m, const struct ledger_change *change)
{
	struct ledger_vgpu *vgpu = &d->ledger[change->vgpu];
	const struct facet_sched_knobs knobs = {
		vgpu->knobs[KNOB_WEIGHT].now, vgpu->knobs[KNOB_CAP].now,
		vgpu->knobs[KNOB_SLICE_US].now, vgpu->knobs[KNOB_PRIORITY].now,
	};

	if (sim_turn(m, change->vgpu, &knobs))
		return;
	ledger_done(vgpu, change->knob, change->wished);
	d->turns[change->vgpu] += change->knob == KNOB_PRIORITY;
}

static void decide(struct machine *m)
{
	const struct policy_snapshot snapshot = {
		.now_ms = sim_clock(m) / MS, .span_ms = LOOK_NS / MS, .vgpus = d->vgpus,
		.n = d->workload.client_count,
	};
	u32 i, n;

	for (i = 0; i < d->workload.client_count; i++)
		look(m, i);
	d->before_ns = sim_clock(m);
	policy_decide(&d->config, &snapshot, d->memory[0], d->memory[1], d->wishes, d->shortages);
	memcpy(d->memory[0], d->memory[1], sizeof(d->memory[0]));
	n = ledger_plan(d->ledger, d->wishes, d->workload.client_count, d->changes);
	ledger_intend(d->ledger, d->wishes, d->workload.client_count, d->changes, n);
	for (i = 0; i < n; i++)
		turn(m, &d->changes[i]);
}

static void settle(struct machine *m)
{
	u32 i;

	d->has_settled = true;
	for (i = 0; i < d->workload.client_count; i++) {
		d->settled_busy[i] = sim_stats(m, i)[ENGINE].busy_ns;
		d->settled_frames[i] = d->result.frames[i * PGPU_ENGINES + ENGINE];
		memset(&d->result.waits[i * PGPU_ENGINES + ENGINE], 0, sizeof(d->result.waits[0]));
	}
}

static void tick(struct machine *m, void *context)
{
	if (d->on)
		decide(m);
	if (!d->has_settled && sim_now(m) >= SIM_FACETD_SETTLED_NS)
		settle(m);
}

/* Forget what an earlier run has left, and begin with the clients' own knobs. */
static void begin_run(bool on)
{
	u32 i;

	memset(&d->config, 0,
	       sizeof(sim_facetd) - offsetof(struct sim_facetd, config));
	d->on = on;
	for (i = 0; i < d->workload.client_count; i++) {
		const struct facet_sched_knobs *k = &d->clients[i].knobs;
		const uint32_t values[KNOBS] = { k->weight, k->cap, k->slice_us, k->priority };

		ledger_begin(&d->ledger[i], "", i, values);
	}
}

int sim_facetd_run(const char *text, u64 seconds)
{
	static struct config_errors errors;
	int ret;

	begin_run(text);
	if (text && config_parse(text, strlen(text), &d->config, &errors)) {
		snprintf(d->error, sizeof(d->error), "line %u: %s",
			 errors.error[0].line, errors.error[0].text);
		return -EINVAL;
	}
	d->workload.duration_ns = seconds * SECOND;
	d->workload.switch_ns = SWITCH_NS;
	d->workload.clients = d->clients;
	d->workload.tick = (struct sim_tick){ LOOK_NS, tick, NULL };
	sim_result_free(&d->result);
	ret = sim_run(&d->workload, false, &d->result);
	if (ret)
		snprintf(d->error, sizeof(d->error), "%s", strerror(-ret));
	return ret;
}

double sim_facetd_part(const char *name)
{
	const struct facet_sched_stats *stats = d->result.stats;
	double busy = 0;
	u32 i;

	for (i = 0; i < d->workload.client_count; i++)
		if (!strcmp(d->clients[i].name, name))
			busy += stats[i * PGPU_ENGINES + ENGINE].busy_ns -
				d->settled_busy[i];
	return busy / (d->workload.duration_ns - SIM_FACETD_SETTLED_NS);
}

double sim_facetd_missed(u32 client)
{
	const struct sim_frames *end = &d->result.frames[client * PGPU_ENGINES + ENGINE];
	const struct sim_frames *begin = &d->settled_frames[client];

	return (double)(end->missed - begin->missed) / max(end->blanks - begin->blanks, 1ull);
}

u64 sim_facetd_longest_wait(u32 client)
{
	return d->result.waits[client * PGPU_ENGINES + ENGINE].longest_ns;
}

/* --- clients ------------------------------------------------------------------------------ */

void sim_facetd_begin(void)
{
	memset(&d->workload, 0, sizeof(d->workload));
}

struct sim_client *sim_facetd_add(const char *name, const struct sim_load *load)
{
	struct sim_client *client = &d->clients[d->workload.client_count++];

	*client = (struct sim_client){
		.name = name, .type = &facet_types[0], .stop_ns = SIM_NEVER, .loads = { *load },
		.load_count = 1,
		.knobs = { .weight = 100, .priority = FACET_SCHED_PRIORITY_NORMAL },
	};
	return client;
}
