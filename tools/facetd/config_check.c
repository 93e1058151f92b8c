// SPDX-License-Identifier: GPL-2.0-only
/* Checks of facetd.conf as a whole, after its last line. config.c calls config_check(). No lock. */
#include "tools/facetd/config_parser.h"

#include <string.h>

#define NO_INDEX	UINT32_MAX
/* Defaults of keys. */
#define HOLD_MS		2000u
#define FRAMES_HOLD_MS	10000u
#define BUSY_BELOW	60u
#define SLICE_US	500u
#define ABOVE		50u
#define FOR_MS		2000u
#define RELEASE_MS	10000u
#define WHOLE		100u	/* per cent */

static void default_u32(uint32_t *value, bool wanted, uint32_t by_default)
{
	if (wanted)
		*value = by_default;
}

static void default_knob(struct knob_set *set, enum knob knob, uint32_t by_default)
{
	if (!knob_given(set, knob))
		knob_give(set, knob, by_default);
}

static void policy_defaults(struct policy *policy)
{
	if (policy->kind == POLICY_INTERACTIVE || policy->kind == POLICY_FRAMES) {
		default_knob(&policy->knobs, KNOB_SLICE_US, SLICE_US);
		default_knob(&policy->knobs, KNOB_PRIORITY, FACET_STATS_HIGH);
	}
	if (policy->kind == POLICY_INTERACTIVE)
		default_u32(&policy->busy_below, !policy->busy_below, BUSY_BELOW);
	if (policy->kind == POLICY_FRAMES)
		default_u32(&policy->hold_ms, !policy->hold_ms, FRAMES_HOLD_MS);
	if (policy->kind == POLICY_NOISY) {
		default_u32(&policy->above, !policy->above, ABOVE);
		default_u32(&policy->for_ms, !policy->for_ms, FOR_MS);
		default_u32(&policy->release_ms, !policy->release_ms, RELEASE_MS);
	}
	if (policy->kind == POLICY_INTERACTIVE || policy->kind == POLICY_MINIMUM)
		default_u32(&policy->hold_ms, !policy->hold_ms, HOLD_MS);
}

/*
 * Report keys that the policy's kind does not have, and keys that the kind needs and the policy
 * lacks. Return: true: no error.
 */
static bool check_keys(struct parser *p, uint32_t i)
{
	const struct policy_notes *notes = &p->policies[i];
	const struct policy *policy = &p->config->policies[i];
	uint32_t row, before = p->errors->n;

	if (!(notes->given >> KEY_KIND & 1)) {
		config_fail(
			p, notes->line,
			"[policy %s] has no kind: "
			"fixed, frames, interactive, minimum, noisy or timetable",
			policy->name);
		return false;
	}
	if (policy->kind == POLICY_KINDS)
		return false;
	for (row = 0; row < config_policy_key_count; row++) {
		const struct key *key = &config_policy_keys[row];

		if (notes->given >> row & 1 && !(key->kinds >> policy->kind & 1))
			config_fail(p, notes->lines[row], "a policy of kind %s cannot have '%s'",
				    policy_kind_names[policy->kind], key->name);
		if (!(notes->given >> row & 1) && key->needed >> policy->kind & 1)
			config_fail(p, notes->line, "[policy %s] is of kind %s and needs '%s'",
				    policy->name, policy_kind_names[policy->kind], key->name);
	}
	return before == p->errors->n;
}

/* Report periods of a timetable that overlap, by the minutes of a week. */
static void check_overlap(struct parser *p, uint32_t i)
{
	const struct policy *policy = &p->config->policies[i];
	uint8_t owner[CONFIG_WEEK_MINUTES];
	uint32_t k, day, minute, length;

	memset(owner, 0, sizeof(owner));
	for (k = 0; k < policy->n_periods; k++) {
		const struct period *period = &policy->periods[k];
		uint8_t other = 0;

		length = (period->end > period->begin ? 0 : CONFIG_DAY_MINUTES) + period->end -
			 period->begin;
		for (day = 0; day < CONFIG_DAYS; day++)
			for (minute = 0; period->days >> day & 1 && minute < length; minute++) {
				uint8_t *at =
					&owner[(day * CONFIG_DAY_MINUTES + period->begin + minute) %
					       CONFIG_WEEK_MINUTES];

				other = *at ? *at : other;
				*at = k + 1;
			}
		if (other)
			config_fail(p, p->policies[i].periods[k],
				    "this period overlaps with that of line %u: separate them",
				    p->policies[i].periods[other - 1]);
	}
}

