/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics in the text format 0.0.4 of Prometheus. exporter.c calls this. */
#ifndef FACETD_METRICS_H
#define FACETD_METRICS_H

#include <stdio.h>

#include "tools/facetd/watch.h"

/**
 * metrics_print() - Print the metrics of the last sample.
 * @watch: the watch
 * @out: file to print to; the caller checks ferror()
 *
 * Context: facetd's thread; takes no lock.
 */
void metrics_print(const struct watch *watch, FILE *out);

#endif
