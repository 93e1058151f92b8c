/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of facetd.conf. config.c calls these functions. Each function parses one value, without
 * blanks around the text. All functions are pure: no file, no lock.
 */
#ifndef FACETD_VALUES_H
#define FACETD_VALUES_H

#include "tools/facetd/config.h"

/**
 * value_name() - Check the name of a section.
 * @text: the value, letters, digits and "._-"
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @why is written.
 */
bool value_name(const char *text, char why[static CONFIG_ERROR]);

/**
 * value_duration() - Parse a duration.
 * @text: the value, such as "250 ms", "2 s" or "5 min"
 * @min: shortest valid duration in ms
 * @max: longest valid duration in ms
 * @ms: gets the duration in ms
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @ms is unchanged and @why is written.
 */
bool value_duration(const char *text, uint32_t min, uint32_t max, uint32_t *ms,
		    char why[static CONFIG_ERROR]);

/**
 * value_percent() - Parse a percentage.
 * @text: the value, "30" or "30%"
 * @min: lowest valid value in per cent
 * @max: highest valid value in per cent
 * @percent: gets the value in per cent
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @percent is unchanged and @why is written.
 */
bool value_percent(const char *text, uint32_t min, uint32_t max, uint32_t *percent,
		   char why[static CONFIG_ERROR]);

/**
 * value_knob() - Parse the value of a knob and put it into a set.
 * @text: the value, in the form that sysfs takes
 * @knob: the knob
 * @set: the set that gets the value
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @set is unchanged and @why is written.
 */
bool value_knob(const char *text, enum knob knob, struct knob_set *set,
		char why[static CONFIG_ERROR]);

/**
 * value_patterns() - Parse a list of patterns and append them to a list.
 * @text: the value, such as "web-*, type:facet-4"
 * @patterns: the list, of at most CONFIG_PATTERNS patterns
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @why is written; the patterns before the invalid one
 *	stay in @patterns.
 */
bool value_patterns(const char *text, struct patterns *patterns, char why[static CONFIG_ERROR]);

/**
 * value_path() - Check the absolute path of a file.
 * @text: the value, at most CONFIG_PATH - 1 bytes
 * @path: gets a copy of the path
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @path is unchanged and @why is written.
 */
bool value_path(const char *text, char path[static CONFIG_PATH], char why[static CONFIG_ERROR]);

/**
 * value_exporter() - Parse the address of the exporter.
 * @text: the value, "off", "unix:PATH", "127.0.0.1:PORT" or "[::1]:PORT"
 * @exporter: gets the address
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @exporter is unchanged and @why is written.
 */
bool value_exporter(const char *text, struct exporter *exporter, char why[static CONFIG_ERROR]);

/**
 * value_period() - Parse one row of a timetable.
 * @text: the value, such as "mon-fri 08:00-18:00 weight=300 priority=high"
 * @period: gets the row
 * @why: gets the reason of a refusal, at most CONFIG_ERROR bytes with the NUL
 *
 * Context: pure; takes no lock.
 * Return: true: the value is valid; false: @period is undefined and @why is written.
 */
bool value_period(const char *text, struct period *period, char why[static CONFIG_ERROR]);

#endif
