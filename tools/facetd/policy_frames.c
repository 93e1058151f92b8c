// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy by frames: a vGPU that misses vertical blanks beside others is prompt (policy_prompt.c)
 * until it has missed none for a while. A vGPU whose misses come back soon after that is prompt for
 * twice the time: each try to give back costs it frames. A vGPU that has had more than the share of
 * its weight is not prompt until it has had clearly less, so nobody gains time by missing frames.
 */
#include "tools/facetd/policy_kinds.h"

#define MODEST		0.75	/* part of its share below which an excess is over */
#define HOLD_MAX	8u	/* the longest time without misses, in times of hold */

static bool misses_beside_others(const struct policy_round *round, uint32_t vgpu)
{
	uint32_t e;

	if (round->snapshot->vgpus[vgpu].frames.missed <= 0)
		return false;
	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (policy_works_beside_others(round, vgpu, e))
			return true;
	return false;
}

/* Return the time without misses that ends the prompt time that begins now. */
static uint32_t begin_hold(const struct policy_memory *memory, const struct policy *policy,
			   uint64_t now_ms)
{
	uint64_t ended = memory->prompt_until[POLICY_FRAMES];
	uint32_t hold_ms = memory->frames_hold_ms;

	if (!ended || !hold_ms || now_ms >= ended + hold_ms)
		return policy->hold_ms;
	return hold_ms < HOLD_MAX / 2 * policy->hold_ms ? 2 * hold_ms : HOLD_MAX * policy->hold_ms;
}

static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	struct policy_memory *memory = &round->memory[vgpu];
	uint64_t *until = &memory->prompt_until[POLICY_FRAMES], now_ms = round->snapshot->now_ms;

	memory->frames_excess = policy_has_had(round, vgpu, memory->frames_excess ? MODEST : 1);
	if (memory->frames_excess) {
		*until = 0;
	} else if (misses_beside_others(round, vgpu)) {
		if (*until <= now_ms)
			memory->frames_hold_ms = begin_hold(memory, policy, now_ms);
		*until = now_ms + memory->frames_hold_ms;
	}
}

static void wish(const struct policy_round *round, uint32_t vgpu, uint32_t index)
{
	policy_prompt_wish(round, vgpu, index, "it misses frames, beside others");
}

const struct policy_ops policy_frames_ops = { .observe = observe, .wish = wish };
