// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who works in bursts is served at once: it goes first, and others let go of engines sooner. A vGPU that always has
 * work, and gets what its weight gives it, is none of those, however little that may be.
 */
#include "tools/facetd/policy_kinds.h"

#define WHOLE		100.0
#define ALWAYS		0.9	/* part of the time with work: more has no pauses to speak of */
#define SERVED		0.75	/* part of its share: less is not what its weight gives it */
#define OTHERS_BUSY	0.05	/* part of the time that others have the engine: less is in nobody's way */

static bool has_bursts(const struct policy_round *round, uint32_t vgpu, uint32_t engine, const struct policy *policy)
{
	const struct policy_memory *memory = &round->memory[vgpu];
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];
	const struct policy_total *all = &round->totals[round->snapshot->vgpus[vgpu].gpu][engine];
	double weight = round->snapshot->vgpus[vgpu].base.value[KNOB_WEIGHT];

	if (load->busy + load->waiting <= 0 || memory->busy[engine] * WHOLE >= policy->busy_below)
		return false;
	if (all->busy - load->busy < OTHERS_BUSY)
		return false;
	return memory->wanted[engine] < ALWAYS || memory->busy[engine] < SERVED * weight / all->weight;
}

static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (has_bursts(round, vgpu, e, policy))
			round->memory[vgpu].bursts_until = round->snapshot->now_ms + policy->hold_ms;
}

static bool is_interactive(const struct policy_round *round, uint32_t vgpu)
{
	return round->memory[vgpu].bursts_until > round->snapshot->now_ms;
}

static void wish(const struct policy_round *round, uint32_t vgpu, uint32_t index)
{
	const struct policy *policy = &round->config->policies[index];

	if (is_interactive(round, vgpu))
		policy_wants(round, vgpu, index, KNOB_PRIORITY, policy->knobs.value[KNOB_PRIORITY],
			     "it works in bursts, beside others");
}

/* The shortest that somebody interactive of this vGPU's GPU wants others to have. Return: NO_POLICY: nobody does. */
static uint32_t shortest(const struct policy_round *round, uint32_t vgpu)
{
	const struct policy_vgpu *vgpus = round->snapshot->vgpus;
	const struct policy *policies = round->config->policies;
	uint32_t i, found = NO_POLICY, one;

	for (i = 0; i < round->snapshot->n; i++) {
		if (i == vgpu || vgpus[i].gpu != vgpus[vgpu].gpu || !is_interactive(round, i))
			continue;
		one = policy_find(round, i, POLICY_INTERACTIVE);
		if (one != NO_POLICY && (found == NO_POLICY || policies[one].knobs.value[KNOB_SLICE_US] <
					 policies[found].knobs.value[KNOB_SLICE_US]))
			found = one;
	}
	return found;
}

void policy_interactive_shorten(const struct policy_round *round)
{
	uint32_t i, policy, slice, had;

	for (i = 0; i < round->snapshot->n; i++) {
		if (round->snapshot->vgpus[i].class == NO_CLASS || is_interactive(round, i))
			continue;
		policy = shortest(round, i);
		if (policy == NO_POLICY)
			continue;
		slice = round->config->policies[policy].knobs.value[KNOB_SLICE_US];
		had = policy_value(round, i, KNOB_SLICE_US);
		if (slice && (!had || had > slice))
			policy_wants(round, i, policy, KNOB_SLICE_US, slice, "others work in bursts");
	}
}

const struct policy_ops policy_interactive_ops = { .observe = observe, .wish = wish };
