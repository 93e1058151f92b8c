/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a fuzzer that has found something. */
#ifndef TESTS_FUZZ_DIE_H
#define TESTS_FUZZ_DIE_H

#include "port.h"

/** fuzz_die() - Report a finding: print the message, and abort. */
void fuzz_die(const char *fmt, ...) __printf(1, 2) __attribute__((noreturn));

#define fuzz_check(ok, ...) do {		\
	if (!(ok))				\
		fuzz_die(__VA_ARGS__);		\
} while (0)

#endif
