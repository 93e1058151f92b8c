/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs of a vGPU that facetd may turn, as docs/abi.md has them. */
#ifndef FACETD_KNOBS_H
#define FACETD_KNOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/uapi/facet.h"

/** enum knob - Which one; the order in which they are told. */
enum knob {
	KNOB_WEIGHT,
	KNOB_CAP,
	KNOB_SLICE_US,
	KNOB_PRIORITY,
	KNOBS,
};

#define KNOB_TEXT	16u	/* bytes of a value as text, its end among them */

/**
 * struct knob_set - Values of some knobs.
 * @given: bit of each knob that has one
 * @value: by enum knob; of KNOB_PRIORITY FACET_STATS_HIGH, _NORMAL or _LOW
 */
struct knob_set {
	uint32_t given;
	uint32_t value[KNOBS];
};

/** knob_name() - Of its file in sysfs. */
const char *knob_name(enum knob knob);

/** knob_takes() - What it takes, for people. */
const char *knob_takes(enum knob knob);

/** knob_parse() - As sysfs shows it. Return: whether it is a value of this knob. */
bool knob_parse(enum knob knob, const char *text, uint32_t *value);

/** knob_print() - As sysfs takes it. Return: @text. */
const char *knob_print(enum knob knob, uint32_t value, char text[static KNOB_TEXT]);

static inline void knob_give(struct knob_set *set, enum knob knob, uint32_t value)
{
	set->given |= 1u << knob;
	set->value[knob] = value;
}

static inline bool knob_given(const struct knob_set *set, enum knob knob)
{
	return set->given >> knob & 1;
}

#endif
