/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics as Prometheus reads them: text format 0.0.4. Pure. */
#ifndef FACETD_METRICS_H
#define FACETD_METRICS_H

#include <stdio.h>

#include "tools/facetd/watch.h"

/** metrics_print() - Of the last look. */
void metrics_print(const struct watch *watch, FILE *out);

#endif
