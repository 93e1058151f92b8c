// SPDX-License-Identifier: GPL-2.0-only
/* Names, limits and texts of knobs (knobs.h): one row for each knob. All functions are pure. */
#include "tools/facetd/knobs.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* @zero: 0 is valid, too, beside the values from @min to @max. */
static const struct {
	const char *name;
	const char *takes;
	uint32_t min;
	uint32_t max;
	bool zero;
} knobs[KNOBS] = {
	[KNOB_WEIGHT] = { "weight", "1 to 1000", FACET_WEIGHT_MIN, FACET_WEIGHT_MAX, false },
	[KNOB_CAP] = { "cap", "1 to 100 per cent, or 0 for none", 1, FACET_CAP_MAX, true },
	[KNOB_SLICE_US] = { "slice_us", "50 to 100000 us, or 0 for the parent's",
			    FACET_SLICE_US_MIN, FACET_SLICE_US_MAX, true },
	[KNOB_PRIORITY] = { "priority", "high, normal or low", 0, 0, false },
};

static const char *const priorities[] = {
	[FACET_STATS_HIGH] = FACET_PRIORITY_HIGH,
	[FACET_STATS_NORMAL] = FACET_PRIORITY_NORMAL,
	[FACET_STATS_LOW] = FACET_PRIORITY_LOW,
};

#define PRIORITIES	(sizeof(priorities) / sizeof(priorities[0]))

const char *knob_name(enum knob knob)
{
	return knobs[knob].name;
}

const char *knob_takes(enum knob knob)
{
	return knobs[knob].takes;
}

static bool parse_priority(const char *text, uint32_t *value)
{
	uint32_t i;

	for (i = 0; i < PRIORITIES; i++)
		if (!strcmp(priorities[i], text)) {
			*value = i;
			return true;
		}
	return false;
}

bool knob_parse(enum knob knob, const char *text, uint32_t *value)
{
	unsigned long number;
	char *end;

	if (knob == KNOB_PRIORITY)
		return parse_priority(text, value);
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end)
		return false;
	if (!(number == 0 && knobs[knob].zero) &&
	    (number < knobs[knob].min || number > knobs[knob].max))
		return false;
	*value = number;
	return true;
}

const char *knob_print(enum knob knob, uint32_t value, char text[static KNOB_TEXT])
{
	if (knob == KNOB_PRIORITY)
		snprintf(text, KNOB_TEXT, "%s", value < PRIORITIES ? priorities[value] : "?");
	else
		snprintf(text, KNOB_TEXT, "%u", value);
	return text;
}
