// SPDX-License-Identifier: GPL-2.0-only
/* The rule of versions (state_version.h). traits.c calls this file. It takes no lock. */
#include "model/state_version.h"

#define DIGITS_MAX	5	/* of a number of a version */

/**
 * struct version - A version of Facet.
 * @major: breaks of the policy (docs/reference/policy.md)
 * @minor: new features
 * @patch: fixes
 */
struct version {
	u32 major;
	u32 minor;
	u32 patch;
};

/*
 * Take a decimal number from a text. Return: false: there is none, it is too long, or it has zeros
 * before it.
 */
static bool take_number(const char **text, const char *end, u32 *number)
{
	const char *from = *text;

	*number = 0;
	for (; *text < end && **text >= '0' && **text <= '9'; ++*text) {
		if (*text - from == DIGITS_MAX || (*text > from && *from == '0'))
			return false;
		*number = *number * 10 + (u32)(**text - '0');
	}
	return *text > from;
}

static bool take_dot(const char **text, const char *end)
{
	return *text < end && *(*text)++ == '.';
}

/* Read MAJOR.MINOR.PATCH, and nothing behind. Return: false: the text is no version. */
static bool parse(const char *text, size_t len, struct version *version)
{
	const char *end = text + len;

	return take_number(&text, end, &version->major) && take_dot(&text, end) &&
	       take_number(&text, end, &version->minor) && take_dot(&text, end) &&
	       take_number(&text, end, &version->patch) && text == end;
}

/* No format was promised before 0.1.0. */
static bool has_promise(const struct version *version)
{
	return version->major || version->minor;
}

bool facet_version_restores(const char *here, size_t here_len, const char *there,
			    size_t there_len)
{
	struct version own, other;

	if (here_len == there_len && !memcmp(here, there, here_len))
		return true;
	if (!parse(here, here_len, &own) || !parse(there, there_len, &other))
		return false;
	if (!has_promise(&own) || !has_promise(&other) || own.major != other.major)
		return false;
	return own.minor == other.minor || own.minor == other.minor + 1;
}
