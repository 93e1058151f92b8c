// SPDX-License-Identifier: GPL-2.0-only
/* Cap a vGPU that has used much of an engine for a while, as long as others need the engine. */
#include "tools/facetd/policy_kinds.h"

#define WHOLE		100.0
#define OTHERS_WAIT	0.05	/* part of the time: less is what sharing costs anyway */
#define PUSHES		0.01	/* the same of time at the cap */

static double wants(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];

	return load->busy + load->waiting;
}

/* Over about a second: who gives way in one look of many is as noisy. */
static double waits(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	return round->memory[vgpu].waits[engine];
}

/* The one of others on this engine that has most of it. */
static double most_of_others(const struct policy_round *round, uint32_t vgpu, uint32_t engine,
			     double (*of)(const struct policy_round *round, uint32_t vgpu,
					  uint32_t engine))
{
	const struct policy_vgpu *vgpus = round->snapshot->vgpus;
	double most = 0;
	uint32_t i;

	for (i = 0; i < round->snapshot->n; i++)
		if (i != vgpu && vgpus[i].gpu == vgpus[vgpu].gpu && of(round, i, engine) > most)
			most = of(round, i, engine);
	return most;
}

static bool is_over(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (round->memory[vgpu].busy[e] * WHOLE > policy->above &&
		    most_of_others(round, vgpu, e, waits) > OTHERS_WAIT)
			return true;
	return false;
}

/* It would have more, and others are there who would have less then. */
static bool needs_cap(const struct policy_round *round, uint32_t vgpu)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (round->snapshot->vgpus[vgpu].load[e].throttled > PUSHES &&
		    most_of_others(round, vgpu, e, wants) > OTHERS_WAIT)
			return true;
	return false;
}

static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	struct policy_memory *memory = &round->memory[vgpu];
	uint64_t now = round->snapshot->now_ms;
	bool over = is_over(round, vgpu, policy);

	if (!over)
		memory->over_since = 0;
	else if (!memory->over_since)
		memory->over_since = now;
	if (over && now - memory->over_since >= policy->for_ms)
		memory->capped = true;
	if (!memory->capped || over || needs_cap(round, vgpu))
		memory->calm_since = 0;
	else if (!memory->calm_since)
		memory->calm_since = now;
	if (memory->calm_since && now - memory->calm_since >= policy->release_ms) {
		memory->capped = false;
		memory->calm_since = 0;
	}
}

static void wish(const struct policy_round *round, uint32_t vgpu, uint32_t index)
{
	const struct policy *policy = &round->config->policies[index];
	uint32_t cap = policy->knobs.value[KNOB_CAP], had = policy_value(round, vgpu, KNOB_CAP);

	if (round->memory[vgpu].capped && (!had || had > cap))
		policy_wants(round, vgpu, index, KNOB_CAP, cap,
			     "it had more than %u%% of an engine for %u ms while others waited", policy->above,
			     policy->for_ms);
}

const struct policy_ops policy_noisy_ops = { .observe = observe, .wish = wish };
