/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Valid work with counted commands, while calls for its guest fail. Each command adds one to a
 * dword of its own. 0 means that a command was lost, 2 that it ran twice.
 */
#ifndef TESTS_FUZZ_COUNTS_H
#define TESTS_FUZZ_COUNTS_H

#include "port.h"

struct fuzz_fault;
struct fuzz_guest;

/**
 * fuzz_victim_counts() - Let the victim run counted commands on an engine, twice.
 * @victim: the victim
 * @engine: enum pgpu_engine
 * @what: enum fuzz_fail
 * @fault: which calls fail, and how
 *
 * Calls fail during the first run only. After an error the victim resets the engine and gives up
 * that work. FACET_HOST_RETRY from the front end must not lead to an error.
 */
void fuzz_victim_counts(struct fuzz_guest *victim, u32 engine, u32 what,
			const struct fuzz_fault *fault);

#endif
