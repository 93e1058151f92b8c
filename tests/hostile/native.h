/* SPDX-License-Identifier: GPL-2.0-only */
/* The native runner of cases (native.c), for main.c and core_*.c. hostile.h describes cases. */
#ifndef TESTS_HOSTILE_NATIVE_H
#define TESTS_HOSTILE_NATIVE_H

#include "hostile.h"

/* Limits of the hostile guest's type. */
#define HOSTILE_PINS		2048u
#define HOSTILE_SHADOWS		64u
#define HOSTILE_FENCES		16u	/* fewer than there are fence registers */

/** hostile_run() - Run a case with a machine of its own. Return: all expectations hold. */
bool hostile_run(const struct hostile_class *class, const struct hostile_case *c);

#endif
