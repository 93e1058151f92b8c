/* SPDX-License-Identifier: GPL-2.0-only */
/* Log messages of facetd on stderr. For the systemd journal each line has a priority. */
#ifndef FACETD_LOG_H
#define FACETD_LOG_H

/**
 * say() - Log a line on stderr.
 * @priority: LOG_ERR, LOG_WARNING, LOG_NOTICE or LOG_INFO of syslog.h
 * @format: format of printf(3), without a newline; a line longer than 1023 bytes is cut
 * @...: arguments of @format
 *
 * Context: takes no lock; blocks for stderr.
 */
void say(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
