/* SPDX-License-Identifier: GPL-2.0-only */
/* Between config.c, which takes lines, and config_check.c, which looks at the whole. */
#ifndef FACETD_CONFIG_PARSER_H
#define FACETD_CONFIG_PARSER_H

#include "tools/facetd/config.h"

#define CONFIG_KEYS	16u	/* rows of a table of keys, at most */

enum section { SECTION_NONE, SECTION_FACETD, SECTION_POLICY, SECTION_CLASS, SECTION_UNKNOWN };

/* What of a policy or a class is needed until the end of the file. @lines: of keys, by their row */
struct policy_notes {
	uint32_t line;
	uint32_t given;
	uint32_t lines[CONFIG_KEYS];
	uint32_t periods[CONFIG_PERIODS];
};

struct class_notes {
	uint32_t line;
	char policies[CONFIG_CLASS_POLICIES][CONFIG_NAME];
	uint32_t lines[CONFIG_CLASS_POLICIES];
	uint32_t n;
};

struct parser {
	const char *at;
	const char *end;
	uint32_t line;
	bool wants_key;		/* the line that inih has now should be told as a key */
	enum section section;
	struct config *config;
	struct config_errors *errors;
	uint32_t facetd_lines[8];
	uint32_t facetd_line;
	struct policy_notes policies[CONFIG_POLICIES];
	struct class_notes classes[CONFIG_CLASSES];
};

/** config_fail() - An error of a line. */
void config_fail(struct parser *p, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/**
 * struct key - A key of a section.
 * @take: its value; false: it is not taken, and @why says what would be
 * @kinds: of policies that have it, bits of enum policy_kind
 * @needed: of those that cannot be without
 * @repeats: it may be there often
 */
struct key {
	const char *name;
	bool (*take)(struct parser *p, const char *value, char *why);
	uint32_t kinds;
	uint32_t needed;
	bool repeats;
};

extern const struct key config_policy_keys[];
extern const uint32_t config_policy_key_count;

enum { KEY_KIND };	/* row of config_policy_keys */

/** config_check() - The end of the file has been reached: defaults, names, contradictions. */
void config_check(struct parser *p);

#endif
