/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of facetd.conf. Each function takes one as text, without blanks around it, and says in @why what it
 * takes instead where it refuses. Pure.
 */
#ifndef FACETD_VALUES_H
#define FACETD_VALUES_H

#include "tools/facetd/config.h"

/** value_name() - Letters, digits and "._-": of a section. */
bool value_name(const char *text, char why[static CONFIG_ERROR]);

/** value_duration() - "250 ms", "2 s", "5 min". @min, @max: ms */
bool value_duration(const char *text, uint32_t min, uint32_t max, uint32_t *ms,
		    char why[static CONFIG_ERROR]);

/** value_percent() - "30" or "30%". */
bool value_percent(const char *text, uint32_t min, uint32_t max, uint32_t *percent,
		   char why[static CONFIG_ERROR]);

/** value_knob() - As sysfs takes it. */
bool value_knob(const char *text, enum knob knob, struct knob_set *set,
		char why[static CONFIG_ERROR]);

/** value_patterns() - "web-*, type:facet-4"; added to what is there. */
bool value_patterns(const char *text, struct patterns *patterns, char why[static CONFIG_ERROR]);

/** value_path() - An absolute one that fits. */
bool value_path(const char *text, char path[static CONFIG_PATH], char why[static CONFIG_ERROR]);

/** value_exporter() - "off", "unix:PATH", "127.0.0.1:PORT", "[::1]:PORT". */
bool value_exporter(const char *text, struct exporter *exporter, char why[static CONFIG_ERROR]);

/** value_period() - "mon-fri 08:00-18:00 weight=300 priority=high". */
bool value_period(const char *text, struct period *period, char why[static CONFIG_ERROR]);

#endif
