// SPDX-License-Identifier: GPL-2.0-only
/* Parse values of facetd.conf (values.h). config.c calls these functions. */
#include "tools/facetd/values.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS		" \t"
#define LINE		256u	/* bytes of the longest value, with the NUL */
#define MINUTES		60u
#define HOURS		24u

/* Write the reason of a refusal. Return: false, so that a caller can return the result. */
static bool refuse(char why[static CONFIG_ERROR], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool refuse(char why[static CONFIG_ERROR], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, CONFIG_ERROR, format, args);
	va_end(args);
	return false;
}

/* Parse digits at the start of @text. Return: the text after them; NULL: none, or too many. */
static const char *number(const char *text, uint32_t *value)
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || n > UINT32_MAX)
		return NULL;
	*value = n;
	return end;
}

bool value_name(const char *text, char why[static CONFIG_ERROR])
{
	size_t n = strlen(text);

	if (n && n < CONFIG_NAME &&
	    strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == n)
		return true;
	return refuse(why, "a name must have 1 to %d letters, digits and '._-'", CONFIG_NAME - 1);
}

/* --- numbers ------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	uint32_t ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "min", 60000 } };

bool value_duration(const char *text, uint32_t min, uint32_t max, uint32_t *ms,
		    char why[static CONFIG_ERROR])
{
	uint32_t n;
	const char *unit = number(text, &n);
	size_t i;

	for (i = 0; unit && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit + strspn(unit, BLANKS), units[i].name))
			continue;
		if ((uint64_t)n * units[i].ms < min || (uint64_t)n * units[i].ms > max)
			break;
		*ms = n * units[i].ms;
		return true;
	}
	return refuse(why, "must be %u to %u ms, with the unit: ms, s or min", min, max);
}

bool value_percent(const char *text, uint32_t min, uint32_t max, uint32_t *percent,
		   char why[static CONFIG_ERROR])
{
	uint32_t n;
	const char *end = number(text, &n);

	if (end)
		end += strspn(end, BLANKS);
	if (!end || (*end && strcmp(end, "%")) || n < min || n > max)
		return refuse(why, "must be %u to %u per cent", min, max);
	*percent = n;
	return true;
}

bool value_knob(const char *text, enum knob knob, struct knob_set *set,
		char why[static CONFIG_ERROR])
{
	uint32_t value;

	if (!knob_parse(knob, text, &value))
		return refuse(why, "must be %s", knob_takes(knob));
	knob_give(set, knob, value);
	return true;
}

/* --- patterns ----------------------------------------------------------------------------- */

const char *const pattern_of_names[PATTERN_KINDS] = {
	[PATTERN_ANY] = "any",
	[PATTERN_NAME] = "name",
	[PATTERN_TYPE] = "type",
	[PATTERN_UUID] = "uuid",
};

static bool add_pattern(const char *text, struct patterns *patterns, char why[static CONFIG_ERROR])
{
	const char *colon = strchr(text, ':'), *glob = colon ? colon + 1 : text;
	struct pattern pattern = { 0 };
	uint32_t of;

	for (of = 0; colon && of < PATTERN_KINDS; of++)
		if (strlen(pattern_of_names[of]) == (size_t)(colon - text) &&
		    !strncmp(pattern_of_names[of], text, colon - text))
			break;
	if (of == PATTERN_KINDS)
		return refuse(why,
			      "a pattern must begin with name:, uuid:, type: or any:, or have "
			      "no colon");
	if (!*glob || strlen(glob) >= CONFIG_PATTERN || strpbrk(glob, BLANKS))
		return refuse(why,
			      "a pattern must have 1 to %d characters and no blanks; "
			      "separate patterns by commas",
			      CONFIG_PATTERN - 1);
	if (patterns->n == CONFIG_PATTERNS)
		return refuse(why, "at most %d patterns are possible: use * and ?",
			      CONFIG_PATTERNS);
	pattern.of = of;
	strcpy(pattern.glob, glob);
	patterns->pattern[patterns->n++] = pattern;
	return true;
}

static char *trim(char *text)
{
	char *end;

	text += strspn(text, BLANKS);
	for (end = text + strlen(text); end > text && strchr(BLANKS, end[-1]); end--)
		;
	*end = 0;
	return text;
}

bool value_patterns(const char *text, struct patterns *patterns, char why[static CONFIG_ERROR])
{
	char line[LINE], *rest = line, *one;

	if (strlen(text) >= sizeof(line))
		return refuse(why, "the value is too long");
	strcpy(line, text);
	while ((one = strsep(&rest, ",")))
		if (!add_pattern(trim(one), patterns, why))
			return false;
	return true;
}

/* --- paths and addresses ------------------------------------------------------------------ */

