/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Honest work of which each command is counted, while calls in its guest's name fail. A command
 * adds one to a dword of its own: 0 is one that was lost, 2 one that ran twice.
 */
#ifndef TESTS_FUZZ_COUNTS_H
#define TESTS_FUZZ_COUNTS_H

#include "port.h"

struct fuzz_fault;
struct fuzz_guest;

/**
 * fuzz_victim_counts() - The victim runs counted commands on an engine, twice, the first time while
 * calls fail. After an error it resets the engine and gives that work up.
 * @engine: enum pgpu_engine
 * @what: enum fuzz_fail
 * @fault: which calls fail, and how; an answer "later" of the front end leads to no error
 */
void fuzz_victim_counts(struct fuzz_guest *victim, u32 engine, u32 what,
			const struct fuzz_fault *fault);

#endif
