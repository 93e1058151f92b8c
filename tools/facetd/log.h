/* SPDX-License-Identifier: GPL-2.0-only */
/* What facetd says: on stderr, with priorities where the journal listens. */
#ifndef FACETD_LOG_H
#define FACETD_LOG_H

/** say() - A line. @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO of syslog.h */
void say(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
