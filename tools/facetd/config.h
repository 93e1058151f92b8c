/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration of facetd: facetd.conf (facetd.conf.5), parsed and checked as a whole. A
 * configuration holds no pointer: the caller may copy it and frees nothing, even after an error.
 */
#ifndef FACETD_CONFIG_H
#define FACETD_CONFIG_H

#include <stdio.h>

#include "tools/facetd/knobs.h"

/* Limits. The parser reports an error when a file exceeds one. */
enum {
	CONFIG_NAME = 32,		/* bytes of a name, with the NUL */
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

/**
 * enum pattern_of - Property of a vGPU that a pattern is compared with.
 * @PATTERN_ANY: the name or the UUID
 * @PATTERN_NAME: the name
 * @PATTERN_TYPE: the type, facet-N
 * @PATTERN_UUID: the UUID
 * @PATTERN_KINDS: number of properties
 */
enum pattern_of {
	PATTERN_ANY,
	PATTERN_NAME,
	PATTERN_TYPE,
	PATTERN_UUID,
	PATTERN_KINDS,
};

/**
 * struct pattern - One pattern for vGPUs.
 * @of: property that the pattern is compared with
 * @glob: pattern of fnmatch(3); upper and lower case are the same
 */
struct pattern {
	enum pattern_of of;
	char glob[CONFIG_PATTERN];
};

/**
 * struct patterns - A list of patterns. A vGPU matches the list if it matches one pattern.
 * @n: number of patterns
 * @pattern: the patterns
 */
struct patterns {
	uint32_t n;
	struct pattern pattern[CONFIG_PATTERNS];
};

/**
 * struct period - One row of a timetable.
 * @days: days on which the period begins; bit 0: Monday
 * @begin: minute of the day, from 0
 * @end: minute of the day; if @end is not after @begin, a minute of the next day
 * @knobs: knobs that are set during the period
 */
struct period {
	uint32_t days;
	uint32_t begin;
	uint32_t end;
	struct knob_set knobs;
};

/**
 * enum policy_kind - Kind of a policy.
 * @POLICY_FIXED: knobs have fixed values
 * @POLICY_FRAMES: vGPUs that miss frames get a priority, the others get short slices
 * @POLICY_INTERACTIVE: interactive vGPUs get a priority, the others get short slices
 * @POLICY_MINIMUM: the vGPUs of a class together get a minimum of an engine
 * @POLICY_NOISY: a vGPU that uses too much of an engine gets a cap
 * @POLICY_TIMETABLE: knobs have values by the time of the week
 * @POLICY_KINDS: number of kinds
 */
enum policy_kind {
	POLICY_FIXED,
	POLICY_FRAMES,
	POLICY_INTERACTIVE,
	POLICY_MINIMUM,
	POLICY_NOISY,
	POLICY_TIMETABLE,
	POLICY_KINDS,
};

/**
 * struct policy - A section [policy NAME]. Members of other kinds are 0.
 * @name: name of the policy
 * @kind: kind of the policy
 * @knobs: FIXED: the knobs of vGPUs; FRAMES, INTERACTIVE: priority of prompt vGPUs and slice_us of
 *	the others; NOISY: cap of noisy vGPUs
 * @minimum: MINIMUM: minimum of all vGPUs of a class together, in per cent of an engine
 * @busy_below: INTERACTIVE: a vGPU that has an engine for less than this part of the time is
 *	interactive, in per cent
 * @above: NOISY: a vGPU that has more than this part of an engine while others wait is noisy, in
 *	per cent
 * @for_ms: NOISY: time above @above until the cap is set, in ms
 * @release_ms: NOISY: time without need until the cap is removed, in ms
 * @hold_ms: FRAMES, INTERACTIVE, MINIMUM: time that a decision outlasts its reason, in ms
 * @n_periods: TIMETABLE: number of periods
 * @periods: TIMETABLE: the periods; no two overlap
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
 * struct class - A section [class NAME]. A vGPU belongs to the first class that matches it.
 * @name: name of the class
 * @match: patterns for the vGPUs of the class
 * @n_policies: number of policies
 * @policies: indices of &config.policies. If two policies set one knob, the later one decides
 */
struct class {
	char name[CONFIG_NAME];
	struct patterns match;
	uint32_t n_policies;
	uint32_t policies[CONFIG_CLASS_POLICIES];
};

/**
 * enum exporter_kind - Address at which Prometheus reads the statistics.
 * @EXPORTER_OFF: none
 * @EXPORTER_UNIX: a Unix socket, &exporter.path
 * @EXPORTER_IPV4: 127.0.0.1, &exporter.port
 * @EXPORTER_IPV6: ::1, &exporter.port
 */
enum exporter_kind {
	EXPORTER_OFF,
	EXPORTER_UNIX,
	EXPORTER_IPV4,
	EXPORTER_IPV6,
};

/**
 * struct exporter - The exporter's configuration.
 * @kind: kind of the address
 * @port: TCP port; 0 unless @kind is EXPORTER_IPV4 or EXPORTER_IPV6
 * @path: path of the Unix socket; "" unless @kind is EXPORTER_UNIX
 */
struct exporter {
	enum exporter_kind kind;
	uint32_t port;
	char path[CONFIG_PATH];
};

/**
 * struct config - A whole configuration.
 * @interval_ms: time from one sample of the statistics to the next, in ms
 * @state: path of the state file, from which a restarted facetd learns what it had changed
 * @exporter: the exporter's configuration
 * @exclude: vGPUs that facetd never changes, in any class
 * @n_policies: number of policies
 * @policies: the policies
 * @n_classes: number of classes
 * @classes: the classes, in the order of the file
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

/**
 * struct config_errors - Errors of a file.
 * @n: number of errors, including those that do not fit into @error
 * @error: the first CONFIG_ERRORS errors, each with the number of its line; 0: the whole file
 */
struct config_errors {
	uint32_t n;
	struct {
		uint32_t line;
		char text[CONFIG_ERROR];
	} error[CONFIG_ERRORS];
};

/**
 * config_parse() - Parse and check the text of a configuration.
 * @text: @size bytes of any value; needs no NUL
 * @size: length of @text in bytes
 * @config: gets the configuration; undefined after an error
 * @errors: gets all errors, in the order of lines
 *
 * Context: takes no lock; allocates memory; reads no file.
 * Return: 0; -EINVAL: the text has errors; -ENOMEM: no memory. @errors has the reasons.
 */
int config_parse(const char *text, size_t size, struct config *config,
		 struct config_errors *errors);

/**
 * config_read() - Read, parse and check a configuration file.
 * @path: path of the file, of at most CONFIG_SIZE_MAX bytes
 * @config: gets the configuration; undefined after an error
 * @errors: gets all errors; an error of the whole file has line 0
 *
 * Context: takes no lock; allocates memory; blocks for the file.
 * Return: 0; -EINVAL: the file cannot be read, is too large or has errors; -ENOMEM: no memory for
 *	the parser. @errors has the reasons.
 */
int config_read(const char *path, struct config *config, struct config_errors *errors);

/**
 * config_print() - Print a configuration with all defaults, in the syntax of config_parse().
 * @config: the configuration
 * @out: file to print to
 *
 * Context: takes no lock; blocks for @out. The caller checks ferror().
 */
void config_print(const struct config *config, FILE *out);

extern const char *const policy_kind_names[POLICY_KINDS];
extern const char *const pattern_of_names[PATTERN_KINDS];
extern const char *const day_names[CONFIG_DAYS];

#endif
