// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse facetd.conf. inih splits lines, the tables below take keys, config_check.c checks the
 * whole. The parser reports all errors of a file at once. inih reports neither line numbers nor
 * sections without keys nor invalid lines. So next_line() checks each line before inih gets it.
 */
#include "tools/facetd/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/facetd/config_parser.h"
#include "tools/facetd/values.h"

#define LINE_MAX_BYTES	190u	/* inih's own limit is some bytes higher */

#define INTERVAL_MS	250u
#define INTERVAL_MS_MIN	50u
#define INTERVAL_MS_MAX	10000u
#define STATE		"/run/facet/facetd.state"
#define SPAN_MS_MIN	100u	/* limits of hold, for and release */
#define SPAN_MS_MAX	3600000u
#define WHOLE		100u	/* per cent */

/* --- errors ------------------------------------------------------------------------------- */

void config_fail(struct parser *p, uint32_t line, const char *format, ...)
{
	struct config_errors *errors = p->errors;
	va_list args;

	if (errors->n < CONFIG_ERRORS) {
		errors->error[errors->n].line = line;
		va_start(args, format);
		vsnprintf(errors->error[errors->n].text, CONFIG_ERROR, format, args);
		va_end(args);
	}
	errors->n++;
}

/* Sort errors by line. config_check() reports errors of earlier lines at the end of the file. */
static void order_errors(struct config_errors *errors)
{
	uint32_t n = errors->n < CONFIG_ERRORS ? errors->n : CONFIG_ERRORS, i, k;

	for (i = 1; i < n; i++)
		for (k = i; k && errors->error[k - 1].line > errors->error[k].line; k--) {
			typeof(errors->error[0]) one = errors->error[k];

			errors->error[k] = errors->error[k - 1];
			errors->error[k - 1] = one;
		}
}

/* --- keys --------------------------------------------------------------------------------- */

static struct policy *this_policy(struct parser *p)
{
	return &p->config->policies[p->config->n_policies - 1];
}

static struct class *this_class(struct parser *p)
{
	return &p->config->classes[p->config->n_classes - 1];
}

static bool take_interval(struct parser *p, const char *value, char *why)
{
	return value_duration(value, INTERVAL_MS_MIN, INTERVAL_MS_MAX, &p->config->interval_ms,
			      why);
}

static bool take_state(struct parser *p, const char *value, char *why)
{
	return value_path(value, p->config->state, why);
}

static bool take_exporter(struct parser *p, const char *value, char *why)
{
	return value_exporter(value, &p->config->exporter, why);
}

static bool take_exclude(struct parser *p, const char *value, char *why)
{
	return value_patterns(value, &p->config->exclude, why);
}

static bool take_kind(struct parser *p, const char *value, char *why)
{
	uint32_t kind;

	for (kind = 0; kind < POLICY_KINDS; kind++)
		if (!strcmp(policy_kind_names[kind], value)) {
			this_policy(p)->kind = kind;
			return true;
		}
	this_policy(p)->kind = POLICY_KINDS;
	strcpy(why, "must be fixed, frames, interactive, minimum, noisy or timetable");
	return false;
}

static bool take_weight(struct parser *p, const char *value, char *why)
{
	return value_knob(value, KNOB_WEIGHT, &this_policy(p)->knobs, why);
}

static bool take_cap(struct parser *p, const char *value, char *why)
{
	return value_knob(value, KNOB_CAP, &this_policy(p)->knobs, why);
}

static bool take_slice_us(struct parser *p, const char *value, char *why)
{
	return value_knob(value, KNOB_SLICE_US, &this_policy(p)->knobs, why);
}

static bool take_priority(struct parser *p, const char *value, char *why)
{
	return value_knob(value, KNOB_PRIORITY, &this_policy(p)->knobs, why);
}

static bool take_minimum(struct parser *p, const char *value, char *why)
{
	return value_percent(value, 0, WHOLE, &this_policy(p)->minimum, why);
}

static bool take_busy_below(struct parser *p, const char *value, char *why)
{
	return value_percent(value, 1, WHOLE, &this_policy(p)->busy_below, why);
}

static bool take_above(struct parser *p, const char *value, char *why)
{
	return value_percent(value, 1, WHOLE, &this_policy(p)->above, why);
}

static bool take_for(struct parser *p, const char *value, char *why)
{
	return value_duration(value, SPAN_MS_MIN, SPAN_MS_MAX, &this_policy(p)->for_ms, why);
}

