// SPDX-License-Identifier: GPL-2.0-only
/* The end of a fuzzer that has found something (die.h). */
#include "tests/fuzz/die.h"

#include <stdarg.h>

void fuzz_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("fuzz: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	abort();
}
