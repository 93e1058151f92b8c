/* SPDX-License-Identifier: GPL-2.0-only */
/* Attributes of a vGPU from JSON, as the command show prints them. The command set reads them. */
#ifndef FACETCTL_PAIRS_H
#define FACETCTL_PAIRS_H

#include <stdio.h>

struct host;

/**
 * pairs_read() - Read JSON of a vGPU, and make KEY=VALUE of what another vGPU is to get.
 * @file: a JSON object. The name is skipped, and keys that name no attribute that can be set
 * @host: the state of the host
 * @uuid: UUID of the other vGPU as text. Values that it has already are skipped
 * @pairs: gets an array of texts; pairs_free() frees it
 *
 * Context: takes no lock; blocks for the file and for sysfs.
 * Return: the number of texts, 0 or more; -1: the file is no such JSON, or there is no memory.
 *	stderr has the reason.
 */
int pairs_read(FILE *file, const struct host *host, const char *uuid, char ***pairs);

/**
 * pairs_free() - Free the texts of pairs_read().
 * @pairs: the array
 * @n: their number
 *
 * Context: takes no lock.
 */
void pairs_free(char **pairs, int n);

#endif
