// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a configuration in the syntax of facetd.conf (config_print()). main.c does so for --check.
 * config_parse() makes the same configuration of that text.
 */
#include "tools/facetd/config.h"

const char *const policy_kind_names[POLICY_KINDS] = {
	[POLICY_FIXED] = "fixed",
	[POLICY_FRAMES] = "frames",
	[POLICY_INTERACTIVE] = "interactive",
	[POLICY_MINIMUM] = "minimum",
	[POLICY_NOISY] = "noisy",
	[POLICY_TIMETABLE] = "timetable",
};

static void print_patterns(const char *key, const struct patterns *patterns, FILE *out)
{
	uint32_t i;

	for (i = 0; i < patterns->n; i++)
		fprintf(out, "%s = %s:%s\n", key, pattern_of_names[patterns->pattern[i].of],
			patterns->pattern[i].glob);
}

static void print_knobs(const struct knob_set *set, const char *format, FILE *out)
{
	char text[KNOB_TEXT];
	uint32_t knob;

	for (knob = 0; knob < KNOBS; knob++)
		if (knob_given(set, knob))
			fprintf(out, format, knob_name(knob),
				knob_print(knob, set->value[knob], text));
}

static void print_period(const struct period *period, FILE *out)
{
	const char *comma = "";
	uint32_t day;

	fputs("period = ", out);
	for (day = 0; day < CONFIG_DAYS; day++) {
		if (!(period->days >> day & 1))
			continue;
		fprintf(out, "%s%s", comma, day_names[day]);
		comma = ",";
	}
	fprintf(out, " %02u:%02u-%02u:%02u", period->begin / 60, period->begin % 60,
		period->end / 60, period->end % 60);
	print_knobs(&period->knobs, " %s=%s", out);
	fputc('\n', out);
}

static void print_policy(const struct policy *policy, FILE *out)
{
	uint32_t i;

	fprintf(out, "\n[policy %s]\nkind = %s\n", policy->name, policy_kind_names[policy->kind]);
	print_knobs(&policy->knobs, "%s = %s\n", out);
	switch (policy->kind) {
	case POLICY_FRAMES:
		fprintf(out, "hold = %u ms\n", policy->hold_ms);
		break;
	case POLICY_INTERACTIVE:
		fprintf(out, "busy_below = %u%%\nhold = %u ms\n", policy->busy_below,
			policy->hold_ms);
		break;
	case POLICY_MINIMUM:
		fprintf(out, "minimum = %u%%\nhold = %u ms\n", policy->minimum, policy->hold_ms);
		break;
	case POLICY_NOISY:
		fprintf(out, "above = %u%%\nfor = %u ms\nrelease = %u ms\n", policy->above,
			policy->for_ms, policy->release_ms);
		break;
	default:
		break;
	}
	for (i = 0; i < policy->n_periods; i++)
		print_period(&policy->periods[i], out);
}

static void print_exporter(const struct exporter *exporter, FILE *out)
{
	switch (exporter->kind) {
	case EXPORTER_UNIX:
		fprintf(out, "exporter = unix:%s\n", exporter->path);
		break;
	case EXPORTER_IPV4:
		fprintf(out, "exporter = 127.0.0.1:%u\n", exporter->port);
		break;
	case EXPORTER_IPV6:
		fprintf(out, "exporter = [::1]:%u\n", exporter->port);
		break;
	default:
		fputs("exporter = off\n", out);
	}
}

void config_print(const struct config *config, FILE *out)
{
	uint32_t i, k;

	fprintf(out, "[facetd]\ninterval = %u ms\nstate = %s\n", config->interval_ms,
		config->state);
	print_exporter(&config->exporter, out);
	print_patterns("exclude", &config->exclude, out);
	for (i = 0; i < config->n_policies; i++)
		print_policy(&config->policies[i], out);
	for (i = 0; i < config->n_classes; i++) {
		const struct class *class = &config->classes[i];

		fprintf(out, "\n[class %s]\n", class->name);
		print_patterns("match", &class->match, out);
		for (k = 0; k < class->n_policies; k++)
			fprintf(out, "policies = %s\n", config->policies[class->policies[k]].name);
	}
}
