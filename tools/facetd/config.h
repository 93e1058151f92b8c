/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What facetd is told to do: facetd.conf (facetd.conf.5), parsed and checked as a whole. A configuration
 * that was refused leaves nothing behind; one that was taken holds no pointer and may be copied.
 */
#ifndef FACETD_CONFIG_H
#define FACETD_CONFIG_H

#include <stdio.h>

#include "tools/facetd/knobs.h"

/* Limits, all of them told when they are met. */
enum {
	CONFIG_NAME = 32,		/* bytes of a name with its end */
	CONFIG_PATTERN = 64,
	CONFIG_PATH = 104,		/* fits struct sockaddr_un */
	CONFIG_PATTERNS = 32,		/* of a class, of exclude */
	CONFIG_CLASSES = 64,
	CONFIG_POLICIES = 64,
	CONFIG_CLASS_POLICIES = 8,
	CONFIG_PERIODS = 32,
	CONFIG_ERRORS = 32,
	CONFIG_ERROR = 224,
};

#define CONFIG_FILE		"/etc/facet/facetd.conf"
#define CONFIG_SIZE_MAX		(1u << 20)	/* bytes of a file */
#define CONFIG_DAYS		7u
#define CONFIG_DAY_MINUTES	1440u
#define CONFIG_WEEK_MINUTES	(CONFIG_DAYS * CONFIG_DAY_MINUTES)

/** enum pattern_of - What of a vGPU a pattern is held against. */
enum pattern_of {
	PATTERN_ANY,	/* its name or its UUID */
	PATTERN_NAME,
	PATTERN_TYPE,
	PATTERN_UUID,
	PATTERN_KINDS,
};

struct pattern {
	enum pattern_of of;
	char glob[CONFIG_PATTERN];
};

/** struct patterns - A vGPU is meant where one of @n matches. */
struct patterns {
	uint32_t n;
	struct pattern pattern[CONFIG_PATTERNS];
};

/**
 * struct period - A row of a timetable.
 * @days: bit 0: Monday; on which it begins
 * @begin: minute of the day
 * @end: the same; where it is not after @begin, of the next day
 * @knobs: that hold in it
 */
struct period {
	uint32_t days;
	uint32_t begin;
	uint32_t end;
	struct knob_set knobs;
};

enum policy_kind {
	POLICY_FIXED,
	POLICY_INTERACTIVE,
	POLICY_MINIMUM,
	POLICY_NOISY,
	POLICY_TIMETABLE,
	POLICY_KINDS,
};

/**
 * struct policy - A section [policy NAME]. What is not of its kind is 0.
 * @knobs: FIXED: what vGPUs have; INTERACTIVE: priority of theirs, slice_us of the others;
 *	NOISY: cap of who is noisy
 * @minimum: MINIMUM: per cent of an engine, of all vGPUs of a class together
 * @busy_below: INTERACTIVE: who has an engine for less than so many per cent of the time is interactive
 * @above: NOISY: who has more than so many per cent of an engine while others wait is noisy
 * @for_ms: NOISY: when that has lasted so long
 * @release_ms: NOISY: the cap goes when it has not been needed for so long
 * @hold_ms: INTERACTIVE, MINIMUM: what was decided holds so long after its reason has gone
 * @periods: TIMETABLE: @n_periods, of which no two overlap
 */
struct policy {
	char name[CONFIG_NAME];
	enum policy_kind kind;
	struct knob_set knobs;
	uint32_t minimum;
	uint32_t busy_below;
	uint32_t above;
	uint32_t for_ms;
	uint32_t release_ms;
	uint32_t hold_ms;
	uint32_t n_periods;
	struct period periods[CONFIG_PERIODS];
};

/**
 * struct class - A section [class NAME]. A vGPU is of the first class that matches it.
 * @policies: indices of &config.policies, @n_policies; where two turn one knob the later one does
 */
struct class {
	char name[CONFIG_NAME];
	struct patterns match;
	uint32_t n_policies;
	uint32_t policies[CONFIG_CLASS_POLICIES];
};

/** enum exporter_kind - Where statistics are told to Prometheus. */
enum exporter_kind {
	EXPORTER_OFF,
	EXPORTER_UNIX,		/* &exporter.path */
	EXPORTER_IPV4,		/* 127.0.0.1 */
	EXPORTER_IPV6,		/* ::1 */
};

struct exporter {
	enum exporter_kind kind;
	uint32_t port;
	char path[CONFIG_PATH];
};

/**
 * struct config - All of it.
 * @interval_ms: from one look at the statistics to the next
 * @state: file that tells a restarted facetd what it had changed
 * @exclude: vGPUs that are never touched, whatever class matches them
 */
struct config {
	uint32_t interval_ms;
	char state[CONFIG_PATH];
	struct exporter exporter;
	struct patterns exclude;
	uint32_t n_policies;
	struct policy policies[CONFIG_POLICIES];
	uint32_t n_classes;
	struct class classes[CONFIG_CLASSES];
};

/** struct config_errors - What is wrong with a file, by line. @n: also counts those that @error has no room for */
struct config_errors {
	uint32_t n;
	struct {
		uint32_t line;
		char text[CONFIG_ERROR];
	} error[CONFIG_ERRORS];
};

/**
 * config_parse() - A file's text.
 * @text: @size bytes, of any value
 * @config: undefined where it is refused
 * @errors: all that is wrong, in the order of lines
 *
 * Return: 0, -EINVAL.
 */
int config_parse(const char *text, size_t size, struct config *config, struct config_errors *errors);

/** config_read() - The same of a file. Return: 0, -EINVAL; why is in @errors, at line 0 where it cannot be read. */
int config_read(const char *path, struct config *config, struct config_errors *errors);

/** config_print() - Whole, defaults too, as config_parse() takes it again. */
void config_print(const struct config *config, FILE *out);

extern const char *const policy_kind_names[POLICY_KINDS];
extern const char *const pattern_of_names[PATTERN_KINDS];
extern const char *const day_names[CONFIG_DAYS];

#endif
