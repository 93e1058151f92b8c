// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the policies interactive and frames have in common. A vGPU that they make prompt gets a
 * priority, and the other vGPUs get shorter slices. A vGPU that has had more than the share of its
 * weight is not prompt: the priority is to serve it sooner, and not to give it more time.
 */
#include "tools/facetd/policy_kinds.h"

#define OTHERS_BUSY	0.05	/* other vGPUs that use less of an engine do not disturb */

static const enum policy_kind prompt_kinds[] = { POLICY_FRAMES, POLICY_INTERACTIVE };

double policy_fair_share(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_total *all = &round->totals[round->snapshot->vgpus[vgpu].gpu][engine];

	if (all->busy - round->snapshot->vgpus[vgpu].load[engine].busy < OTHERS_BUSY)
		return 1;
	return round->snapshot->vgpus[vgpu].base.value[KNOB_WEIGHT] / all->weight;
}

bool policy_works_beside_others(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];

	return load->busy + load->waiting > 0 && policy_fair_share(round, vgpu, engine) < 1;
}

bool policy_has_had(const struct policy_round *round, uint32_t vgpu, double part)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (policy_works_beside_others(round, vgpu, e) &&
		    round->memory[vgpu].busy[e] > part * policy_fair_share(round, vgpu, e))
			return true;
	return false;
}

static bool is_prompt_by(const struct policy_round *round, uint32_t vgpu, enum policy_kind kind)
{
	return round->memory[vgpu].prompt_until[kind] > round->snapshot->now_ms;
}

static bool is_prompt(const struct policy_round *round, uint32_t vgpu)
{
	uint32_t i;

	for (i = 0; i < sizeof(prompt_kinds) / sizeof(prompt_kinds[0]); i++)
		if (is_prompt_by(round, vgpu, prompt_kinds[i]))
			return true;
	return false;
}

void policy_prompt_wish(const struct policy_round *round, uint32_t vgpu, uint32_t index,
			const char *reason)
{
	const struct policy *policy = &round->config->policies[index];

	if (is_prompt_by(round, vgpu, policy->kind))
		policy_wants(round, vgpu, index, KNOB_PRIORITY, policy->knobs.value[KNOB_PRIORITY],
			     "%s", reason);
}

/* Choose of two policies the one with the shorter slice. Either may be NO_POLICY. */
static uint32_t shorter(const struct policy_round *round, uint32_t a, uint32_t b)
{
	const struct policy *policies = round->config->policies;

	if (a == NO_POLICY || b == NO_POLICY)
		return a == NO_POLICY ? b : a;
	return policies[b].knobs.value[KNOB_SLICE_US] < policies[a].knobs.value[KNOB_SLICE_US] ? b
											     : a;
}

/*
 * Find the policy with the shortest slice that makes another vGPU of this vGPU's GPU prompt.
 * Return: NO_POLICY: none.
 */
static uint32_t shortest(const struct policy_round *round, uint32_t vgpu)
{
	const struct policy_vgpu *vgpus = round->snapshot->vgpus;
	uint32_t i, k, found = NO_POLICY;

	for (i = 0; i < round->snapshot->n; i++) {
		if (i == vgpu || vgpus[i].gpu != vgpus[vgpu].gpu)
			continue;
		for (k = 0; k < sizeof(prompt_kinds) / sizeof(prompt_kinds[0]); k++)
			if (is_prompt_by(round, i, prompt_kinds[k]))
				found = shorter(round, found,
						policy_find(round, i, prompt_kinds[k]));
	}
	return found;
}

/*
 * Tell if a vGPU has a longer slice than @slice_us. Without a slice of its own a vGPU has the slice
 * that the scheduler chooses, which is mostly short already.
 */
static bool is_longer(const struct policy_round *round, uint32_t vgpu, uint32_t slice_us)
{
	uint32_t current = policy_value(round, vgpu, KNOB_SLICE_US);

	if (current)
		return current > slice_us;
	/* In the statistics a shortened slice is short: the scheduler's choice is not known. */
	return round->memory[vgpu].shortened || round->snapshot->vgpus[vgpu].slice_us > slice_us;
}

static void shorten(const struct policy_round *round, uint32_t vgpu)
{
	struct policy_memory *memory = &round->memory[vgpu];
	uint32_t slice_us, policy = NO_POLICY;

	if (round->snapshot->vgpus[vgpu].class != NO_CLASS && !is_prompt(round, vgpu))
		policy = shortest(round, vgpu);
	slice_us = policy == NO_POLICY ? 0
				       : round->config->policies[policy].knobs.value[KNOB_SLICE_US];
	memory->shortened = slice_us && is_longer(round, vgpu, slice_us);
	if (memory->shortened)
		policy_wants(round, vgpu, policy, KNOB_SLICE_US, slice_us,
			     round->config->policies[policy].kind == POLICY_FRAMES ?
				     "others miss frames" : "others work in bursts");
}

void policy_prompt_shorten(const struct policy_round *round)
{
	uint32_t i;

	for (i = 0; i < round->snapshot->n; i++)
		shorten(round, i);
}
