/* SPDX-License-Identifier: GPL-2.0-only */
/* Read pages of docs/ that tests compare with the tables they are generated from. */
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

/**
 * page_read() - Read a page of docs/.
 * @name: file name in docs/ of the source tree; FACET_SOURCE_ROOT in the environment names
 *	the tree
 *
 * Context: any thread; reads a file.
 * Return: NUL-terminated text, to be freed; NULL: the file is not readable, or has 1 MiB or
 * more.
 */
char *page_read(const char *name);

#endif
