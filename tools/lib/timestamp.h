/* SPDX-License-Identifier: GPL-2.0-only */
/* Times as text in the JSON of the tools. facetctl and facet-top call this. */
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

#endif
