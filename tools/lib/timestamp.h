/* SPDX-License-Identifier: GPL-2.0-only */
/* Times as text in the output of the tools. facetctl and facet-top call these functions. */
#ifndef TOOLS_TIMESTAMP_H
#define TOOLS_TIMESTAMP_H

#define TIMESTAMP_SIZE	32u	/* bytes of a time as text, with the NUL */

/**
 * timestamp_print() - Print the current time in UTC, as RFC 3339 has it.
 * @text: gets the time with milliseconds, such as "2026-11-27T09:30:00.250Z"
 *
 * Context: any thread; takes no lock; does not block.
 * Return: @text.
 */
const char *timestamp_print(char text[static TIMESTAMP_SIZE]);

/**
 * timestamp_print_local() - Print the current time of the local time zone.
 * @text: gets the time in whole seconds, such as "2026-11-27T10:30:00+0100"
 *
 * Context: one thread: the function uses localtime(3). Takes no lock.
 * Return: @text.
 */
const char *timestamp_print_local(char text[static TIMESTAMP_SIZE]);

#endif
