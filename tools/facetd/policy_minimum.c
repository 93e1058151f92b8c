// SPDX-License-Identifier: GPL-2.0-only
/*
 * Minimum policy: raise the weights of a class so that the class gets its guaranteed part of each
 * engine while it has work. Weights count only among vGPUs of one priority
 * (docs/admin/scheduling.md). So each priority is computed by itself. Of a class with several
 * priorities the highest counts.
 */
#include "tools/facetd/policy_kinds.h"

#include <math.h>
#include <string.h>

#define WHOLE		100.0
#define PRIORITIES	3u
#define PRIORITY_FACTOR	8.0	/* time of a priority over that of the next lower one */
#define ROUNDING	1e-6	/* a weight that exceeds a whole number by less is that number */
/* Smallest shortage to report, as a part of an engine. Rounding and LEFT_MIN cause smaller ones. */
#define LACK_MIN	0.01
/* Part of a priority that vGPUs without a guarantee keep at least, against rounding. */
#define LEFT_MIN	0.01

/**
 * struct field - The vGPUs that have work for one engine of a GPU. Only classes with a guaranteed
 * minimum count as classes here.
 * @priority_weight: sum of the weights of all vGPUs of each priority
 * @weight: sum of the weights of each class, over its vGPUs of @priority
 * @minimum: guaranteed part of the engine of each class, 0 to 1
 * @factor: factor by which the weights of each class have to rise; 1: they stay
 * @priority: highest priority in each class; PRIORITIES: the class has no work
 */
struct field {
	double priority_weight[PRIORITIES];
	double weight[CONFIG_CLASSES];
	double minimum[CONFIG_CLASSES];
	double factor[CONFIG_CLASSES];
	uint32_t priority[CONFIG_CLASSES];
};

static void observe(const struct policy_round *round, uint32_t vgpu, const struct policy *policy)
{
	const struct policy_load *load = round->snapshot->vgpus[vgpu].load;
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++)
		if (load[e].busy + load[e].waiting > 0)
			round->memory[vgpu].active_until[e] = round->snapshot->now_ms +
							      policy->hold_ms;
}

/*
 * Tell if a vGPU has work for an engine, or had work less than hold_ms ago. Without a minimum
 * policy only the present counts.
 */
static bool is_active(const struct policy_round *round, uint32_t vgpu, uint32_t engine)
{
	const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[engine];

	return load->busy + load->waiting > 0 ||
	       round->memory[vgpu].active_until[engine] > round->snapshot->now_ms;
}

static uint32_t priority_of(const struct policy_round *round, uint32_t vgpu)
{
	uint32_t priority = policy_value(round, vgpu, KNOB_PRIORITY);

	return priority < PRIORITIES ? priority : PRIORITIES - 1;
}

/* Collect the weights of all vGPUs that have work for an engine. */
static void fill(const struct policy_round *round, uint32_t gpu, uint32_t engine,
		 struct field *field)
{
	uint32_t i, policy, priority, class;

	memset(field, 0, sizeof(*field));
	for (i = 0; i < CONFIG_CLASSES; i++) {
		field->priority[i] = PRIORITIES;
		field->factor[i] = 1;
	}
	for (i = 0; i < round->snapshot->n; i++) {
		double weight = policy_value(round, i, KNOB_WEIGHT);

		if (round->snapshot->vgpus[i].gpu != gpu || !is_active(round, i, engine))
			continue;
		priority = priority_of(round, i);
		field->priority_weight[priority] += weight;
		policy = policy_find(round, i, POLICY_MINIMUM);
		if (policy == NO_POLICY || !round->config->policies[policy].minimum)
			continue;
		class = round->snapshot->vgpus[i].class;
		if (priority > field->priority[class])
			continue;
		if (priority < field->priority[class])
			field->weight[class] = 0;
		field->priority[class] = priority;
		field->weight[class] += weight;
		field->minimum[class] = round->config->policies[policy].minimum / WHOLE;
	}
}

/*
 * Return the part of the engine that all vGPUs of a priority get together, while all priorities of
 * the field have work. All priorities share the engine by PRIORITY_FACTOR.
 */
static double priority_part(const struct field *field, uint32_t priority)
{
	double all = 0, one = 0, factor = 1;
	uint32_t i;

	for (i = PRIORITIES; i--; factor *= PRIORITY_FACTOR) {
		if (!field->priority_weight[i])
			continue;
		all += factor;
		one = i == priority ? factor : one;
	}
	return all ? one / all : 1;
}

/*
 * Raise the classes of a priority that get less than their minimum. A raise can leave another class
 * too little, so repeat until all classes have their minimum.
 */
static void solve(struct field *field, uint32_t priority)
{
	double part = priority_part(field, priority), rest = field->priority_weight[priority];
	double left = 1, wanted;
	bool raised[CONFIG_CLASSES] = { false }, again = true;
	uint32_t i;

	while (again) {
		again = false;
		for (i = 0; i < CONFIG_CLASSES; i++) {
			wanted = field->minimum[i] / part;
			if (field->priority[i] != priority || raised[i] ||
			    field->weight[i] >= wanted * (rest / left))
				continue;
			raised[i] = true;
			again = true;
			rest -= field->weight[i];
			left = fmax(left - wanted, LEFT_MIN);
		}
	}
	rest = fmax(rest, 1);
	for (i = 0; i < CONFIG_CLASSES; i++)
		if (raised[i])
			field->factor[i] =
				fmax(field->minimum[i] / part * rest / left / field->weight[i], 1);
}

