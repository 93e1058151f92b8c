// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interactive policy: a vGPU that works in bursts is prompt (policy_prompt.c). A vGPU that always
 * has work and gets the share of its weight is not interactive, even if the share is small. A vGPU
 * that has had more than that share is not interactive either.
 */
#include "tools/facetd/policy_kinds.h"

#define WHOLE		100.0
#define ALWAYS		0.9	/* a vGPU that has work for this part of the time has no pauses */
#define SERVED		0.75	/* a vGPU that gets less than this part of its share lacks time */

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
	       memory->busy[engine] < SERVED * policy_fair_share(round, vgpu, engine);
}

static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	uint64_t *until = &round->memory[vgpu].prompt_until[POLICY_INTERACTIVE];
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (policy_works_beside_others(round, vgpu, e) &&
		    has_bursts(round, vgpu, e, policy))
			*until = round->snapshot->now_ms + policy->hold_ms;
	if (policy_has_had(round, vgpu, 1))
		*until = 0;
}

static void wish(const struct policy_round *round, uint32_t vgpu, uint32_t index)
{
	policy_prompt_wish(round, vgpu, index, "it works in bursts, beside others");
}

const struct policy_ops policy_interactive_ops = { .observe = observe, .wish = wish };