static void check_policy(struct parser *p, uint32_t i)
{
	struct policy *policy = &p->config->policies[i];
	const struct policy_notes *notes = &p->policies[i];

	if (!check_keys(p, i))
		return;
	policy_defaults(policy);
	if (policy->kind == POLICY_FIXED && notes->given == 1u << KEY_KIND)
		config_fail(p, notes->line,
			    "[policy %s] sets nothing: add weight, cap, slice_us or priority",
			    policy->name);
	if (policy->kind == POLICY_NOISY && !policy->knobs.value[KNOB_CAP])
		config_fail(p, notes->line,
			    "[policy %s] has cap = 0, which is no limit: use 1 to %u", policy->name,
			    policy->above);
	if (policy->kind == POLICY_NOISY && policy->knobs.value[KNOB_CAP] > policy->above)
		config_fail(p, notes->line,
			    "[policy %s] has cap = %u, which must not exceed above = %u",
			    policy->name, policy->knobs.value[KNOB_CAP], policy->above);
	check_overlap(p, i);
}

static uint32_t find_policy(const struct config *config, const char *name)
{
	uint32_t i;

	for (i = 0; i < config->n_policies; i++)
		if (!strcmp(config->policies[i].name, name))
			return i;
	return NO_INDEX;
}

static void check_class(struct parser *p, uint32_t i)
{
	struct class_notes *notes = &p->classes[i];
	struct class *class = &p->config->classes[i];
	uint32_t k, j, found;

	if (!class->match.n)
		config_fail(p, notes->line,
			    "[class %s] has no match: add one, match = * for all vGPUs",
			    class->name);
	for (k = 0; k < notes->n; k++) {
		found = find_policy(p->config, notes->policies[k]);
		if (found == NO_INDEX)
			config_fail(p, notes->lines[k], "there is no [policy %s]",
				    notes->policies[k]);
		for (j = 0; j < class->n_policies; j++)
			if (class->policies[j] == found)
				config_fail(p, notes->lines[k],
					    "[class %s] has the policy %s twice", class->name,
					    notes->policies[k]);
		if (found != NO_INDEX)
			class->policies[class->n_policies++] = found;
	}
}

/*
 * Report a class with two policies of one kind, if the kind has a memory of each vGPU: two policies
 * would share that memory.
 */
static void check_kinds(struct parser *p, uint32_t i)
{
	const struct class *class = &p->config->classes[i];
	uint32_t k, kinds = 0, kind;

	for (k = 0; k < class->n_policies; k++) {
		kind = p->config->policies[class->policies[k]].kind;
		if (kind < POLICY_KINDS && kind != POLICY_FIXED && kind != POLICY_TIMETABLE &&
		    kinds >> kind & 1)
			config_fail(p, p->classes[i].line,
				    "[class %s] has two policies of kind %s: keep one", class->name,
				    policy_kind_names[kind]);
		kinds |= 1u << kind;
	}
}

/* Report minimums of more than 100 per cent together, at the first class that exceeds the sum. */
static void check_minimums(struct parser *p)
{
	uint32_t i, k, sum = 0, before;

	for (i = 0; i < p->config->n_classes; i++) {
		const struct class *class = &p->config->classes[i];

		for (before = sum, k = 0; k < class->n_policies; k++)
			sum += p->config->policies[class->policies[k]].minimum;
		if (sum > WHOLE && before <= WHOLE)
			config_fail(p, p->classes[i].line,
				    "minimums up to [class %s] are %u per cent together: "
				    "lower their sum to 100 or less",
				    class->name, sum);
	}
}

void config_check(struct parser *p)
{
	uint32_t i;

	for (i = 0; i < p->config->n_policies; i++)
		check_policy(p, i);
	for (i = 0; i < p->config->n_classes; i++) {
		check_class(p, i);
		check_kinds(p, i);
	}
	check_minimums(p);
}