static bool take_release(struct parser *p, const char *value, char *why)
{
	return value_duration(value, SPAN_MS_MIN, SPAN_MS_MAX, &this_policy(p)->release_ms, why);
}

static bool take_hold(struct parser *p, const char *value, char *why)
{
	return value_duration(value, SPAN_MS_MIN, SPAN_MS_MAX, &this_policy(p)->hold_ms, why);
}

static bool take_period(struct parser *p, const char *value, char *why)
{
	struct policy *policy = this_policy(p);
	struct period period;

	if (policy->n_periods == CONFIG_PERIODS) {
		snprintf(why, CONFIG_ERROR, "a timetable has at most %d periods", CONFIG_PERIODS);
		return false;
	}
	if (!value_period(value, &period, why))
		return false;
	p->policies[p->config->n_policies - 1].periods[policy->n_periods] = p->line;
	policy->periods[policy->n_periods++] = period;
	return true;
}

static bool take_match(struct parser *p, const char *value, char *why)
{
	return value_patterns(value, &this_class(p)->match, why);
}

/* Note the names of policies. config_check() finds them: a policy may come after its class. */
static bool take_policies(struct parser *p, const char *value, char *why)
{
	struct class_notes *notes = &p->classes[p->config->n_classes - 1];
	const char *rest = value;
	size_t n;

	do {
		rest += strspn(rest, " \t");
		n = strcspn(rest, ", \t");
		if (notes->n == CONFIG_CLASS_POLICIES) {
			snprintf(why, CONFIG_ERROR, "a class has at most %d policies",
				 CONFIG_CLASS_POLICIES);
			return false;
		}
		snprintf(notes->policies[notes->n], CONFIG_NAME, "%.*s", (int)n, rest);
		if (n >= CONFIG_NAME || !value_name(notes->policies[notes->n], why)) {
			strcpy(why, "must be names of policies, separated by commas");
			return false;
		}
		notes->lines[notes->n++] = p->line;
		rest += n + strspn(rest + n, " \t");
	} while (*rest++ == ',');
	if (rest[-1]) {
		strcpy(why, "must be names of policies, separated by commas");
		return false;
	}
	return true;
}

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define OF(kind)	(1u << POLICY_##kind)
#define OF_ALL		(~0u)

static const struct key facetd_keys[] = {
	{ "interval", take_interval, 0, 0, false },
	{ "state", take_state, 0, 0, false },
	{ "exporter", take_exporter, 0, 0, false },
	{ "exclude", take_exclude, 0, 0, true },
};

const struct key config_policy_keys[] = {
	[KEY_KIND] = { "kind", take_kind, OF_ALL, OF_ALL, false },
	{ "weight", take_weight, OF(FIXED), 0, false },
	{ "cap", take_cap, OF(FIXED) | OF(NOISY), OF(NOISY), false },
	{ "slice_us", take_slice_us, OF(FIXED) | OF(FRAMES) | OF(INTERACTIVE), 0, false },
	{ "priority", take_priority, OF(FIXED) | OF(FRAMES) | OF(INTERACTIVE), 0, false },
	{ "minimum", take_minimum, OF(MINIMUM), OF(MINIMUM), false },
	{ "busy_below", take_busy_below, OF(INTERACTIVE), 0, false },
	{ "above", take_above, OF(NOISY), 0, false },
	{ "for", take_for, OF(NOISY), 0, false },
	{ "release", take_release, OF(NOISY), 0, false },
	{ "hold", take_hold, OF(FRAMES) | OF(INTERACTIVE) | OF(MINIMUM), 0, false },
	{ "period", take_period, OF(TIMETABLE), OF(TIMETABLE), true },
};

const uint32_t config_policy_key_count = COUNT(config_policy_keys);

static const struct key class_keys[] = {
	{ "match", take_match, 0, 0, true },
	{ "policies", take_policies, 0, 0, true },
};

static const struct {
	const char *what;
	const struct key *keys;
	uint32_t n;
} sections[] = {
	[SECTION_FACETD] = { "[facetd]", facetd_keys, COUNT(facetd_keys) },
	[SECTION_POLICY] = { "a policy", config_policy_keys, COUNT(config_policy_keys) },
	[SECTION_CLASS] = { "a class", class_keys, COUNT(class_keys) },
};

static void fail_unknown_key(struct parser *p, const char *name)
{
	char known[CONFIG_ERROR] = "";
	uint32_t i, n = 0;

	for (i = 0; i < sections[p->section].n; i++)
		n += snprintf(known + n, sizeof(known) - n, "%s%s", i ? ", " : "",
			      sections[p->section].keys[i].name);
	config_fail(p, p->line, "'%.32s' is not a key of %s: keys are %s", name,
		    sections[p->section].what, known);
}

/* Note the line of a key. Return: false: the section has the key twice, and that is reported. */
static bool note_key(struct parser *p, uint32_t row, const struct key *key)
{
	struct policy_notes *notes;
	uint32_t *line = NULL;

	if (p->section == SECTION_FACETD) {
		line = &p->facetd_lines[row];
	} else if (p->section == SECTION_POLICY) {
		notes = &p->policies[p->config->n_policies - 1];
		notes->given |= 1u << row;
		line = &notes->lines[row];
	}
	if (line && *line && !key->repeats) {
		config_fail(p, p->line,
			    "'%s' is set twice, first in line %u: remove one",
			    key->name, *line);
		return false;
	}
	if (line)
		*line = p->line;
	return true;
}

static int on_key(void *user, const char *section, const char *name, const char *value)
{
	struct parser *p = user;
	char why[CONFIG_ERROR];
	uint32_t i;

	p->wants_key = false;
	if (p->section == SECTION_NONE)
		config_fail(p, p->line,
			    "'%.32s' is in no section: "
			    "write [facetd], [policy NAME] or [class NAME] above it",
			    name);
	if (p->section == SECTION_NONE || p->section == SECTION_UNKNOWN)
		return 1;
	for (i = 0; i < sections[p->section].n; i++) {
		const struct key *key = &sections[p->section].keys[i];

		if (strcmp(key->name, name))
			continue;
		if (note_key(p, i, key) && !key->take(p, value, why))
			config_fail(p, p->line, "%s = %.48s: %.120s", name, value, why);
		return 1;
	}
	fail_unknown_key(p, name);
	return 1;
}

/* --- sections ----------------------------------------------------------------------------- */

static enum section begin_facetd(struct parser *p)
{
	if (p->facetd_line)
		config_fail(p, p->line,
			    "[facetd] exists twice, first in line %u: merge them",
			    p->facetd_line);
	p->facetd_line = p->facetd_line ? p->facetd_line : p->line;
	return SECTION_FACETD;
}

/*
 * Check the name of a section and report an error. Return: true: the name is invalid, or another
 * section of this kind has the name.
 */
static bool bad_name(struct parser *p, const char *kind, const char *name, uint32_t n, uint32_t max,
		     const char *(*name_of)(struct parser *p, uint32_t i, uint32_t *line))
{
	char why[CONFIG_ERROR];
	uint32_t i, line = 0;

	if (!value_name(name, why)) {
		config_fail(p, p->line, "[%s %.32s]: %.100s", kind, name, why);
		return true;
	}
	for (i = 0; i < n; i++)
		if (!strcmp(name_of(p, i, &line), name)) {
			config_fail(p, p->line,
				    "[%s %s] exists twice, first in line %u: choose another name",
				    kind, name, line);
			return true;
		}
	if (n == max)
		config_fail(p, p->line, "[%s %s] is one too many: at most %u are possible", kind,
			    name, max);
	return n == max;
}

static const char *policy_name(struct parser *p, uint32_t i, uint32_t *line)
{
	*line = p->policies[i].line;
	return p->config->policies[i].name;
}

static const char *class_name(struct parser *p, uint32_t i, uint32_t *line)
{
	*line = p->classes[i].line;
	return p->config->classes[i].name;
}

static enum section begin_policy(struct parser *p, const char *name)
{
	if (bad_name(p, "policy", name, p->config->n_policies, CONFIG_POLICIES, policy_name))
		return SECTION_UNKNOWN;
	p->policies[p->config->n_policies++].line = p->line;
	strcpy(this_policy(p)->name, name);
	return SECTION_POLICY;
}

static enum section begin_class(struct parser *p, const char *name)
{
	if (bad_name(p, "class", name, p->config->n_classes, CONFIG_CLASSES, class_name))
		return SECTION_UNKNOWN;
	p->classes[p->config->n_classes++].line = p->line;
	strcpy(this_class(p)->name, name);
	return SECTION_CLASS;
}

/* Begin a section. @line: a line that begins with a bracket. */
static void begin_section(struct parser *p, const char *line)
{
	char name[LINE_MAX_BYTES];
	size_t n = strcspn(line + 1, "]");

	p->section = SECTION_UNKNOWN;
	if (line[1 + n] != ']') {
		config_fail(p, p->line, "%.32s: the ] is missing", line);
		return;
	}
	memcpy(name, line + 1, n);
	name[n] = 0;
	if (!strcmp(name, "facetd"))
		p->section = begin_facetd(p);
	else if (!strncmp(name, "policy ", 7))
		p->section = begin_policy(p, name + 7);
	else if (!strncmp(name, "class ", 6))
		p->section = begin_class(p, name + 6);
	else
		config_fail(
			p, p->line,
			"[%.32s] is not a section: use [facetd], [policy NAME] or [class NAME]",
			name);
}

/* --- lines -------------------------------------------------------------------------------- */

static void end_line(struct parser *p)
{
	if (p->wants_key)
		config_fail(p, p->line, "not a line key = value; a comment begins with # or ;");
	p->wants_key = false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool has_control(const char *text, size_t n)
{
	for (; n; n--, text++)
		if (iscntrl((unsigned char)*text) && *text != '\t')
			return true;
	return false;
}

/* Copy @n bytes of a line without blanks around them. After an error the copy is empty. */
static void copy_line(struct parser *p, const char *from, size_t n, char *to, size_t size)
{
	for (; n && is_blank(*from); n--)
		from++;
	while (n && is_blank(from[n - 1]))
		n--;
	if (has_control(from, n)) {
		config_fail(p, p->line,
			    "the line has a control character: remove it");
		n = 0;
	} else if (n > LINE_MAX_BYTES || n >= size) {
		config_fail(p, p->line,
			    "the line is longer than %u bytes: "
			    "split a list into several lines with the same key",
			    LINE_MAX_BYTES);
		n = 0;
	}
	memcpy(to, from, n);
	to[n] = 0;
}

/*
 * Give the next line to inih (a reader of ini_parse_stream()). Blanks at the begin of a line are
 * removed: for inih they would make the line a continuation of the line before.
 */
static char *next_line(char *to, int size, void *user)
{
	struct parser *p = user;
	const char *from = p->at, *newline = memchr(p->at, '\n', p->end - p->at);

	end_line(p);
	if (p->at == p->end)
		return NULL;
	p->line++;
	p->at = newline ? newline + 1 : p->end;
	copy_line(p, from, (newline ? newline : p->end) - from, to, size);
	if (*to == '[')
		begin_section(p, to);
	p->wants_key = *to && !strchr("[#;", *to);
	return to;
}

/* --- files -------------------------------------------------------------------------------- */

int config_parse(const char *text, size_t size, struct config *config, struct config_errors *errors)
{
	struct parser *p = calloc(1, sizeof(*p));

	memset(config, 0, sizeof(*config));
	memset(errors, 0, sizeof(*errors));
	if (!p) {
		errors->n = 1;
		strcpy(errors->error[0].text, "no memory");
		return -ENOMEM;
	}
	*p = (struct parser){ .at = text, .end = text + size, .config = config, .errors = errors };
	config->interval_ms = INTERVAL_MS;
	strcpy(config->state, STATE);
	if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		p->at += 3;
	ini_parse_stream(next_line, p, on_key, p);
	config_check(p);
	order_errors(errors);
	free(p);
	return errors->n ? -EINVAL : 0;
}

int config_read(const char *path, struct config *config, struct config_errors *errors)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(CONFIG_SIZE_MAX + 1) : NULL;
	size_t n = text ? fread(text, 1, CONFIG_SIZE_MAX + 1, file) : 0;
	int ret = -EINVAL;

	memset(errors, 0, sizeof(*errors));
	if (!text || ferror(file)) {
		errors->n = 1;
		snprintf(errors->error[0].text, CONFIG_ERROR, "cannot be read: %s",
			 strerror(errno));
	} else if (n > CONFIG_SIZE_MAX) {
		errors->n = 1;
		snprintf(errors->error[0].text, CONFIG_ERROR, "must have at most %u bytes",
			 CONFIG_SIZE_MAX);
	} else {
		ret = config_parse(text, n, config, errors);
	}
	free(text);
	if (file)
		fclose(file);
	return ret;
}
