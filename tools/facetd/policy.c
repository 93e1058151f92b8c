// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run all policies. Each policy first observes vGPUs. Then each policy wishes knobs for its own
 * vGPUs, in the order of their class. At last come policies that change other vGPUs. All functions
 * are pure. control.c and tests in virtual time call policy_decide().
 */
#include "tools/facetd/policy.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <string.h>

#include "tools/facetd/policy_kinds.h"

#define SMOOTH_MS	1000.0	/* loads are averaged over about this time */

const char *const policy_engine_names[FACET_STATS_ENGINES] = { "rcs", "bcs", "vcs", "vecs" };

/* --- classes ------------------------------------------------------------------------------ */

static bool matches(const struct patterns *patterns, const char *uuid, const char *name,
		    const char *type)
{
	const char *const is[PATTERN_KINDS] = {
		[PATTERN_ANY] = name,
		[PATTERN_NAME] = name,
		[PATTERN_TYPE] = type,
		[PATTERN_UUID] = uuid,
	};
	uint32_t i;

	for (i = 0; i < patterns->n; i++) {
		const struct pattern *pattern = &patterns->pattern[i];

		if (!fnmatch(pattern->glob, is[pattern->of], FNM_CASEFOLD))
			return true;
		if (pattern->of == PATTERN_ANY && !fnmatch(pattern->glob, uuid, FNM_CASEFOLD))
			return true;
	}
	return false;
}

uint32_t policy_class(const struct config *config, const char *uuid, const char *name,
		      const char *type)
{
	uint32_t i;

	if (matches(&config->exclude, uuid, name, type))
		return NO_CLASS;
	for (i = 0; i < config->n_classes; i++)
		if (matches(&config->classes[i].match, uuid, name, type))
			return i;
	return NO_CLASS;
}

/* --- wishes ------------------------------------------------------------------------------- */

void policy_wants(const struct policy_round *round, uint32_t vgpu, uint32_t policy, enum knob knob,
		  uint32_t value, const char *format, ...)
{
	struct policy_wish *wish = &round->wishes[vgpu];
	va_list args;

	knob_give(&wish->knobs, knob, value);
	wish->policy[knob] = policy;
	va_start(args, format);
	vsnprintf(wish->reason[knob], POLICY_REASON, format, args);
	va_end(args);
}

uint32_t policy_value(const struct policy_round *round, uint32_t vgpu, enum knob knob)
{
	const struct knob_set *wished = &round->wishes[vgpu].knobs;

	return knob_given(wished, knob) ? wished->value[knob]
					: round->snapshot->vgpus[vgpu].base.value[knob];
}

uint32_t policy_find(const struct policy_round *round, uint32_t vgpu, enum policy_kind kind)
{
	uint32_t i, class = round->snapshot->vgpus[vgpu].class;

	if (class == NO_CLASS)
		return NO_POLICY;
	for (i = 0; i < round->config->classes[class].n_policies; i++)
		if (round->config->policies[round->config->classes[class].policies[i]].kind == kind)
			return round->config->classes[class].policies[i];
	return NO_POLICY;
}

/* --- fixed, timetable --------------------------------------------------------------------- */

static void fixed_wish(const struct policy_round *round, uint32_t vgpu, uint32_t policy)
{
	const struct knob_set *knobs = &round->config->policies[policy].knobs;
	uint32_t knob;

	for (knob = 0; knob < KNOBS; knob++)
		if (knob_given(knobs, knob))
			policy_wants(round, vgpu, policy, knob, knobs->value[knob], "it is fixed");
}

/* Tell if a minute of the week is in a period. A period may begin on the day before. */
static bool period_covers(const struct period *period, uint32_t week_minute)
{
	uint32_t length = (period->end > period->begin ? 0 : CONFIG_DAY_MINUTES) + period->end -
			  period->begin,
		 day;

	for (day = 0; day < CONFIG_DAYS; day++) {
		uint32_t begin = day * CONFIG_DAY_MINUTES + period->begin;

		if (period->days >> day & 1 &&
		    (week_minute + CONFIG_WEEK_MINUTES - begin) % CONFIG_WEEK_MINUTES < length)
			return true;
	}
	return false;
}