bool value_path(const char *text, char path[static CONFIG_PATH], char why[static CONFIG_ERROR])
{
	if (*text != '/' || strlen(text) >= CONFIG_PATH || text[strlen(text) - 1] == '/')
		return refuse(why, "must be the absolute path of a file, of at most %d bytes",
			      CONFIG_PATH - 1);
	strcpy(path, text);
	return true;
}

static bool parse_port(const char *text, const char *host, uint32_t *port)
{
	const char *end;

	if (strncmp(text, host, strlen(host)))
		return false;
	end = number(text + strlen(host), port);
	return end && !*end && *port && *port <= UINT16_MAX;
}

bool value_exporter(const char *text, struct exporter *exporter, char why[static CONFIG_ERROR])
{
	struct exporter e = { 0 };

	if (!strncmp(text, "unix:", 5)) {
		e.kind = EXPORTER_UNIX;
		if (!value_path(text + 5, e.path, why))
			return false;
	} else if (parse_port(text, "127.0.0.1:", &e.port)) {
		e.kind = EXPORTER_IPV4;
	} else if (parse_port(text, "[::1]:", &e.port)) {
		e.kind = EXPORTER_IPV6;
	} else if (strcmp(text, "off")) {
		return refuse(why, "must be off, unix:PATH, 127.0.0.1:PORT or [::1]:PORT: "
				   "other hosts must not reach facetd");
	}
	*exporter = e;
	return true;
}

/* --- timetables --------------------------------------------------------------------------- */

const char *const day_names[CONFIG_DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static int find_day(const char *text)
{
	uint32_t i;

	for (i = 0; i < CONFIG_DAYS; i++)
		if (!strcasecmp(day_names[i], text))
			return i;
	return -1;
}

/* Add the days of a text to a set: "mon", "mon-fri" or "sat-mon". */
static bool add_days(char *text, uint32_t *days)
{
	char *last = strchr(text, '-');
	int from, to;

	if (last)
		*last++ = 0;
	from = find_day(text);
	to = last ? find_day(last) : from;
	if (from < 0 || to < 0)
		return false;
	for (; from != to; from = (from + 1) % CONFIG_DAYS)
		*days |= 1u << from;
	*days |= 1u << to;
	return true;
}

static bool parse_days(char *text, uint32_t *days)
{
	char *one;

	if (!strcasecmp(text, "daily")) {
		*days = (1u << CONFIG_DAYS) - 1;
		return true;
	}
	while ((one = strsep(&text, ",")))
		if (!add_days(one, days))
			return false;
	return true;
}

/* Parse a time such as "08:00". Return: the text behind the time; NULL: there is no time. */
static const char *parse_time(const char *text, uint32_t *minute)
{
	uint32_t hour, rest;
	const char *at = number(text, &hour);

	if (!at || *at != ':' || !isdigit((unsigned char)at[1]) || !isdigit((unsigned char)at[2]))
		return NULL;
	at = number(at + 1, &rest);
	if (!at || rest >= MINUTES || hour > HOURS || (hour == HOURS && rest))
		return NULL;
	*minute = hour * MINUTES + rest;
	return at;
}

static bool parse_times(const char *text, struct period *period)
{
	const char *at = parse_time(text, &period->begin);

	if (!at || *at != '-')
		return false;
	at = parse_time(at + 1, &period->end);
	return at && !*at && period->begin < CONFIG_DAY_MINUTES;
}

static bool add_knob(char *text, struct knob_set *set, char why[static CONFIG_ERROR])
{
	char *value = strchr(text, '=');
	uint32_t knob;

	if (value)
		*value++ = 0;
	for (knob = 0; value && knob < KNOBS; knob++) {
		if (strcmp(knob_name(knob), text))
			continue;
		if (knob_given(set, knob))
			return refuse(why, "%s is set twice", text);
		if (value_knob(value, knob, set, why))
			return true;
		return refuse(why, "%s=%.32s: must be %s", text, value, knob_takes(knob));
	}
	return refuse(
		why,
		"'%.32s': only weight=, cap=, slice_us= and priority= may follow the times",
		text);
}

bool value_period(const char *text, struct period *period, char why[static CONFIG_ERROR])
{
	char line[LINE], *rest = line, *one;
	uint32_t words = 0;

	if (strlen(text) >= sizeof(line))
		return refuse(why, "the value is too long");
	strcpy(line, text);
	memset(period, 0, sizeof(*period));
	while ((one = strsep(&rest, BLANKS))) {
		if (!*one)
			continue;
		if (words == 0 && !parse_days(one, &period->days))
			return refuse(why, "must begin with days: mon-fri, sat,sun or daily");
		if (words == 1 && !parse_times(one, period))
			return refuse(why,
				      "times must follow the days: 08:00-18:00, up to 24:00");
		if (words > 1 && !add_knob(one, &period->knobs, why))
			return false;
		words++;
	}
	if (!period->knobs.given)
		return refuse(why,
			      "must be days, times and knobs: mon-fri 08:00-18:00 weight=300");
	return true;
}