/* Compute the factors of classes, on the engine with the highest. Return: true: one class rises. */
static bool find_factors(const struct policy_round *round, uint32_t gpu, struct field *most,
			 uint32_t *engines)
{
	struct field field;
	bool any = false;
	uint32_t e, priority, i;

	for (i = 0; i < CONFIG_CLASSES; i++)
		most->factor[i] = 1;
	for (e = 0; e < FACET_STATS_ENGINES; e++) {
		fill(round, gpu, e, &field);
		for (priority = 0; priority < PRIORITIES; priority++)
			solve(&field, priority);
		for (i = 0; i < CONFIG_CLASSES; i++) {
			if (field.factor[i] <= most->factor[i])
				continue;
			most->factor[i] = field.factor[i];
			most->priority[i] = field.priority[i];
			most->minimum[i] = field.minimum[i];
			engines[i] = e;
			any = true;
		}
	}
	return any;
}

/* Return the factor for a vGPU's weight; 1: the vGPU has another priority than its class. */
static double factor_of(const struct policy_round *round, uint32_t vgpu, const struct field *most)
{
	uint32_t class = round->snapshot->vgpus[vgpu].class;

	return most->factor[class] > 1 && priority_of(round, vgpu) == most->priority[class]
		       ? most->factor[class]
		       : 1;
}

/* If a weight would exceed the maximum, lower all weights under this policy by one factor. */
static double find_scale(const struct policy_round *round, uint32_t gpu, const struct field *most)
{
	double highest = FACET_WEIGHT_MAX;
	uint32_t i;

	for (i = 0; i < round->snapshot->n; i++)
		if (round->snapshot->vgpus[i].gpu == gpu &&
		    policy_find(round, i, POLICY_MINIMUM) != NO_POLICY)
			highest = fmax(highest, policy_value(round, i, KNOB_WEIGHT) *
							factor_of(round, i, most));
	return FACET_WEIGHT_MAX / highest;
}

static void raise_gpu(const struct policy_round *round, uint32_t gpu)
{
	uint32_t engines[CONFIG_CLASSES] = { 0 }, i, policy, class;
	struct field most;
	double scale, factor, weight;

	if (!find_factors(round, gpu, &most, engines))
		return;
	scale = find_scale(round, gpu, &most);
	for (i = 0; i < round->snapshot->n; i++) {
		policy = policy_find(round, i, POLICY_MINIMUM);
		if (round->snapshot->vgpus[i].gpu != gpu || policy == NO_POLICY)
			continue;
		class = round->snapshot->vgpus[i].class;
		factor = factor_of(round, i, &most);
		weight = policy_value(round, i, KNOB_WEIGHT) * factor * scale;
		if (factor > 1)
			policy_wants(round, i, policy, KNOB_WEIGHT,
				     fmin(ceil(weight - ROUNDING), FACET_WEIGHT_MAX),
				     "its class is to have %u%% of %s",
				     round->config->policies[policy].minimum,
				     policy_engine_names[engines[class]]);
		else if (scale < 1)
			policy_wants(round, i, policy, KNOB_WEIGHT,
				     fmax(floor(weight), FACET_WEIGHT_MIN),
				     "others are to have their minimum, and no weight is above %u",
				     FACET_WEIGHT_MAX);
	}
}

/* Find shortages by the wished weights: vGPUs of a higher priority can leave a class too little. */
static void find_shortages(const struct policy_round *round, uint32_t gpu)
{
	struct field field;
	uint32_t e, i;

	for (e = 0; e < FACET_STATS_ENGINES; e++) {
		fill(round, gpu, e, &field);
		for (i = 0; i < CONFIG_CLASSES; i++) {
			struct policy_shortage *most = &round->shortages[i];
			double part;

			if (field.priority[i] == PRIORITIES)
				continue;
			part = priority_part(&field, field.priority[i]) * field.weight[i] /
			       field.priority_weight[field.priority[i]];
			if (part + LACK_MIN >= field.minimum[i] ||
			    (most->minimum && most->part <= part * WHOLE))
				continue;
			*most = (struct policy_shortage){ lround(field.minimum[i] * WHOLE),
							  part * WHOLE, e };
		}
	}
}

void policy_minimum_raise(const struct policy_round *round)
{
	uint32_t gpu, i;
	bool any;

	for (gpu = 0; gpu < FACET_STATS_GPUS; gpu++) {
		for (any = false, i = 0; i < round->snapshot->n && !any; i++)
			any = round->snapshot->vgpus[i].gpu == gpu &&
			      policy_find(round, i, POLICY_MINIMUM) != NO_POLICY;
		if (!any)
			continue;
		raise_gpu(round, gpu);
		find_shortages(round, gpu);
	}
}

const struct policy_ops policy_minimum_ops = { .observe = observe };
