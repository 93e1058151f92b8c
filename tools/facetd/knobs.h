/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The knobs of a vGPU that facetd may set (docs/reference/abi.md). Pure functions: no file, no
 * lock.
 */
#ifndef FACETD_KNOBS_H
#define FACETD_KNOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

/**
 * enum knob - A knob of a vGPU, in the order of printed lists.
 * @KNOB_WEIGHT: weight, 1 to 1000
 * @KNOB_CAP: cap, 1 to 100 per cent of an engine; 0: none
 * @KNOB_SLICE_US: slice, 50 to 100000 microseconds; 0: the parent's
 * @KNOB_PRIORITY: priority, FACET_STATS_HIGH, FACET_STATS_NORMAL or FACET_STATS_LOW
 * @KNOBS: number of knobs
 */
enum knob {
	KNOB_WEIGHT,
	KNOB_CAP,
	KNOB_SLICE_US,
	KNOB_PRIORITY,
	KNOBS,
};

#define KNOB_TEXT	16u	/* bytes of a value as text, with the NUL */

/**
 * struct knob_set - Values of some knobs.
 * @given: knobs that have a value, one bit for each enum knob
 * @value: values by enum knob, in the units of &enum knob; undefined for knobs not in @given
 */
struct knob_set {
	uint32_t given;
	uint32_t value[KNOBS];
};

/**
 * knob_name() - Return the name of a knob's file in sysfs.
 * @knob: the knob
 *
 * Context: any; reads memory only.
 * Return: the name, a constant.
 */
const char *knob_name(enum knob knob);

/**
 * knob_takes() - Return a description of a knob's valid values, for messages.
 * @knob: the knob
 *
 * Context: any; reads memory only.
 * Return: the description, a constant.
 */
const char *knob_takes(enum knob knob);

/**
 * knob_parse() - Parse a value in the form that sysfs shows.
 * @knob: the knob
 * @text: the value as text, without blanks around it
 * @value: gets the value; unchanged if @text is invalid
 *
 * Context: any; takes no lock.
 * Return: true: @text is a valid value of the knob.
 */
bool knob_parse(enum knob knob, const char *text, uint32_t *value);

/**
 * knob_print() - Print a value in the form that sysfs takes.
 * @knob: the knob
 * @value: the value
 * @text: gets the text, at most KNOB_TEXT bytes with the NUL; "?": no such priority
 *
 * Context: any; takes no lock.
 * Return: @text.
 */
const char *knob_print(enum knob knob, uint32_t value, char text[static KNOB_TEXT]);

/**
 * knob_give() - Put the value of a knob into a set.
 * @set: the set
 * @knob: the knob
 * @value: the value; replaces an earlier one
 *
 * Context: any; takes no lock.
 */
static inline void knob_give(struct knob_set *set, enum knob knob, uint32_t value)
{
	set->given |= 1u << knob;
	set->value[knob] = value;
}

/**
 * knob_given() - Tell if a set has a value for a knob.
 * @set: the set
 * @knob: the knob
 *
 * Context: any; takes no lock.
 * Return: true: @set->value[@knob] is valid.
 */
static inline bool knob_given(const struct knob_set *set, enum knob knob)
{
	return set->given >> knob & 1;
}

#endif
