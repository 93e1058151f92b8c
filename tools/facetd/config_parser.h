/* SPDX-License-Identifier: GPL-2.0-only */
/* The parser shared by config.c, which takes lines, and config_check.c, which checks the whole. */
#ifndef FACETD_CONFIG_PARSER_H
#define FACETD_CONFIG_PARSER_H

#include "tools/facetd/config.h"

#define CONFIG_KEYS	16u	/* rows of a table of keys, at most */

enum section { SECTION_NONE, SECTION_FACETD, SECTION_POLICY, SECTION_CLASS, SECTION_UNKNOWN };

/**
 * struct policy_notes - Notes on a policy, until the parser reaches the end of the file.
 * @line: line of the section
 * @given: keys that the section has, one bit for each row of config_policy_keys
 * @lines: line of each key, by its row
 * @periods: line of each period
 */
struct policy_notes {
	uint32_t line;
	uint32_t given;
	uint32_t lines[CONFIG_KEYS];
	uint32_t periods[CONFIG_PERIODS];
};

/**
 * struct class_notes - Notes on a class, until the parser reaches the end of the file.
 * @line: line of the section
 * @policies: names of the class's policies
 * @lines: line of each name in @policies
 * @n: number of names
 */
struct class_notes {
	uint32_t line;
	char policies[CONFIG_CLASS_POLICIES][CONFIG_NAME];
	uint32_t lines[CONFIG_CLASS_POLICIES];
	uint32_t n;
};

/**
 * struct parser - State of one config_parse().
 * @at: next byte of the text
 * @end: end of the text
 * @line: number of the current line, from 1
 * @wants_key: inih has to report the current line as a key
 * @section: kind of the current section
 * @config: the result
 * @errors: the errors
 * @facetd_lines: line of each key of [facetd], by its row
 * @facetd_line: line of the section [facetd]
 * @policies: notes on each policy, as in &config.policies
 * @classes: notes on each class, as in &config.classes
 */
struct parser {
	const char *at;
	const char *end;
	uint32_t line;
	bool wants_key;
	enum section section;
	struct config *config;
	struct config_errors *errors;
	uint32_t facetd_lines[8];
	uint32_t facetd_line;
	struct policy_notes policies[CONFIG_POLICIES];
	struct class_notes classes[CONFIG_CLASSES];
};

/**
 * config_fail() - Record an error of a line.
 * @p: the parser
 * @line: number of the line, from 1; 0: the whole file
 * @format: format of printf(3); a message longer than CONFIG_ERROR - 1 bytes is cut
 * @...: arguments of @format
 *
 * Context: takes no lock; allocates no memory.
 */
void config_fail(struct parser *p, uint32_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * struct key - One key of a section.
 * @name: name of the key
 * @take: take the value; false: the value is refused, and @why says which values are valid
 * @kinds: kinds of policies that have the key, one bit for each enum policy_kind
 * @needed: kinds of policies that must have the key, one bit for each enum policy_kind
 * @repeats: a section may have the key more than once
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

/**
 * config_check() - Set defaults, resolve names and report contradictions at the end of the file.
 * @p: the parser, after the last line
 *
 * Context: takes no lock; called once by config_parse().
 */
void config_check(struct parser *p);

#endif
