// SPDX-License-Identifier: GPL-2.0-only
/* Cap a vGPU that has used much of an engine for a while, as long as others need the engine. */
#include "tools/facetd/policy_kinds.h"

#define WHOLE		100.0
/* Part of the time that another vGPU waits, or wants an engine. Less is a usual cost of sharing. */
#define OTHERS_WAIT	0.05
/* Part of the time that a vGPU waits at its cap. Less means that it does not need the cap. */
#define PUSHES		0.01

/* Return the part of the time in which a vGPU had work for an engine. */
static double wants(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];

	return load->busy + load->waiting;
}

/*
 * Return the part of the time that a vGPU waited for others, averaged over about a second. Without
 * the average, a noisy vGPU that gives way in one of many samples would not be found.
 */
static double waits(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	return round->memory[vgpu].waits[engine];
}

/* Return the highest value of @of among the other vGPUs of the GPU. */
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

/* Tell if the cap holds a vGPU back while another vGPU wants the engine. */
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
	uint32_t cap = policy->knobs.value[KNOB_CAP], current = policy_value(round, vgpu, KNOB_CAP);

	if (round->memory[vgpu].capped && (!current || current > cap))
		policy_wants(round, vgpu, index, KNOB_CAP, cap,
			     "it had more than %u%% of an engine for %u ms while others waited",
			     policy->above, policy->for_ms);
}

const struct policy_ops policy_noisy_ops = { .observe = observe, .wish = wish };
