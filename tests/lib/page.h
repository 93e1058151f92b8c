/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages of docs/ that tests hold against what they are made of. */
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

/**
 * page_read() - The text of a page of docs/.
 * @name: file name in docs/ of the source tree (FACET_SOURCE_ROOT)
 *
 * Return: to be freed, NUL-terminated; NULL where it cannot be read.
 */
char *page_read(const char *name);

#endif