static void timetable_wish(const struct policy_round *round, uint32_t vgpu, uint32_t policy)
{
	const struct policy *p = &round->config->policies[policy];
	uint32_t i, knob;

	for (i = 0; i < p->n_periods; i++) {
		const struct period *period = &p->periods[i];

		if (!period_covers(period, round->snapshot->week_minute))
			continue;
		for (knob = 0; knob < KNOBS; knob++)
			if (knob_given(&period->knobs, knob))
				policy_wants(round, vgpu, policy, knob, period->knobs.value[knob],
					     "it is between %02u:%02u and %02u:%02u",
					     period->begin / 60, period->begin % 60,
					     period->end / 60, period->end % 60);
	}
}

static const struct policy_ops fixed_ops = { .wish = fixed_wish };
static const struct policy_ops timetable_ops = { .wish = timetable_wish };

/* --- rounds ------------------------------------------------------------------------------- */

static const struct policy_ops *const kinds[POLICY_KINDS] = {
	[POLICY_FIXED] = &fixed_ops,
	[POLICY_FRAMES] = &policy_frames_ops,
	[POLICY_INTERACTIVE] = &policy_interactive_ops,
	[POLICY_MINIMUM] = &policy_minimum_ops,
	[POLICY_NOISY] = &policy_noisy_ops,
	[POLICY_TIMETABLE] = &timetable_ops,
};

/* Move an average by @part of the distance to the present value. */
static void smooth(double *value, double now, double part)
{
	*value += (now - *value) * part;
}

static void observe_load(const struct policy_round *round, uint32_t vgpu)
{
	struct policy_memory *memory = &round->memory[vgpu];
	double part = round->snapshot->span_ms / SMOOTH_MS;
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++) {
		const struct policy_load *load = &round->snapshot->vgpus[vgpu].load[e];

		smooth(&memory->busy[e], load->busy, part < 1 ? part : 1);
		smooth(&memory->wanted[e], load->busy + load->waiting, part < 1 ? part : 1);
		smooth(&memory->waits[e], load->waiting - load->throttled, part < 1 ? part : 1);
	}
}

static void add_to_totals(struct policy_round *round, const struct policy_vgpu *vgpu)
{
	uint32_t e;

	for (e = 0; e < FACET_STATS_ENGINES; e++) {
		if (vgpu->load[e].busy + vgpu->load[e].waiting <= 0)
			continue;
		round->totals[vgpu->gpu][e].busy += vgpu->load[e].busy;
		round->totals[vgpu->gpu][e].weight += vgpu->base.value[KNOB_WEIGHT];
	}
}

/* Call each policy of a vGPU. @wish: call &policy_ops.wish; else &policy_ops.observe. */
static void each_policy(const struct policy_round *round, uint32_t vgpu, bool wish)
{
	uint32_t i, class = round->snapshot->vgpus[vgpu].class;

	if (class == NO_CLASS)
		return;
	for (i = 0; i < round->config->classes[class].n_policies; i++) {
		uint32_t policy = round->config->classes[class].policies[i];
		const struct policy_ops *ops = kinds[round->config->policies[policy].kind];

		if (!wish && ops->observe)
			ops->observe(round, vgpu, &round->config->policies[policy]);
		if (wish && ops->wish)
			ops->wish(round, vgpu, policy);
	}
}

void policy_decide(const struct config *config, const struct policy_snapshot *snapshot,
		   const struct policy_memory *before, struct policy_memory *after,
		   struct policy_wish *wishes,
		   struct policy_shortage shortages[static CONFIG_CLASSES])
{
	struct policy_round round = { .config = config,
				      .snapshot = snapshot,
				      .memory = after,
				      .wishes = wishes,
				      .shortages = shortages };
	uint32_t i;

	memset(wishes, 0, snapshot->n * sizeof(*wishes));
	memset(shortages, 0, CONFIG_CLASSES * sizeof(*shortages));
	for (i = 0; i < snapshot->n; i++) {
		after[i] = before[i];
		observe_load(&round, i);
		add_to_totals(&round, &snapshot->vgpus[i]);
	}
	for (i = 0; i < snapshot->n; i++)
		each_policy(&round, i, false);
	for (i = 0; i < snapshot->n; i++)
		each_policy(&round, i, true);
	policy_prompt_shorten(&round);
	policy_minimum_raise(&round);
}
