/* SPDX-License-Identifier: GPL-2.0-only */
/* Interface between policy.c and the kinds of policies. All functions are pure (policy.h). */
#ifndef FACETD_POLICY_KINDS_H
#define FACETD_POLICY_KINDS_H

#include "tools/facetd/policy.h"

/**
 * struct policy_total - Sums over all vGPUs with work on an engine.
 * @busy: sum of the parts of the engine that the vGPUs had
 * @weight: sum of the base weights of the vGPUs
 */
struct policy_total {
	double busy;
	double weight;
};

/**
 * struct policy_round - State of one policy_decide().
 * @config: the configuration
 * @snapshot: the vGPUs
 * @memory: memory of each vGPU, for this and the next call
 * @wishes: wishes for each vGPU
 * @shortages: shortage of each class
 * @totals: sums by GPU and engine
 */
struct policy_round {
	const struct config *config;
	const struct policy_snapshot *snapshot;
	struct policy_memory *memory;
	struct policy_wish *wishes;
	struct policy_shortage *shortages;
	struct policy_total totals[FACET_STATS_GPUS][FACET_STATS_ENGINES];
};

/**
 * struct policy_ops - Functions of one kind of policy.
 * @observe: update the memory of a vGPU that has the policy; NULL: nothing to do
 * @wish: wish knobs of this vGPU alone; NULL: nothing to do
 */
struct policy_ops {
	void (*observe)(const struct policy_round *round, uint32_t vgpu,
			const struct policy *policy);
	void (*wish)(const struct policy_round *round, uint32_t vgpu, uint32_t policy);
};

extern const struct policy_ops policy_frames_ops;
extern const struct policy_ops policy_interactive_ops;
extern const struct policy_ops policy_minimum_ops;
extern const struct policy_ops policy_noisy_ops;

/**
 * policy_fair_share() - Compute the part of an engine that the weight of a vGPU gives it.
 * @round: the round
 * @vgpu: index of the vGPU
 * @engine: index of the engine
 *
 * Context: pure; takes no lock.
 * Return: the part, 0 to 1; 1: no other vGPU has much work.
 */
double policy_fair_share(const struct policy_round *round, uint32_t vgpu, uint32_t engine);

/**
 * policy_works_beside_others() - Tell if a vGPU has work on an engine that others use, too.
 * @round: the round
 * @vgpu: index of the vGPU
 * @engine: index of the engine
 *
 * Context: pure; takes no lock.
 * Return: true: the vGPU had work since the last sample, and so had others.
 */
bool policy_works_beside_others(const struct policy_round *round, uint32_t vgpu, uint32_t engine);

/**
 * policy_has_had() - Tell if a vGPU has had more than a part of what its weight gives it.
 * @round: the round
 * @vgpu: index of the vGPU
 * @part: the part; 1: all
 *
 * Context: pure; takes no lock.
 * Return: true: in about the last second, on an engine that others use, too.
 */
bool policy_has_had(const struct policy_round *round, uint32_t vgpu, double part);

/**
 * policy_prompt_wish() - Wish the policy's priority for a vGPU that the policy makes prompt.
 * @round: the round
 * @vgpu: index of the vGPU
 * @index: index of &config.policies; the policy's kind has a &policy_memory.prompt_until
 * @reason: the reason, for log messages
 *
 * Context: pure; takes no lock.
 */
void policy_prompt_wish(const struct policy_round *round, uint32_t vgpu, uint32_t index,
			const char *reason);

/**
 * policy_prompt_shorten() - Shorten the slices of other vGPUs beside a prompt vGPU.
 * @round: the round, after the wishes for single vGPUs
 *
 * Context: pure; takes no lock.
 */
void policy_prompt_shorten(const struct policy_round *round);

/**
 * policy_minimum_raise() - Raise weights so that classes get their minimum, and record shortages.
 * @round: the round, after all other wishes
 *
 * Context: pure; takes no lock.
 */
void policy_minimum_raise(const struct policy_round *round);

/**
 * policy_wants() - Wish a value for a knob, in place of an earlier wish.
 * @round: the round
 * @vgpu: index of the vGPU
 * @policy: index of &config.policies
 * @knob: the knob
 * @value: the value, in the units of &enum knob
 * @format: reason, a format of printf(3); a text longer than POLICY_REASON - 1 bytes is cut
 * @...: arguments of @format
 *
 * Context: pure; takes no lock.
 */
void policy_wants(const struct policy_round *round, uint32_t vgpu, uint32_t policy, enum knob knob,
		  uint32_t value, const char *format, ...) __attribute__((format(printf, 6, 7)));

/**
 * policy_value() - Return the value that a knob will have by the wishes so far.
 * @round: the round
 * @vgpu: index of the vGPU
 * @knob: the knob
 *
 * Context: pure; takes no lock.
 * Return: the wished value; without a wish the base value.
 */
uint32_t policy_value(const struct policy_round *round, uint32_t vgpu, enum knob knob);

#define NO_POLICY	UINT32_MAX

/**
 * policy_find() - Find the first policy of a kind that a vGPU has.
 * @round: the round
 * @vgpu: index of the vGPU
 * @kind: the kind
 *
 * Context: pure; takes no lock.
 * Return: index of &config.policies; NO_POLICY: the vGPU has no policy of this kind, or no class.
 */
uint32_t policy_find(const struct policy_round *round, uint32_t vgpu, enum policy_kind kind);

#endif
