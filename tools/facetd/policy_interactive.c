// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interactive policy: a vGPU that works in bursts gets a priority, and other vGPUs get shorter
 * slices. A vGPU that always has work and gets the share of its weight is not interactive, even if
 * the share is small. A vGPU that has had more than that share is not interactive either.
 */
#include "tools/facetd/policy_kinds.h"

#define WHOLE		100.0
#define ALWAYS		0.9	/* a vGPU that has work for this part of the time has no pauses */
#define SERVED		0.75	/* a vGPU that gets less than this part of its share lacks time */
#define OTHERS_BUSY	0.05	/* other vGPUs that use less of an engine do not disturb */

/* Compute the part of an engine that the weight gives. Return: 1: no other vGPU has much work. */
static double fair_share(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_total *all = &round->totals[round->snapshot->vgpus[vgpu].gpu][engine];

	if (all->busy - round->snapshot->vgpus[vgpu].load[engine].busy < OTHERS_BUSY)
		return 1;
	return round->snapshot->vgpus[vgpu].base.value[KNOB_WEIGHT] / all->weight;
}

static bool works_beside_others(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];

	return load->busy + load->waiting > 0 && fair_share(round, vgpu, engine) < 1;
}

/*
 * Tell if a vGPU works in bursts on an engine. It uses less than busy_below of the engine, and it
 * pauses or gets less than its share.
 */
static bool has_bursts(const struct policy_round *round, uint32_t vgpu, uint32_t engine,
		       const struct policy *policy)
{
	const struct policy_memory *memory = &round->memory[vgpu];

	if (memory->busy[engine] * WHOLE >= policy->busy_below)
		return false;
	return memory->wanted[engine] < ALWAYS ||
	       memory->busy[engine] < SERVED * fair_share(round, vgpu, engine);
}

/*
 * Find out if a vGPU works in bursts. A vGPU that has had more than its fair share of an engine
 * does not count: its priority is to make it prompt, and not to give it more time.
 */
static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	struct policy_memory *memory = &round->memory[vgpu];
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (works_beside_others(round, vgpu, e) && has_bursts(round, vgpu, e, policy))
			memory->bursts_until = round->snapshot->now_ms + policy->hold_ms;
	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (works_beside_others(round, vgpu, e) &&
		    memory->busy[e] > fair_share(round, vgpu, e))
			memory->bursts_until = 0;
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

/*
 * Find the interactive policy with the shortest slice on this vGPU's GPU. Return: NO_POLICY: none.
 */
static uint32_t shortest(const struct policy_round *round, uint32_t vgpu)
{
	const struct policy_vgpu *vgpus = round->snapshot->vgpus;
	const struct policy *policies = round->config->policies;
	uint32_t i, found = NO_POLICY, one;

	for (i = 0; i < round->snapshot->n; i++) {
		if (i == vgpu || vgpus[i].gpu != vgpus[vgpu].gpu || !is_interactive(round, i))
			continue;
		one = policy_find(round, i, POLICY_INTERACTIVE);
		if (one != NO_POLICY &&
		    (found == NO_POLICY || policies[one].knobs.value[KNOB_SLICE_US] <
						   policies[found].knobs.value[KNOB_SLICE_US]))
			found = one;
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

	if (round->snapshot->vgpus[vgpu].class != NO_CLASS && !is_interactive(round, vgpu))
		policy = shortest(round, vgpu);
	slice_us = policy == NO_POLICY ? 0
				       : round->config->policies[policy].knobs.value[KNOB_SLICE_US];
	memory->shortened = slice_us && is_longer(round, vgpu, slice_us);
	if (memory->shortened)
		policy_wants(round, vgpu, policy, KNOB_SLICE_US, slice_us, "others work in bursts");
}

void policy_interactive_shorten(const struct policy_round *round)
{
	uint32_t i;

	for (i = 0; i < round->snapshot->n; i++)
		shorten(round, i);
}

const struct policy_ops policy_interactive_ops = { .observe = observe, .wish = wish };
