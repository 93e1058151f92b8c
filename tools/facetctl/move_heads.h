/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traits of vGPUs in a file: in the state of a virtual machine as QEMU saves it, or as text. The
 * command migrate-check compares them with those of a vGPU of this host.
 */
#ifndef FACETCTL_MOVE_HEADS_H
#define FACETCTL_MOVE_HEADS_H

#include <stdbool.h>

#include "model/traits.h"

#define MOVE_HEADS	16u	/* different traits that are kept of a file */

/**
 * struct move_heads - Traits that a file has.
 * @traits: array of @n traits, no two the same; each begins with a version and is printable
 * @n: number of traits
 * @more: the file has more of them
 * @has_pins: the file has what may be the head of a description
 * @least_pins: the smallest number of pinned pages of guest memory that such a head has
 * @most_pins: the largest one
 */
struct move_heads {
	struct facet_traits traits[MOVE_HEADS];
	u32 n;
	bool more;
	bool has_pins;
	u32 least_pins;
	u32 most_pins;
};

/**
 * move_heads_read() - Find the traits of vGPUs in a file.
 * @fd: the file, read from its present position to its end; also a pipe
 * @heads: gets what was found
 *
 * A file of at most FACET_TRAITS_MAX bytes may also be traits as text, as the command traits
 * prints. The function trusts no byte. It needs 1 MiB of memory, whatever the size of the file.
 * A guest may write such bytes into its memory: what is found may be of no vGPU.
 *
 * Context: takes no lock; blocks for the file.
 * Return: 0; -ENOMEM: no memory; another negative errno of read(2).
 */
int move_heads_read(int fd, struct move_heads *heads);

#endif
