/* SPDX-License-Identifier: GPL-2.0-only */
/* Between policy.c and the kinds of policies. Each is pure, as policy.h says. */
#ifndef FACETD_POLICY_KINDS_H
#define FACETD_POLICY_KINDS_H

#include "tools/facetd/policy.h"

/** struct policy_total - All vGPUs with work on an engine: what they had of it, and their weights. */
struct policy_total {
	double busy;
	double weight;
};

/** struct policy_round - One call of policy_decide(). @totals: by GPU and engine */
struct policy_round {
	const struct config *config;
	const struct policy_snapshot *snapshot;
	struct policy_memory *memory;
	struct policy_wish *wishes;
	struct policy_shortage *shortages;
	struct policy_total totals[FACET_STATS_GPUS][FACET_STATS_ENGINES];
};

/**
 * struct policy_ops - A kind.
 * @observe: takes notice of a vGPU that has this policy; or NULL
 * @wish: for this vGPU alone; or NULL
 */
struct policy_ops {
	void (*observe)(const struct policy_round *round, uint32_t vgpu,
			const struct policy *policy);
	void (*wish)(const struct policy_round *round, uint32_t vgpu, uint32_t policy);
};

extern const struct policy_ops policy_interactive_ops;
extern const struct policy_ops policy_minimum_ops;
extern const struct policy_ops policy_noisy_ops;

/** policy_interactive_shorten() - Slices of all others, where somebody is interactive. */
void policy_interactive_shorten(const struct policy_round *round);

/** policy_minimum_raise() - Weights, on top of what was wished before, so that classes have their minimum; who lacks some nevertheless. */
void policy_minimum_raise(const struct policy_round *round);

/** policy_wants() - Wish a knob, in place of what was wished before. */
void policy_wants(const struct policy_round *round, uint32_t vgpu, uint32_t policy, enum knob knob,
		  uint32_t value, const char *format, ...) __attribute__((format(printf, 6, 7)));

/** policy_value() - Of a knob, as it is wished by now. */
uint32_t policy_value(const struct policy_round *round, uint32_t vgpu, enum knob knob);

/** policy_find() - Policy of a kind that a vGPU has. Return: its index, or NO_POLICY. */
#define NO_POLICY	UINT32_MAX
uint32_t policy_find(const struct policy_round *round, uint32_t vgpu, enum policy_kind kind);

#endif
