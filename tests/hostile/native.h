/* SPDX-License-Identifier: GPL-2.0-only */
/* The native runner of cases (native.c), for main.c and core_*.c. hostile.h describes cases. */
#ifndef TESTS_HOSTILE_NATIVE_H
#define TESTS_HOSTILE_NATIVE_H

#include "hostile.h"

/* Limits of the hostile guest's type. */
#define HOSTILE_PINS		2048u
#define HOSTILE_SHADOWS		64u
#define HOSTILE_FENCES		16u	/* fewer than there are fence registers */

/**
 * struct hostile_neighbour - The other guest.
 * @guest: the guest
 * @vm: its page tables
 * @context: a context for each engine
 * @batch_va: address of each engine's batch, which copies from @src to @dst
 * @src: source, random dwords
 * @dst: target
 * @seed: state of the random numbers
 */
struct hostile_neighbour {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context[PGPU_ENGINES];
	u64 batch_va[PGPU_ENGINES];
	u32 *src;
	u32 *dst;
	u32 seed;
};

/** hostile_run() - Run a case with a machine of its own. Return: all expectations hold. */
bool hostile_run(const struct hostile_class *class, const struct hostile_case *c);

#endif
